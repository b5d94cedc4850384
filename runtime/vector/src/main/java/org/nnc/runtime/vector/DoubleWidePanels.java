package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of large contractions for {@code double} where there are 32 registers: four rows by four vectors besides the narrower ones;
 * the twin for the other type is the same text.
 *
 * <p>In copies the steps are constants: with them as parameters two tiles would do for all four, a twentieth slower on 25.
 */
final class DoubleWidePanels extends DoubleSlimPanels {
    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final int L = S.length();

    private static final int BLOCK = block(L);

    DoubleWidePanels() {
        super(4, 40960 / (4 * L * Double.BYTES), 400, 128, 32);
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
        if (vectors < 4) super.tile(high, there, vectors, k, a, ao, ar, b, bo, br, c, co, cr, s, so, sr);
        else if (ar == 0 && br > 0) straight(k, a, ao, b, bo, br, c, co, cr, s, so, sr);
        else if (ar == 0) interleaved(k, a, ao, b, bo, c, co, cr, s, so, sr);
        else if (br > 0) straight(there, k, a, ao, ar, b, bo, br, c, co, cr, s, so, sr);
        else tile(there, k, a, ao, ar, b, bo, c, co, cr, s, so, sr);
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
        DoubleCopyingTile.tile4x4(k, a, ao, ar, step, b, bo, br, to, at, c, co, cr, s, so, sr);
    }

    private static void tile(
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
        DoubleVector c03 = DoubleVector.fromArray(S, s, so + 3 * L);
        DoubleVector c10 = DoubleVector.fromArray(S, s, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, s, so + sr + L);
        DoubleVector c12 = DoubleVector.fromArray(S, s, so + sr + 2 * L);
        DoubleVector c13 = DoubleVector.fromArray(S, s, so + sr + 3 * L);
        DoubleVector c20 = DoubleVector.fromArray(S, s, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, s, so + 2 * sr + L);
        DoubleVector c22 = DoubleVector.fromArray(S, s, so + 2 * sr + 2 * L);
        DoubleVector c23 = DoubleVector.fromArray(S, s, so + 2 * sr + 3 * L);
        DoubleVector c30 = DoubleVector.fromArray(S, s, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, s, so + 3 * sr + L);
        DoubleVector c32 = DoubleVector.fromArray(S, s, so + 3 * sr + 2 * L);
        DoubleVector c33 = DoubleVector.fromArray(S, s, so + 3 * sr + 3 * L);
        int a0 = ao;
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        int end = bo + k * 4 * L;
        for (int p = bo; p < end; p += 4 * L) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, p);
            DoubleVector b1 = DoubleVector.fromArray(S, b, p + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, p + 2 * L);
            DoubleVector b3 = DoubleVector.fromArray(S, b, p + 3 * L);
            DoubleVector v0 = DoubleVector.broadcast(S, a[a0]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            c02 = v0.fma(b2, c02);
            c03 = v0.fma(b3, c03);
            DoubleVector v1 = DoubleVector.broadcast(S, a[a1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            c12 = v1.fma(b2, c12);
            c13 = v1.fma(b3, c13);
            DoubleVector v2 = DoubleVector.broadcast(S, a[a2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            c22 = v2.fma(b2, c22);
            c23 = v2.fma(b3, c23);
            DoubleVector v3 = DoubleVector.broadcast(S, a[a3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            c32 = v3.fma(b2, c32);
            c33 = v3.fma(b3, c33);
            a0++;
            a1++;
            a2++;
            a3++;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + cr);
        c11.intoArray(c, co + cr + L);
        c12.intoArray(c, co + cr + 2 * L);
        c13.intoArray(c, co + cr + 3 * L);
        c20.intoArray(c, co + 2 * cr);
        c21.intoArray(c, co + 2 * cr + L);
        c22.intoArray(c, co + 2 * cr + 2 * L);
        c23.intoArray(c, co + 2 * cr + 3 * L);
        c30.intoArray(c, co + 3 * cr);
        c31.intoArray(c, co + 3 * cr + L);
        c32.intoArray(c, co + 3 * cr + 2 * L);
        c33.intoArray(c, co + 3 * cr + 3 * L);
    }

    private static void interleaved(
            int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int cr, double[] s, int so, int sr) {
        DoubleVector c00 = DoubleVector.fromArray(S, s, so);
        DoubleVector c01 = DoubleVector.fromArray(S, s, so + L);
        DoubleVector c02 = DoubleVector.fromArray(S, s, so + 2 * L);
        DoubleVector c03 = DoubleVector.fromArray(S, s, so + 3 * L);
        DoubleVector c10 = DoubleVector.fromArray(S, s, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, s, so + sr + L);
        DoubleVector c12 = DoubleVector.fromArray(S, s, so + sr + 2 * L);
        DoubleVector c13 = DoubleVector.fromArray(S, s, so + sr + 3 * L);
        DoubleVector c20 = DoubleVector.fromArray(S, s, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, s, so + 2 * sr + L);
        DoubleVector c22 = DoubleVector.fromArray(S, s, so + 2 * sr + 2 * L);
        DoubleVector c23 = DoubleVector.fromArray(S, s, so + 2 * sr + 3 * L);
        DoubleVector c30 = DoubleVector.fromArray(S, s, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, s, so + 3 * sr + L);
        DoubleVector c32 = DoubleVector.fromArray(S, s, so + 3 * sr + 2 * L);
        DoubleVector c33 = DoubleVector.fromArray(S, s, so + 3 * sr + 3 * L);
        int a0 = ao;
        int a1 = ao + 1;
        int a2 = ao + 2;
        int a3 = ao + 3;
        int end = bo + k * 4 * L;
        for (int p = bo; p < end; p += 4 * L) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, p);
            DoubleVector b1 = DoubleVector.fromArray(S, b, p + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, p + 2 * L);
            DoubleVector b3 = DoubleVector.fromArray(S, b, p + 3 * L);
            DoubleVector v0 = DoubleVector.broadcast(S, a[a0]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            c02 = v0.fma(b2, c02);
            c03 = v0.fma(b3, c03);
            DoubleVector v1 = DoubleVector.broadcast(S, a[a1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            c12 = v1.fma(b2, c12);
            c13 = v1.fma(b3, c13);
            DoubleVector v2 = DoubleVector.broadcast(S, a[a2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            c22 = v2.fma(b2, c22);
            c23 = v2.fma(b3, c23);
            DoubleVector v3 = DoubleVector.broadcast(S, a[a3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            c32 = v3.fma(b2, c32);
            c33 = v3.fma(b3, c33);
            a0 += BLOCK;
            a1 += BLOCK;
            a2 += BLOCK;
            a3 += BLOCK;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + cr);
        c11.intoArray(c, co + cr + L);
        c12.intoArray(c, co + cr + 2 * L);
        c13.intoArray(c, co + cr + 3 * L);
        c20.intoArray(c, co + 2 * cr);
        c21.intoArray(c, co + 2 * cr + L);
        c22.intoArray(c, co + 2 * cr + 2 * L);
        c23.intoArray(c, co + 2 * cr + 3 * L);
        c30.intoArray(c, co + 3 * cr);
        c31.intoArray(c, co + 3 * cr + L);
        c32.intoArray(c, co + 3 * cr + 2 * L);
        c33.intoArray(c, co + 3 * cr + 3 * L);
    }

    private static void straight(
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
        DoubleVector c02 = DoubleVector.fromArray(S, s, so + 2 * L);
        DoubleVector c03 = DoubleVector.fromArray(S, s, so + 3 * L);
        DoubleVector c10 = DoubleVector.fromArray(S, s, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, s, so + sr + L);
        DoubleVector c12 = DoubleVector.fromArray(S, s, so + sr + 2 * L);
        DoubleVector c13 = DoubleVector.fromArray(S, s, so + sr + 3 * L);
        DoubleVector c20 = DoubleVector.fromArray(S, s, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, s, so + 2 * sr + L);
        DoubleVector c22 = DoubleVector.fromArray(S, s, so + 2 * sr + 2 * L);
        DoubleVector c23 = DoubleVector.fromArray(S, s, so + 2 * sr + 3 * L);
        DoubleVector c30 = DoubleVector.fromArray(S, s, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, s, so + 3 * sr + L);
        DoubleVector c32 = DoubleVector.fromArray(S, s, so + 3 * sr + 2 * L);
        DoubleVector c33 = DoubleVector.fromArray(S, s, so + 3 * sr + 3 * L);
        int a0 = ao;
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        int p = bo;
        for (int q = 0; q < k; q++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, p);
            DoubleVector b1 = DoubleVector.fromArray(S, b, p + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, p + 2 * L);
            DoubleVector b3 = DoubleVector.fromArray(S, b, p + 3 * L);
            DoubleVector v0 = DoubleVector.broadcast(S, a[a0 + q]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            c02 = v0.fma(b2, c02);
            c03 = v0.fma(b3, c03);
            DoubleVector v1 = DoubleVector.broadcast(S, a[a1 + q]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            c12 = v1.fma(b2, c12);
            c13 = v1.fma(b3, c13);
            DoubleVector v2 = DoubleVector.broadcast(S, a[a2 + q]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            c22 = v2.fma(b2, c22);
            c23 = v2.fma(b3, c23);
            DoubleVector v3 = DoubleVector.broadcast(S, a[a3 + q]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            c32 = v3.fma(b2, c32);
            c33 = v3.fma(b3, c33);
            p += br;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + cr);
        c11.intoArray(c, co + cr + L);
        c12.intoArray(c, co + cr + 2 * L);
        c13.intoArray(c, co + cr + 3 * L);
        c20.intoArray(c, co + 2 * cr);
        c21.intoArray(c, co + 2 * cr + L);
        c22.intoArray(c, co + 2 * cr + 2 * L);
        c23.intoArray(c, co + 2 * cr + 3 * L);
        c30.intoArray(c, co + 3 * cr);
        c31.intoArray(c, co + 3 * cr + L);
        c32.intoArray(c, co + 3 * cr + 2 * L);
        c33.intoArray(c, co + 3 * cr + 3 * L);
    }

    private static void straight(
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
        DoubleVector c02 = DoubleVector.fromArray(S, s, so + 2 * L);
        DoubleVector c03 = DoubleVector.fromArray(S, s, so + 3 * L);
        DoubleVector c10 = DoubleVector.fromArray(S, s, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, s, so + sr + L);
        DoubleVector c12 = DoubleVector.fromArray(S, s, so + sr + 2 * L);
        DoubleVector c13 = DoubleVector.fromArray(S, s, so + sr + 3 * L);
        DoubleVector c20 = DoubleVector.fromArray(S, s, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, s, so + 2 * sr + L);
        DoubleVector c22 = DoubleVector.fromArray(S, s, so + 2 * sr + 2 * L);
        DoubleVector c23 = DoubleVector.fromArray(S, s, so + 2 * sr + 3 * L);
        DoubleVector c30 = DoubleVector.fromArray(S, s, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, s, so + 3 * sr + L);
        DoubleVector c32 = DoubleVector.fromArray(S, s, so + 3 * sr + 2 * L);
        DoubleVector c33 = DoubleVector.fromArray(S, s, so + 3 * sr + 3 * L);
        int a0 = ao;
        int a1 = ao + 1;
        int a2 = ao + 2;
        int a3 = ao + 3;
        int p = bo;
        for (int q = 0; q < k; q++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, p);
            DoubleVector b1 = DoubleVector.fromArray(S, b, p + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, p + 2 * L);
            DoubleVector b3 = DoubleVector.fromArray(S, b, p + 3 * L);
            DoubleVector v0 = DoubleVector.broadcast(S, a[a0]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            c02 = v0.fma(b2, c02);
            c03 = v0.fma(b3, c03);
            DoubleVector v1 = DoubleVector.broadcast(S, a[a1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            c12 = v1.fma(b2, c12);
            c13 = v1.fma(b3, c13);
            DoubleVector v2 = DoubleVector.broadcast(S, a[a2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            c22 = v2.fma(b2, c22);
            c23 = v2.fma(b3, c23);
            DoubleVector v3 = DoubleVector.broadcast(S, a[a3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            c32 = v3.fma(b2, c32);
            c33 = v3.fma(b3, c33);
            a0 += BLOCK;
            a1 += BLOCK;
            a2 += BLOCK;
            a3 += BLOCK;
            p += br;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + cr);
        c11.intoArray(c, co + cr + L);
        c12.intoArray(c, co + cr + 2 * L);
        c13.intoArray(c, co + cr + 3 * L);
        c20.intoArray(c, co + 2 * cr);
        c21.intoArray(c, co + 2 * cr + L);
        c22.intoArray(c, co + 2 * cr + 2 * L);
        c23.intoArray(c, co + 2 * cr + 3 * L);
        c30.intoArray(c, co + 3 * cr);
        c31.intoArray(c, co + 3 * cr + L);
        c32.intoArray(c, co + 3 * cr + 2 * L);
        c33.intoArray(c, co + 3 * cr + 3 * L);
    }
}
