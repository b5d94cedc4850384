package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.compiler.verify.Evaluate;

/** Models with several losses: each has its gradient, all have one for their weighted sum. */
class LossesTest {
    private static final String TWO = """
            model Two {
              dim B, D = 3
              input x : real[B, D]
              input y : real[B]
              input s : real
              param w : real[D] ~ normal(0, 1)
              param k : real ~ 0.5
              output p[b] = k*tanh(sum(d) w[d]*x[b,d])*s
              loss nll = mean(b) (p[b] - y[b])^2
              loss l2 = (sum(d) w[d]^2) + sqrt(k)
              loss third = sum(b) (if training then x[b,0]*uniform() else x[b,0])*p[b]
              derive grad nll wrt params, x, s
              derive vjp p wrt x
            }
            """;

    private static final int B = 4;
    private static Program program;
    private static ClassLoader classes;
    private final Random random = new Random(8);
    private final double[] x = random.doubles(B * 3, -1, 1).toArray();
    private final double[] y = random.doubles(B, -1, 1).toArray();
    private final double[] parameters = {0.4, -0.9, 1.3, 0.7};

    @BeforeAll
    static void compile() {
        Checked checked = Compiler.check(new Source("two.nn", TWO), n -> Optional.empty());
        assertEquals(List.of(), checked.diagnostics());
        program = checked.programs().get(0);
        Batch batch = new Batch();
        for (boolean isDouble : new boolean[] {true, false}) {
            String pack = isDouble ? "d" : "f";
            Compiler.Result r = Compiler.compile(
                    new Source("two.nn", TWO), n -> Optional.empty(), new Compiler.Options(isDouble, false, pack));
            batch.add(pack + ".Two", r.units().get(0).java());
        }
        classes = batch.compile();
    }

    private Object model() throws ReflectiveOperationException {
        return classes.loadClass("d.Two").getConstructor(double[].class).newInstance((Object) parameters.clone());
    }

    private static Object call(Object model, String method, Object... arguments) throws ReflectiveOperationException {
        for (Method m : model.getClass().getMethods()) {
            boolean fits = m.getName().equals(method) && m.getParameterCount() == arguments.length;
            if (fits) return m.invoke(model, arguments);
        }
        throw new NoSuchMethodException(method);
    }

    private double value(String loss, double[] parameters, double[] x, double s, boolean training) {
        Map<String, double[]> values = new HashMap<>();
        values.put("x", x);
        values.put("y", y);
        values.put("s", new double[] {s});
        values.put("w", Arrays.copyOf(parameters, 3));
        values.put("k", new double[] {parameters[3]});
        return new Evaluate(program, Map.of("B", (long) B))
                .training(training)
                .run(values)
                .get(loss)[0];
    }

    private interface Along {
        double at(double h);
    }

    private static double difference(Along f) {
        double h = 1e-3;
        return (8 * (f.at(h / 2) - f.at(-h / 2)) - (f.at(h) - f.at(-h))) / (6 * h);
    }

    private static double[] moved(double[] v, int i, double h) {
        double[] m = v.clone();
        m[i] += h;
        return m;
    }

    /** The gradient of a weighted sum of the losses by differences: parameters, x, s. */
    private double[] expected(double[] weights, boolean training) {
        List<String> losses = program.losses();
        double[] all = new double[4 + x.length + 1];
        for (int l = 0; l < weights.length; l++) {
            String loss = losses.get(l);
            if (weights[l] == 0) continue;
            double weight = weights[l];
            for (int i = 0; i < 4; i++) {
                int at = i;
                all[i] += weight * difference(h -> value(loss, moved(parameters, at, h), x, 1.5, training));
            }
            for (int i = 0; i < x.length; i++) {
                int at = i;
                all[4 + i] += weight * difference(h -> value(loss, parameters, moved(x, at, h), 1.5, training));
            }
            all[4 + x.length] += weight * difference(h -> value(loss, parameters, x, 1.5 + h, training));
        }
        return all;
    }

    private static double[] actual(Object model) throws ReflectiveOperationException {
        double[] gradient = (double[]) call(model, "gradient");
        double[] dx = (double[]) call(model, "d_x");
        double[] all = Arrays.copyOf(gradient, 4 + dx.length + 1);
        System.arraycopy(dx, 0, all, 4, dx.length);
        all[4 + dx.length] = (double) call(model, "d_s");
        return all;
    }

    @Test
    void eachLossHasItsGradientInAnyOrder() throws ReflectiveOperationException {
        Object model = model();
        call(model, "forward", B, x, y, 1.5);
        for (int l : new int[] {2, 0, 1, 0, 2}) {
            String loss = program.losses().get(l);
            double[] weights = new double[3];
            weights[l] = 1;
            assertEquals(value(loss, parameters, x, 1.5, false), (double) call(model, loss), 1e-14);
            call(model, "backward" + Character.toUpperCase(loss.charAt(0)) + loss.substring(1));
            assertArrayEquals(expected(weights, false), actual(model), 1e-9, loss);
        }
        double[] weights = {0.5, -2, 3};
        call(model, "backward", weights[0], weights[1], weights[2]);
        assertArrayEquals(expected(weights, false), actual(model), 1e-9, "a weighted sum");
        call(model, "backwardNll");
        assertArrayEquals(expected(new double[] {1, 0, 0}, false), actual(model), 1e-9);
    }

    @Test
    void trainingHasItsOwn() throws ReflectiveOperationException {
        Object model = model();
        double loss = (double) call(model, "lossAndGradientThird", B, x, y, 1.5);
        assertEquals(value("third", parameters, x, 1.5, true), loss, 1e-14);
        assertArrayEquals(expected(new double[] {0, 0, 1}, true), actual(model), 1e-9);
        call(model, "backward", 1.0, 1.0, 1.0);
        assertArrayEquals(expected(new double[] {1, 1, 1}, true), actual(model), 1e-9);
    }

    @Test
    void aLossDoesNotHearOfAnothersInfinities() throws ReflectiveOperationException {
        parameters[3] = 0;
        Object model = model();
        call(model, "forward", B, x, y, 1.5);
        call(model, "backwardNll");
        for (double d : actual(model)) assertTrue(Double.isFinite(d), "sqrt'(0) is another loss's");
        call(model, "backwardL2");
        assertEquals(Double.POSITIVE_INFINITY, actual(model)[3]);
    }

    @Test
    void whatItIsCalledIsWhatTheContractSays() throws ReflectiveOperationException {
        Class<?> c = classes.loadClass("f.Two");
        assertEquals(
                void.class,
                c.getMethod("forward", int.class, float[].class, float[].class, float.class)
                        .getReturnType());
        assertEquals(float.class, c.getMethod("nll").getReturnType());
        assertEquals(void.class, c.getMethod("backwardNll").getReturnType());
        c.getMethod("backward", float.class, float.class, float.class);
        Method both = c.getMethod("lossAndGradientNll", int.class, float[].class, float[].class, float.class);
        assertEquals(float.class, both.getReturnType());
        c.getMethod("vjpP", float[].class);
        assertFalse(Arrays.stream(c.getMethods()).anyMatch(m -> m.getName().equals("lossAndGradient")));
    }

    @Test
    void aBackwardBeforeAForwardIsRefused() throws ReflectiveOperationException {
        Object model = model();
        for (String method : new String[] {"backwardNll", "backwardThird"}) {
            var thrown = assertThrows(InvocationTargetException.class, () -> call(model, method));
            assertTrue(thrown.getCause() instanceof IllegalStateException);
        }
    }

    @Test
    void theProgramPrintsAndChecksBack() {
        Checked again = Compiler.check(new Source("again.nn", Unparse.text(program)), n -> Optional.empty());
        assertEquals(List.of(), again.diagnostics());
        assertEquals(program.losses(), again.programs().get(0).losses());
        assertEquals(program.equations(), again.programs().get(0).equations());
    }
}
