package org.nnc.tool.eval;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.simplify.Simplify;

/**
 * A model's own derivative: of its only loss, else of all its losses or outputs with a cotangent for each.
 *
 * @param fired the rewrites that were applied before
 * @param loss the only loss, where there is one
 */
public record Derivation(Gradient gradient, List<Simplify.Fired> fired, Optional<String> loss) {
    /**
     * @param wrt names of tensors, {@code params} for all trainable parameters; empty for those and what the model's own
     *     {@code derive} statements name, or without any of them the inputs
     */
    public static Derivation of(Program program, List<String> wrt, boolean strict) {
        List<String> names = names(program, wrt);
        Simplify.Result stable = Simplify.stable(program, names, strict);
        Optional<String> loss =
                program.losses().size() == 1 ? Optional.of(program.losses().get(0)) : Optional.empty();
        List<String> scalars = program.losses().isEmpty() ? realOutputs(program) : program.losses();
        if (scalars.isEmpty()) {
            throw new CaseException("the model " + program.name() + " has no loss and no real output to differentiate");
        }
        Gradient gradient = loss.isPresent()
                ? Differentiate.ofLoss(stable.program(), loss.get(), names)
                : Differentiate.ofOutputs(stable.program(), scalars, names);
        return new Derivation(Simplify.tidy(gradient), stable.fired(), loss);
    }

    /** The derived program, whose adjoints are outputs. */
    public Program program() {
        return program(gradient);
    }

    /** The program of a gradient with the adjoints as outputs. */
    public static Program program(Gradient gradient) {
        Program p = gradient.program();
        Set<String> outputs = new LinkedHashSet<>(p.outputs());
        // In order of the text: a qualified name can only be declared where it is defined.
        Set<String> results = Set.copyOf(gradient.results());
        for (String name : p.definitions().keySet()) if (results.contains(name)) outputs.add(name);
        return p.withOutputs(List.copyOf(outputs), p.losses());
    }

    private static List<String> names(Program program, List<String> wrt) {
        List<String> params = new ArrayList<>();
        for (Program.Param p : program.params())
            if (!p.frozen()) params.add(p.tensor().name());
        Set<String> names = new LinkedHashSet<>();
        if (wrt.isEmpty()) {
            names.addAll(params);
            for (Program.Derive d : program.derives())
                if (d.kind().equals("grad") || d.kind().equals("vjp")) names.addAll(d.wrt());
            names.remove("params");
            return names.isEmpty() ? realInputs(program) : List.copyOf(names);
        }
        for (String name : wrt) {
            if (name.equals("params")) {
                names.addAll(params);
                continue;
            }
            if (program.tensor(name).isEmpty()) {
                throw Binding.unknown("tensor", name, program, program.tensors().keySet());
            }
            if (program.tensor(name).get().type() != Type.REAL) {
                throw new CaseException("--wrt: " + program.tensor(name).get() + " is not real");
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    static List<String> realInputs(Program program) {
        return program.inputs().stream()
                .map(Program.Input::tensor)
                .filter(t -> t.type() == Type.REAL)
                .map(org.nnc.compiler.ir.Tensor::name)
                .toList();
    }

    private static List<String> realOutputs(Program program) {
        return program.outputs().stream()
                .filter(n -> program.tensor(n).orElseThrow().type() == Type.REAL)
                .toList();
    }
}
