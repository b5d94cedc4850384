package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nnc.compiler.ir.Expr;

/**
 * Where in an equation an expression stands: the indices around it, and the conditions that hold there. Own conditions are
 * part of the equation that is being made; outer ones belong to the equation around a lifted one, which must take over
 * those that it needs.
 */
final class Path {
    /** A condition; {@code used} once a proof needed it. */
    static final class Condition {
        final Expr expr;
        boolean used;

        Condition(Expr expr) {
            this.expr = expr;
        }
    }

    /** In scope, outermost first. */
    final List<Var> vars;
    /** How many of them are not bound by the equation that is being made, but taken over by its left side. */
    final int free;

    final List<Condition> own;
    /** Conjuncts on the left of {@code and}: own, but only if somebody makes them a condition. */
    final List<Condition> weak;

    final List<Condition> outer;
    /** The outer conditions that the equation being made needs. */
    final Set<Expr> needs;

    private Path(
            List<Var> vars,
            int free,
            List<Condition> own,
            List<Condition> weak,
            List<Condition> outer,
            Set<Expr> needs) {
        this.vars = vars;
        this.free = free;
        this.own = own;
        this.weak = weak;
        this.outer = outer;
        this.needs = needs;
    }

    static Path of(List<Var> indices) {
        return new Path(indices, 0, List.of(), List.of(), List.of(), new LinkedHashSet<>());
    }

    /** Where the condition holds, and the equation sees to that. */
    Path assume(Expr condition) {
        return condition.equals(Expr.TRUE)
                ? this
                : new Path(vars, free, plus(own, new Condition(condition)), weak, outer, needs);
    }

    /** Where the condition holds if somebody uses it. */
    Path assumeWeakly(Condition condition) {
        return new Path(vars, free, own, plus(weak, condition), outer, needs);
    }

    /**
     * Into an equation of its own, which binds more indices.
     *
     * @param ranges conditions of the indices of this equation whose bounds are not sizes: the new one runs over all values
     */
    Path lifted(List<Var> binders, List<Condition> ranges) {
        List<Var> all = new ArrayList<>(vars);
        all.addAll(binders);
        List<Condition> around = new ArrayList<>(outer);
        around.addAll(own);
        around.addAll(weak);
        around.addAll(ranges);
        return new Path(all, vars.size(), List.of(), List.of(), around, new LinkedHashSet<>());
    }

    /** Also bound by the same equation. */
    Path bound(List<Var> binders) {
        List<Var> all = new ArrayList<>(vars);
        all.addAll(binders);
        return new Path(all, free, own, weak, outer, needs);
    }

    /** The place of the bounds of an index: inside those bound before it only. */
    Path before(Var v) {
        int n = vars.indexOf(v);
        return new Path(vars.subList(0, n), Math.min(free, n), own, weak, outer, needs);
    }

    /** The same indices, nothing known besides. */
    Path unconditional() {
        return new Path(vars, free, List.of(), List.of(), List.of(), new LinkedHashSet<>());
    }

    boolean holds(Expr condition) {
        return own.stream().anyMatch(c -> c.expr.equals(condition))
                || outer.stream().anyMatch(c -> c.expr.equals(condition));
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> all = new ArrayList<>(list);
        all.add(more);
        return all;
    }
}
