package org.nnc.samples;

import org.junit.jupiter.api.Test;

/** Functions with a rule of their own: the slide's relu, alone and in the slide's net, and a straight-through estimator. */
final class OwnRuleTest {
    private final Lecture lecture = Lecture.of("ownrule");

    /** grad[x < 0] = 0: what comes from above passes at 0 as well. */
    @Test
    void layer() {
        lecture.assertValue(0, "y", 0, 1, 0, 3, 0, 0);
        lecture.assertGradient(0, "x", 0, 4, 0, 5, 0, 7);
    }

    /** As the slide's backward pass: 2 (y_pred - y), h' of it, of it w2', the mask, x' of it. */
    @Test
    void net() {
        double[][] x = {{1, 2}, {-1, 1}};
        double[] y = {1, 0};
        double[][] w1 = {{1, -1, 0.5}, {0, 1, -0.25}};
        double[] w2 = {2, -1, 1};
        double loss = 0;
        double[] predicted = new double[2];
        double[] dPredicted = new double[2];
        double[] dh = new double[6];
        double[] da = new double[6];
        double[] dw1 = new double[6];
        double[] dw2 = new double[3];
        for (int n = 0; n < 2; n++) {
            double[] a = new double[3];
            for (int j = 0; j < 3; j++) {
                a[j] = x[n][0] * w1[0][j] + x[n][1] * w1[1][j];
                predicted[n] += Math.max(0, a[j]) * w2[j];
            }
            loss += (predicted[n] - y[n]) * (predicted[n] - y[n]);
            dPredicted[n] = 2 * (predicted[n] - y[n]);
            for (int j = 0; j < 3; j++) {
                dw2[j] += Math.max(0, a[j]) * dPredicted[n];
                dh[n * 3 + j] = dPredicted[n] * w2[j];
                da[n * 3 + j] = a[j] < 0 ? 0 : dh[n * 3 + j];
                for (int i = 0; i < 2; i++) dw1[i * 3 + j] += x[n][i] * da[n * 3 + j];
            }
        }
        lecture.assertValue(1, "L", 1e-14, loss);
        lecture.assertGradient(1, "y_pred", 1e-14, dPredicted);
        lecture.assertGradient(1, "h", 1e-14, dh);
        lecture.assertGradient(1, "a", 1e-14, da);
        lecture.assertGradient(1, "w1", 1e-14, dw1);
        lecture.assertGradient(1, "w2", 1e-14, dw2);
    }

    @Test
    void straightThrough() {
        lecture.assertValue(2, "y", 0, 1, -1, 1, -1, 1);
        lecture.assertGradient(2, "x", 0, 1, 2, 0, 0, 5);
    }
}
