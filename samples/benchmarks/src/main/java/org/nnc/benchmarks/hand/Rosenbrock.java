package org.nnc.benchmarks.hand;

import org.nnc.benchmarks.Side;

/** Rosenbrock's function and its gradient in one pass. */
public final class Rosenbrock implements Side {
    private final double[] x;
    private final double[] dx;

    /** At the given point. */
    public Rosenbrock(double[] x) {
        this.x = x;
        dx = new double[x.length];
    }

    @Override
    public double call() {
        double f = 0;
        java.util.Arrays.fill(dx, 0);
        for (int i = 0; i + 1 < x.length; i++) {
            double a = x[i + 1] - x[i] * x[i];
            double b = 1 - x[i];
            f += 100 * a * a + b * b;
            dx[i + 1] += 200 * a;
            dx[i] -= 400 * a * x[i] + 2 * b;
        }
        return f;
    }

    @Override
    public double[] result() {
        return dx.clone();
    }
}
