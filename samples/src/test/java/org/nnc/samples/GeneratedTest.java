package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.verify.Evaluate;
import org.nnc.runtime.Segment;
import org.nnc.tool.GeneratedClass;

/** The emitted classes of every model of every sample; a new sample is covered by being there. */
final class GeneratedTest {
    private static final String DOUBLE = "twice";
    private static final String FLOAT = "once";

    @TempDir
    static Path folder;

    private static ClassLoader loader;

    /** Generates every class in both types with the command and compiles all with warnings as errors. */
    @BeforeAll
    static void generate() throws IOException {
        for (Path sample : Models.folders()) {
            for (Path file : Models.files(sample)) {
                String text = Files.readString(file).replaceAll("(?m)^package .*$", "");
                for (String type : List.of(DOUBLE, FLOAT)) {
                    Path copy = Files.createDirectories(folder.resolve(type)).resolve(file.getFileName());
                    Files.writeString(copy, text);
                }
            }
        }
        generate(DOUBLE, "double");
        generate(FLOAT, "float");
        List<String> options = new ArrayList<>(List.of("-Xlint:all", "-Werror", "-proc:none", "-parameters"));
        options.addAll(List.of("-cp", runtime(), "-d", folder.resolve("classes").toString()));
        try (Stream<Path> all = Files.walk(folder.resolve("java"))) {
            all.filter(f -> f.toString().endsWith(".java")).map(Path::toString).forEach(options::add);
        }
        Files.createDirectories(folder.resolve("classes"));
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new));
        assertEquals(0, status, "javac -Xlint:all -Werror refused a generated class");
        loader = new URLClassLoader(
                new URL[] {folder.resolve("classes").toUri().toURL()}, GeneratedTest.class.getClassLoader());
    }

    /** All that generated classes may see beside the JDK. */
    private static String runtime() {
        try {
            URL place = Segment.class.getProtectionDomain().getCodeSource().getLocation();
            return Path.of(place.toURI()).toString();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void generate(String pack, String real) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("compile", "-d", folder.resolve("java").toString()));
        words.addAll(List.of("--package", pack, "--real", real));
        try (Stream<Path> all = Files.list(folder.resolve(pack))) {
            all.map(Path::toString).sorted().forEach(words::add);
        }
        Command.nnc(words).succeeded();
    }

    @TestFactory
    Stream<DynamicTest> emittedJavaAgreesWithTheInterpreter() {
        return Case.each(11, c -> compare(c, DOUBLE, 1e-12));
    }

    @TestFactory
    Stream<DynamicTest> floatAgreesWithDouble() {
        return Case.each(11, c -> compare(c, FLOAT, 1e-4));
    }

    private static void compare(Case c, String pack, double tolerance) {
        Program program = c.program();
        GeneratedClass generated;
        try {
            generated = GeneratedClass.create(loader.loadClass(pack + "." + program.name()), 0);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        assertEquals(pack.equals(DOUBLE), generated.isDouble());
        Gradient g = c.gradient();
        Map<String, double[]> values = c.values();
        Map<String, double[]> expected = Evaluate.run(g.program(), c.dims(), values);

        for (Segment s : generated.segments()) generated.write(s, values.get(s.name()));
        Map<String, Integer> sizes = new LinkedHashMap<>();
        c.dims().forEach((name, value) -> sizes.put(name, Math.toIntExact(value)));
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (Program.Input i : program.inputs()) arguments.put(i.tensor().name(), argument(generated, i, values));
        Object loss = generated.call("forward", sizes, arguments);
        for (String loss1 : program.losses()) {
            close(loss1, expected.get(loss1), GeneratedClass.doubles(loss), tolerance);
        }
        for (String out : program.outputs()) close(out, expected.get(out), generated.read(out), tolerance);

        if (!generated.has("backward")) {
            boolean isAsked = program.derives().stream()
                    .anyMatch(d -> d.kind().equals("grad")
                            || d.kind().equals("vjp") && program.losses().isEmpty());
            assertTrue(program.params().isEmpty() && !isAsked, "no backward()");
            return;
        }
        Map<String, Object> cotangents = new LinkedHashMap<>();
        g.cotangents().forEach((out, input) -> {
            double[] weight = values.get(input);
            boolean isScalar = program.tensors().get(out).rank() == 0;
            cotangents.put("d_" + out, isScalar ? (Object) weight[0] : generated.reals(weight));
        });
        generated.call("backward", sizes, cotangents);
        for (Segment s : generated.segments()) {
            if (s.kind() == Segment.Kind.FROZEN) continue;
            close("d_" + s.name(), expected.get(g.adjoints().get(s.name())), generated.gradient(s), tolerance);
        }
        for (Program.Input i : program.inputs()) {
            String name = i.tensor().name();
            if (!generated.has("d_" + name)) continue;
            close("d_" + name, expected.get(g.adjoints().get(name)), generated.read("d_" + name), tolerance);
        }
    }

    private static Object argument(GeneratedClass generated, Program.Input input, Map<String, double[]> values) {
        double[] array = values.get(input.tensor().name());
        boolean isReal = input.tensor().type() == Type.REAL;
        if (input.tensor().rank() == 0) return isReal ? (Object) array[0] : (Object) (int) array[0];
        if (isReal) return generated.reals(array);
        int[] ints = new int[array.length];
        for (int i = 0; i < ints.length; i++) ints[i] = (int) array[i];
        return ints;
    }

    /** Equal up to the tolerance, relative to the largest number of the tensor; NaN where NaN is. */
    private static void close(String what, double[] expected, double[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, what);
        double most = 0;
        for (double v : expected) if (Double.isFinite(v)) most = Math.max(most, Math.abs(v));
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * most, what + "[" + i + "]");
        }
    }
}
