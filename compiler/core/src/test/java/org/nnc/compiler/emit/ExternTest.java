package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.nnc.compiler.Derived;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.compiler.verify.Evaluate;
import org.nnc.compiler.verify.Foreign;
import org.nnc.compiler.verify.GradientCheck;

/** Extern functions through the whole compiler, against the same function written in the language. */
class ExternTest {
    /** {@code y[i] = a*y[i-1] + x[i]}, its sum, and the reverse derivative, by hand. */
    private static final String OPS = """
            package ops;
            public final class Ops {
                public static int forwards;
                public static void scan(int n, REAL[] x, REAL a, REAL[] y, REAL[] total) {
                    if (x.length != n || y.length != n || total.length != 1) throw new IllegalArgumentException("lengths");
                    forwards++;
                    REAL c = 0;
                    total[0] = 0;
                    for (int i = 0; i < n; i++) {
                        c = a * c + x[i];
                        y[i] = c;
                        total[0] += c;
                    }
                }
                public static void scanVjp(int n, REAL[] x, REAL a, REAL[] y, REAL total, REAL[] d_y, REAL d_total,
                        REAL[] d_x, REAL[] d_a) {
                    if (d_x.length != n || d_y.length != n) throw new IllegalArgumentException("lengths");
                    REAL c = 0;
                    d_a[0] = 0;
                    for (int i = n - 1; i >= 0; i--) {
                        c = a * c + d_y[i] + d_total;
                        d_x[i] = c;
                        if (i > 0) d_a[0] += c * y[i - 1];
                    }
                }
                public static void pick(int n, int k, REAL[] x, int[] at, boolean odd, REAL[] y) {
                    for (int i = 0; i < k; i++) y[i] = odd ? x[at[i]] : -x[at[i]];
                }
                public static void pickVjp(int n, int k, REAL[] x, int[] at, boolean odd, REAL[] y, REAL[] d_y, REAL[] d_x) {
                    java.util.Arrays.fill(d_x, 0);
                    for (int i = 0; i < k; i++) d_x[at[i]] += odd ? d_y[i] : -d_y[i];
                }
            }
            """;

    private static final String DECLARED = """
            extern fun scan(x : real[N], a : real) -> y : real[N], total : real vjp ops.Ops.scanVjp
            extern fun pick(x : real[N], at : int[K], odd : bool) -> y : real[K] vjp ops.Ops.pickVjp
            layer Smooth(x : real[T], dim U) -> y : real[T] {
              param a : real ~ 0.25
              s, t = scan(x, a)
              y[i] = s[i] + t/U
            }
            """;

    private static final String WRITTEN = """
            layer scan(x : real[N], a : real) -> y : real[N], total : real {
              y[i] = a*y[i-1 | 0] + x[i]
              total = sum(i) y[i]
            }
            layer pick(x : real[N], at : int[K], odd : bool) -> y : real[K] {
              y[k] = if odd then x[at[k]] else -x[at[k]]
            }
            layer Smooth(x : real[T], dim U) -> y : real[T] {
              param a : real ~ 0.25
              s, t = scan(x, a)
              y[i] = s[i] + t/U
            }
            """;

    private static final String MODEL = """
            model M {
              dim B, D = 3
              input x : real[B]
              input at : int[D] in 0..B
              param w : real[D] ~ normal(0, 1)
              param a : real ~ 0.5
              z[i] = x[i]*a
              u, t = scan(z, a)
              v, s = scan(w, 0.25)
              g = pick(x, at, true)
              y = Smooth(u, U=2)
              output p[b] = tanh(y[b])*t
              loss L = (mean(b) p[b]^2) + (sum(d) v[d]^3*g[d]) + s
              derive grad L wrt params, x
            }
            """;

    private static ClassLoader classes;

    private static Program program(String text) {
        Checked checked = Compiler.check(new Source("m.nn", text), n -> Optional.empty());
        assertEquals(List.of(), checked.diagnostics());
        return checked.programs().get(0);
    }

    private static String java(String text, boolean isDouble, String pack) {
        Compiler.Options options = new Compiler.Options(isDouble, false, pack);
        return Compiler.compile(new Source("m.nn", text), n -> Optional.empty(), options)
                .units()
                .get(0)
                .java();
    }

    @BeforeAll
    static void compile() {
        Batch batch = new Batch();
        // Java overloads the methods by the class's real type.
        String body = OPS.substring(OPS.indexOf("    public static void scan("), OPS.lastIndexOf('}'));
        batch.add(
                "ops.Ops",
                OPS.substring(0, OPS.lastIndexOf('}')).replace("REAL", "double") + body.replace("REAL", "float") + "}");
        for (String real : List.of("double", "float")) {
            batch.add(real + "s.M", java(DECLARED + MODEL, real.equals("double"), real + "s"));
            batch.add(real + "sWritten.M", java(WRITTEN + MODEL, real.equals("double"), real + "sWritten"));
        }
        classes = batch.compile();
    }

    private static final Foreign FOREIGN = (owner, method, arguments) -> {
        try {
            for (Method m : classes.loadClass(owner).getMethods()) {
                if (m.getName().equals(method) && fits(m, arguments)) m.invoke(null, arguments);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(e);
        }
    };

    private static boolean fits(Method m, Object[] arguments) {
        return Arrays.stream(m.getParameterTypes()).noneMatch(t -> t == float[].class)
                && m.getParameterCount() == arguments.length;
    }

    private static Object call(Object model, String method, Object... arguments) throws ReflectiveOperationException {
        for (Method m : model.getClass().getMethods()) {
            if (m.getName().equals(method) && m.getParameterCount() == arguments.length) {
                return m.invoke(model, arguments);
            }
        }
        throw new NoSuchMethodException(method);
    }

    @Test
    void aClassAgreesWithTheSameModelWrittenInTheLanguage() throws ReflectiveOperationException {
        Random random = new Random(5);
        for (String real : List.of("double", "float")) {
            Object foreign = classes.loadClass(real + "s.M").getConstructor().newInstance();
            Object written =
                    classes.loadClass(real + "sWritten.M").getConstructor().newInstance();
            double tolerance = real.equals("double") ? 1e-11 : 1e-3;
            // Sizes go up and down: the method is given arrays of exactly the size.
            for (int n : new int[] {4, 7, 2, 7, 1}) {
                double[] x = random.doubles(n, -1, 1).toArray();
                Object argument = x;
                if (real.equals("float")) {
                    float[] f = new float[n];
                    for (int i = 0; i < n; i++) f[i] = (float) x[i];
                    argument = f;
                }
                int[] at = random.ints(3, 0, n).toArray();
                Object a = call(foreign, "lossAndGradient", n, argument, at);
                Object b = call(written, "lossAndGradient", n, argument, at);
                assertEquals(((Number) b).doubleValue(), ((Number) a).doubleValue(), tolerance);
                for (String result : List.of("p", "d_x", "gradient")) {
                    double[] expected = Emitted.doubles(call(written, result));
                    assertArrayEquals(expected, Emitted.doubles(call(foreign, result)), tolerance, result + " " + n);
                }
            }
        }
    }

    @Test
    void oneCallGivesAllResults() throws ReflectiveOperationException {
        Object model = classes.loadClass("doubles.M").getConstructor().newInstance();
        var counter = classes.loadClass("ops.Ops").getField("forwards");
        int before = counter.getInt(null);
        call(model, "forward", 4, new double[4], new int[3]);
        assertEquals(3, counter.getInt(null) - before, "u and t, v and s, the layer's");
    }

    @Test
    void theCellsOfNumbersAreKept() {
        List<String> made = java(DECLARED + MODEL, true, "doubles")
                .lines()
                .filter(l -> l.contains("new double[1]"))
                .toList();
        assertTrue(made.size() >= 4, made.toString());
        for (String l : made) assertTrue(l.startsWith("    private double[] "), l);
    }

    private static Map<String, double[]> values(int n) {
        Random random = new Random(6);
        Map<String, double[]> values = new HashMap<>();
        values.put("x", random.doubles(n, -1, 1).toArray());
        values.put("at", new double[] {0, n - 1, 0});
        values.put("w", random.doubles(3, -1, 1).toArray());
        values.put("a", new double[] {0.4});
        values.put("smooth1.a", new double[] {-0.3});
        return values;
    }

    @Test
    void theInterpreterAgreesWithDifferences() {
        Program p = program(DECLARED + MODEL);
        Map<String, Long> dims = Map.of("B", 4L);
        double loss = new Evaluate(p, dims).foreign(FOREIGN).run(values(4)).get("L")[0];
        assertEquals(Evaluate.run(program(WRITTEN + MODEL), dims, values(4)).get("L")[0], loss, 1e-13);
        Gradient g = Differentiate.ofLoss(p, "L", List.of("x", "w", "a", "smooth1.a"));
        for (GradientCheck.Result r : GradientCheck.check(p, g, Optional.of("L"), dims, values(4), 100, FOREIGN)) {
            assertTrue(r.agrees(), r.toString());
        }
    }

    @Test
    void aWrongVjpIsFound() {
        Program p = program(DECLARED + MODEL);
        Gradient g = Differentiate.ofLoss(p, "L", List.of("x"));
        Foreign wrong = (owner, method, arguments) -> {
            FOREIGN.call(owner, method, arguments);
            if (method.equals("scanVjp")) ((double[]) arguments[arguments.length - 2])[0] *= 1.001;
        };
        GradientCheck.Result r = GradientCheck.check(p, g, Optional.of("L"), Map.of("B", 4L), values(4), 100, wrong)
                .get(0);
        assertFalse(r.agrees(), r.toString());
    }

    @Test
    void itPrintsAndChecksBack() {
        Program p = program(DECLARED + MODEL);
        Program derived = Derived.of(p, false).gradient().orElseThrow().program();
        for (Program each : List.of(p, derived)) {
            String text = Unparse.text(each);
            Checked again = Compiler.check(new Source("again.nn", text), n -> Optional.empty());
            assertFalse(again.hasErrors(), text + again.diagnostics());
            assertEquals(text, Unparse.text(again.programs().get(0)));
        }
        assertTrue(Unparse.text(derived).contains("scan.vjp("));
    }

    @Test
    void withoutItsClassItSaysSo() {
        Program p = program(DECLARED + MODEL);
        var thrown = assertThrows(IllegalArgumentException.class, () -> Evaluate.run(p, Map.of("B", 4L), values(4)));
        assertTrue(thrown.getMessage().contains("ops.Ops.scan is needed"), thrown.getMessage());
    }

    @Test
    void stopKeepsDerivativesAway() {
        String text = """
                package acme
                extern fun sorted(x : real[N]) -> y : real[N]
                model M {
                  input x : real[3]
                  param w : real[3]
                  z[i] = stop(w[i])*x[i]
                  y = sorted(z)
                  loss L = sum(i) y[i]^2*w[i]
                }
                """;
        assertTrue(Unparse.text(program(text)).contains("extern fun sorted(x : real[N]) -> y : real[N]"));
        String moved = text.replace("stop(w[i])", "w[i]");
        Checked checked = Compiler.check(new Source("m.nn", moved), n -> Optional.empty());
        assertTrue(
                checked.diagnostics().toString().contains("NN194"),
                checked.diagnostics().toString());
    }
}
