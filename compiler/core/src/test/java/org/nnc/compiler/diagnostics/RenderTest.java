package org.nnc.compiler.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user sees of a diagnostic, and the names that are suggested. */
class RenderTest {
    private static Span span(Source source, String part) {
        int start = source.text().indexOf(part);
        return new Span(source, start, start + part.length());
    }

    @Test
    void showsPlaceRelatedPlaceMessageAndHelp() {
        Source source = new Source("m.nn", "model M {\n  y[i] = x[i]\n\ty[j] = 2\n}\n");
        Diagnostic d = Errors.alreadyDefined(span(source, "y[j]"), "y", span(source, "y[i]"));
        assertEquals("""
                m.nn:3:2: error NN042: `y` is already defined
                    3 |     y[j] = 2
                      |     ^^^^
                    2 |   y[i] = x[i]
                      |   ^^^^ first defined here
                  A name is defined once; tensors, dims, params, layers and instances share one name space.
                  help: Give one of the two another name.
                """, Render.text(d, false));
    }

    @Test
    void cutsLongLinesAroundTheCaret() {
        Source source = new Source("m.nn", "y = " + "a + ".repeat(1000) + "here" + " + b".repeat(1000));
        String text = Render.text(Diagnostic.error("NN001", "t", span(source, "here"), ""), false);
        String[] lines = text.split("\n");
        assertTrue(lines[1].length() < 120, text);
        assertEquals("here", lines[1].substring(lines[2].indexOf('^'), lines[2].lastIndexOf('^') + 1));
    }

    @Test
    void aSpanOfSeveralLinesOrAtTheEndHasACaretOnItsFirstLine() {
        Source source = new Source("m.nn", "ab\ncd\n");
        assertEquals("    1 | ab\n      |  ^\n", excerpt(new Span(source, 1, 5)));
        assertEquals("    1 | ab\n      |   ^\n", excerpt(new Span(source, 2, 2)));
        assertEquals("    3 |\n      | ^\n", excerpt(new Span(source, 6, 6)).replace(" | \n", " |\n"));
        assertEquals(
                "    1 |\n      | ^\n",
                excerpt(new Span(new Source("e", ""), 0, 0)).replace(" | \n", " |\n"));
    }

    private static String excerpt(Span span) {
        String text = Render.text(Diagnostic.error("NN001", "t", span, ""), false);
        return text.substring(text.indexOf('\n') + 1);
    }

    @Test
    void textOfAFileCannotMoveTheCursorOrReverseTheLine() {
        Source source = new Source("m.nn", "a \u001b[31m \u202e x");
        String text = Render.text(Diagnostic.error("NN001", "t", span(source, "x"), ""), false);
        assertFalse(text.contains("\u001b") || text.contains("\u202e"), text);
        assertTrue(Render.text(Diagnostic.error("NN001", "t", span(source, "x"), ""), true)
                .contains("\u001b[1;31m"));
    }

    @Test
    void jsonIsOneAsciiObject() {
        Source source = new Source("d/m.nn", "one\ntwo \"\u00e9\"\n");
        Diagnostic d = Diagnostic.warning("NN300", "a \"title\"", new Span(source, 4, 7), "back\\slash\nline")
                .with(new Span(source, 0, 3), "\u00e9")
                .hint("do");
        assertEquals(
                "{\"file\":\"d/m.nn\",\"line\":2,\"column\":1,\"endLine\":2,\"endColumn\":4,\"severity\":\"warning\","
                        + "\"code\":\"NN300\",\"title\":\"a \\\"title\\\"\",\"message\":\"back\\\\slash\\nline\","
                        + "\"related\":[{\"file\":\"d/m.nn\",\"line\":1,\"column\":1,\"endLine\":1,\"endColumn\":4,"
                        + "\"label\":\"\\u00e9\"}],\"hints\":[\"do\"]}",
                Render.json(d));
    }

    @Test
    void aCycleIsShownRoundToItsBeginning() {
        Source source = new Source("m.nn", "a = b\nb = c\nc = a\n");
        Diagnostic d = Errors.cyclicEquations(List.of(
                new Errors.Named("a", new Span(source, 0, 1)),
                new Errors.Named("b", new Span(source, 6, 7)),
                new Errors.Named("c", new Span(source, 12, 13))));
        assertEquals("`a` needs `b` needs `c` needs `a`, so none can be computed first.", d.message());
        assertEquals("needs `a`", d.related().get(2).label());
    }

    @ParameterizedTest
    @CsvSource({
        "sofmax, softmax",
        "sigmiod, sigmoid",
        "B, b",
        "relu6, relu",
        "exq, exp",
        "Linaer, Linear",
        "x, ",
        "foo, ",
        "cross_entorpy, cross_entropy",
        "zebra, "
    })
    void theNearestNameIsSuggestedWhereItIsNear(String name, String expected) {
        List<String> names = List.of("relu", "softmax", "sigmoid", "exp", "b", "Linear", "cross_entropy", "log");
        assertEquals(Optional.ofNullable(expected), Suggest.nearest(name, names));
    }
}
