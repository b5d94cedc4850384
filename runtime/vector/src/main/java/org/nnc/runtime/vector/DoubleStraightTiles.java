package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of large contractions for {@code double} of which B is read as it lies; its twin for the other type is the same text.
 */
final class DoubleStraightTiles {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private static final double[] ZEROS = DoublePanels.ZEROS;

    private DoubleStraightTiles() {}

    static void tile8x3(
            int k, double[] a, int ao, double[] b, int bo, int br, double[] c, int co, int cr, boolean add) {
        double[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        int sr = add ? cr : 3 * L;
        DoubleVector c00 = DoubleVector.fromArray(S, from, so);
        DoubleVector c01 = DoubleVector.fromArray(S, from, so + L);
        DoubleVector c02 = DoubleVector.fromArray(S, from, so + 2 * L);
        DoubleVector c10 = DoubleVector.fromArray(S, from, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, from, so + sr + L);
        DoubleVector c12 = DoubleVector.fromArray(S, from, so + sr + 2 * L);
        DoubleVector c20 = DoubleVector.fromArray(S, from, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, from, so + 2 * sr + L);
        DoubleVector c22 = DoubleVector.fromArray(S, from, so + 2 * sr + 2 * L);
        DoubleVector c30 = DoubleVector.fromArray(S, from, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, from, so + 3 * sr + L);
        DoubleVector c32 = DoubleVector.fromArray(S, from, so + 3 * sr + 2 * L);
        DoubleVector c40 = DoubleVector.fromArray(S, from, so + 4 * sr);
        DoubleVector c41 = DoubleVector.fromArray(S, from, so + 4 * sr + L);
        DoubleVector c42 = DoubleVector.fromArray(S, from, so + 4 * sr + 2 * L);
        DoubleVector c50 = DoubleVector.fromArray(S, from, so + 5 * sr);
        DoubleVector c51 = DoubleVector.fromArray(S, from, so + 5 * sr + L);
        DoubleVector c52 = DoubleVector.fromArray(S, from, so + 5 * sr + 2 * L);
        DoubleVector c60 = DoubleVector.fromArray(S, from, so + 6 * sr);
        DoubleVector c61 = DoubleVector.fromArray(S, from, so + 6 * sr + L);
        DoubleVector c62 = DoubleVector.fromArray(S, from, so + 6 * sr + 2 * L);
        DoubleVector c70 = DoubleVector.fromArray(S, from, so + 7 * sr);
        DoubleVector c71 = DoubleVector.fromArray(S, from, so + 7 * sr + L);
        DoubleVector c72 = DoubleVector.fromArray(S, from, so + 7 * sr + 2 * L);
        int bt = bo;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bt + 2 * L);
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
            bt += br;
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

    static void tile8x2(
            int k, double[] a, int ao, double[] b, int bo, int br, double[] c, int co, int cr, boolean add) {
        double[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        int sr = add ? cr : 2 * L;
        DoubleVector c00 = DoubleVector.fromArray(S, from, so);
        DoubleVector c01 = DoubleVector.fromArray(S, from, so + L);
        DoubleVector c10 = DoubleVector.fromArray(S, from, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, from, so + sr + L);
        DoubleVector c20 = DoubleVector.fromArray(S, from, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, from, so + 2 * sr + L);
        DoubleVector c30 = DoubleVector.fromArray(S, from, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, from, so + 3 * sr + L);
        DoubleVector c40 = DoubleVector.fromArray(S, from, so + 4 * sr);
        DoubleVector c41 = DoubleVector.fromArray(S, from, so + 4 * sr + L);
        DoubleVector c50 = DoubleVector.fromArray(S, from, so + 5 * sr);
        DoubleVector c51 = DoubleVector.fromArray(S, from, so + 5 * sr + L);
        DoubleVector c60 = DoubleVector.fromArray(S, from, so + 6 * sr);
        DoubleVector c61 = DoubleVector.fromArray(S, from, so + 6 * sr + L);
        DoubleVector c70 = DoubleVector.fromArray(S, from, so + 7 * sr);
        DoubleVector c71 = DoubleVector.fromArray(S, from, so + 7 * sr + L);
        int bt = bo;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
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
        c60.intoArray(c, co + 6 * cr);
        c61.intoArray(c, co + 6 * cr + L);
        c70.intoArray(c, co + 7 * cr);
        c71.intoArray(c, co + 7 * cr + L);
    }
}
