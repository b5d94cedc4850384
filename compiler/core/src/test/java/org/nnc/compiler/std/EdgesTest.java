package org.nnc.compiler.std;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nnc.compiler.emit.Batch;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.verify.Evaluate;

/**
 * The library at its edges, line by line of {@code edges.txt}: the interpreter and the emitted double class; a training
 * forward where the name ends with {@code in training}.
 */
class EdgesTest {
    private static final Pattern VALUES = Pattern.compile("((?:d )?[A-Za-z_0-9.]+)=(\\S+)");
    private static final double EXACT = 1e-15;

    private record Edge(String name, Derived derived, String inputs, String expected) {}

    @TestFactory
    Stream<DynamicTest> edges() throws IOException {
        List<Edge> edges = new ArrayList<>();
        Batch batch = new Batch();
        for (String line : lines()) {
            String[] parts = line.split(" ; ");
            assertEquals(4, parts.length, line);
            Derived d = Derived.of("E" + edges.size(), parts[1]);
            batch.add("std." + d.className(true), d.source(true));
            edges.add(new Edge(parts[0], d, parts[2], parts[3]));
        }
        ClassLoader classes = batch.compile();
        return edges.stream().map(e -> DynamicTest.dynamicTest(e.name, () -> verify(e, classes)));
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = EdgesTest.class.getResourceAsStream("/nn/edges.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
        }
    }

    private static Map<String, String[]> values(String text) {
        Map<String, String[]> values = new LinkedHashMap<>();
        Matcher m = VALUES.matcher(text);
        while (m.find()) values.put(m.group(1), m.group(2).split(","));
        return values;
    }

    private void verify(Edge e, ClassLoader classes) throws ReflectiveOperationException {
        Map<String, double[]> inputs = new LinkedHashMap<>();
        values(e.inputs)
                .forEach((name, v) -> inputs.put(
                        name, Stream.of(v).mapToDouble(Double::parseDouble).toArray()));
        Map<String, Long> dims = dims(e.derived.primal(), inputs);
        for (String c : e.derived.stable().cotangents().values()) {
            Tensor t = e.derived.stable().program().tensors().get(c);
            double[] ones = new double[(int) t.size().evaluate(dims::get)];
            java.util.Arrays.fill(ones, 1);
            inputs.put(c, ones);
        }
        boolean training = e.name.endsWith("in training");
        Derived one = training ? e.derived.training() : e.derived;
        Map<String, double[]> interpreted = Evaluate.run(one.stable().program(), dims, inputs);
        Map<String, double[]> emitted = new Instance(e.derived, classes, true).run(dims, inputs, training);
        Map<String, String[]> expected = values(e.expected);
        assertTrue(!expected.isEmpty(), "something is expected");
        expected.forEach((name, wanted) -> {
            compare("interpreted " + name, wanted, interpreted.get(e.derived.resultOf(name)), e);
            compare("emitted " + name, wanted, emitted.get(name), e);
        });
    }

    /** The run-time dims, from the lengths of inputs that have one. */
    private static Map<String, Long> dims(Program p, Map<String, double[]> inputs) {
        Map<String, Long> dims = new LinkedHashMap<>();
        for (String d : p.runtimeDims()) {
            for (Program.Input i : p.inputs()) {
                long one = i.tensor().size().evaluate(n -> 1L);
                boolean has =
                        i.tensor().shape().stream().anyMatch(s -> s.toString().equals(d));
                if (has) dims.put(d, inputs.get(i.tensor().name()).length / one);
            }
        }
        return dims;
    }

    private static void compare(String what, String[] wanted, double[] found, Edge e) {
        assertEquals(wanted.length, found.length, what);
        for (int k = 0; k < wanted.length; k++) {
            String[] parts = wanted[k].split("~");
            double value = Double.parseDouble(parts[0]);
            double relative = parts.length > 1 ? Double.parseDouble(parts[1]) : EXACT;
            // The tolerance of 0 is absolute.
            double allowed = value == 0 ? (parts.length > 1 ? relative : 0) : relative * Math.abs(value);
            boolean same = Double.isNaN(value)
                    ? Double.isNaN(found[k])
                    : Math.abs(found[k] - value) <= allowed || found[k] == value;
            if (!same)
                assertEquals(
                        value,
                        found[k],
                        allowed,
                        what + "[" + k + "] of " + e.derived.stable().program());
        }
    }
}
