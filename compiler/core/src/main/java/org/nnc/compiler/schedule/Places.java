package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Build;
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
        List<Loop> outer = new ArrayList<>(around);
        outer.addAll(space.left());
        List<Code> cell = new ArrayList<>();
        Winner w = find(place, space, outer, cell);
        cell.add(new Code.Store(value.target(), space.at(), w.value(), false));
        cell.add(new Code.Store(place.target(), space.at(), w.place(), false));
        return Loops.inside(space.left(), cell);
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
            Expr length = Build.sub(l.hi(), l.lo());
            position = Build.add(Build.mul(position, length), Build.sub(space.valueOf(l.index()), l.lo()));
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
