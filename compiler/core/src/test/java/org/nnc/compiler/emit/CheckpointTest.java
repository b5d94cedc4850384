package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;

/** {@code derive checkpoint}: the same numbers as without, from far less memory. */
class CheckpointTest {
    /** By name, a model that is compiled with its last line and without it. */
    private static final Map<String, String> MODELS = new LinkedHashMap<>();

    static {
        model("Rnn", """
              input x : real[T, B, 3]
              param Wx : real[4, 3]
              param U : real[4, 4]
              param h0 : real[4] ~ normal(0, 1)
              a[t,b,j] = sum(i) Wx[j,i]*x[t,b,i]
              h[t,b,j] = tanh(a[t,b,j] + sum(k) U[j,k]*h[t-1,b,k | h0[k]])
              z[b,j] = h[T-1,b,j | 0.25]
              loss L = sum(b,j) z[b,j]^2
              derive grad L wrt params, x
              derive checkpoint h wrt t
            """);
        model("Library", """
              input x : real[T, B, 3]
              h = LSTM(x, H=2)
              loss L = sum(t,b,j) h[t,b,j]^2
              derive grad L wrt params, x
              derive checkpoint h wrt t
            """);
        model("BatchFirst", """
              input x : real[B, T, 3]
              param U : real[3, 3] ~ normal(0, 0.4)
              param V : real[2, 3]
              h[b,t,j] = tanh(x[b,t,j] + sum(k) U[j,k]*h[b,t-1,k | 0])
              y[b,t,o] = sum(j) V[o,j]*h[b,t,j]
              loss L = sum(b,t,o) (y[b,t,o] - 0.1*t)^2
              derive grad L wrt params, x
              derive checkpoint h wrt t
            """);
        model("Farther", """
              input x : real[T, B, 2]
              param p : real ~ 0.4
              param q : real ~ -0.3
              h[t,b,j] = sin(x[t,b,j] + p*h[t-1,b,j | 0.5] + q*h[t-3,b,j | x[0,b,j]])
              d[t,b,j in 0..2] = if t >= 1 then h[t,b,j]*h[t-1,b,j | 0] else 0
              loss L = sum(t,b,j) d[t,b,j] + sum(b,j) (h[T-1,b,j | 0] + h[T-2,b,j | 0]^2)
              derive grad L wrt params, x
              derive checkpoint h wrt t
            """);
        model("Ahead", """
              input x : real[T, B, 2]
              param p : real ~ 0.7
              f[t,b,j] = sigmoid(p*x[t,b,j])
              h[t,b,j] = f[t,b,j]*h[t-1,b,j | 1] + x[t,b,j]^2
              loss L = sum(t,b,j) h[t,b,j]*x[t,b,j]
              derive grad L wrt params, x
              derive checkpoint h wrt t
            """);
        model("Down", """
              input x : real[T, B, 2]
              param p : real ~ 0.7
              h[t,b,j] = tanh(p*h[t+1,b,j | 0.2] + x[t,b,j]*h[t+2,b,j | 0.1])
              loss L = sum(t,b,j) h[t,b,j]*x[t,b,j] + sum(b,j) h[0,b,j | 0]
              derive grad L wrt params, x
              derive checkpoint h wrt t
            """);
        model("Pair", """
              input x : real[T, B]
              param w : real ~ 0.3
              s = 0.1
              c[t,b] = 0.9*c[t-1,b | 0] + tanh(x[t,b] + w*h[t-1,b | s])
              h[t,b] = sin(c[t,b])
              output last[b] = h[T-1,b | 0]
              loss L = sum(b) last[b]^2 + sum(t,b) 0.01*c[t,b]^2
              derive grad L wrt params, x
              derive checkpoint h wrt t
            """);
        model("Outputs", """
              input x : real[T, B, 2]
              param U : real[2, 2] ~ normal(0, 0.5)
              h[t,b,j] = tanh(x[t,b,j] + sum(k) U[j,k]*h[t-1,b,k | 0])
              output y[t,b] = h[t,b,0] - h[t,b,1]
              loss L = sum(t,b) y[t,b]^2
              derive grad L wrt params, x
              derive checkpoint h wrt t
            """);
        model("Whole", """
              input x : real[T, B, 2]
              param U : real[2, 2] ~ normal(0, 0.5)
              h[t,b,j] = if t == 1 then h[t-1,b,j | 0] else tanh(x[t,b,j] + sum(k) U[j,k]*h[t-1,b,k | 0])
              e[t,b] = sum(j) h[t,b,j]^2
              r[b] = logsumexp(t) e[t,b]
              f[t,b] = e[t,b]*r[b]
              loss L = sum(t,b where t < T-1) e[t,b] + max(t,b) e[t,b] + sum(t,b) f[t,b]
              derive grad L wrt params, x
              derive checkpoint h wrt t
            """);
        // Backward runs the steps again after the state has moved, with the same draws.
        model("Moving", """
              input x : real[T, B, 2]
              param U : real[2, 2] ~ normal(0, 0.5)
              state m : real[2] = 0.5
              h[t,b,j] = if training and uniform() < 0.3 then 0 else tanh(x[t,b,j] + m[j] + sum(k) U[j,k]*h[t-1,b,k | 0])
              update m[j] = 0.9*m[j] + 0.1*tanh(sum(t,b) h[t,b,j])
              loss L = sum(t,b,j) h[t,b,j]^2
              derive grad L wrt params, x
              derive checkpoint h wrt t
            """);
        model("Number", """
              input x : real[T, B]
              param g : real ~ 0.95
              v[t] = g*v[t-1 | 1] + tanh(sum(b) x[t,b])
              loss L = v[T-1 | 0]^2
              derive grad L wrt params, x
              derive checkpoint v wrt t
            """);
        model("Inner", """
              input x : real[T, B, 4]
              param g : real ~ 0.5
              u[t,b,i] = sin(x[t,b,i] + g*u[t-1,b,i | 0] + 0.3*u[t,b,i-1 | 0.1])
              loss L = sum(t,b,i) u[t,b,i]^2
              derive grad L wrt params, x
              derive checkpoint u wrt t
            """);
    }

    private static ClassLoader classes;

    private static void model(String name, String body) {
        MODELS.put(name, "use std\ndim B, T\nmodel " + name + " {\n" + body + "}\n");
    }

    private static String without(String text) {
        return text.replaceAll("(?m)^ *derive checkpoint.*\n", "");
    }

    private static Compiler.Result compiled(String text, String pack) {
        return Compiler.compile(
                new Source("m.nn", text), n -> Optional.empty(), new Compiler.Options(true, false, pack));
    }

    @BeforeAll
    static void compile() {
        Batch batch = new Batch();
        MODELS.forEach((name, text) -> {
            Compiler.Result blocks = compiled(text, "blocks");
            assertEquals(List.of(), blocks.diagnostics(), name);
            assertTrue(blocks.units().get(0).derived().plan().isBlockwise(), name);
            batch.add("blocks." + name, blocks.units().get(0).java());
            batch.add(
                    "whole." + name,
                    compiled(without(text), "whole").units().get(0).java());
        });
        classes = batch.compile();
    }

    private static Method method(Object model, String name) {
        Method found = null;
        for (Method m : model.getClass().getMethods()) {
            if (m.getName().equals(name) && (found == null || m.getParameterCount() > found.getParameterCount()))
                found = m;
        }
        return found;
    }

    private static double[] x(String name, int steps, int batch, long seed) {
        int width = name.equals("Pair") || name.equals("Number")
                ? 1
                : name.equals("Inner")
                        ? 4
                        : List.of("Rnn", "Library", "BatchFirst").contains(name) ? 3 : 2;
        Random random = new Random(seed);
        double[] x = new double[steps * batch * width];
        for (int i = 0; i < x.length; i++) x[i] = random.nextGaussian();
        return x;
    }

    private static double run(Object model, int steps, int batch, double[] x) throws ReflectiveOperationException {
        Method m = method(model, "lossAndGradient");
        Object[] arguments = new Object[m.getParameterCount()];
        Parameter[] parameters = m.getParameters();
        for (int i = 0; i < arguments.length; i++) {
            // In order of declaration: B, then T, then x.
            arguments[i] = parameters[i].getType() == double[].class ? x : i == 0 ? (Object) batch : (Object) steps;
        }
        return (double) m.invoke(model, arguments);
    }

    private static Object instance(String name) throws ReflectiveOperationException {
        return classes.loadClass(name).getConstructor(long.class).newInstance(5L);
    }

    static List<String> models() {
        return List.copyOf(MODELS.keySet());
    }

    @ParameterizedTest
    @MethodSource("models")
    void givesTheSameNumbers(String name) throws ReflectiveOperationException {
        Object blocks = instance("blocks." + name);
        Object whole = instance("whole." + name);
        // Down and up again: slots of a longer call are still there.
        for (int steps : new int[] {9, 0, 1, 2, 3, 4, 5, 16, 17, 7, 101}) {
            // The step 0 that Farther starts from must be there.
            if (steps == 0 && name.equals("Farther")) continue;
            for (int batch : new int[] {1, 3}) {
                double[] x = x(name, steps, batch, steps);
                double loss = run(whole, steps, batch, x);
                String what = name + " T=" + steps + " B=" + batch;
                assertEquals(loss, run(blocks, steps, batch, x), 1e-12 * Math.max(1, Math.abs(loss)), what);
                same(whole, blocks, "gradient", what);
                same(whole, blocks, "d_x", what);
                // Backward alone reads what forward left.
                method(blocks, "backward").invoke(blocks);
                same(whole, blocks, "gradient", what);
            }
        }
    }

    private static void same(Object whole, Object blocks, String method, String what)
            throws ReflectiveOperationException {
        double[] expected = (double[]) method(whole, method).invoke(whole);
        double[] found = (double[]) method(blocks, method).invoke(blocks);
        double largest = 1;
        for (double v : expected) largest = Math.max(largest, Math.abs(v));
        assertArrayEquals(expected, found, 1e-12 * largest, what + " " + method);
    }

    /** The bytes of all arrays that an instance holds. */
    private static long bytes(Object model, double[] given) throws ReflectiveOperationException {
        long bytes = 0;
        for (Field f : model.getClass().getDeclaredFields()) {
            f.setAccessible(true);
            Object value = f.get(java.lang.reflect.Modifier.isStatic(f.getModifiers()) ? null : model);
            if (value == given || value == null || !value.getClass().isArray()) continue;
            bytes += 8L * Array.getLength(value);
        }
        return bytes;
    }

    @Test
    void hundredTimesTheStepsTakeTenTimesTheMemory() throws ReflectiveOperationException {
        // The gradient with respect to all steps of x would have a cell for each.
        String text = MODELS.get("Rnn").replace("wrt params, x", "wrt params");
        Batch batch = new Batch();
        batch.add("b.Rnn", compiled(text, "b").units().get(0).java());
        batch.add("w.Rnn", compiled(without(text), "w").units().get(0).java());
        ClassLoader own = batch.compile();
        long[][] bytes = new long[2][2];
        for (int c = 0; c < 2; c++) {
            for (int n = 0; n < 2; n++) {
                Object model = own.loadClass(c == 0 ? "b.Rnn" : "w.Rnn")
                        .getConstructor()
                        .newInstance();
                // So many that the rows of scratch, the same for any number of steps, do not count.
                int steps = n == 0 ? 400 : 40_000;
                double[] x = x("Rnn", steps, 2, 1);
                run(model, steps, 2, x);
                bytes[c][n] = bytes(model, x);
            }
        }
        assertTrue(bytes[0][1] <= 10.5 * bytes[0][0], bytes[0][0] + " bytes, then " + bytes[0][1]);
        assertTrue(bytes[1][1] >= 80 * bytes[1][0], bytes[1][0] + " bytes, then " + bytes[1][1]);
        assertTrue(bytes[0][1] * 30 < bytes[1][1], bytes[0][1] + " bytes, without " + bytes[1][1]);
    }

    @Test
    void whereAllStepsAreNeededThatIsSaid() {
        String reversed =
                MODELS.get("Rnn").replace("z[b,j] = h[T-1,b,j | 0.25]", "z[b,j] = sum(t) h[T-1-t,b,j]*x[t,b,0]");
        assertEquals("NN196", compiled(reversed, "").diagnostics().get(0).code());
        String output = MODELS.get("Rnn").replace("  loss", "  output h\n  loss");
        assertEquals("NN196", compiled(output, "").diagnostics().get(0).code());
    }
}
