package org.nnc.runtime;

/**
 * Random numbers as a function of where they are used: Philox4x32 with 10 rounds (Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", 2011), the same on every Java virtual machine.
 *
 * <p>A draw in an equation has the key {@code seed} and the counter (cell, site, step, step's high half): no state, any
 * order, and a backward pass can draw again what the forward pass drew. {@link Initializers} use counters that no step
 * reaches.
 */
public final class Philox {
    private static final long FIRST_FACTOR = 0xD2511F53L;
    private static final long SECOND_FACTOR = 0xCD9E8D57L;
    private static final int FIRST_WEYL = 0x9E3779B9;
    private static final int SECOND_WEYL = 0xBB67AE85;
    private static final long WORD = 0xFFFFFFFFL;

    /** The last counter word of initialisers; steps are not negative and stay below it. */
    static final int INITIAL = 0x80000000;

    private Philox() {}

    /** Uniform in 0 &lt;= u &lt; 1, a multiple of 2^-53. */
    public static double uniform(long seed, long step, int site, int cell) {
        return fraction(words(seed, cell, site, (int) step, (int) (step >>> 32), false));
    }

    /** The same draw with its first 24 bits: at most 2^-24 below {@link #uniform}, never 1. */
    public static float uniformFloat(long seed, long step, int site, int cell) {
        return (int) (words(seed, cell, site, (int) step, (int) (step >>> 32), false) >>> 8 & 0xFFFFFF) * 0x1p-24f;
    }

    /** Standard normal, by Box and Muller on StrictMath. */
    public static double normal(long seed, long step, int site, int cell) {
        return normalAt(seed, cell, site, (int) step, (int) (step >>> 32));
    }

    /** {@link #normal} rounded to float. */
    public static float normalFloat(long seed, long step, int site, int cell) {
        return (float) normal(seed, step, site, cell);
    }

    static double uniformAt(long seed, int c0, int c1, int c2, int c3) {
        return fraction(words(seed, c0, c1, c2, c3, false));
    }

    static double normalAt(long seed, int c0, int c1, int c2, int c3) {
        double radius = fraction(words(seed, c0, c1, c2, c3, false));
        double angle = fraction(words(seed, c0, c1, c2, c3, true));
        return StrictMath.sqrt(-2 * StrictMath.log(1 - radius)) * StrictMath.cos(2 * Math.PI * angle);
    }

    /** 53 bits: 27 of the first word, 26 of the second. */
    private static double fraction(long words) {
        return ((words & WORD) >>> 5 << 26 | words >>> 38) * 0x1p-53;
    }

    /**
     * Half of the block of four words that the counter gives under the key: words 0 and 1, or 2 and 3, the first of
     * them in the low half of the result. The key's low half is its first word.
     */
    static long words(long key, int c0, int c1, int c2, int c3, boolean second) {
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < 10; round++) {
            long first = (c0 & WORD) * FIRST_FACTOR;
            long other = (c2 & WORD) * SECOND_FACTOR;
            c0 = (int) (other >>> 32) ^ c1 ^ k0;
            c1 = (int) other;
            c2 = (int) (first >>> 32) ^ c3 ^ k1;
            c3 = (int) first;
            k0 += FIRST_WEYL;
            k1 += SECOND_WEYL;
        }
        return second ? c2 & WORD | (long) c3 << 32 : c0 & WORD | (long) c1 << 32;
    }
}
