package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/**
 * Backward runs after the states have moved: what it reads of them, also in equations of forward that it runs again, is copied
 * before.
 */
final class OldStates {
    private OldStates() {}

    static Program of(Program program) {
        if (program.states().stream().allMatch(s -> s.next().isEmpty())) return program;
        List<String> forward = new ArrayList<>(program.outputs());
        forward.addAll(program.losses());
        program.states().forEach(s -> s.next().ifPresent(forward::add));
        int first = new Phases(program.equations(), program.definitions())
                .take(forward)
                .size();
        if (first == program.equations().size()) return program;
        Map<String, Tensor> old = new LinkedHashMap<>();
        Names names = new Names(program.names());
        List<Equation> all = new ArrayList<>();
        for (Program.State s : program.states()) {
            Tensor t = s.tensor();
            if (s.next().isEmpty()
                    || program.equations().stream().noneMatch(e -> e.reads().contains(t))) continue;
            Tensor copy = new Tensor(names.fresh(t.name() + "_old"), t.type(), t.shape());
            old.put(t.name(), copy);
            all.add(Equation.pointwise(copy, Schedule.indices(t), Expr.read(t, Schedule.positions(t)), ""));
        }
        for (Equation e : program.equations()) all.add(e.map(x -> reading(x, old)));
        return program.withEquations(all);
    }

    /** Whether an equation is such a copy. */
    static boolean isCopy(Program program, Equation e) {
        return program.states().stream()
                .anyMatch(s -> s.next().isPresent()
                        && !e.isReduction()
                        && e.body().equals(Expr.read(s.tensor(), Schedule.positions(s.tensor()))));
    }

    private static Expr reading(Expr e, Map<String, Tensor> old) {
        Expr inner = e.mapChildren(x -> reading(x, old));
        if (!(inner instanceof Expr.Read r) || !old.containsKey(r.tensor().name())) return inner;
        return Expr.read(old.get(r.tensor().name()), r.at(), r.otherwise());
    }
}
