package org.nnc.runtime.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Proxy;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nnc.runtime.Fma;
import org.nnc.runtime.KernelSet;
import org.nnc.runtime.Scratch;

/** The range functions on vectors have the bits of the plain ones, whose errors are tested beside them. */
class VectorRangeTest {
    private interface Floats {
        void of(KernelSet set, int n, float[] x, int xo, float[] y, int yo, Scratch scratch);
    }

    private interface Doubles {
        void of(KernelSet set, int n, double[] x, int xo, double[] y, int yo, Scratch scratch);
    }

    enum Function {
        EXP(KernelSet::exp, KernelSet::exp),
        EXPM1(KernelSet::expm1, KernelSet::expm1),
        LOG(KernelSet::log, KernelSet::log),
        COSH(KernelSet::cosh, KernelSet::cosh),
        SIGMOID(KernelSet::sigmoid, KernelSet::sigmoid),
        SIGMOID_OF_NEGATIVE(
                (set, n, x, xo, y, yo, s) -> set.sigmoids(n, x, xo, new float[n], 0, y, yo, s),
                (set, n, x, xo, y, yo, s) -> set.sigmoids(n, x, xo, new double[n], 0, y, yo, s)),
        SIGMOID_OF_BOTH(
                (set, n, x, xo, y, yo, s) -> set.sigmoids(n, x, xo, y, yo, new float[n], 0, s),
                (set, n, x, xo, y, yo, s) -> set.sigmoids(n, x, xo, y, yo, new double[n], 0, s)),
        SOFTPLUS(KernelSet::softplus, KernelSet::softplus),
        TANH(KernelSet::tanh, KernelSet::tanh),
        TANH_BESIDE(
                (set, n, x, xo, y, yo, s) -> set.tanhs(n, x, xo, y, yo, new float[n], 0, s),
                (set, n, x, xo, y, yo, s) -> set.tanhs(n, x, xo, y, yo, new double[n], 0, s)),
        SECH(
                (set, n, x, xo, y, yo, s) -> set.tanhs(n, x, xo, new float[n], 0, y, yo, s),
                (set, n, x, xo, y, yo, s) -> set.tanhs(n, x, xo, new double[n], 0, y, yo, s)),
        ERF(KernelSet::erf, KernelSet::erf);

        private final Floats floats;
        private final Doubles doubles;

        Function(Floats floats, Doubles doubles) {
            this.floats = floats;
            this.doubles = doubles;
        }
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
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        88.73,
        89.42,
        -103.9,
        Double.MIN_VALUE,
        709.79,
        710.48,
        -745.2,
        22,
        9.2,
        4.1
    };
    private static final int[] WIDTHS = {0, 1, 2, 15, 16, 17, 64, 255, 256, 257, 600};

    private final VectorKernels vectors = new VectorKernels();
    private final KernelSet plain = plain();
    private final Scratch scratch = new Scratch();

    /** What an implementation has if it does not override anything. */
    private static KernelSet plain() {
        return (KernelSet) Proxy.newProxyInstance(
                KernelSet.class.getClassLoader(),
                new Class<?>[] {KernelSet.class},
                (proxy, method, arguments) ->
                        java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments));
    }

    private static double value(Random random, int i) {
        switch (i % 6) {
            case 0:
                return SPECIAL[random.nextInt(SPECIAL.length)];
            case 1:
                return Float.intBitsToFloat(random.nextInt());
            case 2:
                return Double.longBitsToDouble(random.nextLong());
            case 3:
                return random.nextGaussian() * 100;
            default:
                return random.nextGaussian() * (i % 5 == 0 ? 0.1 : 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBitsAreThoseOfThePlainKernels(Function f) {
        assumeTrue(Fma.FUSED);
        Random random = new Random(1);
        for (int round = 0; round < 400; round++) {
            int n = WIDTHS[random.nextInt(WIDTHS.length)];
            double[] x = new double[n + 3];
            float[] single = new float[n + 3];
            // Now and then nothing rare in the range.
            boolean tame = random.nextBoolean();
            for (int i = 0; i < x.length; i++) {
                x[i] = tame ? random.nextDouble() + 0.1 : value(random, i);
                single[i] = (float) x[i];
            }
            double[] want = new double[n + 5];
            double[] got = new double[n + 5];
            float[] wantSingle = new float[n + 5];
            float[] gotSingle = new float[n + 5];
            f.doubles.of(plain, n, x, 2, want, 4, scratch);
            f.doubles.of(vectors, n, x, 2, got, 4, scratch);
            f.floats.of(plain, n, single, 2, wantSingle, 4, scratch);
            f.floats.of(vectors, n, single, 2, gotSingle, 4, scratch);
            for (int i = 0; i < n + 5; i++) {
                assertEquals(want[i], got[i], f + " at " + i + " of " + n);
                assertEquals(wantSingle[i], gotSingle[i], f + " at " + i + " of " + n);
            }
            f.doubles.of(vectors, n, x, 2, x, 2, scratch);
            f.floats.of(vectors, n, single, 2, single, 2, scratch);
            for (int i = 0; i < n; i++) {
                assertEquals(want[4 + i], x[2 + i], f + " in place");
                assertEquals(wantSingle[4 + i], single[2 + i], f + " in place");
            }
        }
    }
}
