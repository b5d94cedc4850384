package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Softmax nets: every delta by the formulas of the lectures, and three paths into one weight. */
final class DeltasTest {
    private static final double EXACT = 1e-14;
    private final Lecture lecture = Lecture.of("deltas");

    /** Equal scores: p = 1/2, d_q = -1/q = -2, delta = p - onehot, dW = delta x' with x = (1, 2), dx = W' delta, W = 1. */
    @Test
    void twoClasses() {
        for (int t = 0; t < 2; t++) {
            double sign = t == 0 ? 1 : -1;
            lecture.assertValue(t, "nll", EXACT, Math.log(2));
            lecture.assertGradient(t, "q", EXACT, -2);
            lecture.assertGradient(t, "p", EXACT, t == 0 ? -2 : 0, t == 0 ? 0 : -2);
            double[] delta = {-sign / 2, sign / 2};
            lecture.assertGradient(t, "z", EXACT, delta);
            lecture.assertGradient(t, "b", EXACT, delta);
            lecture.assertGradient(t, "x", EXACT, delta);
            lecture.assertGradient(t, "W", EXACT, delta[0], 2 * delta[0], delta[1], 2 * delta[1]);
        }
    }

    @Test
    void multiclassInMatrixForm() {
        double[][] x = {{1, 2}, {-1, 0.5}};
        double[][] t = {{1, 0, 0}, {0, 0, 1}};
        double[][] w = {{0.5, -0.5}, {0, 1}, {-1, 0.25}};
        double[] b = {0.1, 0.2, -0.3};
        double cost = 0;
        double[] dz = new double[6];
        double[] dw = new double[6];
        double[] db = new double[3];
        for (int n = 0; n < 2; n++) {
            double[] e = new double[3];
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                e[k] = Math.exp(w[k][0] * x[n][0] + w[k][1] * x[n][1] + b[k]);
                sum += e[k];
            }
            for (int k = 0; k < 3; k++) {
                double y = e[k] / sum;
                cost -= t[n][k] * Math.log(y) / 2;
                dz[n * 3 + k] = (y - t[n][k]) / 2;
                db[k] += dz[n * 3 + k];
                for (int i = 0; i < 2; i++) dw[k * 2 + i] += dz[n * 3 + k] * x[n][i];
            }
        }
        lecture.assertValue(2, "J", EXACT, cost);
        lecture.assertGradient(2, "cost", 0, 0.5, 0.5);
        lecture.assertGradient(2, "z", EXACT, dz);
        lecture.assertGradient(2, "W", EXACT, dw);
        lecture.assertGradient(2, "b", EXACT, db);
    }

    /**
     * Path k into w21 is (-t_k/y_k) (y_k ([k = 2] - y_2)) h_1, counted from one as on paper; together (y_2 - t_2) h_1. Here
     * h = (1/2, 1/2), since both hidden units stand at 0, and z = (0, 1, -1/2).
     */
    @Test
    void threePathsIntoOneWeight() {
        double[] t = {0.25, 0.5, 0.25};
        double sum = 1 + Math.E + Math.exp(-0.5);
        double[] y = {1 / sum, Math.E / sum, Math.exp(-0.5) / sum};
        double together = 0;
        for (int k = 0; k < 3; k++) {
            lecture.assertValue(3 + k, "h", 0, 0.5, 0.5);
            lecture.assertValue(3 + k, "y", EXACT, y);
            double[] upstream = new double[3];
            upstream[k] = -t[k] / y[k];
            lecture.assertGradient(3 + k, "y", EXACT, upstream);
            double path = -t[k] / y[k] * (y[k] * ((k == 1 ? 1 : 0) - y[1])) * 0.5;
            assertEquals(path, lecture.gradient(3 + k, "w")[2], EXACT, "path " + (k + 1));
            together += lecture.gradient(3 + k, "w")[2];
        }
        assertEquals((y[1] - t[1]) * 0.5, lecture.gradient(6, "w")[2], EXACT);
        assertEquals(together, lecture.gradient(6, "w")[2], EXACT);
        lecture.assertGradient(6, "z", EXACT, y[0] - t[0], y[1] - t[1], y[2] - t[2]);
    }
}
