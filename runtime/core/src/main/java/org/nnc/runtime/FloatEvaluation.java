package org.nnc.runtime;

/** A function to minimise, in the closure form: the loss at a point, and its gradient. */
@FunctionalInterface
public interface FloatEvaluation {
    /**
     * Returns the loss at x.
     *
     * @param x the point, not to be changed
     * @param gradient of the length of x, to be overwritten with the gradient of the loss
     */
    float evaluate(float[] x, float[] gradient);
}
