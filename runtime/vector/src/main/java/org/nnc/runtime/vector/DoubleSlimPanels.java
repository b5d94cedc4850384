package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Tiles of large contractions for {@code double} where there are 16 registers; the twin for the other type is the same text. */
final class DoubleSlimPanels extends DoublePanels {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    DoubleSlimPanels() {
        super(6, 2, 256, 192, 66);
    }

    @Override
    void tile(
            int high,
            int vectors,
            int k,
            double[] a,
            int ao,
            double[] b,
            int bo,
            int br,
            double[] c,
            int co,
            int cr,
            boolean add) {
        if (br > 0 && high == 6) straight6x2(k, a, ao, b, bo, br, c, co, cr, add);
        else if (br > 0) straight4x2(k, a, ao, b, bo, br, c, co, cr, add);
        else if (vectors == 2 && high == 6) tile6x2(k, a, ao, b, bo, c, co, cr, add);
        else if (vectors == 2) tile4x2(k, a, ao, b, bo, c, co, cr, add);
        else if (high == 6) tile6x1(k, a, ao, b, bo, c, co, cr, add);
        else tile4x1(k, a, ao, b, bo, c, co, cr, add);
    }

    private static void tile6x2(
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
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bo + p * 2 * L);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bo + p * 2 * L + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[ao + 6 * p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[ao + 6 * p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[ao + 6 * p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[ao + 6 * p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(S, a[ao + 6 * p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(S, a[ao + 6 * p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
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

    private static void tile4x2(
            int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int cr, boolean add) {
        DoubleVector c00 = add ? DoubleVector.fromArray(S, c, co) : DoubleVector.zero(S);
        DoubleVector c01 = add ? DoubleVector.fromArray(S, c, co + L) : DoubleVector.zero(S);
        DoubleVector c10 = add ? DoubleVector.fromArray(S, c, co + cr) : DoubleVector.zero(S);
        DoubleVector c11 = add ? DoubleVector.fromArray(S, c, co + cr + L) : DoubleVector.zero(S);
        DoubleVector c20 = add ? DoubleVector.fromArray(S, c, co + 2 * cr) : DoubleVector.zero(S);
        DoubleVector c21 = add ? DoubleVector.fromArray(S, c, co + 2 * cr + L) : DoubleVector.zero(S);
        DoubleVector c30 = add ? DoubleVector.fromArray(S, c, co + 3 * cr) : DoubleVector.zero(S);
        DoubleVector c31 = add ? DoubleVector.fromArray(S, c, co + 3 * cr + L) : DoubleVector.zero(S);
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bo + p * 2 * L);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bo + p * 2 * L + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[ao + 4 * p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[ao + 4 * p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[ao + 4 * p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[ao + 4 * p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
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

    private static void tile6x1(
            int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int cr, boolean add) {
        DoubleVector c00 = add ? DoubleVector.fromArray(S, c, co) : DoubleVector.zero(S);
        DoubleVector c10 = add ? DoubleVector.fromArray(S, c, co + cr) : DoubleVector.zero(S);
        DoubleVector c20 = add ? DoubleVector.fromArray(S, c, co + 2 * cr) : DoubleVector.zero(S);
        DoubleVector c30 = add ? DoubleVector.fromArray(S, c, co + 3 * cr) : DoubleVector.zero(S);
        DoubleVector c40 = add ? DoubleVector.fromArray(S, c, co + 4 * cr) : DoubleVector.zero(S);
        DoubleVector c50 = add ? DoubleVector.fromArray(S, c, co + 5 * cr) : DoubleVector.zero(S);
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bo + p * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[ao + 6 * p]);
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(S, a[ao + 6 * p + 1]);
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(S, a[ao + 6 * p + 2]);
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(S, a[ao + 6 * p + 3]);
            c30 = a3.fma(b0, c30);
            DoubleVector a4 = DoubleVector.broadcast(S, a[ao + 6 * p + 4]);
            c40 = a4.fma(b0, c40);
            DoubleVector a5 = DoubleVector.broadcast(S, a[ao + 6 * p + 5]);
            c50 = a5.fma(b0, c50);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
        c40.intoArray(c, co + 4 * cr);
        c50.intoArray(c, co + 5 * cr);
    }

    private static void tile4x1(
            int k, double[] a, int ao, double[] b, int bo, double[] c, int co, int cr, boolean add) {
        DoubleVector c00 = add ? DoubleVector.fromArray(S, c, co) : DoubleVector.zero(S);
        DoubleVector c10 = add ? DoubleVector.fromArray(S, c, co + cr) : DoubleVector.zero(S);
        DoubleVector c20 = add ? DoubleVector.fromArray(S, c, co + 2 * cr) : DoubleVector.zero(S);
        DoubleVector c30 = add ? DoubleVector.fromArray(S, c, co + 3 * cr) : DoubleVector.zero(S);
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bo + p * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[ao + 4 * p]);
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(S, a[ao + 4 * p + 1]);
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(S, a[ao + 4 * p + 2]);
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(S, a[ao + 4 * p + 3]);
            c30 = a3.fma(b0, c30);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
    }

    private static void straight6x2(
            int k, double[] a, int ao, double[] b, int bo, int br, double[] c, int co, int cr, boolean add) {
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
        int bt = bo;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[ao + 6 * p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[ao + 6 * p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[ao + 6 * p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[ao + 6 * p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(S, a[ao + 6 * p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(S, a[ao + 6 * p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
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
            int k, double[] a, int ao, double[] b, int bo, int br, double[] c, int co, int cr, boolean add) {
        DoubleVector c00 = add ? DoubleVector.fromArray(S, c, co) : DoubleVector.zero(S);
        DoubleVector c01 = add ? DoubleVector.fromArray(S, c, co + L) : DoubleVector.zero(S);
        DoubleVector c10 = add ? DoubleVector.fromArray(S, c, co + cr) : DoubleVector.zero(S);
        DoubleVector c11 = add ? DoubleVector.fromArray(S, c, co + cr + L) : DoubleVector.zero(S);
        DoubleVector c20 = add ? DoubleVector.fromArray(S, c, co + 2 * cr) : DoubleVector.zero(S);
        DoubleVector c21 = add ? DoubleVector.fromArray(S, c, co + 2 * cr + L) : DoubleVector.zero(S);
        DoubleVector c30 = add ? DoubleVector.fromArray(S, c, co + 3 * cr) : DoubleVector.zero(S);
        DoubleVector c31 = add ? DoubleVector.fromArray(S, c, co + 3 * cr + L) : DoubleVector.zero(S);
        int bt = bo;
        for (int p = 0; p < k; p++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bt);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bt + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[ao + 4 * p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[ao + 4 * p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[ao + 4 * p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[ao + 4 * p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
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
