package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.compiler.verify.Evaluate;
import org.nnc.runtime.Philox;

/** Random numbers in equations: which number stands where, how they are spread, the same mask in both passes. */
class DrawsTest {
    private static final String PLACES = """
            fun noisy(x) = x + uniform()
            model Places {
              dim N, M = 3
              input x : real[N, M]
              output u[n,m] = 0*x[n,m] + uniform()
              output z[n,m] = 0*x[n,m] + normal()
              output s[n] = sum(m) (0*x[n,m] + uniform())
              output shared[n] = let r = uniform() in sum(m) (0*x[n,m] + r)
              output twice[n,m] = noisy(0*x[n,m]) - noisy(0*x[n,m])
              output late[n] = sum(m in 1..M) (0*x[n,m] + uniform())
              output whole = noisy(x)
            }
            """;

    private static final String NET = """
            fun dropout(x, p) = if training and uniform() < p then 0 else if training then x/(1 - p) else x
            fun rrelu(x) = if x >= 0 then x else x*(if training then 0.125 + uniform()*(1/3.0 - 0.125) else 11/48.0)
            model Net {
              dim B, D = 5, H = 7
              input x : real[B, D]
              param W : real[H, D] ~ glorot
              param v : real[H] ~ normal(0, 1)
              a[b,j] = sum(i) W[j,i]*x[b,i] + (if training then 0.1*normal() else 0)
              g = rrelu(a)
              h = dropout(tanh(g), 0.25)
              output p[b] = sum(j) v[j]*h[b,j]
              loss L = mean(b) (p[b]^2 + p[b])
              derive grad L wrt params, x
            }
            """;

    private static ClassLoader classes;

    private static Program program(String text) {
        Checked checked = Compiler.check(new Source("m.nn", text), n -> Optional.empty());
        assertEquals(List.of(), checked.diagnostics());
        return checked.programs().get(0);
    }

    private static String java(String text, boolean isDouble, String pack) {
        Compiler.Options options = new Compiler.Options(isDouble, false, pack);
        return Compiler.compile(new Source("m.nn", text), n -> Optional.empty(), options)
                .units()
                .get(0)
                .java();
    }

    @BeforeAll
    static void compile() {
        Batch batch = new Batch();
        batch.add("d.Places", java(PLACES, true, "d"));
        batch.add("f.Places", java(PLACES, false, "f"));
        batch.add("d.Net", java(NET, true, "d"));
        batch.add("f.Net", java(NET, false, "f"));
        classes = batch.compile();
    }

    private static Object instance(String name) throws ReflectiveOperationException {
        return classes.loadClass(name).getConstructor().newInstance();
    }

    private static Object call(Object model, String method, Object... arguments) throws ReflectiveOperationException {
        for (var m : model.getClass().getMethods()) {
            if (m.getName().equals(method) && m.getParameterCount() == arguments.length) {
                return m.invoke(model, arguments);
            }
        }
        throw new NoSuchMethodException(method);
    }

    private static double[] values(Object model, String method) throws ReflectiveOperationException {
        return Emitted.doubles(call(model, method));
    }

    private static Map<String, double[]> interpreted(
            Program p, String dim, long n, Map<String, double[]> values, boolean training, long seed, long step) {
        return new Evaluate(p, Map.of(dim, n))
                .training(training).stream(seed, step).run(values);
    }

    // ---- which number stands where -----------------------------------------------------------------------------

    @Test
    void aDrawIsAFunctionOfSeedStepSiteAndCell() {
        Program p = program(PLACES);
        int n = 4;
        Map<String, double[]> all = interpreted(p, "N", n, Map.of("x", new double[n * 3]), false, 11, 5);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            double late = 0;
            for (int m = 0; m < 3; m++) {
                int cell = i * 3 + m;
                assertEquals(Philox.uniform(11, 5, 0, cell), all.get("u")[cell]);
                assertEquals(Philox.normal(11, 5, 1, cell), all.get("z")[cell]);
                sum += Philox.uniform(11, 5, 2, cell);
                assertEquals(
                        Philox.uniform(11, 5, 4, cell) - Philox.uniform(11, 5, 5, cell), all.get("twice")[cell], 1e-15);
                if (m > 0) late += Philox.uniform(11, 5, 6, i * 2 + m - 1);
                assertEquals(Philox.uniform(11, 5, 7, cell), all.get("whole")[cell]);
            }
            assertEquals(sum, all.get("s")[i], 1e-15, "a draw for each value of a binder");
            assertEquals(3 * Philox.uniform(11, 5, 3, i), all.get("shared")[i], 1e-15, "a name is drawn once");
            assertEquals(late, all.get("late")[i], 1e-15, "cells count from the start of a range");
        }
    }

    @Test
    void classesDrawWhatTheInterpreterDraws() throws ReflectiveOperationException {
        int n = 6;
        Program p = program(PLACES);
        Object exact = instance("d.Places");
        Object single = instance("f.Places");
        call(exact, "seed", 77L);
        call(single, "seed", 77L);
        for (int step = 0; step < 3; step++) {
            Map<String, double[]> expected = interpreted(p, "N", n, Map.of("x", new double[n * 3]), true, 77, step);
            call(exact, "forwardTraining", n, new double[n * 3]);
            call(single, "forwardTraining", n, new float[n * 3]);
            for (String o : p.outputs()) {
                assertArrayEquals(expected.get(o), values(exact, o), o.equals("u") || o.equals("z") ? 0 : 1e-14, o);
                assertArrayEquals(expected.get(o), values(single, o), 1e-6, o);
            }
        }
        // An evaluation draws for the step to come, as often as it is asked.
        Map<String, double[]> next = interpreted(p, "N", n, Map.of("x", new double[n * 3]), false, 77, 3);
        for (String forward : new String[] {"forward", "predict", "forward"}) {
            call(exact, forward, n, new double[n * 3]);
            assertArrayEquals(next.get("u"), values(exact, "u"));
        }
        call(exact, "seed", 77L);
        call(exact, "forwardTraining", n, new double[n * 3]);
        assertEquals(Philox.uniform(77, 0, 0, 1), values(exact, "u")[1], "seed starts anew");
    }

    @Test
    void theProgramPrintsAndChecksBack() {
        for (String text : new String[] {PLACES, NET}) {
            Program p = program(text);
            String printed = Unparse.text(p);
            assertEquals(p.equations(), program(printed).equations(), printed);
        }
    }

    // ---- how they are spread -----------------------------------------------------------------------------------

    @Test
    void drawsAreIndependentOfEachOther() {
        Program p = program(PLACES);
        int n = 20_000;
        double[] x = new double[n * 3];
        Evaluate evaluate = new Evaluate(p, Map.of("N", (long) n));
        Map<String, double[]> first = copies(evaluate.stream(1, 0).run(Map.of("x", x)));
        double[] u = first.get("u");
        double[] z = first.get("z");
        double error = 4 / Math.sqrt(u.length);
        assertEquals(0.5, mean(u), error * Math.sqrt(1 / 12.0));
        assertEquals(1 / 12.0, covariance(u, u), error * Math.sqrt(1 / 180.0));
        assertEquals(0, mean(z), error);
        assertEquals(1, covariance(z, z), error * Math.sqrt(2));
        assertUnrelated(u, first.get("whole"), "sites");
        assertUnrelated(u, z, "sites of two kinds");
        assertUnrelated(tail(u, 1), head(u, 1), "neighbouring cells");
        assertUnrelated(tail(u, 3), head(u, 3), "neighbouring rows");
        assertUnrelated(u, copies(evaluate.stream(1, 1).run(Map.of("x", x))).get("u"), "steps");
        assertUnrelated(u, copies(evaluate.stream(2, 0).run(Map.of("x", x))).get("u"), "seeds");
        assertUnrelated(
                u, copies(evaluate.stream(1, 1L << 32).run(Map.of("x", x))).get("u"), "far steps");
    }

    private static Map<String, double[]> copies(Map<String, double[]> all) {
        Map<String, double[]> copies = new HashMap<>();
        all.forEach((name, array) -> copies.put(name, array.clone()));
        return copies;
    }

    private static double[] tail(double[] v, int n) {
        return java.util.Arrays.copyOfRange(v, n, v.length);
    }

    private static double[] head(double[] v, int n) {
        return java.util.Arrays.copyOf(v, v.length - n);
    }

    private static double mean(double[] v) {
        return java.util.Arrays.stream(v).average().orElseThrow();
    }

    private static double covariance(double[] a, double[] b) {
        double ma = mean(a);
        double mb = mean(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += (a[i] - ma) * (b[i] - mb);
        return sum / a.length;
    }

    /** Their correlation lies within four deviations of zero. */
    private static void assertUnrelated(double[] a, double[] b, String what) {
        double correlation = covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
        assertEquals(0, correlation, 4 / Math.sqrt(a.length), what);
    }

    // ---- dropout, noise and random slopes ----------------------------------------------------------------------

    @Test
    void bothPassesUseTheSameMask() throws ReflectiveOperationException {
        Program p = program(NET);
        int n = 4;
        double[] x = new java.util.Random(3).doubles(n * 5, -2, 2).toArray();
        Object model = instance("d.Net");
        double[] parameters = (double[]) call(model, "parameters");
        call(model, "initialize", 9L);
        for (int step = 0; step < 3; step++) {
            Map<String, double[]> values = new HashMap<>();
            values.put("x", x);
            values.put("W", java.util.Arrays.copyOf(parameters, 35));
            values.put("v", tail(parameters, 35));
            Map<String, double[]> expected = copies(interpreted(p, "B", n, values, true, 9, step));
            double loss = (double) call(model, "lossAndGradient", n, x);
            assertEquals(expected.get("L")[0], loss, 1e-13);
            assertArrayEquals(expected.get("p"), values(model, "p"), 1e-13);
            double[] gradient = (double[]) call(model, "gradient");
            compare(p, n, values, "W", head(gradient, 7), step);
            compare(p, n, values, "v", tail(gradient, 35), step);
            compare(p, n, values, "x", values(model, "d_x"), step);
            double[] again = gradient.clone();
            call(model, "backward");
            assertArrayEquals(again, gradient, "backward draws the same again");
            for (int i = 0; i < parameters.length; i++) parameters[i] -= 0.01 * gradient[i];
        }
    }

    private static void compare(Program p, int n, Map<String, double[]> values, String by, double[] actual, long step) {
        for (int i = 0; i < actual.length; i++) {
            double expected =
                    (4 * difference(p, n, values, by, i, 0.5e-3, step) - difference(p, n, values, by, i, 1e-3, step))
                            / 3;
            assertEquals(expected, actual[i], 1e-8 * Math.max(1, Math.abs(expected)), by + "[" + i + "]");
        }
    }

    private static double difference(
            Program p, int n, Map<String, double[]> values, String by, int i, double h, long step) {
        Map<String, double[]> moved = new HashMap<>(values);
        double[] array = values.get(by).clone();
        moved.put(by, array);
        array[i] += h;
        double up = interpreted(p, "B", n, moved, true, 9, step).get("L")[0];
        array[i] -= 2 * h;
        return (up - interpreted(p, "B", n, moved, true, 9, step).get("L")[0]) / (2 * h);
    }

    @Test
    void evaluationDrawsNothingAndLeavesTheStreamAlone() throws ReflectiveOperationException {
        int n = 3;
        double[] x = new java.util.Random(4).doubles(n * 5, -2, 2).toArray();
        Object model = instance("d.Net");
        Object other = instance("d.Net");
        double loss = (double) call(model, "forward", n, x);
        assertEquals(loss, call(model, "forward", n, x));
        double trained = (double) call(model, "forwardTraining", n, x);
        assertEquals(trained, call(other, "forwardTraining", n, x), "a forward before does not move the stream");
        assertNotEquals(loss, trained);
        assertNotEquals(trained, call(model, "forwardTraining", n, x), "each step has a mask of its own");
        assertEquals(loss, call(model, "forward", n, x));
        call(other, "seed", 1L);
        assertNotEquals(trained, call(other, "forwardTraining", n, x), "each seed, too");
        String java = java(NET, true, "d");
        String evaluation = java.substring(0, java.indexOf("private static final class Training"));
        assertFalse(evaluation.contains("Philox."), "evaluation draws nothing");
        assertTrue(java.contains("Philox.uniform("), java);
    }

    @Test
    void aMaskThatIsGoneIsNotUsed() throws ReflectiveOperationException {
        Object model = instance("d.Net");
        call(model, "forwardTraining", 1, new double[5]);
        call(model, "seed", 2L);
        var thrown = assertThrows(InvocationTargetException.class, () -> call(model, "backward"));
        assertTrue(
                thrown.getCause() instanceof IllegalStateException,
                thrown.getCause().toString());
    }

    @Test
    void floatsAgreeWithDoubles() throws ReflectiveOperationException {
        int n = 5;
        double[] x = new java.util.Random(5).doubles(n * 5, -2, 2).toArray();
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) y[i] = (float) x[i];
        Object exact = instance("d.Net");
        Object single = instance("f.Net");
        for (int step = 0; step < 3; step++) {
            double loss = (double) call(exact, "lossAndGradient", n, x);
            assertEquals(loss, (float) call(single, "lossAndGradient", n, y), 1e-4 * Math.max(1, loss));
            assertArrayEquals((double[]) call(exact, "gradient"), values(single, "gradient"), 1e-4);
        }
    }

    @Test
    void aWideDrawIsRefused() {
        String text = "model M {\n dim N\n output y = sum(i in 0..100000, j in 0..100000) uniform()\n}";
        String said = Compiler.check(new Source("m.nn", text), n -> Optional.empty())
                .diagnostics()
                .toString();
        assertTrue(said.contains("NN122"), said);
        String open = "model M {\n dim N\n output y = sum(i in 0..N, j in 0..N) uniform()\n}";
        Program p = program(open);
        var thrown = assertThrows(IllegalArgumentException.class, () -> new Evaluate(p, Map.of("N", 50_000L)));
        assertTrue(thrown.getMessage().contains("more than 2147483647"), thrown.getMessage());
    }
}
