package org.nnc.runtime.reproducible;

import org.nnc.runtime.KernelSet;
import org.nnc.runtime.Scratch;

/** Kernels without fused operations, every element summed in the order of k; elementary functions by StrictMath. */
final class Ordered implements KernelSet {
    @Override
    public String name() {
        return "reproducible";
    }

    @Override
    public void gemm(
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int aRow,
            int aColumn,
            float[] b,
            int bOffset,
            int bRow,
            int bColumn,
            float[] c,
            int cOffset,
            int cRow,
            boolean accumulate,
            Scratch scratch) {
        for (int i = 0; i < m; i++) {
            int j = 0;
            for (; j + 4 <= n; j += 4) {
                int at = cOffset + i * cRow + j;
                float s0 = accumulate ? c[at] : 0;
                float s1 = accumulate ? c[at + 1] : 0;
                float s2 = accumulate ? c[at + 2] : 0;
                float s3 = accumulate ? c[at + 3] : 0;
                int p = aOffset + i * aRow;
                int q = bOffset + j * bColumn;
                for (int step = 0; step < k; step++) {
                    float v = a[p];
                    s0 += v * b[q];
                    s1 += v * b[q + bColumn];
                    s2 += v * b[q + 2 * bColumn];
                    s3 += v * b[q + 3 * bColumn];
                    p += aColumn;
                    q += bRow;
                }
                c[at] = s0;
                c[at + 1] = s1;
                c[at + 2] = s2;
                c[at + 3] = s3;
            }
            for (; j < n; j++) {
                int at = cOffset + i * cRow + j;
                float sum = accumulate ? c[at] : 0;
                for (int step = 0; step < k; step++) {
                    sum += a[aOffset + i * aRow + step * aColumn] * b[bOffset + j * bColumn + step * bRow];
                }
                c[at] = sum;
            }
        }
    }

    @Override
    public void gemm(
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
            int[] rows,
            float[] c,
            int co,
            int cg,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        for (int g = 0; g < groups; g++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    int at = co + g * cg + i * cr + j;
                    float sum = accumulate ? c[at] : 0;
                    for (int p = 0; p < k; p++) {
                        sum += a[ao + i * ar + p * ac] * b[bo + g * bg + rows[p] + j];
                    }
                    c[at] = sum;
                }
            }
        }
    }

    @Override
    public void dots(
            int m,
            int n,
            int blocks,
            int k,
            float[] a,
            int aOffset,
            int aRow,
            int aBlock,
            float[] b,
            int bOffset,
            int[] bColumns,
            int bBlock,
            float[] c,
            int cOffset,
            int cRow,
            boolean accumulate,
            Scratch scratch) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int at = cOffset + i * cRow + j;
                float sum = accumulate ? c[at] : 0;
                for (int q = 0; q < blocks; q++) {
                    int x = aOffset + i * aRow + q * aBlock;
                    int y = bOffset + bColumns[j] + q * bBlock;
                    for (int p = 0; p < k; p++) {
                        sum += a[x + p] * b[y + p];
                    }
                }
                c[at] = sum;
            }
        }
    }

    @Override
    public void gemm(
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
        for (int g = 0; g < groups; g++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    int at = co + g * cg + i * cr + j;
                    double sum = accumulate ? c[at] : 0;
                    for (int p = 0; p < k; p++) {
                        sum += a[ao + i * ar + p * ac] * b[bo + g * bg + rows[p] + j];
                    }
                    c[at] = sum;
                }
            }
        }
    }

    @Override
    public void dots(
            int m,
            int n,
            int blocks,
            int k,
            double[] a,
            int aOffset,
            int aRow,
            int aBlock,
            double[] b,
            int bOffset,
            int[] bColumns,
            int bBlock,
            double[] c,
            int cOffset,
            int cRow,
            boolean accumulate,
            Scratch scratch) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int at = cOffset + i * cRow + j;
                double sum = accumulate ? c[at] : 0;
                for (int q = 0; q < blocks; q++) {
                    int x = aOffset + i * aRow + q * aBlock;
                    int y = bOffset + bColumns[j] + q * bBlock;
                    for (int p = 0; p < k; p++) {
                        sum += a[x + p] * b[y + p];
                    }
                }
                c[at] = sum;
            }
        }
    }

    @Override
    public float dot(int n, float[] a, int aOffset, int aStep, float[] b, int bOffset, int bStep) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[aOffset + i * aStep] * b[bOffset + i * bStep];
        }
        return sum;
    }

    @Override
    public void axpy(int n, float s, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] += s * x[xo + i];
        }
    }

    @Override
    public void exp(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) StrictMath.exp(x[xo + i]);
        }
    }

    @Override
    public void expm1(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) StrictMath.expm1(x[xo + i]);
        }
    }

    @Override
    public void log(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) StrictMath.log(x[xo + i]);
        }
    }

    @Override
    public void cosh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) StrictMath.cosh(x[xo + i]);
        }
    }

    @Override
    public void tanh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) StrictMath.tanh(x[xo + i]);
        }
    }

    @Override
    public void tanhs(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = 1 / (float) StrictMath.cosh(x[xo + i]);
        }
        tanh(n, x, xo, y, yo, scratch);
    }

    @Override
    public void erf(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Special.erf(x[xo + i]);
        }
    }

    @Override
    public void sigmoid(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Special.sigmoid(x[xo + i]);
        }
    }

    @Override
    public void sigmoids(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = Special.sigmoid(-x[xo + i]);
        }
        sigmoid(n, x, xo, y, yo, scratch);
    }

    @Override
    public void softplus(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Special.softplus(x[xo + i]);
        }
    }

    @Override
    public void gemm(
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            int aRow,
            int aColumn,
            double[] b,
            int bOffset,
            int bRow,
            int bColumn,
            double[] c,
            int cOffset,
            int cRow,
            boolean accumulate,
            Scratch scratch) {
        for (int i = 0; i < m; i++) {
            int j = 0;
            for (; j + 4 <= n; j += 4) {
                int at = cOffset + i * cRow + j;
                double s0 = accumulate ? c[at] : 0;
                double s1 = accumulate ? c[at + 1] : 0;
                double s2 = accumulate ? c[at + 2] : 0;
                double s3 = accumulate ? c[at + 3] : 0;
                int p = aOffset + i * aRow;
                int q = bOffset + j * bColumn;
                for (int step = 0; step < k; step++) {
                    double v = a[p];
                    s0 += v * b[q];
                    s1 += v * b[q + bColumn];
                    s2 += v * b[q + 2 * bColumn];
                    s3 += v * b[q + 3 * bColumn];
                    p += aColumn;
                    q += bRow;
                }
                c[at] = s0;
                c[at + 1] = s1;
                c[at + 2] = s2;
                c[at + 3] = s3;
            }
            for (; j < n; j++) {
                int at = cOffset + i * cRow + j;
                double sum = accumulate ? c[at] : 0;
                for (int step = 0; step < k; step++) {
                    sum += a[aOffset + i * aRow + step * aColumn] * b[bOffset + j * bColumn + step * bRow];
                }
                c[at] = sum;
            }
        }
    }

    @Override
    public double dot(int n, double[] a, int aOffset, int aStep, double[] b, int bOffset, int bStep) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[aOffset + i * aStep] * b[bOffset + i * bStep];
        }
        return sum;
    }

    @Override
    public void axpy(int n, double s, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] += s * x[xo + i];
        }
    }

    @Override
    public void exp(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = StrictMath.exp(x[xo + i]);
        }
    }

    @Override
    public void expm1(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = StrictMath.expm1(x[xo + i]);
        }
    }

    @Override
    public void log(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = StrictMath.log(x[xo + i]);
        }
    }

    @Override
    public void cosh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = StrictMath.cosh(x[xo + i]);
        }
    }

    @Override
    public void tanh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = StrictMath.tanh(x[xo + i]);
        }
    }

    @Override
    public void tanhs(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = 1 / StrictMath.cosh(x[xo + i]);
        }
        tanh(n, x, xo, y, yo, scratch);
    }

    @Override
    public void erf(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Special.erf(x[xo + i]);
        }
    }

    @Override
    public void sigmoid(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Special.sigmoid(x[xo + i]);
        }
    }

    @Override
    public void sigmoids(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = Special.sigmoid(-x[xo + i]);
        }
        sigmoid(n, x, xo, y, yo, scratch);
    }

    @Override
    public void softplus(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Special.softplus(x[xo + i]);
        }
    }
}
