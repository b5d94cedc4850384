package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * The reference interpreter: the meaning of a program, in double, followed literally over flat arrays.
 *
 * <p>Compiled once for given sizes, run as often as wanted. An int is an exact double, a bool 0 or 1.
 */
public final class Evaluate {
    private final Program program;
    private final Map<String, Long> dims;
    private final Map<String, double[]> arrays = new LinkedHashMap<>();
    private final List<Runnable> steps = new ArrayList<>();
    private final Stream stream = new Stream();
    private final Held held = new Held();
    private Foreign foreign = Foreign.NONE;
    private final Set<Order.Parent> parents;

    /**
     * @param dims the value of every run-time dim; others are ignored
     * @throws IllegalArgumentException where a dim is missing or negative, or the model's conditions on sizes fail
     */
    public Evaluate(Program program, Map<String, Long> dims) {
        this.program = program;
        this.dims = Map.copyOf(dims);
        for (String d : program.runtimeDims()) {
            Long value = dims.get(d);
            if (value == null) throw new IllegalArgumentException("dim " + d + " has no value");
            if (value < 0) throw new IllegalArgumentException("dim " + d + " is " + value + ", must be at least 0");
        }
        for (Program.SizeCheck c : program.checks()) {
            if (size(c.value()) < 0) throw new IllegalArgumentException(c.message());
        }
        for (Tensor t : program.tensors().values()) {
            long size = size(t.size());
            if (size > Integer.MAX_VALUE) throw new IllegalArgumentException(t + " has " + size + " elements");
            arrays.put(t.name(), new double[(int) Math.max(0, size)]);
        }
        for (Program.Table t : program.tables()) {
            double[] array = arrays.get(t.tensor().name());
            for (int i = 0; i < array.length; i++) array[i] = t.values().get(i);
        }
        arrays.put(Program.TRAINING.name(), new double[1]);
        List<Order.Step> order = Order.steps(program.equations());
        for (Order.Step s : order) steps.add(compiled(s, Map.of()));
        parents = Order.parents(order);
    }

    /** Sets the training flag; false unless said. */
    public Evaluate training(boolean training) {
        arrays.get(Program.TRAINING.name())[0] = training ? 1 : 0;
        return this;
    }

    /** Sets where random numbers come from: seed 0 and step 0 unless said. */
    public Evaluate stream(long seed, long step) {
        stream.seed = seed;
        stream.step = step;
        return this;
    }

    /** Sets what runs the Java behind extern functions. */
    public Evaluate foreign(Foreign foreign) {
        this.foreign = foreign;
        return this;
    }

    /** What a draw depends on beside its place. */
    static final class Stream {
        long seed;
        long step;
    }

    /**
     * Runs that follow keep the values under {@code stop}, and move by declared slopes, as a derivative sees them: by what
     * they were in one run with these values.
     */
    public Evaluate held(Map<String, double[]> values) {
        held.record();
        run(values);
        held.replay();
        return this;
    }

    /**
     * Every tensor of the program, row-major, by name.
     *
     * @param dims the value of every run-time dim
     * @param values inputs and parameters by name, row-major; states too, or they have their initial values
     * @throws IllegalArgumentException where values are missing, of the wrong length or out of the declared range
     */
    public static Map<String, double[]> run(Program program, Map<String, Long> dims, Map<String, double[]> values) {
        Map<String, double[]> results = new LinkedHashMap<>();
        new Evaluate(program, dims).run(values).forEach((name, array) -> results.put(name, array.clone()));
        return results;
    }

    /** Like the static one, but the arrays given back are live: the next call overwrites them. */
    public Map<String, double[]> run(Map<String, double[]> values) {
        for (Program.Input i : program.inputs()) {
            double[] array = copied(i.tensor(), values);
            i.range().ifPresent(r -> checkRange(i.tensor(), r, array));
        }
        for (Order.Parent p : parents) checkParents(p);
        for (Program.Param p : program.params()) copied(p.tensor(), values);
        for (Program.State s : program.states()) {
            if (values.containsKey(s.tensor().name())) copied(s.tensor(), values);
            else java.util.Arrays.fill(arrays.get(s.tensor().name()), s.initial());
        }
        steps.forEach(Runnable::run);
        return Collections.unmodifiableMap(arrays);
    }

    private double[] copied(Tensor t, Map<String, double[]> values) {
        double[] given = values.get(t.name());
        double[] own = arrays.get(t.name());
        if (given == null) throw new IllegalArgumentException(t + " has no value");
        if (given.length != own.length) {
            throw new IllegalArgumentException(t + " has " + own.length + " elements, given " + given.length);
        }
        System.arraycopy(given, 0, own, 0, own.length);
        return own;
    }

    private void checkRange(Tensor t, Program.Range range, double[] array) {
        long lo = size(range.lo());
        long hi = size(range.hi());
        for (int i = 0; i < array.length; i++) {
            // Written so that NaN is outside.
            if (!(array[i] >= lo && array[i] < hi)) {
                throw new IllegalArgumentException(
                        t.name() + "[" + i + "] is " + array[i] + ", must be in " + lo + ".." + hi);
            }
        }
    }

    private void checkParents(Order.Parent p) {
        double[] array = arrays.get(p.table().name());
        List<Dim> shape = p.table().shape();
        long width = 1;
        for (Dim d : shape.subList(p.dimension() + 1, shape.size())) width *= size(d);
        for (int i = 0; i < array.length; i++) {
            long own = i / width % size(shape.get(p.dimension()));
            if (array[i] < own) continue;
            throw new IllegalArgumentException(
                    p.table().name() + "[" + i + "] = " + (long) array[i] + " must point before " + own);
        }
    }

    private long size(Dim d) {
        return d.evaluate(dims::get);
    }

    // ---- steps -------------------------------------------------------------------------------------------------

    /** @param given by equation, the indices that recurrences around it run over, with where their values are kept */
    private Runnable compiled(Order.Step step, Map<String, Map<Index, long[]>> given) {
        if (step instanceof Order.Single one) {
            return equation(
                    one.equation(), given.getOrDefault(one.equation().target().name(), Map.of()));
        }
        Order.Recurrence r = (Order.Recurrence) step;
        long[] now = new long[1];
        Map<String, Map<Index, long[]>> inner = new LinkedHashMap<>(given);
        for (Equation e : r.equations()) {
            String name = e.target().name();
            Map<Index, long[]> indices = new LinkedHashMap<>(given.getOrDefault(name, Map.of()));
            indices.put(e.indices().get(r.positions().get(name)), now);
            inner.put(name, indices);
        }
        List<Runnable> body = r.steps().stream().map(s -> compiled(s, inner)).toList();
        long extent = size(r.extent());
        return () -> {
            for (long i = 0; i < extent; i++) {
                now[0] = r.backwards() ? extent - 1 - i : i;
                body.forEach(Runnable::run);
            }
        };
    }

    /** Hands an extern function its arguments in double; results beside the target are thrown away. */
    private Runnable foreign(Equation e, Expr.Call c) {
        int results = c.isVjp()
                ? (int) c.extern().arguments().stream()
                        .filter(t -> t == Type.REAL)
                        .count()
                : c.extern().results();
        return () -> {
            List<Object> all = new ArrayList<>();
            c.dims().forEach(d -> all.add(Math.toIntExact(size(d))));
            for (Expr.Read r : c.args()) all.add(argument(r.tensor()));
            List<Tensor> filled = new ArrayList<>();
            for (int k = 0; k < results; k++) filled.add(result(c, k));
            filled.forEach(t -> all.add(arrays.get(t.name())));
            foreign.call(c.extern().owner(), c.extern().method(c.isVjp()), all.toArray());
        };
    }

    private Tensor result(Expr.Call call, int k) {
        for (Equation e : program.equations()) {
            boolean is = e.call()
                    .filter(c -> c.result() == k && c.key().equals(call.key()))
                    .isPresent();
            if (is) return e.target();
        }
        throw new IllegalStateException("result " + k + " of " + call + " is not there");
    }

    private Object argument(Tensor t) {
        double[] values = arrays.get(t.name());
        if (t.type() == Type.REAL) return t.rank() == 0 ? (Object) values[0] : values;
        int[] ints = new int[values.length];
        boolean[] bools = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            ints[i] = (int) values[i];
            bools[i] = values[i] != 0;
        }
        if (t.type() == Type.INT) return t.rank() == 0 ? (Object) ints[0] : ints;
        return t.rank() == 0 ? (Object) bools[0] : bools;
    }

    private Runnable equation(Equation e, Map<Index, long[]> given) {
        if (e.call().isPresent()) return foreign(e, e.call().get());
        List<Index> indices = e.loops().stream().map(Loop::index).toList();
        long[] at = new long[indices.size()];
        Closures closures = new Closures(indices, dims::get, arrays::get, stream, held);
        Closures.Cell body = closures.cell(e.body());
        double[] target = arrays.get(e.target().name());
        Closures.Cell address = address(e, closures);
        Runnable check = check(e.target(), target, at, address);
        Set<Index> outer = new HashSet<>(given.keySet());
        Nest cells = new Nest(Equation.pointwise(e.target(), e.indices(), zero(e.target()), ""), outer, closures, at);
        Runnable work = e.reduction().isEmpty()
                ? () -> cells.visit(() -> {
                    target[(int) address.of(at)] = stored(e.target(), body.of(at));
                    check.run();
                })
                : reduction(e, closures, at, outer, cells, address, check);
        return () -> {
            given.forEach((index, now) -> at[closures.slot(index)] = now[0]);
            work.run();
        };
    }

    private static Expr zero(Tensor t) {
        return Expr.of(t.type(), 0);
    }

    private Runnable reduction(
            Equation e,
            Closures closures,
            long[] at,
            Set<Index> outer,
            Nest cells,
            Closures.Cell address,
            Runnable check) {
        double[] target = arrays.get(e.target().name());
        Closures.Cell body = closures.cell(e.body());
        Nest points = new Nest(e, outer, closures, at);
        Reduce reduce = new Reduce(e.reduction().get(), target);
        boolean measured = e.reduction().get() == Reduction.NORM;
        Closures.Cell position = position(e, closures);
        return () -> {
            cells.visit(() -> reduce.start((int) address.of(at), e.target().type()));
            if (measured) points.visit(() -> reduce.measure((int) address.of(at), body.of(at)));
            points.visit(() -> reduce.add((int) address.of(at), body.of(at), (long) position.of(at)));
            cells.visit(() -> {
                int cell = (int) address.of(at);
                reduce.end(cell);
                target[cell] = stored(e.target(), target[cell]);
                check.run();
            });
        };
    }

    /** A real that an int tensor takes was rounded by its expression; it is cut as Java casts. */
    private static double stored(Tensor t, double value) {
        return t.type() == Type.INT ? (int) value : value;
    }

    /** The place of the current cell in the target's array. */
    private Closures.Cell address(Equation e, Closures closures) {
        int rank = e.indices().size();
        int[] slots = new int[rank];
        long[] extents = new long[rank];
        for (int d = 0; d < rank; d++) {
            slots[d] = closures.slot(e.indices().get(d));
            extents[d] = size(e.target().shape().get(d));
        }
        return at -> {
            long offset = 0;
            for (int d = 0; d < rank; d++) offset = offset * extents[d] + at[slots[d]];
            return offset;
        };
    }

    /** The row-major position of the current point among the binders, from the starts of their ranges. */
    private static Closures.Cell position(Equation e, Closures closures) {
        Reduction op = e.reduction().orElseThrow();
        if (op != Reduction.ARGMAX && op != Reduction.ARGMIN) return at -> 0;
        int n = e.binders().size();
        int[] slots = new int[n];
        Closures.Cell[] lo = new Closures.Cell[n];
        Closures.Cell[] hi = new Closures.Cell[n];
        for (int i = 0; i < n; i++) {
            slots[i] = closures.slot(e.binders().get(i).index());
            lo[i] = closures.position(e.binders().get(i).lo());
            hi[i] = closures.position(e.binders().get(i).hi());
        }
        return at -> {
            double position = 0;
            for (int i = 0; i < n; i++) {
                double first = lo[i].of(at);
                position = position * (hi[i].of(at) - first) + at[slots[i]] - first;
            }
            return position;
        };
    }

    /** Checks the cell just written against what the model says of the tensor's values. */
    private Runnable check(Tensor t, double[] array, long[] at, Closures.Cell address) {
        List<Runnable> checks = new ArrayList<>();
        for (Program.ValueRange r : program.ranges()) {
            if (!r.tensor().equals(t.name())) continue;
            long lo = size(r.range().lo());
            long hi = size(r.range().hi());
            checks.add(() -> {
                int cell = (int) address.of(at);
                if (!(array[cell] >= lo && array[cell] < hi)) {
                    throw new IllegalArgumentException(r.message() + ": " + t.name() + "[" + cell + "] is "
                            + (long) array[cell] + ", must be in " + lo + ".." + hi);
                }
            });
        }
        return () -> checks.forEach(Runnable::run);
    }
}
