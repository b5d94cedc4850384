package org.nnc.tool.cli;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Pages;
import org.nnc.compiler.diagnostics.Suggest;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.syntax.Print;
import org.nnc.compiler.syntax.Tree;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.tool.eval.Derivation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nnc explain}: the page of an error code, a model's derivation, or a library item. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = Nnc.Version.class,
        description = "Prints the page of an error code (NN021), how a model's gradient is derived (a file), or an item"
                + " of the standard library (Linear).")
final class Explain implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "CODE|FILE|NAME", description = "What to explain.")
    private String what;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private Messages messages = new Messages();

    Explain(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (what.matches("(?i)NN[0-9]{3}")) return page(what.toUpperCase(Locale.ROOT));
        boolean file = what.equals("-") || what.endsWith(".nn") || Files.exists(SourceFiles.path(what));
        return file ? derivation() : item();
    }

    private int page(String code) {
        console.out()
                .print(Pages.of(code)
                        .orElseThrow(() -> new UsageException("there is no page for " + code + "; check the code")));
        return Exit.FINE;
    }

    private int derivation() {
        Checked checked = Models.check(console, what);
        if (messages.print(console, checked.diagnostics())) {
            messages.count(console);
            return Exit.MODEL;
        }
        StringBuilder text = new StringBuilder();
        for (Program p : Models.choose(checked, Optional.empty(), what)) {
            Derivation d = Derivation.of(p, List.of(), options.strict());
            if (!text.isEmpty()) text.append('\n');
            text.append("// ").append(p.name()).append(", rewritten before differentiation:\n");
            if (d.fired().isEmpty()) text.append("//   nothing\n");
            for (Simplify.Fired f : d.fired()) {
                f.toString().lines().forEach(l -> text.append("//   ").append(l).append('\n'));
            }
            text.append(Unparse.text(d.program()));
        }
        console.out().print(text);
        return Exit.FINE;
    }

    private int item() {
        Map<String, String> items = new LinkedHashMap<>();
        List<String> open = new ArrayList<>(List.of("std"));
        for (int i = 0; i < open.size(); i++) {
            Optional<Tree.File> file = Library.standard()
                    .find(open.get(i))
                    .flatMap(s -> Parse.parse(s).file());
            for (Tree.Decl d : file.map(Tree.File::decls).orElse(List.of())) {
                if (d instanceof Tree.UseDecl u && !open.contains(u.name().text())) {
                    open.add(u.name().text());
                }
                name(d).ifPresent(n -> items.putIfAbsent(n, Print.decl(d)));
            }
        }
        String found = items.get(what);
        if (found == null) {
            throw new UsageException(Shown.text(what) + " is no error code, no file and nothing in the library"
                    + Suggest.nearest(what, items.keySet())
                            .map(n -> "; did you mean " + n + "?")
                            .orElse("; it holds " + String.join(", ", items.keySet())));
        }
        console.out().println(found.strip());
        return Exit.FINE;
    }

    private static Optional<String> name(Tree.Decl d) {
        if (d instanceof Tree.LayerDecl l) return Optional.of(l.name().text());
        if (d instanceof Tree.FunDecl f) return Optional.of(f.name().text());
        if (d instanceof Tree.ModelDecl m) return Optional.of(m.name().text());
        return Optional.empty();
    }
}
