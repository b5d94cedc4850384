package org.nnc.tool.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.diagnostics.Suggest;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.verify.Initial;
import org.nnc.tool.data.EvalRequest;
import org.nnc.tool.data.Tensor;

/**
 * A case's values bound to a program: the run-time dims from the shapes, else from {@code dims}; parameters that the case
 * does not give from their initialisers.
 *
 * @param dims every run-time dim
 * @param values every input and parameter, row-major
 */
record Binding(Map<String, Long> dims, Map<String, double[]> values) {
    static Binding of(Program program, EvalRequest request) {
        Map<String, org.nnc.compiler.ir.Tensor> known = new LinkedHashMap<>();
        program.inputs().forEach(i -> known.put(i.tensor().name(), i.tensor()));
        program.params().forEach(p -> known.put(p.tensor().name(), p.tensor()));
        program.states().forEach(s -> known.put(s.tensor().name(), s.tensor()));
        for (String name : request.inputs().keySet()) {
            if (!known.containsKey(name)) throw unknown("input, parameter or state", name, program, known.keySet());
        }
        for (Program.Input i : program.inputs()) {
            if (!request.inputs().containsKey(i.tensor().name())) {
                throw new CaseException("the input " + i.tensor() + " is missing; give it in \"inputs\"");
            }
        }
        Map<String, Long> dims = dims(program, request, known);
        Map<String, double[]> values = new LinkedHashMap<>();
        if (!request.inputs().keySet().containsAll(names(program.params()))) {
            values.putAll(Initial.values(program, request.seed()));
        }
        for (Program.State s : program.states()) {
            double[] start = new double[Math.toIntExact(size(s.tensor().size(), dims))];
            java.util.Arrays.fill(start, s.initial());
            values.put(s.tensor().name(), start);
        }
        request.inputs().forEach((name, tensor) -> values.put(name, checked(known.get(name), tensor, dims)));
        return new Binding(dims, values);
    }

    /** A tensor of a case for one of the program, its shape and type checked. */
    static double[] checked(org.nnc.compiler.ir.Tensor declared, Tensor given, Map<String, Long> dims) {
        List<Long> shape = declared.shape().stream().map(d -> size(d, dims)).toList();
        if (!shape.equals(given.shape().stream().map(Integer::longValue).toList())) {
            throw new CaseException(declared + " is given the shape " + given.shape() + "; it has " + shape);
        }
        double[] data = given.data();
        for (int k = 0; declared.type() != Type.REAL && k < data.length; k++) {
            boolean fits = declared.type() == Type.BOOL
                    ? data[k] == 0 || data[k] == 1
                    : data[k] == Math.rint(data[k]) && Math.abs(data[k]) <= Integer.MAX_VALUE;
            if (!fits) throw new CaseException(declared + " is given " + data[k] + " at its position " + k);
        }
        return data;
    }

    static long size(Dim d, Map<String, Long> dims) {
        try {
            return d.evaluate(name -> Optional.ofNullable(dims.get(name))
                    .orElseThrow(() -> new CaseException("the dim " + name + " is not bound")));
        } catch (ArithmeticException e) {
            throw new CaseException("the size " + d + " overflows");
        }
    }

    static CaseException unknown(String what, String name, Program program, Set<String> known) {
        return new CaseException("the model " + program.name() + " has no " + what + " " + name
                + Suggest.nearest(name, known)
                        .map(n -> "; did you mean " + n + "?")
                        .orElse(""));
    }

    private static List<String> names(List<Program.Param> params) {
        return params.stream().map(p -> p.tensor().name()).toList();
    }

    private static Map<String, Long> dims(
            Program program, EvalRequest request, Map<String, org.nnc.compiler.ir.Tensor> known) {
        List<String> runtime = program.runtimeDims();
        Map<String, Long> dims = new LinkedHashMap<>();
        Map<String, String> source = new LinkedHashMap<>();
        request.dims().forEach((name, value) -> {
            if (!runtime.contains(name)) throw unknown("run-time dim", name, program, Set.copyOf(runtime));
            bind(dims, source, name, value, "\"dims\"");
        });
        // Sizes such as 2*N or N+1 tell their dim too; several dims in one size need another place that tells them.
        List<String> open = new ArrayList<>(request.inputs().keySet());
        for (String name : open) {
            org.nnc.compiler.ir.Tensor t = known.get(name);
            List<Integer> shape = request.inputs().get(name).shape();
            if (shape.size() != t.rank()) {
                throw new CaseException(t + " is given the shape " + shape + " of another rank");
            }
            for (int d = 0; d < shape.size(); d++) {
                long found = shape.get(d);
                solve(t.shape().get(d), found)
                        .ifPresent(b -> bind(dims, source, b.getKey(), b.getValue(), "the shape of " + name));
            }
        }
        for (String name : runtime) {
            if (!dims.containsKey(name)) {
                throw new CaseException("no shape tells the dim " + name + "; give it in \"dims\"");
            }
        }
        return dims;
    }

    private static void bind(Map<String, Long> dims, Map<String, String> source, String name, long value, String by) {
        Long before = dims.putIfAbsent(name, value);
        if (before == null) source.put(name, by);
        else if (before != value) {
            throw new CaseException(
                    "the dim " + name + " is " + before + " by " + source.get(name) + " and " + value + " by " + by);
        }
    }

    /** The dim and its value where a size {@code a*N + b} of one dim was found to be a number. */
    private static Optional<Map.Entry<String, Long>> solve(Dim size, long found) {
        if (size.variables().size() != 1) return Optional.empty();
        String name = size.variables().iterator().next();
        long b = size.evaluate(n -> 0);
        long a = size.evaluate(n -> 1) - b;
        boolean linear = a != 0 && size.evaluate(n -> 2) == 2 * a + b && size.evaluate(n -> 1000) == 1000 * a + b;
        if (!linear || (found - b) % a != 0 || (found - b) / a < 0) return Optional.empty();
        return Optional.of(Map.entry(name, (found - b) / a));
    }
}
