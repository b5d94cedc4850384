package org.nnc.runtime;

/**
 * Adagrad (Duchi et al. 2011) as PyTorch's: {@code g += weightDecay*p}; {@code s += g*g};
 * {@code p -= lr/(1 + (t-1)*lrDecay) * g/(sqrt(s) + eps)}. Defaults: lr 1e-2, lrDecay 0, eps 1e-10, s starts at 0.
 */
public final class Adagrad extends Optimizer<Adagrad> {
    private double lrDecay;
    private double eps = 1e-10;
    private double initialSum;
    private float[] floatSum;
    private double[] doubleSum;

    private Adagrad(Object target) {
        super(target, 1e-2);
    }

    /** For a model. */
    public static Adagrad of(FloatModel model) {
        return new Adagrad(model);
    }

    /** For a model. */
    public static Adagrad of(DoubleModel model) {
        return new Adagrad(model);
    }

    /** For a point of the closure form, {@link #advance}. */
    public static Adagrad of(float[] x) {
        return new Adagrad(x);
    }

    /** For a point of the closure form, {@link #advance}. */
    public static Adagrad of(double[] x) {
        return new Adagrad(x);
    }

    /** How fast the rate falls with the steps; 0 by default. */
    public Adagrad lrDecay(double value) {
        lrDecay = notNegative("lrDecay", value);
        return this;
    }

    /** What keeps the denominator from 0; 1e-10 by default. */
    public Adagrad eps(double value) {
        eps = notNegative("eps", value);
        return this;
    }

    /** Where the sums of squares start; 0 by default; has no effect after the first step. */
    public Adagrad initialAccumulator(double value) {
        initialSum = notNegative("initialAccumulator", value);
        return this;
    }

    @Override
    Adagrad self() {
        return this;
    }

    @Override
    void update(float[] p, float[] g, int n, double rate, long step) {
        float[] s = memory(floatSum, n, initialSum);
        floatSum = s;
        float move = (float) (-rate / (1 + (step - 1) * lrDecay));
        float decay = (float) weightDecay();
        float small = (float) eps;
        for (int i = 0; i < n; i++) {
            float d = Fma.of(decay, p[i], g[i]);
            float v = Fma.of(d, d, s[i]);
            s[i] = v;
            p[i] = Fma.of(move, d / ((float) Math.sqrt(v) + small), p[i]);
        }
    }

    @Override
    void update(double[] p, double[] g, int n, double rate, long step) {
        double[] s = memory(doubleSum, n, initialSum);
        doubleSum = s;
        double move = (-rate / (1 + (step - 1) * lrDecay));
        double decay = weightDecay();
        double small = eps;
        for (int i = 0; i < n; i++) {
            double d = Fma.of(decay, p[i], g[i]);
            double v = Fma.of(d, d, s[i]);
            s[i] = v;
            p[i] = Fma.of(move, d / (Math.sqrt(v) + small), p[i]);
        }
    }
}
