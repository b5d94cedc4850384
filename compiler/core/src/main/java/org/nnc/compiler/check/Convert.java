package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.LayerErrors;
import org.nnc.compiler.diagnostics.RangeErrors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Tree;

/** Expressions of the tree to terms: every name gets its meaning, indices are bound, whole tensors get their indices. */
final class Convert {
    final Model model;
    final Report report;
    /** Where equations and parameters go that calls inside the expression bring. */
    final Statement statement;
    /** For messages: what the equation defines. */
    final String target;

    private final Calls calls;
    private final Reductions reductions;

    Convert(Model model, Statement statement, String target) {
        this.model = model;
        this.report = model.report;
        this.statement = statement;
        this.target = target;
        this.calls = new Calls(this);
        this.reductions = new Reductions(this);
    }

    Calls calls() {
        return calls;
    }

    Reductions reductions() {
        return reductions;
    }

    Term term(Tree.Expr e, Env env) {
        if (e instanceof Tree.Num n) return number(n);
        if (e instanceof Tree.Name n) return name(n.name(), env);
        if (e instanceof Tree.Access a) return access(a, env);
        if (e instanceof Tree.Call c) return calls.call(c, env);
        if (e instanceof Tree.Unary u) {
            return apply(u.span(), u.op().equals("not") ? Primitive.NOT : Primitive.NEG, term(u.operand(), env));
        }
        if (e instanceof Tree.Chain c)
            return c.operators().get(0).equals("|>") ? term(Parts.pipe(c), env) : chain(c, env);
        if (e instanceof Tree.Compare c) return compare(c, env);
        if (e instanceof Tree.Reduce r) return reductions.reduce(r, env);
        if (e instanceof Tree.If i)
            return choice(
                    i.span(), i.condition(), i.then(), List.of(i.otherwise()), () -> term(i.otherwise(), env), env);
        if (e instanceof Tree.Case c) return cases(c, env, 0);
        if (e instanceof Tree.Let l) return let(l, env);
        return calls.array((Tree.Array) e, env);
    }

    Term apply(Span span, Primitive op, Term... args) {
        return Fold.apply(report, span, op, List.of(args));
    }

    private Term number(Tree.Num n) {
        return new Term.Value(
                n.isInt() ? Expr.constant(Long.parseLong(n.text())) : Expr.real(Double.parseDouble(n.text())));
    }

    private Term chain(Tree.Chain c, Env env) {
        Term left = term(c.operands().get(0), env);
        for (int i = 0; i < c.operators().size(); i++) {
            Primitive op = Operators.binary(c.operators().get(i));
            Tree.Expr operand = c.operands().get(i + 1);
            left = apply(c.operands().get(0).span().to(operand.span()), op, left, term(operand, env));
        }
        return left;
    }

    private Term compare(Tree.Compare c, Env env) {
        List<Term> operands = new ArrayList<>();
        for (int i = 0; i < c.operands().size(); i++) {
            Term t = term(c.operands().get(i), env);
            boolean inner = i > 0 && i < c.operands().size() - 1;
            operands.add(inner ? shared(c.operands().get(i).span(), t) : t);
        }
        Term all = null;
        for (int i = 0; i < c.operators().size(); i++) {
            Primitive op = Operators.binary(c.operators().get(i));
            Term one = apply(c.span(), op, use(operands.get(i)), use(operands.get(i + 1)));
            all = all == null ? one : apply(c.span(), Primitive.AND, all, one);
        }
        return all;
    }

    private Term cases(Tree.Case c, Env env, int arm) {
        if (arm == c.arms().size()) return term(c.otherwise(), env);
        Tree.CaseArm a = c.arms().get(arm);
        List<Tree.Expr> rest = new ArrayList<>(List.of(c.otherwise()));
        c.arms().subList(arm + 1, c.arms().size()).forEach(x -> rest.addAll(List.of(x.condition(), x.value())));
        return choice(a.span(), a.condition(), a.value(), rest, () -> cases(c, env, arm + 1), env);
    }

    /**
     * A branch that the settings of a layer decide leaves only itself: the other may read parameters that do not exist, and
     * brings neither equations nor parameters.
     */
    private Term choice(
            Span span, Tree.Expr condition, Tree.Expr then, List<Tree.Expr> rest, Supplier<Term> otherwise, Env env) {
        Term c = term(condition, env);
        Optional<Boolean> decided = Fold.decided(c);
        if (decided.isEmpty()) return apply(span, Primitive.SELECT, c, term(then, env), otherwise.get());
        for (Tree.Expr dead : decided.get() ? rest : List.of(then)) Parts.forEach(dead, e -> markUsed(e, env));
        return decided.get() ? term(then, env) : otherwise.get();
    }

    private void markUsed(Tree.Expr e, Env env) {
        Tree.QName q = e instanceof Tree.Name n ? n.name() : e instanceof Tree.Access a ? a.name() : null;
        if (q == null) return;
        if (e instanceof Tree.Access a) {
            for (Tree.IndexExpr i : a.indices()) {
                if (i instanceof Tree.Group g)
                    g.members()
                            .forEach(n -> Optional.ofNullable(env.index(n.name().text()))
                                    .ifPresent(v -> v.used = true));
            }
        }
        if (env.local(q.text()) instanceof Var v) v.used = true;
        else if (entry(q, env) instanceof Symbol s) s.used = true;
        else if (entry(q, env) instanceof Scope.Size s) s.used = true;
    }

    private Term let(Tree.Let l, Env env) {
        Env inner = env;
        for (Tree.LetItem item : l.items()) {
            Var index = inner.index(item.name().text());
            if (index != null) report.add(Errors.indexRebound(item.name().span(), index.name, index.span));
            inner = inner.bind(item.name().text(), shared(item.value().span(), term(item.value(), inner)));
        }
        return term(l.body(), inner);
    }

    /** A value that may be named several times. */
    static Term shared(Span span, Term t) {
        return Term.isLeaf(t) ? t : new Term.Shared(span, t);
    }

    private static Term use(Term t) {
        if (t instanceof Term.Shared s) s.uses++;
        return t;
    }

    // ---- names -------------------------------------------------------------------------------------------------

    private Term name(Tree.QName q, Env env) {
        if (q.isSimple()) {
            Object local = env.local(q.text());
            if (local instanceof Var v) {
                v.used = true;
                return new Term.Idx(q.span(), v);
            }
            if (local instanceof Term t) return use(t);
        }
        Scope.Entry entry = entry(q, env);
        if (entry instanceof Scope.Size s) return size(s, q.span());
        if (entry instanceof Scope.Constant c) return new Term.Value(c.value());
        if (entry instanceof Symbol s) return whole(q.span(), s, env);
        if (entry instanceof Scope.Instance) {
            report.add(RoleErrors.layerAsValue(q.span(), q.text()));
            return Term.POISON;
        }
        if (q.isSimple()) {
            Optional<Expr> constant = Operators.constant(q.text());
            if (constant.isPresent()) return new Term.Value(constant.get());
        }
        return unknown(q, env);
    }

    private Term unknown(Tree.QName q, Env env) {
        if (q.text().equals("training")) return new Term.Value(Expr.read(Program.TRAINING, List.of()));
        if (env.scope.file.callable(q).isPresent() || Operators.isFunction(q.text())) {
            report.add(RoleErrors.layerAsValue(q.span(), q.text()));
        } else if (q.isSimple() && isBoundElsewhere(q.text())) {
            report.add(Errors.unboundIndex(q.span(), q.text(), target, true));
        } else {
            report.add(Operators.unknownName(q, "name", env));
        }
        return Term.POISON;
    }

    /** Whether some reduction of this statement has an index of that name, but not around this place. */
    private boolean isBoundElsewhere(String name) {
        if (statement == null) return false;
        boolean[] found = {false};
        for (Tree.Expr e : Dependencies.expressions(statement.tree)) {
            Parts.forEach(e, x -> {
                if (!(x instanceof Tree.Reduce r)) return;
                for (Tree.Binder b : r.binders())
                    found[0] |=
                            b instanceof Tree.BinderName n && n.name().text().equals(name);
            });
        }
        return found[0];
    }

    /** What a name of the block means, qualified names of parameters included; null where it means nothing. */
    Scope.Entry entry(Tree.QName q, Env env) {
        Scope.Entry own = env.scope.find(q.text());
        if (own != null || q.isSimple()) return own;
        return model.named(env.scope.prefix + q.text()).orElse(null);
    }

    /** The value of a dim, found when it is first needed. */
    Term size(Scope.Size s, Span use) {
        Dim d = dim(s, use);
        return d == null ? Term.POISON : new Term.Value(Expr.size(d));
    }

    Dim dim(Scope.Size s, Span use) {
        s.used = true;
        if (s.scope != null && s.scope.get(s.name) != s) model.fileDims.add(s);
        if (s.value != null || s.failed) return s.value;
        if (s.busy) {
            report.add(RoleErrors.cyclicDims(
                    s.span(), model.sizing.subList(model.sizing.indexOf(s.name), model.sizing.size())));
            return null;
        }
        if (s.open) {
            report.add(RoleErrors.dimNotKnown(use, s.name));
            return null;
        }
        if (s.tree.isEmpty()) {
            model.runtime.add(s.name);
            s.value = Dim.variable(s.name);
            return s.value;
        }
        s.busy = true;
        model.sizing.add(s.name);
        Tree.Expr tree = s.tree.get();
        Dim value = Fold.size(report, tree.span(), term(tree, Env.of(s.scope)));
        s.busy = false;
        model.sizing.remove(model.sizing.size() - 1);
        if (value != null
                && (value.isConstant()
                        && (value.constant().getAsLong() < 0 || value.constant().getAsLong() > Integer.MAX_VALUE))) {
            report.add(RoleErrors.badSize(tree.span(), "`" + s.name + "`", value.toString()));
            value = null;
        }
        s.value = value;
        s.failed = value == null;
        return value;
    }

    /** A size written as an expression, or null after a report. */
    Dim size(Tree.Expr e, Env env) {
        return Fold.size(report, e.span(), term(e, env));
    }

    /** A tensor named without indices: itself if it is a scalar, else at the indices that whole tensors share here. */
    Term whole(Span span, Symbol s, Env env) {
        s.used = true;
        if (!isUsable(span, s)) return Term.POISON;
        if (s.rank() == 0) return new Term.Access(span, s, List.of(), Optional.empty());
        if (env.region == null) {
            report.add(RoleErrors.tensorWithoutIndices(span, s.name, s.shapeText()));
            return Term.POISON;
        }
        if (!env.region.join(span, s)) return Term.POISON;
        return new Term.Access(span, s, env.region.positions(span), Optional.empty());
    }

    /** Whether a tensor can be read at all; reports where it cannot. */
    private boolean isUsable(Span span, Symbol s) {
        if (s.poisoned) return false;
        if (s.role == Symbol.Role.ABSENT) {
            report.add(LayerErrors.absentParam(span, s.name, s.span()));
            return false;
        }
        // Equations are converted when what they read has a rank, so only a cycle leads here.
        if (!s.hasRank()) {
            report.add(Errors.cyclicEquations(List.of(new Errors.Named(s.name, s.span()))));
            s.poisoned = true;
            return false;
        }
        return true;
    }

    // ---- accesses ----------------------------------------------------------------------------------------------

    private Term access(Tree.Access a, Env env) {
        Scope.Entry entry = entry(a.name(), env);
        if (entry instanceof Scope.Constant c && a.otherwise().isEmpty()) {
            List<Term> at = positions(a, env.with(null));
            if (at == null || at.contains(Term.POISON)) return Term.POISON;
            if (at.size() == c.shape().size()) return new Term.Value(c.value());
        }
        if (!(entry instanceof Symbol s)) {
            boolean local = a.name().isSimple() && env.local(a.name().text()) instanceof Term;
            if (local || entry != null)
                report.add(RoleErrors.notATensor(a.name().span(), a.name().text()));
            else report.add(Operators.unknownName(a.name(), "tensor", env));
            positions(a, env.with(null));
            return Term.POISON;
        }
        s.used = true;
        List<Term> at = positions(a, env.with(null));
        Optional<Term> otherwise = a.otherwise().map(e -> otherwise(e, env.with(null)));
        if (at == null || otherwise.equals(Optional.of(Term.POISON))) return Term.POISON;
        if (s.poisoned || at.contains(Term.POISON)) return Term.POISON;
        // In a recurrence the rank may still be unknown: then it is compared when all ranges are.
        boolean open = !s.hasRank() && s.role == Symbol.Role.TARGET;
        if (!open && (!isUsable(a.span(), s) || !hasRank(report, a.span(), s, at.size()))) return Term.POISON;
        return new Term.Access(a.span(), s, at, otherwise);
    }

    static boolean hasRank(Report report, Span span, Symbol s, int positions) {
        if (s.rank() == positions) return true;
        report.add(RoleErrors.wrongRank(span, s.name, s.rank(), positions, s.shapeText(), s.span()));
        return false;
    }

    private Term otherwise(Tree.Expr e, Env env) {
        if (e instanceof Tree.Name n
                && List.of("edge", "wrap", "reflect").contains(n.name().text())) {
            return new Term.Border(n.name().text());
        }
        return term(e, env);
    }

    /** The positions of an access, {@code ..} written out; null after a report. */
    private List<Term> positions(Tree.Access a, Env env) {
        List<Term> at = new ArrayList<>();
        boolean fine = true;
        for (Tree.IndexExpr i : a.indices()) {
            if (i instanceof Tree.Group g) {
                Term group = group(g, env);
                fine &= group != null;
                at.add(group);
            } else if (i instanceof Tree.Dots d) {
                if (env.dots == null) {
                    report.add(RoleErrors.dotsUnbound(d.span()));
                    fine = false;
                    continue;
                }
                for (Var v : env.dots) {
                    v.used = true;
                    at.add(new Term.Idx(d.span(), v));
                }
            } else {
                at.add(position((Tree.Expr) i, env));
            }
        }
        return fine ? at : null;
    }

    /** Several indices in one position; null after a report. */
    private Term group(Tree.Group g, Env env) {
        List<Grouped.Member> members = new ArrayList<>();
        for (Tree.LhsName n : g.members()) {
            Var v = env.index(n.name().text());
            if (v == null) {
                boolean known = env.local(n.name().text()) != null
                        || env.scope.find(n.name().text()) != null;
                report.add(
                        known
                                ? RangeErrors.groupMember(n.span(), n.name().text())
                                : Errors.unboundIndex(
                                        n.name().span(),
                                        n.name().text(),
                                        target,
                                        isBoundElsewhere(n.name().text())));
                return null;
            }
            v.used = true;
            Optional<Grouped.Member> same =
                    members.stream().filter(m -> m.var == v).findFirst();
            if (same.isPresent()) {
                report.add(RangeErrors.groupTwice(n.span(), v.name, g.span().text(), same.get().span));
                return null;
            }
            Dim extent = null;
            if (n.range().isPresent()) {
                Dim lo = size(n.range().get().lo(), env);
                extent = size(n.range().get().hi(), env);
                if (lo == null || extent == null) return null;
                if (!lo.equals(Dim.ZERO)) {
                    report.add(RangeErrors.groupStart(n.range().get().span(), v.name));
                    return null;
                }
            }
            members.add(new Grouped.Member(n.span(), v, extent));
        }
        return new Term.Group(new Grouped(g.span(), members));
    }

    /** A position; an unknown bare name there is an index that nobody bound. */
    private Term position(Tree.Expr e, Env env) {
        if (e instanceof Tree.Name n
                && n.name().isSimple()
                && env.local(n.name().text()) == null
                && entry(n.name(), env) == null
                && Operators.constant(n.name().text()).isEmpty()) {
            report.add(Errors.unboundIndex(
                    n.span(), n.name().text(), target, isBoundElsewhere(n.name().text())));
            return Term.POISON;
        }
        return term(e, env);
    }
}
