package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * The greatest of windows of {@code relu(v + c)} as the same of the greatest of the windows of v: what never falls as v grows can
 * wait, and has a cell per window to do. To the last bit where these are numbers, since sums and maxima never fall as rounded either.
 *
 * <p>Where only outputs are asked for: slopes go to the first of those that are equal, which rounding makes of different ones.
 *
 * @param greatest of the windows of v
 * @param rest what is left to do with that, in its place
 */
record Pooled(Equation greatest, Equation rest) {
    /**
     * @param pointwise what a maximum reads
     * @param value the maximum
     */
    static Optional<Pooled> of(Equation pointwise, Equation value) {
        Tensor t = pointwise.target();
        boolean fits = pointwise.reduction().isEmpty()
                && pointwise.call().isEmpty()
                && pointwise.guard().equals(Expr.TRUE)
                && t.type() == Type.REAL
                && value.reduction().filter(r -> r == Reduction.MAX).isPresent()
                && value.guard().equals(Expr.TRUE)
                && value.binders().stream().allMatch(Pooled::isSure)
                && value.body() instanceof Expr.Read r
                && r.tensor().equals(t)
                && r.otherwise().isEmpty();
        if (!fits) return Optional.empty();
        Expr.Read window = (Expr.Read) value.body();
        Expr.Read inner = rising(pointwise.body(), pointwise.indices());
        // What stands there twice may fall with the other one.
        if (inner == null || inner.equals(pointwise.body()) || times(inner, pointwise.body()) > 1)
            return Optional.empty();
        // Where a position of the window moves inside it, nothing else may depend on that.
        Map<Index, Expr> by = new HashMap<>();
        Set<Index> moving = new HashSet<>();
        for (int d = 0; d < pointwise.indices().size(); d++) {
            Expr at = window.at().get(d);
            boolean moves = value.binders().stream().anyMatch(l -> at.mentions(l.index()));
            if (moves) moving.add(pointwise.indices().get(d));
            else by.put(pointwise.indices().get(d), at);
        }
        List<Expr> own = value.indices().stream().map(Expr::position).toList();
        Expr greatest = Expr.read(value.target(), own);
        Expr rest = replaced(pointwise.body(), inner, greatest, by, moving);
        if (rest == null) return Optional.empty();
        Equation first = new Equation(
                value.target(),
                value.indices(),
                value.reduction(),
                value.binders(),
                value.guard(),
                Expr.read(inner.tensor(), window.at()),
                value.note());
        return Optional.of(new Pooled(first, Equation.pointwise(value.target(), value.indices(), rest, value.note())));
    }

    /** The greatest of nothing would not be that of what rises. */
    private static boolean isSure(Loop l) {
        Expr rounds = Build.sub(l.hi(), l.lo());
        return rounds instanceof Expr.Const c && c.value() > 0;
    }

    /** The only cell, at these indices, with which an expression rises or stays; null if there is none. */
    private static Expr.Read rising(Expr e, List<Index> indices) {
        if (e instanceof Expr.Read r)
            return r.type() == Type.REAL && r.otherwise().isEmpty() && Unit.isIdentity(r.at(), indices) ? r : null;
        if (!(e instanceof Expr.Apply a)) return null;
        Expr.Read found = null;
        for (int i = 0; i < a.children().size(); i++) {
            Expr.Read r = a.op().rises(i) ? rising(a.arg(i), indices) : null;
            if (r != null && found != null) return null;
            if (r != null) found = r;
        }
        return found;
    }

    private static int times(Expr inner, Expr e) {
        int all = e.equals(inner) ? 1 : 0;
        for (Expr x : e.children()) all += times(inner, x);
        return all;
    }

    private static Expr replaced(Expr e, Expr.Read inner, Expr greatest, Map<Index, Expr> by, Set<Index> moving) {
        if (e.equals(inner)) return greatest;
        if (!e.any(x -> x.equals(inner))) {
            return moving.stream().anyMatch(e::mentions) || e.any(x -> x instanceof Expr.Apply a && a.op().isDraw())
                    ? null
                    : e.substitute(by);
        }
        List<Expr> parts = new ArrayList<>();
        for (Expr c : e.children()) {
            Expr part = replaced(c, inner, greatest, by, moving);
            if (part == null) return null;
            parts.add(part);
        }
        return Expr.apply(((Expr.Apply) e).op(), parts.toArray(new Expr[0]));
    }
}
