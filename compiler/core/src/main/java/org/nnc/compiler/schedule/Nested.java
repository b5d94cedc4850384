package org.nnc.compiler.schedule;

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
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/**
 * A sum that only distributes the cells of another sum, or of a value under an equality, as one sum: adjoints that go
 * through a re-indexed tensor add to their place at once.
 */
final class Nested {
    private Nested() {}

    /** @param inner a tensor that is read only by {@code outer} */
    static Optional<Equation> of(Equation inner, Equation outer) {
        boolean isSum = outer.reduction().filter(r -> r == Reduction.SUM).isPresent();
        if (!isSum || !(outer.body() instanceof Expr.Read r) || r.otherwise().isPresent()) return Optional.empty();
        if (!r.tensor().equals(inner.target()) || outer.guard().reads(inner.target())) return Optional.empty();
        if (inner.target().type() != Type.REAL || inner.body().type() != Type.REAL) return Optional.empty();
        // Every point of the outer sum has a cell of its own: no work is done twice.
        Set<Index> loops = new HashSet<>();
        outer.binders().forEach(l -> loops.add(l.index()));
        Set<Index> bare = new HashSet<>();
        for (Expr at : r.at()) if (at instanceof Expr.Position p) bare.add(p.index());
        if (bare.size() != r.at().size() || !bare.containsAll(loops)) return Optional.empty();
        for (Index i : outer.indices()) if (!bare.contains(i) && !isSolved(i, outer)) return Optional.empty();
        Map<Index, Expr> by = new HashMap<>();
        for (int d = 0; d < inner.indices().size(); d++) {
            by.put(inner.indices().get(d), r.at().get(d));
        }
        Set<Index> taken = new HashSet<>(outer.indices());
        outer.binders().forEach(l -> taken.add(l.index()));
        for (Loop l : inner.binders()) if (taken.contains(l.index())) by.put(l.index(), fresh(l.index(), taken));
        List<Loop> binders = new ArrayList<>(outer.binders());
        if (inner.isReduction()) {
            if (inner.reduction().get() != Reduction.SUM) return Optional.empty();
            for (Loop l : inner.binders()) {
                Index i = by.containsKey(l.index()) ? ((Expr.Position) by.get(l.index())).index() : l.index();
                binders.add(new Loop(i, l.lo().substitute(by), l.hi().substitute(by)));
            }
            Expr guard = Build.and(outer.guard(), inner.guard().substitute(by));
            return Optional.of(with(outer, binders, guard, inner.body().substitute(by)));
        }
        if (!(inner.body() instanceof Expr.Apply s)
                || s.op() != Primitive.SELECT
                || !s.arg(2).isConst(0)) {
            return Optional.empty();
        }
        if (!Unit.isScattered(inner)) return Optional.empty();
        Expr guard = Build.and(outer.guard(), s.arg(0).substitute(by));
        return Optional.of(with(outer, binders, guard, s.arg(1).substitute(by)));
    }

    private static Expr fresh(Index like, Set<Index> taken) {
        Index i = like;
        for (int n = 2; !taken.add(i); n++) i = new Index(like.name() + "_" + n);
        return Expr.position(i);
    }

    /** Whether an equality of the guard says where a left-hand index is; {@code of[e] == v} does not say it of e. */
    private static boolean isSolved(Index i, Equation e) {
        return Build.conjuncts(e.guard()).stream()
                .anyMatch(c -> c.is(Primitive.EQ)
                        && (isDecided(i, c.children().get(0), c.children().get(1))
                                || isDecided(
                                        i, c.children().get(1), c.children().get(0))));
    }

    private static boolean isDecided(Index i, Expr side, Expr other) {
        Optional<Dim> times = Affine.of(side).map(a -> a.coefficient(i));
        return times.isPresent()
                && (times.get().equals(Dim.ONE) || times.get().equals(Dim.of(-1)))
                && !other.mentions(i);
    }

    private static Equation with(Equation e, List<Loop> binders, Expr guard, Expr body) {
        return new Equation(e.target(), e.indices(), e.reduction(), binders, guard, body, e.note());
    }
}
