package org.nnc.runtime;

/** What a step of the closure form returns: the point, moved, and the loss that it had before the move. */
public final class DoublePoint {
    private final double[] x;
    double loss;

    DoublePoint(double[] x) {
        this.x = x;
    }

    /** The new point: the array that was given, changed in place. */
    public double[] x() {
        return x;
    }

    /** The loss where the gradient was taken, before the move. */
    public double loss() {
        return loss;
    }
}
