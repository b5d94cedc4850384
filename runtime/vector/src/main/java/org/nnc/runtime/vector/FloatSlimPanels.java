package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Tiles of large contractions for {@code float} where there are 16 registers; the twin for the other type is the same text. */
final class FloatSlimPanels extends FloatPanels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    FloatSlimPanels() {
        super(6, 2, 256, 256, 192, 66);
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
        if (ar == 0 && br > 0) interleavedStraight4x2(k, a, ao, b, bo, br, c, co, cr, add);
        else if (ar == 0 && vectors == 2) interleaved4x2(k, a, ao, b, bo, c, co, cr, add);
        else if (ar == 0) interleaved4x1(k, a, ao, b, bo, c, co, cr, add);
        else if (br > 0 && high == 6) straight6x2(there, k, a, ao, ar, b, bo, br, c, co, cr, add);
        else if (br > 0) straight4x2(there, k, a, ao, ar, b, bo, br, c, co, cr, add);
        else if (vectors == 2 && high == 6) tile6x2(there, k, a, ao, ar, b, bo, c, co, cr, add);
        else if (vectors == 2) tile4x2(there, k, a, ao, ar, b, bo, c, co, cr, add);
        else if (high == 6) tile6x1(there, k, a, ao, ar, b, bo, c, co, cr, add);
        else tile4x1(there, k, a, ao, ar, b, bo, c, co, cr, add);
    }

    private static void tile6x2(
            int there, int k, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr, boolean add) {
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
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        int a4 = ao + Math.min(4, there - 1) * ar;
        int a5 = ao + Math.min(5, there - 1) * ar;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bo + p * 2 * L);
            FloatVector b1 = FloatVector.fromArray(S, b, bo + p * 2 * L + L);
            FloatVector v0 = FloatVector.broadcast(S, a[ao + p]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[a1 + p]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[a2 + p]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[a3 + p]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            FloatVector v4 = FloatVector.broadcast(S, a[a4 + p]);
            c40 = v4.fma(b0, c40);
            c41 = v4.fma(b1, c41);
            FloatVector v5 = FloatVector.broadcast(S, a[a5 + p]);
            c50 = v5.fma(b0, c50);
            c51 = v5.fma(b1, c51);
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
            int there, int k, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, co + L) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, co + cr + L) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, co + 2 * cr + L) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, co + 3 * cr + L) : FloatVector.zero(S);
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bo + p * 2 * L);
            FloatVector b1 = FloatVector.fromArray(S, b, bo + p * 2 * L + L);
            FloatVector v0 = FloatVector.broadcast(S, a[ao + p]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[a1 + p]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[a2 + p]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[a3 + p]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
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
            int there, int k, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        FloatVector c40 = add ? FloatVector.fromArray(S, c, co + 4 * cr) : FloatVector.zero(S);
        FloatVector c50 = add ? FloatVector.fromArray(S, c, co + 5 * cr) : FloatVector.zero(S);
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        int a4 = ao + Math.min(4, there - 1) * ar;
        int a5 = ao + Math.min(5, there - 1) * ar;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bo + p * L);
            FloatVector v0 = FloatVector.broadcast(S, a[ao + p]);
            c00 = v0.fma(b0, c00);
            FloatVector v1 = FloatVector.broadcast(S, a[a1 + p]);
            c10 = v1.fma(b0, c10);
            FloatVector v2 = FloatVector.broadcast(S, a[a2 + p]);
            c20 = v2.fma(b0, c20);
            FloatVector v3 = FloatVector.broadcast(S, a[a3 + p]);
            c30 = v3.fma(b0, c30);
            FloatVector v4 = FloatVector.broadcast(S, a[a4 + p]);
            c40 = v4.fma(b0, c40);
            FloatVector v5 = FloatVector.broadcast(S, a[a5 + p]);
            c50 = v5.fma(b0, c50);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
        c40.intoArray(c, co + 4 * cr);
        c50.intoArray(c, co + 5 * cr);
    }

    private static void tile4x1(
            int there, int k, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bo + p * L);
            FloatVector v0 = FloatVector.broadcast(S, a[ao + p]);
            c00 = v0.fma(b0, c00);
            FloatVector v1 = FloatVector.broadcast(S, a[a1 + p]);
            c10 = v1.fma(b0, c10);
            FloatVector v2 = FloatVector.broadcast(S, a[a2 + p]);
            c20 = v2.fma(b0, c20);
            FloatVector v3 = FloatVector.broadcast(S, a[a3 + p]);
            c30 = v3.fma(b0, c30);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
    }

    private static void straight6x2(
            int there,
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
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        int a4 = ao + Math.min(4, there - 1) * ar;
        int a5 = ao + Math.min(5, there - 1) * ar;
        int bt = bo;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector v0 = FloatVector.broadcast(S, a[ao + p]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[a1 + p]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[a2 + p]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[a3 + p]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            FloatVector v4 = FloatVector.broadcast(S, a[a4 + p]);
            c40 = v4.fma(b0, c40);
            c41 = v4.fma(b1, c41);
            FloatVector v5 = FloatVector.broadcast(S, a[a5 + p]);
            c50 = v5.fma(b0, c50);
            c51 = v5.fma(b1, c51);
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
            int there,
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
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, co + L) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, co + cr + L) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, co + 2 * cr + L) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, co + 3 * cr + L) : FloatVector.zero(S);
        int a1 = ao + Math.min(1, there - 1) * ar;
        int a2 = ao + Math.min(2, there - 1) * ar;
        int a3 = ao + Math.min(3, there - 1) * ar;
        int bt = bo;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector v0 = FloatVector.broadcast(S, a[ao + p]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[a1 + p]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[a2 + p]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[a3 + p]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
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

    private static void interleaved4x2(
            int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, co + L) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, co + cr + L) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, co + 2 * cr + L) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, co + 3 * cr + L) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bo + p * 2 * L);
            FloatVector b1 = FloatVector.fromArray(S, b, bo + p * 2 * L + L);
            FloatVector v0 = FloatVector.broadcast(S, a[ao + 4 * p]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[ao + 4 * p + 1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[ao + 4 * p + 2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[ao + 4 * p + 3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
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

    private static void interleaved4x1(
            int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bo + p * L);
            FloatVector v0 = FloatVector.broadcast(S, a[ao + 4 * p]);
            c00 = v0.fma(b0, c00);
            FloatVector v1 = FloatVector.broadcast(S, a[ao + 4 * p + 1]);
            c10 = v1.fma(b0, c10);
            FloatVector v2 = FloatVector.broadcast(S, a[ao + 4 * p + 2]);
            c20 = v2.fma(b0, c20);
            FloatVector v3 = FloatVector.broadcast(S, a[ao + 4 * p + 3]);
            c30 = v3.fma(b0, c30);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
    }

    private static void interleavedStraight4x2(
            int k, float[] a, int ao, float[] b, int bo, int br, float[] c, int co, int cr, boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, co + L) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, co + cr + L) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, co + 2 * cr + L) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, co + 3 * cr + L) : FloatVector.zero(S);
        int bt = bo;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector v0 = FloatVector.broadcast(S, a[ao + 4 * p]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[ao + 4 * p + 1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[ao + 4 * p + 2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[ao + 4 * p + 3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
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
