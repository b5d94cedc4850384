package org.nnc.tool;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What data binding and reports need to know of a model, independent of how it was compiled.
 *
 * @param name the model's name
 * @param className the binary name of its generated class
 * @param dims run-time dims in order of declaration
 * @param inputs in order of declaration
 * @param outputs in order of declaration
 * @param losses names, in order
 */
public record ModelInfo(
        String name,
        String className,
        List<String> dims,
        List<Input> inputs,
        List<Output> outputs,
        List<String> losses) {
    public ModelInfo {
        dims = List.copyOf(dims);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        losses = List.copyOf(losses);
    }

    /** The type of an element. */
    public enum Element {
        REAL,
        INT,
        BOOL
    }

    /**
     * A size of a tensor.
     *
     * @param text in the notation of the language
     * @param variable the run-time dim that it is, where it is nothing else
     * @param constant its value, where it is known
     */
    public record Size(String text, Optional<String> variable, Optional<Integer> constant) {
        public static Size of(int value) {
            return new Size(Integer.toString(value), Optional.empty(), Optional.of(value));
        }

        public static Size of(String dim) {
            return new Size(dim, Optional.of(dim), Optional.empty());
        }

        /** The value with run-time dims bound; nothing where they do not suffice. */
        public Optional<Integer> value(Map<String, Integer> dims) {
            return constant.or(() -> variable.map(dims::get));
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** {@code name : element[shape] in lo..hi}; the range is empty or has two sizes. */
    public record Input(String name, Element element, List<Size> shape, List<Size> range) {
        public Input {
            shape = List.copyOf(shape);
            range = List.copyOf(range);
        }

        @Override
        public String toString() {
            return name + " : " + element.name().toLowerCase(java.util.Locale.ROOT) + (shape.isEmpty() ? "" : shape)
                    + (range.isEmpty() ? "" : " in " + range.get(0) + ".." + range.get(1));
        }
    }

    /** An output with its shape. */
    public record Output(String name, Element element, List<Size> shape) {
        public Output {
            shape = List.copyOf(shape);
        }
    }
}
