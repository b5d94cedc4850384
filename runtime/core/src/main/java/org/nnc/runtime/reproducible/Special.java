package org.nnc.runtime.reproducible;

/** The functions that the Java library lacks, all of them on StrictMath: those of the class above, and these. */
public final class Special extends org.nnc.runtime.Special {
    private static final double LN2 = 0.6931471805599453;

    private Special() {}

    /** {@code x * log(y)}, and 0 where x is 0 and y is not NaN. */
    public static double xlogy(double x, double y) {
        return x == 0 && !Double.isNaN(y) ? 0 : x * StrictMath.log(y);
    }

    /** {@code log(exp(a) + exp(b))} without overflow. */
    public static double logaddexp(double a, double b) {
        // Equal also for two infinities, whose difference is NaN.
        return a == b ? a + LN2 : Math.max(a, b) + StrictMath.log1p(StrictMath.exp(-Math.abs(a - b)));
    }

    /** {@code log(1 + exp(x))} without overflow. */
    public static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /** {@code 1 / (1 + exp(-x))}, relative accuracy on both sides. */
    public static double sigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    /** {@code e} to the power of x. */
    public static double exp(double x) {
        return StrictMath.exp(x);
    }

    /** The double result, rounded. */
    public static float exp(float x) {
        return (float) exp((double) x);
    }

    /** The sine. */
    public static double sin(double x) {
        return StrictMath.sin(x);
    }

    /** The cosine. */
    public static double cos(double x) {
        return StrictMath.cos(x);
    }

    /** The hyperbolic tangent. */
    public static double tanh(double x) {
        return StrictMath.tanh(x);
    }

    /** The hyperbolic cosine. */
    public static double cosh(double x) {
        return StrictMath.cosh(x);
    }

    /** The double result, rounded. */
    public static float sin(float x) {
        return (float) sin((double) x);
    }

    /** The double result, rounded. */
    public static float cos(float x) {
        return (float) cos((double) x);
    }

    /** The double result, rounded. */
    public static float xlogy(float x, float y) {
        return (float) xlogy((double) x, y);
    }

    /** The double result, rounded. */
    public static float logaddexp(float a, float b) {
        return (float) logaddexp((double) a, b);
    }

    /** The double result, rounded. */
    public static float softplus(float x) {
        return (float) softplus((double) x);
    }

    /** The double result, rounded. */
    public static float sigmoid(float x) {
        return (float) sigmoid((double) x);
    }

    /** The double result, rounded. */
    public static float tanh(float x) {
        return (float) tanh((double) x);
    }

    /** The double result, rounded. */
    public static float cosh(float x) {
        return (float) cosh((double) x);
    }
}
