package org.nnc.samples;

import org.junit.jupiter.api.Test;

/** Torch's MulConstant and a sigmoid layer: forward and backward by their formulas, and in a chain. */
final class ModulesTest {
    private static final double[] X = {0, 1, -1, 2, -2, 0.5};
    private static final double[] UPSTREAM = {1, 1, 1, -1, 2, 4};
    private static final double C = 3;
    private final Lecture lecture = Lecture.of("modules");

    @Test
    void forwardAndBackward() {
        double[] scaled = new double[6];
        double[] dScaled = new double[6];
        double[] squashed = new double[6];
        double[] dSquashed = new double[6];
        double[] both = new double[6];
        double[] dBoth = new double[6];
        for (int i = 0; i < 6; i++) {
            scaled[i] = C * X[i];
            dScaled[i] = C * UPSTREAM[i];
            squashed[i] = sigmoid(X[i]);
            dSquashed[i] = squashed[i] * (1 - squashed[i]) * UPSTREAM[i];
            both[i] = sigmoid(C * X[i]);
            dBoth[i] = C * both[i] * (1 - both[i]) * UPSTREAM[i];
        }
        lecture.assertValue(0, "y", 0, scaled);
        lecture.assertGradient(0, "x", 0, dScaled);
        lecture.assertValue(1, "y", 1e-15, squashed);
        lecture.assertGradient(1, "x", 1e-15, dSquashed);
        lecture.assertValue(2, "y", 1e-15, both);
        lecture.assertGradient(2, "x", 1e-14, dBoth);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
