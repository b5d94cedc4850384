package org.nnc.runtime.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnc.runtime.Scratch;

/** Kernels over rows against the loops that they stand for, in whole numbers, where every order of summation is exact. */
class VectorRowsTest {
    private static final int[] SIZES = {0, 1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 130};

    private final VectorKernels set = new VectorKernels();
    private final Scratch scratch = new Scratch();
    private final Random random = new Random(1);

    private double[] whole(int n) {
        return random.doubles(n, -8, 9).map(Math::floor).toArray();
    }

    private static float[] floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) y[i] = (float) x[i];
        return y;
    }

    @Test
    void sumsMaximaDotsAndUpdates() {
        for (int n : SIZES) {
            double[] x = whole(n + 3);
            double[] y = whole(n + 5);
            double sum = 0;
            double max = Double.NEGATIVE_INFINITY;
            double dot = 0;
            double[] updated = y.clone();
            for (int i = 0; i < n; i++) {
                sum += x[3 + i];
                max = Math.max(max, x[3 + i]);
                dot += x[3 + i] * y[5 + i];
                updated[5 + i] += 3 * x[3 + i];
            }
            assertEquals(sum, set.sum(n, x, 3));
            assertEquals((float) sum, set.sum(n, floats(x), 3));
            assertEquals(max, set.max(n, x, 3));
            assertEquals((float) max, set.max(n, floats(x), 3));
            assertEquals(dot, set.dot(n, x, 3, 1, y, 5, 1));
            assertEquals((float) dot, set.dot(n, floats(x), 3, 1, floats(y), 5, 1));
            double[] got = y.clone();
            set.axpy(n, 3, x, 3, got, 5, scratch);
            assertArrayEquals(updated, got);
            float[] single = floats(y);
            set.axpy(n, 3, floats(x), 3, single, 5, scratch);
            assertArrayEquals(floats(updated), single);
            for (int at = 0; at < n; at += 5) {
                double[] odd = x.clone();
                odd[3 + at] = Double.NaN;
                assertEquals(Double.NaN, set.max(n, odd, 3));
                assertEquals(Float.NaN, set.max(n, floats(odd), 3));
            }
        }
    }

    @Test
    void columns() {
        for (int m : new int[] {0, 1, 2, 9}) {
            for (int n : SIZES) {
                int ar = n + random.nextInt(3);
                double[] a = whole(m * ar + n + 2);
                double[] c = whole(n + 2);
                boolean accumulate = random.nextBoolean();
                double[] sums = c.clone();
                for (int j = 0; j < n; j++) {
                    double sum = accumulate ? c[1 + j] : 0;
                    for (int i = 0; i < m; i++) sum += a[2 + i * ar + j];
                    sums[1 + j] = sum;
                }
                double[] got = c.clone();
                set.columnSums(m, n, a, 2, ar, got, 1, accumulate, scratch);
                assertArrayEquals(sums, got);
                float[] single = floats(c);
                set.columnSums(m, n, floats(a), 2, ar, single, 1, accumulate, scratch);
                assertArrayEquals(floats(sums), single);
            }
        }
    }
}
