package org.nnc.compiler.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static final Dim T = Dim.variable("T");
    private static final Index I = new Index("t");
    private static final Index J = new Index("j");
    private static final Tensor A = new Tensor("a", Type.REAL, List.of(T));
    private static final Tensor B = new Tensor("b", Type.REAL, List.of(T));
    private static final Tensor G = new Tensor("g", Type.REAL, List.of(T, T));

    private static Expr shifted(Index i, long by) {
        return Build.add(Expr.position(i), Expr.constant(by));
    }

    private static Expr at(Tensor t, long by) {
        return Expr.read(t, List.of(shifted(I, by)), Optional.of(Expr.real(0)));
    }

    private static Equation define(Tensor t, Expr body) {
        return Equation.pointwise(t, List.of(I), body, "");
    }

    @Test
    void dependenciesComeFirst() {
        List<Order.Step> steps = Order.steps(List.of(define(A, at(B, 1)), define(B, Expr.real(1))));
        assertEquals("b", ((Order.Single) steps.get(0)).equation().target().name());
        assertEquals("a", ((Order.Single) steps.get(1)).equation().target().name());
    }

    @Test
    void aGroupOfTwoRunsForwards() {
        List<Order.Step> steps = Order.steps(List.of(define(A, at(B, 0)), define(B, at(A, -2))));
        Order.Recurrence loop = assertInstanceOf(Order.Recurrence.class, steps.get(0));
        assertFalse(loop.backwards());
        assertEquals(
                List.of("b", "a"),
                loop.equations().stream().map(e -> e.target().name()).toList());
    }

    @Test
    void readingAheadRunsBackwards() {
        Order.Recurrence loop =
                (Order.Recurrence) Order.steps(List.of(define(A, at(A, 1)))).get(0);
        assertTrue(loop.backwards());
        assertEquals(T, loop.extent());
    }

    @Test
    void twoDimensionsNest() {
        // g[t,j] = g[t-1,j] + g[t,j-1]
        Expr up = Expr.read(G, List.of(shifted(I, -1), Expr.position(J)), Optional.of(Expr.real(0)));
        Expr left = Expr.read(G, List.of(Expr.position(I), shifted(J, -1)), Optional.of(Expr.real(0)));
        Equation e = Equation.pointwise(G, List.of(I, J), Build.add(up, left), "");
        Order.Recurrence outer = (Order.Recurrence) Order.steps(List.of(e)).get(0);
        Order.Recurrence inner =
                assertInstanceOf(Order.Recurrence.class, outer.steps().get(0));
        assertEquals(0, outer.positions().get("g"));
        assertEquals(1, inner.positions().get("g"));
    }

    @Test
    void cyclesAreFound() {
        assertFalse(Order.of(List.of(define(A, at(B, 0)), define(B, at(A, 0)))).isLegal());
        assertFalse(Order.of(List.of(define(A, Build.add(at(A, 1), at(A, -1))))).isLegal());
        assertEquals(
                2,
                Order.of(List.of(define(A, at(B, 0)), define(B, at(A, 0))))
                        .cycle()
                        .size());
    }

    @Test
    void aLongChainNeedsNoStack() {
        List<Equation> chain = new ArrayList<>();
        for (int n = 20_000; n >= 0; n--) {
            Tensor t = new Tensor("s" + n, Type.REAL, List.of());
            Expr body = n == 0 ? Expr.real(1) : Expr.read(new Tensor("s" + (n - 1), Type.REAL, List.of()), List.of());
            chain.add(Equation.pointwise(t, List.of(), body, ""));
        }
        List<Order.Step> steps = Order.steps(chain);
        assertEquals("s0", ((Order.Single) steps.get(0)).equation().target().name());
        assertEquals(
                "s20000", ((Order.Single) steps.get(20_000)).equation().target().name());
    }
}
