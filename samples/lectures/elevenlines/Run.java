package elevenlines;

import java.util.Locale;
import org.nnc.runtime.Sgd;

/** Trains the net as the eleven lines do, from the numbers that NumPy draws with seed 1, and prints what they print. */
public final class Run {
    private static final double[] X = {0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1};
    private static final double[] Y = {0, 1, 1, 0};

    /** {@code np.random.seed(1); 2*np.random.random((3,4)) - 1}, then {@code (4,1)}. */
    private static final double[] START = {
        -0.165955990594852, 0.4406489868843162, -0.9997712503653102, -0.39533485473632046,
        -0.7064882183657739, -0.8153228104624044, -0.6274795772446582, -0.3088785459139045,
        -0.20646505153866013, 0.07763346800671389, -0.1616109711934104, 0.370439000793519,
        -0.5910955005369651, 0.7562348727818908, -0.9452248136041477, 0.34093502035680445
    };

    private Run() {}

    public static void main(String[] args) {
        ElevenLines net = new ElevenLines(START.clone());
        Sgd descent = Sgd.of(net).lr(1);
        for (int j = 0; j < 60000; j++) {
            net.lossAndGradient(X, Y);
            if (j % 10000 == 0) System.out.printf(Locale.ROOT, "Error:%.10f%n", meanError(net.l2()));
            descent.step();
        }
        for (double v : net.l2()) System.out.printf(Locale.ROOT, "%.8f%n", v);
    }

    private static double meanError(double[] l2) {
        double sum = 0;
        for (int n = 0; n < Y.length; n++) sum += Math.abs(Y[n] - l2[n]);
        return sum / Y.length;
    }
}
