package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kernels over rows against the loops that they stand for, in whole numbers, where every order of summation is exact. */
class RowsTest {
    private static final int[] SIZES = {0, 1, 2, 3, 5, 7, 8, 9, 16, 23, 24, 33, 100, 256, 257, 300};

    private final Scratch scratch = new Scratch();
    private final Random random = new Random(1);

    private double[] whole(int n) {
        return random.doubles(n, -8, 9).map(Math::floor).toArray();
    }

    private static float[] floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) x[i];
        }
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
            assertEquals(sum, Kernels.sum(n, x, 3));
            assertEquals((float) sum, Kernels.sum(n, floats(x), 3));
            assertEquals(max, Kernels.max(n, x, 3));
            assertEquals((float) max, Kernels.max(n, floats(x), 3));
            assertEquals(dot, Kernels.dot(n, x, 3, 1, y, 5, 1));
            assertEquals((float) dot, Kernels.dot(n, floats(x), 3, 1, floats(y), 5, 1));
            double[] got = y.clone();
            Kernels.axpy(n, 3, x, 3, got, 5, scratch);
            assertArrayEquals(updated, got);
            float[] single = floats(y);
            Kernels.axpy(n, 3, floats(x), 3, single, 5, scratch);
            assertArrayEquals(floats(updated), single);
        }
    }

    @Test
    void theGreatestOfRowsWithNaN() {
        for (int n : new int[] {1, 3, 8, 40}) {
            for (int at = 0; at < n; at++) {
                double[] x = whole(n);
                x[at] = Double.NaN;
                assertEquals(Double.NaN, Kernels.max(n, x, 0));
                assertEquals(Float.NaN, Kernels.max(n, floats(x), 0));
                x[at] = Double.POSITIVE_INFINITY;
                assertEquals(Double.POSITIVE_INFINITY, Kernels.max(n, x, 0));
                assertEquals(Float.POSITIVE_INFINITY, Kernels.max(n, floats(x), 0));
            }
        }
    }

    @Test
    void columnsCopiesAndTranspositions() {
        for (int m : new int[] {0, 1, 2, 3, 4, 7, 8, 9, 17}) {
            for (int n : SIZES) {
                int ar = n + random.nextInt(3);
                double[] a = whole(m * ar + n + 2);
                double[] c = whole(n * 20 + m * (n + 3) + 2);
                boolean accumulate = random.nextBoolean();
                double[] sums = c.clone();
                double[] turned = c.clone();
                for (int j = 0; j < n; j++) {
                    double sum = accumulate ? c[1 + j] : 0;
                    for (int i = 0; i < m; i++) {
                        sum += a[2 + i * ar + j];
                        turned[1 + j * 20 + i] = a[2 + i * ar + j];
                    }
                    sums[1 + j] = sum;
                }
                double[] got = c.clone();
                Kernels.columnSums(m, n, a, 2, ar, got, 1, accumulate, scratch);
                assertArrayEquals(sums, got);
                got = c.clone();
                Kernels.transpose(m, n, a, 2, ar, got, 1, 20);
                assertArrayEquals(turned, got);
                float[] single = floats(c);
                Kernels.columnSums(m, n, floats(a), 2, ar, single, 1, accumulate, scratch);
                assertArrayEquals(floats(sums), single);
                single = floats(c);
                Kernels.transpose(m, n, floats(a), 2, ar, single, 1, 20);
                assertArrayEquals(floats(turned), single);
            }
        }
    }
}
