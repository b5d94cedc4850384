package org.nnc.compiler.ir;

import java.util.List;
import java.util.stream.Collectors;

/** A named array of numbers: dense, row-major, indexed from 0. A scalar has the empty shape. */
public record Tensor(String name, Type type, List<Dim> shape) {
    public Tensor {
        shape = List.copyOf(shape);
    }

    public int rank() {
        return shape.size();
    }

    /** The number of cells. */
    public Dim size() {
        Dim size = Dim.ONE;
        for (Dim d : shape) size = size.times(d);
        return size;
    }

    /** {@code name : type[shape]}, as it is declared. */
    @Override
    public String toString() {
        return name + " : " + type
                + (shape.isEmpty()
                        ? ""
                        : shape.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]")));
    }
}
