package org.nnc.samples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps, lists, strings, doubles, booleans: just enough for what {@code nnc eval} prints. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The object that the text is. */
    static Map<?, ?> object(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.blanks();
        if (json.at != text.length()) throw new IllegalArgumentException("more after the value: " + text);
        return (Map<?, ?>) value;
    }

    /** The numbers of one tensor of a result: {@code numbers(result, "gradients", "w")}. */
    static double[] numbers(Map<?, ?> result, String part, String name) {
        Map<?, ?> tensors = (Map<?, ?>) result.get(part);
        if (tensors == null || !tensors.containsKey(name)) {
            throw new AssertionError("no " + name + " among the " + part + " of " + result);
        }
        List<?> data = (List<?>) ((Map<?, ?>) tensors.get(name)).get("data");
        return data.stream().mapToDouble(d -> (Double) d).toArray();
    }

    private Object value() {
        blanks();
        char c = text.charAt(at);
        if (c == '{') return map();
        if (c == '[') return list();
        if (c == '"') return string();
        int from = at;
        while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) at++;
        String word = text.substring(from, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> Double.parseDouble(word);
        };
    }

    private Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        while (!skip('}')) {
            blanks();
            String key = string();
            if (!skip(':')) throw new IllegalArgumentException(": missing at " + at);
            map.put(key, value());
            skip(',');
        }
        return map;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        at++;
        while (!skip(']')) {
            list.add(value());
            skip(',');
        }
        return list;
    }

    /** Names and "NaN" only, so no escapes. */
    private String string() {
        int end = text.indexOf('"', at + 1);
        String s = text.substring(at + 1, end);
        at = end + 1;
        return s;
    }

    private boolean skip(char c) {
        blanks();
        if (text.charAt(at) != c) return false;
        at++;
        return true;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }
}
