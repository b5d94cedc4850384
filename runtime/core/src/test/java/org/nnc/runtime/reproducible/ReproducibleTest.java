package org.nnc.runtime.reproducible;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.nnc.runtime.Scratch;

/** The reproducible classes have all that the quick ones have, and compute what StrictMath and the plain loops say. */
class ReproducibleTest {
    private static Set<String> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()))
                .map(m -> m.getReturnType() + " " + m.getName() + Arrays.toString(m.getParameterTypes()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyKernelIsThere() {
        assertEquals(methods(org.nnc.runtime.Kernels.class), methods(Kernels.class));
        assertEquals(methods(org.nnc.runtime.Fma.class), methods(Fma.class));
        assertEquals(methods(org.nnc.runtime.Special.class), methods(Special.class));
    }

    /** Nothing falls back to a default that could be fused: what is not of this package is exact in any order. */
    @Test
    void whatCouldBeFusedIsOverridden() {
        Set<String> inherited = new TreeSet<>();
        for (Method m : Ordered.class.getMethods()) {
            Class<?> from = m.getDeclaringClass();
            if (from == org.nnc.runtime.KernelSet.class || from == org.nnc.runtime.Products.class)
                inherited.add(m.getName());
        }
        // affine copies a row and calls gemm.
        Set<String> neverFused =
                Set.of("affine", "sum", "max", "columnSums", "transpose", "greatest", "spread", "gate");
        assertEquals(neverFused, inherited);
    }

    @Test
    void multiplyAndAddRoundTwice() {
        double a = 1 + 0x1p-30;
        assertEquals(0, Fma.of(a, a, -(1 + 0x1p-29)));
        float b = 1 + 0x1p-13f;
        assertEquals(0, Fma.of(b, b, -(1 + 0x1p-12f)));
    }

    @Test
    void functionsAreThoseOfStrictMath() {
        Random random = new Random(1);
        Scratch scratch = new Scratch();
        double[] x = random.doubles(1000, -5, 5).toArray();
        double[] y = new double[1000];
        Kernels.exp(1000, x, 0, y, 0, scratch);
        assertArrayEquals(Arrays.stream(x).map(StrictMath::exp).toArray(), y);
        Kernels.tanh(1000, x, 0, y, 0, scratch);
        assertArrayEquals(Arrays.stream(x).map(StrictMath::tanh).toArray(), y);
        Kernels.log(1000, x, 0, y, 0, scratch);
        assertArrayEquals(Arrays.stream(x).map(StrictMath::log).toArray(), y);
        for (double v : x) {
            assertEquals(org.nnc.runtime.Special.softplus(v), Special.softplus(v), 1e-15 * 8);
            assertEquals(org.nnc.runtime.Special.sigmoid(v), Special.sigmoid(v), 1e-15);
            assertEquals(org.nnc.runtime.Special.logaddexp(v, 1), Special.logaddexp(v, 1), 1e-15 * 8);
            assertEquals((float) Special.sigmoid(v), Special.sigmoid((float) v), 1e-6f);
        }
        assertEquals(0, Special.xlogy(0.0, 0.0));
        assertTrue(Double.isNaN(Special.xlogy(0.0, Double.NaN)));
        assertEquals(Double.NEGATIVE_INFINITY, Special.logaddexp(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY));
    }

    @Test
    void productsAreSummedInOrder() {
        Random random = new Random(2);
        Scratch scratch = new Scratch();
        for (int n : new int[] {1, 3, 4, 7, 8}) {
            int m = 5;
            int k = 9;
            for (boolean turned : new boolean[] {false, true}) {
                double[] a = random.doubles(m * k).toArray();
                double[] b = random.doubles(k * n).toArray();
                double[] c = random.doubles(m * n).toArray();
                int br = turned ? 1 : n;
                int bc = turned ? k : 1;
                double[] want = c.clone();
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        for (int p = 0; p < k; p++) want[i * n + j] += a[i * k + p] * b[p * br + j * bc];
                    }
                }
                Kernels.gemm(m, n, k, a, 0, k, 1, b, 0, br, bc, c, 0, n, true, scratch);
                assertArrayEquals(want, c);
                float[] single = new float[m * n];
                Kernels.gemm(m, n, k, floats(a), 0, k, 1, floats(b), 0, br, bc, single, 0, n, false, scratch);
                float sum = 0;
                for (int p = 0; p < k; p++) sum += (float) a[p] * (float) b[p * br];
                assertEquals(sum, single[0]);
            }
        }
    }

    private static float[] floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) y[i] = (float) x[i];
        return y;
    }
}
