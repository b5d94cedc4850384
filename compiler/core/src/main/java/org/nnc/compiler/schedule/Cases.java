package org.nnc.compiler.schedule;

import java.util.ArrayList;
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

/**
 * Takes equations apart where a default or a branch is decided outside their own loops, or by one summed index alone: what
 * is left has no condition inside, and may be a contraction.
 */
final class Cases {
    /**
     * @param condition over the loops around
     * @param then the equations where it holds
     * @param otherwise the equations where it does not
     */
    record Split(Expr condition, List<Equation> then, List<Equation> otherwise) {}

    private final Context context;

    Cases(Context context) {
        this.context = context;
    }

    /** Splits by the first condition that the loops around decide. */
    Optional<Split> split(List<Equation> equations, List<Loop> around) {
        if (around.isEmpty()) return Optional.empty();
        Set<Index> fixed = new HashSet<>();
        around.forEach(l -> fixed.add(l.index()));
        for (Equation e : equations) {
            Domain domain = domain(e, around, fixed);
            Expr[] found = {null};
            e.body().forEach(x -> {
                if (found[0] == null) found[0] = condition(x, fixed, domain);
            });
            if (found[0] == null) continue;
            Expr c = found[0];
            List<Equation> then = new ArrayList<>();
            List<Equation> otherwise = new ArrayList<>();
            for (Equation q : equations) {
                Domain points = domain(q, around, fixed);
                then.add(q.map(x -> decided(x, c, true, points)));
                otherwise.add(q.map(x -> decided(x, c, false, points)));
            }
            return Optional.of(new Split(c, then, otherwise));
        }
        return Optional.empty();
    }

    /**
     * Splits a sum whose guard has an alternative that the loops around decide, where without that conjunct it is a call of
     * the matrix kernel: {@code where ok or c[k]}.
     */
    Optional<Split> alternative(Equation e, List<Loop> around) {
        for (Expr c : Build.conjuncts(e.guard())) {
            if (!c.is(Primitive.OR)) continue;
            for (int side = 0; side < 2; side++) {
                Expr known = c.children().get(side);
                boolean isOutside = !known.any(p -> p instanceof Expr.Position i
                        && around.stream().noneMatch(l -> l.index().equals(i.index())));
                if (!isOutside) continue;
                Equation then = with(e, c, Expr.TRUE);
                if (new Contraction(context.trial()).of(then, false, around).isEmpty()) continue;
                return Optional.of(new Split(
                        known, List.of(then), List.of(with(e, c, c.children().get(1 - side)))));
            }
        }
        return Optional.empty();
    }

    /** The equation with a conjunct of its guard replaced. */
    private static Equation with(Equation e, Expr conjunct, Expr by) {
        List<Expr> all = new ArrayList<>(Build.conjuncts(e.guard()));
        all.set(all.indexOf(conjunct), by);
        return new Equation(e.target(), e.indices(), e.reduction(), e.binders(), Build.all(all), e.body(), e.note());
    }

    private Domain domain(Equation e, List<Loop> around, Set<Index> fixed) {
        List<Loop> all = new ArrayList<>(around);
        for (Loop l : e.loops()) if (!fixed.contains(l.index())) all.add(l);
        return new Domain(all, context.ranges(), Map.of());
    }

    /** The condition that decides a branch or default, if it moves only with the loops around; else null. */
    private static Expr condition(Expr x, Set<Index> fixed, Domain domain) {
        Expr c = x.is(Primitive.SELECT) ? x.children().get(0) : x instanceof Expr.Read r ? inside(r, domain) : null;
        if (c == null || c.isConst()) return null;
        boolean isOutside =
                !c.any(p -> p instanceof Expr.Read || p instanceof Expr.Position i && !fixed.contains(i.index()));
        return isOutside ? c : null;
    }

    /** The bounds of a read with a default that are not proved; null where it has no default. */
    private static Expr inside(Expr.Read r, Domain domain) {
        if (r.otherwise().isEmpty()) return null;
        List<Expr> bounds = new ArrayList<>();
        for (int d = 0; d < r.at().size(); d++) {
            Expr at = r.at().get(d);
            Expr end = Expr.size(r.tensor().shape().get(d));
            if (!domain.isAtLeast(at, Expr.constant(0))) bounds.add(Build.le(Expr.constant(0), at));
            if (!domain.isBelow(at, end)) bounds.add(Build.lt(at, end));
        }
        return Build.all(bounds);
    }

    private static Expr decided(Expr x, Expr condition, boolean holds, Domain domain) {
        if (x.is(Primitive.SELECT) && x.children().get(0).equals(condition)) {
            Expr taken = x.children().get(holds ? 1 : 2);
            return decided(taken.type() == x.type() ? taken : Build.mul(Expr.real(1), taken), condition, holds, domain);
        }
        if (x instanceof Expr.Read r && r.otherwise().isPresent() && decides(r, condition)) {
            if (!holds) return decided(r.otherwise().get(), condition, false, domain);
            // Another position may still be outside.
            boolean isAll = Build.conjuncts(condition).containsAll(Build.conjuncts(inside(r, domain)));
            if (isAll) return Expr.read(r.tensor(), r.at());
        }
        return x.mapChildren(c -> decided(c, condition, holds, domain));
    }

    /** Whether a condition is about the positions of this read: every bound in it bounds one of them. */
    private static boolean decides(Expr.Read r, Expr condition) {
        for (Expr c : Build.conjuncts(condition)) {
            boolean isBound = false;
            for (int d = 0; d < r.at().size(); d++) {
                Expr at = r.at().get(d);
                Expr end = Expr.size(r.tensor().shape().get(d));
                isBound |= c.equals(Build.le(Expr.constant(0), at)) || c.equals(Build.lt(at, end));
            }
            if (!isBound) return false;
        }
        return true;
    }

    /**
     * A sum of products with a default, in pieces of one summed index's range: inside, where the default is not needed,
     * then below and above. Products with a default of 0 are left out. Empty where there is nothing of that kind.
     */
    Optional<List<Equation>> ranges(Equation e, List<Loop> around) {
        if (e.reduction().filter(r -> r == Reduction.SUM).isEmpty() || !e.body().is(Primitive.MUL)) {
            return Optional.empty();
        }
        List<Loop> all = new ArrayList<>(around);
        for (Loop l : e.loops()) if (all.stream().noneMatch(a -> a.index().equals(l.index()))) all.add(l);
        Domain domain = new Domain(all, context.ranges(), Map.of());
        for (Expr factor : e.body().children()) {
            if (!(factor instanceof Expr.Read r) || r.otherwise().isEmpty()) continue;
            Optional<List<Equation>> pieces = pieces(e, r, domain);
            if (pieces.isPresent()) return pieces;
        }
        return Optional.empty();
    }

    private static Optional<List<Equation>> pieces(Equation e, Expr.Read r, Domain domain) {
        int open = -1;
        for (int d = 0; d < r.at().size(); d++) {
            Expr end = Expr.size(r.tensor().shape().get(d));
            if (domain.within(r.at().get(d), Expr.constant(0), end)) continue;
            if (open >= 0) return Optional.empty();
            open = d;
        }
        Optional<Affine> at = open < 0 ? Optional.empty() : Affine.of(r.at().get(open));
        if (at.isEmpty() || at.get().indices().size() != 1) return Optional.empty();
        Index t = at.get().indices().iterator().next();
        if (!at.get().coefficient(t).equals(Dim.ONE)) return Optional.empty();
        for (int i = 0; i < e.binders().size(); i++) {
            Loop l = e.binders().get(i);
            if (!l.index().equals(t)) continue;
            Dim lo = Build.dim(l.lo());
            Dim hi = Build.dim(l.hi());
            if (lo == null || hi == null) return Optional.empty();
            Dim offset = at.get().constant();
            Dim from = lo.max(offset.negate());
            Dim to = hi.min(r.tensor().shape().get(open).minus(offset)).max(from);
            List<Equation> pieces = new ArrayList<>();
            pieces.add(piece(e, i, from, to, r, Expr.read(r.tensor(), r.at())));
            Expr otherwise = r.otherwise().get();
            if (!otherwise.isConst(0)) {
                pieces.add(piece(e, i, lo, from.min(hi), r, otherwise));
                pieces.add(piece(e, i, to, hi.max(to), r, otherwise));
            }
            return Optional.of(pieces);
        }
        return Optional.empty();
    }

    private static Equation piece(Equation e, int binder, Dim lo, Dim hi, Expr.Read r, Expr value) {
        List<Loop> binders = new ArrayList<>(e.binders());
        binders.set(binder, new Loop(binders.get(binder).index(), Expr.size(lo), Expr.size(hi)));
        List<Expr> factors =
                e.body().children().stream().map(f -> f.equals(r) ? value : f).toList();
        return new Equation(
                e.target(),
                e.indices(),
                e.reduction(),
                binders,
                e.guard(),
                Expr.apply(Primitive.MUL, factors),
                e.note());
    }
}
