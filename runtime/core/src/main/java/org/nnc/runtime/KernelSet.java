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
 * <tr><td>sigmoid, softplus</td><td>4</td><td>4</td></tr>
 * <tr><td>tanh</td><td>8</td><td>4</td></tr>
 * <tr><td>erf</td><td>8</td><td>that of {@link Special#erf}</td></tr>
 * </table>
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
        FloatRange.tanh(n, x, xo, y, yo, scratch);
    }

    /** Of every element, the hyperbolic tangent. */
    default void tanh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.tanh(n, x, xo, y, yo, scratch);
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
        FloatRange.sigmoid(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code 1/(1 + e^-x)}. */
    default void sigmoid(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.sigmoid(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code log(1 + e^x)}. */
    default void softplus(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRange.softplus(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code log(1 + e^x)}. */
    default void softplus(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRange.softplus(n, x, xo, y, yo, scratch);
    }
}
