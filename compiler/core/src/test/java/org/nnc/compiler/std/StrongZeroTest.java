package org.nnc.compiler.std;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nnc.compiler.emit.Batch;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.verify.Evaluate;

/**
 * What is not chosen contributes nothing, whatever stands there: with NaN, infinities and huge numbers in cells that a model
 * leaves out, outputs and gradients are those that it has with ordinary numbers there.
 */
class StrongZeroTest {
    private static final Map<String, Long> DIMS = Map.of("B", 17L, "T", 19L, "S", 20L);
    private static final double[] ALL = {Double.NaN, Double.POSITIVE_INFINITY, -1e300};

    /** Whether a cell of the input that is spoilt is left out, by the values of the other inputs. */
    private interface LeftOut {
        boolean at(int cell, Map<String, double[]> values);
    }

    private record Case(Derived derived, String spoilt, LeftOut leftOut, double[] by) {}

    private final List<Case> cases = new ArrayList<>();

    private void add(String text, String spoilt, LeftOut leftOut, double... by) {
        cases.add(new Case(Derived.of("Z" + cases.size(), text), spoilt, leftOut, by.length > 0 ? by : ALL));
    }

    @TestFactory
    Stream<DynamicTest> cellsLeftOut() {
        add(
                "dim B, T, S, E = 18; input q : real[B, T, E]; input k : real[B, S, E]; input v : real[B, S, 3]\n"
                        + "input keep : bool[B, S]; mask[b, t in 0..T, s] = keep[b,s]\n"
                        + "output o = scaled_dot_product_attention(q, k, v, mask=mask)",
                "k",
                (cell, of) -> of.get("keep")[cell / 18] == 0);
        add(
                "dim B, T, E = 18; input q : real[B, T, E]; input k : real[B, T, E]; input v : real[B, T, 3]\n"
                        + "input len : int[B] in 1..T; mask[b, t in 0..T, s in 0..T] = s <= t and s < len[b]\n"
                        + "output o = scaled_dot_product_attention(q, k, v, mask=mask)",
                "k",
                (cell, of) -> cell / 18 % 19 >= of.get("len")[cell / (18 * 19)]);
        add(
                "dim B; input x : real[B]; a[i] = exp(x[i]); output y[i] = if x[i] <= 0.5 then a[i] else 1",
                "x",
                (cell, of) -> of.get("x")[cell] > 0.5,
                800,
                1e300,
                Double.POSITIVE_INFINITY);
        add(
                "dim B; input x : real[B]; a[i] = exp(x[i]); output y[i] = min(a[i], 1)",
                "x",
                (cell, of) -> of.get("x")[cell] > 0.5,
                800,
                1e300,
                Double.POSITIVE_INFINITY);
        add(
                "dim B; input x : real[B, 18]; input keep : bool[B]; param W : real[17, 18] ~ he\n"
                        + "s[b,j] = sum(i) W[j,i]*x[b,i]; output y[b,j] = if keep[b] then s[b,j] else 0",
                "x",
                (cell, of) -> of.get("keep")[cell / 18] == 0);
        add(
                "dim B; input x : real[B, 3, 24]; input keep : bool[B]; param K : real[4, 3, 5] ~ he\n"
                        + "s[b,o,p in 0..24] = sum(c,r) K[o,c,r]*x[b,c,p + r - 2 | 0]\n"
                        + "output y[b,o,p] = if keep[b] then s[b,o,p]^2 else 0",
                "x",
                (cell, of) -> of.get("keep")[cell / 72] == 0);
        add(
                "dim B, T; input x : real[T, B, 18]; input len : int[B] in 0..T\n"
                        + "param W : real[16, 18] ~ he; param U : real[16, 16] ~ he\n"
                        + "a[t,b,j] = sum(i) W[j,i]*x[t,b,i]\n"
                        + "n[t,b,j] = tanh(a[t,b,j] + sum(k) U[j,k]*h[t-1,b,k | 0])\n"
                        + "h[t,b,j] = if t < len[b] then n[t,b,j] else h[t-1,b,j | 0]\n"
                        + "output y[b,j] = h[T-1,b,j]",
                "x",
                (cell, of) -> cell / (18 * 17) >= of.get("len")[cell / 18 % 17]);
        add(
                "dim B, T; input x : real[T, B, 18]; input len : int[B] in 0..T; param w : real[18] ~ he\n"
                        + "s[t,b] = sum(i) w[i]*x[t,b,i]; output y[b] = sum(t where t < len[b]) s[t,b]^2",
                "x",
                (cell, of) -> cell / (18 * 17) >= of.get("len")[cell / 18 % 17]);
        for (String reduction :
                List.of("norm(i) x[b,i]", "prod(i) x[b,i]", "logsumexp(i) x[b,i]", "max(i) exp(x[b,i])")) {
            add(
                    "dim B; input x : real[B, 6]; input keep : bool[B]\n" + "s[b] = " + reduction
                            + "; output y[b] = if keep[b] then s[b] else 0",
                    "x",
                    (cell, of) -> of.get("keep")[cell / 6] == 0);
        }
        Batch batch = new Batch();
        for (Case c : cases) {
            for (boolean isDouble : new boolean[] {true, false})
                batch.add("std." + c.derived.className(isDouble), c.derived.source(isDouble));
        }
        ClassLoader classes = batch.compile();
        return cases.stream()
                .map(c -> DynamicTest.dynamicTest(c.derived.primal().toString(), () -> verify(c, classes)));
    }

    private static void verify(Case c, ClassLoader classes) throws ReflectiveOperationException {
        Map<String, double[]> values = values(c.derived.stable().program());
        Map<String, double[]> expected = Evaluate.run(c.derived.stable().program(), DIMS, values);
        for (double by : c.by) {
            Map<String, double[]> spoilt = new LinkedHashMap<>(values);
            double[] cells = values.get(c.spoilt).clone();
            int count = 0;
            for (int k = 0; k < cells.length; k++) {
                if (!c.leftOut.at(k, values)) continue;
                cells[k] = by;
                count++;
            }
            assertTrue(count > 0 && count < cells.length, "some cells are left out");
            spoilt.put(c.spoilt, cells);
            Map<String, double[]> interpreted = Evaluate.run(c.derived.stable().program(), DIMS, spoilt);
            for (boolean isDouble : new boolean[] {true, false}) {
                if (!isDouble && Math.abs(by) > Float.MAX_VALUE && !Double.isInfinite(by)) continue;
                Map<String, double[]> emitted = new Instance(c.derived, classes, isDouble).run(DIMS, spoilt, false);
                emitted.forEach((name, found) -> {
                    double[] wanted = expected.get(c.derived.resultOf(name));
                    if (isDouble)
                        compare(name + " interpreted", wanted, interpreted.get(c.derived.resultOf(name)), 1e-11);
                    compare(name + " emitted with " + by, wanted, found, isDouble ? 1e-11 : 1e-4);
                });
            }
        }
    }

    private static Map<String, double[]> values(Program p) {
        Random random = new Random(3);
        Map<String, double[]> values = new LinkedHashMap<>();
        p.inputs()
                .forEach(i -> values.put(
                        i.tensor().name(), numbers(i.tensor(), i.range().isPresent(), random)));
        p.params().forEach(q -> values.put(q.tensor().name(), numbers(q.tensor(), false, random)));
        return values;
    }

    private static double[] numbers(Tensor t, boolean isLength, Random random) {
        return random.doubles(t.size().evaluate(DIMS::get))
                .map(u -> isLength
                        ? Math.floor(1 + u * 15)
                        : t.type() == Type.BOOL ? (u < 0.6 ? 1 : 0) : (float) (2 * u - 1))
                .toArray();
    }

    private static void compare(String what, double[] wanted, double[] found, double tolerance) {
        double scale = 1;
        for (double v : wanted) scale = Math.max(scale, Math.abs(v));
        for (int k = 0; k < wanted.length; k++)
            assertEquals(wanted[k], found[k], tolerance * scale, what + "[" + k + "]");
    }
}
