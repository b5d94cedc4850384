package org.nnc.runtime;

/**
 * Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019) as PyTorch's: first
 * {@code p *= 1 - lr*weightDecay}, then the step of {@link Adam}. Defaults: those of Adam, weightDecay 1e-2.
 */
public final class AdamW extends Moments<AdamW> {
    private AdamW(Object target) {
        super(target, true);
    }

    /** For a model. */
    public static AdamW of(FloatModel model) {
        return new AdamW(model);
    }

    /** For a model. */
    public static AdamW of(DoubleModel model) {
        return new AdamW(model);
    }

    /** For a point of the closure form, {@link #advance}. */
    public static AdamW of(float[] x) {
        return new AdamW(x);
    }

    /** For a point of the closure form, {@link #advance}. */
    public static AdamW of(double[] x) {
        return new AdamW(x);
    }

    @Override
    AdamW self() {
        return this;
    }
}
