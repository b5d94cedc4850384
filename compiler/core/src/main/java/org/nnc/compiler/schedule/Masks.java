package org.nnc.compiler.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/**
 * Lets a sum under a condition read the tensor that holds the same values with 0 in place of what the condition leaves out:
 * with {@code m[n,j] = if c[n,j] > 0 then d[n,j] else 0} stored, {@code sum(n where c[n,j] > 0) d[n,j]} is
 * {@code sum(n) m[n,j]}, a loop without branches.
 */
final class Masks {
    /**
     * A tensor of masked values.
     *
     * @param order for each of its dimensions, the place of the index in the order of occurrence
     */
    private record Mask(Tensor tensor, List<Integer> order) {}

    private Masks() {}

    static Program of(Program program) {
        Map<Expr, Mask> masks = new HashMap<>();
        for (Equation e : program.equations()) {
            if (e.isReduction() || !e.body().is(Primitive.SELECT) || e.target().type() != Type.REAL) continue;
            Expr.Apply s = (Expr.Apply) e.body();
            if (!s.arg(2).isConst(0) || Unit.isScattered(e)) continue;
            List<Index> order = new ArrayList<>();
            Expr pattern = numbered(s, order);
            if (order.size() != e.indices().size()) continue;
            masks.putIfAbsent(
                    pattern,
                    new Mask(
                            e.target(), e.indices().stream().map(order::indexOf).toList()));
        }
        if (masks.isEmpty()) return program;
        Map<String, Equation> definitions = program.definitions();
        List<Equation> all = new ArrayList<>();
        for (Equation e : program.equations()) all.add(masked(e, masks, definitions));
        return program.withEquations(all);
    }

    private static Equation masked(Equation e, Map<Expr, Mask> masks, Map<String, Equation> definitions) {
        boolean isSum = e.reduction().filter(r -> r == Reduction.SUM).isPresent();
        if (!isSum || e.guard().equals(Expr.TRUE) || e.body().type() != Type.REAL) return e;
        List<Index> order = new ArrayList<>();
        Expr zero = Expr.real(0);
        Mask m = masks.get(numbered(Expr.apply(Primitive.SELECT, e.guard(), e.body(), zero), order));
        if (m == null || !isWhole(m, order, e) || needs(m.tensor, e.target(), definitions)) return e;
        List<Expr> at = m.order.stream().map(n -> Expr.position(order.get(n))).toList();
        return Equation.reduce(
                e.target(), e.indices(), Reduction.SUM, e.binders(), Expr.TRUE, Expr.read(m.tensor, at), e.note());
    }

    /** Whether the equation runs over exactly the cells of the tensor. */
    private static boolean isWhole(Mask m, List<Index> order, Equation e) {
        Map<Index, Dim> extents = new HashMap<>();
        for (Loop l : e.loops()) {
            if (l.lo().isConst(0) && Build.dim(l.hi()) != null) extents.put(l.index(), Build.dim(l.hi()));
        }
        if (extents.size() != e.loops().size() || order.size() != extents.size()) return false;
        for (int d = 0; d < m.order.size(); d++) {
            if (!m.tensor.shape().get(d).equals(extents.get(order.get(m.order.get(d))))) return false;
        }
        return true;
    }

    /** Whether a tensor is computed from another one: to read it there would tie them into a recurrence. */
    private static boolean needs(Tensor t, Tensor other, Map<String, Equation> definitions) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(t.name()));
        while (!open.isEmpty()) {
            Equation e = definitions.get(open.pop());
            if (e == null) continue;
            if (e.target().equals(other)) return true;
            for (Tensor r : e.reads()) if (seen.add(r.name())) open.push(r.name());
        }
        return false;
    }

    private static Expr numbered(Expr e, List<Index> order) {
        if (e instanceof Expr.Position p) {
            if (!order.contains(p.index())) order.add(p.index());
            return Expr.position(new Index("#" + order.indexOf(p.index())));
        }
        return e.mapChildren(x -> numbered(x, order));
    }
}
