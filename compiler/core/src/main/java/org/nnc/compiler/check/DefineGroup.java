package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.LayerErrors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Tree;

/** Defines the tensors of one statement, or of several that need each other. */
final class DefineGroup {
    private final Model model;
    private final Report report;
    private final Scope scope;
    private final List<Statement> members;
    private final boolean cyclic;

    DefineGroup(Model model, Scope scope, List<Statement> members, Set<Integer> cycle) {
        this.model = model;
        this.report = model.report;
        this.scope = scope;
        this.members = members;
        this.cyclic = !cycle.isEmpty();
    }

    void run() {
        // In a group tensors are read before they are defined: their left sides say how many positions they have.
        if (cyclic) members.forEach(this::rank);
        List<Statement> waiting = new ArrayList<>(members);
        boolean progress = true;
        while (!waiting.isEmpty() && progress) {
            progress = false;
            for (Statement s : List.copyOf(waiting)) {
                if (cyclic) rank(s);
                if (cyclic && !isReady(s)) continue;
                convert(s);
                waiting.remove(s);
                progress = true;
                break;
            }
        }
        if (!waiting.isEmpty()) {
            List<Errors.Named> names = new ArrayList<>();
            for (Statement s : waiting) s.targets.forEach(t -> names.add(new Errors.Named(t.name, t.span())));
            report.add(Errors.cyclicEquations(names));
            members.forEach(Statement::poison);
        }
        List<Statement> open = members.stream()
                .filter(s -> s.ranges != null && !s.isPoisoned())
                .toList();
        infer(open);
        for (Statement s : open) {
            if (s.isPoisoned() || poisons(s.value)) {
                s.poison();
                continue;
            }
            new Define(model, s.equations).lower(s.targets.get(0), s.left, s.value);
        }
        if (members.stream().anyMatch(Statement::isPoisoned)) members.forEach(Statement::poison);
    }

    /** As many positions as the left side has, {@code ..} being what it is on the right as far as that is known. */
    private void rank(Statement s) {
        Tree.Lhs left = Dependencies.targets(s.tree).get(0);
        Symbol t = s.targets.get(0);
        if (!left.brackets() || t.hasRank()) return;
        int rank = left.indices().size();
        if (left.indices().stream().anyMatch(i -> i instanceof Tree.LhsDots)) {
            Convert convert = new Convert(model, s, t.name);
            List<Var> dots = convert.reductions().dots(left.span(), List.of(value(s.tree)), Env.of(scope));
            if (dots == null) return;
            rank += dots.size() - 1;
        }
        t.shape = new Dim[rank];
    }

    private void infer(List<Statement> open) {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (Statement s : open) progress |= s.ranges.step();
        }
        boolean fine = true;
        for (Statement s : open) fine &= s.ranges.finish();
        if (!fine) {
            open.forEach(Statement::poison);
            return;
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Statement s : open) {
                Symbol t = s.targets.get(0);
                Type before = t.type;
                new Define(model, s.equations).type(t, s.value);
                changed |= t.type != before;
            }
        }
        for (Statement s : open) if (s.targets.get(0).type == null) s.targets.get(0).type = Type.REAL;
    }

    private static boolean poisons(Term t) {
        if (t instanceof Term.Access a && a.symbol().poisoned) return true;
        if (t instanceof Term.Shared) return false;
        return t.parts().stream().anyMatch(DefineGroup::poisons);
    }

    /** Whether what it names as a whole, or with {@code ..}, has a rank by now; a layer needs all of the shape. */
    private boolean isReady(Statement s) {
        boolean[] calls = {false};
        for (Tree.Expr e : Dependencies.expressions(s.tree)) {
            Parts.forEach(
                    e,
                    x -> calls[0] |= x instanceof Tree.Call c
                                    && scope.anonymous.containsKey(
                                            c.name().span().start())
                            || x instanceof Tree.Call d && scope.get(d.name().text()) instanceof Scope.Instance
                            || x instanceof Tree.Chain c && c.operators().get(0).equals("|>"));
        }
        List<Tree.QName> accessed = new ArrayList<>();
        for (Tree.Expr e : Dependencies.expressions(s.tree)) {
            Parts.forEach(e, x -> {
                if (x instanceof Tree.Access a && a.indices().stream().noneMatch(i -> i instanceof Tree.Dots))
                    accessed.add(a.name());
            });
        }
        for (Tree.QName q : Dependencies.reads(s.tree)) {
            if (accessed.contains(q) || !(scope.get(q.text()) instanceof Symbol t)) continue;
            if (!t.poisoned
                    && t.role == Symbol.Role.TARGET
                    && (calls[0] ? !t.hasShape() || t.type == null : !t.hasRank())) return false;
        }
        return true;
    }

    // ---- one statement -----------------------------------------------------------------------------------------

    private void convert(Statement s) {
        List<Tree.Lhs> targets = Dependencies.targets(s.tree);
        Tree.Expr value = value(s.tree);
        Symbol first = s.targets.get(0);
        Convert convert = new Convert(model, s, first.name);
        Env env = Env.of(scope);
        Tree.Lhs left = targets.get(0);
        int before = report.errors();
        if (targets.stream().noneMatch(Tree.Lhs::brackets)) {
            Tree.Expr whole = Parts.unpiped(value);
            if (whole instanceof Tree.Array a && targets.size() == 1) {
                convert.calls().table(a, first, env);
                return;
            }
            if (whole instanceof Tree.Call c
                    && convert.calls()
                            .callee(c, env)
                            .filter(k -> k.decl().isLayer())
                            .isPresent()
                    && !(s.tree instanceof Tree.LossStmt)) {
                List<Symbol> results =
                        convert.calls().layer(c, convert.calls().callee(c, env).get(), env, s.targets);
                if (results.isEmpty()) s.poison();
                return;
            }
        }
        if (targets.size() > 1) {
            report.add(LayerErrors.severalTargets(left.span()));
            s.poison();
            return;
        }
        Term term;
        Left vars = Left.empty();
        if (left.brackets()) {
            Env inner = indices(left, value, convert, env, vars);
            if (inner != null && !first.hasRank()) first.shape = new Dim[vars.rank()];
            term = inner == null ? Term.POISON : convert.term(value, inner);
        } else {
            Region region = new Region(model);
            term = convert.term(value, env.with(region));
            if (region.vars != null) vars = Left.of(region.vars);
            if (!first.hasRank()) first.shape = new Dim[vars.rank()];
            if (s.tree instanceof Tree.LossStmt && vars.rank() > 0) {
                report.add(LayerErrors.lossNotScalar(value.span(), first.name));
                s.poison();
                return;
            }
        }
        if (report.errors() > before || term instanceof Term.Poison || !declared(first, left, vars)) {
            s.poison();
            if (!first.hasRank()) first.shape = new Dim[vars.rank()];
            return;
        }
        s.left = vars;
        s.value = term;
        s.ranges = new Ranges(model, first, vars, term);
    }

    private static Tree.Expr value(Tree.Stmt s) {
        if (s instanceof Tree.EquationStmt e) return e.value();
        if (s instanceof Tree.OutputEquation o) return o.value();
        return ((Tree.LossStmt) s).value();
    }

    /** Binds the indices of a left side; null after a report. */
    private Env indices(Tree.Lhs left, Tree.Expr value, Convert convert, Env env, Left vars) {
        Env inner = env;
        boolean fine = true;
        for (Tree.LhsIndex i : left.indices()) {
            if (i instanceof Tree.LhsGroup g) {
                List<Grouped.Member> members = new ArrayList<>();
                for (Tree.LhsName n : g.members()) {
                    Var v = index(n, convert, inner);
                    if (v == null) {
                        fine = false;
                        continue;
                    }
                    members.add(new Grouped.Member(n.span(), v, v.hi));
                    inner = inner.bind(v.name, v);
                }
                vars.add(new Grouped(g.span(), members));
            } else if (i instanceof Tree.LhsDots d) {
                List<Var> dots = convert.reductions().dots(d.span(), List.of(value), env);
                if (dots == null) {
                    report.add(RoleErrors.dotsUnbound(d.span()));
                    fine = false;
                    continue;
                }
                dots.forEach(vars::add);
                inner = inner.dots(dots);
            } else {
                Var v = index((Tree.LhsName) i, convert, inner);
                if (v == null) {
                    fine = false;
                    continue;
                }
                vars.add(v);
                inner = inner.bind(v.name, v);
            }
        }
        return fine ? inner : null;
    }

    /** An index of a left side; null after a report. */
    private Var index(Tree.LhsName n, Convert convert, Env env) {
        Var v = model.var(n.name().text(), n.name().span());
        Var bound = env.index(v.name);
        boolean fine = bound == null;
        if (!fine) report.add(RoleErrors.indexTwice(v.span, v.name, bound.span));
        if (n.range().isEmpty()) return fine ? v : null;
        fine &= convert.reductions().range(v, n.range().get(), env);
        if (v.from.isPresent()) {
            report.add(RoleErrors.notASize(n.range().get().span()));
            return null;
        }
        if (v.lo != null && !v.lo.equals(Dim.ZERO)) {
            report.add(RoleErrors.leftRangeStart(n.range().get().span(), v.name, v.lo.toString()));
            return null;
        }
        return fine ? v : null;
    }

    /** Gives the indices the shape that was declared for the target; false where they disagree. */
    private boolean declared(Symbol s, Tree.Lhs left, Left vars) {
        if (!s.declared || s.poisoned) return !s.poisoned;
        boolean same = s.rank() == vars.rank();
        for (int d = 0; same && d < vars.rank(); d++) {
            vars.declare(d, s.shape[d]);
            same = vars.group(d) != null || vars.size(d).equals(s.shape[d]);
        }
        if (same) return true;
        List<Dim> found = new ArrayList<>();
        for (int d = 0; d < vars.rank(); d++) found.add(vars.size(d));
        report.add(Errors.shapeMismatch(
                left.span(),
                "`" + left.name().text() + "`",
                s.shapeText(),
                Symbol.text(found),
                java.util.Optional.of(s.declaredAt())));
        return false;
    }
}
