package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The lectures that are programs: what mathematics says of the lines that they print, and that the pictures show something. */
final class LectureRunsTest {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

    /** At zero all three classes are equally likely: loss log 3, step 0.1 (onehot - 1/3) (x, 1), x the standardised fruit. */
    @Test
    void closure() throws IOException {
        List<String> lines = lines("closure");
        assertEquals(Math.log(3), numbers(lines.get(0)).get(0), 1e-6);
        List<String> fruits = Files.readAllLines(Command.ROOT.resolve("samples/softmax/fruit.csv"));
        int count = fruits.size() - 1;
        double[] expected = new double[12];
        double[] rate = {0.1 * 2 / 3, -0.1 / 3, -0.1 / 3};
        assertTrue(fruits.get(1).endsWith(",apple"), "the first fruit is of another class");
        for (int i = 0; i < 3; i++) {
            double mean = 0;
            double square = 0;
            for (String f : fruits.subList(1, count + 1)) {
                double v = Double.parseDouble(f.split(",")[i]);
                mean += v / count;
                square += v * v / count;
            }
            double x = (Double.parseDouble(fruits.get(1).split(",")[i]) - mean) / Math.sqrt(square - mean * mean);
            for (int k = 0; k < 3; k++) expected[k * 3 + i] = rate[k] * x;
        }
        System.arraycopy(rate, 0, expected, 9, 3);
        List<Double> point = numbers(lines.get(1));
        for (int i = 0; i < 12; i++) assertEquals(expected[i], point.get(i), 1e-6, "parameter " + i);
        assertTrue(numbers(lines.get(lines.size() - 1)).get(0) >= 145, lines.toString());
    }

    /**
     * Batch descent on a quadratic goes straight to the least squares: per epoch the error shrinks by a factor of its own in
     * each direction of the Hessian 2 ((mean x^2, mean x), (mean x, 1)), at rate 1/2 by 1 - eigenvalue/2.
     */
    @Test
    void descent() {
        List<String> lines = lines("descent");
        List<Double> batch = distances(lines.get(1));
        List<Double> mini = distances(lines.get(2));
        List<Double> single = distances(lines.get(3));
        assertTrue(mini.get(0) < batch.get(0) && single.get(0) < batch.get(0), "few points a step are faster at first");
        assertTrue(
                batch.get(4) < mini.get(4) && batch.get(4) < single.get(4), "all points a step are nearer at the end");
        double factor = batch.get(2) / batch.get(1);
        assertEquals(batch.get(1), batch.get(0) * factor, 0.002, "the error shrinks by one factor");
        assertTrue(mini.get(4) < 0.05 && single.get(4) < 0.05, lines.toString());
    }

    @Test
    void pretrained() {
        List<String> lines = lines("pretrained");
        assertEquals("trained of 337 parameters: 17", lines.get(1));
        assertEquals("the encoder is as it was", lines.get(3));
        double learned = numbers(lines.get(2)).get(0);
        double random = numbers(lines.get(4)).get(0);
        assertTrue(learned < random / 4, lines.toString());
    }

    /** Circle and spiral can be parted; both classes have ground of their own in each panel. */
    @Test
    void plane() throws IOException {
        List<String> lines = lines("plane");
        assertTrue(lines.get(0).endsWith("100 of 100 right"), lines.get(0));
        assertTrue(numbers(lines.get(1)).get(1) >= 95, lines.get(1));
        assertTrue(numbers(lines.get(2)).get(1) > 50, lines.get(2));
        grounds("plane", 720, 240);
    }

    /** If lambda grows, the minimum has no larger squares of weights and no smaller loss of the data. */
    @Test
    void regularisation() throws IOException {
        List<String> lines = lines("regularisation");
        List<Double> weak = numbers(lines.get(0));
        for (String line : lines.subList(1, 3)) {
            List<Double> strong = numbers(line);
            assertTrue(strong.get(0) > weak.get(0), lines.toString());
            assertTrue(strong.get(1) < weak.get(1), lines.toString());
            weak = strong;
        }
        grounds("regularisation", 720, 240);
    }

    @Test
    void saliency() throws IOException {
        Shared.assume("../shared/data/mnist/t10k-images-idx3-ubyte.gz");
        List<String> lines = lines("saliency");
        assertTrue(numbers(lines.get(0)).get(0) > 91, lines.get(0));
        assertEquals(1, numbers(lines.get(1)).get(0), 0.01);
        BufferedImage image = picture("saliency", 840, 168);
        for (int k = 0; k < 10; k++) {
            double inside = 0;
            double rim = 0;
            for (int j = 0; j < 84; j++) {
                for (int i = 0; i < 84; i++) {
                    int shade = image.getRGB(k * 84 + i, 84 + j) & 255;
                    boolean border = i < 9 || j < 9 || i >= 75 || j >= 75;
                    if (border) rim += shade / 2700.0;
                    else inside += shade / 4356.0;
                }
            }
            assertTrue(inside > 3 * rim, "the net looks at the margin of " + k + ": " + inside + " against " + rim);
        }
    }

    /** In each panel both colours of the ground cover a part. */
    private static void grounds(String name, int width, int height) throws IOException {
        BufferedImage image = picture(name, width, height);
        for (int panel = 0; panel < 3; panel++) {
            int orange = 0;
            int blue = 0;
            for (int j = 0; j < height; j++) {
                for (int i = 0; i < 240; i++) {
                    int colour = image.getRGB(panel * 240 + i, j) & 0xFFFFFF;
                    if (colour == 0xF7D3A8) orange++;
                    if (colour == 0xBBD3F2) blue++;
                }
            }
            assertTrue(orange > 1000 && blue > 1000, name + " " + panel + ": " + orange + " and " + blue);
        }
    }

    private static BufferedImage picture(String name, int width, int height) throws IOException {
        Path file = Command.ROOT.resolve("samples/target/lectures/" + name + ".png");
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(width, image.getWidth());
        assertEquals(height, image.getHeight());
        return image;
    }

    private static List<String> lines(String lecture) {
        return Command.lecture(lecture).succeeded().lines().toList();
    }

    /** The numbers after a colon, or all of a line without one. */
    private static List<Double> numbers(String line) {
        List<Double> numbers = new ArrayList<>();
        Matcher m = NUMBER.matcher(line.substring(line.indexOf(": ") + 1));
        while (m.find()) numbers.add(Double.parseDouble(m.group()));
        return numbers;
    }

    private static List<Double> distances(String line) {
        return numbers(line.substring(line.indexOf(':')));
    }
}
