package org.nnc.compiler.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.compiler.verify.Evaluate;
import org.nnc.compiler.verify.GradientCheck;

/**
 * What models mean, by value: each case of {@code check/meaning.txt} is a model, sizes and inputs, and values worked out by
 * hand. Every program is also printed and checked again, which must give the same equations.
 */
class MeaningTest {
    /** {@code given} holds the inputs and parameters, {@code expected} the tensors to compare; {@code fails} a message. */
    record Case(
            String title,
            String source,
            Map<String, Long> dims,
            Map<String, double[]> given,
            Map<String, double[]> expected,
            List<String> fails) {
        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = MeaningTest.class.getResourceAsStream("/check/meaning.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.split("(?m)^# ")).skip(1).map(MeaningTest::parse);
        }
    }

    private static Case parse(String text) {
        List<String> source = new ArrayList<>();
        Map<String, Long> dims = new LinkedHashMap<>();
        Map<String, double[]> given = new LinkedHashMap<>();
        Map<String, double[]> expected = new LinkedHashMap<>();
        List<String> fails = new ArrayList<>();
        String[] lines = text.split("\n");
        for (String line : List.of(lines).subList(1, lines.length)) {
            String rest = line.length() > 2 ? line.substring(2) : "";
            if (line.startsWith("| ")) source.add(rest);
            else if (line.startsWith("@ ")) for (String d : rest.split(" ")) dims.put(name(d), Long.valueOf(value(d)));
            else if (line.startsWith("< ")) given.put(name(rest), numbers(value(rest)));
            else if (line.startsWith("> ")) expected.put(name(rest), numbers(value(rest)));
            else if (line.startsWith("! ")) fails.add(rest);
            else assertTrue(line.isBlank(), line);
        }
        String body = String.join("\n", source);
        boolean whole = source.stream().anyMatch(l -> l.startsWith("model "));
        return new Case(lines[0], whole ? body : "use std\nmodel M {\n" + body + "\n}\n", dims, given, expected, fails);
    }

    private static String name(String assignment) {
        return assignment.substring(0, assignment.indexOf('=')).strip();
    }

    private static String value(String assignment) {
        return assignment.substring(assignment.indexOf('=') + 1).strip();
    }

    private static double[] numbers(String text) {
        if (text.isEmpty()) return new double[0];
        return Stream.of(text.split(" +"))
                .mapToDouble(t -> t.equals("inf")
                        ? Double.POSITIVE_INFINITY
                        : t.equals("-inf") ? Double.NEGATIVE_INFINITY : Double.parseDouble(t))
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void values(Case c) {
        Program p = Checking.program(c.source);
        String text = Unparse.text(p);
        Program again = Checking.program(text);
        assertEquals(text, Unparse.text(again));
        assertEquals(p.equations(), again.equations());
        assertEquals(p.params(), again.params());
        if (!c.fails.isEmpty()) {
            String message = assertThrows(IllegalArgumentException.class, () -> Evaluate.run(p, c.dims, c.given))
                    .getMessage();
            assertTrue(message.contains(c.fails.get(0)), message);
            return;
        }
        Map<String, double[]> results = Evaluate.run(p, c.dims, c.given);
        c.expected.forEach((name, values) -> {
            assertTrue(results.containsKey(name), name + " is in " + results.keySet());
            assertArrayEquals(values, results.get(name), 1e-12, name + " of\n" + text);
        });
    }

    /** The gradient of the real outputs agrees with differences, and its program is accepted when it is printed. */
    @ParameterizedTest
    @MethodSource("cases")
    void gradients(Case c) {
        if (!c.fails.isEmpty()) return;
        Program p = Checking.program(c.source);
        List<String> wrt = new ArrayList<>();
        p.inputs().forEach(i -> wrt.add(i.tensor().name()));
        p.params().forEach(q -> wrt.add(q.tensor().name()));
        wrt.removeIf(n -> p.tensor(n).orElseThrow().type() != Type.REAL);
        List<String> outputs = p.outputs().stream()
                .filter(n -> p.definitions().containsKey(n)
                        && p.tensor(n).orElseThrow().type() == Type.REAL)
                .toList();
        if (wrt.isEmpty() || outputs.isEmpty()) return;
        Gradient gradient = Simplify.tidy(Differentiate.ofOutputs(p, outputs, wrt));
        Map<String, double[]> values = new LinkedHashMap<>(c.given);
        gradient.cotangents().forEach((output, cotangent) -> {
            int n = (int) p.tensor(output).orElseThrow().size().evaluate(c.dims::get);
            double[] weights = new double[n];
            for (int i = 0; i < n; i++) weights[i] = 1 + 0.25 * i;
            values.put(cotangent, weights);
        });
        boolean finite = values.values().stream()
                .allMatch(a -> java.util.Arrays.stream(a).allMatch(Double::isFinite));
        if (finite) {
            for (GradientCheck.Result r : GradientCheck.check(p, gradient, Optional.empty(), c.dims, values, 100)) {
                assertTrue(r.agrees(), r + "\n" + Unparse.text(gradient.program()));
            }
        }
        Program again = Checking.program(Unparse.text(gradient.program()));
        assertEquals(gradient.program().equations(), again.equations());
    }
}
