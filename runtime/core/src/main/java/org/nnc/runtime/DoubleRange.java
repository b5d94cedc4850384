package org.nnc.runtime;

/**
 * Elementary functions over ranges of {@code double}, in plain Java; its twin for the other type differs in constants only.
 *
 * <p>HotSpot vectorises arithmetic over arrays at equal index, but no branch and no access to the bits of a number. So a
 * strip is copied to rows that start at 0, and each function is a few arithmetic loops and, where an exponent is needed, one
 * loop over bits. The exponential is {@code s*s*e^r} with s a power of two and |r| at most log 2, so that one such loop gives
 * the scale and results down to the smallest number are rounded once. What is computed for an element does not depend on its
 * neighbours. The bounds of error are those of {@link KernelSet}.
 */
final class DoubleRange {
    private static final double HALF_LOG2_E = 0.7213475204444817;

    // 2 log 2, and log 2, in two parts: the first has zeros at its end, so that multiples of it are exact.
    private static final double HIGH = 1.3862943611197807;
    private static final double LOW = 1.0995846037416742E-13;
    private static final double LN2_HIGH = 0.6931471805601177;
    private static final double LN2_LOW = -1.7239444525614835E-13;

    /** Adding this leaves a whole number in the last bits. */
    private static final double WHOLE = 0x1.8p52;

    /** The same, and with the exponent of 1 in them: shifted to their place the bits are a power of two. */
    private static final double SCALED = WHOLE + 1023;

    /** Below the first the exponential is 0, from the second on it is infinite, and so is cosh. */
    private static final double LEAST = -746;

    private static final double GREATEST = 712;

    private DoubleRange() {}

    static void exp(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[][] rows = scratch.doubleResults();
        double[] p = rows[0];
        double[] s = rows[1];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            System.arraycopy(x, xo + at, p, 0, width);
            reduce(p, s, width);
            scales(s, width);
            expEnd(p, s, width);
            System.arraycopy(p, 0, y, yo + at, width);
        }
    }

    static void expm1(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[][] rows = scratch.doubleResults();
        double[] p = rows[0];
        double[] s = rows[1];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            System.arraycopy(x, xo + at, p, 0, width);
            reduce(p, s, width);
            scales(s, width);
            expm1End(p, s, width);
            System.arraycopy(p, 0, y, yo + at, width);
        }
    }

    /** Of every element into y, of its negative into z where that is not null. */
    static void sigmoid(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        double[][] rows = scratch.doubleResults();
        double[] p = rows[0];
        double[] s = rows[1];
        double[] v = rows[2];
        double[] row = rows[3];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            System.arraycopy(x, xo + at, v, 0, width);
            negative(v, p, width);
            reduce(p, s, width);
            scales(s, width);
            expEnd(p, s, width);
            signs(v, width);
            share(p, s, width);
            sigmoidEnd(p, s, v, row, width);
            System.arraycopy(row, 0, y, yo + at, width);
            if (z != null) {
                negativeEnd(p, s, v, width);
                System.arraycopy(p, 0, z, zo + at, width);
            }
        }
    }

    static void softplus(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[][] rows = scratch.doubleResults();
        double[] p = rows[0];
        double[] s = rows[1];
        double[] v = rows[2];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            System.arraycopy(x, xo + at, v, 0, width);
            negative(v, p, width);
            reduce(p, s, width);
            scales(s, width);
            expEnd(p, s, width);
            softplusEnd(v, p, width);
            System.arraycopy(v, 0, y, yo + at, width);
        }
    }

    static void cosh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[][] rows = scratch.doubleResults();
        double[] p = rows[0];
        double[] s = rows[1];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            System.arraycopy(x, xo + at, p, 0, width);
            positive(p, width);
            reduce(p, s, width);
            scales(s, width);
            coshEnd(p, s, width);
            System.arraycopy(p, 0, y, yo + at, width);
        }
    }

    static void log(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[][] rows = scratch.doubleResults();
        double[] f = rows[0];
        double[] e = rows[1];
        double[] v = rows[2];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            System.arraycopy(x, xo + at, v, 0, width);
            boolean normal = split(v, f, e, width);
            logEnd(f, e, width);
            if (!normal) {
                outside(v, f, width);
            }
            System.arraycopy(f, 0, y, yo + at, width);
        }
    }

    /** Of every element into y, 1/cosh of it into z where that is not null. */
    static void tanh(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        double[][] rows = scratch.doubleResults();
        double[] p = rows[0];
        double[] s = rows[1];
        double[] v = rows[2];
        double[] row = rows[3];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            System.arraycopy(x, xo + at, v, 0, width);
            negative(v, p, width);
            reduce(p, s, width);
            scales(s, width);
            directions(v, width);
            lacks(p, s, row, width);
            if (z != null) {
                expEnd(p, s, width);
            }
            tanhShare(row, s, width);
            tanhEnd(row, s, v, width);
            System.arraycopy(row, 0, y, yo + at, width);
            if (z != null) {
                sechEnd(p, s, width);
                System.arraycopy(p, 0, z, zo + at, width);
            }
        }
    }

    static void erf(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Erf.erf(x[xo + i]);
        }
    }

    /** Leaves e^r - 1 in x and the whole number h, in its last bits, in t, where x = 2 h log 2 + r. */
    private static void reduce(double[] x, double[] t, int n) {
        for (int i = 0; i < n; i++) {
            double v = Math.max(LEAST, Math.min(GREATEST, x[i]));
            double w = Fma.of(v, HALF_LOG2_E, SCALED);
            double h = w - SCALED;
            double r = Fma.of(h, -LOW, Fma.of(h, -HIGH, v));
            t[i] = w;
            x[i] = r
                    * Fma.of(
                            r,
                            Fma.of(
                                    r,
                                    Fma.of(
                                            r,
                                            Fma.of(
                                                    r,
                                                    Fma.of(
                                                            r,
                                                            Fma.of(
                                                                    r,
                                                                    Fma.of(
                                                                            r,
                                                                            Fma.of(
                                                                                    r,
                                                                                    Fma.of(
                                                                                            r,
                                                                                            Fma.of(
                                                                                                    r,
                                                                                                    Fma.of(
                                                                                                            r,
                                                                                                            Fma.of(
                                                                                                                    r,
                                                                                                                    Fma
                                                                                                                            .of(
                                                                                                                                    r,
                                                                                                                                    Fma
                                                                                                                                            .of(
                                                                                                                                                    r,
                                                                                                                                                    Fma
                                                                                                                                                            .of(
                                                                                                                                                                    r,
                                                                                                                                                                    4.7456658513970063e-14,
                                                                                                                                                                    7.702856803156667e-13),
                                                                                                                                                    1.147171299687448e-11),
                                                                                                                                    1.6058594567637798e-10),
                                                                                                                    2.0876748810246703e-09),
                                                                                                            2.5052110282779968e-08),
                                                                                                    2.7557319257610497e-07),
                                                                                            2.755731921951502e-06),
                                                                                    2.4801587301513495e-05),
                                                                            0.0001984126984127561),
                                                                    0.0013888888888888974),
                                                            0.00833333333333333),
                                                    0.041666666666666664),
                                            0.16666666666666666),
                                    0.5),
                            1);
        }
    }

    /** The powers of two whose exponents stand in the last bits. */
    private static void scales(double[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(t[i]) << 52);
        }
    }

    private static void expEnd(double[] p, double[] s, int n) {
        for (int i = 0; i < n; i++) {
            p[i] = Fma.of(p[i], s[i], s[i]) * s[i];
        }
    }

    private static void expm1End(double[] p, double[] s, int n) {
        for (int i = 0; i < n; i++) {
            // The difference in this order is -0 where s is 1: the sign of a zero survives.
            p[i] = Fma.of(s[i], p[i], -(1 / s[i] - s[i])) * s[i];
        }
    }

    private static void negative(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -Math.abs(x[i]);
        }
    }

    private static void positive(double[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.abs(x[i]);
        }
    }

    /** 1 in the place of what is positive, else 0. */
    private static void signs(double[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.min(1, Math.max(0, x[i]) * Double.MAX_VALUE * Double.MAX_VALUE);
        }
    }

    private static void share(double[] e, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = 1 / (1 + e[i]);
        }
    }

    /** With e = exp(-|x|) and r = 1/(1+e): r where x is positive, else e r. One result in a loop, or it has no vectors. */
    private static void sigmoidEnd(double[] e, double[] r, double[] one, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(e[i], one[i]) * r[i];
        }
    }

    /** The other one of both. */
    private static void negativeEnd(double[] e, double[] r, double[] one, int n) {
        for (int i = 0; i < n; i++) {
            e[i] = Math.max(e[i], 1 - one[i]) * r[i];
        }
    }

    /** max(x, 0) + log(1+e). */
    private static void softplusEnd(double[] x, double[] e, int n) {
        for (int i = 0; i < n; i++) {
            double v = e[i];
            double half = 0.5 * v * v;
            double z = v / (2 + v);
            double u = z * z;
            double tail = u
                    * Fma.of(
                            u,
                            Fma.of(
                                    u,
                                    Fma.of(
                                            u,
                                            Fma.of(
                                                    u,
                                                    Fma.of(
                                                            u,
                                                            Fma.of(
                                                                    u,
                                                                    Fma.of(
                                                                            u,
                                                                            Fma.of(
                                                                                    u,
                                                                                    Fma.of(
                                                                                            u,
                                                                                            Fma.of(
                                                                                                    u,
                                                                                                    0.16468720917012683,
                                                                                                    0.06993616758796282),
                                                                                            0.1097272415755268),
                                                                                    0.11715928564278826),
                                                                            0.13336807737657158),
                                                                    0.15384451825800183),
                                                            0.1818182320667858),
                                                    0.22222222125388716),
                                            0.2857142857251105),
                                    0.39999999999993974),
                            0.6666666666666667);
            x[i] = Math.max(0, x[i]) + (v - Fma.of(-z, half + tail, half));
        }
    }

    /** cosh x = e/2 + 1/(2e); the half is taken before the number overflows. */
    private static void coshEnd(double[] p, double[] s, int n) {
        for (int i = 0; i < n; i++) {
            double e = Fma.of(p[i], s[i], s[i]) * (0.5 * s[i]);
            p[i] = e + 0.25 / e;
        }
    }

    /** 1 in the place of what is positive, -1 of what is negative; zeros stay. */
    private static void directions(double[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.max(-1, Math.min(1, x[i] * Double.MAX_VALUE * Double.MAX_VALUE));
        }
    }

    /** m = exp(-|x|) - 1, exact relative to itself: where the scale is 1, e^r - 1 as it is. */
    private static void lacks(double[] p, double[] s, double[] m, int n) {
        for (int i = 0; i < n; i++) {
            double t = s[i] * s[i];
            m[i] = Fma.of(t, p[i], t - 1);
        }
    }

    /** exp(-2|x|) - 1 = m(m+2) = u, and 1/(u+2). */
    private static void tanhShare(double[] m, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            double u = Fma.of(m[i], m[i], m[i] + m[i]);
            r[i] = 1 / (u + 2);
        }
    }

    /** tanh |x| = -u/(u+2), at most 1 because u is at least -1. */
    private static void tanhEnd(double[] m, double[] r, double[] direction, int n) {
        for (int i = 0; i < n; i++) {
            m[i] = Math.abs(Fma.of(m[i], m[i], m[i] + m[i]) * r[i]) * direction[i];
        }
    }

    /** 1/cosh x = 2e/(1+e*e) with e = exp(-|x|); the sum is u+2. */
    private static void sechEnd(double[] e, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            e[i] = (e[i] + e[i]) * r[i];
        }
    }

    /** x = f 2^e, f between the roots of 1/2 and 2, e in the last bits; false if one is not positive, finite, normal. */
    private static boolean split(double[] x, double[] f, double[] e, int n) {
        long outside = 0;
        for (int i = 0; i < n; i++) {
            long bits = Double.doubleToRawLongBits(x[i]);
            long power = (bits - 0x3fe6a09e667f3bcdL) >> 52;
            f[i] = Double.longBitsToDouble(bits - (power << 52));
            e[i] = Double.longBitsToDouble(0x4338000000000000L + power);
            outside |= (bits - 0x0010000000000000L) | (0x7fefffffffffffffL - bits);
        }
        return outside >= 0;
    }

    /** The logarithm of f by the series of the inverse hyperbolic tangent, in the order of fdlibm, plus e log 2. */
    private static void logEnd(double[] f, double[] e, int n) {
        for (int i = 0; i < n; i++) {
            double v = f[i] - 1;
            double k = e[i] - WHOLE;
            double half = 0.5 * v * v;
            double z = v / (2 + v);
            double u = z * z;
            double tail = u
                    * Fma.of(
                            u,
                            Fma.of(
                                    u,
                                    Fma.of(
                                            u,
                                            Fma.of(
                                                    u,
                                                    Fma.of(
                                                            u,
                                                            Fma.of(
                                                                    u,
                                                                    Fma.of(u, 0.13254125151987386, 0.13249816839931775),
                                                                    0.15387103814777395),
                                                            0.1818177537450033),
                                                    0.22222222650332668),
                                            0.2857142856906308),
                                    0.40000000000006314),
                            0.6666666666666666);
            double rest = Fma.of(z, half + tail, k * LN2_LOW);
            f[i] = Fma.of(k, LN2_HIGH, v - (half - rest));
        }
    }

    private static void outside(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            if (!(x[i] >= Double.MIN_NORMAL && x[i] <= Double.MAX_VALUE)) {
                y[i] = Math.log(x[i]);
            }
        }
    }
}
