package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Bounds;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;

/**
 * How far the indices of one equation run, by the first rule that applies: written, bare positions, the valid stretch of an
 * affine position. Works in steps, because equations of a group wait for each other's shapes.
 */
final class Ranges {
    /** One position of one access. */
    private record Place(Term.Access access, int dimension, Affine map) {
        Dim size() {
            Symbol s = access.symbol();
            return s.hasRank() && dimension < s.rank() ? s.shape[dimension] : null;
        }
    }

    /** A group and the dimension that it names. */
    private record Grouping(Grouped group, Symbol symbol, int dimension) {
        Dim size() {
            return symbol.hasRank() && dimension < symbol.rank() ? symbol.shape[dimension] : null;
        }
    }

    private final Model model;
    private final Symbol target;
    private final Left left;
    private final List<Var> indices;
    private final List<Grouping> groups = new ArrayList<>();
    private final Map<Index, Var> vars = new LinkedHashMap<>();
    private final List<Place> places = new ArrayList<>();
    private boolean failed;

    Ranges(Model model, Symbol target, Left left, Term value) {
        this.model = model;
        this.target = target;
        this.left = left;
        this.indices = left.vars();
        for (int d = 0; d < left.rank(); d++)
            if (left.group(d) != null) groups.add(new Grouping(left.group(d), target, d));
        indices.forEach(v -> vars.put(v.index, v));
        collect(value, Collections.newSetFromMap(new IdentityHashMap<>()));
        publish();
    }

    private void collect(Term t, Set<Term> seen) {
        if (t instanceof Term.Shared && !seen.add(t)) return;
        if (t instanceof Term.Reduce r) r.binders().forEach(v -> vars.put(v.index, v));
        if (t instanceof Term.Access a) {
            for (int d = 0; d < a.at().size(); d++) {
                places.add(new Place(a, d, affine(a.at().get(d))));
                if (a.at().get(d) instanceof Term.Group g) groups.add(new Grouping(g.of(), a.symbol(), d));
            }
        }
        for (Term p : t.parts()) collect(p, seen);
    }

    /** The affine map of a position, or null. */
    static Affine affine(Term t) {
        if (t instanceof Term.Value v) return Affine.of(v.expr()).orElse(null);
        if (t instanceof Term.Idx i) return Affine.index(i.var().index);
        if (t instanceof Term.Shared s) return affine(s.value);
        if (!(t instanceof Term.Apply a)) return null;
        Affine x = affine(a.args().get(0));
        Affine y = a.args().size() > 1 ? affine(a.args().get(1)) : null;
        if (x == null || a.args().size() > 1 && y == null) return null;
        return switch (a.op()) {
            case NEG -> x.times(Dim.of(-1));
            case ADD -> x.plus(y);
            case SUB -> x.minus(y);
            case MUL -> x.isConstant() ? y.times(x.constant()) : y.isConstant() ? x.times(y.constant()) : null;
            default -> null;
        };
    }

    /** One round; whether something new is known. */
    boolean step() {
        model.owner = target.name;
        boolean progress = false;
        for (Place p : places) {
            Var v = bare(p);
            if (v == null || v.isResolved() || p.size() == null) continue;
            v.resolve(Dim.ZERO, p.size());
            progress = true;
        }
        for (Grouping g : groups) progress |= g.group.step();
        publish();
        for (Grouping g : groups) if (!progress) progress = g.group.remainder(model, g.size());
        if (!progress) progress = valid();
        publish();
        return progress;
    }

    private Var bare(Place p) {
        return p.map == null ? null : p.map.bare().map(vars::get).orElse(null);
    }

    /**
     * What an affine position says of its only unresolved index.
     *
     * @param count the largest n such that {@code 0..n} keeps the position in bounds from above, or below if it falls
     * @param start at least 0 where 0 itself does not leave the other end
     */
    private record Stretch(Dim count, Dim start) {}

    /** The third rule, for one index that no bare position names. */
    private boolean valid() {
        for (Var v : vars.values()) {
            if (v.isResolved() || places.stream().anyMatch(p -> bare(p) == v)) continue;
            Dim least = null;
            for (Place p : places) {
                Stretch s = valid(p, v);
                if (s == null) continue;
                least = least == null ? s.count : least.min(s.count);
                // In an empty tensor nothing has to fit.
                Dim fitting = s.start.isNonNegative()
                        ? s.count.minus(1)
                        : s.count.minus(1).min(s.start);
                Dim some = fitting.max(p.size().negate());
                String message = "`" + p.access.span().text() + "` in the equation of `" + target.name
                        + "` does not fit into `" + p.access.symbol().name + "` for any `" + v.name + "`: " + some
                        + " must not be negative";
                boolean never = fitting.isConstant()
                        && fitting.constant().getAsLong() < 0
                        && !p.size().equals(Dim.ZERO);
                if (!never && model.require(some, message)) continue;
                model.report.add(RoleErrors.noValidValue(
                        p.access.span(),
                        v.name,
                        p.access.symbol().name,
                        p.size().toString()));
                failed = true;
            }
            if (least == null) continue;
            v.resolve(Dim.ZERO, least.isConstant() ? least.max(Dim.ZERO) : least);
            return true;
        }
        return false;
    }

    /** Null where the rule does not apply. */
    private Stretch valid(Place p, Var v) {
        if (p.map == null || p.size() == null || p.access.otherwise().isPresent()) return null;
        Dim c = p.map.coefficient(v.index);
        if (!c.isConstant() || c.equals(Dim.ZERO)) return null;
        Affine rest = p.map.without(v.index);
        List<Loop> loops = new ArrayList<>();
        for (Index i : rest.indices()) {
            Optional<Loop> loop = loop(vars.get(i));
            if (loop.isEmpty()) return null;
            loops.add(loop.get());
        }
        Bounds bounds = Bounds.of(loops);
        Optional<Dim> low = bounds.lower(rest);
        Optional<Dim> high = bounds.upper(rest);
        if (low.isEmpty() || high.isEmpty()) return null;
        long step = c.constant().getAsLong();
        Dim above = p.size().minus(1).minus(high.get());
        Dim reach = step > 0 ? above : low.get();
        return new Stretch(reach.div(Dim.of(Math.abs(step))).plus(1), step > 0 ? low.get() : above);
    }

    private static Optional<Loop> loop(Var v) {
        if (v == null || v.hi == null) return Optional.empty();
        return Optional.of(new Loop(v.index, Expr.size(v.lo), Expr.size(v.hi)));
    }

    /** Tells the target's shape as far as it is known. */
    private void publish() {
        if (target.shape == null) target.shape = new Dim[left.rank()];
        for (int d = 0; d < left.rank(); d++) {
            if (target.shape[d] == null) target.shape[d] = left.size(d);
        }
    }

    boolean isComplete() {
        return vars.values().stream().allMatch(Var::isResolved);
    }

    /** Reports what is unknown or disagrees; false where something was. */
    boolean finish() {
        model.owner = target.name;
        for (Place p : places) {
            Symbol s = p.access.symbol();
            boolean known = s.hasRank() && !s.poisoned;
            if (known
                    && !Convert.hasRank(
                            model.report, p.access.span(), s, p.access.at().size())) return false;
        }
        for (Var v : vars.values()) {
            if (!v.isResolved()) unresolved(v);
            else if (!v.explicit && v.hi != null) agree(v);
        }
        if (failed) return false;
        for (Grouping g : groups) {
            // What has no size is in error already.
            boolean fits = !g.group.isComplete() || g.size() != null;
            if (!fits || !g.group.fills(model, g.symbol.name, g.size())) return false;
        }
        for (int d = 0; d < left.rank(); d++) {
            Dim n = target.shape[d];
            String message = "dimension " + (d + 1) + " of `" + target.name + "` must not be negative: " + n;
            if (!model.require(n, message)) {
                Var v = left.var(d);
                Span span = v == null ? left.group(d).span : v.span;
                String what = "the range of `" + (v == null ? span.text() : v.name) + "`";
                model.report.add(RoleErrors.badSize(span, what, n.toString()));
                return false;
            }
        }
        return Define.fits(model, target);
    }

    private void unresolved(Var v) {
        failed = true;
        List<Span> seen = new ArrayList<>();
        for (Place p : places) {
            if (p.access.symbol().poisoned) return;
            if (p.map != null
                    ? p.map.indices().contains(v.index)
                    : mentions(p.access.at().get(p.dimension), v)) {
                if (!seen.contains(p.access.span())) seen.add(p.access.span());
            }
        }
        model.report.add(Errors.noRange(v.span, v.name, seen.subList(0, Math.min(3, seen.size()))));
    }

    private static boolean mentions(Term t, Var v) {
        if (t instanceof Term.Idx i && i.var() == v) return true;
        return t.parts().stream().anyMatch(p -> mentions(p, v));
    }

    private void agree(Var v) {
        Place first = null;
        for (Place p : places) {
            if (bare(p) != v || p.size() == null) continue;
            if (first == null) first = p;
            if (first.size().equals(p.size())) continue;
            model.report.add(Errors.rangeDisagreement(
                    v.name,
                    first.access.span(),
                    first.size().toString(),
                    p.access.span(),
                    p.size().toString()));
            failed = true;
            return;
        }
        for (Grouping g : groups) {
            for (Grouped.Member m : g.group.members) {
                if (m.var != v || m.extent == null || m.extent.equals(v.hi)) continue;
                Span other = first == null ? v.span : first.access.span();
                model.report.add(Errors.rangeDisagreement(v.name, other, v.hi.toString(), m.span, m.extent.toString()));
                failed = true;
                return;
            }
        }
    }
}
