package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * A program in which tensors between inputs and results can be moved, too: {@code h = h_raw + h_shift}, h_shift an input.
 *
 * @param shifts by the name of such a tensor, the input that moves it
 */
record Shifted(Program program, Map<String, String> shifts) {
    static Shifted of(Program program, Collection<String> moved) {
        Names names = new Names(program.names());
        List<Program.Input> inputs = new ArrayList<>(program.inputs());
        List<Equation> equations = new ArrayList<>();
        Map<String, String> shifts = new HashMap<>();
        for (Equation e : program.equations()) {
            Tensor t = e.target();
            if (!moved.contains(t.name())) {
                equations.add(e);
                continue;
            }
            Tensor raw = new Tensor(names.fresh(t.name() + "_raw"), t.type(), t.shape());
            Tensor shift = new Tensor(names.fresh(t.name() + "_shift"), Type.REAL, t.shape());
            List<Expr> at = e.indices().stream().map(Expr::position).toList();
            equations.add(new Equation(raw, e.indices(), e.reduction(), e.binders(), e.guard(), e.body(), e.note()));
            equations.add(Equation.pointwise(t, e.indices(), Build.add(Expr.read(raw, at), Expr.read(shift, at)), ""));
            inputs.add(new Program.Input(shift, Optional.empty()));
            shifts.put(t.name(), shift.name());
        }
        return new Shifted(program.withInputs(inputs).withEquations(equations), shifts);
    }

    /** The input by which a tensor is moved; an input or parameter is itself. */
    String of(String tensor) {
        return shifts.getOrDefault(tensor, tensor);
    }

    /** Puts the shifts beside the values of inputs and parameters: all zero. */
    void addTo(Map<String, double[]> values, Map<String, Long> dims) {
        for (String name : shifts.values()) {
            Tensor t = program.tensors().get(name);
            values.put(name, new double[(int) t.size().evaluate(dims::get)]);
        }
    }
}
