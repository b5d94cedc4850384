package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of a column by a row of {@code double}, which wait for memory only: C is gone through once, as it lies. The twin for
 * the other type is the same text.
 */
final class DoubleOuter {
    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final int L = S.length();

    private DoubleOuter() {}

    static void outer(
            int m, int n, double[] a, int ao, int ar, double[] b, int bo, double[] c, int co, int cr, boolean add) {
        int j = 0;
        for (; j + 8 * L <= n; j += 8 * L) {
            if (add) eightMore(m, a, ao, ar, b, bo + j, c, co + j, cr);
            else eight(m, a, ao, ar, b, bo + j, c, co + j, cr);
        }
        for (; j + L <= n; j += L) {
            if (add) oneMore(m, a, ao, ar, b, bo + j, c, co + j, cr);
            else one(m, a, ao, ar, b, bo + j, c, co + j, cr);
        }
        if (j < n) rest(m, n - j, a, ao, ar, b, bo + j, c, co + j, cr, add);
    }

    private static void eight(int m, double[] a, int ao, int ar, double[] b, int bo, double[] c, int co, int cr) {
        DoubleVector b0 = DoubleVector.fromArray(S, b, bo);
        DoubleVector b1 = DoubleVector.fromArray(S, b, bo + L);
        DoubleVector b2 = DoubleVector.fromArray(S, b, bo + 2 * L);
        DoubleVector b3 = DoubleVector.fromArray(S, b, bo + 3 * L);
        DoubleVector b4 = DoubleVector.fromArray(S, b, bo + 4 * L);
        DoubleVector b5 = DoubleVector.fromArray(S, b, bo + 5 * L);
        DoubleVector b6 = DoubleVector.fromArray(S, b, bo + 6 * L);
        DoubleVector b7 = DoubleVector.fromArray(S, b, bo + 7 * L);
        for (int i = 0; i < m; i++) {
            DoubleVector v = DoubleVector.broadcast(S, a[ao + i * ar]);
            int at = co + i * cr;
            v.mul(b0).intoArray(c, at);
            v.mul(b1).intoArray(c, at + L);
            v.mul(b2).intoArray(c, at + 2 * L);
            v.mul(b3).intoArray(c, at + 3 * L);
            v.mul(b4).intoArray(c, at + 4 * L);
            v.mul(b5).intoArray(c, at + 5 * L);
            v.mul(b6).intoArray(c, at + 6 * L);
            v.mul(b7).intoArray(c, at + 7 * L);
        }
    }

    private static void eightMore(int m, double[] a, int ao, int ar, double[] b, int bo, double[] c, int co, int cr) {
        DoubleVector b0 = DoubleVector.fromArray(S, b, bo);
        DoubleVector b1 = DoubleVector.fromArray(S, b, bo + L);
        DoubleVector b2 = DoubleVector.fromArray(S, b, bo + 2 * L);
        DoubleVector b3 = DoubleVector.fromArray(S, b, bo + 3 * L);
        DoubleVector b4 = DoubleVector.fromArray(S, b, bo + 4 * L);
        DoubleVector b5 = DoubleVector.fromArray(S, b, bo + 5 * L);
        DoubleVector b6 = DoubleVector.fromArray(S, b, bo + 6 * L);
        DoubleVector b7 = DoubleVector.fromArray(S, b, bo + 7 * L);
        for (int i = 0; i < m; i++) {
            DoubleVector v = DoubleVector.broadcast(S, a[ao + i * ar]);
            int at = co + i * cr;
            v.fma(b0, DoubleVector.fromArray(S, c, at)).intoArray(c, at);
            v.fma(b1, DoubleVector.fromArray(S, c, at + L)).intoArray(c, at + L);
            v.fma(b2, DoubleVector.fromArray(S, c, at + 2 * L)).intoArray(c, at + 2 * L);
            v.fma(b3, DoubleVector.fromArray(S, c, at + 3 * L)).intoArray(c, at + 3 * L);
            v.fma(b4, DoubleVector.fromArray(S, c, at + 4 * L)).intoArray(c, at + 4 * L);
            v.fma(b5, DoubleVector.fromArray(S, c, at + 5 * L)).intoArray(c, at + 5 * L);
            v.fma(b6, DoubleVector.fromArray(S, c, at + 6 * L)).intoArray(c, at + 6 * L);
            v.fma(b7, DoubleVector.fromArray(S, c, at + 7 * L)).intoArray(c, at + 7 * L);
        }
    }

    private static void one(int m, double[] a, int ao, int ar, double[] b, int bo, double[] c, int co, int cr) {
        DoubleVector b0 = DoubleVector.fromArray(S, b, bo);
        for (int i = 0; i < m; i++)
            DoubleVector.broadcast(S, a[ao + i * ar]).mul(b0).intoArray(c, co + i * cr);
    }

    private static void oneMore(int m, double[] a, int ao, int ar, double[] b, int bo, double[] c, int co, int cr) {
        DoubleVector b0 = DoubleVector.fromArray(S, b, bo);
        for (int i = 0; i < m; i++) {
            int at = co + i * cr;
            DoubleVector.broadcast(S, a[ao + i * ar])
                    .fma(b0, DoubleVector.fromArray(S, c, at))
                    .intoArray(c, at);
        }
    }

    private static void rest(
            int m, int n, double[] a, int ao, int ar, double[] b, int bo, double[] c, int co, int cr, boolean add) {
        for (int i = 0; i < m; i++) {
            double v = a[ao + i * ar];
            int at = co + i * cr;
            if (add) for (int j = 0; j < n; j++) c[at + j] = Math.fma(v, b[bo + j], c[at + j]);
            else for (int j = 0; j < n; j++) c[at + j] = v * b[bo + j];
        }
    }
}
