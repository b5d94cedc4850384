package org.nnc.tool.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nnc.compiler.Derived;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.schedule.Cost;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.verify.GradientCheck;
import org.nnc.tool.ForeignClasses;
import org.nnc.tool.data.EvalRequest;
import org.nnc.tool.data.Json;
import org.nnc.tool.eval.CaseException;
import org.nnc.tool.eval.Trial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nnc check}: diagnostics, then every gradient against differences. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Nnc.Version.class,
        description = "Prints what is wrong with a model; if nothing is, compares its gradient with differences of its"
                + " values: cell by cell, of a large model along a random direction through each tensor. Exits with 1"
                + " where they disagree.")
final class Check implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file;

    @Option(
            names = "--in",
            paramLabel = "CASE",
            description = "A .json case of nnc eval to check at; else random values.")
    private Optional<Path> in;

    @Option(names = "--model", paramLabel = "M", description = "Only this model.")
    private Optional<String> model;

    @Option(names = "--seed", paramLabel = "S", description = "Of random sizes and values. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--classpath", paramLabel = "CP", description = "Classes behind extern functions.")
    private String classPath = "";

    @Option(names = "--cost", description = "Also print the operations that value and gradient cost at these sizes.")
    private boolean cost;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private Messages messages = new Messages();

    Check(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Checked checked = Models.check(console, file);
        if (messages.print(console, checked.diagnostics())) {
            messages.count(console);
            return Exit.MODEL;
        }
        Optional<EvalRequest> request = in.map(path -> Json.read(path.toString(), 1, Models.text(path)));
        Optional<String> name = model.or(() -> request.flatMap(EvalRequest::model));
        boolean fine = true;
        List<Program> programs =
                request.isPresent() ? List.of(Models.pick(checked, name, file)) : Models.choose(checked, name, file);
        for (Program p : programs) {
            boolean trains = request.map(EvalRequest::training).orElse(false);
            List<Inner> inner = checked.inner().getOrDefault(p.name(), List.of());
            fine &= tried(p, inner, request, trains);
            // Without a case both modes are tried.
            Optional<Program> training = request.isPresent() ? Optional.empty() : Trial.training(p);
            if (training.isPresent()) fine &= tried(training.get(), inner, request, true);
        }
        return fine ? Exit.FINE : Exit.MODEL;
    }

    /** One unit for an add, multiply or compare, 8 for a division, root or transcendental. */
    private String cost(Program p, Map<String, Long> dims) {
        Derived derived = Derived.of(p, options.strict());
        Plan alone = new Derived(derived.primal(), Optional.empty(), List.of(), List.of()).plan();
        Plan both = derived.plan();
        long value = Cost.forward(alone, dims::get);
        // Forward may save what backward needs.
        long gradient = Cost.forward(both, dims::get) + Cost.backward(both, dims::get) - value;
        String ratio = value == 0
                ? ""
                : String.format(Locale.ROOT, ", together %.2f times the value", (value + gradient) / (double) value);
        return String.format(Locale.ROOT, "cost  value %,d operations, gradient %,d more%s", value, gradient, ratio);
    }

    private boolean tried(Program p, List<Inner> inner, Optional<EvalRequest> request, boolean trains) {
        boolean fine = true;
        if (p.losses().isEmpty() && p.outputs().isEmpty()) {
            console.out().println("model " + p.name() + ": no output and no loss, nothing to compare");
        } else {
            try {
                ForeignClasses foreign = new ForeignClasses(Models.classPath(classPath));
                foreign.require(p, true);
                Trial trial = request.map(r -> Trial.of(p, inner, r, options.strict(), foreign))
                        .orElseGet(() -> Trial.random(p, inner, seed, options.strict(), foreign));
                String mode = trains ? " in training" : "";
                console.out()
                        .println("model " + p.name() + mode + (trial.dims().isEmpty() ? "" : " with " + trial.dims()));
                for (GradientCheck.Result r : trial.results()) {
                    String verdict = !r.agrees() ? "WRONG " : r.declared().isPresent() ? "note  " : "ok    ";
                    console.out().println("  " + verdict + r);
                    fine &= r.agrees();
                }
                if (cost) console.out().println("  " + cost(p, trial.dims()));
            } catch (CaseException | IllegalArgumentException e) {
                console.err().println("nnc check: " + e.getMessage());
                return false;
            }
        }
        return fine;
    }
}
