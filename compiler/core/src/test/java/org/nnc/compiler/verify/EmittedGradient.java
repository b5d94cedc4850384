package org.nnc.compiler.verify;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.emit.Batch;
import org.nnc.compiler.emit.Emit;
import org.nnc.compiler.emit.EmitOptions;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.runtime.DoubleModel;

/** The class emitted for a gradient of L: compiled in a batch, run, and compared with the interpreter. */
final class EmittedGradient {
    private static final String PACKAGE = "random";
    private final Program primal;
    private final Gradient gradient;
    private final String name;
    private final String source;

    EmittedGradient(Program primal, Gradient gradient, String name) {
        this.primal = primal;
        this.gradient = gradient;
        this.name = name;
        this.source = Emit.java(primal, Optional.of(gradient), new EmitOptions(true, PACKAGE, name, Unparse::equation));
    }

    void addTo(Batch batch) {
        batch.add(PACKAGE + "." + name, source);
    }

    /** Runs forward and backward twice on one instance: the second time nothing of the first may be left. */
    void compare(ClassLoader loader, Map<String, Long> dims, Map<String, double[]> values) {
        Map<String, double[]> expected = Evaluate.run(gradient.program(), dims, values);
        try {
            DoubleModel model = (DoubleModel)
                    loader.loadClass(PACKAGE + "." + name).getConstructor().newInstance();
            int offset = 0;
            for (Program.Param p : primal.paramsInMemory()) {
                double[] v = values.get(p.tensor().name());
                System.arraycopy(v, 0, model.parameters(), offset, v.length);
                offset += v.length;
            }
            List<Object> args = new ArrayList<>();
            for (String d : primal.runtimeDims()) args.add(dims.get(d).intValue());
            for (Program.Input i : primal.inputs())
                args.add(argument(i, values.get(i.tensor().name())));
            boolean hasTraining = Arrays.stream(model.getClass().getMethods())
                    .anyMatch(m -> m.getName().equals("forwardTraining"));
            for (int round = hasTraining ? 1 : 0; round < 3; round++) {
                // The first time at once, which may run in another order.
                String pass = round == 0 ? "lossAndGradient" : "forward";
                double loss = (double) call(model, pass, args.toArray());
                same("L", expected.get("L"), new double[] {loss});
                if (round > 0) call(model, "backward");
                compareAdjoints(model, expected, values);
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError("emitted class: " + e.getCause() + at(e.getCause()) + "\n" + source, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("emitted class: " + e + "\n" + source, e);
        }
    }

    private static String at(Throwable e) {
        return e.getStackTrace().length > 0 ? " at " + e.getStackTrace()[0] : "";
    }

    private void compareAdjoints(DoubleModel model, Map<String, double[]> expected, Map<String, double[]> values)
            throws ReflectiveOperationException {
        int start = 0;
        for (Program.Param p : primal.paramsInMemory()) {
            if (p.frozen()) continue;
            String name = p.tensor().name();
            int end = start + values.get(name).length;
            same(
                    "d_" + name,
                    expected.get(gradient.adjoints().get(name)),
                    Arrays.copyOfRange(model.gradient(), start, end));
            start = end;
        }
        for (Program.Input i : primal.inputs()) {
            String adjoint = gradient.adjoints().get(i.tensor().name());
            if (adjoint == null) continue;
            Object actual = call(model, "d_" + i.tensor().name());
            double[] all = actual instanceof double[] array ? array : new double[] {(double) actual};
            same("d_" + i.tensor().name(), expected.get(adjoint), all);
        }
    }

    private static Object argument(Program.Input i, double[] v) {
        boolean isScalar = i.tensor().rank() == 0;
        if (i.tensor().type() == Type.INT) {
            int[] ints = Arrays.stream(v).mapToInt(x -> (int) x).toArray();
            return isScalar ? (Object) ints[0] : ints;
        }
        if (i.tensor().type() == Type.BOOL) {
            boolean[] bools = new boolean[v.length];
            for (int k = 0; k < v.length; k++) bools[k] = v[k] != 0;
            return isScalar ? (Object) bools[0] : bools;
        }
        return isScalar ? (Object) v[0] : v.clone();
    }

    private Object call(Object model, String method, Object... args) throws ReflectiveOperationException {
        for (Method m : model.getClass().getMethods()) {
            if (m.getName().equals(method) && m.getParameterCount() == args.length) return m.invoke(model, args);
        }
        throw new NoSuchMethodException(method + " with " + args.length + " arguments");
    }

    private void same(String what, double[] expected, double[] actual) {
        Oracles.require(
                expected.length == actual.length,
                () -> "emitted " + what + " has " + actual.length + " cells\n" + source);
        double scale = 1;
        for (double v : expected) if (Double.isFinite(v)) scale = Math.max(scale, Math.abs(v));
        for (int i = 0; i < actual.length; i++) {
            int cell = i;
            Oracles.require(
                    Oracles.close(expected[i], actual[i], 1e-12, scale),
                    () -> "emitted " + what + "[" + cell + "] is " + actual[cell] + ", interpreted " + expected[cell]
                            + "\n" + gradient.program() + "\n" + source);
        }
    }
}
