package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nnc.compiler.diff.Extend;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.verify.Evaluate;

/**
 * The two modes of every model of every sample: what a cotangent sees of the derivative along a direction is what the
 * adjoints see of the direction. A new sample is covered by being there.
 */
final class DotTest {
    private static final double TOLERANCE = 1e-12;

    @TestFactory
    Stream<DynamicTest> forwardIsReverse() {
        return Case.each(13, DotTest::check);
    }

    private static void check(Case c) {
        List<String> sources = c.sources();
        if (sources.isEmpty()) return;
        Program p = c.program();
        Map<String, double[]> directions = new HashMap<>();
        Random random = new Random(17);
        for (String s : sources) {
            directions.put(s, random.doubles(c.values().get(s).length, -1, 1).toArray());
        }
        double forward = 0;
        double magnitude = 0;
        Program stable = Simplify.stable(p, List.of(), false).program();
        List<String> targets = p.losses().isEmpty() ? p.outputs() : p.losses().subList(0, 1);
        for (String of : targets) {
            if (p.tensors().get(of).type() != Type.REAL) continue;
            Extend.Result r = Extend.of(stable, new Program.Derive("jvp", of, sources), true);
            Map<String, double[]> values = new HashMap<>(c.values());
            List<String> arguments = r.derivatives().get(0).arguments();
            for (int i = 0; i < sources.size(); i++) values.put(arguments.get(i), directions.get(sources.get(i)));
            double[] tangent = Evaluate.run(r.program(), c.dims(), values)
                    .get(r.derivatives().get(0).tensors().get(0));
            double[] cotangent = p.losses().isEmpty()
                    ? c.values().get(c.gradient().cotangents().get(of))
                    : new double[] {1};
            for (int i = 0; i < tangent.length; i++) {
                forward += cotangent[i] * tangent[i];
                magnitude += Math.abs(cotangent[i] * tangent[i]);
            }
        }
        Map<String, double[]> adjoints = Evaluate.run(c.gradient().program(), c.dims(), c.values());
        double reverse = 0;
        for (String s : sources) {
            double[] adjoint = adjoints.get(c.gradient().adjoints().get(s));
            for (int i = 0; i < adjoint.length; i++) {
                reverse += adjoint[i] * directions.get(s)[i];
                magnitude += Math.abs(adjoint[i] * directions.get(s)[i]);
            }
        }
        assertEquals(forward, reverse, TOLERANCE * Math.max(1, magnitude));
    }
}
