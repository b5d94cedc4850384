package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of a column by a row of {@code float}, which wait for memory only: C is gone through once, as it lies. The twin for
 * the other type is the same text.
 */
final class FloatOuter {
    private static final VectorSpecies<Float> S = Width.FLOATS;
    private static final int L = S.length();

    private FloatOuter() {}

    static void outer(
            int m, int n, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr, boolean add) {
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

    private static void eight(int m, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr) {
        FloatVector b0 = FloatVector.fromArray(S, b, bo);
        FloatVector b1 = FloatVector.fromArray(S, b, bo + L);
        FloatVector b2 = FloatVector.fromArray(S, b, bo + 2 * L);
        FloatVector b3 = FloatVector.fromArray(S, b, bo + 3 * L);
        FloatVector b4 = FloatVector.fromArray(S, b, bo + 4 * L);
        FloatVector b5 = FloatVector.fromArray(S, b, bo + 5 * L);
        FloatVector b6 = FloatVector.fromArray(S, b, bo + 6 * L);
        FloatVector b7 = FloatVector.fromArray(S, b, bo + 7 * L);
        for (int i = 0; i < m; i++) {
            FloatVector v = FloatVector.broadcast(S, a[ao + i * ar]);
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

    private static void eightMore(int m, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr) {
        FloatVector b0 = FloatVector.fromArray(S, b, bo);
        FloatVector b1 = FloatVector.fromArray(S, b, bo + L);
        FloatVector b2 = FloatVector.fromArray(S, b, bo + 2 * L);
        FloatVector b3 = FloatVector.fromArray(S, b, bo + 3 * L);
        FloatVector b4 = FloatVector.fromArray(S, b, bo + 4 * L);
        FloatVector b5 = FloatVector.fromArray(S, b, bo + 5 * L);
        FloatVector b6 = FloatVector.fromArray(S, b, bo + 6 * L);
        FloatVector b7 = FloatVector.fromArray(S, b, bo + 7 * L);
        for (int i = 0; i < m; i++) {
            FloatVector v = FloatVector.broadcast(S, a[ao + i * ar]);
            int at = co + i * cr;
            v.fma(b0, FloatVector.fromArray(S, c, at)).intoArray(c, at);
            v.fma(b1, FloatVector.fromArray(S, c, at + L)).intoArray(c, at + L);
            v.fma(b2, FloatVector.fromArray(S, c, at + 2 * L)).intoArray(c, at + 2 * L);
            v.fma(b3, FloatVector.fromArray(S, c, at + 3 * L)).intoArray(c, at + 3 * L);
            v.fma(b4, FloatVector.fromArray(S, c, at + 4 * L)).intoArray(c, at + 4 * L);
            v.fma(b5, FloatVector.fromArray(S, c, at + 5 * L)).intoArray(c, at + 5 * L);
            v.fma(b6, FloatVector.fromArray(S, c, at + 6 * L)).intoArray(c, at + 6 * L);
            v.fma(b7, FloatVector.fromArray(S, c, at + 7 * L)).intoArray(c, at + 7 * L);
        }
    }

    private static void one(int m, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr) {
        FloatVector b0 = FloatVector.fromArray(S, b, bo);
        for (int i = 0; i < m; i++)
            FloatVector.broadcast(S, a[ao + i * ar]).mul(b0).intoArray(c, co + i * cr);
    }

    private static void oneMore(int m, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr) {
        FloatVector b0 = FloatVector.fromArray(S, b, bo);
        for (int i = 0; i < m; i++) {
            int at = co + i * cr;
            FloatVector.broadcast(S, a[ao + i * ar])
                    .fma(b0, FloatVector.fromArray(S, c, at))
                    .intoArray(c, at);
        }
    }

    private static void rest(
            int m, int n, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        for (int i = 0; i < m; i++) {
            float v = a[ao + i * ar];
            int at = co + i * cr;
            if (add) for (int j = 0; j < n; j++) c[at + j] = Math.fma(v, b[bo + j], c[at + j]);
            else for (int j = 0; j < n; j++) c[at + j] = v * b[bo + j];
        }
    }
}
