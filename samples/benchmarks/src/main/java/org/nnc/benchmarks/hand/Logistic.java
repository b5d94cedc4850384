package org.nnc.benchmarks.hand;

import org.nnc.benchmarks.Side;

/** One example of a logistic regression, for the label 1. */
public final class Logistic implements Side {
    private final int n;
    private final float[] x;
    private final float[] w;
    private final float b;
    private final float[] dw;
    private float db;

    /** With parameters w, b. */
    public Logistic(float[] x, float[] parameters) {
        n = x.length;
        this.x = x;
        w = java.util.Arrays.copyOf(parameters, n);
        b = parameters[n];
        dw = new float[n];
    }

    @Override
    public double call() {
        float z = b;
        for (int i = 0; i < n; i++) z += w[i] * x[i];
        float e = Rows.exp(-Math.abs(z));
        double loss = Math.max(-z, 0) + Math.log1p(e);
        float d = -(z <= 0 ? 1 / (1 + e) : e / (1 + e));
        for (int i = 0; i < n; i++) dw[i] = d * x[i];
        db = d;
        return loss;
    }

    @Override
    public double[] result() {
        return Flat.of(dw, new float[] {db});
    }
}
