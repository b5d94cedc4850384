package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.runtime.DoubleModel;

/**
 * Training through a training step: a loss behind one step of descent, whose gradient needs the Hessian of the first loss,
 * and a state that gathers the inner gradients. Least squares, so that all of it is known in closed form.
 */
class InnerTrainingTest {
    private static final String MODEL = """
            model Inner {
              dim N, D = 3
              input x : real[N, D]
              input y : real[N]
              param w : real[D] ~ zeros
              state m : real[D] = 0
              L = mean(n) ((sum(i) w[i]*x[n,i]) - y[n])^2
              g = grad(L, w)
              u[i] = w[i] - 0.1*g[i]
              loss outer = mean(n) ((sum(i) u[i]*x[n,i]) - y[n])^2
              update m[i] = 0.9*m[i] + g[i]
            }
            """;

    private static final int N = 6;
    private static final int D = 3;
    private final Random random = new Random(4);
    private final double[] x = random.doubles(N * D, -1, 1).toArray();
    private final double[] y = random.doubles(N, -1, 1).toArray();

    /** The gradient of mean (x w - y)^2, or the Hessian times w where there is no y. */
    private double[] gradient(double[] w, boolean withY) {
        double[] g = new double[D];
        for (int n = 0; n < N; n++) {
            double r = withY ? -y[n] : 0;
            for (int i = 0; i < D; i++) r += w[i] * x[n * D + i];
            for (int i = 0; i < D; i++) g[i] += 2 * r * x[n * D + i] / N;
        }
        return g;
    }

    private double loss(double[] w) {
        double sum = 0;
        for (int n = 0; n < N; n++) {
            double r = -y[n];
            for (int i = 0; i < D; i++) r += w[i] * x[n * D + i];
            sum += r * r / N;
        }
        return sum;
    }

    @Test
    void trainsThroughItsOwnStep() throws ReflectiveOperationException {
        Compiler.Result result = Compiler.compile(
                new Source("inner.nn", MODEL), n -> Optional.empty(), new Compiler.Options(true, false, "gen"));
        Batch batch = new Batch();
        batch.add("gen.Inner", result.units().get(0).java());
        double[] w = {0.5, -1, 2};
        DoubleModel model = (DoubleModel) batch.compile()
                .loadClass("gen.Inner")
                .getConstructor(double[].class)
                .newInstance((Object) w.clone());
        double[] m = new double[D];
        for (int step = 0; step < 4; step++) {
            double found = (double) model.getClass()
                    .getMethod("lossAndGradient", int.class, double[].class, double[].class)
                    .invoke(model, N, x, y);
            double[] g = gradient(w, true);
            double[] u = new double[D];
            for (int i = 0; i < D; i++) {
                m[i] = 0.9 * m[i] + g[i];
                u[i] = w[i] - 0.1 * g[i];
            }
            assertEquals(loss(u), found, 1e-14);
            double[] atU = gradient(u, true);
            double[] curved = gradient(atU, false);
            double[] expected = new double[D];
            for (int i = 0; i < D; i++) expected[i] = atU[i] - 0.1 * curved[i];
            assertArrayEquals(expected, model.gradient(), 1e-14);
            assertArrayEquals(m, model.state(), 1e-14);
            for (int i = 0; i < D; i++) {
                w[i] -= 0.3 * expected[i];
                model.parameters()[i] -= 0.3 * model.gradient()[i];
            }
        }
    }
}
