package org.nnc.compiler.ir;

/** The type of a tensor's elements. */
public enum Type {
    /** A floating-point number of the precision that the class is emitted for. */
    REAL("real"),
    /** A 32-bit integer. */
    INT("int"),
    /** A truth value. */
    BOOL("bool");

    private final String notation;

    Type(String notation) {
        this.notation = notation;
    }

    @Override
    public String toString() {
        return notation;
    }
}
