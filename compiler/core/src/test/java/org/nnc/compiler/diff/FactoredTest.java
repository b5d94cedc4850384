package org.nnc.compiler.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** What terms have in common from the front stands once, and the sum is the same by the distributive law. */
class FactoredTest {
    private static Expr v(String name) {
        return Expr.read(new Tensor(name, Type.REAL, List.of()), List.of());
    }

    private final Expr s = v("s");
    private final Expr x = v("x");
    private final Expr w = v("w");
    private final Expr dx = v("dx");
    private final Expr dw = v("dw");
    private final Expr db = v("db");
    private final Factored sum = new Factored();

    @Test
    void aSlopeBeforeTheDifferentialOfItsArgument() {
        sum.add(Expr.TRUE, Build.mul(s, w), dx);
        sum.add(Expr.TRUE, Build.mul(s, x), dw);
        sum.add(Expr.TRUE, s, db);
        assertEquals(Build.mul(s, Build.add(Build.add(Build.mul(w, dx), Build.mul(x, dw)), db)), sum.sum());
    }

    @Test
    void signsStayWithTheirTerms() {
        sum.add(Expr.TRUE, Build.neg(Build.mul(s, w)), dx);
        sum.add(Expr.TRUE, Build.mul(s, x), dw);
        sum.add(Expr.TRUE, Build.mul(s, Expr.real(-1)), db);
        assertEquals(Build.mul(s, Build.sub(Build.add(Build.neg(Build.mul(w, dx)), Build.mul(x, dw)), db)), sum.sum());
    }

    @Test
    void whatHoldsUnderOneConditionIsChosenOnce() {
        Expr c = Build.lt(x, w);
        Expr reciprocal = Build.div(Expr.real(1), s);
        sum.add(c, reciprocal, dx);
        sum.add(Expr.TRUE, reciprocal, db);
        sum.add(c, reciprocal, dw);
        Expr chosen = Build.select(c, Build.div(Build.add(dx, dw), s), Expr.real(0));
        assertEquals(Build.add(chosen, Build.div(db, s)), sum.sum());
    }
}
