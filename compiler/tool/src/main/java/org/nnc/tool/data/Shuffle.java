package org.nnc.tool.data;

import java.util.Random;

/** Seeded permutations, the same on every JVM. */
public final class Shuffle {
    private Shuffle() {}

    /** Permutes in place; each (seed, stream) gives its own order. */
    public static void shuffle(int[] a, long seed, long stream) {
        Random random = new Random(mix(mix(seed) + stream));
        for (int i = a.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int t = a[i];
            a[i] = a[j];
            a[j] = t;
        }
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014), so that neighbouring seeds share nothing. */
    private static long mix(long z) {
        long x = z + 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
