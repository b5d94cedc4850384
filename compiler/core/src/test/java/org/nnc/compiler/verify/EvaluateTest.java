package org.nnc.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** The interpreter against values worked out by hand or by plain loops. */
class EvaluateTest {
    private static final Dim N = Dim.variable("N");
    private static final Dim M = Dim.variable("M");
    private static final Index I = new Index("i");
    private static final Index J = new Index("j");
    private static final Index K = new Index("k");
    private static final Tensor X = new Tensor("x", Type.REAL, List.of(N));
    private static final Tensor A = new Tensor("a", Type.REAL, List.of(N, M));
    private static final Tensor T = new Tensor("t", Type.INT, List.of(N));

    private static Program program(List<Program.ValueRange> ranges, Equation... equations) {
        return new Program(
                "P",
                "",
                List.of(
                        new Program.Dimension("N", OptionalLong.empty()),
                        new Program.Dimension("M", OptionalLong.empty())),
                List.of(
                        new Program.Input(X, Optional.empty()),
                        new Program.Input(A, Optional.empty()),
                        new Program.Input(T, Optional.of(new Program.Range(Dim.ZERO, M)))),
                List.of(),
                List.of(),
                List.of(equations),
                List.of(),
                List.of(),
                List.of(),
                List.of(new Program.SizeCheck(M.minus(1), "M must be at least 1")),
                ranges);
    }

    private static double[] evaluate(Equation e, double[] x, double[] a, double[] t, int m) {
        Map<String, Long> dims = Map.of("N", (long) x.length, "M", (long) m);
        return Evaluate.run(program(List.of(), e), dims, Map.of("x", x, "a", a, "t", t))
                .get(e.target().name());
    }

    private static double[] overX(Reduction op, Expr guard, Expr body, Type type, double... x) {
        Equation e = Equation.reduce(
                new Tensor("y", type, List.of()), List.of(), op, List.of(Loop.upTo(I, N)), guard, body, "");
        return evaluate(e, x, new double[x.length], new double[x.length], 1);
    }

    private static Expr read(Tensor t, Object... at) {
        return Expr.read(
                t,
                java.util.Arrays.stream(at)
                        .map(p -> p instanceof Index i ? Expr.position(i) : (Expr) p)
                        .toList());
    }

    private static double of(Reduction op, double... x) {
        return overX(op, Expr.TRUE, read(X, I), op.type(Type.REAL), x)[0];
    }

    @Test
    void reductions() {
        double nan = Double.NaN;
        double inf = Double.POSITIVE_INFINITY;
        assertEquals(6, of(Reduction.SUM, 1, 2, 3));
        assertEquals(24, of(Reduction.PROD, 2, 3, 4));
        assertEquals(7, of(Reduction.MAX, 2, 7, 4));
        assertEquals(-2, of(Reduction.MIN, 2, -2, 4));
        assertEquals(1, of(Reduction.ARGMAX, 2, 7, 7));
        assertEquals(0, of(Reduction.ARGMIN, -2, 7, -2));
        assertEquals(nan, of(Reduction.MAX, 2, nan, 4));
        assertEquals(nan, of(Reduction.MIN, nan, 1));
        assertEquals(1, of(Reduction.ARGMAX, 2, nan, 9, nan));
        assertEquals(2, of(Reduction.ARGMIN, 2, -inf, nan));
        assertEquals(5, of(Reduction.NORM, 3, -4));
        assertEquals(5e200, of(Reduction.NORM, 3e200, 4e200), 1e185);
        assertEquals(5e-200, of(Reduction.NORM, 3e-200, 4e-200), 1e-215);
        assertEquals(inf, of(Reduction.NORM, 3, -inf));
        assertEquals(nan, of(Reduction.NORM, 3, nan, inf));
        assertEquals(0, of(Reduction.NORM, 0, 0));
    }

    @Test
    void emptyReductions() {
        assertEquals(0, of(Reduction.SUM));
        assertEquals(1, of(Reduction.PROD));
        assertEquals(Double.NEGATIVE_INFINITY, of(Reduction.MAX));
        assertEquals(Double.POSITIVE_INFINITY, of(Reduction.MIN));
        assertEquals(-1, of(Reduction.ARGMAX));
        assertEquals(0, of(Reduction.NORM));
        Expr none = Build.lt(read(X, I), Expr.real(0));
        assertEquals(-1, overX(Reduction.ARGMIN, none, read(X, I), Type.INT, 1, 2)[0]);
        assertEquals(0, overX(Reduction.ANY, Expr.TRUE, none, Type.BOOL)[0]);
        assertEquals(1, overX(Reduction.ALL, Expr.TRUE, none, Type.BOOL)[0]);
        assertEquals(1, overX(Reduction.COUNT, none, Expr.TRUE, Type.INT, 1, -2)[0]);
        assertEquals(1, overX(Reduction.ANY, Expr.TRUE, none, Type.BOOL, 1, -1)[0]);
        assertEquals(0, overX(Reduction.ALL, Expr.TRUE, none, Type.BOOL, 1, -1)[0]);
    }

    @Test
    void argmaxOverTwoBindersIsRowMajor() {
        Equation e = Equation.reduce(
                new Tensor("y", Type.INT, List.of()),
                List.of(),
                Reduction.ARGMAX,
                List.of(new Loop(I, Expr.constant(1), Expr.size(N)), Loop.upTo(J, M)),
                Expr.TRUE,
                read(A, I, J),
                "");
        double[] y = evaluate(e, new double[3], new double[] {9, 9, 1, 2, 3, 4}, new double[3], 2);
        assertEquals(3, y[0], "the last of rows 1 and 2");
    }

    @Test
    void onlyTheBranchTakenIsEvaluatedAndOnlyAnOutsideReadTakesItsDefault() {
        Tensor y = new Tensor("y", Type.REAL, List.of(N));
        Expr before = Build.sub(Expr.position(I), Expr.constant(1));
        Expr guarded = Build.select(Build.lt(Expr.constant(0), Expr.position(I)), read(X, before), Expr.real(7));
        assertArrayEquals(
                new double[] {7, 1, 2},
                evaluate(
                        Equation.pointwise(y, List.of(I), guarded, ""),
                        new double[] {1, 2, 3},
                        new double[3],
                        new double[3],
                        1));
        Expr defaulted =
                Expr.read(X, List.of(before), Optional.of(read(X, Build.add(Expr.position(I), Expr.constant(2)))));
        assertArrayEquals(
                new double[] {3, 1, 2},
                evaluate(
                        Equation.pointwise(y, List.of(I), defaulted, ""),
                        new double[] {1, 2, 3},
                        new double[3],
                        new double[3],
                        1));
        Equation outside = Equation.pointwise(y, List.of(I), read(X, before), "");
        assertThrows(
                IllegalStateException.class, () -> evaluate(outside, new double[3], new double[3], new double[3], 1));
    }

    /** h[i] = x[i] + 2*g[i-1 | 1]; g[i] = h[i] - 1: and the same from the end. */
    @Test
    void recurrencesRunBothWays() {
        for (int step : new int[] {-1, 1}) {
            Tensor h = new Tensor("h", Type.REAL, List.of(N));
            Tensor g = new Tensor("g", Type.REAL, List.of(N));
            Expr beside =
                    Expr.read(g, List.of(Build.add(Expr.position(I), Expr.constant(step))), Optional.of(Expr.real(1)));
            Program p = program(
                    List.of(),
                    Equation.pointwise(h, List.of(I), Build.add(read(X, I), Build.mul(Expr.real(2), beside)), ""),
                    Equation.pointwise(g, List.of(J), Build.sub(read(h, J), Expr.real(1)), ""));
            double[] x = step < 0 ? new double[] {1, 5, 7} : new double[] {7, 5, 1};
            double[] out = Evaluate.run(
                            p, Map.of("N", 3L, "M", 1L), Map.of("x", x, "a", new double[3], "t", new double[3]))
                    .get("g");
            double[] expected = step < 0 ? new double[] {2, 8, 22} : new double[] {22, 8, 2};
            assertArrayEquals(expected, out);
        }
    }

    /** The shortcut for {@code index == e} against a guard that says the same with two inequalities, which are searched. */
    @Test
    void fixedIndicesAreFoundAsBySearch() {
        Tensor y = new Tensor("y", Type.REAL, List.of(Dim.of(5), Dim.of(4)));
        Random random = new Random(1);
        Index u = new Index("u");
        Index v = new Index("v");
        for (int trial = 0; trial < 300; trial++) {
            Expr left = Expr.position(random.nextBoolean() ? u : v);
            Expr right = switch (random.nextInt(4)) {
                case 0 -> read(T, I);
                case 1 ->
                    Build.add(Build.mul(Expr.constant(random.nextInt(5) - 2), Expr.position(I)), Expr.position(J));
                case 2 -> Build.sub(Expr.position(u), Expr.position(K));
                default -> Build.sub(Expr.constant(4), read(T, K));
            };
            if (left.equals(Expr.position(u)) && right.mentions(u)) left = Expr.position(J);
            if (random.nextInt(4) == 0) left = Expr.position(K);
            if (left.equals(Expr.position(K)) && right.mentions(K)) right = Expr.position(v);
            Expr both = Build.and(Build.le(left, right), Build.le(right, left));
            Expr other = random.nextBoolean() ? Expr.TRUE : Build.lt(read(X, K), Expr.real(0.5));
            Reduction op = random.nextBoolean() ? Reduction.SUM : Reduction.ARGMAX;
            List<Loop> binders =
                    List.of(Loop.upTo(I, N), new Loop(J, Expr.position(I), Expr.constant(3)), Loop.upTo(K, N));
            Tensor target = new Tensor("y", op.type(Type.REAL), y.shape());
            Expr body = Build.mul(read(X, I), read(X, K));
            Equation quick = Equation.reduce(
                    target, List.of(u, v), op, binders, Build.and(other, Build.eq(left, right)), body, "");
            Equation slow = Equation.reduce(target, List.of(u, v), op, binders, Build.and(other, both), body, "");
            double[] x = random.doubles(4).toArray();
            double[] t = random.ints(4, 0, 5).asDoubleStream().toArray();
            assertArrayEquals(
                    evaluate(slow, x, new double[20], t, 5),
                    evaluate(quick, x, new double[20], t, 5),
                    quick.toString());
        }
    }

    @Test
    void whatTheModelDemandsIsChecked() {
        Tensor y = new Tensor("y", Type.INT, List.of(N));
        Equation floor = Equation.pointwise(y, List.of(I), Build.apply(Primitive.FLOOR, read(X, I)), "");
        Program p = program(
                List.of(new Program.ValueRange("y", new Program.Range(Dim.ZERO, M), "y is used as an index")), floor);
        Map<String, double[]> values =
                Map.of("x", new double[] {0.5, 1.9}, "a", new double[4], "t", new double[] {0, 1});
        Map<String, Long> dims = Map.of("N", 2L, "M", 2L);
        assertArrayEquals(new double[] {0, 1}, Evaluate.run(p, dims, values).get("y"));
        fails("y[1] is 2", p, dims, with(values, "x", 0, 2));
        fails("t[1] is 2.0, must be in 0..2", p, dims, with(values, "t", 0, 2));
        fails("t[0] is NaN", p, dims, with(values, "t", Double.NaN, 0));
        fails("x : real[N] has 2 elements, given 1", p, dims, with(values, "x", 1));
        fails("M must be at least 1", p, Map.of("N", 2L, "M", 0L), with(values, "a"));
        fails("dim N has no value", p, Map.of("M", 2L), values);
        fails("dim N is -1", p, Map.of("N", -1L, "M", 2L), values);
        fails("x : real[N] has no value", p, dims, Map.of());
    }

    private static Map<String, double[]> with(Map<String, double[]> values, String name, double... value) {
        Map<String, double[]> changed = new java.util.HashMap<>(values);
        changed.put(name, value);
        return changed;
    }

    private static void fails(String message, Program p, Map<String, Long> dims, Map<String, double[]> values) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Evaluate.run(p, dims, values));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }
}
