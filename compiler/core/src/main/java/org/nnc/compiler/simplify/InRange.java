package org.nnc.compiler.simplify;

import java.util.List;
import java.util.Optional;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Bounds;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;

/**
 * Takes out what the ranges of the indices decide: defaults that are never read, and {@code div} and {@code mod}, as in
 * {@code (3*g + o) div 3}, which is {@code g} where o runs over 0..3.
 */
final class InRange {
    private final Bounds bounds;

    private InRange(Bounds bounds) {
        this.bounds = bounds;
    }

    static Equation run(Equation e) {
        boolean[] has = {false};
        e.forEach(x -> has[0] |= x.is(Primitive.IDIV) || x.is(Primitive.MOD) || hasDefault(x));
        return has[0] ? e.map(new InRange(Bounds.of(e.loops()))::decided) : e;
    }

    private static boolean hasDefault(Expr e) {
        return e instanceof Expr.Read r && r.otherwise().isPresent();
    }

    private Expr decided(Expr e) {
        Expr inner = e.mapChildren(this::decided);
        if (inner instanceof Expr.Read r && hasDefault(r) && isInside(r)) return Expr.read(r.tensor(), r.at());
        if (!inner.is(Primitive.IDIV) && !inner.is(Primitive.MOD)) return inner;
        return divided(inner);
    }

    private boolean isInside(Expr.Read r) {
        for (int d = 0; d < r.at().size(); d++) {
            if (!bounds.provablyWithin(r.at().get(d), r.tensor().shape().get(d))) return false;
        }
        return true;
    }

    private Expr divided(Expr inner) {
        List<Expr> args = inner.children();
        Optional<Affine> divisor = Affine.of(args.get(1)).filter(Affine::isConstant);
        Optional<Affine> of = Affine.of(args.get(0));
        if (divisor.isEmpty() || of.isEmpty()) return inner;
        Dim by = divisor.get().constant();
        Affine whole = whole(of.get(), by);
        Affine rest = of.get().minus(whole.times(by));
        // Between 0 and the divisor, which then is positive: by the definition of the two.
        if (!bounds.provablyWithin(rest.toExpr(), by)) return inner;
        return inner.is(Primitive.IDIV) ? whole.toExpr() : rest.toExpr();
    }

    /** The terms that the divisor divides, divided by it; of a number what it goes into it. */
    private static Affine whole(Affine a, Dim by) {
        boolean numbers = a.constant().isConstant() && by.isConstant() && by.isPositive();
        Dim constant = numbers ? a.constant().div(by) : a.constant().exact(by).orElse(Dim.ZERO);
        Affine whole = Affine.constant(constant);
        for (Index i : a.indices()) {
            Dim times = a.coefficient(i).exact(by).orElse(Dim.ZERO);
            whole = whole.plus(Affine.index(i).times(times));
        }
        return whole;
    }
}
