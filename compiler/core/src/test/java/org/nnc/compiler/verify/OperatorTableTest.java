package org.nnc.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** Every row of the operator table against differences, its second derivatives too, and the declared kinks. */
class OperatorTableTest {
    private static final List<Expr.Read> ARGS = List.of(scalar("a"), scalar("b"), scalar("c"));
    private static final int POINTS = 25;

    private static Expr.Read scalar(String name) {
        return Expr.read(new Tensor(name, Type.REAL, List.of()), List.of());
    }

    /** The value of an expression over the scalars a, b, c: constants fold where they are put in. */
    private static double value(Expr e, double[] at) {
        Expr.Const folded = (Expr.Const) substituted(e, at);
        return folded.value();
    }

    private static Expr substituted(Expr e, double[] at) {
        if (e instanceof Expr.Read r) return Expr.real(at[r.tensor().name().charAt(0) - 'a']);
        return e.mapChildren(x -> substituted(x, at));
    }

    private static Expr applied(Primitive p) {
        return Expr.apply(p, List.<Expr>copyOf(ARGS.subList(0, p.arity())));
    }

    private static Expr partial(Primitive p, int argument) {
        return p.partial(argument, List.copyOf(ARGS.subList(0, p.arity())), applied(p));
    }

    /** The derivative by the chain rule, straight from the table. */
    private static Expr derivative(Expr e, Expr.Read by) {
        if (e.equals(by)) return Expr.real(1);
        Expr sum = Expr.real(0);
        if (!(e instanceof Expr.Apply a)) return sum;
        for (int i = 0; i < a.args().size(); i++) {
            Expr inner = derivative(a.arg(i), by);
            if (!a.op().moves(i) || inner.isConst(0)) continue;
            sum = Build.add(sum, Build.mul(a.op().partial(i, a.args(), a), inner));
        }
        return sum;
    }

    /** Central differences, extrapolated to step 0 (Richardson). */
    private static double difference(DoubleUnaryOperator f, double x, double step) {
        double[] row = new double[6];
        for (int k = 0; k < row.length; k++) {
            double h = step / (1 << k);
            double next = (f.applyAsDouble(x + h) - f.applyAsDouble(x - h)) / (2 * h);
            double power = 1;
            for (int j = 0; j <= k; j++) {
                double old = row[j];
                row[j] = next;
                power *= 4;
                next = next + (next - old) / (power - 1);
            }
        }
        return row[row.length - 1];
    }

    /** Points of the test interval that keep away from the row's kinks and jumps. */
    private static List<double[]> points(Primitive p) {
        Random random = new Random(p.ordinal());
        List<double[]> points = new ArrayList<>();
        // A draw has no value without a stream; DrawsTest has its numbers.
        if (p.isDraw()) return points;
        while (points.size() < POINTS) {
            double[] at = new double[3];
            for (int i = 0; i < 3; i++) at[i] = p.testLo() + (p.testHi() - p.testLo()) * random.nextDouble();
            if (p == Primitive.SELECT) at[0] = random.nextInt(2);
            if (p == Primitive.POLYGAMMA) at[0] = 1 + random.nextInt(3);
            if (isSmoothNear(p, at)) points.add(at);
        }
        return points;
    }

    private static boolean isSmoothNear(Primitive p, double[] at) {
        double gap = 0.06;
        if (p == Primitive.MOD || p == Primitive.IDIV) {
            double q = at[0] / at[1];
            return Math.abs(q - Math.rint(q)) > 0.2;
        }
        boolean inner = at[0] - p.testLo() > gap && p.testHi() - at[0] > gap;
        boolean apart = Math.abs(at[0] - at[1]) > gap && Math.abs(at[0] - at[2]) > gap && Math.abs(at[1] - at[2]) > gap;
        boolean off = Math.abs(2 * at[0] - Math.rint(2 * at[0])) > 2.5 * gap;
        return p == Primitive.SELECT || p == Primitive.POLYGAMMA || inner && apart && off;
    }

    private static double with(double[] at, int argument, double x, Expr e) {
        double[] moved = at.clone();
        moved[argument] = x;
        return value(e, moved);
    }

    @ParameterizedTest
    @EnumSource(Primitive.class)
    void partialsAgreeWithDifferences(Primitive p) {
        for (double[] at : points(p)) {
            for (int i = 0; i < p.arity(); i++) {
                if (!p.moves(i) && !isStep(p) || p == Primitive.WITH_SLOPE && i == 1) continue;
                int argument = i;
                double numeric = difference(x -> with(at, argument, x, applied(p)), at[i], 0.02);
                if (p.moves(i)) {
                    double exact = value(partial(p, i), at);
                    close(numeric, exact, 1e-9, p + " by argument " + i + " at " + List.of(at[0], at[1], at[2]));
                } else {
                    assertEquals(0, numeric, p + " by argument " + i);
                }
            }
        }
    }

    /** Whether the row says "does not move" of a real argument that could. */
    private static boolean isStep(Primitive p) {
        return p.form() == Primitive.Form.COMPARE
                || p.form() == Primitive.Form.CALL && !p.isDeclared() && p != Primitive.POLYGAMMA
                || p == Primitive.IDIV;
    }

    @ParameterizedTest
    @EnumSource(Primitive.class)
    void secondDerivativesAgreeWithDifferencesOfTheFirst(Primitive p) {
        for (double[] at : points(p)) {
            for (int i = 0; i < p.arity(); i++) {
                if (!p.moves(i)) continue;
                Expr first = partial(p, i);
                for (int j = 0; j < p.arity(); j++) {
                    if (!p.moves(j)) continue;
                    int argument = j;
                    double numeric = difference(x -> with(at, argument, x, first), at[j], 0.02);
                    double exact = value(derivative(first, ARGS.get(j)), at);
                    close(numeric, exact, 1e-7, p + " by " + i + " and " + j + " at " + List.of(at[0], at[1], at[2]));
                }
            }
        }
    }

    /** Where values over- and underflow, neither derivative does before the true one. */
    @ParameterizedTest
    @CsvFileSource(resources = "/nn/far.csv")
    void firstAndSecondDerivativesFarOut(Primitive p, double a, double first, double second) {
        double[] at = {a, 0, 0};
        Expr slope = partial(p, 0);
        farOut(first, value(slope, at), p + "' at " + a);
        farOut(second, value(derivative(slope, ARGS.get(0)), at), p + "'' at " + a);
    }

    /** Relative, but for what lies below the normal numbers. */
    private static void farOut(double expected, double actual, String what) {
        double tolerance = Math.max(1e-12 * Math.abs(expected), 1e-307);
        assertEquals(expected, actual, Double.isInfinite(expected) ? 0 : tolerance, what);
    }

    @ParameterizedTest
    @CsvSource({
        "LOGADDEXP, 1000, 0, 1, 0",
        "LOGADDEXP, -1e5, 1e5, 0, 0",
        "LOGADDEXP, 1e300, 1e300, 0.5, 0.25",
        "HYPOT, 1e200, 1e200, 0.7071067811865476, 3.5355339059327378e-201",
        "HYPOT, 3e-200, 4e-200, 0.6, 1.28e199",
        "ATAN2, 1e200, 1e200, 5e-201, 0",
        "ATAN2, 3e-160, 4e-160, 1.6e159, -Infinity",
        "XLOGY, 1e-300, 1e-300, -690.7755278982137, 0"
    })
    void derivativesByTheFirstArgumentFarOut(Primitive p, double a, double b, double first, double second) {
        double[] at = {a, b, 0};
        Expr slope = partial(p, 0);
        farOut(first, value(slope, at), p + "' at " + a + ", " + b);
        farOut(second, value(derivative(slope, ARGS.get(0)), at), p + "'' at " + a + ", " + b);
    }

    private static void close(double expected, double actual, double tolerance, String what) {
        assertEquals(expected, actual, tolerance * Math.max(1, Math.abs(expected)), what);
    }

    /** The partials at a kink as language.md declares them, and those at the edge of a domain. */
    @ParameterizedTest
    @CsvSource({
        "MAX, 2, 2, 0, 1, 0, 0",
        "MIN, 2, 2, 0, 1, 0, 0",
        "RELU, 0, 0, 0, 0, 0, 0",
        "RELU, -0.0, 0, 0, 0, 0, 0",
        "ABS, 0, 0, 0, 0, 0, 0",
        "CLAMP, 1, 1, 2, 0, 1, 0",
        "CLAMP, 2, 1, 2, 0, 0, 1",
        "CLAMP, 1.5, 1, 2, 1, 0, 0",
        "CLAMP, 1.5, 3, 2, 0, 0, 1",
        "SQRT, 0, 0, 0, Infinity, 0, 0",
        "HYPOT, 0, 0, 0, 0, 0, 0",
        "POW, 0, 2, 0, 0, 0, 0",
        "POW, 0, 1, 0, 1, 0, 0",
        "POW, 0, 0, 0, 0, 0, 0",
        "POW, -2, 3, 0, 12, NaN, 0",
        "SQUARE, 0, 0, 0, 0, 0, 0",
        "XLOGY, 0, 0, 0, 0, 0, 0"
    })
    void kinksAreAsDeclared(Primitive p, double a, double b, double c, double byA, double byB, double byC) {
        double[] expected = {byA, byB, byC};
        for (int i = 0; i < p.arity(); i++) {
            assertEquals(expected[i], value(partial(p, i), new double[] {a, b, c}) + 0.0, p + " by argument " + i);
        }
    }

    @Test
    void partialsOfAChoiceSumToOneWhereverTheArgumentsStand() {
        double[] grid = {-1, 0, 1};
        for (Primitive p : List.of(Primitive.MAX, Primitive.MIN, Primitive.CLAMP)) {
            for (double a : grid) {
                for (double b : grid) {
                    for (double c : grid) {
                        double sum = 0;
                        for (int i = 0; i < p.arity(); i++) sum += value(partial(p, i), new double[] {a, b, c});
                        assertEquals(1, sum, p + " at " + a + " " + b + " " + c);
                    }
                }
            }
        }
    }

    @Test
    void nanPropagatesThroughChoices() {
        double nan = Double.NaN;
        for (Primitive p : List.of(Primitive.MAX, Primitive.MIN, Primitive.RELU, Primitive.CLAMP)) {
            assertTrue(Double.isNaN(p.value(nan, -1, 1)), p.toString());
        }
        assertTrue(Double.isNaN(Primitive.MAX.value(1, nan, 0)));
        assertTrue(Double.isNaN(Primitive.MIN.value(1, nan, 0)));
    }

    @Test
    void zeroToTheZeroIsOne() {
        assertEquals(1, Primitive.POW.value(0, 0, 0));
    }
}
