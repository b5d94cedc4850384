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
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * A recurrence of T steps in blocks of ceil(sqrt(T)): forward keeps the values at the borders of the blocks, and backward, from
 * the last block to the first, computes the steps of one block again before it goes back through them. Of every tensor that
 * only these passes use, the slots of one block exist, with as many on either side as the recurrence reaches.
 *
 * <p>The two-level scheme of Griewank and Walther, Evaluating Derivatives, 2008, chapter 12.
 */
final class Checkpoints {
    /** A recurrence that reaches farther back is left alone. */
    private static final long FARTHEST = 16;

    private final Context context;
    private final Dim extent;
    private final Dim block;
    /** Whether the recurrence runs from the last step to the first. */
    private final boolean down;

    private final Pass forward;
    private final Pass backward;
    private final List<Equation> again = new ArrayList<>();

    /** How far a step reaches at most. */
    private long reach;

    /** The tensors of which some step reads another step's slot: one that ran before, or one that runs after. */
    private final Set<String> readBefore = new LinkedHashSet<>();

    private final Set<String> readAfter = new LinkedHashSet<>();

    /** By tensor, its values at the borders of the blocks. */
    private final Map<String, Tensor> saved = new LinkedHashMap<>();

    private final Map<String, Tensor> tensors = new HashMap<>();

    private Checkpoints(Order.Recurrence r, Context context) {
        this.context = context;
        this.extent = r.extent();
        this.down = r.backwards();
        this.block = extent.root();
        this.forward = new Pass(extent);
        this.backward = new Pass(extent);
    }

    /**
     * @param name a tensor of the recurrence
     * @param home the equations of the phase that has it
     * @param kept tensors that are asked for, or that other phases but backward read
     * @return empty where all its steps are needed at once
     */
    static Optional<Checkpoints> of(
            String name, List<Equation> home, List<Equation> backward, Set<String> kept, Context context) {
        for (Order.Step s : Order.steps(home)) {
            if (!(s instanceof Order.Recurrence r) || !r.positions().containsKey(name)) continue;
            Checkpoints c = new Checkpoints(r, context);
            if (c.find(home, backward, kept) && c.forward.sliced().contains(name)) return Optional.of(c);
        }
        return Optional.empty();
    }

    /** The equations of forward that run in blocks. */
    Pass forward() {
        return forward;
    }

    Pass backward() {
        return backward;
    }

    /** The equations of forward that backward runs again. */
    List<Equation> again() {
        return again;
    }

    /** What forward leaves at the borders of the blocks. */
    Set<String> saved() {
        Set<String> names = new LinkedHashSet<>();
        saved.values().forEach(t -> names.add(t.name()));
        return names;
    }

    // ---- which equations, which tensors --------------------------------------------------------------------------

    private boolean find(List<Equation> home, List<Equation> later, Set<String> kept) {
        int before = down ? 1 : -1;
        collect(home, forward, Set.of(), before);
        Set<String> stored = new HashSet<>(kept);
        store(home, forward, stored);
        slice(forward, stored);
        collect(later, backward, forward.sliced(), -before);
        store(later, backward, stored);
        slice(forward, stored);
        slice(backward, stored);
        if (!runsWhole(home, forward) || !runsWhole(later, backward)) return false;
        repeat(home, later);
        for (Equation e : home) if (forward.has(e)) reads(e, before);
        for (Equation e : later) if (backward.has(e)) reads(e, before);
        for (Equation e : again) {
            Tensor t = e.target();
            if (!readBefore.contains(t.name())) continue;
            List<Dim> shape = new ArrayList<>(t.shape());
            shape.remove((int) forward.positions().get(t.name()));
            shape.add(0, Dim.of(reach));
            shape.add(0, block);
            saved.put(t.name(), new Tensor(context.names().fresh(t.name() + "_saved"), t.type(), shape));
        }
        return true;
    }

    /** @param free tensors of another pass, which may be read at any step near */
    private void collect(List<Equation> equations, Pass pass, Set<String> free, int before) {
        pass.collect(equations);
        for (boolean changed = true; changed; ) {
            changed = false;
            Set<String> behind = pass.behind(equations);
            for (Equation e : equations) {
                if (!pass.has(e)) continue;
                boolean waits = e.reads().stream().anyMatch(t -> behind.contains(t.name()));
                if (!waits && isNear(e, pass, free, before)) continue;
                Set<Equation> first = waits && !free.isEmpty() ? first(e, equations, pass, behind) : Set.of();
                boolean canBeFirst = !first.isEmpty()
                        && !first.contains(e)
                        && first.stream().allMatch(q -> q.reads().stream().noneMatch(t -> free.contains(t.name())));
                if (canBeFirst) first.forEach(pass::remove);
                else pass.remove(e);
                changed = true;
                break;
            }
        }
    }

    /** What of a pass an equation waits for: sums over the pass that it reads, and what they need. */
    private static Set<Equation> first(Equation e, List<Equation> equations, Pass pass, Set<String> behind) {
        Map<String, Equation> definitions = new HashMap<>();
        for (Equation q : equations) definitions.put(q.target().name(), q);
        Set<Equation> first = new LinkedHashSet<>();
        Deque<Equation> open = new ArrayDeque<>();
        for (Tensor t : e.reads()) if (behind.contains(t.name())) open.add(definitions.get(t.name()));
        Set<Equation> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            Equation q = open.pop();
            if (pass.has(q)) first.add(q);
            for (Tensor t : q.reads()) {
                Equation needed = definitions.get(t.name());
                if (needed != null && seen.add(needed)) open.add(needed);
            }
        }
        return first;
    }

    /** Whether what an equation reads of the pass is at its own step, or a fixed number of steps before it. */
    private boolean isNear(Equation e, Pass pass, Set<String> free, int before) {
        boolean[] near = {true};
        offsets(e, pass, (r, steps) -> {
            boolean isFree = free.contains(r.tensor().name());
            if (!isFree && !pass.positions().containsKey(r.tensor().name())) return;
            near[0] &= steps.isPresent()
                    && Math.abs(steps.getAsLong()) <= FARTHEST
                    && (isFree || steps.getAsLong() * before >= 0);
        });
        return near[0];
    }

    private interface Visit {
        /** @param steps how far from the equation's own step; empty where that is not fixed */
        void read(Expr.Read r, OptionalLong steps);
    }

    private void offsets(Equation e, Pass pass, Visit visit) {
        Index own = pass.own(e);
        e.forEach(x -> {
            if (!(x instanceof Expr.Read r)) return;
            int position = Pass.position(r.tensor(), extent);
            if (position < 0) return;
            Optional<Affine> at = Affine.of(r.at().get(position));
            boolean isOwn = at.isPresent()
                    && at.get().indices().equals(Set.of(own))
                    && at.get().coefficient(own).equals(Dim.ONE);
            visit.read(r, isOwn ? at.get().constant().constant() : OptionalLong.empty());
        });
    }

    /** What equations outside of a pass read is stored whole. */
    private static void store(List<Equation> equations, Pass pass, Set<String> stored) {
        for (Equation e : equations) if (!pass.has(e)) e.reads().forEach(t -> stored.add(t.name()));
    }

    private static void slice(Pass pass, Set<String> stored) {
        pass.sliced().addAll(pass.positions().keySet());
        pass.sliced().removeAll(stored);
    }

    /** Whether every recurrence that the pass touches runs over it. */
    private static boolean runsWhole(List<Equation> equations, Pass pass) {
        List<Equation> inside = equations.stream().filter(pass::has).toList();
        return Order.steps(inside).stream()
                .allMatch(s -> !(s instanceof Order.Recurrence r)
                        || pass.runs(r) && r.parents().isEmpty()
                        || r.positions().keySet().stream()
                                .noneMatch(n -> r.positions()
                                        .get(n)
                                        .equals(pass.positions().get(n))));
    }

    /** What backward needs of the slots of forward, and what that needs. */
    private void repeat(List<Equation> home, List<Equation> later) {
        Map<String, Equation> definitions = new HashMap<>();
        for (Equation e : home) definitions.put(e.target().name(), e);
        Set<String> needed = new HashSet<>();
        Deque<Equation> open = new ArrayDeque<>();
        for (Equation e : later) if (backward.has(e)) open.add(e);
        while (!open.isEmpty()) {
            for (Tensor t : open.pop().reads()) {
                if (forward.sliced().contains(t.name()) && needed.add(t.name())) open.add(definitions.get(t.name()));
            }
        }
        for (Equation e : home) {
            String name = e.target().name();
            if (!needed.contains(name)) continue;
            again.add(e);
            backward.positions().put(name, forward.positions().get(name));
            backward.sliced().add(name);
        }
    }

    private void reads(Equation e, int before) {
        Pass pass = forward.has(e) ? forward : backward;
        tensors.put(e.target().name(), e.target());
        offsets(e, pass, (r, steps) -> {
            String name = r.tensor().name();
            boolean isHeld =
                    forward.sliced().contains(name) || backward.sliced().contains(name);
            if (!isHeld || steps.isEmpty() || steps.getAsLong() == 0) return;
            reach = Math.max(reach, Math.abs(steps.getAsLong()));
            (steps.getAsLong() * before > 0 ? readBefore : readAfter).add(name);
        });
    }

    // ---- statements ----------------------------------------------------------------------------------------------

    /** @param kept as {@link Phase} wants it */
    Plan.Block forward(List<Equation> equations, Set<String> kept) {
        Phase.Steps s = phase(equations, kept).steps(equations, forward);
        Tensor base = context.locals().local("start", Type.INT);
        Index k = context.locals().index(new Index("k"));
        Slots slots = slots(forward);
        List<Code> round = new ArrayList<>();
        round.add(start(base, k));
        saved.forEach((name, to) -> round.addAll(save(slots, name, to, k, true)));
        round.addAll(loop(s, base, down, slots));
        for (String name : readBefore) if (forward.sliced().contains(name)) round.addAll(shift(slots, name, !down));
        List<Code> code = new ArrayList<>(s.before());
        code.addAll(Invariants.of(new Code.For(k, Expr.constant(0), Expr.size(block), down, round)));
        code.addAll(s.behind());
        return new Plan.Block(equations, Set.of(), Hoist.values(code, context.ranges(), context.locals()));
    }

    Plan.Block backward(List<Equation> equations, Set<String> kept) {
        List<Equation> own = equations.stream().filter(e -> !again.contains(e)).toList();
        Set<String> held = new LinkedHashSet<>(kept);
        for (Equation e : own) e.reads().forEach(t -> held.add(t.name()));
        Phase.Steps first = phase(again, held).steps(again, backward);
        Phase.Steps s = phase(own, kept).steps(own, backward);
        Tensor base = context.locals().local("start", Type.INT);
        Index k = context.locals().index(new Index("k"));
        Slots slots = slots(backward);
        List<Code> round = new ArrayList<>();
        round.add(start(base, k));
        for (String name : readAfter) if (backward.sliced().contains(name)) round.addAll(shift(slots, name, down));
        saved.forEach((name, from) -> round.addAll(save(slots, name, from, k, false)));
        round.addAll(loop(first, base, down, slots));
        round.addAll(loop(s, base, !down, slots));
        List<Code> code = new ArrayList<>(s.before());
        code.addAll(Invariants.of(new Code.For(k, Expr.constant(0), Expr.size(block), !down, round)));
        code.addAll(s.behind());
        return new Plan.Block(equations, Set.of(), Hoist.values(code, context.ranges(), context.locals()));
    }

    private Phase phase(List<Equation> equations, Set<String> kept) {
        Set<String> all = new LinkedHashSet<>(kept);
        all.addAll(readBefore);
        all.addAll(readAfter);
        // Whole tensors are those that equations outside of the passes read.
        for (Pass p : List.of(forward, backward)) {
            for (String name : p.positions().keySet()) if (!p.sliced().contains(name)) all.add(name);
        }
        return new Phase(context, all, Unit.reads(equations));
    }

    private Code start(Tensor base, Index k) {
        return new Code.Local(base, Build.mul(Expr.position(k), Expr.size(block)), false);
    }

    /** Before the slots of a block are as many as a step reaches back, behind them as many again. */
    private Slots slots(Pass pass) {
        return new Slots(
                pass.positions(), extent, pass.sliced(), block.plus(2 * reach), UnaryOperator.identity(), Map.of());
    }

    /** The steps of a block, counted from its first: then the slots stand at known distances from each other. */
    private List<Code> loop(Phase.Steps s, Tensor base, boolean backwards, Slots slots) {
        Expr start = Expr.read(base, List.of());
        Expr count = Build.apply(Primitive.MIN, Expr.size(block), Build.sub(Expr.size(extent), start));
        Index step = context.locals().index(s.index());
        Map<Index, Expr> inBlock = Map.of(s.index(), Expr.position(step));
        Slots own = new Slots(
                slots.positions(),
                extent,
                slots.names(),
                slots.size(),
                at -> Build.add(at.substitute(inBlock), Expr.constant(reach)),
                Map.of(s.index(), Build.add(start, Expr.position(step))));
        return Invariants.of(new Code.For(step, Expr.constant(0), count, backwards, own.of(s.body())));
    }

    /** Moves the slots that the next block needs, where a block starts {@code block} steps later or earlier. */
    private List<Code> shift(Slots slots, String name, boolean later) {
        Index l = context.locals().index(new Index("l"));
        Tensor t = tensors.get(name);
        Expr near = Expr.position(l);
        Expr low = later ? near : Build.add(near, Expr.constant(reach));
        Expr high = Build.add(low, Expr.size(block));
        Code copy = copy(slots, t, rest -> {
            Expr from = Expr.read(slots.of(t), at(t, later ? high : low, rest));
            return new Code.Store(slots.of(t), at(t, later ? low : high, rest), from, false);
        });
        // What is overwritten was moved before, also where a block has fewer steps than one step reaches.
        return List.of(new Code.For(l, Expr.constant(0), Expr.constant(reach), !later, List.of(copy)));
    }

    /** Copies the slots before a block to where they are kept, or from there. */
    private List<Code> save(Slots slots, String name, Tensor store, Index k, boolean keeps) {
        Index l = context.locals().index(new Index("l"));
        Tensor t = tensors.get(name);
        Expr slot = down ? Build.add(Expr.position(l), Expr.size(block.plus(reach))) : Expr.position(l);
        Code copy = copy(slots, t, rest -> {
            List<Expr> there = new ArrayList<>(List.of(Expr.position(k), Expr.position(l)));
            rest.forEach(i -> there.add(Expr.position(i)));
            List<Expr> here = at(t, slot, rest);
            return keeps
                    ? new Code.Store(store, there, Expr.read(slots.of(t), here), false)
                    : new Code.Store(slots.of(t), here, Expr.read(store, there), false);
        });
        return List.of(new Code.For(l, Expr.constant(0), Expr.constant(reach), false, List.of(copy)));
    }

    /** Loops over all dimensions of a tensor but that of its steps. */
    private Code copy(Slots slots, Tensor t, java.util.function.Function<List<Index>, Code> one) {
        List<Index> rest = new ArrayList<>();
        List<Dim> sizes = new ArrayList<>();
        for (int d = 0; d < t.rank(); d++) {
            if (d == slots.positions().get(t.name())) continue;
            rest.add(context.locals().index(new Index("u" + (rest.isEmpty() ? "" : rest.size() + 1))));
            sizes.add(t.shape().get(d));
        }
        Code code = one.apply(rest);
        for (int d = rest.size() - 1; d >= 0; d--)
            code = new Code.For(rest.get(d), Expr.constant(0), Expr.size(sizes.get(d)), false, List.of(code));
        return code;
    }

    private List<Expr> at(Tensor t, Expr slot, List<Index> rest) {
        List<Expr> at = new ArrayList<>();
        rest.forEach(i -> at.add(Expr.position(i)));
        at.add(Pass.position(t, extent), slot);
        return at;
    }
}
