package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;

/** Derivatives by central differences, extrapolated to step zero (Ridders 1982): the oracle that knows no chain rule. */
final class Richardson {
    private static final double FIRST_STEP = 0.02;

    /** So often that the last steps cross no kink of a net with thousands of maxima. */
    private static final int HALVINGS = 9;

    private Richardson() {}

    /** df/dt at 0. */
    static double derivative(DoubleUnaryOperator f) {
        double[][] table = new double[HALVINGS][HALVINGS];
        double best = 0;
        double bestError = Double.POSITIVE_INFINITY;
        double h = FIRST_STEP;
        for (int i = 0; i < HALVINGS; i++, h /= 2) {
            table[i][0] = (f.applyAsDouble(h) - f.applyAsDouble(-h)) / (2 * h);
            double factor = 4;
            for (int j = 1; j <= i; j++, factor *= 4) {
                table[i][j] = (factor * table[i][j - 1] - table[i - 1][j - 1]) / (factor - 1);
                double error =
                        Math.max(Math.abs(table[i][j] - table[i][j - 1]), Math.abs(table[i][j] - table[i - 1][j - 1]));
                if (error < bestError) {
                    bestError = error;
                    best = table[i][j];
                }
            }
        }
        return best;
    }

    /** |a - b| <= 1e-7 max(|b|, 1e-3 max|b|) for every element, and exact zeros where the differences are exactly zero. */
    static void assertAgrees(String what, double[] gradient, double[] differences) {
        assertEquals(differences.length, gradient.length, what);
        double most = 0;
        for (double b : differences) most = Math.max(most, Math.abs(b));
        for (int i = 0; i < gradient.length; i++) {
            double tolerance = 1e-7 * Math.max(Math.abs(differences[i]), 1e-3 * most);
            String where = what + "[" + i + "]: " + gradient[i] + " against differences " + differences[i];
            if (differences[i] == 0) assertEquals(0.0, gradient[i], 0.0, where);
            // Written so that NaN fails.
            assertTrue(Math.abs(gradient[i] - differences[i]) <= tolerance, where);
        }
    }
}
