package org.nnc.compiler.diff;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** Which tensors lie on a differentiable path from what is varied to what is differentiated. */
final class Activity {
    private final Set<String> active;
    /** What was asked before: a walk over a long sum asks at each of its terms. */
    private final Map<Expr, Boolean> known = new IdentityHashMap<>();

    /**
     * @param of the names of the results
     * @param wrt the names of what is varied
     */
    Activity(Program program, Collection<String> of, Collection<String> wrt) {
        Map<String, Set<String>> moves = new HashMap<>();
        Map<String, Set<String>> movedBy = new HashMap<>();
        for (Equation e : program.equations()) {
            for (Tensor t : movers(e)) {
                moves.computeIfAbsent(t.name(), n -> new LinkedHashSet<>())
                        .add(e.target().name());
                movedBy.computeIfAbsent(e.target().name(), n -> new LinkedHashSet<>())
                        .add(t.name());
            }
        }
        active = reach(wrt, moves);
        active.retainAll(reach(of, movedBy));
    }

    boolean isActive(Tensor tensor) {
        return active.contains(tensor.name());
    }

    /** Whether the value of an expression moves with an active tensor. */
    boolean isActive(Expr e) {
        if (e.type() != Type.REAL) return false;
        Boolean before = known.get(e);
        if (before == null) {
            before = moves(e);
            known.put(e, before);
        }
        return before;
    }

    private boolean moves(Expr e) {
        if (e instanceof Expr.Read r) {
            return isActive(r.tensor())
                    || r.otherwise().isPresent() && isActive(r.otherwise().get());
        }
        if (e instanceof Expr.Call c) return c.args().stream().anyMatch(this::isActive);
        if (!(e instanceof Expr.Apply a)) return false;
        for (int i = 0; i < a.args().size(); i++) {
            if (a.op().moves(i) && isActive(a.arg(i))) return true;
        }
        return false;
    }

    private static Set<String> reach(Collection<String> from, Map<String, Set<String>> edges) {
        Set<String> seen = new HashSet<>(from);
        Deque<String> queue = new ArrayDeque<>(from);
        while (!queue.isEmpty()) {
            for (String next : edges.getOrDefault(queue.poll(), Set.of())) if (seen.add(next)) queue.add(next);
        }
        return seen;
    }

    /** The real tensors with which the target moves. */
    private static Set<Tensor> movers(Equation e) {
        Set<Tensor> found = new LinkedHashSet<>();
        if (e.target().type() == Type.REAL
                && !e.reduction().map(Activity::isFlat).orElse(false)) {
            collect(e.body(), found);
        }
        return found;
    }

    private static boolean isFlat(Reduction r) {
        return r.type(Type.REAL) != Type.REAL;
    }

    private static void collect(Expr e, Set<Tensor> found) {
        if (e.type() != Type.REAL) return;
        if (e instanceof Expr.Read r) {
            found.add(r.tensor());
            r.otherwise().ifPresent(d -> collect(d, found));
        } else if (e instanceof Expr.Call c) {
            c.args().forEach(r -> collect(r, found));
        } else if (e instanceof Expr.Apply a) {
            List<Expr> args = a.args();
            for (int i = 0; i < args.size(); i++) if (a.op().moves(i)) collect(args.get(i), found);
        }
    }
}
