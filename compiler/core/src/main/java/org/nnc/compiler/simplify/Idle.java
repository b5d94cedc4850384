package org.nnc.compiler.simplify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/**
 * Takes out of reductions the binders that nothing reads, left by copies looked through: {@code sum(i in 0..N) s} is
 * {@code N*s}. The language has no such binder, and the loop would be wasted.
 */
final class Idle {
    private Idle() {}

    static Equation run(Equation e) {
        Equation now = e;
        for (Loop l : e.binders()) now = without(now, l).orElse(now);
        return now;
    }

    private static Optional<Equation> without(Equation e, Loop idle) {
        if (isRead(e, idle)) return Optional.empty();
        Dim lo = Build.dim(idle.lo());
        Dim hi = Build.dim(idle.hi());
        Expr length = lo != null && hi != null
                ? Expr.size(hi.minus(lo).max(Dim.ZERO))
                : Build.apply(Primitive.MAX, Build.sub(idle.hi(), idle.lo()), Expr.constant(0));
        Optional<Expr> body = repeated(e.reduction().get(), e.body(), length);
        // The type of the body decides the type of the target.
        if (body.isEmpty() || body.get().type() != e.body().type()) return Optional.empty();
        List<Loop> rest = new ArrayList<>(e.binders());
        rest.remove(idle);
        if (!rest.isEmpty()) {
            return Optional.of(Equation.reduce(
                    e.target(), e.indices(), e.reduction().get(), rest, e.guard(), body.get(), e.note()));
        }
        Optional<Expr> empty = empty(e.reduction().get(), body.get().type());
        if (!e.guard().equals(Expr.TRUE) && empty.isEmpty()) return Optional.empty();
        Expr value = empty.isEmpty() ? body.get() : Build.select(e.guard(), body.get(), empty.get());
        return Optional.of(Equation.pointwise(e.target(), e.indices(), value, e.note()));
    }

    private static boolean isRead(Equation e, Loop loop) {
        boolean bounds =
                e.binders().stream().anyMatch(l -> l.lo().mentions(loop.index()) || l.hi().mentions(loop.index()));
        return bounds || e.body().mentions(loop.index()) || e.guard().mentions(loop.index());
    }

    /** The reduction of as many copies of one value; empty where that has no simple form. */
    private static Optional<Expr> repeated(Reduction op, Expr body, Expr length) {
        Dim size = Build.dim(length);
        boolean some = size != null && size.isPositive();
        return switch (op) {
            case SUM -> {
                Expr product = Build.mul(length, body);
                // Over nothing the sum is 0 even if the value is not finite.
                boolean isSafe = some || body.isConst();
                Expr any = Build.lt(Expr.constant(0), length);
                yield Optional.of(isSafe ? product : Build.select(any, product, Expr.of(body.type(), 0)));
            }
            case PROD -> body.isConst(1) ? Optional.of(body) : Optional.of(Build.apply(Primitive.POW, body, length));
            case MAX, MIN, ANY, ALL -> some ? Optional.of(body) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Expr> empty(Reduction op, Type type) {
        return switch (op) {
            case SUM -> Optional.of(Expr.of(type, 0));
            case PROD -> Optional.of(Expr.of(type, 1));
            case ANY -> Optional.of(Expr.FALSE);
            case ALL -> Optional.of(Expr.TRUE);
            default -> Optional.empty();
        };
    }
}
