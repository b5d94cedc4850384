package org.nnc.benchmarks;

import java.util.SplittableRandom;

/** Inputs, labels and parameters from fixed seeds. */
public final class Data {
    private Data() {}

    /** Uniform numbers between the bounds. */
    public static float[] uniform(long seed, int n, double low, double high) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) x[i] = (float) (low + (high - low) * random.nextDouble());
        return x;
    }

    /** Labels in 0..k. */
    public static int[] labels(long seed, int n, int k) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] y = new int[n];
        for (int i = 0; i < n; i++) y[i] = random.nextInt(k);
        return y;
    }

    /** Parameters of segments of the given sizes, each uniform within the root of its fan in. */
    public static float[] parameters(long seed, int[] sizes, int[] fanIn) {
        int n = 0;
        for (int size : sizes) n += size;
        float[] all = new float[n];
        int at = 0;
        for (int s = 0; s < sizes.length; s++) {
            double bound = 1 / Math.sqrt(fanIn[s]);
            System.arraycopy(uniform(seed + s, sizes[s], -bound, bound), 0, all, at, sizes[s]);
            at += sizes[s];
        }
        return all;
    }

    /** A copy in which the matrix at the beginning, m rows of n, is transposed. */
    static float[] turned(int m, int n, float[] all) {
        float[] turned = all.clone();
        for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) turned[j * m + i] = all[i * n + j];
        return turned;
    }

    static double[] doubles(float[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) y[i] = x[i];
        return y;
    }
}
