package plane;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import lectures.Picture;
import org.nnc.runtime.Adam;

/** Trains the net on ConvNetJS's three sets of points and paints which class it gives to each place of the plane. */
public final class Run {
    private static final int PANEL = 240;
    private static final int SQUARE = 3;
    private static final double REACH = 6;
    private static final int[] GROUND = {0xBBD3F2, 0xF7D3A8};
    private static final int[] POINT = {0x1F5FA8, 0xC26A00};

    private final Picture picture = new Picture(3 * PANEL, PANEL);

    private Run() {}

    public static void main(String[] args) throws IOException {
        Run run = new Run();
        double[] x = new double[200];
        int[] y = new int[100];
        run.panel(0, "circle", x, circle(x, y));
        run.panel(1, "spiral", x, spiral(x, y));
        run.panel(2, "random", x, random(x, y));
        Path file = Path.of("samples/target/lectures/plane.png");
        run.picture.write(file);
        System.out.println(file);
    }

    /** Fifty points near the middle, fifty around them. */
    private static int[] circle(double[] x, int[] y) {
        Random random = new Random(1);
        for (int n = 0; n < 100; n++) {
            y[n] = n < 50 ? 1 : 0;
            double r = n < 50 ? random.nextDouble() * 2 : 3 + random.nextDouble() * 2;
            double turn = n % 50 / 50.0 * 2 * Math.PI;
            x[2 * n] = r * Math.sin(turn);
            x[2 * n + 1] = r * Math.cos(turn);
        }
        return y;
    }

    /** Two arms. */
    private static int[] spiral(double[] x, int[] y) {
        Random random = new Random(2);
        for (int n = 0; n < 100; n++) {
            y[n] = n < 50 ? 1 : 0;
            double r = n % 50 / 50.0 * 5 + random.nextDouble() * 0.2 - 0.1;
            double turn = 1.25 * (n % 50) / 50 * 2 * Math.PI + (n < 50 ? 0 : Math.PI) + random.nextDouble() * 0.2 - 0.1;
            x[2 * n] = r * Math.sin(turn);
            x[2 * n + 1] = r * Math.cos(turn);
        }
        return y;
    }

    /** Points and classes by chance: there is nothing to be learned but by heart. */
    private static int[] random(double[] x, int[] y) {
        Random random = new Random(3);
        for (int n = 0; n < 100; n++) {
            y[n] = random.nextInt(2);
            x[2 * n] = random.nextDouble() * 6 - 3;
            x[2 * n + 1] = random.nextDouble() * 6 - 3;
        }
        return y;
    }

    private void panel(int at, String name, double[] x, int[] y) {
        Plane net = new Plane(7);
        Adam adam = Adam.of(net).lr(0.03);
        // Where classes are chance the fit is chaotic: after 3000 steps it depends on the last bit of a sum, here it does not.
        for (int step = 0; step < 1000; step++, adam.step()) net.lossAndGradient(x, y);
        double loss = net.forward(x, y);
        int right = 0;
        for (int n = 0; n < y.length; n++) if (net.p()[2 * n + y[n]] > 0.5) right++;
        System.out.printf(Locale.ROOT, "%s: loss %.4f, %d of %d right%n", name, loss, right, y.length);

        int cells = PANEL / SQUARE;
        double[] places = new double[2 * cells * cells];
        for (int k = 0; k < cells * cells; k++) {
            places[2 * k] = (k % cells + 0.5) / cells * 2 * REACH - REACH;
            places[2 * k + 1] = REACH - (k / cells + 0.5) / cells * 2 * REACH;
        }
        net.predict(places);
        double[] p = net.p();
        for (int k = 0; k < cells * cells; k++) {
            int ground = GROUND[p[2 * k + 1] > 0.5 ? 1 : 0];
            picture.fill(at * PANEL + SQUARE * (k % cells), SQUARE * (k / cells), SQUARE, SQUARE, ground);
        }
        for (int n = 0; n < y.length; n++) {
            int left = at * PANEL + (int) ((x[2 * n] + REACH) / (2 * REACH) * PANEL);
            int top = (int) ((REACH - x[2 * n + 1]) / (2 * REACH) * PANEL);
            picture.disc(left, top, 4, POINT[y[n]]);
        }
        picture.fill((at + 1) * PANEL - 1, 0, 1, PANEL, 0xFFFFFF);
    }
}
