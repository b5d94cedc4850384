package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * The points over which an equation runs once its equalities are solved: no loop is left that a condition
 * {@code index == value} decides.
 *
 * <p>An equality is solved for a binder, which then takes its value under its range as a condition; or, in a sum, for a
 * left-hand index, which then says where the point is added (the equation is scattered).
 */
final class Space {
    /** A local variable that holds a value which is not worth computing twice. */
    record Let(Tensor local, Expr value) {}

    private final Locals locals;
    private List<Loop> left;
    private List<Loop> binders;
    private List<Expr> pending;
    private final List<Expr> conditions = new ArrayList<>();
    private List<Let> lets = new ArrayList<>();
    private final Map<Index, Expr> solved = new LinkedHashMap<>();
    private List<Expr> at;
    private Expr body;
    private boolean scattered;

    private Space(Equation e, Set<Index> fixed, Locals locals) {
        this.locals = locals;
        left = new ArrayList<>();
        Map<Index, Expr> only = new LinkedHashMap<>();
        for (Loop l : e.loops().subList(0, e.indices().size())) {
            if (fixed.contains(l.index())) continue;
            // A dimension of one cell is no loop.
            if (e.isReduction() && l.hi().isConst(1)) only.put(l.index(), Expr.constant(0));
            else left.add(l);
        }
        binders = new ArrayList<>();
        for (Loop l : e.binders()) if (!fixed.contains(l.index())) binders.add(l);
        pending = Build.conjuncts(e.guard());
        body = e.body();
        at = new ArrayList<>();
        for (Index i : e.indices()) at.add(Expr.position(i));
        if (only.isEmpty()) return;
        pending.replaceAll(c -> c.substitute(only));
        at.replaceAll(c -> c.substitute(only));
        body = body.substitute(only);
        binders.replaceAll(l -> new Loop(l.index(), l.lo().substitute(only), l.hi().substitute(only)));
        solved.putAll(only);
    }

    /** @param fixed the indices that loops around the equation run over */
    static Space of(Equation e, Set<Index> fixed, Locals locals) {
        Space s = new Space(e, fixed, locals);
        boolean isSum = e.reduction()
                .filter(r -> r == Reduction.SUM || r == Reduction.COUNT)
                .isPresent();
        while (s.solveBinder(false, isSum) || isSum && s.scatter() || s.solveBinder(true, false)) {}
        s.conditions.addAll(s.pending);
        s.binders = s.sorted(s.binders);
        return s;
    }

    /** The free left-hand loops that are left. */
    List<Loop> left() {
        return left;
    }

    /** The binders that are left, each after those on which its range depends. */
    List<Loop> binders() {
        return binders;
    }

    List<Expr> conditions() {
        return conditions;
    }

    List<Let> lets() {
        return lets;
    }

    /** Where a point's value goes in the target. */
    List<Expr> at() {
        return at;
    }

    Expr body() {
        return body;
    }

    boolean isScattered() {
        return scattered;
    }

    /** An expression of the equation with the indices that are still looped over. */
    Expr with(Expr e) {
        return e.substitute(solved);
    }

    /** The value of an index of the equation: itself where it is still looped over. */
    Expr valueOf(Index index) {
        return solved.getOrDefault(index, Expr.position(index));
    }

    /** The values of the local variables. */
    Map<String, Expr> values() {
        Map<String, Expr> values = new LinkedHashMap<>();
        for (Let l : lets) values.put(l.local.name(), l.value);
        return values;
    }

    /** Whether an expression moves with an index, also through local variables. */
    boolean depends(Expr e, Index index) {
        return e.any(x -> x instanceof Expr.Position p && p.index().equals(index)
                || x instanceof Expr.Read r && Code.isLocal(r.tensor()) && depends(value(r.tensor()), index));
    }

    private Expr value(Tensor local) {
        for (Let l : lets) if (l.local.equals(local)) return l.value;
        throw new IllegalStateException("no value of " + local);
    }

    /** @param mayScatter whether an equality may be solved for a left-hand index as well */
    private boolean solveBinder(boolean overBinders, boolean mayScatter) {
        for (Expr c : pending) {
            for (Loop k : binders) {
                Expr value = solution(c, k.index());
                if (value == null || mayScatter && isRagged(k)) continue;
                boolean overOthers = false;
                boolean isCircular = false;
                for (Loop other : binders) {
                    if (other == k || !depends(value, other.index())) continue;
                    overOthers = true;
                    isCircular |= depends(other.lo(), k.index()) || depends(other.hi(), k.index());
                }
                if (isCircular || overOthers && !overBinders) continue;
                pending.remove(c);
                binders.remove(k);
                Expr v = eliminate(k.index(), value);
                conditions.add(Build.le(k.lo(), v));
                conditions.add(Build.lt(v, k.hi()));
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the range of a binder is read or rounded off from another one: solved, it would be asked of every value of that
     * one whether the range holds.
     */
    private boolean isRagged(Loop k) {
        boolean isPlain = Affine.of(k.lo()).isPresent() && Affine.of(k.hi()).isPresent();
        return !isPlain && binders.stream().anyMatch(o -> o != k && dependsOn(k, o));
    }

    private boolean scatter() {
        for (Expr c : pending) {
            for (Loop u : left) {
                Expr value = solution(c, u.index());
                boolean isBound = false;
                for (Loop k : binders) isBound |= depends(k.lo(), u.index()) || depends(k.hi(), u.index());
                if (value == null || isBound) continue;
                pending.remove(c);
                left.remove(u);
                Expr v = eliminate(u.index(), value);
                conditions.add(Build.le(u.lo(), v));
                conditions.add(Build.lt(v, u.hi()));
                scattered = true;
                return true;
            }
        }
        return false;
    }

    /** The value of an index under a condition that is an equality of ints, or null. */
    private Expr solution(Expr condition, Index k) {
        if (!condition.is(Primitive.EQ)) return null;
        Expr a = condition.children().get(0);
        Expr b = condition.children().get(1);
        if (a.type() != Type.INT || b.type() != Type.INT) return null;
        if (a instanceof Expr.Position p && p.index().equals(k) && !depends(b, k)) return b;
        if (b instanceof Expr.Position p && p.index().equals(k) && !depends(a, k)) return a;
        Optional<Affine> difference = Affine.of(a).flatMap(x -> Affine.of(b).map(x::minus));
        if (difference.isEmpty()) return null;
        Dim c = difference.get().coefficient(k);
        Affine rest = difference.get().without(k);
        if (c.equals(Dim.ONE)) return rest.times(Dim.of(-1)).toExpr();
        return c.equals(Dim.of(-1)) ? rest.toExpr() : null;
    }

    /** Replaces an index by its value; one that takes work to compute is put into a local variable. */
    private Expr eliminate(Index index, Expr value) {
        Expr v = value;
        if (Affine.of(value).isEmpty()) {
            Tensor local = locals.local(index.name(), Type.INT);
            lets.add(new Let(local, value));
            v = Expr.read(local, List.of());
        }
        Map<Index, Expr> by = Map.of(index, v);
        List<Let> newLets = new ArrayList<>();
        for (Let l : lets) newLets.add(new Let(l.local, l.value.substitute(by)));
        lets = newLets;
        pending.replaceAll(c -> c.substitute(by));
        conditions.replaceAll(c -> c.substitute(by));
        at.replaceAll(c -> c.substitute(by));
        solved.replaceAll((i, x) -> x.substitute(by));
        solved.put(index, v);
        body = body.substitute(by);
        binders.replaceAll(l -> new Loop(l.index(), l.lo().substitute(by), l.hi().substitute(by)));
        return v;
    }

    private List<Loop> sorted(List<Loop> loops) {
        List<Loop> sorted = new ArrayList<>();
        List<Loop> rest = new ArrayList<>(loops);
        while (!rest.isEmpty()) {
            Loop next = rest.stream()
                    .filter(l -> rest.stream().noneMatch(o -> o != l && dependsOn(l, o)))
                    .findFirst()
                    .orElseThrow();
            sorted.add(next);
            rest.remove(next);
        }
        return sorted;
    }

    /** Whether the range of one loop depends on the index of another. */
    boolean dependsOn(Loop l, Loop other) {
        return depends(l.lo(), other.index()) || depends(l.hi(), other.index());
    }
}
