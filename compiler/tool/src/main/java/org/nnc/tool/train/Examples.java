package org.nnc.tool.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.tool.ModelInfo;
import org.nnc.tool.data.DataArray;
import org.nnc.tool.data.Scaling;

/**
 * The examples of all inputs, checked against the model's declarations, and handed out in batches of the class's types.
 *
 * <p>Sizes, ranges and finiteness are checked once, here; filling a batch only copies.
 */
final class Examples {
    private final ModelInfo model;
    private final boolean isDouble;
    private final String counting;
    private final int count;
    private final Map<String, DataArray> arrays;
    private final Map<String, Scaling> scalings = new LinkedHashMap<>();
    private final Map<String, Integer> dims = new LinkedHashMap<>();
    private final Map<Integer, Map<String, Object>> buffers = new LinkedHashMap<>();

    Examples(ModelInfo model, boolean isDouble, Map<String, DataArray> arrays) {
        this.model = model;
        this.isDouble = isDouble;
        this.arrays = arrays;
        this.counting = counting(model);
        this.count = arrays.values().iterator().next().rows();
        if (count == 0)
            throw new TrainException(arrays.values().iterator().next().origin() + " holds no examples");
        for (ModelInfo.Input i : model.inputs()) bindDims(i, arrays.get(i.name()));
        for (String dim : model.dims()) {
            if (!dim.equals(counting) && !dims.containsKey(dim)) {
                throw new TrainException("the data do not tell the size of dim " + dim + "; give it a value in the"
                        + " model, or an array that has it as a dimension");
            }
        }
        for (ModelInfo.Input i : model.inputs()) {
            checkWidth(i, arrays.get(i.name()));
            scalings.put(i.name(), Scaling.NONE);
        }
        for (ModelInfo.Input i : model.inputs()) checkValues(i, arrays.get(i.name()));
    }

    /** How many examples there are. */
    int count() {
        return count;
    }

    /** The run-time dim that counts examples. */
    String counting() {
        return counting;
    }

    DataArray array(String input) {
        return arrays.get(input);
    }

    /** Run-time dims for a batch. */
    Map<String, Integer> dims(int batch) {
        Map<String, Integer> all = new LinkedHashMap<>(dims);
        all.put(counting, batch);
        return all;
    }

    void scale(String input, Scaling scaling) {
        int width = arrays.get(input).rowSize();
        if (scaling.mean().length != 0 && scaling.mean().length != width) {
            throw new TrainException("the standardization of " + input + " has " + scaling.mean().length
                    + " positions, its examples have " + width);
        }
        scalings.put(input, scaling);
    }

    Map<String, Scaling> scalings() {
        return scalings;
    }

    /** The examples {@code rows[from..to]}; the arrays are reused by the next batch of the same size. */
    Map<String, Object> batch(int[] rows, int from, int to) {
        Map<String, Object> batch = buffers.computeIfAbsent(to - from, this::allocate);
        for (ModelInfo.Input i : model.inputs()) fill(i.name(), batch.get(i.name()), rows, from, to);
        return batch;
    }

    private Map<String, Object> allocate(int n) {
        Map<String, Object> batch = new LinkedHashMap<>();
        for (ModelInfo.Input i : model.inputs()) {
            int size = Math.multiplyExact(n, arrays.get(i.name()).rowSize());
            batch.put(
                    i.name(),
                    switch (i.element()) {
                        case INT -> new int[size];
                        case BOOL -> new boolean[size];
                        case REAL -> isDouble ? new double[size] : new float[size];
                    });
        }
        return batch;
    }

    private void fill(String input, Object target, int[] rows, int from, int to) {
        DataArray a = arrays.get(input);
        Scaling scaling = scalings.get(input);
        int width = a.rowSize();
        for (int r = from; r < to; r++) {
            int source = rows[r] * width;
            int at = (r - from) * width;
            if (target instanceof float[] f) {
                for (int j = 0; j < width; j++) f[at + j] = (float) scaling.apply(a.get(source + j), j);
            } else if (target instanceof double[] d) {
                for (int j = 0; j < width; j++) d[at + j] = scaling.apply(a.get(source + j), j);
            } else if (target instanceof int[] n) {
                for (int j = 0; j < width; j++) n[at + j] = (int) a.get(source + j);
            } else if (target instanceof boolean[] b) {
                for (int j = 0; j < width; j++) b[at + j] = a.get(source + j) != 0;
            }
        }
    }

    // ---- checks ------------------------------------------------------------------------------------------------

    private static String counting(ModelInfo model) {
        if (model.inputs().isEmpty()) throw new TrainException("the model " + model.name() + " has no inputs");
        Optional<String> dim = Optional.empty();
        for (ModelInfo.Input i : model.inputs()) {
            Optional<String> first =
                    i.shape().isEmpty() ? Optional.empty() : i.shape().get(0).variable();
            if (first.isEmpty() || dim.isPresent() && !dim.equals(first)) {
                throw new TrainException("the first dimension of every input must be one run-time dim that counts"
                        + " examples, such as " + dim.orElse("B") + "; it is not in " + i);
            }
            dim = first;
        }
        return dim.orElseThrow();
    }

    private void bindDims(ModelInfo.Input i, DataArray a) {
        if (a.rows() != count) {
            DataArray first = arrays.values().iterator().next();
            throw new TrainException(a.origin() + " has " + a.rows() + " examples where " + first.origin() + " has "
                    + count + "; every input needs as many");
        }
        if (a.shape().size() == i.shape().size()) {
            for (int d = 1; d < a.shape().size(); d++)
                bind(i, a, i.shape().get(d), a.shape().get(d));
        }
    }

    private void checkWidth(ModelInfo.Input i, DataArray a) {
        long width = 1;
        for (ModelInfo.Size s : i.shape().subList(1, i.shape().size())) {
            Optional<Integer> value = s.value(dims);
            // A size that is a formula of dims is left to the class, which checks the length of every array.
            if (value.isEmpty()) return;
            width *= value.get();
        }
        if (width != a.rowSize()) {
            throw new TrainException(a.origin() + " has " + a.rowSize() + " values an example (shape " + a.shape()
                    + "), the input " + i + " takes " + width);
        }
    }

    private void bind(ModelInfo.Input i, DataArray a, ModelInfo.Size declared, int found) {
        if (declared.variable().isEmpty()) return;
        Integer before = dims.put(declared.variable().get(), found);
        if (before != null && before != found) {
            throw new TrainException(a.origin() + " has " + found + " for " + declared + " in the input " + i
                    + ", other data " + before);
        }
    }

    private void checkValues(ModelInfo.Input i, DataArray a) {
        int n = a.size();
        if (i.element() == ModelInfo.Element.REAL) {
            if (!a.type().isFloating()) return;
            for (int k = 0; k < n; k++) {
                double v = a.get(k);
                if (!Double.isFinite(v)) throw bad(i, a, k, v + " is not finite", "mend or drop the example");
            }
            return;
        }
        boolean bool = i.element() == ModelInfo.Element.BOOL;
        boolean ranged = i.range().size() == 2 && !bool;
        double lo = bool ? 0 : ranged ? bound(i.range().get(0), Integer.MIN_VALUE) : Integer.MIN_VALUE;
        double hi = bool ? 2 : ranged ? bound(i.range().get(1), 1L << 31) : 1L << 31;
        for (int k = 0; k < n; k++) {
            double v = a.get(k);
            if (v != Math.rint(v) || Double.isInfinite(v)) throw bad(i, a, k, v + " is not an integer", "");
            if (!(v >= lo && v < hi)) {
                String next = a.labels().isEmpty()
                        ? "the input " + i + " takes integers from " + (long) lo + " up to, not including, " + (long) hi
                        : "there are " + a.labels().size() + " labels: " + String.join(", ", a.labels());
                throw bad(i, a, k, (long) v + " is out of range", next);
            }
        }
    }

    private double bound(ModelInfo.Size s, long otherwise) {
        return s.value(dims).map(Integer::doubleValue).orElse((double) otherwise);
    }

    private static TrainException bad(ModelInfo.Input i, DataArray a, int k, String what, String next) {
        return new TrainException(
                a.origin() + ": " + a.place(k) + " (" + i.name() + "): " + what + (next.isEmpty() ? "" : "; " + next));
    }

    /** Names of the classes of an int input; empty where the data held numbers. */
    List<String> labels(String input) {
        return arrays.get(input).labels();
    }
}
