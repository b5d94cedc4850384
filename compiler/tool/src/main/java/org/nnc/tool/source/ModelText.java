package org.nnc.tool.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.diagnostics.SyntaxErrors;

/**
 * The bytes of a model file as text.
 *
 * @param source the text; up to the first wrong byte where they are not UTF-8
 * @param problem present where the bytes are not UTF-8
 */
public record ModelText(Source source, Optional<Diagnostic> problem) {
    /** Decodes the bytes of the file that messages call {@code name}. */
    public static ModelText of(String name, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        Source source = new Source(name, out.flip().toString());
        int end = source.text().length();
        return new ModelText(
                source,
                result.isError()
                        ? Optional.of(SyntaxErrors.notUtf8(new Span(source, end, end), in.position()))
                        : Optional.empty());
    }
}
