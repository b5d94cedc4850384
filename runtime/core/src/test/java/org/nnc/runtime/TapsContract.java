package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a set of kernels that find parts of an operand by a table must do: sizes of every tile and edge, NaN and all. */
public abstract class TapsContract {
    private final KernelSet set;
    private final Scratch scratch = new Scratch();

    protected TapsContract(KernelSet set) {
        this.set = set;
    }

    /** Small whole numbers: every order of summation gives the same float. */
    private static double[] numbers(Random random, int length) {
        return random.doubles(length, -4, 5).map(Math::floor).toArray();
    }

    private static float[] floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) y[i] = (float) x[i];
        return y;
    }

    private static void same(double[] expected, double[] doubles, float[] floats, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], doubles[i], what + " at " + i);
            assertEquals((float) expected[i], floats[i], what + " at " + i);
        }
    }

    @Test
    void rowsByATableInGroups() {
        Random random = new Random(11);
        for (int round = 0; round < 900; round++) {
            int groups = round % 3 == 0 ? 1 : random.nextInt(14);
            int m = 1 + random.nextInt(19);
            int n = 1 + random.nextInt(round % 8 == 0 ? 600 : groups == 1 ? 90 : 50);
            int k = random.nextInt(round % 7 == 0 ? 300 : 30);
            int step = 1 + random.nextInt(2);
            double[] a = numbers(random, 2 * m * k + 1);
            int bg = random.nextInt(60);
            int[] rows = random.ints(k, 0, 200).toArray();
            int last = Arrays.stream(rows).max().orElse(0);
            double[] b = numbers(random, last + Math.max(0, groups - 1) * bg + n);
            int cg = round % 4 == 0 ? n + random.nextInt(3) : n;
            int row = groups * cg + 2;
            double[] c = numbers(random, m * row + 1);
            boolean add = random.nextBoolean();
            double[] expected = c.clone();
            for (int g = 0; g < groups; g++) {
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        int at = 1 + g * cg + i * row + j;
                        double sum = add ? c[at] : 0;
                        for (int p = 0; p < k; p++) sum += a[i * 2 * k + step * p] * b[g * bg + rows[p] + j];
                        expected[at] = sum;
                    }
                }
            }
            float[] f = floats(c);
            set.gemm(groups, m, n, k, floats(a), 0, 2 * k, step, floats(b), 0, bg, rows, f, 1, cg, row, add, scratch);
            set.gemm(groups, m, n, k, a, 0, 2 * k, step, b, 0, bg, rows, c, 1, cg, row, add, scratch);
            same(expected, c, f, groups + " of " + m + "x" + n + "x" + k);
        }
    }

    @Test
    void sumsAlongBlocks() {
        Random random = new Random(12);
        for (int round = 0; round < 400; round++) {
            int m = 1 + random.nextInt(19);
            int n = 1 + random.nextInt(37);
            int blocks = random.nextInt(5);
            int k = 1 + random.nextInt(round % 8 == 0 ? 700 : 70);
            if (round % 2 == 0) k = (k + 15) / 16 * 16;
            double[] a = numbers(random, m * (blocks * (k + 1) + 1) + 1);
            double[] b = numbers(random, 300 + blocks * (k + 3));
            int[] columns = random.ints(n, 0, 300).toArray();
            double[] c = numbers(random, m * (n + 1));
            boolean add = random.nextBoolean();
            double[] expected = c.clone();
            int row = blocks * (k + 1) + 1;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = add ? c[i * (n + 1) + j] : 0;
                    for (int q = 0; q < blocks; q++) {
                        for (int p = 0; p < k; p++)
                            sum += a[1 + i * row + q * (k + 1) + p] * b[columns[j] + q * (k + 3) + p];
                    }
                    expected[i * (n + 1) + j] = sum;
                }
            }
            float[] f = floats(c);
            set.dots(
                    m, n, blocks, k, floats(a), 1, row, k + 1, floats(b), 0, columns, k + 3, f, 0, n + 1, add, scratch);
            set.dots(m, n, blocks, k, a, 1, row, k + 1, b, 0, columns, k + 3, c, 0, n + 1, add, scratch);
            same(expected, c, f, m + "x" + n + "x" + blocks + "*" + k);
        }
    }

    @Test
    void greatestOfAWindowAndBack() {
        Random random = new Random(13);
        for (int round = 0; round < 600; round++) {
            int m = 1 + random.nextInt(4);
            int n = 1 + random.nextInt(70);
            int points = round % 3 == 0 ? 1 + random.nextInt(9) : 4;
            int[] at = random.ints(points, 0, 90).toArray();
            int step = 1 + round % 2 + round % 7 / 6;
            int row = step * n + 95;
            int to = n + round / 2 % 2;
            // Pairs of neighbours, as in a pooling of an image.
            if (points == 4 && round % 5 < 4) {
                at[1] = at[0] + 1;
                at[3] = at[2] + 1;
            }
            double[] x = numbers(random, m * row + 91);
            if (round % 5 == 0) {
                for (int i = 0; i < 6; i++) x[random.nextInt(x.length)] = Double.NaN;
                x[random.nextInt(x.length)] = Double.NEGATIVE_INFINITY;
                x[random.nextInt(x.length)] = Double.POSITIVE_INFINITY;
                x[random.nextInt(x.length)] = -0.0;
            }
            double[] greatest = new double[m * to];
            int[] places = new int[m * to];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double best = Double.NEGATIVE_INFINITY;
                    int place = 0;
                    for (int p = points - 1; p >= 0; p--) {
                        double value = x[i * row + at[p] + step * j];
                        // From the last to the first: an equal one in front takes the place, and so does a NaN.
                        if (value != value || !(best != best) && value >= best) place = p;
                        best = Math.max(best, value);
                    }
                    greatest[i * to + j] = best;
                    places[i * to + j] = place;
                }
            }
            double[] y = new double[greatest.length];
            float[] f = new float[greatest.length];
            int[] found = new int[greatest.length];
            int[] foundOfFloats = new int[greatest.length];
            set.greatest(m, n, points, x, 0, row, step, at, y, 0, to, found);
            set.greatest(m, n, points, floats(x), 0, row, step, at, f, 0, to, foundOfFloats);
            same(greatest, y, f, "greatest of " + points);
            assertEquals(Arrays.toString(places), Arrays.toString(found));
            assertEquals(Arrays.toString(places), Arrays.toString(foundOfFloats));
            Arrays.fill(y, 7);
            Arrays.fill(f, 7);
            if (to > n) for (int i = 0; i < m; i++) greatest[i * to + n] = 7;
            set.greatest(m, n, points, x, 0, row, step, at, y, 0, to, null);
            set.greatest(m, n, points, floats(x), 0, row, step, at, f, 0, to, null);
            same(greatest, y, f, "values only, of " + points);
            back(random, m, n, to, points, places);
        }
    }

    /** Each point of a window has a row of its own. */
    private void back(Random random, int m, int n, int row, int points, int[] places) {
        double[] d = numbers(random, m * row);
        for (int kind = 0; kind < 3; kind++) {
            boolean add = kind > 0;
            int[] at = new int[points];
            // What is added may meet its neighbour's.
            for (int p = 0; p < points; p++) at[p] = kind == 2 ? p : (points - 1 - p) * n;
            double[] y = numbers(random, m * points * n + points + 1);
            float[] f = floats(y);
            double[] expected = y.clone();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    for (int p = 0; p < points; p++) {
                        int cell = 1 + i * points * n + at[p] + j;
                        double here = places[i * row + j] == p ? d[i * row + j] : 0;
                        expected[cell] = add ? expected[cell] + here : here;
                    }
                }
            }
            set.spread(m, n, points, d, 0, row, places, at, y, 1, points * n, add);
            set.spread(m, n, points, floats(d), 0, row, places, at, f, 1, points * n, add);
            same(expected, y, f, "spread over " + points);
        }
    }

    @Test
    void gates() {
        Random random = new Random(14);
        for (int n = 0; n < 80; n++) {
            double[] x = numbers(random, n + 1);
            double[] d = numbers(random, n + 2);
            if (n > 3) {
                x[2] = Double.NaN;
                d[3] = Double.NaN;
                x[n / 2] = -0.0;
            }
            double[] expected = new double[n];
            for (int i = 0; i < n; i++) expected[i] = x[1 + i] > 0 ? d[2 + i] : 0;
            double[] y = new double[n];
            float[] f = new float[n];
            set.gate(n, x, 1, d, 2, y, 0);
            set.gate(n, floats(x), 1, floats(d), 2, f, 0);
            same(expected, y, f, "gate");
            set.gate(n, x, 1, d, 2, d, 2);
            same(expected, Arrays.copyOfRange(d, 2, n + 2), f, "in place");
        }
    }
}
