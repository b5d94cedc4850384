package curvefit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One of NIST's files: observations, both starts, the certified values. */
final class Dataset {
    final String name;
    final double[] x;
    final double[] y;
    final double[][] starts = new double[2][];
    final double[] certified;
    final double[] deviations;
    double sumOfSquares;

    Dataset(String file) {
        name = Path.of(file).getFileName().toString().replace(".dat", "");
        List<double[]> parameters = new ArrayList<>();
        List<double[]> data = new ArrayList<>();
        boolean inData = false;
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] words = line.trim().split("\\s+");
                if (line.matches("\\s*b\\d+ =.*")) {
                    parameters.add(numbers(words, 2, 4));
                } else if (line.startsWith("Residual Sum of Squares:")) {
                    sumOfSquares = Double.parseDouble(words[4]);
                } else if (line.matches("Data:\\s+y\\s+x\\s*")) {
                    inData = true;
                } else if (inData && words.length == 2) {
                    data.add(numbers(words, 0, 2));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int s = 0; s < 2; s++) starts[s] = column(parameters, s);
        certified = column(parameters, 2);
        deviations = column(parameters, 3);
        y = column(data, 0);
        x = column(data, 1);
    }

    private static double[] numbers(String[] words, int from, int count) {
        double[] v = new double[count];
        for (int i = 0; i < count; i++) v[i] = Double.parseDouble(words[from + i]);
        return v;
    }

    private static double[] column(List<double[]> rows, int c) {
        return rows.stream().mapToDouble(r -> r[c]).toArray();
    }
}
