package org.nnc.runtime.vector;

import org.nnc.runtime.KernelSet;
import org.nnc.runtime.Scratch;

/**
 * The kernel set on {@code jdk.incubator.vector}; found by ServiceLoader where that module is resolved
 * ({@code --add-modules jdk.incubator.vector}), silently absent where it is not.
 */
public final class VectorKernels implements KernelSet {
    /** Fails to link where the module is not resolved, which the loader takes as absence. */
    public VectorKernels() {
        if (FloatVectorKernel.LANES < 2) throw new LinkageError("no vector units");
    }

    @Override
    public String name() {
        return "vector";
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
        FloatVectorKernel.gemm(
                m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow, accumulate, scratch);
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
        DoubleVectorKernel.gemm(
                m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow, accumulate, scratch);
    }
}
