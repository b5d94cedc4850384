package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The widest tiles of the contraction for {@code float}; its twin for the other type is the same text. */
abstract class FloatWideTiles extends Contraction<float[]> {
    static final VectorSpecies<Float> S = Width.FLOATS;
    static final int L = S.length();

    private static final float[] ZEROS = FloatPanels.ZEROS;

    FloatWideTiles(FloatPanels panels) {
        super(L, panels);
    }

    @Override
    void tile4x4(
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
        int sr = add ? cr : 4 * L;
        FloatVector c00 = FloatVector.fromArray(S, from, so);
        FloatVector c01 = FloatVector.fromArray(S, from, so + L);
        FloatVector c02 = FloatVector.fromArray(S, from, so + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, from, so + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, from, so + sr);
        FloatVector c11 = FloatVector.fromArray(S, from, so + sr + L);
        FloatVector c12 = FloatVector.fromArray(S, from, so + sr + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, from, so + sr + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, from, so + 2 * sr);
        FloatVector c21 = FloatVector.fromArray(S, from, so + 2 * sr + L);
        FloatVector c22 = FloatVector.fromArray(S, from, so + 2 * sr + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, from, so + 2 * sr + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, from, so + 3 * sr);
        FloatVector c31 = FloatVector.fromArray(S, from, so + 3 * sr + L);
        FloatVector c32 = FloatVector.fromArray(S, from, so + 3 * sr + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, from, so + 3 * sr + 3 * L);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bt + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bt + 3 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3 * ar]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            at += ac;
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

    @Override
    void tile6x4(
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
        int sr = add ? cr : 4 * L;
        FloatVector c00 = FloatVector.fromArray(S, from, so);
        FloatVector c01 = FloatVector.fromArray(S, from, so + L);
        FloatVector c02 = FloatVector.fromArray(S, from, so + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, from, so + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, from, so + sr);
        FloatVector c11 = FloatVector.fromArray(S, from, so + sr + L);
        FloatVector c12 = FloatVector.fromArray(S, from, so + sr + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, from, so + sr + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, from, so + 2 * sr);
        FloatVector c21 = FloatVector.fromArray(S, from, so + 2 * sr + L);
        FloatVector c22 = FloatVector.fromArray(S, from, so + 2 * sr + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, from, so + 2 * sr + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, from, so + 3 * sr);
        FloatVector c31 = FloatVector.fromArray(S, from, so + 3 * sr + L);
        FloatVector c32 = FloatVector.fromArray(S, from, so + 3 * sr + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, from, so + 3 * sr + 3 * L);
        FloatVector c40 = FloatVector.fromArray(S, from, so + 4 * sr);
        FloatVector c41 = FloatVector.fromArray(S, from, so + 4 * sr + L);
        FloatVector c42 = FloatVector.fromArray(S, from, so + 4 * sr + 2 * L);
        FloatVector c43 = FloatVector.fromArray(S, from, so + 4 * sr + 3 * L);
        FloatVector c50 = FloatVector.fromArray(S, from, so + 5 * sr);
        FloatVector c51 = FloatVector.fromArray(S, from, so + 5 * sr + L);
        FloatVector c52 = FloatVector.fromArray(S, from, so + 5 * sr + 2 * L);
        FloatVector c53 = FloatVector.fromArray(S, from, so + 5 * sr + 3 * L);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bt + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bt + 3 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3 * ar]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            FloatVector a4 = FloatVector.broadcast(S, a[at + 4 * ar]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            FloatVector a5 = FloatVector.broadcast(S, a[at + 5 * ar]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            c53 = a5.fma(b3, c53);
            at += ac;
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
        c40.intoArray(c, co + 4 * cr);
        c41.intoArray(c, co + 4 * cr + L);
        c42.intoArray(c, co + 4 * cr + 2 * L);
        c43.intoArray(c, co + 4 * cr + 3 * L);
        c50.intoArray(c, co + 5 * cr);
        c51.intoArray(c, co + 5 * cr + L);
        c52.intoArray(c, co + 5 * cr + 2 * L);
        c53.intoArray(c, co + 5 * cr + 3 * L);
    }

    @Override
    void tile2x4(
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
        int sr = add ? cr : 4 * L;
        FloatVector c00 = FloatVector.fromArray(S, from, so);
        FloatVector c01 = FloatVector.fromArray(S, from, so + L);
        FloatVector c02 = FloatVector.fromArray(S, from, so + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, from, so + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, from, so + sr);
        FloatVector c11 = FloatVector.fromArray(S, from, so + sr + L);
        FloatVector c12 = FloatVector.fromArray(S, from, so + sr + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, from, so + sr + 3 * L);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bt + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bt + 3 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            at += ac;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + cr);
        c11.intoArray(c, co + cr + L);
        c12.intoArray(c, co + cr + 2 * L);
        c13.intoArray(c, co + cr + 3 * L);
    }

    @Override
    void tile1x8(
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
        FloatVector c02 = FloatVector.fromArray(S, from, so + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, from, so + 3 * L);
        FloatVector c04 = FloatVector.fromArray(S, from, so + 4 * L);
        FloatVector c05 = FloatVector.fromArray(S, from, so + 5 * L);
        FloatVector c06 = FloatVector.fromArray(S, from, so + 6 * L);
        FloatVector c07 = FloatVector.fromArray(S, from, so + 7 * L);
        int at = ao;
        int p = 0;
        if ((k & 1) != 0) {
            int bt = bo + rows[0];
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(FloatVector.fromArray(S, b, bt), c00);
            c01 = a0.fma(FloatVector.fromArray(S, b, bt + L), c01);
            c02 = a0.fma(FloatVector.fromArray(S, b, bt + 2 * L), c02);
            c03 = a0.fma(FloatVector.fromArray(S, b, bt + 3 * L), c03);
            c04 = a0.fma(FloatVector.fromArray(S, b, bt + 4 * L), c04);
            c05 = a0.fma(FloatVector.fromArray(S, b, bt + 5 * L), c05);
            c06 = a0.fma(FloatVector.fromArray(S, b, bt + 6 * L), c06);
            c07 = a0.fma(FloatVector.fromArray(S, b, bt + 7 * L), c07);
            at += ac;
            p = 1;
        }
        // Two rows at once, one after the other into the same sums: this waits for memory, and so for more of it.
        for (; p < k; p += 2) {
            int bt = bo + rows[p];
            int bu = bo + rows[p + 1];
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            FloatVector a1 = FloatVector.broadcast(S, a[at + ac]);
            c00 = a0.fma(FloatVector.fromArray(S, b, bt), c00);
            c01 = a0.fma(FloatVector.fromArray(S, b, bt + L), c01);
            c02 = a0.fma(FloatVector.fromArray(S, b, bt + 2 * L), c02);
            c03 = a0.fma(FloatVector.fromArray(S, b, bt + 3 * L), c03);
            c04 = a0.fma(FloatVector.fromArray(S, b, bt + 4 * L), c04);
            c05 = a0.fma(FloatVector.fromArray(S, b, bt + 5 * L), c05);
            c06 = a0.fma(FloatVector.fromArray(S, b, bt + 6 * L), c06);
            c07 = a0.fma(FloatVector.fromArray(S, b, bt + 7 * L), c07);
            c00 = a1.fma(FloatVector.fromArray(S, b, bu), c00);
            c01 = a1.fma(FloatVector.fromArray(S, b, bu + L), c01);
            c02 = a1.fma(FloatVector.fromArray(S, b, bu + 2 * L), c02);
            c03 = a1.fma(FloatVector.fromArray(S, b, bu + 3 * L), c03);
            c04 = a1.fma(FloatVector.fromArray(S, b, bu + 4 * L), c04);
            c05 = a1.fma(FloatVector.fromArray(S, b, bu + 5 * L), c05);
            c06 = a1.fma(FloatVector.fromArray(S, b, bu + 6 * L), c06);
            c07 = a1.fma(FloatVector.fromArray(S, b, bu + 7 * L), c07);
            at += 2 * ac;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c04.intoArray(c, co + 4 * L);
        c05.intoArray(c, co + 5 * L);
        c06.intoArray(c, co + 6 * L);
        c07.intoArray(c, co + 7 * L);
    }

    @Override
    void tile1x4(
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
        FloatVector c02 = FloatVector.fromArray(S, from, so + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, from, so + 3 * L);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bt + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bt + 3 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            at += ac;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
    }
}
