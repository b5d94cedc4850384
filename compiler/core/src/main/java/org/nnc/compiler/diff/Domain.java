package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Type;

/** The points over which an equation runs, and what can be proved of affine expressions there. */
final class Domain {
    private final List<Loop> loops;

    Domain(List<Loop> loops) {
        this.loops = List.copyOf(loops);
    }

    /** Whether {@code a >= 0} at every point, for all sizes: sufficient, not necessary. */
    boolean isNonNegative(Affine a) {
        Affine least = a;
        // Later loops may be bounded by earlier indices, so they are replaced first.
        for (int i = loops.size() - 1; i >= 0; i--) {
            Loop l = loops.get(i);
            Dim c = least.coefficient(l.index());
            if (c.equals(Dim.ZERO)) continue;
            boolean up = c.isNonNegative();
            if (!up && !c.negate().isNonNegative()) return false;
            Optional<Affine> end = up ? Affine.of(l.lo()) : Affine.of(l.hi()).map(h -> h.plus(Dim.of(-1)));
            if (end.isEmpty()) return false;
            least = least.substitute(l.index(), end.get());
        }
        return least.isConstant() && least.constant().isNonNegative();
    }

    /** The comparison {@code lo <= e}, or true where that is proved. */
    Expr atLeast(Expr e, Expr lo) {
        return provenOr(Affine.of(e).flatMap(x -> Affine.of(lo).map(x::minus)), Build.le(lo, e));
    }

    /** The comparison {@code e < hi}, or true where that is proved. */
    Expr below(Expr e, Expr hi) {
        return provenOr(
                Affine.of(e).flatMap(x -> Affine.of(hi).map(h -> h.minus(x).plus(Dim.of(-1)))), Build.lt(e, hi));
    }

    private Expr provenOr(Optional<Affine> nonNegative, Expr otherwise) {
        return nonNegative.isPresent() && isNonNegative(nonNegative.get()) ? Expr.TRUE : otherwise;
    }

    /** The condition that some position of a read is outside its tensor, as far as that can happen in this domain. */
    Expr outside(Expr.Read r) {
        Expr outside = Expr.FALSE;
        for (int d = 0; d < r.at().size(); d++) {
            Expr e = r.at().get(d);
            Expr below = Build.not(atLeast(e, Expr.constant(0)));
            Expr above = Build.not(below(e, Expr.size(r.tensor().shape().get(d))));
            outside = Build.or(Build.or(outside, below), above);
        }
        return outside;
    }

    /** The condition that every position of a read is inside its tensor; true where that is proved. */
    Expr inside(Expr.Read r) {
        List<Expr> conditions = new ArrayList<>();
        for (int d = 0; d < r.at().size(); d++) {
            conditions.add(atLeast(r.at().get(d), Expr.constant(0)));
            conditions.add(below(r.at().get(d), Expr.size(r.tensor().shape().get(d))));
        }
        return Build.all(conditions);
    }

    /**
     * An expression without the conditions that hold everywhere or nowhere in this domain, and with {@code u + 1 - 1} as
     * {@code u}: such a condition is an error in a text.
     */
    Expr decided(Expr e) {
        Expr inner = e.mapChildren(this::decided);
        if (!(inner instanceof Expr.Apply a)) return inner;
        if (a.type() == Type.INT) {
            Optional<Expr> shorter = Affine.of(a).map(Affine::toExpr);
            return shorter.filter(s -> NormalForm.cost(s) < NormalForm.cost(a)).orElse(a);
        }
        if (a.op().form() != Primitive.Form.COMPARE) return a;
        Optional<Affine> left = Affine.of(a.arg(0));
        Optional<Affine> right = Affine.of(a.arg(1));
        if (left.isEmpty() || right.isEmpty()) return a;
        Affine up = right.get().minus(left.get());
        Affine down = left.get().minus(right.get());
        boolean less = isNonNegative(up.plus(Dim.of(-1)));
        boolean greater = isNonNegative(down.plus(Dim.of(-1)));
        boolean atMost = isNonNegative(up);
        boolean atLeast = isNonNegative(down);
        return switch (a.op()) {
            case LT -> decided(a, less, atLeast);
            case LE -> decided(a, atMost, greater);
            case GT -> decided(a, greater, atMost);
            case GE -> decided(a, atLeast, less);
            case EQ -> decided(a, atMost && atLeast, less || greater);
            default -> decided(a, less || greater, atMost && atLeast);
        };
    }

    /** The equation with every expression {@link #decided} over its loops. */
    static Equation decided(Equation e) {
        return e.map(new Domain(e.loops())::decided);
    }

    private static Expr decided(Expr e, boolean always, boolean never) {
        return always ? Expr.TRUE : never ? Expr.FALSE : e;
    }

    /** A constant upper end of a loop whose lower end is not negative; empty where the range depends on outer indices. */
    static Optional<Dim> extent(Loop l) {
        Dim lo = Build.dim(l.lo());
        Dim hi = Build.dim(l.hi());
        return lo == null || hi == null || !lo.isNonNegative() ? Optional.empty() : Optional.of(hi);
    }

    /** The number of values of a loop with constant ends; empty where the range depends on outer indices. */
    static Optional<Dim> length(Loop l) {
        Dim lo = Build.dim(l.lo());
        Dim hi = Build.dim(l.hi());
        return lo == null || hi == null
                ? Optional.empty()
                : Optional.of(hi.minus(lo).max(Dim.ZERO));
    }

    /** Whether a condition compares only indices, sizes and constants: decided by the iteration alone. */
    static boolean isOnIndices(Expr condition) {
        return !condition.any(e -> e instanceof Expr.Read || e.is(Primitive.FLOOR));
    }
}
