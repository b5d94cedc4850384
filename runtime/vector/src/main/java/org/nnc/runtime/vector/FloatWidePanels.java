package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Tiles of large contractions for {@code float} where there are 32 registers; the twin for the other type is the same text. */
final class FloatWidePanels extends FloatPanels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private static final float[] ZEROS = FloatPanels.ZEROS;

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
        float[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        int sr = add ? cr : 3 * L;
        FloatVector c00 = FloatVector.fromArray(S, from, so);
        FloatVector c01 = FloatVector.fromArray(S, from, so + L);
        FloatVector c02 = FloatVector.fromArray(S, from, so + 2 * L);
        FloatVector c10 = FloatVector.fromArray(S, from, so + sr);
        FloatVector c11 = FloatVector.fromArray(S, from, so + sr + L);
        FloatVector c12 = FloatVector.fromArray(S, from, so + sr + 2 * L);
        FloatVector c20 = FloatVector.fromArray(S, from, so + 2 * sr);
        FloatVector c21 = FloatVector.fromArray(S, from, so + 2 * sr + L);
        FloatVector c22 = FloatVector.fromArray(S, from, so + 2 * sr + 2 * L);
        FloatVector c30 = FloatVector.fromArray(S, from, so + 3 * sr);
        FloatVector c31 = FloatVector.fromArray(S, from, so + 3 * sr + L);
        FloatVector c32 = FloatVector.fromArray(S, from, so + 3 * sr + 2 * L);
        FloatVector c40 = FloatVector.fromArray(S, from, so + 4 * sr);
        FloatVector c41 = FloatVector.fromArray(S, from, so + 4 * sr + L);
        FloatVector c42 = FloatVector.fromArray(S, from, so + 4 * sr + 2 * L);
        FloatVector c50 = FloatVector.fromArray(S, from, so + 5 * sr);
        FloatVector c51 = FloatVector.fromArray(S, from, so + 5 * sr + L);
        FloatVector c52 = FloatVector.fromArray(S, from, so + 5 * sr + 2 * L);
        FloatVector c60 = FloatVector.fromArray(S, from, so + 6 * sr);
        FloatVector c61 = FloatVector.fromArray(S, from, so + 6 * sr + L);
        FloatVector c62 = FloatVector.fromArray(S, from, so + 6 * sr + 2 * L);
        FloatVector c70 = FloatVector.fromArray(S, from, so + 7 * sr);
        FloatVector c71 = FloatVector.fromArray(S, from, so + 7 * sr + L);
        FloatVector c72 = FloatVector.fromArray(S, from, so + 7 * sr + 2 * L);
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
        float[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        int sr = add ? cr : 2 * L;
        FloatVector c00 = FloatVector.fromArray(S, from, so);
        FloatVector c01 = FloatVector.fromArray(S, from, so + L);
        FloatVector c10 = FloatVector.fromArray(S, from, so + sr);
        FloatVector c11 = FloatVector.fromArray(S, from, so + sr + L);
        FloatVector c20 = FloatVector.fromArray(S, from, so + 2 * sr);
        FloatVector c21 = FloatVector.fromArray(S, from, so + 2 * sr + L);
        FloatVector c30 = FloatVector.fromArray(S, from, so + 3 * sr);
        FloatVector c31 = FloatVector.fromArray(S, from, so + 3 * sr + L);
        FloatVector c40 = FloatVector.fromArray(S, from, so + 4 * sr);
        FloatVector c41 = FloatVector.fromArray(S, from, so + 4 * sr + L);
        FloatVector c50 = FloatVector.fromArray(S, from, so + 5 * sr);
        FloatVector c51 = FloatVector.fromArray(S, from, so + 5 * sr + L);
        FloatVector c60 = FloatVector.fromArray(S, from, so + 6 * sr);
        FloatVector c61 = FloatVector.fromArray(S, from, so + 6 * sr + L);
        FloatVector c70 = FloatVector.fromArray(S, from, so + 7 * sr);
        FloatVector c71 = FloatVector.fromArray(S, from, so + 7 * sr + L);
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
        float[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        int sr = add ? cr : L;
        FloatVector c00 = FloatVector.fromArray(S, from, so);
        FloatVector c10 = FloatVector.fromArray(S, from, so + sr);
        FloatVector c20 = FloatVector.fromArray(S, from, so + 2 * sr);
        FloatVector c30 = FloatVector.fromArray(S, from, so + 3 * sr);
        FloatVector c40 = FloatVector.fromArray(S, from, so + 4 * sr);
        FloatVector c50 = FloatVector.fromArray(S, from, so + 5 * sr);
        FloatVector c60 = FloatVector.fromArray(S, from, so + 6 * sr);
        FloatVector c70 = FloatVector.fromArray(S, from, so + 7 * sr);
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
