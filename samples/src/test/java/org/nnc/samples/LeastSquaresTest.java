package org.nnc.samples;

import org.junit.jupiter.api.Test;

/** Logistic least squares against the lectures' backward pass by hand. */
final class LeastSquaresTest {
    private final Lecture lecture = Lecture.of("leastsquares");

    @Test
    void everyAdjoint() {
        byHand(0, 0.5, -1, 2, 1);
        byHand(1, 2, 1, 1, 0);
    }

    /** At sigmoid(0) = 1/2. */
    @Test
    void shortDecimals() {
        lecture.assertValue(0, "L", 0, 0.125);
        lecture.assertGradient(0, "y", 0, -0.5);
        lecture.assertGradient(0, "z", 0, -0.125);
        lecture.assertGradient(0, "w", 0, -0.25);
        lecture.assertGradient(0, "b", 0, -0.125);
        lecture.assertGradient(0, "x", 0, -0.0625);
    }

    private void byHand(int at, double w, double b, double x, double t) {
        double y = 1 / (1 + Math.exp(-(w * x + b)));
        double dz = (y - t) * y * (1 - y);
        lecture.assertValue(at, "L", 1e-14, (y - t) * (y - t) / 2);
        lecture.assertGradient(at, "L", 0, 1);
        lecture.assertGradient(at, "y", 1e-14, y - t);
        lecture.assertGradient(at, "z", 1e-14, dz);
        lecture.assertGradient(at, "w", 1e-14, dz * x);
        lecture.assertGradient(at, "b", 1e-14, dz);
        lecture.assertGradient(at, "x", 1e-14, dz * w);
    }
}
