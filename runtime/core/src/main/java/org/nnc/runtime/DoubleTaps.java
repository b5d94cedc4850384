package org.nnc.runtime;

import java.util.Arrays;

/**
 * The plain contractions for {@code double} that find parts of B by a table; the twin for the other type is the same text.
 *
 * <p>Sums along adjacent elements go by lanes: products of rows, each copied to start at 0, are added up element by element,
 * which HotSpot vectorises, and the elements at the end.
 */
final class DoubleTaps {
    /** So many rows of A are copied at once, for all columns of B. */
    private static final int ROWS = 16;

    /** Rows are padded with zeros to a multiple of this, so that no scalar rest remains. */
    private static final int LANES = 16;

    private DoubleTaps() {}

    static void gemm(
            int groups,
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int bo,
            int bg,
            int[] rows,
            double[] c,
            int co,
            int cg,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        if (m <= 0 || n <= 0) {
            return;
        }
        if (scratch.shares(m, (long) groups * m * n * k)) {
            scratch.share(
                    m,
                    (from, to, own) -> gemm(
                            groups,
                            to - from,
                            n,
                            k,
                            a,
                            ao + from * ar,
                            ar,
                            ac,
                            b,
                            bo,
                            bg,
                            rows,
                            c,
                            co + from * cr,
                            cg,
                            cr,
                            accumulate,
                            own));
            return;
        }
        DoublePlain.panel(groups, m, n, k, a, ao, ar, ac, b, bo, bg, 0, 1, c, co, cg, cr, 1, rows, accumulate, scratch);
    }

    static void dots(
            int m,
            int n,
            int blocks,
            int k,
            double[] a,
            int ao,
            int ar,
            int as,
            double[] b,
            int bo,
            int[] columns,
            int bs,
            double[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        if (scratch.shares(m, (long) m * n * blocks * k)) {
            scratch.share(
                    m,
                    (from, to, own) -> dots(
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
                            accumulate,
                            own));
            return;
        }
        int width = Math.min((k + LANES - 1) / LANES * LANES, Scratch.COLUMNS);
        int parts = blocks * ((k + Scratch.COLUMNS - 1) / Scratch.COLUMNS);
        double[][] rows = scratch.doublePanel((Math.min(m, ROWS) + 2) * parts);
        double[][] results = scratch.doubleResults();
        for (int i = 0; i < m; i += ROWS) {
            int height = Math.min(ROWS, m - i);
            for (int r = 0; r < height; r++) {
                copy(blocks, k, width, a, ao + (i + r) * ar, as, rows, r * parts);
            }
            int first = height * parts;
            for (int j = 0; j < n; j += 2) {
                // Beyond the last, that one stands in.
                int right = Math.min(j + 1, n - 1);
                copy(blocks, k, width, b, bo + columns[j], bs, rows, first);
                copy(blocks, k, width, b, bo + columns[right], bs, rows, first + parts);
                for (int r = 0; r < height; r += 2) {
                    int below = Math.min(r + 1, height - 1);
                    for (double[] sums : results) {
                        Arrays.fill(sums, 0, width, 0);
                    }
                    for (int p = 0; p < parts; p++) {
                        Updates.products(
                                results[0],
                                results[1],
                                results[2],
                                results[3],
                                rows[r * parts + p],
                                rows[below * parts + p],
                                rows[first + p],
                                rows[first + parts + p],
                                width);
                    }
                    int at = co + (i + r) * cr;
                    put(total(results[0], width), c, at + j, accumulate);
                    if (right > j) {
                        put(total(results[1], width), c, at + right, accumulate);
                    }
                    if (below > r) {
                        put(total(results[2], width), c, at + cr + j, accumulate);
                    }
                    if (below > r && right > j) {
                        put(total(results[3], width), c, at + cr + right, accumulate);
                    }
                }
            }
        }
    }

    /** The blocks one after the other in rows of equal width, padded with zeros. */
    private static void copy(
            int blocks, int k, int width, double[] from, int offset, int step, double[][] rows, int first) {
        int row = first;
        for (int q = 0; q < blocks; q++) {
            for (int p = 0; p < k; p += width) {
                int length = Math.min(width, k - p);
                System.arraycopy(from, offset + q * step + p, rows[row], 0, length);
                Arrays.fill(rows[row], length, width, 0);
                row++;
            }
        }
    }

    private static double total(double[] sums, int width) {
        int rest = width;
        if (rest == Scratch.COLUMNS) {
            half(sums, 128);
            half(sums, 64);
            rest = 64;
        }
        return DoubleRows.sum(rest, sums, 0);
    }

    private static void half(double[] sums, int n) {
        if (n == 128) {
            for (int x = 0; x < 128; x++) {
                sums[x] += sums[x + 128];
            }
        } else {
            for (int x = 0; x < 64; x++) {
                sums[x] += sums[x + 64];
            }
        }
    }

    private static void put(double sum, double[] c, int at, boolean accumulate) {
        c[at] = accumulate ? c[at] + sum : sum;
    }

    static void greatest(
            int m,
            int n,
            int points,
            double[] x,
            int xo,
            int xr,
            int xc,
            int[] at,
            double[] y,
            int yo,
            int yr,
            int[] places) {
        if (points == 4) {
            for (int i = 0; i < m; i++) {
                int from = xo + i * xr;
                if (places == null) {
                    values(n, x, from + at[0], from + at[1], from + at[2], from + at[3], xc, y, yo + i * yr);
                } else {
                    four(n, x, from, xc, at[0], at[1], at[2], at[3], y, yo + i * yr, places);
                }
            }
            return;
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int from = xo + i * xr + j * xc;
                double greatest = x[from + at[0]];
                int place = 0;
                for (int p = 1; p < points; p++) {
                    double value = x[from + at[p]];
                    place = value > greatest ? p : place;
                    greatest = Math.max(greatest, value);
                }
                // No comparison finds a NaN.
                if (greatest != greatest) {
                    place = 0;
                    while (x[from + at[place]] == x[from + at[place]]) {
                        place++;
                    }
                }
                y[yo + i * yr + j] = greatest;
                if (places != null) {
                    places[yo + i * yr + j] = place;
                }
            }
        }
    }

    private static void values(int n, double[] x, int p0, int p1, int p2, int p3, int xc, double[] y, int yo) {
        if (xc == 1) {
            for (int j = 0; j < n; j++) {
                y[yo + j] = Math.max(Math.max(x[p0 + j], x[p1 + j]), Math.max(x[p2 + j], x[p3 + j]));
            }
        } else {
            for (int j = 0, q = 0; j < n; j++, q += xc) {
                y[yo + j] = Math.max(Math.max(x[p0 + q], x[p1 + q]), Math.max(x[p2 + q], x[p3 + q]));
            }
        }
    }

    /** The commonest window, without a loop inside. */
    private static void four(
            int n, double[] x, int xo, int xc, int x0, int x1, int x2, int x3, double[] y, int yo, int[] places) {
        for (int j = 0; j < n; j++) {
            int from = xo + j * xc;
            double greatest = x[from + x0];
            int place = 0;
            double b = x[from + x1];
            place = b > greatest ? 1 : place;
            greatest = Math.max(greatest, b);
            double c = x[from + x2];
            place = c > greatest ? 2 : place;
            greatest = Math.max(greatest, c);
            double d = x[from + x3];
            place = d > greatest ? 3 : place;
            greatest = Math.max(greatest, d);
            if (greatest != greatest) {
                place = x[from + x0] != x[from + x0] ? 0 : b != b ? 1 : c != c ? 2 : 3;
            }
            y[yo + j] = greatest;
            places[yo + j] = place;
        }
    }

    static void spread(
            int m,
            int n,
            int points,
            double[] x,
            int xo,
            int xr,
            int[] places,
            int[] at,
            double[] y,
            int yo,
            int yr,
            boolean accumulate) {
        for (int i = 0; i < m; i++) {
            int from = xo + i * xr;
            int to = yo + i * yr;
            if (!accumulate) {
                for (int p = 0; p < points; p++) {
                    Arrays.fill(y, to + at[p], to + at[p] + n, 0);
                }
            }
            for (int j = 0; j < n; j++) {
                y[to + at[places[from + j]] + j] += x[from + j];
            }
        }
    }
}
