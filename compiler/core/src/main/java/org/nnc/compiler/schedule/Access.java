package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/** Where the cells of a tensor lie in memory: strides, and the address of a position as a map of the indices. */
public final class Access {
    private Access() {}

    /** The distance in elements between neighbours along each dimension, row-major. */
    public static List<Dim> strides(List<Dim> shape) {
        List<Dim> strides = new ArrayList<>();
        Dim stride = Dim.ONE;
        for (int d = shape.size() - 1; d >= 0; d--) {
            strides.add(0, stride);
            stride = stride.times(shape.get(d));
        }
        return strides;
    }

    /** The address of a cell, where all positions are affine. */
    static Optional<Affine> address(Tensor t, List<Expr> at) {
        List<Dim> strides = strides(t.shape());
        Affine sum = Affine.constant(Dim.ZERO);
        for (int d = 0; d < at.size(); d++) {
            Optional<Affine> position = Affine.of(at.get(d));
            if (position.isEmpty()) return Optional.empty();
            sum = sum.plus(position.get().times(strides.get(d)));
        }
        return Optional.of(sum);
    }

    /**
     * Whether the loops write every cell of a tensor exactly once: each position is a row-major one of loops from 0 that
     * fill its dimension.
     *
     * @param around loops whose indices may stand for themselves
     */
    static boolean fills(Tensor t, List<Expr> at, List<Loop> around, List<Loop> loops) {
        List<Loop> left = new ArrayList<>(loops);
        for (int d = 0; d < at.size(); d++) {
            Expr p = at.get(d);
            if (around.stream().anyMatch(l -> p.equals(Expr.position(l.index())))) continue;
            Optional<Affine> map = Affine.of(p);
            if (map.isEmpty() || !map.get().constant().equals(Dim.ZERO)) return false;
            Dim stride = Dim.ONE;
            for (int n = map.get().indices().size(); n > 0; n--) {
                Loop next = null;
                for (Loop l : left) if (map.get().coefficient(l.index()).equals(stride)) next = l;
                Dim extent = next == null || !next.lo().isConst(0) ? null : Build.dim(next.hi());
                if (extent == null) return false;
                left.remove(next);
                stride = stride.times(extent);
            }
            if (!stride.equals(t.shape().get(d))) return false;
        }
        return left.isEmpty();
    }

    /** Whether neighbouring values of an index are neighbours in memory, or the index does not occur. */
    static boolean isSmooth(Expr.Read r, Index index) {
        return isSmooth(r.at(), index);
    }

    static boolean isSmooth(List<Expr> at, Index index) {
        for (int d = 0; d < at.size(); d++) {
            if (!at.get(d).mentions(index)) continue;
            Optional<Affine> position = Affine.of(at.get(d));
            boolean isLast = d == at.size() - 1;
            if (!isLast
                    || position.isEmpty()
                    || !position.get().coefficient(index).equals(Dim.ONE)) return false;
        }
        return true;
    }

    /** How many of the reads in an expression jump in memory from one value of an index to the next. */
    static int jumps(Expr body, Index index) {
        int[] jumps = {0};
        body.forEach(e -> {
            if (e instanceof Expr.Read r && !isSmooth(r, index)) jumps[0]++;
        });
        return jumps[0];
    }

    /** The sizes that are extents of some tensor: never negative, since the model's size checks come first. */
    public static Set<Dim> extents(Program program) {
        Set<Dim> extents = new HashSet<>();
        for (Tensor t : program.tensors().values()) extents.addAll(t.shape());
        return extents;
    }

    /** Whether a number of rounds cannot be negative: two negative ones would have a positive product. */
    static boolean isCount(Dim d, Set<Dim> extents) {
        return extents.contains(d) || d.isNonNegative();
    }

    /** A loop that is known to have few rounds. */
    static boolean isShort(Loop l, long limit) {
        return l.lo().isConst()
                && l.hi().isConst()
                && ((Expr.Const) l.hi()).value() - ((Expr.Const) l.lo()).value() < limit;
    }
}
