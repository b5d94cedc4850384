package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.compiler.verify.Evaluate;

/** States, updates and the training flag: batch normalisation in both modes against the interpreter and differences. */
class TrainingTest {
    private static final String MODEL = """
            model Norm {
              dim N, C = 3, H = 2, W = 2
              input x : real[N,C,H,W]
              param g : real[C] ~ ones
              state rm : real[C] = 0
              state rv : real[C] = 1
              mom = 0.1
              mu[c] = if training then mean(n,h,w) x[n,c,h,w] else rm[c];  update rm[c] = (1-mom)*rm[c] + mom*mu[c]
              v[c] = if training then mean(n,h,w) (x[n,c,h,w] - mu[c])^2 else rv[c]
              update rv[c] = (1-mom)*rv[c] + mom*v[c]
              output y[n,c,h,w] = g[c]*(x[n,c,h,w] - mu[c])/sqrt(v[c] + 0.00001)
              loss L = mean(n,c,h,w) (y[n,c,h,w]^3 + rm[c]*g[c]*y[n,c,h,w])
              derive grad L wrt params, x
            }
            """;

    private static final int N = 5;
    private final Random random = new Random(2);
    private final double[] x = random.doubles(N * 12, -2, 2).toArray();
    private final double[] g = {1.5, 0.5, -1};

    private static Program program() {
        Checked checked = Compiler.check(new Source("norm.nn", MODEL), n -> Optional.empty());
        assertEquals(List.of(), checked.diagnostics());
        return checked.programs().get(0);
    }

    private Map<String, double[]> interpreted(Program p, double[] x, double[] rm, double[] rv, boolean training) {
        Map<String, double[]> values = new HashMap<>(Map.of("x", x, "g", g, "rm", rm, "rv", rv));
        return new Evaluate(p, Map.of("N", (long) N)).training(training).run(values);
    }

    @Test
    void bothForwardsAgreeWithTheInterpreter() throws ReflectiveOperationException {
        Program p = program();
        Compiler.Result result = Compiler.compile(
                new Source("norm.nn", MODEL), n -> Optional.empty(), new Compiler.Options(true, false, "gen"));
        Batch batch = new Batch();
        batch.add("gen.Norm", result.units().get(0).java());
        Object model = batch.compile()
                .loadClass("gen.Norm")
                .getConstructor(double[].class)
                .newInstance((Object) g.clone());
        double[] state = (double[]) model.getClass().getMethod("state").invoke(model);
        assertArrayEquals(new double[] {0, 0, 0, 1, 1, 1}, state);

        double[] rm = new double[3];
        double[] rv = {1, 1, 1};
        for (int step = 0; step < 3; step++) {
            Map<String, double[]> expected = interpreted(p, x, rm, rv, true);
            double loss = run(model, "lossAndGradient");
            assertEquals(expected.get("L")[0], loss, 1e-12);
            assertArrayEquals(expected.get("y"), array(model, "y"), 1e-12);
            compareGradient(p, array(model, "d_x"), rm, rv, true);
            rm = expected.get("rm_next").clone();
            rv = expected.get("rv_next").clone();
            assertArrayEquals(rm, java.util.Arrays.copyOf(state, 3), 1e-14);
            assertArrayEquals(rv, java.util.Arrays.copyOfRange(state, 3, 6), 1e-14);
        }
        double[] before = state.clone();
        Map<String, double[]> expected = interpreted(p, x, rm, rv, false);
        assertEquals(expected.get("L")[0], run(model, "forward"), 1e-12);
        assertArrayEquals(expected.get("y"), array(model, "y"), 1e-12);
        model.getClass().getMethod("backward").invoke(model);
        compareGradient(p, array(model, "d_x"), rm, rv, false);
        assertArrayEquals(before, state, "evaluation moves no state");
    }

    private double run(Object model, String method) throws ReflectiveOperationException {
        return (double)
                model.getClass().getMethod(method, int.class, double[].class).invoke(model, N, x);
    }

    private static double[] array(Object model, String method) throws ReflectiveOperationException {
        return (double[]) model.getClass().getMethod(method).invoke(model);
    }

    private void compareGradient(Program p, double[] actual, double[] rm, double[] rv, boolean training) {
        for (int i = 0; i < x.length; i += 7) {
            double expected =
                    (4 * difference(p, i, 0.5e-3, rm, rv, training) - difference(p, i, 1e-3, rm, rv, training)) / 3;
            assertEquals(expected, actual[i], 1e-8, "d_x[" + i + "]");
        }
    }

    private double difference(Program p, int i, double h, double[] rm, double[] rv, boolean training) {
        double[] up = x.clone();
        double[] down = x.clone();
        up[i] += h;
        down[i] -= h;
        double top = interpreted(p, up, rm, rv, training).get("L")[0];
        return (top - interpreted(p, down, rm, rv, training).get("L")[0]) / (2 * h);
    }

    @Test
    void theProgramPrintsAndChecksBack() {
        Program p = program();
        String text = Unparse.text(p);
        assertTrue(text.contains("update rm[c] = "), text);
        Checked again = Compiler.check(new Source("again.nn", text), n -> Optional.empty());
        assertEquals(List.of(), again.diagnostics());
        assertEquals(p.equations(), again.programs().get(0).equations());
        assertEquals(p.states(), again.programs().get(0).states());
    }

    @Test
    void mistakesAreSaid() {
        for (String[] bad : new String[][] {
            {"model M {\n input x : real[2]\n update s[i] = x[i]\n output y = x\n}", "NN040"},
            {"model M {\n dim N\n input x : real[N]\n state s : real[N]\n output y[i] = x[i] + s[i]\n}", "constant"},
            {
                "model M {\n input x : real[2]\n state s : real[2]\n update s[i] = x[i]\n update s[i] = 2*x[i]\n output y[i] = s[i]\n}",
                "NN04"
            },
        }) {
            String said = Compiler.check(new Source("m.nn", bad[0]), n -> Optional.empty())
                    .diagnostics()
                    .toString();
            assertTrue(said.contains(bad[1]), said);
        }
    }
}
