package org.nnc.compiler.syntax;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.nnc.compiler.diagnostics.Source;

/** The programs of {@code grammar/corpus/ok}: together they use every alternative of the grammar. */
final class Corpus {
    private Corpus() {}

    static List<Source> ok() {
        try (Stream<Path> files = Files.list(Path.of("../../grammar/corpus/ok"))) {
            return files.filter(f -> f.toString().endsWith(".nn"))
                    .sorted()
                    .map(Corpus::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Source read(Path file) {
        try {
            return new Source(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
