package org.nnc.compiler.std;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** One case of an item with its numbers: what a reference computes from. */
final class Point {
    private record Array(int[] shape, double[] data) {}

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, Array> arrays = new LinkedHashMap<>();

    Point(String text) {
        for (String s : text.split(" ")) {
            if (!s.isEmpty()) settings.put(s.substring(0, s.indexOf('=')), s.substring(s.indexOf('=') + 1));
        }
    }

    /** The names and texts of the case. */
    Map<String, String> settings() {
        return settings;
    }

    void put(String name, int[] shape, double[] data) {
        arrays.put(name, new Array(shape, data));
    }

    /** A setting as it stands in the case. */
    String text(String name) {
        String text = settings.get(name);
        if (text == null) throw new AssertionError("the case has no " + name + ": " + settings);
        return text;
    }

    /** A dim or whole-number setting. */
    int dim(String name) {
        return Integer.parseInt(text(name));
    }

    double number(String name) {
        return Double.parseDouble(text(name));
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(text(name));
    }

    /** Names of the case and numbers, separated by blanks; empty for a scalar. */
    int[] shape(String names) {
        if (names.isBlank()) return new int[0];
        String[] parts = names.split(" ");
        int[] shape = new int[parts.length];
        for (int k = 0; k < shape.length; k++) {
            shape[k] = Character.isDigit(parts[k].charAt(0)) ? Integer.parseInt(parts[k]) : dim(parts[k]);
        }
        return shape;
    }

    boolean has(String tensor) {
        return arrays.containsKey(tensor);
    }

    /** All cells, row-major; writing changes the case. */
    double[] data(String tensor) {
        return array(tensor).data;
    }

    int[] shapeOf(String tensor) {
        return array(tensor).shape.clone();
    }

    private Array array(String tensor) {
        Array a = arrays.get(tensor);
        if (a == null) throw new AssertionError("no tensor " + tensor + ", there are " + arrays.keySet());
        return a;
    }

    double at(String tensor, int... index) {
        Array a = array(tensor);
        return a.data[offset(a, tensor, index)];
    }

    /** The cell, or the default outside of the tensor. */
    double at(double otherwise, String tensor, int... index) {
        Array a = array(tensor);
        for (int d = 0; d < index.length; d++) if (index[d] < 0 || index[d] >= a.shape[d]) return otherwise;
        return at(tensor, index);
    }

    /** An int input's cell. */
    int intAt(String tensor, int... index) {
        return (int) at(tensor, index);
    }

    void set(String tensor, double value, int... index) {
        Array a = array(tensor);
        a.data[offset(a, tensor, index)] = value;
    }

    private static int offset(Array a, String tensor, int[] index) {
        if (index.length != a.shape.length) throw new AssertionError(tensor + " has " + a.shape.length + " dimensions");
        int offset = 0;
        for (int d = 0; d < index.length; d++) {
            if (index[d] < 0 || index[d] >= a.shape[d]) throw new AssertionError(tensor + ": index " + index[d]);
            offset = offset * a.shape[d] + index[d];
        }
        return offset;
    }

    /** The sum of f over 0..n, n a name of the case. */
    double sum(String n, IntToDoubleFunction f) {
        return sum(dim(n), f);
    }

    static double sum(int n, IntToDoubleFunction f) {
        double sum = 0;
        for (int k = 0; k < n; k++) sum += f.applyAsDouble(k);
        return sum;
    }

    /** The sum over all cells of a tensor, by row-major position. */
    double sumOver(String tensor, IntToDoubleFunction f) {
        return sum(data(tensor).length, f);
    }

    double meanOver(String tensor, IntToDoubleFunction f) {
        return sumOver(tensor, f) / data(tensor).length;
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
