package org.nnc.samples;

import org.junit.jupiter.api.Test;

/** The three-layer forward pass, at weights that put every unit to sigmoid(0) = 1/2. */
final class ThreeLayerTest {
    private final Lecture lecture = Lecture.of("threelayer");

    @Test
    void forward() {
        lecture.assertValue(0, "h1", 0, 0.5, 0.5, 0.5, 0.5);
        lecture.assertValue(0, "h2", 0, 0.5, 0.5, 0.5, 0.5);
        lecture.assertValue(0, "out", 0, 5.5);
    }

    /** sigmoid'(0) = 1/4: d_W3 = h2, d_W2[k,j] = W3[k]/4 h1[j], d_b1[j] = sum(k) W3[k]/4 W2[k,j] / 4. */
    @Test
    void backward() {
        double[] w3 = {1, 2, 3, 4};
        double[][] w2 = {{1, 1, -1, -1}, {1, 0, 0, 0}, {0, 0, 1, 1}, {2, 0, 0, 2}};
        double[][] w1 = {{0, 0, 0}, {1, 1, 0}, {0, 2, 1}, {1, -1, -1}};
        double[] dw2 = new double[16];
        double[] db1 = new double[4];
        double[] dx = new double[3];
        for (int j = 0; j < 4; j++) {
            for (int k = 0; k < 4; k++) {
                dw2[k * 4 + j] = w3[k] / 4 * 0.5;
                db1[j] += w3[k] / 4 * w2[k][j] / 4;
            }
            for (int i = 0; i < 3; i++) dx[i] += db1[j] * w1[j][i];
        }
        lecture.assertGradient(0, "W3", 0, 0.5, 0.5, 0.5, 0.5);
        lecture.assertGradient(0, "W2", 1e-15, dw2);
        lecture.assertGradient(0, "b1", 1e-15, db1);
        lecture.assertGradient(0, "x", 1e-15, dx);
    }
}
