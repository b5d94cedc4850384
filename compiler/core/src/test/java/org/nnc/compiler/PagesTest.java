package org.nnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Pages;
import org.nnc.compiler.diagnostics.Render;
import org.nnc.compiler.diagnostics.Source;

/** The pages of {@code nnc explain}: one a code; what they call wrong is so, and what they call mended compiles. */
class PagesTest {
    private static final Path FOLDER = Path.of("src/main/resources/nn/explain");
    private static final Pattern PROGRAM = Pattern.compile("```nn\n(.*?)```", Pattern.DOTALL);
    /** What cannot be shown on a page: bytes, sheer size, and several files. */
    private static final Set<String> WITHOUT_EXAMPLE =
            Set.of("NN001", "NN002", "NN003", "NN011", "NN013", "NN039", "NN053", "NN300");

    static Set<String> codes() throws IOException {
        return BadProgramsTest.codes();
    }

    private static List<Diagnostic> diagnostics(String text) {
        return Compiler.compile(
                        new Source("page.nn", text), n -> Optional.empty(), new Compiler.Options(false, false, ""))
                .diagnostics();
    }

    @ParameterizedTest
    @MethodSource("codes")
    void isRight(String code) {
        String page = Pages.of(code).orElseThrow(() -> new AssertionError("no page for " + code));
        assertTrue(page.startsWith("# " + code + ": "), page);
        assertTrue(page.contains("\nNote: "), page);
        List<String> programs = new ArrayList<>();
        Matcher m = PROGRAM.matcher(page);
        while (m.find()) programs.add(m.group(1));
        assertEquals(WITHOUT_EXAMPLE.contains(code) ? 0 : 2, programs.size(), code);
        if (programs.isEmpty()) return;
        List<Diagnostic> bad = diagnostics(programs.get(0));
        assertEquals(
                Set.of(code),
                new TreeSet<>(bad.stream().map(Diagnostic::code).toList()),
                () -> Render.text(bad, false));
        List<Diagnostic> good = diagnostics(programs.get(1));
        assertEquals(
                List.of(),
                good.stream().filter(d -> d.isError() || d.code().equals(code)).toList(),
                () -> Render.text(good, false));
    }

    @Test
    void noPageWithoutItsCode() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> pages = files.map(f -> f.getFileName().toString().replace(".md", ""))
                    .sorted()
                    .toList();
            assertEquals(List.copyOf(codes()), pages);
        }
        assertEquals(Optional.empty(), Pages.of("NN999"));
        assertEquals(Optional.empty(), Pages.of("../std/std"));
    }

    /** A page that names another code names one that there is. */
    @ParameterizedTest
    @MethodSource("codes")
    void namesOnlyCodesThatExist(String code) throws IOException {
        Matcher m = Pattern.compile("NN\\d{3}").matcher(Pages.of(code).orElseThrow());
        while (m.find()) assertTrue(codes().contains(m.group()), code + " names " + m.group());
    }
}
