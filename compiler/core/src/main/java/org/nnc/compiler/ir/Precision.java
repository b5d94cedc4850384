package org.nnc.compiler.ir;

/** How many bits a number that is not whole has. */
public enum Precision {
    /** 32 bits, as Java's {@code float}. */
    FLOAT("float"),
    /** 64 bits, as Java's {@code double}. */
    DOUBLE("double");

    private final String notation;

    Precision(String notation) {
        this.notation = notation;
    }

    /** The precision of {@code real}. */
    public static Precision ofReal(boolean isDouble) {
        return isDouble ? DOUBLE : FLOAT;
    }

    @Override
    public String toString() {
        return notation;
    }
}
