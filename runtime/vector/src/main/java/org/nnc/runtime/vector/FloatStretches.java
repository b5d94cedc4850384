package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.nnc.runtime.Scratch;

/**
 * Sums along blocks of adjacent elements of both factors for {@code float}, in lanes; its twin for the other type is the same
 * text. The blocks are cut into vectors beforehand, so that a tile is one loop, whatever the blocks.
 */
final class FloatStretches {
    private static final VectorSpecies<Float> S = Width.FLOATS;
    private static final int L = S.length();

    private static final float[] ZEROS = FloatPanels.ZEROS;

    /** Whether there are registers for 24 sums. */
    private static final boolean MANY = Width.MANY;

    private static final int ROWS = 6;
    private static final int COLUMNS = MANY ? 4 : 2;

    /** So many elements of A stay in the second-level cache; a sum is cut into parts of at least so many vectors for it. */
    private static final int CACHED = 1 << 18;

    private static final int CHUNK = 128;

    /** Where blocks are no whole vectors they are copied, so many columns of B at a time. */
    private static final int COPIES = 16;

    private FloatStretches() {}

    static void dots(
            int m,
            int n,
            int blocks,
            int k,
            float[] a,
            int ao,
            int ar,
            int as,
            float[] b,
            int bo,
            int[] columns,
            int bs,
            float[] c,
            int co,
            int cr,
            boolean add,
            Scratch scratch) {
        if (m <= 0 || n <= 0) return;
        // Of the whole, so that threads with a part of the rows each add up the same parts.
        int chunk = Math.max(CHUNK, CACHED / (m * L));
        if (scratch.shares(m, (long) m * n * blocks * k)) {
            scratch.share(
                    m,
                    (from, to, own) -> some(
                            to - from,
                            n,
                            blocks,
                            k,
                            a,
                            ao + from * ar,
                            ar,
                            as,
                            b,
                            bo,
                            columns,
                            bs,
                            c,
                            co + from * cr,
                            cr,
                            add,
                            chunk,
                            own));
            return;
        }
        some(m, n, blocks, k, a, ao, ar, as, b, bo, columns, bs, c, co, cr, add, chunk, scratch);
    }

    private static void some(
            int m,
            int n,
            int blocks,
            int k,
            float[] a,
            int ao,
            int ar,
            int as,
            float[] b,
            int bo,
            int[] columns,
            int bs,
            float[] c,
            int co,
            int cr,
            boolean add,
            int chunk,
            Scratch scratch) {
        int results = ROWS * COLUMNS * L;
        if (k % L == 0) {
            int each = k / L;
            int[] places = scratch.places(2 * blocks * each);
            for (int q = 0, at = 0; q < blocks; q++) {
                for (int p = 0; p < each; p++) {
                    places[at++] = q * as + p * L;
                    places[at++] = q * bs + p * L;
                }
            }
            float[] work = scratch.floats(results);
            tiles(m, n, blocks * each, places, a, ao, ar, b, bo, columns, 0, work, c, co, cr, add, chunk);
            return;
        }
        int steps = (blocks * k + L - 1) / L;
        int row = steps * L;
        int[] places = scratch.places(2 * steps + COPIES);
        for (int p = 0; p < steps; p++) {
            places[2 * p] = p * L;
            places[2 * p + 1] = p * L;
        }
        float[] work = scratch.floats(results + (m + COPIES) * row);
        for (int i = 0; i < m; i++) copy(blocks, k, a, ao + i * ar, as, work, results + i * row, row);
        int second = results + m * row;
        for (int j = 0; j < n; j += COPIES) {
            int width = Math.min(COPIES, n - j);
            for (int q = 0; q < width; q++) {
                copy(blocks, k, b, bo + columns[j + q], bs, work, second + q * row, row);
                places[2 * steps + q] = q * row;
            }
            tiles(
                    m, width, steps, places, work, results, row, work, second, places, 2 * steps, work, c, co + j, cr,
                    add, chunk);
        }
    }

    private static void copy(int blocks, int k, float[] from, int offset, int step, float[] to, int at, int row) {
        for (int q = 0; q < blocks; q++) System.arraycopy(from, offset + q * step, to, at + q * k, k);
        for (int p = blocks * k; p < row; p++) to[at + p] = 0;
    }

    /**
     * @param first where in the table the places of the columns begin
     * @param chunk so many vectors of each sum at once
     */
    private static void tiles(
            int m,
            int n,
            int steps,
            int[] places,
            float[] a,
            int ao,
            int ar,
            float[] b,
            int bo,
            int[] columns,
            int first,
            float[] work,
            float[] c,
            int co,
            int cr,
            boolean add,
            int chunk) {
        for (int start = 0; start < steps; start += chunk) {
            int end = Math.min(start + chunk, steps);
            chunk(m, n, start, end, places, a, ao, ar, b, bo, columns, first, work, c, co, cr, add || start > 0);
        }
        // An empty sum is 0, too.
        if (steps == 0) chunk(m, n, 0, 0, places, a, ao, ar, b, bo, columns, first, work, c, co, cr, add);
    }

    /** A part of all sums, for which the rows of A stay in the second-level cache. */
    private static void chunk(
            int m,
            int n,
            int start,
            int end,
            int[] places,
            float[] a,
            int ao,
            int ar,
            float[] b,
            int bo,
            int[] columns,
            int first,
            float[] work,
            float[] c,
            int co,
            int cr,
            boolean add) {
        // Beyond the last row or column, that one stands in.
        for (int j = 0; j < n; j += COLUMNS) {
            for (int i = 0; i < m; i += ROWS) {
                int height = Math.min(ROWS, m - i);
                int x = ao + i * ar;
                if (MANY) tile6x4(start, end, places, a, x, ar, height, b, bo, columns, first + j, first + n, work);
                else tile6x2(start, end, places, a, x, ar, height, b, bo, columns, first + j, first + n, work);
                for (int r = 0; r < height; r++) {
                    int at = co + (i + r) * cr + j;
                    for (int q = 0; q < COLUMNS && j + q < n; q++) {
                        float sum = total(work, (r * COLUMNS + q) * L);
                        c[at + q] = add ? c[at + q] + sum : sum;
                    }
                }
            }
        }
    }

    private static float total(float[] sums, int at) {
        float s = 0;
        float t = 0;
        for (int l = 0; l < L; l += 2) {
            s += sums[at + l];
            t += sums[at + l + 1];
        }
        return s + t;
    }

    private static void tile6x4(
            int start,
            int end,
            int[] places,
            float[] a,
            int ao,
            int ar,
            int height,
            float[] b,
            int bo,
            int[] columns,
            int j,
            int n,
            float[] sums) {
        int a0 = ao;
        int a1 = ao + Math.min(1, height - 1) * ar;
        int a2 = ao + Math.min(2, height - 1) * ar;
        int a3 = ao + Math.min(3, height - 1) * ar;
        int a4 = ao + Math.min(4, height - 1) * ar;
        int a5 = ao + Math.min(5, height - 1) * ar;
        int b0 = bo + columns[j];
        int b1 = bo + columns[Math.min(j + 1, n - 1)];
        int b2 = bo + columns[Math.min(j + 2, n - 1)];
        int b3 = bo + columns[Math.min(j + 3, n - 1)];
        FloatVector s00 = FloatVector.fromArray(S, ZEROS, 0);
        FloatVector s01 = FloatVector.fromArray(S, ZEROS, L);
        FloatVector s02 = FloatVector.fromArray(S, ZEROS, 2 * L);
        FloatVector s03 = FloatVector.fromArray(S, ZEROS, 3 * L);
        FloatVector s10 = FloatVector.fromArray(S, ZEROS, 4 * L);
        FloatVector s11 = FloatVector.fromArray(S, ZEROS, 5 * L);
        FloatVector s12 = FloatVector.fromArray(S, ZEROS, 6 * L);
        FloatVector s13 = FloatVector.fromArray(S, ZEROS, 7 * L);
        FloatVector s20 = FloatVector.fromArray(S, ZEROS, 8 * L);
        FloatVector s21 = FloatVector.fromArray(S, ZEROS, 9 * L);
        FloatVector s22 = FloatVector.fromArray(S, ZEROS, 10 * L);
        FloatVector s23 = FloatVector.fromArray(S, ZEROS, 11 * L);
        FloatVector s30 = FloatVector.fromArray(S, ZEROS, 12 * L);
        FloatVector s31 = FloatVector.fromArray(S, ZEROS, 13 * L);
        FloatVector s32 = FloatVector.fromArray(S, ZEROS, 14 * L);
        FloatVector s33 = FloatVector.fromArray(S, ZEROS, 15 * L);
        FloatVector s40 = FloatVector.fromArray(S, ZEROS, 16 * L);
        FloatVector s41 = FloatVector.fromArray(S, ZEROS, 17 * L);
        FloatVector s42 = FloatVector.fromArray(S, ZEROS, 18 * L);
        FloatVector s43 = FloatVector.fromArray(S, ZEROS, 19 * L);
        FloatVector s50 = FloatVector.fromArray(S, ZEROS, 20 * L);
        FloatVector s51 = FloatVector.fromArray(S, ZEROS, 21 * L);
        FloatVector s52 = FloatVector.fromArray(S, ZEROS, 22 * L);
        FloatVector s53 = FloatVector.fromArray(S, ZEROS, 23 * L);
        for (int p = start; p < end; p++) {
            int x = places[2 * p];
            int y = places[2 * p + 1];
            FloatVector v0 = FloatVector.fromArray(S, b, b0 + y);
            FloatVector v1 = FloatVector.fromArray(S, b, b1 + y);
            FloatVector v2 = FloatVector.fromArray(S, b, b2 + y);
            FloatVector v3 = FloatVector.fromArray(S, b, b3 + y);
            FloatVector u0 = FloatVector.fromArray(S, a, a0 + x);
            s00 = u0.fma(v0, s00);
            s01 = u0.fma(v1, s01);
            s02 = u0.fma(v2, s02);
            s03 = u0.fma(v3, s03);
            FloatVector u1 = FloatVector.fromArray(S, a, a1 + x);
            s10 = u1.fma(v0, s10);
            s11 = u1.fma(v1, s11);
            s12 = u1.fma(v2, s12);
            s13 = u1.fma(v3, s13);
            FloatVector u2 = FloatVector.fromArray(S, a, a2 + x);
            s20 = u2.fma(v0, s20);
            s21 = u2.fma(v1, s21);
            s22 = u2.fma(v2, s22);
            s23 = u2.fma(v3, s23);
            FloatVector u3 = FloatVector.fromArray(S, a, a3 + x);
            s30 = u3.fma(v0, s30);
            s31 = u3.fma(v1, s31);
            s32 = u3.fma(v2, s32);
            s33 = u3.fma(v3, s33);
            FloatVector u4 = FloatVector.fromArray(S, a, a4 + x);
            s40 = u4.fma(v0, s40);
            s41 = u4.fma(v1, s41);
            s42 = u4.fma(v2, s42);
            s43 = u4.fma(v3, s43);
            FloatVector u5 = FloatVector.fromArray(S, a, a5 + x);
            s50 = u5.fma(v0, s50);
            s51 = u5.fma(v1, s51);
            s52 = u5.fma(v2, s52);
            s53 = u5.fma(v3, s53);
        }
        s00.intoArray(sums, 0 * L);
        s01.intoArray(sums, 1 * L);
        s02.intoArray(sums, 2 * L);
        s03.intoArray(sums, 3 * L);
        s10.intoArray(sums, 4 * L);
        s11.intoArray(sums, 5 * L);
        s12.intoArray(sums, 6 * L);
        s13.intoArray(sums, 7 * L);
        s20.intoArray(sums, 8 * L);
        s21.intoArray(sums, 9 * L);
        s22.intoArray(sums, 10 * L);
        s23.intoArray(sums, 11 * L);
        s30.intoArray(sums, 12 * L);
        s31.intoArray(sums, 13 * L);
        s32.intoArray(sums, 14 * L);
        s33.intoArray(sums, 15 * L);
        s40.intoArray(sums, 16 * L);
        s41.intoArray(sums, 17 * L);
        s42.intoArray(sums, 18 * L);
        s43.intoArray(sums, 19 * L);
        s50.intoArray(sums, 20 * L);
        s51.intoArray(sums, 21 * L);
        s52.intoArray(sums, 22 * L);
        s53.intoArray(sums, 23 * L);
    }

    private static void tile6x2(
            int start,
            int end,
            int[] places,
            float[] a,
            int ao,
            int ar,
            int height,
            float[] b,
            int bo,
            int[] columns,
            int j,
            int n,
            float[] sums) {
        int a0 = ao;
        int a1 = ao + Math.min(1, height - 1) * ar;
        int a2 = ao + Math.min(2, height - 1) * ar;
        int a3 = ao + Math.min(3, height - 1) * ar;
        int a4 = ao + Math.min(4, height - 1) * ar;
        int a5 = ao + Math.min(5, height - 1) * ar;
        int b0 = bo + columns[j];
        int b1 = bo + columns[Math.min(j + 1, n - 1)];
        FloatVector s00 = FloatVector.fromArray(S, ZEROS, 0);
        FloatVector s01 = FloatVector.fromArray(S, ZEROS, L);
        FloatVector s10 = FloatVector.fromArray(S, ZEROS, 2 * L);
        FloatVector s11 = FloatVector.fromArray(S, ZEROS, 3 * L);
        FloatVector s20 = FloatVector.fromArray(S, ZEROS, 4 * L);
        FloatVector s21 = FloatVector.fromArray(S, ZEROS, 5 * L);
        FloatVector s30 = FloatVector.fromArray(S, ZEROS, 6 * L);
        FloatVector s31 = FloatVector.fromArray(S, ZEROS, 7 * L);
        FloatVector s40 = FloatVector.fromArray(S, ZEROS, 8 * L);
        FloatVector s41 = FloatVector.fromArray(S, ZEROS, 9 * L);
        FloatVector s50 = FloatVector.fromArray(S, ZEROS, 10 * L);
        FloatVector s51 = FloatVector.fromArray(S, ZEROS, 11 * L);
        for (int p = start; p < end; p++) {
            int x = places[2 * p];
            int y = places[2 * p + 1];
            FloatVector v0 = FloatVector.fromArray(S, b, b0 + y);
            FloatVector v1 = FloatVector.fromArray(S, b, b1 + y);
            FloatVector u0 = FloatVector.fromArray(S, a, a0 + x);
            s00 = u0.fma(v0, s00);
            s01 = u0.fma(v1, s01);
            FloatVector u1 = FloatVector.fromArray(S, a, a1 + x);
            s10 = u1.fma(v0, s10);
            s11 = u1.fma(v1, s11);
            FloatVector u2 = FloatVector.fromArray(S, a, a2 + x);
            s20 = u2.fma(v0, s20);
            s21 = u2.fma(v1, s21);
            FloatVector u3 = FloatVector.fromArray(S, a, a3 + x);
            s30 = u3.fma(v0, s30);
            s31 = u3.fma(v1, s31);
            FloatVector u4 = FloatVector.fromArray(S, a, a4 + x);
            s40 = u4.fma(v0, s40);
            s41 = u4.fma(v1, s41);
            FloatVector u5 = FloatVector.fromArray(S, a, a5 + x);
            s50 = u5.fma(v0, s50);
            s51 = u5.fma(v1, s51);
        }
        s00.intoArray(sums, 0 * L);
        s01.intoArray(sums, 1 * L);
        s10.intoArray(sums, 2 * L);
        s11.intoArray(sums, 3 * L);
        s20.intoArray(sums, 4 * L);
        s21.intoArray(sums, 5 * L);
        s30.intoArray(sums, 6 * L);
        s31.intoArray(sums, 7 * L);
        s40.intoArray(sums, 8 * L);
        s41.intoArray(sums, 9 * L);
        s50.intoArray(sums, 10 * L);
        s51.intoArray(sums, 11 * L);
    }
}
