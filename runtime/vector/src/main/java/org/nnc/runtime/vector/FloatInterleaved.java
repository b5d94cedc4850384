package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles for {@code float} of four rows that lie interleaved, for {@link FloatSlimPanels}; the twin is the same text.
 *
 * <p>Their steps are constants: with the steps of A as parameters one tile would do for rows as they lie, too, a tenth slower.
 */
final class FloatInterleaved {
    private static final VectorSpecies<Float> S = Width.FLOATS;
    private static final int L = S.length();

    private static final int BLOCK = Panels.block(L);

    private FloatInterleaved() {}

    /** @param br the distance of the rows of B if it is read as it lies, else 0 */
    static void tile(
            int vectors,
            int k,
            float[] a,
            int ao,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            float[] s,
            int so,
            int sr) {
        if (br > 0) straight4x2(k, a, ao, b, bo, br, c, co, cr, s, so, sr);
        else if (vectors == 3) tile4x3(k, a, ao, b, bo, c, co, cr, s, so, sr);
        else if (vectors == 2) tile4x2(k, a, ao, b, bo, c, co, cr, s, so, sr);
        else tile4x1(k, a, ao, b, bo, c, co, cr, s, so, sr);
    }

    private static void tile4x3(
            int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int cr, float[] s, int so, int sr) {
        FloatVector c00 = FloatVector.fromArray(S, s, so);
        FloatVector c01 = FloatVector.fromArray(S, s, so + L);
        FloatVector c02 = FloatVector.fromArray(S, s, so + 2 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, so + sr);
        FloatVector c11 = FloatVector.fromArray(S, s, so + sr + L);
        FloatVector c12 = FloatVector.fromArray(S, s, so + sr + 2 * L);
        FloatVector c20 = FloatVector.fromArray(S, s, so + 2 * sr);
        FloatVector c21 = FloatVector.fromArray(S, s, so + 2 * sr + L);
        FloatVector c22 = FloatVector.fromArray(S, s, so + 2 * sr + 2 * L);
        FloatVector c30 = FloatVector.fromArray(S, s, so + 3 * sr);
        FloatVector c31 = FloatVector.fromArray(S, s, so + 3 * sr + L);
        FloatVector c32 = FloatVector.fromArray(S, s, so + 3 * sr + 2 * L);
        int a0 = ao;
        int a1 = ao + 1;
        int a2 = ao + 2;
        int a3 = ao + 3;
        int end = bo + k * 3 * L;
        for (int p = bo; p < end; p += 3 * L) {
            FloatVector b0 = FloatVector.fromArray(S, b, p);
            FloatVector b1 = FloatVector.fromArray(S, b, p + L);
            FloatVector b2 = FloatVector.fromArray(S, b, p + 2 * L);
            FloatVector v0 = FloatVector.broadcast(S, a[a0]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            c02 = v0.fma(b2, c02);
            FloatVector v1 = FloatVector.broadcast(S, a[a1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            c12 = v1.fma(b2, c12);
            FloatVector v2 = FloatVector.broadcast(S, a[a2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            c22 = v2.fma(b2, c22);
            FloatVector v3 = FloatVector.broadcast(S, a[a3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            c32 = v3.fma(b2, c32);
            a0 += BLOCK;
            a1 += BLOCK;
            a2 += BLOCK;
            a3 += BLOCK;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c10.intoArray(c, co + cr);
        c11.intoArray(c, co + cr + L);
        c12.intoArray(c, co + cr + 2 * L);
        c20.intoArray(c, co + 2 * cr);
        c21.intoArray(c, co + 2 * cr + L);
        c22.intoArray(c, co + 2 * cr + 2 * L);
        c30.intoArray(c, co + 3 * cr);
        c31.intoArray(c, co + 3 * cr + L);
        c32.intoArray(c, co + 3 * cr + 2 * L);
    }

    private static void tile4x2(
            int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int cr, float[] s, int so, int sr) {
        FloatVector c00 = FloatVector.fromArray(S, s, so);
        FloatVector c01 = FloatVector.fromArray(S, s, so + L);
        FloatVector c10 = FloatVector.fromArray(S, s, so + sr);
        FloatVector c11 = FloatVector.fromArray(S, s, so + sr + L);
        FloatVector c20 = FloatVector.fromArray(S, s, so + 2 * sr);
        FloatVector c21 = FloatVector.fromArray(S, s, so + 2 * sr + L);
        FloatVector c30 = FloatVector.fromArray(S, s, so + 3 * sr);
        FloatVector c31 = FloatVector.fromArray(S, s, so + 3 * sr + L);
        int at = ao;
        int end = bo + k * 2 * L;
        for (int p = bo; p < end; p += 2 * L) {
            FloatVector b0 = FloatVector.fromArray(S, b, p);
            FloatVector b1 = FloatVector.fromArray(S, b, p + L);
            FloatVector v0 = FloatVector.broadcast(S, a[at]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[at + 1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[at + 2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[at + 3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            at += BLOCK;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c10.intoArray(c, co + cr);
        c11.intoArray(c, co + cr + L);
        c20.intoArray(c, co + 2 * cr);
        c21.intoArray(c, co + 2 * cr + L);
        c30.intoArray(c, co + 3 * cr);
        c31.intoArray(c, co + 3 * cr + L);
    }

    private static void tile4x1(
            int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int cr, float[] s, int so, int sr) {
        FloatVector c00 = FloatVector.fromArray(S, s, so);
        FloatVector c10 = FloatVector.fromArray(S, s, so + sr);
        FloatVector c20 = FloatVector.fromArray(S, s, so + 2 * sr);
        FloatVector c30 = FloatVector.fromArray(S, s, so + 3 * sr);
        int at = ao;
        int end = bo + k * L;
        for (int p = bo; p < end; p += L) {
            FloatVector b0 = FloatVector.fromArray(S, b, p);
            FloatVector v0 = FloatVector.broadcast(S, a[at]);
            c00 = v0.fma(b0, c00);
            FloatVector v1 = FloatVector.broadcast(S, a[at + 1]);
            c10 = v1.fma(b0, c10);
            FloatVector v2 = FloatVector.broadcast(S, a[at + 2]);
            c20 = v2.fma(b0, c20);
            FloatVector v3 = FloatVector.broadcast(S, a[at + 3]);
            c30 = v3.fma(b0, c30);
            at += BLOCK;
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
    }

    private static void straight4x2(
            int k, float[] a, int ao, float[] b, int bo, int br, float[] c, int co, int cr, float[] s, int so, int sr) {
        FloatVector c00 = FloatVector.fromArray(S, s, so);
        FloatVector c01 = FloatVector.fromArray(S, s, so + L);
        FloatVector c10 = FloatVector.fromArray(S, s, so + sr);
        FloatVector c11 = FloatVector.fromArray(S, s, so + sr + L);
        FloatVector c20 = FloatVector.fromArray(S, s, so + 2 * sr);
        FloatVector c21 = FloatVector.fromArray(S, s, so + 2 * sr + L);
        FloatVector c30 = FloatVector.fromArray(S, s, so + 3 * sr);
        FloatVector c31 = FloatVector.fromArray(S, s, so + 3 * sr + L);
        int bt = bo;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector v0 = FloatVector.broadcast(S, a[ao + BLOCK * p]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[ao + BLOCK * p + 1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[ao + BLOCK * p + 2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[ao + BLOCK * p + 3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            bt += br;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c10.intoArray(c, co + cr);
        c11.intoArray(c, co + cr + L);
        c20.intoArray(c, co + 2 * cr);
        c21.intoArray(c, co + 2 * cr + L);
        c30.intoArray(c, co + 3 * cr);
        c31.intoArray(c, co + 3 * cr + L);
    }
}
