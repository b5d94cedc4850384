package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The lectures that train for long; with {@code -Dlong.lectures} those that take minutes as well. */
final class LongLecturesTest {
    private static final String IMAGES = "../shared/data/mnist/t10k-images-idx3-ubyte.gz";
    private static final String LABELS = "../shared/data/mnist/t10k-labels-idx1-ubyte.gz";
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

    /** From its first word on the net says the poem that it was trained on. */
    @Test
    void charactersOfAPoem() {
        List<String> lines = Command.lecture("charlstm").succeeded().lines().toList();
        assertEquals("tyger tyger, burning bright,", lines.get(lines.size() - 8));
        assertEquals("what the hand, dare seize the fire?", lines.get(lines.size() - 1));
    }

    /** What was copied is copied, also at twice the length of any in training; by chance half of the bits would be wrong. */
    @Test
    void copies() {
        List<String> lines = Command.lecture("copy").succeeded().lines().toList();
        for (String line : lines.subList(lines.size() - 3, lines.size())) {
            List<Double> numbers = numbers(line);
            assertTrue(numbers.get(1) <= 0.02 * numbers.get(2), line);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "long.lectures", matches = ".*")
    void smallAlexNetLearns() {
        Shared.assume(IMAGES);
        List<String> lines = Command.lecture("alexnet").succeeded().lines().toList();
        assertTrue(numbers(lines.get(lines.size() - 1)).get(0) > 85, lines.toString());
    }

    /** The count is the sum over the layers of figure 2; before any training the loss is near log 1000, and a step lowers it. */
    @Test
    @EnabledIfSystemProperty(named = "long.lectures", matches = ".*")
    void fullAlexNetTakesAStep() {
        List<String> lines = Command.run(List.of("samples/lectures/run", "alexnet", "full"))
                .succeeded()
                .lines()
                .toList();
        long convolutions = 96L * (3 * 121 + 1) + 256 * (48 * 25 + 1) + 384 * (256 * 9 + 1) + 384 * (192 * 9 + 1);
        long all = convolutions + 256 * (192 * 9 + 1) + 4096 * (9216 + 1) + 4096 * (4096 + 1) + 1000 * (4096 + 1);
        assertEquals("parameters " + all, lines.get(0));
        double before = numbers(lines.get(1)).get(0);
        double after = numbers(lines.get(2)).get(0);
        assertTrue(after < before, lines.toString());
    }

    /** LeNet on 8,000 images, judged by 2,000. */
    @Test
    @EnabledIfSystemProperty(named = "long.lectures", matches = ".*")
    void leNet() {
        Shared.assume(IMAGES);
        double sum = 0;
        for (int seed = 1; seed <= 3; seed++) {
            List<String> words = new ArrayList<>(List.of("train", "samples/lectures/lenet/lenet.nn"));
            words.addAll(List.of("--data", "x=" + IMAGES, "--data", "y=" + LABELS, "--scale", "x=255"));
            words.addAll(List.of("--holdout", "0.2", "--epochs", "12", "--seed", "" + seed));
            sum += Trained.accuracy(words.toArray(new String[0]));
        }
        assertTrue(sum / 3 >= 97.2, sum / 3 + " %");
    }

    private static List<Double> numbers(String line) {
        List<Double> numbers = new ArrayList<>();
        Matcher m = NUMBER.matcher(line);
        while (m.find()) numbers.add(Double.parseDouble(m.group()));
        return numbers;
    }
}
