package org.nnc.compiler.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** Compiles the expressions of one equation to closures over its index values and the arrays of the tensors. */
final class Closures {
    /** The value of an expression where the indices have the values in {@code at}, by slot. */
    @FunctionalInterface
    interface Cell {
        double of(long[] at);
    }

    private final Map<Index, Integer> slots = new HashMap<>();
    private final ToLongFunction<String> sizes;
    private final Function<String, double[]> arrays;
    private final Evaluate.Stream stream;
    private final Held held;

    /**
     * @param indices all indices of the equation; the slot of each is its place in the list
     * @param sizes the value of each run-time dim
     * @param arrays the array of each tensor, row-major, already of its final length
     * @param stream of the random numbers
     * @param held values that a derivative takes as constant
     */
    Closures(
            List<Index> indices,
            ToLongFunction<String> sizes,
            Function<String, double[]> arrays,
            Evaluate.Stream stream,
            Held held) {
        this.stream = stream;
        this.held = held;
        for (int i = 0; i < indices.size(); i++) slots.put(indices.get(i), i);
        this.sizes = sizes;
        this.arrays = arrays;
    }

    int slot(Index index) {
        return slots.get(index);
    }

    /** An int expression whose value is used as a position or a bound; a real one is cut as Java casts. */
    Cell position(Expr e) {
        Cell value = cell(e);
        return e.type() == Type.INT ? value : at -> (int) value.of(at);
    }

    Cell cell(Expr e) {
        return e.match(
                c -> constant(c.value()),
                s -> constant(s.dim().evaluate(sizes)),
                p -> position(slots.get(p.index())),
                this::read,
                this::apply,
                x -> {
                    throw new IllegalStateException("a call of an extern function is no cell: " + x);
                });
    }

    private static Cell constant(double value) {
        return at -> value;
    }

    private static Cell position(int slot) {
        return at -> at[slot];
    }

    private Cell read(Expr.Read r) {
        Tensor t = r.tensor();
        double[] array = arrays.apply(t.name());
        int rank = t.rank();
        long[] extents = new long[rank];
        Cell[] positions = new Cell[rank];
        for (int d = 0; d < rank; d++) {
            extents[d] = t.shape().get(d).evaluate(sizes);
            positions[d] = position(r.at().get(d));
        }
        Cell otherwise = r.otherwise().map(this::cell).orElse(at -> {
            throw new IllegalStateException("internal error: read outside of its tensor: " + r + " at "
                    + java.util.Arrays.toString(at) + " of " + java.util.Arrays.toString(extents));
        });
        return at -> {
            long offset = 0;
            for (int d = 0; d < rank; d++) {
                long p = (long) positions[d].of(at);
                if (p < 0 || p >= extents[d]) return otherwise.of(at);
                offset = offset * extents[d] + p;
            }
            return array[(int) offset];
        };
    }

    private Cell apply(Expr.Apply e) {
        Primitive op = e.op();
        Cell a = cell(e.arg(0));
        Cell b = op.arity() > 1 ? cell(e.arg(1)) : constant(0);
        Cell c = op.arity() > 2 ? cell(e.arg(2)) : constant(0);
        if (op.isDraw()) return at -> op.draw(stream.seed, stream.step, a.of(at), b.of(at));
        if (op == Primitive.STOP) return held.constant(a);
        if (op == Primitive.WITH_SLOPE) return held.sloped(a, b, c);
        return switch (op) {
            // Only what decides is evaluated: the rest may read outside its tensor or be NaN.
            case SELECT -> at -> a.of(at) != 0 ? b.of(at) : c.of(at);
            case AND -> at -> a.of(at) != 0 && b.of(at) != 0 ? 1 : 0;
            case OR -> at -> a.of(at) != 0 || b.of(at) != 0 ? 1 : 0;
            case IDIV, MOD ->
                at -> {
                    double divisor = b.of(at);
                    if (divisor == 0 && e.type() == Type.INT) throw new ArithmeticException("division by 0 in " + e);
                    return op.value(a.of(at), divisor, 0);
                };
            case ADD -> at -> a.of(at) + b.of(at);
            case SUB -> at -> a.of(at) - b.of(at);
            case MUL -> at -> a.of(at) * b.of(at);
            default ->
                op.arity() == 1
                        ? at -> op.value(a.of(at), 0, 0)
                        : op.arity() == 2
                                ? at -> op.value(a.of(at), b.of(at), 0)
                                : at -> op.value(a.of(at), b.of(at), c.of(at));
        };
    }
}
