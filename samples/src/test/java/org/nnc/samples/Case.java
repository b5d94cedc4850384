package org.nnc.samples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Cost;
import org.nnc.compiler.schedule.Schedule;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.simplify.Specialise;
import org.nnc.compiler.verify.Evaluate;

/**
 * A model with its gradient and numbers to run them on.
 *
 * @param program the model as it was written, before any rewriting
 * @param gradient of its loss, or of its outputs with cotangents
 * @param dims the run-time dims
 * @param values inputs, parameters and cotangents
 */
record Case(Program program, Gradient gradient, Map<String, Long> dims, Map<String, double[]> values) {
    private static final long EXAMPLES = 3;

    /**
     * Units of work, as {@link Cost} counts them, of the value of a model for three examples. The interpreter is too slow for
     * larger ones, which are made of layers that are tested by themselves.
     */
    private static final double MOST_WORK = 1e6;

    /** A test for each model of each sample that is small enough. */
    static Stream<DynamicTest> each(long seed, Consumer<Case> test) {
        return Models.all().stream()
                .map(p -> Specialise.isNeeded(p) ? Specialise.evaluation(p, List.of()) : p)
                .filter(p -> work(p) <= MOST_WORK)
                .map(p -> DynamicTest.dynamicTest(p.name(), () -> test.accept(of(p, seed))));
    }

    /** The units of work of a model's value. */
    static double work(Program p) {
        Program stable = Simplify.stable(p, List.of(), false).program();
        return Cost.forward(Schedule.of(stable), dim -> EXAMPLES);
    }

    static Case of(Program program, long seed) {
        Map<String, Long> dims = new LinkedHashMap<>();
        for (String d : program.runtimeDims()) dims.put(d, EXAMPLES);
        List<String> wrt = sources(program);
        Program stable = Simplify.stable(program, List.of(), false).program();
        Gradient gradient = Simplify.tidy(
                program.losses().isEmpty()
                        ? Differentiate.ofOutputs(stable, program.outputs(), wrt)
                        : Differentiate.ofLoss(stable, program.losses().get(0), wrt));
        Map<String, double[]> values = Models.values(program, dims, seed);
        if (!isTame(program, Evaluate.run(program, dims, values))) makePositive(program, values, seed);
        Random random = new Random(seed + 1);
        gradient.cotangents().forEach((out, input) -> {
            int size = Models.size(program.tensors().get(out), dims);
            values.put(input, random.doubles(size, -1, 1).toArray());
        });
        return new Case(program, gradient, dims, values);
    }

    /** Whether the results are of a size in which rounding does not show. */
    private static boolean isTame(Program program, Map<String, double[]> results) {
        return Stream.concat(program.outputs().stream(), program.losses().stream())
                .flatMapToDouble(n -> java.util.Arrays.stream(results.get(n)))
                .allMatch(v -> Math.abs(v) < 1e3);
    }

    /** For models that take logarithms, roots or large exponentials of their inputs. */
    private static void makePositive(Program program, Map<String, double[]> values, long seed) {
        Random random = new Random(seed);
        for (Program.Input i : program.inputs()) {
            if (i.tensor().type() != Type.REAL) continue;
            java.util.Arrays.setAll(values.get(i.tensor().name()), k -> 0.25 + 0.5 * random.nextDouble());
        }
    }

    /** What is differentiated by: every real input and every parameter that is not frozen. */
    List<String> sources() {
        return sources(program);
    }

    private static List<String> sources(Program program) {
        List<String> names = new ArrayList<>();
        for (Program.Input i : program.inputs())
            if (i.tensor().type() == Type.REAL) names.add(i.tensor().name());
        for (Program.Param p : program.params()) {
            if (!p.frozen()) names.add(p.tensor().name());
        }
        return names;
    }

    /** The differentiated scalar, from all tensors of a run: the loss, or the sum of {@code <cotangent, output>}. */
    double scalar(Map<String, double[]> results) {
        if (!program.losses().isEmpty()) return results.get(program.losses().get(0))[0];
        double sum = 0;
        for (Map.Entry<String, String> c : gradient.cotangents().entrySet()) {
            double[] out = results.get(c.getKey());
            double[] weight = values.get(c.getValue());
            for (int i = 0; i < out.length; i++) sum += weight[i] * out[i];
        }
        return sum;
    }
}
