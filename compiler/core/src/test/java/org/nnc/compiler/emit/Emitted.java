package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.verify.Evaluate;

/** One model with its gradient: emitted for both types, run on random arguments, compared with the interpreter. */
final class Emitted {
    private final Program program;
    private final Optional<Gradient> gradient;
    private final String name;

    Emitted(String name, String text, String... wrt) {
        this.name = name;
        Program written = Mini.program(name, text);
        List<String> all = new ArrayList<>(List.of(wrt));
        written.params().stream()
                .filter(p -> !p.frozen())
                .forEach(p -> all.add(p.tensor().name()));
        program = Simplify.stable(written, List.of(), false).program();
        gradient = all.isEmpty()
                ? Optional.empty()
                : Optional.of(Simplify.tidy(
                        written.losses().isEmpty()
                                ? Differentiate.ofOutputs(program, reals(written), all)
                                : Differentiate.ofLoss(program, written.losses().get(0), all)));
    }

    private static List<String> reals(Program p) {
        return p.outputs().stream()
                .filter(o -> p.tensors().get(o).type() == Type.REAL)
                .toList();
    }

    String source(boolean isDouble) {
        return Emit.java(program, gradient, new EmitOptions(isDouble, "gen", className(isDouble)));
    }

    Plan plan() {
        return Emit.plan(program, gradient);
    }

    String className(boolean isDouble) {
        return name + (isDouble ? "" : "F");
    }

    void addTo(Batch batch) {
        batch.add("gen." + className(true), source(true));
        batch.add("gen." + className(false), source(false));
    }

    /** Runs both classes on the sizes, twice on one instance, and compares everything that they give out. */
    void verify(ClassLoader loader, Map<String, Long> dims, long seed) throws ReflectiveOperationException {
        for (boolean isDouble : new boolean[] {true, false}) {
            Class<?> type = loader.loadClass("gen." + className(isDouble));
            Object model = type.getConstructor().newInstance();
            for (int round = 0; round < 2; round++) {
                try {
                    verify(model, isDouble, dims, new Random(seed + round));
                } catch (InvocationTargetException e) {
                    throw new AssertionError(
                            name + " " + dims + " threw " + e.getCause() + "\n" + source(isDouble), e.getCause());
                }
            }
        }
    }

    private Object call(Object model, String method, Object... args) throws ReflectiveOperationException {
        for (Method m : model.getClass().getMethods()) {
            if (m.getName().equals(method) && m.getParameterCount() == args.length) {
                boolean fits = true;
                for (int i = 0; i < args.length; i++)
                    fits &= m.getParameterTypes()[i].isArray()
                            == args[i].getClass().isArray();
                if (fits) return m.invoke(model, args);
            }
        }
        throw new NoSuchMethodException(method + " in\n" + source(true));
    }

    /** An output; one that has the name of a method of every class has an underscore. */
    private Object output(Object model, String name) throws ReflectiveOperationException {
        for (Method m : model.getClass().getMethods()) {
            if (m.getName().equals(name + "_") && m.getParameterCount() == 0) return m.invoke(model);
        }
        return call(model, name);
    }

    /** The inputs and parameters of a run, exact in both types. */
    Map<String, double[]> values(Map<String, Long> dims, Random random) {
        Map<String, double[]> values = new LinkedHashMap<>();
        Program whole = gradient.map(Gradient::program).orElse(program);
        for (Program.Input i : whole.inputs()) {
            double[] v = new double[size(i.tensor(), dims)];
            for (int k = 0; k < v.length; k++) v[k] = value(i, dims, random);
            values.put(i.tensor().name(), v);
        }
        for (Program.Param p : whole.params()) {
            double[] v = new double[size(p.tensor(), dims)];
            for (int k = 0; k < v.length; k++) v[k] = (float) (random.nextDouble() * 2 - 1);
            values.put(p.tensor().name(), v);
        }
        return values;
    }

    private static double value(Program.Input i, Map<String, Long> dims, Random random) {
        if (i.tensor().type() == Type.BOOL) return random.nextInt(2);
        if (i.tensor().type() == Type.INT) {
            int lo = i.range().map(r -> (int) r.lo().evaluate(dims::get)).orElse(-5);
            int hi = i.range().map(r -> (int) r.hi().evaluate(dims::get)).orElse(5);
            return lo + random.nextInt(Math.max(1, hi - lo));
        }
        return (float) (random.nextDouble() * 2 - 1);
    }

    static int size(Tensor t, Map<String, Long> dims) {
        return (int) t.size().evaluate(dims::get);
    }

    static Object array(Tensor t, double[] v, boolean isDouble) {
        Class<?> element = t.type() == Type.INT
                ? int.class
                : t.type() == Type.BOOL ? boolean.class : isDouble ? double.class : float.class;
        Object array = Array.newInstance(element, v.length);
        for (int i = 0; i < v.length; i++) {
            if (element == int.class) Array.setInt(array, i, (int) v[i]);
            else if (element == boolean.class) Array.setBoolean(array, i, v[i] != 0);
            else if (isDouble) Array.setDouble(array, i, v[i]);
            else Array.setFloat(array, i, (float) v[i]);
        }
        return t.rank() == 0 ? Array.get(array, 0) : array;
    }

    static double[] doubles(Object value) {
        if (!value.getClass().isArray()) {
            return new double[] {value instanceof Boolean b ? (b ? 1 : 0) : ((Number) value).doubleValue()};
        }
        double[] v = new double[Array.getLength(value)];
        for (int i = 0; i < v.length; i++) v[i] = doubles(Array.get(value, i))[0];
        return v;
    }

    private void verify(Object model, boolean isDouble, Map<String, Long> dims, Random random)
            throws ReflectiveOperationException {
        Map<String, double[]> values = values(dims, random);
        Program whole = gradient.map(Gradient::program).orElse(program);
        Map<String, double[]> expected = Evaluate.run(whole, dims, values);
        double[] parameters = doubles(call(model, "parameters"));
        int offset = 0;
        Object live = call(model, "parameters");
        for (Program.Param p : program.paramsInMemory()) {
            for (double v : values.get(p.tensor().name())) {
                if (isDouble) Array.setDouble(live, offset++, v);
                else Array.setFloat(live, offset++, (float) v);
            }
        }
        assertEquals(offset, parameters.length);
        List<Object> args = new ArrayList<>();
        for (String d : program.runtimeDims()) args.add((int) (long) dims.get(d));
        for (Program.Input i : program.inputs())
            args.add(array(i.tensor(), values.get(i.tensor().name()), isDouble));
        boolean isJoint = gradient.isPresent()
                && program.losses().size() == 1
                && gradient.get().cotangents().isEmpty()
                && Arrays.stream(model.getClass().getMethods())
                        .noneMatch(m -> m.getName().equals("forwardTraining"));
        // Both at once, which may run in another order, on memory that no forward has filled.
        if (isJoint) {
            Object loss = call(model, "lossAndGradient", args.toArray());
            compare(program.losses().get(0), expected.get(program.losses().get(0)), loss, isDouble);
            for (String o : program.outputs()) compare(o, expected.get(o), output(model, o), isDouble);
            compareAdjoints(model, dims, expected, isDouble);
            call(model, "backward");
            compareAdjoints(model, dims, expected, isDouble);
        }
        Object result = call(model, "forward", args.toArray());
        if (program.losses().size() == 1)
            compare(program.losses().get(0), expected.get(program.losses().get(0)), result, isDouble);
        for (String o : program.outputs()) compare(o, expected.get(o), output(model, o), isDouble);
        if (gradient.isEmpty()) return;
        List<Object> cotangents = new ArrayList<>();
        gradient.get()
                .cotangents()
                .values()
                .forEach(c -> cotangents.add(array(whole.tensors().get(c), values.get(c), isDouble)));
        for (int twice = 0; twice < 2; twice++) {
            call(model, "backward", cotangents.toArray());
            compareAdjoints(model, dims, expected, isDouble);
        }
    }

    private void compareAdjoints(Object model, Map<String, Long> dims, Map<String, double[]> expected, boolean isDouble)
            throws ReflectiveOperationException {
        double[] g = doubles(call(model, "gradient"));
        int start = 0;
        for (Program.Param p : program.paramsInMemory()) {
            if (p.frozen()) continue;
            int n = size(p.tensor(), dims);
            double[] part = Arrays.copyOfRange(g, start, start + n);
            String adjoint = gradient.get().adjoints().get(p.tensor().name());
            compare("d_" + p.tensor().name(), expected.get(adjoint), part, isDouble);
            start += n;
        }
        for (Map.Entry<String, String> a : gradient.get().adjoints().entrySet()) {
            if (program.params().stream().anyMatch(p -> p.tensor().name().equals(a.getKey()))) continue;
            compare("d_" + a.getKey(), expected.get(a.getValue()), call(model, "d_" + a.getKey()), isDouble);
        }
    }

    private void compare(String what, double[] expected, Object actual, boolean isDouble) {
        double[] a = doubles(actual);
        assertEquals(expected.length, a.length, what);
        double scale = 0;
        for (double v : expected) if (Double.isFinite(v)) scale = Math.max(scale, Math.abs(v));
        double tolerance = (isDouble ? 1e-12 : 2e-4) * Math.max(1, scale);
        for (int i = 0; i < a.length; i++) {
            boolean same = Double.compare(expected[i], a[i]) == 0 || Math.abs(expected[i] - a[i]) <= tolerance;
            if (!same) {
                assertEquals(
                        expected[i],
                        a[i],
                        tolerance,
                        name + ": " + what + "[" + i + "]\n"
                                + gradient.map(Gradient::program).orElse(program) + "\n" + source(isDouble));
            }
        }
    }
}
