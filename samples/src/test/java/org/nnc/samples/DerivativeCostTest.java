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
    /**
     * A product of two things that both vary takes two products and a sum along a direction: models that are hardly more, a
     * scalar neuron, products by an input, scores of a linear classifier. And the recurrent net of ADBench, without any
     * matrix: its gates are sigmoid and tanh of a product each, whose exact slopes take another transcendental.
     */
    private static final Map<String, Double> MORE =
            Map.of("Neuron", 3.0, "TimesConstant", 3.0, "Scores", 2.85, "Lstm", 3.7);

    /** Along a direction of all parameters; of all inputs, where there are none. */
    @TestFactory
    Stream<DynamicTest> alongADirectionAtMostTwoAndAHalfTimesTheValue() {
        return Case.each(7, c -> check(c, "jvp", MORE.getOrDefault(c.program().name(), 2.5)));
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
        if (wrt.isEmpty()) wrt.addAll(c.sources());
        for (String of : targets(c.program())) {
            Program only = Simplify.tidy(stable.withOutputs(List.of(of), List.of()), List.of());
            if (!only.definitions().containsKey(of)) continue;
            Extend.Result r = Extend.of(only, new Program.Derive(kind, of, wrt), true);
            List<String> keep = r.derivatives().get(0).tensors();
            Program tidy = Simplify.tidy(r.program(), keep);
            Plan plan = Emit.plan(tidy, Optional.of(new Gradient(tidy, Map.of(), Map.of())), r.derivatives());
            Plan primal = Schedule.of(only);
            for (long n : new long[] {10, 100}) {
                Map<String, Long> dims = new LinkedHashMap<>();
                for (String d : only.runtimeDims()) dims.put(d, n);
                double value = Cost.forward(primal, dims::get);
                double derivative = Cost.derivative(plan, 0).evaluate(dims::get);
                String what = c.program().name() + " " + kind + " of " + of + " at " + dims;
                assertTrue(derivative <= most * value, what + ": " + derivative / value + " times " + value);
            }
        }
    }

    private static List<String> targets(Program p) {
        if (!p.losses().isEmpty()) return p.losses();
        return p.outputs().stream()
                .filter(n -> p.tensors().get(n).type() == Type.REAL)
                .toList();
    }
}
