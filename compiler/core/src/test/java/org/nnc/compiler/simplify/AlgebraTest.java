package org.nnc.compiler.simplify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Formula;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

class AlgebraTest {
    private static Expr parse(String text) {
        return Formula.parse(
                text, n -> n.length() == 1 ? Expr.read(new Tensor(n, Type.REAL, List.of()), List.of()) : null);
    }

    private static double value(Expr e, Map<String, Double> at) {
        if (e instanceof Expr.Const c) return c.value();
        if (e instanceof Expr.Read r) return at.get(r.tensor().name());
        double[] v = new double[3];
        List<Expr> args = e.children();
        for (int i = 0; i < args.size(); i++) v[i] = value(args.get(i), at);
        return ((Expr.Apply) e).op().value(v[0], v[1], v[2]);
    }

    static List<Algebra.Rule> rules() {
        return Algebra.RULES;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void bothSidesAreTheSameFunction(Algebra.Rule rule) {
        Expr left = parse(rule.left());
        Expr right = parse(rule.right());
        int compared = 0;
        for (double x = -2.75; x < 3; x += 0.5) {
            for (double z : new double[] {-1.25, 0.5}) {
                double expected = value(left, Map.of("x", x, "z", z));
                if (Double.isNaN(expected)) continue;
                assertEquals(expected, value(right, Map.of("x", x, "z", z)), 1e-14 * Math.max(1, Math.abs(expected)));
                compared++;
            }
        }
        assertTrue(compared >= 4, "compared " + compared);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void eachRuleFires(Algebra.Rule rule) {
        List<Algebra.Rule> fired = new ArrayList<>();
        Expr rewritten = new Algebra(false, fired::add).rewrite(parse(rule.left()));
        assertNotEquals(parse(rule.left()), rewritten);
        assertTrue(!fired.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void strictKeepsWhatChangesNan(Algebra.Rule rule) {
        List<Algebra.Rule> fired = new ArrayList<>();
        new Algebra(true, fired::add).rewrite(parse(rule.left()));
        assertTrue(fired.stream().noneMatch(Algebra.Rule::changesNan));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "log(exp(x) + 1); 1000; 1000",
                "1 - 1/(1 + exp(-x)); 40; 4.248354255291589e-18",
                "log(1 - 1/(1 + exp(-x))); 1000; -1000",
                "log(1/(1 + exp(-x))); -1000; -1000",
                "sqrt(x^2 + x^2); 1e200; 1.4142135623730951e200",
                "exp(x) - 1; 1e-12; 1.0000000000005e-12"
            })
    void theStableFormIsRightWhereTheTextbookIsNot(String text, double x, double expected) {
        Expr stable = new Algebra(false, r -> {}).rewrite(parse(text));
        assertEquals(expected, value(stable, Map.of("x", x)), 1e-14 * Math.abs(expected));
    }
}
