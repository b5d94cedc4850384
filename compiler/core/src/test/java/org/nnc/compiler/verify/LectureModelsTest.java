package org.nnc.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.emit.Batch;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** The models of the lectures: every gradient against dual numbers, differences and the emitted class. */
class LectureModelsTest {
    private static final Pattern SIZES = Pattern.compile("model (\\w+) \\{ // sizes(.*)");

    @TestFactory
    Stream<DynamicTest> everyGradientAgrees() throws IOException {
        String text;
        try (var in = LectureModelsTest.class.getResourceAsStream("/models/lectures.nn")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, Map<String, Long>> sizes = new HashMap<>();
        Matcher m = SIZES.matcher(text);
        while (m.find()) sizes.put(m.group(1), dims(m.group(2)));
        List<DynamicTest> tests = new ArrayList<>();
        for (Program p : Texts.programs(text)) {
            tests.add(DynamicTest.dynamicTest(p.name(), () -> check(p, sizes.get(p.name()))));
        }
        return tests.stream();
    }

    private static Map<String, Long> dims(String text) {
        Map<String, Long> dims = new LinkedHashMap<>();
        for (String s : text.trim().split("\\s+")) {
            int is = s.indexOf('=');
            if (is > 0) dims.put(s.substring(0, is), Long.parseLong(s.substring(is + 1)));
        }
        return dims;
    }

    private static void check(Program model, Map<String, Long> dims) {
        Texts.readsBack(model);
        Program p = Oracles.withLoss(model);
        for (int seed = 1; seed <= 3; seed++) {
            Oracles oracles = new Oracles(p, dims, values(p, dims, new Random(seed)));
            Gradient gradient = oracles.gradient(seed);
            int[] counts = oracles.differences(gradient, 20);
            assertTrue(counts[1] <= counts[0] / 10, counts[1] + " of " + counts[0] + " cells at kinks");
            oracles.secondDerivative(gradient, seed);
            if (seed > 1) continue;
            Texts.readsBack(gradient.program());
            EmittedGradient emitted = new EmittedGradient(p, gradient, p.name());
            Batch batch = new Batch();
            emitted.addTo(batch);
            emitted.compare(batch.compile(), dims, oracles.values());
        }
    }

    /** Makes each entry of a table less than its own place. */
    private static void earlier(Order.Parent p, Map<String, Long> dims, double[] table) {
        int width = 1;
        List<Dim> shape = p.table().shape();
        for (Dim d : shape.subList(p.dimension() + 1, shape.size())) width *= (int) d.evaluate(dims::get);
        int extent = (int) shape.get(p.dimension()).evaluate(dims::get);
        for (int i = 0; i < table.length; i++) table[i] = Math.min(table[i], i / width % extent - 1);
    }

    private static Map<String, double[]> values(Program p, Map<String, Long> dims, Random random) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Program.Input i : p.inputs()) {
            Tensor t = i.tensor();
            double[] v = new double[(int) t.size().evaluate(dims::get)];
            for (int k = 0; k < v.length; k++) {
                int lo = i.range().map(r -> (int) r.lo().evaluate(dims::get)).orElse(0);
                int hi = i.range().map(r -> (int) r.hi().evaluate(dims::get)).orElse(2);
                v[k] = t.type() == Type.REAL ? 2 * random.nextDouble() - 1 : lo + random.nextInt(hi - lo);
            }
            values.put(t.name(), v);
        }
        for (Order.Parent q : Order.parents(Order.steps(p.equations())))
            earlier(q, dims, values.get(q.table().name()));
        return values;
    }
}
