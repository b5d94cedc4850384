package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Tiles of large contractions for {@code float} where there are 32 registers; the twin for the other type is the same text. */
final class FloatWidePanels extends FloatPanels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    FloatWidePanels() {
        super(8, 3, 224, 400, 128, 33);
    }

    @Override
    void tile(
            int high,
            int there,
            int vectors,
            int k,
            float[] a,
            int ao,
            int ar,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            boolean add) {
        if (br > 0 && vectors == 3) FloatStraightTiles.tile8x3(k, a, ao, b, bo, br, c, co, cr, add);
        else if (br > 0) FloatStraightTiles.tile8x2(k, a, ao, b, bo, br, c, co, cr, add);
        else if (vectors == 3) tile8x3(k, a, ao, b, bo, c, co, cr, add);
        else if (vectors == 2) tile8x2(k, a, ao, b, bo, c, co, cr, add);
        else tile8x1(k, a, ao, b, bo, c, co, cr, add);
    }

    private static void tile8x3(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, co + L) : FloatVector.zero(S);
        FloatVector c02 = add ? FloatVector.fromArray(S, c, co + 2 * L) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, co + cr + L) : FloatVector.zero(S);
        FloatVector c12 = add ? FloatVector.fromArray(S, c, co + cr + 2 * L) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, co + 2 * cr + L) : FloatVector.zero(S);
        FloatVector c22 = add ? FloatVector.fromArray(S, c, co + 2 * cr + 2 * L) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, co + 3 * cr + L) : FloatVector.zero(S);
        FloatVector c32 = add ? FloatVector.fromArray(S, c, co + 3 * cr + 2 * L) : FloatVector.zero(S);
        FloatVector c40 = add ? FloatVector.fromArray(S, c, co + 4 * cr) : FloatVector.zero(S);
        FloatVector c41 = add ? FloatVector.fromArray(S, c, co + 4 * cr + L) : FloatVector.zero(S);
        FloatVector c42 = add ? FloatVector.fromArray(S, c, co + 4 * cr + 2 * L) : FloatVector.zero(S);
        FloatVector c50 = add ? FloatVector.fromArray(S, c, co + 5 * cr) : FloatVector.zero(S);
        FloatVector c51 = add ? FloatVector.fromArray(S, c, co + 5 * cr + L) : FloatVector.zero(S);
        FloatVector c52 = add ? FloatVector.fromArray(S, c, co + 5 * cr + 2 * L) : FloatVector.zero(S);
        FloatVector c60 = add ? FloatVector.fromArray(S, c, co + 6 * cr) : FloatVector.zero(S);
        FloatVector c61 = add ? FloatVector.fromArray(S, c, co + 6 * cr + L) : FloatVector.zero(S);
        FloatVector c62 = add ? FloatVector.fromArray(S, c, co + 6 * cr + 2 * L) : FloatVector.zero(S);
        FloatVector c70 = add ? FloatVector.fromArray(S, c, co + 7 * cr) : FloatVector.zero(S);
        FloatVector c71 = add ? FloatVector.fromArray(S, c, co + 7 * cr + L) : FloatVector.zero(S);
        FloatVector c72 = add ? FloatVector.fromArray(S, c, co + 7 * cr + 2 * L) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bo + p * 3 * L);
            FloatVector b1 = FloatVector.fromArray(S, b, bo + p * 3 * L + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bo + p * 3 * L + 2 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[ao + 8 * p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(S, a[ao + 8 * p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(S, a[ao + 8 * p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(S, a[ao + 8 * p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            FloatVector a4 = FloatVector.broadcast(S, a[ao + 8 * p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            FloatVector a5 = FloatVector.broadcast(S, a[ao + 8 * p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            FloatVector a6 = FloatVector.broadcast(S, a[ao + 8 * p + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            FloatVector a7 = FloatVector.broadcast(S, a[ao + 8 * p + 7]);
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

    private static void tile8x2(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, co + L) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, co + cr + L) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, co + 2 * cr + L) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, co + 3 * cr + L) : FloatVector.zero(S);
        FloatVector c40 = add ? FloatVector.fromArray(S, c, co + 4 * cr) : FloatVector.zero(S);
        FloatVector c41 = add ? FloatVector.fromArray(S, c, co + 4 * cr + L) : FloatVector.zero(S);
        FloatVector c50 = add ? FloatVector.fromArray(S, c, co + 5 * cr) : FloatVector.zero(S);
        FloatVector c51 = add ? FloatVector.fromArray(S, c, co + 5 * cr + L) : FloatVector.zero(S);
        FloatVector c60 = add ? FloatVector.fromArray(S, c, co + 6 * cr) : FloatVector.zero(S);
        FloatVector c61 = add ? FloatVector.fromArray(S, c, co + 6 * cr + L) : FloatVector.zero(S);
        FloatVector c70 = add ? FloatVector.fromArray(S, c, co + 7 * cr) : FloatVector.zero(S);
        FloatVector c71 = add ? FloatVector.fromArray(S, c, co + 7 * cr + L) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bo + p * 2 * L);
            FloatVector b1 = FloatVector.fromArray(S, b, bo + p * 2 * L + L);
            FloatVector a0 = FloatVector.broadcast(S, a[ao + 8 * p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[ao + 8 * p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[ao + 8 * p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[ao + 8 * p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[ao + 8 * p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[ao + 8 * p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(S, a[ao + 8 * p + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(S, a[ao + 8 * p + 7]);
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

    private static void tile8x1(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        FloatVector c40 = add ? FloatVector.fromArray(S, c, co + 4 * cr) : FloatVector.zero(S);
        FloatVector c50 = add ? FloatVector.fromArray(S, c, co + 5 * cr) : FloatVector.zero(S);
        FloatVector c60 = add ? FloatVector.fromArray(S, c, co + 6 * cr) : FloatVector.zero(S);
        FloatVector c70 = add ? FloatVector.fromArray(S, c, co + 7 * cr) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bo + p * L);
            FloatVector a0 = FloatVector.broadcast(S, a[ao + 8 * p]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[ao + 8 * p + 1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[ao + 8 * p + 2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[ao + 8 * p + 3]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(S, a[ao + 8 * p + 4]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(S, a[ao + 8 * p + 5]);
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(S, a[ao + 8 * p + 6]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(S, a[ao + 8 * p + 7]);
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
