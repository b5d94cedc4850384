package org.nnc.benchmarks.hand;

import java.util.Arrays;
import org.nnc.benchmarks.Side;

/**
 * A dense net with relu and the likelihood of a softmax. Wide layers keep their weights as [in, out], so that products run
 * along the outputs; narrow ones as [out, in].
 */
public final class Dense implements Side {
    private final int rows;
    private final int[] sizes;
    private final int layers;
    private final float[][] w;
    private final float[][] turned;
    private final float[][] b;
    private final float[][] dw;
    private final float[][] db;
    private final float[][] values;
    private final float[][] adjoints;
    private final int[] y;
    private final boolean inference;
    private final Rows kernel;

    /** With parameters W, b per layer, W as [out, in]. */
    public Dense(int rows, float[] x, int[] y, float[] parameters, boolean inference, int... sizes) {
        this.rows = rows;
        this.sizes = sizes.clone();
        this.y = y;
        this.inference = inference;
        layers = sizes.length - 1;
        w = new float[layers][];
        turned = new float[layers][];
        b = new float[layers][];
        dw = new float[layers][];
        db = new float[layers][];
        values = new float[layers + 1][];
        adjoints = new float[layers + 1][];
        values[0] = x;
        int at = 0;
        int widest = 0;
        for (int l = 0; l < layers; l++) {
            int in = sizes[l];
            int out = sizes[l + 1];
            widest = Math.max(widest, Math.max(in, out));
            float[] canonical = Arrays.copyOfRange(parameters, at, at += in * out);
            if (wide(l)) {
                w[l] = new float[in * out];
                Rows.transpose(out, in, canonical, 0, w[l], 0);
                turned[l] = new float[in * out];
            } else {
                w[l] = canonical;
            }
            b[l] = Arrays.copyOfRange(parameters, at, at += out);
            dw[l] = new float[in * out];
            db[l] = new float[out];
            values[l + 1] = new float[rows * out];
            adjoints[l + 1] = new float[rows * out];
        }
        kernel = new Rows(widest);
    }

    private boolean wide(int layer) {
        return sizes[layer + 1] >= 32;
    }

    private void forward() {
        for (int l = 0; l < layers; l++) {
            int in = sizes[l];
            int out = sizes[l + 1];
            float[] a = values[l];
            float[] z = values[l + 1];
            if (wide(l)) {
                for (int i = 0; i < rows; i++) System.arraycopy(b[l], 0, z, i * out, out);
                kernel.multiply(rows, out, in, a, 0, in, 1, w[l], 0, out, z, 0, out);
            } else {
                for (int i = 0; i < rows; i++) {
                    for (int o = 0; o < out; o += 5) five(in, a, i * in, w[l], o * in, b[l], o, z, i * out + o);
                }
            }
            if (l < layers - 1) for (int i = 0; i < z.length; i++) z[i] = Math.max(z[i], 0);
        }
    }

    /** Five rows of weights with one row of values: five chains that do not wait for each other. */
    private static void five(int n, float[] a, int ao, float[] w, int wo, float[] b, int bo, float[] z, int zo) {
        float s0 = b[bo];
        float s1 = b[bo + 1];
        float s2 = b[bo + 2];
        float s3 = b[bo + 3];
        float s4 = b[bo + 4];
        int w1 = wo + n;
        int w2 = w1 + n;
        int w3 = w2 + n;
        int w4 = w3 + n;
        for (int i = 0; i < n; i++) {
            float v = a[ao + i];
            s0 += v * w[wo + i];
            s1 += v * w[w1 + i];
            s2 += v * w[w2 + i];
            s3 += v * w[w3 + i];
            s4 += v * w[w4 + i];
        }
        z[zo] = s0;
        z[zo + 1] = s1;
        z[zo + 2] = s2;
        z[zo + 3] = s3;
        z[zo + 4] = s4;
    }

    @Override
    public double call() {
        forward();
        float[] dz = values[layers];
        if (inference) return dz[0];
        double loss = Rows.softmax(rows, sizes[layers], dz, y);
        for (int l = layers - 1; l >= 0; l--) {
            int in = sizes[l];
            int out = sizes[l + 1];
            float[] a = values[l];
            Arrays.fill(dw[l], 0);
            Rows.columnSums(rows, out, dz, 0, db[l], 0);
            if (wide(l)) kernel.multiply(in, out, rows, a, 0, 1, in, dz, 0, out, dw[l], 0, out);
            else kernel.multiply(out, in, rows, dz, 0, 1, out, a, 0, in, dw[l], 0, in);
            if (l > 0) {
                float[] d = adjoints[l];
                Arrays.fill(d, 0);
                float[] canonical = w[l];
                if (wide(l)) {
                    canonical = turned[l];
                    Rows.transpose(in, out, w[l], 0, canonical, 0);
                }
                kernel.multiply(rows, in, out, dz, 0, out, 1, canonical, 0, in, d, 0, in);
                for (int i = 0; i < d.length; i++) d[i] = a[i] > 0 ? d[i] : 0;
                dz = d;
            }
        }
        return loss;
    }

    @Override
    public double[] result() {
        if (inference) return Flat.of(values[layers]);
        float[][] all = new float[2 * layers][];
        for (int l = 0; l < layers; l++) {
            all[2 * l] = dw[l];
            if (wide(l)) {
                all[2 * l] = new float[dw[l].length];
                Rows.transpose(sizes[l], sizes[l + 1], dw[l], 0, all[2 * l], 0);
            }
            all[2 * l + 1] = db[l];
        }
        return Flat.of(all);
    }
}
