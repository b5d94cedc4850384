package org.nnc.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Render;
import org.nnc.compiler.diagnostics.Source;

/** No text makes the parser throw, and whatever is refused is refused with a located, complete message. */
class RobustnessTest {
    /** Also the invariant of every result: a tree or an error, never both or neither. */
    private static Parse.Result check(String text) {
        Source source = new Source("m.nn", text);
        Parse.Result result = Parse.parse(source);
        boolean errors = result.diagnostics().stream().anyMatch(Diagnostic::isError);
        assertEquals(!errors, result.file().isPresent(), text);
        assertTrue(result.diagnostics().size() <= Parse.MOST + 1);
        for (Diagnostic d : result.diagnostics()) {
            assertTrue(d.span().start() >= 0 && d.span().start() <= d.span().end(), d::toString);
            assertTrue(d.span().end() <= text.length(), d::toString);
            assertFalse(d.title().isBlank() || d.hints().isEmpty(), d::toString);
            assertTrue(Render.text(d, true).length() < 4000, d::toString);
            Render.json(d);
        }
        result.file().ifPresent(file -> {
            String printed = Print.file(file);
            Parse.Result again = Parse.parse(new Source("m.nn", printed));
            assertEquals(Spanless.of(file), Spanless.of(again.file().orElseThrow(() -> new AssertionError(printed))));
            String formatted = Format.format(source).text().orElseThrow();
            Parse.Result third = Parse.parse(new Source("m.nn", formatted));
            assertEquals(Spanless.of(file), Spanless.of(third.file().orElseThrow(() -> new AssertionError(formatted))));
            assertEquals(
                    formatted,
                    Format.format(new Source("m.nn", formatted)).text().orElseThrow());
        });
        return result;
    }

    /** Tokens of the corpus taken out, doubled, swapped, replaced by others: seeded, so every failure repeats. */
    @Test
    void mutatedProgramsNeverThrow() {
        Random random = new Random(20240229);
        List<String> pool = new ArrayList<>();
        List<List<String>> programs = new ArrayList<>();
        for (Source source : Corpus.ok()) {
            List<String> tokens = new ArrayList<>();
            for (Token token : Scan.scan(source).tokens()) {
                if (token.getType() != Token.EOF) tokens.add(token.getText());
            }
            programs.add(tokens);
            pool.addAll(tokens);
        }
        int rounds = Integer.getInteger("nnc.mutations", 1000);
        int accepted = 0;
        for (int round = 0; round < rounds; round++) {
            List<String> whole = programs.get(random.nextInt(programs.size()));
            if (whole.isEmpty()) continue;
            int from = random.nextInt(4) == 0 ? random.nextInt(whole.size()) : 0;
            List<String> tokens = new ArrayList<>(whole.subList(from, whole.size()));
            int changes = 1 + random.nextInt(3);
            for (int c = 0; c < changes && !tokens.isEmpty(); c++) {
                int at = random.nextInt(tokens.size());
                switch (random.nextInt(4)) {
                    case 0 -> tokens.remove(at);
                    case 1 -> tokens.add(at, tokens.get(at));
                    case 2 -> tokens.set(at, pool.get(random.nextInt(pool.size())));
                    default -> tokens.add(at, pool.get(random.nextInt(pool.size())));
                }
            }
            if (check(String.join("", tokens)).file().isPresent()) accepted++;
        }
        // The mutations are of both kinds, or the test tests only half.
        assertTrue(accepted > rounds / 30 && accepted < rounds - rounds / 30, "accepted " + accepted);
    }

    @Test
    void garbageNeverThrows() {
        Random random = new Random(5);
        String alphabet = "abimx01.()[]{}|<>=+-*/^,;:~ \n\t\r\"'\\é\u00A0\uFEFF\uD83D\uDE00\uD800\u2028_";
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(80);
            for (int i = 0; i < length; i++) text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            check(text.toString());
        }
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 50; i++) text.append((char) random.nextInt(0x10000));
            check(text.toString());
        }
    }

    @Test
    void largeGarbageEndsSoon() {
        for (String part : List.of(
                "$", "é", "a b ", "1 2\n", ") ", "( ] ", "= ", "\"x\" ", "y = \n", "model ", "else ", ".. ", "'")) {
            check(part.repeat(50_000));
        }
        for (String part : List.of("a $\n", "a;$", "a;", "a $ ; ", "y = 1;", ")", "model M { a $\n")) {
            check(part.repeat(100_000) + "1 2");
        }
        check("\0".repeat(1000));
        check("x".repeat(1_000_000));
        check("9".repeat(1_000_000));
        assertEquals("NN002", check("\n".repeat(4_000_001)).diagnostics().get(0).code());
    }

    @Test
    void placesAreRightAfterAnEmoji() {
        Diagnostic d = check("// \uD83D\uDE00\uD83D\uDE00\nmodel M { y = ? }")
                .diagnostics()
                .get(0);
        assertEquals(2, d.span().line());
        assertEquals(15, d.span().column());
    }
}
