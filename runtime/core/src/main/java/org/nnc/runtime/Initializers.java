package org.nnc.runtime;

import java.util.Arrays;

/**
 * First values of parameters: each fills {@code array[offset .. offset+size)} of a segment and nothing else.
 *
 * <p>Random values depend on the seed, the segment's index in {@code segments()} and the cell only, and are the same on
 * every Java virtual machine; those of floats are those of doubles, rounded. fan_out is the first dimension, fan_in the
 * product of the others: for weights [out, in] and kernels [out, in, height, width] that is the usual count. A vector
 * has fan_in 1, a scalar fan_in and fan_out 1.
 */
public final class Initializers {
    private Initializers() {}

    /** All 0. */
    public static void zeros(Segment segment, double[] array) {
        constant(segment, array, 0);
    }

    /** All 0. */
    public static void zeros(Segment segment, float[] array) {
        constant(segment, array, 0);
    }

    /** All 1. */
    public static void ones(Segment segment, double[] array) {
        constant(segment, array, 1);
    }

    /** All 1. */
    public static void ones(Segment segment, float[] array) {
        constant(segment, array, 1);
    }

    /** All the given value. */
    public static void constant(Segment segment, double[] array, double value) {
        Arrays.fill(array, segment.offset(), segment.offset() + segment.size(), value);
    }

    /** All the given value. */
    public static void constant(Segment segment, float[] array, double value) {
        Arrays.fill(array, segment.offset(), segment.offset() + segment.size(), (float) value);
    }

    /** Uniform in {@code low <= value < high} (a float may round to high). */
    public static void uniform(long seed, int index, Segment segment, double[] array, double low, double high) {
        for (int cell = 0; cell < segment.size(); cell++) {
            double u = Philox.uniformAt(seed, cell, index, 0, Philox.INITIAL);
            array[segment.offset() + cell] = low + (high - low) * u;
        }
    }

    /** Uniform in {@code low <= value < high} (a float may round to high). */
    public static void uniform(long seed, int index, Segment segment, float[] array, double low, double high) {
        for (int cell = 0; cell < segment.size(); cell++) {
            double u = Philox.uniformAt(seed, cell, index, 0, Philox.INITIAL);
            array[segment.offset() + cell] = (float) (low + (high - low) * u);
        }
    }

    /** Normal with the given mean and standard deviation. */
    public static void normal(long seed, int index, Segment segment, double[] array, double mean, double deviation) {
        for (int cell = 0; cell < segment.size(); cell++) {
            double z = Philox.normalAt(seed, cell, index, 0, Philox.INITIAL);
            array[segment.offset() + cell] = mean + deviation * z;
        }
    }

    /** Normal with the given mean and standard deviation. */
    public static void normal(long seed, int index, Segment segment, float[] array, double mean, double deviation) {
        for (int cell = 0; cell < segment.size(); cell++) {
            double z = Philox.normalAt(seed, cell, index, 0, Philox.INITIAL);
            array[segment.offset() + cell] = (float) (mean + deviation * z);
        }
    }

    /** Normal with mean 0 and standard deviation sqrt(2 / fan_in) (He et al. 2015), for layers before a relu. */
    public static void he(long seed, int index, Segment segment, double[] array) {
        normal(seed, index, segment, array, 0, StrictMath.sqrt(2 / fanIn(segment)));
    }

    /** Normal with mean 0 and standard deviation sqrt(2 / fan_in) (He et al. 2015), for layers before a relu. */
    public static void he(long seed, int index, Segment segment, float[] array) {
        normal(seed, index, segment, array, 0, StrictMath.sqrt(2 / fanIn(segment)));
    }

    /** Uniform between -+sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010). */
    public static void glorot(long seed, int index, Segment segment, double[] array) {
        double bound = StrictMath.sqrt(6 / (fanIn(segment) + fanOut(segment)));
        uniform(seed, index, segment, array, -bound, bound);
    }

    /** Uniform between -+sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010). */
    public static void glorot(long seed, int index, Segment segment, float[] array) {
        double bound = StrictMath.sqrt(6 / (fanIn(segment) + fanOut(segment)));
        uniform(seed, index, segment, array, -bound, bound);
    }

    /**
     * A random matrix [fan_out, fan_in] with orthonormal rows, or columns where there are fewer of those, evenly
     * distributed (Saxe et al. 2013): the orthogonal factor of a normal matrix whose triangle has a positive diagonal.
     */
    public static void orthogonal(long seed, int index, Segment segment, double[] array) {
        if (segment.size() == 0) {
            return;
        }
        int rows = (int) fanOut(segment);
        int columns = segment.size() / rows;
        int count = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double[][] q = new double[count][length];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < length; j++) {
                q[i][j] = Philox.normalAt(seed, i * length + j, index, 0, Philox.INITIAL);
            }
            orthonormalize(q, i);
            for (int j = 0; j < length; j++) {
                int cell = rows <= columns ? i * columns + j : j * columns + i;
                array[segment.offset() + cell] = q[i][j];
            }
        }
    }

    /** The same for floats; see the method for doubles. */
    public static void orthogonal(long seed, int index, Segment segment, float[] array) {
        double[] exact = new double[segment.size()];
        orthogonal(seed, index, new Segment(segment.name(), segment.kind(), 0, segment.shape()), exact);
        for (int cell = 0; cell < exact.length; cell++) {
            array[segment.offset() + cell] = (float) exact[cell];
        }
    }

    /** Gram and Schmidt's step for row i, twice: once leaves too much where the rows are nearly dependent. */
    private static void orthonormalize(double[][] q, int i) {
        double[] row = q[i];
        for (int pass = 0; pass < 2; pass++) {
            for (int other = 0; other < i; other++) {
                double product = product(q[other], row);
                for (int j = 0; j < row.length; j++) {
                    row[j] -= product * q[other][j];
                }
            }
        }
        double norm = Math.sqrt(product(row, row));
        for (int j = 0; j < row.length; j++) {
            row[j] /= norm;
        }
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double fanOut(Segment segment) {
        int[] shape = segment.shape();
        return shape.length == 0 ? 1 : shape[0];
    }

    private static double fanIn(Segment segment) {
        int[] shape = segment.shape();
        double product = 1;
        for (int i = 1; i < shape.length; i++) {
            product *= shape[i];
        }
        return product;
    }
}
