package org.nnc.runtime.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nnc.runtime.Scratch;

/** Contractions on several threads: the bits of one. */
@Timeout(60)
class VectorWorkersTest {
    private static final VectorKernels SET = new VectorKernels();

    private final Set<Thread> seen = ConcurrentHashMap.newKeySet();
    private final ExecutorService pool = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private static float[] floats(Random random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) x[i] = random.nextFloat() - 0.5f;
        return x;
    }

    private static double[] doubles(float[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) y[i] = x[i];
        return y;
    }

    @Test
    void theBitsAreThoseOfOneThread() {
        Random random = new Random(1);
        int[][] shapes = {{130, 127, 131}, {23, 700, 260}, {700, 17, 260}};
        for (int[] s : shapes) {
            int m = s[0];
            int n = s[1];
            int k = s[2];
            float[] a = floats(random, m * k);
            float[] b = floats(random, k * n);
            float[] c = floats(random, m * n);
            for (int layout = 0; layout < 4; layout++) {
                int ar = layout % 2 == 0 ? k : 1;
                int ac = layout % 2 == 0 ? 1 : m;
                int br = layout < 2 ? n : 1;
                int bc = layout < 2 ? 1 : k;
                boolean add = layout == 1 || layout == 2;
                float[] one = c.clone();
                double[] oneDouble = doubles(c);
                SET.gemm(m, n, k, a, 0, ar, ac, b, 0, br, bc, one, 0, n, add, new Scratch());
                SET.gemm(m, n, k, doubles(a), 0, ar, ac, doubles(b), 0, br, bc, oneDouble, 0, n, add, new Scratch());
                for (int threads : new int[] {2, 5}) {
                    Scratch scratch = new Scratch();
                    scratch.workers(
                            r -> pool.execute(() -> {
                                seen.add(Thread.currentThread());
                                r.run();
                            }),
                            threads);
                    float[] many = c.clone();
                    SET.gemm(m, n, k, a, 0, ar, ac, b, 0, br, bc, many, 0, n, add, scratch);
                    assertArrayEquals(one, many, m + "x" + n + "x" + k + " layout " + layout + " threads " + threads);
                    double[] manyDouble = doubles(c);
                    SET.gemm(m, n, k, doubles(a), 0, ar, ac, doubles(b), 0, br, bc, manyDouble, 0, n, add, scratch);
                    assertArrayEquals(oneDouble, manyDouble);
                }
            }
        }
        assertTrue(seen.size() > 1, "others took part");
    }

    @Test
    void groupsByATableHaveTheBitsOfOneThread() {
        Random random = new Random(2);
        int[] rows = random.ints(230, 0, 3000).toArray();
        float[] a = floats(random, 60 * 230);
        float[] b = floats(random, 3400);
        for (int n : new int[] {10, 24, 70}) {
            int groups = 400 / n;
            int cr = groups * n;
            float[] one = new float[60 * cr];
            double[] oneDouble = new double[60 * cr];
            SET.gemm(groups, 60, n, 230, a, 0, 230, 1, b, 0, 7, rows, one, 0, n, cr, false, new Scratch());
            SET.gemm(
                    groups,
                    60,
                    n,
                    230,
                    doubles(a),
                    0,
                    230,
                    1,
                    doubles(b),
                    0,
                    7,
                    rows,
                    oneDouble,
                    0,
                    n,
                    cr,
                    false,
                    new Scratch());
            Scratch scratch = new Scratch();
            scratch.workers(pool, 3);
            float[] many = new float[60 * cr];
            double[] manyDouble = new double[60 * cr];
            SET.gemm(groups, 60, n, 230, a, 0, 230, 1, b, 0, 7, rows, many, 0, n, cr, false, scratch);
            SET.gemm(
                    groups,
                    60,
                    n,
                    230,
                    doubles(a),
                    0,
                    230,
                    1,
                    doubles(b),
                    0,
                    7,
                    rows,
                    manyDouble,
                    0,
                    n,
                    cr,
                    false,
                    scratch);
            assertArrayEquals(one, many);
            assertArrayEquals(oneDouble, manyDouble);
            int[] columns = random.ints(180, 0, 3000).toArray();
            float[] sums = new float[60 * 180];
            SET.dots(60, 180, 3, 70, a, 0, 230, 75, b, 0, columns, 80, sums, 0, 180, false, new Scratch());
            float[] manySums = new float[60 * 180];
            SET.dots(60, 180, 3, 70, a, 0, 230, 75, b, 0, columns, 80, manySums, 0, 180, false, scratch);
            assertArrayEquals(sums, manySums);
        }
    }
}
