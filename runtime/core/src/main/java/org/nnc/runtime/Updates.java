package org.nnc.runtime;

/**
 * The loops that plain contractions are made of: rows, each from index 0 on, times numbers are added to other rows.
 *
 * <p>All arrays have the same index and the numbers are arguments, which HotSpot vectorises. Whether operations are fused is
 * asked outside of the loops: until they are compiled for good, a call of {@link Fma} in them takes longer than the sum.
 */
final class Updates {
    /**
     * Rows up to this length go through a loop of their own: HotSpot counts how often a loop goes round over all calls of a method,
     * and where that is seldom it unrolls less, for long rows too.
     */
    static final int SHORT = 48;

    private Updates() {}

    /** Products of two rows with two others into four: {@code cIJ[x] += aI[x]*bJ[x]}. */
    static void products(
            float[] c00, float[] c01, float[] c10, float[] c11, float[] a0, float[] a1, float[] b0, float[] b1, int n) {
        if (Fma.FUSED) {
            for (int x = 0; x < n; x++) {
                float u0 = a0[x];
                float u1 = a1[x];
                float v0 = b0[x];
                float v1 = b1[x];
                c00[x] = Math.fma(u0, v0, c00[x]);
                c01[x] = Math.fma(u0, v1, c01[x]);
                c10[x] = Math.fma(u1, v0, c10[x]);
                c11[x] = Math.fma(u1, v1, c11[x]);
            }
            return;
        }
        for (int x = 0; x < n; x++) {
            float u0 = a0[x];
            float u1 = a1[x];
            float v0 = b0[x];
            float v1 = b1[x];
            c00[x] += u0 * v0;
            c01[x] += u0 * v1;
            c10[x] += u1 * v0;
            c11[x] += u1 * v1;
        }
    }

    /** Two rows into four: {@code cI[j] += aI[0]*b[0][j] + aI[1]*b[1][j]} for two rows of b from one on. */
    static void eight(float[][] c, float[][] b, int first, float[] a, int at, int ar, int ac, int n) {
        float[] c0 = c[0];
        float[] c1 = c[1];
        float[] c2 = c[2];
        float[] c3 = c[3];
        float[] b0 = b[first];
        float[] b1 = b[first + 1];
        float a00 = a[at];
        float a01 = a[at + ac];
        float a10 = a[at + ar];
        float a11 = a[at + ar + ac];
        float a20 = a[at + 2 * ar];
        float a21 = a[at + 2 * ar + ac];
        float a30 = a[at + 3 * ar];
        float a31 = a[at + 3 * ar + ac];
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                float v0 = b0[j];
                float v1 = b1[j];
                c0[j] = Math.fma(a01, v1, Math.fma(a00, v0, c0[j]));
                c1[j] = Math.fma(a11, v1, Math.fma(a10, v0, c1[j]));
                c2[j] = Math.fma(a21, v1, Math.fma(a20, v0, c2[j]));
                c3[j] = Math.fma(a31, v1, Math.fma(a30, v0, c3[j]));
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            float v0 = b0[j];
            float v1 = b1[j];
            c0[j] = a01 * v1 + (a00 * v0 + c0[j]);
            c1[j] = a11 * v1 + (a10 * v0 + c1[j]);
            c2[j] = a21 * v1 + (a20 * v0 + c2[j]);
            c3[j] = a31 * v1 + (a30 * v0 + c3[j]);
        }
    }

    /** {@link #eight} for rows of at most {@link #SHORT}. */
    static void eightShort(float[][] c, float[][] b, int first, float[] a, int at, int ar, int ac, int n) {
        float[] c0 = c[0];
        float[] c1 = c[1];
        float[] c2 = c[2];
        float[] c3 = c[3];
        float[] b0 = b[first];
        float[] b1 = b[first + 1];
        float a00 = a[at];
        float a01 = a[at + ac];
        float a10 = a[at + ar];
        float a11 = a[at + ar + ac];
        float a20 = a[at + 2 * ar];
        float a21 = a[at + 2 * ar + ac];
        float a30 = a[at + 3 * ar];
        float a31 = a[at + 3 * ar + ac];
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                float v0 = b0[j];
                float v1 = b1[j];
                c0[j] = Math.fma(a01, v1, Math.fma(a00, v0, c0[j]));
                c1[j] = Math.fma(a11, v1, Math.fma(a10, v0, c1[j]));
                c2[j] = Math.fma(a21, v1, Math.fma(a20, v0, c2[j]));
                c3[j] = Math.fma(a31, v1, Math.fma(a30, v0, c3[j]));
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            float v0 = b0[j];
            float v1 = b1[j];
            c0[j] = a01 * v1 + (a00 * v0 + c0[j]);
            c1[j] = a11 * v1 + (a10 * v0 + c1[j]);
            c2[j] = a21 * v1 + (a20 * v0 + c2[j]);
            c3[j] = a31 * v1 + (a30 * v0 + c3[j]);
        }
    }

    /** Three rows into three: {@code cI[j] += sum(p) aI[p]*b[p][j]} for three p from one on. */
    static void nine(float[][] c, float[][] b, int first, float[] a, int at, int ar, int ac, int n) {
        float[] c0 = c[0];
        float[] c1 = c[1];
        float[] c2 = c[2];
        float[] b0 = b[first];
        float[] b1 = b[first + 1];
        float[] b2 = b[first + 2];
        float a00 = a[at];
        float a01 = a[at + ac];
        float a02 = a[at + 2 * ac];
        float a10 = a[at + ar];
        float a11 = a[at + ar + ac];
        float a12 = a[at + ar + 2 * ac];
        float a20 = a[at + 2 * ar];
        float a21 = a[at + 2 * ar + ac];
        float a22 = a[at + 2 * ar + 2 * ac];
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                float v0 = b0[j];
                float v1 = b1[j];
                float v2 = b2[j];
                c0[j] = Math.fma(a02, v2, Math.fma(a01, v1, Math.fma(a00, v0, c0[j])));
                c1[j] = Math.fma(a12, v2, Math.fma(a11, v1, Math.fma(a10, v0, c1[j])));
                c2[j] = Math.fma(a22, v2, Math.fma(a21, v1, Math.fma(a20, v0, c2[j])));
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            float v0 = b0[j];
            float v1 = b1[j];
            float v2 = b2[j];
            c0[j] = a02 * v2 + (a01 * v1 + (a00 * v0 + c0[j]));
            c1[j] = a12 * v2 + (a11 * v1 + (a10 * v0 + c1[j]));
            c2[j] = a22 * v2 + (a21 * v1 + (a20 * v0 + c2[j]));
        }
    }

    /** Four rows into one: {@code c[j] += sum(p) a[p]*b[p][j]} for four p from one on. */
    static void four(float[] c, float[][] b, int first, float[] a, int at, int ac, int n) {
        float[] b0 = b[first];
        float[] b1 = b[first + 1];
        float[] b2 = b[first + 2];
        float[] b3 = b[first + 3];
        float a0 = a[at];
        float a1 = a[at + ac];
        float a2 = a[at + 2 * ac];
        float a3 = a[at + 3 * ac];
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                c[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], c[j]))));
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            c[j] = a3 * b3[j] + (a2 * b2[j] + (a1 * b1[j] + (a0 * b0[j] + c[j])));
        }
    }

    /** {@link #four} for rows of at most {@link #SHORT}. */
    static void fourShort(float[] c, float[][] b, int first, float[] a, int at, int ac, int n) {
        float[] b0 = b[first];
        float[] b1 = b[first + 1];
        float[] b2 = b[first + 2];
        float[] b3 = b[first + 3];
        float a0 = a[at];
        float a1 = a[at + ac];
        float a2 = a[at + 2 * ac];
        float a3 = a[at + 3 * ac];
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                c[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], c[j]))));
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            c[j] = a3 * b3[j] + (a2 * b2[j] + (a1 * b1[j] + (a0 * b0[j] + c[j])));
        }
    }

    /** {@code c[j] = a*b[j] + 0}: what {@link #one} makes of zeros. */
    static void first(float[] c, float[] b, float a, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = a * b[j] + 0f;
        }
    }

    /** One row into one: {@code c[j] += a*b[j]}. */
    static void one(float[] c, float[] b, float a, int n) {
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                c[j] = Math.fma(a, b[j], c[j]);
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            c[j] = a * b[j] + c[j];
        }
    }

    /** Products of two rows with two others into four: {@code cIJ[x] += aI[x]*bJ[x]}. */
    static void products(
            double[] c00,
            double[] c01,
            double[] c10,
            double[] c11,
            double[] a0,
            double[] a1,
            double[] b0,
            double[] b1,
            int n) {
        if (Fma.FUSED) {
            for (int x = 0; x < n; x++) {
                double u0 = a0[x];
                double u1 = a1[x];
                double v0 = b0[x];
                double v1 = b1[x];
                c00[x] = Math.fma(u0, v0, c00[x]);
                c01[x] = Math.fma(u0, v1, c01[x]);
                c10[x] = Math.fma(u1, v0, c10[x]);
                c11[x] = Math.fma(u1, v1, c11[x]);
            }
            return;
        }
        for (int x = 0; x < n; x++) {
            double u0 = a0[x];
            double u1 = a1[x];
            double v0 = b0[x];
            double v1 = b1[x];
            c00[x] += u0 * v0;
            c01[x] += u0 * v1;
            c10[x] += u1 * v0;
            c11[x] += u1 * v1;
        }
    }

    /** Two rows into four: {@code cI[j] += aI[0]*b[0][j] + aI[1]*b[1][j]} for two rows of b from one on. */
    static void eight(double[][] c, double[][] b, int first, double[] a, int at, int ar, int ac, int n) {
        double[] c0 = c[0];
        double[] c1 = c[1];
        double[] c2 = c[2];
        double[] c3 = c[3];
        double[] b0 = b[first];
        double[] b1 = b[first + 1];
        double a00 = a[at];
        double a01 = a[at + ac];
        double a10 = a[at + ar];
        double a11 = a[at + ar + ac];
        double a20 = a[at + 2 * ar];
        double a21 = a[at + 2 * ar + ac];
        double a30 = a[at + 3 * ar];
        double a31 = a[at + 3 * ar + ac];
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                double v0 = b0[j];
                double v1 = b1[j];
                c0[j] = Math.fma(a01, v1, Math.fma(a00, v0, c0[j]));
                c1[j] = Math.fma(a11, v1, Math.fma(a10, v0, c1[j]));
                c2[j] = Math.fma(a21, v1, Math.fma(a20, v0, c2[j]));
                c3[j] = Math.fma(a31, v1, Math.fma(a30, v0, c3[j]));
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            double v0 = b0[j];
            double v1 = b1[j];
            c0[j] = a01 * v1 + (a00 * v0 + c0[j]);
            c1[j] = a11 * v1 + (a10 * v0 + c1[j]);
            c2[j] = a21 * v1 + (a20 * v0 + c2[j]);
            c3[j] = a31 * v1 + (a30 * v0 + c3[j]);
        }
    }

    /** {@link #eight} for rows of at most {@link #SHORT}. */
    static void eightShort(double[][] c, double[][] b, int first, double[] a, int at, int ar, int ac, int n) {
        double[] c0 = c[0];
        double[] c1 = c[1];
        double[] c2 = c[2];
        double[] c3 = c[3];
        double[] b0 = b[first];
        double[] b1 = b[first + 1];
        double a00 = a[at];
        double a01 = a[at + ac];
        double a10 = a[at + ar];
        double a11 = a[at + ar + ac];
        double a20 = a[at + 2 * ar];
        double a21 = a[at + 2 * ar + ac];
        double a30 = a[at + 3 * ar];
        double a31 = a[at + 3 * ar + ac];
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                double v0 = b0[j];
                double v1 = b1[j];
                c0[j] = Math.fma(a01, v1, Math.fma(a00, v0, c0[j]));
                c1[j] = Math.fma(a11, v1, Math.fma(a10, v0, c1[j]));
                c2[j] = Math.fma(a21, v1, Math.fma(a20, v0, c2[j]));
                c3[j] = Math.fma(a31, v1, Math.fma(a30, v0, c3[j]));
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            double v0 = b0[j];
            double v1 = b1[j];
            c0[j] = a01 * v1 + (a00 * v0 + c0[j]);
            c1[j] = a11 * v1 + (a10 * v0 + c1[j]);
            c2[j] = a21 * v1 + (a20 * v0 + c2[j]);
            c3[j] = a31 * v1 + (a30 * v0 + c3[j]);
        }
    }

    /** Three rows into three: {@code cI[j] += sum(p) aI[p]*b[p][j]} for three p from one on. */
    static void nine(double[][] c, double[][] b, int first, double[] a, int at, int ar, int ac, int n) {
        double[] c0 = c[0];
        double[] c1 = c[1];
        double[] c2 = c[2];
        double[] b0 = b[first];
        double[] b1 = b[first + 1];
        double[] b2 = b[first + 2];
        double a00 = a[at];
        double a01 = a[at + ac];
        double a02 = a[at + 2 * ac];
        double a10 = a[at + ar];
        double a11 = a[at + ar + ac];
        double a12 = a[at + ar + 2 * ac];
        double a20 = a[at + 2 * ar];
        double a21 = a[at + 2 * ar + ac];
        double a22 = a[at + 2 * ar + 2 * ac];
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                double v0 = b0[j];
                double v1 = b1[j];
                double v2 = b2[j];
                c0[j] = Math.fma(a02, v2, Math.fma(a01, v1, Math.fma(a00, v0, c0[j])));
                c1[j] = Math.fma(a12, v2, Math.fma(a11, v1, Math.fma(a10, v0, c1[j])));
                c2[j] = Math.fma(a22, v2, Math.fma(a21, v1, Math.fma(a20, v0, c2[j])));
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            double v0 = b0[j];
            double v1 = b1[j];
            double v2 = b2[j];
            c0[j] = a02 * v2 + (a01 * v1 + (a00 * v0 + c0[j]));
            c1[j] = a12 * v2 + (a11 * v1 + (a10 * v0 + c1[j]));
            c2[j] = a22 * v2 + (a21 * v1 + (a20 * v0 + c2[j]));
        }
    }

    /** Four rows into one: {@code c[j] += sum(p) a[p]*b[p][j]} for four p from one on. */
    static void four(double[] c, double[][] b, int first, double[] a, int at, int ac, int n) {
        double[] b0 = b[first];
        double[] b1 = b[first + 1];
        double[] b2 = b[first + 2];
        double[] b3 = b[first + 3];
        double a0 = a[at];
        double a1 = a[at + ac];
        double a2 = a[at + 2 * ac];
        double a3 = a[at + 3 * ac];
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                c[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], c[j]))));
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            c[j] = a3 * b3[j] + (a2 * b2[j] + (a1 * b1[j] + (a0 * b0[j] + c[j])));
        }
    }

    /** {@link #four} for rows of at most {@link #SHORT}. */
    static void fourShort(double[] c, double[][] b, int first, double[] a, int at, int ac, int n) {
        double[] b0 = b[first];
        double[] b1 = b[first + 1];
        double[] b2 = b[first + 2];
        double[] b3 = b[first + 3];
        double a0 = a[at];
        double a1 = a[at + ac];
        double a2 = a[at + 2 * ac];
        double a3 = a[at + 3 * ac];
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                c[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], c[j]))));
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            c[j] = a3 * b3[j] + (a2 * b2[j] + (a1 * b1[j] + (a0 * b0[j] + c[j])));
        }
    }

    /** {@code c[j] = a*b[j] + 0}: what {@link #one} makes of zeros. */
    static void first(double[] c, double[] b, double a, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = a * b[j] + 0.0;
        }
    }

    /** One row into one: {@code c[j] += a*b[j]}. */
    static void one(double[] c, double[] b, double a, int n) {
        if (Fma.FUSED) {
            for (int j = 0; j < n; j++) {
                c[j] = Math.fma(a, b[j], c[j]);
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            c[j] = a * b[j] + c[j];
        }
    }
}
