package org.nnc.tool.data;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads one case of the {@code nnc eval} JSON from its tokens; whatever is not in the contract is a located error. */
final class EvalReader implements AutoCloseable {
    private static final int RANK_LIMIT = 32;
    private static final List<String> FIELDS =
            List.of("model", "dims", "inputs", "cotangents", "directions", "wrt", "want", "seed", "training");

    private final String file;
    private final int firstLine;
    private final JsonParser in;

    EvalReader(String file, int firstLine, String text) {
        this.file = file;
        this.firstLine = firstLine;
        try {
            in = Json.FACTORY.createParser(text);
        } catch (IOException e) {
            throw new DataException(file, "", String.valueOf(e.getMessage()), "");
        }
    }

    EvalRequest read() {
        try {
            EvalRequest request = request();
            if (in.nextToken() != null) throw error("text after the end of the case", "a file holds one JSON object");
            return request;
        } catch (JsonProcessingException e) {
            throw new DataException(file, place(e.getLocation()), "not well-formed JSON: " + firstLine(e), "");
        } catch (IOException e) {
            throw new DataException(file, "", "cannot be read (" + e.getMessage() + ")", "");
        }
    }

    private EvalRequest request() throws IOException {
        JsonToken first = in.nextToken();
        if (first == null) throw error("there is no case", "the least one is {\"inputs\": {}}");
        expect(first, JsonToken.START_OBJECT, "a case");
        Optional<String> model = Optional.empty();
        Map<String, Integer> dims = Map.of();
        Optional<Map<String, Tensor>> inputs = Optional.empty();
        Optional<Map<String, Tensor>> cotangents = Optional.empty();
        Optional<Map<String, Tensor>> directions = Optional.empty();
        Optional<List<String>> wrt = Optional.empty();
        Optional<List<EvalRequest.Want>> want = Optional.empty();
        long seed = 0;
        boolean training = false;
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            if (!FIELDS.contains(field)) {
                throw error("unknown field " + quote(field), "known are " + String.join(", ", FIELDS));
            }
            JsonToken t = in.nextToken();
            switch (field) {
                case "model" -> model = Optional.of(string(t, "model"));
                case "dims" -> dims = dims(t);
                case "inputs" -> inputs = Optional.of(tensors(t, field));
                case "cotangents" -> cotangents = Optional.of(tensors(t, field));
                case "directions" -> directions = Optional.of(tensors(t, field));
                case "wrt" -> wrt = Optional.of(strings(t, field));
                case "want" -> want = Optional.of(want(t));
                case "seed" -> seed = integer(t, "seed", Long.MIN_VALUE, Long.MAX_VALUE);
                case "training" -> training = bool(t);
                default -> throw new AssertionError(field);
            }
        }
        if (inputs.isEmpty()) {
            throw error("there is no \"inputs\"", "it is required; {\"inputs\": {}} suits a model without inputs");
        }
        return new EvalRequest(model, dims, inputs.get(), cotangents, directions, wrt, want, seed, training);
    }

    private Map<String, Integer> dims(JsonToken t) throws IOException {
        expect(t, JsonToken.START_OBJECT, "dims");
        Map<String, Integer> dims = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            dims.put(name, (int) integer(in.nextToken(), "dims." + name, 0, Integer.MAX_VALUE));
        }
        return dims;
    }

    private List<EvalRequest.Want> want(JsonToken t) throws IOException {
        expect(t, JsonToken.START_ARRAY, "want");
        List<EvalRequest.Want> wants = new ArrayList<>();
        while ((t = in.nextToken()) != JsonToken.END_ARRAY) {
            String word = string(t, "want");
            EvalRequest.Want want = Arrays.stream(EvalRequest.Want.values())
                    .filter(w -> w.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> error(
                            "unknown entry " + quote(word) + " in \"want\"",
                            "known are "
                                    + Arrays.stream(EvalRequest.Want.values())
                                            .map(EvalRequest.Want::word)
                                            .collect(Collectors.joining(", "))));
            if (!wants.contains(want)) wants.add(want);
        }
        return List.copyOf(wants);
    }

    private List<String> strings(JsonToken t, String what) throws IOException {
        expect(t, JsonToken.START_ARRAY, what);
        List<String> list = new ArrayList<>();
        while ((t = in.nextToken()) != JsonToken.END_ARRAY) list.add(string(t, what));
        return List.copyOf(list);
    }

    private Map<String, Tensor> tensors(JsonToken t, String what) throws IOException {
        expect(t, JsonToken.START_OBJECT, what);
        Map<String, Tensor> map = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            map.put(name, tensor(in.nextToken(), what + "." + name));
        }
        return map;
    }

    private Tensor tensor(JsonToken t, String what) throws IOException {
        expect(t, JsonToken.START_OBJECT, what);
        List<Integer> shape = null;
        double[] data = null;
        boolean integral = true;
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            t = in.nextToken();
            switch (field) {
                case "shape" -> shape = shape(t, what);
                case "data" -> {
                    Numbers numbers = data(t, what);
                    data = numbers.values;
                    integral = numbers.integral;
                }
                default ->
                    throw error(
                            "unknown field " + quote(field) + " in " + what,
                            "a tensor is {\"shape\": [..], \"data\": [..]}");
            }
        }
        if (shape == null) throw error(what + " has no \"shape\"", "a scalar has the shape []");
        if (data == null) throw error(what + " has no \"data\"", "list the numbers in row-major order");
        int size = DataArray.product(shape).orElse(-1);
        if (size != data.length) {
            throw error(
                    what + " has the shape " + shape + " and " + data.length
                            + (data.length == 1 ? " number" : " numbers"),
                    size < 0 ? "the shape is too large" : "the shape asks for " + size);
        }
        return new Tensor(shape, data, integral && data.length > 0);
    }

    private List<Integer> shape(JsonToken t, String what) throws IOException {
        expect(t, JsonToken.START_ARRAY, what + ".shape");
        List<Integer> shape = new ArrayList<>();
        while ((t = in.nextToken()) != JsonToken.END_ARRAY) {
            if (shape.size() == RANK_LIMIT) throw error(what + " has more than " + RANK_LIMIT + " dimensions", "");
            shape.add((int) integer(t, what + ".shape", 0, Integer.MAX_VALUE));
        }
        return shape;
    }

    private record Numbers(double[] values, boolean integral) {}

    private Numbers data(JsonToken t, String what) throws IOException {
        expect(t, JsonToken.START_ARRAY, what + ".data");
        double[] data = new double[16];
        int n = 0;
        boolean integral = true;
        while ((t = in.nextToken()) != JsonToken.END_ARRAY) {
            if (n == data.length) data = Arrays.copyOf(data, 2 * n);
            integral &= t != JsonToken.VALUE_NUMBER_FLOAT && t != JsonToken.VALUE_STRING;
            data[n++] = number(t, what);
        }
        return new Numbers(Arrays.copyOf(data, n), integral);
    }

    private double number(JsonToken t, String what) throws IOException {
        switch (t) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double v = in.getDoubleValue();
                if (Double.isInfinite(v)) {
                    throw error(what + " holds " + in.getText() + ", too large for a double", "write \"Infinity\"");
                }
                return v;
            }
            case VALUE_TRUE -> {
                return 1;
            }
            case VALUE_FALSE -> {
                return 0;
            }
            case VALUE_STRING -> {
                switch (in.getText()) {
                    case "NaN" -> {
                        return Double.NaN;
                    }
                    case "Infinity" -> {
                        return Double.POSITIVE_INFINITY;
                    }
                    case "-Infinity" -> {
                        return Double.NEGATIVE_INFINITY;
                    }
                    default ->
                        throw error(
                                what + " holds the text " + quote(in.getText()),
                                "numbers, \"NaN\", \"Infinity\" and \"-Infinity\" are allowed");
                }
            }
            default -> throw error(what + ".data holds " + words(t), "it is a flat list of numbers, row-major");
        }
    }

    private long integer(JsonToken t, String what, long least, long most) throws IOException {
        if (t != JsonToken.VALUE_NUMBER_INT) throw error(what + " is " + words(t), "an integer was expected");
        JsonParser.NumberType type = in.getNumberType();
        boolean fits = type == JsonParser.NumberType.INT || type == JsonParser.NumberType.LONG;
        if (!fits || in.getLongValue() < least || in.getLongValue() > most) {
            throw error(
                    what + " holds " + org.nnc.tool.data.Numbers.excerpt(in.getText()),
                    "it must be between " + least + " and " + most);
        }
        return in.getLongValue();
    }

    private String string(JsonToken t, String what) throws IOException {
        expect(t, JsonToken.VALUE_STRING, "an entry of " + what);
        return in.getText();
    }

    private boolean bool(JsonToken t) {
        if (t == JsonToken.VALUE_TRUE || t == JsonToken.VALUE_FALSE) return t == JsonToken.VALUE_TRUE;
        throw error("\"training\" is " + words(t), "true or false was expected");
    }

    private void expect(JsonToken t, JsonToken expected, String what) {
        if (t != expected) throw error(what + " is " + words(t), words(expected) + " was expected");
    }

    private static String words(JsonToken t) {
        if (t == null) return "cut off";
        return switch (t) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number with a point or an exponent";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            case VALUE_NULL -> "null";
            default -> "out of place";
        };
    }

    private DataException error(String problem, String next) {
        return new DataException(file, place(in.currentTokenLocation()), problem, next);
    }

    private String place(JsonLocation l) {
        return "line " + (firstLine + Math.max(0, l.getLineNr() - 1)) + ", column " + Math.max(1, l.getColumnNr());
    }

    private static String firstLine(JsonProcessingException e) {
        // Without the library's own note of the place and of its settings.
        return e.getOriginalMessage().lines().findFirst().orElse("").replaceAll(" \\(.*$", "");
    }

    private static String quote(String text) {
        return '"' + org.nnc.tool.data.Numbers.excerpt(text) + '"';
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new DataException(file, "", "cannot be closed (" + e.getMessage() + ")", "");
        }
    }
}
