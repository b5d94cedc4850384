package org.nnc.compiler.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Tensor;

/** Splits the equations of a program by what needs them: first the outputs, then the losses, then the adjoints. */
final class Phases {
    private final Map<String, Equation> definitions;
    private final List<Equation> equations;
    private final Set<String> taken = new HashSet<>();

    Phases(List<Equation> equations, Map<String, Equation> definitions) {
        this.equations = equations;
        this.definitions = definitions;
    }

    /** The same equations taken; what is taken from now on counts for each alone. */
    Phases copy() {
        Phases copy = new Phases(equations, definitions);
        copy.taken.addAll(taken);
        return copy;
    }

    /** The equations that these tensors need and no earlier call took, in order of the program. */
    List<Equation> take(Collection<String> wanted) {
        Set<String> found = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(wanted);
        while (!open.isEmpty()) {
            String name = open.pop();
            Equation e = definitions.get(name);
            if (e == null || taken.contains(name) || !found.add(name)) continue;
            for (Tensor t : e.reads()) open.push(t.name());
            // An extern function gives all its results at once.
            e.call()
                    .ifPresent(c -> equations.stream()
                            .filter(o -> o.call()
                                    .filter(d -> d.key().equals(c.key()))
                                    .isPresent())
                            .forEach(o -> open.push(o.target().name())));
        }
        List<Equation> phase = new ArrayList<>();
        for (Equation e : equations) if (found.contains(e.target().name())) phase.add(e);
        taken.addAll(found);
        return phase;
    }
}
