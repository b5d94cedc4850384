package org.nnc.runtime;

import java.util.Arrays;

/**
 * The plain Java contraction for {@code float}; its twin for the other type differs in nothing but names and costs.
 *
 * <p>HotSpot vectorises a loop only if all arrays in it have the same index expression. So a block of B is copied into
 * rows that start at 0, four rows of C stand beside it, and the inner loop is {@code c[j] = fma(a, b[j], c[j])} for
 * four rows and two k at once. Small or narrow products go through register tiles instead, products with a vector
 * through sums of rows or ten elements at a time. Whatever the path, every element is summed in the order of k, so
 * that a batch of one gives the bits of a batch of many; only a long product of two vectors has eight partial sums.
 */
final class FloatPlain {
    /** Below this many multiplications a panel does not pay. */
    private static final int SMALL = 1024;

    /** Rows of a panel are padded with zeros to a multiple of this, so that no scalar rest remains. */
    private static final int LANES = 16;

    // Measured costs in picoseconds, used to choose a path only.
    private static final long CALL = 8000;
    private static final long FOUR_ROWS = 290;
    private static final long ONE_ROW = 170;
    private static final long COPY = 60;
    private static final long STRIDED_COPY = 350;
    private static final long TILE = 150;
    private static final long NARROW = 300;
    private static final long CELL = 400;

    private FloatPlain() {}

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
        if (m <= 0 || n <= 0) {
            return;
        }
        if (n == 1 && (long) m * k > SMALL) {
            vector(m, k, a, ao, ar, ac, b, bo, br, c, co, cr, accumulate, scratch);
            return;
        }
        if (m == 1 && (long) n * k > SMALL) {
            vector(n, k, b, bo, bc, br, a, ao, ac, c, co, 1, accumulate, scratch);
            return;
        }
        if ((long) m * n * k > SMALL) {
            long upright = panelCost(m, n, k, bc, 1);
            long turned = panelCost(n, m, k, ar, cr);
            long tiled = (long) m * n * (k * (m < 4 || n < 4 ? NARROW : TILE) + CELL);
            if (upright <= turned && upright < tiled) {
                panel(m, n, k, a, ao, ar, ac, b, bo, br, bc, c, co, cr, 1, null, accumulate, scratch);
                return;
            }
            if (turned < tiled) {
                panel(n, m, k, b, bo, bc, br, a, ao, ac, ar, c, co, 1, cr, null, accumulate, scratch);
                return;
            }
        }
        tiles(m, n, k, a, ao, ar, ac, b, bo, br, bc, c, co, cr, accumulate);
    }

    private static long panelCost(int rows, int columns, int k, int factorStride, int resultStride) {
        long blocks = (columns + Scratch.COLUMNS - 1) / Scratch.COLUMNS;
        long width = (columns + LANES - 1) / LANES * LANES;
        long four = (long) (rows / 4) * ((k + 1) / 2) * (CALL * blocks + FOUR_ROWS * width);
        long one = (long) (rows % 4) * ((k + 3) / 4) * (CALL * blocks + ONE_ROW * width);
        long copy = (long) k * columns * (factorStride == 1 ? COPY : STRIDED_COPY);
        return four + one + copy + (long) rows * columns * (resultStride == 1 ? 2 * COPY : 2 * STRIDED_COPY);
    }

    /**
     * Blocks of at most COLUMNS columns and DEPTH rows of B are copied; strides of C are general.
     *
     * @param taps where the rows of B begin if they are no step apart, which is then 0; else null
     */
    static void panel(
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
            int cc,
            int[] taps,
            boolean accumulate,
            Scratch scratch) {
        int blocks = (n + Scratch.COLUMNS - 1) / Scratch.COLUMNS;
        int block = (n + blocks - 1) / blocks;
        float[][] rows = scratch.floatPanel(Math.min(k, Scratch.DEPTH));
        float[][] results = scratch.floatResults();
        for (int j = 0; j < n; j += block) {
            int width = Math.min(block, n - j);
            int padded = (width + LANES - 1) / LANES * LANES;
            for (int p = 0; p < k; p += Scratch.DEPTH) {
                int depth = Math.min(Scratch.DEPTH, k - p);
                copyIn(rows, depth, width, padded, b, bo + p * br + j * bc, br, bc, taps, p);
                boolean add = accumulate || p > 0;
                int i = 0;
                // A single product a cell is written as it is made, to one row.
                for (; depth > 1 && i + 4 <= m; i += 4) {
                    for (int r = 0; r < 4; r++) {
                        load(results[r], width, padded, c, co + (i + r) * cr + j * cc, cc, add);
                    }
                    fourRows(results, rows, depth, padded, a, ao + i * ar + p * ac, ar, ac);
                    for (int r = 0; r < 4; r++) {
                        store(results[r], width, c, co + (i + r) * cr + j * cc, cc);
                    }
                }
                for (; i < m; i++) {
                    int at = ao + i * ar + p * ac;
                    if (depth == 1 && !add) {
                        Updates.first(results[0], rows[0], a[at], padded);
                    } else {
                        load(results[0], width, padded, c, co + i * cr + j * cc, cc, add);
                        oneRow(results[0], rows, depth, padded, a, at, ac);
                    }
                    store(results[0], width, c, co + i * cr + j * cc, cc);
                }
            }
        }
    }

    private static void copyIn(
            float[][] rows,
            int depth,
            int width,
            int padded,
            float[] b,
            int bo,
            int br,
            int bc,
            int[] taps,
            int first) {
        if (taps != null) {
            for (int p = 0; p < depth; p++) {
                System.arraycopy(b, bo + taps[first + p], rows[p], 0, width);
            }
        } else if (bc == 1) {
            for (int p = 0; p < depth; p++) {
                System.arraycopy(b, bo + p * br, rows[p], 0, width);
            }
        } else {
            int p = 0;
            for (; p + 4 <= depth; p += 4) {
                // Four neighbours in k at once: where k is the adjacent dimension, each cache line is met once.
                transpose(rows[p], rows[p + 1], rows[p + 2], rows[p + 3], width, b, bo + p * br, br, bc);
            }
            for (; p < depth; p++) {
                load(rows[p], width, width, b, bo + p * br, bc, true);
            }
        }
        if (width < padded) {
            for (int p = 0; p < depth; p++) {
                Arrays.fill(rows[p], width, padded, 0);
            }
        }
    }

    private static void transpose(
            float[] r0, float[] r1, float[] r2, float[] r3, int width, float[] b, int bo, int br, int bc) {
        int at = bo;
        for (int j = 0; j < width; j++) {
            r0[j] = b[at];
            r1[j] = b[at + br];
            r2[j] = b[at + 2 * br];
            r3[j] = b[at + 3 * br];
            at += bc;
        }
    }

    private static void load(float[] row, int width, int padded, float[] c, int co, int cc, boolean add) {
        if (!add) {
            Arrays.fill(row, 0, padded, 0);
            return;
        }
        if (cc == 1) {
            System.arraycopy(c, co, row, 0, width);
        } else {
            for (int j = 0; j < width; j++) {
                row[j] = c[co + j * cc];
            }
        }
        Arrays.fill(row, width, padded, 0);
    }

    private static void store(float[] row, int width, float[] c, int co, int cc) {
        if (cc == 1) {
            System.arraycopy(row, 0, c, co, width);
        } else {
            for (int j = 0; j < width; j++) {
                c[co + j * cc] = row[j];
            }
        }
    }

    private static void fourRows(
            float[][] results, float[][] rows, int depth, int n, float[] a, int ao, int ar, int ac) {
        float[] c0 = results[0];
        float[] c1 = results[1];
        float[] c2 = results[2];
        float[] c3 = results[3];
        int at = ao;
        int p = 0;
        for (; p + 2 <= depth; p += 2) {
            int next = at + ac;
            Updates.eight(
                    c0,
                    c1,
                    c2,
                    c3,
                    rows[p],
                    rows[p + 1],
                    a[at],
                    a[next],
                    a[at + ar],
                    a[next + ar],
                    a[at + 2 * ar],
                    a[next + 2 * ar],
                    a[at + 3 * ar],
                    a[next + 3 * ar],
                    n);
            at = next + ac;
        }
        if (p < depth) {
            Updates.one(c0, rows[p], a[at], n);
            Updates.one(c1, rows[p], a[at + ar], n);
            Updates.one(c2, rows[p], a[at + 2 * ar], n);
            Updates.one(c3, rows[p], a[at + 3 * ar], n);
        }
    }

    private static void oneRow(float[] c, float[][] rows, int depth, int n, float[] a, int ao, int ac) {
        int at = ao;
        int p = 0;
        for (; p + 4 <= depth; p += 4) {
            Updates.four(
                    c,
                    rows[p],
                    rows[p + 1],
                    rows[p + 2],
                    rows[p + 3],
                    a[at],
                    a[at + ac],
                    a[at + 2 * ac],
                    a[at + 3 * ac],
                    n);
            at += 4 * ac;
        }
        for (; p < depth; p++) {
            Updates.one(c, rows[p], a[at], n);
            at += ac;
        }
    }

    /** {@code C[i] = sum(k) A[i,k] x[k]}: sums of columns where those are adjacent, else ten rows at a time. */
    private static void vector(
            int m,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] x,
            int xo,
            int xs,
            float[] c,
            int co,
            int cs,
            boolean accumulate,
            Scratch scratch) {
        if (ar == 1 && ac != 1 && m >= 2 * LANES) {
            float[][] rows = scratch.floatPanel(4);
            float[] result = scratch.floatResults()[0];
            for (int i = 0; i < m; i += Scratch.COLUMNS) {
                int width = Math.min(Scratch.COLUMNS, m - i);
                int padded = (width + LANES - 1) / LANES * LANES;
                load(result, width, padded, c, co + i * cs, cs, accumulate);
                for (int p = 0; p < k; p += 4) {
                    int depth = Math.min(4, k - p);
                    copyIn(rows, depth, width, padded, a, ao + p * ac + i, ac, 1, null, 0);
                    oneRow(result, rows, depth, padded, x, xo + p * xs, xs);
                }
                store(result, width, c, co + i * cs, cs);
            }
            return;
        }
        if (m == 1) {
            float sum = dot(k, a, ao, ac, x, xo, xs);
            c[co] = accumulate ? c[co] + sum : sum;
            return;
        }
        for (int i = 0; i < m; i += 10) {
            FloatTile.ten(i, m, k, a, ao, ar, ac, x, xo, xs, c, co, cs, accumulate);
        }
    }

    static float dot(int n, float[] a, int ao, int as, float[] b, int bo, int bs) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        if (as == 1 && bs == 1) {
            for (; i + 8 <= n; i += 8) {
                s0 = Fma.of(a[ao + i], b[bo + i], s0);
                s1 = Fma.of(a[ao + i + 1], b[bo + i + 1], s1);
                s2 = Fma.of(a[ao + i + 2], b[bo + i + 2], s2);
                s3 = Fma.of(a[ao + i + 3], b[bo + i + 3], s3);
                s4 = Fma.of(a[ao + i + 4], b[bo + i + 4], s4);
                s5 = Fma.of(a[ao + i + 5], b[bo + i + 5], s5);
                s6 = Fma.of(a[ao + i + 6], b[bo + i + 6], s6);
                s7 = Fma.of(a[ao + i + 7], b[bo + i + 7], s7);
            }
        } else {
            for (; i + 8 <= n; i += 8) {
                int p = ao + i * as;
                int q = bo + i * bs;
                s0 = Fma.of(a[p], b[q], s0);
                s1 = Fma.of(a[p + as], b[q + bs], s1);
                s2 = Fma.of(a[p + 2 * as], b[q + 2 * bs], s2);
                s3 = Fma.of(a[p + 3 * as], b[q + 3 * bs], s3);
                s4 = Fma.of(a[p + 4 * as], b[q + 4 * bs], s4);
                s5 = Fma.of(a[p + 5 * as], b[q + 5 * bs], s5);
                s6 = Fma.of(a[p + 6 * as], b[q + 6 * bs], s6);
                s7 = Fma.of(a[p + 7 * as], b[q + 7 * bs], s7);
            }
        }
        float rest = 0;
        for (; i < n; i++) {
            rest = Fma.of(a[ao + i * as], b[bo + i * bs], rest);
        }
        return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7)) + rest;
    }

    /** Registers only: blocks of 4 x 4, strips of 1 x 4 both ways at the edges. */
    private static void tiles(
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
            boolean accumulate) {
        int i = 0;
        for (; i + 4 <= m; i += 4) {
            int ai = ao + i * ar;
            int ci = co + i * cr;
            int j = 0;
            for (; j + 4 <= n; j += 4) {
                FloatTile.square(k, a, ai, ar, ac, b, bo + j * bc, br, bc, c, ci + j, cr, accumulate);
            }
            for (; j < n; j++) {
                FloatTile.strip(k, b, bo + j * bc, br, a, ai, ac, ar, c, ci + j, cr, accumulate);
            }
        }
        for (; i < m; i++) {
            int ai = ao + i * ar;
            int ci = co + i * cr;
            int j = 0;
            for (; j + 4 <= n; j += 4) {
                FloatTile.strip(k, a, ai, ac, b, bo + j * bc, br, bc, c, ci + j, 1, accumulate);
            }
            for (; j < n; j++) {
                FloatTile.cell(k, a, ai, ac, b, bo + j * bc, br, c, ci + j, accumulate);
            }
        }
    }
}
