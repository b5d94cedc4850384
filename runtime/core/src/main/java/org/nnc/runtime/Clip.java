package org.nnc.runtime;

/** Limits gradients between backward pass and optimiser step. */
public final class Clip {
    private Clip() {}

    /**
     * Scales the gradient so that its Euclidean norm is at most {@code max}.
     *
     * @return the norm before. Where it is infinite or NaN the gradient is left as it is: skip the step.
     */
    public static double norm(FloatModel model, double max) {
        float[] g = model.gradient();
        double norm = norm(g, model.trainableCount());
        if (norm > limit(max) && norm <= Double.MAX_VALUE) {
            double factor = max / norm;
            for (int i = 0; i < model.trainableCount(); i++) {
                g[i] = (float) (g[i] * factor);
            }
        }
        return norm;
    }

    /**
     * Scales the gradient so that its Euclidean norm is at most {@code max}.
     *
     * @return the norm before. Where it is infinite or NaN the gradient is left as it is: skip the step.
     */
    public static double norm(DoubleModel model, double max) {
        double[] g = model.gradient();
        double norm = norm(g, model.trainableCount());
        if (norm > limit(max) && norm <= Double.MAX_VALUE) {
            for (int i = 0; i < model.trainableCount(); i++) {
                // Not g * (max / norm): the quotient may be too small for a double.
                g[i] = g[i] / norm * max;
            }
        }
        return norm;
    }

    /** Limits each element of the gradient to {@code -max .. max}; NaN stays. */
    public static void value(FloatModel model, double max) {
        float bound = (float) limit(max);
        float[] g = model.gradient();
        for (int i = 0; i < model.trainableCount(); i++) {
            g[i] = Math.max(-bound, Math.min(bound, g[i]));
        }
    }

    /** Limits each element of the gradient to {@code -max .. max}; NaN stays. */
    public static void value(DoubleModel model, double max) {
        double bound = limit(max);
        double[] g = model.gradient();
        for (int i = 0; i < model.trainableCount(); i++) {
            g[i] = Math.max(-bound, Math.min(bound, g[i]));
        }
    }

    private static double limit(double max) {
        if (!(max >= 0)) {
            throw new IllegalArgumentException("max: expected 0 or more, got " + max);
        }
        return max;
    }

    /** The squares of floats cannot overflow in double. */
    private static double norm(float[] g, int count) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 2 <= count; i += 2) {
            even += (double) g[i] * g[i];
            odd += (double) g[i + 1] * g[i + 1];
        }
        if (i < count) {
            even += (double) g[i] * g[i];
        }
        return Math.sqrt(even + odd);
    }

    private static double norm(double[] g, int count) {
        double sum = 0;
        double largest = 0;
        for (int i = 0; i < count; i++) {
            sum += g[i] * g[i];
            largest = Math.max(largest, Math.abs(g[i]));
        }
        if (sum > 1e-280 && sum < 1e300 || largest == 0 || !(largest <= Double.MAX_VALUE)) {
            return Double.isNaN(largest) ? Double.NaN : Math.sqrt(sum);
        }
        double scaled = 0;
        for (int i = 0; i < count; i++) {
            double q = g[i] / largest;
            scaled += q * q;
        }
        return largest * Math.sqrt(scaled);
    }
}
