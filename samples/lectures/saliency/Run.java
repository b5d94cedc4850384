package saliency;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import lectures.Picture;
import org.nnc.runtime.Adam;

/** Trains a net on digits, and paints for one held-out digit of each class how its score depends on every pixel. */
public final class Run {
    private static final int TRAINED = 8000;
    private static final int COUNT = 10000;
    private static final int PIXELS = 784;
    private static final int BATCH = 100;
    private static final int EPOCHS = 5;
    private static final int SQUARE = 3;
    private static final String FOLDER = "../shared/data/mnist/";

    private Run() {}

    public static void main(String[] args) throws IOException {
        byte[] images = read(FOLDER + "t10k-images-idx3-ubyte.gz", 16, COUNT * PIXELS);
        byte[] labels = read(FOLDER + "t10k-labels-idx1-ubyte.gz", 8, COUNT);
        Learner learner = new Learner(1);
        train(learner, images, labels);

        Saliency saliency = new Saliency(learner.parameters());
        double[] x = new double[10 * PIXELS];
        int[] y = new int[10];
        for (int k = 0; k < 10; k++) {
            int at = TRAINED;
            while (labels[at] != k) at++;
            y[k] = k;
            pixels(images, at, x, k);
        }
        saliency.forward(x, y);
        double[] ones = new double[10];
        Arrays.fill(ones, 1);
        saliency.backward(ones);
        double[] slope = saliency.d_x();

        // A small move of every pixel along its slope changes the scores by the square of the slope's length, times the step.
        double before = sum(saliency.score());
        double step = 1e-6;
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            square += slope[i] * slope[i];
            x[i] += step * slope[i];
        }
        saliency.predict(x, y);
        double ratio = (sum(saliency.score()) - before) / (step * square);
        System.out.printf(Locale.ROOT, "rise of the scores over what the slope says: %.4f%n", ratio);

        Picture picture = new Picture(10 * 28 * SQUARE, 2 * 28 * SQUARE);
        for (int k = 0; k < 10; k++) {
            double[] digit = Arrays.copyOfRange(x, k * PIXELS, (k + 1) * PIXELS);
            double[] seen = Arrays.copyOfRange(slope, k * PIXELS, (k + 1) * PIXELS);
            for (int i = 0; i < PIXELS; i++) seen[i] = Math.abs(seen[i]);
            picture.shades(k * 28 * SQUARE, 0, SQUARE, digit, 28, 0, 1);
            picture.shades(k * 28 * SQUARE, 28 * SQUARE, SQUARE, seen, 28, 0, Arrays.stream(seen).max().getAsDouble());
        }
        Path file = Path.of("samples/target/lectures/saliency.png");
        picture.write(file);
        System.out.println(file);
    }

    private static void train(Learner learner, byte[] images, byte[] labels) {
        Adam adam = Adam.of(learner).lr(0.002).weightDecay(0.01);
        double[] x = new double[BATCH * PIXELS];
        int[] y = new int[BATCH];
        Random random = new Random(1);
        for (int step = 0; step < EPOCHS * TRAINED / BATCH; step++, adam.step()) {
            for (int n = 0; n < BATCH; n++) {
                int at = random.nextInt(TRAINED);
                pixels(images, at, x, n);
                y[n] = labels[at];
            }
            learner.lossAndGradient(x, y);
        }
        int right = 0;
        for (int from = TRAINED; from < COUNT; from += BATCH) {
            for (int n = 0; n < BATCH; n++) pixels(images, from + n, x, n);
            learner.predict(x);
            double[] p = learner.p();
            for (int n = 0; n < BATCH; n++) {
                int best = 0;
                for (int k = 1; k < 10; k++) if (p[10 * n + k] > p[10 * n + best]) best = k;
                if (best == labels[from + n]) right++;
            }
        }
        System.out.printf(Locale.ROOT, "holdout accuracy %.2f %%%n", 100.0 * right / (COUNT - TRAINED));
    }

    private static void pixels(byte[] images, int from, double[] x, int to) {
        for (int i = 0; i < PIXELS; i++) x[to * PIXELS + i] = (images[from * PIXELS + i] & 255) / 255.0;
    }

    private static double sum(double[] numbers) {
        return Arrays.stream(numbers).sum();
    }

    private static byte[] read(String path, int header, int length) throws IOException {
        byte[] bytes = new byte[length];
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(Path.of(path))))) {
            in.skipNBytes(header);
            in.readFully(bytes);
        }
        return bytes;
    }
}
