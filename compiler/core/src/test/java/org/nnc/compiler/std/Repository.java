package org.nnc.compiler.std;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of the repository that tests read and generate. */
final class Repository {
    /** The module's folder is where its tests run. */
    private static final Path ROOT = Path.of("..", "..");

    private Repository() {}

    static Path path(String file) {
        return ROOT.resolve(file);
    }

    static String read(String file) {
        try {
            return Files.readString(path(file)).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A generated file is what it would be generated as; {@code -Dgolden=update} writes it instead. */
    static void verifyGenerated(String file, String text) throws IOException {
        if ("update".equals(System.getProperty("golden"))) Files.writeString(path(file), text);
        String found = Files.exists(path(file)) ? read(file) : "";
        if (!found.equals(text)) {
            org.junit.jupiter.api.Assertions.assertEquals(
                    text, found, file + " is not up to date: run its test with -Dgolden=update");
        }
    }
}
