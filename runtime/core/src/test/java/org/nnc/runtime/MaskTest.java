package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A mask gives the bits of the value, or those of positive 0, whatever the value is. */
class MaskTest {
    private static final double[] VALUES = {
        0, -0.0, 1.5, -2, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN
    };

    @Test
    void isTheValueOrZero() {
        for (double v : VALUES) {
            float f = (float) v;
            assertEquals(Float.floatToRawIntBits(f), Float.floatToRawIntBits(Mask.of(true, f)));
            assertEquals(0, Float.floatToRawIntBits(Mask.of(false, f)));
            assertEquals(Double.doubleToRawLongBits(v), Double.doubleToRawLongBits(Mask.of(true, v)));
            assertEquals(0, Double.doubleToRawLongBits(Mask.of(false, v)));
        }
    }
}
