package org.nnc.tool.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nnc.tool.ModelInfo;
import org.nnc.tool.data.DataArray;
import org.nnc.tool.data.DataFiles;
import org.nnc.tool.data.Numbers;

/**
 * Which file or columns each input takes its examples from, as {@code --data}, {@code --columns}, {@code --scale} and
 * {@code --standardize} say.
 */
final class Bindings {
    private final ModelInfo model;
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final Map<String, List<String>> columns = new LinkedHashMap<>();
    private final List<Path> collections = new ArrayList<>();
    private final Map<String, Double> scales = new LinkedHashMap<>();
    private final Set<String> standardized = new LinkedHashSet<>();

    Bindings(ModelInfo model, TrainOptions options) {
        this.model = model;
        for (String data : options.data()) {
            Optional<String> input = inputBefore(data);
            if (input.isEmpty()) {
                collections.add(Path.of(data));
            } else if (files.put(known(input.get(), "--data"), Path.of(data.substring(data.indexOf('=') + 1)))
                    != null) {
                throw new TrainException("--data names " + input.get() + " twice");
            }
        }
        for (String c : options.columns()) {
            String[] pair = pair(c, "--columns", "x=a,b,c");
            List<String> names =
                    Arrays.stream(pair[1].split(",")).map(String::strip).toList();
            if (columns.put(known(pair[0], "--columns"), names) != null || files.containsKey(pair[0])) {
                throw new TrainException("the input " + pair[0] + " is given data twice");
            }
        }
        for (String s : options.scale()) {
            String[] pair = pair(s, "--scale", "x=255");
            if (!Numbers.isDecimal(pair[1]) || Double.parseDouble(pair[1]) == 0) {
                throw new TrainException("--scale " + s + ": the divisor must be a number other than 0");
            }
            scales.put(real(pair[0], "--scale"), Double.parseDouble(pair[1]));
        }
        for (String s : options.standardize()) {
            for (String name : s.split(",")) standardized.add(real(name.strip(), "--standardize"));
        }
    }

    Map<String, Double> scales() {
        return scales;
    }

    Set<String> standardized() {
        return standardized;
    }

    /** Reads all data; every input of the model has an array afterwards, in order of declaration. */
    Map<String, DataArray> read(Map<String, List<String>> knownLabels) {
        Map<String, DataArray> found = new LinkedHashMap<>();
        files.forEach((input, path) -> found.put(input, DataFiles.array(path)));
        boolean table = false;
        for (Path path : collections) {
            switch (DataFiles.kind(path)) {
                case NPZ -> archive(path, found);
                case CSV -> {
                    if (table) throw new TrainException("two tables; put all columns into one CSV file");
                    table = true;
                    table(path, knownLabels, found);
                }
                default ->
                    throw new TrainException(path + " holds one array; say which input it is for: --data INPUT=" + path
                            + " (inputs: " + inputs() + ")");
            }
        }
        if (!table && !columns.isEmpty()) {
            throw new TrainException("--columns needs a table: --data FILE.csv");
        }
        Map<String, DataArray> ordered = new LinkedHashMap<>();
        for (ModelInfo.Input i : model.inputs()) {
            DataArray a = found.get(i.name());
            if (a == null) {
                throw new TrainException("no data for the input " + i + "; add --data " + i.name() + "=FILE"
                        + (table ? " or --columns " + i.name() + "=COLUMN" : ""));
            }
            ordered.put(i.name(), a);
        }
        return ordered;
    }

    private void archive(Path path, Map<String, DataArray> found) {
        List<String> open = model.inputs().stream()
                .map(ModelInfo.Input::name)
                .filter(n -> !found.containsKey(n))
                .toList();
        Map<String, DataArray> arrays = DataFiles.archive(path, open);
        if (arrays.isEmpty()) {
            throw new TrainException(path + " has no array named like an input that still needs data ("
                    + String.join(", ", open) + "); save it with numpy.savez(file, NAME=array)");
        }
        found.putAll(arrays);
    }

    private void table(Path path, Map<String, List<String>> labels, Map<String, DataArray> found) {
        if (columns.isEmpty()) {
            throw new TrainException("say which columns of " + path + " each input takes: "
                    + model.inputs().stream()
                            .filter(i -> !found.containsKey(i.name()))
                            .map(i -> "--columns " + i.name() + "=COLUMN,..")
                            .collect(Collectors.joining(" ")));
        }
        List<DataFiles.Columns> wanted = new ArrayList<>();
        columns.forEach((input, names) -> wanted.add(new DataFiles.Columns(
                input, names, input(input).element() == ModelInfo.Element.INT, labels.getOrDefault(input, List.of()))));
        found.putAll(DataFiles.table(path, wanted));
    }

    /** The input that {@code x=file} names; nothing for a mere path, even one with an equals sign in it. */
    private static Optional<String> inputBefore(String data) {
        int at = data.indexOf('=');
        if (at <= 0 || !data.substring(0, at).matches("[A-Za-z_][A-Za-z0-9_.]*")) return Optional.empty();
        return Files.exists(Path.of(data)) ? Optional.empty() : Optional.of(data.substring(0, at));
    }

    private static String[] pair(String text, String option, String example) {
        int at = text.indexOf('=');
        if (at <= 0 || at == text.length() - 1) {
            throw new TrainException(option + " " + text + " is not of the form " + option + " " + example);
        }
        return new String[] {text.substring(0, at), text.substring(at + 1)};
    }

    private String real(String name, String option) {
        if (input(known(name, option)).element() != ModelInfo.Element.REAL) {
            throw new TrainException(option + " " + name + ": the input " + input(name) + " is not real");
        }
        return name;
    }

    private String known(String name, String option) {
        if (model.inputs().stream().noneMatch(i -> i.name().equals(name))) {
            throw new TrainException(
                    option + ": the model " + model.name() + " has no input " + name + "; it has " + inputs());
        }
        return name;
    }

    private ModelInfo.Input input(String name) {
        return model.inputs().stream()
                .filter(i -> i.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String inputs() {
        return model.inputs().stream().map(ModelInfo.Input::name).collect(Collectors.joining(", "));
    }
}
