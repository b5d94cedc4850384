package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The numbers that CS231n prints for the SVM loss and the softmax loss, and the slope of the regulariser. */
final class SvmTest {
    private static final double EXACT = 1e-13;

    /** Half a unit of the second decimal. */
    private static final double PRINTED = 0.0051;

    private final Lecture lecture = Lecture.of("svm");

    @Test
    void catCarFrog() {
        lecture.assertValue(0, "hinge", EXACT, 2.9, 0, 12.9);
        lecture.assertValue(0, "svm", EXACT, 15.8 / 3);
        double third = 1.0 / 3;
        lecture.assertGradient(0, "s", EXACT, -third, third, 0, 0, 0, 0, third, third, -2 * third);
        double[] p = lecture.value(0, "p");
        assertArrayEquals(new double[] {0.13, 0.87, 0.00}, Arrays.copyOf(p, 3), PRINTED);
    }

    @Test
    void bothLossesOfTheClassNotes() {
        lecture.assertValue(1, "hinge", EXACT, 1.58);
        lecture.assertValue(1, "nll", PRINTED, 1.04);
        lecture.assertValue(1, "p", 0.001, 0.016, 0.631, 0.353);
    }

    /** x in the row of each class whose margin is violated, minus as many x in the row of the right one; plus 2 lambda W. */
    @Test
    void linearClassifier() {
        double[] x = {-15, 22, -44, 56};
        double[] w = {0.01, -0.05, 0.1, 0.05, 0.7, 0.2, 0.05, 0.16, 0, -0.45, -0.2, 0.03};
        double[] plain = new double[12];
        double[] regularised = new double[12];
        double squares = 0;
        for (int k = 0; k < 12; k++) {
            int row = k / 4;
            plain[k] = (row == 1 ? 1 : row == 2 ? -1 : 0) * x[k % 4];
            regularised[k] = plain[k] + 2 * 0.5 * w[k];
            squares += w[k] * w[k];
        }
        for (int at = 2; at < 4; at++) {
            lecture.assertValue(at, "s", EXACT, -2.85, 0.86, 0.28);
            lecture.assertValue(at, "data", EXACT, 1.58);
            lecture.assertValue(at, "R", EXACT, squares);
            lecture.assertGradient(at, "b", 0, 0, 1, -1);
        }
        lecture.assertValue(2, "L", EXACT, 1.58);
        lecture.assertGradient(2, "W", EXACT, plain);
        lecture.assertValue(3, "L", EXACT, 1.58 + 0.5 * squares);
        lecture.assertGradient(3, "W", EXACT, regularised);
        lecture.assertGradient(3, "R", 0, 0.5);
    }
}
