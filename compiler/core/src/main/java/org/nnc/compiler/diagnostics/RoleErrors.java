package org.nnc.compiler.diagnostics;

import java.util.List;

/**
 * One factory per mistake beyond those of {@link Errors}: NN050 on names, NN083 on ranges, NN123 on types and sizes.
 */
public final class RoleErrors {
    private RoleErrors() {}

    private static Diagnostic error(String code, String title, Span span, String message, String hint) {
        return Diagnostic.error(code, title, span, message).hint(hint);
    }

    // ---- names -------------------------------------------------------------------------------------------------

    /** NN050: {@code x[i]} where x is no tensor. */
    public static Diagnostic notATensor(Span span, String name) {
        return error(
                "NN050",
                "`" + name + "` is not a tensor",
                span,
                "Only a tensor can be read at indices.",
                "Write the name without brackets, or name a tensor.");
    }

    /** NN042: a second {@code package} line. */
    public static Diagnostic secondPackage(Span span, Span first) {
        return error(
                        "NN042",
                        "this file has a package already",
                        span,
                        "All classes of a file are in one package.",
                        "Take one of the two lines out.")
                .with(first, "first given here");
    }

    /** NN051: a layer or function as a value. */
    public static Diagnostic layerAsValue(Span span, String name) {
        return error(
                "NN051",
                "`" + name + "` needs its arguments",
                span,
                "A function, layer or model is not a value by itself.",
                "Call it: `" + name + "(..)`, or `.. |> " + name + "`.");
    }

    /** NN052: {@code use} of a file that is not there. */
    public static Diagnostic unknownFile(Span span, String name) {
        return error(
                "NN052",
                "there is no file `" + name + "`",
                span,
                "`use " + name + "` looks for it in the standard library and beside this file.",
                "Put `" + name.replace('.', '/') + ".nn` beside this file, or write `use std` for the library.");
    }

    /** NN053: files that use each other. */
    public static Diagnostic useCycle(Span span, List<String> cycle) {
        return error(
                "NN053",
                "files use each other",
                span,
                String.join(" uses ", cycle) + " uses " + cycle.get(0) + ".",
                "Move what both need into a third file.");
    }

    /** NN054: a dim whose value is found only later in the signature. */
    public static Diagnostic dimNotKnown(Span span, String name) {
        return error(
                "NN054",
                "the dim `" + name + "` is not known yet",
                span,
                "The names of a signature are bound from left to right.",
                "Name it alone in a shape further left, or give it a value.");
    }

    /** NN055: {@code dim K} inside a layer. */
    public static Diagnostic dimWithoutValue(Span span, String name) {
        return error(
                "NN055",
                "the dim `" + name + "` has no value",
                span,
                "A layer gets the sizes that its caller chooses through its signature.",
                "Write `dim " + name + " = ..`, or put `dim " + name + "` between the parentheses of the layer.");
    }

    /** NN056: a dim that is defined by itself. */
    public static Diagnostic cyclicDims(Span span, List<String> cycle) {
        return error(
                "NN056",
                "the dim `" + cycle.get(0) + "` is defined by itself",
                span,
                "`" + String.join("` needs `", cycle) + "` needs `" + cycle.get(0) + "`.",
                "Give one of them a number.");
    }

    /** NN057: {@code y[i,i] = ..}. */
    public static Diagnostic indexTwice(Span span, String index, Span first) {
        return error(
                        "NN057",
                        "the index `" + index + "` stands twice on the left",
                        span,
                        "An equation defines all cells of its tensor, one index a dimension.",
                        "Use two indices; for a diagonal write `if i == j then .. else 0`.")
                .with(first, "first here");
    }

    /** NN058: a part of a package that Java does not allow. */
    public static Diagnostic notAPackage(Span span, String part) {
        boolean tooLong = part.length() > 100;
        return error(
                "NN058",
                "this cannot be a Java package",
                span,
                tooLong
                        ? "A part of a package is the name of a folder; this one has " + part.length() + " characters."
                        : "`" + part + "` is a word of Java.",
                tooLong ? "Shorten it." : "Choose another name, such as `" + part + "s` or `my" + part + "`.");
    }

    // ---- ranges ------------------------------------------------------------------------------------------------

    /** NN083: nothing fits. */
    public static Diagnostic noValidValue(Span span, String index, String tensor, String size) {
        return error(
                "NN083",
                "`" + index + "` = 0 is out of bounds already",
                span,
                "A range that is not given starts at 0, and there this access leaves `" + tensor
                        + "`, which has the size " + size + " here.",
                "Give `" + index
                        + "` its range where it is bound, and the access a default, such as `| 0`, or a condition.");
    }

    /** NN084: a dead arm. */
    public static Diagnostic armNeverHolds(Span span, boolean then, String index) {
        return error(
                "NN084",
                then ? "this condition never holds" : "this condition always holds",
                span,
                then
                        ? "For no value of the indices in their ranges is it true."
                        : "It is true for every value of the indices in their ranges, so what comes after `else` is never reached.",
                "Give the index the range that is meant where it is bound: `" + index + " in 0..N`.");
    }

    /** NN085: {@code y[i in 1..N]}. */
    public static Diagnostic leftRangeStart(Span span, String index, String lo) {
        return error(
                "NN085",
                "a range on the left starts at 0",
                span,
                "Tensors are dense from 0, but here `" + index + "` starts at " + lo + ".",
                "Start at 0 and shift the accesses on the right.");
    }

    /** NN086: {@code x[B*i]} with B bound at run time. */
    public static Diagnostic strideNotConstant(Span span, String access) {
        return error(
                "NN086",
                "the factor of an index must be constant",
                span,
                "In `" + access + "` an index is multiplied by a dim that is bound at run time.",
                "Give the dim a value, `dim S = 2`, or use several positions instead of one.");
    }

    /** NN087: a gather without a declared range. */
    public static Diagnostic inputWithoutRange(Span span, String name, String range, Span declared) {
        return error(
                        "NN087",
                        "`" + name + "` needs a range to be an index",
                        span,
                        "It must stay in " + range + ", and nothing says that it does.",
                        "Declare it with `in " + range + "`: it is then checked once per call.")
                .with(declared, "declared here");
    }

    /** NN088: an argument whose values may leave what is asked for. */
    public static Diagnostic rangeTooWide(Span span, String name, String found, String wanted, Span declared) {
        boolean isDefault = found.equals(wanted);
        return error(
                        "NN088",
                        (isDefault ? "the default of `" : "the values of `") + name + "` can leave " + wanted,
                        span,
                        isDefault
                                ? "The values lie in it, but it holds no number for sure: its size is bound at run time."
                                : "They lie in " + found + ".",
                        isDefault
                                ? "Make the default -1, which is outside for sure, and give the access around it a default as well."
                                : "Declare the input with the range that is asked for.")
                .with(declared, "declared here");
    }

    /** NN089: a mean over nothing. */
    public static Diagnostic emptyReduction(Span span, String op, String index) {
        return error(
                "NN089",
                "`" + op + "` over nothing",
                span,
                "The range of `" + index + "` is empty, and `" + op + "` needs at least one value.",
                "Give the dimension a size of at least 1.");
    }

    /** NN090: {@code ..} where nothing says what it stands for. */
    public static Diagnostic dotsUnbound(Span span) {
        return error(
                "NN090",
                "nothing says what `..` stands for here",
                span,
                "`..` stands for the leading dimensions of a layer, for those that `[..]` binds on the left, or for those that a"
                        + " reduction binds: `mean(..) x[..]`.",
                "Write the indices out, or bind `..` on the left or in the reduction.");
    }

    /** NN091: a recurrence that no loop can run. */
    public static Diagnostic noOrder(Span span, String name) {
        return error(
                "NN091",
                "the recurrence of `" + name + "` has no order",
                span,
                "For one index every reference to the group must stand at a constant offset, all behind or all ahead, and those"
                        + " at offset 0 may not need each other.",
                "Read the earlier step at one index, such as `" + name + "[t-1, .. | 0]`.");
    }

    // ---- types and sizes ---------------------------------------------------------------------------------------

    /** NN123: a tensor where a number is needed. */
    public static Diagnostic tensorWithoutIndices(Span span, String name, String shape) {
        return error(
                "NN123",
                "`" + name + "` needs its indices here",
                span,
                "It has the shape " + shape + ", and this is an expression over indices.",
                "Write them: `" + name + "[..]`. Whole tensors stand only in equations without indices on the left.");
    }

    /** NN124: too many or too few positions. */
    public static Diagnostic wrongRank(Span span, String name, int rank, int found, String shape, Span declared) {
        return error(
                        "NN124",
                        "`" + name + "` has " + rank + (rank == 1 ? " dimension" : " dimensions") + ", not " + found,
                        span,
                        rank == 0 ? "It is a scalar." : "Its shape is " + shape + ".",
                        rank == 0
                                ? "Write `" + name + "` without brackets."
                                : "Give it " + rank + (rank == 1 ? " position." : " positions."))
                .with(declared, "declared here");
    }

    /** NN125: a size that cannot be. */
    public static Diagnostic badSize(Span span, String what, String value) {
        return error(
                "NN125",
                what + " cannot be " + value,
                span,
                "A size is a whole number from 0 to 2147483647.",
                "Check the sizes and numbers that it is made of.");
    }

    /** NN126: a real size. */
    public static Diagnostic sizeNotInt(Span span) {
        return error(
                "NN126",
                "a size must be a whole number",
                span,
                "This is a real number; `/` always gives one.",
                "Divide with `div`, which rounds down.");
    }

    /** NN127: a size that depends on data. */
    public static Diagnostic notASize(Span span) {
        return error(
                "NN127",
                "this is not a size",
                span,
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
        return error(
                "NN129",
                "this whole number does not fit into 32 bits",
                span,
                "An `int` lies between -2147483647 and 2147483647.",
                "Make it smaller, or write a point into one of the numbers to compute with reals.");
    }

    /** NN130: {@code real in 0..3}. */
    public static Diagnostic rangeOfReal(Span span, String type) {
        return error(
                "NN130",
                "only an int has a range",
                span,
                "`in` bounds the values of an int tensor that is used as an index; this is " + type + ".",
                "Take the range out, or declare the tensor as `int`.");
    }

    /** NN131: a parameter that grows with the data. */
    public static Diagnostic paramShape(Span span, String name, String size, String dim) {
        return error(
                "NN131",
                "the shape of a parameter must be constant",
                span,
                "`" + name + "` would have the dimension " + size + ", and `" + dim + "` is bound at run time.",
                "Give the dim a value, such as `dim " + dim + " = 10`, or make `" + name + "` an input.");
    }

    /** NN132: {@code [[1, 2], [3]]}. */
    public static Diagnostic raggedArray(Span span) {
        return error(
                "NN132",
                "the rows of this constant differ in length",
                span,
                "A constant tensor has the same number of elements in each row.",
                "Fill the short rows up.");
    }

    /** NN133: not known at compile time. */
    public static Diagnostic notConstant(Span span, String what) {
        return error(
                "NN133",
                what + " must be constant",
                span,
                "Its value must be known when the model is compiled.",
                "Use numbers, constant dims and functions of them.");
    }
}
