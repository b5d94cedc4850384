package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.nnc.runtime.Scratch;

/**
 * Elementary functions over ranges of {@code double} on vectors: the formulas of the plain kernels, whose text says why they are
 * right; its twin for the other type differs in constants and in {@code erf}.
 *
 * <p>One function in one loop, or two, is what HotSpot keeps in registers: what does not fill a vector goes through a row of the
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

    /** The same, and with the exponent of 1 in them: shifted to their place the bits are a power of two. */
    private static final double SCALED = WHOLE + 1023;

    /** What makes every exponent positive, in its place. */
    private static final long EXCESS = 1024L << 52;

    /** Numbers of a row of scratch memory: so many are taken at once where a function needs two loops. */
    private static final int STRIP = 256;

    // Such rows: numbers and results, e^r - 1, the root of the power of two, second results.
    private static final int REST = STRIP;
    private static final int ROOT = 2 * STRIP;
    private static final int OTHER = 3 * STRIP;
    private static final int ROOM = 4 * STRIP;

    private static final double LEAST = -746;
    private static final double GREATEST = 712;

    private static final LongVector SIGN = vector(-0.0).reinterpretAsLongs();

    // Made vectors where they are used, which HotSpot does before the loop. What is a vector already it loads in every
    // step, since the store of a result might have changed it.
    private static final double EXP_0 = 0.5;
    private static final double EXP_1 = 0.16666666666666666;
    private static final double EXP_2 = 0.041666666666666664;
    private static final double EXP_3 = 0.00833333333333333;
    private static final double EXP_4 = 0.0013888888888888974;
    private static final double EXP_5 = 0.0001984126984127561;
    private static final double EXP_6 = 2.4801587301513495E-05;
    private static final double EXP_7 = 2.755731921951502E-06;
    private static final double EXP_8 = 2.7557319257610497E-07;
    private static final double EXP_9 = 2.5052110282779968E-08;
    private static final double EXP_10 = 2.0876748810246703E-09;
    private static final double EXP_11 = 1.6058594567637798E-10;
    private static final double EXP_12 = 1.147171299687448E-11;
    private static final double EXP_13 = 7.702856803156667E-13;
    private static final double EXP_14 = 4.7456658513970063E-14;
    private static final double LOG_0 = 0.6666666666666666;
    private static final double LOG_1 = 0.40000000000006314;
    private static final double LOG_2 = 0.2857142856906308;
    private static final double LOG_3 = 0.22222222650332668;
    private static final double LOG_4 = 0.1818177537450033;
    private static final double LOG_5 = 0.15387103814777395;
    private static final double LOG_6 = 0.13249816839931775;
    private static final double LOG_7 = 0.13254125151987386;
    private static final double LOG1P_0 = 0.6666666666666667;
    private static final double LOG1P_1 = 0.39999999999993974;
    private static final double LOG1P_2 = 0.2857142857251105;
    private static final double LOG1P_3 = 0.22222222125388716;
    private static final double LOG1P_4 = 0.1818182320667858;
    private static final double LOG1P_5 = 0.15384451825800183;
    private static final double LOG1P_6 = 0.13336807737657158;
    private static final double LOG1P_7 = 0.11715928564278826;
    private static final double LOG1P_8 = 0.1097272415755268;
    private static final double LOG1P_9 = 0.06993616758796282;
    private static final double LOG1P_10 = 0.16468720917012683;

    private DoubleRanges() {}

    static void exp(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[] row = scratch.doubles(L);
        int rest = n % L;
        if (rest > 0) System.arraycopy(x, xo + n - rest, row, 0, rest);
        for (int i = 0; i < n; i += L) {
            boolean whole = i + L <= n;
            DoubleVector x0 = DoubleVector.fromArray(S, whole ? x : row, whole ? xo + i : 0);
            // x is 2 h log 2 and r, and s the root of a power of two; l is e^r - 1.
            DoubleVector v0 = x0.blend(vector(LEAST), x0.compare(VectorOperators.LT, vector(LEAST)));
            DoubleVector v = v0.blend(vector(GREATEST), v0.compare(VectorOperators.GT, vector(GREATEST)));
            DoubleVector w = v.fma(vector(HALF_LOG2_E), vector(SCALED));
            DoubleVector s =
                    w.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            DoubleVector h = w.sub(vector(SCALED));
            DoubleVector r = h.fma(vector(-LOW), h.fma(vector(-HIGH), v));
            DoubleVector q = vector(EXP_14)
                    .fma(r, vector(EXP_13))
                    .fma(r, vector(EXP_12))
                    .fma(r, vector(EXP_11))
                    .fma(r, vector(EXP_10))
                    .fma(r, vector(EXP_9))
                    .fma(r, vector(EXP_8))
                    .fma(r, vector(EXP_7))
                    .fma(r, vector(EXP_6))
                    .fma(r, vector(EXP_5))
                    .fma(r, vector(EXP_4))
                    .fma(r, vector(EXP_3))
                    .fma(r, vector(EXP_2))
                    .fma(r, vector(EXP_1))
                    .fma(r, vector(EXP_0));
            DoubleVector l = r.mul(r.fma(q, vector(1)));
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
            DoubleVector v0 = x0.blend(vector(LEAST), x0.compare(VectorOperators.LT, vector(LEAST)));
            DoubleVector v = v0.blend(vector(GREATEST), v0.compare(VectorOperators.GT, vector(GREATEST)));
            DoubleVector w = v.fma(vector(HALF_LOG2_E), vector(SCALED));
            DoubleVector s =
                    w.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            DoubleVector h = w.sub(vector(SCALED));
            DoubleVector r = h.fma(vector(-LOW), h.fma(vector(-HIGH), v));
            DoubleVector q = vector(EXP_14)
                    .fma(r, vector(EXP_13))
                    .fma(r, vector(EXP_12))
                    .fma(r, vector(EXP_11))
                    .fma(r, vector(EXP_10))
                    .fma(r, vector(EXP_9))
                    .fma(r, vector(EXP_8))
                    .fma(r, vector(EXP_7))
                    .fma(r, vector(EXP_6))
                    .fma(r, vector(EXP_5))
                    .fma(r, vector(EXP_4))
                    .fma(r, vector(EXP_3))
                    .fma(r, vector(EXP_2))
                    .fma(r, vector(EXP_1))
                    .fma(r, vector(EXP_0));
            DoubleVector l = r.mul(r.fma(q, vector(1)));
            s.fma(l, vector(1).div(s).sub(s).neg()).mul(s).intoArray(whole ? y : row, whole ? yo + i : 0);
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
            DoubleVector v = v0.blend(vector(GREATEST), v0.compare(VectorOperators.GT, vector(GREATEST)));
            DoubleVector w = v.fma(vector(HALF_LOG2_E), vector(SCALED));
            DoubleVector s =
                    w.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            DoubleVector h = w.sub(vector(SCALED));
            DoubleVector r = h.fma(vector(-LOW), h.fma(vector(-HIGH), v));
            DoubleVector q = vector(EXP_14)
                    .fma(r, vector(EXP_13))
                    .fma(r, vector(EXP_12))
                    .fma(r, vector(EXP_11))
                    .fma(r, vector(EXP_10))
                    .fma(r, vector(EXP_9))
                    .fma(r, vector(EXP_8))
                    .fma(r, vector(EXP_7))
                    .fma(r, vector(EXP_6))
                    .fma(r, vector(EXP_5))
                    .fma(r, vector(EXP_4))
                    .fma(r, vector(EXP_3))
                    .fma(r, vector(EXP_2))
                    .fma(r, vector(EXP_1))
                    .fma(r, vector(EXP_0));
            DoubleVector l = r.mul(r.fma(q, vector(1)));
            DoubleVector e = l.fma(s, s).mul(s.mul(vector(0.5)));
            e.add(vector(0.25).div(e)).intoArray(whole ? y : row, whole ? yo + i : 0);
        }
        if (rest > 0) System.arraycopy(row, 0, y, yo + n - rest, rest);
    }

    /** Of every element into y, of its negative into z where that is not null. */
    static void sigmoid(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        double[] row = scratch.doubles(ROOM);
        for (int at = 0; at < n; at += STRIP) {
            int width = Math.min(STRIP, n - at);
            boolean whole = width % L == 0;
            boolean both = whole && z != null;
            // Two loops: in one, vectors would be on the heap. The second stands here: a shorter method would become
            // part of its callers, with the same effect.
            powers(width, x, xo + at, row);
            double[] from = whole ? x : row;
            int start = whole ? xo + at : 0;
            double[] to = whole ? y : row;
            int at1 = whole ? yo + at : 0;
            double[] other = both ? z : row;
            int at2 = both ? zo + at : OTHER;
            for (int i = 0; i < width; i += L) {
                DoubleVector l = DoubleVector.fromArray(S, row, REST + i);
                DoubleVector s = DoubleVector.fromArray(S, row, ROOT + i);
                DoubleVector e = l.fma(s, s).mul(s);
                var positive = DoubleVector.fromArray(S, from, start + i).compare(VectorOperators.GT, vector(0));
                DoubleVector d = vector(1).div(e.add(vector(1)));
                e.blend(vector(1), positive).mul(d).intoArray(to, at1 + i);
                vector(1).blend(e, positive).mul(d).intoArray(other, at2 + i);
            }
            if (!whole) System.arraycopy(row, 0, y, yo + at, width);
            if (!whole && z != null) System.arraycopy(row, OTHER, z, zo + at, width);
        }
    }

    /** Of every element into y, 1/cosh of it into z where that is not null. */
    static void tanh(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        double[] row = scratch.doubles(ROOM);
        for (int at = 0; at < n; at += STRIP) {
            int width = Math.min(STRIP, n - at);
            boolean whole = width % L == 0;
            boolean both = whole && z != null;
            // Two loops: in one, vectors would be on the heap. The second stands here: a shorter method would become
            // part of its callers, with the same effect.
            powers(width, x, xo + at, row);
            double[] from = whole ? x : row;
            int start = whole ? xo + at : 0;
            double[] to = whole ? y : row;
            int at1 = whole ? yo + at : 0;
            double[] other = both ? z : row;
            int at2 = both ? zo + at : OTHER;
            for (int i = 0; i < width; i += L) {
                DoubleVector l = DoubleVector.fromArray(S, row, REST + i);
                DoubleVector s = DoubleVector.fromArray(S, row, ROOT + i);
                DoubleVector e = l.fma(s, s).mul(s);
                DoubleVector t = s.mul(s);
                DoubleVector m = t.fma(l, t.sub(vector(1)));
                DoubleVector u = m.fma(m, m.add(m));
                DoubleVector d = vector(1).div(u.add(vector(2)));
                // The sign is that of x, also of a zero.
                LongVector sign = DoubleVector.fromArray(S, from, start + i)
                        .reinterpretAsLongs()
                        .and(SIGN);
                u.mul(d)
                        .abs()
                        .reinterpretAsLongs()
                        .or(sign)
                        .reinterpretAsDoubles()
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
    private static void powers(int n, double[] x, int xo, double[] row) {
        if (xo < 0 || n > x.length - xo) {
            throw new IndexOutOfBoundsException("range " + xo + " to " + (xo + n) + " of " + x.length);
        }
        boolean whole = n % L == 0;
        if (!whole) System.arraycopy(x, xo, row, 0, n);
        double[] from = whole ? x : row;
        int start = whole ? xo : 0;
        for (int i = 0; i < n; i += L) {
            DoubleVector v0 = DoubleVector.fromArray(S, from, start + i).abs().neg();
            DoubleVector v = v0.blend(vector(LEAST), v0.compare(VectorOperators.LT, vector(LEAST)));
            DoubleVector w = v.fma(vector(HALF_LOG2_E), vector(SCALED));
            w.reinterpretAsLongs()
                    .lanewise(VectorOperators.LSHL, 52)
                    .reinterpretAsDoubles()
                    .intoArray(row, ROOT + i);
            DoubleVector h = w.sub(vector(SCALED));
            DoubleVector r = h.fma(vector(-LOW), h.fma(vector(-HIGH), v));
            DoubleVector q = vector(EXP_14)
                    .fma(r, vector(EXP_13))
                    .fma(r, vector(EXP_12))
                    .fma(r, vector(EXP_11))
                    .fma(r, vector(EXP_10))
                    .fma(r, vector(EXP_9))
                    .fma(r, vector(EXP_8))
                    .fma(r, vector(EXP_7))
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

    static void softplus(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        double[] row = scratch.doubles(ROOM);
        for (int at = 0; at < n; at += STRIP) {
            int width = Math.min(STRIP, n - at);
            System.arraycopy(x, xo + at, row, 0, width);
            powers(width, row, 0, row);
            softplus(width, row);
            System.arraycopy(row, 0, y, yo + at, width);
        }
    }

    /** max(x, 0) + log(1+e). */
    private static void softplus(int n, double[] row) {
        for (int i = 0; i < n; i += L) {
            DoubleVector x = DoubleVector.fromArray(S, row, i);
            DoubleVector s = DoubleVector.fromArray(S, row, ROOT + i);
            DoubleVector e = DoubleVector.fromArray(S, row, REST + i).fma(s, s).mul(s);
            DoubleVector half = e.mul(0.5).mul(e);
            DoubleVector z = e.div(e.add(2));
            DoubleVector u = z.mul(z);
            DoubleVector tail = u.mul(vector(LOG1P_10)
                    .fma(u, vector(LOG1P_9))
                    .fma(u, vector(LOG1P_8))
                    .fma(u, vector(LOG1P_7))
                    .fma(u, vector(LOG1P_6))
                    .fma(u, vector(LOG1P_5))
                    .fma(u, vector(LOG1P_4))
                    .fma(u, vector(LOG1P_3))
                    .fma(u, vector(LOG1P_2))
                    .fma(u, vector(LOG1P_1))
                    .fma(u, vector(LOG1P_0)));
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
            DoubleVector tail = u.mul(vector(LOG_7)
                    .fma(u, vector(LOG_6))
                    .fma(u, vector(LOG_5))
                    .fma(u, vector(LOG_4))
                    .fma(u, vector(LOG_3))
                    .fma(u, vector(LOG_2))
                    .fma(u, vector(LOG_1))
                    .fma(u, vector(LOG_0)));
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
