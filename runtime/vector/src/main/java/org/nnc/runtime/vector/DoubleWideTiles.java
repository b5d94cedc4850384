package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The widest tiles of the contraction for {@code double}; its twin for the other type is the same text. */
abstract class DoubleWideTiles extends Contraction<double[]> {
    static final VectorSpecies<Double> S = Width.DOUBLES;
    static final int L = S.length();

    private static final double[] ZEROS = DoublePanels.ZEROS;

    DoubleWideTiles(DoublePanels panels) {
        super(L, panels);
    }

    @Override
    void tile4x4(
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
        int sr = add ? cr : 4 * L;
        DoubleVector c00 = DoubleVector.fromArray(S, from, so);
        DoubleVector c01 = DoubleVector.fromArray(S, from, so + L);
        DoubleVector c02 = DoubleVector.fromArray(S, from, so + 2 * L);
        DoubleVector c03 = DoubleVector.fromArray(S, from, so + 3 * L);
        DoubleVector c10 = DoubleVector.fromArray(S, from, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, from, so + sr + L);
        DoubleVector c12 = DoubleVector.fromArray(S, from, so + sr + 2 * L);
        DoubleVector c13 = DoubleVector.fromArray(S, from, so + sr + 3 * L);
        DoubleVector c20 = DoubleVector.fromArray(S, from, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, from, so + 2 * sr + L);
        DoubleVector c22 = DoubleVector.fromArray(S, from, so + 2 * sr + 2 * L);
        DoubleVector c23 = DoubleVector.fromArray(S, from, so + 2 * sr + 3 * L);
        DoubleVector c30 = DoubleVector.fromArray(S, from, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, from, so + 3 * sr + L);
        DoubleVector c32 = DoubleVector.fromArray(S, from, so + 3 * sr + 2 * L);
        DoubleVector c33 = DoubleVector.fromArray(S, from, so + 3 * sr + 3 * L);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bt + 2 * L);
            DoubleVector b3 = DoubleVector.fromArray(S, b, bt + 3 * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            DoubleVector a1 = DoubleVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            DoubleVector a2 = DoubleVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            DoubleVector a3 = DoubleVector.broadcast(S, a[at + 3 * ar]);
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
        int sr = add ? cr : 4 * L;
        DoubleVector c00 = DoubleVector.fromArray(S, from, so);
        DoubleVector c01 = DoubleVector.fromArray(S, from, so + L);
        DoubleVector c02 = DoubleVector.fromArray(S, from, so + 2 * L);
        DoubleVector c03 = DoubleVector.fromArray(S, from, so + 3 * L);
        DoubleVector c10 = DoubleVector.fromArray(S, from, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, from, so + sr + L);
        DoubleVector c12 = DoubleVector.fromArray(S, from, so + sr + 2 * L);
        DoubleVector c13 = DoubleVector.fromArray(S, from, so + sr + 3 * L);
        DoubleVector c20 = DoubleVector.fromArray(S, from, so + 2 * sr);
        DoubleVector c21 = DoubleVector.fromArray(S, from, so + 2 * sr + L);
        DoubleVector c22 = DoubleVector.fromArray(S, from, so + 2 * sr + 2 * L);
        DoubleVector c23 = DoubleVector.fromArray(S, from, so + 2 * sr + 3 * L);
        DoubleVector c30 = DoubleVector.fromArray(S, from, so + 3 * sr);
        DoubleVector c31 = DoubleVector.fromArray(S, from, so + 3 * sr + L);
        DoubleVector c32 = DoubleVector.fromArray(S, from, so + 3 * sr + 2 * L);
        DoubleVector c33 = DoubleVector.fromArray(S, from, so + 3 * sr + 3 * L);
        DoubleVector c40 = DoubleVector.fromArray(S, from, so + 4 * sr);
        DoubleVector c41 = DoubleVector.fromArray(S, from, so + 4 * sr + L);
        DoubleVector c42 = DoubleVector.fromArray(S, from, so + 4 * sr + 2 * L);
        DoubleVector c43 = DoubleVector.fromArray(S, from, so + 4 * sr + 3 * L);
        DoubleVector c50 = DoubleVector.fromArray(S, from, so + 5 * sr);
        DoubleVector c51 = DoubleVector.fromArray(S, from, so + 5 * sr + L);
        DoubleVector c52 = DoubleVector.fromArray(S, from, so + 5 * sr + 2 * L);
        DoubleVector c53 = DoubleVector.fromArray(S, from, so + 5 * sr + 3 * L);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bt + 2 * L);
            DoubleVector b3 = DoubleVector.fromArray(S, b, bt + 3 * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            DoubleVector a1 = DoubleVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            DoubleVector a2 = DoubleVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            DoubleVector a3 = DoubleVector.broadcast(S, a[at + 3 * ar]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            DoubleVector a4 = DoubleVector.broadcast(S, a[at + 4 * ar]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            DoubleVector a5 = DoubleVector.broadcast(S, a[at + 5 * ar]);
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
        int sr = add ? cr : 4 * L;
        DoubleVector c00 = DoubleVector.fromArray(S, from, so);
        DoubleVector c01 = DoubleVector.fromArray(S, from, so + L);
        DoubleVector c02 = DoubleVector.fromArray(S, from, so + 2 * L);
        DoubleVector c03 = DoubleVector.fromArray(S, from, so + 3 * L);
        DoubleVector c10 = DoubleVector.fromArray(S, from, so + sr);
        DoubleVector c11 = DoubleVector.fromArray(S, from, so + sr + L);
        DoubleVector c12 = DoubleVector.fromArray(S, from, so + sr + 2 * L);
        DoubleVector c13 = DoubleVector.fromArray(S, from, so + sr + 3 * L);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bt + 2 * L);
            DoubleVector b3 = DoubleVector.fromArray(S, b, bt + 3 * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            DoubleVector a1 = DoubleVector.broadcast(S, a[at + ar]);
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
        DoubleVector c02 = DoubleVector.fromArray(S, from, so + 2 * L);
        DoubleVector c03 = DoubleVector.fromArray(S, from, so + 3 * L);
        DoubleVector c04 = DoubleVector.fromArray(S, from, so + 4 * L);
        DoubleVector c05 = DoubleVector.fromArray(S, from, so + 5 * L);
        DoubleVector c06 = DoubleVector.fromArray(S, from, so + 6 * L);
        DoubleVector c07 = DoubleVector.fromArray(S, from, so + 7 * L);
        int at = ao;
        int p = 0;
        if ((k & 1) != 0) {
            int bt = bo + rows[0];
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            c00 = a0.fma(DoubleVector.fromArray(S, b, bt), c00);
            c01 = a0.fma(DoubleVector.fromArray(S, b, bt + L), c01);
            c02 = a0.fma(DoubleVector.fromArray(S, b, bt + 2 * L), c02);
            c03 = a0.fma(DoubleVector.fromArray(S, b, bt + 3 * L), c03);
            c04 = a0.fma(DoubleVector.fromArray(S, b, bt + 4 * L), c04);
            c05 = a0.fma(DoubleVector.fromArray(S, b, bt + 5 * L), c05);
            c06 = a0.fma(DoubleVector.fromArray(S, b, bt + 6 * L), c06);
            c07 = a0.fma(DoubleVector.fromArray(S, b, bt + 7 * L), c07);
            at += ac;
            p = 1;
        }
        // Two rows at once, one after the other into the same sums: this waits for memory, and so for more of it.
        for (; p < k; p += 2) {
            int bt = bo + rows[p];
            int bu = bo + rows[p + 1];
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            DoubleVector a1 = DoubleVector.broadcast(S, a[at + ac]);
            c00 = a0.fma(DoubleVector.fromArray(S, b, bt), c00);
            c01 = a0.fma(DoubleVector.fromArray(S, b, bt + L), c01);
            c02 = a0.fma(DoubleVector.fromArray(S, b, bt + 2 * L), c02);
            c03 = a0.fma(DoubleVector.fromArray(S, b, bt + 3 * L), c03);
            c04 = a0.fma(DoubleVector.fromArray(S, b, bt + 4 * L), c04);
            c05 = a0.fma(DoubleVector.fromArray(S, b, bt + 5 * L), c05);
            c06 = a0.fma(DoubleVector.fromArray(S, b, bt + 6 * L), c06);
            c07 = a0.fma(DoubleVector.fromArray(S, b, bt + 7 * L), c07);
            c00 = a1.fma(DoubleVector.fromArray(S, b, bu), c00);
            c01 = a1.fma(DoubleVector.fromArray(S, b, bu + L), c01);
            c02 = a1.fma(DoubleVector.fromArray(S, b, bu + 2 * L), c02);
            c03 = a1.fma(DoubleVector.fromArray(S, b, bu + 3 * L), c03);
            c04 = a1.fma(DoubleVector.fromArray(S, b, bu + 4 * L), c04);
            c05 = a1.fma(DoubleVector.fromArray(S, b, bu + 5 * L), c05);
            c06 = a1.fma(DoubleVector.fromArray(S, b, bu + 6 * L), c06);
            c07 = a1.fma(DoubleVector.fromArray(S, b, bu + 7 * L), c07);
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
        DoubleVector c02 = DoubleVector.fromArray(S, from, so + 2 * L);
        DoubleVector c03 = DoubleVector.fromArray(S, from, so + 3 * L);
        int at = ao;
        for (int p = 0; p < k; p++) {
            int bt = bo + rows[p];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bt + 2 * L);
            DoubleVector b3 = DoubleVector.fromArray(S, b, bt + 3 * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
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
