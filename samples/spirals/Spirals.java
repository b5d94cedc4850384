import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/**
 * Writes {@code spirals.csv}: three arms that wind around each other, which no straight line can part.
 *
 * <p>Point k of arm a lies at radius r = 0.05 + 0.95 k / 199 and angle 4 r + 2 pi a / 3, plus Gaussian noise of deviation
 * 0.2 in the angle. {@link Random} and {@link StrictMath} are specified to the bit, so every JVM writes the same bytes:
 * {@code java samples/spirals/Spirals.java > samples/spirals/spirals.csv}.
 */
public final class Spirals {
    private static final String[] ARMS = {"amber", "blue", "coral"};
    private static final int POINTS = 200;
    private static final long SEED = 2015;

    private Spirals() {}

    public static void main(String[] args) {
        Random random = new Random(SEED);
        StringBuilder csv = new StringBuilder("x1,x2,arm\n");
        for (int a = 0; a < ARMS.length; a++) {
            for (int k = 0; k < POINTS; k++) {
                double radius = 0.05 + 0.95 * k / (POINTS - 1);
                double angle = 4 * radius + 2 * StrictMath.PI * a / 3 + 0.2 * random.nextGaussian();
                double x1 = radius * StrictMath.cos(angle);
                double x2 = radius * StrictMath.sin(angle);
                csv.append(String.format(Locale.ROOT, "%.4f,%.4f,%s\n", x1, x2, ARMS[a]));
            }
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        out.print(csv);
        out.flush();
    }
}
