package org.nnc.tool.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command reads and writes, so that tests can stand in for the terminal.
 *
 * @param in standard input
 * @param out results; always UTF-8
 * @param err diagnostics and progress; always UTF-8
 * @param environment the variables that matter: {@code NO_COLOR}, {@code NNC_DEBUG}
 * @param terminal whether a person watches: progress lines are then overwritten in place
 */
record Console(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, boolean terminal) {
    /** The process's own streams. */
    static Console system() {
        return new Console(
                System.in,
                new PrintStream(System.out, false, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                System.getenv(),
                System.console() != null);
    }

    /** Whether messages may be coloured: at a terminal, unless NO_COLOR is set (https://no-color.org). */
    boolean color() {
        return terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    boolean debug() {
        return !environment.getOrDefault("NNC_DEBUG", "").isEmpty();
    }
}
