package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contraction against the textbook's three loops, over shapes, strides and special values. */
class KernelsTest {
    private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 64, 100};
    private final Scratch scratch = new Scratch();

    /** A layout of a rows x columns matrix. */
    private record Layout(int rows, int columns, int offset, int row, int column, int length) {
        static Layout of(int rows, int columns, int kind) {
            return switch (kind) {
                case 0 -> new Layout(rows, columns, 0, columns, 1, rows * columns);
                case 1 -> new Layout(rows, columns, 3, 1, rows, rows * columns + 3);
                case 2 -> new Layout(rows, columns, 1, columns + 5, 1, rows * (columns + 5) + 1);
                case 3 -> new Layout(rows, columns, 2, 2 * columns * 3, 3, rows * columns * 6 + 2);
                case 4 -> new Layout(rows, columns, 0, 0, 1, Math.max(1, columns));
                case 5 -> new Layout(rows, columns, Math.max(0, rows * columns - 1), -columns, -1, rows * columns + 1);
                default -> new Layout(rows, columns, 0, 0, 0, 1);
            };
        }

        int at(int i, int j) {
            return offset + i * row + j * column;
        }
    }

    private static double[] random(Random random, int length) {
        // Small whole numbers: every order of summation gives the same float.
        return random.doubles(length, -8, 9).map(Math::floor).toArray();
    }

    private static float[] floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) x[i];
        }
        return y;
    }

    private static double[] doubles(float[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i];
        }
        return y;
    }

    private static double[] naive(
            int m,
            int n,
            int k,
            double[] a,
            Layout la,
            double[] b,
            Layout lb,
            double[] c,
            int co,
            int cr,
            boolean accumulate) {
        double[] result = c.clone();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = accumulate ? c[co + i * cr + j] : 0;
                for (int p = 0; p < k; p++) {
                    sum += a[la.at(i, p)] * b[lb.at(p, j)];
                }
                result[co + i * cr + j] = sum;
            }
        }
        return result;
    }

    private void compare(Random random, int m, int n, int k, int kindA, int kindB, boolean accumulate) {
        Layout la = Layout.of(m, k, kindA);
        Layout lb = Layout.of(k, n, kindB);
        double[] a = random(random, la.length);
        double[] b = random(random, lb.length);
        int cr = n + random.nextInt(3);
        double[] c = random(random, m * cr + 7);
        String what = m + "x" + n + "x" + k + " layouts " + kindA + "," + kindB + " accumulate " + accumulate;
        double[] want = naive(m, n, k, a, la, b, lb, c, 2, cr, accumulate);

        double[] got = c.clone();
        Kernels.gemm(
                m,
                n,
                k,
                a,
                la.offset,
                la.row,
                la.column,
                b,
                lb.offset,
                lb.row,
                lb.column,
                got,
                2,
                cr,
                accumulate,
                scratch);
        assertArrayEquals(want, got, what);
        float[] single = floats(c);
        Kernels.gemm(
                m,
                n,
                k,
                floats(a),
                la.offset,
                la.row,
                la.column,
                floats(b),
                lb.offset,
                lb.row,
                lb.column,
                single,
                2,
                cr,
                accumulate,
                scratch);
        assertArrayEquals(want, doubles(single), what);
    }

    @Test
    void everyLayoutInSmallAndMiddlingSizes() {
        Random random = new Random(1);
        for (int kindA = 0; kindA < 7; kindA++) {
            for (int kindB = 0; kindB < 7; kindB++) {
                for (int i = 0; i < 60; i++) {
                    int m = SIZES[random.nextInt(SIZES.length)];
                    int n = SIZES[random.nextInt(SIZES.length)];
                    int k = SIZES[random.nextInt(SIZES.length)];
                    compare(random, m, n, k, kindA, kindB, random.nextBoolean());
                }
            }
        }
    }

    @Test
    void blocksOfColumnsAndDepth() {
        Random random = new Random(2);
        for (int kindA = 0; kindA < 2; kindA++) {
            for (int kindB = 0; kindB < 2; kindB++) {
                compare(random, 9, 300, 270, kindA, kindB, true);
                compare(random, 300, 9, 513, kindA, kindB, false);
                compare(random, 1, 600, 300, kindA, kindB, true);
                compare(random, 600, 1, 300, kindA, kindB, false);
                compare(random, 257, 257, 3, kindA, kindB, false);
                compare(random, 4, 256, 256, kindA, kindB, false);
            }
        }
    }

    @Test
    void specialValuesGoThrough() {
        for (int n : new int[] {1, 3, 40}) {
            for (int m : new int[] {1, 5, 40}) {
                int k = 40;
                double[] a = new double[m * k];
                double[] b = new double[k * n];
                Arrays.fill(a, 1);
                Arrays.fill(b, 1);
                a[3] = Double.NaN;
                if (m > 1) {
                    a[k] = Double.POSITIVE_INFINITY;
                    b[0] = 0;
                }
                double[] c = new double[m * n];
                Arrays.fill(c, Double.NaN);
                Kernels.gemm(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n, false, scratch);
                for (int j = 0; j < n; j++) {
                    assertTrue(Double.isNaN(c[j]), "a NaN factor");
                    if (m > 1) {
                        double second = c[n + j];
                        assertTrue(j == 0 ? Double.isNaN(second) : second == Double.POSITIVE_INFINITY, "inf * 0");
                        assertEquals(j == 0 ? 39 : 40, c[2 * n + j], "other rows are clean, old values gone");
                    }
                }
            }
        }
    }

    @Test
    void padsOfAnEarlierCallDoNotLeak() {
        double[] nan = new double[64 * 64];
        Arrays.fill(nan, Double.NaN);
        Kernels.gemm(64, 64, 64, nan, 0, 64, 1, nan, 0, 64, 1, new double[64 * 64], 0, 64, false, scratch);
        compare(new Random(3), 33, 33, 33, 0, 0, true);
        compare(new Random(3), 1, 49, 33, 0, 0, false);
    }

    @Test
    void equalCallsGiveEqualBits() {
        Random random = new Random(4);
        float[] a = floats(random.doubles(100 * 90).toArray());
        float[] b = floats(random.doubles(90 * 80).toArray());
        float[] first = new float[100 * 80];
        Kernels.gemm(100, 80, 90, a, 0, 90, 1, b, 0, 80, 1, first, 0, 80, false, scratch);
        for (int i = 0; i < 2000; i++) {
            float[] again = new float[100 * 80];
            int rows = i < 1990 ? 8 : 100;
            Kernels.gemm(rows, 80, 90, a, 0, 90, 1, b, 0, 80, 1, again, 0, 80, false, scratch);
            assertArrayEquals(Arrays.copyOf(first, rows * 80), Arrays.copyOf(again, rows * 80), "compiled later");
        }
    }

    /** A prediction for one example has the bits that it has among many. */
    @Test
    void rowsDoNotDependOnTheBatch() {
        Random random = new Random(6);
        int n = 70;
        int k = 300;
        for (boolean transposed : new boolean[] {false, true}) {
            float[] a = floats(random.doubles(64 * k, -1, 1).toArray());
            float[] b = floats(random.doubles(k * n, -1, 1).toArray());
            int row = transposed ? 1 : n;
            int column = transposed ? k : 1;
            float[] all = new float[64 * n];
            Kernels.gemm(64, n, k, a, 0, k, 1, b, 0, row, column, all, 0, n, false, scratch);
            for (int m : new int[] {1, 2, 3, 5, 8, 33}) {
                float[] some = new float[m * n];
                Kernels.gemm(m, n, k, a, 0, k, 1, b, 0, row, column, some, 0, n, false, scratch);
                assertArrayEquals(Arrays.copyOf(all, m * n), some, "batch of " + m);
            }
        }
    }

    @Test
    void dots() {
        Random random = new Random(5);
        for (int n = 0; n < 40; n++) {
            double[] a = random(random, 3 * n + 4);
            double[] b = random(random, 3 * n + 4);
            for (int step : new int[] {0, 1, 3}) {
                double want = 0;
                for (int i = 0; i < n; i++) {
                    want += a[2 + i * step] * b[1 + i];
                }
                assertEquals(want, Kernels.dot(n, a, 2, step, b, 1, 1));
                assertEquals((float) want, Kernels.dot(n, floats(a), 2, step, floats(b), 1, 1));
            }
        }
    }

    /** The double files are the float files with other names and costs, so that a fix is never made in one alone. */
    @Test
    void groupsHaveTheBitsOfSingleCalls() {
        Random random = new Random(11);
        int[] sizes = {0, 1, 5, 16, 20, 64, 150, 300};
        for (int round = 0; round < 300; round++) {
            int groups = random.nextInt(6);
            int m = sizes[random.nextInt(sizes.length)];
            int n = sizes[random.nextInt(sizes.length)];
            int k = sizes[random.nextInt(sizes.length)];
            boolean accumulate = random.nextBoolean();
            // Each as the rows of its matrix stand, or turned; the first, the second, or neither is one for all.
            boolean isTurnedA = random.nextBoolean();
            boolean isTurnedB = random.nextBoolean();
            int ag = round % 3 == 0 ? 0 : m * k + 3;
            int bg = round % 3 == 1 ? 0 : n * k + 1;
            int ar = isTurnedA ? 1 : k;
            int ac = isTurnedA ? m : 1;
            int br = isTurnedB ? 1 : n;
            int bc = isTurnedB ? k : 1;
            // The results one behind the other, or side by side.
            boolean isBeside = random.nextBoolean();
            int cg = isBeside ? n : m * n + 2;
            int cr = isBeside ? groups * n + 1 : n;
            double[] a = random.doubles(groups * ag + m * k).toArray();
            double[] b = random.doubles(groups * bg + n * k).toArray();
            double[] c =
                    random.doubles(Math.max(groups * cg, m * cr) + m * n + 2).toArray();
            double[] want = c.clone();
            float[] wanted = floats(c);
            for (int g = 0; g < groups; g++) {
                int to = 1 + g * cg;
                Kernels.gemm(m, n, k, a, g * ag, ar, ac, b, g * bg, br, bc, want, to, cr, accumulate, scratch);
                Kernels.gemm(
                        m,
                        n,
                        k,
                        floats(a),
                        g * ag,
                        ar,
                        ac,
                        floats(b),
                        g * bg,
                        br,
                        bc,
                        wanted,
                        to,
                        cr,
                        accumulate,
                        scratch);
            }
            String what = groups + " of " + m + "x" + n + "x" + k + " steps " + ag + ", " + bg + ", " + cg;
            double[] got = c.clone();
            Groups.gemm(groups, m, n, k, a, 0, ag, ar, ac, b, 0, bg, br, bc, got, 1, cg, cr, accumulate, scratch);
            assertArrayEquals(want, got, what);
            float[] single = floats(c);
            float[] x = floats(a);
            float[] y = floats(b);
            Groups.gemm(groups, m, n, k, x, 0, ag, ar, ac, y, 0, bg, br, bc, single, 1, cg, cr, accumulate, scratch);
            assertArrayEquals(wanted, single, what);
        }
    }

    /** Against the formula, with a row that has no element more. */
    @Test
    void everyRowStartsFromTheSame() {
        Random random = new Random(9);
        Scratch scratch = new Scratch();
        for (int round = 0; round < 300; round++) {
            int groups = 1 + random.nextInt(4);
            int m = random.nextInt(20);
            int n = 1 + random.nextInt(70);
            int k = random.nextInt(40);
            int sg = random.nextBoolean() ? n : 0;
            double[] a = random.doubles(m * k).toArray();
            double[] b = random.doubles(groups * n * k).toArray();
            double[] s = random.doubles((groups - 1) * sg + n).toArray();
            double[] want = new double[groups * m * n];
            for (int i = 0; i < want.length; i++) {
                int g = i / (m * n);
                int row = i / n % m;
                want[i] = s[g * sg + i % n];
                for (int p = 0; p < k; p++) want[i] += a[row * k + p] * b[g * n * k + p * n + i % n];
            }
            double[] got = new double[want.length];
            float[] single = new float[want.length];
            Groups.affine(groups, m, n, k, a, 0, 0, k, 1, b, 0, n * k, n, 1, s, 0, sg, got, 0, m * n, n, scratch);
            float[] x = floats(a);
            float[] y = floats(b);
            float[] t = floats(s);
            Groups.affine(groups, m, n, k, x, 0, 0, k, 1, y, 0, n * k, n, 1, t, 0, sg, single, 0, m * n, n, scratch);
            assertArrayEquals(want, got, 1e-13);
            for (int i = 0; i < want.length; i++) assertEquals(want[i], single[i], 1e-5);
            double[] one = new double[m * n];
            Kernels.affine(m, n, k, a, 0, k, 1, b, 0, n, 1, s, 0, one, 0, n, scratch);
            assertArrayEquals(Arrays.copyOf(want, m * n), one, 1e-13);
            org.nnc.runtime.reproducible.Kernels.affine(m, n, k, a, 0, k, 1, b, 0, n, 1, s, 0, one, 0, n, scratch);
            assertArrayEquals(Arrays.copyOf(want, m * n), one, 1e-13);
        }
    }

    @Test
    void twinsAreTheSameText() throws IOException {
        Path folder = Paths.get("src/main/java/org/nnc/runtime");
        for (String name : new String[] {"Plain", "Tile"}) {
            String one = Files.readString(folder.resolve("Float" + name + ".java"));
            String two = Files.readString(folder.resolve("Double" + name + ".java"));
            String costs = "(?m)^    private static final long .*$";
            one = one.replace("Float", "Double").replace("float", "double").replaceAll(costs, "");
            two = two.replaceAll(costs, "");
            // Lines break elsewhere where words are longer, so blanks do not count.
            assertEquals(one.replaceAll("\\s+", ""), two.replaceAll("\\s+", ""));
        }
    }

    @Test
    void plainServesWhereAProviderCannotBeLoaded() {
        assertEquals("plain", PlainKernels.found().name());
    }

    @Test
    void plainServesWithoutTheVectorApi() {
        assertEquals("plain", Kernels.SET.name());
    }
}
