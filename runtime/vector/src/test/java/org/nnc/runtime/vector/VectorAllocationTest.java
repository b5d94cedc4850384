package org.nnc.runtime.vector;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nnc.runtime.Kernels;
import org.nnc.runtime.Scratch;

/**
 * No kernel on vectors allocates once it is compiled: an operation too many in a loop and HotSpot keeps vectors on the heap,
 * two to thirty times slower.
 */
class VectorAllocationTest {
    private static final int CALLS = 1000;

    private final VectorKernels set = new VectorKernels();
    private final Scratch s = new Scratch();
    private final float[] x = new float[30000];
    private final float[] y = new float[30000];
    private final float[] z = new float[30000];
    private final double[] u = new double[30000];
    private final double[] v = new double[30000];
    private final double[] w = new double[30000];
    private final int[] taps = {0, 70, 140, 210, 5, 17, 33, 290};
    private final int[] pairs = {0, 1, 24, 25};
    private final int[] places = new int[300];

    private void product(int m, int n, int k, boolean aTurned, boolean bTurned, boolean add) {
        int ar = aTurned ? 1 : k;
        int ac = aTurned ? m : 1;
        int br = bTurned ? 1 : n;
        int bc = bTurned ? k : 1;
        set.gemm(m, n, k, x, 0, ar, ac, y, 0, br, bc, z, 0, n, add, s);
        set.gemm(m, n, k, u, 0, ar, ac, v, 0, br, bc, w, 0, n, add, s);
    }

    private Map<String, Runnable> kernels() {
        Map<String, Runnable> all = new LinkedHashMap<>();
        // First: what has been compiled by itself, HotSpot does not inline.
        all.put("many in a long method", this::steps);
        all.put("rows", () -> {
            float a = set.sum(99, x, 0) + set.max(99, x, 0) + set.dot(99, x, 0, 1, y, 0, 1);
            set.axpy(99, a, x, 0, y, 0, s);
            double b = set.sum(99, u, 0) + set.max(99, u, 0) + set.dot(99, u, 0, 1, v, 0, 1);
            set.axpy(99, b, u, 0, v, 0, s);
        });
        all.put("columns", () -> {
            set.columnSums(9, 99, x, 0, 99, y, 0, true, s);
            set.columnSums(9, 99, u, 0, 99, v, 0, true, s);
        });
        all.put("all tiles", () -> product(15, 121, 8, false, false, true));
        all.put("narrow tiles", () -> product(13, 57, 9, true, false, false));
        all.put("transposed", () -> product(40, 21, 20, false, true, false));
        all.put("large", () -> product(40, 120, 100, false, false, true));
        all.put("large of two strips", () -> product(20, 60, 30, false, true, true));
        all.put("large transposed", () -> product(36, 47, 40, true, true, false));
        all.put("large blocks", () -> product(64, 64, 240, true, false, false));
        all.put("large, read as it lies", () -> product(30, 105, 120, false, false, true));
        all.put("along", () -> product(7, 5, 200, false, true, true));
        all.put("vector by matrix, odd", () -> product(1, 300, 7, false, false, true));
        all.put("from one row", () -> {
            set.affine(66, 70, 40, x, 0, 40, 1, y, 0, 70, 1, x, 0, z, 0, 70, s);
            set.affine(66, 70, 40, u, 0, 40, 1, v, 0, 70, 1, u, 0, w, 0, 70, s);
        });
        all.put("rows by a table", () -> {
            set.gemm(1, 14, 121, 8, x, 0, 8, 1, y, 0, 0, taps, z, 0, 0, 130, true, s);
            set.gemm(1, 14, 121, 8, u, 0, 8, 1, v, 0, 0, taps, w, 0, 0, 130, true, s);
        });
        all.put("rows by a table, columns in groups", () -> {
            set.gemm(7, 14, 13, 8, x, 0, 8, 1, y, 0, 20, taps, z, 0, 13, 130, true, s);
            set.gemm(7, 14, 13, 8, u, 0, 8, 1, v, 0, 20, taps, w, 0, 13, 130, true, s);
        });
        all.put("sums along blocks", () -> {
            set.dots(7, 8, 3, 64, x, 0, 200, 64, y, 0, taps, 70, z, 0, 9, false, s);
            set.dots(7, 8, 3, 64, u, 0, 200, 64, v, 0, taps, 70, w, 0, 9, false, s);
        });
        all.put("greatest and back", () -> {
            set.greatest(3, 70, 4, x, 0, 300, 1, taps, y, 0, 70, places);
            set.greatest(3, 70, 4, x, 0, 300, 1, taps, y, 0, 70, null);
            set.greatest(12, 12, 4, x, 0, 48, 2, pairs, y, 0, 12, null);
            set.spread(3, 70, 4, y, 0, 70, places, taps, z, 0, 300, false);
            set.spread(3, 70, 4, y, 0, 70, places, taps, z, 0, 300, true);
        });
        all.put("gate", () -> {
            set.gate(99, x, 0, y, 0, z, 0);
            set.gate(99, u, 0, v, 0, w, 0);
        });
        all.put("vector by matrix", () -> product(1, 300, 6, false, false, false));
        all.put("column by row", () -> product(70, 300, 1, true, false, false));
        all.put("column by row, added", () -> product(70, 300, 1, true, false, true));
        all.put("row sums", () -> product(1, 7, 250, false, true, true));
        all.put("exp", () -> {
            set.exp(99, x, 0, y, 0, s);
            set.exp(99, u, 0, v, 0, s);
        });
        all.put("expm1", () -> {
            set.expm1(99, x, 0, y, 0, s);
            set.expm1(99, u, 0, v, 0, s);
        });
        all.put("log", () -> {
            set.log(99, x, 0, y, 0, s);
            set.log(99, u, 0, v, 0, s);
        });
        all.put("cosh", () -> {
            set.cosh(99, x, 0, y, 0, s);
            set.cosh(99, u, 0, v, 0, s);
        });
        all.put("tanh", () -> {
            set.tanh(99, x, 0, y, 0, s);
            set.tanh(99, u, 0, v, 0, s);
        });
        all.put("erf", () -> set.erf(99, x, 0, y, 0, s));
        all.put("sigmoid", () -> {
            set.sigmoid(99, x, 0, y, 0, s);
            set.sigmoid(99, u, 0, v, 0, s);
        });
        all.put("sigmoids", () -> {
            set.sigmoids(99, x, 0, y, 0, y, 200, s);
            set.sigmoids(99, u, 0, v, 0, v, 200, s);
        });
        all.put("tanhs", () -> {
            set.tanhs(99, x, 0, y, 0, y, 200, s);
            set.tanhs(99, u, 0, v, 0, v, 200, s);
        });
        all.put("softplus", () -> {
            set.softplus(99, x, 0, y, 0, s);
            set.softplus(99, u, 0, v, 0, s);
        });
        return all;
    }

    /** What the steps of a recurrence call for each row: more than HotSpot inlines into one method. */
    private void steps() {
        for (int step = 0; step < 4; step++) {
            if (step > 0) {
                for (int at = 0; at < 4096; at += 256) {
                    Kernels.sigmoid(64, x, at, y, at, s);
                    Kernels.sigmoid(64, x, at + 64, y, at + 64, s);
                    Kernels.tanh(64, x, at + 128, y, at + 128, s);
                    Kernels.sigmoid(64, x, at + 192, y, at + 192, s);
                    for (int j = at; j < at + 64; j++) z[j] = y[j] * z[j] + y[j + 64] * y[j + 128];
                    Kernels.tanh(64, z, at, y, at + 192, s);
                }
            } else {
                for (int at = 0; at < 4096; at += 256) {
                    Kernels.sigmoid(64, x, at, y, at, s);
                    Kernels.sigmoid(64, x, at + 64, y, at + 64, s);
                    Kernels.tanh(64, x, at + 128, y, at + 128, s);
                    Kernels.sigmoid(64, x, at + 192, y, at + 192, s);
                    for (int j = at; j < at + 64; j++) z[j] = y[j + 64] * y[j + 128];
                    Kernels.tanh(64, z, at, y, at + 192, s);
                }
            }
        }
    }

    @Test
    void nothingIsAllocatedOnceAKernelIsCompiled() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        java.util.Arrays.fill(x, 1);
        java.util.Arrays.fill(u, 1);
        kernels().forEach((name, kernel) -> {
            long bytes = Long.MAX_VALUE;
            // The compiler works beside this thread and is in no hurry on a busy machine.
            long end = System.nanoTime() + 60_000_000_000L;
            while (bytes >= 1000 && System.nanoTime() < end) {
                long before = bean.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < CALLS; i++) kernel.run();
                bytes = bean.getCurrentThreadAllocatedBytes() - before;
            }
            assertTrue(bytes < 1000, name + ": " + bytes + " bytes in " + CALLS + " calls");
        });
    }
}
