package org.nnc.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.diff.Extend;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.emit.Emit;
import org.nnc.compiler.ir.Derivative;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.schedule.Cost;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.simplify.Simplify;

/** Chooses between forward and reverse mode for a matrix of derivatives, by the counted cost of both. */
final class Modes {
    /** What a run-time dim is taken to be where the two formulas do not compare for all sizes. */
    private static final long NOMINAL = 100;

    private Modes() {}

    private record Candidate(Extend.Result result, Dim cost) {}

    static Extend.Result extend(Program program, Program.Derive asked) {
        boolean isMatrix = asked.base().equals("jacobian") || asked.base().equals("hessian");
        if (!isMatrix) return Extend.of(program, asked, true);
        if (!asked.kind().equals(asked.base())) {
            boolean forward = asked.kind().endsWith("_forward");
            return named(Extend.of(program, asked, forward), (forward ? "forward" : "reverse") + " mode, as asked for");
        }
        Candidate forward = candidate(program, asked, true);
        Candidate reverse = candidate(program, asked, false);
        boolean isForward = isAtMost(forward.cost, reverse.cost);
        Candidate chosen = isForward ? forward : reverse;
        Candidate other = isForward ? reverse : forward;
        String how = (isForward ? "forward" : "reverse") + " mode: " + chosen.cost + " operations, "
                + (isForward ? "reverse" : "forward") + " mode " + other.cost;
        return named(chosen.result, how);
    }

    private static Extend.Result named(Extend.Result r, String how) {
        List<Derivative> all = new ArrayList<>(r.derivatives());
        all.set(0, all.get(0).with(how));
        return new Extend.Result(r.program(), all);
    }

    private static Candidate candidate(Program program, Program.Derive asked, boolean forward) {
        Extend.Result r = Extend.of(program, asked, forward);
        List<Derivative> first = r.derivatives().subList(0, 1);
        Program tidy = Simplify.tidy(r.program(), first.get(0).tensors());
        Plan plan = Emit.plan(tidy, Optional.of(new Gradient(tidy, Map.of(), Map.of())), first);
        return new Candidate(r, Cost.derivative(plan, 0));
    }

    private static boolean isAtMost(Dim a, Dim b) {
        if (b.minus(a).isNonNegative()) return true;
        if (a.minus(b).isPositive()) return false;
        return a.evaluate(n -> NOMINAL) <= b.evaluate(n -> NOMINAL);
    }
}
