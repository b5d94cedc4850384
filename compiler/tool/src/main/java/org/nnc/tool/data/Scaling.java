package org.nnc.tool.data;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How the raw numbers of an input become what the model sees: {@code (raw / divisor - mean) / deviation}.
 *
 * @param divisor of {@code --scale}; 1 where none was asked for
 * @param mean per position of a row, of the divided numbers; empty without {@code --standardize}
 * @param deviation likewise; population deviation, 1 where a position is constant
 */
public record Scaling(double divisor, double[] mean, double[] deviation) {
    public static final Scaling NONE = new Scaling(1, new double[0], new double[0]);

    public static Scaling dividedBy(double divisor) {
        if (!(Math.abs(divisor) > 0) || Double.isInfinite(divisor)) throw new IllegalArgumentException("" + divisor);
        return new Scaling(divisor, new double[0], new double[0]);
    }

    /** Adds mean and deviation of the given rows, each position of a row by itself, in two passes. */
    public Scaling standardized(DataArray data, int[] rows) {
        int width = data.rowSize();
        double[] centre = new double[width];
        double[] spread = new double[width];
        for (int row : rows) {
            for (int j = 0; j < width; j++) centre[j] += data.get(row * width + j) / divisor;
        }
        for (int j = 0; j < width; j++) centre[j] /= rows.length;
        for (int row : rows) {
            for (int j = 0; j < width; j++) {
                double d = data.get(row * width + j) / divisor - centre[j];
                spread[j] += d * d;
            }
        }
        for (int j = 0; j < width; j++) {
            spread[j] = Math.sqrt(spread[j] / rows.length);
            // A constant position would otherwise be divided by zero, or by its rounding errors.
            if (spread[j] <= 1e-12 * Math.abs(centre[j]) || spread[j] == 0) spread[j] = 1;
        }
        return new Scaling(divisor, centre, spread);
    }

    public double apply(double raw, int position) {
        double x = raw / divisor;
        return mean.length == 0 ? x : (x - mean[position]) / deviation[position];
    }

    /** One line of text from which {@link #parse} makes the same scaling again, bit for bit. */
    public String format() {
        return divisor + ";" + join(mean) + ";" + join(deviation);
    }

    public static Scaling parse(String text) {
        String[] parts = text.split(";", -1);
        if (parts.length != 3) throw new IllegalArgumentException("not a scaling: " + Numbers.excerpt(text));
        return new Scaling(Double.parseDouble(parts[0]), split(parts[1]), split(parts[2]));
    }

    private static String join(double[] a) {
        return Arrays.stream(a).mapToObj(Double::toString).collect(Collectors.joining(","));
    }

    private static double[] split(String text) {
        return text.isEmpty()
                ? new double[0]
                : Arrays.stream(text.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Scaling s && format().equals(s.format());
    }

    @Override
    public int hashCode() {
        return format().hashCode();
    }
}
