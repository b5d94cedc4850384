package org.nnc.samples;

import org.junit.jupiter.api.Test;

/** Threshold units compute AND, OR and NAND without a slope; the criterion's gradient is Rosenblatt's rule. */
final class PerceptronTest {
    private final Lecture lecture = Lecture.of("perceptron");

    @Test
    void gates() {
        lecture.assertValue(0, "y", 0, 0, 0, 0, 1);
        lecture.assertValue(1, "y", 0, 0, 1, 1, 1);
        lecture.assertValue(2, "y", 0, 1, 1, 1, 0);
    }

    @Test
    void noSlope() {
        lecture.assertGradient(0, "w", 0, 0, 0);
        lecture.assertGradient(0, "b", 0, 0);
    }

    /** Mistakes at (0, 0), which should not fire, and (0, 1), which should: the rule adds -(0, 0) + (0, 1) and -1 + 1. */
    @Test
    void rosenblattsRule() {
        lecture.assertValue(3, "y", 0, 1, -1, 1, 1);
        lecture.assertValue(3, "mistakes", 0, 0.5 + 0.5);
        lecture.assertGradient(3, "w", 0, 0, -1);
        lecture.assertGradient(3, "b", 0, 0);
    }
}
