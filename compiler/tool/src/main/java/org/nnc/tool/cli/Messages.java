package org.nnc.tool.cli;

import java.util.ArrayList;
import java.util.List;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Render;
import picocli.CommandLine.Option;

/** How a command prints diagnostics: the option that chooses the form, and the printing. */
final class Messages {
    /** The forms of {@code --diagnostics}. */
    enum Form {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Option(
            names = "--diagnostics",
            paramLabel = "text|json",
            description = "How diagnostics are printed on standard error: json is one object a line. Default: text.")
    private Form form = Form.TEXT;

    private final List<Diagnostic> printed = new ArrayList<>();

    /** Prints diagnostics; returns whether one of them is an error. */
    boolean print(Console console, List<Diagnostic> diagnostics) {
        boolean errors = false;
        for (Diagnostic d : diagnostics) {
            // Two models of a file may meet the same mistake in a file that both use.
            if (printed.contains(d)) continue;
            if (form == Form.TEXT && !printed.isEmpty()) console.err().println();
            printed.add(d);
            if (form == Form.JSON) console.err().println(Render.json(d));
            else console.err().print(Render.text(d, console.color()));
        }
        for (Diagnostic d : diagnostics) errors |= d.isError();
        console.err().flush();
        return errors;
    }

    /** Prints how many errors and warnings there were, where there was more than one. */
    void count(Console console) {
        long errors = printed.stream().filter(Diagnostic::isError).count();
        long warnings = printed.size() - errors;
        if (form == Form.JSON || printed.size() < 2) return;
        console.err()
                .println("\n" + number(errors, "error") + (warnings == 0 ? "" : ", " + number(warnings, "warning")));
    }

    private static String number(long n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
