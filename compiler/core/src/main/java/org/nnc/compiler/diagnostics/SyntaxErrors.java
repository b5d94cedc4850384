package org.nnc.compiler.diagnostics;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One factory per mistake in a file or in its notation: codes NN001 to NN039, and NN300 on for their warnings. */
public final class SyntaxErrors {
    private SyntaxErrors() {}

    // ---- files -------------------------------------------------------------------------------------------------

    /** NN001: a control character, so not a text at all. */
    public static Diagnostic notText(Span span, char found) {
        return Diagnostic.error(
                        "NN001",
                        "this is not a text file",
                        span,
                        "The file contains the control character " + codePoint(found) + ", which no text contains.")
                .hint("Check that the file is an .nn source, saved as plain UTF-8 text.");
    }

    /** NN002: the file is longer than the compiler reads. */
    public static Diagnostic tooLong(Span span, int length, int limit) {
        return Diagnostic.error(
                        "NN002",
                        "this file is too long",
                        span,
                        String.format(
                                Locale.ROOT,
                                "It has %,d characters; a source may have %,d. A model is a page of equations.",
                                length,
                                limit))
                .hint(
                        "Read large tables through an `input`, or split the file and bring the parts together with `use`.");
    }

    /** NN003: bytes that are not UTF-8; {@code offset} is the first wrong byte. */
    public static Diagnostic notUtf8(Span span, long offset) {
        return Diagnostic.error(
                        "NN003",
                        "this file is not UTF-8 text",
                        span,
                        "The byte at offset " + offset + " does not belong to a UTF-8 character.")
                .hint("Save the file with the encoding UTF-8 and try again.");
    }

    /** NN300: a byte order mark; harmless, but other tools stumble. */
    public static Diagnostic byteOrderMark(Span span) {
        return Diagnostic.warning(
                        "NN300",
                        "the file begins with a byte order mark",
                        span,
                        "It means nothing in UTF-8 and is ignored.")
                .hint("Save the file as UTF-8 without BOM; `nnc fmt -w` takes it out.");
    }

    // ---- characters and numbers --------------------------------------------------------------------------------

    /** NN010: a character that begins no word of the language. */
    public static Diagnostic strayCharacter(Span span, int point) {
        String shown =
                point > ' ' && point < 0x7F || Character.isLetter(point) ? "`" + Character.toString(point) + "`" : "";
        String name =
                point < 0x7F ? "" : (shown.isEmpty() ? "" : " (") + codePoint(point) + (shown.isEmpty() ? "" : ")");
        String hint = INSTEAD.getOrDefault(
                Character.toString(point), Character.isLetter(point) ? "Write the name with the letters a to z." : "");
        return Diagnostic.error(
                        "NN010",
                        "the character " + shown + name + " has no meaning here",
                        span,
                        Character.isLetter(point)
                                ? "Names are made of the ASCII letters, digits and `_`."
                                : "No word or operator of the language contains it.")
                .hint(hint.isEmpty() ? "Take it out, or put it into a comment: `// ..`." : hint);
    }

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("!", "Write `not` for a negation; `!=` is the comparison."),
            Map.entry("&", "Write `and`."),
            Map.entry("%", "Write `mod` for the remainder: `a mod b`."),
            Map.entry("\"", "There are no texts in the language; names stand without quotes."),
            Map.entry("'", "There are no primes and no quotes; call the name `x1` or `x_new`."),
            Map.entry("#", "A comment begins with `//`."),
            Map.entry("\\", "There are no escapes, and a line goes on by itself after an operator, a comma or `(`."),
            Map.entry("@", "Write the product as an equation, such as `y[i] = sum(j) A[i,j]*x[j]`."),
            Map.entry("?", "Write a choice as `if c then a else b`."),
            Map.entry("$", "Names are made of letters, digits and `_`."),
            Map.entry("\u2212", "This is a typographic minus: write `-`."),
            Map.entry("\u2013", "This is a dash: write `-`."),
            Map.entry("\u2014", "This is a dash: write `-`."),
            Map.entry("\u00D7", "Write `*` for the product."),
            Map.entry("\u00B7", "Write `*` for the product."),
            Map.entry("\u22C5", "Write `*` for the product."),
            Map.entry("\u2264", "Write `<=`."),
            Map.entry("\u2265", "Write `>=`."),
            Map.entry("\u2260", "Write `!=`."),
            Map.entry("\u2211", "Write `sum(i)`."),
            Map.entry("\u03A3", "Write `sum(i)`."),
            Map.entry("\u03C0", "Write `pi`."),
            Map.entry("\u221E", "Write `inf`."),
            Map.entry("\u221A", "Write `sqrt(x)`."),
            Map.entry("\u00B2", "Write `^2`."),
            Map.entry("\u00A0", "This is a no-break space: replace it by a plain one."),
            Map.entry("\u200B", "This is an invisible space: take it out."),
            Map.entry("\uFEFF", "This is a byte order mark in the middle of the text: take it out."));

    /** NN017: {@code /* .. *}{@code /}. */
    public static Diagnostic blockComment(Span span) {
        return Diagnostic.error(
                        "NN017",
                        "there are no block comments",
                        span,
                        "A comment begins with `//` and ends with its line.")
                .hint("Begin each line of the comment with `//`.");
    }

    /** NN011: digits without end. */
    public static Diagnostic numberTooLong(Span span, int length, int limit) {
        return Diagnostic.error(
                        "NN011",
                        "this number is too long",
                        new Span(span.source(), span.start(), span.start() + 1),
                        "It has " + length + " characters; " + limit + " are allowed, and a double keeps 17 digits.")
                .hint("Round it to 17 digits.");
    }

    /** NN012: a literal beyond the largest double. */
    public static Diagnostic numberTooLarge(Span span) {
        return Diagnostic.error(
                        "NN012",
                        "this number is too large",
                        span,
                        "The largest number that a double holds is 1.7976931348623157e308.")
                .hint("Write `inf` if infinity is meant.");
    }

    /** NN012: a literal that would silently become zero. */
    public static Diagnostic numberTooSmall(Span span) {
        return Diagnostic.error(
                        "NN012",
                        "this number is too small",
                        span,
                        "It is not zero, but a double rounds it to zero: the smallest is 4.9e-324.")
                .hint("Write `0` if zero is meant.");
    }

    /** NN012: an integer literal beyond 32 bits. */
    public static Diagnostic integerTooLarge(Span span) {
        return Diagnostic.error(
                        "NN012",
                        "this integer is too large",
                        span,
                        "A number without point and exponent is an int, and the largest int is 2147483647.")
                .hint(span.end() - span.start() > 40 ? "" : "Write `" + span.text() + ".0` for the real number.");
    }

    /** NN013: rules nest more deeply than any walker of the tree may go. */
    public static Diagnostic tooDeep(Span span, int limit) {
        return Diagnostic.error(
                        "NN013",
                        "this is nested too deeply",
                        span,
                        "Here more than " + limit
                                + " brackets, signs, powers, conditions or reductions stand inside each other.")
                .hint("Name a part of it: `t = ..` in an equation of its own, or `let t = .. in ..`.");
    }

    // ---- brackets ----------------------------------------------------------------------------------------------

    /** NN014: {@code opener} has no partner; {@code at} is where that was noticed, {@code found} what stands there. */
    public static Diagnostic unclosed(Span opener, Span at, String found, boolean atEnd) {
        String closer = closerOf(opener.text());
        Diagnostic error = Diagnostic.error(
                "NN014",
                "this `" + opener.text() + "` is never closed",
                opener,
                atEnd
                        ? "The file ends, and its `" + closer + "` is still missing."
                        : "Its `" + closer + "` should have come before `" + found + "`.");
        if (!atEnd) error = error.with(at, "`" + closer + "` is missing before this");
        return error.hint("Add `" + closer + "` where the bracket should end.");
    }

    /** NN015: {@code ( .. ]}. */
    public static Diagnostic wrongCloser(Span closer, Span opener) {
        return Diagnostic.error(
                        "NN015",
                        "`" + closer.text() + "` does not fit the bracket `" + opener.text() + "`",
                        closer,
                        "What `" + opener.text() + "` opened, only `" + closerOf(opener.text()) + "` closes.")
                .with(opener, "opened here")
                .hint("Write `" + closerOf(opener.text()) + "` here.");
    }

    /** NN016: a closing bracket too many. */
    public static Diagnostic closesNothing(Span closer) {
        return Diagnostic.error(
                        "NN016",
                        "this `" + closer.text() + "` closes nothing",
                        closer,
                        "No bracket is open at this point.")
                .hint("Take it out, or add the bracket that it should close.");
    }

    private static String closerOf(String opener) {
        return opener.equals("(") ? ")" : opener.equals("[") ? "]" : "}";
    }

    // ---- words in the wrong place ------------------------------------------------------------------------------

    /**
     * NN020: a word that cannot stand here.
     *
     * @param expected what could, in the words of the language, such as {@code "`)`", "an operator"}
     */
    public static Diagnostic unexpected(Span span, String found, String after, List<String> expected) {
        return Diagnostic.error(
                "NN020",
                "unexpected " + found,
                span,
                (after.isEmpty() ? "Here" : "After `" + after + "`") + " I expected " + anyOf(expected) + ", but found "
                        + found + ".");
    }

    /** NN021: a statement stops before it is complete. */
    public static Diagnostic incomplete(Span span, String after, List<String> expected) {
        return Diagnostic.error(
                "NN021",
                "this is not complete",
                span,
                "The statement ends after `" + after + "`, but I expected " + anyOf(expected) + ".");
    }

    /** NN022: {@code sum = 3}. */
    public static Diagnostic reserved(Span span, String word) {
        return Diagnostic.error(
                        "NN022",
                        "`" + word + "` cannot be a name",
                        span,
                        "A name is expected here, and `" + word + "` is a word of the language.")
                .hint("Choose another name, such as `" + word + "_` or `my_" + word + "`.");
    }

    /** NN023: {@code sum(i) -x[i]}. */
    public static Diagnostic minusInBody(Span span, String op, String binders) {
        String head = op + "(" + binders + ")";
        return Diagnostic.error(
                        "NN023",
                        "the body of `" + op + "` cannot begin with `-`",
                        span,
                        "`" + head + " - ..` could also be read as a difference.")
                .hint("Write `" + head + " (-..)` with the minus in parentheses"
                        + (op.equals("sum") || op.equals("mean") ? ", or `-" + head + " ..` with it in front." : "."));
    }

    /** NN024: a reduction as a factor that is not the last. */
    public static Diagnostic reductionInside(Span span, String op) {
        return Diagnostic.error(
                        "NN024",
                        "`" + op + "` needs parentheses here",
                        span,
                        "Without parentheses a reduction may only be a whole term or the last factor of a product, because its"
                                + " body reaches to the end of the product.")
                .hint("Write `(" + op + "(..) ..)` with parentheses around the reduction.");
    }

    /** NN025: {@code 1 + if ..}. */
    public static Diagnostic conditionalInside(Span span, String word) {
        return Diagnostic.error(
                        "NN025",
                        "`" + word + "` needs parentheses here",
                        span,
                        "`" + word
                                + "` reaches as far as it can, so it cannot be a part of a sum, product or comparison as it"
                                + " stands.")
                .hint("Write `(" + word + " ..)` with parentheses around all of it.");
    }

    /** NN026: {@code =} and {@code ==} mixed up. */
    public static Diagnostic equals(Span span, boolean definition) {
        return Diagnostic.error(
                        "NN026",
                        definition ? "`==` where a definition needs `=`" : "`=` where a comparison needs `==`",
                        span,
                        "`=` defines a name; `==` asks whether two values are equal.")
                .hint(definition ? "Write `=`." : "Write `==` to compare, or begin a new line for a new equation.");
    }

    /** NN027: {@code 2 x} or {@code a b}. */
    public static Diagnostic missingOperator(Span span, String left, String right) {
        return Diagnostic.error(
                        "NN027",
                        "an operator is missing before " + right,
                        span,
                        "Two values stand side by side, and nothing says how they belong together.")
                .hint(left.isEmpty() ? "A product needs its `*`." : "A product needs its `*`: `" + left + "`.");
    }

    /** NN028: {@code count(i) x}. */
    public static Diagnostic countBody(Span span) {
        return Diagnostic.error(
                        "NN028",
                        "`count` has no body",
                        span,
                        "It counts the points that pass its `where`; what is to be counted is written there.")
                .hint("Write `count(i where x[i] > 0)`; in a product put parentheses around it: `(count(..))/N`.");
    }

    /** NN029: the brace of a block on a line of its own. */
    public static Diagnostic braceOnNextLine(Span span, String head) {
        return Diagnostic.error(
                        "NN029",
                        "the block of `" + head + "` must begin on the same line",
                        span,
                        "A line that is complete ends the declaration, so a `{` on the next line belongs to nothing.")
                .hint("Move the `{` to the end of the line of `" + head + "`.");
    }

    /** NN030: a statement outside a block, or a declaration inside. */
    public static Diagnostic misplaced(Span span, String word, boolean insideBlock) {
        return Diagnostic.error(
                        "NN030",
                        insideBlock
                                ? "`" + word + "` cannot stand inside a block"
                                : "this belongs inside a `model` or `layer`",
                        span,
                        insideBlock
                                ? "`" + word + "` is a declaration of the file."
                                : "At the top of a file stand only `package`, `use`, `dim`, `fun`, `extern`, `layer` and `model`.")
                .hint(
                        insideBlock
                                ? "Move it out of the braces."
                                : "Move it between the braces of a model: `model Name { .. }`.");
    }

    /** NN031: {@code max(i) -x[i]}, which reads as a call minus a value. */
    public static Diagnostic maxCallMinus(Span span, String op, String argument) {
        return Diagnostic.error(
                        "NN023",
                        "the body of `" + op + "` cannot begin with `-`",
                        span,
                        "`" + op + "(" + argument + ") - ..` reads as a call of `" + op
                                + "` with one argument, minus something.")
                .hint("Write `" + op + "(" + argument
                        + ") (-..)` for the reduction, or give the call a second argument.");
    }

    /** NN039: the list of problems was cut. */
    public static Diagnostic tooMany(Span span, int shown) {
        return Diagnostic.error(
                        "NN039",
                        "too many problems",
                        span,
                        "Only the first " + shown + " problems of this file are shown.")
                .hint("Mend these and run again.");
    }

    // ---- words -------------------------------------------------------------------------------------------------

    /** {@code U+00E9 LATIN SMALL LETTER E WITH ACUTE}. */
    static String codePoint(int point) {
        String name = Character.getName(point);
        return String.format(Locale.ROOT, "U+%04X", point) + (name == null ? "" : " " + name);
    }

    private static String anyOf(List<String> choices) {
        int last = choices.size() - 1;
        if (last <= 0) return choices.isEmpty() ? "something else" : choices.get(0);
        return String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
    }
}
