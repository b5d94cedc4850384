package org.nnc.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.nnc.compiler.emit.Batch;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Every method that {@code derive} adds to a class, at two sizes one after the other in one instance: directions and columns
 * against dual numbers, second derivatives against differences of dual numbers, the sparse forms against the dense one.
 * Matrices in the mode that is chosen, and in both others.
 */
class EmittedDerivativesTest {
    private static final List<String> TEXTS = DerivativeModels.TEXTS;

    private static final Map<String, Compiler.Unit> UNITS = new LinkedHashMap<>();
    private static final Map<String, Program> PROGRAMS = new HashMap<>();
    private static ClassLoader loader;

    @BeforeAll
    static void compile() {
        Batch batch = new Batch();
        for (String mode : List.of("", "_forward", "_reverse")) {
            for (String text : TEXTS) {
                String moded = text.replaceAll("derive (jacobian|hessian) ", "derive $1" + mode + " ");
                if (!mode.isEmpty() && moded.equals(text)) continue;
                Source source = new Source("m.nn", moded);
                Compiler.Result r = Compiler.compile(
                        source, n -> Optional.empty(), new Compiler.Options(true, false, "derived" + mode));
                if (r.units().isEmpty()) throw new AssertionError(text + r.diagnostics());
                Program p =
                        Compiler.check(source, n -> Optional.empty()).programs().get(0);
                for (Compiler.Unit u : r.units()) {
                    String name = u.packageName() + "." + u.className();
                    batch.add(name, u.java());
                    UNITS.put(name, u);
                    PROGRAMS.put(name, p);
                }
            }
        }
        loader = batch.compile();
    }

    static List<String> classes() {
        return TEXTS.stream()
                .flatMap(t -> List.of("", "_forward", "_reverse").stream()
                        .filter(m -> m.isEmpty() || t.matches("(?s).*derive (jacobian|hessian) .*"))
                        .map(m -> "derived" + m + "." + t.replaceFirst("(?s).*?model (\\w+).*", "$1")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("classes")
    void agrees(String name) throws ReflectiveOperationException {
        Object model = loader.loadClass(name).getConstructor().newInstance();
        for (int size : new int[] {2, 5, 3}) {
            Program p = PROGRAMS.get(name);
            Map<String, Long> dims = new LinkedHashMap<>();
            for (String d : p.runtimeDims()) dims.put(d, (long) size);
            try {
                new Run(model, p, dims, new Random(size)).all();
            } catch (InvocationTargetException e) {
                throw new AssertionError(name + "\n" + UNITS.get(name).java(), e.getCause());
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + UNITS.get(name).java(), e);
            }
        }
    }

    /** Of an observation with a few cells nothing is stored for a matrix: one loop, sums in variables. */
    @Test
    void oneObservationAfterTheOther() {
        String java = UNITS.get("derived.Pose").java();
        String step = java.substring(java.indexOf("void hessianEStep1()"));
        assertEquals(2, step.split("for \\(", -1).length, java);
        String bundle = UNITS.get("derived.Bundle").java();
        String blocks = bundle.substring(bundle.indexOf("void jacobianErrBlocksStep1()"));
        blocks = blocks.substring(0, blocks.indexOf("\n    }\n"));
        assertEquals(2, blocks.split("for \\(", -1).length, blocks);
        // Behind the dense matrix, whose rows are as long as there are cameras, too: one loop, then the three scatters.
        String dense = bundle.substring(bundle.indexOf("void jacobianErrStep1()"));
        dense = dense.substring(0, dense.indexOf("\n    }\n"));
        assertEquals(12, dense.split("for \\(", -1).length - 1, dense);
        // What is saved for derivatives is not where only outputs are asked for.
        String alone = UNITS.get("derived.Turned").java();
        alone = alone.substring(alone.indexOf("void predictAlone"));
        alone = alone.substring(0, alone.indexOf("\n    }\n"));
        assertEquals(2, alone.split("\\[[^\\]]*\\] = ", -1).length - 1, alone);
    }

    /** A call before any forward says so, and names itself. */
    @Test
    void beforeForward() throws ReflectiveOperationException {
        Object model = loader.loadClass("derived.Pose").getConstructor().newInstance();
        Method hessian = model.getClass().getMethod("hessianE");
        InvocationTargetException thrown = assertThrows(InvocationTargetException.class, () -> hessian.invoke(model));
        assertEquals(
                "Pose.hessianE() needs a forward first: call forward(..)",
                thrown.getCause().getMessage());
    }

    /** A dense matrix that no array holds hinders neither forward nor the sparse forms. */
    @Test
    void aMatrixTooLargeToHold() throws ReflectiveOperationException {
        Object model = loader.loadClass("derived.Pointwise").getConstructor().newInstance();
        int n = 100_000;
        double[] x = new double[n];
        java.util.Arrays.fill(x, 0.5);
        Class<?> type = model.getClass();
        type.getMethod("forward", int.class, double[].class, double.class).invoke(model, n, x, 2.0);
        double[] values = new double[2 * n];
        type.getMethod("jacobianYValues", double[].class).invoke(model, values);
        assertEquals(0.75, values[2 * n - 2], 1e-15);
        Method dense = type.getMethod("jacobianY");
        InvocationTargetException thrown = assertThrows(InvocationTargetException.class, () -> dense.invoke(model));
        assertTrue(thrown.getCause() instanceof IllegalArgumentException, thrown.getCause() + "");
    }

    /** One instance at one point. */
    private static final class Run {
        private final Object model;
        private final Program program;
        private final Map<String, Long> dims;
        private final Map<String, double[]> values = new LinkedHashMap<>();
        private final Random random;

        Run(Object model, Program program, Map<String, Long> dims, Random random) {
            this.model = model;
            this.program = program;
            this.dims = dims;
            this.random = random;
        }

        void all() throws ReflectiveOperationException {
            List<Object> arguments = new ArrayList<>(program.runtimeDims().stream()
                    .map(d -> (Object) dims.get(d).intValue())
                    .toList());
            for (Program.Input i : program.inputs()) {
                double[] v = new double[size(i.tensor())];
                for (int k = 0; k < v.length; k++) {
                    v[k] = i.tensor().type() == Type.INT
                            ? random.nextInt((int) i.range().orElseThrow().hi().evaluate(dims::get))
                            : 0.2 + random.nextDouble();
                }
                values.put(i.tensor().name(), v);
                arguments.add(argument(i.tensor(), v));
            }
            double[] parameters = (double[]) call("parameters");
            int offset = 0;
            for (Program.Param q : program.paramsInMemory()) {
                double[] v = new double[size(q.tensor())];
                for (int k = 0; k < v.length; k++) parameters[offset++] = v[k] = random.nextDouble() - 0.4;
                values.put(q.tensor().name(), v);
            }
            predict(arguments);
            call("forward", arguments.toArray());
            for (Program.Derive d : program.derives()) {
                // Twice, and the gradient between: each stands for itself.
                for (int twice = 0; twice < 2; twice++) {
                    derive(d);
                    if (has("backward")) call("backward");
                }
            }
        }

        /** What predict gives, which saves nothing, is what forward gives. */
        private void predict(List<Object> arguments) throws ReflectiveOperationException {
            boolean takesAll = java.util.Arrays.stream(model.getClass().getMethods())
                    .anyMatch(m -> m.getName().equals("predict") && m.getParameterCount() == arguments.size());
            if (!takesAll) return;
            Map<String, double[]> outputs = new LinkedHashMap<>();
            call("predict", arguments.toArray());
            for (String o : program.outputs()) outputs.put(o, doubles(call(o)).clone());
            call("forward", arguments.toArray());
            for (String o : program.outputs()) compare(o, outputs.get(o), doubles(call(o)), 1e-14);
        }

        private void derive(Program.Derive d) throws ReflectiveOperationException {
            switch (d.base()) {
                case "jvp" -> jvp(d);
                case "vjp" -> vjp(d);
                case "hvp" -> hvp(d);
                case "jacobian" -> jacobian(d);
                case "hessian" -> hessian(d);
                default -> {}
            }
        }

        private String method(Program.Derive d) {
            return d.base() + Character.toUpperCase(d.of().charAt(0)) + d.of().substring(1);
        }

        private List<Object> directions(Program.Derive d, Map<String, double[]> directions) {
            List<Object> arguments = new ArrayList<>();
            for (String w : d.wrt()) {
                double[] flat = random.doubles(
                                tensors(w).stream().mapToInt(this::size).sum(), -1, 1)
                        .toArray();
                int offset = 0;
                for (Tensor t : tensors(w)) {
                    directions.put(t.name(), java.util.Arrays.copyOfRange(flat, offset, offset + size(t)));
                    offset += size(t);
                }
                arguments.add(w.equals("params") ? flat : argument(tensors(w).get(0), flat));
            }
            return arguments;
        }

        private List<Tensor> tensors(String wrt) {
            if (!wrt.equals("params")) return List.of(program.tensors().get(wrt));
            return program.paramsInMemory().stream()
                    .filter(p -> !p.frozen())
                    .map(Program.Param::tensor)
                    .toList();
        }

        private void jvp(Program.Derive d) throws ReflectiveOperationException {
            Map<String, double[]> directions = new HashMap<>();
            List<Object> arguments = directions(d, directions);
            compare(d + "", tangents(d.of(), values, directions), doubles(call(method(d), arguments.toArray())), 1e-12);
        }

        /** The dot test: the cotangent times every column. */
        private void vjp(Program.Derive d) throws ReflectiveOperationException {
            Tensor of = program.tensors().get(d.of());
            double[] w = random.doubles(size(of), -1, 1).toArray();
            Object result = call(method(d), argument(of, w));
            for (String name : d.wrt()) {
                double[] m = matrix(d.of(), name);
                double[] expected = new double[m.length / w.length];
                for (int i = 0; i < m.length; i++) expected[i % expected.length] += w[i / expected.length] * m[i];
                Object actual = d.wrt().size() == 1 ? result : call(method(d) + "_" + name.replace('.', '_'));
                compare(d + " " + name, expected, doubles(actual), 1e-12);
            }
        }

        private void hvp(Program.Derive d) throws ReflectiveOperationException {
            Map<String, double[]> directions = new HashMap<>();
            List<Object> arguments = directions(d, directions);
            Object result = call(method(d), arguments.toArray());
            for (String w : d.wrt()) {
                double[] expected = differences(directions, x -> gradient(d.of(), w, x));
                Object actual = d.wrt().size() == 1 ? result : call(method(d) + "_" + w.replace('.', '_'));
                compare(d + " " + w, expected, doubles(actual), 1e-6);
            }
        }

        private void jacobian(Program.Derive d) throws ReflectiveOperationException {
            Object result = call(method(d));
            List<double[]> all = new ArrayList<>();
            int rows = size(program.tensors().get(d.of()));
            for (String w : d.wrt()) {
                Object actual = d.wrt().size() == 1 ? result : call(method(d) + "_" + w.replace('.', '_'));
                double[] expected = matrix(d.of(), w);
                compare(d + " " + w, expected, doubles(actual), 1e-12);
                all.add(expected);
            }
            sparse(method(d), rows, all);
        }

        /** Compressed rows hold what the dense matrices hold, and nothing twice. */
        private void sparse(String method, int rows, List<double[]> dense) throws ReflectiveOperationException {
            if (!has(method + "Values")) return;
            int[] starts = new int[rows + 1];
            call(method + "RowStarts", starts);
            double[] numbers = new double[starts[rows]];
            int[] columns = new int[starts[rows]];
            call(method + "Values", numbers);
            call(method + "Columns", columns);
            call(method + "Blocks");
            for (int r = 0; r < rows; r++) {
                int base = 0;
                Map<Integer, Double> row = new HashMap<>();
                for (int k = starts[r]; k < starts[r + 1]; k++) {
                    assertTrue(row.put(columns[k], numbers[k]) == null, "a column twice");
                }
                for (double[] m : dense) {
                    int width = m.length / rows;
                    for (int c = 0; c < width; c++) {
                        Double cell = row.remove(base + c);
                        assertEquals(m[r * width + c], cell == null ? 0 : cell, 1e-9, method + " row " + r);
                    }
                    base += width;
                }
                assertTrue(row.isEmpty(), "columns outside of the matrix: " + row);
            }
        }

        private void hessian(Program.Derive d) throws ReflectiveOperationException {
            Object result = call(method(d));
            for (String a : d.wrt()) {
                for (String b : d.wrt()) {
                    Object actual = d.wrt().size() == 1 ? result : call(method(d) + "_" + a + "_" + b);
                    double[] h = doubles(actual);
                    compare(
                            d + " " + a + " " + b,
                            columns(b, v -> differences(v, x -> gradient(d.of(), a, x))),
                            h,
                            1e-6);
                }
                if (d.wrt().size() > 1) continue;
                double[] h = doubles(result);
                int n = (int) Math.round(Math.sqrt(h.length));
                for (int i = 0; i < n; i++) for (int j = 0; j < i; j++) assertEquals(h[i * n + j], h[j * n + i], 1e-10);
                sparse(method(d), n, List.of(h));
            }
        }

        private interface Function {
            double[] at(Map<String, double[]> x);
        }

        /** {@code [output, input]}, column by column. */
        private double[] matrix(String of, String wrt) {
            return columns(wrt, v -> tangents(of, values, v));
        }

        private double[] columns(String wrt, Function along) {
            List<double[]> columns = new ArrayList<>();
            for (Tensor t : tensors(wrt)) {
                for (int c = 0; c < size(t); c++) {
                    double[] unit = new double[size(t)];
                    unit[c] = 1;
                    columns.add(along.at(Map.of(t.name(), unit)));
                }
            }
            int rows = columns.get(0).length;
            double[] m = new double[rows * columns.size()];
            for (int c = 0; c < columns.size(); c++)
                for (int r = 0; r < rows; r++) m[r * columns.size() + c] = columns.get(c)[r];
            return m;
        }

        private double[] gradient(String of, String wrt, Map<String, double[]> x) {
            List<Double> all = new ArrayList<>();
            for (Tensor t : tensors(wrt)) {
                for (int c = 0; c < size(t); c++) {
                    double[] unit = new double[size(t)];
                    unit[c] = 1;
                    all.add(tangents(of, x, Map.of(t.name(), unit))[0]);
                }
            }
            return all.stream().mapToDouble(v -> v).toArray();
        }

        /** The derivative along directions by central differences, extrapolated once. */
        private double[] differences(Map<String, double[]> directions, Function f) {
            double[] coarse = difference(directions, f, 2e-3);
            double[] fine = difference(directions, f, 1e-3);
            for (int i = 0; i < fine.length; i++) fine[i] += (fine[i] - coarse[i]) / 3;
            return fine;
        }

        private double[] difference(Map<String, double[]> directions, Function f, double step) {
            double[] up = f.at(moved(directions, step));
            double[] down = f.at(moved(directions, -step));
            for (int i = 0; i < up.length; i++) up[i] = (up[i] - down[i]) / (2 * step);
            return up;
        }

        private Map<String, double[]> moved(Map<String, double[]> directions, double step) {
            Map<String, double[]> x = new HashMap<>(values);
            directions.forEach((name, v) -> {
                double[] y = values.get(name).clone();
                for (int i = 0; i < y.length; i++) y[i] += step * v[i];
                x.put(name, y);
            });
            return x;
        }

        private double[] tangents(String of, Map<String, double[]> x, Map<String, double[]> directions) {
            return java.util.Arrays.stream(new DualNumbers(program, dims, x, directions).tensor(of))
                    .mapToDouble(DualNumbers.Dual::tangent)
                    .toArray();
        }

        private void compare(String what, double[] expected, double[] actual, double tolerance) {
            assertEquals(expected.length, actual.length, what);
            double scale = 1;
            for (double v : expected) scale = Math.max(scale, Math.abs(v));
            for (int i = 0; i < actual.length; i++)
                assertEquals(expected[i], actual[i], tolerance * scale, what + " cell " + i);
        }

        private int size(Tensor t) {
            return (int) t.size().evaluate(dims::get);
        }

        private static Object argument(Tensor t, double[] v) {
            Class<?> element = t.type() == Type.INT ? int.class : double.class;
            Object array = Array.newInstance(element, v.length);
            for (int i = 0; i < v.length; i++) {
                if (element == int.class) Array.setInt(array, i, (int) v[i]);
                else Array.setDouble(array, i, v[i]);
            }
            return t.rank() == 0 ? Array.get(array, 0) : array;
        }

        private static double[] doubles(Object value) {
            return value instanceof Double d ? new double[] {d} : ((double[]) value).clone();
        }

        private boolean has(String method) {
            return java.util.Arrays.stream(model.getClass().getMethods())
                    .anyMatch(m -> m.getName().equals(method));
        }

        private Object call(String method, Object... arguments) throws ReflectiveOperationException {
            for (Method m : model.getClass().getMethods()) {
                if (m.getName().equals(method) && m.getParameterCount() == arguments.length)
                    return m.invoke(model, arguments);
            }
            throw new NoSuchMethodException(method);
        }
    }
}
