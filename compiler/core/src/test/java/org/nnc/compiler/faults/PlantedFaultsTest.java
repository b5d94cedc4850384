package org.nnc.compiler.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs each fault of {@code planted-faults.txt}: the class is compiled with the fault, in memory, and the test named beside
 * it must fail. Slow, so behind {@code -Dplanted.faults=yes}, or a part of what a fault says in place of yes; that the list still
 * fits the sources is always tested.
 */
class PlantedFaultsTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "org", "nnc", "compiler");

    /**
     * @param file below the root package
     * @param find a text that stands in the file exactly once; where lines are broken does not matter
     * @param test the test class that must fail, below the root package
     */
    record Fault(String file, String find, String replacement, String test) {
        String planted() {
            return pattern().matcher(source(file)).replaceFirst(Matcher.quoteReplacement(replacement));
        }

        /** The characters of the text with any blanks between them: a formatter may break lines as it likes. */
        Pattern pattern() {
            return Pattern.compile(find.replace(" ", "")
                    .chars()
                    .mapToObj(c -> Pattern.quote(Character.toString(c)))
                    .collect(Collectors.joining("\\s*")));
        }

        String className() {
            return "org.nnc.compiler." + file.replace(".java", "").replace('/', '.');
        }

        @Override
        public String toString() {
            return file + ": " + find + " => " + replacement;
        }
    }

    private static String source(String file) {
        try {
            return Files.readString(SOURCES.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Four lines a fault, {@code in}, {@code find}, {@code plant}, {@code test}; other lines are comments. */
    static List<Fault> faults() throws IOException {
        List<Fault> faults = new ArrayList<>();
        String[] parts = new String[4];
        List<String> keys = List.of("in ", "find ", "plant ", "test ");
        try (var in = PlantedFaultsTest.class.getResourceAsStream("/planted-faults.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                for (int k = 0; k < keys.size(); k++) {
                    if (line.startsWith(keys.get(k)))
                        parts[k] = line.substring(keys.get(k).length());
                }
                if (line.startsWith("test ")) faults.add(new Fault(parts[0], parts[1], parts[2], parts[3]));
            }
        }
        return faults;
    }

    @Test
    void theListHasThirtyFaultsThatFitTheSources() throws IOException {
        List<Fault> faults = faults();
        assertTrue(faults.size() >= 30, faults.size() + " faults");
        for (Fault f : faults) {
            assertEquals(1, f.pattern().matcher(source(f.file())).results().count(), "found once: " + f);
        }
    }

    @TestFactory
    @EnabledIfSystemProperty(named = "planted.faults", matches = ".*")
    Stream<DynamicTest> everyFaultIsNoticed() throws IOException {
        String wish = System.getProperty("planted.faults");
        return faults().stream()
                .filter(f -> wish.equals("yes") || f.toString().contains(wish))
                .map(f -> DynamicTest.dynamicTest(f.toString(), () -> {
                    Mutant mutant = Mutant.of(f.className(), f.planted());
                    assertTrue(mutant.fails("org.nnc.compiler." + f.test()), "survived: " + f);
                }));
    }

    /** The runner itself: without a fault the tests pass, or every fault would seem to be noticed. */
    @Test
    @EnabledIfSystemProperty(named = "planted.faults", matches = ".*")
    void withoutAFaultNothingFails() throws IOException {
        List<String> tests = faults().stream().map(Fault::test).distinct().toList();
        Mutant unchanged = Mutant.of("org.nnc.compiler.diff.Flow", source("diff/Flow.java"));
        for (String test : tests) assertTrue(!unchanged.fails("org.nnc.compiler." + test), test);
    }
}
