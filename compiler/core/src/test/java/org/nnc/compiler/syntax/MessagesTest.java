package org.nnc.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Render;
import org.nnc.compiler.diagnostics.Source;

/** What is said about the usual mistakes: code, place, title and next step. */
class MessagesTest {
    /** A statement of a model (it begins in column 3), then {@code column code title} and the hint. */
    static Stream<Arguments> statements() {
        return Stream.of(
                // the slips that the grammar is built to catch
                Arguments.of(
                        "y[j] = max(i) -x[i]",
                        "10 NN023 the body of `max` cannot begin with `-`",
                        "Write `max(i) (-..)` for the reduction, or give the call a second argument."),
                Arguments.of(
                        "y = sum(i in 0..3) -x[i]",
                        "22 NN023 the body of `sum` cannot begin with `-`",
                        "Write `sum(i in 0..3) (-..)` with the minus in parentheses, or `-sum(i in 0..3) ..` with it in front."),
                Arguments.of(
                        "y = 2 * -sum(i) x[i]",
                        "12 NN024 `sum` needs parentheses here",
                        "Write `(sum(..) ..)` with parentheses around the reduction."),
                Arguments.of(
                        "y = a^mean(i) x[i]",
                        "9 NN024 `mean` needs parentheses here",
                        "Write `(mean(..) ..)` with parentheses around the reduction."),
                Arguments.of(
                        "y = count(i where c) / N",
                        "7 NN024 `count` needs parentheses here",
                        "Write `(count(..) ..)` with parentheses around the reduction."),
                Arguments.of(
                        "y = 1 + if a then b else c",
                        "11 NN025 `if` needs parentheses here",
                        "Write `(if ..)` with parentheses around all of it."),
                Arguments.of(
                        "y = 2*let a = 1 in a",
                        "9 NN025 `let` needs parentheses here",
                        "Write `(let ..)` with parentheses around all of it."),
                Arguments.of(
                        "y = count(i) x[i]",
                        "16 NN028 `count` has no body",
                        "Write `count(i where x[i] > 0)`; in a product put parentheses around it: `(count(..))/N`."),
                // equality
                Arguments.of("y == 3", "5 NN026 `==` where a definition needs `=`", "Write `==`.".replace("==", "=")),
                Arguments.of(
                        "y = if a = 3 then 1 else 2",
                        "12 NN026 `=` where a comparison needs `==`",
                        "Write `==` to compare, or begin a new line for a new equation."),
                Arguments.of(
                        "w += 3",
                        "5 NN020 unexpected `+`",
                        "Each tensor is defined once, by one `=`; write the whole sum on its right."),
                Arguments.of("t := 3", "5 NN020 unexpected `:`", "A definition is written with `=` alone."),
                // operators of other languages
                Arguments.of(
                        "y = a || b", "9 NN020 unexpected `|`", "Write `or` for the alternative of two conditions."),
                Arguments.of("y = a ** b", "10 NN020 unexpected `*`", "Write `^` for a power."),
                Arguments.of("y = a && b", "9 NN010 the character `&` has no meaning here", "Write `and`."),
                Arguments.of(
                        "y = a % b",
                        "9 NN010 the character `%` has no meaning here", "Write `mod` for the remainder: `a mod b`."),
                Arguments.of("y = 2 x", "9 NN027 an operator is missing before `x`", "A product needs its `*`: `2*x`."),
                Arguments.of(
                        "for i in 0..3",
                        "7 NN020 unexpected `i`",
                        "There are no loops: an equation holds for all values of its indices, `y[i in 0..N] = ..`."),
                Arguments.of(
                        "let s = 3",
                        "3 NN020 unexpected `let`",
                        "An equation of a block needs no `let`: write `s = ..`."),
                Arguments.of(
                        "/* c */ y = 3",
                        "3 NN017 there are no block comments",
                        "Begin each line of the comment with `//`."),
                // characters and numbers
                Arguments.of(
                        "gr\u00F6\u00DFe = 3",
                        "5 NN010 the character `\u00F6` (U+00F6 LATIN SMALL LETTER O WITH DIAERESIS) has no meaning here",
                        "Write the name with the letters a to z."),
                Arguments.of(
                        "y = a \u2212 b",
                        "9 NN010 the character U+2212 MINUS SIGN has no meaning here",
                        "This is a typographic minus: write `-`."),
                Arguments.of(
                        "y = a\u200B",
                        "8 NN010 the character U+200B ZERO WIDTH SPACE has no meaning here",
                        "This is an invisible space: take it out."),
                Arguments.of(
                        "y = \u0661",
                        "7 NN010 the character U+0661 ARABIC-INDIC DIGIT ONE has no meaning here",
                        "Take it out, or put it into a comment: `// ..`."),
                Arguments.of("y = 1e999", "7 NN012 this number is too large", "Write `inf` if infinity is meant."),
                Arguments.of("y = 1e-400", "7 NN012 this number is too small", "Write `0` if zero is meant."),
                Arguments.of(
                        "y = 3000000000",
                        "7 NN012 this integer is too large",
                        "Write `3000000000.0` for the real number."),
                Arguments.of("y = 0." + "1".repeat(1000), "7 NN011 this number is too long", "Round it to 17 digits."),
                // brackets
                Arguments.of("y = x[i)", "10 NN015 `)` does not fit the bracket `[`", "Write `]` here."),
                Arguments.of(
                        "y = 3)",
                        "8 NN016 this `)` closes nothing",
                        "Take it out, or add the bracket that it should close."),
                Arguments.of("y = (a + b", "7 NN014 this `(` is never closed", "Add `)` where the bracket should end."),
                // declarations
                Arguments.of(
                        "sum = 3",
                        "3 NN022 `sum` cannot be a name",
                        "Choose another name, such as `sum_` or `my_sum`."),
                Arguments.of(
                        "input in : real",
                        "9 NN022 `in` cannot be a name",
                        "Choose another name, such as `in_` or `my_in`."),
                Arguments.of(
                        "param W[3,4] ~ he",
                        "10 NN020 unexpected `[`",
                        "A declaration is written `W : real[..]`, with the shape after the type."),
                Arguments.of("input x", "10 NN021 this is not complete", "Give it a type: `input x : real[..]`."),
                Arguments.of("inptu x : real", "9 NN020 unexpected `x`", "Did you mean `input`?"),
                Arguments.of(
                        "x : real[3]",
                        "5 NN020 unexpected `:`",
                        "Say what it is: `input x : ..`, `param x : ..` or `state x : ..`."),
                Arguments.of("derive grad L", "16 NN021 this is not complete", "Add `wrt`."),
                Arguments.of("fun f(x) = x", "3 NN030 `fun` cannot stand inside a block", "Move it out of the braces."),
                // indices and reductions
                Arguments.of(
                        "y = sum(i=0..3) x[i]",
                        "12 NN020 unexpected `=`",
                        "Give an index its range with `in`: `i in 0..N`."),
                Arguments.of(
                        "y = sum(i in N) x[i]",
                        "17 NN020 unexpected `)`",
                        "A range has two ends and excludes the second: `0..N`."),
                Arguments.of(
                        "y = sum[i] x[i]",
                        "10 NN020 unexpected `[`",
                        "Indices of a reduction stand in parentheses: `sum(i) x[i]`."),
                Arguments.of("y = sum(i)", "13 NN021 this is not complete", "`sum` needs a body: `sum(i) x[..]`."),
                Arguments.of(
                        "y[i+1] = 3",
                        "6 NN020 unexpected `+`",
                        "On the left of `=` an index stands alone; shift it on the right: `y[i] = x[i+1]`."),
                Arguments.of(
                        "f(x) = 3",
                        "4 NN020 unexpected `(`",
                        "The indices of a tensor stand in brackets, `f[i] = ..`; a function is a `fun` outside the model."),
                // conditions
                Arguments.of(
                        "y = if a then b",
                        "18 NN021 this is not complete",
                        "Every `if` and `case` has an `else`: an expression always has a value."),
                Arguments.of(
                        "y = if a b else c", "12 NN020 unexpected `b`", "A choice is written `if c then a else b`."),
                Arguments.of(
                        "y = case { a : 1 }",
                        "20 NN020 unexpected `}`",
                        "Every `if` and `case` has an `else`: an expression always has a value."),
                Arguments.of(
                        "y =",
                        "6 NN021 this is not complete",
                        "Complete the line: after `=` it goes on, and the next line belongs to it."));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void aFaultyStatement(String statement, String expected, String hint) {
        List<Diagnostic> all = parse("model M {\n  " + statement + "\n  input fine : real\n}\n");
        Diagnostic d = all.get(0);
        assertEquals(expected, d.span().column() + " " + d.code() + " " + d.title());
        assertEquals(List.of(hint), d.hints());
        assertEquals(2, d.span().line());
        assertTrue(all.stream().allMatch(o -> o.span().line() == 2), all::toString);
    }

    /** A whole file, then all its messages as {@code line:column code}. */
    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("model M\n{\n  y = 1\n}", "2:1 NN029"),
                Arguments.of("input x : real\ny[i] = 2", "1:1 NN030, 2:1 NN030"),
                Arguments.of("modle M {\n  y = 1\n}", "1:1 NN020"),
                Arguments.of("fun f(x) { return x }", "1:10 NN020"),
                Arguments.of("layer L(x : real) { y = x }", "1:18 NN021"),
                Arguments.of("model M { y = 1 }\n}", "2:1 NN016"),
                Arguments.of("model M {\n  y = 1 } z = 2", "2:11 NN020"),
                Arguments.of("{ y = 1 }", "1:1 NN020"),
                Arguments.of("model M { y = f(x\n z[i] = 1\n", "1:9 NN014, 1:16 NN014"),
                Arguments.of("use\npackage\ndim\nmodel", "1:4 NN021, 2:8 NN021, 3:4 NN021, 4:6 NN021"),
                // a line that goes on by mistake costs its own message only
                Arguments.of("model M {\n  y = a +\n  z = b and and c\n  w = 1\n}", "2:10 NN021, 3:13 NN020"),
                // each faulty statement one message, the others none
                Arguments.of(
                        "model M {\n y = 1 2\n z = 3\n w = )\n v = [\n input u : real\n}",
                        "2:8 NN027, 4:6 NN016, 5:6 NN014"),
                Arguments.of("model M {\n  y = \u0000\n}", "2:7 NN001"),
                Arguments.of("\uFEFFmodel M {\n  y = 1\n}", "1:1 NN300"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFaultyFile(String text, String expected) {
        List<String> found = parse(text).stream()
                .map(d -> d.span().line() + ":" + d.span().column() + " " + d.code())
                .toList();
        assertEquals(expected, String.join(", ", found));
    }

    @Test
    void anUnclosedBracketIsShownWithThePlaceWhereItShouldEnd() {
        assertEquals("""
                m.nn:2:7: error NN014: this `(` is never closed
                    2 |   y = (sum(i) x[i]
                      |       ^
                    3 |   z = 3
                      |   ^ `)` is missing before this
                  Its `)` should have come before `z`.
                  help: Add `)` where the bracket should end.
                """, Render.text(parse("model M {\n  y = (sum(i) x[i]\n  z = 3\n}\n"), false));
    }

    @Test
    void whatWasExpectedIsSaidInTheWordsOfTheLanguage() {
        assertEquals(
                "After `derive grad` I expected a name, but found `3`.",
                parse("model M {\n  derive grad 3\n}").get(0).message());
        assertEquals(
                "After `y = f(a+b` I expected `,`, `)` or an operator, but found `:`.",
                parse("model M {\n  y = f(a+b : c)\n}").get(0).message());
        assertEquals(
                "The statement ends after `input x :`, but I expected a type such as `real`.",
                parse("model M {\n  input x :\n}").get(0).message());
    }

    @Test
    void atMostFiftyProblemsAreShown() {
        List<Diagnostic> all = parse("model M {\n" + "  y = 1 2\n".repeat(70) + "}");
        assertEquals(51, all.size());
        assertEquals("NN039", all.get(50).code());
    }

    @Test
    void aByteOrderMarkIsOnlyAWarning() {
        assertFalse(parse("\uFEFFuse std").get(0).isError());
    }

    private static List<Diagnostic> parse(String text) {
        return Parse.parse(new Source("m.nn", text)).diagnostics();
    }
}
