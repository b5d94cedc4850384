package org.nnc.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnc.compiler.diagnostics.Source;

/** Print and parse are inverse to each other, and no parenthesis is printed that the grammar does not need. */
class PrintTest {
    @TestFactory
    List<DynamicTest> printThenParseIsTheIdentity() {
        return Corpus.ok().stream()
                .map(s -> DynamicTest.dynamicTest(s.name(), () -> {
                    Tree.File tree = Parse.parse(s).file().orElseThrow();
                    String printed = Print.file(tree);
                    Parse.Result again = Parse.parse(new Source(s.name(), printed));
                    assertEquals(List.of(), again.diagnostics(), printed);
                    assertEquals(Spanless.of(tree), Spanless.of(again.file().orElseThrow()), printed);
                    assertEquals(printed, Print.file(again.file().orElseThrow()));
                }))
                .toList();
    }

    /** On the left an expression, on the right what is printed for it; {@code =} where that is the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '"',
            value = {
                "a + b - c @ =",
                "(a + b) - c @ =",
                "a + (b - c) @ =",
                "(a*b) + c @ a*b + c",
                "a*(b + c) @ =",
                "(-a)*b @ =",
                "-(a*b) @ -a*b",
                "-a*b @ =",
                "a*(-b) @ a*-b",
                "a*-(b*c) @ =",
                "a - (-b) @ a - -b",
                "-(-a) @ --a",
                "-(a + b) @ =",
                "(-a)^2 @ =",
                "-(a^2) @ -a^2",
                "a^(b^c) @ a^b^c",
                "(a^b)^c @ =",
                "a^(-b) @ a^-b",
                "a^(-b^c) @ a^-b^c",
                "a^(b*c) @ =",
                "2*(sum(i) x[i]) @ 2 * sum(i) x[i]",
                "(sum(i) x[i])*2 @ =",
                "sum(i) (x[i]*y[i]) @ sum(i) x[i]*y[i]",
                "sum(i) (-x[i]) @ =",
                "sum(i) (sum(j) x[i,j]) @ sum(i) sum(j) x[i,j]",
                "sum(i) (x[i] + 1) @ =",
                "(sum(i) x[i]) + 1 @ sum(i) x[i] + 1",
                "-(sum(i) x[i]) @ -sum(i) x[i]",
                "2*-(sum(i) x[i]) @ =",
                "(sum(i) x[i])^2 @ =",
                "a*(b*c) @ =",
                "a*(b*sum(i) x[i]) @ a*(b * sum(i) x[i])",
                "1 + (if c then a else b) @ =",
                "if (if a then b else c) then (let d = e in d) else (a |> f) @ if if a then b else c then let d = e in d else a |> f",
                "(if a then b else c) |> f @ =",
                "(a |> f) + 1 @ =",
                "(a and b) or (c and not d) @ a and b or c and not d",
                "(a or b) and c @ =",
                "not (a and b) @ =",
                "not (a < b) @ not a < b",
                "(not a) == b @ =",
                "(a < b) == c @ =",
                "a < b <= c @ =",
                "max(k) (x[k]) - 1 @ max(k) x[k] - 1",
                "max(a, b) - c @ =",
                "f(a=(1 + 2), let b = 1 in b) @ f(a=1 + 2, let b = 1 in b)",
                "x[(i), j + 1 | (0)] @ x[i, j + 1 | 0]",
                "x[(c h in 0..3 w), ..] @ =",
                "case { (a) : (if b then c else d); else : 1 } @ case { a : if b then c else d; else : 1 }",
                "count(i, j in 0..i + 1 where i < j or a) @ =",
                "(count(..))/n @ =",
                "a div b mod c @ =",
                "[1, (2), -3.5e-2] @ [1, 2, -3.5e-2]",
            })
    void parenthesesAreMinimal(String text, String printed) {
        Tree.Expr tree = expr(text);
        assertEquals(printed.equals("=") ? text : printed, Print.expr(tree));
        assertEquals(Spanless.of(tree), Spanless.of(expr(Print.expr(tree))));
    }

    private static Tree.Expr expr(String text) {
        Parse.ExprResult result = Parse.parseExpr(new Source("-", text));
        assertEquals(List.of(), result.diagnostics(), text);
        return result.expr().orElseThrow();
    }
}
