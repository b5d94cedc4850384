package org.nnc.runtime.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnc.runtime.Scratch;

/** Windows whose rows are copied once, against four loops; on any machine with the tiles for many registers. */
class ChainsTest {
    private final Scratch scratch = new Scratch();

    /** The numbers are whole and small, so that sums are exact in any order. */
    @Test
    void aProductWithChainsIsThatOfItsWindows() {
        Random random = new Random(1);
        FloatContraction floats = new FloatContraction(new FloatWidePanels());
        DoubleContraction doubles = new DoubleContraction(new DoubleWidePanels());
        int[] rows = new int[400];
        for (int round = 0; round < 600; round++) {
            if (round % 4 == 0) rows = new int[400];
            int channels = 1 + random.nextInt(4);
            int taps = 1 + random.nextInt(5);
            int stride = 1 + random.nextInt(2);
            int groups = 2 + random.nextInt(12);
            int n = 1 + random.nextInt(30);
            int m = 1 + random.nextInt(17);
            int width = n + taps - 1 + random.nextInt(3);
            int height = (groups - 1) * stride + taps;
            int k = channels * taps * taps;
            // The same array for some: what is known about a table holds only while its numbers stay.
            for (int p = 0; p < k; p++) {
                int inside = p % (taps * taps);
                rows[p] = (p / (taps * taps)) * height * width + inside / taps * width + inside % taps;
            }
            double[] a = numbers(random, m * k);
            // To the last element, now and then.
            double[] b = numbers(
                    random,
                    channels * height * width + random.nextInt(2) * random.nextInt(40) - (width - n - taps + 1));
            boolean add = random.nextInt(4) == 0;
            double[] want = numbers(random, m * groups * n);
            double[] c = want.clone();
            float[] single = floats(c);
            for (int i = 0; i < m; i++) {
                for (int g = 0; g < groups; g++) {
                    for (int j = 0; j < n; j++) {
                        double sum = add ? want[(i * groups + g) * n + j] : 0;
                        for (int p = 0; p < k; p++) sum += a[i * k + p] * b[g * stride * width + rows[p] + j];
                        want[(i * groups + g) * n + j] = sum;
                    }
                }
            }
            int bg = stride * width;
            doubles.gemm(groups, m, n, k, a, 0, k, 1, b, 0, bg, rows, c, 0, n, groups * n, add, scratch);
            assertArrayEquals(want, c);
            floats.gemm(
                    groups,
                    m,
                    n,
                    k,
                    floats(a),
                    0,
                    k,
                    1,
                    floats(b),
                    0,
                    bg,
                    rows,
                    single,
                    0,
                    n,
                    groups * n,
                    add,
                    scratch);
            assertArrayEquals(floats(want), single);
        }
    }

    /** Three rows of a window of three, five groups: seven groups of the image for each place in the row. */
    @Test
    void rowsOfAWindowLieInOneAnother() {
        int[] table = {0, 1, 2, 10, 11, 12, 20, 21, 22};
        Chains chains = Chains.of(9, table, 10, 5, 8, scratch);
        assertEquals(3 * 7, chains.starts.length);
        assertArrayEquals(new int[] {0, 56, 112, 8, 64, 120, 16, 72, 128}, chains.rows);
        assertTrue(chains == Chains.of(9, table, 10, 5, 8, scratch));
        table[8] = 100;
        Chains others = Chains.of(9, table, 10, 5, 8, scratch);
        assertEquals(7 + 7 + 6 + 5, others.starts.length);
        assertEquals(0, Chains.of(9, table, 7, 5, 8, scratch).starts.length);
        // By turns nothing is made again; of too many nothing is kept.
        assertTrue(others == Chains.of(9, table, 10, 5, 8, scratch));
        table[8] = 22;
        assertTrue(chains == Chains.of(9, table, 10, 5, 8, scratch));
        for (int i = 0; i < 20; i++) Chains.of(9, table, 100 + i, 5, 8, scratch);
        assertTrue(chains == Chains.of(9, table, 10, 5, 8, scratch));
        assertNull(Chains.of(9, table, 99, 5, 8, scratch));
    }

    private static double[] numbers(Random random, int n) {
        return random.ints(n, -9, 10).asDoubleStream().toArray();
    }

    private static float[] floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) y[i] = (float) x[i];
        return y;
    }
}
