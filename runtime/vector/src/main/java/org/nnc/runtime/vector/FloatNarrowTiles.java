package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;

/** The narrow tiles of the contraction for {@code float}; its twin for the other type is the same text. */
abstract class FloatNarrowTiles extends FloatWideTiles {
    private static final float[] ZEROS = FloatPanels.ZEROS;

    FloatNarrowTiles(FloatPanels panels) {
        super(panels);
    }

    @Override
    void tile6x2(
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int[] rows,
            int bo,
            float[] c,
            int co,
            int cr,
            boolean add) {
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
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3 * ar]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[at + 4 * ar]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[at + 5 * ar]);
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
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int[] rows,
            int bo,
            float[] c,
            int co,
            int cr,
            boolean add) {
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
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bt + 2 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * ar]);
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
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int[] rows,
            int bo,
            float[] c,
            int co,
            int cr,
            boolean add) {
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
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3 * ar]);
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
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int[] rows,
            int bo,
            float[] c,
            int co,
            int cr,
            boolean add) {
        float[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        FloatVector c00 = FloatVector.fromArray(S, from, so);
        FloatVector c01 = FloatVector.fromArray(S, from, so + L);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
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
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int[] rows,
            int bo,
            float[] c,
            int co,
            int cr,
            boolean add) {
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
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3 * ar]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(S, a[at + 4 * ar]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(S, a[at + 5 * ar]);
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(S, a[at + 6 * ar]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(S, a[at + 7 * ar]);
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
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int[] rows,
            int bo,
            float[] c,
            int co,
            int cr,
            boolean add) {
        float[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        int sr = add ? cr : L;
        FloatVector c00 = FloatVector.fromArray(S, from, so);
        FloatVector c10 = FloatVector.fromArray(S, from, so + sr);
        FloatVector c20 = FloatVector.fromArray(S, from, so + 2 * sr);
        FloatVector c30 = FloatVector.fromArray(S, from, so + 3 * sr);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3 * ar]);
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
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int[] rows,
            int bo,
            float[] c,
            int co,
            int cr,
            boolean add) {
        float[] from = add ? c : ZEROS;
        int so = add ? co : 0;
        FloatVector c00 = FloatVector.fromArray(S, from, so);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            at += ac;
        }
        c00.intoArray(c, co);
    }
}
