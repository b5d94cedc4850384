package org.nnc.tool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnc.runtime.Segment;

/** Compiling in memory and calling by name; expected numbers are worked by hand. */
class GeneratedClassTest {
    @ParameterizedTest
    @ValueSource(strings = {"float", "double"})
    void drivesAnInstanceByNames(String real) {
        GeneratedClass g = HandWritten.newSoftmax(real, 2, 2, 0);
        assertEquals(real.equals("double"), g.isDouble());
        List<Segment> segments = g.segments();
        // z = (1*3, 0*3) + (0, ln 2): with W = [[ln 2 / 3, 0], [0, 0]] both scores are equal, p = 1/2 each.
        g.write(segments.get(0), new double[] {Math.log(2) / 3, 0, 0, 0});
        g.write(segments.get(1), new double[] {0, Math.log(2)});
        Map<String, Object> inputs = Map.of("x", g.reals(new double[] {3, 7}), "y", new int[] {1});
        double tolerance = g.isDouble() ? 1e-15 : 1e-6;
        assertEquals(Math.log(2), g.forward("nll", Map.of("B", 1), inputs), tolerance);
        assertEquals(Math.log(2), g.lossAndGradient("nll", Map.of("B", 1), inputs), tolerance);
        assertArrayEquals(new double[] {0.5, 0.5}, g.read("p"), tolerance);
        // d_z = p - onehot = (1/2, -1/2); d_W = d_z x'.
        assertArrayEquals(new double[] {1.5, 3.5, -1.5, -3.5}, g.gradient(segments.get(0)), 10 * tolerance);
        assertArrayEquals(new double[] {0.5, -0.5}, g.gradient(segments.get(1)), tolerance);
        assertArrayEquals(new double[] {0, Math.log(2)}, g.read(segments.get(1)), tolerance);
        g.call("predict", Map.of("B", 1), Map.of("x", inputs.get("x")));
        assertTrue(g.has("predict") && !g.has("forwardTraining"));
    }

    @Test
    void errorsOfGeneratedCodeArriveUnwrapped() {
        GeneratedClass g = HandWritten.newSoftmax("double", 2, 2, 0);
        Map<String, Integer> dims = Map.of("B", 1);
        assertEquals(
                "x: expected 2 values",
                assertThrows(IllegalArgumentException.class, () -> g.call("predict", dims, Map.of("x", new double[3])))
                        .getMessage());
        assertThrows(IllegalStateException.class, () -> g.call("backward", dims, Map.of()));
        assertEquals(
                "predict needs x",
                assertThrows(IllegalArgumentException.class, () -> g.call("predict", dims, Map.of()))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> g.read("q"));
    }

    @Test
    void compilesSeveralUnitsInOneRunAndReportsRefusals() throws ReflectiveOperationException {
        ClassLoader l = InMemoryJavac.compile(
                Map.of(
                        "a.A", "package a; public class A { public static int f() { return b.B.g(); } }",
                        "b.B",
                                "package b; public class B { public static int g() { return new C().c; } static class C { int c = 7; } }"),
                List.of());
        assertEquals(7, l.loadClass("a.A").getMethod("f").invoke(null));
        String message = assertThrows(
                        InMemoryJavac.RefusedException.class,
                        () -> InMemoryJavac.compile(Map.of("A", "class A {\n int x = y; }"), List.of()))
                .getMessage();
        assertTrue(message.contains("A.java:2: cannot find symbol"), message);
    }
}
