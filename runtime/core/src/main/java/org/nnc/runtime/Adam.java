package org.nnc.runtime;

/**
 * Adam (Kingma and Ba 2015) as PyTorch's: {@code g += weightDecay*p}; {@code m = beta1*m + (1-beta1)*g};
 * {@code v = beta2*v + (1-beta2)*g*g}; {@code p -= lr/(1-beta1^t) * m/(sqrt(v)/sqrt(1-beta2^t) + eps)}. Defaults: lr
 * 1e-3, beta1 0.9, beta2 0.999, eps 1e-8, weightDecay 0.
 */
public final class Adam extends Moments<Adam> {
    private Adam(Object target) {
        super(target, false);
    }

    /** For a model. */
    public static Adam of(FloatModel model) {
        return new Adam(model);
    }

    /** For a model. */
    public static Adam of(DoubleModel model) {
        return new Adam(model);
    }

    /** For a point of the closure form, {@link #advance}. */
    public static Adam of(float[] x) {
        return new Adam(x);
    }

    /** For a point of the closure form, {@link #advance}. */
    public static Adam of(double[] x) {
        return new Adam(x);
    }

    @Override
    Adam self() {
        return this;
    }
}
