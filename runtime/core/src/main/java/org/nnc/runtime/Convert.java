package org.nnc.runtime;

/** Numbers stored in one precision as numbers of the other. */
public final class Convert {
    private Convert() {}

    /**
     * The same numbers as doubles.
     *
     * @param to is filled and returned where it is long enough, else a new array is
     */
    public static double[] of(float[] from, double[] to) {
        double[] all = to.length < from.length ? new double[from.length] : to;
        for (int i = 0; i < from.length; i++) {
            all[i] = from[i];
        }
        return all;
    }

    /**
     * The nearest floats.
     *
     * @param to is filled and returned where it is long enough, else a new array is
     */
    public static float[] of(double[] from, float[] to) {
        float[] all = to.length < from.length ? new float[from.length] : to;
        for (int i = 0; i < from.length; i++) {
            all[i] = (float) from[i];
        }
        return all;
    }
}
