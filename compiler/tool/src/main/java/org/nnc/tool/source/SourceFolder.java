package org.nnc.tool.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Source;

/** Finds {@code use acme.layers} as the file {@code acme/layers.nn} below a folder. */
public final class SourceFolder implements Library {
    private final Path root;
    private final String inside;

    private SourceFolder(Path root, String inside) {
        this.root = root;
        this.inside = inside;
    }

    /**
     * What a model file may use: files beside it, then files below the root.
     *
     * @param root the source root; messages name files by their path below it
     * @param file the path of the model file below the root, with slashes
     */
    public static Library around(Path root, String file) {
        return new SourceFolder(root, folder(file)).or(new SourceFolder(root, ""));
    }

    @Override
    public Optional<Source> find(String qualifiedName) {
        String relative = inside + relativePath(qualifiedName);
        Path file = root.resolve(relative);
        if (!Files.isRegularFile(file)) return Optional.empty();
        try {
            return Optional.of(ModelText.of(relative, Files.readAllBytes(file)).source());
        } catch (IOException e) {
            // Unreadable is not there: the compiler then says at the `use` that it was not found.
            return Optional.empty();
        }
    }

    /** {@code acme/layers.nn} for {@code acme.layers}; names are identifiers, so this cannot lead out of a folder. */
    public static String relativePath(String qualifiedName) {
        return qualifiedName.replace('.', '/') + ".nn";
    }

    /** {@code acme/} for {@code acme/line.nn}, nothing for {@code line.nn}. */
    public static String folder(String file) {
        return file.substring(0, file.lastIndexOf('/') + 1);
    }
}
