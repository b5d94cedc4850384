package org.nnc.tool.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.diff.Tangent;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.tool.data.EvalRequest.Want;

/**
 * The programs that answer all cases which differ only in their numbers: the model with its gradient, and what else is
 * wanted of it.
 *
 * @param scalar the gradient of the scalar, from which the second derivatives are taken
 * @param gradient outputs, losses and adjoints
 * @param jvp derivatives of outputs and losses along directions
 * @param hvp derivatives of the adjoints along directions
 * @param jacobian adjoints for a cotangent of every output
 * @param hessian derivatives of the adjoints along a direction of each tensor of wrt
 */
record Derivatives(
        Gradient scalar,
        Reverse gradient,
        Optional<Forward> jvp,
        Optional<Forward> hvp,
        Optional<Reverse> jacobian,
        Optional<Forward> hessian) {
    /** Adjoints by what they are adjoints of. */
    Map<String, String> adjoints() {
        return scalar.adjoints();
    }

    /** A gradient program, ready to run. */
    record Reverse(Gradient gradient, Engine.Prepared run) {}

    /**
     * A tangent program, ready to run.
     *
     * @param cotangents the inputs that carry cotangents, where a gradient is derived
     * @param tangents by the name of what is derived
     */
    record Forward(
            Program program,
            Map<String, String> cotangents,
            Map<String, String> directions,
            Map<String, String> tangents,
            Engine.Prepared run) {}

    /**
     * What tells programs apart.
     *
     * @param cotangents outputs and losses of the differentiated scalar; empty for no gradients
     * @param wrt real inputs, parameters or intermediates
     * @param along inputs and parameters that have a direction
     * @param reals the real outputs and losses
     * @param training whether the model runs as in a training forward
     */
    record Key(
            List<String> cotangents,
            List<String> wrt,
            List<String> along,
            List<String> reals,
            List<Want> want,
            boolean training) {}

    static Derivatives of(Program program, Key key, boolean strict, Engine compiler) {
        Runner engine = (p, results) -> compiler.prepare(p, results, key.training());
        Program stable = Simplify.stable(program, key.wrt(), strict).program();
        List<String> all = new ArrayList<>(program.outputs());
        all.addAll(program.losses());
        if (key.training()) program.states().forEach(s -> s.next().ifPresent(all::add));
        boolean first = key.want().contains(Want.GRADIENTS);
        boolean second = key.want().contains(Want.HVP) || key.want().contains(Want.HESSIAN);
        Gradient none = new Gradient(stable, Map.of(), Map.of());
        Gradient gradient = key.cotangents().isEmpty() || !first && !second
                ? none
                : Simplify.tidy(Differentiate.ofOutputs(stable, key.cotangents(), key.wrt()));
        Optional<Forward> jvp = key.want().contains(Want.JVP)
                ? Optional.of(forward(stable, Map.of(), key.reals(), key.along(), engine))
                : Optional.empty();
        boolean scalar = !gradient.adjoints().isEmpty();
        Optional<Forward> hvp = key.want().contains(Want.HVP) && scalar
                ? Optional.of(
                        forward(gradient.program(), gradient.cotangents(), gradient.results(), key.along(), engine))
                : Optional.empty();
        Optional<Reverse> jacobian = key.want().contains(Want.JACOBIAN)
                        && !key.reals().isEmpty()
                ? Optional.of(reverse(
                        Simplify.tidy(Differentiate.ofOutputs(stable, key.reals(), key.wrt())), List.of(), engine))
                : Optional.empty();
        Optional<Forward> hessian = key.want().contains(Want.HESSIAN) && scalar
                ? Optional.of(forward(gradient.program(), gradient.cotangents(), gradient.results(), key.wrt(), engine))
                : Optional.empty();
        return new Derivatives(gradient, reverse(first ? gradient : none, all, engine), jvp, hvp, jacobian, hessian);
    }

    /** An engine that knows in which mode the model runs. */
    private interface Runner {
        Engine.Prepared prepare(Program program, List<String> results);
    }

    private static Reverse reverse(Gradient gradient, List<String> outputs, Runner engine) {
        List<String> results = new ArrayList<>(outputs);
        results.addAll(gradient.results());
        return new Reverse(gradient, engine.prepare(gradient.program(), results));
    }

    private static Forward forward(
            Program program, Map<String, String> cotangents, List<String> of, List<String> along, Runner engine) {
        Tangent.Result t = Tangent.of(program, of, along);
        Program tidy =
                Simplify.tidy(new Gradient(t.program(), t.tangents(), Map.of())).program();
        Engine.Prepared run = engine.prepare(tidy, List.copyOf(t.tangents().values()));
        return new Forward(tidy, cotangents, t.directions(), t.tangents(), run);
    }
}
