package org.nnc.runtime;

/**
 * An implementation of the contraction kernels; {@link Kernels} chooses one for the life of the virtual machine.
 *
 * <p>All kernels compute {@code C[m,n] = sum(k) A[m,k]*B[k,n]}, or add that to C, over flat arrays: element (i,j)
 * of a matrix stands at {@code offset + i*rowStride + j*columnStride}; the columns of C are adjacent. Strides of A and
 * B may have any value, also 0 or negative. C overlaps neither A nor B. Sizes may be 0: an empty sum is 0. NaN and
 * infinities go through as in the formula. The order of summation depends on the sizes and strides only, so equal
 * calls give equal bits. The arguments are not checked beyond what the language checks.
 *
 * <p>An implementation in another module is found by {@link java.util.ServiceLoader}.
 */
public interface KernelSet {
    /** A short name for reports, such as {@code plain}. */
    String name();

    /** The kernel for floats. */
    void gemm(
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
            Scratch scratch);

    /** The kernel for doubles. */
    void gemm(
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
            Scratch scratch);
}
