package org.nnc.compiler.ir;

/**
 * How the values of one equation's iteration space become one number. {@code mean} and {@code logsumexp} of the language
 * are lowered to these.
 */
public enum Reduction {
    SUM("sum", Type.REAL, 0),
    PROD("prod", Type.REAL, 1),
    MAX("max", Type.REAL, Double.NEGATIVE_INFINITY),
    MIN("min", Type.REAL, Double.POSITIVE_INFINITY),
    /** The row-major position of the first winner, relative to the starts of the ranges; NaN wins; -1 if empty. */
    ARGMAX("argmax", Type.INT, -1),
    /** Like {@link #ARGMAX}, of the smallest. */
    ARGMIN("argmin", Type.INT, -1),
    /** The root of the sum of squares, scaled against overflow. */
    NORM("norm", Type.REAL, 0),
    ANY("any", Type.BOOL, 0),
    ALL("all", Type.BOOL, 1),
    /** No reduction of values: an extern function is given all cells of its arguments. */
    CALL("call", Type.REAL, 0),
    /** The number of points that pass the guard; the body is the constant true. */
    COUNT("count", Type.INT, 0);

    private final String notation;
    private final Type type;
    private final double empty;

    Reduction(String notation, Type type, double empty) {
        this.notation = notation;
        this.type = type;
        this.empty = empty;
    }

    /** The type of the result for a body of the given type: sum, prod, max and min of ints are ints. */
    public Type type(Type body) {
        return type == Type.REAL && this != NORM ? body : type;
    }

    /** The value over no point at all. For int max and min: the least and greatest int. */
    public double empty() {
        return empty;
    }

    @Override
    public String toString() {
        return notation;
    }
}
