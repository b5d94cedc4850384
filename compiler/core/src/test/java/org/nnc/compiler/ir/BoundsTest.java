package org.nnc.compiler.ir;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is proved of int expressions is true; some things that matter are proved. */
class BoundsTest {
    private static final Index I = new Index("i");
    private static final Index J = new Index("j");

    private static Expr times(long n, Expr e) {
        return Build.mul(Expr.constant(n), e);
    }

    private static Expr div(Expr e, long by) {
        return Build.apply(Primitive.IDIV, e, Expr.constant(by));
    }

    /** {@code o div 3 * 2 + c} with o in 0..6 and c in 0..2: a channel of a group. */
    @Test
    void aQuotientIsRoundedDown() {
        Bounds b = Bounds.of(List.of(Loop.upTo(I, Dim.of(6)), Loop.upTo(J, Dim.of(2))));
        Expr channel = Build.add(times(2, div(Expr.position(I), 3)), Expr.position(J));
        assertTrue(b.provablyWithin(channel, Dim.of(4)));
        assertFalse(b.provablyWithin(channel, Dim.of(3)));
    }

    /** A place {@code at} in 0..H*W lies in row {@code at div W} of H. */
    @Test
    void theDivisorMayBeARunTimeSize() {
        Dim h = Dim.variable("H");
        Dim w = Dim.variable("W");
        Tensor places = new Tensor("at", Type.INT, List.of(w));
        Program.Range range = new Program.Range(Dim.ZERO, h.times(w));
        Bounds b = Bounds.of(List.of(Loop.upTo(I, w)), t -> Optional.of(range));
        Expr row = Build.apply(Primitive.IDIV, Expr.read(places, List.of(Expr.position(I))), Expr.size(w));
        assertTrue(b.provablyWithin(row, h));
        assertFalse(b.provablyWithin(row, h.minus(1)));
    }

    @Test
    void whatIsProvedHoldsEverywhere() {
        Random random = new Random(3);
        int proved = 0;
        for (int round = 0; round < 3000; round++) {
            long n = 1 + random.nextInt(5);
            long m = 1 + random.nextInt(4);
            Bounds b = Bounds.of(List.of(Loop.upTo(I, Dim.of(n)), Loop.upTo(J, Dim.of(m))));
            Expr e = Build.add(
                    times(random.nextInt(7) - 3, Expr.position(I)), times(random.nextInt(7) - 3, Expr.position(J)));
            e = times(random.nextInt(5) - 2, div(e, 1 + random.nextInt(4)));
            e = Build.add(
                    e, Build.add(times(random.nextInt(3) - 1, Expr.position(J)), Expr.constant(random.nextInt(9))));
            if (!b.provablyNonNegative(e)) continue;
            proved++;
            for (long i = 0; i < n; i++) {
                for (long j = 0; j < m; j++) {
                    Expr value = e.substitute(Map.of(I, Expr.constant(i), J, Expr.constant(j)));
                    assertTrue(((Expr.Const) value).value() >= 0, e + " at " + i + ", " + j + " in " + n + ", " + m);
                }
            }
        }
        assertTrue(proved > 500, proved + " were proved");
    }
}
