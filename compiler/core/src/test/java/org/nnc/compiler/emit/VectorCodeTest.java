package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HotSpot does turn the loops of emitted classes, and those of the plain kernels that they call, into vector code: one
 * virtual machine may, another is told not to, and the second must take far longer; not so where each step waits for the
 * one before.
 */
class VectorCodeTest {
    /** Fused choices, maxima and products, all by the same address. */
    private static final String POINTWISE = """
            dim B
            dim D=64
            input x[B,D]
            input c[B,D]
            s[b:B,j:D] = relu(x[b,j] + 0.5)*c[b,j]
            t[b:B,j:D] = s[b,j]*s[b,j] + abs(x[b,j])
            u[b:B,j:D] = max(t[b,j], x[b,j])*s[b,j]
            output u
            """;

    /** Products and sums, whose gradient is some more of them. */
    private static final String SMOOTH = """
            dim N
            input x[N]
            input y[N]
            a[i:N] = x[i]*y[i] - x[i]
            b[i:N] = 100.0*(a[i]*a[i]) + (1.0 - x[i])*(1.0 - x[i])*y[i]
            output b
            """;

    /** Neighbours, whose ends are cut off: two addresses in arrays of one type, which are brought to one. */
    private static final String NEIGHBOURS = """
            dim N
            input x[N]
            a[i:N] = x[i+1 | 0.5] - x[i]*x[i]
            b[i:N] = 100.0*(a[i]*a[i]) + (1.0 - x[i])*(1.0 - x[i])
            output b
            """;

    /** Far more operations, and arrays, than HotSpot makes vectors of at once. */
    private static final String HEAVY = """
            dim N=500
            input a[N]
            input b[N]
            input c[N]
            input d[N]
            p[i:N] = a[i]*b[i]*(c[i]*d[i] - a[i]) + (b[i] + c[i]*a[i])*(d[i] - a[i]*b[i])*(a[i] + d[i]*c[i])
            q[i:N] = p[i]*p[i]*(a[i] - b[i]) + a[i]*b[i] + c[i]*d[i] + d[i]*b[i] + c[i]*a[i]
            output q
            """;

    /** Contractions by the plain kernels, forward and for both gradients. */
    private static final String PRODUCT = """
            dim B
            input x[B,96]
            param w[96,64] normal
            y[b:B,j:64] = sum(i in 0..96) w[i,j]*x[b,i]
            output y
            """;

    /** Each step waits for the one before. */
    private static final String RECURRENCE = """
            dim N
            input x[N]
            s[t:N] = x[t] + 0.5*s[t-1 | 0.0]
            output s
            """;

    @TempDir
    Path folder;

    @Test
    void loopsBecomeVectorCode() throws Exception {
        Batch batch = new Batch();
        batch.add("gen.PointwiseF", new Emitted("Pointwise", POINTWISE).source(false));
        batch.add("gen.SmoothF", new Emitted("Smooth", SMOOTH, "x", "y").source(false));
        batch.add("gen.NeighboursF", new Emitted("Neighbours", NEIGHBOURS).source(false));
        batch.add("gen.HeavyF", new Emitted("Heavy", HEAVY).source(false));
        batch.add("gen.ProductF", new Emitted("Product", PRODUCT, "x").source(false));
        batch.add("gen.RecurrenceF", new Emitted("Recurrence", RECURRENCE).source(false));
        batch.compile();
        for (Map.Entry<String, byte[]> e : batch.bytes().entrySet()) {
            Path file = folder.resolve(e.getKey().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, e.getValue());
        }
        List<String> calls = List.of(
                "gen.PointwiseF forward 32 f2048 f2048",
                "gen.SmoothF forward 2048 f2048 f2048",
                "gen.SmoothF backward f2048",
                "gen.NeighboursF forward 2048 f2048",
                "gen.HeavyF forward f500 f500 f500 f500",
                "gen.ProductF forward 32 f3072",
                "gen.ProductF backward f2048",
                "gen.RecurrenceF forward 2048 f2048");
        Map<String, Double> least = new LinkedHashMap<>();
        // A neighbour that takes the processor makes one side slow: what is too small is measured again, and longer.
        for (int round = 0; round < 3; round++) {
            double[] with = times(calls, 400 << 2 * round, "-XX:+UseSuperWord");
            double[] without = times(calls, 400 << 2 * round, "-XX:-UseSuperWord");
            for (int i = 0; i < calls.size(); i++) {
                double ratio = without[i] / with[i];
                boolean control = calls.get(i).startsWith("gen.Recurrence");
                least.merge(calls.get(i), ratio, control ? Math::min : Math::max);
            }
            if (fails(least).isEmpty()) break;
        }
        if (Boolean.getBoolean("nnc.report")) System.out.println(least);
        assertEquals(calls.size(), least.size());
        assertTrue(fails(least).isEmpty(), () -> "without vectors over with them: " + least);
    }

    private static List<String> fails(Map<String, Double> ratios) {
        List<String> fails = new ArrayList<>();
        ratios.forEach((call, ratio) -> {
            boolean control = call.startsWith("gen.Recurrence");
            if (control ? ratio > 1.3 : ratio < 1.5) fails.add(call);
        });
        return fails;
    }

    private double[] times(List<String> calls, int milliseconds, String option)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-XX:+UseSerialGC",
                // Calls wait for the compiler, so that what is timed has been through it.
                "-Xbatch",
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                Timed.class.getName(),
                "" + milliseconds));
        command.addAll(calls);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), text);
        return Arrays.stream(text.trim().split("\\s+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Prints the least time of each call in nanoseconds; one instance of each class. */
    public static final class Timed {
        private Timed() {}

        public static void main(String[] arguments) throws ReflectiveOperationException {
            int milliseconds = Integer.parseInt(arguments[0]);
            List<String> calls = Arrays.asList(arguments).subList(1, arguments.length);
            Map<String, Object> models = new LinkedHashMap<>();
            for (String call : calls) {
                String[] words = call.split(" ");
                Object model = models.get(words[0]);
                if (model == null) {
                    model = Class.forName(words[0]).getConstructor().newInstance();
                    models.put(words[0], model);
                }
                Object[] given = new Object[words.length - 2];
                for (int i = 0; i < given.length; i++) given[i] = argument(words[i + 2]);
                System.out.printf(Locale.ROOT, "%.1f%n", least(model, words[1], given, milliseconds));
            }
        }

        private static Object argument(String word) {
            if (!word.startsWith("f")) return Integer.parseInt(word);
            float[] values = new float[Integer.parseInt(word.substring(1))];
            for (int i = 0; i < values.length; i++) values[i] = (i * 7 % 11 - 5) * 0.125f;
            return values;
        }

        private static double least(Object model, String name, Object[] arguments, int milliseconds)
                throws ReflectiveOperationException {
            for (Method m : model.getClass().getMethods()) {
                if (!m.getName().equals(name) || m.getParameterCount() != arguments.length) continue;
                double least = Double.POSITIVE_INFINITY;
                long end = System.nanoTime() + 1_000_000L * milliseconds;
                for (int batch = 0; batch < 20 || System.nanoTime() < end; batch++) {
                    long start = System.nanoTime();
                    for (int i = 0; i < 32; i++) m.invoke(model, arguments);
                    least = Math.min(least, (System.nanoTime() - start) / 32.0);
                }
                return least;
            }
            throw new NoSuchMethodException(name);
        }
    }
}
