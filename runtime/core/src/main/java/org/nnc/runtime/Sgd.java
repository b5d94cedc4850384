package org.nnc.runtime;

/**
 * Stochastic gradient descent, with momentum and Nesterov's form, as PyTorch's SGD: {@code g += weightDecay*p};
 * {@code b = momentum*b + (1-dampening)*g} (b = g at first); {@code p -= lr*(nesterov ? g + momentum*b : b)}.
 * Defaults: lr 1e-3, all else 0.
 */
public final class Sgd extends Optimizer<Sgd> {
    private double momentum;
    private double dampening;
    private boolean nesterov;
    private float[] floatVelocity;
    private double[] doubleVelocity;

    private Sgd(Object target) {
        super(target, 1e-3);
    }

    /** For a model. */
    public static Sgd of(FloatModel model) {
        return new Sgd(model);
    }

    /** For a model. */
    public static Sgd of(DoubleModel model) {
        return new Sgd(model);
    }

    /** For a point of the closure form, {@link #advance}. */
    public static Sgd of(float[] x) {
        return new Sgd(x);
    }

    /** For a point of the closure form, {@link #advance}. */
    public static Sgd of(double[] x) {
        return new Sgd(x);
    }

    /**
     * The lectures' closure form, with rate 1e-3: evaluates {@code feval} at x, then moves x against the gradient.
     *
     * @return x, moved in place, and the loss before the move (Torch returns {@code x, {fx}})
     */
    public static FloatPoint step(float[] x, FloatEvaluation feval) {
        return step(x, feval, 1e-3);
    }

    /** The lectures' closure form with the given rate; for momentum keep an optimiser and use {@link #advance}. */
    public static FloatPoint step(float[] x, FloatEvaluation feval, double lr) {
        return of(x).lr(lr).advance(x, feval);
    }

    /**
     * The lectures' closure form, with rate 1e-3: evaluates {@code feval} at x, then moves x against the gradient.
     *
     * @return x, moved in place, and the loss before the move (Torch returns {@code x, {fx}})
     */
    public static DoublePoint step(double[] x, DoubleEvaluation feval) {
        return step(x, feval, 1e-3);
    }

    /** The lectures' closure form with the given rate; for momentum keep an optimiser and use {@link #advance}. */
    public static DoublePoint step(double[] x, DoubleEvaluation feval, double lr) {
        return of(x).lr(lr).advance(x, feval);
    }

    /** How much of the last move is kept, 0 or more; 0 by default. */
    public Sgd momentum(double value) {
        momentum = notNegative("momentum", value);
        return this;
    }

    /** How much of the gradient momentum leaves out; 0 by default. */
    public Sgd dampening(double value) {
        dampening = notNegative("dampening", value);
        return this;
    }

    /** Whether to look ahead by the momentum; needs momentum and no dampening. */
    public Sgd nesterov(boolean value) {
        nesterov = value;
        return this;
    }

    @Override
    void check() {
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("nesterov needs a momentum above 0 and a dampening of 0");
        }
    }

    @Override
    Sgd self() {
        return this;
    }

    @Override
    void update(float[] p, float[] g, int n, double rate, long step) {
        float move = (float) -rate;
        float decay = (float) weightDecay();
        if (momentum == 0) {
            for (int i = 0; i < n; i++) {
                p[i] = Fma.of(move, Fma.of(decay, p[i], g[i]), p[i]);
            }
            return;
        }
        float take = (float) (floatVelocity == null ? 1 : 1 - dampening);
        float[] b = memory(floatVelocity, n, 0);
        floatVelocity = b;
        float keep = (float) momentum;
        // g + momentum*b, or b alone.
        float now = nesterov ? 1 : 0;
        float ahead = nesterov ? keep : 1;
        for (int i = 0; i < n; i++) {
            float d = Fma.of(decay, p[i], g[i]);
            float v = Fma.of(keep, b[i], take * d);
            b[i] = v;
            p[i] = Fma.of(move, Fma.of(ahead, v, now * d), p[i]);
        }
    }

    @Override
    void update(double[] p, double[] g, int n, double rate, long step) {
        double move = -rate;
        double decay = weightDecay();
        if (momentum == 0) {
            for (int i = 0; i < n; i++) {
                p[i] = Fma.of(move, Fma.of(decay, p[i], g[i]), p[i]);
            }
            return;
        }
        double take = (doubleVelocity == null ? 1 : 1 - dampening);
        double[] b = memory(doubleVelocity, n, 0);
        doubleVelocity = b;
        double keep = momentum;
        // g + momentum*b, or b alone.
        double now = nesterov ? 1 : 0;
        double ahead = nesterov ? keep : 1;
        for (int i = 0; i < n; i++) {
            double d = Fma.of(decay, p[i], g[i]);
            double v = Fma.of(keep, b[i], take * d);
            b[i] = v;
            p[i] = Fma.of(move, Fma.of(ahead, v, now * d), p[i]);
        }
    }
}
