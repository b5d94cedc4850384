package maml;

import java.util.Random;
import org.nnc.runtime.Adam;

/** Tasks are sines of any amplitude, also upside down; the gradient of the loss goes through the gradient of the inner step. */
public final class Main {
    private static final int TASKS = 25;
    private static final int POINTS = 10;

    private Main() {}

    public static void main(String[] args) {
        Random random = new Random(1);
        Maml model = new Maml(3);
        double start = judged(model, new Random(99));
        Adam adam = Adam.of(model).lr(0.01);
        for (int step = 0; step < 1500; step++) {
            double[][] t = tasks(random);
            model.lossAndGradient(TASKS, POINTS, t[0], t[1], t[2], t[3]);
            adam.step();
        }
        double end = judged(model, new Random(99));
        double unadapted = model.before();
        if (!(end < 0.2 * start)) throw new IllegalStateException(start + " before training, " + end + " after");
        if (!(end < 0.2 * unadapted)) throw new IllegalStateException(unadapted + " unadapted, " + end + " adapted");
        System.out.println("new tasks: one step from the trained weights leaves less than a fifth of the error");
    }

    /** The loss after one step on tasks that were not trained on. */
    private static double judged(Maml model, Random random) {
        double sum = 0;
        for (int i = 0; i < 8; i++) {
            double[][] t = tasks(random);
            sum += model.forward(TASKS, POINTS, t[0], t[1], t[2], t[3]) / 8;
        }
        return sum;
    }

    private static double[][] tasks(Random random) {
        double[][] t = new double[4][TASKS * POINTS];
        for (int k = 0; k < TASKS; k++) {
            double amplitude = 4 * random.nextDouble() - 2;
            for (int i = 0; i < 2 * POINTS; i++) {
                double x = 6 * random.nextDouble() - 3;
                int half = i < POINTS ? 0 : 2;
                t[half][k * POINTS + i % POINTS] = x;
                t[half + 1][k * POINTS + i % POINTS] = amplitude * Math.sin(x);
            }
        }
        return t;
    }
}
