package org.nnc.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nnc.compiler.diagnostics.Source;

/** Formatting is idempotent, keeps meaning and comments, and looks as the examples here do. */
class FormatTest {
    private static String format(String text) {
        Format.Result result = Format.format(new Source("m.nn", text));
        assertTrue(result.text().isPresent(), () -> result.diagnostics() + "\n" + text);
        return result.text().get();
    }

    private static void check(Source source) {
        String once = format(source.text());
        assertEquals(once, format(once), "formatting again changed it");
        Tree.File before = Parse.parse(source).file().orElseThrow();
        Tree.File after = Parse.parse(new Source(source.name(), once)).file().orElseThrow();
        assertEquals(Spanless.of(before), Spanless.of(after), once);
        assertEquals(comments(source.text()), comments(once));
    }

    private static List<String> comments(String text) {
        return Scan.scan(new Source("-", text)).tokens().stream()
                .filter(t -> t.getText().startsWith("//"))
                .map(t -> t.getText().stripTrailing())
                .toList();
    }

    @TestFactory
    List<DynamicTest> keepsTheMeaningOfTheCorpus() {
        return Corpus.ok().stream()
                .map(s -> DynamicTest.dynamicTest(s.name(), () -> check(s)))
                .toList();
    }

    /** The corpus with its blanks, empty lines and comments disturbed wherever that cannot change the meaning. */
    @TestFactory
    List<DynamicTest> keepsTheMeaningOfUntidyText() {
        return Corpus.ok().stream()
                .map(s -> DynamicTest.dynamicTest(s.name(), () -> {
                    Random random = new Random(7);
                    for (int round = 0; round < 20; round++) check(new Source(s.name(), untidy(s, random)));
                }))
                .toList();
    }

    private static String untidy(Source source, Random random) {
        StringBuilder out = new StringBuilder();
        String[] gaps = {"", " ", "  ", "\t", " \t "};
        String[] ends = {
            "\n", "\r\n", "\n\n", "\n \n\n", " // c" + random.nextInt(9) + " \n", "\n  // own\n", " ;\n", ";;\n"
        };
        String before = "";
        for (org.antlr.v4.runtime.Token token : Scan.scan(source).tokens()) {
            String text = token.getText();
            if (token.getType() == org.antlr.v4.runtime.Token.EOF) break;
            if (text.isBlank() && text.contains("\n")) {
                boolean afterComment = before.startsWith("//");
                boolean doc = before.startsWith("///");
                String end = doc ? "\n" : ends[random.nextInt(afterComment ? 4 : 6)];
                out.append(end);
            } else if (text.isBlank()) {
                out.append(gaps[1 + random.nextInt(gaps.length - 1)]);
            } else {
                boolean tight = "+*/()[],=<>".contains(text) && random.nextBoolean();
                if (tight) out.append(gaps[random.nextInt(gaps.length)]);
                out.append(text);
                if (tight) out.append(gaps[random.nextInt(gaps.length)]);
            }
            before = text;
        }
        return out.toString();
    }

    @Test
    void looksLikeThis() {
        String untidy = """

                use  std ;
                model  M{
                   dim B;;dim D=3 // the size

                \tinput x:real[ B,D ]in 0 .. 3;

                  // own line


                  param W : real[D, 4]~he   // weights
                y [ b,o in 0 .. 4 ]=sum( i )W[i,o]*x[b , i|0]  +  (- 1) ;z[b, o]= y[b ,o]^ 2
                  q = f ( x,
                  k= [1
                  ,2]
                  )
                  v = if x[0] > 0
                then 1

                else -2
                  c[i] = case{
                i<3:1
                // else
                else:max(i,3)-1
                }

                }
                """;
        String tidy = """
                use std
                model M {
                  dim B; dim D = 3  // the size

                  input x : real[B,D] in 0..3

                  // own line

                  param W : real[D, 4] ~ he  // weights
                  y[b,o in 0..4] = sum(i) W[i,o]*x[b, i | 0] + (-1); z[b, o] = y[b,o]^2
                  q = f(x,
                      k = [1
                          ,2]
                  )
                  v = if x[0] > 0
                      then 1
                      else -2
                  c[i] = case {
                    i < 3 : 1
                    // else
                    else : max(i,3)-1
                  }
                }
                """;
        assertEquals(tidy, format(untidy));
        assertEquals(tidy, format(tidy));
    }

    @Test
    void commentsBehindNeighbouringLinesAreLinedUp() {
        assertEquals(
                "dim A  // one\n// between\ndim B      // two\ndim CCC    // three\ndim DDDDD  // four\n\ndim E  // five\n",
                format(
                        "dim A // one\n// between\ndim B // two\ndim CCC // three\ndim DDDDD // four\n\n\ndim E // five"));
    }

    @Test
    void anEmptyTextStaysEmptyAndAFaultyOneIsRefused() {
        assertEquals("", format(" \n\n"));
        assertEquals("// c\n", format("\n\n // c"));
        Format.Result result = Format.format(new Source("m.nn", "model M {"));
        assertTrue(result.text().isEmpty());
        assertEquals("NN014", result.diagnostics().get(0).code());
    }
}
