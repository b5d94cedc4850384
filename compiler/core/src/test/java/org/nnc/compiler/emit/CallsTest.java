package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.runtime.DoubleModel;

/**
 * Wrong calls of the classes of real models: each is an exception before anything is written, and the instance works on as if
 * nothing had been. Right calls in any order and of any size give what a new instance gives.
 */
class CallsTest {
    @Test
    void dimsComeInOrderOfDeclaration() {
        String text = "dim B, T\nmodel M {\n  dim N\n  input x : real[N, T, B]\n  output y[n] = sum(t,b) x[n,t,b]\n}\n";
        Compiler.Options options = new Compiler.Options(true, false, "");
        Compiler.Result result = Compiler.compile(new Source("m.nn", text), n -> Optional.empty(), options);
        String java = result.units().get(0).java();
        assertTrue(java.contains("void predict(int B, int T, int N, double[] x)"), java);
    }

    private static final Map<String, Subject> SUBJECTS = new LinkedHashMap<>();
    private static ClassLoader loader;

    /** A model and the sizes that a test binds. */
    private record Subject(Program program, List<Map<String, Long>> sizes) {
        @Override
        public String toString() {
            return program.name();
        }
    }

    @BeforeAll
    static void compile() throws IOException {
        Batch batch = new Batch();
        for (Path file : files()) {
            Source source = new Source(file.getFileName().toString(), Files.readString(file));
            String home = "calls." + file.getFileName().toString().replace(".nn", "");
            Compiler.Result result =
                    Compiler.compile(source, n -> Optional.empty(), new Compiler.Options(true, false, home));
            for (Compiler.Unit u : result.units()) {
                Program p = u.derived().primal();
                if (!p.states().isEmpty()) continue;
                String name = u.packageName() + "." + u.className();
                batch.add(name, u.java());
                SUBJECTS.put(name, new Subject(p, sizes(p)));
            }
        }
        loader = batch.compile();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(List.of(Path.of("src/test/resources/models/lectures.nn")));
        try (Stream<Path> all = Files.walk(Path.of("../../samples"), 2)) {
            all.filter(f -> f.toString().endsWith(".nn")).sorted().forEach(files::add);
        }
        return files;
    }

    /** Three bindings of the run-time dims, growing and shrinking, that fit the model's conditions. */
    private static List<Map<String, Long>> sizes(Program p) {
        List<Map<String, Long>> found = new ArrayList<>();
        for (long n : new long[] {3, 7, 2, 5, 9, 1}) {
            Map<String, Long> dims = new LinkedHashMap<>();
            for (String d : p.runtimeDims()) dims.put(d, n);
            boolean fits = p.checks().stream().allMatch(c -> c.value().evaluate(dims::get) >= 0);
            if (fits && found.size() < 3) found.add(dims);
        }
        return found;
    }

    static List<String> subjects() throws IOException {
        if (SUBJECTS.isEmpty()) compile();
        return List.copyOf(SUBJECTS.keySet());
    }

    // ---- one call ----------------------------------------------------------------------------------------------

    private static DoubleModel model(String name) throws ReflectiveOperationException {
        return (DoubleModel) loader.loadClass(name).getConstructor(long.class).newInstance(1L);
    }

    private static Object[] arguments(Subject s, Map<String, Long> dims, long seed) {
        Random random = new Random(seed);
        List<Object> all = new ArrayList<>();
        for (String d : s.program.runtimeDims()) all.add((int) (long) dims.get(d));
        for (Program.Input i : s.program.inputs()) {
            int n = (int) i.tensor().size().evaluate(dims::get);
            long lo = i.range().map(r -> r.lo().evaluate(dims::get)).orElse(0L);
            long hi = i.range().map(r -> r.hi().evaluate(dims::get)).orElse(3L);
            Object array = Array.newInstance(component(i.tensor().type()), n);
            for (int k = 0; k < n; k++) Array.set(array, k, value(i.tensor().type(), random, lo, hi));
            for (Order.Parent p : Order.parents(Order.steps(s.program.equations()))) {
                if (p.table().equals(i.tensor())) earlier((int[]) array, p, dims);
            }
            all.add(i.tensor().rank() == 0 ? Array.get(array, 0) : array);
        }
        return all.toArray();
    }

    /** Makes each entry of a table less than its own place. */
    private static void earlier(int[] table, Order.Parent p, Map<String, Long> dims) {
        List<Dim> shape = p.table().shape();
        long width = 1;
        for (Dim d : shape.subList(p.dimension() + 1, shape.size())) width *= d.evaluate(dims::get);
        long extent = shape.get(p.dimension()).evaluate(dims::get);
        for (int i = 0; i < table.length; i++) table[i] = (int) Math.min(table[i], i / width % extent - 1);
    }

    @Test
    void outputsOfAnEmptyBatchArePredictedThoughItsMeanHasNoValue() throws Throwable {
        String name = subjects().stream()
                .filter(s -> s.endsWith("Digits"))
                .findFirst()
                .orElseThrow();
        DoubleModel model = model(name);
        call(model, "predict", 0, new double[0]);
        assertEquals(0, ((double[]) call(model, "p")).length);
        assertThrows(IllegalArgumentException.class, () -> call(model, "forward", 0, new double[0], new int[0]));
    }

    private static Class<?> component(Type t) {
        return t == Type.REAL ? double.class : t == Type.INT ? int.class : boolean.class;
    }

    private static Object value(Type t, Random random, long lo, long hi) {
        if (t == Type.BOOL) return random.nextBoolean();
        if (t == Type.INT) return (int) (lo + (hi > lo ? random.nextInt((int) (hi - lo)) : 0));
        return 0.2 + 0.7 * random.nextDouble();
    }

    private static Object call(Object model, String name, Object... args) throws Throwable {
        for (Method m : model.getClass().getMethods()) {
            if (!m.getName().equals(name) || m.getParameterCount() != args.length) continue;
            try {
                return m.invoke(model, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
        throw new NoSuchMethodException(name);
    }

    private static boolean hasBackward(Object model) {
        return Stream.of(model.getClass().getMethods())
                .anyMatch(m -> m.getName().equals("backward"));
    }

    /** Runs backward, with cotangents where there is no loss. */
    private static void backward(Subject s, Object model, Map<String, Long> dims) throws Throwable {
        List<Object> cotangents = new ArrayList<>();
        if (s.program.losses().isEmpty()) {
            for (String o : s.program.outputs()) {
                var t = s.program.tensors().get(o);
                if (t.type() != Type.REAL) continue;
                double[] d = new double[(int) t.size().evaluate(dims::get)];
                for (int i = 0; i < d.length; i++) d[i] = 1 + i;
                cotangents.add(t.rank() == 0 ? (Object) d[0] : d);
            }
        }
        call(model, "backward", cotangents.toArray());
    }

    /** All that a caller can see, bit for bit. */
    private static List<Object> results(Subject s, DoubleModel model) throws Throwable {
        List<Object> all = new ArrayList<>();
        for (String o : s.program.outputs()) all.add(boxed(call(model, new JavaNames().of(o))));
        for (Method m : model.getClass().getMethods()) {
            if (m.getName().startsWith("d_") && m.getParameterCount() == 0) all.add(boxed(call(model, m.getName())));
        }
        all.add(boxed(model.gradient()));
        return all;
    }

    private static Object boxed(Object value) {
        if (!value.getClass().isArray()) return value;
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) list.add(Array.get(value, i));
        return list;
    }

    // ---- right calls -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("subjects")
    void anyOrderGivesWhatANewInstanceGives(String name) throws Throwable {
        Subject s = SUBJECTS.get(name);
        assertFalse(s.sizes.isEmpty(), "no sizes fit");
        DoubleModel old = model(name);
        for (int round = 0; round < 2 * s.sizes.size(); round++) {
            Map<String, Long> dims = s.sizes.get(round % s.sizes.size());
            Object[] args = arguments(s, dims, round);
            DoubleModel fresh = model(name);
            assertEquals(call(fresh, "forward", args), call(old, "forward", args));
            if (hasBackward(fresh)) {
                backward(s, fresh, dims);
                backward(s, old, dims);
            }
            assertEquals(results(s, fresh), results(s, old), "size " + dims);
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void backwardTwiceGivesTheSameAndKeepsTheOutputs(String name) throws Throwable {
        Subject s = SUBJECTS.get(name);
        for (Map<String, Long> dims : s.sizes) {
            DoubleModel model = model(name);
            call(model, "forward", arguments(s, dims, 5));
            if (!hasBackward(model)) return;
            List<Object> outputs =
                    results(s, model).subList(0, s.program.outputs().size());
            backward(s, model, dims);
            List<Object> once = results(s, model);
            backward(s, model, dims);
            assertEquals(once, results(s, model), "the second time, at " + dims);
            assertEquals(outputs, once.subList(0, s.program.outputs().size()), "outputs after backward");
        }
    }

    /** Nothing, a negative size, a size that overflows: refused, or computed where nothing is a number. */
    @ParameterizedTest
    @MethodSource("subjects")
    void sizesAtTheEdge(String name) throws Throwable {
        Subject s = SUBJECTS.get(name);
        if (s.program.runtimeDims().isEmpty()) return;
        DoubleModel model = model(name);
        Object[] fine = arguments(s, s.sizes.get(0), 1);
        call(model, "forward", fine);
        if (hasBackward(model)) backward(s, model, s.sizes.get(0));
        List<Object> before = results(s, model);
        Map<String, Long> nothing = new LinkedHashMap<>();
        s.program.runtimeDims().forEach(d -> nothing.put(d, 0L));
        Object[] empty = arguments(s, nothing, 1);
        boolean legal = s.program.checks().stream().allMatch(c -> c.value().evaluate(nothing::get) >= 0);
        if (legal) {
            call(model, "forward", empty);
            if (hasBackward(model)) backward(s, model, nothing);
            for (double g : model.gradient())
                assertTrue(g == 0 || Double.isFinite(g) || s.program.losses().isEmpty(), name);
        } else {
            assertThrows(IllegalArgumentException.class, () -> call(model, "forward", empty));
            assertEquals(before, results(s, model));
        }
        call(model, "forward", fine);
        if (hasBackward(model)) backward(s, model, s.sizes.get(0));
        assertEquals(before, results(s, model));
        for (int huge : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            for (int d = 0; d < s.program.runtimeDims().size(); d++) {
                Object[] wrong = fine.clone();
                wrong[d] = huge;
                assertThrows(IllegalArgumentException.class, () -> call(model, "forward", wrong), name + " " + huge);
                assertEquals(before, results(s, model), "after the size " + huge);
            }
        }
    }

    // ---- wrong calls -------------------------------------------------------------------------------------------

    /** An argument that is wrong, and what is thrown. */
    private record Wrong(Object value, Class<? extends Exception> refusal) {}

    private static List<Wrong> wrong(Object right, Optional<Program.Range> range, Map<String, Long> dims) {
        List<Wrong> all = new ArrayList<>();
        if (right.getClass().isArray()) {
            int n = Array.getLength(right);
            all.add(new Wrong(null, NullPointerException.class));
            if (n > 0) all.add(new Wrong(resized(right, n - 1), IllegalArgumentException.class));
            all.add(new Wrong(resized(right, n + 1), IllegalArgumentException.class));
        }
        if (range.isEmpty()) return all;
        int lo = (int) range.get().lo().evaluate(dims::get);
        int hi = (int) range.get().hi().evaluate(dims::get);
        for (int value : new int[] {lo - 1, hi, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            if (!right.getClass().isArray()) {
                all.add(new Wrong(value, IllegalArgumentException.class));
            } else if (Array.getLength(right) > 0) {
                Object changed = resized(right, Array.getLength(right));
                Array.set(changed, Array.getLength(right) - 1, value);
                all.add(new Wrong(changed, IllegalArgumentException.class));
            }
        }
        return all;
    }

    private static Object resized(Object array, int n) {
        Object copy = Array.newInstance(array.getClass().getComponentType(), n);
        System.arraycopy(array, 0, copy, 0, Math.min(n, Array.getLength(array)));
        return copy;
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void aWrongArgumentChangesNothing(String name) throws Throwable {
        Subject s = SUBJECTS.get(name);
        Map<String, Long> dims = s.sizes.get(0);
        DoubleModel model = model(name);
        Object[] fine = arguments(s, dims, 3);
        call(model, "forward", fine);
        if (hasBackward(model)) backward(s, model, dims);
        List<Object> before = results(s, model);
        int first = s.program.runtimeDims().size();
        for (int i = 0; i < s.program.inputs().size(); i++) {
            Program.Input input = s.program.inputs().get(i);
            for (Wrong w : wrong(fine[first + i], input.range(), dims)) {
                Object[] args = fine.clone();
                args[first + i] = w.value;
                Exception e = assertThrows(
                        w.refusal,
                        () -> call(model, "forward", args),
                        input.tensor().name());
                assertTrue(e.getMessage().contains(input.tensor().name()), e.getMessage());
                assertEquals(before, results(s, model), "after " + e.getMessage());
                if (hasBackward(model)) backward(s, model, dims);
                assertEquals(before, results(s, model), "backward after " + e.getMessage());
            }
        }
        call(model, "forward", fine);
        if (hasBackward(model)) backward(s, model, dims);
        assertEquals(before, results(s, model));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void backwardNeedsAForward(String name) throws Throwable {
        Subject s = SUBJECTS.get(name);
        DoubleModel model = model(name);
        if (!hasBackward(model)) return;
        double[] before = model.gradient().clone();
        Exception e = assertThrows(IllegalStateException.class, () -> backward(s, model, s.sizes.get(0)));
        assertTrue(e.getMessage().contains("needs a forward first"), e.getMessage());
        assertArrayEquals(before, model.gradient());
    }
}
