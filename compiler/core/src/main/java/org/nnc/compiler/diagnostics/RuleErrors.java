package org.nnc.compiler.diagnostics;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One factory per mistake with random numbers and rules of the user's own: NN190 and on. */
public final class RuleErrors {
    private RuleErrors() {}

    private static Diagnostic error(String code, String title, Span span, String message, String hint) {
        return Diagnostic.error(code, title, span, message).hint(hint);
    }

    /** NN192: {@code extern fun f(..) -> k : int}. */
    public static Diagnostic externResult(Span span, String function) {
        return error(
                "NN192",
                "`" + function + "` can give back real tensors only",
                span,
                "An extern function fills arrays of the class's real type.",
                "Declare the result as `real`, with a shape or without.");
    }

    /** NN193: {@code vjp fVjp}. */
    public static Diagnostic externClass(Span span, String method) {
        return error(
                "NN193",
                "`" + method + "` needs its class",
                span,
                "`vjp` names a static method of a Java class, which also has the function itself.",
                "Write `vjp a.b.Ops." + method + "`.");
    }

    /** NN193: neither a {@code vjp} nor a package. */
    public static Diagnostic externPackage(Span span, String function) {
        return error(
                "NN193",
                "`" + function + "` needs its class",
                span,
                "Without a `vjp` it is looked for in the class `Externs` of the file's package, and there is no package.",
                "Write `package a.b` above, or name a method behind `vjp`.");
    }

    /** NN194: a derivative through an extern function that has none. */
    public static Diagnostic externDerivative(Span span, String function, boolean hasNone) {
        return error(
                "NN194",
                "no such derivative of `" + function + "`",
                span,
                hasNone
                        ? "The model is derived through this call, and nothing says how."
                        : "An extern function is derived by its `vjp`: backwards, and once.",
                hasNone
                        ? "Name a method behind `vjp`, or hand it `stop(..)` of what it reads."
                        : "Leave this derivative out, ask for `vjp`, or write the function in the language.");
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

    /**
     * NN195: {@code derive checkpoint h wrt t} where h is not computed from its own earlier steps.
     *
     * @param recurrences by tensor, the index that counts its steps
     */
    public static Diagnostic noRecurrence(Span span, String name, String step, Map<String, String> recurrences) {
        String known = recurrences.entrySet().stream()
                .map(r -> "`derive checkpoint " + r.getKey() + " wrt " + r.getValue() + "`")
                .collect(Collectors.joining(", "));
        return error(
                "NN195",
                "`" + name + "` is no recurrence over `" + step + "`",
                span,
                "A checkpoint is for a tensor that is computed from its own earlier steps; behind `wrt` stands the index that"
                        + " counts them.",
                known.isEmpty()
                        ? "This model has no recurrence: leave the line out."
                        : "Possible here: " + known + ".");
    }

    /** NN195: a second checkpoint. */
    public static Diagnostic secondCheckpoint(Span span, Span first) {
        return error(
                        "NN195",
                        "a model has one checkpoint",
                        span,
                        "It takes in everything that runs along with the steps of its recurrence.",
                        "Leave one of them out.")
                .with(first, "the first one");
    }

    /** NN196: a checkpoint of a recurrence whose steps are needed all at once. */
    public static Diagnostic allSteps(Span span, String name) {
        return error(
                "NN196",
                "all steps of `" + name + "` are needed at once",
                span,
                "It is an output, another derivative needs it, a loss reads it that outputs are made of, too, or some equation"
                        + " reads it at more than a fixed number of steps from its own: then its steps cannot be computed again"
                        + " block by block.",
                "Read `" + name
                        + "` at the own step, or at one fixed step such as the last; or leave the checkpoint out.");
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
