package org.nnc.compiler.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Puts the examples of a batch next to each other around convolutions: what {@code u[n,o,p,q] = sum(c,r,s)
 * K[o,c,r,s]*x[n,c,p+r,q+s]} reads and makes, and all that is computed from it place by place, lies as {@code u[o,p,q,n]}. A row of
 * windows is then one stretch of memory, as long as the row times the batch, for every tap.
 *
 * <p>Inputs, and tensors that somebody asks for, keep their order and are copied. With one example nothing moves.
 */
final class Lanes {
    private final Program program;
    private final Set<String> seen;
    private final Set<String> moved = new LinkedHashSet<>();
    private final Set<String> stuck = new HashSet<>();
    private final Map<String, Equation> definitions;
    private final Map<String, Set<String>> links = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private Lanes(Program program, Set<String> seen) {
        this.program = program;
        this.seen = seen;
        definitions = program.definitions();
        for (Order.Step s : Order.steps(program.equations())) {
            if (s instanceof Order.Recurrence r)
                r.equations().forEach(e -> stuck.add(e.target().name()));
        }
        program.states().forEach(s -> stuck.add(s.tensor().name()));
        program.params().forEach(p -> stuck.add(p.tensor().name()));
        program.tables().forEach(t -> stuck.add(t.tensor().name()));
        for (Equation e : program.equations()) {
            if (e.call().isPresent()) {
                stuck.add(e.target().name());
                e.reads().forEach(t -> stuck.add(t.name()));
            }
            if (isOverExamples(e)) {
                Tensor a = ((Expr.Read) e.body().children().get(0)).tensor();
                Tensor b = ((Expr.Read) e.body().children().get(1)).tensor();
                link(a, b);
                link(b, a);
            }
            e.forEach(x -> {
                if (!(x instanceof Expr.Read r) || r.tensor().rank() < 2) return;
                if (isAwkward(e, r)) stuck.add(r.tensor().name());
                if (!isBatched(e, r)) return;
                link(e.target(), r.tensor());
                link(r.tensor(), e.target());
            });
        }
    }

    /** Whether an equation sums products over the examples, and more, of two tensors. */
    private static boolean isOverExamples(Equation e) {
        if (e.reduction().filter(r -> r == Reduction.SUM).isEmpty() || !e.body().is(Primitive.MUL)) return false;
        List<Expr> first = new ArrayList<>();
        for (Expr x : e.body().children()) {
            if (!(x instanceof Expr.Read r) || r.tensor().rank() < 3) return false;
            first.add(r.at().get(0));
        }
        boolean isShared = first.get(0).equals(first.get(1)) && first.get(0) instanceof Expr.Position;
        return isShared && e.binders().stream().anyMatch(l -> first.get(0).mentions(l.index()));
    }

    private void link(Tensor from, Tensor to) {
        tensors.put(from.name(), from);
        links.computeIfAbsent(from.name(), n -> new LinkedHashSet<>()).add(to.name());
    }

    /**
     * A program some of whose tensors have their examples next to each other.
     *
     * @param moved the names of those tensors
     */
    record Moved(Program program, Set<String> moved) {
        /**
         * The number of examples, where an equation is a reduction over tensors that have moved, or the examples of a feature are all that
         * an inner loop would have.
         */
        Optional<String> examples(Equation e) {
            boolean isShort = e.target().rank() == 2
                    && e.indices().size() == 2
                    && moved.contains(e.target().name());
            if (!e.isReduction() && !isShort || e.target().rank() == 0) return Optional.empty();
            Set<Tensor> all = new LinkedHashSet<>(e.reads());
            all.add(e.target());
            return all.stream()
                    .filter(t -> moved.contains(t.name()))
                    .map(t -> t.shape().get(t.rank() - 1))
                    .filter(d -> d.variables().size() == 1)
                    .map(d -> d.variables().iterator().next())
                    .findFirst();
        }
    }

    /** @param seen tensors whose order of dimensions is promised to somebody */
    static Moved of(Program program, Set<String> seen) {
        List<Tensor> windows = new ArrayList<>();
        for (Equation e : program.equations()) windows(e).ifPresent(windows::add);
        if (windows.isEmpty()) return new Moved(program, Set.of());
        Lanes lanes = new Lanes(program, seen);
        return new Moved(lanes.around(windows), lanes.moved);
    }

    /** The tensor whose windows an equation multiplies by something that all examples share. */
    private static Optional<Tensor> windows(Equation e) {
        if (e.reduction().filter(r -> r == Reduction.SUM).isEmpty()
                || e.target().rank() < 3
                || e.target().shape().get(0).isConstant()
                || !e.guard().equals(Expr.TRUE)
                || !e.body().is(Primitive.MUL)) return Optional.empty();
        Index last = e.indices().get(e.indices().size() - 1);
        for (int side = 0; side < 2; side++) {
            if (!(e.body().children().get(side) instanceof Expr.Read r)
                    || !(e.body().children().get(1 - side) instanceof Expr.Read w)) continue;
            if (r.tensor().rank() < 3
                    || !isBatched(e, r)
                    || w.mentions(e.indices().get(0))) continue;
            Optional<Affine> at = Affine.of(r.at().get(r.at().size() - 1));
            boolean slides = at.isPresent()
                    && at.get().indices().size() > 1
                    && at.get().coefficient(last).equals(Dim.ONE)
                    && r.otherwise().isEmpty();
            if (slides) return Optional.of(r.tensor());
        }
        return Optional.empty();
    }

    /** Whether the first index of an equation is the first position of a read and stands nowhere else in it. */
    static boolean isBatched(Equation e, Expr.Read r) {
        if (e.indices().size() < 2
                || r.tensor().rank() < 2
                || !(r.at().get(0) instanceof Expr.Position p)
                || !p.index().equals(e.indices().get(0))) return false;
        return r.at().subList(1, r.at().size()).stream().noneMatch(x -> x.mentions(p.index()));
    }

    /** Whether a product reads windows that are no stretches: with a step between them, or a default around them. */
    private static boolean isAwkward(Equation e, Expr.Read r) {
        if (!e.isReduction()
                || !e.body().is(Primitive.MUL)
                || !e.body().children().contains(r)) return false;
        Optional<Affine> at = Affine.of(r.at().get(r.at().size() - 1));
        if (r.otherwise().isPresent() || at.isEmpty()) return true;
        return at.get().indices().size() > 1
                && at.get().indices().stream()
                        .anyMatch(i -> !at.get().coefficient(i).equals(Dim.ONE));
    }

    private Program around(List<Tensor> windows) {
        Set<String> names = new LinkedHashSet<>();
        for (Tensor w : windows) if (!names.contains(w.name())) names.addAll(group(w.name()));
        return names.isEmpty() ? program : moved(names);
    }

    /** All that is computed from a tensor, or it from that, example by example; none where some of it cannot move. */
    private Set<String> group(String first) {
        Set<String> group = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>();
        group.add(first);
        open.add(first);
        while (!open.isEmpty()) {
            String next = open.remove();
            boolean isOdd = seen.contains(next) && tensors.get(next).type() != Type.REAL;
            if (stuck.contains(next) || isOdd) return Set.of();
            for (String other : links.getOrDefault(next, Set.of())) if (group.add(other)) open.add(other);
        }
        return group;
    }

    private Program moved(Set<String> names) {
        Map<String, List<Integer>> orders = new LinkedHashMap<>();
        Map<String, Tensor> copies = new HashMap<>();
        Names all = new Names(program.names());
        List<Equation> equations = new ArrayList<>();
        for (String name : names) {
            Tensor t = tensors.get(name);
            List<Integer> order = new ArrayList<>();
            for (int d = 1; d < t.rank(); d++) order.add(d);
            order.add(0);
            boolean isFixed = seen.contains(name) || !definitions.containsKey(name);
            Tensor lanes = isFixed ? new Tensor(all.fresh(name + "_lanes"), t.type(), t.shape()) : t;
            if (isFixed) copies.put(name, lanes);
            orders.put(lanes.name(), order);
            moved.add(lanes.name());
        }
        copies.forEach((name, lanes) -> {
            if (!definitions.containsKey(name)) equations.add(copy(lanes, tensors.get(name)));
        });
        for (Equation e : program.equations()) {
            Equation read = summedLast(e.map(x -> renamed(x, copies)), orders);
            Tensor lanes = copies.get(e.target().name());
            if (lanes == null) {
                equations.add(read);
                continue;
            }
            equations.add(new Equation(
                    lanes, read.indices(), read.reduction(), read.binders(), read.guard(), read.body(), read.note()));
            equations.add(copy(e.target(), lanes));
        }
        return Layouts.reordered(program.withEquations(equations), orders);
    }

    private static Equation copy(Tensor to, Tensor from) {
        return Equation.pointwise(to, Schedule.indices(to), Expr.read(from, Schedule.positions(from)), "");
    }

    private static Expr renamed(Expr x, Map<String, Tensor> copies) {
        Expr inner = x.mapChildren(c -> renamed(c, copies));
        if (!(inner instanceof Expr.Read r) || !copies.containsKey(r.tensor().name())) return inner;
        return Expr.read(copies.get(r.tensor().name()), r.at(), r.otherwise());
    }

    /** A sum over the examples of what has moved goes along them innermost. */
    private static Equation summedLast(Equation e, Map<String, List<Integer>> orders) {
        if (e.reduction().filter(r -> r == Reduction.SUM).isEmpty()
                || e.binders().size() < 2) return e;
        Set<Index> examples = new HashSet<>();
        e.forEach(x -> {
            if (x instanceof Expr.Read r
                    && orders.containsKey(r.tensor().name())
                    && r.at().get(0) instanceof Expr.Position p) examples.add(p.index());
        });
        List<Loop> binders = new ArrayList<>();
        List<Loop> last = new ArrayList<>();
        for (Loop l : e.binders()) (examples.contains(l.index()) ? last : binders).add(l);
        for (Loop l : binders) {
            if (last.stream().anyMatch(o -> l.lo().mentions(o.index()) || l.hi().mentions(o.index()))) return e;
        }
        binders.addAll(last);
        return new Equation(e.target(), e.indices(), e.reduction(), binders, e.guard(), e.body(), e.note());
    }
}
