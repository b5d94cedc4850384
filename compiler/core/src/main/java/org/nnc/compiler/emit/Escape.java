package org.nnc.compiler.emit;

/** The one way by which text of a user gets into Java: as a comment or a string, in ASCII, unable to end either. */
final class Escape {
    private Escape() {}

    /**
     * Text for a comment: on one line, without the end of a comment and without a backslash, which could begin a
     * {@code \}{@code u} escape.
     */
    static String comment(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || c == '\t') safe.append(' ');
            else if (c == '\\') safe.append("(backslash)");
            else if (c < ' ' || c > '~')
                safe.append("(U+").append(String.format("%04X", c)).append(')');
            else if (c == '/' && safe.length() > 0 && safe.charAt(safe.length() - 1) == '*') safe.append(" /");
            else safe.appendCodePoint(c);
        });
        return safe.toString();
    }

    /** Text for Javadoc: as a comment, without markup, tags or the start of an inner comment. */
    static String javadoc(String text) {
        return comment(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;");
    }

    /** A Java string literal, quotes included. */
    static String string(String text) {
        StringBuilder safe = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') safe.append('\\').append(c);
            else if (c == '\n') safe.append("\\n");
            else if (c == '\r') safe.append("\\r");
            else if (c == '\t') safe.append("\\t");
            else if (c < ' ') safe.append(String.format("\\%03o", (int) c));
            else if (c > '~') safe.append(String.format("\\u%04x", (int) c));
            else safe.append(c);
        }
        return safe.append('"').toString();
    }
}
