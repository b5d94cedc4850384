package org.nnc.compiler.diagnostics;

import java.util.List;

/** One factory per mistake with random numbers and rules of the user's own: NN190 and on. */
public final class RuleErrors {
    private RuleErrors() {}

    private static Diagnostic error(String code, String title, Span span, String message, String hint) {
        return Diagnostic.error(code, title, span, message).hint(hint);
    }

    /** NN191: {@code fun f(x) = .. deriv z: ..}. */
    public static Diagnostic derivOf(Span span, String function, String name, List<String> parameters) {
        return error(
                "NN191",
                "`" + function + "` has no parameter `" + name + "`",
                span,
                "A `deriv` clause gives the derivative with respect to a parameter: `" + String.join("`, `", parameters)
                        + "`.",
                "Name one of them.");
    }

    /** NN190: {@code uniform(0, 1)} in an equation. */
    public static Diagnostic drawArguments(Span span, String draw) {
        boolean uniform = draw.equals("uniform");
        return error(
                "NN190",
                "`" + draw + "()` in an equation takes no arguments",
                span,
                "With arguments it is an initialiser, behind the `~` of a `param`.",
                uniform ? "Write `a + (b - a)*uniform()`." : "Write `m + s*normal()`.");
    }
}
