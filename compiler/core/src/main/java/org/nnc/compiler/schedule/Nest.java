package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;

/**
 * Builds loops with conditions in them: an affine inequality becomes a bound of the innermost loop that it mentions,
 * any other condition stands as far out as it can, a local variable where its indices are known.
 */
final class Nest {
    private final Space space;
    private final Map<String, Program.Range> ranges;
    private final List<Space.Let> lets;
    private final List<Expr> conditions;

    Nest(Space space, Map<String, Program.Range> ranges) {
        this(space, ranges, space.conditions());
    }

    /** @param conditions those of the space that are to be met here */
    Nest(Space space, Map<String, Program.Range> ranges, List<Expr> conditions) {
        this.space = space;
        this.ranges = ranges;
        this.lets = new ArrayList<>(space.lets());
        this.conditions = new ArrayList<>(conditions);
    }

    /**
     * The loops around a leaf.
     *
     * @param outer loops that are already open: no condition may bound them
     * @param loops the loops to open, outermost first
     */
    List<Code> around(List<Loop> outer, List<Loop> loops, List<Code> leaf) {
        List<Expr> open = new ArrayList<>();
        for (Expr c : conditions) if (!holds(c, outer, loops)) open.add(c);
        conditions.clear();
        conditions.addAll(open);
        return open(outer, loops, leaf);
    }

    /** Whether every point of the loops counts. */
    boolean isUnconditional(List<Loop> outer, List<Loop> loops) {
        return conditions.stream().allMatch(c -> holds(c, outer, loops));
    }

    private List<Code> open(List<Loop> outer, List<Loop> rest, List<Code> leaf) {
        List<Code> code = new ArrayList<>();
        for (boolean again = true; again; ) {
            again = false;
            for (Space.Let l : List.copyOf(lets)) {
                if (rest.stream().anyMatch(r -> space.depends(l.value(), r.index())) || isWaiting(l.value())) continue;
                // Conditions that are known already come first: the value may be defined only under them.
                Optional<Expr> known = conditions.stream()
                        .filter(c -> isKnown(c, rest) && !mentions(c, l))
                        .findFirst();
                if (known.isPresent()) {
                    conditions.remove(known.get());
                    code.add(new Code.If(known.get(), open(outer, rest, leaf), List.of()));
                    return code;
                }
                lets.remove(l);
                code.add(new Code.Local(l.local(), l.value(), false));
                again = true;
            }
        }
        List<Expr> known = conditions.stream().filter(c -> isKnown(c, rest)).toList();
        if (!known.isEmpty()) {
            conditions.removeAll(known);
            code.add(new Code.If(Build.all(known), open(outer, rest, leaf), List.of()));
            return code;
        }
        if (rest.isEmpty()) {
            code.addAll(leaf);
            return code;
        }
        Loop bounded = bounded(outer, rest.get(0), rest.subList(1, rest.size()));
        List<Loop> around = new ArrayList<>(outer);
        around.add(bounded);
        code.add(new Code.For(
                bounded.index(), bounded.lo(), bounded.hi(), false, open(around, rest.subList(1, rest.size()), leaf)));
        return code;
    }

    /** Whether all that a condition mentions is bound before the given loops open. */
    private boolean isKnown(Expr c, List<Loop> rest) {
        return rest.stream().noneMatch(r -> space.depends(c, r.index())) && !isWaiting(c);
    }

    /** Whether an expression reads a local variable that is not declared yet. */
    private boolean isWaiting(Expr e) {
        return e.any(x -> x instanceof Expr.Read r
                && lets.stream().anyMatch(l -> l.local().equals(r.tensor())));
    }

    private static boolean mentions(Expr c, Space.Let l) {
        return c.any(x -> x instanceof Expr.Read r && r.tensor().equals(l.local()));
    }

    /** The loop with every inequality as a bound that is affine in it and mentions no loop inside it. */
    private Loop bounded(List<Loop> outer, Loop loop, List<Loop> inner) {
        Expr lo = loop.lo();
        Expr hi = loop.hi();
        for (Expr c : List.copyOf(conditions)) {
            if (isWaiting(c) || inner.stream().anyMatch(l -> space.depends(c, l.index()))) continue;
            List<Affine> sides = nonNegative(c);
            if (sides.isEmpty() && isValueBound(c, outer, loop)) {
                Expr a = c.children().get(0);
                Expr b = c.children().get(1);
                if (b.equals(Expr.position(loop.index()))) {
                    lo = Build.apply(Primitive.MAX, lo, c.is(Primitive.LE) ? a : Build.add(a, Expr.constant(1)));
                } else {
                    hi = Build.apply(Primitive.MIN, hi, c.is(Primitive.LT) ? b : Build.add(b, Expr.constant(1)));
                }
                conditions.remove(c);
                continue;
            }
            if (sides.isEmpty()
                    || !sides.stream().allMatch(a -> a.coefficient(loop.index()).isConstant())) continue;
            if (sides.stream().anyMatch(a -> a.coefficient(loop.index()).equals(Dim.ZERO))) continue;
            for (Affine a : sides) {
                long by = a.coefficient(loop.index()).constant().getAsLong();
                Affine rest = a.without(loop.index());
                if (by > 0) {
                    lo = higher(outer, lo, ceil(rest.times(Dim.of(-1)), by));
                } else {
                    hi = lower(outer, hi, Build.add(floor(rest, -by), Expr.constant(1)));
                }
            }
            conditions.remove(c);
        }
        return new Loop(loop.index(), lo, hi);
    }

    /** Whether a condition compares the index with a value that is known, and sure to exist, before the loop opens. */
    private boolean isValueBound(Expr c, List<Loop> outer, Loop loop) {
        if (!c.is(Primitive.LE) && !c.is(Primitive.LT)) return false;
        Expr i = Expr.position(loop.index());
        Expr value = c.children().get(c.children().get(0).equals(i) ? 1 : 0);
        if (!c.children().contains(i) || value.type() != Type.INT || space.depends(value, loop.index())) return false;
        return !value.any(x -> x instanceof Expr.Read r
                && (r.otherwise().isPresent()
                        || !domain(outer).within(r.at(), r.tensor().shape())));
    }

    private Expr higher(List<Loop> outer, Expr lo, Expr bound) {
        return domain(outer).isAtLeast(lo, bound) ? lo : Build.apply(Primitive.MAX, lo, bound);
    }

    private Expr lower(List<Loop> outer, Expr hi, Expr bound) {
        return domain(outer).isAtLeast(bound, hi) ? hi : Build.apply(Primitive.MIN, hi, bound);
    }

    private static Expr floor(Affine a, long by) {
        return Build.apply(Primitive.IDIV, a.toExpr(), Expr.constant(by));
    }

    private static Expr ceil(Affine a, long by) {
        return by == 1 ? a.toExpr() : Build.neg(floor(a.times(Dim.of(-1)), by));
    }

    /** The maps that must not be negative for a comparison of ints to hold; none where it is not of that kind. */
    static List<Affine> nonNegative(Expr c) {
        if (!(c instanceof Expr.Apply a) || a.op().form() != Primitive.Form.COMPARE || a.op() == Primitive.NE) {
            return List.of();
        }
        if (a.arg(0).type() != Type.INT || a.arg(1).type() != Type.INT) return List.of();
        Optional<Affine> rise =
                Affine.of(a.arg(1)).flatMap(y -> Affine.of(a.arg(0)).map(y::minus));
        if (rise.isEmpty()) return List.of();
        Affine up = rise.get();
        Affine down = up.times(Dim.of(-1));
        Dim one = Dim.of(-1);
        return switch (a.op()) {
            case LE -> List.of(up);
            case LT -> List.of(up.plus(one));
            case GE -> List.of(down);
            case GT -> List.of(down.plus(one));
            default -> List.of(up, down);
        };
    }

    private boolean holds(Expr c, List<Loop> outer, List<Loop> loops) {
        List<Loop> all = new ArrayList<>(outer);
        all.addAll(loops);
        return holds(c, domain(all));
    }

    /** Whether a condition is proved at every point. */
    static boolean holds(Expr c, Domain domain) {
        if (c instanceof Expr.Apply a
                && a.op().form() == Primitive.Form.COMPARE
                && a.arg(0).type() == Type.INT) {
            Expr x = a.arg(0);
            Expr y = a.arg(1);
            if (y.type() != Type.INT) return false;
            return switch (a.op()) {
                case LE -> domain.isAtLeast(y, x) || domain.isBelow(x, Build.add(y, Expr.constant(1)));
                case LT -> domain.isBelow(x, y) || domain.isAtLeast(y, Build.add(x, Expr.constant(1)));
                case GE -> domain.isAtLeast(x, y);
                case GT -> domain.isBelow(y, x);
                default -> false;
            };
        }
        return c.equals(Expr.TRUE);
    }

    private Domain domain(List<Loop> loops) {
        return new Domain(loops, ranges, space.values());
    }
}
