package org.nnc.compiler.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.Derived;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.compiler.verify.Evaluate;
import org.nnc.compiler.verify.GradientCheck;

/** Functions with {@code deriv} clauses and {@code stop}: the slopes are those that the author says, in every mode and order. */
class DeclaredSlopesTest {
    private static final String RULES = """
            fun sign_ste(x) = sign(x) deriv x: if abs(x) <= 1 then 1 else 0
            fun e(x) = exp(x) deriv x: y
            fun odd(x) = x^3 deriv x: x*y
            fun pull(x, k) = k*x^2 deriv x: 7
            fun both(x, k) = x*k
              deriv x: k + 1
              deriv k: x - 1
            fun twice(x) = exp(x) deriv x: 2*y
            fun flat(x) = x*x deriv x: 0
            fun hidden(x, y) = x*y deriv x: y
            fun jump(x) = (if uniform() < x then 1.0 else 0) deriv x: 1
            fun outer(x) = sign_ste(x)*e(x) deriv x: e(x) + y
            """;

    private static Program program(String body) {
        Checked checked = Compiler.check(new Source("m.nn", RULES + body), n -> Optional.empty());
        assertEquals(List.of(), checked.diagnostics());
        return checked.programs().get(0);
    }

    /** A model of two numbers. */
    private static Program scalar(String value) {
        return program("model M {\n input a : real\n input b : real\n loss L = " + value + " + 0*a + 0*b\n}");
    }

    private static double value(Program p, String name, double a, double b) {
        return Evaluate.run(p, Map.of(), Map.of("a", new double[] {a}, "b", new double[] {b}))
                .get(name)[0];
    }

    private static double gradient(Program p, String by, double a, double b) {
        Gradient g = Simplify.tidy(Differentiate.ofLoss(
                Simplify.stable(p, List.of("a", "b"), false).program(), "L", List.of("a", "b")));
        double[] reverse = Evaluate.run(g.program(), Map.of(), Map.of("a", new double[] {a}, "b", new double[] {b}))
                .get(g.adjoints().get(by));
        Tangent.Result t = Tangent.of(p, List.of("L"), List.of(by));
        double forward = Evaluate.run(
                        t.program(),
                        Map.of(),
                        Map.of("a", new double[] {a}, "b", new double[] {b}, "t_" + by, new double[] {1}))
                .get(t.tangents().get("L"))[0];
        assertEquals(reverse[0], forward, 1e-14 * Math.max(1, Math.abs(forward)), "both modes");
        return reverse[0];
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sign_ste(a); 0.3; 0; a; 1",
                "sign_ste(a); -1.5; 0; a; 0",
                "sign_ste(a*b); 0.25; 2; a; 2",
                "e(a); 1.5; 0; a; 4.4816890703380645",
                "pull(a, b); 3; 2; a; 7",
                "pull(a, b); 3; 2; b; 9",
                "pull(a*a, b); 3; 2; a; 42",
                "both(a, b); 3; 5; a; 6",
                "both(a, b); 3; 5; b; 2",
                // log(exp) must not be looked through: the slope is 2, not 1.
                "log(twice(a)); 0.7; 0; a; 2",
                "flat(a) + a; 3; 0; a; 1",
                "hidden(a, b); 3; 5; a; 5",
                "hidden(a, b); 3; 5; b; 3",
                "jump(a) + jump(b); 0.4; 0.6; b; 1",
                // The clause reads y = sign_ste(a)*e(a).
                "outer(a); -0.5; 0; a; 0",
                "stop(a)*a; 3; 0; a; 3",
                "a^stop(b); 2; 3; a; 12",
                "a^stop(b); 2; 3; b; 0",
            })
    void theSlopeIsTheAuthors(String value, double a, double b, String by, double expected) {
        assertEquals(expected, gradient(scalar(value), by, a, b), 1e-12);
    }

    @Test
    void theValueIsThatOfTheFormula() {
        assertEquals(-1, value(scalar("sign_ste(a)"), "L", -0.3, 0));
        assertEquals(9 * 2 + 27, value(scalar("pull(a, b) + odd(a)"), "L", 3, 2), 1e-12);
        assertEquals(-Math.exp(-0.5), value(scalar("outer(a)"), "L", -0.5, 0), 1e-15);
    }

    /** The derivative of the derivative, and so on, each by reverse mode over the program before. */
    private static double derivative(String value, int order, double a) {
        Program p = scalar(value);
        String name = "L";
        for (int k = 0; k < order; k++) {
            Gradient g = Simplify.tidy(Differentiate.ofLoss(p, name, List.of("a")));
            name = g.adjoints().get("a");
            p = g.program().withOutputs(List.of(), List.of(name));
        }
        return value(p, name, a, 0);
    }

    @Test
    void higherOrdersDifferentiateTheClause() {
        for (int order = 1; order <= 4; order++) {
            assertEquals(Math.exp(0.5), derivative("e(a)", order, 0.5), 1e-12, "order " + order);
        }
        // x*y with y' = x*y: x*x^3, then y + x*(x*y).
        assertEquals(16, derivative("odd(a)", 1, 2), 1e-12);
        assertEquals(8 + 32, derivative("odd(a)", 2, 2), 1e-12);
        assertEquals(0, derivative("flat(a)", 2, 2));
    }

    private static final String LAYERED = """
            model Binary {
              dim B, D = 3, H = 4
              input x : real[B, D]
              param W : real[H, D] ~ glorot
              param v : real[H] ~ glorot
              V = sign_ste(W)
              s[b,j] = sum(i) V[j,i]*x[b,i]
              h = e(tanh(s))
              output p[b] = sum(j) v[j]*h[b,j] + stop(v[0])*h[b,0]
              loss L = mean(b) p[b]^2
              derive grad L wrt params, x
            }
            """;

    @Test
    void itPrintsAndChecksBack() {
        Program p = program(LAYERED);
        Derived d = Derived.of(p, false);
        for (Program each : List.of(p, d.gradient().orElseThrow().program())) {
            String text = Unparse.text(each);
            Checked again = Compiler.check(new Source("again.nn", text), n -> Optional.empty());
            assertFalse(again.hasErrors(), text);
            assertEquals(each.equations(), again.programs().get(0).equations(), text);
        }
    }

    /** Gradients against plain differences: {@code ste} and {@code stop} disagree and are noted, a wrong adjoint is wrong. */
    @Test
    void aDeclaredSlopeIsNotedAndAWrongOneIsFound() {
        Program p = program(LAYERED);
        Gradient g = Differentiate.ofLoss(p, "L", List.of("x", "W", "v"));
        Map<String, double[]> values = new LinkedHashMap<>();
        java.util.Random random = new java.util.Random(1);
        values.put("x", random.doubles(6, -1, 1).toArray());
        values.put("W", random.doubles(12, -1, 1).toArray());
        values.put("v", random.doubles(4, -1, 1).toArray());
        Map<String, Long> dims = Map.of("B", 2L);
        List<Boolean> noted = new ArrayList<>();
        for (GradientCheck.Result r : GradientCheck.check(p, g, Optional.of("L"), dims, values, 100)) {
            assertTrue(r.agrees(), r.toString());
            noted.add(r.declared().isPresent());
        }
        assertEquals(List.of(false, true, true), noted, "x is plain, W goes through ste, v through stop");
        // V has the shape of W's adjoint and is not it.
        Gradient wrong = new Gradient(g.program(), Map.of("W", "V"), Map.of());
        GradientCheck.Result r = GradientCheck.check(p, wrong, Optional.of("L"), dims, values, 100)
                .get(0);
        assertFalse(r.agrees(), r.toString());
    }

    @Test
    void emittedClassesComputeValuesOnly() {
        String java = Compiler.compile(
                        new Source("m.nn", RULES + LAYERED),
                        n -> Optional.empty(),
                        new Compiler.Options(true, false, ""))
                .units()
                .get(0)
                .java();
        String forward =
                java.substring(java.indexOf("private void predict1()"), java.indexOf("private void backward1()"));
        assertFalse(forward.contains("Math.abs"), "the clause is not evaluated by forward: " + forward);
        // Who asks for outputs only has methods of their own.
        String all = forward.replaceAll("(?s)private void predictAlone\\d+\\(\\) \\{.*?\n    \\}\n", "");
        assertEquals(1, all.split("\\.exp\\(", -1).length - 1, "e(x) once");
    }
}
