package org.nnc.tool.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs the command in this process and keeps what it printed. */
final class Shell {
    final int status;
    final String out;
    final String err;

    private Shell(int status, String out, String err) {
        this.status = status;
        this.out = out;
        this.err = err;
    }

    static Shell run(String... args) {
        return feed("", args);
    }

    /** With text on standard input. */
    static Shell feed(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                false);
        int status = Main.run(console, args);
        return new Shell(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "exit " + status + "\n" + out + "\n" + err;
    }
}
