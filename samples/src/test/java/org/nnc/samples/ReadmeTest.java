package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The README of the repository and of every sample in the index shows a command in a {@code sh} block and, in the next
 * block, what it prints.
 *
 * <p>The command is run and the output compared: words exactly, numbers to the digits that the README gives. A line
 * {@code ...} stands for any lines. A report {@code holdout loss .. accuracy ..} has sums of floats behind it whose order
 * depends on the JDK, and hundreds of steps: there 0.02 in the loss and one per cent in the accuracy are let pass.
 */
final class ReadmeTest {
    private static final Pattern BLOCKS = Pattern.compile(
            "```sh\\n(?<command>.*?)\\n```\\n(?:(?!```).)*?```[a-z]*\\n(?<output>.*?)```", Pattern.DOTALL);

    /** A row of an index; quickstart is a project of its own, with a test of its own. */
    private static final Pattern LISTED = Pattern.compile("\\| \\[(?!quickstart)(\\w+)]\\(");

    /** Their commands train for minutes. */
    private static final Set<String> LONG =
            System.getProperty("long.lectures") == null ? Set.of("lenet", "alexnet") : Set.of();

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

    @TestFactory
    Stream<DynamicTest> commandsPrintWhatTheReadmesShow() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        List<Path> folders = new ArrayList<>(List.of(Command.ROOT));
        for (String index : List.of("samples", "samples/lectures")) {
            Path folder = Command.ROOT.resolve(index);
            Matcher listed = LISTED.matcher(Files.readString(folder.resolve("README.md")));
            while (listed.find()) {
                if (!LONG.contains(listed.group(1))) folders.add(folder.resolve(listed.group(1)));
            }
        }
        for (Path folder : folders) {
            String readme = Files.readString(folder.resolve("README.md"));
            Matcher m = BLOCKS.matcher(readme);
            assertTrue(m.find(), folder + "/README.md shows no command with its output");
            do {
                String command = m.group("command").replace("\\\n", " ");
                // The root's second command is the build that runs this test.
                if (command.startsWith("mvn ")) continue;
                String output = m.group("output");
                tests.add(DynamicTest.dynamicTest(command, () -> check(command, output)));
            } while (m.find());
        }
        return tests.stream();
    }

    /** A lecture that no index names would be found by nobody. */
    @Test
    void everyLectureIsInTheIndex() throws IOException {
        Path lectures = Command.ROOT.resolve("samples/lectures");
        String index = Files.readString(lectures.resolve("README.md"));
        try (Stream<Path> all = Files.list(lectures)) {
            all.filter(Files::isDirectory)
                    .map(f -> f.getFileName().toString())
                    .forEach(name -> assertTrue(index.contains("](" + name + ")"), name));
        }
    }

    private static void check(String command, String output) {
        List<String> words = List.of(command.trim().split("\\s+"));
        for (String word : words) {
            int data = word.indexOf("../shared/data");
            if (data >= 0) {
                Shared.assume(word.substring(data));
            }
        }
        Command ran = ran(words);
        compare(output, ran.succeeded());
    }

    private static Command ran(List<String> words) {
        if (words.get(0).equals("samples/lectures/run")) return Command.lecture(words.get(1));
        if (!words.get(0).equals("./nnc")) return Command.run(words);
        boolean plain =
                words.size() == 5 && words.get(1).equals("eval") && words.get(3).equals("--in");
        return plain ? Command.eval(words.get(2), words.get(4)) : Command.nnc(words.subList(1, words.size()));
    }

    /** Compares line by line; exposed to its own test. */
    static void compare(String expected, String actual) {
        if (expected.startsWith("{")) {
            // JSON comes a result a line; the READMEs break it so that it can be read.
            line(expected.replaceAll("\\s+", ""), actual.replaceAll("\\s+", ""));
            return;
        }
        List<String> wanted = expected.lines().map(String::strip).toList();
        List<String> got = actual.lines().map(String::strip).toList();
        int at = 0;
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i).equals("...")) {
                int rest = wanted.size() - i - 1;
                at = Math.max(at, got.size() - rest);
                continue;
            }
            assertTrue(at < got.size(), "missing: " + wanted.get(i) + "\nprinted:\n" + actual);
            line(wanted.get(i), got.get(at++));
        }
        assertEquals(got.size(), at, "more than the README shows:\n" + actual);
    }

    private static void line(String wanted, String got) {
        assertEquals(NUMBER.matcher(wanted).replaceAll("#"), NUMBER.matcher(got).replaceAll("#"), got);
        Matcher a = NUMBER.matcher(wanted);
        Matcher b = NUMBER.matcher(got);
        boolean trained = wanted.startsWith("holdout ");
        while (a.find() && b.find()) {
            double tolerance = tolerance(a.group());
            if (trained) tolerance = wanted.startsWith("accuracy ", a.start() - 9) ? 1 : 0.02;
            assertEquals(Double.parseDouble(a.group()), Double.parseDouble(b.group()), tolerance, got);
        }
    }

    /** Half a unit of the last digit shown, and a little for the rounding of the shown number. */
    private static double tolerance(String shown) {
        String plain = new java.math.BigDecimal(shown).toPlainString();
        int point = plain.indexOf('.');
        int decimals = point < 0 ? 0 : plain.length() - point - 1;
        return decimals == 0 ? 0 : 0.51 * Math.pow(10, -decimals);
    }
}
