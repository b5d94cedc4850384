package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.nnc.runtime.Scratch;

/**
 * Elementary functions over ranges of {@code float} on vectors: the formulas of the plain kernels, whose text says why they are
 * right; its twin for the other type differs in constants and in {@code erf}.
 *
 * <p>One function in one loop, or two, is what HotSpot keeps in registers: what does not fill a vector goes through a row of the
 * scratch memory in that same loop, so an element gives the same bits wherever it stands. Each formula stands in its loop: a
 * method that gives a vector to another has it on the heap wherever the other is not inlined, which depends on how long the
 * callers have become. Bounds are chosen by comparison: what Java asks of max and min about zeros and NaN takes six
 * instructions of one.
 */
final class FloatRanges {
    private static final VectorSpecies<Float> S = Width.FLOATS;
    private static final int L = S.length();
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

    /** What makes every exponent positive, in its place. */
    private static final int EXCESS = 128 << 23;

    /** Numbers of a row of scratch memory: so many are taken at once where a function needs two loops. */
    private static final int STRIP = 256;

    // Such rows: numbers and results, e^r - 1, the root of the power of two, second results.
    private static final int REST = STRIP;
    private static final int ROOT = 2 * STRIP;
    private static final int OTHER = 3 * STRIP;
    private static final int ROOM = 4 * STRIP;

    private static final float LEAST = -104;
    private static final float GREATEST = 90;

    private static final IntVector SIGN = vector(-0f).reinterpretAsInts();

    // Made vectors where they are used, which HotSpot does before the loop. What is a vector already it loads in every
    // step, since the store of a result might have changed it.
    private static final float EXP_0 = 0.5f;
    private static final float EXP_1 = 0.16666667f;
    private static final float EXP_2 = 0.041666683f;
    private static final float EXP_3 = 0.008333318f;
    private static final float EXP_4 = 0.0013887720f;
    private static final float EXP_5 = 0.00019845746f;
    private static final float EXP_6 = 2.5111174e-5f;
    private static final float EXP_7 = 2.7278847e-6f;
    private static final float LOG_0 = 0.66666776f;
    private static final float LOG_1 = 0.3997745f;
    private static final float LOG_2 = 0.29874432f;
    private static final float LOG1P_0 = 0.6666667f;
    private static final float LOG1P_1 = 0.40000054f;
    private static final float LOG1P_2 = 0.28568396f;
    private static final float LOG1P_3 = 0.22301495f;
    private static final float LOG1P_4 = 0.17147835f;
    private static final float LOG1P_5 = 0.21792628f;
    private static final float ERF_MOST = 4.1f;
    private static final float ERF_LEAST = -4.1f;
    private static final float ERF_0 = 1.1283792f;
    private static final float ERF_1 = 0.20113248f;
    private static final float ERF_2 = 0.054040004f;
    private static final float ERF_3 = 0.0041817524f;
    private static final float ERF_4 = 0.0002869039f;
    private static final float ERF_5 = 1.8789945e-6f;
    private static final float ERF_Q0 = 1f;
    private static final float ERF_Q1 = 0.51158142f;
    private static final float ERF_Q2 = 0.11842457f;
    private static final float ERF_Q3 = 0.01582015f;
    private static final float ERF_Q4 = 0.001248973f;
    private static final float ERF_Q5 = 3.6405541e-5f;

    private FloatRanges() {}

    static void exp(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] row = scratch.floats(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            FloatVector x0 = FloatVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            FloatVector v0 = x0.blend(vector(LEAST), x0.compare(VectorOperators.LT, vector(LEAST)));
            FloatVector v = v0.blend(vector(GREATEST), v0.compare(VectorOperators.GT, vector(GREATEST)));
            FloatVector w = v.fma(vector(HALF_LOG2_E), vector(SCALED));
            FloatVector s =
                    w.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector h = w.sub(vector(SCALED));
            FloatVector r = h.fma(vector(-LOW), h.fma(vector(-HIGH), v));
            FloatVector q = vector(EXP_7)
                    .fma(r, vector(EXP_6))
                    .fma(r, vector(EXP_5))
                    .fma(r, vector(EXP_4))
                    .fma(r, vector(EXP_3))
                    .fma(r, vector(EXP_2))
                    .fma(r, vector(EXP_1))
                    .fma(r, vector(EXP_0));
            FloatVector l = r.mul(r.fma(q, vector(1)));
            l.fma(s, s).mul(s).intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    static void expm1(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] row = scratch.floats(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            FloatVector x0 = FloatVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            FloatVector v0 = x0.blend(vector(LEAST), x0.compare(VectorOperators.LT, vector(LEAST)));
            FloatVector v = v0.blend(vector(GREATEST), v0.compare(VectorOperators.GT, vector(GREATEST)));
            FloatVector w = v.fma(vector(HALF_LOG2_E), vector(SCALED));
            FloatVector s =
                    w.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector h = w.sub(vector(SCALED));
            FloatVector r = h.fma(vector(-LOW), h.fma(vector(-HIGH), v));
            FloatVector q = vector(EXP_7)
                    .fma(r, vector(EXP_6))
                    .fma(r, vector(EXP_5))
                    .fma(r, vector(EXP_4))
                    .fma(r, vector(EXP_3))
                    .fma(r, vector(EXP_2))
                    .fma(r, vector(EXP_1))
                    .fma(r, vector(EXP_0));
            FloatVector l = r.mul(r.fma(q, vector(1)));
            s.fma(l, vector(1).div(s).sub(s).neg()).mul(s).intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    static void cosh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] row = scratch.floats(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            FloatVector x0 = FloatVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            FloatVector v0 = x0.abs();
            FloatVector v = v0.blend(vector(GREATEST), v0.compare(VectorOperators.GT, vector(GREATEST)));
            FloatVector w = v.fma(vector(HALF_LOG2_E), vector(SCALED));
            FloatVector s =
                    w.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector h = w.sub(vector(SCALED));
            FloatVector r = h.fma(vector(-LOW), h.fma(vector(-HIGH), v));
            FloatVector q = vector(EXP_7)
                    .fma(r, vector(EXP_6))
                    .fma(r, vector(EXP_5))
                    .fma(r, vector(EXP_4))
                    .fma(r, vector(EXP_3))
                    .fma(r, vector(EXP_2))
                    .fma(r, vector(EXP_1))
                    .fma(r, vector(EXP_0));
            FloatVector l = r.mul(r.fma(q, vector(1)));
            FloatVector e = l.fma(s, s).mul(s.mul(vector(0.5f)));
            e.add(vector(0.25f).div(e)).intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    /** Of every element into y, of its negative into z where that is not null. */
    static void sigmoid(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        float[] row = scratch.floats(ROOM);
        for (int at = 0; at < n; at += STRIP) {
            int width = Math.min(STRIP, n - at);
            boolean whole = width % L == 0;
            boolean both = whole && z != null;
            // Two loops: in one, vectors would be on the heap. The second stands here: a shorter method would become
            // part of its callers, with the same effect.
            powers(width, x, xo + at, row);
            float[] from = whole ? x : row;
            int start = whole ? xo + at : 0;
            float[] to = whole ? y : row;
            int at1 = whole ? yo + at : 0;
            float[] other = both ? z : row;
            int at2 = both ? zo + at : OTHER;
            for (int i = 0; i < width; i += L) {
                FloatVector l = FloatVector.fromArray(S, row, REST + i);
                FloatVector s = FloatVector.fromArray(S, row, ROOT + i);
                FloatVector e = l.fma(s, s).mul(s);
                var positive = FloatVector.fromArray(S, from, start + i).compare(VectorOperators.GT, vector(0));
                FloatVector d = vector(1).div(e.add(vector(1)));
                e.blend(vector(1), positive).mul(d).intoArray(to, at1 + i);
                vector(1).blend(e, positive).mul(d).intoArray(other, at2 + i);
            }
            if (!whole) System.arraycopy(row, 0, y, yo + at, width);
            if (!whole && z != null) System.arraycopy(row, OTHER, z, zo + at, width);
        }
    }

    /** Of every element into y, 1/cosh of it into z where that is not null. */
    static void tanh(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        float[] row = scratch.floats(ROOM);
        for (int at = 0; at < n; at += STRIP) {
            int width = Math.min(STRIP, n - at);
            boolean whole = width % L == 0;
            boolean both = whole && z != null;
            // Two loops: in one, vectors would be on the heap. The second stands here: a shorter method would become
            // part of its callers, with the same effect.
            powers(width, x, xo + at, row);
            float[] from = whole ? x : row;
            int start = whole ? xo + at : 0;
            float[] to = whole ? y : row;
            int at1 = whole ? yo + at : 0;
            float[] other = both ? z : row;
            int at2 = both ? zo + at : OTHER;
            for (int i = 0; i < width; i += L) {
                FloatVector l = FloatVector.fromArray(S, row, REST + i);
                FloatVector s = FloatVector.fromArray(S, row, ROOT + i);
                FloatVector e = l.fma(s, s).mul(s);
                FloatVector t = s.mul(s);
                FloatVector m = t.fma(l, t.sub(vector(1)));
                FloatVector u = m.fma(m, m.add(m));
                FloatVector d = vector(1).div(u.add(vector(2)));
                // The sign is that of x, also of a zero.
                IntVector sign = FloatVector.fromArray(S, from, start + i)
                        .reinterpretAsInts()
                        .and(SIGN);
                u.mul(d)
                        .abs()
                        .reinterpretAsInts()
                        .or(sign)
                        .reinterpretAsFloats()
                        .intoArray(to, at1 + i);
                e.add(e).mul(d).intoArray(other, at2 + i);
            }
            if (!whole) System.arraycopy(row, 0, y, yo + at, width);
            if (!whole && z != null) System.arraycopy(row, OTHER, z, zo + at, width);
        }
    }

    /**
     * Both e^r - 1 and s, where -|x| is 2 h log 2 and r, and s the root of a power of two. What does not fill vectors is copied to the
     * beginning of the row. From 326 bytes of code on a method does not become part of its callers.
     */
    private static void powers(int n, float[] x, int xo, float[] row) {
        if (xo < 0 || n > x.length - xo) {
            throw new IndexOutOfBoundsException("range " + xo + " to " + (xo + n) + " of " + x.length);
        }
        boolean whole = n % L == 0;
        if (!whole) System.arraycopy(x, xo, row, 0, n);
        float[] from = whole ? x : row;
        int start = whole ? xo : 0;
        for (int i = 0; i < n; i += L) {
            FloatVector v0 = FloatVector.fromArray(S, from, start + i).abs().neg();
            FloatVector v = v0.blend(vector(LEAST), v0.compare(VectorOperators.LT, vector(LEAST)));
            FloatVector w = v.fma(vector(HALF_LOG2_E), vector(SCALED));
            w.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats()
                    .intoArray(row, ROOT + i);
            FloatVector h = w.sub(vector(SCALED));
            FloatVector r = h.fma(vector(-LOW), h.fma(vector(-HIGH), v));
            FloatVector q = vector(EXP_7)
                    .fma(r, vector(EXP_6))
                    .fma(r, vector(EXP_5))
                    .fma(r, vector(EXP_4))
                    .fma(r, vector(EXP_3))
                    .fma(r, vector(EXP_2))
                    .fma(r, vector(EXP_1))
                    .fma(r, vector(EXP_0));
            r.mul(r.fma(q, vector(1))).intoArray(row, REST + i);
        }
    }

    static void erf(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] row = scratch.floats(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            FloatVector x0 = FloatVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            FloatVector v0 = x0.blend(vector(ERF_MOST), x0.compare(VectorOperators.GT, vector(ERF_MOST)));
            FloatVector v = v0.blend(vector(ERF_LEAST), v0.compare(VectorOperators.LT, vector(ERF_LEAST)));
            FloatVector u = v.mul(v);
            FloatVector p = vector(ERF_5)
                    .fma(u, vector(ERF_4))
                    .fma(u, vector(ERF_3))
                    .fma(u, vector(ERF_2))
                    .fma(u, vector(ERF_1))
                    .fma(u, vector(ERF_0));
            FloatVector q = vector(ERF_Q5)
                    .fma(u, vector(ERF_Q4))
                    .fma(u, vector(ERF_Q3))
                    .fma(u, vector(ERF_Q2))
                    .fma(u, vector(ERF_Q1))
                    .fma(u, vector(ERF_Q0));
            FloatVector y0 = v.mul(p.div(q));
            FloatVector y1 = y0.blend(vector(1), y0.compare(VectorOperators.GT, vector(1)));
            y1.blend(vector(-1), y1.compare(VectorOperators.LT, vector(-1)))
                    .intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    static void softplus(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] row = scratch.floats(ROOM);
        for (int at = 0; at < n; at += STRIP) {
            int width = Math.min(STRIP, n - at);
            System.arraycopy(x, xo + at, row, 0, width);
            powers(width, row, 0, row);
            softplus(width, row);
            System.arraycopy(row, 0, y, yo + at, width);
        }
    }

    /** max(x, 0) + log(1+e). */
    private static void softplus(int n, float[] row) {
        for (int i = 0; i < n; i += L) {
            FloatVector x = FloatVector.fromArray(S, row, i);
            FloatVector s = FloatVector.fromArray(S, row, ROOT + i);
            FloatVector e = FloatVector.fromArray(S, row, REST + i).fma(s, s).mul(s);
            FloatVector half = e.mul(0.5f).mul(e);
            FloatVector z = e.div(e.add(2));
            FloatVector u = z.mul(z);
            FloatVector tail = u.mul(vector(LOG1P_5)
                    .fma(u, vector(LOG1P_4))
                    .fma(u, vector(LOG1P_3))
                    .fma(u, vector(LOG1P_2))
                    .fma(u, vector(LOG1P_1))
                    .fma(u, vector(LOG1P_0)));
            x.max(0).add(e.sub(z.neg().fma(half.add(tail), half))).intoArray(row, i);
        }
    }

    static void log(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] row = scratch.floats(2 * STRIP);
        for (int at = 0; at < n; at += STRIP) {
            int width = Math.min(STRIP, n - at);
            System.arraycopy(x, xo + at, row, 0, width);
            logs(width, row);
            if (outside(width, row)) mend(width, row);
            System.arraycopy(row, STRIP, y, yo + at, width);
        }
    }

    /** Into the second half of the row. */
    private static void logs(int n, float[] row) {
        for (int i = 0; i < n; i += L) {
            FloatVector x = FloatVector.fromArray(S, row, i);
            IntVector bits = x.reinterpretAsInts();
            // The exponent with an excess, for want of arithmetic shifts of longs on some processors.
            IntVector power = bits.add(EXCESS - 0x3f3504f3).lanewise(VectorOperators.LSHR, 23);
            FloatVector v = bits.sub(power.lanewise(VectorOperators.LSHL, 23))
                    .add(EXCESS)
                    .reinterpretAsFloats()
                    .sub(1);
            FloatVector k = power.add(0x4b400000).reinterpretAsFloats().sub(WHOLE + 128);
            FloatVector half = v.mul(0.5f).mul(v);
            FloatVector z = v.div(v.add(2));
            FloatVector u = z.mul(z);
            FloatVector tail = u.mul(vector(LOG_2).fma(u, vector(LOG_1)).fma(u, vector(LOG_0)));
            FloatVector rest = z.fma(half.add(tail), k.mul(LN2_LOW));
            k.fma(vector(LN2_HIGH), v.sub(half.sub(rest))).intoArray(row, STRIP + i);
        }
    }

    private static FloatVector vector(float value) {
        return FloatVector.broadcast(S, value);
    }

    /** Whether one of these is not a positive, finite, normal number: by the least, and by what x - x makes of infinities. */
    private static boolean outside(int n, float[] x) {
        FloatVector least = vector(1);
        FloatVector zero = vector(0);
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, i);
            least = least.min(v);
            zero = zero.add(v.sub(v));
        }
        boolean all = least.reduceLanes(VectorOperators.MIN) >= Float.MIN_NORMAL
                && zero.reduceLanes(VectorOperators.ADD) == 0;
        for (; i < n; i++) all &= x[i] >= Float.MIN_NORMAL && x[i] <= Float.MAX_VALUE;
        return !all;
    }

    /** The rare numbers among them, which the formula does not cover. */
    private static void mend(int n, float[] row) {
        for (int i = 0; i < n; i++) {
            if (!(row[i] >= Float.MIN_NORMAL && row[i] <= Float.MAX_VALUE)) row[STRIP + i] = (float) Math.log(row[i]);
        }
    }
}
