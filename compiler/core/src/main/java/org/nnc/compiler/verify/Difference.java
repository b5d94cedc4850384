package org.nnc.compiler.verify;

import java.util.function.DoubleUnaryOperator;

/**
 * The derivative of a function of one number by central differences, extrapolated to step 0 (Richardson; the choice of the
 * best entry is Ridders', "Accurate computation of F'(x) and F'(x) F''(x)", 1982).
 *
 * @param value the derivative; NaN where the function has no finite values around the point
 * @param error an estimate of the error of {@code value}
 * @param rounding what the rounding of the function alone may contribute
 * @param isKink whether the one-sided derivatives differ
 */
record Difference(double value, double error, double rounding, boolean isKink) {
    private static final int LEVELS = 8;
    private static final double FIRST_STEP = 0x1p-6;

    /** @param f the function around 0, {@code scale} the size of what is varied */
    static Difference at0(DoubleUnaryOperator f, double scale) {
        double middle = f.applyAsDouble(0);
        double step = FIRST_STEP * Math.max(0.25, scale);
        double[] row = new double[LEVELS];
        int filled = 0;
        double best = Double.NaN;
        double error = Double.POSITIVE_INFINITY;
        double largest = Math.abs(middle);
        double gap = 0;
        double gapBefore = 0;
        boolean isKink = false;
        for (int level = 0; level < LEVELS; level++, step /= 2) {
            double right = f.applyAsDouble(step);
            double left = f.applyAsDouble(-step);
            double next = (right - left) / (2 * step);
            gapBefore = gap;
            gap = Math.abs((right - middle) / step - (middle - left) / step);
            // Around a smooth point the gap halves with the step; where it does not, a kink lies within the step.
            isKink = level > 0
                    && gap > 0.7 * gapBefore
                    && gap > 1e-6 * Math.max(1, Math.abs(next)) + 64 * Math.ulp(largest) / step;
            if (!Double.isFinite(next) || isKink) {
                filled = 0;
                best = Double.NaN;
                error = Double.POSITIVE_INFINITY;
                continue;
            }
            largest = Math.max(largest, Math.max(Math.abs(left), Math.abs(right)));
            double power = 1;
            double before = 0;
            for (int j = 0; j <= filled; j++) {
                double old = row[j];
                row[j] = next;
                power *= 4;
                if (j < filled) {
                    double extrapolated = next + (next - old) / (power - 1);
                    // Both parents of an entry must be close to it for it to be trusted.
                    double distance = Math.max(Math.abs(extrapolated - next), Math.abs(extrapolated - old));
                    if (distance < error) {
                        error = distance;
                        best = extrapolated;
                    }
                    next = extrapolated;
                }
                before = next;
            }
            if (Double.isNaN(best)) best = before;
            filled = Math.min(filled + 1, LEVELS - 1);
        }
        double smallest = step * 2;
        double rounding = 16 * Math.ulp(largest) / smallest;
        return new Difference(best, Math.max(error, rounding), rounding, isKink || Double.isNaN(gap));
    }
}
