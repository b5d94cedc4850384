package org.nnc.compiler.check;

import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.ir.Program;

/**
 * What a file means.
 *
 * @param programs one for each model of the file that has no error, in order
 * @param packageName of the {@code package} line
 * @param diagnostics every problem of the file, in order of the text
 */
public record Checked(List<Program> programs, Optional<String> packageName, List<Diagnostic> diagnostics) {
    public Checked {
        programs = List.copyOf(programs);
        diagnostics = List.copyOf(diagnostics);
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
