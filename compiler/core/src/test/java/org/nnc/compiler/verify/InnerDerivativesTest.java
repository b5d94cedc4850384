package org.nnc.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.simplify.Simplify;

/** {@code grad} and {@code jvp} inside equations: against formulas, against dual numbers, and differentiated again. */
class InnerDerivativesTest {
    private static final String PENALTY = """
            model Penalty {
              dim B
              input x : real[B, 3]
              param W : real[4, 3] ~ he
              param v : real[4] ~ he
              h[b,j] = tanh(sum(i) W[j,i]*x[b,i])
              z[b] = sum(j) v[j]*h[b,j]
              output s = sum(b) z[b]
              output g = grad(s, x)
              loss L = mean(b) ((sum(i) g[b,i]^2) - 1)^2
            }
            """;

    private static final String LINE = """
            model Line {
              dim N
              input x : real[N]
              input f : real[N]
              param w : real[5] ~ normal(0, 1)
              param v : real[5] ~ normal(0, 1)
              u[n] = sum(j) v[j]*sin(w[j]*x[n] + w[j])
              one[n in 0..N] = 1.0
              ux = jvp(u, x, one)
              output uxx = jvp(ux, x, one)
              loss L = mean(n) (uxx[n] - f[n])^2
            }
            """;

    /** An inner step of gradient descent on one half of the points, judged on the other. */
    private static final String STEP = """
            model Step {
              dim N
              input a : real[N]
              input b : real[N]
              param w : real[3] ~ normal(0, 1)
              p[n] = w[0] + w[1]*exp(w[2]*a[n])
              output inner = mean(n) (p[n] - b[n])^2
              output g = grad(inner, w)
              w1 = w - 0.1*g
              q[n] = w1[0] + w1[1]*exp(w1[2]*b[n])
              loss L = mean(n) (q[n] - a[n])^2
            }
            """;

    private static Program program(String text) {
        Checked c = Compiler.check(new Source("t.nn", text), n -> Optional.empty());
        if (c.programs().isEmpty()) throw new AssertionError(c.diagnostics());
        return c.programs().get(0);
    }

    private static Map<String, double[]> values(Program p, Map<String, Long> dims) {
        Random random = new Random(7);
        Map<String, double[]> values = new LinkedHashMap<>();
        p.inputs()
                .forEach(i -> values.put(
                        i.tensor().name(),
                        random.doubles(i.tensor().size().evaluate(dims::get), -1, 1)
                                .toArray()));
        p.params()
                .forEach(q -> values.put(
                        q.tensor().name(),
                        random.doubles(q.tensor().size().evaluate(dims::get), -1, 1)
                                .toArray()));
        return values;
    }

    private static final Map<String, Long> DIMS = Map.of("B", 3L, "N", 4L);

    @Test
    void threeTimesByFormula() {
        Program p = program("""
                model M {
                  dim N
                  input x : real[N]
                  s = sum(i) x[i]^5
                  g = grad(s, x)
                  t = sum(i) g[i]
                  h = grad(t, x)
                  r = sum(i) h[i]
                  output k = grad(r, x)
                  along = jvp(k, x, x)
                  output along
                }
                """);
        double[] x = {1, -2, 0.5, 0};
        Map<String, double[]> found = Evaluate.run(p, DIMS, Map.of("x", x));
        for (int i = 0; i < x.length; i++) {
            assertEquals(60 * x[i] * x[i], found.get("k")[i], 1e-12);
            assertEquals(120 * x[i] * x[i], found.get("along")[i], 1e-12);
        }
    }

    /** What is derived by is read as it is, even where it only repeats another tensor. */
    @Test
    void byACopy() {
        Program p = program("""
                model M {
                  dim N
                  input w : real
                  input x : real[N]
                  each[i in 0..N] = w
                  other[i in 0..N] = w
                  h[i] = exp(x[i])
                  s = sum(i) ((each[i]*x[i])^2 + other[i]*x[i] + h[i] + exp(x[i]))
                  output g = grad(s, each)
                  output e = grad(s, h)
                }
                """);
        Map<String, double[]> values = Map.of("w", new double[] {3}, "x", new double[] {1, 2, 0, -1});
        Map<String, double[]> found = Evaluate.run(p, DIMS, values);
        assertArrayEquals(new double[] {6, 24, 0, 6}, found.get("g"), 1e-12);
        assertArrayEquals(new double[] {1, 1, 1, 1}, found.get("e"), 0);
    }

    /** The Gauss-Newton product {@code J'Jv} and a mixed derivative by a tensor in between. */
    @Test
    void gaussNewton() {
        Program p = program("""
                model M {
                  dim N
                  input x : real[N]
                  input v : real[N]
                  r[i] = x[i]^2 * sum(j) x[j]
                  u = jvp(r, x, v)
                  input w : real[N]
                  both = sum(i) r[i]*w[i]
                  output g = grad(both, r)
                  output u
                }
                """);
        double[] x = {1, 2, 3, 4};
        double[] v = {1, 0, -1, 2};
        double[] w = {5, 6, 7, 8};
        Map<String, double[]> found = Evaluate.run(p, DIMS, Map.of("x", x, "v", v, "w", w));
        assertArrayEquals(w, found.get("g"), 0);
        for (int i = 0; i < 4; i++) assertEquals(2 * x[i] * v[i] * 10 + x[i] * x[i] * 2, found.get("u")[i], 1e-12);
    }

    @ParameterizedTest
    @ValueSource(strings = {PENALTY, STEP})
    void innerGradientIsThatOfDualNumbers(String text) {
        Program p = program(text);
        String of = text.equals(PENALTY) ? "s" : "inner";
        String by = text.equals(PENALTY) ? "x" : "w";
        Map<String, double[]> values = values(p, DIMS);
        double[] g = Evaluate.run(p, DIMS, values).get("g");
        for (int i = 0; i < g.length; i++) {
            double[] unit = new double[g.length];
            unit[i] = 1;
            DualNumbers dual = new DualNumbers(program(text), DIMS, values, Map.of(by, unit));
            assertEquals(dual.tensor(of)[0].tangent(), g[i], 1e-12);
        }
    }

    @Test
    void secondDerivativeByFormula() {
        Program p = program(LINE);
        Map<String, double[]> values = values(p, DIMS);
        double[] found = Evaluate.run(p, DIMS, values).get("uxx");
        double[] x = values.get("x");
        double[] w = values.get("w");
        double[] v = values.get("v");
        for (int n = 0; n < x.length; n++) {
            double expected = 0;
            for (int j = 0; j < w.length; j++) expected -= v[j] * w[j] * w[j] * Math.sin(w[j] * x[n] + w[j]);
            assertEquals(expected, found[n], 1e-12);
        }
    }

    /** Gradient of a loss that contains a gradient, and the Hessian product of that: the third derivative. */
    @ParameterizedTest
    @ValueSource(strings = {PENALTY, LINE, STEP})
    void toTheThirdOrder(String text) {
        Program p = program(text);
        Texts.readsBack(p);
        List<String> wrt = p.params().stream().map(q -> q.tensor().name()).toList();
        Program stable = Simplify.stable(p, wrt, false).program();
        Gradient g = Simplify.tidy(Differentiate.ofLoss(stable, "L", wrt));
        Texts.readsBack(g.program());
        Map<String, double[]> values = values(p, DIMS);
        Map<String, double[]> found = Evaluate.run(g.program(), DIMS, values);
        Random random = new Random(3);
        for (String name : wrt) {
            double[] direction = random.doubles(values.get(name).length, -1, 1).toArray();
            // The loss by dual numbers; the gradient's derivative by dual numbers through the gradient's program.
            double along = 0;
            double[] gradient = found.get(g.adjoints().get(name));
            for (int i = 0; i < direction.length; i++) along += gradient[i] * direction[i];
            DualNumbers dual = new DualNumbers(p, DIMS, values, Map.of(name, direction));
            assertEquals(dual.tensor("L")[0].tangent(), along, 1e-11 * Math.max(1, Math.abs(along)), name);
            double step = 1e-4;
            double second = new DualNumbers(g.program(), DIMS, values, Map.of(name, direction))
                    .tensor(g.adjoints().get(name))[0].tangent();
            double up = component(p, moved(values, name, direction, step), name);
            double down = component(p, moved(values, name, direction, -step), name);
            assertEquals((up - down) / (2 * step), second, 1e-6 * Math.max(1, Math.abs(second)), name);
        }
    }

    /** The first component of the gradient of L, by dual numbers. */
    private static double component(Program p, Map<String, double[]> values, String name) {
        double[] unit = new double[values.get(name).length];
        unit[0] = 1;
        return new DualNumbers(p, DIMS, values, Map.of(name, unit)).tensor("L")[0].tangent();
    }

    private static Map<String, double[]> moved(
            Map<String, double[]> values, String name, double[] direction, double step) {
        Map<String, double[]> moved = new HashMap<>(values);
        double[] x = values.get(name).clone();
        for (int i = 0; i < x.length; i++) x[i] += step * direction[i];
        moved.put(name, x);
        return moved;
    }
}
