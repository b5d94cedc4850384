package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Tiles of large contractions for {@code double} where there are 32 registers; the twin for the other type is the same text. */
final class DoubleWidePanels extends DoublePanels {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    DoubleWidePanels() {
        super(8, 3, 224, 400, 128, 33);
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
            boolean add) {
        if (br > 0 && vectors == 3) DoubleStraightTiles.tile8x3(k, a, ao, b, bo, br, c, co, cr, add);
        else if (br > 0) DoubleStraightTiles.tile8x2(k, a, ao, b, bo, br, c, co, cr, add);
        else if (vectors == 3) tile8x3(k, a, ao, b, bo, c, co, cr, add);
        else if (vectors == 2) tile8x2(k, a, ao, b, bo, c, co, cr, add);
        else tile8x1(k, a, ao, b, bo, c, co, cr, add);
    }

    private static void tile8x3(
            int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int cr, boolean add) {
        DoubleVector c00 = add ? DoubleVector.fromArray(S, c, co) : DoubleVector.zero(S);
        DoubleVector c01 = add ? DoubleVector.fromArray(S, c, co + L) : DoubleVector.zero(S);
        DoubleVector c02 = add ? DoubleVector.fromArray(S, c, co + 2 * L) : DoubleVector.zero(S);
        DoubleVector c10 = add ? DoubleVector.fromArray(S, c, co + cr) : DoubleVector.zero(S);
        DoubleVector c11 = add ? DoubleVector.fromArray(S, c, co + cr + L) : DoubleVector.zero(S);
        DoubleVector c12 = add ? DoubleVector.fromArray(S, c, co + cr + 2 * L) : DoubleVector.zero(S);
        DoubleVector c20 = add ? DoubleVector.fromArray(S, c, co + 2 * cr) : DoubleVector.zero(S);
        DoubleVector c21 = add ? DoubleVector.fromArray(S, c, co + 2 * cr + L) : DoubleVector.zero(S);
        DoubleVector c22 = add ? DoubleVector.fromArray(S, c, co + 2 * cr + 2 * L) : DoubleVector.zero(S);
        DoubleVector c30 = add ? DoubleVector.fromArray(S, c, co + 3 * cr) : DoubleVector.zero(S);
        DoubleVector c31 = add ? DoubleVector.fromArray(S, c, co + 3 * cr + L) : DoubleVector.zero(S);
        DoubleVector c32 = add ? DoubleVector.fromArray(S, c, co + 3 * cr + 2 * L) : DoubleVector.zero(S);
        DoubleVector c40 = add ? DoubleVector.fromArray(S, c, co + 4 * cr) : DoubleVector.zero(S);
        DoubleVector c41 = add ? DoubleVector.fromArray(S, c, co + 4 * cr + L) : DoubleVector.zero(S);
        DoubleVector c42 = add ? DoubleVector.fromArray(S, c, co + 4 * cr + 2 * L) : DoubleVector.zero(S);
        DoubleVector c50 = add ? DoubleVector.fromArray(S, c, co + 5 * cr) : DoubleVector.zero(S);
        DoubleVector c51 = add ? DoubleVector.fromArray(S, c, co + 5 * cr + L) : DoubleVector.zero(S);
        DoubleVector c52 = add ? DoubleVector.fromArray(S, c, co + 5 * cr + 2 * L) : DoubleVector.zero(S);
        DoubleVector c60 = add ? DoubleVector.fromArray(S, c, co + 6 * cr) : DoubleVector.zero(S);
        DoubleVector c61 = add ? DoubleVector.fromArray(S, c, co + 6 * cr + L) : DoubleVector.zero(S);
        DoubleVector c62 = add ? DoubleVector.fromArray(S, c, co + 6 * cr + 2 * L) : DoubleVector.zero(S);
        DoubleVector c70 = add ? DoubleVector.fromArray(S, c, co + 7 * cr) : DoubleVector.zero(S);
        DoubleVector c71 = add ? DoubleVector.fromArray(S, c, co + 7 * cr + L) : DoubleVector.zero(S);
        DoubleVector c72 = add ? DoubleVector.fromArray(S, c, co + 7 * cr + 2 * L) : DoubleVector.zero(S);
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bo + p * 3 * L);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bo + p * 3 * L + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bo + p * 3 * L + 2 * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[ao + 8 * p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(S, a[ao + 8 * p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(S, a[ao + 8 * p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(S, a[ao + 8 * p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            DoubleVector a4 = DoubleVector.broadcast(S, a[ao + 8 * p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            DoubleVector a5 = DoubleVector.broadcast(S, a[ao + 8 * p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            DoubleVector a6 = DoubleVector.broadcast(S, a[ao + 8 * p + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            DoubleVector a7 = DoubleVector.broadcast(S, a[ao + 8 * p + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            c72 = a7.fma(b2, c72);
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
        c40.intoArray(c, co + 4 * cr);
        c41.intoArray(c, co + 4 * cr + L);
        c42.intoArray(c, co + 4 * cr + 2 * L);
        c50.intoArray(c, co + 5 * cr);
        c51.intoArray(c, co + 5 * cr + L);
        c52.intoArray(c, co + 5 * cr + 2 * L);
        c60.intoArray(c, co + 6 * cr);
        c61.intoArray(c, co + 6 * cr + L);
        c62.intoArray(c, co + 6 * cr + 2 * L);
        c70.intoArray(c, co + 7 * cr);
        c71.intoArray(c, co + 7 * cr + L);
        c72.intoArray(c, co + 7 * cr + 2 * L);
    }

    private static void tile8x2(
            int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int cr, boolean add) {
        DoubleVector c00 = add ? DoubleVector.fromArray(S, c, co) : DoubleVector.zero(S);
        DoubleVector c01 = add ? DoubleVector.fromArray(S, c, co + L) : DoubleVector.zero(S);
        DoubleVector c10 = add ? DoubleVector.fromArray(S, c, co + cr) : DoubleVector.zero(S);
        DoubleVector c11 = add ? DoubleVector.fromArray(S, c, co + cr + L) : DoubleVector.zero(S);
        DoubleVector c20 = add ? DoubleVector.fromArray(S, c, co + 2 * cr) : DoubleVector.zero(S);
        DoubleVector c21 = add ? DoubleVector.fromArray(S, c, co + 2 * cr + L) : DoubleVector.zero(S);
        DoubleVector c30 = add ? DoubleVector.fromArray(S, c, co + 3 * cr) : DoubleVector.zero(S);
        DoubleVector c31 = add ? DoubleVector.fromArray(S, c, co + 3 * cr + L) : DoubleVector.zero(S);
        DoubleVector c40 = add ? DoubleVector.fromArray(S, c, co + 4 * cr) : DoubleVector.zero(S);
        DoubleVector c41 = add ? DoubleVector.fromArray(S, c, co + 4 * cr + L) : DoubleVector.zero(S);
        DoubleVector c50 = add ? DoubleVector.fromArray(S, c, co + 5 * cr) : DoubleVector.zero(S);
        DoubleVector c51 = add ? DoubleVector.fromArray(S, c, co + 5 * cr + L) : DoubleVector.zero(S);
        DoubleVector c60 = add ? DoubleVector.fromArray(S, c, co + 6 * cr) : DoubleVector.zero(S);
        DoubleVector c61 = add ? DoubleVector.fromArray(S, c, co + 6 * cr + L) : DoubleVector.zero(S);
        DoubleVector c70 = add ? DoubleVector.fromArray(S, c, co + 7 * cr) : DoubleVector.zero(S);
        DoubleVector c71 = add ? DoubleVector.fromArray(S, c, co + 7 * cr + L) : DoubleVector.zero(S);
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bo + p * 2 * L);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bo + p * 2 * L + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[ao + 8 * p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[ao + 8 * p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[ao + 8 * p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[ao + 8 * p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(S, a[ao + 8 * p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(S, a[ao + 8 * p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            DoubleVector a6 = DoubleVector.broadcast(S, a[ao + 8 * p + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            DoubleVector a7 = DoubleVector.broadcast(S, a[ao + 8 * p + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
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
        c60.intoArray(c, co + 6 * cr);
        c61.intoArray(c, co + 6 * cr + L);
        c70.intoArray(c, co + 7 * cr);
        c71.intoArray(c, co + 7 * cr + L);
    }

    private static void tile8x1(
            int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int cr, boolean add) {
        DoubleVector c00 = add ? DoubleVector.fromArray(S, c, co) : DoubleVector.zero(S);
        DoubleVector c10 = add ? DoubleVector.fromArray(S, c, co + cr) : DoubleVector.zero(S);
        DoubleVector c20 = add ? DoubleVector.fromArray(S, c, co + 2 * cr) : DoubleVector.zero(S);
        DoubleVector c30 = add ? DoubleVector.fromArray(S, c, co + 3 * cr) : DoubleVector.zero(S);
        DoubleVector c40 = add ? DoubleVector.fromArray(S, c, co + 4 * cr) : DoubleVector.zero(S);
        DoubleVector c50 = add ? DoubleVector.fromArray(S, c, co + 5 * cr) : DoubleVector.zero(S);
        DoubleVector c60 = add ? DoubleVector.fromArray(S, c, co + 6 * cr) : DoubleVector.zero(S);
        DoubleVector c70 = add ? DoubleVector.fromArray(S, c, co + 7 * cr) : DoubleVector.zero(S);
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bo + p * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[ao + 8 * p]);
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(S, a[ao + 8 * p + 1]);
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(S, a[ao + 8 * p + 2]);
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(S, a[ao + 8 * p + 3]);
            c30 = a3.fma(b0, c30);
            DoubleVector a4 = DoubleVector.broadcast(S, a[ao + 8 * p + 4]);
            c40 = a4.fma(b0, c40);
            DoubleVector a5 = DoubleVector.broadcast(S, a[ao + 8 * p + 5]);
            c50 = a5.fma(b0, c50);
            DoubleVector a6 = DoubleVector.broadcast(S, a[ao + 8 * p + 6]);
            c60 = a6.fma(b0, c60);
            DoubleVector a7 = DoubleVector.broadcast(S, a[ao + 8 * p + 7]);
            c70 = a7.fma(b0, c70);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
        c40.intoArray(c, co + 4 * cr);
        c50.intoArray(c, co + 5 * cr);
        c60.intoArray(c, co + 6 * cr);
        c70.intoArray(c, co + 7 * cr);
    }
}
