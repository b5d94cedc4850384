package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** The statements that find a greatest or least value and its place. */
final class Places {
    /** The greatest of at most so many points is written out. */
    private static final int WINDOW = 9;

    /** Shorter rows are no work for a kernel. */
    private static final double ROW = 16;

    private final Context context;
    private final Map<String, Program.Range> ranges;
    private final Locals locals;

    Places(Context context) {
        this.context = context;
        this.ranges = context.ranges();
        this.locals = context.locals();
    }

    /** A greatest or least value of every cell, and where it is: both in one nest. */
    List<Code> both(Equation value, Equation place, List<Loop> around) {
        Optional<Cases.Split> split = new Cases(context).split(List.of(value, place), around);
        if (split.isPresent()) {
            Cases.Split s = split.get();
            return List.of(new Code.If(
                    s.condition(),
                    both(s.then().get(0), s.then().get(1), around),
                    both(s.otherwise().get(0), s.otherwise().get(1), around)));
        }
        Set<Index> fixed = new HashSet<>();
        around.forEach(l -> fixed.add(l.index()));
        Space space = Space.of(value, fixed, locals);
        Optional<List<Code>> rows =
                around.isEmpty() ? rows(value, Optional.of(place.target()), space) : Optional.empty();
        if (rows.isPresent()) return rows.get();
        List<Loop> outer = new ArrayList<>(around);
        outer.addAll(space.left());
        List<Code> cell = new ArrayList<>();
        Winner w = find(place, space, outer, cell);
        cell.add(new Code.Store(value.target(), space.at(), w.value(), false));
        cell.add(new Code.Store(place.target(), space.at(), w.place(), false));
        return Loops.inside(space.left(), cell);
    }

    /** Windows whose cells lie next to each other in rows, such as the examples of a batch, are a call of the kernel a row. */
    Optional<List<Code>> rows(Equation value, Optional<Tensor> place, Space space) {
        List<Map<Index, Expr>> points = points(value, space);
        if (value.reduction().get() != Reduction.MAX
                || value.target().type() != Type.REAL
                || points.size() < 2
                || space.left().size() < 2
                || !(space.body() instanceof Expr.Read r)
                || r.type() != Type.REAL
                || r.otherwise().isPresent()) return Optional.empty();
        Axis n = Axis.of(space.left().get(space.left().size() - 1));
        Optional<Affine> from = Access.address(r.tensor(), r.at());
        Optional<Affine> to = Access.address(value.target(), space.at());
        if (from.isEmpty() || to.isEmpty() || !to.get().coefficient(n.index()).equals(Dim.ONE)) return Optional.empty();
        Axis m = Axis.of(space.left().get(space.left().size() - 2));
        Dim column = from.get().coefficient(n.index());
        List<Loop> outer = new ArrayList<>(space.left().subList(0, space.left().size() - 2));
        Dim rows = m.extent();
        // Rows go on as far as the windows of an outer index follow in the same steps.
        while (!outer.isEmpty()) {
            Axis o = Axis.of(outer.get(outer.size() - 1));
            boolean goesOn = from.get()
                            .coefficient(o.index())
                            .equals(from.get().coefficient(m.index()).times(rows))
                    && to.get()
                            .coefficient(o.index())
                            .equals(to.get().coefficient(m.index()).times(rows));
            if (!goesOn) break;
            rows = rows.times(o.extent());
            outer.remove(outer.size() - 1);
        }
        List<Affine> distances = new ArrayList<>();
        for (Map<Index, Expr> point : points) {
            Affine at = Affine.constant(Dim.ZERO);
            for (Map.Entry<Index, Expr> b : point.entrySet()) {
                Dim step = from.get().coefficient(b.getKey());
                at = at.plus(Affine.of(b.getValue()).orElseThrow().times(step));
            }
            distances.add(at);
        }
        // Pairs of neighbours are worth one call for all rows, other windows one for a row.
        boolean isPairs =
                column.equals(Dim.of(2)) && distances.size() == 4 && isNext(distances, 0) && isNext(distances, 2);
        double work = column.equals(Dim.ONE) ? n.size() : isPairs ? Axis.size(rows) * n.size() : 0;
        if (work < ROW) return Optional.empty();
        List<Code> code = new ArrayList<>();
        Tensor table = table(value.target(), distances, code);
        Map<Index, Expr> starts = new HashMap<>();
        for (Loop l : value.binders()) starts.put(l.index(), Expr.constant(0));
        for (Loop l : space.left().subList(outer.size(), space.left().size())) starts.put(l.index(), l.lo());
        Dim row = to.get().coefficient(m.index());
        List<Expr> at = space.at().stream().map(e -> e.substitute(starts)).toList();
        Code call = new Code.Greatest(
                rows,
                n.extent(),
                new Code.Matrix(
                        r.tensor(),
                        r.at().stream().map(e -> e.substitute(starts)).toList(),
                        from.get().coefficient(m.index()),
                        column),
                table,
                new Code.Matrix(value.target(), at, row, Dim.ONE),
                place.map(p -> new Code.Matrix(p, at, row, Dim.ONE)));
        code.addAll(Loops.inside(outer, List.of(call)));
        return Optional.of(code);
    }

    private static boolean isNext(List<Affine> distances, int p) {
        return distances.get(p + 1).minus(distances.get(p)).equals(Affine.constant(Dim.ONE));
    }

    /** A tensor of the distances of a window's points from its first one; the statements that fill it are added. */
    Tensor table(Tensor target, List<Affine> distances, List<Code> code) {
        String name = context.names().fresh(target.name() + "_points");
        Tensor table = new Tensor(name, Type.INT, List.of(Dim.of(distances.size())));
        for (int p = 0; p < distances.size(); p++) {
            code.add(new Code.Store(
                    table, List.of(Expr.constant(p)), distances.get(p).toExpr(), false));
        }
        return table;
    }

    /** Variables that hold a greatest or least value and its place. */
    record Winner(Expr value, Expr place) {}

    /**
     * The first winner, whose place is its row-major position. A NaN wins, which no comparison says: a second loop finds
     * it, so that the first one has nothing but a choice in it.
     *
     * @param e an argmax or argmin
     */
    Winner find(Equation e, Space space, List<Loop> outer, List<Code> code) {
        Type type = space.body().type();
        boolean isMax = e.reduction().get() == Reduction.ARGMAX;
        Tensor best = locals.local(isMax ? "max" : "min", type);
        code.add(new Code.Local(best, empty(isMax ? Reduction.MAX : Reduction.MIN, type), true));
        boolean isSure = e.binders().stream().allMatch(l -> Winners.length(l) != null)
                && new Nest(space, ranges).isUnconditional(outer, space.binders());
        Tensor found = locals.local(e.reduction().get().toString(), Type.INT);
        code.add(new Code.Local(found, Expr.constant(isSure ? 0 : -1), true));
        Expr at = Expr.read(found, List.of());
        Expr old = Expr.read(best, List.of());
        Expr isFirst = Build.lt(at, Expr.constant(0));
        List<Map<Index, Expr>> points = isSure ? points(e, space) : List.of();
        for (int i = 0; i < points.size(); i++) {
            Expr body = space.body().substitute(points.get(i));
            if (i == 0) code.set(code.size() - 2, new Code.Local(best, body, true));
            else code.addAll(challenge(body, Expr.constant(i), best, found, isMax, Expr.FALSE));
        }
        if (points.isEmpty()) {
            List<Code> leaf =
                    challenge(space.body(), rowMajor(e, space), best, found, isMax, isSure ? Expr.FALSE : isFirst);
            code.addAll(new Nest(space, ranges).around(outer, space.binders(), leaf));
        }
        if (type != Type.REAL) return new Winner(old, at);
        Tensor again = locals.local("value", type);
        Expr same = Expr.read(again, List.of());
        Expr isNaN = Expr.apply(Primitive.AND, isFirst, Expr.apply(Primitive.NE, same, same));
        List<Code> search = List.of(
                new Code.Local(again, space.body(), false),
                new Code.If(isNaN, List.of(new Code.Set(found, rowMajor(e, space), false)), List.of()));
        List<Code> nan = new ArrayList<>();
        nan.add(new Code.Set(found, Expr.constant(-1), false));
        nan.addAll(new Nest(space, ranges).around(outer, space.binders(), search));
        code.add(new Code.If(Expr.apply(Primitive.NE, old, old), nan, List.of()));
        return new Winner(old, at);
    }

    /** A point takes the place where it beats the best so far, or anyhow. */
    private List<Code> challenge(Expr body, Expr place, Tensor best, Tensor found, boolean isMax, Expr anyhow) {
        Tensor here = locals.local("value", best.type());
        Expr value = Expr.read(here, List.of());
        Expr old = Expr.read(best, List.of());
        Expr wins = Build.or(anyhow, Expr.apply(isMax ? Primitive.GT : Primitive.LT, value, old));
        Expr now = Expr.apply(Primitive.SELECT, wins, place, Expr.read(found, List.of()));
        return List.of(
                new Code.Local(here, body, false),
                new Code.Set(found, now, false),
                new Code.Set(best, Expr.apply(isMax ? Primitive.MAX : Primitive.MIN, old, value), false));
    }

    /** The few points of a window in order, to be written out; none where they are many, or some may not count. */
    static List<Map<Index, Expr>> points(Equation e, Space space) {
        if (!space.conditions().isEmpty() || !space.lets().isEmpty() || Unit.size(space.body()) > Loops.SIMPLE)
            return List.of();
        List<Map<Index, Expr>> points = new ArrayList<>(List.of(Map.of()));
        for (Loop l : e.binders()) {
            if (!l.lo().isConst() || !l.hi().isConst()) return List.of();
            List<Map<Index, Expr>> more = new ArrayList<>();
            for (Map<Index, Expr> p : points) {
                for (long i = (long) ((Expr.Const) l.lo()).value(); i < ((Expr.Const) l.hi()).value(); i++) {
                    Map<Index, Expr> point = new HashMap<>(p);
                    point.put(l.index(), Expr.constant(i));
                    more.add(point);
                    if (more.size() > WINDOW) return List.of();
                }
            }
            points = more;
        }
        return points;
    }

    /** Counted from the starts of the ranges, also of binders that were solved. */
    private static Expr rowMajor(Equation e, Space space) {
        Expr position = Expr.constant(0);
        for (Loop l : e.binders()) {
            Expr length = space.with(Build.sub(l.hi(), l.lo()));
            position = Build.add(Build.mul(position, length), Build.sub(space.valueOf(l.index()), space.with(l.lo())));
        }
        return position;
    }

    /** The greatest or least of nothing, and the start of any other reduction. */
    static Expr empty(Reduction r, Type type) {
        if (type == Type.INT && r == Reduction.MAX) return Expr.constant(Integer.MIN_VALUE);
        if (type == Type.INT && r == Reduction.MIN) return Expr.constant(Integer.MAX_VALUE);
        return Expr.of(type, r.empty());
    }
}
