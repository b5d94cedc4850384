package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Stores a tensor that is read or written slice by slice with its slices one after the other: the gates of
 * {@code z[t,n,g,j]}, read as {@code z[t,n,0,j]}, {@code z[t,n,1,j]} and so on, as {@code z[g,t,n,j]}. Each is then as long as a
 * step and lies like the tensors beside it, where rows of a gate would have lain between those of others.
 */
final class Slabs {
    /** Shorter rows are no loop of their own. */
    private static final long ROW = 16;

    private final Set<String> kept;
    private final Map<String, List<Expr.Read>> cells = new HashMap<>();
    private final Map<String, Integer> reads;
    private final Map<String, Equation> definitions;

    private Slabs(Program program, Set<String> asked) {
        kept = new HashSet<>(asked);
        definitions = program.definitions();
        reads = Unit.reads(program.equations());
        for (Equation e : program.equations()) {
            if (e.call().isPresent()) {
                kept.add(e.target().name());
                e.reads().forEach(t -> kept.add(t.name()));
            }
            if (e.isReduction()) continue;
            e.forEach(x -> {
                if (x instanceof Expr.Read r)
                    cells.computeIfAbsent(r.tensor().name(), n -> new ArrayList<>())
                            .add(r);
            });
        }
    }

    /** @param asked tensors whose order of dimensions is promised to somebody */
    static Program of(Program program, Set<String> asked) {
        Slabs slabs = new Slabs(program, asked);
        Map<String, List<Integer>> orders = new LinkedHashMap<>();
        for (Equation e : program.equations()) {
            Tensor t = e.target();
            for (int d = 1; d < t.rank() - 1; d++) {
                if (!slabs.isSliced(e, d)) continue;
                List<Integer> order = new ArrayList<>(List.of(d));
                for (int o = 0; o < t.rank(); o++) if (o != d) order.add(o);
                orders.put(t.name(), order);
                slabs.follow(e, order, orders);
                break;
            }
        }
        return orders.isEmpty() ? program : Layouts.reordered(program, orders);
    }

    private boolean isSliced(Equation e, int d) {
        Tensor t = e.target();
        Dim row = t.shape().get(t.rank() - 1);
        boolean isLong = !row.isConstant() || row.constant().getAsLong() >= ROW;
        if (kept.contains(t.name())
                || t.type() != Type.REAL
                || !t.shape().get(d).isConstant()
                || !isLong) return false;
        List<Expr.Read> all = cells.getOrDefault(t.name(), List.of());
        long slices = all.stream().map(r -> r.at().get(d)).distinct().count();
        boolean isRead = slices > 1 && all.stream().allMatch(r -> r.at().get(d).isConst());
        return isRead || all.isEmpty() && isWritten(e, e.indices().get(d));
    }

    /** Whether a choice between the values of an index says what a cell is. */
    private static boolean isWritten(Equation e, Index i) {
        if (e.isReduction() || !e.body().is(Primitive.SELECT)) return false;
        Expr condition = e.body().children().get(0);
        Expr rest = e.body().children().get(2);
        return is(condition, i)
                && rest.is(Primitive.SELECT)
                && is(rest.children().get(0), i);
    }

    private static boolean is(Expr condition, Index i) {
        return condition.is(Primitive.EQ)
                && condition.children().get(0).equals(Expr.position(i))
                && condition.children().get(1).isConst();
    }

    /** What only this equation reads, cell by cell, lies as it does. */
    private void follow(Equation e, List<Integer> order, Map<String, List<Integer>> orders) {
        if (e.isReduction()) return;
        e.forEach(x -> {
            if (!(x instanceof Expr.Read r) || !Unit.isIdentity(r.at(), e.indices())) return;
            String name = r.tensor().name();
            Equation own = definitions.get(name);
            boolean isOwn = own != null
                    && r.otherwise().isEmpty()
                    && !kept.contains(name)
                    && reads.get(name) == 1
                    && r.tensor().type() == Type.REAL;
            if (isOwn && orders.putIfAbsent(name, order) == null) follow(own, order, orders);
        });
    }
}
