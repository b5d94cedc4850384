package org.nnc.compiler.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Program;

/**
 * What a file means.
 *
 * @param programs one for each model of the file that has no error, in order
 * @param inner by the name of a program, the derivatives that its equations read; they are inputs of the program
 * @param packageName of the {@code package} line
 * @param diagnostics every problem of the file, in order of the text
 */
public record Checked(
        List<Program> programs,
        Map<String, List<Inner>> inner,
        Optional<String> packageName,
        List<Diagnostic> diagnostics) {
    /** One without derivatives inside. */
    public Checked(List<Program> programs, Optional<String> packageName, List<Diagnostic> diagnostics) {
        this(programs, Map.of(), packageName, diagnostics);
    }

    public Checked {
        programs = List.copyOf(programs);
        inner = Map.copyOf(inner);
        diagnostics = List.copyOf(diagnostics);
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
