package org.nnc.benchmarks.hand;

import java.util.Arrays;
import org.nnc.benchmarks.Side;

/**
 * A 3x3 convolution with a border of zeros, and its gradients: images times one weight in a long loop, which HotSpot vectorises.
 * All images have rows as long as those with the border; what the result has more is weighted with zeros.
 */
public final class Convolution implements Side {
    private final int images;
    private final int channels;
    private final int size;
    private final int wide;
    private final float[] k;
    private final float[] t;
    private final float[] x;
    private final float[] y;
    private final float[] dk;
    private final float[] dx;

    /** As many channels out as in; the parameters are the weights and the images. */
    public Convolution(int images, int channels, int size, float[] t, float[] parameters) {
        this.images = images;
        this.channels = channels;
        this.size = size;
        wide = size + 2;
        k = Arrays.copyOf(parameters, channels * channels * 9);
        x = new float[images * channels * wide * wide];
        dx = new float[x.length];
        this.t = new float[images * channels * size * wide];
        y = new float[this.t.length];
        dk = new float[k.length];
        for (int r = 0; r < images * channels * size; r++) {
            System.arraycopy(parameters, k.length + r * size, x, inside(r), size);
            System.arraycopy(t, r * size, this.t, r * wide, size);
        }
    }

    /** Where row r of all images begins within the border. */
    private int inside(int r) {
        return (r / size * wide + r % size + 1) * wide + 1;
    }

    @Override
    public double call() {
        Arrays.fill(y, 0);
        Arrays.fill(dx, 0);
        Arrays.fill(dk, 0);
        int length = size * wide - 2;
        for (int n = 0; n < images; n++) {
            for (int o = 0; o < channels; o++) {
                int to = (n * channels + o) * size * wide;
                for (int c = 0; c < channels; c++) {
                    int image = (n * channels + c) * wide * wide;
                    for (int tap = 0; tap < 9; tap++) {
                        int at = (o * channels + c) * 9 + tap;
                        int from = image + tap / 3 * wide + tap % 3;
                        add(length, k[at], x, from, y, to);
                        add(length, k[at], t, to, dx, from);
                        dk[at] += Rows.dot(length, t, to, x, from);
                    }
                }
            }
        }
        double loss = 0;
        for (int i = 0; i < y.length; i++) loss += t[i] * y[i];
        return loss;
    }

    private static void add(int n, float w, float[] a, int ao, float[] b, int bo) {
        for (int i = 0; i < n; i++) b[bo + i] = Math.fma(w, a[ao + i], b[bo + i]);
    }

    @Override
    public double[] result() {
        float[] all = new float[images * channels * size * size];
        for (int r = 0; r < images * channels * size; r++) System.arraycopy(dx, inside(r), all, r * size, size);
        return Flat.of(dk, all);
    }
}
