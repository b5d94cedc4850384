package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;

/**
 * Greatest and least values with their places: where two equations ask for both over the same points, one nest finds both,
 * and forward saves the place that backward needs instead of searching again.
 */
final class Winners {
    private Winners() {}

    /** The reduction that gives the place of what a maximum or minimum gives the value of, else null. */
    private static Reduction place(Equation e) {
        return switch (e.reduction().orElse(Reduction.SUM)) {
            case MAX -> Reduction.ARGMAX;
            case MIN -> Reduction.ARGMIN;
            default -> null;
        };
    }

    static boolean isValue(Equation e) {
        return place(e) != null;
    }

    static boolean isPlace(Equation e) {
        return e.reduction()
                .filter(r -> r == Reduction.ARGMAX || r == Reduction.ARGMIN)
                .isPresent();
    }

    /** The place over the indices of the value, where both are of the same points. */
    static Optional<Equation> over(Equation value, Equation place) {
        boolean canBe = place(value) != null
                && place.reduction().equals(Optional.of(place(value)))
                && value.target().shape().equals(place.target().shape())
                && value.binders().size() == place.binders().size();
        if (!canBe) return Optional.empty();
        Map<Index, Expr> by = new HashMap<>();
        List<Loop> own = place.loops();
        List<Loop> loops = value.loops();
        for (int i = 0; i < own.size(); i++)
            by.put(own.get(i).index(), Expr.position(loops.get(i).index()));
        for (int i = 0; i < own.size(); i++) {
            boolean isSame = own.get(i).lo().substitute(by).equals(loops.get(i).lo())
                    && own.get(i).hi().substitute(by).equals(loops.get(i).hi());
            if (!isSame) return Optional.empty();
        }
        boolean isSame = place.guard().substitute(by).equals(value.guard())
                && place.body().substitute(by).equals(value.body());
        if (!isSame) return Optional.empty();
        return Optional.of(new Equation(
                place.target(),
                value.indices(),
                place.reduction(),
                value.binders(),
                value.guard(),
                value.body(),
                place.note()));
    }

    /**
     * Puts the places that later phases ask for behind their values in an earlier phase.
     *
     * @param earlier the equations of one phase
     * @param stays whether a value, or a place, is left where it is
     * @param moved receives the places that later phases need not find any more
     */
    static List<Equation> saved(
            List<Equation> earlier, List<List<Equation>> later, Predicate<Equation> stays, Set<Equation> moved) {
        List<Equation> places = new ArrayList<>();
        for (List<Equation> phase : later)
            for (Equation e : phase) if (isPlace(e) && !stays.test(e) && !places.contains(e)) places.add(e);
        if (places.isEmpty()) return earlier;
        Set<String> inLoop = new HashSet<>();
        for (Order.Step s : Order.steps(earlier)) {
            if (s instanceof Order.Recurrence r)
                r.equations().forEach(e -> inLoop.add(e.target().name()));
        }
        List<Equation> all = new ArrayList<>();
        for (Equation e : earlier) {
            all.add(e);
            String name = e.target().name();
            if (place(e) == null || inLoop.contains(name) || stays.test(e)) continue;
            Optional<Equation> saved =
                    places.stream().filter(p -> over(e, p).isPresent()).findFirst();
            if (saved.isEmpty() || !moved.add(saved.get())) continue;
            all.add(saved.get());
        }
        return all;
    }

    /** By name, the range of every place that is sure to be one: of a range that is never empty, under no condition. */
    static Map<String, Program.Range> ranges(Program program) {
        Map<String, Program.Range> ranges = new HashMap<>();
        for (Equation e : program.equations()) {
            if (!isPlace(e) || !e.guard().equals(Expr.TRUE)) continue;
            Dim points = Dim.ONE;
            for (Loop l : e.binders()) {
                Dim length = length(l);
                points = points == null || length == null ? null : points.times(length);
            }
            if (points != null) ranges.put(e.target().name(), new Program.Range(Dim.ZERO, points));
        }
        return ranges;
    }

    /** The rounds of a loop, where it is sure to have some; else null. */
    static Dim length(Loop l) {
        Dim lo = Build.dim(l.lo());
        Dim hi = Build.dim(l.hi());
        if (lo == null || hi == null) return null;
        Dim length = hi.minus(lo);
        return length.isPositive() ? length : null;
    }
}
