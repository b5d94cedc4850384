package org.nnc.samples;

import org.junit.jupiter.api.Test;

/** Maxout of linear functions whose winners can be seen: x0 or x1 in the first unit, x0 + x1 or its negative in the second. */
final class MaxoutTest {
    private final Lecture lecture = Lecture.of("maxout");

    @Test
    void theLargestOfEachUnit() {
        lecture.assertValue(0, "y", 0, 2, 3, 0.5, 0.5, 0, 0);
    }

    /**
     * The winners are function 1 and 0 at (1, 2), 1 and 1 at (-1, 1/2), and at (0, 0), a tie, the first and the first; the
     * cotangents 1, 10 and 100 tell the examples apart.
     */
    @Test
    void onlyTheWinnerLearns() {
        lecture.assertGradient(0, "c", 0, 100, 11, 101, 10);
        lecture.assertGradient(0, "W", 0, 0, 0, 1 - 10, 2 + 5, 1, 2, -10, 5);
        lecture.assertGradient(0, "x", 0, 1, 1 + 1, -10, 10 - 10, 100 + 100, 100);
    }
}
