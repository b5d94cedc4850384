package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Multiclass regression: value and gradient as one derives them on paper, and what it learns. */
final class SoftmaxTest {
    private static final double[] X = {1, -2, 0.5, 0, 1.5, -1, 2, 0.25, 1, -0.5, 0, 3};
    private static final int[] Y = {0, 2, 1, 2};

    private static final double[] WEIGHTS = {0.5, -1, 2, 0, 0.25, -0.75, 1, 1, -1};
    private static final double[] OFFSETS = {0.1, -0.2, 0.3};

    private static List<? extends Map<?, ?>> results;

    @BeforeAll
    static void run(@TempDir Path folder) throws IOException {
        Path in = folder.resolve("cases.jsonl");
        List<String> cases =
                List.of(one(new double[9], new double[3]), one(WEIGHTS, OFFSETS), one(new double[9], new double[] {
                    1000, 0, -1000
                }));
        Files.write(in, cases);
        String out = Command.nnc(List.of("eval", "samples/softmax/softmax.nn", "--in", in.toString()))
                .succeeded();
        results = out.lines().map(Json::object).toList();
        assertEquals(3, results.size(), out);
    }

    /** All scores equal: p = 1/3, nll = log 3, d_c[k] = 1/3 - (share of class k), d_W[k,i] = mean (1/3 - [y = k]) x_i. */
    @Test
    void atZero() {
        Map<?, ?> result = results.get(0);
        assertEquals(Math.log(3), Json.numbers(result, "outputs", "nll")[0], 1e-15);
        double[] thirds = new double[12];
        Arrays.fill(thirds, 1.0 / 3);
        assertArrayEquals(thirds, Json.numbers(result, "outputs", "p"), 1e-15);
        assertArrayEquals(new double[] {1.0 / 12, 1.0 / 12, -1.0 / 6}, Json.numbers(result, "gradients", "c"), 1e-15);
    }

    /** The lectures' delta: d_z[b,k] = (p[b,k] - [y[b] = k]) / B. */
    @Test
    void byHand() {
        double[] w = WEIGHTS;
        double[] c = OFFSETS;
        Map<?, ?> result = results.get(1);
        double nll = 0;
        double[] p = new double[12];
        double[] dW = new double[9];
        double[] dc = new double[3];
        double[] dx = new double[12];
        for (int b = 0; b < 4; b++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                double z = c[k];
                for (int i = 0; i < 3; i++) z += w[k * 3 + i] * X[b * 3 + i];
                p[b * 3 + k] = Math.exp(z);
                sum += Math.exp(z);
            }
            for (int k = 0; k < 3; k++) {
                p[b * 3 + k] /= sum;
                double dz = (p[b * 3 + k] - (Y[b] == k ? 1 : 0)) / 4;
                dc[k] += dz;
                for (int i = 0; i < 3; i++) {
                    dW[k * 3 + i] += dz * X[b * 3 + i];
                    dx[b * 3 + i] += dz * w[k * 3 + i];
                }
            }
            nll -= Math.log(p[b * 3 + Y[b]]) / 4;
        }
        assertEquals(nll, Json.numbers(result, "outputs", "nll")[0], 1e-14);
        assertArrayEquals(p, Json.numbers(result, "outputs", "p"), 1e-15);
        assertArrayEquals(dW, Json.numbers(result, "gradients", "W"), 1e-14);
        assertArrayEquals(dc, Json.numbers(result, "gradients", "c"), 1e-14);
        assertArrayEquals(dx, Json.numbers(result, "gradients", "x"), 1e-14);
    }

    /** Scores that overflow exp(z): the textbook formula would give NaN. */
    @Test
    void largeScores() {
        Map<?, ?> result = results.get(2);
        assertEquals((0 + 2000 + 1000 + 2000) / 4.0, Json.numbers(result, "outputs", "nll")[0], 1e-9);
        assertArrayEquals(new double[] {0.75, -0.25, -0.5}, Json.numbers(result, "gradients", "c"), 1e-15);
    }

    @Test
    void theDataIsWhatTheProgramWrites() throws IOException {
        String written = Command.run(List.of(Command.java("java"), "samples/softmax/Fruit.java"))
                .succeeded();
        assertEquals(Files.readString(Command.ROOT.resolve("samples/softmax/fruit.csv")), written);
    }

    @Test
    void learnsIris() {
        Shared.assume("../shared/data/tables/iris.csv");
        double accuracy = Trained.accuracy(
                "train",
                "samples/softmax/softmax.nn",
                "--data",
                "../shared/data/tables/iris.csv",
                "--columns",
                "x=sepal_length,petal_length,petal_width",
                "--columns",
                "y=species",
                "--standardize",
                "x",
                "--lr",
                "0.05",
                "--epochs",
                "50",
                "--holdout",
                "0.2",
                "--seed",
                "1");
        // 30 flowers are kept back; two of the three species overlap.
        assertTrue(accuracy >= 90, accuracy + " %");
    }

    private static String one(double[] w, double[] c) {
        return "{\"inputs\": {" + tensor("x", "4, 3", Arrays.toString(X)) + ", " + tensor("y", "4", Arrays.toString(Y))
                + ", " + tensor("W", "3, 3", Arrays.toString(w)) + ", " + tensor("c", "3", Arrays.toString(c)) + "}}";
    }

    private static String tensor(String name, String shape, String data) {
        return "\"" + name + "\": {\"shape\": [" + shape + "], \"data\": " + data + "}";
    }
}
