package org.nnc.compiler.std;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.verify.Evaluate;
import org.nnc.compiler.verify.GradientCheck;

/**
 * One compiled text of an item: its values against the reference, its gradient against differences, its classes against
 * the interpreter.
 */
final class Trial {
    /** Of the interpreter against the reference: two orders of summation. */
    private static final double VALUE = 1e-11;
    /** Of an emitted double class against the interpreter, of a float class against double. */
    private static final double DOUBLE = 1e-12;

    private static final double FLOAT = 1e-4;
    /** The distance that drawn values keep from kinks: wider than the widest step of the differences. */
    private static final double AWAY = 0.06;

    /** Of one tensor, and of all of a case together, as far as each still has some. */
    private static final int MOST_CELLS = 48;

    private static final int ALL_CELLS = 192;
    private static final int LEAST_CELLS = 8;

    private final Item item;
    private final Derived derived;

    Trial(Item item, Derived derived) {
        this.item = item;
        this.derived = derived;
    }

    Derived derived() {
        return derived;
    }

    /** Sizes and numbers of a case. */
    record Numbers(Map<String, Long> dims, Map<String, double[]> values) {}

    Numbers numbers(String text) {
        Point p = point(text);
        return new Numbers(dims(p), values(p));
    }

    /** Checks a case in every way. */
    void verify(String text, ClassLoader classes) throws ReflectiveOperationException {
        Point p = point(text);
        boolean training = p.settings().containsKey("training") && p.flag("training");
        Derived one = training ? derived.training() : derived;
        Map<String, double[]> values = values(p);
        Map<String, double[]> results = run(one.stable().program(), p, values, training);
        verifyValues(p, run(one.primal(), p, values, training));
        verifyValues(p, results);
        if (training) verifyStates(p, results);
        verifyGradient(one, p, values);
        for (boolean isDouble : new boolean[] {true, false}) {
            Instance instance = new Instance(derived, classes, isDouble);
            // Twice on one instance: nothing of the first call may be left in the second.
            for (int round = 0; round < 2; round++) {
                instance.run(dims(p), values, training).forEach((name, actual) -> {
                    compare(
                            name + (isDouble ? "" : " in float"),
                            results.get(derived.resultOf(name)),
                            actual,
                            isDouble ? DOUBLE : FLOAT);
                });
            }
        }
    }

    private Map<String, double[]> run(Program program, Point p, Map<String, double[]> values, boolean training) {
        return new Evaluate(program, dims(p)).training(training).run(values);
    }

    private Map<String, Long> dims(Point p) {
        Map<String, Long> dims = new LinkedHashMap<>();
        for (String d : derived.primal().runtimeDims()) dims.put(d, (long) p.dim(d));
        return dims;
    }

    // ---- numbers -----------------------------------------------------------------------------------------------

    /** The inputs and parameters of a case: the same in every run, exact in float. */
    private Point point(String text) {
        Point p = new Point(text);
        Random random = new Random(31L * item.name.hashCode() + text.hashCode());
        Program program = derived.primal();
        for (Program.Input i : program.inputs()) draw(p, i.tensor(), i.range(), random);
        for (Program.Param q : program.params()) draw(p, q.tensor(), Optional.empty(), random);
        for (Program.State q : program.states()) draw(p, q.tensor(), Optional.empty(), random);
        item.preparations.forEach(c -> c.accept(p));
        for (Program.Input i : program.inputs()) {
            double[] data = p.data(i.tensor().name());
            for (int k = 0; k < data.length; k++) data[k] = (float) data[k];
        }
        return p;
    }

    private void draw(Point p, Tensor t, Optional<Program.Range> range, Random random) {
        Map<String, Long> dims = dims(p);
        double[] data = new double[(int) t.size().evaluate(dims::get)];
        for (int k = 0; k < data.length; k++) data[k] = draw(t, range, dims, random);
        int[] shape =
                t.shape().stream().mapToInt(d -> (int) d.evaluate(dims::get)).toArray();
        p.put(t.name(), shape, data);
    }

    private double draw(Tensor t, Optional<Program.Range> range, Map<String, Long> dims, Random random) {
        if (t.type() == Type.BOOL) return random.nextInt(2);
        if (t.type() == Type.INT) {
            int lo = range.map(r -> (int) r.lo().evaluate(dims::get)).orElse(0);
            int hi = range.map(r -> (int) r.hi().evaluate(dims::get)).orElse(4);
            return lo + random.nextInt(hi - lo);
        }
        Item.Values from = item.values.getOrDefault(t.name(), new Item.Values(-2, 2, List.of()));
        while (true) {
            double v = (float) (from.lo() + random.nextDouble() * (from.hi() - from.lo()));
            if (from.kinks().stream().allMatch(k -> Math.abs(k - v) >= AWAY)) return v;
        }
    }

    private Map<String, double[]> values(Point p) {
        Map<String, double[]> values = new LinkedHashMap<>();
        Map<String, Long> dims = dims(p);
        Random random = new Random(p.toString().hashCode());
        for (Program.Input i : derived.primal().inputs())
            values.put(i.tensor().name(), p.data(i.tensor().name()));
        for (Program.Param q : derived.primal().params())
            values.put(q.tensor().name(), p.data(q.tensor().name()));
        for (Program.State q : derived.primal().states())
            values.put(q.tensor().name(), p.data(q.tensor().name()));
        for (String c : derived.stable().cotangents().values()) {
            Tensor t = derived.stable().program().tensors().get(c);
            double[] data = new double[(int) t.size().evaluate(dims::get)];
            for (int k = 0; k < data.length; k++) data[k] = (float) (random.nextDouble() * 2 - 1);
            values.put(c, data);
        }
        return values;
    }

    // ---- checks ------------------------------------------------------------------------------------------------

    private void verifyValues(Point p, Map<String, double[]> results) {
        List<String> given = new ArrayList<>(derived.primal().outputs());
        given.addAll(derived.primal().losses());
        assertEquals(
                given.stream().sorted().toList(),
                item.expected.keySet().stream().sorted().toList(),
                "outputs with a reference");
        item.expected.forEach((name, e) -> {
            int[] shape = e.shape().apply(p);
            Map<String, Long> dims = dims(p);
            int[] own = derived.primal().tensors().get(name).shape().stream()
                    .mapToInt(d -> (int) d.evaluate(dims::get))
                    .toArray();
            assertArrayEquals(shape, own, () -> "shape of " + name);
            compare(name + " against the reference", wanted(e, p), results.get(name), VALUE);
        });
    }

    private static double[] wanted(Item.Expected e, Point p) {
        int[] shape = e.shape().apply(p);
        int size = 1;
        for (int d : shape) size *= d;
        double[] wanted = new double[size];
        int[] index = new int[shape.length];
        for (int k = 0; k < size; k++) {
            int rest = k;
            for (int d = shape.length - 1; d >= 0; rest /= shape[d], d--) index[d] = rest % shape[d];
            wanted[k] = e.cell().at(p, index);
        }
        return wanted;
    }

    /** What the states are after a training forward. */
    private void verifyStates(Point p, Map<String, double[]> results) {
        List<String> moving = derived.primal().states().stream()
                .filter(s -> s.next().isPresent())
                .map(s -> s.tensor().name())
                .sorted()
                .toList();
        assertEquals(moving, item.states.keySet().stream().sorted().toList(), "states with a reference");
        for (Program.State s : derived.primal().states()) {
            Item.Expected e = item.states.get(s.tensor().name());
            if (e != null)
                compare(
                        "next " + s.tensor().name(),
                        wanted(e, p),
                        results.get(s.next().get()),
                        VALUE);
        }
    }

    private void verifyGradient(Derived one, Point p, Map<String, double[]> values) {
        Gradient g = one.stable();
        List<String> wanted = Derived.active(derived.primal());
        assertEquals(wanted, List.copyOf(g.adjoints().keySet()), "has a gradient");
        Optional<String> loss = derived.primal().losses().stream().findFirst();
        int cells = Math.max(LEAST_CELLS, Math.min(MOST_CELLS, ALL_CELLS / Math.max(1, wanted.size())));
        for (GradientCheck.Result r : GradientCheck.check(one.primal(), g, loss, dims(p), values, cells)) {
            assertTrue(r.agrees(), () -> "gradient against differences: " + r + "\n" + g.program());
            assertEquals(0, r.undecided(), () -> "a case at a kink: " + r);
        }
    }

    private static void compare(String what, double[] expected, double[] actual, double relative) {
        assertEquals(expected.length, actual.length, what);
        double scale = 1;
        for (double v : expected) if (Double.isFinite(v)) scale = Math.max(scale, Math.abs(v));
        for (int k = 0; k < actual.length; k++) {
            boolean same = Double.compare(expected[k], actual[k]) == 0
                    || Math.abs(expected[k] - actual[k]) <= relative * scale;
            if (!same) assertEquals(expected[k], actual[k], relative * scale, what + "[" + k + "]");
        }
    }
}
