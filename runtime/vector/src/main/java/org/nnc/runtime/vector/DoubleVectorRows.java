package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.nnc.runtime.Mask;

/** Sums, greatest elements and updates over rows of {@code double}; its twin for the other type is the same text. */
final class DoubleVectorRows {
    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final int L = S.length();

    private DoubleVectorRows() {}

    static double sum(int n, double[] x, int xo) {
        DoubleVector s0 = DoubleVector.zero(S);
        DoubleVector s1 = DoubleVector.zero(S);
        int i = 0;
        for (; i + 2 * L <= n; i += 2 * L) {
            s0 = s0.add(DoubleVector.fromArray(S, x, xo + i));
            s1 = s1.add(DoubleVector.fromArray(S, x, xo + i + L));
        }
        double sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) sum += x[xo + i];
        return sum;
    }

    static double max(int n, double[] x, int xo) {
        DoubleVector m = DoubleVector.broadcast(S, Double.NEGATIVE_INFINITY);
        int i = 0;
        for (; i + L <= n; i += L) m = m.max(DoubleVector.fromArray(S, x, xo + i));
        double max = m.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) max = Math.max(max, x[xo + i]);
        return max;
    }

    static double dot(int n, double[] a, int ao, double[] b, int bo) {
        DoubleVector s0 = DoubleVector.zero(S);
        DoubleVector s1 = DoubleVector.zero(S);
        int i = 0;
        for (; i + 2 * L <= n; i += 2 * L) {
            s0 = DoubleVector.fromArray(S, a, ao + i).fma(DoubleVector.fromArray(S, b, bo + i), s0);
            s1 = DoubleVector.fromArray(S, a, ao + i + L).fma(DoubleVector.fromArray(S, b, bo + i + L), s1);
        }
        double sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) sum += a[ao + i] * b[bo + i];
        return sum;
    }

    static void axpy(int n, double s, double[] x, int xo, double[] y, int yo) {
        DoubleVector factor = DoubleVector.broadcast(S, s);
        int i = 0;
        for (; i + L <= n; i += L) {
            factor.fma(DoubleVector.fromArray(S, x, xo + i), DoubleVector.fromArray(S, y, yo + i))
                    .intoArray(y, yo + i);
        }
        for (; i < n; i++) y[yo + i] = Math.fma(s, x[xo + i], y[yo + i]);
    }

    static void columnSums(int m, int n, double[] a, int ao, int ar, double[] c, int co, boolean add) {
        int j = 0;
        for (; j + 4 * L <= n; j += 4 * L) four(m, a, ao + j, ar, c, co + j, add);
        for (; j + L <= n; j += L) one(m, a, ao + j, ar, c, co + j, add);
        for (; j < n; j++) {
            double sum = add ? c[co + j] : 0;
            for (int i = 0; i < m; i++) sum += a[ao + i * ar + j];
            c[co + j] = sum;
        }
    }

    private static void four(int m, double[] a, int ao, int ar, double[] c, int co, boolean add) {
        DoubleVector s0 = add ? DoubleVector.fromArray(S, c, co) : DoubleVector.zero(S);
        DoubleVector s1 = add ? DoubleVector.fromArray(S, c, co + L) : DoubleVector.zero(S);
        DoubleVector s2 = add ? DoubleVector.fromArray(S, c, co + 2 * L) : DoubleVector.zero(S);
        DoubleVector s3 = add ? DoubleVector.fromArray(S, c, co + 3 * L) : DoubleVector.zero(S);
        for (int i = 0; i < m; i++) {
            int at = ao + i * ar;
            s0 = s0.add(DoubleVector.fromArray(S, a, at));
            s1 = s1.add(DoubleVector.fromArray(S, a, at + L));
            s2 = s2.add(DoubleVector.fromArray(S, a, at + 2 * L));
            s3 = s3.add(DoubleVector.fromArray(S, a, at + 3 * L));
        }
        s0.intoArray(c, co);
        s1.intoArray(c, co + L);
        s2.intoArray(c, co + 2 * L);
        s3.intoArray(c, co + 3 * L);
    }

    private static void one(int m, double[] a, int ao, int ar, double[] c, int co, boolean add) {
        DoubleVector s = add ? DoubleVector.fromArray(S, c, co) : DoubleVector.zero(S);
        for (int i = 0; i < m; i++) s = s.add(DoubleVector.fromArray(S, a, ao + i * ar));
        s.intoArray(c, co);
    }

    static void gate(int n, double[] x, int xo, double[] d, int from, double[] y, int yo) {
        DoubleVector none = DoubleVector.zero(S);
        int i = 0;
        for (; i + L <= n; i += L) {
            VectorMask<Double> isOpen = DoubleVector.fromArray(S, x, xo + i).compare(VectorOperators.GT, none);
            none.blend(DoubleVector.fromArray(S, d, from + i), isOpen).intoArray(y, yo + i);
        }
        for (; i < n; i++) y[yo + i] = Mask.of(x[xo + i] > 0, d[from + i]);
    }
}
