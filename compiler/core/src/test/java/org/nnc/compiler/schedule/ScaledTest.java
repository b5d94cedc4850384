package org.nnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** Numbers in front of a cell are one number, as long as that neither overflows nor vanishes. */
class ScaledTest {
    private static final List<Dim> SHAPE = List.of(Dim.of(4));
    private static final Index I = new Index("i");
    private static final Expr CELL = Expr.read(new Tensor("x", Type.REAL, SHAPE), List.of(Expr.position(I)));

    private static Equation scaled(double... factors) {
        Expr body = CELL;
        for (double f : factors) body = Build.mul(Expr.real(f), body);
        return Equation.pointwise(new Tensor("y", Type.REAL, SHAPE), List.of(I), body, "");
    }

    @Test
    void numbersAreMultiplied() {
        Equation e = Scaled.of(scaled(2, 3, -0.5), t -> true).orElseThrow();
        assertEquals(Build.mul(Expr.real(-3), CELL), e.body());
    }

    @Test
    void notToOneThatAFloatCannotHold() {
        assertFalse(Scaled.of(scaled(1e12, 1e12), t -> true).isPresent());
        assertFalse(Scaled.of(scaled(1e-12, 1e-12), t -> true).isPresent());
        assertFalse(Scaled.of(scaled(2, 3), t -> false).isPresent());
    }

    @Test
    void numbersOfAProductStandInFront() {
        Expr other = Expr.read(new Tensor("z", Type.REAL, SHAPE), List.of(Expr.position(I)));
        Expr product = Build.mul(Build.mul(Expr.real(200), other), Build.mul(Expr.real(2), CELL));
        Expr gathered = Build.mul(Build.mul(Expr.real(400), other), CELL);
        assertEquals(Build.add(other, gathered), Scaled.gathered(Build.add(other, product)));
        Expr large = Build.mul(Build.mul(Expr.real(200), other), Build.mul(Expr.real(200), CELL));
        assertEquals(large, Scaled.gathered(large));
    }
}
