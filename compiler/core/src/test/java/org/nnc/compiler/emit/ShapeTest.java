package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Code;

/** What becomes a method of its own changes no variable of the method around. */
class ShapeTest {
    private static final Index I = new Index("i");
    private static final Tensor SUM = new Tensor("sum", Type.REAL, List.of());
    private static final Tensor ROWS = new Tensor("rows", Type.REAL, List.of(Dim.of(64)));

    private static Code loop(List<Code> body) {
        return new Code.For(I, Expr.constant(0), Expr.constant(4), false, body);
    }

    @Test
    void aSumFromOutsideStays() {
        Expr.Read row = Expr.read(ROWS, List.of(Expr.position(I)));
        Code total = new Code.Total(SUM, Expr.constant(8), row);
        Code set = new Code.Set(SUM, row, true);
        Code local = new Code.Local(SUM, Expr.real(0), true);
        for (Code change : List.of(total, set)) {
            assertFalse(Shape.canMove(loop(List.of(change))));
            assertTrue(Shape.canMove(loop(List.of(local, change))));
        }
    }
}
