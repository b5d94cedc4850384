package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Type;

/**
 * A sum over a handful of terms inside a loop along short rows: written out, so that the row is gone through once instead of
 * once a term.
 *
 * @param loops the loops that are left
 * @param value the sum of the terms
 */
record Terms(List<Loop> loops, Expr value) {
    private static final long FEW = 4;

    /** Longer rows, and those of a size that only a call knows, are left to the kernels for rows. */
    private static final long ROW = 64;

    private static final int LARGEST = 120;

    /**
     * @param loops the loops of a sum, the last along the rows of its target
     * @param at the cell of the target
     */
    static Optional<Terms> of(List<Loop> loops, Expr value, List<Expr> at, Space space) {
        if (loops.size() < 2 || !Access.isShort(loops.get(loops.size() - 1), ROW + 1)) return Optional.empty();
        if (value.type() != Type.REAL) return Optional.empty();
        for (int i = loops.size() - 2; i >= 0; i--) {
            Loop l = loops.get(i);
            boolean isFew = Access.isShort(l, FEW + 1) && !Access.isShort(l, 2);
            boolean isTerm = isFew
                    && value.mentions(l.index())
                    && at.stream().noneMatch(p -> p.mentions(l.index()))
                    && space.conditions().stream().noneMatch(c -> space.depends(c, l.index()))
                    && space.lets().stream().noneMatch(d -> space.depends(d.value(), l.index()))
                    && loops.stream().noneMatch(o -> o != l && space.dependsOn(o, l));
            if (!isTerm) continue;
            long from = (long) ((Expr.Const) l.lo()).value();
            long to = (long) ((Expr.Const) l.hi()).value();
            if (Unit.size(value) * (to - from) > LARGEST) continue;
            Expr sum = value.substitute(Map.of(l.index(), Expr.constant(from)));
            for (long k = from + 1; k < to; k++) {
                sum = Build.add(sum, value.substitute(Map.of(l.index(), Expr.constant(k))));
            }
            List<Loop> left = new ArrayList<>(loops);
            left.remove(l);
            return Optional.of(new Terms(left, sum));
        }
        return Optional.empty();
    }
}
