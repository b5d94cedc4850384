package org.nnc.compiler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Extend;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.emit.Emit;
import org.nnc.compiler.emit.EmitOptions;
import org.nnc.compiler.ir.Derivative;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.simplify.Specialise;

/**
 * A checked model in stable form, with its gradient where it has a loss, or outputs, and something to derive by.
 *
 * @param primal the model that runs
 * @param gradient the same with its adjoints
 * @param derivatives what other {@code derive} statements added to it
 * @param rewrites what was rewritten for stability, and why
 */
public record Derived(
        Program primal, Optional<Gradient> gradient, List<Derivative> derivatives, List<Simplify.Fired> rewrites) {
    /** @param strict leaves out rewrites that change the behaviour at NaN and infinities */
    public static Derived of(Program program, boolean strict) {
        return Compiler.onOwnStack(() -> {
            Set<String> wrt = wrt(program);
            Set<String> stages = new LinkedHashSet<>(wrt);
            List<Program.Derive> derives = program.derives().stream()
                    .filter(d -> !d.kind().equals(Program.Derive.CHECKPOINT))
                    .toList();
            for (Program.Derive d : derives) {
                stages.add(d.of());
                d.wrt().stream().filter(n -> !n.equals("params")).forEach(stages::add);
            }
            Simplify.Result stable = Simplify.stable(program, stages, strict);
            Program primal = stable.program();
            Optional<Gradient> gradient = Optional.empty();
            if (!wrt.isEmpty() && primal.losses().size() == 1) {
                gradient =
                        Optional.of(Differentiate.ofLoss(primal, primal.losses().get(0), wrt));
            } else if (!wrt.isEmpty() && !primal.losses().isEmpty()) {
                // A weight for each loss, as for an output.
                gradient = Optional.of(Differentiate.ofOutputs(primal, primal.losses(), wrt));
            } else if (!wrt.isEmpty() && !realOutputs(primal).isEmpty()) {
                gradient = Optional.of(Differentiate.ofOutputs(primal, realOutputs(primal), wrt));
            }
            gradient = gradient.map(Simplify::tidy);
            List<Program.Derive> others =
                    derives.stream().filter(d -> !isGradient(program, d)).toList();
            boolean several = primal.losses().size() > 1 && gradient.isPresent();
            if (others.isEmpty() && !several) return new Derived(primal, gradient, List.of(), stable.fired());
            Gradient g = gradient.orElse(new Gradient(primal, Map.of(), Map.of()));
            List<Derivative> derivatives = new ArrayList<>();
            Program whole = g.program();
            for (String loss : several ? primal.losses() : List.<String>of()) {
                Gradient own = Differentiate.ofLoss(whole, loss, wrt);
                whole = own.program();
                derivatives.add(Derivative.gradient(loss, own.adjoints()));
            }
            for (Program.Derive d : others) {
                Extend.Result r = Modes.extend(whole, d);
                whole = r.program();
                derivatives.addAll(r.derivatives());
            }
            List<String> keep = new ArrayList<>(g.results());
            derivatives.forEach(d -> keep.addAll(d.tensors()));
            Program tidy = Simplify.tidy(whole, keep);
            return new Derived(
                    primal, Optional.of(new Gradient(tidy, g.adjoints(), g.cotangents())), derivatives, stable.fired());
        });
    }

    /** Whether backward gives it: the gradient of a loss, or of outputs where there is no loss. */
    private static boolean isGradient(Program p, Program.Derive d) {
        return d.kind().equals("grad") || d.kind().equals("vjp") && p.losses().isEmpty();
    }

    /** All parameters that are not frozen, and what {@code derive} names. */
    private static Set<String> wrt(Program p) {
        Set<String> wrt = new LinkedHashSet<>();
        p.params().stream()
                .filter(q -> !q.frozen())
                .forEach(q -> wrt.add(q.tensor().name()));
        p.derives().stream()
                .filter(d -> isGradient(p, d))
                .forEach(d -> d.wrt().stream().filter(n -> !n.equals("params")).forEach(wrt::add));
        return wrt;
    }

    private static List<String> realOutputs(Program p) {
        return p.outputs().stream()
                .filter(n -> p.tensors().get(n).type() == Type.REAL)
                .toList();
    }

    /** The plan of predict, forward and backward in evaluation. */
    public Plan plan() {
        return plan(Specialise.isNeeded(primal) ? Specialise::evaluation : (p, keep) -> p);
    }

    /** The class; where the training flag is read or states move, with both forwards. */
    public String java(EmitOptions how) {
        if (!Specialise.isNeeded(primal)) return Emit.java(plan(), how);
        return Emit.java(plan(), plan(Specialise::training), how);
    }

    private Plan plan(BiFunction<Program, Collection<String>, Program> variant) {
        if (gradient.isEmpty()) {
            return Emit.plan(Simplify.values(variant.apply(primal, List.of()), List.of()), Optional.empty());
        }
        Gradient g = gradient.get();
        List<String> keep = new ArrayList<>(g.results());
        derivatives.forEach(d -> keep.addAll(d.tensors()));
        Program program = Simplify.values(variant.apply(g.program(), keep), keep);
        return Emit.plan(program, Optional.of(new Gradient(program, g.adjoints(), g.cotangents())), derivatives);
    }
}
