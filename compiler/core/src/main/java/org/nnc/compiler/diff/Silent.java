package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/**
 * The tensors whose adjoint is exactly zero where nothing chose their cell: every place that reads them does so in a branch, as
 * an operand that may lose, under a guard, or at places that leave some out. There a partial that is not finite must not
 * count, as 0 times infinity would.
 */
final class Silent {
    private final Activity activity;
    private final Map<String, Equation> definitions;
    private final Set<String> silent = new HashSet<>();

    /** @param seeds tensors whose adjoint comes from outside */
    Silent(Program program, Activity activity, Set<String> seeds) {
        this.activity = activity;
        this.definitions = program.definitions();
        for (String name : definitions.keySet()) {
            if (!seeds.contains(name) && activity.isActive(definitions.get(name).target())) silent.add(name);
        }
        // What reads mostly stands after what is read: from the end, one round decides all but recurrences.
        List<Equation> backwards = new ArrayList<>(program.equations());
        Collections.reverse(backwards);
        for (boolean changed = true; changed; ) {
            int before = silent.size();
            for (Equation e : backwards) {
                if (activity.isActive(e.target()) && activity.isActive(e.body())) consume(e);
            }
            changed = silent.size() < before;
        }
    }

    boolean contains(String tensor) {
        return silent.contains(tensor);
    }

    private void consume(Equation e) {
        boolean isChoice = e.reduction()
                .filter(r -> r == Reduction.MAX || r == Reduction.MIN)
                .isPresent();
        if (isChoice || !e.guard().equals(Expr.TRUE)) return;
        // Sums hand a zero on as well, but to look that far would guard whole networks behind one slice.
        if (!e.isReduction() && silent.contains(e.target().name())) return;
        read(e.body(), e);
    }

    private void read(Expr e, Equation in) {
        if (e.type() != Type.REAL || !activity.isActive(e)) return;
        if (e instanceof Expr.Read r) {
            if (covers(r, in)) silent.remove(r.tensor().name());
            return;
        }
        if (e instanceof Expr.Call c) {
            for (Expr.Read r : c.args()) silent.remove(r.tensor().name());
            return;
        }
        Expr.Apply a = (Expr.Apply) e;
        if (a.op() == Primitive.SELECT) return;
        List<Expr> args = a.args();
        for (int i = 0; i < args.size(); i++) if (a.op().moves(i) && !mayLose(a, i)) read(args.get(i), in);
    }

    /** Whether the partial is 0 under a condition. */
    private static boolean mayLose(Expr.Apply a, int i) {
        if (!a.op().partialText(i).startsWith("if ")) return false;
        Expr partial = a.op().partial(i, a.args(), Expr.real(0));
        return partial.is(Primitive.SELECT)
                && partial.children().stream().skip(1).anyMatch(c -> c.isConst(0));
    }

    /** Whether every position is an index alone, so that every cell is read. */
    private static boolean covers(Expr.Read r, Equation in) {
        Set<Index> seen = new HashSet<>();
        for (int d = 0; d < r.at().size(); d++) {
            Optional<Index> i = Affine.of(r.at().get(d)).flatMap(Affine::bare);
            if (i.isEmpty() || !seen.add(i.get())) return false;
            Expr extent = Expr.size(r.tensor().shape().get(d));
            boolean isWhole = in.loops().stream()
                    .anyMatch(l -> l.index().equals(i.get()) && l.lo().isConst(0) && l.hi().equals(extent));
            if (!isWhole) return false;
        }
        return true;
    }
}
