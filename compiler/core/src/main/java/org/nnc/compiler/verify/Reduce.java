package org.nnc.compiler.verify;

import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/** Gathers the values that a reduction meets, cell by cell of the target, in the order in which they come. */
final class Reduce {
    private final Reduction op;
    private final double[] target;
    /** The best value so far (argmax, argmin) or the largest magnitude (norm), by cell. */
    private final double[] aside;

    Reduce(Reduction op, double[] target) {
        this.op = op;
        this.target = target;
        aside = switch (op) {
            case ARGMAX, ARGMIN, NORM -> new double[target.length];
            default -> null;
        };
    }

    void start(int cell, Type type) {
        double empty = op.empty();
        if (type == Type.INT && op == Reduction.MAX) empty = Integer.MIN_VALUE;
        if (type == Type.INT && op == Reduction.MIN) empty = Integer.MAX_VALUE;
        target[cell] = empty;
        if (op == Reduction.NORM) aside[cell] = 0;
    }

    /** Norm only, before any {@link #add}: the largest magnitude, by which the squares are scaled. */
    void measure(int cell, double value) {
        aside[cell] = Math.max(aside[cell], Math.abs(value));
    }

    /** @param position row-major among the binders, for argmax and argmin */
    void add(int cell, double value, long position) {
        switch (op) {
            case SUM -> target[cell] += value;
            case PROD -> target[cell] *= value;
            case MAX -> target[cell] = Math.max(target[cell], value);
            case MIN -> target[cell] = Math.min(target[cell], value);
            case ARGMAX -> candidate(cell, value, position, value > aside[cell]);
            case ARGMIN -> candidate(cell, value, position, value < aside[cell]);
            case NORM -> {
                double scale = aside[cell];
                if (scale > 0 && scale < Double.POSITIVE_INFINITY) target[cell] += (value / scale) * (value / scale);
            }
            case ANY -> target[cell] = target[cell] != 0 || value != 0 ? 1 : 0;
            case ALL -> target[cell] = target[cell] != 0 && value != 0 ? 1 : 0;
            case COUNT -> target[cell] += value != 0 ? 1 : 0;
        }
    }

    /** The first best value wins; the first NaN wins over all numbers. */
    private void candidate(int cell, double value, long position, boolean better) {
        boolean first = target[cell] < 0;
        if (first || !Double.isNaN(aside[cell]) && (better || Double.isNaN(value))) {
            aside[cell] = value;
            target[cell] = position;
        }
    }

    void end(int cell) {
        if (op != Reduction.NORM) return;
        double scale = aside[cell];
        // All zero, or some infinite, or some NaN: the scale says it all.
        target[cell] = scale > 0 && scale < Double.POSITIVE_INFINITY ? scale * Math.sqrt(target[cell]) : scale;
    }
}
