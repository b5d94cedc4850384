package org.nnc.tool.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Program;
import org.nnc.runtime.Philox;
import org.nnc.tool.data.EvalResult;
import org.nnc.tool.data.Json;
import org.nnc.tool.data.Tensor;

/** Cases with {@code "training": true}: what is drawn, what a step does to the states, gradients in that mode. */
class TrainingCasesTest {
    private static final String MODEL = """
            model Drop {
              dim N
              input x : real[N]
              state s : real = 2
              state fixed : real[2] = 1
              m = mean(n) x[n]
              update s = 0.75*s + 0.25*m
              output y[n] = if training then x[n]^2*uniform() else x[n] + s
              loss L = sum(n) y[n]*(x[n] - s + fixed[0])
            }
            """;

    private static final double[] X = {1, -2, 4};

    private static EvalResult.Answer answer(Engine engine, String more) {
        Program p = Compiler.check(new Source("m.nn", MODEL), n -> Optional.empty())
                .programs()
                .get(0);
        Evaluation e = new Evaluation(p, false, engine);
        String x = "{\"inputs\":{\"x\":{\"shape\":[3],\"data\":[1,-2,4]}}" + more + "}";
        Evaluation.Case c = e.prepare(Json.read("in.json", 1, x));
        engine.finish();
        return (EvalResult.Answer) c.answer();
    }

    private static EvalResult.Answer answer(String more) {
        EvalResult.Answer compiled = answer(new CompiledEngine(true, List.of()), more);
        assertEquals(unsigned(answer(new Interpreter(), more)), unsigned(compiled));
        return compiled;
    }

    /** The sign of a zero is not kept by algebra. */
    private static String unsigned(EvalResult.Answer a) {
        return Json.write(a).replace("-0.0", "0.0");
    }

    private static double[] data(Optional<Map<String, Tensor>> part, String name) {
        return part.orElseThrow().get(name).data();
    }

    @Test
    void aStepDrawsAndMovesStates() {
        EvalResult.Answer a = answer(",\"training\":true,\"seed\":6");
        for (int n = 0; n < 3; n++) {
            double u = Philox.uniform(6, 0, 0, n);
            assertEquals(X[n] * X[n] * u, data(a.outputs(), "y")[n], 1e-15);
            // d/dx of x^2 u (x - 2 + 1); the old state is constant.
            double expected = u * (2 * X[n] * (X[n] - 1) + X[n] * X[n]);
            assertEquals(expected, data(a.gradients(), "x")[n], 1e-12);
        }
        assertEquals(0.75 * 2 + 0.25, data(a.states(), "s")[0], 1e-15);
        assertEquals(1, data(a.states(), "fixed")[1]);
    }

    @Test
    void evaluationDoesNeither() {
        EvalResult.Answer a = answer(",\"seed\":6");
        assertEquals(3, data(a.outputs(), "y")[0]);
        assertEquals(2, data(a.states(), "s")[0]);
    }

    @Test
    void secondDerivativesAreThoseOfTheMode() {
        String u = ",\"training\":true,\"seed\":6,\"want\":[\"hessian\"],\"wrt\":[\"x\"]";
        double[] h = answer(u).hessian().orElseThrow().get("x").get("x").data();
        for (int n = 0; n < 3; n++) {
            double expected = Philox.uniform(6, 0, 0, n) * (6 * X[n] - 2);
            assertEquals(expected, h[4 * n], 1e-12);
        }
        assertTrue(h[1] == 0);
    }
}
