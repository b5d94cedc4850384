package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Sign;
import org.nnc.compiler.ir.Tensor;

/** Walks one body from its root, multiplying partials on the way, and collects a contribution at each active read. */
final class Flow {
    private final Activity activity;
    private final Domain domain;
    private final Equation equation;
    private List<Contribution> found = new ArrayList<>();
    private final Expr condition;
    private final Namer namer;
    private Expr alive = Expr.TRUE;
    private Expr written = Expr.TRUE;
    private Function<Tensor, Expr> finite;
    private Sign.Of signs;

    /**
     * What holds where an expression is evaluated.
     *
     * @param all every condition around
     * @param since those within the innermost choice around
     */
    private record Where(Expr all, Expr since) {
        Where and(Expr c) {
            return new Where(Build.and(all, c), Build.and(since, c));
        }
    }

    /** Gives a factor under a condition a name, where that is worth while: several occurrences will read it. */
    interface Namer {
        /** A read of the factor that is 0 where the condition does not hold; empty where it is better copied. */
        Optional<Expr> name(Expr factor, Expr where);
    }

    /** @param condition under which alone anything flows */
    Flow(Activity activity, Domain domain, Equation equation, Expr condition, Namer namer) {
        this.activity = activity;
        this.domain = domain;
        this.equation = equation;
        this.condition = condition;
        this.namer = namer;
    }

    /**
     * Where the adjoint can be exactly zero because nothing chose its cell, a partial that may not be finite counts only
     * where something did.
     *
     * @param alive that something chose the cell
     * @param written under which alone the text chooses the cell: there what is read may not be finite either
     * @param finite that all cells of a tensor are finite
     */
    Flow silenced(Expr alive, Expr written, Function<Tensor, Expr> finite, Sign.Of signs) {
        this.alive = alive;
        this.written = written;
        this.finite = finite;
        this.signs = signs;
        return this;
    }

    /** The condition under which a partial counts, beside its own. */
    private Expr counting(Expr.Apply a, int i, Expr partial) {
        if (signs == null) return Expr.TRUE;
        if (!alive.equals(Expr.TRUE) && signs.isSteep(a, i)) return alive;
        if (written.equals(Expr.TRUE) || partial.isConst()) return Expr.TRUE;
        // In a sum of products a condition at each point would cost the fast form; one look at the factor decides it.
        boolean isProduct = equation.isReduction() && a.op() == Primitive.MUL && a.equals(equation.body());
        boolean isCell = partial instanceof Expr.Read r
                && r.otherwise().isEmpty()
                && r.at().stream().allMatch(p -> Affine.of(p).isPresent());
        return isProduct && isCell ? Build.or(finite.apply(((Expr.Read) partial).tensor()), written) : written;
    }

    /** A condition without the conjuncts that are known to hold. */
    static Expr without(Expr condition, Expr known) {
        List<Expr> holds = Build.conjuncts(known);
        return Build.all(Build.conjuncts(condition).stream()
                .filter(c -> !holds.contains(c))
                .toList());
    }

    List<Contribution> contributions() {
        return found;
    }

    /**
     * @param upstream the factor that reaches the root of the body
     * @param y the value of the target
     */
    void run(Expr upstream, Expr y) {
        Expr value = equation.isReduction() ? equation.body() : y;
        visit(equation.body(), upstream, new Where(condition, condition), value);
    }

    private void visit(Expr e, Expr upstream, Where where, Expr y) {
        if (!activity.isActive(e)) return;
        if (e instanceof Expr.Read r) {
            if (activity.isActive(r.tensor())) {
                found.add(new Contribution(r, equation.loops(), where.since, upstream));
            }
            r.otherwise().ifPresent(d -> visit(d, upstream, where.and(domain.outside(r)), d));
            return;
        }
        Optional<Polynomial> polynomial = Polynomial.of(e);
        if (polynomial.isPresent()) {
            Expr slope = polynomial.get().slope();
            Where counted = signs == null ? where : where.and(without(written, where.all));
            found.add(new Contribution(
                    polynomial.get().cell(), equation.loops(), counted.since, Build.mul(upstream, slope)));
            return;
        }
        Expr.Apply a = (Expr.Apply) e;
        if (a.op() == Primitive.SELECT) {
            choose(a, upstream, where, y);
            return;
        }
        Optional<Expr> named = forks(a) ? namer.name(upstream, where.all) : Optional.empty();
        into(a, named.orElse(upstream), where, y, named.isPresent());
    }

    /**
     * An untaken branch contributes nothing, whatever its derivative: the condition guards, it does not multiply. What both
     * branches send to one cell is one contribution, with the choice in its factor.
     */
    private void choose(Expr.Apply a, Expr upstream, Where where, Expr y) {
        Expr c = a.arg(0);
        List<Contribution> then = branch(a, 1, upstream, Build.and(where.all, c), y);
        List<Contribution> otherwise = branch(a, 2, upstream, Build.and(where.all, Build.not(c)), y);
        for (Contribution t : then) {
            Optional<Contribution> same =
                    otherwise.stream().filter(o -> o.read().equals(t.read())).findFirst();
            same.ifPresent(otherwise::remove);
            found.add(
                    same.isPresent()
                            ? t.under(
                                    where.since,
                                    Build.select(c, t.guarded(), same.get().guarded()))
                            : t.under(Build.and(where.since, Build.and(c, t.guard())), t.factor()));
        }
        for (Contribution o : otherwise) {
            found.add(o.under(Build.and(where.since, Build.and(Build.not(c), o.guard())), o.factor()));
        }
    }

    /** What one branch of a choice contributes, under the conditions within it. */
    private List<Contribution> branch(Expr.Apply a, int which, Expr upstream, Expr all, Expr y) {
        List<Contribution> outer = found;
        found = new ArrayList<>();
        // The value of a branch is that of the whole, so a partial in the branch may name it.
        visit(a.arg(which), upstream, new Where(all, Expr.TRUE), y.equals(a) ? a.arg(which) : y);
        List<Contribution> inside = found;
        found = outer;
        return inside;
    }

    /** @param isSilent whether the factor is 0 where the condition does not hold */
    private void into(Expr.Apply a, Expr upstream, Where where, Expr y, boolean isSilent) {
        for (int i = 0; i < a.args().size(); i++) {
            if (!a.op().moves(i) || !activity.isActive(a.arg(i))) continue;
            Expr partial = a.op().partial(i, a.args(), y);
            Expr own = Expr.TRUE;
            // A partial that is 0 under a condition of its own contributes nothing there: it guards as well.
            while (partial instanceof Expr.Apply s && s.op() == Primitive.SELECT) {
                if (s.arg(2).isConst(0)) {
                    own = Build.and(own, s.arg(0));
                    partial = s.arg(1);
                } else if (s.arg(1).isConst(0)) {
                    own = Build.and(own, Build.not(s.arg(0)));
                    partial = s.arg(2);
                } else {
                    break;
                }
            }
            if (partial.isConst(0)) continue;
            own = Build.and(own, without(counting(a, i, partial), Build.and(where.all, own)));
            Expr arg = a.arg(i);
            // Elsewhere the condition stays: a factor of 0 does not silence a partial that is not finite.
            boolean isLeaf = arg instanceof Expr.Read r && r.otherwise().isEmpty();
            // So does it where a condition of the partial's own relies on it.
            boolean isAlone = partial.isConst() && own.equals(Expr.TRUE);
            Where outer = isSilent && isLeaf && isAlone ? new Where(Expr.TRUE, Expr.TRUE) : where;
            visit(arg, times(upstream, a, i, partial, y), outer.and(own), arg);
        }
    }

    /** Whether the value moves with several arguments at once, so that what reaches it goes several ways. */
    private boolean forks(Expr.Apply a) {
        int ways = 0;
        for (int i = 0; i < a.args().size(); i++) if (a.op().moves(i) && activity.isActive(a.arg(i))) ways++;
        return ways > 1;
    }

    /** {@code u * p}, with {@code u * (1/b)} as {@code u/b}. */
    private static Expr times(Expr upstream, Expr partial) {
        return partial.is(Primitive.DIV) && partial.children().get(0).isConst(1)
                ? Build.div(upstream, partial.children().get(1))
                : Build.mul(upstream, partial);
    }

    /**
     * What reaches an argument; that of a divisor is {@code -(u/b)*y}, with the quotient that reaches the dividend, or
     * {@code -(u*y)*y} where the dividend is 1.
     */
    private static Expr times(Expr upstream, Expr.Apply a, int argument, Expr partial, Expr y) {
        if (a.op() != Primitive.DIV || argument == 0) return times(upstream, partial);
        boolean isReciprocal = a.arg(0).isConst(1) && y instanceof Expr.Read;
        return Build.neg(Build.mul(isReciprocal ? Build.mul(upstream, y) : Build.div(upstream, a.arg(1)), y));
    }
}
