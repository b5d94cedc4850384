package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Compares the adjoints of a gradient with differences of the primal program, cell by cell: they agree where
 * {@code |a - b| <= 1e-7 * max(|b|, 1e-3 * max|b|)}, beyond what the rounding of the primal does to b.
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
    private final Map<String, String> shifts = new HashMap<>();
    private final ToDoubleFunction<Map<String, double[]>> scalar;

    /** One compared cell: its row-major index, the adjoint, and the difference that it is held against. */
    public record Cell(int index, double adjoint, double difference) {}

    /**
     * @param compared how many cells were looked at
     * @param undecided how many of them stand next to a kink, or where the differences do not settle
     * @param failures how many adjoints disagree
     * @param worst the compared cell that disagrees most
     * @param declared the cell that agrees with what the program declares, but most disagrees with plain differences
     */
    public record Result(
            String tensor, int compared, int undecided, int failures, Optional<Cell> worst, Optional<Cell> declared) {
        public boolean agrees() {
            return failures == 0;
        }

        @Override
        public String toString() {
            return tensor + ": " + compared + " cells"
                    + (undecided > 0 ? ", " + undecided + " of them at a kink and not compared" : "")
                    + (failures > 0 ? ", " + failures + " disagree" : "")
                    + worst.map(c -> ", worst [" + c.index + "] adjoint " + c.adjoint + " difference " + c.difference)
                            .orElse("")
                    + declared.map(c -> "; by `deriv` or `stop` not the slope of the value: [" + c.index + "] adjoint "
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
        this.plain = new Evaluate(withShifts(), dims).foreign(foreign);
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
     * @param mostCells how many cells of a tensor are compared at most, evenly spread
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
            held = new Evaluate(withShifts(), dims).foreign(foreign).held(values);
        shifted = held;
        Result r = compare(tensor, adjoint, mostCells);
        return r.agrees() ? new Result(tensor, r.compared, r.undecided, r.failures, r.worst, natural.worst) : r;
    }

    private boolean declares() {
        boolean[] found = {false};
        for (Equation e : primal.equations()) {
            e.forEach(x -> found[0] |= x instanceof Expr.Apply a && a.op().isDeclared());
        }
        return found[0];
    }

    /** The primal with an addend for every equation's tensor that is asked for: {@code h = h_raw + h_shift}. */
    private Program withShifts() {
        Names names = new Names(primal.names());
        List<Program.Input> inputs = new ArrayList<>(primal.inputs());
        List<Equation> equations = new ArrayList<>();
        for (Equation e : primal.equations()) {
            Tensor t = e.target();
            if (!gradient.adjoints().containsKey(t.name())) {
                equations.add(e);
                continue;
            }
            Tensor raw = new Tensor(names.fresh(t.name() + "_raw"), t.type(), t.shape());
            Tensor shift = new Tensor(names.fresh(t.name() + "_shift"), Type.REAL, t.shape());
            List<Index> indices = new ArrayList<>(e.indices());
            List<Expr> at = indices.stream().map(Expr::position).toList();
            equations.add(new Equation(raw, e.indices(), e.reduction(), e.binders(), e.guard(), e.body(), e.note()));
            equations.add(Equation.pointwise(t, indices, Build.add(Expr.read(raw, at), Expr.read(shift, at)), ""));
            inputs.add(new Program.Input(shift, Optional.empty()));
            shifts.put(t.name(), shift.name());
            values.put(shift.name(), new double[(int) t.size().evaluate(dims::get)]);
        }
        return primal.withInputs(inputs).withEquations(equations);
    }

    private Result compare(String tensor, double[] adjoint, int mostCells) {
        String varied = shifts.getOrDefault(tensor, tensor);
        int count = Math.min(adjoint.length, mostCells);
        int[] cells = new int[count];
        Difference[] differences = new Difference[count];
        double largest = 0;
        for (int k = 0; k < count; k++) {
            cells[k] = (int) ((long) k * adjoint.length / count);
            differences[k] = difference(varied, cells[k]);
            if (!differences[k].isKink() && Double.isFinite(differences[k].value())) {
                largest = Math.max(largest, Math.abs(differences[k].value()));
            }
        }
        int undecided = 0;
        int failures = 0;
        Optional<Cell> worst = Optional.empty();
        double worstRatio = -1;
        for (int k = 0; k < count; k++) {
            double a = adjoint[cells[k]];
            Difference b = differences[k];
            double distance = Math.abs(a - b.value());
            double allowed = TOLERANCE * Math.max(Math.abs(b.value()), FLOOR * largest) + b.rounding();
            boolean agrees = distance <= allowed || a == b.value();
            if (!agrees && (b.isKink() || Double.isNaN(b.value()) || distance <= 4 * b.error())) {
                undecided++;
                continue;
            }
            if (!agrees) failures++;
            double ratio = agrees ? distance / Math.max(allowed, Double.MIN_NORMAL) : Double.POSITIVE_INFINITY;
            if (ratio > worstRatio) {
                worstRatio = ratio;
                worst = Optional.of(new Cell(cells[k], a, b.value()));
            }
        }
        return new Result(tensor, count, undecided, failures, worst, Optional.empty());
    }

    private Difference difference(String varied, int cell) {
        double[] array = values.get(varied).clone();
        Map<String, double[]> moved = new HashMap<>(values);
        moved.put(varied, array);
        double x = array[cell];
        return Difference.at0(
                h -> {
                    array[cell] = x + h;
                    return scalar.applyAsDouble(shifted.run(moved));
                },
                Math.abs(x));
    }
}
