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
}
