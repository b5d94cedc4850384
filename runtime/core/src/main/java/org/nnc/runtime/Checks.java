package org.nnc.runtime;

import java.math.BigInteger;
import java.util.ConcurrentModificationException;

/**
 * The argument checks of generated classes, with the messages that their users read.
 *
 * <p>Generated code calls these before it writes anything, so that an instance stays usable after an exception. A shape
 * is given as text with a {@code #} for each run-time dimension: {@code length("x", size("x", x), B * 784,
 * "real[B=#, D=784]", B)} fails with {@code x: expected 2352 values for real[B=3, D=784], got 2353}. Nothing is
 * allocated when all is well.
 */
public final class Checks {
    private static final String TOO_MANY =
            " elements do not fit one Java array (at most " + Integer.MAX_VALUE + "); use smaller dimensions";

    private Checks() {}

    /** The length of an input array; {@code x is null} is a NullPointerException. */
    public static int size(String name, float[] array) {
        if (array == null) {
            throw missing(name);
        }
        return array.length;
    }

    /** The length of an input array; {@code x is null} is a NullPointerException. */
    public static int size(String name, double[] array) {
        if (array == null) {
            throw missing(name);
        }
        return array.length;
    }

    /** The length of an input array; {@code x is null} is a NullPointerException. */
    public static int size(String name, int[] array) {
        if (array == null) {
            throw missing(name);
        }
        return array.length;
    }

    /** The length of an input array; {@code x is null} is a NullPointerException. */
    public static int size(String name, boolean[] array) {
        if (array == null) {
            throw missing(name);
        }
        return array.length;
    }

    /** Requires an array to have exactly the expected length. */
    public static void length(String name, int actual, int expected) {
        if (actual != expected) {
            throw wrongLength(name, actual, expected, "");
        }
    }

    /** Requires an array to have exactly the expected length, for a shape without run-time dimensions. */
    public static void length(String name, int actual, int expected, String shape) {
        if (actual != expected) {
            throw wrongLength(name, actual, expected, shape);
        }
    }

    /** Requires an array to have exactly the expected length; each # of the shape stands for the next dimension. */
    public static void length(String name, int actual, int expected, String shape, int d0) {
        if (actual != expected) {
            throw wrongLength(name, actual, expected, shape, d0);
        }
    }

    /** Requires an array to have exactly the expected length; each # of the shape stands for the next dimension. */
    public static void length(String name, int actual, int expected, String shape, int d0, int d1) {
        if (actual != expected) {
            throw wrongLength(name, actual, expected, shape, d0, d1);
        }
    }

    /** Requires an array to have exactly the expected length; each # of the shape stands for the next dimension. */
    public static void length(String name, int actual, int expected, String shape, int d0, int d1, int d2) {
        if (actual != expected) {
            throw wrongLength(name, actual, expected, shape, d0, d1, d2);
        }
    }

    /** Requires an array to have exactly the expected length; each # of the shape stands for the next dimension. */
    public static void length(String name, int actual, int expected, String shape, int d0, int d1, int d2, int d3) {
        if (actual != expected) {
            throw wrongLength(name, actual, expected, shape, d0, d1, d2, d3);
        }
    }

    /** @param shape text with a # for each of the dims, or empty */
    private static IllegalArgumentException wrongLength(
            String name, int actual, int expected, String shape, int... dims) {
        String of = shape.isEmpty() ? "" : " for " + fill(shape, dims);
        String values = expected == 1 ? " value" : " values";
        return new IllegalArgumentException(name + ": expected " + expected + values + of + ", got " + actual);
    }

    private static NullPointerException missing(String name) {
        return new NullPointerException(name + " is null");
    }

    private static String fill(String shape, int... dims) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < shape.length(); i++) {
            char c = shape.charAt(i);
            if (c == '#' && next < dims.length) {
                text.append(dims[next++]);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Requires a run-time dimension of 0 or more. */
    public static void dim(String name, int size) {
        if (size < 0) {
            throw new IllegalArgumentException(name + ": expected a size of 0 or more, got " + size);
        }
    }

    /**
     * Derives a run-time dimension from the length of an array that holds {@code unit} elements for each of its points.
     *
     * @return {@code length / unit}
     * @throws IllegalArgumentException if the length is no multiple, or unit is 0, which leaves the dimension open
     */
    public static int quotient(String name, int length, int unit, String dim) {
        if (unit <= 0) {
            throw new IllegalArgumentException(name + ": its length does not determine " + dim
                    + " when the other dimensions are empty; use the method that takes " + dim);
        }
        if (length % unit != 0) {
            throw new IllegalArgumentException(name + ": expected a multiple of " + unit
                    + " values, one group for each of " + dim + ", got " + length);
        }
        return length / unit;
    }

    /** Requires two arrays to agree on a dimension that each of them determines. */
    public static void agree(String dim, String first, int one, String second, int two) {
        if (one != two) {
            throw new IllegalArgumentException(dim + ": " + first + " has " + one + ", but " + second + " has " + two);
        }
    }

    /**
     * Requires every element to be an index in low &lt;= value &lt; high.
     *
     * @throws IllegalArgumentException such as {@code y[5] = 10 is outside 0..10}, naming the first one in flat order
     */
    public static void range(String name, int[] array, int low, int high) {
        // A first pass without a branch to leave by is quicker; a difference that overflows makes the other negative.
        int worst = 0;
        for (int i = 0; i < array.length; i++) {
            worst |= array[i] - low | high - 1 - array[i];
        }
        if (worst >= 0 && low >= 0 && high >= low) {
            return;
        }
        for (int i = 0; i < array.length; i++) {
            if (array[i] < low || array[i] >= high) {
                throw new IllegalArgumentException(
                        name + "[" + i + "] = " + array[i] + " is outside " + low + ".." + high);
            }
        }
    }

    /** Requires a scalar to be an index in low &lt;= value &lt; high. */
    public static void range(String name, int value, int low, int high) {
        if (value < low || value >= high) {
            throw new IllegalArgumentException(name + " = " + value + " is outside " + low + ".." + high);
        }
    }

    /**
     * Returns a computed index if it is in low &lt;= value &lt; high.
     *
     * @throws IllegalArgumentException that names the equation's tensor and the value
     */
    public static int index(String name, int value, int low, int high) {
        if (value < low || value >= high) {
            range(name, value, low, high);
        }
        return value;
    }

    /**
     * Requires each row's entries to point at earlier rows only, as a recurrence through an index tensor needs.
     *
     * @param step 1 if rows are computed upwards (entry &lt; row), -1 if downwards (entry &gt; row)
     * @param width entries for each row
     * @param size how many rows the recurrence has; a negative entry takes the default and is fine
     */
    public static void earlier(String name, int[] array, int width, int step, int size) {
        for (int i = 0; i < array.length; i++) {
            int row = i / width;
            boolean wrong = step > 0 ? array[i] >= row : array[i] >= 0 && array[i] <= row || array[i] >= size;
            if (wrong) {
                throw new IllegalArgumentException(name + "[" + i + "] = " + array[i] + " must point "
                        + (step > 0 ? "before " : "behind ") + row + (step > 0 ? "" : " and before " + size));
            }
        }
    }

    /** Requires an access that is not proved in bounds to be so for the sizes of this call. */
    public static void bounds(String access, long lowest, long highest, int size) {
        if (lowest < 0 || highest >= size) {
            throw new IllegalArgumentException(access + " reaches index " + (lowest < 0 ? lowest : highest)
                    + ", outside 0.." + size + "; give the access a default, or other sizes");
        }
    }

    /** Requires a reduction whose empty case has no value to have points: {@code max}-like reductions and means. */
    public static void notEmpty(String reduction, int size) {
        if (size <= 0) {
            throw new IllegalArgumentException(reduction + " runs over an empty range and has no value there");
        }
    }

    /** {@code a * b} as the element count of a tensor; an overflow is an IllegalArgumentException that names it. */
    public static int product(String name, int a, int b) {
        long exact = (long) a * b;
        if (a < 0 || b < 0 || exact > Integer.MAX_VALUE) {
            throw tooLarge(name, a, b);
        }
        return (int) exact;
    }

    /** {@code a * b * c} as the element count of a tensor. */
    public static int product(String name, int a, int b, int c) {
        if (c == 0 && a >= 0 && b >= 0) {
            return 0;
        }
        long exact = (long) a * b;
        if (a < 0 || b < 0 || c < 0 || exact > Integer.MAX_VALUE || exact * c > Integer.MAX_VALUE) {
            throw tooLarge(name, a, b, c);
        }
        return (int) (exact * c);
    }

    /** The product of all sizes as the element count of a tensor; 1 if there are none, 0 if one of them is. */
    public static int product(String name, int... sizes) {
        long exact = 1;
        boolean empty = false;
        boolean over = false;
        for (int size : sizes) {
            if (size < 0) {
                throw tooLarge(name, sizes);
            }
            empty |= size == 0;
            exact = over || size == 0 ? exact : exact * size;
            over |= exact > Integer.MAX_VALUE;
        }
        if (over && !empty) {
            throw tooLarge(name, sizes);
        }
        return empty ? 0 : (int) exact;
    }

    /** A size or offset that was computed exactly; that sizes are not negative is checked where they are bound. */
    public static int total(String name, long count) {
        if ((int) count != count) {
            throw new IllegalArgumentException(name + ": " + count + TOO_MANY);
        }
        return (int) count;
    }

    /** The product of two sizes; no array has so many elements where it does not fit a long. */
    public static long times(long a, long b) {
        long high = Math.abs(a) | Math.abs(b);
        if (high >>> 31 != 0 && a != 0 && (a * b / a != b || a == -1 && b == Long.MIN_VALUE)) {
            throw new IllegalArgumentException("a size of " + a + " * " + b + TOO_MANY);
        }
        return a * b;
    }

    /** {@code a + b} as an element count or an offset into a workspace. */
    public static int total(String name, int a, int b) {
        long exact = (long) a + b;
        if (exact > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + ": " + a + " + " + b + " = " + exact + TOO_MANY);
        }
        return (int) exact;
    }

    private static IllegalArgumentException tooLarge(String name, int... sizes) {
        StringBuilder text = new StringBuilder();
        BigInteger exact = BigInteger.ONE;
        for (int size : sizes) {
            if (size < 0) {
                return new IllegalArgumentException(name + ": a dimension is negative: " + size);
            }
            text.append(text.length() == 0 ? "" : " * ").append(size);
            exact = exact.multiply(BigInteger.valueOf(size));
        }
        return new IllegalArgumentException(name + ": " + text + " = " + exact + TOO_MANY);
    }

    /** The exception of a backward pass that nothing came before. */
    public static IllegalStateException noForward(String model) {
        return new IllegalStateException(
                model + ".backward() needs a forward first: call forward(..) or lossAndGradient(..)");
    }

    /** The exception of a call that begins while another one on the same instance runs. */
    public static ConcurrentModificationException busy(String model) {
        return new ConcurrentModificationException("two calls on one " + model + " overlap: make one instance for each"
                + " thread; they can share parameters through new " + model + "(first.parameters())");
    }
}
