package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Jacobians in our layout, and what the lectures' layout, the transpose, makes of them. */
final class JacobiansTest {
    private static final double[] UPSTREAM = {4, -1, 5, 9};
    private final Lecture lecture = Lecture.of("jacobians");

    @Test
    void sigmoidIsDiagonal() {
        double[] x = {0, 1, -1};
        double[] expected = new double[9];
        for (int i = 0; i < 3; i++) expected[i * 4] = Math.exp(-x[i]) / Math.pow(1 + Math.exp(-x[i]), 2);
        assertArrayEquals(expected, lecture.jacobian(0, "y"), 1e-15);
    }

    @Test
    void reluIsDiagonal() {
        assertArrayEquals(new double[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0}, lecture.jacobian(1, "y"), 0);
    }

    /** The slide's numbers, by backward and by the matrix in both layouts: J' dy, and D dy. */
    @Test
    void reluWithUpstream() {
        lecture.assertGradient(2, "x", 0, 4, 0, 5, 0);
        double[] j = lecture.jacobian(1, "y");
        double[] d = transpose(j, 4);
        for (int k = 0; k < 4; k++) {
            double ours = 0;
            double theirs = 0;
            for (int i = 0; i < 4; i++) {
                ours += UPSTREAM[i] * j[i * 4 + k];
                theirs += d[k * 4 + i] * UPSTREAM[i];
            }
            assertEquals(lecture.gradient(2, "x")[k], ours);
            assertEquals(ours, theirs);
        }
    }

    @Test
    void softmaxIsFullAndSymmetric() {
        double sum = 1 + Math.E + 1 / Math.E;
        double[] y = {1 / sum, Math.E / sum, 1 / Math.E / sum};
        double[] expected = new double[9];
        for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) expected[i * 3 + j] = y[i] * ((i == j ? 1 : 0) - y[j]);
        assertArrayEquals(expected, lecture.jacobian(3, "y"), 1e-15);
        assertArrayEquals(expected, transpose(lecture.jacobian(3, "y"), 3), 1e-15);
    }

    /** Of y = W x it is W, whose transpose is what the denominator layout prints. */
    @Test
    void linearTellsTheLayoutsApart() {
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, lecture.jacobian(4, "y"), 0);
        assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6}, transpose(lecture.jacobian(4, "y"), 3), 0);
    }

    private static double[] transpose(double[] matrix, int columns) {
        int rows = matrix.length / columns;
        double[] turned = new double[matrix.length];
        for (int i = 0; i < rows; i++) for (int j = 0; j < columns; j++) turned[j * rows + i] = matrix[i * columns + j];
        return turned;
    }
}
