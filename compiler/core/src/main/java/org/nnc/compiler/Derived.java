package org.nnc.compiler;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.emit.Emit;
import org.nnc.compiler.emit.EmitOptions;
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
 * @param rewrites what was rewritten for stability, and why
 */
public record Derived(Program primal, Optional<Gradient> gradient, List<Simplify.Fired> rewrites) {
    /** @param strict leaves out rewrites that change the behaviour at NaN and infinities */
    public static Derived of(Program program, boolean strict) {
        return Compiler.onOwnStack(() -> {
            Set<String> wrt = wrt(program);
            Simplify.Result stable = Simplify.stable(program, wrt, strict);
            Program primal = stable.program();
            Optional<Gradient> gradient = Optional.empty();
            if (!wrt.isEmpty() && !primal.losses().isEmpty()) {
                gradient =
                        Optional.of(Differentiate.ofLoss(primal, primal.losses().get(0), wrt));
            } else if (!wrt.isEmpty() && !realOutputs(primal).isEmpty()) {
                gradient = Optional.of(Differentiate.ofOutputs(primal, realOutputs(primal), wrt));
            }
            return new Derived(primal, gradient.map(Simplify::tidy), stable.fired());
        });
    }

    /** All parameters that are not frozen, and what {@code derive} names. */
    private static Set<String> wrt(Program p) {
        Set<String> wrt = new LinkedHashSet<>();
        p.params().stream()
                .filter(q -> !q.frozen())
                .forEach(q -> wrt.add(q.tensor().name()));
        p.derives()
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
        Program program = Simplify.values(variant.apply(g.program(), g.results()), g.results());
        return Emit.plan(program, Optional.of(new Gradient(program, g.adjoints(), g.cotangents())));
    }
}
