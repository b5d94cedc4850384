package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Precision;
import org.nnc.compiler.ir.Program;

/**
 * What a file means.
 *
 * @param programs one for each model of the file that has no error, in order
 * @param inner by the name of a program, the derivatives that its equations read; they are inputs of the program
 * @param packageName of the {@code package} line
 * @param diagnostics every problem of the file, in order of the text
 * @param stated the precisions that the text asks for
 * @param checkpoints by the name of a program, where it asks for a checkpoint
 */
public record Checked(
        List<Program> programs,
        Map<String, List<Inner>> inner,
        Optional<String> packageName,
        List<Diagnostic> diagnostics,
        List<Stated> stated,
        Map<String, Span> checkpoints) {
    /** One without derivatives inside. */
    public Checked(List<Program> programs, Optional<String> packageName, List<Diagnostic> diagnostics) {
        this(programs, Map.of(), packageName, diagnostics, List.of(), Map.of());
    }

    public Checked {
        programs = List.copyOf(programs);
        inner = Map.copyOf(inner);
        diagnostics = List.copyOf(diagnostics);
        stated = List.copyOf(stated);
        checkpoints = Map.copyOf(checkpoints);
    }

    /** The same with other programs and problems. */
    public Checked with(List<Program> programs, List<Diagnostic> diagnostics) {
        return new Checked(programs, inner, packageName, diagnostics, stated, checkpoints);
    }

    /**
     * The same for classes that compute in a precision: without programs, and with errors, where the text states another.
     *
     * @param real the precision of {@code real}; where it is open, the one that the text states first
     */
    public Checked in(Optional<Precision> real) {
        if (stated.isEmpty()) return this;
        Precision needed = real.orElse(stated.get(0).precision());
        List<Diagnostic> all = new ArrayList<>(diagnostics);
        for (Stated s : stated) {
            if (s.precision() == needed) continue;
            Diagnostic d = Errors.otherPrecision(s.span(), s.name(), s.precision() + "", needed + "");
            if (all.stream().anyMatch(o -> o.code().equals(d.code()) && o.span().equals(d.span()))) continue;
            all.add(real.isPresent() ? d : d.with(stated.get(0).span(), "this is `" + needed + "`"));
        }
        return all.size() == diagnostics.size() ? this : with(List.of(), all);
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
