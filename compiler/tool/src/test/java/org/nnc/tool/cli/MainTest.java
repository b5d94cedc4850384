package org.nnc.tool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command itself, wrong usage, files that are no models, and formatting. */
class MainTest {
    private static final String UGLY = "model   M{ // why\n dim B\n}\n";

    @TempDir
    Path dir;

    @Test
    void versionAndHelp() {
        Shell version = Shell.run("--version");
        assertEquals(Exit.FINE, version.status);
        assertTrue(version.out.matches("(?s)nnc \\d+\\.\\d+\\.\\d+.*"), version.out);
        Shell help = Shell.run("--help");
        assertEquals(Exit.FINE, help.status);
        assertTrue(help.out.contains("Exit states: 0 fine"), help.out);
        assertFalse(help.out.contains("\033["), "no colours outside a terminal");
        assertEquals(Exit.FINE, Shell.run("fmt", "--help").status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| a subcommand is missing",
                "ftm| ftm",
                "fmt| FILE",
                "fmt --nope a.nn| --nope",
                "fmt -w --check a.nn| mutually exclusive",
                "fmt -w -| -w cannot rewrite standard input",
                "fmt --diagnostics xml a.nn| xml",
            })
    void wrongUsage(String args, String message) {
        Shell s = Shell.run(args.isEmpty() ? new String[0] : args.split(" "));
        assertEquals(Exit.USAGE, s.status, s.toString());
        assertTrue(s.err.contains(message), s.err);
        assertEquals("", s.out);
        assertFalse(s.err.contains("\tat "), s.err);
    }

    @Test
    void filesThatAreNoModels() throws IOException {
        Path empty = Files.createFile(dir.resolve("empty.nn"));
        Path binary = Files.write(dir.resolve("binary.nn"), new byte[] {'m', 0, 1});
        Path latin = Files.write(dir.resolve("latin.nn"), "// caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        Path huge = dir.resolve("huge.nn");
        try (RandomAccessFile f = new RandomAccessFile(huge.toFile(), "rw")) {
            f.setLength(50L << 20);
        }
        for (String[] c : new String[][] {
            {empty.toString(), "is empty"},
            {binary.toString(), "is not a text file (zero byte at byte 1)"},
            {latin.toString(), "is not UTF-8 text (byte 6)"},
            {huge.toString(), "is larger than 8 MB"},
            {dir.toString(), "is a directory"},
            {dir.resolve("missing.nn").toString(), "no such file"},
            {"a\0b", "is not a path"},
        }) {
            Shell s = Shell.run("fmt", c[0]);
            assertEquals(Exit.USAGE, s.status, s.toString());
            assertTrue(s.err.startsWith("nnc: ") && s.err.contains(c[1]), s.err);
        }
        assertEquals(Exit.USAGE, Shell.feed("", "fmt", "-").status);
    }

    @Test
    void formats() throws IOException {
        Path file = Files.writeString(dir.resolve("m.nn"), UGLY);
        Shell printed = Shell.run("fmt", file.toString());
        assertEquals(Exit.FINE, printed.status, printed.toString());
        assertTrue(printed.out.startsWith("model M {") && printed.out.contains("// why"), printed.out);
        assertEquals(UGLY, Files.readString(file), "printing changes nothing");
        assertEquals(printed.out, Shell.feed(UGLY, "fmt", "-").out);

        Shell check = Shell.run("fmt", "--check", file.toString());
        assertEquals(Exit.MODEL, check.status);
        assertEquals(file + "\n", check.out);
        assertEquals(file + "\n", Shell.run("fmt", "-w", file.toString()).out);
        assertEquals(printed.out, Files.readString(file));
        Shell again = Shell.run("fmt", "-w", file.toString());
        assertEquals("", again.out, "formatting twice is formatting once");
        assertEquals(Exit.FINE, Shell.run("fmt", "--check", file.toString()).status);
        try (var files = Files.list(dir)) {
            assertEquals(1, files.count(), "no temporary file is left");
        }
    }

    @Test
    void errorsOfSyntaxAreDiagnosticsInTextAndJson() throws IOException {
        Path file = Files.writeString(dir.resolve("m.nn"), "model M {\n  y[i = 3\n}\n");
        Shell text = Shell.run("fmt", "-w", file.toString());
        assertEquals(Exit.MODEL, text.status);
        assertTrue(text.err.startsWith(file + ":2:"), text.err);
        assertEquals("model M {\n  y[i = 3\n}\n", Files.readString(file), "nothing is written");
        Shell json = Shell.run("fmt", "--diagnostics", "json", file.toString());
        assertTrue(json.err.lines().allMatch(l -> l.startsWith("{\"file\":") && l.endsWith("}")), json.err);
        assertFalse(json.err.isEmpty());
    }
}
