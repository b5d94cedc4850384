package org.nnc.compiler.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.LayerErrors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.Suggest;
import org.nnc.compiler.diagnostics.Warnings;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Tree;

/** One model as a program: its block, what it gives back, what it asks to derive, and whether its equations can run. */
final class Assemble {
    private final Report report;
    private final Tree.ModelDecl decl;
    private final Model model;
    private final Scope scope;
    private final List<Tree.Stmt> body = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private final List<Program.Derive> derives = new ArrayList<>();

    /** What a {@code derive} statement may begin with; a matrix may name its mode. */
    private static final List<String> KINDS = List.of(
            "grad",
            "vjp",
            "jvp",
            "hvp",
            "jacobian",
            "jacobian_forward",
            "jacobian_reverse",
            "hessian",
            "hessian_forward",
            "hessian_reverse");

    private final boolean sound;

    /** @param sound whether all declarations outside of models are fine */
    Assemble(Report report, Tree.ModelDecl decl, Catalog.FileScope file, boolean sound) {
        this.sound = sound;
        this.report = report;
        this.decl = decl;
        this.model = new Model(report);
        this.scope = new Scope(file, "", false);
    }

    /** The program, where the model has no error. */
    Optional<Program> program() {
        int before = report.errors();
        model.expanding.add(decl.name().text());
        signature();
        Block block = new Block(model, scope, body, Block.Kind.MODEL);
        block.declareDims();
        block.declare();
        block.run();
        for (Tree.Stmt s : decl.body()) role(s);
        List<Tree.DeriveStmt> asked = new ArrayList<>();
        for (Tree.Stmt s : decl.body()) if (s instanceof Tree.DeriveStmt d) asked.add(d);
        asked.stream().filter(d -> !Checkpoints.isOne(d)).forEach(this::derive);
        List<Equation> equations = block.equations();
        boolean poisoned = model.symbols.values().stream().anyMatch(s -> s.poisoned);
        if (report.errors() > before || poisoned || !sound) return Optional.empty();
        Order.Result order = Order.of(equations);
        if (!order.isLegal()) {
            cycle(order.cycle());
            return Optional.empty();
        }
        List<String> trainable = block.params().stream()
                .filter(p -> !p.frozen())
                .map(p -> p.tensor().name())
                .toList();
        new ExternDerivatives(model, equations).check(trainable, outputs, losses, derives);
        new Recurrences(model, block.tables()).check(order.steps());
        new Checkpoints(report, asked).check(decl.name().text(), scope, order.steps(), derives);
        if (report.errors() > before) return Optional.empty();
        warn(block, equations);
        List<Program.Input> inputs = new ArrayList<>();
        for (Symbol s : block.inputs) inputs.add(new Program.Input(s.tensor(), s.range, s.stored));
        for (Inner i : model.inner) inputs.add(new Program.Input(i.target(), Optional.empty()));
        return Optional.of(new Program(
                decl.name().text(),
                decl.doc(),
                dims(),
                inputs,
                block.params(),
                model.states.all(),
                block.tables(),
                equations,
                outputs,
                losses,
                derives,
                model.checks(needed(equations, outputs)),
                model.ranges));
    }

    /** The derivatives that the equations of {@link #program} read. */
    List<Inner> inner() {
        return List.copyOf(model.inner);
    }

    /** The tensors that some need, themselves among them. */
    private static Set<String> needed(List<Equation> equations, List<String> by) {
        Map<String, Equation> byName = new HashMap<>();
        equations.forEach(e -> byName.put(e.target().name(), e));
        Deque<String> open = new ArrayDeque<>(by);
        Set<String> found = new LinkedHashSet<>();
        while (!open.isEmpty()) {
            String name = open.poll();
            if (found.add(name) && byName.containsKey(name))
                byName.get(name).reads().forEach(t -> open.add(t.name()));
        }
        return found;
    }

    private void signature() {
        for (Tree.Formal f : decl.params()) {
            if (f instanceof Tree.DimFormal d) {
                scope.put(
                        d.name().text(),
                        new Scope.Size(d.name().text(), d.name().span(), d.value(), scope));
                continue;
            }
            Tree.TensorFormal t = (Tree.TensorFormal) f;
            String name = t.decl().name().text();
            if (t.value().isEmpty()) {
                input(t.decl());
                body.add(new Tree.InputStmt(t.span(), "", t.decl()));
                continue;
            }
            Term value = new Convert(model, null, name).term(t.value().get(), Env.of(scope));
            if (value instanceof Term.Value v) scope.put(name, new Scope.Constant(t.span(), v.expr(), List.of()));
            if (value instanceof Term.Value) continue;
            if (!(value instanceof Term.Poison))
                report.add(RoleErrors.notConstant(t.span(), "the value of `" + name + "`"));
            Symbol wrong = new Symbol(name, Symbol.Role.INPUT, t.span());
            wrong.poisoned = true;
            scope.put(name, wrong);
        }
        body.addAll(decl.body());
    }

    /** A tensor of the signature is an input; a name alone in its shape that means nothing yet is a dim. */
    private void input(Tree.TensorDecl t) {
        for (Tree.Shape s : t.type().shape()) {
            if (s instanceof Tree.ShapeExpr e
                    && e.expr() instanceof Tree.Name n
                    && n.name().isSimple()
                    && scope.find(n.name().text()) == null) {
                scope.put(n.name().text(), new Scope.Size(n.name().text(), n.span(), Optional.empty(), scope));
            }
        }
    }

    private List<Program.Dimension> dims() {
        List<Program.Dimension> dims = new ArrayList<>();
        // In order of declaration, not of use; those of other files first, as `use` stands at the top.
        model.fileDims.stream()
                .sorted(Comparator.<Scope.Size>comparingInt(
                                s -> s.span().source().equals(decl.span().source()) ? 1 : 0)
                        .thenComparing(s -> s.span().source().name())
                        .thenComparingInt(s -> s.span().start()))
                .forEach(s -> dimension(s).ifPresent(dims::add));
        for (Scope.Entry e : scope.entries().values())
            if (e instanceof Scope.Size s) dimension(s).ifPresent(dims::add);
        return dims;
    }

    /** Sizes made of run-time dims are written out where they are used. */
    private Optional<Program.Dimension> dimension(Scope.Size s) {
        Dim value = new Convert(model, null, s.name).dim(s, s.span());
        if (value == null) return Optional.empty();
        if (value.isConstant()) return Optional.of(new Program.Dimension(s.name, value.constant()));
        return s.tree.isEmpty() ? Optional.of(new Program.Dimension(s.name, OptionalLong.empty())) : Optional.empty();
    }

    // ---- outputs, losses, what to derive -----------------------------------------------------------------------

    private void role(Tree.Stmt s) {
        if (s instanceof Tree.OutputEquation o) {
            if (scope.get(o.target().name().text()) instanceof Symbol t) output(t, o.target());
        } else if (s instanceof Tree.OutputNames o) {
            for (Tree.Id id : o.names()) {
                Scope.Entry entry = scope.get(id.text());
                if (entry instanceof Symbol t) output(t, id);
                else
                    report.add(
                            Errors.unknownName(id.span(), "tensor", id.text(), Suggest.nearest(id.text(), tensors())));
            }
        } else if (s instanceof Tree.LossStmt l) {
            losses.add(l.name().text());
            if (!(scope.get(l.name().text()) instanceof Symbol t) || t.poisoned) return;
            if (t.type == Type.BOOL) report.add(Errors.typeMismatch(l.value().span(), "real", "bool"));
        }
    }

    private List<String> tensors() {
        List<String> names = new ArrayList<>();
        scope.entries().forEach((name, e) -> {
            if (e instanceof Symbol) names.add(name);
        });
        return names;
    }

    private void output(Symbol s, Tree place) {
        s.used = true;
        if (s.role != Symbol.Role.TARGET && s.role != Symbol.Role.TABLE)
            report.add(LayerErrors.outputNotComputed(place.span(), s.name));
        else if (outputs.contains(s.name)) report.add(LayerErrors.outputTwice(place.span(), s.name));
        else outputs.add(s.name);
    }

    private void derive(Tree.DeriveStmt d) {
        String kind = d.kind().text();
        if (!KINDS.contains(kind)) {
            report.add(LayerErrors.unknownDerivative(d.kind().span(), kind));
            return;
        }
        String of = d.of().text();
        boolean isFirst = kind.equals("grad") || kind.equals("vjp");
        if (isFirst) {
            boolean known = kind.equals("grad") ? losses.contains(of) : outputs.contains(of);
            if (!known) report.add(LayerErrors.deriveOf(d.of().span(), kind, of));
        } else if (!isDerivable(d, kind, of)) {
            return;
        }
        List<String> wrt = new ArrayList<>();
        for (Tree.QName q : d.wrt()) {
            if (q.text().equals("params")) {
                if (!isFirst && model.symbols.values().stream().noneMatch(s -> s.role == Symbol.Role.PARAM))
                    report.add(LayerErrors.deriveWithoutParams(q.span()));
                wrt.add("params");
                continue;
            }
            Scope.Entry entry = scope.get(q.text());
            Symbol s = entry instanceof Symbol own ? own : model.named(q.text()).orElse(null);
            if (s == null) {
                report.add(Errors.unknownName(
                        q.span(), "tensor", q.text(), Suggest.nearest(q.text(), model.symbols.keySet())));
                continue;
            }
            if (s.type != null && s.type != Type.REAL)
                report.add(Errors.deriveType(q.span(), q.text(), s.type.toString()));
            else if (!isFirst && s.role != Symbol.Role.INPUT && s.role != Symbol.Role.PARAM)
                report.add(LayerErrors.deriveWrt(q.span(), kind, q.text()));
            s.used = true;
            wrt.add(s.name);
        }
        derives.stream().filter(o -> !kind.equals("grad") && o.of().equals(of)).forEach(o -> {
            if (new Program.Derive(kind, of, wrt).base().equals(o.base()))
                report.add(LayerErrors.deriveTwice(d.span(), kind, of));
        });
        derives.add(new Program.Derive(kind, of, wrt));
    }

    /** Whether a tensor has derivatives of these kinds; else that is reported. */
    private boolean isDerivable(Tree.DeriveStmt d, String kind, String of) {
        if (!(scope.get(of) instanceof Symbol s)) {
            report.add(Errors.unknownName(d.of().span(), "tensor", of, Suggest.nearest(of, tensors())));
            return false;
        }
        s.used = true;
        if (s.type == null || s.poisoned) return false;
        boolean isScalar = kind.equals("hvp") || kind.startsWith("hessian");
        if (s.role != Symbol.Role.TARGET
                || s.type != Type.REAL
                || isScalar && s.tensor().rank() > 0) {
            report.add(LayerErrors.deriveNumber(d.of().span(), kind, of, isScalar));
            return false;
        }
        return true;
    }

    // ---- order -------------------------------------------------------------------------------------------------

    private void cycle(List<Equation> group) {
        Map<String, Equation> byName = new HashMap<>();
        group.forEach(e -> byName.put(e.target().name(), e));
        List<Errors.Named> path = new ArrayList<>();
        List<String> atOnce = sameStep(group, byName);
        for (String name : atOnce.isEmpty() ? shortest(group, byName) : atOnce) {
            Symbol s = model.named(name).orElseThrow();
            // The parts of an equation share its place; one mention is enough.
            if (path.stream().noneMatch(n -> n.span().equals(s.span()))) path.add(new Errors.Named(owner(s), s.span()));
        }
        report.add(
                path.size() == 1 && atOnce.isEmpty() && isRecurrence(group)
                        ? RoleErrors.noOrder(path.get(0).span(), path.get(0).name())
                        : Errors.cyclicEquations(path));
    }

    private String owner(Symbol s) {
        for (Symbol t : model.symbols.values()) if (t.span().equals(s.span())) return t.name;
        return s.name;
    }

    /** Whether every read of the group steps somewhere, so that an order is only not found. */
    private static boolean isRecurrence(List<Equation> group) {
        boolean[] steps = {true};
        for (Equation e : group) {
            List<Expr> own = e.indices().stream().map(Expr::position).toList();
            e.forEach(x -> {
                if (x instanceof Expr.Read r
                        && r.tensor().name().equals(e.target().name())
                        && r.at().equals(own)) steps[0] = false;
            });
            if (e.target().rank() == 0) return false;
        }
        return steps[0];
    }

    /** A cycle of references that take no step at all, or none. */
    private static List<String> sameStep(List<Equation> group, Map<String, Equation> byName) {
        for (Equation start : group) {
            List<String> cycle = shortest(start.target().name(), byName, Assemble::readsSameStep);
            if (!cycle.isEmpty()) return cycle;
        }
        return List.of();
    }

    private static List<String> readsSameStep(Equation e) {
        List<String> names = new ArrayList<>();
        e.forEach(x -> {
            if (x instanceof Expr.Read r && r.at().stream().allMatch(p -> p instanceof Expr.Position))
                names.add(r.tensor().name());
        });
        return names;
    }

    /** A shortest cycle through the first equation. */
    private static List<String> shortest(List<Equation> group, Map<String, Equation> byName) {
        String start = group.get(0).target().name();
        List<String> cycle = shortest(
                start, byName, e -> e.reads().stream().map(Tensor::name).toList());
        return cycle.isEmpty() ? List.of(start) : cycle;
    }

    private static List<String> shortest(
            String start, Map<String, Equation> byName, java.util.function.Function<Equation, List<String>> reads) {
        Map<String, String> from = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            String at = open.poll();
            for (String next : reads.apply(byName.get(at))) {
                if (next.equals(start)) {
                    List<String> path = new ArrayList<>();
                    for (String n = at; n != null; n = n.equals(start) ? null : from.get(n)) path.add(n);
                    Collections.reverse(path);
                    return path;
                }
                if (byName.containsKey(next) && from.putIfAbsent(next, at) == null) open.add(next);
            }
        }
        return List.of();
    }

    // ---- warnings ----------------------------------------------------------------------------------------------

    private void warn(Block block, List<Equation> equations) {
        for (Symbol s : block.inputs) if (!s.used) report.add(Warnings.unusedInput(s.span(), s.name));
        if (outputs.isEmpty() && losses.isEmpty()) {
            report.add(
                    Warnings.nothingObservable(decl.name().span(), decl.name().text()));
            return;
        }
        Map<String, Equation> byName = new HashMap<>();
        equations.forEach(e -> byName.put(e.target().name(), e));
        Deque<String> open = new ArrayDeque<>(outputs);
        open.addAll(losses);
        derives.forEach(d -> {
            open.addAll(d.wrt());
            open.add(d.of());
        });
        model.states.all().forEach(s -> s.next().ifPresent(open::add));
        Set<String> alive = new LinkedHashSet<>();
        Map<String, Inner> inner = new HashMap<>();
        model.inner.forEach(i -> inner.put(i.target().name(), i));
        while (!open.isEmpty()) {
            String name = open.poll();
            if (inner.containsKey(name)) {
                open.add(inner.get(name).of());
                open.add(inner.get(name).wrt());
                inner.get(name).direction().ifPresent(open::add);
            }
            if (alive.add(name) && byName.containsKey(name))
                byName.get(name).reads().forEach(t -> open.add(t.name()));
        }
        for (Statement s : block.statements()) {
            boolean computes = s.tree instanceof Tree.EquationStmt;
            if (!computes || s.targets.stream().anyMatch(t -> alive.contains(t.name))) continue;
            Symbol t = s.targets.get(0);
            report.add(Warnings.deadEquation(t.span(), t.name));
        }
    }
}
