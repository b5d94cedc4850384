package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.tool.GeneratedClass;
import org.nnc.tool.InMemoryJavac;

/** Two generated layers chained by hand give the gradient of the fused model, which two formulas on paper give as well. */
final class GatesTest {
    private static ClassLoader loader;

    @BeforeAll
    static void compile() throws IOException {
        String text = Files.readString(Command.ROOT.resolve("samples/gates/gates.nn"));
        Compiler.Result result = Compiler.compile(
                new Source("gates.nn", text), name -> Optional.empty(), new Compiler.Options(true, false, ""));
        Map<String, String> sources = new LinkedHashMap<>();
        result.units().forEach(u -> sources.put(u.packageName() + "." + u.className(), u.java()));
        assertEquals(3, sources.size(), result.diagnostics().toString());
        loader = InMemoryJavac.compile(sources, java.util.List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 40})
    void chainedEqualsFused(int examples) throws ReflectiveOperationException {
        Random random = new Random(examples);
        double[] x = random.doubles(examples * 3L, -2, 2).toArray();
        double[] upstream = random.doubles(examples * 2L, -1, 1).toArray();
        Map<String, Integer> dims = Map.of("B", examples);
        GeneratedClass first = GeneratedClass.create(loader.loadClass("gates.First"), 1);
        GeneratedClass second = GeneratedClass.create(loader.loadClass("gates.Second"), 2);
        first.call("forward", dims, Map.of("x", x));
        second.call("forward", dims, Map.of("h", first.read("h")));
        second.call("backward", dims, Map.of("d_y", upstream));
        first.call("backward", dims, Map.of("d_h", second.read("d_h")));

        GeneratedClass fused = GeneratedClass.create(loader.loadClass("gates.Fused"), 0);
        double[] parameters = join(first.parameters(), second.parameters());
        System.arraycopy(parameters, 0, (double[]) fused.parameters(), 0, 26);
        fused.call("forward", dims, Map.of("x", x));
        fused.call("backward", dims, Map.of("d_y", upstream));

        assertArrayEquals(second.read("y"), fused.read("y"), 1e-12);
        assertArrayEquals(first.read("d_x"), fused.read("d_x"), 1e-12);
        assertArrayEquals(join(first.gradient(), second.gradient()), (double[]) fused.gradient(), 1e-12);
        assertArrayEquals(onPaper(examples, x, upstream, parameters), (double[]) fused.gradient(), 1e-12);
    }

    /** The gradient by the lectures' rules: d_s = d_y y (1 - y), then V, then d_a = d_h (1 - h^2). */
    private static double[] onPaper(int examples, double[] x, double[] upstream, double[] p) {
        double[] gradient = new double[26];
        for (int b = 0; b < examples; b++) {
            double[] h = new double[4];
            double[] dh = new double[4];
            for (int j = 0; j < 4; j++) {
                double a = p[12 + j];
                for (int i = 0; i < 3; i++) a += p[j * 3 + i] * x[b * 3 + i];
                h[j] = Math.tanh(a);
            }
            for (int k = 0; k < 2; k++) {
                double s = p[24 + k];
                for (int j = 0; j < 4; j++) s += p[16 + k * 4 + j] * h[j];
                double y = 1 / (1 + Math.exp(-s));
                double ds = upstream[b * 2 + k] * y * (1 - y);
                gradient[24 + k] += ds;
                for (int j = 0; j < 4; j++) {
                    gradient[16 + k * 4 + j] += ds * h[j];
                    dh[j] += ds * p[16 + k * 4 + j];
                }
            }
            for (int j = 0; j < 4; j++) {
                double da = dh[j] * (1 - h[j] * h[j]);
                gradient[12 + j] += da;
                for (int i = 0; i < 3; i++) gradient[j * 3 + i] += da * x[b * 3 + i];
            }
        }
        return gradient;
    }

    private static double[] join(Object a, Object b) {
        return DoubleStream.concat(Arrays.stream((double[]) a), Arrays.stream((double[]) b))
                .toArray();
    }
}
