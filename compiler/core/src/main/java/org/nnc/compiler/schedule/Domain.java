package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Bounds;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;

/** What can be proved of positions inside the loops around a statement, for all sizes: sufficient, never necessary. */
final class Domain {
    private final List<Loop> loops;
    private final Map<String, Program.Range> ranges;
    private final Map<String, Expr> lets;

    /**
     * @param loops outermost first
     * @param ranges the bounds of the values of int tensors, by name
     * @param lets the values of local variables, by name
     */
    Domain(List<Loop> loops, Map<String, Program.Range> ranges, Map<String, Expr> lets) {
        this.loops = List.copyOf(loops);
        this.ranges = ranges;
        this.lets = lets;
    }

    /** The same with one more loop inside. */
    Domain inside(Loop loop) {
        List<Loop> more = new ArrayList<>(loops);
        more.add(loop);
        return new Domain(more, ranges, lets);
    }

    /** Whether {@code lo <= e < hi} at every point. */
    boolean within(Expr e, Expr lo, Expr hi) {
        return isAtLeast(e, lo) && isBelow(e, hi);
    }

    /** Whether all positions are inside the shape at every point. */
    boolean within(List<Expr> at, List<Dim> shape) {
        for (int d = 0; d < at.size(); d++) {
            if (!within(at.get(d), Expr.constant(0), Expr.size(shape.get(d)))) return false;
        }
        return true;
    }

    boolean isAtLeast(Expr e, Expr lo) {
        Optional<Affine> difference = Affine.of(e).flatMap(x -> Affine.of(lo).map(x::minus));
        if (difference.isPresent()) return isNonNegative(difference.get());
        Dim bound = Build.dim(lo);
        Dim least = least(e);
        if (bound != null && least != null && least.minus(bound).isNonNegative()) return true;
        return isQuotientAtLeast(e, lo);
    }

    /** Whether something with a quotient or remainder in it, which no affine map is, is at least as large. */
    private boolean isQuotientAtLeast(Expr e, Expr lo) {
        Expr rise = Build.sub(whole(e), whole(lo));
        if (!rise.any(x -> x.is(Primitive.IDIV) || x.is(Primitive.MOD))) return false;
        return Bounds.of(loops, t -> Optional.ofNullable(ranges.get(t.name()))).provablyNonNegative(rise);
    }

    /** With the values of local variables in it. */
    private Expr whole(Expr e) {
        Expr value = resolved(e);
        return value.equals(e) ? e.mapChildren(this::whole) : whole(value);
    }

    boolean isBelow(Expr e, Expr hi) {
        Optional<Affine> difference =
                Affine.of(e).flatMap(x -> Affine.of(hi).map(h -> h.minus(x).plus(Dim.of(-1))));
        if (difference.isPresent()) return isNonNegative(difference.get());
        Dim bound = Build.dim(hi);
        Dim greatest = greatest(e);
        if (bound != null && greatest != null && bound.minus(greatest).isPositive()) return true;
        return isQuotientAtLeast(hi, Build.add(e, Expr.constant(1)));
    }

    /** A lower bound of a value that is read from an int tensor of known range, or null. */
    private Dim least(Expr e) {
        Expr value = resolved(e);
        if (value instanceof Expr.Read r && r.otherwise().isEmpty()) {
            Program.Range range = ranges.get(r.tensor().name());
            return range == null ? null : range.lo();
        }
        return value.is(Primitive.MOD) && positiveDivisor(value) ? Dim.ZERO : null;
    }

    private Dim greatest(Expr e) {
        Expr value = resolved(e);
        if (value instanceof Expr.Read r && r.otherwise().isEmpty()) {
            Program.Range range = ranges.get(r.tensor().name());
            return range == null ? null : range.hi().minus(1);
        }
        return value.is(Primitive.MOD) && positiveDivisor(value)
                ? Build.dim(value.children().get(1)).minus(1)
                : null;
    }

    private static boolean positiveDivisor(Expr e) {
        Dim divisor = Build.dim(e.children().get(1));
        return divisor != null && divisor.isPositive();
    }

    private Expr resolved(Expr e) {
        return e instanceof Expr.Read r ? lets.getOrDefault(r.tensor().name(), e) : e;
    }

    boolean isNonNegative(Affine a) {
        return isNonNegative(a, loops.size() - 1);
    }

    /** Later loops may be bounded by earlier indices, so they are replaced first. */
    private boolean isNonNegative(Affine a, int from) {
        for (int i = from; i >= 0; i--) {
            Loop l = loops.get(i);
            Index index = l.index();
            Dim c = a.coefficient(index);
            if (c.equals(Dim.ZERO)) continue;
            boolean up = c.isNonNegative();
            if (!up && !c.negate().isNonNegative()) return false;
            for (Expr end : parts(up ? l.lo() : l.hi(), up ? Primitive.MAX : Primitive.MIN)) {
                Optional<Affine> value = Affine.of(end).map(h -> up ? h : h.plus(Dim.of(-1)));
                if (value.isPresent() && isNonNegative(a.substitute(index, value.get()), i - 1)) return true;
            }
            return false;
        }
        return a.isConstant() && a.constant().isNonNegative();
    }

    /** Each argument of a nested max (a lower end) or min (an upper end) is a bound by itself. */
    private static List<Expr> parts(Expr e, Primitive op) {
        if (!e.is(op)) return List.of(e);
        List<Expr> all = new ArrayList<>();
        for (Expr c : e.children()) all.addAll(parts(c, op));
        return all;
    }
}
