package adbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The numbers of one of ADBench's input files, one after the other. */
public final class Numbers {
    private final String[] words;
    private int at;

    private Numbers(String[] words) {
        this.words = words;
    }

    public static Numbers of(String file) {
        return of(file, "\\s+");
    }

    /** @param separator a regular expression for what stands between numbers */
    public static Numbers of(String file, String separator) {
        try {
            return new Numbers(Files.readString(Path.of(file)).trim().split(separator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int left() {
        return words.length - at;
    }

    public String word() {
        return words[at++];
    }

    public int whole() {
        return Integer.parseInt(word());
    }

    public double real() {
        return Double.parseDouble(word());
    }

    public double[] reals(int n) {
        double[] v = new double[n];
        Arrays.setAll(v, i -> real());
        return v;
    }

    /** So many rows of one, which the file gives once. */
    public static double[] repeated(double[] row, int times) {
        double[] all = new double[row.length * times];
        for (int i = 0; i < times; i++) System.arraycopy(row, 0, all, i * row.length, row.length);
        return all;
    }
}
