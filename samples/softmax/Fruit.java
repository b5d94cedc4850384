import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/**
 * Writes {@code fruit.csv}: length and width in cm and mass in g of 150 invented apples, lemons and pears.
 *
 * <p>Each measure is normal about its kind's mean. {@link Random} is specified to the bit, so every JVM writes the same
 * bytes: {@code java samples/softmax/Fruit.java > samples/softmax/fruit.csv}.
 */
public final class Fruit {
    private static final String[] KINDS = {"apple", "lemon", "pear"};
    private static final double[][] MEAN = {{7.5, 7.8, 180}, {7.6, 5.6, 110}, {9.8, 6.9, 175}};
    private static final double[] DEVIATION = {0.5, 0.45, 18};
    private static final int EACH = 50;
    private static final long SEED = 1936;

    private Fruit() {}

    public static void main(String[] args) {
        Random random = new Random(SEED);
        StringBuilder csv = new StringBuilder("length,width,mass,kind\n");
        for (int k = 0; k < KINDS.length; k++) {
            for (int n = 0; n < EACH; n++) {
                for (int i = 0; i < DEVIATION.length; i++) {
                    double measure = MEAN[k][i] + DEVIATION[i] * random.nextGaussian();
                    csv.append(String.format(Locale.ROOT, "%.1f,", measure));
                }
                csv.append(KINDS[k]).append('\n');
            }
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        out.print(csv);
        out.flush();
    }
}
