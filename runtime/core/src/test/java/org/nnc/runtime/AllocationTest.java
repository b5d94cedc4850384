package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No kernel of plain Java allocates after its first call. */
class AllocationTest {
    private static final int CALLS = 20;

    @Test
    void nothingIsAllocatedAfterTheFirstCall() {
        KernelSet set = new PlainKernels();
        Scratch s = new Scratch();
        float[] x = new float[90 * 90];
        float[] y = new float[90 * 90];
        float[] z = new float[90 * 90];
        double[] u = new double[90 * 90];
        double[] v = new double[90 * 90];
        double[] w = new double[90 * 90];
        Map<String, Runnable> kernels = new LinkedHashMap<>();
        kernels.put("gemm", () -> {
            set.gemm(90, 90, 90, x, 0, 90, 1, y, 0, 90, 1, z, 0, 90, false, s);
            set.gemm(90, 90, 90, u, 0, 1, 90, v, 0, 1, 90, w, 0, 90, true, s);
            set.affine(90, 90, 90, x, 0, 90, 1, y, 0, 90, 1, x, 0, z, 0, 90, s);
            set.affine(90, 90, 90, u, 0, 90, 1, v, 0, 90, 1, u, 0, w, 0, 90, s);
            set.gemm(1, 90, 90, x, 0, 90, 1, y, 0, 1, 90, z, 0, 90, true, s);
            set.gemm(90, 1, 90, u, 0, 90, 1, v, 0, 1, 90, w, 0, 1, true, s);
        });
        kernels.put("ranges", () -> {
            set.exp(999, x, 1, y, 2, s);
            set.expm1(999, x, 1, y, 2, s);
            set.log(999, x, 1, y, 2, s);
            set.cosh(999, x, 1, y, 2, s);
            set.tanh(999, x, 1, y, 2, s);
            set.erf(999, x, 1, y, 2, s);
            set.sigmoid(999, x, 1, y, 2, s);
            set.sigmoids(99, x, 1, y, 2, y, 200, s);
            set.tanhs(99, x, 1, y, 2, y, 200, s);
            set.softplus(999, x, 1, y, 2, s);
            set.exp(999, u, 1, v, 2, s);
            set.expm1(999, u, 1, v, 2, s);
            set.log(999, u, 1, v, 2, s);
            set.cosh(999, u, 1, v, 2, s);
            set.tanh(999, u, 1, v, 2, s);
            set.erf(999, u, 1, v, 2, s);
            set.sigmoid(999, u, 1, v, 2, s);
            set.sigmoids(99, u, 1, v, 2, v, 200, s);
            set.tanhs(99, u, 1, v, 2, v, 200, s);
            set.softplus(999, u, 1, v, 2, s);
        });
        kernels.put("rows", () -> {
            set.axpy(999, set.sum(99, x, 0) + set.max(99, x, 0) + set.dot(99, x, 0, 1, y, 0, 1), x, 1, y, 2, s);
            set.axpy(999, set.sum(99, u, 0) + set.max(99, u, 0) + set.dot(99, u, 0, 1, v, 0, 1), u, 1, v, 2, s);
            set.columnSums(9, 90, x, 0, 90, y, 0, false, s);
            set.columnSums(9, 90, u, 0, 90, v, 0, true, s);
            set.transpose(9, 90, x, 0, 90, y, 0, 9);
            set.transpose(9, 90, u, 0, 90, v, 0, 9);
        });
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        kernels.forEach((name, kernel) -> {
            kernel.run();
            long before = bean.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) kernel.run();
            long bytes = bean.getCurrentThreadAllocatedBytes() - before;
            assertTrue(bytes < 1000, name + ": " + bytes + " bytes in " + CALLS + " calls");
        });
    }
}
