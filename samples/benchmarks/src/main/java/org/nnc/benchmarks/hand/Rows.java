package org.nnc.benchmarks.hand;

import java.util.Arrays;

/**
 * What a careful engineer writes for plain Java: products whose inner loop runs over packed rows that all start at 0, four
 * at a time, because HotSpot vectorises an update only where every array has the same index.
 */
final class Rows {
    private static final int DEPTH = 32;

    private final float[][] packed;
    private final float[] sums;

    Rows(int widest) {
        packed = new float[DEPTH][widest];
        sums = new float[widest];
    }

    /** {@code C[i,j] += sum(p) A[i,p]*B[p,j]}; element (i,p) of A at {@code ao + i*ar + p*ac}. */
    void multiply(
            int m, int n, int k, float[] a, int ao, int ar, int ac, float[] b, int bo, int br, float[] c, int co, int cr) {
        for (int p = 0; p < k; p += DEPTH) {
            int depth = Math.min(DEPTH, k - p);
            for (int q = 0; q < depth; q++) System.arraycopy(b, bo + (p + q) * br, packed[q], 0, n);
            for (int i = 0; i < m; i++) {
                System.arraycopy(c, co + i * cr, sums, 0, n);
                update(n, depth, a, ao + i * ar + p * ac, ac, packed, 0, sums);
                System.arraycopy(sums, 0, c, co + i * cr, n);
            }
        }
    }

    /** {@code c[j] += sum(q) a[ao + q*ac]*rows[first + q][j]}. */
    static void update(int n, int depth, float[] a, int ao, int ac, float[][] rows, int first, float[] c) {
        int q = 0;
        int at = ao;
        for (; q + 4 <= depth; q += 4) {
            four(
                    n,
                    a[at],
                    a[at + ac],
                    a[at + 2 * ac],
                    a[at + 3 * ac],
                    rows[first + q],
                    rows[first + q + 1],
                    rows[first + q + 2],
                    rows[first + q + 3],
                    c);
            at += 4 * ac;
        }
        for (; q < depth; q++) {
            one(n, a[at], rows[first + q], c);
            at += ac;
        }
    }

    private static void four(
            int n, float a0, float a1, float a2, float a3, float[] b0, float[] b1, float[] b2, float[] b3, float[] c) {
        for (int j = 0; j < n; j++) c[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }

    static void one(int n, float a, float[] b, float[] c) {
        for (int j = 0; j < n; j++) c[j] += a * b[j];
    }

    /** Four chains of addition at once: a single one waits for each sum. */
    static float dot(int n, float[] a, int ao, float[] b, int bo) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            s0 += a[ao + i] * b[bo + i];
            s1 += a[ao + i + 1] * b[bo + i + 1];
            s2 += a[ao + i + 2] * b[bo + i + 2];
            s3 += a[ao + i + 3] * b[bo + i + 3];
        }
        for (; i < n; i++) s0 += a[ao + i] * b[bo + i];
        return (s0 + s1) + (s2 + s3);
    }

    /** {@code T[j,i] = A[i,j]} for m rows of n. */
    static void transpose(int m, int n, float[] a, int ao, float[] t, int to) {
        for (int i = 0; i < m; i += 16) {
            int end = Math.min(m, i + 16);
            for (int j = 0; j < n; j++) for (int r = i; r < end; r++) t[to + j * m + r] = a[ao + r * n + j];
        }
    }

    static void columnSums(int m, int n, float[] a, int ao, float[] c, int co) {
        Arrays.fill(c, co, co + n, 0);
        for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) c[co + j] += a[ao + i * n + j];
    }

    /** e^x in single precision: range reduction and a polynomial. */
    static float exp(float x) {
        float v = Math.min(88f, Math.max(-87f, x));
        int n = (int) (v * 1.44269504f + (v < 0 ? -0.5f : 0.5f));
        float r = v - n * 0.693359375f + n * 2.12194440e-4f;
        float p = 0.5f + r * (0.16666667f + r * (0.041666668f + r * (0.0083333333f + r * (0.0013888889f + r * 1.9841270e-4f))));
        return (1 + r + r * r * p) * Float.intBitsToFloat((n + 127) << 23);
    }

    static float sigmoid(float x) {
        return 1 / (1 + exp(-x));
    }

    static float tanh(float x) {
        return 1 - 2 / (exp(2 * x) + 1);
    }

    /** The mean negative log likelihood of rows of logits, which become its gradient. */
    static double softmax(int m, int k, float[] z, int[] y) {
        double loss = 0;
        float share = 1f / m;
        for (int i = 0; i < m; i++) {
            int at = i * k;
            float max = z[at];
            for (int j = 1; j < k; j++) max = Math.max(max, z[at + j]);
            float own = z[at + y[i]] - max;
            float sum = 0;
            for (int j = 0; j < k; j++) {
                float e = exp(z[at + j] - max);
                z[at + j] = e;
                sum += e;
            }
            loss += Math.log(sum) - own;
            float scale = share / sum;
            for (int j = 0; j < k; j++) z[at + j] *= scale;
            z[at + y[i]] -= share;
        }
        return loss / m;
    }
}
