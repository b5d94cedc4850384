package org.nnc.runtime;

/**
 * Several products of one shape whose first or second factor is the same, such as those of the gates of a recurrent layer:
 * kernels whose rate depends on the length of rows have them side by side. The bits are those of single calls.
 */
public final class Groups {
    private Groups() {}

    /**
     * {@code C_g[m,n] = sum(k) A_g[m,k]*B_g[k,n]}, or {@code +=} if {@code accumulate}, for each g, all results apart;
     * {@code ag}, {@code bg} and {@code cg} lead from the matrices of one g to those of the next, 0 where that is the same.
     */
    public static void gemm(
            int groups,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ag,
            int ar,
            int ac,
            float[] b,
            int bo,
            int bg,
            int br,
            int bc,
            float[] c,
            int co,
            int cg,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        boolean isPlain = Kernels.SET instanceof PlainKernels && !scratch.shares(m, (long) m * n * k);
        if (isPlain
                && FloatPlain.beside(
                        groups, m, n, k, a, ao, ag, ar, ac, b, bo, bg, br, bc, c, co, cg, cr, accumulate, scratch)) {
            return;
        }
        for (int g = 0; g < groups; g++) {
            int ai = ao + g * ag;
            int bi = bo + g * bg;
            Kernels.SET.gemm(m, n, k, a, ai, ar, ac, b, bi, br, bc, c, co + g * cg, cr, accumulate, scratch);
        }
    }

    /**
     * {@code C_g[m,n] = sum(k) A_g[m,k]*B_g[k,n]}, or {@code +=} if {@code accumulate}, for each g, all results apart;
     * {@code ag}, {@code bg} and {@code cg} lead from the matrices of one g to those of the next, 0 where that is the same.
     */
    public static void gemm(
            int groups,
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int ag,
            int ar,
            int ac,
            double[] b,
            int bo,
            int bg,
            int br,
            int bc,
            double[] c,
            int co,
            int cg,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        boolean isPlain = Kernels.SET instanceof PlainKernels && !scratch.shares(m, (long) m * n * k);
        if (isPlain
                && DoublePlain.beside(
                        groups, m, n, k, a, ao, ag, ar, ac, b, bo, bg, br, bc, c, co, cg, cr, accumulate, scratch)) {
            return;
        }
        for (int g = 0; g < groups; g++) {
            int ai = ao + g * ag;
            int bi = bo + g * bg;
            Kernels.SET.gemm(m, n, k, a, ai, ar, ac, b, bi, br, bc, c, co + g * cg, cr, accumulate, scratch);
        }
    }

    /**
     * {@code C_g[m,n] = s[so + g*sg + n] + sum(k) A_g[m,k]*B_g[k,n]} for each g, all results apart; {@code ag}, {@code bg},
     * {@code sg} and {@code cg} lead from what belongs to one g to that of the next, 0 where it is the same.
     */
    public static void affine(
            int groups,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ag,
            int ar,
            int ac,
            float[] b,
            int bo,
            int bg,
            int br,
            int bc,
            float[] s,
            int so,
            int sg,
            float[] c,
            int co,
            int cg,
            int cr,
            Scratch scratch) {
        if (Kernels.SET instanceof PlainKernels) {
            for (int g = 0; g < groups; g++) {
                for (int i = 0; i < m; i++) {
                    System.arraycopy(s, so + g * sg, c, co + g * cg + i * cr, n);
                }
            }
            gemm(groups, m, n, k, a, ao, ag, ar, ac, b, bo, bg, br, bc, c, co, cg, cr, true, scratch);
            return;
        }
        for (int g = 0; g < groups; g++) {
            int ai = ao + g * ag;
            int bi = bo + g * bg;
            int ci = co + g * cg;
            Kernels.SET.affine(m, n, k, a, ai, ar, ac, b, bi, br, bc, s, so + g * sg, c, ci, cr, scratch);
        }
    }

    /**
     * {@code C_g[m,n] = s[so + g*sg + n] + sum(k) A_g[m,k]*B_g[k,n]} for each g, all results apart; {@code ag}, {@code bg},
     * {@code sg} and {@code cg} lead from what belongs to one g to that of the next, 0 where it is the same.
     */
    public static void affine(
            int groups,
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int ag,
            int ar,
            int ac,
            double[] b,
            int bo,
            int bg,
            int br,
            int bc,
            double[] s,
            int so,
            int sg,
            double[] c,
            int co,
            int cg,
            int cr,
            Scratch scratch) {
        if (Kernels.SET instanceof PlainKernels) {
            for (int g = 0; g < groups; g++) {
                for (int i = 0; i < m; i++) {
                    System.arraycopy(s, so + g * sg, c, co + g * cg + i * cr, n);
                }
            }
            gemm(groups, m, n, k, a, ao, ag, ar, ac, b, bo, bg, br, bc, c, co, cg, cr, true, scratch);
            return;
        }
        for (int g = 0; g < groups; g++) {
            int ai = ao + g * ag;
            int bi = bo + g * bg;
            int ci = co + g * cg;
            Kernels.SET.affine(m, n, k, a, ai, ar, ac, b, bi, br, bc, s, so + g * sg, c, ci, cr, scratch);
        }
    }

    /**
     * {@code C_g[m,n] = sum(k) A[m,k]*b[bo + g*bg + rows[k] + n]}, or {@code +=} if {@code accumulate}, for each g, all
     * results apart: the windows of a convolution in groups of neighbours.
     */
    public static void gemm(
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
        Kernels.SET.gemm(groups, m, n, k, a, ao, ar, ac, b, bo, bg, rows, c, co, cg, cr, accumulate, scratch);
    }

    /**
     * {@code C_g[m,n] = sum(k) A[m,k]*b[bo + g*bg + rows[k] + n]}, or {@code +=} if {@code accumulate}, for each g, all
     * results apart: the windows of a convolution in groups of neighbours.
     */
    public static void gemm(
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
        Kernels.SET.gemm(groups, m, n, k, a, ao, ar, ac, b, bo, bg, rows, c, co, cg, cr, accumulate, scratch);
    }
}
