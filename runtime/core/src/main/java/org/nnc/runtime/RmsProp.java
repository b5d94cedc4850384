package org.nnc.runtime;

/**
 * RMSProp (Hinton's lecture 6e) as PyTorch's: {@code g += weightDecay*p}; {@code s = alpha*s + (1-alpha)*g*g};
 * {@code p -= lr*g/(sqrt(s) + eps)}; centered: {@code m = alpha*m + (1-alpha)*g} and {@code sqrt(s - m*m)}; with
 * momentum {@code b = momentum*b + g/(..)} and {@code p -= lr*b}. Defaults: lr 1e-2, alpha 0.99, eps 1e-8,
 * momentum 0.
 */
public final class RmsProp extends Optimizer<RmsProp> {
    private double alpha = 0.99;
    private double eps = 1e-8;
    private double momentum;
    private boolean centered;
    private float[] floatSquare;
    private double[] doubleSquare;
    private float[] floatMean;
    private double[] doubleMean;
    private float[] floatVelocity;
    private double[] doubleVelocity;

    private RmsProp(Object target) {
        super(target, 1e-2);
    }

    /** For a model. */
    public static RmsProp of(FloatModel model) {
        return new RmsProp(model);
    }

    /** For a model. */
    public static RmsProp of(DoubleModel model) {
        return new RmsProp(model);
    }

    /** For a point of the closure form, {@link #advance}. */
    public static RmsProp of(float[] x) {
        return new RmsProp(x);
    }

    /** For a point of the closure form, {@link #advance}. */
    public static RmsProp of(double[] x) {
        return new RmsProp(x);
    }

    /** How much of the mean square is kept, below 1; 0.99 by default. */
    public RmsProp alpha(double value) {
        alpha = belowOne("alpha", value);
        return this;
    }

    /** What keeps the denominator from 0; 1e-8 by default. */
    public RmsProp eps(double value) {
        eps = notNegative("eps", value);
        return this;
    }

    /** How much of the last move is kept; 0 by default. */
    public RmsProp momentum(double value) {
        momentum = notNegative("momentum", value);
        return this;
    }

    /** Whether to divide by the deviation instead of the root of the mean square. */
    public RmsProp centered(boolean value) {
        centered = value;
        return this;
    }

    @Override
    RmsProp self() {
        return this;
    }

    @Override
    void update(float[] p, float[] g, int n, double rate, long step) {
        float[] s = memory(floatSquare, n, 0);
        floatSquare = s;
        float[] b = memory(floatVelocity, n, 0);
        floatVelocity = b;
        float move = (float) -rate;
        float decay = (float) weightDecay();
        float small = (float) eps;
        float keep = (float) alpha;
        float take = (float) (1 - alpha);
        float inertia = (float) momentum;
        if (!centered) {
            for (int i = 0; i < n; i++) {
                float d = Fma.of(decay, p[i], g[i]);
                float square = Fma.of(keep, s[i], take * d * d);
                s[i] = square;
                float v = Fma.of(inertia, b[i], d / ((float) Math.sqrt(square) + small));
                b[i] = v;
                p[i] = Fma.of(move, v, p[i]);
            }
            return;
        }
        float[] m = memory(floatMean, n, 0);
        floatMean = m;
        for (int i = 0; i < n; i++) {
            float d = Fma.of(decay, p[i], g[i]);
            float square = Fma.of(keep, s[i], take * d * d);
            s[i] = square;
            float mean = Fma.of(keep, m[i], take * d);
            m[i] = mean;
            // Rounding may leave a variance just below 0.
            float variance = Math.max(0, square - mean * mean);
            float v = Fma.of(inertia, b[i], d / ((float) Math.sqrt(variance) + small));
            b[i] = v;
            p[i] = Fma.of(move, v, p[i]);
        }
    }

    @Override
    void update(double[] p, double[] g, int n, double rate, long step) {
        double[] s = memory(doubleSquare, n, 0);
        doubleSquare = s;
        double[] b = memory(doubleVelocity, n, 0);
        doubleVelocity = b;
        double move = -rate;
        double decay = weightDecay();
        double small = eps;
        double keep = alpha;
        double take = (1 - alpha);
        double inertia = momentum;
        if (!centered) {
            for (int i = 0; i < n; i++) {
                double d = Fma.of(decay, p[i], g[i]);
                double square = Fma.of(keep, s[i], take * d * d);
                s[i] = square;
                double v = Fma.of(inertia, b[i], d / (Math.sqrt(square) + small));
                b[i] = v;
                p[i] = Fma.of(move, v, p[i]);
            }
            return;
        }
        double[] m = memory(doubleMean, n, 0);
        doubleMean = m;
        for (int i = 0; i < n; i++) {
            double d = Fma.of(decay, p[i], g[i]);
            double square = Fma.of(keep, s[i], take * d * d);
            s[i] = square;
            double mean = Fma.of(keep, m[i], take * d);
            m[i] = mean;
            // Rounding may leave a variance just below 0.
            double variance = Math.max(0, square - mean * mean);
            double v = Fma.of(inertia, b[i], d / (Math.sqrt(variance) + small));
            b[i] = v;
            p[i] = Fma.of(move, v, p[i]);
        }
    }
}
