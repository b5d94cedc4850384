package org.nnc.compiler.std;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.syntax.Tree;

/** The texts of the library, file by file, as {@code use std} brings them. */
final class LibrarySources {
    /**
     * A function or layer of the library.
     *
     * @param head its first line without the brace or body
     */
    record Declared(String name, String file, String doc, String head) {
        /** The part of the documentation that begins with a word and a colon, else empty. */
        String part(String word) {
            StringBuilder text = new StringBuilder();
            boolean inside = false;
            for (String line : doc.split("\n")) {
                if (line.matches("[A-Z][a-z]+: .*")) inside = line.startsWith(word + ": ");
                if (inside)
                    text.append(text.isEmpty() ? "" : " ")
                            .append(line.startsWith(word) ? line.substring(word.length() + 2) : line);
            }
            return text.toString();
        }

        /** The documentation as a page shows it; formulas are no markup. */
        String markdown() {
            StringBuilder text = new StringBuilder();
            for (String line : doc.split("\n")) {
                boolean part = line.matches("(Aliases|Source): .*");
                // Two blanks at the end of a line break it.
                if (part && text.length() > 0 && text.charAt(text.length() - 2) != '\n')
                    text.insert(text.length() - 1, "  ");
                text.append(line.replace("\\", "\\\\")
                        .replace("*", "\\*")
                        .replace("_", "\\_")
                        .replace("<", "\\<")
                        .replace("[", "\\["));
                text.append('\n');
            }
            return text.toString();
        }
    }

    private LibrarySources() {}

    /** By the name that {@code use} takes, in order. */
    static Map<String, Source> all() {
        Map<String, Source> all = new LinkedHashMap<>();
        List<String> open = new ArrayList<>(List.of("std"));
        for (int k = 0; k < open.size(); k++) {
            String name = open.get(k);
            Source source =
                    Library.standard().find(name).orElseThrow(() -> new AssertionError("no library file " + name));
            all.put(name, source);
            for (Tree.Decl d : file(source).decls()) {
                if (d instanceof Tree.UseDecl u && !open.contains(u.name().text()))
                    open.add(u.name().text());
            }
        }
        return all;
    }

    static Tree.File file(Source source) {
        Optional<Tree.File> file = Parse.parse(source).file();
        return file.orElseThrow(() -> new AssertionError(source.name() + " does not parse"));
    }

    /** Everything that the library declares, in order. */
    static List<Declared> declared() {
        List<Declared> all = new ArrayList<>();
        all().values().forEach(s -> {
            for (Tree.Decl d : file(s).decls()) {
                String text = d.span().text();
                String name = d instanceof Tree.LayerDecl l
                        ? l.name().text()
                        : d instanceof Tree.FunDecl f ? f.name().text() : "";
                if (name.isEmpty()) continue;
                String doc = d instanceof Tree.LayerDecl l ? l.doc() : ((Tree.FunDecl) d).doc();
                String head = d instanceof Tree.LayerDecl ? text.substring(0, text.indexOf('{')) : text;
                String file = s.name().substring(s.name().lastIndexOf('/') + 1);
                all.add(new Declared(
                        name, file, doc, head.replaceAll("\\s+", " ").strip()));
            }
        });
        return all;
    }
}
