package org.nnc.runtime;

import java.util.Arrays;

/**
 * The plain Java contraction for {@code float}; its twin for the other type differs in nothing but names and costs.
 *
 * <p>HotSpot vectorises a loop only if all arrays in it have the same index expression. So a block of B is copied into rows
 * that start at 0, some rows of C stand beside it, and the inner loop is {@code c[j] = fma(a, b[j], c[j])} for four rows and
 * two k at once, or three and three. Small or narrow products go through register tiles instead, products with a vector through
 * sums of rows or ten elements at a time. Whatever the path, every element is summed in the order of k, so that a batch of one
 * gives the bits of a batch of many; only a long product of two vectors has eight partial sums.
 */
final class FloatPlain {
    /** Below this many multiplications a panel does not pay. */
    private static final int SMALL = 1024;

    /** Rows of a panel are padded with zeros to a multiple of this, so that no scalar rest remains. */
    private static final int LANES = 16;

    // Rows longer than this go in strips of three with three k at once, others in strips of four with two k.
    private static final long LONG = 128;

    // Measured costs in picoseconds, used to choose a path only.
    private static final long CALL = 12000;
    private static final long FOUR_ROWS = 200;
    private static final long THREE_ROWS = 210;
    private static final long ONE_ROW = 160;
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
                panel(1, m, n, k, a, ao, ar, ac, b, bo, 0, br, bc, c, co, 0, cr, 1, null, accumulate, scratch);
                return;
            }
            if (turned < tiled) {
                panel(1, n, m, k, b, bo, bc, br, a, ao, 0, ac, ar, c, co, 0, 1, cr, null, accumulate, scratch);
                return;
            }
        }
        tiles(m, n, k, a, ao, ar, ac, b, bo, br, bc, c, co, cr, accumulate);
    }

    /** What {@link Groups} says, as one product where that is quicker; else false, and nothing is done. */
    static boolean beside(
            int groups,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ag,
            int ar,
            int ac,
            float[] b,
            int bo,
            int bg,
            int br,
            int bc,
            float[] c,
            int co,
            int cg,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        if (Math.min(m, n) >= LANES && k > 0) {
            long apart = groups * Math.min(panelCost(m, n, k, bc, 1), panelCost(n, m, k, ar, cr));
            if (ag == 0 && panelCost(m, (long) groups * n, k, bc, 1) < apart) {
                panel(groups, m, n, k, a, ao, ar, ac, b, bo, bg, br, bc, c, co, cg, cr, 1, null, accumulate, scratch);
                return true;
            }
            if (bg == 0 && panelCost(n, (long) groups * m, k, ar, cr) < apart) {
                panel(groups, n, m, k, b, bo, bc, br, a, ao, ag, ac, ar, c, co, cg, 1, cr, null, accumulate, scratch);
                return true;
            }
        }
        return false;
    }

    private static long panelCost(int rows, long columns, int k, int factorStride, int resultStride) {
        long blocks = (columns + Scratch.COLUMNS - 1) / Scratch.COLUMNS;
        long width = (columns + LANES - 1) / LANES * LANES;
        int high = high(width, blocks);
        long inner = high == 3
                ? (k + 2) / 3 * (CALL * blocks + THREE_ROWS * width)
                : (k + 1) / 2 * (CALL * blocks + FOUR_ROWS * width);
        long strips = rows / high * inner;
        long one = (long) (rows % high) * ((k + 3) / 4) * (CALL * blocks + ONE_ROW * width);
        long copy = k * columns * (factorStride == 1 ? COPY : STRIDED_COPY);
        long results = rows * columns * ((k + Scratch.DEPTH - 1) / Scratch.DEPTH);
        return strips + one + copy + results * (resultStride == 1 ? 2 * COPY : 3 * STRIDED_COPY);
    }

    /**
     * Blocks of at most COLUMNS columns and DEPTH rows of B are copied; strides of C are general. Narrow groups of columns, with
     * one A, stand side by side in a block: the shorter its rows, the less of a loop is in vectors.
     *
     * @param bg from a group of columns of B to the next
     * @param cg likewise of C
     * @param taps where the rows of B begin if they are no step apart, which is then 0; else null
     */
    static void panel(
            int groups,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int bg,
            int br,
            int bc,
            float[] c,
            int co,
            int cg,
            int cr,
            int cc,
            int[] taps,
            boolean accumulate,
            Scratch scratch) {
        int blocks = (n + Scratch.COLUMNS - 1) / Scratch.COLUMNS;
        int block = (n + blocks - 1) / blocks;
        int most = Math.max(1, Scratch.COLUMNS / n);
        float[][] rows = scratch.floatPanel(Math.min(k, Scratch.DEPTH));
        float[][] results = scratch.floatResults();
        for (int g = 0; g < groups; g += most) {
            int beside = Math.min(most, groups - g);
            for (int j = 0; j < n; j += block) {
                int part = Math.min(block, n - j);
                int width = beside * part;
                int padded = padded(width);
                int high = high(padded, 1);
                int ci = co + g * cg + j * cc;
                int p = 0;
                // Once without a summand too.
                do {
                    int depth = Math.min(Scratch.DEPTH, k - p);
                    for (int q = 0; q < beside; q++) {
                        copyIn(rows, q * part, depth, part, b, bo + (g + q) * bg + p * br + j * bc, br, bc, taps, p);
                    }
                    pad(rows, depth, width, padded);
                    boolean add = accumulate || p > 0;
                    int i = 0;
                    // A single product a cell is written as it is made, to one row.
                    for (; depth > 1 && i + high <= m; i += high) {
                        load(results, high, beside, part, padded, c, ci + i * cr, cg, cr, cc, add);
                        if (high == 3) {
                            threeRows(results, rows, depth, padded, a, ao + i * ar + p * ac, ar, ac);
                        } else {
                            fourRows(results, rows, depth, padded, a, ao + i * ar + p * ac, ar, ac);
                        }
                        store(results, high, beside, part, c, ci + i * cr, cg, cr, cc);
                    }
                    for (; i < m; i++) {
                        int at = ao + i * ar + p * ac;
                        if (depth == 1 && !add) {
                            Updates.first(results[0], rows[0], a[at], padded);
                        } else {
                            load(results, 1, beside, part, padded, c, ci + i * cr, cg, cr, cc, add);
                            oneRow(results[0], rows, 0, depth, padded, a, at, ac);
                        }
                        store(results, 1, beside, part, c, ci + i * cr, cg, cr, cc);
                    }
                    p += Scratch.DEPTH;
                } while (p < k);
            }
        }
    }

    private static void copyIn(
            float[][] rows, int to, int depth, int width, float[] b, int bo, int br, int bc, int[] taps, int first) {
        if (taps != null || bc == 1) {
            for (int p = 0; p < depth; p++) {
                System.arraycopy(b, bo + (taps != null ? taps[first + p] : p * br), rows[p], to, width);
            }
            return;
        }
        int p = 0;
        for (; p + 4 <= depth; p += 4) {
            // Four neighbours in k at once: where k is the adjacent dimension, each cache line is met once.
            transpose(rows[p], rows[p + 1], rows[p + 2], rows[p + 3], to, width, b, bo + p * br, br, bc);
        }
        for (; p < depth; p++) {
            for (int j = 0; j < width; j++) {
                rows[p][to + j] = b[bo + p * br + j * bc];
            }
        }
    }

    /** Rows of a strip for columns in so many blocks. */
    private static int high(long width, long blocks) {
        return width > LONG * blocks ? 3 : 4;
    }

    private static int padded(int width) {
        return (width + LANES - 1) / LANES * LANES;
    }

    private static void pad(float[][] rows, int depth, int width, int padded) {
        if (width < padded) {
            for (int p = 0; p < depth; p++) {
                Arrays.fill(rows[p], width, padded, 0);
            }
        }
    }

    private static void transpose(
            float[] r0, float[] r1, float[] r2, float[] r3, int to, int width, float[] b, int bo, int br, int bc) {
        int at = bo;
        for (int j = to; j < to + width; j++) {
            r0[j] = b[at];
            r1[j] = b[at + br];
            r2[j] = b[at + 2 * br];
            r3[j] = b[at + 3 * br];
            at += bc;
        }
    }

    private static void load(
            float[][] rows,
            int count,
            int groups,
            int width,
            int padded,
            float[] c,
            int co,
            int cg,
            int cr,
            int cc,
            boolean add) {
        for (int r = 0; r < count; r++) {
            float[] row = rows[r];
            int filled = 0;
            for (int g = 0; add && g < groups; g++) {
                int from = co + r * cr + g * cg;
                if (cc == 1) {
                    System.arraycopy(c, from, row, filled, width);
                } else {
                    for (int j = 0; j < width; j++) {
                        row[filled + j] = c[from + j * cc];
                    }
                }
                filled += width;
            }
            Arrays.fill(row, filled, padded, 0);
        }
    }

    private static void store(
            float[][] rows, int count, int groups, int width, float[] c, int co, int cg, int cr, int cc) {
        for (int r = 0; r < count; r++) {
            float[] row = rows[r];
            for (int g = 0; g < groups; g++) {
                int to = co + r * cr + g * cg;
                if (cc == 1) {
                    System.arraycopy(row, g * width, c, to, width);
                } else {
                    for (int j = 0; j < width; j++) {
                        c[to + j * cc] = row[g * width + j];
                    }
                }
            }
        }
    }

    private static void fourRows(
            float[][] results, float[][] rows, int depth, int n, float[] a, int ao, int ar, int ac) {
        int p = 0;
        for (; p + 2 <= depth; p += 2) {
            if (n > Updates.SHORT) {
                Updates.eight(results, rows, p, a, ao + p * ac, ar, ac, n);
            } else {
                Updates.eightShort(results, rows, p, a, ao + p * ac, ar, ac, n);
            }
        }
        for (int r = 0; p < depth && r < 4; r++) {
            Updates.one(results[r], rows[p], a[ao + r * ar + p * ac], n);
        }
    }

    /** Three k at once; what they do not divide is left for one or two times four. */
    private static void threeRows(
            float[][] results, float[][] rows, int depth, int n, float[] a, int ao, int ar, int ac) {
        int end = depth - 4 * Math.min(depth % 3, depth / 4);
        int p = 0;
        for (; p + 3 <= end; p += 3) {
            Updates.nine(results, rows, p, a, ao + p * ac, ar, ac, n);
        }
        for (int r = 0; r < 3; r++) {
            oneRow(results[r], rows, p, depth, n, a, ao + r * ar, ac);
        }
    }

    private static void oneRow(float[] c, float[][] rows, int first, int depth, int n, float[] a, int ao, int ac) {
        int p = first;
        for (; p + 4 <= depth; p += 4) {
            if (n > Updates.SHORT) {
                Updates.four(c, rows, p, a, ao + p * ac, ac, n);
            } else {
                Updates.fourShort(c, rows, p, a, ao + p * ac, ac, n);
            }
        }
        for (; p < depth; p++) {
            Updates.one(c, rows[p], a[ao + p * ac], n);
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
            float[][] results = scratch.floatResults();
            for (int i = 0; i < m; i += Scratch.COLUMNS) {
                int width = Math.min(Scratch.COLUMNS, m - i);
                int padded = padded(width);
                load(results, 1, 1, width, padded, c, co + i * cs, 0, 0, cs, accumulate);
                for (int p = 0; p < k; p += 4) {
                    int depth = Math.min(4, k - p);
                    copyIn(rows, 0, depth, width, a, ao + p * ac + i, ac, 1, null, 0);
                    pad(rows, depth, width, padded);
                    oneRow(results[0], rows, 0, depth, padded, x, xo + p * xs, xs);
                }
                store(results, 1, 1, width, c, co + i * cs, 0, 0, cs);
            }
            return;
        }
        if (m == 1) {
            float sum = FloatRows.dot(k, a, ao, ac, x, xo, xs);
            c[co] = accumulate ? c[co] + sum : sum;
            return;
        }
        for (int i = 0; i < m; i += 10) {
            FloatTile.ten(i, m, k, a, ao, ar, ac, x, xo, xs, c, co, cs, accumulate);
        }
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
