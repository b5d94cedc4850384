package org.nnc.benchmarks.adbench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Another tool in a process of its own, which takes lines and answers each with one: {@code load TOOL KIND FILE FOLDER} with
 * {@code ok}, {@code objective MS} and {@code derivative MS} with the nanoseconds of a call, from calls for that long.
 */
final class Outside implements AutoCloseable {
    private final Process process;
    private final PrintWriter to;
    private final BufferedReader from;

    Outside(String command) {
        try {
            process = new ProcessBuilder(List.of(command.split(" ")))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        to = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    boolean load(String tool, Objective o) {
        return ask("load " + tool + " " + o.kind() + " " + o.file() + " " + o.folder())
                .equals("ok");
    }

    double time(String what, long milliseconds) {
        return Double.parseDouble(ask(what + " " + milliseconds));
    }

    private String ask(String line) {
        to.println(line);
        try {
            String answer = from.readLine();
            if (answer == null) throw new IllegalStateException("the other process has ended at: " + line);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        to.println("quit");
        process.destroy();
    }
}
