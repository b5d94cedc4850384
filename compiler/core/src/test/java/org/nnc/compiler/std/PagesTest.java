package org.nnc.compiler.std;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The two pages that are made from the library and its harness: {@code grammar/LIBRARY.md} from the doc comments,
 * {@code samples/lectures/COVERAGE.md} from {@code coverage.txt} and the items. {@code -Dgolden=update} writes them.
 */
class PagesTest {
    private final Map<String, LibrarySources.Declared> declared = new LinkedHashMap<>();
    private final Map<String, Item> items = new LinkedHashMap<>();

    PagesTest() {
        LibrarySources.declared().forEach(d -> declared.put(d.name(), d));
        Items.all().forEach(i -> items.put(i.name, i));
    }

    private static List<String> rows() throws IOException {
        try (InputStream in = PagesTest.class.getResourceAsStream("/nn/coverage.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(l -> !l.isBlank() && !l.startsWith("# ")).toList();
        }
    }

    @Test
    void everyItemIsInTheTable() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String row : rows()) {
            if (row.startsWith("## ")
                    || right(row).startsWith("needs ")
                    || right(row).equals("not yet")) continue;
            named.addAll(List.of(right(row).split(" ")));
        }
        assertEquals(new TreeSet<>(items.keySet()), named);
    }

    private static String right(String row) {
        return row.substring(row.lastIndexOf(" : ") + 3);
    }

    @Test
    void coverageIsUpToDate() throws IOException {
        StringBuilder text =
                new StringBuilder("# What the lectures, Torch, Caffe and PyTorch show, and what says it here\n\n");
        text.append(
                "Generated from the library and its tests; `-Dgolden=update` on `PagesTest` writes it anew. A test is a case of\n");
        text.append(
                "shapes and settings: the value against a computation of its own, the gradient with respect to every real input\n");
        text.append(
                "and parameter against differences, the emitted class in double and float against the interpreter.\n");
        StringBuilder body = new StringBuilder();
        int[] covered = {0, 0};
        for (String row : rows()) {
            if (row.startsWith("## ")) {
                body.append('\n')
                        .append(row)
                        .append("\n\n| what | here | file | tests | status |\n|---|---|---|---|---|\n");
                continue;
            }
            body.append(line(row.substring(0, row.lastIndexOf(" : ")), right(row), covered));
        }
        text.append("\n").append(covered[0]).append(" of ").append(covered[1]).append(" lines are there, with ");
        text.append(items.values().stream().mapToInt(i -> i.cases.size()).sum()).append(" tests of ");
        text.append(items.size())
                .append(" items; ")
                .append(declared.size())
                .append(" of these are library text, without Java.\n");
        Repository.verifyGenerated(
                "samples/lectures/COVERAGE.md", text.append(body).toString());
    }

    private String line(String what, String here, int[] covered) {
        covered[1]++;
        if (here.startsWith("needs ") || here.equals("not yet")) return "| " + what + " | | | 0 | " + here + " |\n";
        covered[0]++;
        Set<String> files = new TreeSet<>();
        int tests = 0;
        StringBuilder names = new StringBuilder();
        for (String n : here.split(" ")) {
            Item i = items.get(n);
            files.add(
                    declared.containsKey(n)
                            ? declared.get(n).file()
                            : i.sample.isEmpty() ? "the language" : "containers.nn");
            tests += i.cases.size();
            names.append(names.isEmpty() ? "" : ", ").append('`').append(n).append('`');
        }
        return "| " + what + " | " + names + " | " + String.join(", ", files) + " | " + tests + " | done |\n";
    }

    @Test
    void libraryPageIsUpToDate() throws IOException {
        StringBuilder text = new StringBuilder("# The standard library\n\n");
        text.append("`use std` brings all of it, `use std.losses` one file. Every item is text of the language, in\n");
        text.append(
                "[nn/std](../compiler/core/src/main/resources/nn/std); `nnc explain NAME` prints it. This page is generated from the\n");
        text.append(
                "doc comments. What is called a function takes numbers, and whole tensors of equal shapes by `|>` or by name.\n");
        text.append("\n## Built into the language\n\n| name | what |\n|---|---|\n");
        for (Item i : items.values()) {
            if (!i.builtIn.isEmpty())
                text.append("| `")
                        .append(i.name)
                        .append("` | ")
                        .append(i.builtIn.replace("|", "\\|"))
                        .append(" |\n");
        }
        String file = "";
        for (LibrarySources.Declared d : declared.values()) {
            if (!d.file().equals(file)) {
                file = d.file();
                String title = file.substring(0, file.indexOf('.'));
                text.append("\n## ")
                        .append(title.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(title.substring(1))
                        .append('\n');
            }
            text.append("\n### ")
                    .append(d.name())
                    .append("\n\n```\n")
                    .append(d.head())
                    .append("\n```\n")
                    .append(d.markdown());
        }
        Repository.verifyGenerated("grammar/LIBRARY.md", text.toString());
    }
}
