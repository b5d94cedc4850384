package org.nnc.tool.data;

/**
 * A seeded division of the rows into a part to train with and a part kept back for the report.
 *
 * @param training row numbers, ascending
 * @param held row numbers, ascending
 */
public record Holdout(int[] training, int[] held) {
    /**
     * Keeps {@code share} of the rows, rounded, but at least one and never all.
     *
     * @param share in [0, 1); 0 keeps none
     */
    public static Holdout split(int rows, double share, long seed) {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) order[i] = i;
        if (share == 0) return new Holdout(order, new int[0]);
        if (!(share > 0 && share < 1)) throw new IllegalArgumentException("share " + share);
        if (rows < 2) throw new IllegalArgumentException("one row cannot be divided");
        Shuffle.shuffle(order, seed, -1);
        int count = (int) Math.max(1, Math.min(rows - 1L, Math.round(rows * share)));
        int[] held = java.util.Arrays.copyOf(order, count);
        int[] training = java.util.Arrays.copyOfRange(order, count, rows);
        java.util.Arrays.sort(held);
        java.util.Arrays.sort(training);
        return new Holdout(training, held);
    }
}
