package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The first tile of a strip for {@code float}: it copies what it reads of B; the twin for the other type is the same text. */
final class FloatCopyingTile {
    private static final VectorSpecies<Float> S = Width.FLOATS;
    private static final int L = S.length();

    private FloatCopyingTile() {}

    /**
     * Four rows by four vectors of {@code C = S + A B}, rows of S {@code sr} apart; and {@code to[at + p*4*L + j] = b[bo + p*br + j]}.
     *
     * @param ar from a row of A to the next
     * @param step from an element of a row of A to the next
     */
    static void tile4x4(
            int k,
            float[] a,
            int ao,
            int ar,
            int step,
            float[] b,
            int bo,
            int br,
            float[] to,
            int at,
            float[] c,
            int co,
            int cr,
            float[] s,
            int so,
            int sr) {
        FloatVector c00 = FloatVector.fromArray(S, s, so);
        FloatVector c01 = FloatVector.fromArray(S, s, so + L);
        FloatVector c02 = FloatVector.fromArray(S, s, so + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, s, so + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, so + sr);
        FloatVector c11 = FloatVector.fromArray(S, s, so + sr + L);
        FloatVector c12 = FloatVector.fromArray(S, s, so + sr + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, s, so + sr + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, s, so + 2 * sr);
        FloatVector c21 = FloatVector.fromArray(S, s, so + 2 * sr + L);
        FloatVector c22 = FloatVector.fromArray(S, s, so + 2 * sr + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, s, so + 2 * sr + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, s, so + 3 * sr);
        FloatVector c31 = FloatVector.fromArray(S, s, so + 3 * sr + L);
        FloatVector c32 = FloatVector.fromArray(S, s, so + 3 * sr + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, s, so + 3 * sr + 3 * L);
        int a0 = ao;
        int a1 = ao + ar;
        int a2 = ao + 2 * ar;
        int a3 = ao + 3 * ar;
        int p = bo;
        int end = at + k * 4 * L;
        for (int t = at; t < end; t += 4 * L) {
            FloatVector b0 = FloatVector.fromArray(S, b, p);
            FloatVector b1 = FloatVector.fromArray(S, b, p + L);
            FloatVector b2 = FloatVector.fromArray(S, b, p + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, p + 3 * L);
            b0.intoArray(to, t);
            b1.intoArray(to, t + L);
            b2.intoArray(to, t + 2 * L);
            b3.intoArray(to, t + 3 * L);
            FloatVector v0 = FloatVector.broadcast(S, a[a0]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            c02 = v0.fma(b2, c02);
            c03 = v0.fma(b3, c03);
            FloatVector v1 = FloatVector.broadcast(S, a[a1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            c12 = v1.fma(b2, c12);
            c13 = v1.fma(b3, c13);
            FloatVector v2 = FloatVector.broadcast(S, a[a2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            c22 = v2.fma(b2, c22);
            c23 = v2.fma(b3, c23);
            FloatVector v3 = FloatVector.broadcast(S, a[a3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            c32 = v3.fma(b2, c32);
            c33 = v3.fma(b3, c33);
            a0 += step;
            a1 += step;
            a2 += step;
            a3 += step;
            p += br;
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

    /**
     * Four rows by three vectors of {@code C = S + A B}, rows of S {@code sr} apart; and {@code to[at + p*3*L + j] = b[bo + p*br + j]}.
     *
     * @param ar from a row of A to the next
     * @param step from an element of a row of A to the next
     */
    static void tile4x3(
            int k,
            float[] a,
            int ao,
            int ar,
            int step,
            float[] b,
            int bo,
            int br,
            float[] to,
            int at,
            float[] c,
            int co,
            int cr,
            float[] s,
            int so,
            int sr) {
        FloatVector c00 = FloatVector.fromArray(S, s, so);
        FloatVector c01 = FloatVector.fromArray(S, s, so + L);
        FloatVector c02 = FloatVector.fromArray(S, s, so + 2 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, so + sr);
        FloatVector c11 = FloatVector.fromArray(S, s, so + sr + L);
        FloatVector c12 = FloatVector.fromArray(S, s, so + sr + 2 * L);
        FloatVector c20 = FloatVector.fromArray(S, s, so + 2 * sr);
        FloatVector c21 = FloatVector.fromArray(S, s, so + 2 * sr + L);
        FloatVector c22 = FloatVector.fromArray(S, s, so + 2 * sr + 2 * L);
        FloatVector c30 = FloatVector.fromArray(S, s, so + 3 * sr);
        FloatVector c31 = FloatVector.fromArray(S, s, so + 3 * sr + L);
        FloatVector c32 = FloatVector.fromArray(S, s, so + 3 * sr + 2 * L);
        int a0 = ao;
        int a1 = ao + ar;
        int a2 = ao + 2 * ar;
        int a3 = ao + 3 * ar;
        int p = bo;
        int end = at + k * 3 * L;
        for (int t = at; t < end; t += 3 * L) {
            FloatVector b0 = FloatVector.fromArray(S, b, p);
            FloatVector b1 = FloatVector.fromArray(S, b, p + L);
            FloatVector b2 = FloatVector.fromArray(S, b, p + 2 * L);
            b0.intoArray(to, t);
            b1.intoArray(to, t + L);
            b2.intoArray(to, t + 2 * L);
            FloatVector v0 = FloatVector.broadcast(S, a[a0]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            c02 = v0.fma(b2, c02);
            FloatVector v1 = FloatVector.broadcast(S, a[a1]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            c12 = v1.fma(b2, c12);
            FloatVector v2 = FloatVector.broadcast(S, a[a2]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            c22 = v2.fma(b2, c22);
            FloatVector v3 = FloatVector.broadcast(S, a[a3]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            c32 = v3.fma(b2, c32);
            a0 += step;
            a1 += step;
            a2 += step;
            a3 += step;
            p += br;
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
    }
}
