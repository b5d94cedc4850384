package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/**
 * Which cells of one tensor the cells of another can depend on, as far as the notation says so: for each dimension the
 * only position, as a formula of the other tensor's indices, or nothing where there may be several.
 *
 * <p>{@code err[o,j]} that reads {@code cam[ci[o],m]} and no other camera has the footprint {@code [ci[o], ?]}: the
 * Jacobian is a dense block an observation. A step of a path whose position depends on a binder has no single position,
 * unless a guard {@code u == A(k)} says that it is u.
 */
final class Footprint {
    private final Map<String, Equation> definitions;
    private final Activity activity;
    private final Map<String, Program.Range> ranges = new HashMap<>();

    /** By the name of a tensor, a position for each dimension of the other; over the indices of its equation. */
    private final Map<String, List<Optional<Expr>>> found = new LinkedHashMap<>();

    private boolean changed;

    private Footprint(Program program, Activity activity) {
        this.definitions = program.definitions();
        this.activity = activity;
        for (Program.Input i : program.inputs())
            i.range().ifPresent(r -> ranges.put(i.tensor().name(), r));
        for (Program.ValueRange r : program.ranges()) ranges.put(r.tensor(), r.range());
    }

    /** The positions of {@code x} on which each active tensor depends, over the indices of that tensor's equation. */
    static Map<String, List<Optional<Expr>>> of(Program program, Activity activity, Tensor x) {
        Footprint f = new Footprint(program, activity);
        List<Equation> ordered = ordered(program);
        do {
            f.changed = false;
            for (Equation e : ordered) {
                if (!activity.isActive(e.target())) continue;
                f.each(e, e.body(), r -> f.below(e, r, x));
            }
        } while (f.changed);
        return f.found;
    }

    /**
     * The positions of each active tensor on which a cell of {@code r} depends, over the indices of the equation of r; all
     * of them are inside the tensor wherever they are evaluated.
     */
    static Map<String, List<Optional<Expr>>> under(Program program, Activity activity, Equation r) {
        Footprint f = new Footprint(program, activity);
        f.found.put(
                r.target().name(),
                r.indices().stream().map(i -> Optional.of(Expr.position(i))).toList());
        List<Equation> ordered = new ArrayList<>(ordered(program));
        java.util.Collections.reverse(ordered);
        List<Loop> rows =
                Equation.pointwise(r.target(), r.indices(), Expr.real(0), "").loops();
        do {
            f.changed = false;
            for (Equation e : ordered) {
                if (!activity.isActive(e.target())
                        || !f.found.containsKey(e.target().name())) continue;
                f.each(e, e.body(), read -> f.above(e, read, rows));
            }
        } while (f.changed);
        return f.found;
    }

    private static List<Equation> ordered(Program program) {
        List<Equation> all = new ArrayList<>();
        for (Order.Step s : Order.steps(program.equations())) {
            if (s instanceof Order.Single one) all.add(one.equation());
            else all.addAll(((Order.Recurrence) s).equations());
        }
        return all;
    }

    /** Every active read through which the value of an expression moves. */
    private void each(Equation e, Expr x, java.util.function.Consumer<Expr.Read> visit) {
        if (!activity.isActive(x)) return;
        if (x instanceof Expr.Read r) {
            if (activity.isActive(r.tensor())) visit.accept(r);
            r.otherwise().ifPresent(d -> each(e, d, visit));
        } else if (x instanceof Expr.Apply a) {
            for (int i = 0; i < a.args().size(); i++) if (a.op().moves(i)) each(e, a.arg(i), visit);
        }
    }

    /** What the target of an equation depends on through one read. */
    private void below(Equation e, Expr.Read r, Tensor x) {
        List<Optional<Expr>> at = new ArrayList<>();
        if (r.tensor().equals(x)) {
            r.at().forEach(p -> at.add(Optional.of(p)));
        } else {
            List<Optional<Expr>> inner = found.get(r.tensor().name());
            if (inner == null) return;
            Map<Index, Expr> by = new HashMap<>();
            List<Index> own = definitions.get(r.tensor().name()).indices();
            for (int d = 0; d < own.size(); d++) by.put(own.get(d), r.at().get(d));
            inner.forEach(p -> at.add(p.map(q -> q.substitute(by))));
        }
        meet(
                e.target().name(),
                at.stream().map(p -> p.flatMap(q -> onLeft(e, q))).toList());
    }

    /** What a row depends on through one read of a tensor that it depends on. */
    private void above(Equation e, Expr.Read r, List<Loop> rows) {
        List<Optional<Expr>> own = found.get(e.target().name());
        Map<Index, Expr> by = new HashMap<>();
        for (int d = 0; d < own.size(); d++) {
            int dim = d;
            own.get(d).ifPresent(p -> by.put(e.indices().get(dim), p));
        }
        List<Optional<Expr>> at = new ArrayList<>();
        for (int d = 0; d < r.at().size(); d++) {
            Expr p = r.at().get(d);
            boolean isKnown = !p.any(q -> q instanceof Expr.Position i && !by.containsKey(i.index()));
            Expr position = isKnown ? p.substitute(by) : null;
            Dim extent = r.tensor().shape().get(d);
            at.add(isKnown && isInside(position, extent, rows) ? Optional.of(position) : Optional.empty());
        }
        meet(r.tensor().name(), at);
    }

    /** Whether a position over the rows is inside a dimension for all sizes and tables: sufficient, not necessary. */
    static boolean isInside(Program program, Expr p, Dim extent, List<Loop> rows) {
        return new Footprint(program, null).isInside(p, extent, rows);
    }

    private boolean isInside(Expr p, Dim extent, List<Loop> rows) {
        if (p instanceof Expr.Read r && ranges.containsKey(r.tensor().name())) {
            Program.Range range = ranges.get(r.tensor().name());
            return r.otherwise().isEmpty()
                    && range.lo().isNonNegative()
                    && extent.minus(range.hi()).isNonNegative();
        }
        Domain domain = new Domain(rows);
        Optional<Affine> a = Affine.of(p);
        return a.isPresent()
                && domain.isNonNegative(a.get())
                && domain.isNonNegative(Affine.constant(extent).minus(a.get()).plus(Dim.of(-1)));
    }

    /** The position as a formula of the left-hand indices; empty where it depends on a binder. */
    private static Optional<Expr> onLeft(Equation e, Expr position) {
        if (e.binders().stream().noneMatch(l -> position.mentions(l.index()))) return Optional.of(position);
        for (Expr c : Build.conjuncts(e.guard())) {
            if (!c.is(Primitive.EQ)) continue;
            Expr u = c.children().get(0);
            if (c.children().get(1).equals(position)
                    && u instanceof Expr.Position p
                    && e.indices().contains(p.index())) return Optional.of(u);
        }
        return Optional.empty();
    }

    private void meet(String name, List<Optional<Expr>> at) {
        List<Optional<Expr>> before = found.get(name);
        List<Optional<Expr>> after = new ArrayList<>();
        for (int d = 0; d < at.size(); d++) {
            after.add(before == null || before.get(d).equals(at.get(d)) ? at.get(d) : Optional.empty());
        }
        changed |= !after.equals(before);
        found.put(name, after);
    }
}
