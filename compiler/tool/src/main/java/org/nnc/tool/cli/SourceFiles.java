package org.nnc.tool.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.nnc.compiler.diagnostics.Source;

/** Reads model files; whatever cannot be a model's text is a usage error that says why. */
final class SourceFiles {
    /** Far above any model written by a person; a file beyond it was named by mistake. */
    static final int LIMIT = 8 << 20;

    private SourceFiles() {}

    /** Reads a file, or standard input for {@code -}. */
    static Source read(String name, InputStream standardInput) {
        return new Source(name, text(name, bytes(name, standardInput)));
    }

    /** A path as the user wrote it. */
    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + name.replaceAll("\\p{Cntrl}", "?") + "\" is not a path; check the name");
        }
    }

    private static byte[] bytes(String name, InputStream standardInput) {
        try {
            if (name.equals("-")) return capped(name, standardInput);
            Path path = path(name);
            if (Files.isDirectory(path)) throw new UsageException(name + " is a directory; name a .nn file in it");
            if (!Files.exists(path)) throw new UsageException(name + ": no such file; check the path");
            try (InputStream in = Files.newInputStream(path)) {
                return capped(name, in);
            }
        } catch (IOException e) {
            throw new UsageException(name + " cannot be read (" + e.getMessage() + "); check its permissions");
        }
    }

    private static byte[] capped(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LIMIT + 1);
        if (bytes.length > LIMIT) {
            throw new UsageException(name + " is larger than 8 MB, the limit for a model; is it the right file?");
        }
        if (bytes.length == 0) throw new UsageException(name + " is empty; a model begins with: model Name {");
        return bytes;
    }

    private static String text(String name, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw new UsageException(
                        name + " is not a text file (zero byte at byte " + i + "); is it the right file?");
            }
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new UsageException(name + " is not UTF-8 text (byte " + in.position() + "); save it as UTF-8");
        }
    }
}
