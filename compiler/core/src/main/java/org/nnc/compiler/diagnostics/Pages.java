package org.nnc.compiler.diagnostics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The page of each code, in Markdown: what it means, a program that it is about, the same mended, and a note. */
public final class Pages {
    private Pages() {}

    /** The page of a code such as {@code NN021}; empty where the compiler gives no such code. */
    public static Optional<String> of(String code) {
        if (!code.matches("NN[0-9]{3}")) return Optional.empty();
        try (InputStream in = Pages.class.getClassLoader().getResourceAsStream("nn/explain/" + code + ".md")) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
