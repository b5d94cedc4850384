package org.nnc.compiler.diagnostics;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One factory per mistake in the meaning of a program: NN040 on names and scopes, NN080 on ranges and bounds, NN120 on
 * types and dimensions, NN150 on layers, calls and roles.
 */
public final class Errors {
    private Errors() {}

    /** A name and a place where it stands. */
    public record Named(String name, Span span) {}

    // ---- names and scopes --------------------------------------------------------------------------------------

    /** NN040: nothing of that name; {@code what} is tensor, dim, function, layer, model or name. */
    public static Diagnostic unknownName(Span span, String what, String name, Optional<String> nearest) {
        boolean callable = what.equals("function") || what.equals("layer") || what.equals("model");
        return Diagnostic.error(
                        "NN040", "unknown " + what + " `" + name + "`", span, "Nothing of this name is defined here.")
                .hint(nearest.map(n -> "Did you mean `" + n + "`?")
                        .orElse(
                                callable
                                        ? "Define `" + name + "`, or bring in the file that does with `use`."
                                        : what.equals("tensor")
                                                ? "Define it by an equation, `" + name
                                                        + " = ..`, or declare it as an `input`."
                                                : "Define it: `" + name + " = ..` for a tensor, `dim " + name
                                                        + "` for a size."));
    }

    /** NN040: a function or layer that the standard library has, in a file without {@code use std}. */
    public static Diagnostic notImported(Span span, String name) {
        return Diagnostic.error(
                        "NN040",
                        "unknown function `" + name + "`",
                        span,
                        "It is in the standard library, which this file does not use.")
                .hint("Write `use std` at the top of the file.");
    }

    /**
     * NN041: an index that neither the left side nor a reduction binds.
     *
     * @param elsewhere whether a reduction of the same equation binds it, but ends before this place
     */
    public static Diagnostic unboundIndex(Span span, String index, String target, boolean elsewhere) {
        if (elsewhere) {
            return Diagnostic.error(
                            "NN041",
                            "the index `" + index + "` is not bound here",
                            span,
                            "A reduction of this equation binds it, but reaches only to the end of its product.")
                    .hint("Put all that the reduction runs over into parentheses: `sum(" + index + ") (.. + ..)`.");
        }
        return Diagnostic.error(
                        "NN041",
                        "the index `" + index + "` is not bound",
                        span,
                        "It stands neither on the left of the equation nor in a reduction around this place, and there is no"
                                + " implicit summation.")
                .hint("Add it on the left, `" + target + "[.., " + index + "] = ..`, or bind it: `sum(" + index
                        + ") ..`.");
    }

    /** NN042: two definitions of one name. */
    public static Diagnostic alreadyDefined(Span span, String name, Span first) {
        return Diagnostic.error(
                        "NN042",
                        "`" + name + "` is already defined",
                        span,
                        "A name is defined once; tensors, dims, params, layers and instances share one name space.")
                .with(first, "first defined here")
                .hint("Give one of the two another name.");
    }

    /** NN043: a binder of a name that is bound around it. */
    public static Diagnostic indexRebound(Span span, String index, Span outer) {
        return Diagnostic.error(
                        "NN043",
                        "the index `" + index + "` is already bound",
                        span,
                        "Inside this reduction nobody could tell the two apart.")
                .with(outer, "bound here")
                .hint("Use another letter for the inner index.");
    }

    /** NN044: a binder that the body never reads. */
    public static Diagnostic indexNotUsed(Span span, String index, String op) {
        return Diagnostic.error(
                        "NN044",
                        "the index `" + index + "` is never used",
                        span,
                        "`" + op + "` runs over it, but " + (op.equals("count") ? "its `where`" : "its body")
                                + " does not read it.")
                .hint("Use `" + index + "` there, or take it out of `" + op + "(..)`.");
    }

    /** NN045: tensors that need each other without a step in between; given in order, the last needs the first. */
    public static Diagnostic cyclicEquations(List<Named> cycle) {
        Named first = cycle.get(0);
        String path = cycle.stream().map(n -> "`" + n.name() + "`").collect(Collectors.joining(" needs "));
        Diagnostic error = Diagnostic.error(
                "NN045",
                cycle.size() == 1 ? "`" + first.name() + "` is defined by itself" : "these equations need each other",
                first.span(),
                path + " needs `" + first.name() + "`, so none can be computed first.");
        for (int i = 0; i < cycle.size(); i++) {
            String next = cycle.get((i + 1) % cycle.size()).name();
            error = error.with(cycle.get(i).span(), "needs `" + next + "`");
        }
        return error.hint("A recurrence reads an earlier step with a start, such as `h[t-1,b | h0[b]]`.");
    }

    // ---- ranges and bounds -------------------------------------------------------------------------------------

    /** NN080: two bare positions that differ in size. */
    public static Diagnostic rangeDisagreement(
            String index, Span first, String firstSize, Span second, String secondSize) {
        return Diagnostic.error(
                        "NN080",
                        "the index `" + index + "` has two ranges",
                        second,
                        "Here `" + index + "` runs over 0.." + secondSize + ", but elsewhere over 0.." + firstSize
                                + ".")
                .with(first, "0.." + firstSize)
                .hint("Give the range that is meant where the index is bound: `" + index + " in 0.." + firstSize
                        + "`.");
    }

    /** NN081: nothing says how far an index runs; {@code places} are where it stands. */
    public static Diagnostic noRange(Span span, String index, List<Span> places) {
        Diagnostic error = Diagnostic.error(
                "NN081",
                "the range of `" + index + "` is not known",
                span,
                places.isEmpty()
                        ? "It stands in no position of a tensor that would tell how far it runs."
                        : "None of the places where it stands tells how far it runs: an index gets its range from a position that"
                                + " is the index alone, or from an affine position without default.");
        for (Span place : places) error = error.with(place, "gives no range");
        return error.hint("Write the range where the index is bound: `" + index + " in 0..N`.");
    }

    /**
     * NN082: an access that can leave its tensor; {@code reach} and {@code size} are the bounds in words or numbers.
     */
    public static Diagnostic outOfBounds(Span span, String tensor, int position, String reach, String size) {
        return Diagnostic.error(
                        "NN082",
                        "this access to `" + tensor + "` can leave its bounds",
                        span,
                        "Position " + position + " reaches " + reach + ", but it must stay in 0.." + size + ".")
                .hint("Narrow the range of the index, guard it with `where` or `if`, or give a default: `" + tensor
                        + "[.. | 0]`.");
    }

    // ---- types and dimensions ----------------------------------------------------------------------------------

    /** NN120: {@code wanted} and {@code found} are real, int or bool. */
    public static Diagnostic typeMismatch(Span span, String wanted, String found) {
        String hint = wanted.equals("int") && found.equals("real")
                ? "Use `floor`, `ceil` or `round` as the outermost operation, or `div` for a whole quotient."
                : wanted.equals("bool")
                        ? "Write a comparison, such as `x > 0`."
                        : found.equals("bool") ? "Write `if c then 1 else 0` for the number of a condition." : "";
        return Diagnostic.error(
                        "NN120",
                        "this is " + article(found) + ", but " + article(wanted) + " is needed",
                        span,
                        "An int becomes real where that is needed; nothing else is converted by itself.")
                .hint(hint);
    }

    /** NN120: a parameter that is no real number. */
    public static Diagnostic paramType(Span span, String name, String found) {
        return Diagnostic.error(
                        "NN120",
                        "a parameter is real, but this is " + article(found),
                        span,
                        "`" + name + "` is changed by training in small steps, which only real numbers take.")
                .hint("Write `real`; a number that never changes is a dim or a constant tensor.");
    }

    /** NN120: a derivative with respect to whole numbers or conditions. */
    public static Diagnostic deriveType(Span span, String name, String found) {
        return Diagnostic.error(
                        "NN120",
                        "this is " + article(found) + ", but a real is needed",
                        span,
                        "Nothing has a derivative with respect to `" + name + "`: it does not change in small steps.")
                .hint("Take it out, or declare it as `real`.");
    }

    /** NN121: shapes in the notation {@code [B, 3]} that should agree. */
    public static Diagnostic shapeMismatch(
            Span span, String what, String wanted, String found, Optional<Span> declared) {
        Diagnostic error = Diagnostic.error(
                "NN121", what + " has the wrong shape", span, "It should be " + wanted + ", but it is " + found + ".");
        if (declared.isPresent()) error = error.with(declared.get(), wanted + " is asked for here");
        return error.hint(
                "Write the indices out in an equation if the shapes differ on purpose: there is no broadcasting.");
    }

    /** NN122: a tensor of more than 2147483647 elements. */
    public static Diagnostic dimensionOverflow(Span span, String tensor, String product) {
        return Diagnostic.error(
                        "NN122",
                        "`" + tensor + "` is too large",
                        span,
                        "It would have " + product + " elements; a Java array has at most 2147483647.")
                .hint("Make one of its dimensions smaller, or split the tensor.");
    }

    // ---- layers, calls and roles -------------------------------------------------------------------------------

    /** NN150: {@code wanted} is a number or a phrase such as {@code 1 or 2}. */
    public static Diagnostic wrongArity(Span span, String name, String wanted, int found) {
        return Diagnostic.error(
                        "NN150",
                        "`" + name + "` takes " + wanted + (wanted.equals("1") ? " argument" : " arguments"),
                        span,
                        found == 1 ? "This call has 1." : "This call has " + found + ".")
                .hint("Give `" + name + "` " + wanted + (wanted.equals("1") ? " argument." : " arguments."));
    }

    /** NN134: {@code param a : double} in a class that computes in float. */
    public static Diagnostic otherPrecision(Span span, String name, String stated, String real) {
        return Diagnostic.error(
                        "NN134",
                        "`" + name + "` is " + stated + ", but here everything is computed in " + real,
                        span,
                        "A class has one precision, in which it keeps parameters and states and computes; only the arrays"
                                + " of inputs may be stored in another.")
                .hint("Write `real`, or compile with --real " + stated + " (-Annc.real=" + stated + ").");
    }

    private static String article(String type) {
        return type.equals("int") ? "an int" : "a " + type;
    }
}
