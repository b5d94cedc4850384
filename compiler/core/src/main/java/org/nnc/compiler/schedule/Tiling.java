package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Index;

/**
 * One way to divide a contraction: the indices inside each call of the kernel, the loops around the calls, and which of
 * the three matrices are copied into panels.
 *
 * @param outer the loops around the calls, outermost first
 * @param m the inner indices of the first factor's rows; one index together
 * @param k the inner summed indices
 * @param sumsOutside whether a summed index is a loop around the calls
 * @param taps which parts of the second factor a table gives, where they are not a step apart
 * @param blocks with a table of columns, the summed index outside of {@code k} that is inside the calls; at most one
 * @param around the indices of recurrences around: what does not move with them is copied once, before them
 */
record Tiling(
        List<Axis> outer,
        List<Axis> m,
        List<Axis> n,
        List<Axis> k,
        Panel x,
        Panel y,
        Panel c,
        boolean packsX,
        boolean packsY,
        boolean packsC,
        boolean sumsOutside,
        Set<Index> around,
        Taps taps,
        List<Axis> blocks) {
    /** What a table gives the places of, in the second factor. */
    enum Taps {
        NONE,
        ROWS,
        COLUMNS
    }

    /** Fewer columns of a product, or terms of a sum, are no work for vectors that a table would pay for. */
    private static final double LONG = 64;

    /** A table has at most so many places. */
    private static final double PLACES = 1 << 14;

    /** A panel has at most so many elements: it should stay in the second-level cache. */
    private static final double LARGEST = 1 << 17;

    // Measured costs in nanoseconds, used to choose only.
    private static final double CALL = 60;
    private static final double COPY = 0.35;
    private static final double TERM = 0.022;
    private static final double SUM = 4;
    private static final double ADD_BACK = 0.6;
    private static final double PLAIN = 0.3;
    private static final double ROW = 0.06;
    private static final double USUAL_ROUNDS = 32;

    static Tiling of(
            List<Axis> batch,
            List<Axis> m,
            List<Axis> n,
            List<Axis> k,
            Panel x,
            Panel y,
            Panel c,
            boolean packsX,
            boolean packsY,
            boolean packsC,
            Set<Dim> extents,
            Set<Index> around) {
        List<Axis> mi = inner(m, views(x, packsX, c, packsC), packsX || packsC, extents);
        List<Axis> ni = inner(n, views(y, packsY, c, packsC), packsY || packsC, extents);
        List<Axis> ki = inner(k, views(x, packsX, y, packsY), packsX || packsY, extents);
        List<Axis> mo = outside(m, mi);
        List<Axis> no = outside(n, ni);
        List<Axis> ko = outside(k, ki);
        // A panel that is too large is taken in pieces.
        while (packsX && volume(mi) * volume(ki) > LARGEST && mi.size() > 1) mo.add(mi.remove(0));
        while (packsY && volume(ni) * volume(ki) > LARGEST && ni.size() > 1) no.add(ni.remove(0));
        while (packsC && volume(mi) * volume(ni) > LARGEST && ni.size() > 1) no.add(ni.remove(0));
        List<Axis> outer = new ArrayList<>(batch);
        outer.addAll(mo);
        outer.addAll(no);
        outer.addAll(ko);
        boolean sums = !ko.isEmpty();
        return new Tiling(outer, mi, ni, ki, x, y, c, packsX, packsY, packsC, sums, around, Taps.NONE, List.of());
    }

    /**
     * Nothing copied: all summed indices inside, rows of the second factor wherever they are; none where its rows are short or
     * the first factor's columns no step apart.
     */
    static Optional<Tiling> byRows(
            List<Axis> batch,
            List<Axis> m,
            List<Axis> n,
            List<Axis> k,
            Panel x,
            Panel y,
            Panel c,
            Set<Dim> extents,
            Set<Index> around) {
        if (k.size() < 2 || !isTable(k)) return Optional.empty();
        List<Axis> mi = inner(m, List.of(x, c), false, extents);
        List<Axis> ni = inner(n, List.of(y, c), false, extents);
        List<Axis> ki = inner(k, List.of(x), false, extents);
        boolean isOne = inner(k, List.of(x, y), false, extents).size() == k.size();
        List<Axis> outer = new ArrayList<>(batch);
        outer.addAll(outside(m, mi));
        outer.addAll(outside(n, ni));
        Tiling tiling =
                new Tiling(outer, mi, ni, ki, x, y, c, false, false, false, false, around, Taps.ROWS, List.of());
        boolean isWhole = ki.size() == k.size() && !isOne && stride(y, ni).equals(Dim.ONE);
        return isWhole && tiling.columns(extents) >= LONG ? Optional.of(tiling) : Optional.empty();
    }

    /** Nothing copied: sums along stretches of neighbours in both factors, the second one's wherever they begin. */
    static Optional<Tiling> byColumns(
            List<Axis> batch,
            List<Axis> m,
            List<Axis> n,
            List<Axis> k,
            Panel x,
            Panel y,
            Panel c,
            Set<Dim> extents,
            Set<Index> around) {
        if (n.isEmpty() || !isTable(n)) return Optional.empty();
        List<Axis> mi = inner(m, List.of(x, c), false, extents);
        List<Axis> ni = inner(n, List.of(c), false, extents);
        List<Axis> ki = inner(k, List.of(x, y), false, extents);
        boolean isAlong = stride(x, ki).equals(Dim.ONE) && stride(y, ki).equals(Dim.ONE);
        boolean isOne = inner(n, List.of(y), false, extents).size() == n.size();
        if (ni.size() < n.size() || isOne || volume(ki) < LONG || !isAlong) return Optional.empty();
        List<Axis> rest = outside(k, ki);
        List<Axis> blocks = rest.isEmpty() ? List.of() : List.of(rest.remove(rest.size() - 1));
        List<Axis> outer = new ArrayList<>(batch);
        outer.addAll(outside(m, mi));
        outer.addAll(rest);
        return Optional.of(new Tiling(
                outer, mi, ni, ki, x, y, c, false, false, false, !rest.isEmpty(), around, Taps.COLUMNS, blocks));
    }

    private static boolean isTable(List<Axis> axes) {
        return axes.stream().allMatch(a -> a.extent().isConstant()) && volume(axes) <= PLACES;
    }

    private static List<Panel> views(Panel a, boolean packsA, Panel b, boolean packsB) {
        List<Panel> views = new ArrayList<>();
        if (!packsA) views.add(a);
        if (!packsB) views.add(b);
        return views;
    }

    private static List<Axis> outside(List<Axis> all, List<Axis> inner) {
        return new ArrayList<>(all.subList(0, all.size() - inner.size()));
    }

    /**
     * The last indices that are one together in all matrices that stay where they are; a panel has constant extents.
     */
    private static List<Axis> inner(List<Axis> axes, List<Panel> views, boolean isPacked, Set<Dim> extents) {
        List<Axis> inner = new ArrayList<>();
        for (int i = axes.size() - 1; i >= 0; i--) {
            Axis a = axes.get(i);
            if (isPacked && !a.extent().isConstant()) break;
            if (!inner.isEmpty() && !isOne(a, inner.get(0), views, extents)) break;
            inner.add(0, a);
        }
        return inner;
    }

    /** Whether the outer index strides over exactly the extent of the inner one everywhere. */
    private static boolean isOne(Axis outer, Axis inner, List<Panel> views, Set<Dim> extents) {
        if (!Access.isCount(outer.extent(), extents) || !Access.isCount(inner.extent(), extents)) return false;
        for (Panel p : views) {
            Dim o = p.address().coefficient(outer.index());
            if (!o.equals(p.address().coefficient(inner.index()).times(inner.extent()))) return false;
        }
        return true;
    }

    /** With a table of rows, the innermost loop around where it goes from one group of columns to the next: all are one call. */
    private Optional<Axis> group() {
        if (taps != Taps.ROWS || outer.isEmpty()) return Optional.empty();
        Axis last = outer.get(outer.size() - 1);
        return x.mentions(last.index()) ? Optional.empty() : Optional.of(last);
    }

    /** The columns of one call, with those of all groups if they are neighbours in the result. */
    private double columns(Set<Dim> extents) {
        boolean isOne = group().isPresent() && isOne(group().get(), n.get(0), List.of(c), extents);
        return volume(n) * (isOne ? group().get().size() : 1);
    }

    static Dim extent(List<Axis> axes) {
        Dim product = Dim.ONE;
        for (Axis a : axes) product = product.times(a.extent());
        return product;
    }

    static double volume(List<Axis> axes) {
        return Axis.size(extent(axes));
    }

    boolean packs() {
        return packsX || packsY || packsC;
    }

    /** The stride of a matrix along some inner indices that are one together. */
    static Dim stride(Panel p, List<Axis> axes) {
        return axes.isEmpty()
                ? Dim.ZERO
                : p.address().coefficient(axes.get(axes.size() - 1).index());
    }

    /** The kernel wants the columns of the result to be neighbours, and no cell twice. */
    boolean isPossible(boolean isScattered) {
        if (k.isEmpty() && !sumsOutside || m.isEmpty() && n.isEmpty()) return false;
        if (packsC) return true;
        if (n.isEmpty()) return true;
        if (!stride(c, n).equals(Dim.ONE)) return false;
        if (!isScattered || m.isEmpty()) return true;
        return stride(c, m).minus(extent(n)).isNonNegative();
    }

    /** Whether a call has little to do: less than so much along every side, or as little in all. */
    boolean isBelow(long small) {
        double[] sides = {volume(m), volume(n), volume(k)};
        boolean isConstant = Stream.of(m, n, k)
                .flatMap(List::stream)
                .allMatch(a -> a.extent().isConstant());
        return isConstant
                && (Arrays.stream(sides).allMatch(v -> v < small)
                        || Arrays.stream(sides).reduce(1, (a, b) -> a * b) < 2 * small * small);
    }

    double cost() {
        double calls = 1;
        for (Axis a : outer) calls *= a.size();
        double groups = group().map(Axis::size).orElse(1.0);
        calls /= groups;
        double rows = volume(m);
        double columns = volume(n) * groups;
        double depth = volume(k);
        double work = rows * columns * depth;
        if (taps == Taps.COLUMNS) return calls * (CALL + rows * columns * (SUM + depth * volume(blocks) * TERM));
        double narrowest = Math.min(rows, columns);
        double rate = narrowest < 4 ? 0.2 : work < 1024 ? 0.15 : narrowest < 16 ? 0.05 : 0.025;
        double upright = columns * depth * (isRow(packsY, y, n, k) ? ROW : COPY);
        double turned = rows * depth * (isRow(packsX, x, m, k) ? ROW : COPY) + 2 * COPY * rows * columns;
        double each = CALL + work * rate + Math.min(upright, turned);
        if (packsC) each += CALL + ADD_BACK * rows * columns;
        if (n.isEmpty()) each += 1;
        return calls * each + panel(packsX, x, rows * depth) + panel(packsY, y, columns * depth);
    }

    /** Whether a factor's elements along the columns of its product are neighbours. */
    private boolean isRow(boolean packs, Panel p, List<Axis> columns, List<Axis> summed) {
        return packs
                ? !hasRowsOf(p, columns, summed)
                : columns.isEmpty() || stride(p, columns).equals(Dim.ONE);
    }

    /** Whether a panel is filled along the summed indices, since that is how the factor lies in memory. */
    boolean hasRowsOf(Panel p, List<Axis> columns, List<Axis> summed) {
        return !isInvariant(p) && neighbours(p, summed) > neighbours(p, columns);
    }

    /** Whether a factor is the same in every round of the recurrence around. */
    boolean isInvariant(Panel p) {
        return !around.isEmpty() && around.stream().noneMatch(p::mentions);
    }

    /** The loops around the calls that a factor moves with: copied for all their values before the recurrence, where that fits. */
    List<Axis> every(Panel p, List<Axis> rows, List<Axis> columns) {
        if (!isInvariant(p)) return List.of();
        List<Axis> every = outer.stream().filter(o -> p.mentions(o.index())).toList();
        boolean fits = every.stream().allMatch(o -> o.extent().isConstant())
                && volume(every) * volume(rows) * volume(columns) <= LARGEST;
        return fits ? every : List.of();
    }

    private static double neighbours(Panel p, List<Axis> axes) {
        if (axes.isEmpty()) return 0;
        Axis last = axes.get(axes.size() - 1);
        boolean isSmooth = Access.isSmooth(p.at(), last.index());
        return isSmooth ? last.size() : 0;
    }

    private double panel(boolean packs, Panel p, double elements) {
        if (!packs) return 0;
        double times = isInvariant(p) ? 1 / USUAL_ROUNDS : 1;
        for (Axis a : outer) if (p.mentions(a.index())) times *= a.size();
        return times * elements * COPY;
    }

    /** The cost of plain loops. */
    double plain() {
        double points = volume(m) * volume(n) * volume(k);
        for (Axis a : outer) points *= a.size();
        return points * PLAIN;
    }
}
