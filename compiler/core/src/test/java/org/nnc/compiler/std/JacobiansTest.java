package org.nnc.compiler.std;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diff.Extend;
import org.nnc.compiler.diff.Tangent;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.simplify.Specialise;
import org.nnc.compiler.verify.Evaluate;

/** The Jacobian of every item of the library, in both modes, against columns of derivatives along unit directions. */
class JacobiansTest {
    /** Larger ones are left to other tests. */
    private static final int LARGEST = 600;

    private static final int COLUMNS = 3;

    @TestFactory
    Stream<DynamicTest> columns() {
        return Items.all().stream()
                .filter(i -> i.sample.isEmpty())
                .filter(i -> System.getProperty("item") == null || i.name.equals(System.getProperty("item")))
                .map(i -> DynamicTest.dynamicTest(
                        i.name,
                        () -> Compiler.onOwnStack(() -> {
                            verify(i);
                            return null;
                        })));
    }

    private static void verify(Item item) {
        String text = item.cases.get(0);
        Derived derived = Derived.of("Item", item.text(text));
        Program p = derived.simplified();
        if (Specialise.isNeeded(p)) p = Specialise.evaluation(p, List.of());
        Trial.Numbers at = new Trial(item, derived).numbers(text);
        for (String of : p.outputs()) {
            if (p.tensors().get(of).type() == Type.REAL && p.definitions().containsKey(of)) verify(p, at, of);
        }
        for (String of : p.losses()) verify(p, at, of);
    }

    private static void verify(Program p, Trial.Numbers at, String of) {
        int rows = size(p.tensors().get(of), at);
        for (String x : Derived.active(p)) {
            int columns = size(p.tensors().get(x), at);
            if (rows == 0 || columns == 0 || (long) rows * columns > LARGEST) continue;
            Program.Derive asked = new Program.Derive("jacobian", of, List.of(x));
            double[][] expected = null;
            for (boolean forward : new boolean[] {true, false}) {
                Extend.Result r = Extend.of(p, asked, forward);
                String matrix = r.derivatives().get(0).tensors().get(0);
                Program tidy = Simplify.tidy(r.program(), List.of(matrix));
                double[] found = Evaluate.run(tidy, at.dims(), at.values()).get(matrix);
                assertEquals(rows * columns, found.length);
                if (expected == null) expected = columns(p, at, of, x, columns);
                for (int c = 0; c < expected.length; c++) {
                    if (expected[c] == null) continue;
                    double scale = 1;
                    for (double v : expected[c]) scale = Math.max(scale, Math.abs(v));
                    for (int row = 0; row < rows; row++) {
                        String where = of + "[" + row + "] by " + x + "[" + c + "], forward " + forward + "\n" + p;
                        assertEquals(expected[c][row], found[row * columns + c], 1e-10 * scale, where);
                    }
                }
            }
        }
    }

    private static double[][] columns(Program p, Trial.Numbers at, String of, String x, int columns) {
        Tangent.Result t = Tangent.of(p, List.of(of), List.of(x));
        double[][] all = new double[columns][];
        Map<String, double[]> values = new LinkedHashMap<>(at.values());
        for (int k = 0; k < Math.min(COLUMNS, columns); k++) {
            int c = k * columns / Math.min(COLUMNS, columns);
            double[] unit = new double[columns];
            unit[c] = 1;
            values.put(t.directions().get(x), unit);
            all[c] = Evaluate.run(t.program(), at.dims(), values)
                    .get(t.tangents().get(of))
                    .clone();
        }
        return all;
    }

    private static int size(Tensor t, Trial.Numbers at) {
        return (int) t.size().evaluate(at.dims()::get);
    }
}
