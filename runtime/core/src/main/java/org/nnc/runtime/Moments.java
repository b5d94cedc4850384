package org.nnc.runtime;

/** The step that {@link Adam} and {@link AdamW} share: bias-corrected first and second moments of the gradient. */
abstract class Moments<T extends Moments<T>> extends Optimizer<T> {
    private final boolean decoupled;
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double eps = 1e-8;
    private float[] floatFirst;
    private float[] floatSecond;
    private double[] doubleFirst;
    private double[] doubleSecond;

    Moments(Object target, boolean decoupled) {
        super(target, 1e-3);
        this.decoupled = decoupled;
        if (decoupled) {
            weightDecay(1e-2);
        }
    }

    /** How much of the first moment is kept, below 1; 0.9 by default. */
    public T beta1(double value) {
        beta1 = belowOne("beta1", value);
        return self();
    }

    /** How much of the second moment is kept, below 1; 0.999 by default. */
    public T beta2(double value) {
        beta2 = belowOne("beta2", value);
        return self();
    }

    /** What keeps the denominator from 0; 1e-8 by default. */
    public T eps(double value) {
        eps = notNegative("eps", value);
        return self();
    }

    @Override
    void update(float[] p, float[] g, int n, double rate, long step) {
        float[] m = memory(floatFirst, n, 0);
        floatFirst = m;
        float[] v = memory(floatSecond, n, 0);
        floatSecond = v;
        float decay = (float) (decoupled ? 0 : weightDecay());
        float shrink = (float) (decoupled ? 1 - rate * weightDecay() : 1);
        float keep1 = (float) beta1;
        float take1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float take2 = (float) (1 - beta2);
        float move = (float) (-rate / (1 - Math.pow(beta1, step)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, step)));
        float small = (float) eps;
        for (int i = 0; i < n; i++) {
            float d = Fma.of(decay, p[i], g[i]);
            float first = Fma.of(keep1, m[i], take1 * d);
            m[i] = first;
            float second = Fma.of(keep2, v[i], take2 * d * d);
            v[i] = second;
            p[i] = Fma.of(move, first / Fma.of((float) Math.sqrt(second), correction, small), shrink * p[i]);
        }
    }

    @Override
    void update(double[] p, double[] g, int n, double rate, long step) {
        double[] m = memory(doubleFirst, n, 0);
        doubleFirst = m;
        double[] v = memory(doubleSecond, n, 0);
        doubleSecond = v;
        double decay = (decoupled ? 0 : weightDecay());
        double shrink = (decoupled ? 1 - rate * weightDecay() : 1);
        double keep1 = beta1;
        double take1 = (1 - beta1);
        double keep2 = beta2;
        double take2 = (1 - beta2);
        double move = (-rate / (1 - Math.pow(beta1, step)));
        double correction = (1 / Math.sqrt(1 - Math.pow(beta2, step)));
        double small = eps;
        for (int i = 0; i < n; i++) {
            double d = Fma.of(decay, p[i], g[i]);
            double first = Fma.of(keep1, m[i], take1 * d);
            m[i] = first;
            double second = Fma.of(keep2, v[i], take2 * d * d);
            v[i] = second;
            p[i] = Fma.of(move, first / Fma.of(Math.sqrt(second), correction, small), shrink * p[i]);
        }
    }
}
