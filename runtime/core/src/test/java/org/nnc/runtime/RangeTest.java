package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The range functions against StrictMath, in units in the last place; the bounds are those that KernelSet states. */
class RangeTest {
    private interface Floats {
        void of(KernelSet set, int n, float[] x, int xo, float[] y, int yo, Scratch scratch);
    }

    private interface Doubles {
        void of(KernelSet set, int n, double[] x, int xo, double[] y, int yo, Scratch scratch);
    }

    enum Function {
        EXP(2.5, 3, StrictMath::exp, KernelSet::exp, KernelSet::exp),
        EXPM1(2.5, 3, StrictMath::expm1, KernelSet::expm1, KernelSet::expm1),
        LOG(2.5, 3, StrictMath::log, KernelSet::log, KernelSet::log),
        COSH(2.5, 3, StrictMath::cosh, KernelSet::cosh, KernelSet::cosh),
        SIGMOID(4, 4, RangeTest::sigmoid, KernelSet::sigmoid, KernelSet::sigmoid),
        SOFTPLUS(4, 4, RangeTest::softplus, KernelSet::softplus, KernelSet::softplus),
        TANH(4, 4, StrictMath::tanh, KernelSet::tanh, KernelSet::tanh),
        SECH(
                5,
                5,
                RangeTest::sech,
                (set, n, x, xo, y, yo, s) -> set.tanhs(n, x, xo, new float[xo + n], xo, y, yo, s),
                (set, n, x, xo, y, yo, s) -> set.tanhs(n, x, xo, new double[xo + n], xo, y, yo, s)),
        ERF(8, 1, Special::erf, KernelSet::erf, KernelSet::erf);

        private final double floatBound;
        private final double doubleBound;
        private final DoubleUnaryOperator exact;
        private final Floats floats;
        private final Doubles doubles;

        Function(double floatBound, double doubleBound, DoubleUnaryOperator exact, Floats floats, Doubles doubles) {
            this.floatBound = floatBound;
            this.doubleBound = doubleBound;
            this.exact = exact;
            this.floats = floats;
            this.doubles = doubles;
        }
    }

    private static double sigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** By itself up to one and a half units off; from 22 on what is left out is less than that. */
    private static double sech(double x) {
        return Math.abs(x) > 22 ? 2 * StrictMath.exp(-Math.abs(x)) : 1 / StrictMath.cosh(x);
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1,
        -1,
        1e30,
        -1e30,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        1e-40,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        88.7,
        88.73,
        89.4,
        89.42,
        -87.4,
        -103.9,
        -104,
        9.2,
        4.1,
        0.70710677,
        0.7071068,
        1.4142135
    };
    private static final double[] SPECIAL_DOUBLE = {
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        -1e-310,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        709.78,
        709.79,
        710.47,
        710.48,
        -708.4,
        -745.1,
        -745.2,
        22,
        19.06
    };

    private final KernelSet set = new PlainKernels();
    private final Scratch scratch = new Scratch();

    /** Special values, everything that bits can say, and the ranges where something happens. */
    private static double value(Random random, int i, boolean single) {
        if (i < SPECIAL.length) {
            return SPECIAL[i];
        }
        if (!single && i < SPECIAL.length + SPECIAL_DOUBLE.length) {
            return SPECIAL_DOUBLE[i - SPECIAL.length];
        }
        switch (i % 5) {
            case 0:
                return single ? Float.intBitsToFloat(random.nextInt()) : Double.longBitsToDouble(random.nextLong());
            case 1:
                return random.nextGaussian();
            case 2:
                return (2 * random.nextDouble() - 1) * (single ? 105 : 750);
            case 3:
                return random.nextGaussian() * 0.01;
            default:
                return 24 * random.nextDouble() - 12;
        }
    }

    @ParameterizedTest
    @EnumSource
    void floatsAreWithinTheBound(Function f) {
        Random random = new Random(1);
        int n = 400_000;
        float[] x = new float[n + 3];
        float[] y = new float[n + 5];
        for (int i = 0; i < n; i++) {
            x[3 + i] = (float) value(random, i, true);
        }
        f.floats.of(set, n, x, 3, y, 5, scratch);
        for (int i = 0; i < n; i++) {
            double exact = f.exact.applyAsDouble(x[3 + i]);
            float nearest = (float) exact;
            float got = y[5 + i];
            if (Float.isNaN(nearest) || Float.isInfinite(nearest) || nearest == 0) {
                assertEquals(nearest, got, f + " of " + x[3 + i]);
            } else {
                double error = Math.abs(got - exact) / Math.ulp(nearest);
                assertTrue(error < f.floatBound, f + " of " + x[3 + i] + " is " + got + ", off by " + error);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void doublesAreWithinTheBound(Function f) {
        Random random = new Random(2);
        int n = 200_000;
        double[] x = new double[n + 3];
        double[] y = new double[n + 5];
        for (int i = 0; i < n; i++) {
            x[3 + i] = value(random, i, false);
        }
        f.doubles.of(set, n, x, 3, y, 5, scratch);
        for (int i = 0; i < n; i++) {
            double exact = f.exact.applyAsDouble(x[3 + i]);
            double got = y[5 + i];
            if (Double.isNaN(exact) || Double.isInfinite(exact) || exact == 0) {
                assertEquals(exact, got, f + " of " + x[3 + i]);
            } else {
                double error = Math.abs(got - exact) / Math.ulp(exact);
                assertTrue(error <= f.doubleBound, f + " of " + x[3 + i] + " is " + got + ", off by " + error);
            }
        }
    }

    /** In place, and whatever stands around it, an element gives the same bits; nothing beside the range is written. */
    @ParameterizedTest
    @EnumSource
    void elementsDoNotDependOnTheirPlace(Function f) {
        Random random = new Random(3);
        int n = 700;
        float[] x = new float[n];
        double[] z = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) value(random, i, true);
            z[i] = value(random, i, false);
        }
        float[] y = new float[n];
        double[] w = new double[n];
        f.floats.of(set, n, x, 0, y, 0, scratch);
        f.doubles.of(set, n, z, 0, w, 0, scratch);
        for (int width : new int[] {0, 1, 2, 7, 16, 33, 256, 300}) {
            int at = random.nextInt(n - width + 1);
            float[] same = x.clone();
            f.floats.of(set, width, same, at, same, at, scratch);
            double[] same2 = z.clone();
            f.doubles.of(set, width, same2, at, same2, at, scratch);
            for (int i = 0; i < n; i++) {
                boolean inside = i >= at && i < at + width;
                assertEquals(inside ? y[i] : x[i], same[i]);
                assertEquals(inside ? w[i] : z[i], same2[i]);
            }
        }
    }

    @Test
    void compiledCodeGivesTheSameBits() {
        float[] x = new float[1000];
        Random random = new Random(4);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) value(random, i, true);
        }
        for (Function f : Function.values()) {
            float[] first = new float[x.length];
            f.floats.of(set, x.length, x, 0, first, 0, scratch);
            float[] later = new float[x.length];
            for (int i = 0; i < 300; i++) {
                f.floats.of(set, x.length, x, 0, later, 0, scratch);
            }
            assertArrayEquals(first, later);
        }
    }

    /** The pair has the bits of one after the other, at any place, and in place. */
    @Test
    void bothSigmoidsHaveTheBitsOfEach() {
        Random random = new Random(5);
        int n = 5000;
        float[] x = new float[n];
        double[] u = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) value(random, i, true);
            u[i] = value(random, i, false);
        }
        for (int at : new int[] {0, 1, 4000}) {
            int width = Math.min(n - at, 2000 + at);
            float[] y = x.clone();
            float[] z = new float[n];
            double[] v = u.clone();
            double[] w = new double[n];
            set.sigmoids(width, y, at, y, at, z, at, scratch);
            set.sigmoids(width, v, at, v, at, w, at, scratch);
            for (int i = 0; i < n; i++) {
                boolean inside = i >= at && i < at + width;
                float[] one = {x[i], -x[i]};
                double[] two = {u[i], -u[i]};
                set.sigmoid(2, one, 0, one, 0, scratch);
                set.sigmoid(2, two, 0, two, 0, scratch);
                assertEquals(inside ? one[0] : x[i], y[i]);
                assertEquals(inside ? one[1] : 0, z[i]);
                assertEquals(inside ? two[0] : u[i], v[i]);
                assertEquals(inside ? two[1] : 0, w[i]);
            }
        }
    }

    @Test
    void aTangentHasTheSameBitsWithItsSlopeAndWithout() {
        Random random = new Random(6);
        int n = 2000;
        float[] x = new float[n];
        double[] u = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) value(random, i, true);
            u[i] = value(random, i, false);
        }
        float[] y = x.clone();
        double[] v = u.clone();
        set.tanhs(n, y, 0, y, 0, new float[n], 0, scratch);
        set.tanhs(n, v, 0, v, 0, new double[n], 0, scratch);
        set.tanh(n, x, 0, x, 0, scratch);
        set.tanh(n, u, 0, u, 0, scratch);
        assertArrayEquals(x, y);
        assertArrayEquals(u, v);
    }
}
