package org.nnc.compiler.simplify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Program;

/** The two programs that a model with the {@code training} flag, draws or updates stands for, the dead branches gone. */
public final class Specialise {
    private Specialise() {}

    /** Whether a training forward differs from one in evaluation: the flag is read, a number drawn, or a state updated. */
    public static boolean isNeeded(Program program) {
        if (program.draws() || program.states().stream().anyMatch(s -> s.next().isPresent())) return true;
        for (Equation e : program.equations()) {
            boolean[] found = {false};
            e.forEach(x -> found[0] |= isFlag(x));
            if (found[0]) return true;
        }
        return false;
    }

    /** The program of predict, forward and check: no state moves. */
    public static Program evaluation(Program program, Collection<String> keep) {
        return Tidy.run(decided(unmoved(program), false), keep);
    }

    private static Program unmoved(Program program) {
        List<Program.State> kept = new ArrayList<>();
        for (Program.State s : program.states()) kept.add(new Program.State(s.tensor(), s.initial(), Optional.empty()));
        return program.withStates(kept);
    }

    /** The program of a training forward whose states stay: their next values are tensors like others. */
    public static Program forward(Program program, Collection<String> keep) {
        return Tidy.run(decided(unmoved(program), true), keep);
    }

    /** The program of a training forward. */
    public static Program training(Program program, Collection<String> keep) {
        return Tidy.run(decided(program, true), keep);
    }

    private static Program decided(Program program, boolean training) {
        List<Equation> decided = new ArrayList<>();
        for (Equation e : program.equations()) decided.add(e.map(x -> decide(x, training)));
        return program.withEquations(decided);
    }

    private static Expr decide(Expr e, boolean training) {
        return isFlag(e) ? Expr.bool(training) : e.mapChildren(x -> decide(x, training));
    }

    private static boolean isFlag(Expr e) {
        return e instanceof Expr.Read r && r.tensor().equals(Program.TRAINING);
    }
}
