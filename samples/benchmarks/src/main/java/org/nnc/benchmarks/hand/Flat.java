package org.nnc.benchmarks.hand;

/** Several tensors as one array of doubles, for comparison. */
final class Flat {
    private Flat() {}

    static double[] of(float[]... tensors) {
        int n = 0;
        for (float[] tensor : tensors) n += tensor.length;
        double[] flat = new double[n];
        int at = 0;
        for (float[] tensor : tensors) for (float value : tensor) flat[at++] = value;
        return flat;
    }
}
