package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The circuits of the CS231n lecture: every number that the slides print, and the same from the closed formula. */
final class CircuitTest {
    private static List<? extends Map<?, ?>> results;

    @BeforeAll
    static void run() {
        String out = Command.nnc(List.of("eval", "samples/circuit/circuit.nn", "--in", "samples/circuit/cases.jsonl"))
                .succeeded();
        results = out.lines().map(Json::object).toList();
        assertEquals(3, results.size(), out);
    }

    @ParameterizedTest
    @CsvSource({"q, -4", "x, -4", "y, -4", "z, 3"})
    void product(String name, double gradient) {
        assertEquals(-12, Json.numbers(results.get(0), "outputs", "f")[0]);
        assertEquals(gradient, Json.numbers(results.get(0), "gradients", name)[0]);
    }

    /** The slides' red numbers. They round twice on the way to x and w, hence 0.4 and -0.6 there; 0.39 and -0.59 here. */
    @ParameterizedTest
    @CsvSource({
        "f, 1.00",
        "h, -0.53",
        "g, -0.53",
        "e, -0.20",
        "d, 0.20",
        "c, 0.20",
        "w2, 0.20",
        "a, 0.20",
        "b, 0.20",
        "w0, -0.20",
        "x0, 0.39",
        "w1, -0.39",
        "x1, -0.59"
    })
    void neuronAsPrinted(String name, double printed) {
        assertEquals(printed, Json.numbers(results.get(1), "gradients", name)[0], 0.005);
    }

    /** The slides' green numbers: the value on every wire. */
    @ParameterizedTest
    @CsvSource({"a, -2.00", "b, 6.00", "c, 4.00", "d, 1.00", "e, -1.00", "g, 0.37", "h, 1.37", "f, 0.73"})
    void valuesAsPrinted(String name, double printed) {
        assertEquals(printed, Json.numbers(results.get(1), "outputs", name)[0], 0.005);
    }

    /** With s = 1 / (1 + exp(-1)): df/dh = -s^2, df/dg = -s^2, df/de = -s^2 exp(-1), and all before it -df/de = s(1-s). */
    @Test
    void neuronExactly() {
        double s = 1 / (1 + Math.exp(-1));
        double slope = s * (1 - s);
        Map<String, Double> expected = Map.ofEntries(
                Map.entry("f", 1.0),
                Map.entry("h", -s * s),
                Map.entry("g", -s * s),
                Map.entry("e", -slope),
                Map.entry("d", slope),
                Map.entry("c", slope),
                Map.entry("w2", slope),
                Map.entry("a", slope),
                Map.entry("b", slope),
                Map.entry("w0", -1 * slope),
                Map.entry("x0", 2 * slope),
                Map.entry("w1", -2 * slope),
                Map.entry("x1", -3 * slope));
        assertEquals(s, Json.numbers(results.get(1), "outputs", "f")[0], 1e-15);
        expected.forEach(
                (name, value) -> assertEquals(value, Json.numbers(results.get(1), "gradients", name)[0], 1e-15, name));
    }

    /** The sigmoid gate replaces four gates and changes nothing. */
    @ParameterizedTest
    @CsvSource({"f", "d", "w2", "w0", "x0", "w1", "x1"})
    void gateAgreesWithCircuit(String name) {
        double staged = Json.numbers(results.get(1), "gradients", name)[0];
        assertEquals(staged, Json.numbers(results.get(2), "gradients", name)[0], 1e-15);
    }
}
