package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/**
 * Leaves out tensors that only repeat another one's cells, such as the windows of a pooling: what reads them reads the
 * cells themselves, in every phase.
 */
final class Windows {
    private Windows() {}

    /** @param kept tensors that are asked for */
    static Program of(Program program, Set<String> kept) {
        Set<String> needed = new HashSet<>(kept);
        needed.addAll(program.results());
        program.ranges().forEach(r -> needed.add(r.tensor()));
        Map<String, Equation> repeated = new HashMap<>();
        Set<String> defaulted = new HashSet<>();
        for (Equation e : program.equations()) {
            e.forEach(x -> {
                if (x instanceof Expr.Read r && r.otherwise().isPresent())
                    defaulted.add(r.tensor().name());
            });
        }
        for (Equation e : program.equations()) {
            String name = e.target().name();
            if (!needed.contains(name) && !defaulted.contains(name) && repeats(e)) repeated.put(name, e);
        }
        if (repeated.isEmpty()) return program;
        List<Equation> rest = new ArrayList<>();
        for (Equation e : program.equations()) {
            if (!repeated.containsKey(e.target().name())) rest.add(e.map(x -> substituted(x, repeated)));
        }
        return program.withEquations(rest);
    }

    /** Whether an equation is at most one cheap operation on cells of a tensor with fewer dimensions. */
    private static boolean repeats(Equation e) {
        if (e.isReduction() || e.target().type() != e.body().type() || Unit.cost(e.body()) > 1) return false;
        List<Tensor> read = new ArrayList<>();
        e.body().forEach(x -> {
            if (x instanceof Expr.Read r) read.add(r.otherwise().isPresent() ? e.target() : r.tensor());
        });
        return read.size() == 1
                && read.get(0).rank() > 0
                && read.get(0).rank() < e.target().rank();
    }

    private static Expr substituted(Expr x, Map<String, Equation> repeated) {
        Expr inner = x.mapChildren(c -> substituted(c, repeated));
        if (!(inner instanceof Expr.Read r) || !repeated.containsKey(r.tensor().name())) return inner;
        Equation e = repeated.get(r.tensor().name());
        Map<Index, Expr> by = new HashMap<>();
        for (int d = 0; d < e.indices().size(); d++) by.put(e.indices().get(d), r.at().get(d));
        return substituted(e.body().substitute(by), repeated);
    }
}
