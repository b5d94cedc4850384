package org.nnc.tool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Program;

/** Reads and checks a model file, and picks one of its models. */
final class Models {
    private Models() {}

    /** Reads and checks a file; {@code use acme.layers} is the file {@code acme/layers.nn} beside it. */
    static Checked check(Console console, String file) {
        return Compiler.check(SourceFiles.read(file, console.in()), beside(file));
    }

    /** The files beside a model file. */
    static Library beside(String file) {
        Path folder = file.equals("-")
                ? Path.of("")
                : Optional.ofNullable(SourceFiles.path(file).getParent()).orElse(Path.of(""));
        return name -> used(folder, name);
    }

    private static Optional<Source> used(Path folder, String name) {
        Path file = folder.resolve(name.replace('.', '/') + ".nn");
        return Files.isRegularFile(file)
                ? Optional.of(SourceFiles.read(file.toString(), java.io.InputStream.nullInputStream()))
                : Optional.empty();
    }

    /** The model of the name; the only one where no name is given. */
    static Program pick(Checked checked, Optional<String> name, String file) {
        return pick(checked.programs(), Program::name, name, file);
    }

    /** Of several things with names, the one of the name; the only one where no name is given. */
    static <T> T pick(List<T> models, Function<T, String> named, Optional<String> name, String file) {
        List<String> names = models.stream().map(named).toList();
        if (names.isEmpty()) throw new UsageException(file + " holds no model; it begins with: model Name {");
        if (name.isEmpty() && names.size() > 1) {
            throw new UsageException(
                    file + " holds several models; choose one with --model: " + String.join(", ", names));
        }
        return models.stream()
                .filter(m -> name.isEmpty() || named.apply(m).equals(name.get()))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        file + " holds no model " + name.orElseThrow() + "; it holds " + String.join(", ", names)));
    }

    /** All models, or the one of the name. */
    static List<Program> choose(Checked checked, Optional<String> name, String file) {
        return name.isPresent() || checked.programs().isEmpty()
                ? List.of(pick(checked, name, file))
                : checked.programs();
    }

    /** The entries of a class path as the user gave it; each must exist. */
    static List<Path> classPath(String text) {
        List<Path> path = new ArrayList<>();
        for (String entry : text.split(java.io.File.pathSeparator)) {
            if (entry.isEmpty()) continue;
            Path p = SourceFiles.path(entry);
            if (!Files.exists(p)) throw new UsageException("--classpath: " + entry + " does not exist");
            path.add(p);
        }
        return path;
    }

    /** A whole text file of the user's, with the same care as for models but a cap of its own. */
    static String text(Path file) {
        try {
            if (Files.isDirectory(file)) throw new UsageException(file + " is a directory; name a file");
            if (!Files.exists(file)) throw new UsageException(file + ": no such file; check the path");
            return Files.readString(file);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new UsageException(file + " is not UTF-8 text; save it as UTF-8");
        } catch (IOException | OutOfMemoryError e) {
            throw new UsageException(file + " cannot be read (" + e.getMessage() + ")");
        }
    }
}
