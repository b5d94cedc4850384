package org.nnc.runtime;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The kernels of generated classes: forwards to the kernel set that this virtual machine offers.
 *
 * <p>A set found by ServiceLoader is preferred to the plain one; {@code -Dnnc.kernels=plain} keeps the
 * plain one. See {@link KernelSet} for the meaning of the arguments.
 */
public final class Kernels {
    /** The chosen set: a constant to the compiler of the virtual machine, so that calls cost nothing. */
    public static final KernelSet SET = choose();

    private Kernels() {}

    private static KernelSet choose() {
        try {
            if (!"plain".equals(System.getProperty("nnc.kernels"))) {
                Iterator<KernelSet> found = ServiceLoader.load(KernelSet.class, KernelSet.class.getClassLoader())
                        .iterator();
                if (found.hasNext()) {
                    return found.next();
                }
            }
        } catch (ServiceConfigurationError | LinkageError | SecurityException e) {
            // A set whose module this virtual machine lacks: the plain one does the same, slower.
        }
        return new PlainKernels();
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

    /** {@code sum(i) a[aOffset + i*aStep] * b[bOffset + i*bStep]} over n elements, in eight partial sums. */
    public static float dot(int n, float[] a, int aOffset, int aStep, float[] b, int bOffset, int bStep) {
        return FloatPlain.dot(n, a, aOffset, aStep, b, bOffset, bStep);
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

    /** {@code sum(i) a[aOffset + i*aStep] * b[bOffset + i*bStep]} over n elements, in eight partial sums. */
    public static double dot(int n, double[] a, int aOffset, int aStep, double[] b, int bOffset, int bStep) {
        return DoublePlain.dot(n, a, aOffset, aStep, b, bOffset, bStep);
    }

    // ---- ranges: y[yo+i] = f(x[xo+i]) for i in 0..n, one range or two that do not overlap; errors in KernelSet -----

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

    /** Of every element, {@code log(1 + e^x)}. */
    public static void softplus(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        SET.softplus(n, x, xo, y, yo, scratch);
    }

    /** Of every element, {@code log(1 + e^x)}. */
    public static void softplus(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        SET.softplus(n, x, xo, y, yo, scratch);
    }
}
