package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
     * Where hardly anything is done but sigmoid and tanh, whose exact slopes take another transcendental each, or where the
     * model is a few products of two things that both vary, each of which needs two products and a sum.
     */
    private static final Set<String> SMALL =
            Set.of("Product", "Neuron", "First", "Fused", "JoinTable", "TimesConstant", "Scores", "Lstm");

    /**
     * A little of both, in a net of usual size, which Encoder is and OneArm has inside: along all parameters the second layer's
     * weights vary and so do the features it takes.
     */
    private static final Set<String> NETS = Set.of("Encoder", "OneArm");

    /** Along a direction of all parameters; of all inputs, where there are none. */
    @TestFactory
    Stream<DynamicTest> alongADirectionAtMostTwoAndAHalfTimesTheValue() {
        return Case.each(7, c -> check(c, "jvp", tangents(c.program().name())));
    }

    private static double tangents(String model) {
        if (SMALL.contains(model)) return 4.5;
        return NETS.contains(model) ? 2.7 : 2.5;
    }

    /** Value, gradient and Hessian times a direction. */
    @TestFactory
    Stream<DynamicTest> hessianProductAtMostTenTimesTheValue() {
        return Case.each(7, c -> {
            if (!c.program().losses().isEmpty())
                check(c, "hvp", SMALL.contains(c.program().name()) ? 10.5 : 10);
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
