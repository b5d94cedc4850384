package org.nnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Source;

/**
 * Thousands of equations, with their gradient, to Java: a pass that meets each with each other is minutes here, where all together
 * take a second or two. How long exactly, the benchmarks say. And a model of many observations.
 */
class LargeModelsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "[b]"})
    void chainsOfEquations(String at) {
        StringBuilder text = new StringBuilder("model Chain {\n  dim B\n  input x : real[B]\n  param w : real ~ 0.5\n");
        String first = at.isEmpty() ? "w" : "x[b]*w";
        text.append("  v0").append(at).append(" = ").append(first).append("\n");
        for (int i = 1; i <= 2000; i++) {
            String one = "v" + (i - 1) + at;
            String other = "v" + Math.max(0, i - 7) + at;
            text.append("  v" + i + at + " = tanh(" + one + ")*" + other + " + " + one + "\n");
        }
        text.append("  loss l = " + (at.isEmpty() ? "" : "mean(b) ") + "v2000" + at + "\n}\n");
        compiles(text.toString());
    }

    @Test
    void layers() {
        int count = 300;
        StringBuilder text = new StringBuilder("model Deep {\n  dim B\n  input h0 : real[B, 32]\n");
        for (int i = 1; i <= count; i++) {
            text.append("  param W" + i + " : real[32, 32] ~ he\n");
            text.append("  h" + i + "[b,o] = tanh(sum(i) W" + i + "[o,i]*h" + (i - 1) + "[b,i])\n");
        }
        compiles(text + "  loss l = mean(b, o) h" + count + "[b,o]^2\n}\n");
    }

    /** Full covariances by their triangles: what one observation needs is kept for one. */
    @Test
    void aMixtureOfGaussiansNeedsNoMoreMemoryForMorePoints() {
        Compiler.Unit unit = compiles("""
                model Mixture {
                  dim N
                  dim D = 10, K = 25
                  input x : real[N, D]
                  param alpha : real[K] ~ zeros
                  param mu : real[K, D] ~ normal(0, 1)
                  param diag : real[K, D] ~ zeros
                  param low : real[K, D, D] ~ normal(0, 0.1)
                  z[n,k,i] = exp(diag[k,i])*(x[n,i] - mu[k,i]) + sum(j in 0..i) low[k,i,j]*(x[n,j] - mu[k,j])
                  t[n,k] = alpha[k] + (sum(i) diag[k,i]) - 0.5*sum(i) z[n,k,i]^2
                  loss l = N*(logsumexp(k) alpha[k]) - sum(n) logsumexp(k) t[n,k]
                }
                """);
        assertTrue(unit.derived().plan().workspace(true).isConstant());
    }

    private static Compiler.Unit compiles(String text) {
        Compiler.Result result = Compiler.compile(
                new Source("large.nn", text), Library.standard(), new Compiler.Options(false, false, "gen"));
        assertEquals(1, result.units().size(), () -> result.diagnostics().toString());
        assertTrue(result.units().get(0).java().contains("void backward()"));
        return result.units().get(0);
    }
}
