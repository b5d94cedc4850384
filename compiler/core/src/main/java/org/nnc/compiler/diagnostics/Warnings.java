package org.nnc.compiler.diagnostics;

/** One factory per doubtful thing in the meaning of a program: codes NN310 on. */
public final class Warnings {
    private Warnings() {}

    /** NN310: an input that nothing reads. */
    public static Diagnostic unusedInput(Span span, String name) {
        return Diagnostic.warning(
                        "NN310",
                        "the input `" + name + "` is never used",
                        span,
                        "No equation reads it; its gradient is zero.")
                .hint("Use it, or take it out.");
    }

    /** NN311: an equation on which no output and no loss depends. */
    public static Diagnostic deadEquation(Span span, String name) {
        return Diagnostic.warning(
                        "NN311",
                        "`" + name + "` has no effect",
                        span,
                        "No output and no loss depends on it, so it is not computed.")
                .hint("Write `output " + name + "` to see it, or take the equation out.");
    }

    /** NN312: a model that gives nothing back. */
    public static Diagnostic nothingObservable(Span span, String model) {
        return Diagnostic.warning(
                        "NN312",
                        "the model `" + model + "` has no output and no loss",
                        span,
                        "Nothing that it computes can be seen from outside.")
                .hint(
                        "Write `output` before the name of what it should give back, or `loss` before what should be trained.");
    }

    /** NN313: {@code max(i) x[i]*c}. */
    public static Diagnostic factorInside(Span span, String op) {
        return Diagnostic.warning(
                        "NN313",
                        "this factor is inside the `" + op + "`",
                        span,
                        "The body of a reduction goes on to the end of the product, as on paper, and `" + op
                                + "` is not linear: the factor does not depend on its index.")
                .hint("If the factor belongs outside, write `(" + op
                        + "(..) ..)` with parentheses around the reduction.");
    }
}
