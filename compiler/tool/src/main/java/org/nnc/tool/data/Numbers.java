package org.nnc.tool.data;

/** Decimal numbers in text: plain ASCII, no suffixes, no hexadecimal, bounded length. */
public final class Numbers {
    private static final int LENGTH_LIMIT = 1000;

    private Numbers() {}

    /** Whether the text is {@code [+-] digits [. digits] [e [+-] digits]} and nothing else. */
    public static boolean isDecimal(String text) {
        if (text.length() > LENGTH_LIMIT) return false;
        int i = sign(text, 0);
        int whole = digits(text, i);
        int end = whole;
        int count = whole - i;
        if (end < text.length() && text.charAt(end) == '.') {
            end = digits(text, whole + 1);
            count += end - whole - 1;
        }
        if (count == 0) return false;
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int first = sign(text, end + 1);
            end = digits(text, first);
            if (end == first) return false;
        }
        return end == text.length();
    }

    /** At most 40 characters of a text, for a message; control characters shown as spaces. */
    public static String excerpt(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= 40 ? clean : clean.substring(0, 37) + "...";
    }

    private static int sign(String text, int i) {
        return i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+') ? i + 1 : i;
    }

    private static int digits(String text, int i) {
        int end = i;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') end++;
        return end;
    }
}
