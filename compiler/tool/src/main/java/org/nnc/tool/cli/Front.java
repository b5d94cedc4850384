package org.nnc.tool.cli;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Program;

/** What the commands ask of the compiler. */
interface Front {
    /** Finds the file of a {@code use}. */
    interface Library {
        Optional<Source> find(String qualifiedName);
    }

    /** The models of a file that have no error, its package, and all problems of the file. */
    record Checked(List<Program> programs, Optional<String> packageName, List<Diagnostic> diagnostics) {}

    /**
     * How a class is emitted.
     *
     * @param packageName of the class; empty for none
     */
    record Settings(String packageName, boolean isDouble, boolean strict) {}

    /** A class and the stages that led to it, as texts. */
    record Emitted(String className, String java, String gradient, String plan) {}

    Checked check(Source source, Library library);

    Emitted emit(Program program, Settings settings);

    /** A class that only computes the named tensors of a program, all of them outputs. */
    Emitted emitForward(Program program, Collection<String> results, Settings settings);

    /** The operations of a model and of its gradient, in words. */
    String cost(Program program, boolean strict);
}
