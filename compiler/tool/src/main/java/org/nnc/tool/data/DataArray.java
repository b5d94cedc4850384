package org.nnc.tool.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * A dense row-major array as a file held it; elements are converted when they are read.
 *
 * @param origin the file (and array or columns) that it came from, for messages
 * @param type the type of the elements in {@code bytes}
 * @param shape sizes, outermost first; the first counts examples
 * @param bytes the elements, from position 0, in the buffer's byte order
 * @param labels the texts that the integers stand for; empty where the file held numbers
 */
public record DataArray(String origin, ElementType type, List<Integer> shape, ByteBuffer bytes, List<String> labels) {
    public DataArray {
        shape = List.copyOf(shape);
        labels = List.copyOf(labels);
        long size = (long) product(shape).orElseThrow() * type.bytes();
        if (bytes.capacity() != size) {
            throw new IllegalArgumentException("capacity " + bytes.capacity() + " for " + size + " bytes");
        }
    }

    /** An array of doubles. */
    public static DataArray of(String origin, List<Integer> shape, double... values) {
        ByteBuffer b = ByteBuffer.allocate(8 * values.length).order(ByteOrder.nativeOrder());
        for (int i = 0; i < values.length; i++) b.putDouble(8 * i, values[i]);
        return new DataArray(origin, ElementType.F8, shape, b, List.of());
    }

    /** Class numbers with their names, which may be empty. */
    public static DataArray ofLabels(String origin, int[] classes, List<String> labels) {
        ByteBuffer b = ByteBuffer.allocate(4 * classes.length).order(ByteOrder.nativeOrder());
        for (int i = 0; i < classes.length; i++) b.putInt(4 * i, classes[i]);
        return new DataArray(origin, ElementType.I4, List.of(classes.length), b, labels);
    }

    /** Number of elements. */
    public int size() {
        return bytes.capacity() / type.bytes();
    }

    /** The first size; 1 for a scalar. */
    public int rows() {
        return shape.isEmpty() ? 1 : shape.get(0);
    }

    /** Elements per row. */
    public int rowSize() {
        return shape.isEmpty() ? 1 : product(shape.subList(1, shape.size())).orElseThrow();
    }

    /** Element {@code i} in row-major order. */
    public double get(int i) {
        return type.read(bytes, i);
    }

    /** Row-major position {@code i} in words: {@code row 3, position [0, 17]}, 1-based row and 0-based positions. */
    public String place(int i) {
        int row = rowSize();
        String at = "row " + (i / row + 1);
        if (shape.size() < 2) return at;
        int[] index = new int[shape.size() - 1];
        int rest = i % row;
        for (int d = index.length - 1; d >= 0; d--) {
            index[d] = rest % shape.get(d + 1);
            rest /= shape.get(d + 1);
        }
        return at + ", position " + java.util.Arrays.toString(index);
    }

    /** The product of sizes, or nothing where it does not fit an int or a size is negative. */
    static Optional<Integer> product(List<? extends Number> shape) {
        long n = 1;
        boolean zero = false;
        for (Number s : shape) {
            if (s.longValue() < 0) return Optional.empty();
            zero |= s.longValue() == 0;
            if (s.longValue() > Integer.MAX_VALUE) return Optional.empty();
            n = Math.min(n * Math.max(1, s.longValue()), 1L << 32);
        }
        if (zero) return Optional.of(0);
        return n > Integer.MAX_VALUE ? Optional.empty() : Optional.of((int) n);
    }
}
