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

    boolean isTotal(Equation e) {
        return totals.containsKey(e.target().name());
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
}
