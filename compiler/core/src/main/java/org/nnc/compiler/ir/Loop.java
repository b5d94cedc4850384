package org.nnc.compiler.ir;

/**
 * A binder of a reduction: {@code lo <= index < hi}.
 *
 * @param lo of type int; may read the equation's own indices, earlier binders and int tensors
 * @param hi likewise; {@code hi <= lo} is an empty loop
 */
public record Loop(Index index, Expr lo, Expr hi) {
    public Loop {
        if (lo.type() != Type.INT || hi.type() != Type.INT) {
            throw new IllegalArgumentException("bounds of " + index + " must be int: " + lo + ".." + hi);
        }
    }

    /** {@code 0 <= index < extent}. */
    public static Loop upTo(Index index, Dim extent) {
        return new Loop(index, Expr.constant(0), Expr.size(extent));
    }

    @Override
    public String toString() {
        return index + " in " + lo + ".." + hi;
    }
}
