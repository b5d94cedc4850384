package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/**
 * Where the adjoint of a tensor is exactly zero because nothing chose the cell: every place that reads it does so in a branch,
 * as an operand that may lose, under a guard, or at places that leave some out. There a factor that is not finite must not
 * count, as 0 times infinity would: the condition of the choice goes along to the equation that computes the cell.
 */
final class Silent {
    /** A condition that costs more than this is not worth evaluating again: zeros of the adjoint are looked for. */
    private static final int LIMIT = 8;

    /**
     * What is known of the cells of a tensor, over the indices of its equation.
     *
     * @param written under which alone a branch or guard of the text lets the adjoint differ from 0
     * @param bound the same with all other reasons
     * @param isExact whether nothing was left out of the bound
     */
    record Choice(Expr written, Expr bound, boolean isExact) {
        private static final Choice NONE = new Choice(Expr.TRUE, Expr.TRUE, true);
        private static final Choice UNKNOWN = new Choice(Expr.TRUE, Expr.TRUE, false);

        /** Whether every cell's adjoint can differ from 0. */
        boolean isNone() {
            return isExact && bound.equals(Expr.TRUE) && written.equals(Expr.TRUE);
        }
    }

    /**
     * One place that reads a tensor.
     *
     * @param written the conditions of the text under which what is read counts, over the loops of the equation
     * @param bound all conditions
     */
    private record Use(Equation in, Expr.Read read, Expr written, Expr bound) {
        Use at(Expr.Read r) {
            return new Use(in, r, written, bound);
        }

        /** Under a further condition that the text does not say. */
        Use and(Expr condition) {
            return new Use(in, read, written, Build.and(bound, condition));
        }
    }

    private final Activity activity;
    private final Map<String, Equation> definitions;
    private final Set<String> seeds;
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Map<String, Choice> known = new HashMap<>();

    /** @param seeds tensors whose adjoint comes from outside */
    Silent(Program program, Activity activity, Set<String> seeds) {
        this.activity = activity;
        this.definitions = program.definitions();
        this.seeds = seeds;
        for (Equation e : program.equations()) {
            if (!activity.isActive(e.target()) || !activity.isActive(e.body())) continue;
            List<Use> found = new ArrayList<>();
            visit(e.body(), new Use(e, null, e.guard(), e.guard()), found);
            for (Use u : found)
                uses.computeIfAbsent(u.read.tensor().name(), n -> new ArrayList<>())
                        .add(u);
        }
    }

    /** What is known of a tensor that an equation defines. */
    Choice of(String tensor) {
        Choice before = known.get(tensor);
        if (before != null) return before;
        // A recurrence finds nothing known of itself.
        known.put(tensor, Choice.UNKNOWN);
        Choice choice = chosen(tensor);
        known.put(tensor, choice);
        return choice;
    }

    private void visit(Expr e, Use where, List<Use> found) {
        if (e.type() != Type.REAL || !activity.isActive(e)) return;
        if (e instanceof Expr.Read r) {
            if (activity.isActive(r.tensor())) found.add(where.at(r));
            r.otherwise().ifPresent(d -> visit(d, where.and(new Domain(where.in.loops()).outside(r)), found));
            return;
        }
        if (e instanceof Expr.Call c) {
            for (Expr.Read r : c.args()) found.add(where.at(r));
            return;
        }
        Expr.Apply a = (Expr.Apply) e;
        if (a.op() == Primitive.SELECT) {
            choose(a, where, found);
            return;
        }
        List<Expr> args = a.args();
        for (int i = 0; i < args.size(); i++) {
            if (a.op().moves(i) && activity.isActive(args.get(i))) visit(args.get(i), where.and(own(a, i)), found);
        }
    }

    /** What both branches read counts in either. */
    private void choose(Expr.Apply a, Use where, List<Use> found) {
        Use inside = new Use(where.in, null, Expr.TRUE, Expr.TRUE);
        List<Use> then = new ArrayList<>();
        visit(a.arg(1), inside, then);
        List<Use> otherwise = new ArrayList<>();
        visit(a.arg(2), inside, otherwise);
        for (Use t : then) {
            Optional<Use> same =
                    otherwise.stream().filter(o -> o.read.equals(t.read)).findFirst();
            same.ifPresent(otherwise::remove);
            found.add(either(where, a.arg(0), Optional.of(t), same).at(t.read));
        }
        for (Use o : otherwise) {
            found.add(either(where, a.arg(0), Optional.empty(), Optional.of(o)).at(o.read));
        }
    }

    private static Use either(Use where, Expr c, Optional<Use> then, Optional<Use> otherwise) {
        // Whether a sum of exponentials is one of nothing is a question of the compiler's, not a choice of the text.
        boolean isText = !c.any(x -> x instanceof Expr.Const k && Double.isInfinite(k.value()));
        Expr one = then.map(Use::written).orElse(Expr.FALSE);
        Expr other = otherwise.map(Use::written).orElse(Expr.FALSE);
        Expr written = isText ? either(c, one, other) : or(one, other);
        Expr bound = either(
                c,
                then.map(Use::bound).orElse(Expr.FALSE),
                otherwise.map(Use::bound).orElse(Expr.FALSE));
        return new Use(where.in, null, Build.and(where.written, written), Build.and(where.bound, bound));
    }

    private static Expr either(Expr c, Expr then, Expr otherwise) {
        return then.equals(otherwise) ? then : Build.or(Build.and(c, then), Build.and(Build.not(c), otherwise));
    }

    /** The condition under which the partial is not the constant 0. */
    private static Expr own(Expr.Apply a, int i) {
        if (!a.op().partialText(i).startsWith("if ")) return Expr.TRUE;
        Expr partial = a.op().partial(i, a.args(), a);
        Expr own = Expr.TRUE;
        while (partial.is(Primitive.SELECT)) {
            List<Expr> parts = partial.children();
            boolean isThen = parts.get(2).isConst(0);
            if (!isThen && !parts.get(1).isConst(0)) break;
            own = Build.and(own, isThen ? parts.get(0) : Build.not(parts.get(0)));
            partial = parts.get(isThen ? 1 : 2);
        }
        return own;
    }

    private Choice chosen(String tensor) {
        Equation of = definitions.get(tensor);
        if (of == null || seeds.contains(tensor) || !uses.containsKey(tensor)) return Choice.NONE;
        Expr written = Expr.FALSE;
        Expr bound = Expr.FALSE;
        boolean isExact = true;
        for (Use u : uses.get(tensor)) {
            Choice next =
                    u.in.call().isPresent() ? Choice.NONE : of(u.in.target().name());
            Placed text = placed(u, Build.and(u.written, next.written), of, false);
            written = or(written, text.condition);
            // Sums hand a zero on as well, but to look that far for all reasons would guard whole networks behind one
            // slice.
            Placed all = placed(u, u.in.isReduction() ? u.bound : Build.and(u.bound, next.bound), of, true);
            bound = or(bound, all.condition);
            Reduction r = u.in.reduction().orElse(null);
            isExact &= all.isExact && r != Reduction.MAX && r != Reduction.MIN && (r != null || next.isExact);
            if (isExact && bound.equals(Expr.TRUE) && written.equals(Expr.TRUE)) return Choice.NONE;
        }
        boolean isCheap = NormalForm.cost(bound) <= LIMIT;
        return new Choice(
                NormalForm.cost(written) <= LIMIT ? written : Expr.TRUE,
                isCheap ? bound : Expr.TRUE,
                isExact && isCheap);
    }

    private static Expr or(Expr a, Expr b) {
        return a.equals(b) ? a : Build.or(a, b);
    }

    /** @param isExact whether the condition says all that was to be said */
    private record Placed(Expr condition, boolean isExact) {}

    /**
     * The condition of a use over the indices of the tensor's own equation, weaker where they do not decide it.
     *
     * @param isRead whether a cell that the use does not read is to be left out
     */
    private static Placed placed(Use u, Expr condition, Equation of, boolean isRead) {
        Map<Index, Expr> solved = new HashMap<>();
        List<Expr> placed = new ArrayList<>();
        boolean isExact = true;
        for (int d = 0; d < of.indices().size(); d++) {
            Expr cell = Expr.position(of.indices().get(d));
            Optional<Affine> at = Affine.of(u.read.at().get(d));
            Optional<Index> i = at.filter(a -> a.indices().size() == 1)
                    .map(a -> a.indices().iterator().next());
            if (at.isPresent() && at.get().isConstant()) {
                if (isRead) placed.add(Build.eq(cell, at.get().toExpr()));
            } else if (i.isEmpty() || !isUnit(at.get().coefficient(i.get()))) {
                isExact = false;
            } else {
                Affine offset = Affine.index(of.indices().get(d))
                        .plus(at.get().constant().negate());
                Expr value = offset.times(at.get().coefficient(i.get())).toExpr();
                Expr before = solved.putIfAbsent(i.get(), value);
                if (before != null && isRead) placed.add(Build.eq(before, value));
            }
        }
        Set<Index> open = new HashSet<>();
        u.in.loops().forEach(l -> open.add(l.index()));
        open.removeAll(solved.keySet());
        Domain cells = new Domain(of.loops().subList(0, of.indices().size()));
        // A condition that reads tensors can only be asked inside of the loops: their ranges come first.
        Set<Index> outside = new HashSet<>();
        for (Loop l : u.in.loops()) {
            if (!solved.containsKey(l.index())) continue;
            boolean isAsked = Build.conjuncts(condition).stream().anyMatch(c -> reads(c) && c.mentions(l.index()));
            if (!isRead && !isAsked) continue;
            Expr inside =
                    Build.and(Build.le(l.lo(), Expr.position(l.index())), Build.lt(Expr.position(l.index()), l.hi()));
            if (open.stream().anyMatch(inside::mentions)) {
                isExact = false;
                outside.add(l.index());
            } else {
                placed.add(inside.substitute(solved));
            }
        }
        for (Expr c : Build.conjuncts(condition)) {
            if (open.stream().anyMatch(c::mentions)
                    || reads(c) && outside.stream().anyMatch(c::mentions)) isExact = false;
            else placed.add(c.substitute(solved));
        }
        return new Placed(cells.decided(Build.all(placed)), isExact);
    }

    private static boolean reads(Expr e) {
        return e.any(x -> x instanceof Expr.Read);
    }

    private static boolean isUnit(Dim d) {
        return d.equals(Dim.ONE) || d.equals(Dim.of(-1));
    }
}
