package org.nnc.compiler.std;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.syntax.Format;

/** What must hold of the text of the library: its documentation, its format, and that no Java knows an item of it. */
class LibraryTextTest {
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

    @Test
    void everyItemIsDocumented() {
        List<String> poor = new ArrayList<>();
        for (LibrarySources.Declared d : LibrarySources.declared()) {
            if (d.doc().isBlank() || d.part("Source").isEmpty()) poor.add(d.name() + " names no source");
            if (d.doc().lines().anyMatch(l -> l.length() > 116)) poor.add(d.name() + " has a long line");
            if (!d.doc().contains("ointwise") && !d.doc().contains("->"))
                poor.add(d.name() + " does not say its shapes");
        }
        assertEquals(List.of(), poor);
    }

    @Test
    void everyDeclarationIsAnItemOfTheHarness() {
        Set<String> declared = new TreeSet<>();
        LibrarySources.declared().forEach(d -> declared.add(d.name()));
        Set<String> items = new TreeSet<>();
        Items.all().stream()
                .filter(i -> i.builtIn.isEmpty() && i.sample.isEmpty())
                .forEach(i -> items.add(i.name));
        assertEquals(declared, items);
    }

    @Test
    void isFormatted() {
        for (Source s : LibrarySources.all().values()) {
            assertEquals(s.text(), Format.format(s).text().orElseThrow(), s.name());
        }
        Source sample = new Source("containers.nn", Repository.read("samples/lectures/containers.nn"));
        assertEquals(sample.text(), Format.format(sample).text().orElseThrow());
    }

    /** A word of the library in a string of the compiler would be a layer that the compiler knows. */
    @Test
    void noJavaKnowsAnItem() throws IOException {
        Set<String> names = new TreeSet<>();
        LibrarySources.declared().forEach(d -> names.add(d.name()));
        List<String> found = new ArrayList<>();
        int literals = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                String code =
                        Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
                Matcher m = LITERAL.matcher(code);
                while (m.find()) {
                    literals++;
                    if (names.contains(m.group(1))) found.add(file.getFileName() + ": " + m.group());
                }
                for (String n : names) {
                    // Names that are no ordinary words, wherever they stand.
                    boolean own = n.contains("_") || n.matches(".*[a-z][A-Z].*");
                    if (own && Pattern.compile("\\b" + n + "\\b").matcher(code).find())
                        found.add(file.getFileName() + ": " + n);
                }
            }
        }
        assertEquals(List.of(), found);
        assertTrue(literals > 500, "the literals were seen: " + literals);
    }
}
