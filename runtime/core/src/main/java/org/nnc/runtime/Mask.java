package org.nnc.runtime;

/**
 * A value where a condition holds, else 0: by bits, since a branch that follows the data is foretold wrongly half of the time.
 * What is masked may be infinite or NaN.
 */
public final class Mask {
    private Mask() {}

    /** The value if the condition holds, else positive 0. */
    public static float of(boolean condition, float value) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) & (condition ? -1 : 0));
    }

    /** The value if the condition holds, else positive 0. */
    public static double of(boolean condition, double value) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) & (condition ? -1 : 0));
    }
}
