package org.nnc.tool.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Suggest;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.syntax.Print;
import org.nnc.compiler.syntax.Tree;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.tool.eval.CaseException;
import org.nnc.tool.eval.Derivation;

/** The page of a layer, a loss or a function: its text in the library, and its gradient derived on an example. */
final class ItemPage {
    private ItemPage() {}

    /** The page of a name of the standard library or of the language itself. */
    static String of(String name) {
        Map<String, Tree.Decl> items = items();
        Tree.Decl item = items.get(name);
        if (item != null) {
            return Print.decl(item).strip() + "\n" + gradient(ItemExample.of(item));
        }
        Optional<Program> builtIn = name.matches("[a-z][a-z0-9_]*") ? ItemExample.builtIn(name) : Optional.empty();
        if (builtIn.isPresent()) return "// " + name + " is built in.\n" + gradient(builtIn);
        throw new UsageException(
                Shown.text(name) + " is no error code, no file and nothing in the library; " + instead(name, items));
    }

    /** What the name may be called here: by its alias elsewhere, else by what is spelt most like it. */
    private static String instead(String name, Map<String, Tree.Decl> items) {
        List<String> same = new ArrayList<>();
        items.forEach((item, d) -> {
            if (aliases(d).anyMatch(name::equalsIgnoreCase)) same.add(item);
        });
        if (!same.isEmpty()) return "here it is called " + String.join(" or ", same);
        List<String> known = new ArrayList<>(items.keySet());
        known.addAll(Primitive.functions());
        Optional<String> near = Suggest.nearest(name, known);
        if (near.isPresent()) return "did you mean " + near.get() + "?";
        return "the nearest names are " + String.join(", ", Suggest.likest(name, known, 3));
    }

    /** The names that an item has in other libraries, without their module. */
    private static Stream<String> aliases(Tree.Decl d) {
        String doc = d instanceof Tree.LayerDecl l ? l.doc() : d instanceof Tree.FunDecl f ? f.doc() : "";
        Matcher m = Pattern.compile("(?s)Aliases:(.*?)\\.(\\n|$)").matcher(doc);
        if (!m.find()) return Stream.of();
        return Stream.of(m.group(1).replaceAll("(?s)\\(.*?\\)", ",").split("[,\\s]+"))
                .map(a -> a.substring(a.lastIndexOf('.') + 1));
    }

    /** The declarations of {@code std}, in order of the text. */
    static Map<String, Tree.Decl> items() {
        Map<String, Tree.Decl> items = new LinkedHashMap<>();
        List<String> open = new ArrayList<>(List.of("std"));
        for (int i = 0; i < open.size(); i++) {
            Optional<Tree.File> file = Library.standard()
                    .find(open.get(i))
                    .flatMap(s -> Parse.parse(s).file());
            for (Tree.Decl d : file.map(Tree.File::decls).orElse(List.of())) {
                if (d instanceof Tree.UseDecl u && !open.contains(u.name().text())) {
                    open.add(u.name().text());
                }
                name(d).ifPresent(n -> items.putIfAbsent(n, d));
            }
        }
        return items;
    }

    /** The example with its adjoints; what moves with nothing real has none. */
    private static String gradient(Optional<Program> example) {
        if (example.isEmpty()) return "";
        Program p = example.get();
        List<String> wrt = new ArrayList<>();
        for (Program.Param param : p.params()) wrt.add(param.tensor().name());
        for (Program.Input i : p.inputs()) {
            if (i.tensor().type() == Type.REAL) wrt.add(i.tensor().name());
        }
        if (wrt.isEmpty()) return "";
        try {
            Derivation d = Derivation.of(p, wrt, false);
            String above = String.join(", ", d.gradient().cotangents().values());
            String below = String.join(", ", d.gradient().adjoints().values());
            return "\n// With its gradient, on an example: from " + above + ", which comes from above, to " + below
                    + ".\n" + Unparse.text(d.program());
        } catch (CaseException e) {
            return "";
        }
    }

    private static Optional<String> name(Tree.Decl d) {
        if (d instanceof Tree.LayerDecl l) return Optional.of(l.name().text());
        if (d instanceof Tree.FunDecl f) return Optional.of(f.name().text());
        if (d instanceof Tree.ModelDecl m) return Optional.of(m.name().text());
        return Optional.empty();
    }
}
