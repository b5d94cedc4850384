package org.nnc.tool.processor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.annotation.processing.Filer;
import javax.tools.StandardLocation;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.tool.source.ModelText;
import org.nnc.tool.source.SourceFolder;

/** Finds the files that {@code @Model(file = ..)} and the {@code use} lines in them name. */
final class ModelFiles {
    /** Maven shows resources on the class path, and its source roots as the source path; others differ. */
    private static final List<StandardLocation> LOCATIONS =
            List.of(StandardLocation.CLASS_PATH, StandardLocation.SOURCE_PATH, StandardLocation.CLASS_OUTPUT);

    private final Filer filer;
    private final Optional<String> sourceDir;

    ModelFiles(Filer filer, Optional<String> sourceDir) {
        this.filer = filer;
        this.sourceDir = sourceDir;
    }

    /** Whether a path stays below whatever it is resolved against. */
    static boolean isRelative(String name) {
        return !name.isBlank()
                && !name.startsWith("/")
                && name.chars().noneMatch(c -> c == '\\' || c == ':' || c < ' ')
                && !Arrays.asList(name.split("/", -1)).contains("..");
    }

    Optional<byte[]> read(String name) {
        for (StandardLocation location : LOCATIONS) {
            try (InputStream in = filer.getResource(location, "", name).openInputStream()) {
                return Optional.of(in.readAllBytes());
            } catch (IOException | RuntimeException e) {
                // Not there, or a host that has no such location: ECJ throws IllegalArgumentException. The next may
                // have it.
                continue;
            }
        }
        return sourceDir.flatMap(dir -> readBelow(dir, name));
    }

    /** What the model file {@code file} may use: files beside it, then files at the top. */
    Library around(String file) {
        Library beside = name -> source(SourceFolder.folder(file) + SourceFolder.relativePath(name));
        return beside.or(name -> source(SourceFolder.relativePath(name)));
    }

    private Optional<Source> source(String name) {
        return read(name).map(bytes -> ModelText.of(name, bytes).source());
    }

    private static Optional<byte[]> readBelow(String dir, String name) {
        try {
            return Optional.of(Files.readAllBytes(Path.of(dir).resolve(name)));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
