package org.nnc.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Program;

/** Derivatives inside equations are held against differences of what they derive: a fault in one is seen. */
class InnerCheckTest {
    private static final String MODEL = """
            model M {
              dim B
              input x : real[B, 3]
              param W : real[4, 3] ~ he
              h[b,j] = sum(i) W[j,i]*x[b,i]
              z[b] = sum(j) tanh(h[b,j])
              s = sum(b) z[b]
              g = grad(s, x)
              k = grad(s, h)
              q = sum(b,i) g[b,i]^3
              gg = grad(q, x)
              v = jvp(z, x, gg)
              loss L = sum(b) v[b]^2 + sum(b,j) k[b,j]^2
            }
            """;
    private static final Map<String, Long> DIMS = Map.of("B", 2L);

    private final Checked checked = Compiler.check(new Source("m.nn", MODEL), n -> Optional.empty());
    private final Program program = checked.programs().get(0);
    private final List<Inner> inner = checked.inner().get("M");

    private List<GradientCheck.Result> check(Program p, int cells) {
        Random random = new Random(4);
        Map<String, double[]> values = new HashMap<>();
        values.put("x", random.doubles(6, -1, 1).toArray());
        values.put("W", random.doubles(12, -1, 1).toArray());
        return InnerCheck.check(p, inner, DIMS, values, cells, Foreign.NONE);
    }

    /** With an equation a thousandth too large. */
    private Program broken(String tensor) {
        return program.withEquations(program.equations().stream()
                .map(e -> e.target().name().equals(tensor) ? e.map(x -> larger(x, e)) : e)
                .toList());
    }

    private static Expr larger(Expr x, Equation e) {
        return x.equals(e.body()) ? Build.mul(Expr.real(1.001), x) : x;
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2, 0})
    void derivativesAgree(int cells) {
        List<GradientCheck.Result> results = check(program, cells);
        assertEquals(
                List.of("grad(s, x)", "grad(s, h)", "grad(q, x)", "jvp(z, x, gg)"),
                results.stream().map(GradientCheck.Result::tensor).toList());
        for (GradientCheck.Result r : results) {
            assertTrue(r.agrees(), r.toString());
            assertEquals(0, r.undecided(), r.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aFaultIsSeen(int which) {
        for (int cells : new int[] {100, 0}) {
            GradientCheck.Result r =
                    check(broken(inner.get(which).target().name()), cells).get(which);
            assertFalse(r.agrees(), r.toString());
        }
    }
}
