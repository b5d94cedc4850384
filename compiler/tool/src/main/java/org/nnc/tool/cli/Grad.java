package org.nnc.tool.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.tool.eval.Derivation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nnc grad}: the derived program in the notation of the language. */
@Command(
        name = "grad",
        mixinStandardHelpOptions = true,
        versionProvider = Nnc.Version.class,
        description = "Prints the derived program of each model: its equations, and those of the adjoints d_NAME, which"
                + " are outputs. The text is a model itself.")
final class Grad implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file;

    @Option(
            names = "--wrt",
            paramLabel = "NAMES",
            split = ",",
            description = "What to differentiate by: inputs, parameters, intermediate tensors, or params for all"
                    + " trainable parameters. Default: params.")
    private List<String> wrt = new ArrayList<>();

    @Option(names = "--model", paramLabel = "M", description = "Only this model.")
    private Optional<String> model;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private Messages messages = new Messages();

    Grad(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Checked checked = Models.check(console, file);
        if (messages.print(console, checked.diagnostics())) {
            messages.count(console);
            return Exit.MODEL;
        }
        StringBuilder text = new StringBuilder();
        for (Program p : Models.choose(checked, model, file)) {
            if (!text.isEmpty()) text.append('\n');
            text.append(Unparse.text(Derivation.of(p, wrt, options.strict()).program()));
        }
        console.out().print(text);
        return Exit.FINE;
    }
}
