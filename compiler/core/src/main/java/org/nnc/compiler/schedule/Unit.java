package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/**
 * What becomes one block: an equation, several pointwise ones over the same indices, or a recurrence.
 *
 * @param step the recurrence, or null
 * @param parts the equations to run, possibly changed; none for a recurrence
 * @param add whether the value is added to what the target holds
 * @param origins the equations of the program that are implemented
 */
record Unit(Order.Recurrence step, List<Equation> parts, boolean add, List<Equation> origins) {
    static Unit of(Order.Step step) {
        if (step instanceof Order.Recurrence r) return new Unit(r, List.of(), false, r.equations());
        Equation e = ((Order.Single) step).equation();
        return new Unit(null, List.of(e), false, List.of(e));
    }

    /** The only equation, or null. */
    Equation single() {
        return step == null && parts.size() == 1 ? parts.get(0) : null;
    }

    Unit with(Equation e, boolean add, List<Equation> more) {
        List<Equation> all = new ArrayList<>(origins);
        for (Equation o : more) if (!all.contains(o)) all.add(o);
        return new Unit(null, List.of(e), add, all);
    }

    /** The same, implementing other equations first. */
    Unit before(List<Equation> first) {
        List<Equation> all = new ArrayList<>(first);
        all.addAll(origins);
        return new Unit(step, parts, add, all);
    }

    List<Equation> equations() {
        return step == null ? parts : step.equations();
    }

    /** Whether an equation is scattered: written only where an equality says. */
    static boolean isScattered(Equation e) {
        Equation sum = e;
        if (e.reduction().isEmpty()) {
            boolean isMasked = e.body() instanceof Expr.Apply s
                    && s.op() == Primitive.SELECT
                    && s.arg(2).isConst(0)
                    && s.type() == Type.REAL;
            if (!isMasked) return false;
            sum = Equation.reduce(
                    e.target(),
                    e.indices(),
                    Reduction.SUM,
                    List.of(),
                    e.body().children().get(0),
                    e.body().children().get(1),
                    e.note());
        }
        return Space.of(sum, Set.of(), new Locals()).isScattered();
    }

    /** Indices that stand for those of any equation of this rank, so that formulas over them can be compared. */
    static List<Index> numbered(int rank) {
        List<Index> indices = new ArrayList<>();
        for (int i = 0; i < rank; i++) indices.add(new Index("#" + i));
        return indices;
    }

    /** Whether positions are these indices, in order. */
    static boolean isIdentity(List<Expr> at, List<Index> indices) {
        if (at.size() != indices.size()) return false;
        for (int d = 0; d < at.size(); d++) {
            if (!(at.get(d) instanceof Expr.Position p) || !p.index().equals(indices.get(d))) return false;
        }
        return true;
    }

    /** Whether every point of the loops reads another cell. */
    static boolean isInjective(List<Expr> at, Set<Index> loops) {
        Set<Index> bare = new java.util.HashSet<>();
        for (Expr e : at) Affine.of(e).flatMap(Affine::bare).ifPresent(bare::add);
        return bare.containsAll(loops);
    }

    static int size(Expr e) {
        int[] size = {0};
        e.forEach(x -> size[0]++);
        return size[0];
    }

    static int cost(Expr e) {
        int cost = e instanceof Expr.Apply a && a.type() != Type.INT ? a.op().cost() : 0;
        for (Expr c : e.children()) cost += cost(c);
        return cost;
    }

    /** How often each tensor is read by some equations. */
    static Map<String, Integer> reads(Iterable<Equation> equations) {
        Map<String, Integer> counts = new java.util.HashMap<>();
        for (Equation e : equations) {
            e.forEach(x -> {
                if (x instanceof Expr.Read r) counts.merge(r.tensor().name(), 1, Integer::sum);
            });
        }
        return counts;
    }
}
