package org.nnc.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.grammar.NnLexer;

/** The user's page of the language shows programs that parse, slips that are caught, and the words as they are. */
class LanguagePageTest {
    private final String page = Files.readString(Path.of("../../grammar/LANGUAGE.md"));

    LanguagePageTest() throws IOException {}

    @Test
    void itsProgramsParse() {
        Matcher block = Pattern.compile("```\n(.*?)```", Pattern.DOTALL).matcher(page);
        int blocks = 0;
        for (; block.find(); blocks++) {
            String text = block.group(1);
            boolean statements = text.startsWith("s = ");
            assertEquals(
                    List.of(),
                    Parse.parse(new Source("-", statements ? "model M {\n" + text + "}" : text))
                            .diagnostics());
        }
        assertTrue(blocks >= 4);
    }

    @Test
    void itsSlipsAreCaughtUnlessTheyMeanSomethingElse() {
        String table = page.substring(page.indexOf("| written | meant |"));
        Matcher row = Pattern.compile("(?m)^\\| (`.*) \\| .*\\|$").matcher(table);
        int slips = 0;
        for (; row.find(); slips++) {
            Matcher code = Pattern.compile("`([^`]*)`")
                    .matcher(row.group(1).split(" \\| ")[0].replace("\\|", "|"));
            while (code.find()) {
                String text = code.group(1);
                if (text.equals("sum(i) x[i] - m")) continue;
                String value = text.replace("then ..", "then 1 else 2");
                String statement = value.startsWith("y[") ? value : "y = " + value;
                assertFalse(
                        Parse.parse(new Source("-", "model M {\n" + statement + "\n}"))
                                .diagnostics()
                                .isEmpty(),
                        text);
            }
        }
        assertEquals(9, slips);
    }

    @Test
    void itListsTheReservedWordsAndTheOthers() {
        for (boolean reserved : new boolean[] {true, false}) {
            String start =
                    reserved ? "- **Reserved words**, never names: `" : "- **Words that are names elsewhere**: `";
            int from = page.indexOf(start) + start.length();
            List<String> listed =
                    List.of(page.substring(from, page.indexOf('`', from)).split("\\s+"));
            TreeSet<String> words = new TreeSet<>();
            for (int type = 1; type <= NnLexer.COUNT; type++) {
                if (Words.isReserved(type) == reserved)
                    words.add(NnLexer.VOCABULARY.getLiteralName(type).replace("'", ""));
            }
            assertEquals(words, new TreeSet<>(listed));
        }
    }
}
