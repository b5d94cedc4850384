package org.nnc.compiler.std;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.check.Check;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Render;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.emit.EmitOptions;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.simplify.Specialise;
import org.nnc.compiler.syntax.Parse;

/**
 * A model through the whole compiler, with the gradient of its loss, or of all its real outputs, with respect to every real
 * input and parameter.
 *
 * @param primal as checked
 * @param stable simplified, with its adjoints
 * @param simplified the simplified model alone
 */
record Derived(String className, Program primal, Program simplified, Gradient stable) {
    /** @param text the statements of a model that uses the library */
    static Derived of(String className, String text) {
        return of(className, text, n -> Optional.empty(), "std");
    }

    /** A model that uses another library. */
    static Derived of(String className, String text, Library library, String used) {
        String file = "use " + used + "\nmodel " + className + " {\n" + text + "\n}\n";
        return derive(className, programs(file, library).get(0));
    }

    /** A model of a file of the repository. */
    static Derived ofSample(String className, String file, String model) {
        Program program = programs(Repository.read(file), n -> Optional.empty()).stream()
                .filter(p -> p.name().equals(model))
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " has no model " + model));
        return derive(className, program);
    }

    private static List<Program> programs(String file, Library library) {
        Parse.Result parsed = Parse.parse(new Source("item.nn", file));
        if (parsed.file().isEmpty() || parsed.diagnostics().stream().anyMatch(Diagnostic::isError)) {
            throw new AssertionError(Render.text(parsed.diagnostics(), false) + file);
        }
        Checked checked = Check.check(parsed.file().get(), library);
        // Warnings too: the library shows how the language is meant to be written.
        if (!checked.diagnostics().isEmpty())
            throw new AssertionError(Render.text(checked.diagnostics(), false) + file);
        return checked.programs();
    }

    static Derived derive(String className, Program primal) {
        Program simplified = Simplify.stable(primal, List.of(), false).program();
        List<String> wrt = active(primal);
        List<String> real = primal.outputs().stream()
                .filter(o -> primal.tensors().get(o).type() == Type.REAL)
                .toList();
        Gradient g = primal.losses().isEmpty()
                ? Differentiate.ofOutputs(simplified, real, wrt)
                : Differentiate.ofLoss(simplified, primal.losses().get(0), wrt);
        return new Derived(className, primal, simplified, Simplify.tidy(g));
    }

    /** What a gradient is asked for: every real input and parameter. */
    static List<String> active(Program p) {
        List<String> names = new ArrayList<>();
        for (Program.Input i : p.inputs())
            if (i.tensor().type() == Type.REAL) names.add(i.tensor().name());
        for (Program.Param q : p.params()) names.add(q.tensor().name());
        return names;
    }

    /** Whether anything real comes out that could have a gradient. */
    boolean hasGradient() {
        return !active(primal).isEmpty();
    }

    /** The tensor of the interpreter that holds what a class gives out under a name. */
    String resultOf(String name) {
        return name.startsWith("d ") ? stable.adjoints().get(name.substring(2)) : name;
    }

    String source(boolean isDouble) {
        Optional<Gradient> g = hasGradient() ? Optional.of(stable) : Optional.empty();
        return new org.nnc.compiler.Derived(simplified, g, List.of(), List.of())
                .java(new EmitOptions(isDouble, "std", className(isDouble)));
    }

    /** The same as a training forward and its backward pass see it; itself where the two do not differ. */
    Derived training() {
        if (!Specialise.isNeeded(primal)) return this;
        List<String> keep = new ArrayList<>(primal.outputs());
        keep.addAll(primal.losses());
        Program program = Specialise.training(stable.program(), stable.results());
        return new Derived(
                className,
                Specialise.training(primal, keep),
                Specialise.training(simplified, keep),
                new Gradient(program, stable.adjoints(), stable.cotangents()));
    }

    String className(boolean isDouble) {
        return className + (isDouble ? "" : "F");
    }
}
