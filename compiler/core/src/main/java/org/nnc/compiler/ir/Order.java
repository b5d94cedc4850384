package org.nnc.compiler.ir;

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

/**
 * Finds an order in which the equations of a program can run: dependencies first, recurrences as loops over one position.
 *
 * <p>Equations that need each other form a group. It is legal when there is one position per tensor of the group at which
 * every read inside the group stands at a constant offset from the reading equation's own index, all offsets of one sign,
 * and the reads at offset 0 are again in order (so further positions may follow, lexicographically). A position given by a
 * table that is no part of the program's equations, {@code A[parent[i]]}, is a step back if every value of the table is less
 * than its own place; whoever runs the program sees to that.
 */
public final class Order {
    /** One thing to run: a whole equation, or a recurrence. */
    public sealed interface Step permits Single, Recurrence {}

    /** All cells of one equation (inside a recurrence: all cells at the current positions). */
    public record Single(Equation equation) implements Step {}

    /**
     * A loop over one position of every tensor of the group; at each value the steps run in order.
     *
     * @param backwards from the last value to the first: the group reads ahead
     * @param positions the dimension, by tensor name, over which the loop runs
     * @param parents the tables through which the group steps
     */
    public record Recurrence(
            Dim extent, boolean backwards, Map<String, Integer> positions, Set<Parent> parents, List<Step> steps)
            implements Step {
        /** The equations of the group, in the order in which one round runs them. */
        public List<Equation> equations() {
            List<Equation> all = new ArrayList<>();
            for (Step s : steps) {
                if (s instanceof Single one) all.add(one.equation);
                else all.addAll(((Recurrence) s).equations());
            }
            return all;
        }
    }

    /** A table each of whose values must be less than its own place along a dimension. */
    public record Parent(Tensor table, int dimension) {}

    /** The tables through which recurrences step back. */
    public static Set<Parent> parents(List<Step> steps) {
        Set<Parent> all = new java.util.LinkedHashSet<>();
        for (Step s : steps) {
            if (!(s instanceof Recurrence r)) continue;
            all.addAll(r.parents);
            all.addAll(parents(r.steps));
        }
        return all;
    }

    /** The steps, or a group of equations that no loop can order. */
    public record Result(List<Step> steps, List<Equation> cycle) {
        public boolean isLegal() {
            return cycle.isEmpty();
        }
    }

    /** @param defined the names of all equations: a table among them is no parent, for nothing is known of its values */
    private record Edge(Equation from, Expr.Read read, Set<String> defined) {}

    /** How far a read stands from the equation's own place: exactly, or at least that far by a table. */
    private record Offset(long steps, Set<Parent> parents) {}

    private Order() {}

    /** The order of a program that {@code check} accepted. */
    public static List<Step> steps(List<Equation> equations) {
        Result result = of(equations);
        if (!result.isLegal()) throw new IllegalArgumentException("cyclic equations: " + result.cycle);
        return result.steps;
    }

    public static Result of(List<Equation> equations) {
        Map<String, Equation> byName = new LinkedHashMap<>();
        for (Equation e : equations) byName.put(e.target().name(), e);
        List<Edge> edges = new ArrayList<>();
        for (Equation e : equations) {
            e.forEach(x -> {
                if (x instanceof Expr.Read r && byName.containsKey(r.tensor().name()))
                    edges.add(new Edge(e, r, byName.keySet()));
            });
        }
        return order(equations, edges, Map.of());
    }

    /** @param used positions that enclosing recurrences already run over */
    private static Result order(List<Equation> equations, List<Edge> edges, Map<String, List<Integer>> used) {
        List<Step> steps = new ArrayList<>();
        Map<String, List<Edge>> byReader = new HashMap<>();
        for (Edge e : edges)
            byReader.computeIfAbsent(e.from.target().name(), n -> new ArrayList<>())
                    .add(e);
        for (List<Equation> group : components(equations, edges)) {
            Set<String> members = new HashSet<>();
            for (Equation e : group) members.add(e.target().name());
            List<Edge> inside = new ArrayList<>();
            for (Equation e : group) {
                for (Edge edge : byReader.getOrDefault(e.target().name(), List.of())) {
                    if (members.contains(edge.read.tensor().name())) inside.add(edge);
                }
            }
            if (inside.isEmpty()) {
                steps.add(new Single(group.get(0)));
                continue;
            }
            Optional<Recurrence> loop = recurrence(group, inside, used);
            if (loop.isEmpty()) return new Result(List.of(), group);
            steps.add(loop.get());
        }
        return new Result(steps, List.of());
    }

    /** A loop along which the group steps; one that only goes along serves where there is no other. */
    private static Optional<Recurrence> recurrence(
            List<Equation> group, List<Edge> edges, Map<String, List<Integer>> used) {
        return recurrence(group, edges, used, true).or(() -> recurrence(group, edges, used, false));
    }

    private static Optional<Recurrence> recurrence(
            List<Equation> group, List<Edge> edges, Map<String, List<Integer>> used, boolean steps) {
        Tensor first = group.get(0).target();
        for (int p = 0; p < first.rank(); p++) {
            if (used.getOrDefault(first.name(), List.of()).contains(p)) continue;
            Map<String, Integer> positions = new LinkedHashMap<>();
            positions.put(first.name(), p);
            Map<Edge, Offset> offsets = new HashMap<>();
            if (!assign(edges, positions, used, offsets) || positions.size() < group.size()) continue;
            boolean backwards = offsets.values().stream().anyMatch(o -> o.steps > 0);
            if (steps && offsets.values().stream().allMatch(o -> o.steps == 0)) continue;
            if (backwards && offsets.values().stream().anyMatch(o -> o.steps < 0)) continue;
            Set<Parent> parents = new java.util.LinkedHashSet<>();
            edges.forEach(e -> parents.addAll(offsets.get(e).parents));
            Dim extent = first.shape().get(p);
            if (!group.stream()
                    .allMatch(e -> e.target()
                            .shape()
                            .get(positions.get(e.target().name()))
                            .equals(extent))) {
                continue;
            }
            Map<String, List<Integer>> inner = new HashMap<>(used);
            positions.forEach((name, q) -> {
                List<Integer> all = new ArrayList<>(used.getOrDefault(name, List.of()));
                all.add(q);
                inner.put(name, all);
            });
            Result body = order(
                    group, edges.stream().filter(e -> offsets.get(e).steps == 0).toList(), inner);
            if (body.isLegal()) return Optional.of(new Recurrence(extent, backwards, positions, parents, body.steps));
        }
        return Optional.empty();
    }

    /** Spreads the position of one tensor over the group along its reads; false where some read does not follow. */
    private static boolean assign(
            List<Edge> edges,
            Map<String, Integer> positions,
            Map<String, List<Integer>> used,
            Map<Edge, Offset> offsets) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Edge e : edges) {
                Integer from = positions.get(e.from.target().name());
                if (from == null || offsets.containsKey(e)) continue;
                Index index = e.from.indices().get(from);
                String name = e.read.tensor().name();
                Integer to = positions.get(name);
                for (int q = 0; q < e.read.at().size() && !offsets.containsKey(e); q++) {
                    if (to != null
                            ? q != to
                            : used.getOrDefault(name, List.of()).contains(q)) continue;
                    Optional<Offset> offset = offset(e.read.at().get(q), index, e);
                    if (offset.isEmpty()) continue;
                    offsets.put(e, offset.get());
                    positions.put(name, q);
                    changed = true;
                }
                if (!offsets.containsKey(e)) return false;
            }
        }
        return edges.stream().allMatch(offsets::containsKey);
    }

    /** Where a position stands: {@code index + c}, or a place that a table gives. */
    private static Optional<Offset> offset(Expr e, Index index, Edge edge) {
        Optional<Offset> constant = Affine.of(e)
                .filter(a -> a.indices().size() == 1
                        && a.coefficient(index).equals(Dim.ONE)
                        && a.constant().isConstant())
                .map(a -> new Offset(a.constant().constant().getAsLong(), Set.of()));
        if (constant.isPresent()) return constant;
        Optional<Parent> back = parent(e, index).filter(p -> isGiven(p, edge));
        if (back.isPresent()) return Optional.of(new Offset(-1, Set.of(back.get())));
        if (!(e instanceof Expr.Position k)) return Optional.empty();
        // The same relation as a condition: {@code k == parent[i]} steps back from i to k, {@code i == parent[k]}
        // ahead.
        for (Expr c : Build.conjuncts(edge.from.guard())) {
            if (!c.is(Primitive.EQ)) continue;
            for (int side = 0; side < 2; side++) {
                Expr alone = c.children().get(side);
                Expr table = c.children().get(1 - side);
                Optional<Parent> from = alone.equals(e) ? parent(table, index) : Optional.empty();
                from = from.filter(p -> isGiven(p, edge));
                if (from.isPresent()) return Optional.of(new Offset(-1, Set.of(from.get())));
                Optional<Parent> to = alone.equals(Expr.position(index)) ? parent(table, k.index()) : Optional.empty();
                to = to.filter(p -> isGiven(p, edge));
                if (to.isPresent()) return Optional.of(new Offset(1, Set.of(to.get())));
            }
        }
        return Optional.empty();
    }

    private static boolean isGiven(Parent p, Edge edge) {
        return !edge.defined.contains(p.table.name());
    }

    /** The table, where an expression reads one at a place that is the index alone in one dimension. */
    private static Optional<Parent> parent(Expr e, Index index) {
        if (!(e instanceof Expr.Read r) || r.type() != Type.INT || r.otherwise().isPresent()) return Optional.empty();
        int d = r.at().indexOf(Expr.position(index));
        return d < 0 ? Optional.empty() : Optional.of(new Parent(r.tensor(), d));
    }

    /**
     * The binder whose points a recurrence that runs backwards adds to earlier cells: {@code k} in
     * {@code sum(k where u == parent[k]) ..} for the left-hand index u at a position.
     */
    public static Optional<Index> pushed(Equation e, int position, Set<Parent> parents) {
        if (e.reduction().filter(r -> r == Reduction.SUM).isEmpty()) return Optional.empty();
        Expr u = Expr.position(e.indices().get(position));
        for (Expr c : Build.conjuncts(e.guard())) {
            if (!c.is(Primitive.EQ)) continue;
            int side = c.children().indexOf(u);
            if (side < 0) continue;
            for (Loop k : e.binders()) {
                Optional<Parent> p = parent(c.children().get(1 - side), k.index());
                if (p.filter(parents::contains).isPresent()) return Optional.of(k.index());
            }
        }
        return Optional.empty();
    }

    /** Strongly connected components in dependency order (Tarjan 1972), stable in the order of the text; no recursion. */
    private static List<List<Equation>> components(List<Equation> equations, List<Edge> edges) {
        Map<String, Integer> id = new HashMap<>();
        for (int i = 0; i < equations.size(); i++)
            id.put(equations.get(i).target().name(), i);
        int n = equations.size();
        List<List<Integer>> needs = new ArrayList<>();
        for (int i = 0; i < n; i++) needs.add(new ArrayList<>());
        for (Edge e : edges) {
            Integer from = id.get(e.from.target().name());
            Integer to = id.get(e.read.tensor().name());
            if (from != null && to != null) needs.get(from).add(to);
        }
        int[] number = new int[n];
        int[] low = new int[n];
        int[] next = new int[n];
        boolean[] onStack = new boolean[n];
        Deque<Integer> stack = new ArrayDeque<>();
        List<List<Equation>> found = new ArrayList<>();
        int[] counter = {0};
        for (int root = 0; root < n; root++) {
            if (number[root] != 0) continue;
            Deque<Integer> path = new ArrayDeque<>();
            path.push(root);
            while (!path.isEmpty()) {
                int v = path.peek();
                if (number[v] == 0) {
                    number[v] = low[v] = ++counter[0];
                    stack.push(v);
                    onStack[v] = true;
                }
                if (next[v] < needs.get(v).size()) {
                    int w = needs.get(v).get(next[v]++);
                    if (number[w] == 0) path.push(w);
                    else if (onStack[w]) low[v] = Math.min(low[v], number[w]);
                    continue;
                }
                path.pop();
                if (!path.isEmpty()) low[path.peek()] = Math.min(low[path.peek()], low[v]);
                if (low[v] == number[v]) {
                    List<Integer> group = new ArrayList<>();
                    int w;
                    do {
                        w = stack.pop();
                        onStack[w] = false;
                        group.add(w);
                    } while (w != v);
                    found.add(group.stream().sorted().map(equations::get).toList());
                }
            }
        }
        return found;
    }
}
