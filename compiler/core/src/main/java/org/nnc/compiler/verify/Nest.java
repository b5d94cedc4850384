package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;

/**
 * Visits every point of an equation's iteration space that passes the guard, for each cell of the target in index order.
 *
 * <p>The meaning is a search over all points. One shortcut is taken: where a conjunct of the guard says
 * {@code index == e} and e is known, the index takes that value instead of running over its range, for at every other
 * value the guard is false. A left-hand index so fixed waits until e is known. Binders that run keep their order, so the
 * points of one cell come in index order.
 */
final class Nest {
    /** Called at a point; the values of the indices are in the array that the nest was made with. */
    @FunctionalInterface
    interface Visit {
        void point();
    }

    private sealed interface Step permits Run, Fix, Test {}

    /** The index runs over its range. */
    private record Run(int slot, Closures.Cell lo, Closures.Cell hi) implements Step {}

    /** The index has the one value that the guard leaves, if that is in its range. */
    private record Fix(int slot, Closures.Cell lo, Closures.Cell hi, Closures.Cell value) implements Step {}

    private record Test(Closures.Cell condition) implements Step {}

    private final long[] at;
    private final Closures closures;
    private final Step[] steps;
    private final List<Closures.Cell[]> leftRanges = new ArrayList<>();
    private final Set<Index> bound;
    private final List<Step> plan = new ArrayList<>();
    private final List<Expr> untested;

    /**
     * @param given left-hand indices whose values the caller sets: those of the recurrences around
     * @param at the values of the indices, by the slots of {@code closures}
     */
    Nest(Equation equation, Set<Index> given, Closures closures, long[] at) {
        this.at = at;
        this.closures = closures;
        this.bound = new HashSet<>(given);
        this.untested = new ArrayList<>(Build.conjuncts(equation.guard()));
        List<Loop> remaining = new ArrayList<>();
        Set<Index> waiting = new HashSet<>();
        for (Loop l : equation.loops()) if (!given.contains(l.index())) remaining.add(l);
        for (Index i : equation.indices()) {
            if (given.contains(i)) continue;
            if (untested.stream().anyMatch(c -> valueOf(c, i) != null)) waiting.add(i);
        }
        for (Loop l : remaining) {
            if (equation.indices().contains(l.index())) leftRanges.add(range(l));
        }
        test();
        while (!remaining.isEmpty()) {
            if (fix(remaining)) continue;
            if (waiting.containsAll(remaining.stream().map(Loop::index).toList()) && drain(remaining)) continue;
            Loop next = next(remaining, equation, waiting);
            remaining.remove(next);
            Closures.Cell[] range = range(next);
            plan.add(new Run(closures.slot(next.index()), range[0], range[1]));
            bound.add(next.index());
            test();
        }
        for (Expr c : untested) plan.add(new Test(closures.cell(c)));
        steps = plan.toArray(Step[]::new);
    }

    /**
     * The next index to run over its range: a left-hand one that does not wait, else the next binder (no binder overtakes
     * another), else one that waits.
     */
    private Loop next(List<Loop> remaining, Equation equation, Set<Index> waiting) {
        Loop late = null;
        for (Loop l : remaining) {
            if (waiting.contains(l.index())) {
                late = late == null ? l : late;
                continue;
            }
            if (isKnown(l.lo()) && isKnown(l.hi())) return l;
            if (!equation.indices().contains(l.index())) return late;
        }
        return late;
    }

    private Closures.Cell[] range(Loop l) {
        return new Closures.Cell[] {closures.position(l.lo()), closures.position(l.hi())};
    }

    /** Fixes one index by a condition whose evaluation cannot fail, wherever it stands in the guard. */
    private boolean fix(List<Loop> remaining) {
        for (Loop l : remaining) {
            for (Expr c : untested) {
                Expr value = valueOf(c, l.index());
                if (value != null && isKnown(value) && cannotFail(value) && isKnown(l.lo()) && isKnown(l.hi())) {
                    fix(remaining, l, c, value);
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes the first condition of the guard, in order, so that what it relies on has been tested before. */
    private boolean drain(List<Loop> remaining) {
        if (untested.isEmpty()) return false;
        Expr first = untested.get(0);
        if (isKnown(first)) {
            plan.add(new Test(closures.cell(first)));
            untested.remove(first);
            return true;
        }
        for (Loop l : remaining) {
            Expr value = valueOf(first, l.index());
            if (value != null && isKnown(value)) {
                fix(remaining, l, first, value);
                return true;
            }
        }
        return false;
    }

    private void fix(List<Loop> remaining, Loop loop, Expr condition, Expr value) {
        Closures.Cell[] range = range(loop);
        plan.add(new Fix(closures.slot(loop.index()), range[0], range[1], closures.cell(value)));
        remaining.remove(loop);
        bound.add(loop.index());
        untested.remove(condition);
        test();
    }

    /** Tests whatever has become known, unless its evaluation might fail. */
    private void test() {
        for (Expr c : List.copyOf(untested)) {
            if (!isKnown(c) || !cannotFail(c)) continue;
            plan.add(new Test(closures.cell(c)));
            untested.remove(c);
        }
    }

    /** The e of a condition {@code index == e}, either way round, or null. */
    private static Expr valueOf(Expr condition, Index index) {
        if (!condition.is(Primitive.EQ)) return null;
        Expr left = condition.children().get(0);
        Expr right = condition.children().get(1);
        Expr alone = Expr.position(index);
        if (left.equals(alone) && !right.mentions(index)) return right;
        return right.equals(alone) && !left.mentions(index) ? left : null;
    }

    private boolean isKnown(Expr e) {
        return !e.any(x -> x instanceof Expr.Position p && !bound.contains(p.index()));
    }

    private static boolean cannotFail(Expr e) {
        return !e.any(x -> x instanceof Expr.Read || x.is(Primitive.IDIV) || x.is(Primitive.MOD));
    }

    void visit(Visit visit) {
        // Without a cell there is no point: what fixes an index then need not even be in bounds.
        for (Closures.Cell[] range : leftRanges) if (range[1].of(at) <= range[0].of(at)) return;
        from(0, visit);
    }

    private void from(int depth, Visit visit) {
        if (depth == steps.length) {
            visit.point();
            return;
        }
        Step step = steps[depth];
        if (step instanceof Run r) {
            long hi = (long) r.hi.of(at);
            for (long i = (long) r.lo.of(at); i < hi; i++) {
                at[r.slot] = i;
                from(depth + 1, visit);
            }
        } else if (step instanceof Fix f) {
            double value = f.value.of(at);
            // A value that is no integer equals no index.
            if (value >= f.lo.of(at) && value < f.hi.of(at) && value == Math.rint(value)) {
                at[f.slot] = (long) value;
                from(depth + 1, visit);
            }
        } else if (((Test) step).condition.of(at) != 0) {
            from(depth + 1, visit);
        }
    }
}
