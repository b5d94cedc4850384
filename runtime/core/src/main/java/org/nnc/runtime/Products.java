package org.nnc.runtime;

/** Sums of products, a part of {@link KernelSet}, which says how matrices lie in arrays. */
public interface Products {
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

    /**
     * {@code C[m,n] = s[so + n] + sum(k) A[m,k]*B[k,n]}: every row of C starts from the same one, such as the biases of a layer,
     * without a copy of it for each.
     */
    default void affine(
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            int bc,
            float[] s,
            int so,
            float[] c,
            int co,
            int cr,
            Scratch scratch) {
        for (int i = 0; i < m; i++) {
            System.arraycopy(s, so, c, co + i * cr, n);
        }
        gemm(m, n, k, a, ao, ar, ac, b, bo, br, bc, c, co, cr, true, scratch);
    }

    /**
     * {@code C[m,n] = s[so + n] + sum(k) A[m,k]*B[k,n]}: every row of C starts from the same one, such as the biases of a layer,
     * without a copy of it for each.
     */
    default void affine(
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int bo,
            int br,
            int bc,
            double[] s,
            int so,
            double[] c,
            int co,
            int cr,
            Scratch scratch) {
        for (int i = 0; i < m; i++) {
            System.arraycopy(s, so, c, co + i * cr, n);
        }
        gemm(m, n, k, a, ao, ar, ac, b, bo, br, bc, c, co, cr, true, scratch);
    }

    /**
     * {@code C_g[m,n] = sum(k) A[m,k]*b[bo + g*bg + rows[k] + n]}, or {@code +=} if {@code accumulate}, for each g of so many
     * groups, where C_g begins {@code g*cg} behind the first: rows of B by a table, such as the taps of a convolution, whose
     * windows lie in groups of neighbours.
     */
    default void gemm(
            int groups,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int bg,
            int[] rows,
            float[] c,
            int co,
            int cg,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        FloatTaps.gemm(groups, m, n, k, a, ao, ar, ac, b, bo, bg, rows, c, co, cg, cr, accumulate, scratch);
    }

    /**
     * {@code C[i,j] = sum(q,p) a[aOffset + i*aRow + q*aBlock + p]*b[bOffset + bColumns[j] + q*bBlock + p]}, or {@code +=} if
     * {@code accumulate}: sums along so many blocks of k adjacent elements, in lanes.
     */
    default void dots(
            int m,
            int n,
            int blocks,
            int k,
            float[] a,
            int aOffset,
            int aRow,
            int aBlock,
            float[] b,
            int bOffset,
            int[] bColumns,
            int bBlock,
            float[] c,
            int cOffset,
            int cRow,
            boolean accumulate,
            Scratch scratch) {
        FloatTaps.dots(
                m,
                n,
                blocks,
                k,
                a,
                aOffset,
                aRow,
                aBlock,
                b,
                bOffset,
                bColumns,
                bBlock,
                c,
                cOffset,
                cRow,
                accumulate,
                scratch);
    }

    /**
     * {@code C_g[m,n] = sum(k) A[m,k]*b[bo + g*bg + rows[k] + n]}, or {@code +=} if {@code accumulate}, for each g of so many
     * groups, where C_g begins {@code g*cg} behind the first: rows of B by a table, such as the taps of a convolution, whose
     * windows lie in groups of neighbours.
     */
    default void gemm(
            int groups,
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int bo,
            int bg,
            int[] rows,
            double[] c,
            int co,
            int cg,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        DoubleTaps.gemm(groups, m, n, k, a, ao, ar, ac, b, bo, bg, rows, c, co, cg, cr, accumulate, scratch);
    }

    /**
     * {@code C[i,j] = sum(q,p) a[aOffset + i*aRow + q*aBlock + p]*b[bOffset + bColumns[j] + q*bBlock + p]}, or {@code +=} if
     * {@code accumulate}: sums along so many blocks of k adjacent elements, in lanes.
     */
    default void dots(
            int m,
            int n,
            int blocks,
            int k,
            double[] a,
            int aOffset,
            int aRow,
            int aBlock,
            double[] b,
            int bOffset,
            int[] bColumns,
            int bBlock,
            double[] c,
            int cOffset,
            int cRow,
            boolean accumulate,
            Scratch scratch) {
        DoubleTaps.dots(
                m,
                n,
                blocks,
                k,
                a,
                aOffset,
                aRow,
                aBlock,
                b,
                bOffset,
                bColumns,
                bBlock,
                c,
                cOffset,
                cRow,
                accumulate,
                scratch);
    }
}
