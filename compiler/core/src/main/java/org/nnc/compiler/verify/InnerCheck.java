package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Program;

/**
 * The derivatives inside a model's own equations, {@code grad(L, x)} and {@code jvp(y, x, v)}, against differences of the
 * tensors that they derive: to the gradient of the whole model they are equations as any other, whatever they compute.
 */
public final class InnerCheck {
    private final Program program;
    private final Map<String, Long> dims;
    private final Map<String, double[]> values;
    private final Foreign foreign;

    private InnerCheck(Program program, Map<String, Long> dims, Map<String, double[]> values, Foreign foreign) {
        this.program = program;
        this.dims = dims;
        this.values = values;
        this.foreign = foreign;
    }

    /**
     * One result for each of the derivatives whose tensors the program still has.
     *
     * @param program with the derivatives written out
     * @param mostCells how many cells of a tensor are compared at most
     */
    public static List<GradientCheck.Result> check(
            Program program,
            List<Inner> all,
            Map<String, Long> dims,
            Map<String, double[]> values,
            int mostCells,
            Foreign foreign) {
        InnerCheck check = new InnerCheck(program, dims, values, foreign);
        List<GradientCheck.Result> results = new ArrayList<>();
        for (Inner i : all) {
            Set<String> known = program.tensors().keySet();
            List<String> needed = new ArrayList<>(List.of(i.target().name(), i.of(), i.wrt()));
            i.direction().ifPresent(needed::add);
            if (!known.containsAll(needed)) continue;
            results.add(i.direction().isPresent() ? check.along(i, mostCells) : check.gradient(i, mostCells));
        }
        return results;
    }

    private GradientCheck.Result gradient(Inner i, int mostCells) {
        Gradient g = new Gradient(program, Map.of(i.wrt(), i.target().name()), Map.of());
        return GradientCheck.check(program, g, Optional.of(i.of()), dims, values, mostCells, foreign)
                .get(0)
                .named("grad(" + i.of() + ", " + i.wrt() + ")");
    }

    private GradientCheck.Result along(Inner i, int mostCells) {
        Shifted movable = Shifted.of(program, Set.of(i.wrt()));
        Evaluate evaluate = new Evaluate(movable.program(), dims).foreign(foreign);
        Map<String, double[]> at = new LinkedHashMap<>(values);
        movable.addTo(at, dims);
        Map<String, double[]> here = new HashMap<>(at);
        here.putAll(evaluate.run(at));
        double[] tangent = here.get(i.target().name()).clone();
        double[] direction = here.get(i.direction().orElseThrow()).clone();
        String varied = movable.of(i.wrt());
        Line values = h -> moved(evaluate, at, varied, direction, h, i.of());
        int count = Math.min(tangent.length, mostCells);
        List<GradientCheck.Probe> probes = new ArrayList<>();
        double largest = 0;
        for (int k = 0; k < count; k++) {
            int cell = (int) ((long) k * tangent.length / count);
            Difference d = Difference.at0(h -> values.at(h)[cell], 0);
            probes.add(new GradientCheck.Probe(cell, tangent[cell], 0, d));
            if (!d.isKink() && Double.isFinite(d.value())) largest = Math.max(largest, Math.abs(d.value()));
        }
        if (count < tangent.length) {
            double[] weights = GradientCheck.direction(i.of(), tangent.length);
            Difference d = Difference.at0(h -> dot(weights, values.at(h)), 0);
            probes.add(GradientCheck.along(tangent, weights, d));
        }
        String name = "jvp(" + i.of() + ", " + i.wrt() + ", " + i.direction().get() + ")";
        return GradientCheck.decided(name, tangent.length, probes, largest);
    }

    /** The cells of a tensor at a distance along the direction. */
    private interface Line {
        double[] at(double h);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) sum += a[k] * b[k];
        return sum;
    }

    private static double[] moved(
            Evaluate evaluate, Map<String, double[]> at, String varied, double[] direction, double h, String of) {
        double[] array = at.get(varied).clone();
        for (int k = 0; k < array.length; k++) array[k] += h * direction[k];
        Map<String, double[]> moved = new HashMap<>(at);
        moved.put(varied, array);
        return evaluate.run(moved).get(of);
    }
}
