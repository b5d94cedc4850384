package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.nnc.runtime.Scratch;

/**
 * Elementary functions over ranges of {@code float} on vectors: the formulas of the plain kernels, whose text says why they are
 * right; its twin for the other type differs in constants and in {@code tanh} and {@code erf}.
 *
 * <p>One function in one loop, which is what HotSpot keeps in registers: what does not fill a vector goes through a row of the
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

    /** What makes every exponent positive, in its place. */
    private static final int EXCESS = 128 << 23;

    /** Numbers whose logarithms are taken at once. */
    private static final int STRIP = 256;

    private static final float LEAST = -104;
    private static final float GREATEST = 90;

    // The constants as vectors: made in a loop, they would be too many operations for HotSpot to inline.
    private static final FloatVector ZERO = vector(0);
    private static final FloatVector ONE = vector(1);
    private static final FloatVector MINUS_ONE = vector(-1);
    private static final FloatVector HALF = vector(0.5f);
    private static final FloatVector QUARTER = vector(0.25f);
    private static final FloatVector LOWEST = vector(LEAST);
    private static final FloatVector HIGHEST = vector(GREATEST);
    private static final FloatVector RATIO = vector(HALF_LOG2_E);
    private static final FloatVector ROUND = vector(WHOLE);
    private static final FloatVector MINUS_HIGH = vector(-HIGH);
    private static final FloatVector MINUS_LOW = vector(-LOW);
    private static final IntVector BIAS = ONE.reinterpretAsInts();
    private static final FloatVector EXP_0 = vector(0.5f);
    private static final FloatVector EXP_1 = vector(0.16666667f);
    private static final FloatVector EXP_2 = vector(0.041666683f);
    private static final FloatVector EXP_3 = vector(0.008333318f);
    private static final FloatVector EXP_4 = vector(0.0013887720f);
    private static final FloatVector EXP_5 = vector(0.00019845746f);
    private static final FloatVector EXP_6 = vector(2.5111174e-5f);
    private static final FloatVector EXP_7 = vector(2.7278847e-6f);
    private static final FloatVector LOG_0 = vector(0.66666776f);
    private static final FloatVector LOG_1 = vector(0.3997745f);
    private static final FloatVector LOG_2 = vector(0.29874432f);
    private static final FloatVector LOG1P_0 = vector(0.6666667f);
    private static final FloatVector LOG1P_1 = vector(0.40000054f);
    private static final FloatVector LOG1P_2 = vector(0.28568396f);
    private static final FloatVector LOG1P_3 = vector(0.22301495f);
    private static final FloatVector LOG1P_4 = vector(0.17147835f);
    private static final FloatVector LOG1P_5 = vector(0.21792628f);
    private static final FloatVector TANH_MOST = vector(9.2f);
    private static final FloatVector TANH_LEAST = vector(-9.2f);
    private static final FloatVector TANH_0 = vector(1f);
    private static final FloatVector TANH_1 = vector(0.13104577f);
    private static final FloatVector TANH_2 = vector(0.0031261507f);
    private static final FloatVector TANH_3 = vector(1.1361447e-5f);
    private static final FloatVector TANH_4 = vector(-2.0897685e-8f);
    private static final FloatVector TANH_5 = vector(5.5029172e-11f);
    private static final FloatVector TANH_6 = vector(-8.7998971e-14f);
    private static final FloatVector TANH_Q0 = vector(1f);
    private static final FloatVector TANH_Q1 = vector(0.4643792f);
    private static final FloatVector TANH_Q2 = vector(0.024585772f);
    private static final FloatVector TANH_Q3 = vector(0.00025770476f);
    private static final FloatVector ERF_MOST = vector(4.1f);
    private static final FloatVector ERF_LEAST = vector(-4.1f);
    private static final FloatVector ERF_0 = vector(1.1283792f);
    private static final FloatVector ERF_1 = vector(0.20113248f);
    private static final FloatVector ERF_2 = vector(0.054040004f);
    private static final FloatVector ERF_3 = vector(0.0041817524f);
    private static final FloatVector ERF_4 = vector(0.0002869039f);
    private static final FloatVector ERF_5 = vector(1.8789945e-6f);
    private static final FloatVector ERF_Q0 = vector(1f);
    private static final FloatVector ERF_Q1 = vector(0.51158142f);
    private static final FloatVector ERF_Q2 = vector(0.11842457f);
    private static final FloatVector ERF_Q3 = vector(0.01582015f);
    private static final FloatVector ERF_Q4 = vector(0.001248973f);
    private static final FloatVector ERF_Q5 = vector(3.6405541e-5f);

    private FloatRanges() {}

    static void exp(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] row = scratch.floats(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            FloatVector x0 = FloatVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            FloatVector v0 = x0.blend(LOWEST, x0.compare(VectorOperators.LT, LOWEST));
            FloatVector v = v0.blend(HIGHEST, v0.compare(VectorOperators.GT, HIGHEST));
            FloatVector w = v.fma(RATIO, ROUND);
            FloatVector s = w.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(BIAS)
                    .reinterpretAsFloats();
            FloatVector h = w.sub(ROUND);
            FloatVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            FloatVector q = EXP_7.fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            FloatVector l = r.mul(r.fma(q, ONE));
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
            FloatVector v0 = x0.blend(LOWEST, x0.compare(VectorOperators.LT, LOWEST));
            FloatVector v = v0.blend(HIGHEST, v0.compare(VectorOperators.GT, HIGHEST));
            FloatVector w = v.fma(RATIO, ROUND);
            FloatVector s = w.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(BIAS)
                    .reinterpretAsFloats();
            FloatVector h = w.sub(ROUND);
            FloatVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            FloatVector q = EXP_7.fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            FloatVector l = r.mul(r.fma(q, ONE));
            s.fma(l, ONE.div(s).sub(s).neg()).mul(s).intoArray(whole ? y : row, whole ? yo + i : 0);
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
            FloatVector v = v0.blend(HIGHEST, v0.compare(VectorOperators.GT, HIGHEST));
            FloatVector w = v.fma(RATIO, ROUND);
            FloatVector s = w.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(BIAS)
                    .reinterpretAsFloats();
            FloatVector h = w.sub(ROUND);
            FloatVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            FloatVector q = EXP_7.fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            FloatVector l = r.mul(r.fma(q, ONE));
            FloatVector e = l.fma(s, s).mul(s.mul(HALF));
            e.add(QUARTER.div(e)).intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    /** Of every element into y, of its negative into z where that is not null. */
    static void sigmoid(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        float[] row = scratch.floats(2 * L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            boolean both = whole && z != null;
            FloatVector x0 = FloatVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            FloatVector v0 = x0.abs().neg();
            FloatVector v = v0.blend(LOWEST, v0.compare(VectorOperators.LT, LOWEST));
            FloatVector w = v.fma(RATIO, ROUND);
            FloatVector s = w.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(BIAS)
                    .reinterpretAsFloats();
            FloatVector h = w.sub(ROUND);
            FloatVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            FloatVector q = EXP_7.fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            FloatVector l = r.mul(r.fma(q, ONE));
            FloatVector e = l.fma(s, s).mul(s);
            var positive = x0.compare(VectorOperators.GT, ZERO);
            FloatVector d = ONE.div(e.add(ONE));
            e.blend(ONE, positive).mul(d).intoArray(whole ? y : row, whole ? yo + i : 0);
            ONE.blend(e, positive).mul(d).intoArray(both ? z : row, both ? zo + i : L);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
        if (rest > 0 && z != null) System.arraycopy(row, L, z, zo + n - rest, rest);
    }

    static void tanh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] row = scratch.floats(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            FloatVector x0 = FloatVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            FloatVector v0 = x0.blend(TANH_MOST, x0.compare(VectorOperators.GT, TANH_MOST));
            FloatVector v = v0.blend(TANH_LEAST, v0.compare(VectorOperators.LT, TANH_LEAST));
            FloatVector u = v.mul(v);
            FloatVector p = TANH_6.fma(u, TANH_5)
                    .fma(u, TANH_4)
                    .fma(u, TANH_3)
                    .fma(u, TANH_2)
                    .fma(u, TANH_1)
                    .fma(u, TANH_0);
            FloatVector q = TANH_Q3.fma(u, TANH_Q2).fma(u, TANH_Q1).fma(u, TANH_Q0);
            FloatVector y0 = v.mul(p.div(q));
            FloatVector y1 = y0.blend(ONE, y0.compare(VectorOperators.GT, ONE));
            y1.blend(MINUS_ONE, y1.compare(VectorOperators.LT, MINUS_ONE))
                    .intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    static void erf(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] row = scratch.floats(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            FloatVector x0 = FloatVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            FloatVector v0 = x0.blend(ERF_MOST, x0.compare(VectorOperators.GT, ERF_MOST));
            FloatVector v = v0.blend(ERF_LEAST, v0.compare(VectorOperators.LT, ERF_LEAST));
            FloatVector u = v.mul(v);
            FloatVector p = ERF_5.fma(u, ERF_4)
                    .fma(u, ERF_3)
                    .fma(u, ERF_2)
                    .fma(u, ERF_1)
                    .fma(u, ERF_0);
            FloatVector q = ERF_Q5.fma(u, ERF_Q4)
                    .fma(u, ERF_Q3)
                    .fma(u, ERF_Q2)
                    .fma(u, ERF_Q1)
                    .fma(u, ERF_Q0);
            FloatVector y0 = v.mul(p.div(q));
            FloatVector y1 = y0.blend(ONE, y0.compare(VectorOperators.GT, ONE));
            y1.blend(MINUS_ONE, y1.compare(VectorOperators.LT, MINUS_ONE))
                    .intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    static void softplus(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        float[] row = scratch.floats(2 * STRIP);
        for (int at = 0; at < n; at += STRIP) {
            int width = Math.min(STRIP, n - at);
            System.arraycopy(x, xo + at, row, 0, width);
            // In two loops: more in one and HotSpot keeps vectors on the heap.
            powers(width, row);
            softplus(width, row);
            System.arraycopy(row, 0, y, yo + at, width);
        }
    }

    /** e^-|x|, into the second half of the row. */
    private static void powers(int n, float[] row) {
        for (int i = 0; i < n; i += L) {
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            FloatVector v0 = FloatVector.fromArray(S, row, i).abs().neg();
            FloatVector v = v0.blend(LOWEST, v0.compare(VectorOperators.LT, LOWEST));
            FloatVector w = v.fma(RATIO, ROUND);
            FloatVector s = w.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(BIAS)
                    .reinterpretAsFloats();
            FloatVector h = w.sub(ROUND);
            FloatVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            FloatVector q = EXP_7.fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            FloatVector l = r.mul(r.fma(q, ONE));
            l.fma(s, s).mul(s).intoArray(row, STRIP + i);
        }
    }

    /** max(x, 0) + log(1+e). */
    private static void softplus(int n, float[] row) {
        for (int i = 0; i < n; i += L) {
            FloatVector x = FloatVector.fromArray(S, row, i);
            FloatVector e = FloatVector.fromArray(S, row, STRIP + i);
            FloatVector half = e.mul(0.5f).mul(e);
            FloatVector z = e.div(e.add(2));
            FloatVector u = z.mul(z);
            FloatVector tail = u.mul(LOG1P_5.fma(u, LOG1P_4)
                    .fma(u, LOG1P_3)
                    .fma(u, LOG1P_2)
                    .fma(u, LOG1P_1)
                    .fma(u, LOG1P_0));
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
            FloatVector tail = u.mul(LOG_2.fma(u, LOG_1).fma(u, LOG_0));
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
