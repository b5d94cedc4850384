package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.schedule.Plan;

/** The memory of a long recurrence: linear in its length, and of what forward computes no more than backward reads. */
class RecurrenceMemoryTest {
    private static final String MODEL = """
            use std
            model Memory {
              dim T, B
              input x : real[T, B, 8]
              input y : int[B] in 0..4
              h = LSTM(x, H=16)
              last[b,j] = h[T-1,b,j]
              z = Linear(last, O=4)
              loss nll = cross_entropy(z, y)
            }
            """;
    private static final int B = 3;

    private final Compiler.Unit unit = Compiler.compile(
                    new Source("m.nn", MODEL), n -> Optional.empty(), new Compiler.Options(false, false, "gen"))
            .units()
            .get(0);
    private final Plan plan = unit.derived().plan();

    private static boolean isPerStep(Dim size) {
        return size.variables().contains("T");
    }

    /**
     * By the formulas of the LSTM: beside each gate and tanh(c) its twin for the slope, which for the gates takes the place of their sum z; the
     * four gates and tanh(c) for the products that they stand in, the cells for the forget gate, h for the weights.
     */
    @Test
    void keepsWhatTheFormulasOfTheGradientNeed() {
        Set<String> kept = new TreeSet<>();
        for (Tensor t : plan.tensors().values()) {
            if (plan.crossing().contains(t.name()) && isPerStep(t.size())) kept.add(t.name());
        }
        Set<String> needed = Set.of(
                "lstm1.in_gate",
                "lstm1.in_gate_twin",
                "lstm1.forget",
                "lstm1.forget_twin",
                "lstm1.c_v",
                "lstm1.c_v_twin",
                "lstm1.out_gate",
                "lstm1.out_gate_twin",
                "lstm1.c",
                "h_v",
                "h_v_twin",
                "h");
        assertEquals(new TreeSet<>(needed), kept);
    }

    /** The slopes of tanh come from the exponentials of forward. */
    @Test
    void oneKernelGivesAFunctionAndItsTwin() {
        String java = unit.java();
        assertTrue(java.contains("Kernels.tanhs(") && java.contains("Kernels.sigmoids("), java);
        assertFalse(java.contains("Kernels.cosh("), java);
    }

    /** 12 H numbers a step are kept; what is needed in passing, the products with x and the adjoints, is no more. */
    @Test
    void theFormulaIsLinearInTheLength() {
        long[] bytes = new long[3];
        long[] steps = {10, 100, 1000};
        for (int k = 0; k < 3; k++)
            bytes[k] = plan.workspace(false).evaluate(Map.of("T", steps[k], "B", (long) B)::get);
        long perStep = (bytes[1] - bytes[0]) / 90;
        assertEquals(bytes[1] + 900 * perStep, bytes[2]);
        long kept = 4L * B * 12 * 16;
        assertTrue(perStep >= kept && perStep < 2 * kept, perStep + " bytes a step, " + kept + " of them kept");
    }

    @Test
    void theArraysHaveTheSizeOfTheFormula() throws ReflectiveOperationException {
        Batch batch = new Batch();
        batch.add("gen.Memory", unit.java());
        Object model = batch.compile().loadClass("gen.Memory").getConstructor().newInstance();
        for (int t : new int[] {10, 100, 1000}) {
            model.getClass()
                    .getMethod("lossAndGradient", int.class, int.class, float[].class, int[].class)
                    .invoke(model, t, B, new float[t * B * 8], new int[B]);
            long formula = plan.workspace(false).evaluate(Map.of("T", (long) t, "B", (long) B)::get);
            assertEquals(formula, workspace(model), "T = " + t);
        }
    }

    /** The bytes of all arrays of an instance that are neither arguments nor parameters nor the gradient. */
    private static long workspace(Object model) throws IllegalAccessException {
        long bytes = 0;
        for (Field f : model.getClass().getDeclaredFields()) {
            f.setAccessible(true);
            Object value = f.get(model);
            if (value == null || !value.getClass().isArray() || Set.of("x", "y").contains(f.getName())) continue;
            // Rows of scratch have a fixed length.
            if (f.getName().matches("parameters|gradient|state|(row|copy)[0-9]+")) continue;
            bytes += (long) Array.getLength(value) * (value instanceof double[] ? 8 : 4);
        }
        return bytes;
    }
}
