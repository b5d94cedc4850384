package org.nnc.tool.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.ir.Precision;
import org.nnc.compiler.ir.Program;
import org.nnc.tool.ForeignClasses;
import org.nnc.tool.InMemoryJavac;
import org.nnc.tool.data.DataException;
import org.nnc.tool.data.EvalRequest;
import org.nnc.tool.data.EvalResult;
import org.nnc.tool.data.Json;
import org.nnc.tool.eval.CaseException;
import org.nnc.tool.eval.CompiledEngine;
import org.nnc.tool.eval.Engine;
import org.nnc.tool.eval.Evaluation;
import org.nnc.tool.eval.Interpreter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nnc eval}: compiles in memory, runs cases, prints their results as JSON. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        versionProvider = Nnc.Version.class,
        description = "Runs a model on a case (.json) or on one case a line (.jsonl) and prints the results: outputs,"
                + " gradients and whatever else a case wants. Exits with 1 where a case failed.")
final class Eval implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file;

    @Option(names = "--in", paramLabel = "CASES", required = true, description = "A .json or .jsonl file.")
    private Path in;

    @Option(names = "--model", paramLabel = "M", description = "The model of cases that name none.")
    private Optional<String> model;

    @Option(names = "--real", paramLabel = "float|double", description = "The Java type of real. Default: double.")
    private ModelOptions.Real real = ModelOptions.Real.DOUBLE;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the results there instead of printing them.")
    private Optional<Path> out;

    @Option(names = "--classpath", paramLabel = "CP", description = "Classes behind extern functions.")
    private String classPath = "";

    @Option(names = "--interpret", description = "Use the reference interpreter instead of compiled Java.")
    private boolean interpret;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private Messages messages = new Messages();

    Eval(Console console) {
        this.console = console;
    }

    /** A case that is ready to be answered, or why it is not. */
    private record Entry(Optional<Evaluation.Case> ready, Optional<EvalResult.Failure> failure) {}

    @Override
    public Integer call() {
        boolean many = in.toString().endsWith(".jsonl");
        String text = Models.text(in);
        Precision precision = Precision.ofReal(real == ModelOptions.Real.DOUBLE);
        Checked checked = Models.check(console, file).in(Optional.of(precision));
        // Errors of one model fail its own cases only; they are printed all the same.
        messages.print(console, checked.diagnostics());
        Engine engine = engine();
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        for (Program p : checked.programs()) {
            evaluations.put(p.name(), new Evaluation(p, options.strict(), engine));
        }
        List<Entry> entries = new ArrayList<>();
        int line = 0;
        for (String json : many ? text.lines().toList() : List.of(text)) {
            line++;
            if (many && json.isBlank()) continue;
            entries.add(entry(json, line, many, checked, evaluations));
        }
        engine.finish();
        StringBuilder results = new StringBuilder();
        boolean failed = false;
        for (Entry e : entries) {
            EvalResult r = e.failure()
                    .<EvalResult>map(f -> f)
                    .orElseGet(() -> answer(e.ready().orElseThrow()));
            failed |= r instanceof EvalResult.Failure;
            results.append(Json.write(r)).append('\n');
            if (!many && r instanceof EvalResult.Failure f)
                console.err().println("nnc eval: " + in + ": " + f.message());
        }
        write(results.toString());
        return failed ? Exit.MODEL : Exit.FINE;
    }

    private Entry entry(String json, int line, boolean many, Checked checked, Map<String, Evaluation> evaluations) {
        try {
            EvalRequest request = Json.read(in.toString(), line, json);
            return new Entry(
                    Optional.of(evaluation(request, checked, evaluations).prepare(request)), Optional.empty());
        } catch (DataException e) {
            // A file that is not JSON is a wrong call; a wrong line among many is that line's failure.
            if (!many) throw e;
            return new Entry(Optional.empty(), Optional.of(new EvalResult.Failure("input", e.getMessage())));
        } catch (CaseException e) {
            return new Entry(Optional.empty(), Optional.of(new EvalResult.Failure(e.code(), e.getMessage())));
        }
    }

    private Evaluation evaluation(EvalRequest request, Checked checked, Map<String, Evaluation> evaluations) {
        Optional<String> name = request.model().or(() -> model);
        Optional<Diagnostic> error =
                checked.diagnostics().stream().filter(Diagnostic::isError).findFirst();
        if (name.isEmpty() && evaluations.size() == 1 && error.isEmpty()) {
            return evaluations.values().iterator().next();
        }
        if (name.isPresent() && evaluations.containsKey(name.get())) return evaluations.get(name.get());
        if (error.isPresent()) {
            Diagnostic d = error.get();
            throw new CaseException(d.code(), d.span() + ": " + d.title());
        }
        throw new CaseException(
                (name.isPresent() ? file + " holds no model " + name.get() : "the case names no \"model\"") + "; "
                        + file + " holds " + String.join(", ", evaluations.keySet()));
    }

    private Engine engine() {
        Interpreter interpreter = new Interpreter(new ForeignClasses(Models.classPath(classPath)));
        if (interpret) return interpreter;
        if (!InMemoryJavac.isAvailable()) {
            console.err().println("nnc: this Java has no compiler, so the interpreter runs the model, in double");
            return interpreter;
        }
        return new CompiledEngine(real == ModelOptions.Real.DOUBLE, Models.classPath(classPath));
    }

    private static EvalResult answer(Evaluation.Case ready) {
        try {
            return ready.answer();
        } catch (CaseException e) {
            return new EvalResult.Failure(e.code(), e.getMessage());
        }
    }

    private void write(String results) {
        if (out.isEmpty()) {
            console.out().print(results);
            return;
        }
        try {
            TargetFolder.replace(out.get(), results.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UsageException("--out " + out.get() + " cannot be written (" + e.getMessage() + ")");
        }
    }
}
