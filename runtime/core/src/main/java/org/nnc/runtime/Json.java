package org.nnc.runtime;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes as much JSON as a safetensors header needs: objects, arrays, strings and whole numbers from 0 on.
 *
 * <p>Strict: no duplicate key, no lone surrogate, no control character, nothing after the value but blanks, nesting of
 * at most four. Objects become maps in order, numbers Longs.
 */
final class Json {
    private static final int DEPTH = 4;
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The one value of the text; a mistake is a {@link ParseException} with its place. */
    static Object read(String text) throws ParseException {
        Json json = new Json(text);
        Object value = json.value(1);
        json.blanks();
        if (json.at < text.length()) {
            throw json.wrong("something stands after the end of the header");
        }
        return value;
    }

    /** Appends a string with its quotes, all of it in ASCII. */
    static void quote(StringBuilder out, String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit(c >> shift & 15, 16));
                }
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** Whether all surrogates stand in pairs. */
    static boolean whole(CharSequence s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < s.length() && Character.isLowSurrogate(s.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** Text from a file as it may stand in a message: short and printable. */
    static String shown(String s) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < s.length() && i < 60; i++) {
            char c = s.charAt(i);
            text.append(c < ' ' || c > '~' ? '?' : c);
        }
        return s.length() > 60 ? text + ".." : text.toString();
    }

    private Object value(int depth) throws ParseException {
        blanks();
        char c = peek();
        if (depth > DEPTH) {
            throw wrong("nested deeper than " + DEPTH);
        }
        if (c == '{') {
            return object(depth);
        }
        if (c == '[') {
            return array(depth);
        }
        if (c == '"') {
            return string();
        }
        if (c >= '0' && c <= '9') {
            return number();
        }
        throw wrong("expected an object, array, string or whole number");
    }

    private Map<String, Object> object(int depth) throws ParseException {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        blanks();
        if (peek() == '}') {
            at++;
            return map;
        }
        while (true) {
            blanks();
            if (peek() != '"') {
                throw wrong("expected a key in quotes");
            }
            String key = string();
            blanks();
            expect(':');
            if (map.put(key, value(depth + 1)) != null) {
                throw wrong("the key " + shown(key) + " stands twice");
            }
            blanks();
            if (peek() == '}') {
                at++;
                return map;
            }
            expect(',');
        }
    }

    private List<Object> array(int depth) throws ParseException {
        List<Object> list = new ArrayList<>();
        at++;
        blanks();
        if (peek() == ']') {
            at++;
            return list;
        }
        while (true) {
            list.add(value(depth + 1));
            blanks();
            if (peek() == ']') {
                at++;
                return list;
            }
            expect(',');
        }
    }

    private Long number() throws ParseException {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at - start > 18 || at - start > 1 && text.charAt(start) == '0') {
            throw wrong("a number with a leading 0 or more than 18 digits");
        }
        if (at < text.length() && ".eE".indexOf(text.charAt(at)) >= 0) {
            throw wrong("a number that is not whole");
        }
        return Long.valueOf(text.substring(start, at));
    }

    private String string() throws ParseException {
        StringBuilder out = new StringBuilder();
        at++;
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return checked(out);
            }
            if (c < ' ') {
                throw wrong("a control character in a string");
            }
            out.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() throws ParseException {
        char c = peek();
        at++;
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(plain);
        }
        if (c != 'u' || at + 4 > text.length()) {
            throw wrong("an unknown escape in a string");
        }
        int code = 0;
        for (int end = at + 4; at < end; at++) {
            char h = text.charAt(at);
            // Character.digit would take digits of other scripts too.
            int digit = h < 128 ? Character.digit(h, 16) : -1;
            if (digit < 0) {
                throw wrong("an escape without four hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private String checked(StringBuilder s) throws ParseException {
        if (!whole(s)) {
            throw wrong("half a character in a string");
        }
        return s.toString();
    }

    private char peek() throws ParseException {
        if (at >= text.length()) {
            throw wrong("the header ends too early");
        }
        return text.charAt(at);
    }

    private void expect(char c) throws ParseException {
        if (peek() != c) {
            throw wrong("expected '" + c + "'");
        }
        at++;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private ParseException wrong(String what) {
        return new ParseException(what + " (at character " + at + ")", at);
    }
}
