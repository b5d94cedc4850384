package org.nnc.compiler.emit;

/** Numbers as Java writes them, each of which reads back as the same bits. */
final class Numerals {
    private Numerals() {}

    static String real(double value, boolean isDouble) {
        String type = Text.type(isDouble ? "java.lang.Double" : "java.lang.Float");
        float narrow = (float) value;
        double exact = isDouble ? value : narrow;
        if (Double.isNaN(exact)) return type + ".NaN";
        if (Double.isInfinite(exact)) return type + (exact > 0 ? ".POSITIVE_INFINITY" : ".NEGATIVE_INFINITY");
        return isDouble ? Double.toString(value) : narrow + "f";
    }

    static String integer(double value) {
        long exact = (long) value;
        if (exact == Integer.MIN_VALUE) return Text.type("java.lang.Integer") + ".MIN_VALUE";
        if (exact != (int) exact) throw new IllegalArgumentException("the integer " + exact + " does not fit 32 bits");
        return Long.toString(exact);
    }
}
