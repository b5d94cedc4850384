package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.nnc.runtime.Mask;

/** Sums, greatest elements and updates over rows of {@code float}; its twin for the other type is the same text. */
final class FloatVectorRows {
    private static final VectorSpecies<Float> S = Width.FLOATS;
    private static final int L = S.length();

    private FloatVectorRows() {}

    static float sum(int n, float[] x, int xo) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        int i = 0;
        for (; i + 2 * L <= n; i += 2 * L) {
            s0 = s0.add(FloatVector.fromArray(S, x, xo + i));
            s1 = s1.add(FloatVector.fromArray(S, x, xo + i + L));
        }
        float sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) sum += x[xo + i];
        return sum;
    }

    static float max(int n, float[] x, int xo) {
        FloatVector m = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i + L <= n; i += L) m = m.max(FloatVector.fromArray(S, x, xo + i));
        float max = m.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) max = Math.max(max, x[xo + i]);
        return max;
    }

    static float dot(int n, float[] a, int ao, float[] b, int bo) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        int i = 0;
        for (; i + 2 * L <= n; i += 2 * L) {
            s0 = FloatVector.fromArray(S, a, ao + i).fma(FloatVector.fromArray(S, b, bo + i), s0);
            s1 = FloatVector.fromArray(S, a, ao + i + L).fma(FloatVector.fromArray(S, b, bo + i + L), s1);
        }
        float sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) sum += a[ao + i] * b[bo + i];
        return sum;
    }

    static void axpy(int n, float s, float[] x, int xo, float[] y, int yo) {
        FloatVector factor = FloatVector.broadcast(S, s);
        int i = 0;
        for (; i + L <= n; i += L) {
            factor.fma(FloatVector.fromArray(S, x, xo + i), FloatVector.fromArray(S, y, yo + i))
                    .intoArray(y, yo + i);
        }
        for (; i < n; i++) y[yo + i] = Math.fma(s, x[xo + i], y[yo + i]);
    }

    static void columnSums(int m, int n, float[] a, int ao, int ar, float[] c, int co, boolean add) {
        int j = 0;
        for (; j + 4 * L <= n; j += 4 * L) four(m, a, ao + j, ar, c, co + j, add);
        for (; j + L <= n; j += L) one(m, a, ao + j, ar, c, co + j, add);
        for (; j < n; j++) {
            float sum = add ? c[co + j] : 0;
            for (int i = 0; i < m; i++) sum += a[ao + i * ar + j];
            c[co + j] = sum;
        }
    }

    private static void four(int m, float[] a, int ao, int ar, float[] c, int co, boolean add) {
        FloatVector s0 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector s1 = add ? FloatVector.fromArray(S, c, co + L) : FloatVector.zero(S);
        FloatVector s2 = add ? FloatVector.fromArray(S, c, co + 2 * L) : FloatVector.zero(S);
        FloatVector s3 = add ? FloatVector.fromArray(S, c, co + 3 * L) : FloatVector.zero(S);
        for (int i = 0; i < m; i++) {
            int at = ao + i * ar;
            s0 = s0.add(FloatVector.fromArray(S, a, at));
            s1 = s1.add(FloatVector.fromArray(S, a, at + L));
            s2 = s2.add(FloatVector.fromArray(S, a, at + 2 * L));
            s3 = s3.add(FloatVector.fromArray(S, a, at + 3 * L));
        }
        s0.intoArray(c, co);
        s1.intoArray(c, co + L);
        s2.intoArray(c, co + 2 * L);
        s3.intoArray(c, co + 3 * L);
    }

    private static void one(int m, float[] a, int ao, int ar, float[] c, int co, boolean add) {
        FloatVector s = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        for (int i = 0; i < m; i++) s = s.add(FloatVector.fromArray(S, a, ao + i * ar));
        s.intoArray(c, co);
    }

    static void gate(int n, float[] x, int xo, float[] d, int from, float[] y, int yo) {
        FloatVector none = FloatVector.zero(S);
        int i = 0;
        for (; i + L <= n; i += L) {
            VectorMask<Float> isOpen = FloatVector.fromArray(S, x, xo + i).compare(VectorOperators.GT, none);
            none.blend(FloatVector.fromArray(S, d, from + i), isOpen).intoArray(y, yo + i);
        }
        for (; i < n; i++) y[yo + i] = Mask.of(x[xo + i] > 0, d[from + i]);
    }
}
