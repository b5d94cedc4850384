package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Program;
import org.nnc.runtime.FloatModel;

/** What the generated class promises beside its numbers: arguments checked before any write, clear messages, names. */
class ContractTest {
    private static final String LINE = """
            dim B
            dim D=2
            input x[B,D]
            input y[B]:int in 0..3
            param W[3,D] he
            frozen c[3] ones
            z[b:B,k:3] = sum(d in 0..D) W[k,d]*x[b,d]
            l[b:B] = square(z[b,y[b]] - c[y[b]])
            loss0 = sum(b in 0..B) l[b]
            output z
            loss loss0
            """;

    private static final String GATE = """
            dim N
            input x[N]
            param w
            p[i:N] = w*x[i]
            output p
            """;

    private static ClassLoader loader;
    private static String source;

    @BeforeAll
    static void compile() {
        Batch batch = new Batch();
        source = new Emitted("Line", LINE).source(false);
        batch.add("gen.LineF", source);
        batch.add("gen.GateF", new Emitted("Gate", GATE, "x").source(false));
        loader = batch.compile();
    }

    private static FloatModel model(String name) throws ReflectiveOperationException {
        return (FloatModel) loader.loadClass("gen." + name).getConstructor().newInstance();
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

    @Test
    void forwardChecksItsArgumentsBeforeItWrites() throws Throwable {
        FloatModel m = model("LineF");
        float[] x = {1, 2, 3, 4};
        int[] y = {0, 2};
        Object loss = call(m, "forward", 2, x, y);
        float[] before = ((float[]) call(m, "z")).clone();
        refuse(IllegalArgumentException.class, "x: expected 6 values for real[B=3, 2], got 4", m, "forward", 3, x, y);
        refuse(NullPointerException.class, "x is null", m, "forward", 2, null, y);
        refuse(
                IllegalArgumentException.class,
                "y: expected 2 values for int[B=2], got 1",
                m,
                "forward",
                2,
                x,
                new int[1]);
        refuse(IllegalArgumentException.class, "y[1] = 3 is outside 0..3", m, "forward", 2, x, new int[] {0, 3});
        refuse(IllegalArgumentException.class, "B: expected a size of 0 or more, got -1", m, "forward", -1, x, y);
        refuse(IllegalArgumentException.class, "elements do not fit one Java array", m, "forward", 1 << 30, x, y);
        refuse(IllegalArgumentException.class, "x: expected a multiple of 2 values", m, "forward", new float[3], y);
        assertArrayEquals(before, (float[]) call(m, "z"));
        call(m, "backward");
        assertEquals(loss, call(m, "lossAndGradient", x, y));
    }

    private static void refuse(
            Class<? extends Exception> type, String text, Object model, String name, Object... args) {
        Exception e = assertThrows(type, () -> call(model, name, args));
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }

    @Test
    void backwardNeedsAForward() throws Throwable {
        FloatModel m = model("LineF");
        refuse(IllegalStateException.class, "LineF.backward() needs a forward first", m, "backward");
        call(m, "forward", 1, new float[2], new int[1]);
        call(m, "backward");
        call(m, "predict", 1, new float[2]);
        refuse(IllegalStateException.class, "needs a forward first", m, "backward");
    }

    @Test
    void twoCallsOnOneInstanceAreDetected() throws Throwable {
        FloatModel m = model("LineF");
        var busy = m.getClass().getDeclaredField("busy");
        busy.setAccessible(true);
        busy.set(m, true);
        refuse(ConcurrentModificationException.class, "two calls on one LineF overlap", m, "predict", 1, new float[2]);
        busy.set(m, false);
        assertThrows(IllegalArgumentException.class, () -> call(m, "predict", 1, new float[1]));
        assertFalse((boolean) busy.get(m));
        call(m, "predict", 1, new float[2]);
    }

    @Test
    void parametersAreSharedAndNamed() throws Throwable {
        FloatModel m = model("LineF");
        assertEquals(9, m.parameters().length);
        assertEquals(6, m.gradient().length);
        assertEquals(6, m.trainableCount());
        assertEquals(
                List.of("W PARAMETER [3, 2] at 0", "c FROZEN [3] at 6"),
                m.segments().stream().map(Object::toString).toList());
        assertEquals(9, m.getClass().getField("PARAMETER_COUNT").get(null));
        assertEquals(2, m.getClass().getField("D").get(null));
        assertEquals(
                "W PARAMETER [3, 2] at 0",
                m.getClass().getMethod("W").invoke(null).toString());
        float[] shared = m.parameters();
        FloatModel other =
                (FloatModel) m.getClass().getConstructor(float[].class).newInstance((Object) shared);
        assertEquals(shared, other.parameters());
        assertArrayEquals(new float[] {1, 1, 1}, Arrays.copyOfRange(shared, 6, 9));
        assertThrows(
                InvocationTargetException.class,
                () -> m.getClass().getConstructor(float[].class).newInstance(new float[8]));
        float[] first = shared.clone();
        call(m, "initialize", 5L);
        assertFalse(Arrays.equals(first, shared));
        call(m, "initialize", 0L);
        assertArrayEquals(first, shared);
    }

    @Test
    void withoutALossTheCallerGivesCotangents() throws Throwable {
        FloatModel m = model("GateF");
        m.parameters()[0] = 3;
        call(m, "forward", new float[] {1, 2});
        refuse(NullPointerException.class, "d_p is null", m, "backward", (Object) null);
        refuse(IllegalArgumentException.class, "d_p: expected 2 values", m, "backward", new float[3]);
        call(m, "backward", new float[] {10, 1});
        assertArrayEquals(new float[] {12}, m.gradient());
        assertArrayEquals(new float[] {30, 3}, (float[]) call(m, "d_x"));
        // Smaller after larger: results have the length of the last call.
        call(m, "forward", new float[] {5});
        call(m, "backward", new float[] {1});
        assertArrayEquals(new float[] {15}, (float[]) call(m, "p"));
        assertArrayEquals(new float[] {3}, (float[]) call(m, "d_x"));
        assertArrayEquals(new float[] {5}, m.gradient());
    }

    @Test
    void nothingIsAllocatedAfterTheFirstCallOfASize() throws Throwable {
        FloatModel m = model("LineF");
        call(m, "lossAndGradient", 3, new float[6], new int[3]);
        Object z = call(m, "z");
        call(m, "lossAndGradient", 1, new float[2], new int[1]);
        call(m, "lossAndGradient", 3, new float[6], new int[3]);
        assertTrue(z == call(m, "z"));
    }

    @Test
    void sameInputSameBytes() {
        assertEquals(source, new Emitted("Line", LINE).source(false));
        assertTrue(source.startsWith("// Generated by nnc " + Emit.VERSION + ". Do not edit.\npackage gen;\n"));
    }

    private static Program with(Program p, String doc, List<Program.SizeCheck> checks) {
        return new Program(
                p.name(),
                doc,
                p.dims(),
                p.inputs(),
                p.params(),
                p.tables(),
                p.equations(),
                p.outputs(),
                p.losses(),
                p.derives(),
                checks,
                p.ranges());
    }

    @Test
    void textIsEscapedAndNamesAreValidated() {
        Program p = Mini.program("M", "input x\ny = x\noutput y");
        String evil = "*/ } static { } \\u002a/ \n \u2028 \u00e9 $L $T";
        EmitOptions options = new EmitOptions(true, "a.b", "M", e -> evil);
        String text = Emit.java(with(p, evil, List.of()), Optional.empty(), options);
        assertFalse(text.contains("\\"));
        assertFalse(text.contains("*/ }"));
        // In a string an escaped backslash begins no escape of its own.
        String checked =
                Emit.java(with(p, evil, List.of(new Program.SizeCheck(Dim.ONE, evil))), Optional.empty(), options);
        assertTrue((text + checked).chars().allMatch(c -> c < 127));
        for (String t : new String[] {text, checked}) {
            Batch batch = new Batch();
            batch.add("a.b.M", t);
            batch.compile();
        }
        for (String bad : new String[] {"../evil", "/abs", "a..b", "int", "p.class", "a b", "a.", ".a", "a-b"}) {
            assertThrows(IllegalArgumentException.class, () -> new EmitOptions(true, bad, "M"), bad);
        }
        for (String bad : new String[] {"class", "var", "record", "yield", "_", "", "A.B", "a b", "\u00e9"}) {
            assertThrows(IllegalArgumentException.class, () -> new EmitOptions(true, "", bad), bad);
        }
    }
}
