package org.nnc.compiler.std;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Source;

/** No layer is known by its name: with every name of the library replaced at random the Java is the same but for names. */
class RenamedLibraryTest {
    private static final long SEED = 20;

    @Test
    void javaIsTheSameButForNames() {
        Map<String, Source> library = LibrarySources.all();
        Map<String, String> java = new LinkedHashMap<>();
        StringBuilder everything = new StringBuilder();
        library.values().forEach(s -> everything.append(s.text()));
        for (Item i : Items.all()) {
            if (!i.sample.isEmpty()) continue;
            String source =
                    Derived.of("M", i.text(i.cases.get(i.cases.size() - 1))).source(true);
            java.put(i.name, source);
            everything.append(source).append(i.model);
        }
        Map<String, String> names = names(everything.toString().toLowerCase(Locale.ROOT));
        Map<String, Source> renamed = new LinkedHashMap<>();
        library.forEach((name, s) -> {
            String text = renamed(s.text().replace("use std", "use alt"), names);
            renamed.put(name.replaceFirst("^std", "alt"), new Source(s.name(), text));
        });
        Library alt = name -> Optional.ofNullable(renamed.get(name));
        int differ = 0;
        for (Item i : Items.all()) {
            if (!i.sample.isEmpty()) continue;
            String other = Derived.of("M", renamed(i.text(i.cases.get(i.cases.size() - 1)), names), alt, "alt")
                    .source(true);
            String back = other;
            for (Map.Entry<String, String> n : names.entrySet()) {
                back = back.replace(n.getValue(), n.getKey()).replace(lower(n.getValue()), lower(n.getKey()));
            }
            assertEquals(sorted(java.get(i.name)), sorted(back), i.name + " renamed");
            if (!other.equals(back)) differ++;
        }
        assertNotEquals(0, differ, "names of parameters do change");
    }

    /** Local names of fields stand in alphabetical order, which is the one thing that a name may decide. */
    private static String sorted(String java) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (String line : java.split("\n")) {
            lines.add(line);
            if (!line.contains(" = this.")) start = lines.size();
            lines.subList(start, lines.size()).sort(null);
        }
        return String.join("\n", lines);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** New names as long as the old ones, so that lines break alike, that occur nowhere. */
    private static Map<String, String> names(String everything) {
        Random random = new Random(SEED);
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> taken = new LinkedHashSet<>();
        for (LibrarySources.Declared d : LibrarySources.declared()) {
            String fresh = random(random, d.name().length());
            // Nor may one be part of another: they are put back one after the other.
            while (everything.contains(fresh) || overlaps(taken, fresh))
                fresh = random(random, d.name().length());
            taken.add(fresh);
            boolean capital = Character.isUpperCase(d.name().charAt(0));
            names.put(d.name(), capital ? fresh.substring(0, 1).toUpperCase(Locale.ROOT) + fresh.substring(1) : fresh);
        }
        return names;
    }

    private static String random(Random random, int length) {
        StringBuilder s = new StringBuilder();
        for (int k = 0; k < length; k++) s.append((char) ('a' + random.nextInt(26)));
        return s.toString();
    }

    private static boolean overlaps(Set<String> taken, String fresh) {
        return taken.stream().anyMatch(t -> t.contains(fresh) || fresh.contains(t));
    }

    /** Calls and declarations: what stands before a parenthesis or behind a pipe. */
    private static String renamed(String text, Map<String, String> names) {
        String result = text;
        for (Map.Entry<String, String> n : names.entrySet()) {
            result = result.replaceAll("\\b" + n.getKey() + "(?=\\()", n.getValue())
                    .replaceAll("(?<=\\|> )" + n.getKey() + "\\b", n.getValue());
        }
        return result;
    }
}
