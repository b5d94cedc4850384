package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Regularised logistic least squares against the lectures' backward pass, written down by hand. */
final class LogisticTest {
    private static List<? extends Map<?, ?>> results;

    @BeforeAll
    static void run() {
        String out = Command.nnc(
                        List.of("eval", "samples/logistic/logistic.nn", "--in", "samples/logistic/cases.jsonl"))
                .succeeded();
        results = out.lines().map(Json::object).toList();
        assertEquals(2, results.size(), out);
    }

    @Test
    void everyAdjoint() {
        byHand(results.get(0), 0.5, -1, 2, 1, 0.1);
        byHand(results.get(1), 2, 1, 1, 0, 0.5);
    }

    /** At w = 0.5, b = -1, x = 2 the unit is at sigmoid(0) = 1/2, so that every number is a short decimal. */
    @Test
    void shortDecimals() {
        Map<?, ?> first = results.get(0);
        Map<String, Double> expected =
                Map.of("R", 0.1, "L", 1.0, "y", -0.5, "z", -0.125, "w", -0.2, "b", -0.125, "x", -0.0625);
        assertEquals(0.1375, Json.numbers(first, "outputs", "Lreg")[0], 1e-15);
        expected.forEach((name, value) -> assertEquals(value, Json.numbers(first, "gradients", name)[0], 1e-15, name));
    }

    private static void byHand(Map<?, ?> result, double w, double b, double x, double t, double lambda) {
        double z = w * x + b;
        double y = 1 / (1 + Math.exp(-z));
        double loss = (y - t) * (y - t) / 2 + lambda * w * w / 2;

        double dR = lambda;
        double dL = 1;
        double dy = dL * (y - t);
        double dz = dy * y * (1 - y);
        double dw = dz * x + dR * w;
        assertEquals(loss, Json.numbers(result, "outputs", "Lreg")[0], 1e-14);
        double[] expected = {dR, dL, dy, dz, dw, dz, dz * w};
        String[] names = {"R", "L", "y", "z", "w", "b", "x"};
        for (int i = 0; i < names.length; i++) {
            assertEquals(expected[i], Json.numbers(result, "gradients", names[i])[0], 1e-14, names[i]);
        }
    }
}
