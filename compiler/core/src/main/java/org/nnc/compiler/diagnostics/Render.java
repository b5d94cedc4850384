package org.nnc.compiler.diagnostics;

import java.util.List;

/** Diagnostics as text with excerpts, and as JSON, one object a line. */
public final class Render {
    /** Longer lines are cut around the caret. */
    private static final int WIDTH = 100;

    private static final int TAB = 4;

    private final boolean colour;

    private Render(boolean colour) {
        this.colour = colour;
    }

    /** One diagnostic, ending with a newline. */
    public static String text(Diagnostic diagnostic, boolean colour) {
        StringBuilder out = new StringBuilder();
        new Render(colour).write(diagnostic, out);
        return out.toString();
    }

    /** All of a run, with an empty line between two. */
    public static String text(List<Diagnostic> diagnostics, boolean colour) {
        return String.join("\n", diagnostics.stream().map(d -> text(d, colour)).toList());
    }

    private void write(Diagnostic d, StringBuilder out) {
        String head = d.severity() + " " + d.code() + ":";
        out.append(d.span()).append(": ");
        out.append(paint(d.isError() ? "1;31" : "1;33", head))
                .append(' ')
                .append(paint("1", d.title()))
                .append('\n');
        // What is said about the place itself stands under its own caret.
        List<Diagnostic.Related> others = new java.util.ArrayList<>(d.related());
        boolean itself = !others.isEmpty() && others.get(0).span().equals(d.span());
        excerpt(d.span(), itself ? others.remove(0).label() : "", out);
        for (Diagnostic.Related related : others) {
            boolean elsewhere =
                    !related.span().source().name().equals(d.span().source().name());
            if (elsewhere) out.append("  ").append(related.span()).append(":\n");
            excerpt(related.span(), related.label(), out);
        }
        if (!d.message().isEmpty()) paragraph("", d.message(), out);
        for (String hint : d.hints()) paragraph(paint("1;36", "help:") + " ", hint, out);
    }

    private static void paragraph(String head, String text, StringBuilder out) {
        out.append("  ").append(head).append(text.replace("\n", "\n  ")).append('\n');
    }

    /** The line with its number, and carets under the part that is meant, followed by a label. */
    private void excerpt(Span span, String label, StringBuilder out) {
        int number = span.line();
        String line = span.source().lineText(number);
        int from = Math.min(span.column() - 1, line.length());
        int length = Math.max(1, Math.min(span.end() - span.start(), line.length() - from));
        // A long line is cut so that the caret stays in view.
        int start = from + Math.min(length, WIDTH / 2) <= WIDTH ? 0 : Math.max(0, from - WIDTH / 2);
        int end = Math.min(line.length(), start + WIDTH);
        length = Math.max(1, Math.min(length, end - from));
        String lead = start > 0 ? ".." : "";
        String shown = lead + visible(line.substring(start, end)) + (end < line.length() ? ".." : "");
        int indent = lead.length() + visible(line.substring(start, from)).length();
        int carets = Math.max(
                1,
                visible(line.substring(from, Math.min(line.length(), from + length)))
                        .length());
        String gutter = String.format("%5d | ", number);
        out.append(gutter).append(shown.stripTrailing()).append('\n');
        String marks = "^".repeat(carets) + (label.isEmpty() ? "" : " " + label);
        out.append(" ".repeat(gutter.length() - 2)).append("| ").append(" ".repeat(indent));
        out.append(paint("1;31", marks)).append('\n');
    }

    /** Tabs as blanks, and nothing that would move the cursor of a terminal or turn the text around. */
    private static String visible(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int kind = Character.getType(c);
            if (c == '\t') out.append(" ".repeat(TAB));
            else if (kind == Character.CONTROL
                    || kind == Character.FORMAT
                    || kind == Character.LINE_SEPARATOR
                    || kind == Character.PARAGRAPH_SEPARATOR) out.append('?');
            else out.append(c);
        }
        return out.toString();
    }

    private String paint(String style, String text) {
        return colour ? "\033[" + style + "m" + text + "\033[0m" : text;
    }

    // ---- JSON --------------------------------------------------------------------------------------------------

    /** One JSON object without a newline, ASCII only; lines and columns are 1-based, ends exclusive. */
    public static String json(Diagnostic d) {
        StringBuilder out = new StringBuilder("{");
        place(d.span(), out);
        field("severity", d.severity().toString(), out.append(','));
        field("code", d.code(), out.append(','));
        field("title", d.title(), out.append(','));
        field("message", d.message(), out.append(','));
        out.append(",\"related\":[");
        String separator = "";
        for (Diagnostic.Related related : d.related()) {
            out.append(separator).append('{');
            place(related.span(), out);
            field("label", related.label(), out.append(','));
            out.append('}');
            separator = ",";
        }
        out.append("],\"hints\":[");
        separator = "";
        for (String hint : d.hints()) {
            quote(hint, out.append(separator));
            separator = ",";
        }
        return out.append("]}").toString();
    }

    private static void place(Span span, StringBuilder out) {
        Source source = span.source();
        field("file", source.name(), out);
        out.append(",\"line\":").append(span.line());
        out.append(",\"column\":").append(span.column());
        out.append(",\"endLine\":").append(source.line(span.end()));
        out.append(",\"endColumn\":").append(source.column(span.end()));
    }

    private static void field(String name, String value, StringBuilder out) {
        out.append('"').append(name).append("\":");
        quote(value, out);
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c == '\n') out.append("\\n");
            else if (c < ' ' || c > '~') out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        out.append('"');
    }
}
