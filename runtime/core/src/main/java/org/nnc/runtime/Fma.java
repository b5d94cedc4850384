package org.nnc.runtime;

/**
 * Fused multiply-add where the processor has it, {@code a * b + c} with two roundings elsewhere.
 *
 * <p>Without hardware support {@code Math.fma} goes through BigDecimal and is some 4,000 times slower than a multiply;
 * that, or a platform that lacks the method, is found once when this class is initialised. The system property
 * {@code nnc.fma} ({@code true} or {@code false}) decides instead, for results that are the same on all machines.
 */
public final class Fma {
    /** Whether {@code of} rounds once. A constant to the compiler of the virtual machine, so that the test vanishes. */
    public static final boolean FUSED = decide();

    private Fma() {}

    /** {@code a * b + c}, rounded once if {@link #FUSED}. */
    public static float of(float a, float b, float c) {
        return FUSED ? Math.fma(a, b, c) : a * b + c;
    }

    /** {@code a * b + c}, rounded once if {@link #FUSED}. */
    public static double of(double a, double b, double c) {
        return FUSED ? Math.fma(a, b, c) : a * b + c;
    }

    private static boolean decide() {
        String wish = property();
        try {
            if (wish != null) {
                // Also asked for by a user, a missing method must not surface later, in the middle of a model.
                return wish.equals("true") && Math.fma(2.0, 3.0, 1.0) == 7.0;
            }
            return quick();
        } catch (LinkageError e) {
            return false;
        }
    }

    private static String property() {
        try {
            return System.getProperty("nnc.fma");
        } catch (SecurityException e) {
            return null;
        }
    }

    /** One quick batch proves hardware; the software path needs over a microsecond a call even when compiled. */
    private static boolean quick() {
        final int calls = 32;
        double sum = 0.1;
        float single = 0.1f;
        for (int batch = 0; batch < 12; batch++) {
            long start = System.nanoTime();
            for (int i = 0; i < calls; i += 2) {
                sum = Math.fma(sum, 0.7, 0.3);
                single = Math.fma(single, 0.7f, 0.3f);
            }
            long time = System.nanoTime() - start;
            if (time < calls * 300L && sum + single > 0) {
                return true;
            }
        }
        return false;
    }
}
