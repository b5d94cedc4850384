package org.nnc.samples;

import static java.lang.Math.PI;
import static java.lang.Math.cos;
import static java.lang.Math.exp;
import static java.lang.Math.sin;

import org.junit.jupiter.api.Test;

/** Several paths from a value to the result: the lectures' formulas, and the numbers on CS231n's slide. */
final class ChainTest {
    private static final double EXACT = 1e-14;
    private final Lecture lecture = Lecture.of("chain");

    @Test
    void twoPathsAtARightAngle() {
        lecture.assertValue(0, "f", EXACT, 1 + PI * PI / 4);
        lecture.assertGradient(0, "x", EXACT, PI * PI / 4);
        lecture.assertGradient(0, "y", EXACT, 1);
        lecture.assertGradient(0, "t", EXACT, PI - PI * PI / 4);
    }

    @Test
    void twoPathsAtOne() {
        double e = exp(cos(1));
        lecture.assertValue(1, "f", EXACT, 1 + e);
        lecture.assertGradient(1, "x", EXACT, e);
        lecture.assertGradient(1, "y", EXACT, 1 + cos(1) * e);
        lecture.assertGradient(1, "t", EXACT, -sin(1) * e + 2 * (1 + cos(1) * e));
    }

    @Test
    void squareOfTheNorm() {
        lecture.assertValue(2, "q", EXACT, 0.22, 0.26);
        lecture.assertValue(2, "f", EXACT, 0.116);
        lecture.assertGradient(2, "q", EXACT, 0.44, 0.52);
        lecture.assertGradient(2, "W", EXACT, 0.088, 0.176, 0.104, 0.208);
        lecture.assertGradient(2, "x", EXACT, -0.112, 0.636);
    }
}
