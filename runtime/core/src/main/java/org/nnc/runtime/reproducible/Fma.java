package org.nnc.runtime.reproducible;

/** Multiply-add with two roundings, on every processor. */
public final class Fma {
    private Fma() {}

    /** {@code a * b + c}. */
    public static float of(float a, float b, float c) {
        return a * b + c;
    }

    /** {@code a * b + c}. */
    public static double of(double a, double b, double c) {
        return a * b + c;
    }
}
