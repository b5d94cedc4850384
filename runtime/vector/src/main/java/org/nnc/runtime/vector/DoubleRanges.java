package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.nnc.runtime.Scratch;

/**
 * Elementary functions over ranges of {@code double} on vectors: the formulas of the plain kernels, whose text says why they are
 * right; its twin for the other type differs in constants and in {@code tanh} and {@code erf}.
 *
 * <p>One function in one loop, which is what HotSpot keeps in registers: what does not fill a vector goes through a row of the
 * scratch memory in that same loop, so an element gives the same bits wherever it stands. Each formula stands in its loop: a
 * method that gives a vector to another has it on the heap wherever the other is not inlined, which depends on how long the
 * callers have become. Bounds are chosen by comparison: what Java asks of max and min about zeros and NaN takes six
 * instructions of one.
 */
final class DoubleRanges {
    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final int L = S.length();
    private static final double HALF_LOG2_E = 0.7213475204444817;

    // 2 log 2, and log 2, in two parts: the first has zeros at its end, so that multiples of it are exact.
    private static final double HIGH = 1.3862943611197807;
    private static final double LOW = 1.0995846037416742E-13;
    private static final double LN2_HIGH = 0.6931471805601177;
    private static final double LN2_LOW = -1.7239444525614835E-13;

    /** Adding this leaves a whole number in the last bits. */
    private static final double WHOLE = 0x1.8p52;

    /** What makes every exponent positive, in its place. */
    private static final long EXCESS = 1024L << 52;

    /** Numbers whose logarithms are taken at once. */
    private static final int STRIP = 256;

    private static final double LEAST = -746;
    private static final double GREATEST = 712;

    // The constants as vectors: made in a loop, they would be too many operations for HotSpot to inline.
    private static final DoubleVector ZERO = vector(0);
    private static final DoubleVector ONE = vector(1);
    private static final DoubleVector TANH_MOST = vector(22);
    private static final DoubleVector TANH_LEAST = vector(-22);
    private static final DoubleVector HALF = vector(0.5);
    private static final DoubleVector QUARTER = vector(0.25);
    private static final DoubleVector LOWEST = vector(LEAST);
    private static final DoubleVector HIGHEST = vector(GREATEST);
    private static final DoubleVector RATIO = vector(HALF_LOG2_E);
    private static final DoubleVector ROUND = vector(WHOLE);
    private static final DoubleVector MINUS_HIGH = vector(-HIGH);
    private static final DoubleVector MINUS_LOW = vector(-LOW);
    private static final LongVector BIAS = ONE.reinterpretAsLongs();
    private static final DoubleVector EXP_0 = vector(0.5);
    private static final DoubleVector EXP_1 = vector(0.16666666666666666);
    private static final DoubleVector EXP_2 = vector(0.041666666666666664);
    private static final DoubleVector EXP_3 = vector(0.00833333333333333);
    private static final DoubleVector EXP_4 = vector(0.0013888888888888974);
    private static final DoubleVector EXP_5 = vector(0.0001984126984127561);
    private static final DoubleVector EXP_6 = vector(2.4801587301513495E-05);
    private static final DoubleVector EXP_7 = vector(2.755731921951502E-06);
    private static final DoubleVector EXP_8 = vector(2.7557319257610497E-07);
    private static final DoubleVector EXP_9 = vector(2.5052110282779968E-08);
    private static final DoubleVector EXP_10 = vector(2.0876748810246703E-09);
    private static final DoubleVector EXP_11 = vector(1.6058594567637798E-10);
    private static final DoubleVector EXP_12 = vector(1.147171299687448E-11);
    private static final DoubleVector EXP_13 = vector(7.702856803156667E-13);
    private static final DoubleVector EXP_14 = vector(4.7456658513970063E-14);
    private static final DoubleVector LOG_0 = vector(0.6666666666666666);
    private static final DoubleVector LOG_1 = vector(0.40000000000006314);
    private static final DoubleVector LOG_2 = vector(0.2857142856906308);
    private static final DoubleVector LOG_3 = vector(0.22222222650332668);
    private static final DoubleVector LOG_4 = vector(0.1818177537450033);
    private static final DoubleVector LOG_5 = vector(0.15387103814777395);
    private static final DoubleVector LOG_6 = vector(0.13249816839931775);
    private static final DoubleVector LOG_7 = vector(0.13254125151987386);
    private static final DoubleVector LOG1P_0 = vector(0.6666666666666667);
    private static final DoubleVector LOG1P_1 = vector(0.39999999999993974);
    private static final DoubleVector LOG1P_2 = vector(0.2857142857251105);
    private static final DoubleVector LOG1P_3 = vector(0.22222222125388716);
    private static final DoubleVector LOG1P_4 = vector(0.1818182320667858);
    private static final DoubleVector LOG1P_5 = vector(0.15384451825800183);
    private static final DoubleVector LOG1P_6 = vector(0.13336807737657158);
    private static final DoubleVector LOG1P_7 = vector(0.11715928564278826);
    private static final DoubleVector LOG1P_8 = vector(0.1097272415755268);
    private static final DoubleVector LOG1P_9 = vector(0.06993616758796282);
    private static final DoubleVector LOG1P_10 = vector(0.16468720917012683);

    private DoubleRanges() {}

    static void exp(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[] row = scratch.doubles(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            DoubleVector x0 = DoubleVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            DoubleVector v0 = x0.blend(LOWEST, x0.compare(VectorOperators.LT, LOWEST));
            DoubleVector v = v0.blend(HIGHEST, v0.compare(VectorOperators.GT, HIGHEST));
            DoubleVector w = v.fma(RATIO, ROUND);
            DoubleVector s = w.reinterpretAsLongs()
                    .lanewise(VectorOperators.LSHL, 52)
                    .add(BIAS)
                    .reinterpretAsDoubles();
            DoubleVector h = w.sub(ROUND);
            DoubleVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            DoubleVector q = EXP_14.fma(r, EXP_13)
                    .fma(r, EXP_12)
                    .fma(r, EXP_11)
                    .fma(r, EXP_10)
                    .fma(r, EXP_9)
                    .fma(r, EXP_8)
                    .fma(r, EXP_7)
                    .fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            DoubleVector l = r.mul(r.fma(q, ONE));
            l.fma(s, s).mul(s).intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    static void expm1(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[] row = scratch.doubles(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            DoubleVector x0 = DoubleVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            DoubleVector v0 = x0.blend(LOWEST, x0.compare(VectorOperators.LT, LOWEST));
            DoubleVector v = v0.blend(HIGHEST, v0.compare(VectorOperators.GT, HIGHEST));
            DoubleVector w = v.fma(RATIO, ROUND);
            DoubleVector s = w.reinterpretAsLongs()
                    .lanewise(VectorOperators.LSHL, 52)
                    .add(BIAS)
                    .reinterpretAsDoubles();
            DoubleVector h = w.sub(ROUND);
            DoubleVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            DoubleVector q = EXP_14.fma(r, EXP_13)
                    .fma(r, EXP_12)
                    .fma(r, EXP_11)
                    .fma(r, EXP_10)
                    .fma(r, EXP_9)
                    .fma(r, EXP_8)
                    .fma(r, EXP_7)
                    .fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            DoubleVector l = r.mul(r.fma(q, ONE));
            s.fma(l, ONE.div(s).sub(s).neg()).mul(s).intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    static void cosh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[] row = scratch.doubles(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            DoubleVector x0 = DoubleVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            DoubleVector v0 = x0.abs();
            DoubleVector v = v0.blend(HIGHEST, v0.compare(VectorOperators.GT, HIGHEST));
            DoubleVector w = v.fma(RATIO, ROUND);
            DoubleVector s = w.reinterpretAsLongs()
                    .lanewise(VectorOperators.LSHL, 52)
                    .add(BIAS)
                    .reinterpretAsDoubles();
            DoubleVector h = w.sub(ROUND);
            DoubleVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            DoubleVector q = EXP_14.fma(r, EXP_13)
                    .fma(r, EXP_12)
                    .fma(r, EXP_11)
                    .fma(r, EXP_10)
                    .fma(r, EXP_9)
                    .fma(r, EXP_8)
                    .fma(r, EXP_7)
                    .fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            DoubleVector l = r.mul(r.fma(q, ONE));
            DoubleVector e = l.fma(s, s).mul(s.mul(HALF));
            e.add(QUARTER.div(e)).intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    /** Of every element into y, of its negative into z where that is not null. */
    static void sigmoid(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        double[] row = scratch.doubles(2 * L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            boolean both = whole && z != null;
            DoubleVector x0 = DoubleVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            DoubleVector v0 = x0.abs().neg();
            DoubleVector v = v0.blend(LOWEST, v0.compare(VectorOperators.LT, LOWEST));
            DoubleVector w = v.fma(RATIO, ROUND);
            DoubleVector s = w.reinterpretAsLongs()
                    .lanewise(VectorOperators.LSHL, 52)
                    .add(BIAS)
                    .reinterpretAsDoubles();
            DoubleVector h = w.sub(ROUND);
            DoubleVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            DoubleVector q = EXP_14.fma(r, EXP_13)
                    .fma(r, EXP_12)
                    .fma(r, EXP_11)
                    .fma(r, EXP_10)
                    .fma(r, EXP_9)
                    .fma(r, EXP_8)
                    .fma(r, EXP_7)
                    .fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            DoubleVector l = r.mul(r.fma(q, ONE));
            DoubleVector e = l.fma(s, s).mul(s);
            var positive = x0.compare(VectorOperators.GT, ZERO);
            DoubleVector d = ONE.div(e.add(ONE));
            e.blend(ONE, positive).mul(d).intoArray(whole ? y : row, whole ? yo + i : 0);
            ONE.blend(e, positive).mul(d).intoArray(both ? z : row, both ? zo + i : L);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
        if (rest > 0 && z != null) System.arraycopy(row, L, z, zo + n - rest, rest);
    }

    static void tanh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[] row = scratch.doubles(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            DoubleVector x0 = DoubleVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            DoubleVector v0 = x0.blend(TANH_MOST, x0.compare(VectorOperators.GT, TANH_MOST));
            DoubleVector v = v0.blend(TANH_LEAST, v0.compare(VectorOperators.LT, TANH_LEAST))
                    .mul(2);
            DoubleVector w = v.fma(RATIO, ROUND);
            DoubleVector s = w.reinterpretAsLongs()
                    .lanewise(VectorOperators.LSHL, 52)
                    .add(BIAS)
                    .reinterpretAsDoubles();
            DoubleVector h = w.sub(ROUND);
            DoubleVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            DoubleVector q = EXP_14.fma(r, EXP_13)
                    .fma(r, EXP_12)
                    .fma(r, EXP_11)
                    .fma(r, EXP_10)
                    .fma(r, EXP_9)
                    .fma(r, EXP_8)
                    .fma(r, EXP_7)
                    .fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            DoubleVector l = r.mul(r.fma(q, ONE));
            DoubleVector m = s.fma(l, ONE.div(s).sub(s).neg()).mul(s);
            m.div(m.add(2)).intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    static void softplus(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[] row = scratch.doubles(2 * STRIP);
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
    private static void powers(int n, double[] row) {
        for (int i = 0; i < n; i += L) {
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            DoubleVector v0 = DoubleVector.fromArray(S, row, i).abs().neg();
            DoubleVector v = v0.blend(LOWEST, v0.compare(VectorOperators.LT, LOWEST));
            DoubleVector w = v.fma(RATIO, ROUND);
            DoubleVector s = w.reinterpretAsLongs()
                    .lanewise(VectorOperators.LSHL, 52)
                    .add(BIAS)
                    .reinterpretAsDoubles();
            DoubleVector h = w.sub(ROUND);
            DoubleVector r = h.fma(MINUS_LOW, h.fma(MINUS_HIGH, v));
            DoubleVector q = EXP_14.fma(r, EXP_13)
                    .fma(r, EXP_12)
                    .fma(r, EXP_11)
                    .fma(r, EXP_10)
                    .fma(r, EXP_9)
                    .fma(r, EXP_8)
                    .fma(r, EXP_7)
                    .fma(r, EXP_6)
                    .fma(r, EXP_5)
                    .fma(r, EXP_4)
                    .fma(r, EXP_3)
                    .fma(r, EXP_2)
                    .fma(r, EXP_1)
                    .fma(r, EXP_0);
            DoubleVector l = r.mul(r.fma(q, ONE));
            l.fma(s, s).mul(s).intoArray(row, STRIP + i);
        }
    }

    /** max(x, 0) + log(1+e). */
    private static void softplus(int n, double[] row) {
        for (int i = 0; i < n; i += L) {
            DoubleVector x = DoubleVector.fromArray(S, row, i);
            DoubleVector e = DoubleVector.fromArray(S, row, STRIP + i);
            DoubleVector half = e.mul(0.5).mul(e);
            DoubleVector z = e.div(e.add(2));
            DoubleVector u = z.mul(z);
            DoubleVector tail = u.mul(LOG1P_10.fma(u, LOG1P_9)
                    .fma(u, LOG1P_8)
                    .fma(u, LOG1P_7)
                    .fma(u, LOG1P_6)
                    .fma(u, LOG1P_5)
                    .fma(u, LOG1P_4)
                    .fma(u, LOG1P_3)
                    .fma(u, LOG1P_2)
                    .fma(u, LOG1P_1)
                    .fma(u, LOG1P_0));
            x.max(0).add(e.sub(z.neg().fma(half.add(tail), half))).intoArray(row, i);
        }
    }

    static void log(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[] row = scratch.doubles(2 * STRIP);
        for (int at = 0; at < n; at += STRIP) {
            int width = Math.min(STRIP, n - at);
            System.arraycopy(x, xo + at, row, 0, width);
            logs(width, row);
            if (outside(width, row)) mend(width, row);
            System.arraycopy(row, STRIP, y, yo + at, width);
        }
    }

    /** Into the second half of the row. */
    private static void logs(int n, double[] row) {
        for (int i = 0; i < n; i += L) {
            DoubleVector x = DoubleVector.fromArray(S, row, i);
            LongVector bits = x.reinterpretAsLongs();
            // The exponent with an excess, for want of arithmetic shifts of longs on some processors.
            LongVector power = bits.add(EXCESS - 0x3fe6a09e667f3bcdL).lanewise(VectorOperators.LSHR, 52);
            DoubleVector v = bits.sub(power.lanewise(VectorOperators.LSHL, 52))
                    .add(EXCESS)
                    .reinterpretAsDoubles()
                    .sub(1);
            DoubleVector k =
                    power.add(0x4338000000000000L).reinterpretAsDoubles().sub(WHOLE + 1024);
            DoubleVector half = v.mul(0.5).mul(v);
            DoubleVector z = v.div(v.add(2));
            DoubleVector u = z.mul(z);
            DoubleVector tail = u.mul(LOG_7.fma(u, LOG_6)
                    .fma(u, LOG_5)
                    .fma(u, LOG_4)
                    .fma(u, LOG_3)
                    .fma(u, LOG_2)
                    .fma(u, LOG_1)
                    .fma(u, LOG_0));
            DoubleVector rest = z.fma(half.add(tail), k.mul(LN2_LOW));
            k.fma(vector(LN2_HIGH), v.sub(half.sub(rest))).intoArray(row, STRIP + i);
        }
    }

    private static DoubleVector vector(double value) {
        return DoubleVector.broadcast(S, value);
    }

    /** Whether one of these is not a positive, finite, normal number: by the least, and by what x - x makes of infinities. */
    private static boolean outside(int n, double[] x) {
        DoubleVector least = vector(1);
        DoubleVector zero = vector(0);
        int i = 0;
        for (; i + L <= n; i += L) {
            DoubleVector v = DoubleVector.fromArray(S, x, i);
            least = least.min(v);
            zero = zero.add(v.sub(v));
        }
        boolean all = least.reduceLanes(VectorOperators.MIN) >= Double.MIN_NORMAL
                && zero.reduceLanes(VectorOperators.ADD) == 0;
        for (; i < n; i++) all &= x[i] >= Double.MIN_NORMAL && x[i] <= Double.MAX_VALUE;
        return !all;
    }

    /** The rare numbers among them, which the formula does not cover. */
    private static void mend(int n, double[] row) {
        for (int i = 0; i < n; i++) {
            if (!(row[i] >= Double.MIN_NORMAL && row[i] <= Double.MAX_VALUE)) row[STRIP + i] = Math.log(row[i]);
        }
    }
}
