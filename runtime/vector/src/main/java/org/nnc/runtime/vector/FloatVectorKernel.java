package org.nnc.runtime.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.nnc.runtime.Scratch;

/**
 * The contraction for {@code float}; its twin for the other type differs in nothing but names.
 *
 * <p>One family of tiles does all: elements of A are broadcast, rows of B and C are vectors. Where the columns of B are not
 * adjacent, one operand is transposed, the smallest: B, or A and the result. A product with a vector whose other factor has
 * adjacent rows is a set of dot products. Every element is summed in the order of k but for dot products, so the result
 * depends on the sizes and strides only.
 */
final class FloatVectorKernel {
    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    static final int LANES = S.length();

    /** Columns of the widest tile. */
    private static final int WIDE = 4 * LANES;

    /** Rows of B that a packed panel holds: with the widest tile it stays in the first-level cache. */
    private static final int DEPTH = 256;

    /** From this many elements of B on it does not stay in the second-level cache and is packed, if used often enough. */
    private static final int LARGE = 1 << 18;

    private FloatVectorKernel() {}

    static void gemm(
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            int bc,
            float[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        if (m <= 0 || n <= 0) return;
        if (n == 1 && ac == 1 && br == 1) {
            dots(m, k, a, ao, ar, b, bo, c, co, cr, accumulate);
        } else if (m == 1 && br == 1 && ac == 1) {
            dots(n, k, b, bo, bc, a, ao, c, co, 1, accumulate);
        } else if (bc == 1) {
            upright(m, n, k, a, ao, ar, ac, b, bo, br, c, co, cr, accumulate, scratch);
        } else {
            long turned = (long) m * n * 2 + (ar == 1 ? 0 : (long) m * k);
            if ((long) k * n <= turned) {
                float[] packed = scratch.floats(k * n + edge(m, n, k));
                transpose(k, n, b, bo, br, bc, packed, 0, n);
                upright(m, n, k, a, ao, ar, ac, packed, 0, n, c, co, cr, accumulate, scratch, k * n);
            } else {
                turned(m, n, k, a, ao, ar, ac, b, bo, br, bc, c, co, cr, accumulate, scratch);
            }
        }
    }

    /** The transposed product: C' = B' A', whose columns are those of A' and are made adjacent where they are not. */
    private static void turned(
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            int bc,
            float[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        int used = n * m + (ar == 1 ? 0 : k * m);
        float[] work = scratch.floats(used + edge(n, m, k));
        if (ar == 1) {
            upright(n, m, k, b, bo, bc, br, a, ao, ac, work, 0, m, false, scratch, used);
        } else {
            transpose(k, m, a, ao, ac, ar, work, n * m, m);
            upright(n, m, k, b, bo, bc, br, work, n * m, m, work, 0, m, false, scratch, used);
        }
        for (int i = 0; i < m; i++) {
            int at = co + i * cr;
            if (accumulate) for (int j = 0; j < n; j++) c[at + j] += work[j * m + i];
            else for (int j = 0; j < n; j++) c[at + j] = work[j * m + i];
        }
    }

    /** {@code to[p*toRow + j] = from[p*row + j*column]}, in blocks that keep both sides in the cache. */
    private static void transpose(
            int rows, int columns, float[] from, int offset, int row, int column, float[] to, int toOffset, int toRow) {
        for (int p = 0; p < rows; p += 16) {
            int pEnd = Math.min(rows, p + 16);
            for (int j = 0; j < columns; j++) {
                int f = offset + j * column;
                for (int q = p; q < pEnd; q++) to[toOffset + q * toRow + j] = from[f + q * row];
            }
        }
    }

    private static void upright(
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        upright(m, n, k, a, ao, ar, ac, b, bo, br, c, co, cr, accumulate, scratch, 0);
    }

    /** The floats that {@link #upright} may need beyond what its caller uses. */
    private static int edge(int m, int n, int k) {
        int rest = n % LANES == 0 ? 0 : LANES * (k + m);
        return rest + DEPTH * WIDE;
    }

    /** @param used elements of the scratch array that are in use already */
    private static void upright(
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch,
            int used) {
        int j = 0;
        if ((long) k * n >= LARGE && m >= 64) {
            float[] panel = scratch.floats(used + edge(m, n, k));
            for (; j + WIDE <= n; j += WIDE) {
                for (int p = 0; p < k; p += DEPTH) {
                    int depth = Math.min(DEPTH, k - p);
                    for (int q = 0; q < depth; q++) {
                        System.arraycopy(b, bo + (p + q) * br + j, panel, used + q * WIDE, WIDE);
                    }
                    rows4(m, depth, a, ao + p * ac, ar, ac, panel, used, WIDE, c, co + j, cr, accumulate || p > 0);
                }
            }
        }
        for (; j + WIDE <= n; j += WIDE) rows4(m, k, a, ao, ar, ac, b, bo + j, br, c, co + j, cr, accumulate);
        for (; j + 2 * LANES <= n; j += 2 * LANES) rows2(m, k, a, ao, ar, ac, b, bo + j, br, c, co + j, cr, accumulate);
        for (; j + LANES <= n; j += LANES) rows1(m, k, a, ao, ar, ac, b, bo + j, br, c, co + j, cr, accumulate);
        if (j < n) rest(m, n - j, k, a, ao, ar, ac, b, bo + j, br, c, co + j, cr, accumulate, scratch, used);
    }

    /** Fewer columns than a vector has lanes: padded copies of B and C stand in, without masks. */
    private static void rest(
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch,
            int used) {
        float[] work = scratch.floats(used + LANES * (k + m));
        Arrays.fill(work, used, used + LANES * k, 0);
        for (int p = 0; p < k; p++) {
            for (int j = 0; j < n; j++) work[used + p * LANES + j] = b[bo + p * br + j];
        }
        int results = used + LANES * k;
        rows1(m, k, a, ao, ar, ac, work, used, LANES, work, results, LANES, false);
        for (int i = 0; i < m; i++) {
            int at = co + i * cr;
            for (int j = 0; j < n; j++) {
                float sum = work[results + i * LANES + j];
                c[at + j] = accumulate ? c[at + j] + sum : sum;
            }
        }
    }

    private static void rows4(
            int m,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            boolean add) {
        int i = 0;
        for (; i + 4 <= m; i += 4) tile4x4(a, ao + i * ar, ar, ac, b, bo, br, c, co + i * cr, cr, k, add);
        for (; i < m; i++) tile1x4(a, ao + i * ar, ar, ac, b, bo, br, c, co + i * cr, cr, k, add);
    }

    private static void rows2(
            int m,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            boolean add) {
        int i = 0;
        for (; i + 4 <= m; i += 4) tile4x2(a, ao + i * ar, ar, ac, b, bo, br, c, co + i * cr, cr, k, add);
        for (; i < m; i++) tile1x2(a, ao + i * ar, ar, ac, b, bo, br, c, co + i * cr, cr, k, add);
    }

    private static void rows1(
            int m,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            boolean add) {
        int i = 0;
        for (; i + 4 <= m; i += 4) tile4x1(a, ao + i * ar, ar, ac, b, bo, br, c, co + i * cr, cr, k, add);
        for (; i < m; i++) tile1x1(a, ao + i * ar, ar, ac, b, bo, br, c, co + i * cr, cr, k, add);
    }

    /** {@code c[i] = sum(p) a[i,p]*b[p]} for rows of adjacent elements. */
    private static void dots(
            int m, int k, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        int i = 0;
        for (; i + 4 <= m; i += 4) dots4(k, a, ao + i * ar, ar, b, bo, c, co + i * cr, cr, add);
        for (; i < m; i++) {
            float sum = dot(k, a, ao + i * ar, b, bo);
            c[co + i * cr] = add ? c[co + i * cr] + sum : sum;
        }
    }

    private static void dots4(
            int k, float[] a, int ao, int ar, float[] b, int bo, float[] c, int co, int cr, boolean add) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        int end = k - k % LANES;
        for (int p = 0; p < end; p += LANES) {
            FloatVector v = FloatVector.fromArray(S, b, bo + p);
            s0 = v.fma(FloatVector.fromArray(S, a, ao + p), s0);
            s1 = v.fma(FloatVector.fromArray(S, a, ao + ar + p), s1);
            s2 = v.fma(FloatVector.fromArray(S, a, ao + 2 * ar + p), s2);
            s3 = v.fma(FloatVector.fromArray(S, a, ao + 3 * ar + p), s3);
        }
        float t0 = s0.reduceLanes(VectorOperators.ADD);
        float t1 = s1.reduceLanes(VectorOperators.ADD);
        float t2 = s2.reduceLanes(VectorOperators.ADD);
        float t3 = s3.reduceLanes(VectorOperators.ADD);
        for (int p = end; p < k; p++) {
            float v = b[bo + p];
            t0 += a[ao + p] * v;
            t1 += a[ao + ar + p] * v;
            t2 += a[ao + 2 * ar + p] * v;
            t3 += a[ao + 3 * ar + p] * v;
        }
        c[co] = add ? c[co] + t0 : t0;
        c[co + cr] = add ? c[co + cr] + t1 : t1;
        c[co + 2 * cr] = add ? c[co + 2 * cr] + t2 : t2;
        c[co + 3 * cr] = add ? c[co + 3 * cr] + t3 : t3;
    }

    private static float dot(int k, float[] a, int ao, float[] b, int bo) {
        FloatVector s = FloatVector.zero(S);
        int end = k - k % LANES;
        for (int p = 0; p < end; p += LANES) {
            s = FloatVector.fromArray(S, b, bo + p).fma(FloatVector.fromArray(S, a, ao + p), s);
        }
        float sum = s.reduceLanes(VectorOperators.ADD);
        for (int p = end; p < k; p++) sum += a[ao + p] * b[bo + p];
        return sum;
    }

    // ---- the tiles: so many rows of C by so many vectors -----------------------------------------------------

    private static void tile4x4(
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            int k,
            boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, co + LANES) : FloatVector.zero(S);
        FloatVector c02 = add ? FloatVector.fromArray(S, c, co + 2 * LANES) : FloatVector.zero(S);
        FloatVector c03 = add ? FloatVector.fromArray(S, c, co + 3 * LANES) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, co + cr + LANES) : FloatVector.zero(S);
        FloatVector c12 = add ? FloatVector.fromArray(S, c, co + cr + 2 * LANES) : FloatVector.zero(S);
        FloatVector c13 = add ? FloatVector.fromArray(S, c, co + cr + 3 * LANES) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, co + 2 * cr + LANES) : FloatVector.zero(S);
        FloatVector c22 = add ? FloatVector.fromArray(S, c, co + 2 * cr + 2 * LANES) : FloatVector.zero(S);
        FloatVector c23 = add ? FloatVector.fromArray(S, c, co + 2 * cr + 3 * LANES) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, co + 3 * cr + LANES) : FloatVector.zero(S);
        FloatVector c32 = add ? FloatVector.fromArray(S, c, co + 3 * cr + 2 * LANES) : FloatVector.zero(S);
        FloatVector c33 = add ? FloatVector.fromArray(S, c, co + 3 * cr + 3 * LANES) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            int at = ao + p * ac;
            int bt = bo + p * br;
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + LANES);
            FloatVector b2 = FloatVector.fromArray(S, b, bt + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(S, b, bt + 3 * LANES);
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
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c02.intoArray(c, co + 2 * LANES);
        c03.intoArray(c, co + 3 * LANES);
        c10.intoArray(c, co + cr);
        c11.intoArray(c, co + cr + LANES);
        c12.intoArray(c, co + cr + 2 * LANES);
        c13.intoArray(c, co + cr + 3 * LANES);
        c20.intoArray(c, co + 2 * cr);
        c21.intoArray(c, co + 2 * cr + LANES);
        c22.intoArray(c, co + 2 * cr + 2 * LANES);
        c23.intoArray(c, co + 2 * cr + 3 * LANES);
        c30.intoArray(c, co + 3 * cr);
        c31.intoArray(c, co + 3 * cr + LANES);
        c32.intoArray(c, co + 3 * cr + 2 * LANES);
        c33.intoArray(c, co + 3 * cr + 3 * LANES);
    }

    private static void tile1x4(
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            int k,
            boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, co + LANES) : FloatVector.zero(S);
        FloatVector c02 = add ? FloatVector.fromArray(S, c, co + 2 * LANES) : FloatVector.zero(S);
        FloatVector c03 = add ? FloatVector.fromArray(S, c, co + 3 * LANES) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            int at = ao + p * ac;
            int bt = bo + p * br;
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + LANES);
            FloatVector b2 = FloatVector.fromArray(S, b, bt + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(S, b, bt + 3 * LANES);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c02.intoArray(c, co + 2 * LANES);
        c03.intoArray(c, co + 3 * LANES);
    }

    private static void tile4x2(
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            int k,
            boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, co + LANES) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, co + cr + LANES) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, co + 2 * cr + LANES) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, co + 3 * cr + LANES) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            int at = ao + p * ac;
            int bt = bo + p * br;
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + LANES);
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
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c10.intoArray(c, co + cr);
        c11.intoArray(c, co + cr + LANES);
        c20.intoArray(c, co + 2 * cr);
        c21.intoArray(c, co + 2 * cr + LANES);
        c30.intoArray(c, co + 3 * cr);
        c31.intoArray(c, co + 3 * cr + LANES);
    }

    private static void tile1x2(
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            int k,
            boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, co + LANES) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            int at = ao + p * ac;
            int bt = bo + p * br;
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + LANES);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
    }

    private static void tile4x1(
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            int k,
            boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, co + cr) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, co + 2 * cr) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, co + 3 * cr) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            int at = ao + p * ac;
            int bt = bo + p * br;
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[at + ar]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * ar]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3 * ar]);
            c30 = a3.fma(b0, c30);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cr);
        c20.intoArray(c, co + 2 * cr);
        c30.intoArray(c, co + 3 * cr);
    }

    private static void tile1x1(
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            float[] c,
            int co,
            int cr,
            int k,
            boolean add) {
        FloatVector c00 = add ? FloatVector.fromArray(S, c, co) : FloatVector.zero(S);
        for (int p = 0; p < k; p++) {
            int at = ao + p * ac;
            int bt = bo + p * br;
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
        }
        c00.intoArray(c, co);
    }
}
