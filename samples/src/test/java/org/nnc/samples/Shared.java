package org.nnc.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The data that is kept beside the project, in {@code ../shared/data}: without it a test is skipped with one line. */
final class Shared {
    private Shared() {}

    /** A file or folder by its path from the repository's root; skips the test where the whole folder is absent. */
    static Path assume(String path) {
        Path data = Command.ROOT.resolve("../shared/data").normalize();
        if (!Files.isDirectory(data)) System.out.println("skipped: needs " + path + ", which is not here");
        Assumptions.assumeTrue(Files.isDirectory(data), path + " is not here");
        Path file = Command.ROOT.resolve(path).normalize();
        // Where the folder is there, a missing file is a failure, not a skip.
        if (!Files.exists(file)) throw new AssertionError(path + " is missing from ../shared/data");
        return file;
    }
}
