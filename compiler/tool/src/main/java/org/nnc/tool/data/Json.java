package org.nnc.tool.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes the JSON of {@code nnc eval}, to the letter of its contract. */
public final class Json {
    static final JsonFactory FACTORY = ((JsonFactoryBuilder) JsonFactory.builder())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(1000)
                    .maxStringLength(1 << 20)
                    .maxNameLength(1000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // Schubfach: the shortest decimal that reads back as the same double, which JDK 17's own is not always.
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private Json() {}

    /**
     * Reads one case.
     *
     * @param file how messages name the text
     * @param firstLine the line on which the text begins, 1 for a whole file
     */
    public static EvalRequest read(String file, int firstLine, String text) {
        try (EvalReader reader = new EvalReader(file, firstLine, text)) {
            return reader.read();
        }
    }

    /** One result on one line, without the line's end. */
    public static String write(EvalResult result) {
        StringWriter text = new StringWriter();
        try (JsonGenerator g = FACTORY.createGenerator(text)) {
            g.writeStartObject();
            if (result instanceof EvalResult.Failure f) {
                g.writeObjectFieldStart("error");
                g.writeStringField("code", f.code());
                g.writeStringField("message", f.message());
                g.writeEndObject();
            } else if (result instanceof EvalResult.Answer a) {
                tensors(g, "outputs", a.outputs());
                tensors(g, "gradients", a.gradients());
                tensors(g, "states", a.states());
                tensors(g, "jvp", a.jvp());
                tensors(g, "hvp", a.hvp());
                nested(g, "jacobian", a.jacobian());
                nested(g, "hessian", a.hessian());
            }
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** A list of texts as one line of JSON. */
    public static String strings(List<String> texts) {
        StringWriter text = new StringWriter();
        try (JsonGenerator g = FACTORY.createGenerator(text)) {
            g.writeStartArray();
            for (String t : texts) g.writeString(t);
            g.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * The list that {@link #strings} wrote.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static List<String> parseStrings(String text) {
        List<String> texts = new ArrayList<>();
        try (JsonParser in = FACTORY.createParser(text)) {
            JsonToken t = in.nextToken();
            boolean list = t == JsonToken.START_ARRAY;
            while (list && (t = in.nextToken()) == JsonToken.VALUE_STRING) texts.add(in.getText());
            if (list && t == JsonToken.END_ARRAY && in.nextToken() == null) return List.copyOf(texts);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a list of texts", e);
        }
        throw new IllegalArgumentException("not a list of texts: " + Numbers.excerpt(text));
    }

    private static void nested(JsonGenerator g, String name, Optional<Map<String, Map<String, Tensor>>> maps)
            throws IOException {
        if (maps.isEmpty()) return;
        g.writeObjectFieldStart(name);
        for (Map.Entry<String, Map<String, Tensor>> e : maps.get().entrySet()) {
            tensors(g, e.getKey(), Optional.of(e.getValue()));
        }
        g.writeEndObject();
    }

    private static void tensors(JsonGenerator g, String name, Optional<Map<String, Tensor>> map) throws IOException {
        if (map.isEmpty()) return;
        g.writeObjectFieldStart(name);
        for (Map.Entry<String, Tensor> e : map.get().entrySet()) {
            Tensor t = e.getValue();
            g.writeObjectFieldStart(e.getKey());
            g.writeArrayFieldStart("shape");
            for (int size : t.shape()) g.writeNumber(size);
            g.writeEndArray();
            g.writeArrayFieldStart("data");
            for (double v : t.data()) number(g, v, t.integral());
            g.writeEndArray();
            g.writeEndObject();
        }
        g.writeEndObject();
    }

    private static void number(JsonGenerator g, double v, boolean integral) throws IOException {
        if (Double.isNaN(v)) g.writeString("NaN");
        else if (Double.isInfinite(v)) g.writeString(v > 0 ? "Infinity" : "-Infinity");
        else if (integral) g.writeNumber((long) v);
        else g.writeNumber(v);
    }
}
