package org.nnc.runtime;

/**
 * Functions of one {@code double} on powers of two from a table, off by at most 2.5 units in the last place as the
 * library's hyperbolic ones, the exponential itself by at most 0.6, and several times quicker where the virtual machine has no
 * code of its own for those.
 *
 * <p>With x = (k log 2)/64 + r, {@code e^x = s*(1 + p)}: s a power of two times a number of the table, p a short series in r.
 */
final class Exponential {
    /** Adding this leaves a whole number in the last bits. */
    private static final double WHOLE = 0x1.8p52;

    private static final double PER = 92.33248261689366;

    // log(2)/64 in two parts: the first has zeros at its end, so that multiples of it are exact.
    private static final double HIGH = 0.010830424695996044;
    private static final double LOW = 2.5310172166650877E-13;

    /** The bits of {@code 2^(i/64)}, less i at the place where a shift puts k. */
    private static final long[] POWERS = new long[64];

    /** How much of itself {@code 2^(i/64)} is above the number of the table. */
    private static final double[] RESTS = new double[64];

    static {
        for (int i = 0; i < 64; i++) {
            double power = StrictMath.pow(2, i / 64.0);
            POWERS[i] = Double.doubleToRawLongBits(power) - ((long) i << 46);
            // Its 64th power in twice the digits: how far that is from 2^i tells what was rounded off.
            double high = power;
            double low = 0;
            for (int k = 0; k < 6; k++) {
                double split = high * 0x8000001p0;
                double a = split - (split - high);
                double b = high - a;
                double square = high * high;
                low = a * a - square + 2 * a * b + b * b + 2 * high * low;
                high = square + low;
                low -= high - square;
            }
            double unit = Math.scalb(1.0, -i);
            RESTS[i] = (high * unit - 1 + low * unit) / -64;
        }
    }

    private Exponential() {}

    /** The r of the number whose k stands in the last bits of w; with what the table leaves of its power. */
    private static double rest(double x, double w) {
        double h = w - WHOLE;
        // Small numbers first: one rounding counts.
        return Fma.of(h, -HIGH, x) + Fma.of(h, -LOW, RESTS[(int) Double.doubleToRawLongBits(w) & 63]);
    }

    private static double power(double w) {
        long k = Double.doubleToRawLongBits(w);
        return Double.longBitsToDouble(POWERS[(int) k & 63] + (k << 46));
    }

    /** {@code e^r - 1}. */
    private static double series(double r) {
        double u = r * r;
        double high = Fma.of(u, Fma.of(r, 1.0 / 720, 1.0 / 120), Fma.of(r, 1.0 / 24, 1.0 / 6));
        return Fma.of(u, Fma.of(r, high, 0.5), r);
    }

    /** {@code e^x}. */
    static double exp(double x) {
        if (!(Math.abs(x) < 700)) {
            return Math.exp(x);
        }
        double w = Fma.of(x, PER, WHOLE);
        double s = power(w);
        return Fma.of(s, series(rest(x, w)), s);
    }

    static double sigmoid(double x) {
        double e = exp(-Math.abs(x));
        // The one or the other without a branch: signs cannot be foreseen.
        long sign = Double.doubleToRawLongBits(x) >> 63;
        long top = Double.doubleToRawLongBits(e) & sign | 0x3ff0000000000000L & ~sign;
        return Double.longBitsToDouble(top) / (1 + e);
    }

    static double cosh(double x) {
        double v = -Math.abs(x);
        if (!(v > -700)) {
            return Math.cosh(x);
        }
        double e = exp(v);
        return 0.5 * e + 0.5 / e;
    }

    /** {@code q/(q + 2)} with q = exp(2|x|) - 1, exact also where x is small. */
    static double tanh(double x) {
        double v = 2 * Math.abs(x);
        if (!(v < 40)) {
            return Double.isNaN(x) ? x : Math.copySign(1, x);
        }
        double w = Fma.of(v, PER, WHOLE);
        double s = power(w);
        double q = Fma.of(s, series(rest(v, w)), s - 1);
        return Math.copySign(q / (q + 2), x);
    }

    /** {@code max(x, 0) + log(1 + e)} with e at most 1, by the series of the inverse hyperbolic tangent; for a float. */
    static float softplus(float x) {
        double e = exp(-Math.abs((double) x));
        double s = e / (2 + e);
        double u = s * s;
        double u2 = u * u;
        double low = Fma.of(Fma.of(u, 1.0 / 7, 1.0 / 5), u2, Fma.of(u, 1.0 / 3, 1));
        double high = Fma.of(Fma.of(u, 1.0 / 15, 1.0 / 13), u2, Fma.of(u, 1.0 / 11, 1.0 / 9));
        double u4 = u2 * u2;
        double log = 2 * s * Fma.of(Fma.of(u4, 1.0 / 17, high), u4, low);
        return (float) (Math.max((double) x, 0) + log);
    }
}
