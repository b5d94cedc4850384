package org.nnc.compiler.diagnostics;

import java.util.List;

/** One factory per mistake with layers, calls and roles, beyond those of {@link Errors}: NN151 and on. */
public final class LayerErrors {
    private LayerErrors() {}

    private static Diagnostic error(String code, String title, Span span, String message, String hint) {
        return Diagnostic.error(code, title, span, message).hint(hint);
    }

    // ---- layers, calls and roles -------------------------------------------------------------------------------

    /** NN151: a value for an argument is missing. */
    public static Diagnostic missingArgument(Span span, String layer, String argument, Span declared) {
        return error(
                        "NN151",
                        "`" + layer + "` needs `" + argument + "`",
                        span,
                        "The call gives no value for it.",
                        "Add `" + argument + "=..` to the call.")
                .with(declared, "declared here");
    }

    /** NN152: an argument given twice. */
    public static Diagnostic argumentTwice(Span span, String argument) {
        return error(
                "NN152",
                "`" + argument + "` is given twice",
                span,
                "Each argument has one value.",
                "Take one of them out.");
    }

    /** NN176: an argument that the signature does not have. */
    public static Diagnostic unknownArgument(Span span, String layer, String argument, List<String> known) {
        return error(
                "NN176",
                "`" + layer + "` has no argument `" + argument + "`",
                span,
                known.isEmpty() ? "It takes none." : "It takes " + String.join(", ", known) + ".",
                "Use one of these names, or give the value in order without a name.");
    }

    /** NN153: {@code relu(x=1)}. */
    public static Diagnostic namedArgument(Span span, String function) {
        return error(
                "NN153",
                "`" + function + "` takes its arguments in order",
                span,
                "Only the arguments of layers and models have names.",
                "Write the value alone.");
    }

    /** NN154: a call that gives several tensors where one is needed. */
    public static Diagnostic severalResults(Span span, String layer, int count) {
        return error(
                "NN154",
                "`" + layer + "` gives back " + count + " tensors",
                span,
                "Here one is needed.",
                "Name them in an equation of their own: `a, b = " + layer + "(..)`.");
    }

    /** NN155: names on the left that do not match the results. */
    public static Diagnostic resultCount(Span span, String layer, int count, int wanted) {
        return error(
                "NN155",
                "`" + layer + "` gives back " + count + (count == 1 ? " tensor" : " tensors") + ", not " + wanted,
                span,
                "There must be one name on the left for each.",
                "Write " + count + (count == 1 ? " name" : " names") + " on the left.");
    }

    /** NN156: {@code a, b = e} without a call. */
    public static Diagnostic severalTargets(Span span) {
        return error(
                "NN156",
                "only a call defines several tensors at once",
                span,
                "On the right must stand a layer or model with several results, on the left names without indices.",
                "Write one equation for each tensor.");
    }

    /** NN157: a layer within itself. */
    public static Diagnostic recursive(Span span, String name, Span declared) {
        return error(
                        "NN157",
                        "`" + name + "` calls itself",
                        span,
                        "Functions, layers and models are not recursive.",
                        "For steps over time write a recurrence: `h[t, ..] = .. h[t-1, .. | 0]`.")
                .with(declared, "declared here");
    }

    /** NN158: more expansions than any model needs. */
    public static Diagnostic tooManyExpansions(Span span) {
        return error(
                "NN158",
                "this model is too large",
                span,
                "It calls functions and layers more than 100000 times once all of them are expanded.",
                "Name results that are used several times, or use a dimension instead of copies.");
    }

    /** NN159: a layer in a function. */
    public static Diagnostic layerInFunction(Span span, String name) {
        return error(
                "NN159",
                "a function cannot call the layer `" + name + "`",
                span,
                "A function works on single numbers; a layer on whole tensors, and it may have parameters.",
                "Make the function a `layer`.");
    }

    /** NN160: a result without an equation. */
    public static Diagnostic resultUndefined(Span span, String result, String layer) {
        return error(
                "NN160",
                "`" + layer + "` never defines its result `" + result + "`",
                span,
                "What stands after `->` is defined by an equation of the layer.",
                "Add `" + result + "[..] = ..` to its block.");
    }

    /** NN161: {@code input} in a layer. */
    public static Diagnostic notInLayer(Span span, String word) {
        return error(
                "NN161",
                "`" + word + "` cannot stand in a layer",
                span,
                "A layer takes arguments and gives back results; only a model has inputs, outputs, losses and derivatives.",
                word.equals("input")
                        ? "Put the tensor between the parentheses of the layer."
                        : "Move it to the model.");
    }

    /** NN162: {@code layer f = relu()}. */
    public static Diagnostic notALayer(Span span, String name) {
        return error(
                "NN162",
                "`" + name + "` is a function, not a layer",
                span,
                "Only a layer or a model can have a named instance.",
                "Call `" + name + "(..)` directly.");
    }

    /** NN163: {@code x |> 3}. */
    public static Diagnostic notCallable(Span span) {
        return error(
                "NN163",
                "this cannot take a value",
                span,
                "After `|>` stands a function, a layer or a model.",
                "Write its name, with further arguments in parentheses.");
    }

    /** NN164: {@code softmax(z[b,k])}. */
    public static Diagnostic wholeOnly(Span span, String name) {
        return error(
                "NN164",
                "`" + name + "` takes a whole tensor",
                span,
                "It runs over the last dimension, so it cannot stand in an equation with indices.",
                "Write `p = " + name + "(z)` without indices, or the formula with its reduction.");
    }

    /** NN165: a parameter that is not there. */
    public static Diagnostic absentParam(Span span, String name, Span declared) {
        return error(
                        "NN165",
                        "the parameter `" + name + "` does not exist here",
                        span,
                        "The condition after its `when` is false.",
                        "Read it only where that condition holds: `if .. then .. else ..`.")
                .with(declared, "declared here");
    }

    /** NN166: a shared instance called with other sizes. */
    public static Diagnostic sharedShape(Span span, String name, String first, String second, Span declared) {
        return error(
                        "NN166",
                        "`" + name + "` would have two shapes",
                        span,
                        "The calls of one instance share its parameters; one call needs " + first + ", another "
                                + second + ".",
                        "Make an instance for each size.")
                .with(declared, "declared here");
    }

    /** NN167: an unknown way to start. */
    public static Diagnostic unknownInitialiser(Span span, String name) {
        return error(
                "NN167",
                "unknown initialiser `" + name + "`",
                span,
                "A parameter starts with zeros, ones, a number, uniform(a, b), normal(m, s), he, glorot or orthogonal.",
                "Choose one of them.");
    }

    /** NN168: bounds or spread that make no sense. */
    public static Diagnostic badInitialiser(Span span, boolean uniform) {
        return error(
                "NN168",
                uniform ? "the bounds are in the wrong order" : "the spread is negative",
                span,
                uniform ? "`uniform(a, b)` needs a <= b." : "`normal(m, s)` needs s >= 0.",
                "Check the two numbers.");
    }

    /** NN169: {@code he} for a scalar. */
    public static Diagnostic initialiserRank(Span span, String initialiser, String name, int rank) {
        return error(
                "NN169",
                "`" + initialiser + "` needs at least " + rank + (rank == 1 ? " dimension" : " dimensions"),
                span,
                "It depends on the number of inputs and outputs, which `" + name + "` does not have.",
                "Use zeros, ones, a number, uniform or normal.");
    }

    /** NN170: a loss with a shape. */
    public static Diagnostic lossNotScalar(Span span, String name) {
        return error(
                "NN170",
                "a loss is a single number",
                span,
                "This is a whole tensor.",
                "Reduce it: `loss " + name + " = mean(..) ..`.");
    }

    /** NN171: {@code output x} of an input. */
    public static Diagnostic outputNotComputed(Span span, String name) {
        return error(
                "NN171",
                "`" + name + "` is not computed",
                span,
                "An output is a tensor that an equation defines.",
                "Take it out: the caller has it already.");
    }

    /** NN172: an output twice. */
    public static Diagnostic outputTwice(Span span, String name) {
        return error(
                "NN172",
                "`" + name + "` is an output already",
                span,
                "Each output is named once.",
                "Take one of them out.");
    }

    /** NN173: {@code derive foo}. */
    public static Diagnostic unknownDerivative(Span span, String kind) {
        return error(
                "NN173",
                "unknown derivative `" + kind + "`",
                span,
                "What can be derived: grad, vjp, jvp, hvp, jacobian, hessian; and a recurrence can have a checkpoint.",
                "Choose one of them.");
    }

    /** NN174: the derivative of something else. */
    public static Diagnostic deriveOf(Span span, String kind, String name) {
        boolean grad = kind.equals("grad");
        return error(
                "NN174",
                "`" + name + "` is not " + (grad ? "a loss" : "an output"),
                span,
                grad ? "`derive grad` takes a loss of this model." : "`derive vjp` takes an output of this model.",
                grad
                        ? "Define it with `loss " + name + " = ..`, or use `derive vjp` for an output."
                        : "Write `output " + name + "`, or `derive grad` if it is a loss.");
    }

    /** NN177: a derivative of something that is not computed, not real, or not one number. */
    public static Diagnostic deriveNumber(Span span, String kind, String name, boolean scalar) {
        return error(
                "NN177",
                "`derive " + kind + "` cannot take `" + name + "`",
                span,
                scalar
                        ? "It needs one real number that the model computes, such as a loss."
                        : "It needs a real tensor that the model computes.",
                scalar ? "For a tensor there is `derive jacobian`." : "Name the target of an equation.");
    }

    /** NN178: a direction or column that is not an argument. */
    public static Diagnostic deriveWrt(Span span, String kind, String name) {
        return error(
                "NN178",
                "`" + name + "` is neither an input nor a parameter",
                span,
                "`derive " + kind + "` varies what the caller sets: inputs and parameters.",
                "Name those, or `params` for all parameters that are not frozen.");
    }

    /** NN178: {@code wrt params} in a model without any. */
    public static Diagnostic deriveWithoutParams(Span span) {
        return error(
                "NN178",
                "this model has no parameters",
                span,
                "`params` stands for all parameters of the model.",
                "Name the inputs that should vary.");
    }

    /** NN179: the same derivative twice, for which there is one method. */
    public static Diagnostic deriveTwice(Span span, String kind, String name) {
        return error(
                "NN179",
                "`derive " + kind + "` of `" + name + "` is there already",
                span,
                "One method of the class gives it.",
                "Name everything in one statement: `derive " + kind + " " + name + " wrt a, b`.");
    }
}
