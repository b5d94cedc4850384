package alexnet;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.nnc.runtime.Adam;
import org.nnc.runtime.Sgd;

/** Trains the small net on two thousand digits; {@code run alexnet full} takes one step with the net as published. */
public final class Run {
    private static final int TRAINED = 2000;
    private static final int HELD = 500;
    private static final int PIXELS = 784;
    private static final int BATCH = 25;
    private static final int EPOCHS = 5;
    private static final String FOLDER = "../shared/data/mnist/";

    private Run() {}

    public static void main(String[] args) throws IOException {
        if (args.length > 0 && args[0].equals("full")) full();
        else small();
    }

    /** The loss of one image in evaluation, a step of training on it, and the loss again. */
    private static void full() {
        AlexNet net = new AlexNet(1);
        System.out.println("parameters " + AlexNet.PARAMETER_COUNT);
        double[] x = new Random(1).doubles(3 * 227 * 227, -1, 1).toArray();
        int[] y = {7};
        System.out.printf(Locale.ROOT, "loss before %.3f%n", net.forward(x, y));
        net.lossAndGradient(x, y);
        Sgd.of(net).lr(0.001).step();
        System.out.printf(Locale.ROOT, "loss after %.3f%n", net.forward(x, y));
    }

    private static void small() throws IOException {
        byte[] images = read(FOLDER + "t10k-images-idx3-ubyte.gz", 16, (TRAINED + HELD) * PIXELS);
        byte[] labels = read(FOLDER + "t10k-labels-idx1-ubyte.gz", 8, TRAINED + HELD);
        SmallAlexNet net = new SmallAlexNet(1);
        System.out.println("parameters " + SmallAlexNet.PARAMETER_COUNT);
        Adam adam = Adam.of(net).lr(0.003);
        Random random = new Random(1);
        double[] x = new double[BATCH * PIXELS];
        int[] y = new int[BATCH];
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            double sum = 0;
            for (int step = 0; step < TRAINED / BATCH; step++, adam.step()) {
                for (int n = 0; n < BATCH; n++) take(images, labels, random.nextInt(TRAINED), x, y, n);
                sum += net.lossAndGradient(x, y);
            }
            System.out.printf(Locale.ROOT, "epoch %d loss %.3f%n", epoch, sum / (TRAINED / BATCH));
        }
        int right = 0;
        for (int from = TRAINED; from < TRAINED + HELD; from += BATCH) {
            for (int n = 0; n < BATCH; n++) take(images, labels, from + n, x, y, n);
            net.predict(x);
            double[] p = net.p();
            for (int n = 0; n < BATCH; n++) {
                int best = 0;
                for (int k = 1; k < 10; k++) if (p[10 * n + k] > p[10 * n + best]) best = k;
                if (best == y[n]) right++;
            }
        }
        System.out.printf(Locale.ROOT, "holdout accuracy %.1f %%%n", 100.0 * right / HELD);
    }

    private static void take(byte[] images, byte[] labels, int from, double[] x, int[] y, int to) {
        for (int i = 0; i < PIXELS; i++) x[to * PIXELS + i] = (images[from * PIXELS + i] & 255) / 255.0;
        y[to] = labels[from];
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
