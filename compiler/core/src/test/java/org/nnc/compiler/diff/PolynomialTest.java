package org.nnc.compiler.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.compiler.verify.Evaluate;

/** Polynomials in one cell: their slopes are polynomials, and nothing is multiplied out that had better not be. */
class PolynomialTest {
    /** Of two numbers; w is 1 wherever something is evaluated. */
    private static Program model(String statements) {
        String text = "model M {\n input x : real\n input w : real\n " + statements + "\n}";
        Checked checked = Compiler.check(new Source("m.nn", text), n -> Optional.empty());
        assertEquals(List.of(), checked.diagnostics());
        return checked.programs().get(0);
    }

    private static Program program(String value) {
        return model("loss L = " + value + " + 0*w");
    }

    /** The formula by itself. */
    private static Expr written(String value) {
        return program(value).equations().get(0).body().children().get(0);
    }

    private static Gradient gradient(String value) {
        return gradient(program(value));
    }

    private static Gradient gradient(Program p) {
        return Simplify.tidy(Differentiate.ofLoss(
                Simplify.stable(p, List.of("x", "w"), false).program(), "L", List.of("x", "w")));
    }

    private static double at(Gradient g, double x) {
        return Evaluate.run(g.program(), Map.of(), Map.of("x", new double[] {x}, "w", new double[] {1}))
                .get(g.adjoints().get("x"))[0];
    }

    private static String formula(Gradient g) {
        String name = g.adjoints().get("x");
        for (Equation e : g.program().equations())
            if (e.target().name().equals(name)) return Unparse.equation(e).replaceFirst("^d_x = ", "");
        throw new AssertionError(name);
    }

    /** Slopes by hand. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0.5*x*x; x; 3; 3",
                "-0.5*x*x; -x; 3; -3",
                "x*x*x; x*(3*x); 2; 12",
                "x*(3 + x*(-4 + x*5)); 3 + x*(15*x - 8); 2; 47",
                "1 + x + x*x/1 - 2*square(x)*x; 1 + x*(2 - 6*x); 2; -19",
                "square(square(x)); x*(x*(4*x)); -1; -4",
                "7 - square(3*x); -18*x; 0.5; -9",
            })
    void theSlopeIsOnePolynomial(String value, String slope, double x, double expected) {
        Gradient g = gradient(value);
        assertEquals(expected, at(g, x), 1e-13);
        assertEquals(slope, formula(g));
    }

    /** As factors these keep the digits that powers lose: at 20, the product of 20 factors' slope is that of one, 19!. */
    @Test
    void factorsAreNotMultipliedOut() {
        StringBuilder product = new StringBuilder("(x - 1)");
        double expected = 1;
        for (int k = 2; k <= 20; k++) {
            product.append("*(x - ").append(k).append(')');
            expected *= k - 1;
        }
        assertEquals(expected, at(gradient(product.toString()), 20), 1e-15 * expected);
    }

    /** Powers that stand twice are not added up: (1e16 + 1)*x - 1e16*x would lose the 1. */
    @Test
    void likePowersStayApart() {
        assertTrue(Polynomial.of(written("x*x + 2*x")).isPresent());
        Gradient g = gradient("x*x + 2*x*x");
        assertFalse(Polynomial.of(written("x*x + 2*x*x")).isPresent());
        assertEquals(12, at(g, 2), 1e-14);
    }

    /** No constant comes to be that a float cannot hold, and no polynomial that is longer than the text. */
    @Test
    void nothingGrowsOutOfBounds() {
        assertFalse(Polynomial.of(written("(1e30*x)*(1e30*x)")).isPresent());
        assertEquals(2e30, at(gradient("(1e30*x)*(1e30*x)"), 1e-30), 1e15);
        String power = "x";
        for (int k = 0; k < 40; k++) power = "square(" + power + ")";
        assertEquals(0x1p40, at(gradient(power), 1), 0);
    }

    /** What is not chosen contributes nothing, though its slope be infinite. */
    @Test
    void anUntakenBranchIsSilent() {
        assertEquals(2, at(gradient("if w > 0 then 2*x else (1/x)*(1/x)*(1/x)"), 0));
        assertEquals(0, at(gradient("if w > 0 then w else x*x*x"), Double.POSITIVE_INFINITY));
        // Under a name of its own its adjoint is 0, and the slope is infinite: their product would not be a number.
        Program named = model("t = x*x*x\n loss L = if w > 0 then w else t");
        assertEquals(0, at(gradient(named), Double.POSITIVE_INFINITY));
    }
}
