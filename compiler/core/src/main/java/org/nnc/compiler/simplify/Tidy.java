package org.nnc.compiler.simplify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/**
 * Removes what need not be computed: reads of constants and of copies, equations that say the same, equations that nothing
 * observable depends on.
 */
final class Tidy {
    private final Program program;
    private final Set<String> keep;
    private final Set<String> opaque;

    private Tidy(Program program, Collection<String> keep, Collection<String> opaque) {
        this.program = program;
        this.opaque = new HashSet<>(opaque);
        this.keep = new HashSet<>(keep);
        this.keep.addAll(program.results());
    }

    /**
     * @param keep names of tensors, beside outputs and losses, that must stay
     */
    static Program run(Program program, Collection<String> keep) {
        return run(program, keep, List.of());
    }

    /** @param opaque names of tensors that are read as they are, though they be copies: something is derived by them */
    static Program run(Program program, Collection<String> keep, Collection<String> opaque) {
        Tidy tidy = new Tidy(program, keep, opaque);
        Program p = tidy.program;
        return sorted(tidy.alive(Reuse.run(tidy.shared(tidy.propagated(p)), tidy.opaque)));
    }

    /** Reads of tensors that are one constant, or a copy of another tensor, replaced by that. */
    private Program propagated(Program p) {
        Map<String, Equation> copies = new HashMap<>();
        for (Equation e : p.equations())
            if (isPassedOn(e)) copies.put(e.target().name(), e);
        Map<String, Equation> byName = p.definitions();
        Map<String, Equation> result = new HashMap<>();
        for (String name : dependencyOrder(p)) {
            Equation e = InRange.run(Idle.run(byName.get(name).map(x -> replaced(x, copies, 0))));
            // What became a constant or a copy just now: -d with d = 1.
            if (isPassedOn(e)) copies.put(name, e);
            result.put(name, e);
        }
        return p.withEquations(
                p.equations().stream().map(e -> result.get(e.target().name())).toList());
    }

    private boolean isPassedOn(Equation e) {
        return !e.isReduction() && !opaque.contains(e.target().name()) && isCopy(e);
    }

    private static boolean isCopy(Equation e) {
        if (isSpread(e)) return true;
        if (e.body().isConst())
            return e.body().type() == e.target().type() || e.body().isConst();
        if (!(e.body() instanceof Expr.Read r)
                || r.otherwise().isPresent()
                || r.type() != e.target().type()) return false;
        if (r.tensor().equals(e.target())) return false;
        Set<Expr> seen = new HashSet<>();
        return r.at().stream().allMatch(x -> x instanceof Expr.Position && seen.add(x));
    }

    /** Whether every cell of a tensor is the same cheap expression of scalars: not worth an array. */
    private static boolean isSpread(Equation e) {
        boolean varies = e.body()
                .any(x -> x instanceof Expr.Position
                        || x instanceof Expr.Read r && r.tensor().rank() > 0);
        return !varies
                && e.target().rank() > 0
                && cost(e.body()) <= 1
                && e.body().type() == e.target().type();
    }

    /** Units of work of one evaluation. */
    static int cost(Expr e) {
        int sum = e instanceof Expr.Apply a ? a.op().cost() : 0;
        for (Expr c : e.children()) sum += cost(c);
        return sum;
    }

    private static Expr replaced(Expr e, Map<String, Equation> copies, int depth) {
        Expr inner = e.mapChildren(x -> replaced(x, copies, depth));
        if (!(inner instanceof Expr.Read r) || !copies.containsKey(r.tensor().name())) return inner;
        Equation d = copies.get(r.tensor().name());
        // A copy may be of a copy; a cycle of copies would have been refused as cyclic equations.
        if (r.otherwise().isPresent() || depth > copies.size()) return inner;
        if (d.body() instanceof Expr.Const c) return Expr.of(d.target().type(), c.value());
        Map<Index, Expr> at = new HashMap<>();
        for (int i = 0; i < d.indices().size(); i++) at.put(d.indices().get(i), r.at().get(i));
        return replaced(d.body().substitute(at), copies, depth + 1);
    }

    /** One equation for each set of equations that are the same up to the names of their indices. */
    private Program shared(Program p) {
        Set<String> inLoop = inLoop(p);
        Map<String, Tensor> same = new HashMap<>();
        Map<Object, Tensor> known = new LinkedHashMap<>();
        List<Equation> result = new ArrayList<>();
        Map<String, Equation> byName = p.definitions();
        for (String name : dependencyOrder(p)) {
            Equation e = byName.get(name).map(x -> renamed(x, same));
            // Nothing else is read instead of an opaque tensor, nor an opaque tensor instead of anything else.
            Tensor first =
                    inLoop.contains(name) || opaque.contains(name) ? null : known.putIfAbsent(signature(e), e.target());
            if (first != null && !keep.contains(name)) same.put(name, first);
            else result.add(e);
        }
        if (same.isEmpty()) return p;
        Map<String, Equation> kept = new HashMap<>();
        result.forEach(e -> kept.put(e.target().name(), e));
        // In the order of the text again.
        return p.withEquations(p.equations().stream()
                .filter(e -> kept.containsKey(e.target().name()))
                .map(e -> kept.get(e.target().name()))
                .toList());
    }

    /** What is read stands before what reads it, as people write; otherwise in the order of the text. */
    private static Program sorted(Program p) {
        Map<String, Equation> byName = p.definitions();
        return p.withEquations(dependencyOrder(p).stream().map(byName::get).toList());
    }

    /** The names of the tensors that recurrences define. */
    static Set<String> inLoop(Program p) {
        Set<String> inLoop = new HashSet<>();
        for (Order.Step s : Order.steps(p.equations())) {
            if (s instanceof Order.Recurrence r)
                r.equations().forEach(e -> inLoop.add(e.target().name()));
        }
        return inLoop;
    }

    private static List<String> dependencyOrder(Program p) {
        List<String> order = new ArrayList<>();
        for (Order.Step s : Order.steps(p.equations())) {
            if (s instanceof Order.Single one) order.add(one.equation().target().name());
            else
                ((Order.Recurrence) s)
                        .equations()
                        .forEach(e -> order.add(e.target().name()));
        }
        return order;
    }

    private static Expr renamed(Expr e, Map<String, Tensor> same) {
        Expr inner = e.mapChildren(x -> renamed(x, same));
        if (!(inner instanceof Expr.Read r) || !same.containsKey(r.tensor().name())) return inner;
        return Expr.read(same.get(r.tensor().name()), r.at(), r.otherwise());
    }

    /** Equal for two equations that differ only in the names of target and indices. */
    private static Object signature(Equation e) {
        Map<Index, Expr> canonical = new HashMap<>();
        int n = 0;
        for (Loop l : e.loops()) canonical.put(l.index(), Expr.position(new Index("#" + n++)));
        List<Object> loops = new ArrayList<>();
        for (Loop l : e.binders()) loops.add(List.of(l.lo().substitute(canonical), l.hi().substitute(canonical)));
        return List.of(
                e.target().type(),
                e.target().shape(),
                e.reduction(),
                loops,
                e.guard().substitute(canonical),
                e.body().substitute(canonical));
    }

    /** The program without the equations on which nothing that is kept depends. */
    private Program alive(Program p) {
        Map<String, Equation> byName = p.definitions();
        Set<String> needed = new HashSet<>();
        Deque<String> queue = new ArrayDeque<>(keep);
        p.ranges().forEach(r -> queue.add(r.tensor()));
        while (!queue.isEmpty()) {
            String name = queue.poll();
            if (!needed.add(name) || !byName.containsKey(name)) continue;
            Equation e = byName.get(name);
            e.reads().forEach(t -> queue.add(t.name()));
            // An extern function gives all its results at once.
            e.call()
                    .ifPresent(c -> p.equations().stream()
                            .filter(o -> o.call()
                                    .filter(d -> d.key().equals(c.key()))
                                    .isPresent())
                            .forEach(o -> queue.add(o.target().name())));
        }
        return p.withEquations(p.equations().stream()
                .filter(e -> needed.contains(e.target().name()))
                .toList());
    }
}
