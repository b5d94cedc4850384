package org.nnc.compiler.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/** Tells what of forward a later phase computes again, an observation at a time, instead of reading it from memory. */
final class Again {
    /** Units of work that are about as long as a number takes to memory and back. */
    private static final int CHEAP = 5;

    private final Map<String, Equation> forward = new LinkedHashMap<>();

    /** @param before the equations of forward */
    Again(List<Equation> before, Program program) {
        Set<String> asked = new LinkedHashSet<>(program.outputs());
        asked.addAll(program.losses());
        program.states().forEach(s -> s.next().ifPresent(asked::add));
        for (Equation e : before) {
            boolean isMany = e.target().shape().stream().anyMatch(d -> !d.isConstant());
            boolean isCheap = e.reduction().isEmpty() && Cost.units(e.body()) <= CHEAP;
            if (isMany && isCheap && !asked.contains(e.target().name()))
                forward.put(e.target().name(), e);
        }
    }

    /** The equations of a phase behind those of forward that it would run again. */
    List<Equation> with(List<Equation> phase) {
        Set<String> needed = new LinkedHashSet<>();
        Deque<Equation> open = new ArrayDeque<>(phase);
        while (!open.isEmpty()) {
            for (Tensor t : open.pop().reads()) {
                if (forward.containsKey(t.name()) && needed.add(t.name())) open.add(forward.get(t.name()));
            }
        }
        List<Equation> all = new ArrayList<>();
        forward.forEach((name, e) -> {
            if (needed.contains(name)) all.add(e);
        });
        all.addAll(phase);
        return all;
    }
}
