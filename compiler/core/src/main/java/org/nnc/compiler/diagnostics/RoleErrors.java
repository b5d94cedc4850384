package org.nnc.compiler.diagnostics;

import java.util.List;

/**
 * One factory per mistake beyond those of {@link Errors}: NN050 on names, NN083 on ranges, NN123 on types and sizes, NN151 on
 * layers, calls and roles.
 */
public final class RoleErrors {
    private RoleErrors() {}

    private static Diagnostic error(String code, String title, Span span, String message, String hint) {
        return Diagnostic.error(code, title, span, message).hint(hint);
    }

    // ---- names -------------------------------------------------------------------------------------------------

    /** NN050: {@code x[i]} where x is no tensor. */
    public static Diagnostic notATensor(Span span, String name) {
        return error("NN050", "`" + name + "` is not a tensor", span,
                "Only a tensor can be read at indices.", "Write the name without brackets, or name a tensor.");
    }

    /** NN042: a second {@code package} line. */
    public static Diagnostic secondPackage(Span span, Span first) {
        return error("NN042", "this file has a package already", span,
                "All classes of a file are in one package.", "Take one of the two lines out.").with(first, "first given here");
    }

    /** NN051: a layer or function as a value. */
    public static Diagnostic layerAsValue(Span span, String name) {
        return error("NN051", "`" + name + "` needs its arguments", span,
                "A function, layer or model is not a value by itself.",
                "Call it: `" + name + "(..)`, or `.. |> " + name + "`.");
    }

    /** NN052: {@code use} of a file that is not there. */
    public static Diagnostic unknownFile(Span span, String name) {
        return error("NN052", "there is no file `" + name + "`", span,
                "`use " + name + "` looks for it in the standard library and beside this file.",
                "Put `" + name.replace('.', '/') + ".nn` beside this file, or write `use std` for the library.");
    }

    /** NN053: files that use each other. */
    public static Diagnostic useCycle(Span span, List<String> cycle) {
        return error("NN053", "files use each other", span,
                String.join(" uses ", cycle) + " uses " + cycle.get(0) + ".",
                "Move what both need into a third file.");
    }

    /** NN054: a dim whose value is found only later in the signature. */
    public static Diagnostic dimNotKnown(Span span, String name) {
        return error("NN054", "the dim `" + name + "` is not known yet", span,
                "The names of a signature are bound from left to right.",
                "Name it alone in a shape further left, or give it a value.");
    }

    /** NN055: {@code dim K} inside a layer. */
    public static Diagnostic dimWithoutValue(Span span, String name) {
        return error("NN055", "the dim `" + name + "` has no value", span,
                "A layer gets the sizes that its caller chooses through its signature.",
                "Write `dim " + name + " = ..`, or put `dim " + name + "` between the parentheses of the layer.");
    }

    /** NN056: a dim that is defined by itself. */
    public static Diagnostic cyclicDims(Span span, List<String> cycle) {
        return error("NN056", "the dim `" + cycle.get(0) + "` is defined by itself", span,
                "`" + String.join("` needs `", cycle) + "` needs `" + cycle.get(0) + "`.", "Give one of them a number.");
    }

    /** NN057: {@code y[i,i] = ..}. */
    public static Diagnostic indexTwice(Span span, String index, Span first) {
        return error("NN057", "the index `" + index + "` stands twice on the left", span,
                "An equation defines all cells of its tensor, one index a dimension.",
                "Use two indices; for a diagonal write `if i == j then .. else 0`.").with(first, "first here");
    }

    /** NN058: a part of a package that Java does not allow. */
    public static Diagnostic notAPackage(Span span, String part) {
        boolean tooLong = part.length() > 100;
        return error("NN058", "this cannot be a Java package", span,
                tooLong ? "A part of a package is the name of a folder; this one has " + part.length() + " characters."
                        : "`" + part + "` is a word of Java.",
                tooLong ? "Shorten it." : "Choose another name, such as `" + part + "s` or `my" + part + "`.");
    }

    // ---- ranges ------------------------------------------------------------------------------------------------

    /** NN083: nothing fits. */
    public static Diagnostic noValidValue(Span span, String index, String tensor, String size) {
        return error("NN083", "no value of `" + index + "` stays in bounds", span,
                "Even " + index + " = 0 leaves `" + tensor + "`, which has the size " + size + " here.",
                "Give the access a default, such as `| 0`, and `" + index + "` a range.");
    }

    /** NN084: a dead arm. */
    public static Diagnostic armNeverHolds(Span span, boolean then, String index) {
        return error("NN084", then ? "this condition never holds" : "this condition always holds", span,
                then ? "For no value of the indices in their ranges is it true."
                        : "It is true for every value of the indices in their ranges, so what comes after `else` is never reached.",
                "Give the index the range that is meant where it is bound: `" + index + " in 0..N`.");
    }

    /** NN085: {@code y[i in 1..N]}. */
    public static Diagnostic leftRangeStart(Span span, String index, String lo) {
        return error("NN085", "a range on the left starts at 0", span,
                "Tensors are dense from 0, but here `" + index + "` starts at " + lo + ".",
                "Start at 0 and shift the accesses on the right.");
    }

    /** NN086: {@code x[B*i]} with B bound at run time. */
    public static Diagnostic strideNotConstant(Span span, String access) {
        return error("NN086", "the factor of an index must be constant", span,
                "In `" + access + "` an index is multiplied by a dim that is bound at run time.",
                "Give the dim a value, `dim S = 2`, or use several positions instead of one.");
    }

    /** NN087: a gather without a declared range. */
    public static Diagnostic inputWithoutRange(Span span, String name, String range, Span declared) {
        return error("NN087", "`" + name + "` needs a range to be an index", span,
                "It must stay in " + range + ", and nothing says that it does.",
                "Declare it with `in " + range + "`: it is then checked once per call.").with(declared, "declared here");
    }

    /** NN088: an argument whose values may leave what is asked for. */
    public static Diagnostic rangeTooWide(Span span, String name, String found, String wanted, Span declared) {
        return error("NN088", "the values of `" + name + "` can leave " + wanted, span,
                "They lie in " + found + ".", "Declare the input with the range that is asked for.")
                .with(declared, "declared here");
    }

    /** NN089: a mean over nothing. */
    public static Diagnostic emptyReduction(Span span, String op, String index) {
        return error("NN089", "`" + op + "` over nothing", span,
                "The range of `" + index + "` is empty, and `" + op + "` needs at least one value.",
                "Give the dimension a size of at least 1.");
    }

    /** NN090: {@code ..} where nothing says what it stands for. */
    public static Diagnostic dotsUnbound(Span span) {
        return error("NN090", "nothing says what `..` stands for here", span,
                "`..` stands for the leading dimensions of a layer, for those that `[..]` binds on the left, or for those that a"
                        + " reduction binds: `mean(..) x[..]`.",
                "Write the indices out, or bind `..` on the left or in the reduction.");
    }

    /** NN091: a recurrence that no loop can run. */
    public static Diagnostic noOrder(Span span, String name) {
        return error("NN091", "the recurrence of `" + name + "` has no order", span,
                "For one index every reference to the group must stand at a constant offset, all behind or all ahead, and those"
                        + " at offset 0 may not need each other.",
                "Read the earlier step at one index, such as `" + name + "[t-1, .. | 0]`.");
    }

    // ---- types and sizes ---------------------------------------------------------------------------------------

    /** NN123: a tensor where a number is needed. */
    public static Diagnostic tensorWithoutIndices(Span span, String name, String shape) {
        return error("NN123", "`" + name + "` needs its indices here", span,
                "It has the shape " + shape + ", and this is an expression over indices.",
                "Write them: `" + name + "[..]`. Whole tensors stand only in equations without indices on the left.");
    }

    /** NN124: too many or too few positions. */
    public static Diagnostic wrongRank(Span span, String name, int rank, int found, String shape, Span declared) {
        return error("NN124", "`" + name + "` has " + rank + (rank == 1 ? " dimension" : " dimensions") + ", not " + found, span,
                rank == 0 ? "It is a scalar." : "Its shape is " + shape + ".",
                rank == 0 ? "Write `" + name + "` without brackets." : "Give it " + rank + (rank == 1 ? " position." : " positions."))
                .with(declared, "declared here");
    }

    /** NN125: a size that cannot be. */
    public static Diagnostic badSize(Span span, String what, String value) {
        return error("NN125", what + " cannot be " + value, span,
                "A size is a whole number from 0 to 2147483647.", "Check the sizes and numbers that it is made of.");
    }

    /** NN126: a real size. */
    public static Diagnostic sizeNotInt(Span span) {
        return error("NN126", "a size must be a whole number", span, "This is a real number; `/` always gives one.",
                "Divide with `div`, which rounds down.");
    }

    /** NN127: a size that depends on data. */
    public static Diagnostic notASize(Span span) {
        return error("NN127", "this is not a size", span,
                "A size is made of dims and numbers by `+ - * div mod min max if`; it cannot depend on an index, a tensor or on"
                        + " a condition that is not decided yet.",
                "Use dims and numbers only.");
    }

    /** NN128: {@code div 0}. */
    public static Diagnostic divisionByZero(Span span) {
        return error("NN128", "division by zero", span, "`div` and `mod` by 0 have no value.", "Check the divisor.");
    }

    /** NN129: a constant beyond 32 bits. */
    public static Diagnostic intOverflow(Span span) {
        return error("NN129", "this whole number does not fit into 32 bits", span,
                "An `int` lies between -2147483647 and 2147483647.", "Make it smaller, or write a point into one of the numbers to compute with reals.");
    }

    /** NN130: {@code real in 0..3}. */
    public static Diagnostic rangeOfReal(Span span, String type) {
        return error("NN130", "only an int has a range", span,
                "`in` bounds the values of an int tensor that is used as an index; this is " + type + ".",
                "Take the range out, or declare the tensor as `int`.");
    }

    /** NN131: a parameter that grows with the data. */
    public static Diagnostic paramShape(Span span, String name, String size, String dim) {
        return error("NN131", "the shape of a parameter must be constant", span,
                "`" + name + "` would have the dimension " + size + ", and `" + dim + "` is bound at run time.",
                "Give the dim a value, such as `dim " + dim + " = 10`, or make `" + name + "` an input.");
    }

    /** NN132: {@code [[1, 2], [3]]}. */
    public static Diagnostic raggedArray(Span span) {
        return error("NN132", "the rows of this constant differ in length", span,
                "A constant tensor has the same number of elements in each row.", "Fill the short rows up.");
    }

    /** NN133: not known at compile time. */
    public static Diagnostic notConstant(Span span, String what) {
        return error("NN133", what + " must be constant", span, "Its value must be known when the model is compiled.",
                "Use numbers, constant dims and functions of them.");
    }

    // ---- layers, calls and roles -------------------------------------------------------------------------------

    /** NN151: a value for an argument is missing. */
    public static Diagnostic missingArgument(Span span, String layer, String argument, Span declared) {
        return error("NN151", "`" + layer + "` needs `" + argument + "`", span, "The call gives no value for it.",
                "Add `" + argument + "=..` to the call.").with(declared, "declared here");
    }

    /** NN152: an argument given twice. */
    public static Diagnostic argumentTwice(Span span, String argument) {
        return error("NN152", "`" + argument + "` is given twice", span, "Each argument has one value.", "Take one of them out.");
    }

    /** NN176: an argument that the signature does not have. */
    public static Diagnostic unknownArgument(Span span, String layer, String argument, List<String> known) {
        return error("NN176", "`" + layer + "` has no argument `" + argument + "`", span,
                known.isEmpty() ? "It takes none." : "It takes " + String.join(", ", known) + ".",
                "Use one of these names, or give the value in order without a name.");
    }

    /** NN153: {@code relu(x=1)}. */
    public static Diagnostic namedArgument(Span span, String function) {
        return error("NN153", "`" + function + "` takes its arguments in order", span,
                "Only the arguments of layers and models have names.", "Write the value alone.");
    }

    /** NN154: a call that gives several tensors where one is needed. */
    public static Diagnostic severalResults(Span span, String layer, int count) {
        return error("NN154", "`" + layer + "` gives back " + count + " tensors", span, "Here one is needed.",
                "Name them in an equation of their own: `a, b = " + layer + "(..)`.");
    }

    /** NN155: names on the left that do not match the results. */
    public static Diagnostic resultCount(Span span, String layer, int count, int wanted) {
        return error("NN155", "`" + layer + "` gives back " + count + (count == 1 ? " tensor" : " tensors") + ", not " + wanted, span,
                "There must be one name on the left for each.", "Write " + count + (count == 1 ? " name" : " names") + " on the left.");
    }

    /** NN156: {@code a, b = e} without a call. */
    public static Diagnostic severalTargets(Span span) {
        return error("NN156", "only a call defines several tensors at once", span,
                "On the right must stand a layer or model with several results, on the left names without indices.",
                "Write one equation for each tensor.");
    }

    /** NN157: a layer within itself. */
    public static Diagnostic recursive(Span span, String name, Span declared) {
        return error("NN157", "`" + name + "` calls itself", span, "Functions, layers and models are not recursive.",
                "For steps over time write a recurrence: `h[t, ..] = .. h[t-1, .. | 0]`.").with(declared, "declared here");
    }

    /** NN158: more expansions than any model needs. */
    public static Diagnostic tooManyExpansions(Span span) {
        return error("NN158", "this model is too large", span,
                "It calls functions and layers more than 100000 times once all of them are expanded.",
                "Name results that are used several times, or use a dimension instead of copies.");
    }

    /** NN159: a layer in a function. */
    public static Diagnostic layerInFunction(Span span, String name) {
        return error("NN159", "a function cannot call the layer `" + name + "`", span,
                "A function works on single numbers; a layer on whole tensors, and it may have parameters.",
                "Make the function a `layer`.");
    }

    /** NN160: a result without an equation. */
    public static Diagnostic resultUndefined(Span span, String result, String layer) {
        return error("NN160", "`" + layer + "` never defines its result `" + result + "`", span,
                "What stands after `->` is defined by an equation of the layer.", "Add `" + result + "[..] = ..` to its block.");
    }

    /** NN161: {@code input} in a layer. */
    public static Diagnostic notInLayer(Span span, String word) {
        return error("NN161", "`" + word + "` cannot stand in a layer", span,
                "A layer takes arguments and gives back results; only a model has inputs, outputs, losses and derivatives.",
                word.equals("input") ? "Put the tensor between the parentheses of the layer." : "Move it to the model.");
    }

    /** NN162: {@code layer f = relu()}. */
    public static Diagnostic notALayer(Span span, String name) {
        return error("NN162", "`" + name + "` is a function, not a layer", span,
                "Only a layer or a model can have a named instance.", "Call `" + name + "(..)` directly.");
    }

    /** NN163: {@code x |> 3}. */
    public static Diagnostic notCallable(Span span) {
        return error("NN163", "this cannot take a value", span, "After `|>` stands a function, a layer or a model.",
                "Write its name, with further arguments in parentheses.");
    }

    /** NN164: {@code softmax(z[b,k])}. */
    public static Diagnostic wholeOnly(Span span, String name) {
        return error("NN164", "`" + name + "` takes a whole tensor", span,
                "It runs over the last dimension, so it cannot stand in an equation with indices.",
                "Write `p = " + name + "(z)` without indices, or the formula with its reduction.");
    }

    /** NN165: a parameter that is not there. */
    public static Diagnostic absentParam(Span span, String name, Span declared) {
        return error("NN165", "the parameter `" + name + "` does not exist here", span, "The condition after its `when` is false.",
                "Read it only where that condition holds: `if .. then .. else ..`.").with(declared, "declared here");
    }

    /** NN166: a shared instance called with other sizes. */
    public static Diagnostic sharedShape(Span span, String name, String first, String second, Span declared) {
        return error("NN166", "`" + name + "` would have two shapes", span,
                "The calls of one instance share its parameters; one call needs " + first + ", another " + second + ".",
                "Make an instance for each size.").with(declared, "declared here");
    }

    /** NN167: an unknown way to start. */
    public static Diagnostic unknownInitialiser(Span span, String name) {
        return error("NN167", "unknown initialiser `" + name + "`", span,
                "A parameter starts with zeros, ones, a number, uniform(a, b), normal(m, s), he, glorot or orthogonal.",
                "Choose one of them.");
    }

    /** NN168: bounds or spread that make no sense. */
    public static Diagnostic badInitialiser(Span span, boolean uniform) {
        return error("NN168", uniform ? "the bounds are in the wrong order" : "the spread is negative", span,
                uniform ? "`uniform(a, b)` needs a <= b." : "`normal(m, s)` needs s >= 0.", "Check the two numbers.");
    }

    /** NN169: {@code he} for a scalar. */
    public static Diagnostic initialiserRank(Span span, String initialiser, String name, int rank) {
        return error("NN169", "`" + initialiser + "` needs at least " + rank + (rank == 1 ? " dimension" : " dimensions"), span,
                "It depends on the number of inputs and outputs, which `" + name + "` does not have.",
                "Use zeros, ones, a number, uniform or normal.");
    }

    /** NN170: a loss with a shape. */
    public static Diagnostic lossNotScalar(Span span, String name) {
        return error("NN170", "a loss is a single number", span, "This is a whole tensor.",
                "Reduce it: `loss " + name + " = mean(..) ..`.");
    }

    /** NN171: {@code output x} of an input. */
    public static Diagnostic outputNotComputed(Span span, String name) {
        return error("NN171", "`" + name + "` is not computed", span, "An output is a tensor that an equation defines.",
                "Take it out: the caller has it already.");
    }

    /** NN172: an output twice. */
    public static Diagnostic outputTwice(Span span, String name) {
        return error("NN172", "`" + name + "` is an output already", span, "Each output is named once.", "Take one of them out.");
    }

    /** NN173: {@code derive foo}. */
    public static Diagnostic unknownDerivative(Span span, String kind) {
        return error("NN173", "unknown derivative `" + kind + "`", span,
                "What can be derived: grad, vjp, jvp, hvp, jacobian, hessian.", "Choose one of them.");
    }

    /** NN174: the derivative of something else. */
    public static Diagnostic deriveOf(Span span, String kind, String name) {
        boolean grad = kind.equals("grad");
        return error("NN174", "`" + name + "` is not " + (grad ? "a loss" : "an output"), span,
                grad ? "`derive grad` takes a loss of this model." : "`derive vjp` takes an output of this model.",
                grad ? "Define it with `loss " + name + " = ..`, or use `derive vjp` for an output."
                        : "Write `output " + name + "`, or `derive grad` if it is a loss.");
    }
}
