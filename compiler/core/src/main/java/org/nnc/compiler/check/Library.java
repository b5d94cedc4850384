package org.nnc.compiler.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Source;

/** Where {@code use} finds its files. */
@FunctionalInterface
public interface Library {
    /** The file of a qualified name such as {@code std} or {@code acme.layers}, if there is one. */
    Optional<Source> find(String qualifiedName);

    /** The library that comes with the compiler: {@code nn/std/std.nn} for {@code std}, {@code nn/std/x.nn} for {@code std.x}. */
    static Library standard() {
        return name -> {
            if (!name.equals("std") && !name.matches("std\\.[A-Za-z0-9_]+")) return Optional.empty();
            String path = "nn/std/" + name.substring(name.indexOf('.') + 1) + ".nn";
            try (InputStream in = Library.class.getClassLoader().getResourceAsStream(path)) {
                if (in == null) return Optional.empty();
                return Optional.of(new Source(path, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                return Optional.empty();
            }
        };
    }

    /** This library, and another where this one has no such file. */
    default Library or(Library other) {
        return name -> find(name).or(() -> other.find(name));
    }
}
