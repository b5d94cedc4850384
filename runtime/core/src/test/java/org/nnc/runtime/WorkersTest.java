package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contractions on several threads: the bits of one, faults that surface, executors that do not run anything. */
@Timeout(60)
class WorkersTest {
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
        int[][] shapes = {{130, 127, 131}, {128, 128, 784}, {23, 700, 260}, {700, 17, 260}, {300, 2, 3600}};
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
                Kernels.gemm(m, n, k, a, 0, ar, ac, b, 0, br, bc, one, 0, n, add, new Scratch());
                Kernels.gemm(
                        m, n, k, doubles(a), 0, ar, ac, doubles(b), 0, br, bc, oneDouble, 0, n, add, new Scratch());
                for (int threads : new int[] {2, 3, 5}) {
                    Scratch scratch = new Scratch();
                    scratch.workers(
                            r -> pool.execute(() -> {
                                seen.add(Thread.currentThread());
                                r.run();
                            }),
                            threads);
                    float[] many = c.clone();
                    Kernels.gemm(m, n, k, a, 0, ar, ac, b, 0, br, bc, many, 0, n, add, scratch);
                    assertArrayEquals(one, many, m + "x" + n + "x" + k + " layout " + layout + " threads " + threads);
                    double[] manyDouble = doubles(c);
                    Kernels.gemm(m, n, k, doubles(a), 0, ar, ac, doubles(b), 0, br, bc, manyDouble, 0, n, add, scratch);
                    assertArrayEquals(oneDouble, manyDouble);
                }
            }
        }
        assertTrue(seen.size() > 1, "others took part");
    }

    @Test
    void smallWorkStaysOnTheCallingThread() {
        Scratch scratch = new Scratch();
        scratch.workers(
                r -> {
                    throw new AssertionError("handed over");
                },
                4);
        float[] a = new float[64 * 64];
        Kernels.gemm(64, 64, 64, a, 0, 64, 1, a, 0, 64, 1, new float[64 * 64], 0, 64, false, scratch);
    }

    @Test
    void faultsOfOthersSurface() {
        Scratch scratch = new Scratch();
        scratch.workers(pool, 4);
        float[] tooShort = new float[130 * 130];
        float[] b = new float[130 * 130];
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Kernels.gemm(
                        200,
                        130,
                        130,
                        tooShort,
                        0,
                        130,
                        1,
                        b,
                        0,
                        130,
                        1,
                        new float[200 * 130],
                        0,
                        130,
                        false,
                        scratch));
    }

    /** All threads of the executor wait for the executor: the calling one does the work. */
    @Test
    void anExecutorThatIsBusyOrGoneDoesNotBlock() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        float[] a = floats(new Random(2), 160 * 160);
        float[] want = new float[160 * 160];
        Kernels.gemm(160, 160, 160, a, 0, 160, 1, a, 0, 160, 1, want, 0, 160, false, new Scratch());
        Scratch scratch = new Scratch();
        scratch.workers(single, 3);
        float[] inside = new float[160 * 160];
        single.submit(() -> Kernels.gemm(160, 160, 160, a, 0, 160, 1, a, 0, 160, 1, inside, 0, 160, false, scratch))
                .get(30, TimeUnit.SECONDS);
        assertArrayEquals(want, inside);
        single.shutdown();
        float[] after = new float[160 * 160];
        Kernels.gemm(160, 160, 160, a, 0, 160, 1, a, 0, 160, 1, after, 0, 160, false, scratch);
        assertArrayEquals(want, after);
    }

    @Test
    void threadsAreCounted() {
        Scratch scratch = new Scratch();
        assertEquals(
                "threads 0 is less than 1",
                assertThrows(IllegalArgumentException.class, () -> scratch.workers(pool, 0))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> scratch.workers(null, 2));
        scratch.workers(null, 1);
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
            Kernels.SET.gemm(groups, 60, n, 230, a, 0, 230, 1, b, 0, 7, rows, one, 0, n, cr, false, new Scratch());
            Kernels.SET.gemm(
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
            Kernels.SET.gemm(groups, 60, n, 230, a, 0, 230, 1, b, 0, 7, rows, many, 0, n, cr, false, scratch);
            Kernels.SET.gemm(
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
            Kernels.SET.dots(60, 180, 3, 70, a, 0, 230, 75, b, 0, columns, 80, sums, 0, 180, false, new Scratch());
            float[] manySums = new float[60 * 180];
            Kernels.SET.dots(60, 180, 3, 70, a, 0, 230, 75, b, 0, columns, 80, manySums, 0, 180, false, scratch);
            assertArrayEquals(sums, manySums);
        }
    }
}
