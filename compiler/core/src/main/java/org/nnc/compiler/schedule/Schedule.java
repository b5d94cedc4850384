package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.nnc.compiler.ir.Derivative;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/** Makes the plan of a program: phases, order, loops, memory. */
public final class Schedule {
    private final Program program;
    private final Context context;
    private final Set<String> kept = new LinkedHashSet<>();

    private Schedule(Program program, Lanes.Moved lanes) {
        this.program = program;
        context = context(program, lanes);
    }

    private static Context context(Program program, Lanes.Moved lanes) {
        Names names = new Names(program.names());
        return new Context(Lower.ranges(program), Access.extents(program), new Locals(), names, lanes);
    }

    /** The plan of a model that is only evaluated. */
    public static Plan of(Program program) {
        return of(program, Map.of(), Map.of());
    }

    /**
     * The plan of a model with its gradient.
     *
     * @param program the equations of the model and of the adjoints
     * @param adjoints by the name of a parameter or tensor asked for, the name of the tensor that holds its adjoint
     * @param cotangents by the name of an output, the name of the input that carries its cotangent
     */
    public static Plan of(Program program, Map<String, String> adjoints, Map<String, String> cotangents) {
        return of(program, adjoints, cotangents, List.of());
    }

    /** @param derivatives further results, whose equations are in the program */
    public static Plan of(
            Program program,
            Map<String, String> adjoints,
            Map<String, String> cotangents,
            List<Derivative> derivatives) {
        return apart(Foreigns.apart(program), adjoints, cotangents, derivatives);
    }

    private static Plan apart(
            Program program,
            Map<String, String> adjoints,
            Map<String, String> cotangents,
            List<Derivative> derivatives) {
        Names names = new Names(program.names());
        Map<String, String> segments = new LinkedHashMap<>();
        Map<String, String> results = new LinkedHashMap<>();
        Set<String> used = new LinkedHashSet<>(program.outputs());
        used.addAll(program.losses());
        Program whole = separated(program, adjoints, names, segments, results, used);
        List<Derivative> apart = new ArrayList<>();
        for (Derivative d : derivatives) {
            if (d.ofLoss().isEmpty()) {
                apart.add(d);
                continue;
            }
            Map<String, String> own = new LinkedHashMap<>();
            d.results().forEach(r -> own.put(r.suffix(), r.tensor()));
            Map<String, String> moved = new LinkedHashMap<>();
            Map<String, String> asked = new LinkedHashMap<>();
            whole = separated(whole, own, names, moved, asked, used);
            moved.putAll(asked);
            own.replaceAll((of, t) -> moved.getOrDefault(of, t));
            apart.add(d.with(own));
        }
        Set<String> asked = new LinkedHashSet<>(segments.values());
        asked.addAll(results.values());
        apart.forEach(d -> asked.addAll(d.tensors()));
        Set<String> seen = new LinkedHashSet<>(asked);
        seen.addAll(whole.results());
        whole.derives().forEach(d -> seen.add(d.of()));
        Program masked = Masks.of(Windows.of(Bordered.of(Exclusive.of(whole, seen)), asked));
        Lanes.Moved lanes = Lanes.of(Sifted.of(masked, seen), seen);
        Program windows = Slabs.of(Layouts.of(lanes.program(), seen), seen);
        Context first = context(windows, lanes);
        Program started = Signs.of(Addends.of(windows, asked, first), seen, context(windows, lanes));
        Program saving = apart.isEmpty() && checkpointed(started).isEmpty() ? Twins.of(started) : started;
        Program lean = picked(OldStates.of(Sums.of(saving, new Names(saving.names()))));
        return new Schedule(lean, lanes).plan(segments, results, cotangents, apart);
    }

    /** The tensor of which not all steps are to be kept. */
    private static Optional<String> checkpointed(Program program) {
        return program.derives().stream()
                .filter(d -> d.kind().equals(Program.Derive.CHECKPOINT))
                .map(Program.Derive::of)
                .findFirst();
    }

    /** With single steps of a recurrence of which not all are kept as tensors of their own. */
    private static Program picked(Program program) {
        Optional<String> name = checkpointed(program);
        if (name.isEmpty()) return program;
        for (Order.Step s : Order.steps(program.equations())) {
            if (s instanceof Order.Recurrence r && r.positions().containsKey(name.get()))
                return Picks.of(program, r.extent());
        }
        return program;
    }

    /**
     * Gives every parameter's adjoint a tensor of its own, which will lie in the gradient: two parameters may share one
     * adjoint, and it may also be asked for by itself or be an input.
     */
    private static Program separated(
            Program program,
            Map<String, String> adjoints,
            Names names,
            Map<String, String> segments,
            Map<String, String> results,
            Set<String> used) {
        Map<String, Equation> definitions = program.definitions();
        Map<String, Tensor> tensors = program.tensors();
        Set<String> params = new LinkedHashSet<>();
        program.params().forEach(p -> params.add(p.tensor().name()));
        List<Equation> all = new ArrayList<>(program.equations());
        adjoints.forEach((of, d) -> {
            if (params.contains(of)) return;
            results.put(of, d);
            // Of several gradients each has its own.
            if (used.add(d) || program.losses().size() < 2) return;
            Tensor from = tensors.get(d);
            Tensor copy = new Tensor(names.fresh(d), from.type(), from.shape());
            all.add(Equation.pointwise(copy, indices(from), Expr.read(from, positions(from)), ""));
            results.put(of, copy.name());
        });
        for (Program.Param p : program.params()) {
            String d = adjoints.get(p.tensor().name());
            if (d == null || p.frozen()) continue;
            Tensor from = tensors.get(d);
            if (definitions.containsKey(d) && from.rank() > 0 && used.add(d)) {
                segments.put(p.tensor().name(), d);
                continue;
            }
            Tensor copy = new Tensor(names.fresh(d), from.type(), from.shape());
            all.add(Equation.pointwise(copy, indices(from), Expr.read(from, positions(from)), ""));
            segments.put(p.tensor().name(), copy.name());
        }
        return program.withEquations(all);
    }

    private Plan plan(
            Map<String, String> segments,
            Map<String, String> results,
            Map<String, String> cotangents,
            List<Derivative> derivatives) {
        Phases phases = new Phases(program.equations(), program.definitions());
        List<Equation> predict = phases.take(program.outputs());
        List<Equation> loss = new ArrayList<>(phases.take(program.losses()));
        List<String> nexts = new ArrayList<>();
        program.states().forEach(s -> s.next().ifPresent(nexts::add));
        loss.addAll(phases.take(nexts));
        List<String> wanted = new ArrayList<>(segments.values());
        wanted.addAll(results.values());
        // Each derivative stands for itself: it may be asked for without backward, and without the others.
        List<List<Equation>> sequels = new ArrayList<>();
        for (Derivative d : derivatives) sequels.add(phases.copy().take(d.tensors()));
        List<Equation> backward = phases.take(wanted);
        sequels.add(backward);
        Set<Equation> copies = new LinkedHashSet<>();
        for (List<Equation> later : sequels)
            later.stream().filter(e -> OldStates.isCopy(program, e)).forEach(copies::add);
        // A copy of an old state belongs to forward, which alone knows it.
        loss.addAll(copies);
        sequels.replaceAll(
                later -> later.stream().filter(e -> !copies.contains(e)).toList());
        Set<Equation> moved = new LinkedHashSet<>();
        predict = Winners.saved(predict, sequels, e -> false, moved);
        boolean saves = derivatives.isEmpty() && checkpointed(program).isEmpty();
        if (saves) predict = Twins.saved(predict, sequels, moved);
        sequels.replaceAll(later -> without(moved, later));
        boolean calls = program.equations().stream().anyMatch(e -> e.call().isPresent());
        boolean byObservation =
                !derivatives.isEmpty() && !calls && checkpointed(program).isEmpty();
        if (byObservation) {
            List<Equation> before = new ArrayList<>(predict);
            before.addAll(loss);
            Again again = new Again(before, program);
            sequels.replaceAll(later -> {
                List<Equation> all = again.with(later);
                return straight(all, Set.of(), context.trial(), true).isPresent() ? all : later;
            });
        }
        backward = sequels.remove(sequels.size() - 1);
        List<String> asked = new ArrayList<>(wanted);
        derivatives.forEach(d -> asked.addAll(d.tensors()));
        kept.addAll(program.outputs());
        kept.addAll(program.losses());
        kept.addAll(asked);
        kept.addAll(nexts);
        kept.addAll(Foreigns.tensors(program.equations()));
        copies.forEach(e -> kept.add(e.target().name()));
        // A further derivative is asked for by itself and reads what forward left; an extern function sees whole
        // tensors.
        Optional<Slices> slices =
                derivatives.isEmpty() && !calls && checkpointed(program).isEmpty()
                        ? Slices.of(loss, backward, kept, isJoint(), context)
                        : Optional.empty();
        if (saves && slices.isEmpty()) {
            loss = Twins.saved(loss, List.of(backward), moved);
            backward = without(moved, backward);
        }
        Optional<Checkpoints> blockwise = blockwise(predict, loss, backward, sequels);
        List<Equation> whole = new ArrayList<>();
        slices.ifPresent(s -> {
            whole.addAll(s.again());
            for (Equation e : s.again())
                if (!s.forward().sliced().contains(e.target().name()))
                    kept.add(e.target().name());
        });
        blockwise.ifPresent(c -> whole.addAll(c.again()));
        Set<String> repeated = new LinkedHashSet<>();
        whole.forEach(e -> repeated.add(e.target().name()));
        whole.addAll(backward);
        sequels.add(whole);
        // Of what runs an observation or a block at a time, backward finds value and place together.
        Optional<Pass> pass = slices.map(Slices::backward).or(() -> blockwise.map(Checkpoints::backward));
        Predicate<Equation> isSliced = e -> pass.isPresent()
                && (repeated.contains(e.target().name()) || pass.get().has(e));
        loss = Winners.saved(loss, sequels, isSliced, moved);
        sequels.replaceAll(later -> without(moved, later));
        backward = sequels.remove(sequels.size() - 1);
        Set<String> crossing = new LinkedHashSet<>();
        blockwise.ifPresent(c -> crossing.addAll(c.saved()));
        Set<String> forward = new LinkedHashSet<>();
        predict.forEach(e -> forward.add(e.target().name()));
        loss.forEach(e -> forward.add(e.target().name()));
        List<List<Equation>> after = new ArrayList<>(sequels);
        after.add(backward);
        for (List<Equation> later : after) {
            Set<String> own = new LinkedHashSet<>();
            later.forEach(e -> own.add(e.target().name()));
            for (Equation e : later) {
                for (Tensor t : e.reads()) {
                    if (forward.contains(t.name()) && !own.contains(t.name())) crossing.add(t.name());
                }
            }
        }
        // An adjoint may be a tensor that forward computes already.
        for (String w : asked) if (forward.contains(w)) crossing.add(w);
        kept.addAll(crossing);
        Set<String> predicted = new LinkedHashSet<>();
        predict.forEach(e -> predicted.add(e.target().name()));
        // Where a loss goes on with what the outputs needed, that is stored.
        for (Equation e : loss) {
            for (Tensor t : e.reads()) if (predicted.contains(t.name())) kept.add(t.name());
        }
        Set<String> places = places(predict);
        Twins.unread(predict).stream()
                .filter(t -> !program.outputs().contains(t))
                .forEach(places::add);
        List<Equation> outputs = predict;
        Optional<Checkpoints> early = blockwise.filter(c -> outputs.stream().anyMatch(c.forward()::has));
        Optional<Checkpoints> late = early.isPresent() ? Optional.empty() : blockwise;
        List<Plan.Block> p = early.map(c -> around(outputs, c.forward(), q -> c.forward(q, kept)))
                .or(() -> observed(byObservation, kept)
                        .flatMap(needed -> straight(outputs, needed, context, false))
                        .map(saving -> orAlone(saving, outputs)))
                .orElseGet(
                        () -> new Phase(context, kept, Unit.reads(outputs)).blocks(outputs, places, program.outputs()));
        boolean hasProducts = slices.filter(Slices::hasProducts).isPresent();
        List<Equation> losses = loss;
        List<Plan.Block> l = new ArrayList<>(late.map(c -> around(losses, c.forward(), q -> c.forward(q, kept)))
                .orElseGet(() -> blocks(
                        losses, slices.map(Slices::forward), hasProducts, observed(byObservation, kept), false)));
        l.addAll(updates());
        List<Equation> adjoints = backward;
        List<Plan.Block> b = blockwise
                .map(c -> around(adjoints, c.backward(), q -> c.backward(q, kept)))
                .orElseGet(() -> blocks(
                        adjoints, slices.map(Slices::backward), hasProducts, observed(byObservation, wanted), true));
        List<Plan.Derived> derived = new ArrayList<>();
        List<List<Plan.Block>> parts = new ArrayList<>(List.of(p, l, b));
        for (int d = 0; d < derivatives.size(); d++) {
            Optional<Set<String>> needed =
                    observed(byObservation, derivatives.get(d).tensors());
            List<Plan.Block> code = blocks(sequels.get(d), Optional.empty(), false, needed, true);
            derived.add(new Plan.Derived(derivatives.get(d), code));
            parts.add(code);
        }
        Optional<Plan.Shared> shared =
                slices.filter(Slices::isShared).flatMap(s -> Plan.Shared.of(l, s.forward(), b, s.backward()));
        // What stands behind the loss's pass runs behind backward's, too.
        shared.ifPresent(s -> parts.add(l.subList(s.loss() + 1, l.size())));
        Storage storage = new Storage(program, segments, results.values(), crossing, derivatives);
        return new Plan(
                program,
                p,
                l,
                b,
                storage.places(parts),
                storage.buffers(),
                results,
                cotangents,
                crossing,
                derived,
                blockwise.isPresent(),
                shared);
    }

    private boolean isJoint() {
        return program.losses().size() == 1 && program.states().isEmpty() && !program.draws();
    }

    /** The recurrence that is to run in blocks, where its steps are not needed all at once. */
    private Optional<Checkpoints> blockwise(
            List<Equation> predict, List<Equation> loss, List<Equation> backward, List<List<Equation>> sequels) {
        Optional<String> name = checkpointed(program);
        if (name.isEmpty()) return Optional.empty();
        boolean isEarly = predict.stream().anyMatch(e -> e.target().name().equals(name.get()));
        Set<String> stored = new LinkedHashSet<>(kept);
        List<Equation> others = new ArrayList<>(isEarly ? loss : List.of());
        sequels.forEach(others::addAll);
        for (Equation e : others) e.reads().forEach(t -> stored.add(t.name()));
        return Checkpoints.of(name.get(), isEarly ? predict : loss, backward, stored, context);
    }

    private static List<Equation> without(Set<Equation> moved, List<Equation> equations) {
        return equations.stream().filter(e -> !moved.contains(e)).toList();
    }

    /** The places of winners that nothing among some equations reads. */
    private Set<String> places(List<Equation> equations) {
        Set<String> places = new LinkedHashSet<>();
        for (Equation e : equations)
            if (Winners.isPlace(e)) places.add(e.target().name());
        for (Equation e : equations) e.reads().forEach(t -> places.remove(t.name()));
        places.removeAll(program.outputs());
        return places;
    }

    /** The states take their new values together, after everything else of a training forward. */
    private List<Plan.Block> updates() {
        List<Plan.Block> blocks = new ArrayList<>();
        for (Program.State s : program.states()) {
            if (s.next().isEmpty()) continue;
            Tensor t = s.tensor();
            Expr next = Expr.read(program.tensors().get(s.next().get()), positions(t));
            Equation e = Equation.pointwise(t, indices(t), next, "");
            blocks.add(new Plan.Block(List.of(e), Set.of(), new Loops(context).of(e, false, List.of())));
        }
        return blocks;
    }

    /** Indices for the dimensions of a tensor. */
    static List<Index> indices(Tensor t) {
        List<Index> indices = new ArrayList<>();
        for (int i = 0; i < t.rank(); i++) indices.add(new Index("u" + (i == 0 ? "" : i + 1)));
        return indices;
    }

    /** Those indices as positions. */
    static List<Expr> positions(Tensor t) {
        return indices(t).stream().map(Expr::position).toList();
    }

    /**
     * What a phase computes for itself: a tensor that another one reads too is kept, or computed there again.
     *
     * @param pass the equations among them that run together, one observation at a time
     * @param hasProducts whether that is better done a block of observations at a time
     * @param needed where to look for such equations in this phase by itself, the tensors needed behind it
     * @param isDerivative whether the phase computes derivatives
     */
    private List<Plan.Block> blocks(
            List<Equation> equations,
            Optional<Pass> pass,
            boolean hasProducts,
            Optional<Set<String>> needed,
            boolean isDerivative) {
        Phase phase = new Phase(context, kept, Unit.reads(equations));
        Optional<List<Plan.Block>> straight = needed.flatMap(n -> straight(equations, n, context, isDerivative));
        if (straight.isPresent()) return straight.get();
        if (pass.isEmpty()) return phase.blocks(equations);
        return around(
                equations,
                pass.get(),
                inside -> (hasProducts ? phase.blocked(inside, pass.get()) : Optional.<Plan.Block>empty())
                        .orElseGet(() -> phase.block(inside, pass.get())));
    }

    /** What comes before a pass, the pass as one block, what comes after it. */
    private List<Plan.Block> around(List<Equation> equations, Pass p, Function<List<Equation>, Plan.Block> pass) {
        Phase phase = new Phase(context, kept, Unit.reads(equations));
        Pass.Sides parts = p.sides(equations);
        List<Plan.Block> blocks = phase.blocks(parts.first());
        blocks.add(pass.apply(parts.inside()));
        blocks.addAll(phase.blocks(parts.last()));
        return blocks;
    }

    /** Where nothing follows, the outputs are all that is written. */
    private List<Plan.Block> orAlone(List<Plan.Block> saving, List<Equation> outputs) {
        Set<String> asked = new LinkedHashSet<>(program.outputs());
        List<Plan.Block> alone = straight(outputs, asked, context, false).orElse(List.of());
        if (saving.size() != 1 || alone.size() != 1) return saving;
        Plan.Block b = saving.get(0);
        Plan.Block bare = alone.get(0);
        if (Storage.touched(b).equals(Storage.touched(bare))) return saving;
        return List.of(new Plan.Block(b.equations(), b.added(), b.code(), Optional.of(bare.code())));
    }

    private static Optional<Set<String>> observed(boolean byObservation, Collection<String> needed) {
        return byObservation ? Optional.of(new LinkedHashSet<>(needed)) : Optional.empty();
    }

    /**
     * A phase that handles one observation after the other, each in a few cells.
     *
     * @param needed tensors that are needed behind the phase
     */
    private Optional<List<Plan.Block>> straight(
            List<Equation> equations, Set<String> needed, Context in, boolean isDerivative) {
        return Slices.alone(equations, needed, in).flatMap(pass -> {
            Pass.Sides parts = pass.sides(equations);
            Phase phase = new Phase(in, needed, Unit.reads(equations));
            return phase.straight(parts.first(), parts.inside(), parts.last(), pass, isDerivative);
        });
    }
}
