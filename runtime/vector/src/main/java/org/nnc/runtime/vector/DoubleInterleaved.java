package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles for {@code double} of four rows that lie interleaved, for {@link DoubleSlimPanels}; the twin is the same text.
 *
 * <p>Their steps are constants: with the steps of A as parameters one tile would do for rows as they lie, too, a tenth slower.
 */
final class DoubleInterleaved {
    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final int L = S.length();

    private static final int BLOCK = Panels.block(L);

    private DoubleInterleaved() {}

    /** @param br the distance of the rows of B if it is read as it lies, else 0 */
    static void tile(
            int vectors,
            int k,
            double[] a,
            int ao,
            double[] b,
            int bo,
            int br,
            double[] c,
            int co,
            int cr,
            double[] s,
            int so,
            int sr) {
        if (br > 0) straight4x2(k, a, ao, b, bo, br, c, co, cr, s, so, sr);
        else if (vectors == 3) tile4x3(k, a, ao, b, bo, c, co, cr, s, so, sr);
        else if (vectors == 2) tile4x2(k, a, ao, b, bo, c, co, cr, s, so, sr);
        else tile4x1(k, a, ao, b, bo, c, co, cr, s, so, sr);
    }

    private static void tile4x3(
            int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int cr, double[] s, int so, int sr) {
        DoubleVector c00 = DoubleVector.fromArray(S, s, so);
        DoubleVector c01 = DoubleVector.fromArray(S, s, so + L);
        DoubleVector c02 = DoubleVector.fromArray(S, s, so + 2 * L);
        DoubleVector c10 = DoubleVector.fromArray(S, s, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, s, so + sr + L);
        DoubleVector c12 = DoubleVector.fromArray(S, s, so + sr + 2 * L);
        DoubleVector c20 = DoubleVector.fromArray(S, s, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, s, so + 2 * sr + L);
        DoubleVector c22 = DoubleVector.fromArray(S, s, so + 2 * sr + 2 * L);
        DoubleVector c30 = DoubleVector.fromArray(S, s, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, s, so + 3 * sr + L);
        DoubleVector c32 = DoubleVector.fromArray(S, s, so + 3 * sr + 2 * L);
        int a0 = ao;
        int a1 = ao + 1;
        int a2 = ao + 2;
        int a3 = ao + 3;
        int end = bo + k * 3 * L;
        for (int p = bo; p < end; p += 3 * L) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, p);
            DoubleVector b1 = DoubleVector.fromArray(S, b, p + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, p + 2 * L);
            DoubleVector v0 = DoubleVector.broadcast(S, a[a0]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            c02 = v0.fma(b2, c02);
            DoubleVector v1 = DoubleVector.broadcast(S, a[a1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            c12 = v1.fma(b2, c12);
            DoubleVector v2 = DoubleVector.broadcast(S, a[a2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            c22 = v2.fma(b2, c22);
            DoubleVector v3 = DoubleVector.broadcast(S, a[a3]);
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
            int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int cr, double[] s, int so, int sr) {
        DoubleVector c00 = DoubleVector.fromArray(S, s, so);
        DoubleVector c01 = DoubleVector.fromArray(S, s, so + L);
        DoubleVector c10 = DoubleVector.fromArray(S, s, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, s, so + sr + L);
        DoubleVector c20 = DoubleVector.fromArray(S, s, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, s, so + 2 * sr + L);
        DoubleVector c30 = DoubleVector.fromArray(S, s, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, s, so + 3 * sr + L);
        int at = ao;
        int end = bo + k * 2 * L;
        for (int p = bo; p < end; p += 2 * L) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, p);
            DoubleVector b1 = DoubleVector.fromArray(S, b, p + L);
            DoubleVector v0 = DoubleVector.broadcast(S, a[at]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            DoubleVector v1 = DoubleVector.broadcast(S, a[at + 1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            DoubleVector v2 = DoubleVector.broadcast(S, a[at + 2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            DoubleVector v3 = DoubleVector.broadcast(S, a[at + 3]);
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
            int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int cr, double[] s, int so, int sr) {
        DoubleVector c00 = DoubleVector.fromArray(S, s, so);
        DoubleVector c10 = DoubleVector.fromArray(S, s, so + sr);
        DoubleVector c20 = DoubleVector.fromArray(S, s, so + 2 * sr);
        DoubleVector c30 = DoubleVector.fromArray(S, s, so + 3 * sr);
        int at = ao;
        int end = bo + k * L;
        for (int p = bo; p < end; p += L) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, p);
            DoubleVector v0 = DoubleVector.broadcast(S, a[at]);
            c00 = v0.fma(b0, c00);
            DoubleVector v1 = DoubleVector.broadcast(S, a[at + 1]);
            c10 = v1.fma(b0, c10);
            DoubleVector v2 = DoubleVector.broadcast(S, a[at + 2]);
            c20 = v2.fma(b0, c20);
            DoubleVector v3 = DoubleVector.broadcast(S, a[at + 3]);
            c30 = v3.fma(b0, c30);
            at += BLOCK;
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
    }

    private static void straight4x2(
            int k,
            double[] a,
            int ao,
            double[] b,
            int bo,
            int br,
            double[] c,
            int co,
            int cr,
            double[] s,
            int so,
            int sr) {
        DoubleVector c00 = DoubleVector.fromArray(S, s, so);
        DoubleVector c01 = DoubleVector.fromArray(S, s, so + L);
        DoubleVector c10 = DoubleVector.fromArray(S, s, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, s, so + sr + L);
        DoubleVector c20 = DoubleVector.fromArray(S, s, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, s, so + 2 * sr + L);
        DoubleVector c30 = DoubleVector.fromArray(S, s, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, s, so + 3 * sr + L);
        int bt = bo;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector v0 = DoubleVector.broadcast(S, a[ao + BLOCK * p]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            DoubleVector v1 = DoubleVector.broadcast(S, a[ao + BLOCK * p + 1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            DoubleVector v2 = DoubleVector.broadcast(S, a[ao + BLOCK * p + 2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            DoubleVector v3 = DoubleVector.broadcast(S, a[ao + BLOCK * p + 3]);
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
