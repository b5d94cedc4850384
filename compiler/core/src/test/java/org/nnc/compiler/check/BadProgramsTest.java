package org.nnc.compiler.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Render;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.syntax.Parse;

/**
 * Every program of {@code grammar/corpus/err} gives the very messages of the {@code .txt} beside it: code, place, text,
 * excerpt, next step. {@code -Dgolden=update} writes them anew, to be read aloud before they are committed.
 */
class BadProgramsTest {
    private static final Path CORPUS = Path.of("../../grammar/corpus/err");

    static Stream<String> programs() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.map(p -> p.getFileName().toString())
                    .filter(n -> n.endsWith(".nn"))
                    .map(n -> n.substring(0, n.length() - 3))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void messages(String name) throws IOException {
        Source source = new Source(name + ".nn", Files.readString(CORPUS.resolve(name + ".nn")));
        Parse.Result parsed = Parse.parse(source);
        List<Diagnostic> all = new ArrayList<>(parsed.diagnostics());
        parsed.file().ifPresent(f -> all.addAll(Check.check(f, n -> Optional.empty()).diagnostics()));
        assertFalse(all.isEmpty(), "nothing is wrong with " + name);
        String text = Render.text(all, false);
        Path golden = CORPUS.resolve(name + ".txt");
        if ("update".equals(System.getProperty("golden"))) Files.writeString(golden, text);
        assertEquals(Files.readString(golden), text);
    }
}
