package org.nnc.compiler.emit;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An upper bound of the bytes that javac makes of a piece of code, token by token. */
final class Bytecode {
    private static final Pattern TOKEN = Pattern.compile("//[^\n]*|\"[^\"]*\""
            + "|[0-9][0-9A-Za-z_.]*(?:(?<=[eEpP])[-+][0-9]+[fFdD]?)?"
            + "|[A-Za-z_\u0001][\\w.\u0001]*"
            + "|\\+\\+|--|&&|\\|\\||[-+*/%&|^<>=!]=?|[\\[\\](){};,?:.]");

    /** What needs more than the four bytes of a load or store with a wide index. */
    private static final Map<String, Integer> SIZES = Map.ofEntries(
            Map.entry("for", 6),
            Map.entry("if", 4),
            Map.entry("else", 4),
            Map.entry("?", 6),
            Map.entry(":", 4),
            Map.entry("<", 9),
            Map.entry("<=", 9),
            Map.entry(">", 9),
            Map.entry(">=", 9),
            Map.entry("==", 9),
            Map.entry("!=", 9),
            Map.entry("&&", 8),
            Map.entry("||", 8),
            Map.entry("!", 8),
            Map.entry("=", 5),
            Map.entry("+=", 8),
            Map.entry("++", 6),
            Map.entry("--", 6),
            Map.entry("return", 1),
            Map.entry("final", 0),
            Map.entry("int", 2),
            Map.entry("float", 2),
            Map.entry("double", 2),
            Map.entry("boolean", 2),
            Map.entry("(", 0),
            Map.entry(")", 0),
            Map.entry("{", 0),
            Map.entry("}", 0),
            Map.entry(";", 0),
            Map.entry(",", 0),
            Map.entry(".", 0),
            Map.entry("[", 0),
            Map.entry("]", 1));

    private Bytecode() {}

    /** At most this many bytes. */
    static int bound(String text) {
        int bytes = 0;
        Matcher m = TOKEN.matcher(text);
        while (m.find()) {
            String t = m.group();
            if (t.startsWith("//")) continue;
            Integer known = SIZES.get(t);
            // A constant of the pool takes 3 bytes, a variable 4, a field or call 4 more for this, an operator 1.
            if (known != null) bytes += known;
            else if (Character.isDigit(t.charAt(0)) || t.charAt(0) == '"') bytes += 3;
            else if (Character.isLetter(t.charAt(0)) || t.charAt(0) == '_' || t.charAt(0) == '\u0001') {
                bytes += t.startsWith("this.") ? 4 : t.indexOf('\u0001') >= 0 ? 3 : 5;
            } else bytes += 2;
        }
        return bytes;
    }
}
