package org.nnc.runtime;

/**
 * An implementation of the kernels; {@link Kernels} chooses one for the life of the virtual machine.
 *
 * <p>The contractions compute {@code C[m,n] = sum(k) A[m,k]*B[k,n]}, or add that to C, over flat arrays: element (i,j)
 * of a matrix stands at {@code offset + i*rowStride + j*columnStride}; the columns of C are adjacent. Strides of A and
 * B may have any value, also 0 or negative. C overlaps neither A nor B. Sizes may be 0: an empty sum is 0. NaN and
 * infinities go through as in the formula. The order of summation depends on the sizes and strides only, so equal
 * calls give equal bits. The arguments are not checked beyond what the language checks.
 *
 * <p>The range functions compute {@code y[yo+i] = f(x[xo+i])} for i in 0..n; the ranges are the same or do not overlap. What
 * an element gives does not depend on the others. They are right at zeros, infinities and NaN, go down to the smallest
 * number, and differ from the exact value by less than this many units in the last place, with or without fused operations:
 *
 * <table>
 * <caption>Bounds of error</caption>
 * <tr><th></th><th>float</th><th>double</th></tr>
 * <tr><td>exp, expm1, cosh, log</td><td>2.5</td><td>3</td></tr>
 * <tr><td>sigmoid, softplus, tanh</td><td>4</td><td>4</td></tr>
 * <tr><td>1/cosh beside tanh</td><td>5</td><td>5</td></tr>
 * <tr><td>erf</td><td>8</td><td>that of {@link Special#erf}</td></tr>
 * </table>
 *
 * <p>An implementation in another module is found by {@link java.util.ServiceLoader}; see {@link Kernels} for when.
 */
public interface KernelSet extends Products {
    /** A short name for reports, such as {@code plain}. */
    String name();

    /**
     * {@code y[yo + i*yr + j] = max(p) x[xo + i*xr + at[p] + j*xc]} for m rows of n, and in {@code won}, at the same index, the
     * first p with that value, unless it is null: the windows of a pooling. A NaN is the greatest. Of the k points there is at least one.
     */
    default void greatest(
            int m, int n, int k, float[] x, int xo, int xr, int xc, int[] at, float[] y, int yo, int yr, int[] won) {
        FloatTaps.greatest(m, n, k, x, xo, xr, xc, at, y, yo, yr, won);
    }

    /**
     * {@code y[yo + i*yr + j] = max(p) x[xo + i*xr + at[p] + j*xc]} for m rows of n, and in {@code won}, at the same index, the
     * first p with that value, unless it is null: the windows of a pooling. A NaN is the greatest. Of the k points there is at least one.
     */
    default void greatest(
            int m, int n, int k, double[] x, int xo, int xr, int xc, int[] at, double[] y, int yo, int yr, int[] won) {
        DoubleTaps.greatest(m, n, k, x, xo, xr, xc, at, y, yo, yr, won);
    }

    /**
     * {@code y[yo + i*yr + at[places[xo + i*xr + j]] + j] = x[xo + i*xr + j]} for m rows of n, and 0 at the other points; with
     * {@code accumulate} {@code +=} there and nothing elsewhere: what {@link #greatest} found goes back to the winners.
     */
    default void spread(
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
        FloatTaps.spread(m, n, points, x, xo, xr, places, at, y, yo, yr, accumulate);
    }

    /**
     * {@code y[yo + i*yr + at[places[xo + i*xr + j]] + j] = x[xo + i*xr + j]} for m rows of n, and 0 at the other points; with
     * {@code accumulate} {@code +=} there and nothing elsewhere: what {@link #greatest} found goes back to the winners.
     */
    default void spread(
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
        DoubleTaps.spread(m, n, points, x, xo, xr, places, at, y, yo, yr, accumulate);
    }

    /** {@code y[yo + i] = x[xo + i] > 0 ? d[dAt + i] : 0} for n elements; y may be x or d, in place. */
    default void gate(int n, float[] x, int xo, float[] d, int dAt, float[] y, int yo) {
        FloatRows.gate(n, x, xo, d, dAt, y, yo);
    }

    /** {@code y[yo + i] = x[xo + i] > 0 ? d[dAt + i] : 0} for n elements; y may be x or d, in place. */
    default void gate(int n, double[] x, int xo, double[] d, int dAt, double[] y, int yo) {
        DoubleRows.gate(n, x, xo, d, dAt, y, yo);
    }

    // ---- ranges: y[yo+i] = f(x[xo+i]) ------------------------------------------------------------------------

    /** Of every element, {@code e^x}. */
    default void exp(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRange.exp(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code e^x}. */
    default void exp(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.exp(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code e^x - 1}. */
    default void expm1(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRange.expm1(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code e^x - 1}. */
    default void expm1(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.expm1(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the natural logarithm. */
    default void log(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRange.log(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the natural logarithm. */
    default void log(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.log(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the hyperbolic cosine. */
    default void cosh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRange.cosh(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the hyperbolic cosine. */
    default void cosh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.cosh(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the hyperbolic tangent. */
    default void tanh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRange.tanh(n, x, xo, y, yo, null, 0, scratch);
    }

    /** Of every element, the hyperbolic tangent. */
    default void tanh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.tanh(n, x, xo, y, yo, null, 0, scratch);
    }

    /** Both {@code y[yo+i] = tanh x} and {@code z[zo+i] = 1/cosh x}, the first with the bits of {@link #tanh}. */
    default void tanhs(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        FloatRange.tanh(n, x, xo, y, yo, z, zo, scratch);
    }

    /** Both {@code y[yo+i] = tanh x} and {@code z[zo+i] = 1/cosh x}, the first with the bits of {@link #tanh}. */
    default void tanhs(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        DoubleRange.tanh(n, x, xo, y, yo, z, zo, scratch);
    }

    /** Of every element, the error function. */
    default void erf(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRange.erf(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the error function. */
    default void erf(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.erf(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code 1/(1 + e^-x)}. */
    default void sigmoid(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRange.sigmoid(n, x, xo, y, yo, null, 0, scratch);
    }

    /** Of every element, {@code 1/(1 + e^-x)}. */
    default void sigmoid(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.sigmoid(n, x, xo, y, yo, null, 0, scratch);
    }

    /** Both {@code y[yo+i] = 1/(1 + e^-x)} and {@code z[zo+i] = 1/(1 + e^x)}, with the bits of {@link #sigmoid}. */
    default void sigmoids(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        FloatRange.sigmoid(n, x, xo, y, yo, z, zo, scratch);
    }

    /** Both {@code y[yo+i] = 1/(1 + e^-x)} and {@code z[zo+i] = 1/(1 + e^x)}, with the bits of {@link #sigmoid}. */
    default void sigmoids(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        DoubleRange.sigmoid(n, x, xo, y, yo, z, zo, scratch);
    }

    /** Of every element, {@code log(1 + e^x)}. */
    default void softplus(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRange.softplus(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code log(1 + e^x)}. */
    default void softplus(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.softplus(n, x, xo, y, yo, scratch);
    }

    // ---- rows: one range or two that do not overlap -----------------------------------------------------------

    /** {@code sum(i) x[xo + i]} over n elements, in several partial sums; 0 if there are none. */
    default float sum(int n, float[] x, int xo) {
        return FloatRows.sum(n, x, xo);
    }

    /** The greatest of {@code x[xo + i]} over n elements; NaN if one is, negative infinity if there are none. */
    default float max(int n, float[] x, int xo) {
        return FloatRows.max(n, x, xo);
    }

    /** {@code sum(i) a[aOffset + i*aStep] * b[bOffset + i*bStep]} over n elements, in several partial sums. */
    default float dot(int n, float[] a, int aOffset, int aStep, float[] b, int bOffset, int bStep) {
        return FloatRows.dot(n, a, aOffset, aStep, b, bOffset, bStep);
    }

    /** {@code y[yo + i] += s*x[xo + i]} for n elements. */
    default void axpy(int n, float s, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRows.axpy(n, s, x, xo, y, yo, scratch);
    }

    /** {@code c[co + j] = sum(i) A[i,j]}, or {@code +=} if {@code accumulate}, over m rows of n, each in the order of i. */
    default void columnSums(
            int m, int n, float[] a, int ao, int ar, float[] c, int co, boolean accumulate, Scratch scratch) {
        FloatRows.columnSums(m, n, a, ao, ar, c, co, accumulate, scratch);
    }

    /** {@code C[j,i] = A[i,j]} for m rows of n. */
    default void transpose(int m, int n, float[] a, int ao, int ar, float[] c, int co, int cr) {
        FloatRows.transpose(m, n, a, ao, ar, c, co, cr);
    }

    /** {@code sum(i) x[xo + i]} over n elements, in several partial sums; 0 if there are none. */
    default double sum(int n, double[] x, int xo) {
        return DoubleRows.sum(n, x, xo);
    }

    /** The greatest of {@code x[xo + i]} over n elements; NaN if one is, negative infinity if there are none. */
    default double max(int n, double[] x, int xo) {
        return DoubleRows.max(n, x, xo);
    }

    /** {@code sum(i) a[aOffset + i*aStep] * b[bOffset + i*bStep]} over n elements, in several partial sums. */
    default double dot(int n, double[] a, int aOffset, int aStep, double[] b, int bOffset, int bStep) {
        return DoubleRows.dot(n, a, aOffset, aStep, b, bOffset, bStep);
    }

    /** {@code y[yo + i] += s*x[xo + i]} for n elements. */
    default void axpy(int n, double s, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRows.axpy(n, s, x, xo, y, yo, scratch);
    }

    /** {@code c[co + j] = sum(i) A[i,j]}, or {@code +=} if {@code accumulate}, over m rows of n, each in the order of i. */
    default void columnSums(
            int m, int n, double[] a, int ao, int ar, double[] c, int co, boolean accumulate, Scratch scratch) {
        DoubleRows.columnSums(m, n, a, ao, ar, c, co, accumulate, scratch);
    }

    /** {@code C[j,i] = A[i,j]} for m rows of n. */
    default void transpose(int m, int n, double[] a, int ao, int ar, double[] c, int co, int cr) {
        DoubleRows.transpose(m, n, a, ao, ar, c, co, cr);
    }
}
