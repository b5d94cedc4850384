package org.nnc.tool.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.runtime.DoubleModel;
import org.nnc.runtime.FloatModel;
import org.nnc.runtime.Weights;
import org.nnc.runtime.WeightsException;
import org.nnc.tool.GeneratedClass;
import org.nnc.tool.ModelInfo;
import org.nnc.tool.data.Json;
import org.nnc.tool.data.Scaling;

/**
 * What a weights file tells beside the weights: how inputs were scaled and what the classes are called. Kept as
 * {@code scaling.INPUT} (see {@link Scaling#format}) and {@code labels.INPUT} (a JSON list of texts).
 */
record Stored(Map<String, Scaling> scalings, Map<String, List<String>> labels) {
    private static final String SCALING = "scaling.";
    private static final String LABELS = "labels.";

    /** Loads weights into an instance and returns what else the file says. */
    static Stored load(Path path, GeneratedClass generated) {
        Map<String, String> metadata;
        try {
            if (generated.model() instanceof FloatModel m) Weights.load(path, m);
            else Weights.load(path, (DoubleModel) generated.model());
            metadata = Weights.metadata(path);
        } catch (IOException e) {
            throw new TrainException("--load: " + reason(path, e));
        }
        Map<String, Scaling> scalings = new LinkedHashMap<>();
        Map<String, List<String>> labels = new LinkedHashMap<>();
        metadata.forEach((key, value) -> {
            try {
                if (key.startsWith(SCALING)) scalings.put(key.substring(SCALING.length()), Scaling.parse(value));
                if (key.startsWith(LABELS)) labels.put(key.substring(LABELS.length()), Json.parseStrings(value));
            } catch (IllegalArgumentException e) {
                throw new TrainException("--load: the entry " + key + " of " + path + " is not one that nnc wrote");
            }
        });
        return new Stored(scalings, labels);
    }

    /** Saves the weights of an instance with the scaling and the label names of its data. */
    static void save(Path path, GeneratedClass generated, Examples examples, ModelInfo model) {
        Map<String, String> metadata = new LinkedHashMap<>();
        examples.scalings().forEach((input, scaling) -> {
            if (!scaling.equals(Scaling.NONE)) metadata.put(SCALING + input, scaling.format());
        });
        Training.labels(model, examples).forEach((input, names) -> metadata.put(LABELS + input, Json.strings(names)));
        try {
            if (generated.model() instanceof FloatModel m) Weights.save(path, m, metadata);
            else Weights.save(path, (DoubleModel) generated.model(), metadata);
        } catch (IOException e) {
            throw new TrainException("--save: " + reason(path, e));
        }
    }

    private static String reason(Path path, IOException e) {
        return e instanceof WeightsException ? e.getMessage() : path + " cannot be used (" + e.getMessage() + ")";
    }
}
