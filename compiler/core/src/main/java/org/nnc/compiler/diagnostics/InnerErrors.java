package org.nnc.compiler.diagnostics;

/** Mistakes with derivatives inside equations. */
public final class InnerErrors {
    private InnerErrors() {}

    /** NN180: {@code grad} of a tensor that is not one number. */
    public static Diagnostic gradOfTensor(Span span, String name, String shape) {
        return error(
                "`" + name + "` is not one number",
                span,
                "`grad` takes a number; this is " + shape + ".",
                "Sum it first, or use `jvp(" + name + ", x, v)` for a derivative along a direction.");
    }

    /** NN180: {@code grad} of a constant. */
    public static Diagnostic nothingVaries(Span span) {
        return error(
                "this is a constant",
                span,
                "Its derivative is zero.",
                "Name the tensor that should be differentiated.");
    }

    /** NN180: {@code grad(L, 2*x)}. */
    public static Diagnostic unnamed(Span span) {
        return error(
                "what is varied needs a name",
                span,
                "Nothing can depend on an expression that only stands here.",
                "Give it an equation of its own, use that in the model, and write its name here.");
    }

    private static Diagnostic error(String title, Span span, String message, String hint) {
        return Diagnostic.error("NN180", title, span, message).hint(hint);
    }
}
