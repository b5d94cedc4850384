package org.nnc.compiler.schedule;

import java.util.Optional;
import java.util.function.Predicate;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** Equations that are numbers times one cell. */
final class Scaled {
    /** Products of numbers between this and its inverse are made here: they neither overflow nor vanish, in a float either. */
    private static final double LARGEST = 1e18;

    /** Numbers up to this, and from its inverse on, are near 1. */
    private static final double NEAR = 1e3;

    private Scaled() {}

    /** The equation with one number in front, if its body is numbers times one cell of such a tensor. */
    static Optional<Equation> of(Equation e, Predicate<Tensor> stored) {
        if (e.isReduction()
                || !e.guard().equals(Expr.TRUE)
                || e.target().rank() == 0
                || e.target().type() != Type.REAL
                || Unit.isScattered(e)) return Optional.empty();
        double factor = 1;
        Expr x = e.body();
        while (x.is(Primitive.MUL) && x.children().get(0) instanceof Expr.Const c) {
            factor *= c.value();
            x = x.children().get(1);
        }
        boolean isCell =
                x instanceof Expr.Read r && r.otherwise().isEmpty() && r.type() == Type.REAL && stored.test(r.tensor());
        boolean isPlain = Math.abs(factor) < LARGEST && Math.abs(factor) > 1 / LARGEST;
        if (!isCell || !isPlain || e.body() == x || e.body().type() != Type.REAL) return Optional.empty();
        Expr body = Build.mul(Expr.real(factor), x);
        return Optional.of(Equation.pointwise(e.target(), e.indices(), body, e.note()));
    }

    /**
     * The expression with the numbers of each product in front as one, {@code 200*f*(2*x)} as {@code 400*f*x}: where that
     * lies near 1, a product overflows or vanishes only where it nearly did.
     */
    static Expr gathered(Expr e) {
        Expr x = e.mapChildren(Scaled::gathered);
        if (!x.is(Primitive.MUL) || x.type() != Type.REAL) return x;
        Expr a = x.children().get(0);
        Expr b = x.children().get(1);
        Optional<Double> first = number(a);
        Optional<Double> second = number(b);
        // A number moves to where nothing depends on a loop: there it is multiplied outside.
        boolean isInside = first.isEmpty() && a.any(y -> y instanceof Expr.Position);
        if (second.isEmpty() || isInside) return x;
        double all = first.orElse(1.0) * second.get();
        if (Math.abs(all) > NEAR || Math.abs(all) < 1 / NEAR) return x;
        Expr left = Build.mul(Expr.real(all), first.isPresent() ? a.children().get(1) : a);
        return Build.mul(left, b.children().get(1));
    }

    /** The number in front of a product. */
    private static Optional<Double> number(Expr e) {
        boolean isOne = e.is(Primitive.MUL) && e.children().get(0) instanceof Expr.Const && e.type() == Type.REAL;
        return isOne ? Optional.of(((Expr.Const) e.children().get(0)).value()) : Optional.empty();
    }
}
