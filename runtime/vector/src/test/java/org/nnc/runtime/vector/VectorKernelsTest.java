package org.nnc.runtime.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.nnc.runtime.Kernels;
import org.nnc.runtime.Scratch;

/** The vector kernels against sums in double, over sizes that reach every tile and edge, and all orientations. */
class VectorKernelsTest {
    private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 15, 16, 17, 31, 33, 63, 64, 65, 70, 130};

    @Test
    void theServiceLoaderFindsThem() {
        assertEquals("vector", Kernels.SET.name());
    }

    @Test
    void everyShapeAndOrientation() {
        Random random = new Random(5);
        Scratch scratch = new Scratch();
        // Both kinds of tiles, whichever of them this machine uses.
        FloatContraction[] floats = {
            new FloatContraction(new FloatWidePanels()), new FloatContraction(new FloatSlimPanels())
        };
        DoubleContraction[] doubles = {
            new DoubleContraction(new DoubleWidePanels()), new DoubleContraction(new DoubleSlimPanels())
        };
        for (int kind = 0; kind < 2; kind++) everyShapeAndOrientation(floats[kind], doubles[kind], random, scratch);
    }

    private static void everyShapeAndOrientation(
            FloatContraction floats, DoubleContraction doubles, Random random, Scratch scratch) {
        for (int round = 0; round < 3000; round++) {
            int m = SIZES[random.nextInt(SIZES.length)];
            int n = SIZES[random.nextInt(SIZES.length)];
            int k = SIZES[random.nextInt(SIZES.length)];
            compare(floats, doubles, scratch, random, m, n, k);
        }
        // Whole and cut blocks of copies, with every kind of edge.
        for (int round = 0; round < 60; round++) {
            compare(
                    floats,
                    doubles,
                    scratch,
                    random,
                    20 + random.nextInt(140),
                    20 + random.nextInt(600),
                    20 + random.nextInt(300));
        }
        // Distances of rows that the choice between a copy and B as it lies looks at, and several depths.
        for (int size : new int[] {128, 256, 512}) {
            for (int round = 0; round < 12; round++) {
                int other = 8 + random.nextInt(64);
                int k = 60 + random.nextInt(360);
                compare(floats, doubles, scratch, random, other, size, k);
                compare(floats, doubles, scratch, random, size, other, k);
            }
        }
        compare(floats, doubles, scratch, random, 70, 1100, 300);
        compare(floats, doubles, scratch, random, 64, 600, 520);
        compare(floats, doubles, scratch, random, 45, 530, 850);
    }

    private static void compare(
            FloatContraction floats, DoubleContraction doubles, Scratch scratch, Random random, int m, int n, int k) {
        boolean aTurned = random.nextBoolean();
        boolean bTurned = random.nextBoolean();
        int pad = random.nextInt(3);
        int ar = aTurned ? 1 : k + pad;
        int ac = aTurned ? m + pad : 1;
        int br = bTurned ? 1 : n + pad;
        int bc = bTurned ? k + pad : 1;
        int cr = n + pad;
        double[] a = random.doubles((long) (m + 3) * (k + 3) + 1, -1, 1).toArray();
        double[] b = random.doubles((long) (n + 3) * (k + 3) + 1, -1, 1).toArray();
        double[] c = random.doubles((long) (m + 3) * (n + 3) + 1, -1, 1).toArray();
        // From nothing, from C, or every row from one that has no element more.
        int start = random.nextInt(3);
        boolean add = start == 1;
        double[] row = start == 2 ? random.doubles(n + 1, -1, 1).toArray() : null;
        double[] c2 = c.clone();
        float[] cf = floats(c);
        doubles.gemm(m, n, k, a, 1, ar, ac, b, 1, br, bc, row, 1, c2, 1, cr, add, scratch);
        float[] rowf = row == null ? null : floats(row);
        floats.gemm(m, n, k, floats(a), 1, ar, ac, floats(b), 1, br, bc, rowf, 1, cf, 1, cr, add, scratch);
        double[] expected = c.clone();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = add ? c[1 + i * cr + j] : row != null ? row[1 + j] : 0;
                for (int p = 0; p < k; p++) sum += a[1 + i * ar + p * ac] * b[1 + p * br + j * bc];
                expected[1 + i * cr + j] = sum;
            }
        }
        for (int i = 0; i < c.length; i++) {
            String where = m + "x" + n + "x" + k + " at " + i;
            assertEquals(expected[i], c2[i], 1e-13 * (k + 1), where);
            assertEquals(expected[i], cf[i], 1e-6 * (k + 1), where);
        }
    }

    /** What the second run of these tests is for: vectors are as wide as the build asks. */
    @Test
    void vectorsAreAsWideAsAsked() {
        int bits = Integer.getInteger("nnc.vector.bits", FloatVector.SPECIES_PREFERRED.vectorBitSize());
        assertEquals(bits, FloatWideTiles.S.vectorBitSize());
        assertEquals(bits, DoubleWideTiles.S.vectorBitSize());
    }

    /** Rows backwards, one for all, and windows that overlap up to the end of the array. */
    @Test
    void stridesOfAnySign() {
        Random random = new Random(6);
        Scratch scratch = new Scratch();
        FloatContraction[] kinds = {
            new FloatContraction(new FloatWidePanels()), new FloatContraction(new FloatSlimPanels())
        };
        int[][] strides = {{-70, 1}, {0, 1}, {1, 1}, {1, 2}, {1, -70}, {70, 1}};
        for (int[] x : strides) {
            for (int[] y : new int[][] {{70, 1}, {-70, 1}, {1, 70}, {1, -70}, {1, 1}, {140, 2}}) {
                for (int c = 0; c < 2 * kinds.length; c++) {
                    FloatContraction kind = kinds[c / 2];
                    // Few rows read the second factor as it lies, more a copy.
                    int m = c % 2 == 0 ? 20 : 44;
                    int n = 66;
                    int k = 68;
                    float[] a = floats(random.doubles(span(m, k, x), -1, 1).toArray());
                    float[] b = floats(random.doubles(span(k, n, y), -1, 1).toArray());
                    float[] got = new float[m * n];
                    int ao = begin(m, k, x);
                    int bo = begin(k, n, y);
                    kind.gemm(m, n, k, a, ao, x[0], x[1], b, bo, y[0], y[1], null, 0, got, 0, n, false, scratch);
                    for (int i = 0; i < m * n; i++) {
                        double sum = 0;
                        for (int p = 0; p < k; p++) {
                            sum += (double) a[ao + i / n * x[0] + p * x[1]] * b[bo + p * y[0] + i % n * y[1]];
                        }
                        assertEquals(sum, got[i], 1e-4, x[0] + "," + x[1] + " " + y[0] + "," + y[1] + " at " + i);
                    }
                }
            }
        }
    }

    /** Elements from the least place to the greatest, none beyond. */
    private static int span(int rows, int columns, int[] steps) {
        return 1 + (rows - 1) * Math.abs(steps[0]) + (columns - 1) * Math.abs(steps[1]);
    }

    private static int begin(int rows, int columns, int[] steps) {
        return Math.max(0, -steps[0]) * (rows - 1) + Math.max(0, -steps[1]) * (columns - 1);
    }

    private static float[] floats(double[] d) {
        float[] f = new float[d.length];
        for (int i = 0; i < f.length; i++) f[i] = (float) d[i];
        return f;
    }
}
