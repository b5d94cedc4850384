package org.nnc.compiler.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.nnc.compiler.ir.Dim;

/** Sizes as Java arithmetic over the run-time dims. */
final class Sizes {
    private Sizes() {}

    private record Term(String text, boolean isAtom, int factors) {
        String atom() {
            return isAtom ? text : "(" + text + ")";
        }
    }

    /**
     * The size as an expression of type long, exact or an IllegalArgumentException.
     *
     * @param dims the Java name of a run-time dim
     */
    static String exact(Dim d, Function<String, String> dims) {
        Term t = d.fold(
                c -> new Term(c + "L", c >= 0, 0),
                name -> new Term("(long) " + dims.apply(name), false, 1),
                (op, a, b) -> switch (op) {
                    case "+", "-" ->
                        new Term(a.text + " " + op + " " + (b.text.startsWith("-") ? b.atom() : b.text), false, 1);
                    case "*" ->
                        a.factors + b.factors < 2
                                ? new Term(a.atom() + " * " + b.atom(), false, a.factors + b.factors)
                                : new Term(
                                        Text.CHECKS + ".times(" + a.text + ", " + b.text + ")",
                                        true,
                                        a.factors + b.factors);
                    case "div" -> new Term(call("floorDiv", a, b), true, 1);
                    case "mod" -> new Term(call("floorMod", a, b), true, 1);
                    case "root" ->
                        new Term(
                                "(long) " + Text.MATH + ".ceil(" + Text.MATH + ".sqrt((double) " + a.atom() + "))",
                                false,
                                1);
                    default -> new Term(call(op, a, b), true, 1);
                });
        return t.text;
    }

    private static String call(String function, Term a, Term b) {
        return Text.MATH + "." + function + "(" + a.text + ", " + b.text + ")";
    }

    /** The factors of a size that is a product of dims and constants; null where it is not. */
    static List<String> factors(Dim d, Function<String, String> dims) {
        boolean[] isProduct = {true};
        List<String> factors = new ArrayList<>();
        d.fold(
                c -> {
                    isProduct[0] &= c >= 0 && c <= Integer.MAX_VALUE;
                    factors.add(Long.toString(c));
                    return "";
                },
                name -> {
                    factors.add(dims.apply(name));
                    return "";
                },
                (op, a, b) -> {
                    isProduct[0] &= op.equals("*");
                    return "";
                });
        return isProduct[0] ? factors : null;
    }

    /**
     * The size as an int that is checked.
     *
     * @param what the tensor that the message names where the size does not fit
     */
    static String checked(String what, Dim d, Function<String, String> dims) {
        if (d.isConstant()) return Numerals.integer(d.constant().getAsLong());
        List<String> factors = factors(d, dims);
        if (factors == null) return Text.CHECKS + ".total(" + Escape.string(what) + ", " + exact(d, dims) + ")";
        if (factors.size() == 1) return factors.get(0);
        return Text.CHECKS + ".product(" + Escape.string(what) + ", " + String.join(", ", factors) + ")";
    }
}
