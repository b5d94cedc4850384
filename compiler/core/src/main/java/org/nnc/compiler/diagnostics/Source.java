package org.nnc.compiler.diagnostics;

/**
 * A text with the name under which messages show it.
 *
 * @param name the path as the user wrote it, {@code -} for standard input, or {@code nn/std/..} for the library
 * @param text the whole text
 */
public record Source(String name, String text) {
    /** The 1-based line of a character offset; lines end at {@code \n}, {@code \r\n} or {@code \r}. */
    public int line(int offset) {
        int line = 1;
        for (int i = 0; i < Math.min(offset, text.length()); i++) {
            if (isLineEnd(i)) line++;
        }
        return line;
    }

    /** The 1-based column of a character offset, counted in UTF-16 units. */
    public int column(int offset) {
        int end = Math.min(offset, text.length());
        int i = end;
        while (i > 0 && text.charAt(i - 1) != '\n' && text.charAt(i - 1) != '\r') i--;
        return end - i + 1;
    }

    /** The text of a 1-based line without its end. */
    public String lineText(int line) {
        int start = 0;
        for (int n = 1; start < text.length() && n < line; start++) {
            if (isLineEnd(start)) n++;
        }
        int end = start;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') end++;
        return text.substring(start, end);
    }

    private boolean isLineEnd(int i) {
        char c = text.charAt(i);
        return c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n');
    }
}
