package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/** Reductions of the language as equations: mean, logsumexp and products over several indices by what they mean. */
final class LowerReduce {
    /** All of an equation but its left side. */
    record Parts(Reduction op, List<Loop> binders, Expr guard, Expr body) {}

    private final Lower lower;

    LowerReduce(Lower lower) {
        this.lower = lower;
    }

    /** Whether one equation says it as it stands. */
    boolean isDirect(Term.Reduce r) {
        return switch (r.op()) {
            case "mean", "logsumexp" -> false;
            case "prod" -> r.binders().size() == 1;
            case "count" -> r.where().isPresent() || size(r) == null;
            default -> true;
        };
    }

    Expr reduce(Term.Reduce r, Path path) {
        return switch (r.op()) {
            case "mean" -> mean(r, path);
            case "logsumexp" -> logsumexp(r, path);
            case "prod" -> r.binders().size() == 1 ? lifted(r, path) : lower.expr(nested(r), path);
            case "count" -> isDirect(r) ? lifted(r, path) : Expr.size(size(r));
            default -> lifted(r, path);
        };
    }

    private Expr lifted(Term.Reduce r, Path path) {
        Path inner = lower.lifted(path, r.binders());
        Parts p = parts(r, inner);
        return lower.lift.reduction(p, inner);
    }

    /** @param path with the binders already bound */
    Parts parts(Term.Reduce r, Path path) {
        Reduction op = Reduction.valueOf(r.op().toUpperCase(Locale.ROOT));
        List<Loop> binders = new ArrayList<>();
        Expr inside = Expr.TRUE;
        for (Loop l : Accesses.loops(r.binders(), lower, path)) {
            boolean isBox = Build.dim(l.lo()) != null && Build.dim(l.hi()) != null;
            if (isBox || !needsBox(op, binders.size())) {
                binders.add(l);
                continue;
            }
            Var v = r.binders().get(binders.size());
            Expr i = Expr.position(v.index);
            binders.add(new Loop(v.index, Expr.size(lower.lift.low(v, path)), Expr.size(lower.lift.high(v, path))));
            if (Build.dim(l.lo()) == null) inside = Build.and(inside, Build.le(l.lo(), i));
            if (Build.dim(l.hi()) == null) inside = Build.and(inside, Build.lt(i, l.hi()));
        }
        Expr guard = Build.and(inside, guard(r, path));
        if (op == Reduction.ARGMAX || op == Reduction.ARGMIN) requireSome(r);
        if (op == Reduction.COUNT) return new Parts(op, binders, guard, Expr.TRUE);
        Term value = r.body().orElseThrow();
        Expr body = lower.expr(value, path.assume(guard));
        boolean logical = op == Reduction.ANY || op == Reduction.ALL;
        if (logical != (body.type() == Type.BOOL)) {
            lower.report.add(Errors.typeMismatch(
                    Lower.span(value, r.span()),
                    logical ? "bool" : "real",
                    body.type().toString()));
            body = logical ? Expr.TRUE : Expr.real(0);
        }
        return new Parts(op, binders, guard, body);
    }

    /**
     * Whether the range of a binder must be a size: the place of a winner among several indices counts in a box, and so do
     * the prefixes of a product. What depends on other indices then becomes a guard.
     */
    private static boolean needsBox(Reduction op, int binder) {
        return switch (op) {
            case PROD -> true;
            case MAX, MIN, ARGMAX, ARGMIN -> binder > 0;
            default -> false;
        };
    }

    private Expr guard(Term.Reduce r, Path path) {
        if (r.where().isEmpty()) return Expr.TRUE;
        Expr guard = lower.expr(r.where().get(), path);
        if (guard.type() == Type.BOOL) return guard;
        lower.report.add(Errors.typeMismatch(
                Lower.span(r.where().get(), r.span()), "bool", guard.type().toString()));
        return Expr.TRUE;
    }

    /** The number of points, where it is a size. */
    private static Dim size(Term.Reduce r) {
        Dim n = Dim.ONE;
        for (Var v : r.binders()) {
            if (v.hi == null) return null;
            n = n.times(v.extent());
        }
        return n;
    }

    /** A mean or argmax needs a point; whether the sizes leave one is checked once. */
    private void requireSome(Term.Reduce r) {
        for (Var v : r.binders()) {
            if (v.hi == null) continue;
            Dim n = v.hi.minus(v.lo);
            String message = "`" + r.op() + "` over `" + v.name + "` in the equation of `" + lower.target.name
                    + "` needs at least one value: " + n + " must be positive";
            if (!lower.model.require(n.minus(1), message)) {
                lower.report.add(RoleErrors.emptyReduction(r.span(), r.op(), v.name));
            }
        }
    }

    private Expr mean(Term.Reduce r, Path path) {
        requireSome(r);
        Expr sum = lifted(with(r, "sum", r.where(), r.body()), path);
        Dim n = r.where().isEmpty() ? size(r) : null;
        Expr points = n != null ? Expr.size(n) : lifted(with(r, "count", r.where(), Optional.empty()), path);
        return Build.div(sum, points);
    }

    private static Term.Reduce with(Term.Reduce r, String op, Optional<Term> where, Optional<Term> body) {
        return new Term.Reduce(r.span(), op, r.binders(), where, body);
    }

    /**
     * {@code ms + log(sum(k) exp(e - ms))} with ms the maximum if that is finite, else 0; -inf where all is -inf, with
     * gradient zero.
     */
    private Expr logsumexp(Term.Reduce r, Path path) {
        Expr m = lifted(with(r, "max", r.where(), r.body()), path);
        Expr infinity = Expr.real(Double.POSITIVE_INFINITY);
        Expr isFinite = Build.lt(Build.apply(Primitive.ABS, m), infinity);
        Expr shift = Build.apply(Primitive.STOP, Build.select(isFinite, m, Expr.real(0)));
        Expr ms = lower.lift.pointwise(shift, lower.lifted(path, List.of()));
        Path inner = lower.lifted(path, r.binders());
        Parts p = parts(with(r, "max", r.where(), r.body()), inner);
        Expr each = Build.apply(Primitive.EXP, Build.sub(p.body(), ms));
        Expr sum = lower.lift.reduction(new Parts(Reduction.SUM, p.binders(), p.guard(), each), inner);
        Expr minus = Expr.real(Double.NEGATIVE_INFINITY);
        return Build.select(Build.eq(m, minus), minus, Build.add(ms, Build.apply(Primitive.LOG, sum)));
    }

    /** A product over several indices as products of products; a guard goes to the innermost. */
    private static Term nested(Term.Reduce r) {
        Term body = r.body().orElseThrow();
        Optional<Term> where = r.where();
        List<Var> binders = new ArrayList<>(r.binders());
        while (!binders.isEmpty()) {
            Var last = binders.remove(binders.size() - 1);
            body = new Term.Reduce(r.span(), "prod", List.of(last), where, Optional.of(body));
            where = Optional.empty();
        }
        return body;
    }
}
