package org.nnc.runtime.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnc.runtime.KernelSet;
import org.nnc.runtime.Scratch;

/**
 * The kernels that find parts of an operand by a table, on vectors, against those in plain Java, which are tested by their
 * formulas: sizes of every tile and edge. Small whole numbers, so that every order of summation gives the same.
 */
class VectorTapsTest {
    private static final KernelSet SET = new VectorKernels();

    /** The defaults of the interface, which are plain Java. */
    private static final KernelSet PLAIN = new KernelSet() {
        @Override
        public String name() {
            return "defaults";
        }

        @Override
        public void gemm(
                int m,
                int n,
                int k,
                float[] a,
                int aOffset,
                int aRow,
                int aColumn,
                float[] b,
                int bOffset,
                int bRow,
                int bColumn,
                float[] c,
                int cOffset,
                int cRow,
                boolean accumulate,
                Scratch scratch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void gemm(
                int m,
                int n,
                int k,
                double[] a,
                int aOffset,
                int aRow,
                int aColumn,
                double[] b,
                int bOffset,
                int bRow,
                int bColumn,
                double[] c,
                int cOffset,
                int cRow,
                boolean accumulate,
                Scratch scratch) {
            throw new UnsupportedOperationException();
        }
    };

    private final Scratch scratch = new Scratch();

    private static double[] numbers(Random random, int length) {
        return random.doubles(length, -4, 5).map(Math::floor).toArray();
    }

    private static float[] floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) y[i] = (float) x[i];
        return y;
    }

    /** What a set of kernels does to doubles and floats of these values. */
    private interface Call {
        void of(KernelSet set, double[] doubles, float[] floats);
    }

    private static void same(double[] start, Call call) {
        double[] expected = start.clone();
        float[] expectedFloats = floats(start);
        call.of(PLAIN, expected, expectedFloats);
        double[] doubles = start.clone();
        float[] floats = floats(start);
        call.of(SET, doubles, floats);
        assertArrayEquals(expected, doubles);
        assertArrayEquals(expectedFloats, floats);
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
            boolean add = random.nextBoolean();
            same(numbers(random, m * row + 1), (set, c, f) -> {
                set.gemm(
                        groups, m, n, k, floats(a), 0, 2 * k, step, floats(b), 0, bg, rows, f, 1, cg, row, add,
                        scratch);
                set.gemm(groups, m, n, k, a, 0, 2 * k, step, b, 0, bg, rows, c, 1, cg, row, add, scratch);
            });
        }
    }

    @Test
    void sumsAlongBlocks() {
        Random random = new Random(12);
        for (int round = 0; round < 400; round++) {
            int m = 1 + random.nextInt(19);
            int n = 1 + random.nextInt(37);
            // Some are so long that they are added up in parts.
            int blocks = round % 20 == 0 ? 40 : random.nextInt(5);
            int some = 1 + random.nextInt(round % 8 == 0 ? 700 : 70);
            int k = round % 2 == 0 ? (some + 15) / 16 * 16 : some;
            int row = blocks * (k + 1) + 1;
            double[] a = numbers(random, m * row + 1);
            double[] b = numbers(random, 300 + blocks * (k + 3));
            int[] columns = random.ints(n, 0, 300).toArray();
            boolean add = random.nextBoolean();
            same(numbers(random, m * (n + 1)), (set, c, f) -> {
                float[] x = floats(a);
                float[] y = floats(b);
                set.dots(m, n, blocks, k, x, 1, row, k + 1, y, 0, columns, k + 3, f, 0, n + 1, add, scratch);
                set.dots(m, n, blocks, k, a, 1, row, k + 1, b, 0, columns, k + 3, c, 0, n + 1, add, scratch);
            });
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
            int gap = round / 2 % 2;
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
            int[][] places = {new int[m * (n + gap)], new int[m * (n + gap)]};
            same(new double[m * (n + gap)], (set, y, f) -> {
                set.greatest(m, n, points, floats(x), 0, row, step, at, f, 0, n + gap, null);
                set.greatest(m, n, points, x, 0, row, step, at, y, 0, n + gap, null);
            });
            same(new double[m * (n + gap)], (set, y, f) -> {
                int[] found = places[set == PLAIN ? 0 : 1];
                int[] ofDoubles = new int[found.length];
                set.greatest(m, n, points, floats(x), 0, row, step, at, f, 0, n + gap, found);
                set.greatest(m, n, points, x, 0, row, step, at, y, 0, n + gap, ofDoubles);
                assertArrayEquals(found, ofDoubles);
            });
            assertArrayEquals(places[0], places[1]);
            double[] d = numbers(random, m * (n + gap));
            for (int kind = 0; kind < 3; kind++) {
                boolean add = kind > 0;
                int[] to = new int[points];
                for (int p = 0; p < points; p++) to[p] = kind == 2 ? p : (points - 1 - p) * n;
                same(numbers(random, m * points * n + points + 1), (set, y, f) -> {
                    set.spread(m, n, points, floats(d), 0, n + gap, places[0], to, f, 1, points * n, add);
                    set.spread(m, n, points, d, 0, n + gap, places[0], to, y, 1, points * n, add);
                });
            }
        }
    }

    @Test
    void gates() {
        Random random = new Random(14);
        for (int length = 0; length < 80; length++) {
            int n = length;
            double[] x = numbers(random, n + 1);
            double[] d = numbers(random, n + 2);
            if (n > 3) {
                x[2] = Double.NaN;
                d[3] = Double.NaN;
                x[n / 2] = -0.0;
            }
            same(new double[n], (set, y, f) -> {
                set.gate(n, floats(x), 1, floats(d), 2, f, 0);
                set.gate(n, x, 1, d, 2, y, 0);
            });
            same(d, (set, y, f) -> {
                set.gate(n, floats(x), 1, f, 2, f, 2);
                set.gate(n, x, 1, y, 2, y, 2);
            });
        }
    }

    /** With as many threads as there may be, the bits of one. */
    @Test
    void threadsAddUpTheSameParts() {
        Random random = new Random(15);
        int m = 64;
        int n = 20;
        int blocks = 30;
        int k = 448;
        float[] a = floats(random.doubles((long) m * blocks * k, -1, 1).toArray());
        float[] b = floats(random.doubles(blocks * k + 100, -1, 1).toArray());
        int[] columns = random.ints(n, 0, 100).toArray();
        float[] one = new float[m * n];
        SET.dots(m, n, blocks, k, a, 0, blocks * k, k, b, 0, columns, k, one, 0, n, false, scratch);
        for (int threads : new int[] {2, 3, 4}) {
            Scratch shared = new Scratch();
            shared.workers(Runnable::run, threads);
            float[] c = new float[m * n];
            Arrays.fill(c, Float.NaN);
            SET.dots(m, n, blocks, k, a, 0, blocks * k, k, b, 0, columns, k, c, 0, n, false, shared);
            assertArrayEquals(one, c, threads + " threads");
        }
    }
}
