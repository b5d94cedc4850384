package org.nnc.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Source;

/**
 * Prints how long the compiler takes from a model's text to its Java text in a warm virtual machine, and what it allocates:
 * LeNet, nets of hundreds of layers, and models of thousands of statements, of scalars and over a batch: twice as many take twice
 * as long.
 */
public final class Compiles {
    private static final int ROUNDS = 7;

    private Compiles() {}

    /** @param arguments the folder of the benchmarks' models */
    public static void main(String[] arguments) throws IOException {
        Source lenet = source(Path.of(arguments[0], "lenet.nn"));
        for (int i = 0; i < 6 * ROUNDS; i++) compile(lenet);
        System.out.printf("# text to Java text, %s, median of %d%n| model | ms | MB |%n|---|---|---|%n",
                System.getProperty("java.version"), ROUNDS);
        row("LeNet", lenet);
        for (int layers : new int[] {200, 400, 800}) row(layers + " layers", new Source("deep.nn", deep(layers)));
        for (boolean batch : new boolean[] {false, true}) {
            String kind = batch ? " statements over a batch" : " scalar statements";
            int least = batch ? 1250 : 2500;
            for (int n = least; n <= 4 * least; n *= 2) row(n + kind, new Source("chain.nn", chain(n, batch)));
        }
    }

    private static Source source(Path file) throws IOException {
        return new Source(file.getFileName().toString(), Files.readString(file));
    }

    private static void row(String name, Source source) {
        double[] times = new double[ROUNDS];
        double[] bytes = new double[ROUNDS];
        for (int i = -3; i < ROUNDS; i++) {
            long before = System.nanoTime();
            long allocated = compile(source);
            if (i < 0) continue;
            times[i] = (System.nanoTime() - before) / 1e6;
            bytes[i] = allocated / 1e6;
        }
        Arrays.sort(times);
        Arrays.sort(bytes);
        System.out.printf(Locale.ROOT, "| %s | %.0f | %.0f |%n", name, times[ROUNDS / 2], bytes[ROUNDS / 2]);
    }

    /** The bytes that a compilation allocates. */
    private static long compile(Source source) {
        return Compiler.onOwnStack(() -> {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            Compiler.Result result = Compiler.compile(source, Library.standard(), new Compiler.Options(false, false, "m"));
            if (result.units().size() != 1) throw new IllegalStateException(result.diagnostics().toString());
            return threads.getCurrentThreadAllocatedBytes() - before;
        });
    }

    /** A chain of dense layers of 32. */
    private static String deep(int layers) {
        StringBuilder text = new StringBuilder("model Deep {\n  dim B\n  input x : real[B, 32]\n");
        for (int i = 1; i <= layers; i++) {
            text.append("  param W").append(i).append(" : real[32, 32] ~ he\n");
            text.append("  param b").append(i).append(" : real[32] ~ zeros\n");
        }
        for (int i = 1; i <= layers; i++) {
            String before = i == 1 ? "x" : "h" + (i - 1);
            text.append(String.format("  h%d[b,o] = tanh(sum(i) W%d[o,i]*%s[b,i] + b%d[o])%n", i, i, before, i));
        }
        return text.append("  loss l = mean(b, o) h").append(layers).append("[b,o]^2\n}\n").toString();
    }

    /** Each statement reads two of those before it. */
    private static String chain(int statements, boolean batch) {
        String at = batch ? "[b]" : "";
        StringBuilder text = new StringBuilder("model Chain {\n");
        text.append(batch
                ? "  dim B\n  input x : real[B]\n  param w : real ~ 0.5\n  v0[b] = x[b]*w\n  v1[b] = x[b]^2\n"
                : "  param v0 : real ~ 0.5\n  param v1 : real ~ 0.25\n");
        for (int i = 2; i < statements + 2; i++) {
            int other = i < 10 ? 0 : i - 2 - i * 7 % 8;
            String factor = i % 3 == 0 ? "0.5" : "tanh(v" + (i - 1) + at + ")";
            text.append(String.format("  v%d%s = %s*v%d%s + v%d%s%n", i, at, factor, other, at, i - 1, at));
        }
        text.append("  loss l = ").append(batch ? "mean(b) v" : "v").append(statements + 1).append(at);
        return text.append("\n}\n").toString();
    }
}
