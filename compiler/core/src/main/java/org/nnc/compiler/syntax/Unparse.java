package org.nnc.compiler.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Precision;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * A program as text of the language: parsed and checked again, the text gives the same program.
 *
 * <p>An index shows its range unless the positions that it stands at alone already say it.
 */
public final class Unparse {
    private final Program program;
    /** By tensor, the names of the tensors that need each other with it. */
    private final Map<String, Set<String>> groups = new HashMap<>();

    /** By the tensor that holds the new value of a state, the state. */
    private final Map<String, String> updates = new HashMap<>();

    private Unparse(Program program) {
        this.program = program;
        for (Order.Step s : Order.steps(program.equations())) {
            if (!(s instanceof Order.Recurrence r)) continue;
            Set<String> names = new HashSet<>();
            r.equations().forEach(e -> names.add(e.target().name()));
            names.forEach(n -> groups.put(n, names));
        }
    }

    /** The program as a file of one model. */
    public static String text(Program program) {
        Set<String> externs = new java.util.LinkedHashSet<>();
        for (Equation e : program.equations())
            e.call().ifPresent(c -> externs.add(c.extern().text()));
        String model = Print.file(file(program));
        return externs.isEmpty() ? model : String.join("\n", externs) + "\n\n" + model;
    }

    /** One equation on one line, as a comment shows it. */
    public static String equation(Equation e) {
        if (e.call().isPresent())
            return e.target().name() + " = " + Print.expr(new UnparseExpr(e.loops()).of(e.body()));
        return Print.stmt(new Tree.EquationStmt(UnparseExpr.NOWHERE, List.of(lhs(e, Set.of())), value(e, Set.of())));
    }

    /** The program as a tree of one model; spans are empty. */
    public static Tree.File file(Program program) {
        return new Unparse(program).file();
    }

    private Tree.File file() {
        List<Tree.Stmt> body = new ArrayList<>();
        List<Tree.DimItem> dims = new ArrayList<>();
        for (Program.Dimension d : program.dims()) {
            Optional<Tree.Expr> value = d.value().isPresent()
                    ? Optional.of(UnparseExpr.constant(Type.INT, d.value().getAsLong()))
                    : Optional.empty();
            dims.add(new Tree.DimItem(UnparseExpr.NOWHERE, UnparseExpr.id(d.name()), value));
        }
        if (!dims.isEmpty()) body.add(new Tree.DimDecl(UnparseExpr.NOWHERE, dims));
        for (Program.Input i : program.inputs()) {
            body.add(new Tree.InputStmt(
                    UnparseExpr.NOWHERE,
                    "",
                    declared(
                            i.tensor(),
                            i.range(),
                            i.stored()
                                    .map(Precision::toString)
                                    .orElse(i.tensor().type().toString()))));
        }
        for (Program.Param p : program.params()) {
            body.add(new Tree.ParamStmt(
                    UnparseExpr.NOWHERE,
                    "",
                    declared(p.tensor(), Optional.empty(), "real"),
                    Optional.of(initialiser(p.initialiser())),
                    Optional.empty(),
                    p.frozen()));
        }
        for (Program.State s : program.states()) {
            body.add(new Tree.StateStmt(
                    UnparseExpr.NOWHERE,
                    "",
                    declared(s.tensor(), Optional.empty(), "real"),
                    Optional.of(UnparseExpr.constant(Type.REAL, s.initial()))));
            s.next().ifPresent(next -> updates.put(next, s.tensor().name()));
        }
        for (Program.Table t : program.tables()) body.add(table(t));
        Set<String> inline = Set.copyOf(outputsInOrder());
        List<String> before = program.outputs().subList(0, program.outputs().size() - inline.size());
        if (!before.isEmpty()) {
            List<Tree.Id> names = before.stream().map(UnparseExpr::id).toList();
            body.add(new Tree.OutputNames(UnparseExpr.NOWHERE, names));
        }
        Set<String> printed = new HashSet<>();
        for (Equation e : program.equations()) {
            if (e.call().isEmpty()) body.add(statement(e, inline));
            else if (!printed.contains(e.target().name())) body.add(call(e, inline, printed));
        }
        for (Program.Derive d : program.derives()) {
            body.add(new Tree.DeriveStmt(
                    UnparseExpr.NOWHERE,
                    UnparseExpr.id(d.kind()),
                    UnparseExpr.id(d.of()),
                    d.wrt().stream().map(UnparseExpr::qname).toList()));
        }
        Tree.Decl model =
                new Tree.ModelDecl(UnparseExpr.NOWHERE, program.doc(), UnparseExpr.id(program.name()), List.of(), body);
        return new Tree.File(UnparseExpr.NOWHERE.source(), UnparseExpr.NOWHERE, List.of(model));
    }

    private static Tree.TensorDecl declared(Tensor t, Optional<Program.Range> range, String type) {
        List<Tree.Shape> shape = new ArrayList<>();
        for (Dim d : t.shape()) shape.add(new Tree.ShapeExpr(UnparseExpr.NOWHERE, UnparseExpr.of(d)));
        Optional<Tree.Range> values = range.map(r -> range(UnparseExpr.of(r.lo()), UnparseExpr.of(r.hi())));
        Tree.Type declared = new Tree.Type(UnparseExpr.NOWHERE, type, shape, values);
        return new Tree.TensorDecl(UnparseExpr.NOWHERE, UnparseExpr.qname(t.name()), declared);
    }

    private static Tree.Range range(Tree.Expr lo, Tree.Expr hi) {
        return new Tree.Range(UnparseExpr.NOWHERE, lo, hi);
    }

    private static Tree.Expr initialiser(Program.Initialiser i) {
        return switch (i.kind()) {
            case CONSTANT -> UnparseExpr.constant(Type.REAL, i.a());
            case UNIFORM, NORMAL -> {
                List<Tree.Arg> args = new ArrayList<>();
                for (double a : new double[] {i.a(), i.b()}) {
                    args.add(new Tree.Arg(UnparseExpr.NOWHERE, Optional.empty(), UnparseExpr.constant(Type.REAL, a)));
                }
                yield new Tree.Call(UnparseExpr.NOWHERE, UnparseExpr.qname(word(i.kind())), args);
            }
            default -> UnparseExpr.name(word(i.kind()));
        };
    }

    private static String word(Enum<?> kind) {
        return kind.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Tree.Stmt table(Program.Table t) {
        Tree.Lhs left =
                new Tree.Lhs(UnparseExpr.NOWHERE, UnparseExpr.qname(t.tensor().name()), false, List.of());
        return new Tree.EquationStmt(
                UnparseExpr.NOWHERE, List.of(left), array(t, 0, 0, t.values().size()));
    }

    /** The values {@code from..to} of a table as nested brackets from one dimension on. */
    private static Tree.Expr array(Program.Table t, int dimension, int from, int to) {
        if (dimension == t.tensor().rank())
            return UnparseExpr.constant(t.tensor().type(), t.values().get(from));
        int n = (int) t.tensor().shape().get(dimension).constant().orElseThrow();
        List<Tree.Expr> elements = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int step = (to - from) / n;
            elements.add(array(t, dimension + 1, from + i * step, from + (i + 1) * step));
        }
        return new Tree.Array(UnparseExpr.NOWHERE, elements);
    }

    /**
     * The last outputs that stand in the text in their order, and so can be declared where they are defined. Those before
     * them are named in front, in a list, which has no room for qualified names.
     */
    private List<String> outputsInOrder() {
        Map<String, Integer> places = new HashMap<>();
        for (Equation e : program.equations()) places.put(e.target().name(), places.size());
        program.losses().forEach(places::remove);
        for (Equation e : program.equations()) {
            e.call()
                    .filter(c -> c.isVjp() || c.extern().results() > 1)
                    .ifPresent(c -> places.remove(e.target().name()));
        }
        List<String> outputs = program.outputs();
        int from = outputs.size();
        int next = Integer.MAX_VALUE;
        while (from > 0 && places.getOrDefault(outputs.get(from - 1), next) < next) {
            next = places.get(outputs.get(--from));
        }
        return outputs.subList(from, outputs.size());
    }

    /** All results of one call of an extern function. */
    private Tree.Stmt call(Equation first, Set<String> inline, Set<String> printed) {
        Map<Integer, String> byResult = new java.util.TreeMap<>();
        for (Equation e : program.equations()) {
            e.call()
                    .filter(c -> c.key().equals(first.call().get().key())
                            && !printed.contains(e.target().name()))
                    .ifPresent(c -> byResult.putIfAbsent(c.result(), e.target().name()));
        }
        List<Tree.Lhs> left = new ArrayList<>();
        for (String name : byResult.values()) {
            printed.add(name);
            left.add(new Tree.Lhs(UnparseExpr.NOWHERE, UnparseExpr.qname(name), false, List.of()));
        }
        Tree.Expr value = new UnparseExpr(first.loops()).of(first.body());
        String name = first.target().name();
        if (program.losses().contains(name)) return new Tree.LossStmt(UnparseExpr.NOWHERE, UnparseExpr.id(name), value);
        return left.size() == 1 && inline.contains(name)
                ? new Tree.OutputEquation(UnparseExpr.NOWHERE, left.get(0), value)
                : new Tree.EquationStmt(UnparseExpr.NOWHERE, left, value);
    }

    private Tree.Stmt statement(Equation e, Set<String> inline) {
        String name = e.target().name();
        Set<String> group = groups.getOrDefault(name, Set.of(name));
        Tree.Expr value = value(e, group);
        if (program.losses().contains(name)) {
            return new Tree.LossStmt(UnparseExpr.NOWHERE, UnparseExpr.id(name), value);
        }
        Tree.Lhs left = lhs(e, group);
        if (updates.containsKey(name)) {
            Tree.Lhs state = new Tree.Lhs(
                    UnparseExpr.NOWHERE, UnparseExpr.qname(updates.get(name)), left.brackets(), left.indices());
            return new Tree.UpdateStmt(UnparseExpr.NOWHERE, state, value);
        }
        return inline.contains(name)
                ? new Tree.OutputEquation(UnparseExpr.NOWHERE, left, value)
                : new Tree.EquationStmt(UnparseExpr.NOWHERE, List.of(left), value);
    }

    private static Tree.Lhs lhs(Equation e, Set<String> group) {
        List<Tree.LhsIndex> indices = new ArrayList<>();
        for (Loop l : e.loops().subList(0, e.indices().size())) {
            indices.add(new Tree.LhsName(
                    UnparseExpr.NOWHERE, UnparseExpr.id(l.index().name()), shown(e, l, group)));
        }
        return new Tree.Lhs(UnparseExpr.NOWHERE, UnparseExpr.qname(e.target().name()), !indices.isEmpty(), indices);
    }

    private static Tree.Expr value(Equation e, Set<String> group) {
        Tree.Expr body = new UnparseExpr(e.loops()).of(typed(e));
        if (!e.isReduction()) return body;
        List<Tree.Binder> binders = new ArrayList<>();
        for (Loop l : e.binders()) {
            binders.add(new Tree.BinderName(
                    UnparseExpr.NOWHERE, UnparseExpr.id(l.index().name()), shown(e, l, group)));
        }
        Optional<Tree.Expr> where =
                e.guard().equals(Expr.TRUE) ? Optional.empty() : Optional.of(new UnparseExpr(e.loops()).of(e.guard()));
        Reduction op = e.reduction().get();
        boolean hasBody = op != Reduction.COUNT;
        return new Tree.Reduce(
                UnparseExpr.NOWHERE, op.toString(), binders, where, hasBody ? Optional.of(body) : Optional.empty());
    }

    /** The body, as a real one where the target is real: the text declares the target by its value alone. */
    private static Expr typed(Equation e) {
        if (e.target().type() != Type.REAL || e.body().type() != Type.INT) return e.body();
        return e.body() instanceof Expr.Const c
                ? Expr.real(c.value())
                : Expr.apply(Primitive.MUL, Expr.real(1), e.body());
    }

    /** The range of an index, unless the positions that it stands at alone already give it. */
    private static Optional<Tree.Range> shown(Equation e, Loop loop, Set<String> group) {
        UnparseExpr in = new UnparseExpr(e.loops());
        return isEvident(e, loop, group) ? Optional.empty() : Optional.of(range(in.of(loop.lo()), in.of(loop.hi())));
    }

    /**
     * Whether every position that is the index alone has the extent of the loop, some of them in a tensor whose shape
     * does not depend on this equation.
     */
    private static boolean isEvident(Equation e, Loop loop, Set<String> group) {
        if (!loop.lo().isConst(0)) return false;
        Set<Dim> extents = new HashSet<>();
        Set<Dim> known = new HashSet<>();
        Expr alone = Expr.position(new Index(loop.index().name()));
        e.forEach(x -> {
            if (!(x instanceof Expr.Read r)) return;
            for (int d = 0; d < r.at().size(); d++) {
                if (!r.at().get(d).equals(alone)) continue;
                extents.add(r.tensor().shape().get(d));
                if (!group.contains(r.tensor().name()))
                    known.add(r.tensor().shape().get(d));
            }
        });
        return known.size() == 1
                && extents.equals(known)
                && Expr.size(known.iterator().next()).equals(loop.hi());
    }
}
