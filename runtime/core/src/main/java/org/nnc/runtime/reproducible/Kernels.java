package org.nnc.runtime.reproducible;

import org.nnc.runtime.Scratch;

/** The kernels with the same bits on every virtual machine: each of {@code org.nnc.runtime.Kernels}, by loops in order. */
public final class Kernels {
    private static final Ordered SET = new Ordered();

    private Kernels() {}

    /**
     * {@code C[m,n] = sum(k) A[m,k]*B[k,n]}, or {@code +=} if {@code accumulate}; strides in elements.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @param scratch working memory that belongs to the caller
     */
    public static void gemm(
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
        SET.gemm(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow, accumulate, scratch);
    }

    /**
     * {@code C[m,n] = sum(k) A[m,k]*B[k,n]}, or {@code +=} if {@code accumulate}; strides in elements.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @param scratch working memory that belongs to the caller
     */
    public static void gemm(
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
        SET.gemm(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow, accumulate, scratch);
    }

    /** {@code C[m,n] = s[so + n] + sum(k) A[m,k]*B[k,n]}: every row of C starts from the same one, such as the biases of a layer. */
    public static void affine(
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
        SET.affine(m, n, k, a, ao, ar, ac, b, bo, br, bc, s, so, c, co, cr, scratch);
    }

    /** {@code C[m,n] = s[so + n] + sum(k) A[m,k]*B[k,n]}: every row of C starts from the same one, such as the biases of a layer. */
    public static void affine(
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
        SET.affine(m, n, k, a, ao, ar, ac, b, bo, br, bc, s, so, c, co, cr, scratch);
    }

    /**
     * {@code C[m,n] = sum(k) A[m,k]*b[bOffset + bRows[k] + n]}, or {@code +=} if {@code accumulate}: rows of B by a table, such
     * as the taps of a convolution.
     */
    public static void gemm(
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int aRow,
            int aColumn,
            float[] b,
            int bOffset,
            int[] bRows,
            float[] c,
            int cOffset,
            int cRow,
            boolean accumulate,
            Scratch scratch) {
        SET.gemm(1, m, n, k, a, aOffset, aRow, aColumn, b, bOffset, 0, bRows, c, cOffset, 0, cRow, accumulate, scratch);
    }

    /**
     * {@code C[i,j] = sum(q,p) a[ao + i*ar + q*ab + p]*b[bo + columns[j] + q*bb + p]}, or {@code +=} if
     * {@code accumulate}: sums along so many blocks of k adjacent elements, in lanes.
     */
    public static void dots(
            int m,
            int n,
            int blocks,
            int k,
            float[] a,
            int ao,
            int ar,
            int ab,
            float[] b,
            int bo,
            int[] columns,
            int bb,
            float[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        SET.dots(m, n, blocks, k, a, ao, ar, ab, b, bo, columns, bb, c, co, cr, accumulate, scratch);
    }

    /**
     * {@code C[m,n] = sum(k) A[m,k]*b[bOffset + bRows[k] + n]}, or {@code +=} if {@code accumulate}: rows of B by a table, such
     * as the taps of a convolution.
     */
    public static void gemm(
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            int aRow,
            int aColumn,
            double[] b,
            int bOffset,
            int[] bRows,
            double[] c,
            int cOffset,
            int cRow,
            boolean accumulate,
            Scratch scratch) {
        SET.gemm(1, m, n, k, a, aOffset, aRow, aColumn, b, bOffset, 0, bRows, c, cOffset, 0, cRow, accumulate, scratch);
    }

    /**
     * {@code C[i,j] = sum(q,p) a[ao + i*ar + q*ab + p]*b[bo + columns[j] + q*bb + p]}, or {@code +=} if
     * {@code accumulate}: sums along so many blocks of k adjacent elements, in lanes.
     */
    public static void dots(
            int m,
            int n,
            int blocks,
            int k,
            double[] a,
            int ao,
            int ar,
            int ab,
            double[] b,
            int bo,
            int[] columns,
            int bb,
            double[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        SET.dots(m, n, blocks, k, a, ao, ar, ab, b, bo, columns, bb, c, co, cr, accumulate, scratch);
    }

    /**
     * {@code y[yo + i*yr + j] = max(p) x[xo + i*xr + at[p] + j*xc]} for m rows of n, and in {@code won}, at the same index, the
     * first p with that value, unless it is null: the windows of a pooling. A NaN is the greatest. Of the k points there is at least one.
     */
    public static void greatest(
            int m, int n, int k, float[] x, int xo, int xr, int xc, int[] at, float[] y, int yo, int yr, int[] won) {
        SET.greatest(m, n, k, x, xo, xr, xc, at, y, yo, yr, won);
    }

    /**
     * {@code y[yo + i*yr + j] = max(p) x[xo + i*xr + at[p] + j*xc]} for m rows of n, and in {@code won}, at the same index, the
     * first p with that value, unless it is null: the windows of a pooling. A NaN is the greatest. Of the k points there is at least one.
     */
    public static void greatest(
            int m, int n, int k, double[] x, int xo, int xr, int xc, int[] at, double[] y, int yo, int yr, int[] won) {
        SET.greatest(m, n, k, x, xo, xr, xc, at, y, yo, yr, won);
    }

    /**
     * {@code y[yo + i*yr + at[places[xo + i*xr + j]] + j] = x[xo + i*xr + j]} for m rows of n, and 0 at the other points; with
     * {@code accumulate} {@code +=} there and nothing elsewhere: what {@link #greatest} found goes back to the winners.
     */
    public static void spread(
            int m,
            int n,
            int points,
            float[] x,
            int xo,
            int xr,
            int[] places,
            int[] at,
            float[] y,
            int yo,
            int yr,
            boolean accumulate) {
        SET.spread(m, n, points, x, xo, xr, places, at, y, yo, yr, accumulate);
    }

    /**
     * {@code y[yo + i*yr + at[places[xo + i*xr + j]] + j] = x[xo + i*xr + j]} for m rows of n, and 0 at the other points; with
     * {@code accumulate} {@code +=} there and nothing elsewhere: what {@link #greatest} found goes back to the winners.
     */
    public static void spread(
            int m,
            int n,
            int points,
            double[] x,
            int xo,
            int xr,
            int[] places,
            int[] at,
            double[] y,
            int yo,
            int yr,
            boolean accumulate) {
        SET.spread(m, n, points, x, xo, xr, places, at, y, yo, yr, accumulate);
    }

    /** {@code y[yo + i] = x[xo + i] > 0 ? d[dAt + i] : 0} for n elements; y may be x or d, in place. */
    public static void gate(int n, float[] x, int xo, float[] d, int dAt, float[] y, int yo) {
        SET.gate(n, x, xo, d, dAt, y, yo);
    }

    /** {@code y[yo + i] = x[xo + i] > 0 ? d[dAt + i] : 0} for n elements; y may be x or d, in place. */
    public static void gate(int n, double[] x, int xo, double[] d, int dAt, double[] y, int yo) {
        SET.gate(n, x, xo, d, dAt, y, yo);
    }

    /** Of every element, {@code e^x}. */
    public static void exp(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        SET.exp(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code e^x}. */
    public static void exp(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        SET.exp(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code e^x - 1}. */
    public static void expm1(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        SET.expm1(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code e^x - 1}. */
    public static void expm1(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        SET.expm1(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the natural logarithm. */
    public static void log(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        SET.log(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the natural logarithm. */
    public static void log(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        SET.log(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the hyperbolic cosine. */
    public static void cosh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        SET.cosh(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the hyperbolic cosine. */
    public static void cosh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        SET.cosh(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the hyperbolic tangent. */
    public static void tanh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        SET.tanh(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the hyperbolic tangent. */
    public static void tanh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        SET.tanh(n, x, xo, y, yo, scratch);
    }

    /** Both {@code y[yo+i] = tanh x} and {@code z[zo+i] = 1/cosh x}. */
    public static void tanhs(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        SET.tanhs(n, x, xo, y, yo, z, zo, scratch);
    }

    /** Both {@code y[yo+i] = tanh x} and {@code z[zo+i] = 1/cosh x}. */
    public static void tanhs(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        SET.tanhs(n, x, xo, y, yo, z, zo, scratch);
    }

    /** Of every element, the error function. */
    public static void erf(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        SET.erf(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the error function. */
    public static void erf(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        SET.erf(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code 1/(1 + e^-x)}. */
    public static void sigmoid(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        SET.sigmoid(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code 1/(1 + e^-x)}. */
    public static void sigmoid(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        SET.sigmoid(n, x, xo, y, yo, scratch);
    }

    /** Both {@code y[yo+i] = 1/(1 + e^-x)} and {@code z[zo+i] = 1/(1 + e^x)}. */
    public static void sigmoids(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        SET.sigmoids(n, x, xo, y, yo, z, zo, scratch);
    }

    /** Both {@code y[yo+i] = 1/(1 + e^-x)} and {@code z[zo+i] = 1/(1 + e^x)}. */
    public static void sigmoids(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        SET.sigmoids(n, x, xo, y, yo, z, zo, scratch);
    }

    /** Of every element, {@code log(1 + e^x)}. */
    public static void softplus(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        SET.softplus(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code log(1 + e^x)}. */
    public static void softplus(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        SET.softplus(n, x, xo, y, yo, scratch);
    }

    /** {@code sum(i) x[xo + i]} over n elements, in several partial sums; 0 if there are none. */
    public static float sum(int n, float[] x, int xo) {
        return SET.sum(n, x, xo);
    }

    /** The greatest of {@code x[xo + i]} over n elements; NaN if one is, negative infinity if there are none. */
    public static float max(int n, float[] x, int xo) {
        return SET.max(n, x, xo);
    }

    /** {@code sum(i) a[aOffset + i*aStep] * b[bOffset + i*bStep]} over n elements, in several partial sums. */
    public static float dot(int n, float[] a, int aOffset, int aStep, float[] b, int bOffset, int bStep) {
        return SET.dot(n, a, aOffset, aStep, b, bOffset, bStep);
    }

    /** {@code y[yo + i] += s*x[xo + i]} for n elements. */
    public static void axpy(int n, float s, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        SET.axpy(n, s, x, xo, y, yo, scratch);
    }

    /** {@code c[co + j] = sum(i) A[i,j]}, or {@code +=} if {@code accumulate}, over m rows of n, each in the order of i. */
    public static void columnSums(
            int m, int n, float[] a, int ao, int ar, float[] c, int co, boolean accumulate, Scratch scratch) {
        SET.columnSums(m, n, a, ao, ar, c, co, accumulate, scratch);
    }

    /** {@code C[j,i] = A[i,j]} for m rows of n. */
    public static void transpose(int m, int n, float[] a, int ao, int ar, float[] c, int co, int cr) {
        SET.transpose(m, n, a, ao, ar, c, co, cr);
    }

    /** {@code sum(i) x[xo + i]} over n elements, in several partial sums; 0 if there are none. */
    public static double sum(int n, double[] x, int xo) {
        return SET.sum(n, x, xo);
    }

    /** The greatest of {@code x[xo + i]} over n elements; NaN if one is, negative infinity if there are none. */
    public static double max(int n, double[] x, int xo) {
        return SET.max(n, x, xo);
    }

    /** {@code sum(i) a[aOffset + i*aStep] * b[bOffset + i*bStep]} over n elements, in several partial sums. */
    public static double dot(int n, double[] a, int aOffset, int aStep, double[] b, int bOffset, int bStep) {
        return SET.dot(n, a, aOffset, aStep, b, bOffset, bStep);
    }

    /** {@code y[yo + i] += s*x[xo + i]} for n elements. */
    public static void axpy(int n, double s, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        SET.axpy(n, s, x, xo, y, yo, scratch);
    }

    /** {@code c[co + j] = sum(i) A[i,j]}, or {@code +=} if {@code accumulate}, over m rows of n, each in the order of i. */
    public static void columnSums(
            int m, int n, double[] a, int ao, int ar, double[] c, int co, boolean accumulate, Scratch scratch) {
        SET.columnSums(m, n, a, ao, ar, c, co, accumulate, scratch);
    }

    /** {@code C[j,i] = A[i,j]} for m rows of n. */
    public static void transpose(int m, int n, double[] a, int ao, int ar, double[] c, int co, int cr) {
        SET.transpose(m, n, a, ao, ar, c, co, cr);
    }
}
