package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;

/**
 * The part of a phase that runs in one pass over an extent.
 *
 * @param positions by tensor of the pass, the dimension that the pass runs over
 * @param totals by tensor that is a sum over the pass, the place of its binder
 * @param sliced the tensors of which one slice exists
 */
record Pass(Dim extent, Map<String, Integer> positions, Map<String, Integer> totals, Set<String> sliced) {
    Pass(Dim extent) {
        this(extent, new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashSet<>());
    }

    boolean has(Equation e) {
        return positions.containsKey(e.target().name()) || isTotal(e);
    }

    /** Whether it has one of some equations. */
    boolean has(List<Equation> equations) {
        return equations.stream().anyMatch(this::has);
    }

    boolean isTotal(Equation e) {
        return totals.containsKey(e.target().name());
    }

    /** Whether a recurrence runs over the pass. */
    boolean runs(Order.Recurrence r) {
        return r.positions().entrySet().stream().allMatch(p -> p.getValue().equals(positions.get(p.getKey())));
    }

    /** The only dimension of a tensor with the extent, or -1. */
    static int position(Tensor t, Dim extent) {
        int found = -1;
        for (int d = 0; d < t.rank(); d++) {
            Dim size = t.shape().get(d);
            if (size.equals(extent)) {
                if (found >= 0) return -1;
                found = d;
            } else if (size.variables().stream().anyMatch(extent.variables()::contains)) {
                return -1;
            }
        }
        return found;
    }

    /** The only binder over the whole extent, where the equation sums over it; else -1. */
    static int binder(Equation e, Dim extent) {
        if (e.reduction().filter(r -> r == Reduction.SUM).isEmpty()) return -1;
        if (e.target().shape().stream().anyMatch(d -> d.variables().stream().anyMatch(extent.variables()::contains))) {
            return -1;
        }
        int found = -1;
        for (int b = 0; b < e.binders().size(); b++) {
            Loop l = e.binders().get(b);
            if (!l.hi().equals(Expr.size(extent))) continue;
            if (found >= 0 || !l.lo().isConst(0)) return -1;
            found = b;
        }
        return found;
    }

    /** Takes in every equation of a phase that runs over the extent. */
    void collect(List<Equation> equations) {
        for (Equation e : equations) {
            int position = position(e.target(), extent);
            int binder = binder(e, extent);
            if (position >= 0) positions.put(e.target().name(), position);
            else if (binder >= 0) totals.put(e.target().name(), binder);
        }
    }

    void remove(Equation e) {
        positions.remove(e.target().name());
        totals.remove(e.target().name());
    }

    /** The index of an equation that runs over the extent. */
    Index own(Equation e) {
        Integer position = positions.get(e.target().name());
        return position != null
                ? e.indices().get(position)
                : e.binders().get(totals.get(e.target().name())).index();
    }

    /** A sum over the pass with another index in place of its own. */
    Equation over(Equation total, Index n) {
        Map<Index, Expr> by = new HashMap<>(Map.of(own(total), Expr.position(n)));
        List<Loop> binders = new ArrayList<>();
        for (Loop l : total.binders()) {
            Index i = l.index().equals(own(total)) ? n : l.index();
            binders.add(new Loop(i, l.lo().substitute(by), l.hi().substitute(by)));
        }
        return new Equation(
                total.target(),
                total.indices(),
                total.reduction(),
                binders,
                total.guard().substitute(by),
                total.body().substitute(by),
                total.note());
    }

    /** The tensors of a phase that are known only behind the pass. */
    Set<String> behind(Collection<Equation> equations) {
        Set<String> behind = new HashSet<>(totals.keySet());
        for (boolean again = true; again; ) {
            again = false;
            for (Equation e : equations) {
                if (has(e)) continue;
                boolean isBehind =
                        e.reads().stream().anyMatch(t -> behind.contains(t.name()) || positions.containsKey(t.name()));
                if (isBehind) again |= behind.add(e.target().name());
            }
        }
        return behind;
    }

    /** The equations of a phase before a pass, in it, and behind it. */
    record Sides(List<Equation> first, List<Equation> inside, List<Equation> last) {}

    Sides sides(List<Equation> phase) {
        Set<String> behind = behind(phase);
        Sides sides = new Sides(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Equation e : phase) {
            boolean isBehind = behind.contains(e.target().name());
            (has(e) ? sides.inside : isBehind ? sides.last : sides.first).add(e);
        }
        return sides;
    }
}
