package descent;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.nnc.runtime.Schedule;
import org.nnc.runtime.Sgd;

/** Batch, mini-batch and stochastic descent on one problem, each seeing every point 40 times. */
public final class Run {
    private static final int POINTS = 64;
    private static final int EPOCHS = 40;
    private static final int PRINTED = 8;

    private Run() {}

    public static void main(String[] args) {
        Random random = new Random(7);
        double[] x = random.doubles(POINTS, -1, 1).toArray();
        double[] t = Arrays.stream(x).map(v -> 3 * v - 1 + 0.3 * random.nextGaussian()).toArray();
        double[] best = leastSquares(x, t);
        Line line = new Line(best.clone());
        System.out.printf(Locale.ROOT, "least squares: w %.4f b %.4f loss %.4f%n", best[0], best[1], line.forward(x, t));
        descend("batch", POINTS, 0.5, x, t, best);
        descend("mini-batch", 8, 0.2, x, t, best);
        descend("stochastic", 1, 0.1, x, t, best);
    }

    /** Prints the distance from the best line every {@value #PRINTED} epochs; the rate goes down as 1/(1 + epoch/4). */
    private static void descend(String name, int batch, double rate, double[] x, double[] t, double[] best) {
        Line line = new Line(new double[2]);
        int perEpoch = POINTS / batch;
        Schedule slower = step -> 1 / (1 + (step / perEpoch) / 4.0);
        Sgd sgd = Sgd.of(line).lr(rate).schedule(batch == POINTS ? Schedule.constant() : slower);
        Random order = new Random(1);
        double[] bx = new double[batch];
        double[] bt = new double[batch];
        StringBuilder away = new StringBuilder();
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            int[] at = shuffled(order);
            for (int from = 0; from < POINTS; from += batch) {
                for (int k = 0; k < batch; k++) {
                    bx[k] = x[at[from + k]];
                    bt[k] = t[at[from + k]];
                }
                line.lossAndGradient(bx, bt);
                sgd.step();
            }
            double[] p = line.parameters();
            if (epoch % PRINTED == 0) {
                away.append(String.format(Locale.ROOT, " %.4f", Math.hypot(p[0] - best[0], p[1] - best[1])));
            }
        }
        System.out.println(name + ", " + perEpoch * EPOCHS + " steps:" + away);
    }

    private static int[] shuffled(Random random) {
        int[] at = new int[POINTS];
        for (int i = 0; i < POINTS; i++) {
            int j = random.nextInt(i + 1);
            at[i] = at[j];
            at[j] = i;
        }
        return at;
    }

    /** Slope and offset by the formula of every textbook. */
    private static double[] leastSquares(double[] x, double[] t) {
        double mx = Arrays.stream(x).average().getAsDouble();
        double mt = Arrays.stream(t).average().getAsDouble();
        double xt = 0;
        double xx = 0;
        for (int n = 0; n < x.length; n++) {
            xt += (x[n] - mx) * (t[n] - mt);
            xx += (x[n] - mx) * (x[n] - mx);
        }
        return new double[] {xt / xx, mt - xt / xx * mx};
    }
}
