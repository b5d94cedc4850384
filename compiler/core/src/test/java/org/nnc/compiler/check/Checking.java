package org.nnc.compiler.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.nnc.compiler.diagnostics.Render;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.syntax.Unparse;

/** Parses and checks texts for tests. */
final class Checking {
    private Checking() {}

    /** Parses, which must succeed, and checks. */
    static Checked check(String name, String text) {
        Parse.Result parsed = Parse.parse(new Source(name, text));
        assertEquals("", Render.text(parsed.diagnostics(), false), "parses");
        return Check.check(parsed.file().orElseThrow(), n -> Optional.empty());
    }

    /** The last program of a text without errors. */
    static Program program(String text) {
        Checked checked = check("test.nn", text);
        assertTrue(!checked.hasErrors(), () -> Render.text(checked.diagnostics(), false));
        return checked.programs().get(checked.programs().size() - 1);
    }

    /** The program of a model's body. */
    static Program body(String body) {
        return program("use std\nmodel M {\n" + body + "\n}\n");
    }

    /** The lines of the printed program from the first equation on. */
    static String equations(Program p) {
        String text = Unparse.text(p);
        StringBuilder lines = new StringBuilder();
        for (String line : text.split("\n")) {
            boolean head = line.startsWith("model") || line.equals("}") || line.matches("  (dim|input|param) .*");
            if (!head) lines.append(line.strip()).append('\n');
        }
        return lines.toString();
    }
}
