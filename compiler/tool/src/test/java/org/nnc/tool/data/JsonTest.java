package org.nnc.tool.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of {@code nnc eval}: what is in the contract is read, all else is an error with its place. */
class JsonTest {
    @Test
    void readsEverything() {
        EvalRequest r = Json.read("in.json", 1, """
                {"model": "M", "dims": {"T": 5},
                 "inputs": {"x": {"shape": [2, 3], "data": [1, 2.5, -3e2, "NaN", "Infinity", "-Infinity"]},
                            "s": {"data": [4], "shape": []}, "e": {"shape": [0, 7], "data": []}},
                 "cotangents": {"p": {"shape": [1], "data": [1]}}, "directions": {"x": {"shape": [1], "data": [1]}},
                 "wrt": ["x", "h"], "want": ["outputs", "hvp"], "seed": -9223372036854775808, "training": true}
                """);
        assertEquals(Optional.of("M"), r.model());
        assertEquals(Map.of("T", 5), r.dims());
        assertEquals(List.of("x", "s", "e"), List.copyOf(r.inputs().keySet()));
        assertArrayEquals(
                new double[] {1, 2.5, -300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
                r.inputs().get("x").data());
        assertEquals(List.of(), r.inputs().get("s").shape());
        assertTrue(r.inputs().get("s").integral());
        assertEquals(List.of(0, 7), r.inputs().get("e").shape());
        assertEquals(Optional.of(List.of("x", "h")), r.wrt());
        assertEquals(List.of(EvalRequest.Want.OUTPUTS, EvalRequest.Want.HVP), r.wanted());
        assertEquals(Long.MIN_VALUE, r.seed());
        assertTrue(r.training());
        EvalRequest least = Json.read("in.json", 1, "{\"inputs\":{}}");
        assertEquals(List.of(EvalRequest.Want.OUTPUTS, EvalRequest.Want.GRADIENTS), least.wanted());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| line 1, column 1: there is no case",
                "[]| a case is a list; an object was expected",
                "{}| there is no \"inputs\"",
                "{\"inputs\": {}} 3| text after the end",
                "{\"inputs\": {}| not well-formed JSON",
                "{\"inputs\": {}, \"inputs\": {}}| Duplicate",
                "{\"inputs\": {\"x\": {\"shape\":[], \"data\":[1]}, \"x\": {\"shape\":[], \"data\":[1]}}}| Duplicate",
                "{\"input\": {}}| line 1, column 2: unknown field \"input\"; known are model",
                "{\"inputs\": {\"x\": 3}}| inputs.x is an integer; an object was expected",
                "{\"inputs\": {\"x\": {\"shape\": [2], \"data\": [1]}}}| has the shape [2] and 1 number; the shape asks for 2",
                "{\"inputs\": {\"x\": {\"shape\": [65536, 65536], \"data\": []}}}| the shape is too large",
                "{\"inputs\": {\"x\": {\"shape\": [-1], \"data\": []}}}| between 0 and 2147483647",
                "{\"inputs\": {\"x\": {\"shape\": [1.0], \"data\": [1]}}}| an integer was expected",
                "{\"inputs\": {\"x\": {\"data\": [1]}}}| has no \"shape\"; a scalar has the shape []",
                "{\"inputs\": {\"x\": {\"shape\": [1]}}}| has no \"data\"",
                "{\"inputs\": {\"x\": {\"shape\": [1], \"data\": [[1]]}}}| flat list of numbers",
                "{\"inputs\": {\"x\": {\"shape\": [1], \"data\": [null]}}}| holds null",
                "{\"inputs\": {\"x\": {\"shape\": [1], \"data\": [\"nan\"]}}}| \"NaN\", \"Infinity\"",
                "{\"inputs\": {\"x\": {\"shape\": [1], \"data\": [NaN]}}}| not well-formed JSON",
                "{\"inputs\": {\"x\": {\"shape\": [1], \"data\": [1e999]}}}| too large for a double",
                "{\"inputs\": {\"x\": {\"shape\": [1], \"data\": [1], \"type\": 1}}}| unknown field \"type\" in inputs.x",
                "{\"inputs\": {}, \"dims\": {\"T\": 99999999999}}| dims.T holds 99999999999",
                "{\"inputs\": {}, \"seed\": 99999999999999999999}| seed holds",
                "{\"inputs\": {}, \"seed\": 1.5}| an integer was expected",
                "{\"inputs\": {}, \"want\": [\"grads\"]}| unknown entry \"grads\"",
                "{\"inputs\": {}, \"wrt\": \"x\"}| a list was expected",
                "{\"inputs\": {}, \"training\": 1}| true or false was expected",
            })
    void mistakes(String text, String message) {
        DataException e = assertThrows(DataException.class, () -> Json.read("in.json", 1, text));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().startsWith("in.json: line 1, column "), e.getMessage());
    }

    @Test
    void deepNestingIsRefused() {
        String text = "{\"inputs\":" + "{\"x\":".repeat(100_000);
        assertThrows(DataException.class, () -> Json.read("in.json", 1, text));
        assertTrue(assertThrows(DataException.class, () -> Json.read("a.jsonl", 7, "{\"inputs\"\n:"))
                .place()
                .startsWith("line 8"));
    }

    @Test
    void writes() {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("p", Tensor.real(List.of(2, 3), 1, 2.5, -0.0, Double.NaN, 1 / 0.0, -1 / 0.0));
        outputs.put("k", new Tensor(List.of(), new double[] {7}, true));
        String text = Json.write(EvalResult.Answer.of(outputs, Map.of(), Map.of()));
        assertEquals(
                "{\"outputs\":{\"p\":{\"shape\":[2,3],\"data\":[1.0,2.5,-0.0,\"NaN\",\"Infinity\",\"-Infinity\"]},"
                        + "\"k\":{\"shape\":[],\"data\":[7]}},\"gradients\":{},\"states\":{}}",
                text);
        assertEquals(
                "{\"error\":{\"code\":\"NN021\",\"message\":\"a \\\"b\\\"\"}}",
                Json.write(new EvalResult.Failure("NN021", "a \"b\"")));
    }

    /** 2.0E-3 and 2.2250738585072014E-308 are among those that JDK 17 writes longer than needed or that are edges. */
    @ParameterizedTest
    @ValueSource(
            doubles = {2.0E-3, 1e23, 4.9E-324, 2.2250738585072014E-308, 1.7976931348623157E308, 0.1, 2e-44, 1.0E16})
    void doublesRoundTripShortest(double v) {
        String text = Json.write(EvalResult.Answer.of(Map.of("x", Tensor.real(List.of(), v)), Map.of(), Map.of()));
        String number = text.substring(text.indexOf("data\":[") + 7, text.indexOf("]}"));
        assertEquals(v, Double.parseDouble(number));
        int digits = number.replaceAll("[eE].*", "")
                .replaceAll("[-.]", "")
                .replaceAll("^0+", "")
                .replaceAll("0+$", "")
                .length();
        int least = 1;
        while (Double.parseDouble(String.format(java.util.Locale.ROOT, "%." + (least - 1) + "e", v)) != v) least++;
        // Two digits stand at least, as in Double.toString: 4.9E-324.
        assertTrue(digits <= Math.max(2, least), number + " has " + digits + " digits, needs " + least);
    }
}
