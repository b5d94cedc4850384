package org.nnc.runtime;

/** What a step of the closure form returns: the point, moved, and the loss that it had before the move. */
public final class FloatPoint {
    private final float[] x;
    float loss;

    FloatPoint(float[] x) {
        this.x = x;
    }

    /** The new point: the array that was given, changed in place. */
    public float[] x() {
        return x;
    }

    /** The loss where the gradient was taken, before the move. */
    public float loss() {
        return loss;
    }
}
