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
 * and the reads at offset 0 are again in order (so further positions may follow, lexicographically).
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
     */
    public record Recurrence(Dim extent, boolean backwards, Map<String, Integer> positions, List<Step> steps)
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

    /** The steps, or a group of equations that no loop can order. */
    public record Result(List<Step> steps, List<Equation> cycle) {
        public boolean isLegal() {
            return cycle.isEmpty();
        }
    }

    private record Edge(Equation from, Expr.Read read) {}

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
                if (x instanceof Expr.Read r && byName.containsKey(r.tensor().name())) edges.add(new Edge(e, r));
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

    private static Optional<Recurrence> recurrence(
            List<Equation> group, List<Edge> edges, Map<String, List<Integer>> used) {
        Tensor first = group.get(0).target();
        for (int p = 0; p < first.rank(); p++) {
            if (used.getOrDefault(first.name(), List.of()).contains(p)) continue;
            Map<String, Integer> positions = new LinkedHashMap<>();
            positions.put(first.name(), p);
            Map<Edge, Long> offsets = new HashMap<>();
            if (!assign(edges, positions, used, offsets) || positions.size() < group.size()) continue;
            boolean backwards = offsets.values().stream().anyMatch(o -> o > 0);
            if (backwards && offsets.values().stream().anyMatch(o -> o < 0)) continue;
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
            Result body =
                    order(group, edges.stream().filter(e -> offsets.get(e) == 0).toList(), inner);
            if (body.isLegal()) return Optional.of(new Recurrence(extent, backwards, positions, body.steps));
        }
        return Optional.empty();
    }

    /** Spreads the position of one tensor over the group along its reads; false where some read does not follow. */
    private static boolean assign(
            List<Edge> edges,
            Map<String, Integer> positions,
            Map<String, List<Integer>> used,
            Map<Edge, Long> offsets) {
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
                    Optional<Long> offset = offset(e.read.at().get(q), index);
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

    /** The constant c where the expression is {@code index + c}. */
    private static Optional<Long> offset(Expr e, Index index) {
        return Affine.of(e)
                .filter(a -> a.indices().size() == 1
                        && a.coefficient(index).equals(Dim.ONE)
                        && a.constant().isConstant())
                .map(a -> a.constant().constant().getAsLong());
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
