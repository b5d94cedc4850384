package org.nnc.runtime.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.nnc.runtime.Scratch;

/** The contraction for {@code double}: sums along rows and copies; its twin for the other type is the same text. */
final class DoubleContraction extends DoubleNarrowTiles {
    private static final boolean[] LAST = DoublePanels.LAST;

    /** With the tiles for this machine: vectors of 512 bits come with 32 registers, shorter ones mostly with 16. */
    DoubleContraction() {
        this(Width.MANY ? new DoubleWidePanels() : new DoubleSlimPanels());
    }

    DoubleContraction(DoublePanels panels) {
        super(panels);
    }

    @Override
    void dots4x2(
            int k,
            double[] a,
            int ao,
            int ar,
            double[] b,
            int b0,
            int b1,
            double[] c,
            int co,
            int cr,
            int cc,
            boolean add) {
        DoubleVector s00 = DoubleVector.zero(S);
        DoubleVector s01 = DoubleVector.zero(S);
        DoubleVector s10 = DoubleVector.zero(S);
        DoubleVector s11 = DoubleVector.zero(S);
        DoubleVector s20 = DoubleVector.zero(S);
        DoubleVector s21 = DoubleVector.zero(S);
        DoubleVector s30 = DoubleVector.zero(S);
        DoubleVector s31 = DoubleVector.zero(S);
        int end = k - k % L;
        for (int p = 0; p < end; p += L) {
            DoubleVector v0 = DoubleVector.fromArray(S, b, b0 + p);
            DoubleVector v1 = DoubleVector.fromArray(S, b, b1 + p);
            DoubleVector a0 = DoubleVector.fromArray(S, a, ao + p);
            s00 = a0.fma(v0, s00);
            s01 = a0.fma(v1, s01);
            DoubleVector a1 = DoubleVector.fromArray(S, a, ao + ar + p);
            s10 = a1.fma(v0, s10);
            s11 = a1.fma(v1, s11);
            DoubleVector a2 = DoubleVector.fromArray(S, a, ao + 2 * ar + p);
            s20 = a2.fma(v0, s20);
            s21 = a2.fma(v1, s21);
            DoubleVector a3 = DoubleVector.fromArray(S, a, ao + 3 * ar + p);
            s30 = a3.fma(v0, s30);
            s31 = a3.fma(v1, s31);
        }
        int left = k - end;
        int a1 = ao + ar;
        int a2 = ao + 2 * ar;
        int a3 = ao + 3 * ar;
        // The last vector reaches back: of the products that the sums have already nothing is taken.
        if (left > 0 && end > 0) {
            VectorMask<Double> last = VectorMask.fromArray(S, LAST, left);
            DoubleVector v0 = DoubleVector.fromArray(S, b, b0 + k - L);
            DoubleVector v1 = DoubleVector.fromArray(S, b, b1 + k - L);
            DoubleVector u0 = DoubleVector.fromArray(S, a, ao + k - L);
            DoubleVector u1 = DoubleVector.fromArray(S, a, a1 + k - L);
            DoubleVector u2 = DoubleVector.fromArray(S, a, a2 + k - L);
            DoubleVector u3 = DoubleVector.fromArray(S, a, a3 + k - L);
            s00 = s00.blend(u0.fma(v0, s00), last);
            s01 = s01.blend(u0.fma(v1, s01), last);
            s10 = s10.blend(u1.fma(v0, s10), last);
            s11 = s11.blend(u1.fma(v1, s11), last);
            s20 = s20.blend(u2.fma(v0, s20), last);
            s21 = s21.blend(u2.fma(v1, s21), last);
            s30 = s30.blend(u3.fma(v0, s30), last);
            s31 = s31.blend(u3.fma(v1, s31), last);
            left = 0;
        }
        finish(s00.reduceLanes(VectorOperators.ADD), left, a, ao + end, b, b0 + end, c, co, add);
        finish(s01.reduceLanes(VectorOperators.ADD), left, a, ao + end, b, b1 + end, c, co + cc, add);
        finish(s10.reduceLanes(VectorOperators.ADD), left, a, a1 + end, b, b0 + end, c, co + cr, add);
        finish(s11.reduceLanes(VectorOperators.ADD), left, a, a1 + end, b, b1 + end, c, co + cr + cc, add);
        finish(s20.reduceLanes(VectorOperators.ADD), left, a, a2 + end, b, b0 + end, c, co + 2 * cr, add);
        finish(s21.reduceLanes(VectorOperators.ADD), left, a, a2 + end, b, b1 + end, c, co + 2 * cr + cc, add);
        finish(s30.reduceLanes(VectorOperators.ADD), left, a, a3 + end, b, b0 + end, c, co + 3 * cr, add);
        finish(s31.reduceLanes(VectorOperators.ADD), left, a, a3 + end, b, b1 + end, c, co + 3 * cr + cc, add);
    }

    @Override
    void dotsWhole(int n, int k, double[] a, int ao, double[] b, int bo, int[] rows, double[] c, int co, int cc) {
        for (int j = 0; j < n; j += 4) {
            int b0 = bo + rows[j];
            int b1 = bo + rows[j + 1];
            int b2 = bo + rows[j + 2];
            int b3 = bo + rows[j + 3];
            DoubleVector s0 = DoubleVector.zero(S);
            DoubleVector s1 = DoubleVector.zero(S);
            DoubleVector s2 = DoubleVector.zero(S);
            DoubleVector s3 = DoubleVector.zero(S);
            for (int p = 0; p < k; p += L) {
                DoubleVector v = DoubleVector.fromArray(S, a, ao + p);
                s0 = v.fma(DoubleVector.fromArray(S, b, b0 + p), s0);
                s1 = v.fma(DoubleVector.fromArray(S, b, b1 + p), s1);
                s2 = v.fma(DoubleVector.fromArray(S, b, b2 + p), s2);
                s3 = v.fma(DoubleVector.fromArray(S, b, b3 + p), s3);
            }
            int at = co + j * cc;
            c[at] = s0.reduceLanes(VectorOperators.ADD);
            c[at + cc] = s1.reduceLanes(VectorOperators.ADD);
            c[at + 2 * cc] = s2.reduceLanes(VectorOperators.ADD);
            c[at + 3 * cc] = s3.reduceLanes(VectorOperators.ADD);
        }
    }

    @Override
    void dots1x4(
            int k,
            double[] a,
            int ao,
            double[] b,
            int bo,
            int[] rows,
            int row,
            double[] c,
            int co,
            int cc,
            boolean add) {
        int b0 = bo + rows[row];
        int b1 = bo + rows[row + 1];
        int b2 = bo + rows[row + 2];
        int b3 = bo + rows[row + 3];
        DoubleVector s0 = DoubleVector.zero(S);
        DoubleVector s1 = DoubleVector.zero(S);
        DoubleVector s2 = DoubleVector.zero(S);
        DoubleVector s3 = DoubleVector.zero(S);
        int end = k - k % L;
        for (int p = 0; p < end; p += L) {
            DoubleVector v = DoubleVector.fromArray(S, a, ao + p);
            s0 = v.fma(DoubleVector.fromArray(S, b, b0 + p), s0);
            s1 = v.fma(DoubleVector.fromArray(S, b, b1 + p), s1);
            s2 = v.fma(DoubleVector.fromArray(S, b, b2 + p), s2);
            s3 = v.fma(DoubleVector.fromArray(S, b, b3 + p), s3);
        }
        int left = k - end;
        if (left > 0 && end > 0) {
            VectorMask<Double> last = VectorMask.fromArray(S, LAST, left);
            DoubleVector v = DoubleVector.fromArray(S, a, ao + k - L);
            s0 = s0.blend(v.fma(DoubleVector.fromArray(S, b, b0 + k - L), s0), last);
            s1 = s1.blend(v.fma(DoubleVector.fromArray(S, b, b1 + k - L), s1), last);
            s2 = s2.blend(v.fma(DoubleVector.fromArray(S, b, b2 + k - L), s2), last);
            s3 = s3.blend(v.fma(DoubleVector.fromArray(S, b, b3 + k - L), s3), last);
            left = 0;
        }
        finish(s0.reduceLanes(VectorOperators.ADD), left, a, ao + end, b, b0 + end, c, co, add);
        finish(s1.reduceLanes(VectorOperators.ADD), left, a, ao + end, b, b1 + end, c, co + cc, add);
        finish(s2.reduceLanes(VectorOperators.ADD), left, a, ao + end, b, b2 + end, c, co + 2 * cc, add);
        finish(s3.reduceLanes(VectorOperators.ADD), left, a, ao + end, b, b3 + end, c, co + 3 * cc, add);
    }

    @Override
    void dots1x1(int k, double[] a, int ao, double[] b, int bo, double[] c, int co, boolean add) {
        DoubleVector s = DoubleVector.zero(S);
        int end = k - k % L;
        for (int p = 0; p < end; p += L) {
            s = DoubleVector.fromArray(S, b, bo + p).fma(DoubleVector.fromArray(S, a, ao + p), s);
        }
        int left = k - end;
        if (left > 0 && end > 0) {
            VectorMask<Double> last = VectorMask.fromArray(S, LAST, left);
            DoubleVector v = DoubleVector.fromArray(S, a, ao + k - L);
            s = s.blend(v.fma(DoubleVector.fromArray(S, b, bo + k - L), s), last);
            left = 0;
        }
        finish(s.reduceLanes(VectorOperators.ADD), left, a, ao + end, b, bo + end, c, co, add);
    }

    /** What does not fill a vector, and the store. */
    private static void finish(
            double sum, int left, double[] a, int ao, double[] b, int bo, double[] c, int co, boolean add) {
        double all = sum;
        for (int p = 0; p < left; p++) all += a[ao + p] * b[bo + p];
        c[co] = add ? c[co] + all : all;
    }

    @Override
    void outer(int m, int n, double[] a, int ao, int ar, double[] b, int bo, double[] c, int co, int cr, boolean add) {
        DoubleOuter.outer(m, n, a, ao, ar, b, bo, c, co, cr, add);
    }

    @Override
    double[] array(Scratch scratch, int size) {
        return scratch.doubles(size);
    }

    @Override
    int length(double[] array) {
        return array.length;
    }

    /** In blocks that keep both sides in the cache. */
    @Override
    void transpose(
            int rows,
            int columns,
            double[] from,
            int offset,
            int row,
            int column,
            double[] to,
            int toOffset,
            int toRow) {
        for (int p = 0; p < rows; p += 16) {
            int pEnd = Math.min(rows, p + 16);
            for (int j = 0; j < columns; j++) {
                int f = offset + j * column;
                for (int q = p; q < pEnd; q++) to[toOffset + q * toRow + j] = from[f + q * row];
            }
        }
    }

    /** In blocks likewise. */
    @Override
    void addTransposed(int m, int n, double[] from, int offset, int row, double[] c, int co, int cr, boolean add) {
        for (int p = 0; p < n; p += 16) {
            int pEnd = Math.min(n, p + 16);
            for (int i = 0; i < m; i++) {
                int at = co + i * cr;
                int f = offset + i;
                if (add) for (int j = p; j < pEnd; j++) c[at + j] += from[f + j * row];
                else for (int j = p; j < pEnd; j++) c[at + j] = from[f + j * row];
            }
        }
    }

    @Override
    void addRows(int m, int n, double[] from, int offset, int row, double[] c, int co, int cr, boolean add) {
        for (int i = 0; i < m; i++) {
            int at = co + i * cr;
            int f = offset + i * row;
            if (add) for (int j = 0; j < n; j++) c[at + j] += from[f + j];
            else System.arraycopy(from, f, c, at, n);
        }
    }
}
