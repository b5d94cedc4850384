package org.nnc.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;

/** Deep nesting is a located error in every form the grammar has; long chains are nothing special. */
class DepthTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** What nests: the text before, the innermost, the text after. */
    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of("(", "x", ")"),
                Arguments.of("[", "x", "]"),
                Arguments.of("-", "x", ""),
                Arguments.of("- ", "x", ""),
                Arguments.of("not ", "x", ""),
                Arguments.of("x^", "x", ""),
                Arguments.of("x^-", "x", ""),
                Arguments.of("(2*-", "x", ")"),
                Arguments.of("if x then x else ", "x", ""),
                Arguments.of("if ", "x", " then x else x"),
                Arguments.of("if x then ", "x", " else x"),
                Arguments.of("let a = ", "x", " in x"),
                Arguments.of("let a = x in ", "x", ""),
                Arguments.of("case { else : ", "x", " }"),
                Arguments.of("case { x : ", "x", "; else : x }"),
                Arguments.of("f(", "x", ")"),
                Arguments.of("f(x, a=", "x", ")"),
                Arguments.of("max(x, ", "x", ")"),
                Arguments.of("max(", "x", ", x)"),
                Arguments.of("max(-", "x", ", x)"),
                Arguments.of("x[", "x", "]"),
                Arguments.of("x[x | ", "x", "]"),
                Arguments.of("sum(i) ", "x", ""),
                Arguments.of("max(i) ", "x", ""),
                Arguments.of("2*sum(i) ", "x", ""),
                Arguments.of("sum(i where ", "x", ") x"),
                Arguments.of("sum(i in 0..", "1", ") x"),
                Arguments.of("count(i in 0..", "1", ")"),
                Arguments.of("(x |> ", "x", ")"),
                Arguments.of("1 + (", "x", ") + 1"));
    }

    private static Parse.Result parse(String value) {
        return Parse.parse(new Source("m.nn", "model M {\n  y = " + value + "\n}\n"));
    }

    @ParameterizedTest(name = "{0}x{2}")
    @MethodSource("forms")
    void aHundredThousandIsALocatedError(String before, String inner, String after) {
        String value = before.repeat(100_000) + inner + after.repeat(100_000);
        List<Diagnostic> all =
                assertTimeoutPreemptively(SOON, () -> parse(value)).diagnostics();
        assertEquals(1, all.size(), all::toString);
        assertEquals("NN013", all.get(0).code());
        assertEquals(2, all.get(0).span().line());
    }

    @ParameterizedTest(name = "{0}x{2}")
    @MethodSource("forms")
    void unfinishedItIsOneErrorToo(String before, String inner, String after) {
        List<Diagnostic> all = assertTimeoutPreemptively(SOON, () -> parse(before.repeat(20_000)))
                .diagnostics();
        assertEquals("NN013", all.get(0).code());
        List<Diagnostic> closers = assertTimeoutPreemptively(SOON, () -> parse("x" + after.repeat(20_000)))
                .diagnostics();
        assertTrue(closers.size() <= Parse.MOST + 1);
    }

    /** Just below the limit everything works, with the stack of an ordinary thread. */
    @ParameterizedTest(name = "{0}x{2}")
    @MethodSource("forms")
    void sixtyLevelsAreFine(String before, String inner, String after) throws InterruptedException {
        String value = before.repeat(60) + inner + after.repeat(60);
        Parse.Result[] result = new Parse.Result[1];
        String[] printed = new String[1];
        Thread small = new Thread(
                null,
                () -> {
                    result[0] = parse(value);
                    printed[0] = result[0].file().map(Print::file).orElse("");
                },
                "small",
                1 << 20);
        small.start();
        small.join();
        assertEquals(List.of(), result[0].diagnostics());
        Parse.Result again = Parse.parse(new Source("m.nn", printed[0]));
        assertEquals(Spanless.of(result[0].file()), Spanless.of(again.file()));
    }

    @Test
    void theLimitIsTwoHundredBrackets() {
        assertEquals(List.of(), parse("(".repeat(199) + "x" + ")".repeat(199)).diagnostics());
        assertEquals(
                "NN013",
                parse("(".repeat(200) + "x" + ")".repeat(200))
                        .diagnostics()
                        .get(0)
                        .code());
    }

    @Test
    void nestedBlocksAndGroupsAreErrorsToo() {
        for (String open : List.of("{", "[", "(", "model M {\n", "layer L(", "y[(a ", "case {\n")) {
            Source source = new Source("m.nn", open.repeat(50_000));
            List<Diagnostic> all =
                    assertTimeoutPreemptively(SOON, () -> Parse.parse(source)).diagnostics();
            assertEquals("NN013", all.get(0).code(), open);
        }
    }

    static Stream<String> chains() {
        return Stream.of(
                "x + ",
                "x - ",
                "x*",
                "x/",
                "x mod ",
                "x and ",
                "x or ",
                "x < ",
                "x |> ",
                "-x + ",
                "2*-x*",
                "x^2 + ",
                "not x and ",
                "sum(i) x[i] + ",
                "max(i) x[i] - ",
                "max(x, 1) - ",
                "(x) + ",
                "x[i]*",
                "f(x) - ",
                "x^-2*",
                "sum(i) x*x - ",
                "- - x - ",
                "(if x then 1 else 2) + ");
    }

    @ParameterizedTest
    @MethodSource("chains")
    void aLongChainIsFlatAndQuick(String term) {
        int terms = term.equals("x + ") ? 100_000 : 20_000;
        Parse.Result result = assertTimeoutPreemptively(SOON, () -> parse(term.repeat(terms) + "x"));
        assertEquals(List.of(), result.diagnostics());
        String printed = Print.file(result.file().orElseThrow());
        assertEquals(
                printed,
                Print.file(Parse.parse(new Source("m.nn", printed)).file().orElseThrow()));
    }

    @Test
    void longListsAreQuick() {
        for (String many :
                List.of("y = 1\n", "y[i] = f(x)\n", "input x : real\n", "\n", ";", "// c\n", "y = f(\n)\n")) {
            Source source = new Source("m.nn", "model M {\n" + many.repeat(10_000) + "}\n");
            assertEquals(
                    List.of(),
                    assertTimeoutPreemptively(SOON, () -> Parse.parse(source)).diagnostics());
            assertTrue(assertTimeoutPreemptively(SOON, () -> Format.format(source))
                    .text()
                    .isPresent());
        }
        for (String many : List.of("x, ", "f(x), ", "x[i], ")) {
            assertEquals(List.of(), parse("f(" + many.repeat(10_000) + "x)").diagnostics());
        }
    }
}
