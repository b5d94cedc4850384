package org.nnc.compiler.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Chooses the order of the dimensions of tensors that nobody sees: a product whose rows would be narrow, while a factor
 * runs along a dimension of run-time size, is stored along that one.
 *
 * <p>{@code D_g[v,i,q] = sum(j) rest[j,v]*D_A[i,j,q]} becomes {@code D_g[i,q,v]}. What is computed from it cell by cell
 * follows; parameters, inputs, outputs and whatever is asked for keep the order of the text. Where the choice is between
 * slices, see {@link Slabs}.
 */
final class Layouts {
    /** Rows shorter than this do not fill the lanes of a vector for long. */
    private static final long NARROW = 16;

    private final Set<String> fixed;
    private final Map<String, List<Equation>> readers = new HashMap<>();

    private Layouts(Program program, Set<String> asked) {
        fixed = new HashSet<>(asked);
        for (Order.Step s : Order.steps(program.equations())) {
            if (s instanceof Order.Recurrence r)
                r.equations().forEach(e -> fixed.add(e.target().name()));
        }
        for (Equation e : program.equations()) {
            if (e.call().isPresent()) {
                fixed.add(e.target().name());
                e.reads().forEach(t -> fixed.add(t.name()));
            }
            e.reads()
                    .forEach(t -> readers.computeIfAbsent(t.name(), n -> new ArrayList<>())
                            .add(e));
        }
    }

    /** @param asked tensors whose order of dimensions is promised to somebody */
    static Program of(Program program, Set<String> asked) {
        Layouts layouts = null;
        Map<String, List<Integer>> orders = new LinkedHashMap<>();
        for (Equation e : program.equations()) {
            Optional<List<Integer>> order = wanted(e);
            if (order.isEmpty() || orders.containsKey(e.target().name())) continue;
            if (layouts == null) layouts = new Layouts(program, asked);
            layouts.followed(e.target().name(), order.get()).forEach(orders::putIfAbsent);
        }
        return orders.isEmpty() ? program : reordered(program, orders);
    }

    /** The better order of a product's dimensions: what both factors have, what the other has, the long one last. */
    private static Optional<List<Integer>> wanted(Equation e) {
        int rank = e.indices().size();
        if (rank < 2
                || e.reduction().filter(r -> r == Reduction.SUM).isEmpty()
                || !isNarrow(e.target().shape().get(rank - 1))
                || !e.body().is(Primitive.MUL)) return Optional.empty();
        for (int side = 0; side < 2; side++) {
            Expr along = e.body().children().get(side);
            Expr other = e.body().children().get(1 - side);
            if (!(along instanceof Expr.Read r)
                    || !(other instanceof Expr.Read)
                    || r.otherwise().isPresent()) continue;
            int last = r.at().isEmpty() || !(r.at().get(r.at().size() - 1) instanceof Expr.Position p)
                    ? -1
                    : e.indices().indexOf(p.index());
            if (last < 0 || e.target().shape().get(last).isConstant()) continue;
            Index v = e.indices().get(last);
            boolean isElsewhere = r.at().subList(0, r.at().size() - 1).stream().anyMatch(x -> x.mentions(v));
            if (isElsewhere || other.mentions(v) || e.guard().mentions(v)) continue;
            List<Integer> order = new ArrayList<>();
            for (int d = 0; d < rank; d++) if (along.mentions(e.indices().get(d)) && d != last) order.add(d);
            for (int d = 0; d < rank; d++) if (!order.contains(d) && d != last) order.add(d);
            order.add(last);
            return Optional.of(order);
        }
        return Optional.empty();
    }

    private static boolean isNarrow(Dim extent) {
        return extent.isConstant() && extent.constant().getAsLong() < NARROW;
    }

    /** The tensor and all that is computed from it cell by cell, each with its new order; none where one cannot follow. */
    private Map<String, List<Integer>> followed(String name, List<Integer> order) {
        Map<String, List<Integer>> orders = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>();
        orders.put(name, order);
        open.add(name);
        while (!open.isEmpty()) {
            String next = open.remove();
            if (fixed.contains(next)) return Map.of();
            int along = orders.get(next).get(orders.get(next).size() - 1);
            for (Equation e : readers.getOrDefault(next, List.of())) {
                Index[] v = new Index[1];
                boolean[] isFactor = {false};
                e.forEach(x -> {
                    if (!(x instanceof Expr.Read r) || !r.tensor().name().equals(next)) return;
                    if (!(r.at().get(along) instanceof Expr.Position p)) return;
                    v[0] = p.index();
                    isFactor[0] |= e.isReduction();
                });
                // A product that reads it was scheduled for its rows as they are.
                if (isFactor[0]) return Map.of();
                if (v[0] == null) continue;
                List<Integer> own = orderOf(e, next, orders.get(next));
                if (own.isEmpty() || e.target().type() != Type.REAL) return Map.of();
                if (orders.putIfAbsent(e.target().name(), own) == null)
                    open.add(e.target().name());
                else if (!orders.get(e.target().name()).equals(own)) return Map.of();
            }
        }
        return orders;
    }

    /** The order in which a pointwise equation runs along its indices as the tensor that it reads; empty where it has others. */
    private static List<Integer> orderOf(Equation e, String name, List<Integer> order) {
        List<List<Integer>> found = new ArrayList<>();
        e.forEach(x -> {
            if (!(x instanceof Expr.Read r) || !r.tensor().name().equals(name)) return;
            List<Integer> own = new ArrayList<>();
            for (int d : order) {
                int at = r.at().get(d) instanceof Expr.Position p ? e.indices().indexOf(p.index()) : -1;
                if (at >= 0 && !own.contains(at)) own.add(at);
            }
            found.add(own.size() == e.indices().size() && own.size() == order.size() ? own : List.of());
        });
        return found.stream().distinct().count() == 1 ? found.get(0) : List.of();
    }

    /** The program with some tensors' dimensions in another order. */
    static Program reordered(Program program, Map<String, List<Integer>> orders) {
        List<Equation> all = new ArrayList<>();
        for (Equation e : program.equations()) {
            Equation read = e.map(x -> reordered(x, orders));
            List<Integer> order = orders.get(e.target().name());
            all.add(
                    order == null
                            ? read
                            : new Equation(
                                    reordered(e.target(), order),
                                    permuted(e.indices(), order),
                                    read.reduction(),
                                    read.binders(),
                                    read.guard(),
                                    read.body(),
                                    read.note()));
        }
        return program.withEquations(all);
    }

    private static Expr reordered(Expr x, Map<String, List<Integer>> orders) {
        Expr inner = x.mapChildren(c -> reordered(c, orders));
        if (!(inner instanceof Expr.Read r) || !orders.containsKey(r.tensor().name())) return inner;
        List<Integer> order = orders.get(r.tensor().name());
        return Expr.read(reordered(r.tensor(), order), permuted(r.at(), order), r.otherwise());
    }

    private static Tensor reordered(Tensor t, List<Integer> order) {
        return new Tensor(t.name(), t.type(), permuted(t.shape(), order));
    }

    private static <T> List<T> permuted(List<T> list, List<Integer> order) {
        return order.stream().map(list::get).toList();
    }
}
