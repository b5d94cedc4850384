package org.nnc.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.grammar.NnLexer;

/** Which newlines end a statement: {@code @} stands for the newline in question. */
class LayoutTest {
    private static long newlines(String text) {
        Source source = new Source("-", text.replace("@", "\n"));
        return Layout.of(source, Scan.scan(source).tokens()).tokens().stream()
                .filter(t -> t.getType() == NnLexer.NL)
                .count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // inside ( and [
                "f(a@, b)",
                "f(@a)",
                "f(a@)",
                "x[i@]",
                "x[@i]",
                "[1@]",
                "f(x[i], y@)",
                "f(case { else : 1 }@)",
                // after
                "a +@ b",
                "a -@ b",
                "a *@ b",
                "a /@ b",
                "a ^@ b",
                "a =@ b",
                "a <@ b",
                "a <=@ b",
                "a >@ b",
                "a >=@ b",
                "a ==@ b",
                "a !=@ b",
                "a and@ b",
                "a or@ b",
                "not@ b",
                "if a then@ b",
                "else@ b",
                "let a = 1 in@ b",
                "where@ b",
                "derive grad L wrt@ x",
                "~@ he",
                "dim A,@ B",
                "a |>@ b",
                "a div@ b",
                "a mod@ b",
                "x[a |@ 0]",
                "x :@ real",
                "->@ y",
                "a + // c@ // d@ b",
                // before
                "a@ |> b",
                "a@ + b",
                "a@ - b",
                "a@ * b",
                "a@ / b",
                "a@ ^ b",
                "a@ < b",
                "a@ <= b",
                "a@ > b",
                "a@ >= b",
                "a@ == b",
                "a@ != b",
                "a@ = b",
                "a@ and b",
                "a@ or b",
                "if a@ then b",
                "a@ div b",
                "a@ mod b",
                "fun f(x) = x@ deriv x : 1",
                "extern fun f(x : real) -> y : real@ vjp a.b",
                "derive grad L@ wrt x",
                "f()@ -> y",
                "W : real@ ~ he",
                "x@ | 0",
                "a // c@ // d@@ + b",
                // before else outside a case
                "if a then b@ else c",
                "{ y = if a then b@ else c }",
                "case { a : (if b then c@ else d); else : 1 }",
            })
    void isDropped(String text) {
        assertEquals(0, newlines(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@ b",
                "a = 1@ b = 2",
                "{@ a = 1 }",
                "{ a = 1@ }",
                "f(a)@ b",
                "x[i]@ y = 1",
                "f(case { a : 1@ else : 2 })",
                "case { a : 1@ else : 2 }",
                "case { a : if b then 1@ else : 2 }",
                "a@ : b",
                "a@ , b",
                "a@ in b",
                "a@ not b",
                "a@ if b",
                "a@ (b)",
                "a@ [b]",
                "a ..@ b",
                "a |> b@ c = 1",
                "a // +@ b",
                "{ y = x@ deriv = 1 }",
                "{ y = x@ vjp[i] = 1 }",
                "y = 2*wrt@ z = 1",
                "y = x@ wrt = 1",
                "input wrt@ x",
                "derive@ a b wrt c",
            })
    void isKept(String text) {
        assertEquals(1, newlines(text));
    }

    @Test
    void allLineEndsAreNewlines() {
        assertEquals(3, newlines("a\nb\r\nc\rd"));
    }

    @Test
    void rangesOfNumbersAreThreeTokens() {
        Source source = new Source("-", "0..3 0...5 1.5..N .5 1e3 2.5E-3..x");
        List<String> texts = Layout.of(source, Scan.scan(source).tokens()).tokens().stream()
                .filter(t -> t.getType() != Token.EOF)
                .map(Token::getText)
                .toList();
        assertEquals(
                List.of("0", "..", "3", "0", "..", ".5", "1.5", "..", "N", ".5", "1e3", "2.5E-3", "..", "x"), texts);
    }
}
