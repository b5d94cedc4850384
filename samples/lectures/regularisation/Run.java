package regularisation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import lectures.Picture;
import org.nnc.runtime.Adam;
import org.nnc.runtime.Schedule;

/** One net of twenty hidden units with three strengths of regularisation: the stronger, the smoother the boundary. */
public final class Run {
    private static final double[] STRENGTHS = {0.0001, 0.001, 0.01};
    private static final int POINTS = 60;
    private static final int PANEL = 240;
    private static final int SQUARE = 2;
    private static final double REACH = 3;
    private static final int STEPS = 6000;

    private Run() {}

    public static void main(String[] args) throws IOException {
        double[] x = new double[2 * POINTS];
        double[] t = new double[POINTS];
        Random random = new Random(4);
        for (int n = 0; n < POINTS; n++) {
            t[n] = n % 2;
            x[2 * n] = 0.7 * (2 * t[n] - 1) + random.nextGaussian() * 0.9;
            x[2 * n + 1] = random.nextGaussian() * 1.1;
        }
        Picture picture = new Picture(STRENGTHS.length * PANEL, PANEL);
        for (int k = 0; k < STRENGTHS.length; k++) {
            Regularised net = new Regularised(3);
            Adam adam = Adam.of(net).lr(0.03).schedule(Schedule.cosine(STEPS, 0.001));
            for (int step = 0; step < STEPS; step++, adam.step()) net.lossAndGradient(x, t, STRENGTHS[k]);
            double loss = net.forward(x, t, STRENGTHS[k]);
            int right = 0;
            for (int n = 0; n < POINTS; n++) if ((net.p()[n] > 0.5) == (t[n] == 1)) right++;
            System.out.printf(
                    Locale.ROOT,
                    "lambda %s: data loss %.2f, squares of weights %.0f, %d of %d right%n",
                    STRENGTHS[k],
                    loss - STRENGTHS[k] * net.R(),
                    net.R(),
                    right,
                    POINTS);
            paint(picture, k * PANEL, net, x, t);
        }
        Path file = Path.of("samples/target/lectures/regularisation.png");
        picture.write(file);
        System.out.println(file);
    }

    private static void paint(Picture picture, int left, Regularised net, double[] x, double[] t) {
        int cells = PANEL / SQUARE;
        double[] places = new double[2 * cells * cells];
        for (int k = 0; k < cells * cells; k++) {
            places[2 * k] = (k % cells + 0.5) / cells * 2 * REACH - REACH;
            places[2 * k + 1] = REACH - (k / cells + 0.5) / cells * 2 * REACH;
        }
        net.predict(places);
        double[] p = net.p();
        for (int k = 0; k < cells * cells; k++) {
            int colour = p[k] > 0.5 ? 0xF7D3A8 : 0xBBD3F2;
            picture.fill(left + SQUARE * (k % cells), SQUARE * (k / cells), SQUARE, SQUARE, colour);
        }
        for (int n = 0; n < POINTS; n++) {
            int across = left + (int) ((x[2 * n] + REACH) / (2 * REACH) * PANEL);
            int down = (int) ((REACH - x[2 * n + 1]) / (2 * REACH) * PANEL);
            picture.disc(across, down, 4, t[n] == 1 ? 0xC26A00 : 0x1F5FA8);
        }
        picture.fill(left + PANEL - 1, 0, 1, PANEL, 0xFFFFFF);
    }
}
