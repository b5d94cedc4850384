package org.nnc.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import org.nnc.runtime.Kernels;
import org.nnc.runtime.Scratch;

/** Prints the rate of the contraction kernel over shapes and orientations, to stand beside the peak of the core. */
public final class Products {
    private static final int[][] SHAPES = {
        {64, 64, 64}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024}, {128, 128, 784}, {1, 128, 784},
        {32, 10, 128}
    };

    private Products() {}

    /** The command. */
    public static void main(String[] arguments) {
        System.out.printf("# products, %s, kernels %s%n| m x n x k | GF/s NN | NT | TN |%n|---|---|---|---|%n",
                System.getProperty("java.version"), Kernels.SET.name());
        for (int[] s : SHAPES) {
            System.out.printf(Locale.ROOT, "| %dx%dx%d | %.1f | %.1f | %.1f |%n", s[0], s[1], s[2],
                    rate(s[0], s[1], s[2], false, false), rate(s[0], s[1], s[2], false, true),
                    rate(s[0], s[1], s[2], true, false));
        }
    }

    /** Gigaflops at the median. */
    private static double rate(int m, int n, int k, boolean aTurned, boolean bTurned) {
        float[] a = Data.uniform(1, m * k, -1, 1);
        float[] b = Data.uniform(2, k * n, -1, 1);
        float[] c = new float[m * n];
        Scratch scratch = new Scratch();
        Side side = Workloads.side(
                () -> {
                    Kernels.gemm(
                            m, n, k, a, 0, aTurned ? 1 : k, aTurned ? m : 1, b, 0, bTurned ? 1 : n, bTurned ? k : 1, c, 0, n,
                            false, scratch);
                    return c[0];
                },
                () -> new double[0]);
        Ratios.time(side, 0.7);
        double[] rates = new double[7];
        for (int i = 0; i < rates.length; i++) rates[i] = 2.0 * m * n * k / Ratios.time(side, 0.15);
        Arrays.sort(rates);
        return rates[rates.length / 2];
    }
}
