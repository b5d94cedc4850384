package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Derivative;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/** Gives every tensor its place; tensors of one size and type that are never needed together share an array. */
final class Storage {
    private final Map<String, Plan.Place> places = new LinkedHashMap<>();
    private final List<Plan.Buffer> buffers = new ArrayList<>();
    private final Set<String> kept = new LinkedHashSet<>();
    private final Set<String> results = new LinkedHashSet<>();

    /**
     * @param segments by parameter, the tensor that lies in the gradient
     * @param asked the tensors that hold adjoints of inputs
     * @param crossing what forward leaves for backward; backward may run twice, so it overwrites none of it
     * @param derivatives what else is asked for
     */
    Storage(
            Program program,
            Map<String, String> segments,
            Collection<String> asked,
            Set<String> crossing,
            List<Derivative> derivatives) {
        for (Program.Input i : program.inputs()) places.put(i.tensor().name(), new Plan.InArgument());
        for (Program.Table t : program.tables()) places.put(t.tensor().name(), new Plan.InTable());
        long offset = 0;
        for (Program.Param p : program.paramsInMemory()) {
            places.put(p.tensor().name(), new Plan.InParameters(offset));
            String d = segments.get(p.tensor().name());
            if (d != null) places.put(d, new Plan.InGradient(offset));
            offset += p.tensor().size().constant().orElseThrow();
        }
        long inState = 0;
        for (Program.State s : program.states()) {
            places.put(s.tensor().name(), new Plan.InState(inState));
            inState += s.tensor().size().constant().orElseThrow();
        }
        results.addAll(program.outputs());
        results.addAll(asked);
        for (Derivative d : derivatives) {
            results.addAll(d.tensors());
            if (d.into()) places.put(d.tensors().get(0), new Plan.InArgument());
            if (d.ofLoss().isEmpty()) continue;
            for (Derivative.Result r : d.results()) {
                if (places.get(r.suffix()) instanceof Plan.InParameters p)
                    places.put(r.tensor(), new Plan.InGradient(p.offset()));
            }
        }
        kept.addAll(results);
        kept.addAll(program.losses());
        kept.addAll(crossing);
    }

    List<Plan.Buffer> buffers() {
        return List.copyOf(buffers);
    }

    /** The places of all tensors, given the blocks of the phases in the order in which they run. */
    Map<String, Plan.Place> places(List<List<Plan.Block>> phases) {
        List<Plan.Block> all = new ArrayList<>();
        phases.forEach(all::addAll);
        Map<String, Integer> first = new LinkedHashMap<>();
        Map<String, Integer> last = new HashMap<>();
        Map<String, Tensor> tensors = new HashMap<>();
        for (int b = 0; b < all.size(); b++) {
            for (Tensor t : touched(all.get(b))) {
                first.putIfAbsent(t.name(), b);
                last.put(t.name(), b);
                // Statements for a batch of one see it smaller.
                tensors.merge(t.name(), t, (x, y) -> y.size().isConstant() ? x : y);
            }
        }
        Map<Integer, List<String>> ending = new HashMap<>();
        Map<Integer, List<String>> starting = new LinkedHashMap<>();
        first.forEach((name, b) -> {
            if (places.containsKey(name)) return;
            starting.computeIfAbsent(b, n -> new ArrayList<>()).add(name);
            if (!kept.contains(name))
                ending.computeIfAbsent(last.get(name), n -> new ArrayList<>()).add(name);
        });
        Map<String, List<Plan.Buffer>> free = new HashMap<>();
        for (int b = 0; b < all.size(); b++) {
            List<String> over = new ArrayList<>(ending.getOrDefault(b, List.of()));
            Map<String, Set<String>> candidates =
                    over.isEmpty() ? Map.of() : InPlace.candidates(all.get(b).code());
            for (String name : starting.getOrDefault(b, List.of())) {
                Set<String> old = candidates.getOrDefault(name, Set.of());
                if (!results.contains(name) && !old.isEmpty())
                    release(inPlace(all.get(b), tensors.get(name), old, over, tensors), tensors, free);
                place(tensors.get(name), free);
            }
            for (String name : over) release(Optional.of(name), tensors, free);
        }
        return java.util.Collections.unmodifiableMap(places);
    }

    private void release(Optional<String> name, Map<String, Tensor> tensors, Map<String, List<Plan.Buffer>> free) {
        if (name.isEmpty() || !(places.get(name.get()) instanceof Plan.InBuffer p)) return;
        free.computeIfAbsent(key(tensors.get(name.get())), k -> new ArrayList<>())
                .add(p.buffer());
    }

    /** A tensor that ends in a block and whose memory the new one may take over, cell by cell; it is over then. */
    private Optional<String> inPlace(
            Plan.Block block, Tensor made, Set<String> candidates, List<String> over, Map<String, Tensor> tensors) {
        for (String name : over) {
            if (!candidates.contains(name)) continue;
            Tensor t = tensors.get(name);
            if (made.rank() == 0 || !key(t).equals(key(made)) || !InPlace.fits(block.code(), t, made)) continue;
            over.remove(name);
            return Optional.of(name);
        }
        return Optional.empty();
    }

    private void place(Tensor t, Map<String, List<Plan.Buffer>> free) {
        if (t.rank() == 0) {
            places.put(t.name(), new Plan.InVariable());
            return;
        }
        boolean isResult = results.contains(t.name());
        List<Plan.Buffer> reusable = free.getOrDefault(key(t), List.of());
        Plan.Buffer buffer;
        if (!isResult && !reusable.isEmpty()) {
            buffer = reusable.remove(reusable.size() - 1);
        } else {
            buffer = new Plan.Buffer(t.name(), t.type(), t.size(), isResult);
            buffers.add(buffer);
        }
        places.put(t.name(), new Plan.InBuffer(buffer));
    }

    private static String key(Tensor t) {
        return t.type() + " " + t.size();
    }

    /** The tensors that a block reads or writes, local variables left out. */
    static Set<Tensor> touched(Plan.Block block) {
        List<Code> all = new ArrayList<>(block.code());
        block.alone().ifPresent(all::addAll);
        return touched(all);
    }

    /** The tensors that statements read or write. */
    static Set<Tensor> touched(List<Code> code) {
        Set<Tensor> found = new LinkedHashSet<>();
        Code.forEach(code, c -> {
            if (c instanceof Code.Store s) found.add(s.target());
            if (c instanceof Code.Gemm g) {
                found.add(g.a().tensor());
                found.add(g.b().tensor());
                found.add(g.c().tensor());
            }
            for (Expr top : c.expressions()) {
                top.forEach(e -> {
                    if (e instanceof Expr.Read r && !Code.isLocal(r.tensor())) found.add(r.tensor());
                });
            }
        });
        return found;
    }
}
