package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of large contractions for {@code double} of at most three vectors, which is all that 16 registers allow; the twin for the
 * other type is the same text.
 *
 * <p>The sums fill the registers, so how a loop is written decides whether HotSpot keeps them there. Of what was measured on 17 and
 * 25 this is the quickest that is so in every process: the loop runs over the place in the strip, rows have places of their own,
 * and sums start from memory, a zero each, instead of one vector of zeros that all of them share.
 */
class DoubleSlimPanels extends DoublePanels {
    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final int L = S.length();

    DoubleSlimPanels() {
        this(3, 256, 256, 192, 66);
    }

    DoubleSlimPanels(int wide, int depth, int straightDepth, int height, int width) {
        super(wide, depth, straightDepth, height, width);
    }

    @Override
    void tile(
            int high,
            int there,
            int vectors,
            int k,
            double[] a,
            int ao,
            int ar,
            double[] b,
            int bo,
            int br,
            double[] c,
            int co,
            int cr,
            double[] s,
            int so,
            int sr) {
        if (ar == 0) DoubleInterleaved.tile(vectors, k, a, ao, b, bo, br, c, co, cr, s, so, sr);
        else if (br > 0 && high == 6) straight6x2(there, k, a, ao, ar, b, bo, br, c, co, cr, s, so, sr);
        else if (br > 0) straight4x2(there, k, a, ao, ar, b, bo, br, c, co, cr, s, so, sr);
        else if (vectors == 3) tile4x3(there, k, a, ao, ar, b, bo, c, co, cr, s, so, sr);
        else if (vectors == 2) tile4x2(there, k, a, ao, ar, b, bo, c, co, cr, s, so, sr);
        else tile4x1(there, k, a, ao, ar, b, bo, c, co, cr, s, so, sr);
    }

    @Override
    void copying(
            int k,
            double[] a,
            int ao,
            int ar,
            int step,
            double[] b,
            int bo,
            int br,
            double[] to,
            int at,
            double[] c,
            int co,
            int cr,
            double[] s,
            int so,
            int sr) {
        DoubleCopyingTile.tile4x3(k, a, ao, ar, step, b, bo, br, to, at, c, co, cr, s, so, sr);
    }

    private static void tile4x3(
            int there,
            int k,
            double[] a,
            int ao,
            int ar,
            double[] b,
            int bo,
            double[] c,
            int co,
            int cr,
            double[] s,
            int so,
            int sr) {
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
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
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
            a0++;
            a1++;
            a2++;
            a3++;
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
            int there,
            int k,
            double[] a,
            int ao,
            int ar,
            double[] b,
            int bo,
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
        int a0 = ao;
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        int end = bo + k * 2 * L;
        for (int p = bo; p < end; p += 2 * L) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, p);
            DoubleVector b1 = DoubleVector.fromArray(S, b, p + L);
            DoubleVector v0 = DoubleVector.broadcast(S, a[a0]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            DoubleVector v1 = DoubleVector.broadcast(S, a[a1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            DoubleVector v2 = DoubleVector.broadcast(S, a[a2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            DoubleVector v3 = DoubleVector.broadcast(S, a[a3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            a0++;
            a1++;
            a2++;
            a3++;
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
            int there,
            int k,
            double[] a,
            int ao,
            int ar,
            double[] b,
            int bo,
            double[] c,
            int co,
            int cr,
            double[] s,
            int so,
            int sr) {
        DoubleVector c00 = DoubleVector.fromArray(S, s, so);
        DoubleVector c10 = DoubleVector.fromArray(S, s, so + sr);
        DoubleVector c20 = DoubleVector.fromArray(S, s, so + 2 * sr);
        DoubleVector c30 = DoubleVector.fromArray(S, s, so + 3 * sr);
        int a0 = ao;
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        int end = bo + k * L;
        for (int p = bo; p < end; p += L) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, p);
            DoubleVector v0 = DoubleVector.broadcast(S, a[a0]);
            c00 = v0.fma(b0, c00);
            DoubleVector v1 = DoubleVector.broadcast(S, a[a1]);
            c10 = v1.fma(b0, c10);
            DoubleVector v2 = DoubleVector.broadcast(S, a[a2]);
            c20 = v2.fma(b0, c20);
            DoubleVector v3 = DoubleVector.broadcast(S, a[a3]);
            c30 = v3.fma(b0, c30);
            a0++;
            a1++;
            a2++;
            a3++;
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
    }

    private static void straight6x2(
            int there,
            int k,
            double[] a,
            int ao,
            int ar,
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
        DoubleVector c40 = DoubleVector.fromArray(S, s, so + 4 * sr);
        DoubleVector c41 = DoubleVector.fromArray(S, s, so + 4 * sr + L);
        DoubleVector c50 = DoubleVector.fromArray(S, s, so + 5 * sr);
        DoubleVector c51 = DoubleVector.fromArray(S, s, so + 5 * sr + L);
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        int a4 = ao + Math.min(4, there - 1) * ar;
        int a5 = ao + Math.min(5, there - 1) * ar;
        int bt = bo;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector v0 = DoubleVector.broadcast(S, a[ao + p]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            DoubleVector v1 = DoubleVector.broadcast(S, a[a1 + p]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            DoubleVector v2 = DoubleVector.broadcast(S, a[a2 + p]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            DoubleVector v3 = DoubleVector.broadcast(S, a[a3 + p]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            DoubleVector v4 = DoubleVector.broadcast(S, a[a4 + p]);
            c40 = v4.fma(b0, c40);
            c41 = v4.fma(b1, c41);
            DoubleVector v5 = DoubleVector.broadcast(S, a[a5 + p]);
            c50 = v5.fma(b0, c50);
            c51 = v5.fma(b1, c51);
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
        c40.intoArray(c, co + 4 * cr);
        c41.intoArray(c, co + 4 * cr + L);
        c50.intoArray(c, co + 5 * cr);
        c51.intoArray(c, co + 5 * cr + L);
    }

    private static void straight4x2(
            int there,
            int k,
            double[] a,
            int ao,
            int ar,
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
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        int bt = bo;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector v0 = DoubleVector.broadcast(S, a[ao + p]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            DoubleVector v1 = DoubleVector.broadcast(S, a[a1 + p]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            DoubleVector v2 = DoubleVector.broadcast(S, a[a2 + p]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            DoubleVector v3 = DoubleVector.broadcast(S, a[a3 + p]);
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
