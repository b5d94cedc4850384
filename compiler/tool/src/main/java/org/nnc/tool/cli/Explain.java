package org.nnc.tool.cli;

import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Pages;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.simplify.Simplify;
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
        description = "Prints the page of an error code (NN021), how a model's gradient is derived (a file), or the"
                + " layer, loss or function of a name with its gradient (Linear, relu).")
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
        console.out().print(ItemPage.of(what));
        return Exit.FINE;
    }
}
