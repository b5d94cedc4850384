package org.nnc.runtime;

/**
 * Elementary functions over ranges of {@code float}, in plain Java; its twin for the other type differs in constants only.
 *
 * <p>HotSpot vectorises arithmetic over arrays at equal index, but no branch and no access to the bits of a number. So a
 * strip is copied to rows that start at 0, and each function is a few arithmetic loops and, where an exponent is needed, one
 * loop over bits. The exponential is {@code s*s*e^r} with s a power of two and |r| at most log 2, so that one such loop gives
 * the scale and results down to the smallest number are rounded once. What is computed for an element does not depend on its
 * neighbours. The bounds of error are those of {@link KernelSet}.
 */
final class FloatRange {
    private static final float HALF_LOG2_E = 0.7213475204444817f;

    // 2 log 2, and log 2, in two parts: the first has zeros at its end, so that multiples of it are exact.
    private static final float HIGH = 1.38629150390625f;
    private static final float LOW = 2.8572137e-6f;
    private static final float LN2_HIGH = 0.693145751953125f;
    private static final float LN2_LOW = 1.4286068e-6f;

    /** Adding this leaves a whole number in the last bits. */
    private static final float WHOLE = 0x1.8p23f;

    /** The same, and with the exponent of 1 in them: shifted to their place the bits are a power of two. */
    private static final float SCALED = WHOLE + 127;

    /** Below the first the exponential is 0, from the second on it is infinite, and so is cosh. */
    private static final float LEAST = -104;

    private static final float GREATEST = 90;

    private FloatRange() {}

    static void exp(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[][] rows = scratch.floatResults();
        float[] p = rows[0];
        float[] s = rows[1];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            System.arraycopy(x, xo + at, p, 0, width);
            reduce(p, s, width);
            scales(s, width);
            expEnd(p, s, width);
            System.arraycopy(p, 0, y, yo + at, width);
        }
    }

    static void expm1(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[][] rows = scratch.floatResults();
        float[] p = rows[0];
        float[] s = rows[1];
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
    static void sigmoid(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        float[][] rows = scratch.floatResults();
        float[] p = rows[0];
        float[] s = rows[1];
        float[] v = rows[2];
        float[] row = rows[3];
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

    static void softplus(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[][] rows = scratch.floatResults();
        float[] p = rows[0];
        float[] s = rows[1];
        float[] v = rows[2];
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

    static void cosh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[][] rows = scratch.floatResults();
        float[] p = rows[0];
        float[] s = rows[1];
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

    static void log(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[][] rows = scratch.floatResults();
        float[] f = rows[0];
        float[] e = rows[1];
        float[] v = rows[2];
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
    static void tanh(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        float[][] rows = scratch.floatResults();
        float[] p = rows[0];
        float[] s = rows[1];
        float[] v = rows[2];
        float[] row = rows[3];
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

    static void erf(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] v = scratch.floatResults()[0];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            System.arraycopy(x, xo + at, v, 0, width);
            erfAll(v, width);
            System.arraycopy(v, 0, y, yo + at, width);
        }
    }

    /** Leaves e^r - 1 in x and the whole number h, in its last bits, in t, where x = 2 h log 2 + r. */
    private static void reduce(float[] x, float[] t, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.max(LEAST, Math.min(GREATEST, x[i]));
            float w = Fma.of(v, HALF_LOG2_E, SCALED);
            float h = w - SCALED;
            float r = Fma.of(h, -LOW, Fma.of(h, -HIGH, v));
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
                                                                            Fma.of(r, 2.7278847e-6f, 2.5111174e-5f),
                                                                            0.00019845746f),
                                                                    0.0013887720f),
                                                            0.008333318f),
                                                    0.041666683f),
                                            0.16666667f),
                                    0.5f),
                            1);
        }
    }

    /** The powers of two whose exponents stand in the last bits. */
    private static void scales(float[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = Float.intBitsToFloat(Float.floatToRawIntBits(t[i]) << 23);
        }
    }

    private static void expEnd(float[] p, float[] s, int n) {
        for (int i = 0; i < n; i++) {
            p[i] = Fma.of(p[i], s[i], s[i]) * s[i];
        }
    }

    private static void expm1End(float[] p, float[] s, int n) {
        for (int i = 0; i < n; i++) {
            // The difference in this order is -0 where s is 1: the sign of a zero survives.
            p[i] = Fma.of(s[i], p[i], -(1 / s[i] - s[i])) * s[i];
        }
    }

    private static void negative(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -Math.abs(x[i]);
        }
    }

    private static void positive(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.abs(x[i]);
        }
    }

    /** 1 in the place of what is positive, else 0. */
    private static void signs(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.min(1, Math.max(0, x[i]) * Float.MAX_VALUE * Float.MAX_VALUE);
        }
    }

    private static void share(float[] e, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = 1 / (1 + e[i]);
        }
    }

    /** With e = exp(-|x|) and r = 1/(1+e): r where x is positive, else e r. One result in a loop, or it has no vectors. */
    private static void sigmoidEnd(float[] e, float[] r, float[] one, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(e[i], one[i]) * r[i];
        }
    }

    /** The other one of both. */
    private static void negativeEnd(float[] e, float[] r, float[] one, int n) {
        for (int i = 0; i < n; i++) {
            e[i] = Math.max(e[i], 1 - one[i]) * r[i];
        }
    }

    /** max(x, 0) + log(1+e). */
    private static void softplusEnd(float[] x, float[] e, int n) {
        for (int i = 0; i < n; i++) {
            float v = e[i];
            float half = 0.5f * v * v;
            float z = v / (2 + v);
            float u = z * z;
            float tail = u
                    * Fma.of(
                            u,
                            Fma.of(
                                    u,
                                    Fma.of(u, Fma.of(u, Fma.of(u, 0.21792628f, 0.17147835f), 0.22301495f), 0.28568396f),
                                    0.40000054f),
                            0.6666667f);
            x[i] = Math.max(0, x[i]) + (v - Fma.of(-z, half + tail, half));
        }
    }

    /** cosh x = e/2 + 1/(2e); the half is taken before the number overflows. */
    private static void coshEnd(float[] p, float[] s, int n) {
        for (int i = 0; i < n; i++) {
            float e = Fma.of(p[i], s[i], s[i]) * (0.5f * s[i]);
            p[i] = e + 0.25f / e;
        }
    }

    /** 1 in the place of what is positive, -1 of what is negative; zeros stay. */
    private static void directions(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.max(-1, Math.min(1, x[i] * Float.MAX_VALUE * Float.MAX_VALUE));
        }
    }

    /** m = exp(-|x|) - 1, exact relative to itself: where the scale is 1, e^r - 1 as it is. */
    private static void lacks(float[] p, float[] s, float[] m, int n) {
        for (int i = 0; i < n; i++) {
            float t = s[i] * s[i];
            m[i] = Fma.of(t, p[i], t - 1);
        }
    }

    /** exp(-2|x|) - 1 = m(m+2) = u, and 1/(u+2). */
    private static void tanhShare(float[] m, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            float u = Fma.of(m[i], m[i], m[i] + m[i]);
            r[i] = 1 / (u + 2);
        }
    }

    /** tanh |x| = -u/(u+2), at most 1 because u is at least -1. */
    private static void tanhEnd(float[] m, float[] r, float[] direction, int n) {
        for (int i = 0; i < n; i++) {
            m[i] = Math.abs(Fma.of(m[i], m[i], m[i] + m[i]) * r[i]) * direction[i];
        }
    }

    /** 1/cosh x = 2e/(1+e*e) with e = exp(-|x|); the sum is u+2. */
    private static void sechEnd(float[] e, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            e[i] = (e[i] + e[i]) * r[i];
        }
    }

    /** x = f 2^e, f between the roots of 1/2 and 2, e in the last bits; false if one is not positive, finite, normal. */
    private static boolean split(float[] x, float[] f, float[] e, int n) {
        int outside = 0;
        for (int i = 0; i < n; i++) {
            int bits = Float.floatToRawIntBits(x[i]);
            int power = (bits - 0x3f3504f3) >> 23;
            f[i] = Float.intBitsToFloat(bits - (power << 23));
            e[i] = Float.intBitsToFloat(0x4b400000 + power);
            outside |= (bits - 0x00800000) | (0x7f7fffff - bits);
        }
        return outside >= 0;
    }

    /** The logarithm of f by the series of the inverse hyperbolic tangent, in the order of fdlibm, plus e log 2. */
    private static void logEnd(float[] f, float[] e, int n) {
        for (int i = 0; i < n; i++) {
            float v = f[i] - 1;
            float k = e[i] - WHOLE;
            float half = 0.5f * v * v;
            float z = v / (2 + v);
            float u = z * z;
            float tail = u * Fma.of(u, Fma.of(u, 0.29874432f, 0.3997745f), 0.66666776f);
            float rest = Fma.of(z, half + tail, k * LN2_LOW);
            f[i] = Fma.of(k, LN2_HIGH, v - (half - rest));
        }
    }

    private static void outside(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            if (!(x[i] >= Float.MIN_NORMAL && x[i] <= Float.MAX_VALUE)) {
                y[i] = (float) Math.log(x[i]);
            }
        }
    }

    /** A quotient of polynomials in x*x, which reaches 1 before it is cut off: fitted to a relative error of 4.8e-8. */
    private static void erfAll(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.max(-4.1f, Math.min(4.1f, x[i]));
            float u = v * v;
            float p = Fma.of(
                    u,
                    Fma.of(
                            u,
                            Fma.of(u, Fma.of(u, Fma.of(u, 1.8789945e-6f, 0.0002869039f), 0.0041817524f), 0.054040004f),
                            0.20113248f),
                    1.1283792f);
            float q = Fma.of(
                    u,
                    Fma.of(
                            u,
                            Fma.of(u, Fma.of(u, Fma.of(u, 3.6405541e-5f, 0.001248973f), 0.01582015f), 0.11842457f),
                            0.51158142f),
                    1);
            x[i] = Math.max(-1, Math.min(1, v * (p / q)));
        }
    }
}
