package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;

/**
 * What one occurrence {@code x[A(i,k)]} adds to the adjoint of x: {@code sum(i, k where G and A(i,k) == u) F}.
 *
 * <p>A position that is an index alone, or an index with coefficient 1 or -1 and a constant, is solved: the index becomes
 * the left-hand one, its range a condition where it is not the same. Every other position stays as the conjunct
 * {@code u == A(i,k)}, iteration domain and write map together: the schedule scatters over it or solves it for a binder.
 *
 * @param read the occurrence; its default is not part of this contribution
 * @param loops the loops of the equation that reads
 * @param guard the condition under which the occurrence counts
 * @param factor the adjoint that reaches it, over the loops
 */
record Contribution(Expr.Read read, List<Loop> loops, Expr guard, Expr factor) {
    Tensor to() {
        return read.tensor();
    }

    /** The factor, 0 where the contribution does not count. */
    Expr guarded() {
        return Build.select(guard, factor, Expr.real(0));
    }

    /** The same occurrence with another factor under another condition. */
    Contribution under(Expr guard, Expr factor) {
        return new Contribution(read, loops, guard, factor);
    }

    /**
     * The contribution as an equation for a tensor of the shape of {@link #to}.
     *
     * @param wanted what the left-hand indices are to be called, for people; a name that means something else is not taken
     */
    Equation equation(Tensor target, List<Index> wanted) {
        return equation(target, 0, IntStream.range(0, read.at().size()).boxed().toList(), wanted);
    }

    /**
     * The contribution of each point of the outer loops by itself: {@code target[i, u] = sum(k where G and A(i,k) == u) F}.
     *
     * @param outer so many of the loops, from the first, stay on the left, over the first dimensions of the target
     * @param dims the positions of the read that are u, in order; the others are known to follow from i
     */
    Equation equation(Tensor target, int outer, List<Integer> dims) {
        return equation(target, outer, dims, Differentiate.freshIndices(to()));
    }

    private Equation equation(Tensor target, int outer, List<Integer> dims, List<Index> wanted) {
        Set<String> taken = new HashSet<>();
        loops.forEach(l -> taken.add(l.index().name()));
        // A bare name is the index of that name before it is a dim or a scalar tensor.
        List<Expr> mentioned = new ArrayList<>(List.of(guard, factor));
        mentioned.addAll(read.at());
        loops.forEach(l -> mentioned.addAll(List.of(l.lo(), l.hi())));
        for (Expr e : mentioned) {
            e.forEach(x -> {
                if (x instanceof Expr.Read r) taken.add(r.tensor().name());
                if (x instanceof Expr.Size n) taken.addAll(n.dim().variables());
            });
        }
        List<Index> left = new ArrayList<>();
        loops.subList(0, outer).forEach(l -> left.add(l.index()));
        Set<Index> fixed = Set.copyOf(left);
        Map<Index, Expr> solved = new HashMap<>();
        Set<Index> searched = searched();
        List<Expr> conditions = new ArrayList<>();
        for (int d : dims) {
            Optional<Affine> map = Affine.of(read.at().get(d));
            Optional<Index> only = map.flatMap(Contribution::single)
                    .filter(i -> !solved.containsKey(i))
                    .filter(i -> !fixed.contains(i))
                    .filter(i -> !searched.contains(i));
            Index u;
            if (only.isPresent()) {
                Index i = only.get();
                boolean isBare = map.get().bare().isPresent();
                u = isBare ? i : fresh(taken, wanted.get(d));
                Dim sign = map.get().coefficient(i);
                Affine value =
                        Affine.index(u).plus(map.get().constant().negate()).times(sign);
                solved.put(i, value.toExpr());
            } else {
                u = fresh(taken, wanted.get(d));
                conditions.add(Build.eq(Expr.position(u), read.at().get(d)));
            }
            left.add(u);
        }
        List<Loop> leftLoops = new ArrayList<>();
        for (int d = 0; d < left.size(); d++)
            leftLoops.add(Loop.upTo(left.get(d), target.shape().get(d)));
        List<Loop> binders = new ArrayList<>();
        List<Loop> open = new ArrayList<>(leftLoops);
        for (Loop l : loops) {
            if (solved.containsKey(l.index()) || fixed.contains(l.index())) continue;
            Loop binder = new Loop(l.index(), l.lo().substitute(solved), l.hi().substitute(solved));
            binders.add(binder);
            open.add(binder);
        }
        Domain domain = new Domain(open);
        List<Expr> ranges = new ArrayList<>();
        // In a recurrence the factor is known only where the rest holds, and so is a question about it.
        Expr late = Expr.TRUE;
        for (Expr c : Build.conjuncts(guard)) {
            if (c.is(Primitive.NE) && factor.any(c.children().get(0)::equals)) late = Build.and(late, c);
        }
        Expr guard = Flow.without(this.guard, late);
        for (Loop l : loops) {
            Expr value = solved.get(l.index());
            if (value == null) continue;
            ranges.add(domain.atLeast(value, l.lo().substitute(solved)));
            ranges.add(domain.below(value, l.hi().substitute(solved)));
        }
        ranges.add(guard.substitute(solved));
        ranges.addAll(conditions.stream().map(c -> c.substitute(solved)).toList());
        if (!late.equals(Expr.TRUE)) ranges.add(late.substitute(solved));
        Expr where = domain.decided(Build.all(ranges));
        Expr body = domain.decided(factor.substitute(solved));
        for (Optional<Solution> next = solution(where, binders); next.isPresent(); next = solution(where, binders)) {
            Solution s = next.get();
            binders.remove(s.binder);
            Map<Index, Expr> by = Map.of(s.binder.index(), s.value);
            Expr inside = Build.and(domain.atLeast(s.value, s.binder.lo()), domain.below(s.value, s.binder.hi()));
            where = domain.decided(Build.and(inside, s.rest.substitute(by)));
            body = domain.decided(body.substitute(by));
        }
        if (binders.isEmpty() || where.equals(Expr.FALSE)) {
            return Equation.pointwise(target, left, Build.select(where, body, Expr.real(0)), "");
        }
        return Equation.reduce(target, left, Reduction.SUM, sortedByUse(binders), where, body, "");
    }

    /**
     * Indices that had better not be solved: {@code sum(i in lo[p]..hi[p]) x[i]} would ask every p whether its range holds
     * the cell, where writing to the cells of each range visits every point once.
     */
    private Set<Index> searched() {
        Set<Index> solvable = new HashSet<>();
        for (Expr at : read.at()) Affine.of(at).flatMap(Contribution::single).ifPresent(solvable::add);
        Set<Index> searched = new HashSet<>();
        for (Loop l : loops) {
            boolean isBounded =
                    Affine.of(l.lo()).isPresent() && Affine.of(l.hi()).isPresent();
            boolean isOpen = loops.stream()
                    .anyMatch(o -> !solvable.contains(o.index())
                            && (l.lo().mentions(o.index()) || l.hi().mentions(o.index())));
            if (!isBounded && isOpen) searched.add(l.index());
        }
        return searched;
    }

    /** A binder that a condition decides by the left-hand indices, and the other conditions. */
    private record Solution(Loop binder, Expr value, Expr rest) {}

    /** {@code k == A(u)} with an affine A of left-hand indices and a binder that bounds no other. */
    private static Optional<Solution> solution(Expr where, List<Loop> binders) {
        List<Expr> conditions = Build.conjuncts(where);
        for (Expr c : conditions) {
            if (!c.is(Primitive.EQ)) continue;
            for (Loop k : binders) {
                boolean isBound =
                        binders.stream().anyMatch(l -> l.lo().mentions(k.index()) || l.hi().mentions(k.index()));
                if (isBound || Build.dim(k.lo()) == null || Build.dim(k.hi()) == null) continue;
                for (int side = 0; side < 2; side++) {
                    Expr value = c.children().get(1 - side);
                    boolean isAlone = c.children().get(side).equals(Expr.position(k.index()));
                    boolean isKnown = binders.stream().noneMatch(l -> value.mentions(l.index()));
                    if (!isAlone || !isKnown || Affine.of(value).isEmpty()) continue;
                    List<Expr> rest = new ArrayList<>(conditions);
                    rest.remove(c);
                    return Optional.of(new Solution(k, value, Build.all(rest)));
                }
            }
        }
        return Optional.empty();
    }

    /** The only index of an affine map, where its coefficient is 1 or -1. */
    private static Optional<Index> single(Affine a) {
        if (a.indices().size() != 1) return Optional.empty();
        Index i = a.indices().iterator().next();
        Dim c = a.coefficient(i);
        return c.equals(Dim.ONE) || c.equals(Dim.of(-1)) ? Optional.of(i) : Optional.empty();
    }

    private static Index fresh(Set<String> taken, Index wanted) {
        if (taken.add(wanted.name())) return wanted;
        String name = "u";
        for (int n = 2; !taken.add(name); n++) name = "u" + n;
        return new Index(name);
    }

    /** Binders whose ranges depend on others come after them. */
    private static List<Loop> sortedByUse(List<Loop> binders) {
        List<Loop> sorted = new ArrayList<>();
        List<Loop> left = new ArrayList<>(binders);
        while (!left.isEmpty()) {
            Loop next = left.stream()
                    .filter(l -> left.stream()
                            .noneMatch(o -> o != l && (l.lo().mentions(o.index()) || l.hi().mentions(o.index()))))
                    .findFirst()
                    .orElseThrow();
            sorted.add(next);
            left.remove(next);
        }
        return sorted;
    }
}
