package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Tensor;

/** The blocks of one phase: units in order, recurrences as loops, a pass over observations as one loop. */
final class Phase {
    private final Context context;
    private final Locals locals;
    private final Set<String> kept;
    private final Map<String, Integer> reads;

    /**
     * @param kept tensors that are asked for or that another phase reads
     * @param reads how often the equations of the phase read each tensor
     */
    Phase(Context context, Set<String> kept, Map<String, Integer> reads) {
        this.context = context;
        this.locals = context.locals();
        this.kept = kept;
        this.reads = reads;
    }

    List<Plan.Block> blocks(List<Equation> equations) {
        return blocks(equations, Set.of(), null);
    }

    /**
     * @param later places of winners, and twins, that only a later phase reads
     * @param outputs what is asked for where nothing follows; null if something does
     */
    List<Plan.Block> blocks(List<Equation> equations, Set<String> later, List<String> outputs) {
        List<Plan.Block> blocks = new ArrayList<>();
        Foreigns foreign = new Foreigns(equations);
        List<Unit> units = Combine.of(Twins.joined(Order.steps(equations)), reads, kept, context, Map.of());
        Map<Unit, Pooled> pooled = outputs == null ? Map.of() : pooled(units, outputs);
        for (int i = 0; i < units.size(); i++) {
            Unit u = units.get(i);
            Optional<Plan.Block> started = i + 1 < units.size() ? started(u, units.get(i + 1)) : Optional.empty();
            if (started.isPresent()) {
                blocks.add(started.get());
                i++;
                continue;
            }
            if (u.single() != null && u.single().call().isPresent()) {
                List<Equation> group = foreign.group(u.single());
                if (!group.isEmpty()) blocks.add(new Plan.Block(group, Set.of(), List.of(Foreigns.code(group))));
                continue;
            }
            List<Code> code = code(u, Map.of(), List.of());
            Set<String> added = u.add() ? Set.of(u.origins().get(0).target().name()) : Set.of();
            Optional<List<Code>> alone = isFor(u, later)
                    ? Optional.of(
                            code(new Unit(null, List.of(u.parts().get(0)), false, u.origins()), Map.of(), List.of()))
                    : Optional.of(Twins.without(code, later)).filter(c -> !c.equals(code));
            if (pooled.containsKey(u)) alone = Optional.of(pooled(u, pooled.get(u)));
            blocks.add(new Plan.Block(u.origins(), added, hoisted(code), alone.map(this::hoisted)));
        }
        return blocks;
    }

    /** What a tensor starts from and a sum of products that is added to it as one block, where the kernel can do both. */
    private Optional<Plan.Block> started(Unit start, Unit sum) {
        Equation s = start.single();
        Equation e = sum.single();
        if (s == null || e == null || start.add() || !sum.add() || s.isReduction()) return Optional.empty();
        if (!s.target().equals(e.target()) || context.lanes().examples(e).isPresent()) return Optional.empty();
        List<Equation> origins = new ArrayList<>(sum.origins());
        origins.addAll(start.origins());
        return new Loops(context).of(e, s).map(c -> new Plan.Block(origins, Set.of(), hoisted(c)));
    }

    /** Maxima and what they read, where the maximum can come first; both units have the same entry. */
    private static Map<Unit, Pooled> pooled(List<Unit> units, List<String> outputs) {
        Map<Unit, Pooled> all = new IdentityHashMap<>();
        Map<String, List<Unit>> readersOf = new HashMap<>();
        for (Unit w : units) {
            Set<String> names = new HashSet<>();
            for (Equation e : w.equations()) e.reads().forEach(t -> names.add(t.name()));
            for (String name : names)
                readersOf.computeIfAbsent(name, n -> new ArrayList<>()).add(w);
        }
        for (Unit u : units) {
            Equation e = u.single();
            if (e == null || u.add() || outputs.contains(e.target().name())) continue;
            List<Unit> readers = readersOf.getOrDefault(e.target().name(), List.of());
            if (readers.size() != 1
                    || readers.get(0) == u
                    || readers.get(0).parts().isEmpty()
                    || readers.get(0).add()) continue;
            List<Equation> parts = readers.get(0).parts();
            boolean isPool = parts.stream().skip(1).allMatch(Winners::isPlace);
            Optional<Pooled> found = isPool ? Pooled.of(e, parts.get(0)) : Optional.empty();
            if (found.isEmpty() || all.containsKey(u) || all.containsKey(readers.get(0))) continue;
            all.put(u, found.get());
            all.put(readers.get(0), found.get());
        }
        return all;
    }

    /** The maximum, and what was to come before it. */
    private List<Code> pooled(Unit u, Pooled p) {
        if (!Winners.isValue(u.parts().get(0))) return List.of();
        List<Code> code =
                new ArrayList<>(code(new Unit(null, List.of(p.greatest()), false, u.origins()), Map.of(), List.of()));
        code.addAll(code(new Unit(null, List.of(p.rest()), false, u.origins()), Map.of(), List.of()));
        return code;
    }

    private List<Code> hoisted(List<Code> code) {
        return Hoist.values(Unswitch.of(code), context.ranges(), locals);
    }

    /** Whether a unit finds the place of a winner for a later phase only. */
    private boolean isFor(Unit u, Set<String> later) {
        return u.parts().size() == 2
                && Winners.isPlace(u.parts().get(1))
                && later.contains(u.parts().get(1).target().name());
    }

    /**
     * The statements of a pass: what stands before its loop, in it, and behind it.
     *
     * @param index the loop's own
     */
    record Steps(Index index, List<Code> before, List<Code> body, List<Code> behind) {}

    /** The equations of a pass in one loop: sums over it are accumulated, of the rest one slice exists at a time. */
    Plan.Block block(List<Equation> equations, Pass pass) {
        Steps s = steps(equations, pass);
        List<Code> code = new ArrayList<>(s.before);
        Loop loop = Loop.upTo(s.index, pass.extent());
        code.addAll(Invariants.of(new Code.For(
                s.index, loop.lo(), loop.hi(), false, Singles.of(Slots.one(pass).of(s.body), pass.sliced(), locals))));
        code.addAll(s.behind);
        return new Plan.Block(equations, Set.of(), hoisted(code));
    }

    /** The equations of a pass, a block of observations at a time; empty where they cannot run so. */
    Optional<Plan.Block> blocked(List<Equation> equations, Pass pass) {
        Totals t = totals(equations, pass);
        List<Code> code = new ArrayList<>(t.before);
        Optional<List<Code>> loops = new Blocked(pass, context, this, t.sums).of(equations);
        if (loops.isEmpty()) return Optional.empty();
        code.addAll(loops.get());
        code.addAll(t.behind);
        return Optional.of(new Plan.Block(equations, Set.of(), hoisted(code)));
    }

    /** @param more tensors that are kept as well */
    List<Unit> units(List<Order.Step> steps, Collection<String> more) {
        Set<String> all = new LinkedHashSet<>(kept);
        all.addAll(more);
        return Combine.of(steps, reads, all, context, Map.of());
    }

    /**
     * The sums over a pass: what stands before its loop and behind it.
     *
     * @param sums the variables of those of rank 0
     */
    private record Totals(List<Code> before, Map<String, Tensor> sums, List<Code> behind) {}

    private Totals totals(List<Equation> equations, Pass pass) {
        List<Code> before = new ArrayList<>();
        Map<String, Tensor> sums = new LinkedHashMap<>();
        List<Code> behind = new ArrayList<>();
        for (Equation e : equations) {
            if (!pass.isTotal(e)) continue;
            if (e.target().rank() > 0) {
                before.addAll(new Loops(context).zeros(e, List.of()));
                continue;
            }
            Tensor sum = locals.local("sum", e.target().type());
            sums.put(e.target().name(), sum);
            before.add(new Code.Local(sum, Expr.of(sum.type(), 0), true));
            behind.add(new Code.Store(e.target(), List.of(), Expr.read(sum, List.of()), false));
        }
        return new Totals(before, sums, behind);
    }

    /** One step of a pass: recurrences over it are no loops of their own. */
    Steps steps(List<Equation> equations, Pass pass) {
        Index n = locals.index(pass.own(equations.get(0)));
        Loop loop = Loop.upTo(n, pass.extent());
        Map<String, Map<Integer, Index>> fixed = new HashMap<>();
        pass.positions().forEach((name, position) -> fixed.put(name, Map.of(position, n)));
        List<Equation> own = new ArrayList<>();
        for (Equation e : equations) own.add(pass.isTotal(e) ? pass.over(e, n) : e);
        Totals totals = totals(equations, pass);
        List<Order.Step> steps = new ArrayList<>();
        for (Order.Step s : Order.steps(own)) {
            if (s instanceof Order.Recurrence r && pass.runs(r)) steps.addAll(r.steps());
            else steps.add(s);
        }
        List<Code> body = new ArrayList<>();
        for (Unit u : Combine.of(steps, reads, kept, context, pass.positions())) {
            boolean isTotal = u.single() != null && pass.isTotal(u.single());
            Unit unit = isTotal ? u.with(u.single(), true, List.of()) : u;
            body.addAll(code(unit, fixed, List.of(loop)));
        }
        return new Steps(n, totals.before, summed(body, totals.sums), totals.behind);
    }

    /**
     * The blocks of a pass whose observations have a few cells each: one loop, without loops and arrays inside, together
     * with what of a few cells stands around it. Empty where that is not possible or too long.
     *
     * @param isDerivative what {@link Straight} says
     */
    Optional<List<Plan.Block>> straight(
            List<Equation> first, List<Equation> inside, List<Equation> last, Pass pass, boolean isDerivative) {
        Index n = locals.index(pass.own(inside.get(0)));
        Loop loop = Loop.upTo(n, pass.extent());
        Map<String, Map<Integer, Index>> fixed = new HashMap<>();
        pass.positions().forEach((name, position) -> fixed.put(name, Map.of(position, n)));
        List<Equation> own = new ArrayList<>();
        List<Code> middle = new ArrayList<>();
        for (Equation e : inside) {
            own.add(pass.isTotal(e) ? pass.over(e, n) : e);
            if (pass.isTotal(e)) middle.addAll(new Loops(context).zeros(e, List.of()));
        }
        List<Code> body = new ArrayList<>();
        for (Order.Step s : Order.steps(own)) {
            Unit u = Unit.of(s);
            if (u.single() == null) return Optional.empty();
            boolean isTotal = pass.isTotal(u.single());
            body.addAll(code(isTotal ? u.with(u.single(), true, List.of()) : u, fixed, List.of(loop)));
        }
        middle.add(new Code.For(n, loop.lo(), loop.hi(), false, Slots.one(pass).of(body)));
        Plan.Block whole = new Plan.Block(inside, Set.of(), middle);
        return Runs.of(blocks(first), whole, blocks(last), kept, pass.sliced(), isDerivative, context);
    }

    /** Sums of rank 0 are accumulated in local variables. */
    static List<Code> summed(List<Code> code, Map<String, Tensor> sums) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) done.add(f.with(summed(f.body(), sums)));
            else if (c instanceof Code.If i) {
                done.add(new Code.If(i.condition(), summed(i.then(), sums), summed(i.otherwise(), sums)));
            } else if (c instanceof Code.Store s && sums.containsKey(s.target().name())) {
                done.add(new Code.Set(sums.get(s.target().name()), s.value(), s.add()));
            } else {
                done.add(c);
            }
        }
        return done;
    }

    /**
     * @param fixed by tensor, the indices that stand at positions which recurrences around run over
     * @param around the loops of those recurrences
     */
    List<Code> code(Unit u, Map<String, Map<Integer, Index>> fixed, List<Loop> around) {
        if (u.step() != null) return code(u.step(), fixed, around);
        List<Equation> parts = new ArrayList<>();
        for (Equation e : u.parts())
            parts.add(at(e, fixed.getOrDefault(e.target().name(), Map.of())));
        Optional<String> examples = parts.stream()
                .flatMap(e -> context.lanes().examples(e).stream())
                .findFirst();
        if (examples.isEmpty() || !around.isEmpty()) return code(u, parts, around);
        List<Equation> alone =
                parts.stream().map(e -> Ones.of(e, examples.get())).toList();
        Expr isOne = Build.eq(Expr.size(Dim.variable(examples.get())), Expr.constant(1));
        return List.of(new Code.If(isOne, Ones.unwrapped(code(u, alone, around)), code(u, parts, around)));
    }

    private List<Code> code(Unit u, List<Equation> parts, List<Loop> around) {
        if (parts.size() == 1) return new Loops(context).of(parts.get(0), u.add(), around);
        if (Winners.isValue(parts.get(0))) return new Places(context).both(parts.get(0), parts.get(1), around);
        return nest(parts, around);
    }

    private List<Code> nest(List<Equation> parts, List<Loop> around) {
        return new Cases(context)
                .split(parts, around)
                .map(s ->
                        List.<Code>of(new Code.If(s.condition(), nest(s.then(), around), nest(s.otherwise(), around))))
                .orElseGet(() -> Combine.nest(parts, reads, kept, locals, around));
    }

    private List<Code> code(Order.Recurrence r, Map<String, Map<Integer, Index>> fixed, List<Loop> around) {
        Equation first = r.equations().get(0);
        Index t = locals.index(
                first.indices().get(r.positions().get(first.target().name())));
        Map<String, Map<Integer, Index>> inner = new HashMap<>(fixed);
        r.positions().forEach((name, position) -> {
            Map<Integer, Index> at = new HashMap<>(fixed.getOrDefault(name, Map.of()));
            at.put(position, t);
            inner.put(name, at);
        });
        List<Loop> loops = new ArrayList<>(around);
        loops.add(Loop.upTo(t, r.extent()));
        List<Code> before = new ArrayList<>();
        List<Code> body = new ArrayList<>();
        List<Code> after = new ArrayList<>();
        List<Order.Step> steps = new ArrayList<>();
        for (Order.Step s : r.steps()) {
            Optional<Equation> pushed = pushed(s, r, t, fixed);
            if (pushed.isEmpty()) {
                steps.add(s);
                continue;
            }
            before.addAll(new Loops(context).zeros(pushed.get(), around));
            after.addAll(new Loops(context).of(pushed.get(), true, loops));
        }
        for (Unit u : Combine.of(steps, reads, kept, context, r.positions())) body.addAll(code(u, inner, loops));
        body.addAll(after);
        Code.For loop = new Code.For(t, Expr.constant(0), Expr.size(r.extent()), r.backwards(), body);
        // What is added to a parent is read in a later round.
        if (after.isEmpty()) before.addAll(Invariants.of(loop));
        else before.add(loop);
        return before;
    }

    private static Optional<Equation> pushed(
            Order.Step step, Order.Recurrence r, Index t, Map<String, Map<Integer, Index>> fixed) {
        if (!(step instanceof Order.Single one)) return Optional.empty();
        Equation e = one.equation();
        return Pushed.of(r, at(e, fixed.getOrDefault(e.target().name(), Map.of())), t);
    }

    /** The equation with its indices at some positions replaced by those of the loops around. */
    private static Equation at(Equation e, Map<Integer, Index> fixed) {
        if (fixed.isEmpty()) return e;
        Map<Index, Expr> by = new HashMap<>();
        List<Index> indices = new ArrayList<>(e.indices());
        fixed.forEach((position, index) -> {
            by.put(indices.get(position), Expr.position(index));
            indices.set(position, index);
        });
        List<Loop> binders = new ArrayList<>();
        for (Loop l : e.binders()) binders.add(new Loop(l.index(), l.lo().substitute(by), l.hi().substitute(by)));
        return new Equation(
                e.target(),
                indices,
                e.reduction(),
                binders,
                e.guard().substitute(by),
                e.body().substitute(by),
                e.note());
    }
}
