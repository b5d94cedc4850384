package pretrained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nnc.runtime.Adam;
import org.nnc.runtime.Weights;

/** Trains an encoder inside one net, saves it, and uses it frozen inside another, whose own part is linear. */
public final class Run {
    private static final List<String> ARMS = List.of("amber", "blue", "coral");

    private Run() {}

    public static void main(String[] args) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("samples/spirals/spirals.csv"));
        int count = lines.size() - 1;
        double[] x = new double[2 * count];
        int[] y = new int[count];
        for (int n = 0; n < count; n++) {
            String[] cells = lines.get(n + 1).split(",");
            x[2 * n] = Double.parseDouble(cells[0]);
            x[2 * n + 1] = Double.parseDouble(cells[1]);
            y[n] = ARMS.indexOf(cells[2]);
        }
        double[] t = Arrays.stream(y).mapToDouble(k -> k == 1 ? 1 : 0).toArray();

        Arms arms = new Arms(1);
        Adam adam = Adam.of(arms).lr(0.02);
        for (int step = 0; step < 600; step++, adam.step()) arms.lossAndGradient(x, y);
        report("arms", arms.forward(x, y), right(arms.p(), y), count);

        // The encoder comes first in the text of Arms, and so in its parameters.
        Encoder encoder = new Encoder(Arrays.copyOf(arms.parameters(), Encoder.PARAMETER_COUNT));
        Path file = Files.createTempFile("encoder", ".safetensors");
        Weights.save(file, encoder);
        OneArm loaded = new OneArm(1);
        Weights.load(file, loaded, "enc.");
        Files.delete(file);
        System.out.println("trained of " + OneArm.PARAMETER_COUNT + " parameters: " + OneArm.TRAINABLE_COUNT);
        double[] before = Arrays.copyOfRange(loaded.parameters(), OneArm.TRAINABLE_COUNT, OneArm.PARAMETER_COUNT);
        train(loaded, x, t);
        double[] after = Arrays.copyOfRange(loaded.parameters(), OneArm.TRAINABLE_COUNT, OneArm.PARAMETER_COUNT);
        report("blue, encoder of arms", loaded.forward(x, t), right(loaded.p(), t), count);
        System.out.println("the encoder is " + (Arrays.equals(before, after) ? "as it was" : "CHANGED"));

        OneArm random = new OneArm(1);
        train(random, x, t);
        report("blue, random encoder", random.forward(x, t), right(random.p(), t), count);
    }

    private static void train(OneArm net, double[] x, double[] t) {
        Adam adam = Adam.of(net).lr(0.1);
        for (int step = 0; step < 300; step++, adam.step()) net.lossAndGradient(x, t);
    }

    private static int right(double[] p, int[] y) {
        int right = 0;
        for (int n = 0; n < y.length; n++) {
            double best = Math.max(p[3 * n], Math.max(p[3 * n + 1], p[3 * n + 2]));
            if (p[3 * n + y[n]] == best) right++;
        }
        return right;
    }

    private static int right(double[] p, double[] t) {
        int right = 0;
        for (int n = 0; n < t.length; n++) if ((p[n] > 0.5) == (t[n] == 1)) right++;
        return right;
    }

    private static void report(String what, double loss, int right, int count) {
        System.out.printf(Locale.ROOT, "%s: loss %.4f, %.1f %% right%n", what, loss, 100.0 * right / count);
    }
}
