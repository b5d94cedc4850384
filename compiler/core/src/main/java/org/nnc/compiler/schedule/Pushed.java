package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Reduction;

/**
 * Of a sum over the children of a place, {@code sum(k where u == parent[k]) ..}, what a round of a recurrence adds to the place
 * that comes later: the sum is not searched for children, each round adds to its parent.
 */
final class Pushed {
    private Pushed() {}

    /**
     * @param t the loop of the recurrence
     * @param outer the equation with the indices of the recurrences further out
     */
    static Optional<Equation> of(Order.Recurrence r, Equation outer, Index t) {
        Optional<Index> k = Order.pushed(outer, r.positions().get(outer.target().name()), r.parents());
        if (!r.backwards() || k.isEmpty()) return Optional.empty();
        if (!outer.binders().contains(Loop.upTo(k.get(), r.extent()))) return Optional.empty();
        Map<Index, Expr> by = Map.of(k.get(), Expr.position(t));
        List<Loop> binders = new ArrayList<>();
        for (Loop l : outer.binders()) {
            Index index = l.index().equals(k.get()) ? t : l.index();
            binders.add(new Loop(index, l.lo().substitute(by), l.hi().substitute(by)));
        }
        return Optional.of(Equation.reduce(
                outer.target(),
                outer.indices(),
                Reduction.SUM,
                binders,
                outer.guard().substitute(by),
                outer.body().substitute(by),
                outer.note()));
    }
}
