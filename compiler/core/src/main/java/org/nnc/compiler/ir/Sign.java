package org.nnc.compiler.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What is known of the sign of values, and whether a partial can leave the finite numbers: found by trying the operator table
 * at a few points, so that no operator is known here.
 *
 * <p>Only for the choice of a form: where a sign is missed, a guard too many or too few stands in a derivative.
 */
public enum Sign {
    ANY(-100, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 100),
    NOT_NEGATIVE(0, 0.5, 1, 2, 3, 100),
    POSITIVE(0.01, 0.5, 1, 2, 3, 100);

    /** Beyond the exponents of double. */
    private static final double FAR = 1e4;

    private final double[] points;

    Sign(double... points) {
        this.points = points;
    }

    private double[] points() {
        return points;
    }

    private double[] pointsAndFar() {
        double[] all = Arrays.copyOf(points, points.length + 2);
        all[points.length] = FAR;
        all[points.length + 1] = this == ANY ? -FAR : FAR;
        return all;
    }

    /** The signs of the tensors of a program, as far as their equations tell. */
    public static final class Of {
        private final Map<String, Equation> definitions;
        private final Map<String, Sign> known = new HashMap<>();

        public Of(Program program) {
            definitions = program.definitions();
        }

        public Sign sign(Expr e) {
            return e.match(
                    c -> c.value() > 0 ? POSITIVE : c.value() == 0 ? NOT_NEGATIVE : ANY,
                    s -> POSITIVE,
                    p -> NOT_NEGATIVE,
                    r -> r.otherwise().isEmpty()
                            ? sign(r.tensor())
                            : lesser(sign(r.tensor()), sign(r.otherwise().get())),
                    this::applied,
                    c -> ANY);
        }

        private Sign sign(Tensor t) {
            Sign before = known.get(t.name());
            if (before != null) return before;
            // A recurrence finds nothing known of itself.
            known.put(t.name(), ANY);
            Equation e = definitions.get(t.name());
            if (e == null || t.type() != Type.REAL) return ANY;
            Sign s = switch (e.reduction().orElse(Reduction.SUM)) {
                case SUM, PROD, MAX, MIN -> sign(e.body());
                case NORM -> NOT_NEGATIVE;
                default -> ANY;
            };
            known.put(t.name(), s);
            return s;
        }

        private Sign applied(Expr.Apply a) {
            if (a.op() == Primitive.SELECT) return lesser(sign(a.arg(1)), sign(a.arg(2)));
            // A draw has no value of its own to try.
            if (a.type() != Type.REAL || a.op().isDraw()) return ANY;
            double[] least = {Double.POSITIVE_INFINITY};
            each(a.args().stream().map(this::sign).toList(), v -> {
                double y = a.op().value(v[0], v[1], v[2]);
                least[0] = Math.min(least[0], Double.isNaN(y) ? Double.NEGATIVE_INFINITY : y);
            });
            return least[0] > 0 ? POSITIVE : least[0] == 0 ? NOT_NEGATIVE : ANY;
        }

        /** Whether the partial of an operator can be infinite or undefined at arguments that are not. */
        public boolean isSteep(Expr.Apply a, int argument) {
            boolean[] steep = {false};
            // Far out an exponential leaves the finite numbers, too.
            each(a.args().stream().map(this::sign).toList(), Sign::pointsAndFar, new double[3], 0, v -> {
                List<Expr> at = new ArrayList<>();
                for (int i = 0; i < a.op().arity(); i++) at.add(Expr.real(v[i]));
                Expr y = Expr.real(a.op().value(v[0], v[1], v[2]));
                Expr slope = a.op().partial(argument, at, y);
                steep[0] |= slope instanceof Expr.Const c && !Double.isFinite(c.value());
            });
            return steep[0];
        }
    }

    private static Sign lesser(Sign a, Sign b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private interface Visit {
        void at(double[] values);
    }

    private static void each(List<Sign> signs, Visit visit) {
        each(signs, Sign::points, new double[3], 0, visit);
    }

    private static void each(
            List<Sign> signs, Function<Sign, double[]> points, double[] values, int from, Visit visit) {
        if (from == signs.size()) {
            visit.at(values);
            return;
        }
        for (double p : points.apply(signs.get(from))) {
            values[from] = p;
            each(signs, points, values, from + 1, visit);
        }
    }
}
