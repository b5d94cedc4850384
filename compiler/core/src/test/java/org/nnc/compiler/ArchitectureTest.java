package org.nnc.compiler;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which room of the compiler may know which: the table of ARCHITECTURE.md, read off the class files. */
final class ArchitectureTest {
    private static final String ROOT = "org.nnc.compiler.";
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of("target", "classes", "org", "nnc", "compiler"));

    /** Room to what it may use: rooms by their name, classes by their full name; the JDK is always allowed. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.of(
            "diagnostics", Set.of(),
            "ir", Set.of("org.nnc.runtime.Special", "org.nnc.runtime.Philox"),
            "syntax", Set.of("diagnostics", "ir", "org.nnc.grammar", "org.antlr.v4.runtime"),
            "check", Set.of("syntax", "ir", "diagnostics"),
            "diff", Set.of("ir"),
            "simplify", Set.of("ir", ROOT + "diff.Gradient"),
            "schedule", Set.of("ir"),
            "emit", Set.of("ir", "schedule", ROOT + "diff.Gradient", "com.palantir.javapoet"),
            // The interpreter starts from the very numbers that a generated class starts from.
            "verify", Set.of("ir", ROOT + "diff.Gradient", "org.nnc.runtime.Initializers", "org.nnc.runtime.Segment")));

    @TestFactory
    Stream<DynamicTest> aRoomUsesOnlyWhatTheTableAllows() {
        return MAY_USE.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey(),
                        () -> noClasses()
                                .that(describe("are in " + e.getKey(), c -> room(c).equals(e.getKey())))
                                .should()
                                .dependOnClassesThat(describe(
                                        "are outside of " + e.getValue(), c -> !isAllowed(e.getKey(), e.getValue(), c)))
                                .allowEmptyShould(true)
                                .check(CLASSES)));
    }

    @Test
    void everyRoomIsInTheTable() {
        Set<String> rooms = new TreeSet<>();
        CLASSES.forEach(c -> rooms.add(room(c)));
        // The root package holds the list of stages, which knows every room.
        rooms.remove("");
        rooms.removeAll(MAY_USE.keySet());
        assertEquals(Set.of(), rooms, "a package without a line in the table");
        assertTrue(CLASSES.size() > 100, "the classes were found");
    }

    @Test
    void noFileIsLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            long lines = Files.readAllLines(file).size();
            if (lines > (isTest(file) ? 600 : 450)) tooLong.add(file + ": " + lines);
        }
        assertEquals(List.of(), tooLong, "files over 450 lines (tests: 600): split by purpose");
    }

    @Test
    void everyPackageSaysWhatItHolds() throws IOException {
        Set<Path> without = sources().stream()
                .filter(p -> !isTest(p))
                .map(Path::getParent)
                .filter(p -> !p.endsWith("src/main/java") && !Files.exists(p.resolve("package-info.java")))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), without, "packages without package-info.java");
    }

    @Test
    void namesSayWhatThingsAre() throws IOException {
        List<String> vague = sources().stream()
                .map(p -> p.getFileName().toString())
                .filter(n -> n.matches("(.*(Utils?|Helpers?|Manager|Impl)|Abstract.*)\\.java"))
                .toList();
        assertEquals(List.of(), vague);
    }

    @Test
    void theTestSeesAForbiddenUse() {
        JavaClass antlr = new ClassFileImporter().importClass(org.antlr.v4.runtime.Token.class);
        assertFalse(isAllowed("diff", MAY_USE.get("diff"), antlr));
        assertTrue(isAllowed("syntax", MAY_USE.get("syntax"), antlr));
    }

    private static boolean isAllowed(String room, Set<String> allowed, JavaClass used) {
        JavaClass type = used.getBaseComponentType();
        String name = type.getName();
        if (type.isPrimitive()
                || name.startsWith("java.")
                || name.startsWith("javax.")
                || room(type).equals(room)) return true;
        String outermost = name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
        return allowed.contains(room(type))
                || allowed.contains(outermost)
                || allowed.stream()
                        .anyMatch(a -> type.getPackageName().equals(a)
                                || type.getPackageName().startsWith(a + "."));
    }

    /** The room of a class, empty for the root package, {@code -} for what is not the compiler's. */
    private static String room(JavaClass c) {
        String inside = c.getPackageName() + ".";
        if (!inside.startsWith(ROOT)) return "-";
        String rest = inside.substring(ROOT.length());
        return rest.isEmpty() ? "" : rest.substring(0, rest.indexOf('.'));
    }

    private static boolean isTest(Path file) {
        return file.toString().replace('\\', '/').contains("/src/test/");
    }

    /** All Java of the repository, tests included, generated code not. */
    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : List.of(".", "../tool", "../maven-plugin", "../../runtime/core")) {
            for (String kind : List.of("src/main/java", "src/test/java")) {
                Path root = Path.of(module, kind);
                if (!Files.isDirectory(root)) continue;
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(f -> f.toString().endsWith(".java")).sorted().forEach(all::add);
                }
            }
        }
        return all;
    }
}
