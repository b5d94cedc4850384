package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.diagnostics.Warnings;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.syntax.Tree;

/** Reductions of the tree to terms: binds their indices and finds what {@code ..} stands for. */
final class Reductions {
    private static final List<String> LINEAR = List.of("sum", "mean");

    private final Convert convert;
    private final Report report;

    Reductions(Convert convert) {
        this.convert = convert;
        this.report = convert.report;
    }

    Term reduce(Tree.Reduce r, Env outer) {
        Env env = outer.with(null);
        List<Var> vars = new ArrayList<>();
        List<Var> named = new ArrayList<>();
        boolean fine = true;
        int before = report.errors();
        for (Tree.Binder b : r.binders()) {
            if (b instanceof Tree.BinderDots d) {
                List<Var> dots = dots(d.span(), parts(r), env);
                if (dots == null) {
                    report.add(RoleErrors.dotsUnbound(d.span()));
                    fine = false;
                    continue;
                }
                dots.forEach(v -> v.used = true);
                vars.addAll(dots);
                env = env.dots(dots);
                continue;
            }
            Tree.BinderName n = (Tree.BinderName) b;
            Var v = convert.model.var(n.name().text(), n.name().span());
            Var around = env.index(v.name);
            if (around != null) {
                report.add(Errors.indexRebound(v.span, v.name, around.span));
                fine = false;
            }
            if (n.range().isPresent()) fine &= range(v, n.range().get(), env);
            vars.add(v);
            named.add(v);
            env = env.bind(v.name, v);
        }
        Env inner = env;
        Optional<Term> where = r.where().map(e -> convert.term(e, inner));
        Optional<Term> body = r.body().map(e -> convert.term(e, inner));
        for (Var v : named) {
            if (!v.used && r.body().isPresent() && report.errors() == before)
                report.add(Errors.indexNotUsed(v.span, v.name, r.op()));
        }
        r.body().ifPresent(b -> warnOfFactors(r, b));
        boolean poisoned = where.equals(Optional.of(Term.POISON)) || body.equals(Optional.of(Term.POISON));
        if (!fine || poisoned) return Term.POISON;
        return vars.isEmpty() ? single(r, where, body) : new Term.Reduce(r.span(), r.op(), vars, where, body);
    }

    /** A reduction over the single point of a scalar: {@code ..} that stands for no dimension. */
    private Term single(Tree.Reduce r, Optional<Term> where, Optional<Term> body) {
        Term value = switch (r.op()) {
            case "count" -> new Term.Value(Expr.constant(1));
            case "argmax", "argmin" -> new Term.Value(Expr.constant(0));
            case "norm" -> convert.apply(r.span(), Primitive.ABS, body.orElseThrow());
            default -> body.orElseThrow();
        };
        if (where.isEmpty()) return value;
        Expr empty = switch (r.op()) {
            case "count" -> Expr.constant(0);
            case "argmax", "argmin" -> Expr.constant(-1);
            case "prod" -> Expr.real(1);
            case "max", "logsumexp" -> Expr.real(Double.NEGATIVE_INFINITY);
            case "min" -> Expr.real(Double.POSITIVE_INFINITY);
            case "mean" -> Expr.real(Double.NaN);
            case "any" -> Expr.FALSE;
            case "all" -> Expr.TRUE;
            default -> Expr.real(0);
        };
        return convert.apply(r.span(), Primitive.SELECT, where.get(), value, new Term.Value(empty));
    }

    private static List<Tree.Expr> parts(Tree.Reduce r) {
        List<Tree.Expr> parts = new ArrayList<>();
        r.where().ifPresent(parts::add);
        r.body().ifPresent(parts::add);
        return parts;
    }

    /** Gives an index the range that the text says; false after a report. */
    boolean range(Var v, Tree.Range range, Env env) {
        Term lo = convert.term(range.lo(), env);
        Term hi = convert.term(range.hi(), env);
        v.explicit = true;
        if (lo instanceof Term.Poison || hi instanceof Term.Poison) return false;
        Dim from = lo instanceof Term.Value x ? Build.dim(x.expr()) : null;
        Dim to = hi instanceof Term.Value x ? Build.dim(x.expr()) : null;
        if (lo instanceof Term.Value && from == null)
            return Fold.size(report, range.lo().span(), lo) != null;
        if (hi instanceof Term.Value && to == null)
            return Fold.size(report, range.hi().span(), hi) != null;
        if (from != null && to != null) {
            v.resolve(from, to);
            return true;
        }
        v.from = Optional.of(lo);
        v.to = Optional.of(hi);
        return true;
    }

    /**
     * What {@code ..} stands for: in a layer its leading dimensions, elsewhere what the first access with {@code ..} leaves
     * over; null where nothing tells.
     */
    List<Var> dots(Span span, List<Tree.Expr> parts, Env env) {
        List<Var> vars = new ArrayList<>();
        if (env.scope.dots != null) {
            for (int d = 0; d < env.scope.dots.size(); d++) {
                Var v = convert.model.var(env.scope.dotLetters.get(d), span);
                v.resolve(Dim.ZERO, env.scope.dots.get(d));
                vars.add(v);
            }
            return vars;
        }
        for (Tree.Expr p : parts) {
            List<Symbol> found = new ArrayList<>();
            List<Tree.Access> at = new ArrayList<>();
            Parts.forEach(p, e -> {
                if (e instanceof Tree.Access a
                        && a.indices().stream().anyMatch(i -> i instanceof Tree.Dots)
                        && convert.entry(a.name(), env) instanceof Symbol s
                        && s.hasRank()
                        && found.isEmpty()) {
                    found.add(s);
                    at.add(a);
                }
            });
            if (found.isEmpty()) continue;
            Symbol s = found.get(0);
            int n = s.rank() - (at.get(0).indices().size() - 1);
            int first = 0;
            while (!(at.get(0).indices().get(first) instanceof Tree.Dots)) first++;
            List<String> letters = Letters.of(s.letters, s.rank());
            for (int d = 0; d < n; d++) vars.add(convert.model.var(letters.get(first + d), span));
            return vars;
        }
        return null;
    }

    /** {@code max(i) x[i]*c}: the factor is inside the maximum, which a reader may not expect. */
    private void warnOfFactors(Tree.Reduce r, Tree.Expr body) {
        if (LINEAR.contains(r.op()) || !(body instanceof Tree.Chain c)) return;
        if (!c.operators().stream().allMatch(o -> o.equals("*") || o.equals("/"))) return;
        Set<String> binders = new LinkedHashSet<>();
        for (Tree.Binder b : r.binders()) {
            if (!(b instanceof Tree.BinderName n)) return;
            binders.add(n.name().text());
        }
        for (Tree.Expr factor : c.operands().subList(1, c.operands().size())) {
            boolean[] reads = {false};
            Parts.forEach(factor, e -> {
                if (e instanceof Tree.Name n && binders.contains(n.name().text())) reads[0] = true;
            });
            if (!reads[0]) {
                report.add(Warnings.factorInside(factor.span(), r.op()));
                return;
            }
        }
    }
}
