package org.nnc.tool.source;

import java.util.stream.Collectors;
import org.nnc.compiler.diagnostics.Diagnostic;

/** A diagnostic for hosts that show a message as a line: code, title, message, other places, the next step. */
public final class OneLine {
    private OneLine() {}

    /** {@code NN040 unknown name `zz`. message. See also line.nn:3:5: declared here. hint}, without the place itself. */
    public static String of(Diagnostic d) {
        StringBuilder out = new StringBuilder(d.code()).append(' ').append(d.title());
        append(out, d.message());
        append(
                out,
                d.related().stream().map(r -> r.span() + ": " + r.label()).collect(Collectors.joining("; ")),
                "See also ");
        d.hints().forEach(h -> append(out, h));
        return flat(out.toString());
    }

    /** Without line breaks and other control characters, so that one message stays one line of a log. */
    public static String flat(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }

    private static void append(StringBuilder out, String sentence) {
        append(out, sentence, "");
    }

    private static void append(StringBuilder out, String sentence, String before) {
        if (sentence.isEmpty()) return;
        char last = out.charAt(out.length() - 1);
        out.append(".!?".indexOf(last) >= 0 ? " " : ". ").append(before).append(sentence);
    }
}
