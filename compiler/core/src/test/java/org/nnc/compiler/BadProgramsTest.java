package org.nnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Render;
import org.nnc.compiler.diagnostics.Source;

/**
 * Every {@code NAME.nn} of {@code grammar/corpus/err} is wrong or doubtful, and {@code NAME.txt} beside it is all that is said
 * about it: codes, lines, columns, excerpts, messages, next steps. {@code -Dgolden=update} writes the texts anew; read them.
 */
class BadProgramsTest {
    private static final Path FOLDER = Path.of("../../grammar/corpus/err");
    private static final Path CODES = Path.of("src/main/java/org/nnc/compiler/diagnostics");
    /** Reported where bytes become text, before there is a source; its cases are with the commands. */
    private static final Set<String> ELSEWHERE = Set.of("NN003");

    private static final Library LIBRARY = name -> {
        Path file = FOLDER.resolve(name.replace('.', '/') + ".nn");
        return Files.exists(file) ? Optional.of(read(file, name.replace('.', '/') + ".nn")) : Optional.empty();
    };

    private static Source read(Path file, String name) {
        try {
            return new Source(name, Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static List<String> programs() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(".nn"))
                    .map(n -> n.substring(0, n.length() - 3))
                    .sorted()
                    .toList();
        }
    }

    private static List<Diagnostic> diagnostics(Source source) {
        Compiler.Result result = Compiler.compile(source, LIBRARY, new Compiler.Options(false, false, ""));
        boolean errors = result.diagnostics().stream().anyMatch(Diagnostic::isError);
        assertTrue(!errors || result.units().isEmpty(), "no class where there is an error");
        return result.diagnostics();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void isReportedAsRecorded(String name) throws IOException {
        List<Diagnostic> found = diagnostics(read(FOLDER.resolve(name + ".nn"), name + ".nn"));
        assertFalse(found.isEmpty(), name + " is accepted without a word");
        for (Diagnostic d : found) {
            assertFalse(d.title().isBlank() || d.title().endsWith("."), d.title());
            assertFalse(d.message().isBlank(), () -> d.code() + " does not say why");
            assertFalse(d.hints().isEmpty(), () -> d.code() + " names no next step: " + d.title());
        }
        // Where in the library something stands changes with the library.
        String text = Render.text(found, false).replaceAll("(?m)(^  nn/std/\\w+\\.nn):\\d+:\\d+:\n.*\n.*\\^", "$1: ..");
        Path golden = FOLDER.resolve(name + ".txt");
        if ("update".equals(System.getProperty("golden"))) Files.writeString(golden, text);
        assertEquals(Files.readString(golden), text);
    }

    /** Cases that would be no good as files. */
    static Stream<String> generated() {
        String body = "  output y = 1 ? 2\n";
        return Stream.of("1:1 NN002 // " + "x".repeat(4_000_000), "52:16 NN039 model M {\n" + body.repeat(60) + "}\n");
    }

    @ParameterizedTest
    @MethodSource("generated")
    void isReportedAtItsPlace(String text) {
        String[] parts = text.split(" ", 3);
        List<Diagnostic> found = diagnostics(new Source("m.nn", parts[2]));
        Diagnostic last = found.get(found.size() - 1);
        assertEquals(parts[1], last.code());
        assertEquals(parts[0], last.span().line() + ":" + last.span().column());
    }

    @Test
    void everyCodeHasACase() throws IOException {
        Set<String> cases = new LinkedHashSet<>(ELSEWHERE);
        for (String name : programs()) {
            Matcher m = Pattern.compile("(?m)^\\S+:\\d+:\\d+: \\w+ (NN\\d{3}):")
                    .matcher(Files.readString(FOLDER.resolve(name + ".txt")));
            while (m.find()) cases.add(m.group(1));
        }
        generated().forEach(g -> cases.add(g.split(" ", 3)[1]));
        Set<String> missing = new TreeSet<>(codes());
        missing.removeAll(cases);
        assertEquals(Set.of(), missing, "codes without a bad program in " + FOLDER.getFileName());
        assertTrue(programs().size() >= 150);
    }

    /** All codes that the compiler can give. */
    public static Set<String> codes() throws IOException {
        Set<String> codes = new TreeSet<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(CODES)) {
            all.filter(f -> f.toString().endsWith(".java")).forEach(files::add);
        }
        for (Path file : files) {
            Matcher m = Pattern.compile("\"(NN\\d{3})\"").matcher(Files.readString(file));
            while (m.find()) codes.add(m.group(1));
        }
        return codes;
    }
}
