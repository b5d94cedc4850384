package org.nnc.tool.data;

import java.util.List;

/**
 * A tensor of the {@code nnc eval} JSON, row-major.
 *
 * @param shape sizes; empty for a scalar
 * @param data as many numbers as the shape says
 * @param integral written as JSON integers
 */
public record Tensor(List<Integer> shape, double[] data, boolean integral) {
    public Tensor {
        shape = List.copyOf(shape);
        int size = DataArray.product(shape).orElseThrow(() -> new IllegalArgumentException("too large"));
        if (size != data.length) throw new IllegalArgumentException(shape + " with " + data.length + " numbers");
    }

    /** A tensor of reals. */
    public static Tensor real(List<Integer> shape, double... data) {
        return new Tensor(shape, data, false);
    }
}
