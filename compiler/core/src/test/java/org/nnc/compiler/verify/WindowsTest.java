package org.nnc.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.emit.Batch;
import org.nnc.compiler.ir.Program;

/**
 * Random nets of convolutions and poolings, whose tensors are stored with their examples next to each other: the emitted classes
 * against the interpreter, for one example, a few, and more than a vector holds.
 */
class WindowsTest {
    private static final int NETS = Integer.getInteger("random.windows", 40);

    /** A net over rows or pictures; which tensors are outputs, and whether the input's adjoint is asked for, changes too. */
    private static String text(int seed) {
        if (seed == 0) return pairs();
        Random random = new Random(seed);
        boolean isRow = random.nextInt(4) == 0;
        int height = isRow ? 1 : 5 + random.nextInt(5);
        int width = 6 + random.nextInt(6);
        StringBuilder s = new StringBuilder("model W" + seed + " {\n  dim N\n");
        int channels = random.nextInt(3);
        s.append("  input x0 : real[N, ").append(channels == 0 ? "" : channels + ", ");
        s.append(isRow ? "" : height + ", ").append(width).append("]\n");
        int layers = 1 + random.nextInt(2);
        int no = 0;
        for (int l = 0; l < layers; l++) {
            int out = 1 + random.nextInt(7);
            int r = isRow ? 1 : 1 + random.nextInt(Math.min(3, height));
            int c = 1 + random.nextInt(3);
            String kernel = out + ", " + (channels == 0 ? "" : channels + ", ") + (isRow ? "" : r + ", ") + c;
            int above = isRow || random.nextBoolean() ? 0 : random.nextInt(r + 1);
            int left = random.nextInt(3) > 0 ? 0 : random.nextInt(c + 1);
            int right = random.nextInt(3) > 0 ? 0 : random.nextInt(c);
            height = height - r + 1 + above;
            width = width - c + 1 + left + right;
            String taps = (channels == 0 ? "" : "c, ") + (isRow ? "" : "r, ") + "s";
            String read =
                    (channels == 0 ? "" : "c, ") + (isRow ? "" : "p + r" + less(above) + ", ") + "q + s" + less(left);
            String at = "[n, o, " + (isRow ? "" : "p, ") + "q]";
            String made = "[n, o, " + (isRow ? "" : "p in 0.." + height + ", ") + "q in 0.." + width + "]";
            s.append("  param K").append(l).append(" : real[").append(kernel).append("] ~ he\n");
            s.append("  param b").append(l).append(" : real[").append(out).append("] ~ normal(0.0, 0.3)\n");
            s.append("  x")
                    .append(no + 1)
                    .append(made)
                    .append(" = sum(")
                    .append(taps)
                    .append(") K")
                    .append(l);
            s.append("[o, ")
                    .append(taps)
                    .append("]*x")
                    .append(no)
                    .append("[n, ")
                    .append(read);
            s.append(above + left + right > 0 ? " | 0]\n" : "]\n");
            no++;
            String act = new String[] {"relu(", "tanh(", "(", "max(0.1, "}[random.nextInt(4)];
            s.append(random.nextInt(5) == 0 ? "  output x" : "  x")
                    .append(no + 1)
                    .append(at)
                    .append(" = ");
            String before = "x" + no + at;
            boolean isGated = random.nextInt(5) == 0;
            s.append(
                    isGated
                            ? "if b" + l + "[o] > 0 then " + before + " else 0\n"
                            : act + before + " + b" + l + "[o])\n");
            no++;
            channels = out;
            int window = 1 + random.nextInt(3);
            int step = 1 + random.nextInt(2);
            boolean fits = (isRow || height >= window) && width >= window + step;
            if (fits && random.nextInt(4) > 0) {
                height = isRow ? 1 : (height - window) / step + 1;
                width = (width - window) / step + 1;
                String pooled = "[n, o, " + (isRow ? "" : "p in 0.." + height + ", ") + "q in 0.." + width + "]";
                String over = (isRow ? "" : "r in 0.." + window + ", ") + "s in 0.." + window;
                String cell = "[n, o, " + (isRow ? "" : step + "*p + r, ") + step + "*q + s]";
                s.append("  x")
                        .append(no + 1)
                        .append(pooled)
                        .append(" = ")
                        .append(random.nextInt(5) == 0 ? "min" : "max");
                s.append("(").append(over).append(") x").append(no).append(cell).append("\n");
                no++;
            }
        }
        String cells = isRow ? "o, q" : "o, p, q";
        String shape = channels + ", " + (isRow ? "" : height + ", ") + width;
        s.append("  param V : real[3, ").append(shape).append("] ~ he\n");
        s.append("  h[n, k] = tanh(0.03*(sum(")
                .append(cells)
                .append(") V[k, ")
                .append(cells)
                .append("]*x")
                .append(no);
        s.append("[n, ").append(cells).append("]))\n");
        s.append("  loss L = sum(n, k) (k + 1)*h[n, k]^2\n}\n");
        return s.toString();
    }

    private static String less(int by) {
        return by == 0 ? "" : " - " + by;
    }

    /** Poolings whose windows are neighbours by pairs in all rows of all channels: of one image, one call. */
    private static String pairs() {
        return """
                model W0 {
                  dim N
                  input x0 : real[N, 10, 10]
                  param W1 : real[3, 3, 3] ~ he
                  param W2 : real[4, 3, 3, 3] ~ he
                  param V : real[3, 4] ~ he
                  x1[n, o, p, q] = sum(r, s) W1[o, r, s]*x0[n, p + r, q + s]
                  x2[n, o, p in 0..4, q in 0..4] = max(r in 0..2, s in 0..2) x1[n, o, 2*p + r, 2*q + s]
                  x3[n, o, p, q] = tanh(sum(c, r, s) W2[o, c, r, s]*x2[n, c, p + r, q + s])
                  x4[n, o] = max(p, q) x3[n, o, p, q]
                  h[n, k] = tanh(sum(o) V[k, o]*x4[n, o])
                  loss L = sum(n, k) (k + 1)*h[n, k]^2
                }
                """;
    }

    @Test
    void emittedClassesAgree() {
        Batch batch = new Batch();
        List<Program> programs = new ArrayList<>();
        List<EmittedGradient> classes = new ArrayList<>();
        List<Gradient> gradients = new ArrayList<>();
        for (int seed = 0; seed <= NETS; seed++) {
            Program p = Texts.programs(text(seed)).get(0);
            Map<String, Long> dims = Map.of("N", 2L);
            Oracles oracles = new Oracles(p, dims, values(p, dims, new Random(seed)));
            Gradient gradient = oracles.gradient(seed);
            int[] counts = oracles.differences(gradient, 10);
            assertTrue(counts[1] <= counts[0] / 5, counts[1] + " of " + counts[0] + " cells at kinks\n" + text(seed));
            EmittedGradient emitted = new EmittedGradient(p, gradient, p.name());
            emitted.addTo(batch);
            programs.add(p);
            classes.add(emitted);
            gradients.add(gradient);
        }
        ClassLoader loader = batch.compile();
        for (int i = 0; i < programs.size(); i++) {
            for (long n : new long[] {3, 1, 18, 2}) {
                Map<String, Long> dims = Map.of("N", n);
                Map<String, double[]> values = values(programs.get(i), dims, new Random(n));
                try {
                    classes.get(i).compare(loader, dims, values);
                } catch (AssertionError e) {
                    throw new AssertionError("N = " + n + "\n" + text(i + 1) + e.getMessage(), e);
                }
            }
        }
    }

    private static Map<String, double[]> values(Program p, Map<String, Long> dims, Random random) {
        Map<String, double[]> values = new LinkedHashMap<>();
        p.inputs()
                .forEach(i -> values.put(
                        i.tensor().name(),
                        random.doubles((int) i.tensor().size().evaluate(dims::get), -1, 1)
                                .toArray()));
        p.params()
                .forEach(q -> values.put(
                        q.tensor().name(),
                        random.doubles((int) q.tensor().size().evaluate(dims::get), -1, 1)
                                .toArray()));
        return values;
    }
}
