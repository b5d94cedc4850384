package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Program;

/**
 * Compares the adjoints of a gradient with differences of the primal program, cell by cell: they agree where
 * {@code |a - b| <= 1e-7 * max(|b|, 1e-3 * max|b|)}, beyond what the rounding of the primal does to b. Of large tensors a few
 * cells are compared, and the derivative along a random direction through all.
 *
 * <p>A {@code stop} or a {@code deriv} clause may say another derivative than that of the value. Where plain differences
 * disagree, those of the program with such values and slopes held decide, and the difference to the plain ones is noted.
 *
 * <p>Where a cell stands at or next to a kink (a tie of a max, a relu at 0) no difference decides; such cells are counted
 * and said, not compared.
 */
public final class GradientCheck {
    private static final double TOLERANCE = 1e-7;
    private static final double FLOOR = 1e-3;

    private final Program primal;
    private final Gradient gradient;
    private final Map<String, Long> dims;
    private final Map<String, double[]> values;
    private Evaluate shifted;
    private final Foreign foreign;
    private final Evaluate plain;
    private Evaluate held;
    private final Shifted movable;
    private final ToDoubleFunction<Map<String, double[]>> scalar;

    /** One compared cell: its row-major index, the adjoint, and the difference that it is held against. */
    public record Cell(int index, double adjoint, double difference) {
        /** In place of an index: a random direction through all cells. */
        static final int ALONG = -1;

        private String at() {
            return index == ALONG ? "along it" : "[" + index + "]";
        }
    }

    /**
     * @param compared how many cells were looked at by themselves
     * @param cells how many the tensor has: where not all were looked at, a random direction through all of them was, too
     * @param undecided how many of them stand next to a kink, or where the differences do not settle
     * @param failures how many adjoints disagree
     * @param worst the compared cell that disagrees most
     * @param declared the cell that agrees with what the program declares, but most disagrees with plain differences
     */
    public record Result(
            String tensor,
            int compared,
            int cells,
            int undecided,
            int failures,
            Optional<Cell> worst,
            Optional<Cell> declared) {
        public boolean agrees() {
            return failures == 0;
        }

        Result named(String name) {
            return new Result(name, compared, cells, undecided, failures, worst, declared);
        }

        @Override
        public String toString() {
            return tensor + ": " + compared
                    + (compared < cells ? " of " + cells + " cells and a direction through all" : " cells")
                    + (undecided > 0 ? ", " + undecided + " of them at a kink and not compared" : "")
                    + (failures > 0 ? ", " + failures + " disagree" : "")
                    + worst.map(c -> (c.index == Cell.ALONG ? ", " : ", worst ") + c.at() + " adjoint " + c.adjoint
                                    + " difference " + c.difference)
                            .orElse("")
                    + declared.map(c -> "; by `deriv` or `stop` not the slope of the value: " + c.at() + " adjoint "
                                    + c.adjoint + " plain difference " + c.difference)
                            .orElse("");
        }
    }

    private GradientCheck(
            Program primal,
            Gradient gradient,
            Optional<String> loss,
            Map<String, Long> dims,
            Map<String, double[]> values,
            Foreign foreign) {
        this.foreign = foreign;
        this.primal = primal;
        this.gradient = gradient;
        this.dims = dims;
        this.values = new LinkedHashMap<>(values);
        this.movable = Shifted.of(primal, gradient.adjoints().keySet());
        movable.addTo(this.values, dims);
        this.plain = new Evaluate(movable.program(), dims).foreign(foreign);
        this.shifted = plain;
        this.scalar = results -> {
            double sum = 0;
            if (loss.isPresent()) sum = results.get(loss.get())[0];
            for (Map.Entry<String, String> c : gradient.cotangents().entrySet()) {
                double[] weights = values.get(c.getValue());
                double[] out = results.get(c.getKey());
                for (int i = 0; i < out.length; i++) sum += weights[i] * out[i];
            }
            return sum;
        };
    }

    /**
     * One result for each tensor that the gradient has an adjoint of.
     *
     * @param primal the program whose gradient it is, before any rewriting
     * @param loss the scalar that was differentiated; empty where the gradient has cotangents
     * @param values inputs, parameters and cotangents by name
     * @param mostCells how many cells of a tensor are compared by themselves at most, evenly spread
     */
    public static List<Result> check(
            Program primal,
            Gradient gradient,
            Optional<String> loss,
            Map<String, Long> dims,
            Map<String, double[]> values,
            int mostCells) {
        return check(primal, gradient, loss, dims, values, mostCells, Foreign.NONE);
    }

    /** @param foreign what runs the Java behind extern functions */
    public static List<Result> check(
            Program primal,
            Gradient gradient,
            Optional<String> loss,
            Map<String, Long> dims,
            Map<String, double[]> values,
            int mostCells,
            Foreign foreign) {
        GradientCheck check = new GradientCheck(primal, gradient, loss, dims, values, foreign);
        Map<String, double[]> adjoints =
                new Evaluate(gradient.program(), dims).foreign(foreign).run(values);
        List<Result> results = new ArrayList<>();
        gradient.adjoints().forEach((tensor, adjoint) -> {
            results.add(check.decided(tensor, adjoints.get(adjoint), mostCells));
        });
        return results;
    }

    /** By plain differences; where those disagree, by those of the program with what it declares held. */
    private Result decided(String tensor, double[] adjoint, int mostCells) {
        shifted = plain;
        Result natural = compare(tensor, adjoint, mostCells);
        if (natural.agrees() || !declares()) return natural;
        if (held == null)
            held = new Evaluate(movable.program(), dims).foreign(foreign).held(values);
        shifted = held;
        Result r = compare(tensor, adjoint, mostCells);
        return r.agrees()
                ? new Result(tensor, r.compared, r.cells, r.undecided, r.failures, r.worst, natural.worst)
                : r;
    }

    private boolean declares() {
        boolean[] found = {false};
        for (Equation e : primal.equations()) {
            e.forEach(x -> found[0] |= x instanceof Expr.Apply a && a.op().isDeclared());
        }
        return found[0];
    }

    /**
     * What is held against a difference.
     *
     * @param size what counts as the size of the adjoint, for a direction that of its parts
     */
    record Probe(int cell, double adjoint, double size, Difference difference) {}

    private Result compare(String tensor, double[] adjoint, int mostCells) {
        String varied = movable.of(tensor);
        int count = Math.min(adjoint.length, mostCells);
        List<Probe> probes = new ArrayList<>();
        double largest = 0;
        for (int k = 0; k < count; k++) {
            int cell = (int) ((long) k * adjoint.length / count);
            Difference d = difference(varied, cell);
            probes.add(new Probe(cell, adjoint[cell], 0, d));
            if (!d.isKink() && Double.isFinite(d.value())) largest = Math.max(largest, Math.abs(d.value()));
        }
        if (count < adjoint.length) probes.add(along(varied, adjoint));
        return decided(tensor, adjoint.length, probes, largest);
    }

    /** @param largest difference, by which the tolerance of small ones is measured */
    static Result decided(String tensor, int cells, List<Probe> probes, double largest) {
        int undecided = 0;
        int failures = 0;
        int single = 0;
        Optional<Cell> worst = Optional.empty();
        double worstRatio = -1;
        for (Probe p : probes) {
            if (p.cell != Cell.ALONG) single++;
            Difference b = p.difference;
            double distance = Math.abs(p.adjoint - b.value());
            double least = p.cell == Cell.ALONG ? p.size : FLOOR * largest;
            double allowed = TOLERANCE * Math.max(Math.abs(b.value()), least) + b.rounding();
            boolean agrees = distance <= allowed || p.adjoint == b.value();
            if (!agrees && (b.isKink() || Double.isNaN(b.value()) || distance <= 4 * b.error())) {
                undecided++;
                continue;
            }
            if (!agrees) failures++;
            double ratio = agrees ? distance / Math.max(allowed, Double.MIN_NORMAL) : Double.POSITIVE_INFINITY;
            if (ratio > worstRatio) {
                worstRatio = ratio;
                worst = Optional.of(new Cell(p.cell, p.adjoint, b.value()));
            }
        }
        return new Result(tensor, single, cells, undecided, failures, worst, Optional.empty());
    }

    private Difference difference(String varied, int cell) {
        double[] unit = new double[values.get(varied).length];
        unit[cell] = 1;
        return difference(varied, unit, Math.abs(values.get(varied)[cell]));
    }

    private Probe along(String varied, double[] adjoint) {
        double[] direction = direction(varied, adjoint.length);
        return along(adjoint, direction, difference(varied, direction, 0));
    }

    /** A direction of about the length 1, the same in every run. */
    static double[] direction(String name, int cells) {
        Random random = new Random(name.hashCode());
        double[] direction = new double[cells];
        for (int k = 0; k < cells; k++) direction[k] = random.nextGaussian() / Math.sqrt(cells);
        return direction;
    }

    /** The sum of what the cells contribute along a direction. */
    static Probe along(double[] adjoint, double[] direction, Difference difference) {
        double exact = 0;
        double squares = 0;
        for (int k = 0; k < direction.length; k++) {
            double part = adjoint[k] * direction[k];
            exact += part;
            squares += part * part;
        }
        return new Probe(Cell.ALONG, exact, Math.sqrt(squares), difference);
    }

    private Difference difference(String varied, double[] direction, double scale) {
        double[] from = values.get(varied);
        double[] array = from.clone();
        Map<String, double[]> moved = new HashMap<>(values);
        moved.put(varied, array);
        return Difference.at0(
                h -> {
                    for (int k = 0; k < array.length; k++) array[k] = from[k] + h * direction[k];
                    return scalar.applyAsDouble(shifted.run(moved));
                },
                scale);
    }
}
