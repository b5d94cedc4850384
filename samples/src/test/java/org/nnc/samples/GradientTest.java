package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.schedule.Cost;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.schedule.Schedule;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.verify.Evaluate;

/** The derivatives of every model of every sample; a new sample is covered by being there. */
final class GradientTest {
    /** So many cells of each tensor; fewer where one run of the interpreter is long. */
    private static final int MOST_CELLS = 40;

    /** Units of work that the differences of one tensor are worth, each costing about eighteen runs of the model. */
    private static final double WORK = 3e6;

    /** The gradient against differences of the model as it was written. */
    @TestFactory
    Stream<DynamicTest> agreesWithDifferences() {
        return Case.each(5, c -> {
            Map<String, double[]> adjoints = Evaluate.run(c.gradient().program(), c.dims(), c.values());
            // What `stop` and `deriv` say of slopes is part of the model.
            Evaluate primal = new Evaluate(c.program(), c.dims()).held(c.values());
            int most = Math.max(2, Math.min(MOST_CELLS, (int) (WORK / Case.work(c.program()))));
            for (String name : c.sources()) {
                double[] x = c.values().get(name);
                double[] adjoint = adjoints.get(c.gradient().adjoints().get(name));
                int cells = Math.min(x.length, most);
                double[] some = new double[cells];
                double[] differences = new double[cells];
                for (int k = 0; k < cells; k++) {
                    int cell = (int) ((long) k * x.length / cells);
                    some[k] = adjoint[cell];
                    double at = x[cell];
                    differences[k] = Richardson.derivative(t -> {
                        x[cell] = at + t;
                        double f = c.scalar(primal.run(c.values()));
                        x[cell] = at;
                        return f;
                    });
                }
                Richardson.assertAgrees(c.program().name() + " d_" + name, some, differences);
            }
        });
    }

    /**
     * Value and gradient cost less than five times the value, whatever the number of examples: an add, multiply or compare
     * is one unit, a division, root or transcendental eight; the value alone is counted on a plan of its own.
     */
    @TestFactory
    Stream<DynamicTest> costsLessThanFiveTimesTheValue() {
        return Case.each(7, c -> {
            Program primal = Simplify.stable(c.program(), List.of(), false).program();
            Plan alone = Schedule.of(primal);
            Plan both = Schedule.of(
                    c.gradient().program(),
                    c.gradient().adjoints(),
                    c.gradient().cotangents());
            for (long examples : new long[] {1, 32, 1000}) {
                double value = Cost.forward(alone, dim -> examples);
                double all = Cost.forward(both, dim -> examples) + Cost.backward(both, dim -> examples);
                assertTrue(all < 5 * value, c.program().name() + " costs " + all / value + " times the value");
            }
        });
    }
}
