package copy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.nnc.runtime.Adam;
import org.nnc.runtime.Clip;

/**
 * Teaches a Neural Turing Machine to copy: it sees a start, some vectors of bits and an end, and then has to say the vectors
 * again. Lengths in training are 1 to 6. {@code run copy 50} takes only so many steps.
 */
public final class Run {
    private static final int LONGEST = 6;
    private static final int BATCH = 16;
    private static final int PRINTED = 500;

    private final Random random = new Random(1);
    private int steps;
    private double[] x;
    private double[] y;
    private double[] asked;

    private Run() {}

    public static void main(String[] args) {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 1500;
        Run run = new Run();
        Copy net = new Copy(2);
        Adam adam = Adam.of(net).lr(0.003);
        double mean = 0;
        for (int step = 1; step <= steps; step++) {
            run.draw(1 + run.random.nextInt(LONGEST), BATCH);
            double loss = net.lossAndGradient(run.steps, BATCH, run.x, run.y, run.asked);
            mean += loss;
            Clip.norm(net, 5);
            adam.step();
            if (step == 1 || step % PRINTED == 0 || step == steps) {
                int of = step == 1 ? 1 : step % PRINTED == 0 ? PRINTED : step % PRINTED;
                System.out.printf(Locale.ROOT, "step %d loss %.3f%n", step, mean / (step < PRINTED ? step : of));
                mean = 0;
            }
        }
        for (int length : new int[] {3, LONGEST, 2 * LONGEST}) {
            run.draw(length, 50);
            net.predict(run.steps, 50, run.x);
            int wrong = 0;
            double[] bits = net.bits();
            for (int i = (length + 2) * 50 * Copy.O; i < bits.length; i++) if ((bits[i] > 0.5) != (run.y[i] > 0.5)) wrong++;
            System.out.println("length " + length + ": wrong bits " + wrong + " of " + length * 50 * Copy.O);
        }
    }

    /** Random vectors for each example; bit 4 is the start, bit 5 the end. */
    private void draw(int length, int batch) {
        steps = 2 * length + 2;
        x = new double[steps * batch * Copy.D];
        y = new double[steps * batch * Copy.O];
        asked = new double[steps];
        Arrays.fill(asked, length + 2, steps, 1);
        for (int b = 0; b < batch; b++) {
            x[b * Copy.D + Copy.O] = 1;
            x[((length + 1) * batch + b) * Copy.D + Copy.O + 1] = 1;
            for (int t = 0; t < length; t++) {
                for (int i = 0; i < Copy.O; i++) {
                    int bit = random.nextInt(2);
                    x[((1 + t) * batch + b) * Copy.D + i] = bit;
                    y[((length + 2 + t) * batch + b) * Copy.O + i] = bit;
                }
            }
        }
    }
}
