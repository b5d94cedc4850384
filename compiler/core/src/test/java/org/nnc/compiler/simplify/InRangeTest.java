package org.nnc.compiler.simplify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

class InRangeTest {
    private static final Index A = new Index("a");
    private static final Index B = new Index("b");
    private static final Dim W = Dim.variable("W");

    /** {@code t[a in 0..3, b in 0..size] = body}, simplified. */
    private static Expr simplified(Dim size, Expr body) {
        Tensor t = new Tensor("t", Type.INT, List.of(Dim.of(3), size));
        return InRange.run(Equation.pointwise(t, List.of(A, B), body, "")).body();
    }

    private static Expr a() {
        return Expr.position(A);
    }

    private static Expr b() {
        return Expr.position(B);
    }

    private static Expr times(long n, Expr e) {
        return Build.mul(Expr.constant(n), e);
    }

    private static Expr div(Expr e, Expr by) {
        return Build.apply(Primitive.IDIV, e, by);
    }

    private static Expr mod(Expr e, Expr by) {
        return Build.apply(Primitive.MOD, e, by);
    }

    @Test
    void whatTheRangesDecideIsGone() {
        Dim four = Dim.of(4);
        Expr mixed = Build.add(times(4, a()), b());
        assertEquals(a(), simplified(four, div(mixed, Expr.constant(4))));
        assertEquals(b(), simplified(four, mod(mixed, Expr.constant(4))));
        assertEquals(Expr.constant(0), simplified(four, div(b(), Expr.constant(4))));
        assertEquals(
                Build.sub(a(), Expr.constant(1)),
                simplified(four, div(Build.sub(mixed, Expr.constant(4)), Expr.constant(4))));
        Expr open = div(Build.add(mixed, Expr.constant(1)), Expr.constant(4));
        assertEquals(open, simplified(four, open), "4 is reached at b = 3");
    }

    @Test
    void theSideOfARowMayBeKnownAtRunTime() {
        Expr mixed = Build.add(Build.mul(a(), Expr.size(W)), b());
        assertEquals(a(), simplified(W, div(mixed, Expr.size(W))));
        assertEquals(b(), simplified(W, mod(mixed, Expr.size(W))));
        Expr beyond = div(mixed, Expr.size(W));
        assertEquals(beyond, simplified(W.plus(1), beyond));
    }

    /** Windows of two cells, side by side, never leave their row; with one cell of padding the first does. */
    @Test
    void aDefaultThatIsNeverReadIsGone() {
        Tensor x = new Tensor("x", Type.REAL, List.of(W));
        Tensor y = new Tensor("y", Type.REAL, List.of(W.minus(2).div(Dim.of(2)).plus(1), Dim.of(2)));
        for (long padding = 0; padding < 2; padding++) {
            Expr at = Build.sub(Build.add(times(2, a()), b()), Expr.constant(padding));
            Expr read = Expr.read(x, List.of(at), Optional.of(Expr.real(0)));
            Expr found =
                    InRange.run(Equation.pointwise(y, List.of(A, B), read, "")).body();
            assertEquals(padding == 0 ? Expr.read(x, List.of(at)) : read, found);
        }
    }

    @Test
    void theValueStays() {
        Random random = new Random(7);
        int gone = 0;
        for (int round = 0; round < 3000; round++) {
            int size = 1 + random.nextInt(6);
            Expr sum = Expr.constant(random.nextInt(9) - 4);
            sum = Build.add(sum, times(random.nextInt(9) - 4, a()));
            sum = Build.add(sum, times(random.nextInt(9) - 4, b()));
            Expr by = Expr.constant(1 + random.nextInt(5));
            Expr e = random.nextBoolean() ? div(sum, by) : mod(sum, by);
            if (random.nextBoolean()) e = mod(Build.add(e, times(2, b())), Expr.constant(1 + random.nextInt(4)));
            Expr s = simplified(Dim.of(size), e);
            if (!s.equals(e)) gone++;
            for (long i = 0; i < 3; i++) {
                for (long j = 0; j < size; j++) {
                    Map<Index, Expr> at = Map.of(A, Expr.constant(i), B, Expr.constant(j));
                    assertEquals(e.substitute(at), s.substitute(at), e + " is not " + s);
                }
            }
        }
        assertTrue(gone > 500, gone + " were simplified");
    }
}
