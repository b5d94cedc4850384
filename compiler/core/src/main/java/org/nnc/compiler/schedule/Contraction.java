package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/**
 * Finds sums of products whose indices fall into batch, M (in the first factor), N (in the second) and K (summed):
 * calls of the runtime's matrix kernel inside loops over what is left.
 */
final class Contraction {
    /** Below this in every extent plain loops are as fast. */
    private static final long SMALL = 16;

    private final Locals locals;
    private final Set<Dim> extents;

    /** @param extents sizes that are never negative */
    Contraction(Locals locals, Set<Dim> extents) {
        this.locals = locals;
        this.extents = extents;
    }

    /** One index, or neighbours in memory as one, with the addresses' coefficients in both factors and the target. */
    private record Group(Index index, Expr lo, Dim extent, Dim a, Dim b, Dim c) {
        static final Group NONE = new Group(new Index("none"), Expr.constant(0), Dim.ONE, Dim.ZERO, Dim.ZERO, Dim.ZERO);
    }

    /** Whether an equation would become calls of the kernel. */
    static boolean isOne(Equation e) {
        return new Contraction(new Locals(), Set.of()).of(e, false, List.of()).isPresent();
    }

    Optional<List<Code>> of(Equation e, boolean add, List<Loop> around) {
        if (e.reduction().filter(r -> r == Reduction.SUM).isEmpty()
                || !e.guard().equals(Expr.TRUE)) return Optional.empty();
        if (!(e.body() instanceof Expr.Apply p) || p.op() != Primitive.MUL) return Optional.empty();
        if (!(p.arg(0) instanceof Expr.Read x) || !(p.arg(1) instanceof Expr.Read y)) return Optional.empty();
        if (x.type() != Type.REAL || y.type() != Type.REAL || e.target().type() != Type.REAL) return Optional.empty();
        if (x.otherwise().isPresent() || y.otherwise().isPresent()) return Optional.empty();
        Optional<Affine> a = Access.address(x.tensor(), x.at());
        Optional<Affine> b = Access.address(y.tensor(), y.at());
        Affine c = Access.address(
                        e.target(), e.indices().stream().map(Expr::position).toList())
                .orElseThrow();
        if (a.isEmpty() || b.isEmpty()) return Optional.empty();
        return calls(e, add, around, x, y, a.get(), b.get(), c);
    }

    private Optional<List<Code>> calls(
            Equation e, boolean add, List<Loop> around, Expr.Read x, Expr.Read y, Affine a, Affine b, Affine c) {
        List<Group> batch = new ArrayList<>();
        List<Group> m = new ArrayList<>();
        List<Group> n = new ArrayList<>();
        List<Group> k = new ArrayList<>();
        Set<Index> fixed = new LinkedHashSet<>();
        around.forEach(l -> fixed.add(l.index()));
        for (Loop l : e.loops()) {
            if (fixed.contains(l.index())) continue;
            Dim lo = Build.dim(l.lo());
            Dim hi = Build.dim(l.hi());
            if (lo == null || hi == null) return Optional.empty();
            boolean inA = !a.coefficient(l.index()).equals(Dim.ZERO);
            boolean inB = !b.coefficient(l.index()).equals(Dim.ZERO);
            boolean isLeft = e.indices().contains(l.index());
            if (!inA && !inB || !isLeft && !(inA && inB)) return Optional.empty();
            Group g = new Group(
                    l.index(),
                    l.lo(),
                    hi.minus(lo),
                    a.coefficient(l.index()),
                    b.coefficient(l.index()),
                    c.coefficient(l.index()));
            (!isLeft ? k : inA && inB ? batch : inA ? m : n).add(g);
        }
        m = merged(m);
        n = merged(n);
        k = merged(k);
        if (k.isEmpty() || m.isEmpty() && n.isEmpty()) return Optional.empty();
        // The columns of the target must be neighbours; else the transposed product is taken.
        boolean swap = n.isEmpty() || !hasColumns(n);
        if (swap && !hasColumns(m) && !n.isEmpty()) return Optional.empty();
        if (swap && hasColumns(m)) {
            return calls(e, add, around, y, x, b, a, c, batch, transposed(n), transposed(m), transposed(k));
        }
        return calls(e, add, around, x, y, a, b, c, batch, m, n, k);
    }

    private static boolean hasColumns(List<Group> groups) {
        return !groups.isEmpty() && groups.get(groups.size() - 1).c.equals(Dim.ONE);
    }

    private static List<Group> transposed(List<Group> groups) {
        return groups.stream()
                .map(g -> new Group(g.index, g.lo, g.extent, g.b, g.a, g.c))
                .toList();
    }

    private Optional<List<Code>> calls(
            Equation e,
            boolean add,
            List<Loop> around,
            Expr.Read x,
            Expr.Read y,
            Affine a,
            Affine b,
            Affine c,
            List<Group> batch,
            List<Group> ms,
            List<Group> ns,
            List<Group> ks) {
        Group m = last(ms);
        Group n = last(ns);
        Group k = last(ks);
        if (isSmall(m) && isSmall(n) && isSmall(k)) return Optional.empty();
        List<Group> outer = new ArrayList<>(batch);
        outer.addAll(allButLast(ms));
        outer.addAll(allButLast(ns));
        List<Group> summed = allButLast(ks);
        outer.addAll(summed);
        boolean accumulate = add || !summed.isEmpty();
        Set<Index> known = new LinkedHashSet<>();
        around.forEach(l -> known.add(l.index()));
        outer.forEach(g -> known.add(g.index));
        Code call = new Code.Gemm(
                m.extent,
                n.extent,
                k.extent,
                new Code.Matrix(x.tensor(), start(a, known, List.of(m, n, k)), m.a, k.a),
                new Code.Matrix(y.tensor(), start(b, known, List.of(m, n, k)), k.b, n.b),
                new Code.Matrix(e.target(), start(c, known, List.of(m, n, k)), m.c, Dim.ONE),
                Expr.bool(accumulate));
        List<Code> code = new ArrayList<>(List.of(call));
        for (int i = outer.size() - 1; i >= 0; i--) {
            Group g = outer.get(i);
            code = List.of(new Code.For(g.index, g.lo, Build.add(g.lo, Expr.size(g.extent)), false, code));
        }
        List<Code> all = new ArrayList<>();
        // Summed over several calls: started from zero, since an empty sum makes no call.
        if (accumulate && !add) all.addAll(new Loops(java.util.Map.of(), extents, locals).zeros(e, around));
        all.addAll(code);
        return Optional.of(all);
    }

    private static Group last(List<Group> groups) {
        return groups.isEmpty() ? Group.NONE : groups.get(groups.size() - 1);
    }

    private static List<Group> allButLast(List<Group> groups) {
        return groups.isEmpty() ? groups : groups.subList(0, groups.size() - 1);
    }

    private static boolean isSmall(Group g) {
        return g.extent.isConstant() && g.extent.constant().getAsLong() < SMALL;
    }

    /** The address of the first element: indices of the loops around stay, those of the kernel are at their start. */
    private static Expr start(Affine address, Set<Index> known, List<Group> inner) {
        Affine start = address;
        for (Index i : List.copyOf(address.indices())) {
            if (known.contains(i)) continue;
            Affine lo = Affine.constant(Dim.ZERO);
            for (Group g : inner) if (g.index.equals(i)) lo = Affine.of(g.lo).orElseThrow();
            start = start.substitute(i, lo);
        }
        return start.toExpr();
    }

    /** Neighbouring indices as one, where the outer one strides over exactly the extent of the inner one everywhere. */
    private List<Group> merged(List<Group> groups) {
        List<Group> merged = new ArrayList<>();
        for (Group g : groups) {
            Group before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (before != null
                    && Access.isCount(before.extent, extents)
                    && Access.isCount(g.extent, extents)
                    && before.lo.isConst(0)
                    && g.lo.isConst(0)
                    && before.a.equals(g.a.times(g.extent))
                    && before.b.equals(g.b.times(g.extent))
                    && before.c.equals(g.c.times(g.extent))) {
                merged.set(merged.size() - 1, new Group(g.index, g.lo, before.extent.times(g.extent), g.a, g.b, g.c));
            } else {
                merged.add(g);
            }
        }
        return merged;
    }
}
