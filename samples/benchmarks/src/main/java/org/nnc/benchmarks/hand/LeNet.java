package org.nnc.benchmarks.hand;

import java.util.Arrays;
import org.nnc.benchmarks.Side;

/**
 * Two 5x5 convolutions with relu and 2x2 pooling, then three dense layers. A convolution is a sum of shifted planes: shifted
 * copies start at 0, so that the update vectorises; planes keep the width of their input, and what stands in the last
 * columns is never read.
 */
public final class LeNet implements Side {
    private static final int[] SIZES = {150, 6, 2400, 16, 30720, 120, 10080, 84, 840, 10};
    private static final int FIRST = 23 * 28 + 24;
    private static final int SECOND = 7 * 12 + 8;
    private static final int MARGIN = 4 * 12 + 4;
    private static final int PLANE = MARGIN + 8 * 12 + MARGIN;

    private final int images;
    private final boolean inference;
    private final float[] x;
    private final int[] y;
    private final float[][] p = new float[10][];
    private final float[][] d = new float[10][];
    private final float[][] shifted = new float[400][FIRST];
    private final float[] sums = new float[1024];
    private final float[] plane1 = new float[6 * 672];
    private final float[] plane2 = new float[16 * 96];
    private final float[] pooled1;
    private final int[] winner1;
    private final float[] pooled2;
    private final int[] winner2;
    private final float[] hidden1;
    private final float[] hidden2;
    private final float[] logits;
    private final float[] dPooled2;
    private final float[] dHidden1;
    private final float[] dHidden2;
    private final float[] dPlane2 = new float[16 * PLANE];
    private final float[] dPooled1 = new float[864];
    private final Rows kernel = new Rows(256);

    /** With parameters K1, c1, K2, c2, W1, b1, W2, b2, W3, b3. */
    public LeNet(int images, float[] x, int[] y, float[] parameters, boolean inference) {
        this.images = images;
        this.x = Arrays.copyOf(x, x.length + 8);
        this.y = y;
        this.inference = inference;
        int at = 0;
        for (int i = 0; i < 10; i++) {
            p[i] = Arrays.copyOfRange(parameters, at, at += SIZES[i]);
            d[i] = new float[SIZES[i]];
        }
        pooled1 = new float[images * 864 + 8];
        winner1 = new int[images * 864];
        pooled2 = new float[images * 256];
        winner2 = new int[images * 256];
        hidden1 = new float[images * 120];
        hidden2 = new float[images * 84];
        logits = new float[images * 10];
        dPooled2 = new float[images * 256];
        dHidden1 = new float[images * 120];
        dHidden2 = new float[images * 84];
    }

    private void forward() {
        for (int n = 0; n < images; n++) {
            for (int k = 0; k < 25; k++) System.arraycopy(x, n * 784 + k / 5 * 28 + k % 5, shifted[k], 0, FIRST);
            convolve(6, 25, FIRST, p[0], p[1], plane1, 672);
            pool(6, 24, 28, plane1, pooled1, n * 864, winner1, n * 864);
            for (int c = 0; c < 6; c++) {
                for (int k = 0; k < 25; k++) {
                    System.arraycopy(pooled1, n * 864 + c * 144 + k / 5 * 12 + k % 5, shifted[c * 25 + k], 0, SECOND);
                }
            }
            convolve(16, 150, SECOND, p[2], p[3], plane2, 96);
            pool(16, 8, 12, plane2, pooled2, n * 256, winner2, n * 256);
        }
        dense(256, 120, pooled2, p[4], p[5], hidden1, true);
        dense(120, 84, hidden1, p[6], p[7], hidden2, true);
        dense(84, 10, hidden2, p[8], p[9], logits, false);
    }

    private void convolve(int channels, int taps, int length, float[] weights, float[] bias, float[] to, int plane) {
        for (int o = 0; o < channels; o++) {
            Arrays.fill(sums, 0, length, bias[o]);
            Rows.update(length, taps, weights, o * taps, 1, shifted, 0, sums);
            System.arraycopy(sums, 0, to, o * plane, length);
        }
    }

    /** The greatest of each 2x2 window, with relu; its place, or -1 where relu is flat. */
    private static void pool(
            int channels, int size, int width, float[] z, float[] to, int at, int[] winner, int winnerAt) {
        int k = 0;
        for (int c = 0; c < channels; c++) {
            for (int r = 0; r < size; r += 2) {
                int q = (c * size + r) * width;
                for (int s = 0; s < size; s += 2, q += 2, k++) {
                    int best = q;
                    float max = z[q];
                    if (z[q + 1] > max) max = z[best = q + 1];
                    if (z[q + width] > max) max = z[best = q + width];
                    if (z[q + width + 1] > max) max = z[best = q + width + 1];
                    to[at + k] = Math.max(max, 0);
                    winner[winnerAt + k] = max > 0 ? best : -1;
                }
            }
        }
    }

    private void dense(int in, int out, float[] a, float[] w, float[] b, float[] z, boolean relu) {
        for (int n = 0; n < images; n++) {
            for (int o = 0; o < out; o++) {
                float v = b[o] + Rows.dot(in, a, n * in, w, o * in);
                z[n * out + o] = relu ? Math.max(v, 0) : v;
            }
        }
    }

    private void denseBack(int in, int out, float[] dz, float[] a, int layer, float[] da) {
        Rows.columnSums(images, out, dz, 0, d[layer + 1], 0);
        kernel.multiply(out, in, images, dz, 0, 1, out, a, 0, in, d[layer], 0, in);
        Arrays.fill(da, 0);
        kernel.multiply(images, in, out, dz, 0, out, 1, p[layer], 0, in, da, 0, in);
        for (int i = 0; i < da.length; i++) da[i] = a[i] > 0 ? da[i] : 0;
    }

    @Override
    public double call() {
        forward();
        if (inference) return logits[0];
        double loss = Rows.softmax(images, 10, logits, y);
        for (float[] tensor : d) Arrays.fill(tensor, 0);
        denseBack(84, 10, logits, hidden2, 8, dHidden2);
        denseBack(120, 84, dHidden2, hidden1, 6, dHidden1);
        denseBack(256, 120, dHidden1, pooled2, 4, dPooled2);
        for (int n = 0; n < images; n++) {
            second(n);
            first(n);
        }
        return loss;
    }

    private void second(int n) {
        Arrays.fill(dPlane2, 0);
        for (int o = 0; o < 16; o++) {
            int start = o * PLANE + MARGIN;
            float sum = 0;
            for (int k = o * 16; k < o * 16 + 16; k++) {
                int place = winner2[n * 256 + k];
                if (place >= 0) {
                    float v = dPooled2[n * 256 + k];
                    dPlane2[start + place - o * 96] = v;
                    sum += v;
                }
            }
            d[3][o] += sum;
            for (int c = 0; c < 6; c++) {
                for (int r = 0; r < 5; r++) {
                    taps(SECOND, dPlane2, start, pooled1, n * 864 + c * 144 + r * 12, d[2], (o * 6 + c) * 25 + r * 5);
                }
            }
        }
        for (int k = 0; k < 400; k++) {
            System.arraycopy(dPlane2, k / 25 * PLANE + MARGIN - k % 25 / 5 * 12 - k % 5, shifted[k], 0, 144);
        }
        for (int c = 0; c < 6; c++) {
            Arrays.fill(sums, 0, 144, 0);
            for (int o = 0; o < 16; o++) Rows.update(144, 25, p[2], (o * 6 + c) * 25, 1, shifted, o * 25, sums);
            System.arraycopy(sums, 0, dPooled1, c * 144, 144);
        }
    }

    private void first(int n) {
        Arrays.fill(plane1, 0);
        for (int o = 0; o < 6; o++) {
            float sum = 0;
            for (int k = o * 144; k < o * 144 + 144; k++) {
                int place = winner1[n * 864 + k];
                if (place >= 0) {
                    plane1[place] = dPooled1[k];
                    sum += dPooled1[k];
                }
            }
            d[1][o] += sum;
            for (int r = 0; r < 5; r++) taps(FIRST, plane1, o * 672, x, n * 784 + r * 28, d[0], o * 25 + r * 5);
        }
    }

    /** Five neighbouring taps of a kernel: one pass over the plane, five chains. */
    private static void taps(int n, float[] a, int ao, float[] b, int bo, float[] to, int at) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        for (int j = 0; j < n; j++) {
            float v = a[ao + j];
            s0 += v * b[bo + j];
            s1 += v * b[bo + j + 1];
            s2 += v * b[bo + j + 2];
            s3 += v * b[bo + j + 3];
            s4 += v * b[bo + j + 4];
        }
        to[at] += s0;
        to[at + 1] += s1;
        to[at + 2] += s2;
        to[at + 3] += s3;
        to[at + 4] += s4;
    }

    @Override
    public double[] result() {
        return inference ? Flat.of(logits) : Flat.of(d);
    }
}
