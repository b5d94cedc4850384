package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;

/** The narrow tiles of the contraction for {@code double}; its twin for the other type is the same text. */
abstract class DoubleNarrowTiles extends DoubleWideTiles {
    private static final double[] ZEROS = DoublePanels.ZEROS;

    DoubleNarrowTiles(DoublePanels panels) {
        super(panels);
    }

    @Override
    void tile6x2(
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int[] rows,
            int bo,
            double[] c,
            int co,
            int cr,
            boolean add) {
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
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[at + 3 * ar]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(S, a[at + 4 * ar]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(S, a[at + 5 * ar]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            at += ac;
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

    @Override
    void tile3x3(
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int[] rows,
            int bo,
            double[] c,
            int co,
            int cr,
            boolean add) {
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
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bt + 2 * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            at += ac;
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
    }

    @Override
    void tile4x2(
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int[] rows,
            int bo,
            double[] c,
            int co,
            int cr,
            boolean add) {
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
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[at + 3 * ar]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            at += ac;
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

    @Override
    void tile1x2(
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int[] rows,
            int bo,
            double[] c,
            int co,
            int cr,
            boolean add) {
        double[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        DoubleVector c00 = DoubleVector.fromArray(S, from, so);
        DoubleVector c01 = DoubleVector.fromArray(S, from, so + L);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            at += ac;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
    }

    @Override
    void tile8x1(
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int[] rows,
            int bo,
            double[] c,
            int co,
            int cr,
            boolean add) {
        double[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        int sr = add ? cr : L;
        DoubleVector c00 = DoubleVector.fromArray(S, from, so);
        DoubleVector c10 = DoubleVector.fromArray(S, from, so + sr);
        DoubleVector c20 = DoubleVector.fromArray(S, from, so + 2 * sr);
        DoubleVector c30 = DoubleVector.fromArray(S, from, so + 3 * sr);
        DoubleVector c40 = DoubleVector.fromArray(S, from, so + 4 * sr);
        DoubleVector c50 = DoubleVector.fromArray(S, from, so + 5 * sr);
        DoubleVector c60 = DoubleVector.fromArray(S, from, so + 6 * sr);
        DoubleVector c70 = DoubleVector.fromArray(S, from, so + 7 * sr);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(S, a[at + 3 * ar]);
            c30 = a3.fma(b0, c30);
            DoubleVector a4 = DoubleVector.broadcast(S, a[at + 4 * ar]);
            c40 = a4.fma(b0, c40);
            DoubleVector a5 = DoubleVector.broadcast(S, a[at + 5 * ar]);
            c50 = a5.fma(b0, c50);
            DoubleVector a6 = DoubleVector.broadcast(S, a[at + 6 * ar]);
            c60 = a6.fma(b0, c60);
            DoubleVector a7 = DoubleVector.broadcast(S, a[at + 7 * ar]);
            c70 = a7.fma(b0, c70);
            at += ac;
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

    @Override
    void tile4x1(
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int[] rows,
            int bo,
            double[] c,
            int co,
            int cr,
            boolean add) {
        double[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        int sr = add ? cr : L;
        DoubleVector c00 = DoubleVector.fromArray(S, from, so);
        DoubleVector c10 = DoubleVector.fromArray(S, from, so + sr);
        DoubleVector c20 = DoubleVector.fromArray(S, from, so + 2 * sr);
        DoubleVector c30 = DoubleVector.fromArray(S, from, so + 3 * sr);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(S, a[at + 3 * ar]);
            c30 = a3.fma(b0, c30);
            at += ac;
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
    }

    @Override
    void tile1x1(
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int[] rows,
            int bo,
            double[] c,
            int co,
            int cr,
            boolean add) {
        double[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        DoubleVector c00 = DoubleVector.fromArray(S, from, so);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            at += ac;
        }
        c00.intoArray(c, co);
    }
}
