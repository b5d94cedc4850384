package org.nnc.compiler.simplify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Program;

/** The passes of this room in the order in which they run, with the reason for the order. */
public final class Simplify {
    /** A rewrite that was applied, and why. */
    public record Fired(String target, String what, String reason) {
        @Override
        public String toString() {
            return target + ": " + what + " (" + reason + ")";
        }
    }

    public record Result(Program program, List<Fired> fired) {}

    private Simplify() {}

    /**
     * Before differentiation: copies are looked through first, so that the stable forms see formulas; equations that the
     * stable forms no longer need go last.
     *
     * @param stages names of tensors that a derivative is asked for: they stay, and nothing is rewritten past them
     * @param strict leaves out what changes the behaviour at NaN and infinities
     */
    public static Result stable(Program program, Collection<String> stages, boolean strict) {
        Result stable = Stabilise.run(Tidy.run(program, stages, stages), java.util.Set.copyOf(stages), strict);
        return new Result(Tidy.run(stable.program(), stages, stages), stable.fired());
    }

    /**
     * Once all derivatives are taken: only values are left of what is said for derivatives, and what is then the same is
     * computed once.
     */
    public static Program values(Program program, Collection<String> keep) {
        boolean[] found = new boolean[2];
        for (Equation e : program.equations()) {
            e.forEach(x -> {
                found[0] |= plain(x).isPresent();
                found[1] |= x instanceof Expr.Apply a && a.op().isDeclared();
            });
        }
        if (!found[0]) return program;
        List<Equation> values = new ArrayList<>();
        for (Equation e : program.equations()) values.add(e.map(Simplify::value));
        Program plain = program.withEquations(values);
        return found[1] ? Tidy.run(plain, keep) : plain;
    }

    private static Optional<Expr> plain(Expr e) {
        return e instanceof Expr.Apply a ? a.op().plain(a.args()) : Optional.empty();
    }

    private static Expr value(Expr e) {
        return plain(e).map(Simplify::value).orElseGet(() -> e.mapChildren(Simplify::value));
    }

    /** After differentiation of any kind. */
    public static Program tidy(Program program, Collection<String> keep) {
        return Tidy.run(program, keep);
    }

    /** After differentiation: a loss's seed is a constant, many contributions are copies, partials repeat each other. */
    public static Gradient tidy(Gradient gradient) {
        Program tidy = Tidy.run(gradient.program(), gradient.results());
        return new Gradient(tidy, gradient.adjoints(), gradient.cotangents());
    }
}
