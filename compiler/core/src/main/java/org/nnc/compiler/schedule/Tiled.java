package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** The statements of a contraction that is divided in one way: loops, copies into panels, the call, what is added back. */
final class Tiled {
    private final Context context;
    private final Tiling tiling;
    private final Space space;
    private final List<Expr> conditions;
    private final boolean accumulate;
    private final Optional<Panel> start;
    private final List<Loop> all;
    private final Map<Index, Expr> starts = new HashMap<>();

    /**
     * @param conditions what decides whether a cell of the result is written; only where that has a panel
     * @param accumulate whether the calls add to what the target holds
     * @param start what every row of the result starts from, if that is not nothing or the target
     * @param all the loops around and of the contraction
     */
    Tiled(
            Context context,
            Tiling tiling,
            Space space,
            List<Expr> conditions,
            boolean accumulate,
            Optional<Panel> start,
            List<Loop> all) {
        this.context = context;
        this.tiling = tiling;
        this.space = space;
        this.conditions = conditions;
        this.accumulate = accumulate;
        this.start = start;
        this.all = all;
        for (List<Axis> axes : List.of(tiling.m(), tiling.n(), tiling.k(), tiling.blocks())) {
            for (Axis a : axes) starts.put(a.index(), a.lo());
        }
    }

    /**
     * @param panel what is copied; null for a table of places, which no loop changes
     * @param every the loops around the calls for each of whose values there is a copy
     */
    private record Packed(Panel panel, List<Axis> every, List<Code> code) {}

    List<Code> code() {
        List<Axis> m = tiling.m();
        List<Axis> n = tiling.n();
        List<Axis> k = tiling.k();
        List<Packed> packed = new ArrayList<>();
        Code.Matrix a = tiling.packsX() ? packed(tiling.x(), m, k, packed) : matrix(tiling.x(), m, k);
        Code.Matrix b = tiling.packsY() ? packed(tiling.y(), k, n, packed) : matrix(tiling.y(), k, n);
        List<Code> call = new ArrayList<>();
        if (tiling.packsC()) {
            Tensor t = panel(m, n);
            Code.Matrix c = new Code.Matrix(t, zeros(t), Tiling.extent(n), Dim.ONE);
            call.add(new Code.Gemm(Tiling.extent(m), Tiling.extent(n), Tiling.extent(k), a, b, c, Expr.FALSE));
            call.addAll(addedBack(t));
        } else {
            Code.Matrix c = matrix(tiling.c(), m, n);
            Code.Matrix row = new Code.Matrix(c.tensor(), c.at(), c.row(), Dim.ONE);
            Expr adds = Expr.bool(accumulate);
            if (tiling.taps() != Tiling.Taps.NONE) call.add(tapped(row, adds, packed));
            else
                call.add(new Code.Gemm(
                        Tiling.extent(m),
                        Tiling.extent(n),
                        Tiling.extent(k),
                        a,
                        b,
                        row,
                        adds,
                        start.map(s -> matrix(s, List.of(), n)),
                        Optional.empty(),
                        apart()));
        }
        return around(0, packed, call);
    }

    /** The innermost index around the calls, if it is one position of the result's cells by itself. */
    private Optional<Index> apart() {
        if (tiling.outer().isEmpty()) return Optional.empty();
        Index last = tiling.outer().get(tiling.outer().size() - 1).index();
        List<Expr> own = tiling.c().at().stream().filter(e -> e.mentions(last)).toList();
        return own.equals(List.of(Expr.position(last))) ? Optional.of(last) : Optional.empty();
    }

    /** The call with a table of places, which is filled before the loops around. */
    private Code tapped(Code.Matrix c, Expr adds, List<Packed> packed) {
        boolean isRows = tiling.taps() == Tiling.Taps.ROWS;
        List<Axis> axes = isRows ? tiling.k() : tiling.n();
        String name = context.names().fresh(tiling.c().tensor().name() + (isRows ? "_rows" : "_columns"));
        Tensor table =
                new Tensor(name, Type.INT, axes.stream().map(Axis::extent).toList());
        List<Expr> cell = new ArrayList<>();
        List<Loop> loops = new ArrayList<>();
        Expr place = Expr.constant(0);
        for (Axis a : axes) {
            Index i = context.locals().index(a.index());
            loops.add(new Loop(i, Expr.constant(0), Expr.size(a.extent())));
            cell.add(Expr.position(i));
            Dim step = tiling.y().address().coefficient(a.index());
            place = Build.add(place, Build.mul(Expr.size(step), Expr.position(i)));
        }
        packed.add(new Packed(null, List.of(), nest(loops, List.of(new Code.Store(table, cell, place, false)))));
        Code.Matrix a = matrix(tiling.x(), tiling.m(), isRows ? tiling.k() : tiling.blocks());
        Code.Matrix b = matrix(tiling.y(), isRows ? List.of() : tiling.blocks(), List.of());
        Code.Taps taps = new Code.Taps(table, isRows ? Optional.empty() : Optional.of(Tiling.extent(tiling.blocks())));
        return new Code.Gemm(
                Tiling.extent(tiling.m()),
                Tiling.extent(tiling.n()),
                Tiling.extent(tiling.k()),
                a,
                b,
                c,
                adds,
                Optional.empty(),
                Optional.of(taps),
                isRows ? apart() : Optional.empty());
    }

    private Code.Matrix matrix(Panel p, List<Axis> rows, List<Axis> columns) {
        List<Expr> at = p.at().stream().map(e -> e.substitute(starts)).toList();
        return new Code.Matrix(p.tensor(), at, Tiling.stride(p, rows), Tiling.stride(p, columns));
    }

    /** The loops from one on, each copy as far out as its indices let it be. */
    private List<Code> around(int from, List<Packed> packed, List<Code> call) {
        List<Code> code = new ArrayList<>();
        List<Packed> later = new ArrayList<>();
        for (Packed p : packed) {
            boolean isReady = tiling.outer().subList(from, tiling.outer().size()).stream()
                    .noneMatch(o -> p.panel != null && p.panel.mentions(o.index()) && !p.every.contains(o));
            if (isReady) code.addAll(p.code);
            else later.add(p);
        }
        if (from == tiling.outer().size()) {
            code.addAll(call);
            return code;
        }
        Loop l = tiling.outer().get(from).loop();
        code.add(new Code.For(l.index(), l.lo(), l.hi(), false, around(from + 1, later, call)));
        return code;
    }

    private Tensor panel(List<Axis> rows, List<Axis> columns) {
        return panel(rows.stream().map(Axis::extent), columns.stream().map(Axis::extent));
    }

    private Tensor panel(Stream<Dim> rows, Stream<Dim> columns) {
        String name = context.names().fresh(tiling.c().tensor().name() + "_panel");
        return new Tensor(name, Type.REAL, Stream.concat(rows, columns).toList());
    }

    private static List<Expr> zeros(Tensor t) {
        List<Expr> zeros = new ArrayList<>();
        for (int i = 0; i < t.rank(); i++) zeros.add(Expr.constant(0));
        return zeros;
    }

    /** A factor copied, along its own rows where it moves: what is copied once stands as the kernel wants it. */
    private Code.Matrix packed(Panel p, List<Axis> rows, List<Axis> columns, List<Packed> packed) {
        boolean isFirst = p.equals(tiling.x());
        boolean isTurned = isFirst != tiling.hasRowsOf(p, isFirst ? rows : columns, isFirst ? columns : rows);
        List<Axis> every = tiling.every(p, rows, columns);
        List<Axis> axes = new ArrayList<>(every);
        axes.addAll(isTurned ? columns : rows);
        axes.addAll(isTurned ? rows : columns);
        Tensor t = panel(every, axes.subList(every.size(), axes.size()));
        Map<Index, Expr> own = new LinkedHashMap<>();
        List<Expr> cell = new ArrayList<>();
        List<Loop> loops = new ArrayList<>();
        for (Axis a : axes) {
            Index i = context.locals().index(a.index());
            own.put(a.index(), Expr.position(i));
            cell.add(Build.sub(Expr.position(i), a.lo()));
            loops.add(new Loop(i, a.loop().lo(), a.loop().hi()));
        }
        List<Code> code = List.of(new Code.Store(t, cell, p.value().substitute(own), false));
        packed.add(new Packed(p, every, nest(loops, code)));
        List<Expr> at = zeros(t);
        for (int e = 0; e < every.size(); e++) {
            at.set(e, fromStart(every.get(e)));
        }
        Dim row = isTurned ? Dim.ONE : Tiling.extent(columns);
        Dim column = isTurned ? Tiling.extent(rows) : Dim.ONE;
        return new Code.Matrix(t, at, row, column);
    }

    private static List<Code> nest(List<Loop> loops, List<Code> leaf) {
        List<Code> code = leaf;
        for (int i = loops.size() - 1; i >= 0; i--) {
            Loop l = loops.get(i);
            code = List.of(new Code.For(l.index(), l.lo(), l.hi(), false, code));
        }
        return code;
    }

    private static Expr fromStart(Axis a) {
        return Build.sub(Expr.position(a.index()), a.lo());
    }

    /** Adds the panel of the result to the cells where it belongs. */
    private List<Code> addedBack(Tensor t) {
        List<Axis> axes = new ArrayList<>(tiling.m());
        axes.addAll(tiling.n());
        List<Expr> cell = new ArrayList<>();
        axes.forEach(a -> cell.add(fromStart(a)));
        List<Loop> inner = axes.stream().map(Axis::loop).toList();
        List<Code> leaf = List.of(new Code.Store(tiling.c().tensor(), tiling.c().at(), Expr.read(t, cell), true));
        List<Loop> open = new ArrayList<>(all);
        open.removeIf(l -> axes.stream().anyMatch(a -> a.index().equals(l.index()))
                || tiling.k().stream().anyMatch(a -> a.index().equals(l.index())));
        return new Nest(space, context.ranges(), conditions).around(open, inner, leaf);
    }
}
