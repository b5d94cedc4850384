package org.nnc.runtime;

/**
 * Sums, greatest elements and copies over rows of {@code float}, in plain Java; its twin for the other type is the same text.
 *
 * <p>Reductions go along several chains at once, since HotSpot never reorders one; updates between arrays at different
 * offsets go through strips that start at 0, since it does not vectorise them otherwise.
 */
final class FloatRows {
    private FloatRows() {}

    static float sum(int n, float[] x, int xo) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            int p = xo + i;
            s0 += x[p];
            s1 += x[p + 1];
            s2 += x[p + 2];
            s3 += x[p + 3];
            s4 += x[p + 4];
            s5 += x[p + 5];
            s6 += x[p + 6];
            s7 += x[p + 7];
        }
        float rest = 0;
        for (; i < n; i++) {
            rest += x[xo + i];
        }
        return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7)) + rest;
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

    static float max(int n, float[] x, int xo) {
        float m0 = Float.NEGATIVE_INFINITY;
        float m1 = m0;
        float m2 = m0;
        float m3 = m0;
        // Comparison is quick and loses a NaN; this sum does not: each difference is 0, or NaN.
        boolean plain = true;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            float a = x[xo + i];
            float b = x[xo + i + 1];
            float c = x[xo + i + 2];
            float d = x[xo + i + 3];
            m0 = a > m0 ? a : m0;
            m1 = b > m1 ? b : m1;
            m2 = c > m2 ? c : m2;
            m3 = d > m3 ? d : m3;
            plain &= a == a & b == b & c == c & d == d;
        }
        for (; i < n; i++) {
            float a = x[xo + i];
            m0 = a > m0 ? a : m0;
            plain &= a == a;
        }
        return plain ? Math.max(Math.max(m0, m1), Math.max(m2, m3)) : Float.NaN;
    }

    static void axpy(int n, float s, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        if (n < 24) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = Fma.of(s, x[xo + i], y[yo + i]);
            }
            return;
        }
        float[][] strips = scratch.floatResults();
        float[] u = strips[0];
        float[] v = strips[1];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            System.arraycopy(x, xo + at, u, 0, width);
            System.arraycopy(y, yo + at, v, 0, width);
            axpy(width, s, u, v);
            System.arraycopy(v, 0, y, yo + at, width);
        }
    }

    private static void axpy(int n, float s, float[] x, float[] y) {
        for (int i = 0; i < n; i++) {
            y[i] = Fma.of(s, x[i], y[i]);
        }
    }

    static void columnSums(
            int m, int n, float[] a, int ao, int ar, float[] c, int co, boolean accumulate, Scratch scratch) {
        float[][] strips = scratch.floatResults();
        float[] sums = strips[0];
        for (int at = 0; at < n; at += Scratch.COLUMNS) {
            int width = Math.min(Scratch.COLUMNS, n - at);
            if (accumulate) {
                System.arraycopy(c, co + at, sums, 0, width);
            } else {
                java.util.Arrays.fill(sums, 0, width, 0);
            }
            int i = 0;
            for (; i + 3 <= m; i += 3) {
                for (int r = 0; r < 3; r++) {
                    System.arraycopy(a, ao + (i + r) * ar + at, strips[1 + r], 0, width);
                }
                add(width, sums, strips[1], strips[2], strips[3]);
            }
            for (; i < m; i++) {
                System.arraycopy(a, ao + i * ar + at, strips[1], 0, width);
                axpy(width, 1, strips[1], sums);
            }
            System.arraycopy(sums, 0, c, co + at, width);
        }
    }

    private static void add(int n, float[] sums, float[] a, float[] b, float[] c) {
        for (int i = 0; i < n; i++) {
            sums[i] = sums[i] + a[i] + b[i] + c[i];
        }
    }

    /** Eight columns of the source at once, so that each cache line of either side is met once. */
    static void transpose(int m, int n, float[] a, int ao, int ar, float[] c, int co, int cr) {
        int i = 0;
        for (; i + 8 <= m; i += 8) {
            int f = ao + i * ar;
            int t = co + i;
            for (int j = 0; j < n; j++) {
                int from = f + j;
                int to = t + j * cr;
                c[to] = a[from];
                c[to + 1] = a[from + ar];
                c[to + 2] = a[from + 2 * ar];
                c[to + 3] = a[from + 3 * ar];
                c[to + 4] = a[from + 4 * ar];
                c[to + 5] = a[from + 5 * ar];
                c[to + 6] = a[from + 6 * ar];
                c[to + 7] = a[from + 7 * ar];
            }
        }
        for (; i < m; i++) {
            if (cr == 1) {
                System.arraycopy(a, ao + i * ar, c, co + i, n);
            }
            for (int j = 0; cr != 1 && j < n; j++) {
                c[co + j * cr + i] = a[ao + i * ar + j];
            }
        }
    }

    static void gate(int n, float[] x, int xo, float[] d, int from, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Mask.of(x[xo + i] > 0, d[from + i]);
        }
    }
}
