package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.syntax.Unparse;

/** Inputs that are stored in another precision than the class computes in, and precisions that a class cannot have. */
class PrecisionTest {
    private static final String MODEL = """
            model M {
              dim B, D = 3
              input x : float[B, D]
              input t : double[B]
              input s : double
              param W : real[D] ~ normal(0, 1)
              z[b] = sum(i) W[i]*x[b,i] + s*t[b]
              output z
              loss L = mean(b) z[b]^2
              derive grad L wrt params, x, t, s
              derive jvp z wrt t
            }
            """;

    private static ClassLoader classes;

    private static Compiler.Result compiled(String text, boolean isDouble, String pack) {
        Compiler.Options options = new Compiler.Options(isDouble, false, pack);
        return Compiler.compile(new Source("m.nn", text), n -> Optional.empty(), options);
    }

    @BeforeAll
    static void compile() {
        Batch batch = new Batch();
        batch.add("d.M", compiled(MODEL, true, "d").units().get(0).java());
        batch.add("f.M", compiled(MODEL, false, "f").units().get(0).java());
        classes = batch.compile();
    }

    private static Object call(Object model, String method, Object... arguments) throws ReflectiveOperationException {
        for (Method m : model.getClass().getMethods()) {
            if (m.getName().equals(method) && m.getParameterCount() == arguments.length) {
                return m.invoke(model, arguments);
            }
        }
        throw new NoSuchMethodException(method);
    }

    /** 0.1 is no float and no double: which of the two a number went through shows in its bits. */
    @Test
    void aClassComputesInItsOwnPrecisionWhateverItsInputsAreStoredIn() throws ReflectiveOperationException {
        float[] x = {0.1f, -2, 3, 0.7f, 1, 0.3f};
        double[] t = {0.1, -0.7};
        double s = 0.3;
        Object d = classes.loadClass("d.M").getConstructor().newInstance();
        double[] w = {0.1, 0.2, 0.3};
        System.arraycopy(w, 0, (double[]) call(d, "parameters"), 0, 3);
        double loss = (double) call(d, "lossAndGradient", 2, x, t, s);
        double[] z = new double[2];
        double expected = 0;
        for (int b = 0; b < 2; b++) {
            for (int i = 0; i < 3; i++) z[b] += w[i] * x[3 * b + i];
            z[b] += s * t[b];
            expected += z[b] * z[b] / 2;
        }
        assertEquals(expected, loss, 1e-15);
        assertArrayEquals(new double[] {z[0] * s, z[1] * s}, (double[]) call(d, "d_t"), 1e-15);
        assertArrayEquals(
                new double[] {z[0] * w[0], z[0] * w[1], z[0] * w[2], z[1] * w[0], z[1] * w[1], z[1] * w[2]},
                (double[]) call(d, "d_x"),
                1e-15);
        assertEquals(z[0] * t[0] + z[1] * t[1], (double) call(d, "d_s"), 1e-15);

        Object f = classes.loadClass("f.M").getConstructor().newInstance();
        System.arraycopy(new float[] {0.1f, 0.2f, 0.3f}, 0, (float[]) call(f, "parameters"), 0, 3);
        float single = (float) call(f, "lossAndGradient", 2, x, t, s);
        assertEquals(expected, single, 1e-6);
        assertArrayEquals(new float[] {(float) (z[0] * s), (float) (z[1] * s)}, (float[]) call(f, "d_t"), 1e-6f);
    }

    @Test
    void aBatchOfAnotherSizeIsConvertedToo() throws ReflectiveOperationException {
        Object d = classes.loadClass("d.M").getConstructor().newInstance();
        System.arraycopy(new double[] {1, 1, 1}, 0, (double[]) call(d, "parameters"), 0, 3);
        for (int n : new int[] {3, 1, 2}) {
            float[] x = new float[3 * n];
            java.util.Arrays.fill(x, n);
            call(d, "predict", n, x, new double[n], 0.0);
            double[] z = (double[]) call(d, "z");
            assertEquals(n, z.length);
            for (double v : z) assertEquals(3.0 * n, v);
        }
        InvocationTargetException e = assertThrows(
                InvocationTargetException.class, () -> call(d, "predict", 2, new float[5], new double[2], 0.0));
        assertTrue(
                e.getCause().getMessage().contains("float[B=2, 3]"),
                e.getCause().getMessage());
    }

    @Test
    void theCallersArraysAreNotTouched() throws ReflectiveOperationException {
        Object f = classes.loadClass("f.M").getConstructor().newInstance();
        double[] t = {0.1};
        call(f, "predict", 1, new float[] {1, 2, 3}, t, 0.1);
        t[0] = 5;
        call(f, "predict", 1, new float[] {1, 2, 3}, t, 0.1);
        assertEquals(5, t[0]);
    }

    @Test
    void programsKeepThePrecision() {
        Compiler.Result r = compiled(MODEL, true, "");
        String text = Unparse.text(r.units().get(0).derived().primal());
        assertTrue(text.contains("input x : float[B, 3]") || text.contains("input x : float[B, D]"), text);
        assertTrue(text.contains("input s : double"), text);
    }

    @Test
    void aParameterStatesThePrecisionOfTheClass() {
        String text = "model M {\n  input x : real\n  param a : double\n  loss L = (a*x)^2\n}\n";
        assertEquals(List.of(), compiled(text, true, "").diagnostics());
        var found = compiled(text, false, "");
        assertEquals(List.of(), found.units());
        assertEquals("NN134", found.diagnostics().get(0).code());
        assertEquals("3:13", found.diagnostics().get(0).span().toString().replaceFirst("^m.nn:", ""));
        String layer = "layer Twice(x : float) -> y : real { y = 2*x }\n"
                + "model M {\n  input x : double\n  output y = Twice(x)\n}\n";
        assertEquals(List.of(), compiled(layer, false, "").diagnostics());
        assertEquals("NN134", compiled(layer, true, "").diagnostics().get(0).code());
    }

    @Test
    void withoutAPrecisionTheTextMustAgreeWithItself() {
        String text = "model M {\n  param a : double\n  param b : float\n  loss L = (a + b)^2\n}\n";
        var found = Compiler.check(new Source("m.nn", text), n -> Optional.empty());
        assertEquals(1, found.diagnostics().size());
        assertEquals("3:13", found.diagnostics().get(0).span().toString().replaceFirst("^m.nn:", ""));
        assertEquals(List.of(), found.programs());
    }
}
