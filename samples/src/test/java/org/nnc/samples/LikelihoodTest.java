package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both sides of each slide on likelihoods have one gradient, which is also worked out by hand. */
final class LikelihoodTest {
    private static final double EXACT = 1e-13;
    private final Lecture lecture = Lecture.of("likelihood");

    @ParameterizedTest
    @CsvSource({"0, w", "2, w", "2, b", "4, w", "4, b", "6, z"})
    void leftEqualsRight(int at, String name) {
        assertArrayEquals(lecture.gradient(at + 1, name), lecture.gradient(at, name), EXACT);
    }

    /** Three heads of four at p = 1/2: d/dw = heads - N p = 1. */
    @Test
    void coin() {
        lecture.assertValue(0, "left", EXACT, -4 * Math.log(2));
        lecture.assertValue(0, "right", EXACT, -4 * Math.log(2));
        lecture.assertGradient(0, "w", EXACT, 1);
    }

    /** Of the cross entropy: sum (y - t) x and sum (y - t). */
    @Test
    void bernoulli() {
        double[] x = {-1, 0, 2};
        double[] t = {0, 1, 1};
        double dw = 0;
        double db = 0;
        for (int n = 0; n < 3; n++) {
            double y = 1 / (1 + Math.exp(-0.5 * x[n]));
            dw += (y - t[n]) * x[n];
            db += y - t[n];
        }
        lecture.assertGradient(2, "w", EXACT, dw);
        lecture.assertGradient(2, "b", EXACT, db);
    }

    /** Residuals -1/2, 1, 1 and s = 1/2: sum of squares 9/4 over 1/2; the constant is N/2 log(2 pi s^2). */
    @Test
    void gaussian() {
        lecture.assertValue(4, "right", EXACT, 4.5);
        assertEquals(1.5 * Math.log(Math.PI / 2), lecture.value(4, "left")[0] - lecture.value(4, "right")[0], EXACT);
        lecture.assertGradient(4, "w", EXACT, -(0.5 + 0 + 2) / 0.25);
        lecture.assertGradient(4, "b", EXACT, -(-0.5 + 1 + 1) / 0.25);
    }

    /** For one-hot targets the values are equal as well, and the gradient is y - t. */
    @Test
    void divergence() {
        assertEquals(lecture.value(6, "right")[0], lecture.value(6, "left")[0], EXACT);
        double sum = Math.E + 1 + 1 / Math.E;
        lecture.assertGradient(6, "z", EXACT, Math.E / sum, 1 / sum - 1, 1 / Math.E / sum);
    }
}
