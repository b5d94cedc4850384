package org.nnc.compiler.std;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** An object of an emitted class, called as a user would. */
final class Instance {
    private final Derived derived;
    private final boolean isDouble;
    private final Object model;

    Instance(Derived derived, ClassLoader classes, boolean isDouble) throws ReflectiveOperationException {
        this.derived = derived;
        this.isDouble = isDouble;
        this.model = classes.loadClass("std." + derived.className(isDouble))
                .getConstructor()
                .newInstance();
    }

    /** Outputs and losses by their names, the gradients under {@code "d " + name}. */
    Map<String, double[]> run(Map<String, Long> dims, Map<String, double[]> values, boolean training)
            throws ReflectiveOperationException {
        Program program = derived.simplified();
        fill(
                call("parameters"),
                program.paramsInMemory().stream().map(Program.Param::tensor).toList(),
                values);
        fill(call("state"), program.states().stream().map(Program.State::tensor).toList(), values);
        // Draws begin at step 0 again.
        if (program.draws()) call("seed", 0L);
        List<Object> args = new ArrayList<>();
        for (String d : program.runtimeDims()) args.add((int) (long) dims.get(d));
        for (Program.Input i : program.inputs())
            args.add(argument(i.tensor(), values.get(i.tensor().name())));
        Map<String, double[]> results = new LinkedHashMap<>();
        Object value = call(training ? "forwardTraining" : "forward", args.toArray());
        for (String l : program.losses()) results.put(l, doubles(value));
        for (String o : program.outputs()) results.put(o, doubles(call(o)));
        if (training) {
            double[] state = doubles(call("state"));
            int at = 0;
            for (Program.State s : program.states()) {
                int n = values.get(s.tensor().name()).length;
                if (s.next().isPresent()) results.put(s.next().get(), Arrays.copyOfRange(state, at, at + n));
                at += n;
            }
        }
        if (!derived.hasGradient()) return results;
        List<Object> cotangents = new ArrayList<>();
        for (String c : derived.stable().cotangents().values()) {
            cotangents.add(argument(derived.stable().program().tensors().get(c), values.get(c)));
        }
        call("backward", cotangents.toArray());
        double[] gradient = doubles(call("gradient"));
        int start = 0;
        for (Program.Param p : program.paramsInMemory()) {
            if (p.frozen()) continue;
            int n = values.get(p.tensor().name()).length;
            results.put("d " + p.tensor().name(), Arrays.copyOfRange(gradient, start, start + n));
            start += n;
        }
        for (String a : derived.stable().adjoints().keySet()) {
            if (!results.containsKey("d " + a)) results.put("d " + a, doubles(call("d_" + a)));
        }
        return results;
    }

    private void fill(Object array, List<Tensor> tensors, Map<String, double[]> values) {
        int offset = 0;
        for (Tensor t : tensors) {
            for (double v : values.get(t.name())) {
                if (isDouble) Array.setDouble(array, offset++, v);
                else Array.setFloat(array, offset++, (float) v);
            }
        }
    }

    private Object call(String method, Object... args) throws ReflectiveOperationException {
        for (Method m : model.getClass().getMethods()) {
            if (!m.getName().equals(method) || m.getParameterCount() != args.length) continue;
            boolean fits = true;
            for (int i = 0; i < args.length; i++)
                fits &= m.getParameterTypes()[i].isArray() == args[i].getClass().isArray();
            if (!fits) continue;
            try {
                return m.invoke(model, args);
            } catch (InvocationTargetException e) {
                throw new AssertionError(method + " threw " + e.getCause(), e.getCause());
            }
        }
        throw new NoSuchMethodException(method + " in " + model.getClass().getName());
    }

    private Object argument(Tensor t, double[] values) {
        Class<?> element = t.type() == Type.INT
                ? int.class
                : t.type() == Type.BOOL ? boolean.class : isDouble ? double.class : float.class;
        Object array = Array.newInstance(element, values.length);
        for (int k = 0; k < values.length; k++) {
            if (element == int.class) Array.setInt(array, k, (int) values[k]);
            else if (element == boolean.class) Array.setBoolean(array, k, values[k] != 0);
            else if (isDouble) Array.setDouble(array, k, values[k]);
            else Array.setFloat(array, k, (float) values[k]);
        }
        return t.rank() == 0 ? Array.get(array, 0) : array;
    }

    private static double[] doubles(Object value) {
        if (!value.getClass().isArray()) {
            return new double[] {value instanceof Boolean b ? (b ? 1 : 0) : ((Number) value).doubleValue()};
        }
        double[] v = new double[Array.getLength(value)];
        for (int k = 0; k < v.length; k++) v[k] = doubles(Array.get(value, k))[0];
        return v;
    }
}
