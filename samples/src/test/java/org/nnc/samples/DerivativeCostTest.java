package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nnc.compiler.diff.Extend;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.emit.Emit;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Cost;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.schedule.Schedule;
import org.nnc.compiler.simplify.Simplify;

/**
 * What a derivative along a direction and a Hessian product cost beside the value, counted on plans: an add, multiply or compare is
 * one unit, a division, root or transcendental eight. A new sample is covered by being there.
 */
final class DerivativeCostTest {
    /** Along a direction of all parameters; where there are none, of what the model is derived by, or else of all inputs. */
    @TestFactory
    Stream<DynamicTest> alongADirectionAtMostTwoAndAHalfTimesTheValue() {
        return Case.each(7, c -> check(c, "jvp", 2.5));
    }

    /** Value, gradient and Hessian times a direction. */
    @TestFactory
    Stream<DynamicTest> hessianProductAtMostTenTimesTheValue() {
        return Case.each(7, c -> {
            if (!c.program().losses().isEmpty()) check(c, "hvp", 10);
        });
    }

    private static void check(Case c, String kind, double most) {
        Program stable = Simplify.stable(c.program(), List.of(), false).program();
        List<String> wrt = new ArrayList<>();
        for (Program.Param q : c.program().params()) wrt.add(q.tensor().name());
        for (Program.Derive d : c.program().derives()) {
            boolean isDerivative = !d.kind().equals(Program.Derive.CHECKPOINT);
            if (isDerivative && c.program().params().isEmpty()) wrt.addAll(d.wrt());
        }
        if (wrt.isEmpty()) wrt.addAll(c.sources());
        // Each result by itself, all of a model together: one that is a single product takes two and a sum.
        for (long n : new long[] {10, 100}) {
            double value = 0;
            double derivative = 0;
            for (String of : targets(c.program())) {
                Program only = Simplify.tidy(stable.withOutputs(List.of(of), List.of()), List.of());
                if (!only.definitions().containsKey(of)) continue;
                Extend.Result r = Extend.of(
                        only,
                        new Program.Derive(kind, of, wrt.stream().distinct().toList()),
                        true);
                List<String> keep = r.derivatives().get(0).tensors();
                Program tidy = Simplify.tidy(r.program(), keep);
                Plan plan = Emit.plan(tidy, Optional.of(new Gradient(tidy, Map.of(), Map.of())), r.derivatives());
                Map<String, Long> dims = new LinkedHashMap<>();
                for (String d : only.runtimeDims()) dims.put(d, n);
                value += Cost.forward(Schedule.of(only), dims::get);
                derivative += Cost.derivative(plan, 0).evaluate(dims::get);
            }
            String what = c.program().name() + " " + kind + " with sizes of " + n;
            assertTrue(derivative <= most * value, what + ": " + derivative / value + " times " + value);
        }
    }

    private static List<String> targets(Program p) {
        if (!p.losses().isEmpty()) return p.losses();
        return p.outputs().stream()
                .filter(n -> p.tensors().get(n).type() == Type.REAL)
                .toList();
    }
}
