package org.nnc.tool.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.nnc.compiler.Derived;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Cost;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.simplify.Specialise;
import org.nnc.compiler.verify.Evaluate;
import org.nnc.compiler.verify.Foreign;
import org.nnc.compiler.verify.GradientCheck;
import org.nnc.compiler.verify.Initial;
import org.nnc.compiler.verify.InnerCheck;
import org.nnc.tool.data.EvalRequest;

/**
 * A model's gradient against differences, at the values of a case or at values chosen by a seed.
 *
 * @param dims the sizes that it was tried with
 */
public record Trial(Map<String, Long> dims, List<GradientCheck.Result> results) {
    private static final int MOST_CELLS = 100;

    /** Operations of the model that its differences may take together: some seconds. */
    private static final double BUDGET = 3e8;

    /** Evaluations for one difference. */
    private static final int EVALUATIONS = 17;

    /** Tries a case of the user's, in the mode that it asks for. */
    public static Trial of(Program model, List<Inner> inner, EvalRequest request, boolean strict, Foreign foreign) {
        Binding b = Binding.of(model, request);
        Program program = request.training() ? Specialise.forward(model, List.of()) : model;
        new Evaluate(program, b.dims()).foreign(foreign).run(b.values());
        return run(program, inner, b.dims(), b.values(), new Random(request.seed()), strict, foreign);
    }

    /** The model as it runs in training, where its values differ from those of evaluation. */
    public static Optional<Program> training(Program program) {
        if (!Specialise.isNeeded(program)) return Optional.empty();
        Program training = Specialise.forward(program, List.of());
        boolean differs = !training.equations()
                .equals(Specialise.evaluation(program, List.of()).equations());
        return differs ? Optional.of(training) : Optional.empty();
    }

    /**
     * Tries small sizes and random values.
     *
     * @param inner the derivatives that the model's equations read
     */
    public static Trial random(Program program, List<Inner> inner, long seed, boolean strict, Foreign foreign) {
        Random random = new Random(seed);
        IllegalArgumentException refusal = null;
        for (int attempt = 0; attempt < 60; attempt++) {
            Map<String, Long> dims = new LinkedHashMap<>();
            // Different sizes, so that no mix-up of dims goes unseen; larger ones where the model refuses small ones.
            int grow = attempt / 6;
            for (String d : program.runtimeDims()) {
                dims.put(d, attempt == 0 ? 2L + dims.size() % 3 : 1L + grow + random.nextInt(3 + grow));
            }
            Map<String, double[]> values;
            try {
                values = values(program, dims, seed, random);
                new Evaluate(program, dims).foreign(foreign).run(values);
            } catch (IllegalArgumentException e) {
                refusal = e;
                continue;
            }
            return run(program, inner, dims, values, random, strict, foreign);
        }
        throw new CaseException(
                "no sizes were found that the model accepts (" + refusal.getMessage() + "); give a case with --in");
    }

    private static Trial run(
            Program program,
            List<Inner> inner,
            Map<String, Long> dims,
            Map<String, double[]> given,
            Random random,
            boolean strict,
            Foreign foreign) {
        List<String> wrt = new ArrayList<>(Derivation.realInputs(program));
        program.params().stream()
                .filter(p -> !p.frozen())
                .forEach(p -> wrt.add(p.tensor().name()));
        Derivation d = Derivation.of(program, wrt, strict);
        Map<String, double[]> values = new LinkedHashMap<>(given);
        for (Program.Input i : d.gradient().program().inputs()) {
            values.computeIfAbsent(i.tensor().name(), n -> reals(size(i.tensor(), dims), random));
        }
        int cells = cells(program, dims, wrt.size() + inner.size());
        List<GradientCheck.Result> results =
                new ArrayList<>(InnerCheck.check(program, inner, dims, values, cells, foreign));
        results.addAll(GradientCheck.check(program, d.gradient(), d.loss(), dims, values, cells, foreign));
        return new Trial(dims, results);
    }

    /** How many cells of each tensor are compared by themselves: of a large model none, but the direction through all. */
    private static int cells(Program program, Map<String, Long> dims, int tensors) {
        Plan plan = new Derived(program, Optional.empty(), List.of(), List.of()).plan();
        double one = (double) EVALUATIONS * Math.max(1, Cost.forward(plan, dims::get)) * Math.max(1, tensors);
        return (int) Math.max(0, Math.min(MOST_CELLS, BUDGET / one - 1));
    }

    private static Map<String, double[]> values(Program program, Map<String, Long> dims, long seed, Random random) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Program.Input i : program.inputs()) {
            int size = size(i.tensor(), dims);
            values.put(
                    i.tensor().name(),
                    i.tensor().type() == Type.REAL ? reals(size, random) : whole(i, size, dims, random));
        }
        // Away from the starting values: many are zeros, where kinks are.
        Initial.values(program, seed).forEach((name, array) -> {
            double[] moved = array.clone();
            for (int k = 0; k < moved.length; k++) moved[k] += 0.1 * random.nextGaussian();
            values.put(name, moved);
        });
        return values;
    }

    private static double[] whole(Program.Input i, int size, Map<String, Long> dims, Random random) {
        boolean bool = i.tensor().type() == Type.BOOL;
        Optional<Program.Range> range = i.range();
        long lo = bool ? 0 : range.map(r -> Binding.size(r.lo(), dims)).orElse(0L);
        long hi = bool ? 2 : range.map(r -> Binding.size(r.hi(), dims)).orElse(lo + 3);
        if (hi <= lo && size > 0) throw new IllegalArgumentException(i.tensor() + " has an empty range");
        double[] values = new double[size];
        for (int k = 0; k < size; k++) values[k] = lo + random.nextInt((int) Math.min(hi - lo, 1 << 20));
        return values;
    }

    private static double[] reals(int size, Random random) {
        double[] values = new double[size];
        for (int k = 0; k < size; k++) values[k] = 2 * random.nextDouble() - 1;
        return values;
    }

    private static int size(Tensor t, Map<String, Long> dims) {
        return Math.toIntExact(Binding.size(t.size(), dims));
    }
}
