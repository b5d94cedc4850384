package org.nnc.runtime;

/** Register tiles of the plain contraction for {@code float}: every element summed in the order of k. */
final class FloatTile {
    private FloatTile() {}

    /** C[0..4, 0..4], its columns adjacent. */
    static void square(
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
        float c00 = 0;
        float c01 = 0;
        float c02 = 0;
        float c03 = 0;
        float c10 = 0;
        float c11 = 0;
        float c12 = 0;
        float c13 = 0;
        float c20 = 0;
        float c21 = 0;
        float c22 = 0;
        float c23 = 0;
        float c30 = 0;
        float c31 = 0;
        float c32 = 0;
        float c33 = 0;
        if (accumulate) {
            c00 = c[co];
            c01 = c[co + 1];
            c02 = c[co + 2];
            c03 = c[co + 3];
            c10 = c[co + cr];
            c11 = c[co + cr + 1];
            c12 = c[co + cr + 2];
            c13 = c[co + cr + 3];
            c20 = c[co + 2 * cr];
            c21 = c[co + 2 * cr + 1];
            c22 = c[co + 2 * cr + 2];
            c23 = c[co + 2 * cr + 3];
            c30 = c[co + 3 * cr];
            c31 = c[co + 3 * cr + 1];
            c32 = c[co + 3 * cr + 2];
            c33 = c[co + 3 * cr + 3];
        }
        int p = ao;
        int q = bo;
        for (int step = 0; step < k; step++) {
            float b0 = b[q];
            float b1 = b[q + bc];
            float b2 = b[q + 2 * bc];
            float b3 = b[q + 3 * bc];
            float a0 = a[p];
            c00 = Fma.of(a0, b0, c00);
            c01 = Fma.of(a0, b1, c01);
            c02 = Fma.of(a0, b2, c02);
            c03 = Fma.of(a0, b3, c03);
            float a1 = a[p + ar];
            c10 = Fma.of(a1, b0, c10);
            c11 = Fma.of(a1, b1, c11);
            c12 = Fma.of(a1, b2, c12);
            c13 = Fma.of(a1, b3, c13);
            float a2 = a[p + 2 * ar];
            c20 = Fma.of(a2, b0, c20);
            c21 = Fma.of(a2, b1, c21);
            c22 = Fma.of(a2, b2, c22);
            c23 = Fma.of(a2, b3, c23);
            float a3 = a[p + 3 * ar];
            c30 = Fma.of(a3, b0, c30);
            c31 = Fma.of(a3, b1, c31);
            c32 = Fma.of(a3, b2, c32);
            c33 = Fma.of(a3, b3, c33);
            p += ac;
            q += br;
        }
        c[co] = c00;
        c[co + 1] = c01;
        c[co + 2] = c02;
        c[co + 3] = c03;
        c[co + cr] = c10;
        c[co + cr + 1] = c11;
        c[co + cr + 2] = c12;
        c[co + cr + 3] = c13;
        c[co + 2 * cr] = c20;
        c[co + 2 * cr + 1] = c21;
        c[co + 2 * cr + 2] = c22;
        c[co + 2 * cr + 3] = c23;
        c[co + 3 * cr] = c30;
        c[co + 3 * cr + 1] = c31;
        c[co + 3 * cr + 2] = c32;
        c[co + 3 * cr + 3] = c33;
    }

    /** {@code C[j] = sum(k) a[k] * B[k, j]} for four j, all strides free. */
    static void strip(
            int k,
            float[] a,
            int ao,
            int ac,
            float[] b,
            int bo,
            int br,
            int bc,
            float[] c,
            int co,
            int cc,
            boolean accumulate) {
        float c0 = 0;
        float c1 = 0;
        float c2 = 0;
        float c3 = 0;
        if (accumulate) {
            c0 = c[co];
            c1 = c[co + cc];
            c2 = c[co + 2 * cc];
            c3 = c[co + 3 * cc];
        }
        int p = ao;
        int q = bo;
        for (int step = 0; step < k; step++) {
            float x = a[p];
            c0 = Fma.of(x, b[q], c0);
            c1 = Fma.of(x, b[q + bc], c1);
            c2 = Fma.of(x, b[q + 2 * bc], c2);
            c3 = Fma.of(x, b[q + 3 * bc], c3);
            p += ac;
            q += br;
        }
        c[co] = c0;
        c[co + cc] = c1;
        c[co + 2 * cc] = c2;
        c[co + 3 * cc] = c3;
    }

    /**
     * {@code C[i] = sum(k) A[i, k] * x[k]} for the ten i from {@code first} on, which share each x: as many sums as registers
     * hold beside four x. Beyond {@code m} the last i stands in: it is computed again, from the same values, to the same value.
     */
    static void ten(
            int first,
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
            boolean accumulate) {
        int last = m - 1;
        int i0 = first;
        int i1 = Math.min(first + 1, last);
        int i2 = Math.min(first + 2, last);
        int i3 = Math.min(first + 3, last);
        int i4 = Math.min(first + 4, last);
        int i5 = Math.min(first + 5, last);
        int i6 = Math.min(first + 6, last);
        int i7 = Math.min(first + 7, last);
        int i8 = Math.min(first + 8, last);
        int i9 = Math.min(first + 9, last);
        float c0 = 0;
        float c1 = 0;
        float c2 = 0;
        float c3 = 0;
        float c4 = 0;
        float c5 = 0;
        float c6 = 0;
        float c7 = 0;
        float c8 = 0;
        float c9 = 0;
        if (accumulate) {
            c0 = c[co + i0 * cs];
            c1 = c[co + i1 * cs];
            c2 = c[co + i2 * cs];
            c3 = c[co + i3 * cs];
            c4 = c[co + i4 * cs];
            c5 = c[co + i5 * cs];
            c6 = c[co + i6 * cs];
            c7 = c[co + i7 * cs];
            c8 = c[co + i8 * cs];
            c9 = c[co + i9 * cs];
        }
        int a0 = ao + i0 * ar;
        int a1 = ao + i1 * ar;
        int a2 = ao + i2 * ar;
        int a3 = ao + i3 * ar;
        int a4 = ao + i4 * ar;
        int a5 = ao + i5 * ar;
        int a6 = ao + i6 * ar;
        int a7 = ao + i7 * ar;
        int a8 = ao + i8 * ar;
        int a9 = ao + i9 * ar;
        int p = 0;
        if (ac == 1 && xs == 1) {
            // Known strides: the bounds are checked once, before the loop.
            for (; p + 4 <= k; p += 4) {
                float v0 = x[xo + p];
                float v1 = x[xo + p + 1];
                float v2 = x[xo + p + 2];
                float v3 = x[xo + p + 3];
                c0 = Fma.of(a[a0 + p], v0, c0);
                c0 = Fma.of(a[a0 + p + 1], v1, c0);
                c0 = Fma.of(a[a0 + p + 2], v2, c0);
                c0 = Fma.of(a[a0 + p + 3], v3, c0);
                c1 = Fma.of(a[a1 + p], v0, c1);
                c1 = Fma.of(a[a1 + p + 1], v1, c1);
                c1 = Fma.of(a[a1 + p + 2], v2, c1);
                c1 = Fma.of(a[a1 + p + 3], v3, c1);
                c2 = Fma.of(a[a2 + p], v0, c2);
                c2 = Fma.of(a[a2 + p + 1], v1, c2);
                c2 = Fma.of(a[a2 + p + 2], v2, c2);
                c2 = Fma.of(a[a2 + p + 3], v3, c2);
                c3 = Fma.of(a[a3 + p], v0, c3);
                c3 = Fma.of(a[a3 + p + 1], v1, c3);
                c3 = Fma.of(a[a3 + p + 2], v2, c3);
                c3 = Fma.of(a[a3 + p + 3], v3, c3);
                c4 = Fma.of(a[a4 + p], v0, c4);
                c4 = Fma.of(a[a4 + p + 1], v1, c4);
                c4 = Fma.of(a[a4 + p + 2], v2, c4);
                c4 = Fma.of(a[a4 + p + 3], v3, c4);
                c5 = Fma.of(a[a5 + p], v0, c5);
                c5 = Fma.of(a[a5 + p + 1], v1, c5);
                c5 = Fma.of(a[a5 + p + 2], v2, c5);
                c5 = Fma.of(a[a5 + p + 3], v3, c5);
                c6 = Fma.of(a[a6 + p], v0, c6);
                c6 = Fma.of(a[a6 + p + 1], v1, c6);
                c6 = Fma.of(a[a6 + p + 2], v2, c6);
                c6 = Fma.of(a[a6 + p + 3], v3, c6);
                c7 = Fma.of(a[a7 + p], v0, c7);
                c7 = Fma.of(a[a7 + p + 1], v1, c7);
                c7 = Fma.of(a[a7 + p + 2], v2, c7);
                c7 = Fma.of(a[a7 + p + 3], v3, c7);
                c8 = Fma.of(a[a8 + p], v0, c8);
                c8 = Fma.of(a[a8 + p + 1], v1, c8);
                c8 = Fma.of(a[a8 + p + 2], v2, c8);
                c8 = Fma.of(a[a8 + p + 3], v3, c8);
                c9 = Fma.of(a[a9 + p], v0, c9);
                c9 = Fma.of(a[a9 + p + 1], v1, c9);
                c9 = Fma.of(a[a9 + p + 2], v2, c9);
                c9 = Fma.of(a[a9 + p + 3], v3, c9);
            }
        }
        for (; p < k; p++) {
            int at = p * ac;
            float v = x[xo + p * xs];
            c0 = Fma.of(a[a0 + at], v, c0);
            c1 = Fma.of(a[a1 + at], v, c1);
            c2 = Fma.of(a[a2 + at], v, c2);
            c3 = Fma.of(a[a3 + at], v, c3);
            c4 = Fma.of(a[a4 + at], v, c4);
            c5 = Fma.of(a[a5 + at], v, c5);
            c6 = Fma.of(a[a6 + at], v, c6);
            c7 = Fma.of(a[a7 + at], v, c7);
            c8 = Fma.of(a[a8 + at], v, c8);
            c9 = Fma.of(a[a9 + at], v, c9);
        }
        c[co + i0 * cs] = c0;
        c[co + i1 * cs] = c1;
        c[co + i2 * cs] = c2;
        c[co + i3 * cs] = c3;
        c[co + i4 * cs] = c4;
        c[co + i5 * cs] = c5;
        c[co + i6 * cs] = c6;
        c[co + i7 * cs] = c7;
        c[co + i8 * cs] = c8;
        c[co + i9 * cs] = c9;
    }

    /** One element. */
    static void cell(
            int k, float[] a, int ao, int ac, float[] b, int bo, int br, float[] c, int co, boolean accumulate) {
        float sum = accumulate ? c[co] : 0;
        for (int step = 0; step < k; step++) {
            sum = Fma.of(a[ao + step * ac], b[bo + step * br], sum);
        }
        c[co] = sum;
    }
}
