package org.nnc.compiler.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.verify.Evaluate;

/** The rule on programs built by hand, against central differences of the interpreter. */
class DifferentiateTest {
    private final List<Program.Input> inputs = new ArrayList<>();
    private final List<Equation> equations = new ArrayList<>();
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final Random random = new Random(7);

    private static Index ix(String n) {
        return new Index(n);
    }

    private static Expr p(String n) {
        return Expr.position(ix(n));
    }

    private static Expr c(long v) {
        return Expr.constant(v);
    }

    private Tensor input(String name, long... shape) {
        Tensor t = tensor(name, Type.REAL, shape);
        inputs.add(new Program.Input(t, Optional.empty()));
        double[] v = new double[(int) t.size().constant().getAsLong()];
        for (int i = 0; i < v.length; i++) v[i] = random.nextDouble() * 2 - 1;
        values.put(name, v);
        return t;
    }

    private Tensor ints(String name, long below, double... v) {
        Tensor t = tensor(name, Type.INT, v.length);
        inputs.add(new Program.Input(t, Optional.of(new Program.Range(Dim.ZERO, Dim.of(below)))));
        values.put(name, v);
        return t;
    }

    private static Tensor tensor(String name, Type type, long... shape) {
        List<Dim> dims = new ArrayList<>();
        for (long s : shape) dims.add(Dim.of(s));
        return new Tensor(name, type, dims);
    }

    private Tensor point(Tensor t, String indices, Expr body) {
        equations.add(Equation.pointwise(t, indices(indices), body, ""));
        return t;
    }

    private Tensor reduce(Tensor t, String indices, Reduction r, List<Loop> binders, Expr guard, Expr body) {
        equations.add(Equation.reduce(t, indices(indices), r, binders, guard, body, ""));
        return t;
    }

    private static List<Index> indices(String names) {
        return names.isEmpty()
                ? List.of()
                : List.of(names.split(",")).stream().map(Index::new).toList();
    }

    private static Loop to(String name, long n) {
        return Loop.upTo(ix(name), Dim.of(n));
    }

    private static Expr r(Tensor t, Expr... at) {
        return Expr.read(t, List.of(at));
    }

    private static Expr d(Tensor t, Expr otherwise, Expr... at) {
        return Expr.read(t, List.of(at), Optional.of(otherwise));
    }

    private static Expr f(Primitive op, Expr... args) {
        return Build.apply(op, args);
    }

    /** L = sum over all cells of y times fixed weights, so that no cell's adjoint is the same. */
    private Gradient check(Tensor y, String... wrt) {
        List<Loop> loops = new ArrayList<>();
        Expr weight = Expr.real(0.7);
        List<Expr> at = new ArrayList<>();
        for (int k = 0; k < y.rank(); k++) {
            loops.add(Loop.upTo(ix("q" + k), y.shape().get(k)));
            at.add(p("q" + k));
            weight = Build.add(
                    weight, Build.mul(Expr.real(0.3 + 0.21 * k), f(Primitive.SIN, Build.mul(c(k + 2), p("q" + k)))));
        }
        Tensor loss = tensor("L", Type.REAL);
        Expr body = Build.mul(weight, Expr.read(y, at));
        if (loops.isEmpty()) point(loss, "", body);
        else reduce(loss, "", Reduction.SUM, loops, Expr.TRUE, body);
        Program program = new Program(
                "M",
                "",
                List.of(new Program.Dimension("K", OptionalLong.of(3))),
                inputs,
                List.of(),
                List.of(),
                equations,
                List.of(),
                List.of("L"),
                List.of(),
                List.of(),
                List.of());
        Program stable = Simplify.stable(program, List.of(wrt), false).program();
        Gradient gradient = Simplify.tidy(Differentiate.ofLoss(stable, "L", List.of(wrt)));
        Map<String, double[]> all = Evaluate.run(gradient.program(), Map.of(), values);
        assertEquals(Evaluate.run(program, Map.of(), values).get("L")[0], all.get("L")[0], 1e-13);
        for (String name : wrt) {
            double[] adjoint = all.get(gradient.adjoints().get(name));
            double[] x = values.get(name);
            double scale = 1e-3;
            double[] expected = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                expected[i] = (4 * difference(program, name, i, 0.5e-3) - difference(program, name, i, 1e-3)) / 3;
                scale = Math.max(scale, 1e-3 * Math.abs(expected[i]));
            }
            for (int i = 0; i < x.length; i++) {
                assertEquals(
                        expected[i],
                        adjoint[i],
                        1e-7 * Math.max(Math.abs(expected[i]), scale),
                        name + "[" + i + "]\n" + gradient.program());
            }
        }
        dotTest(stable, gradient, wrt);
        return gradient;
    }

    /** Forward mode agrees: the derivative of L along v is {@code <d_x, v>}. */
    private void dotTest(Program stable, Gradient gradient, String... wrt) {
        Tangent.Result forward = Tangent.of(stable, List.of("L"), List.of(wrt));
        Map<String, double[]> with = new HashMap<>(values);
        Map<String, double[]> adjoints = Evaluate.run(gradient.program(), Map.of(), values);
        double expected = 0;
        for (String name : wrt) {
            double[] v = random.doubles(values.get(name).length).toArray();
            with.put(forward.directions().get(name), v);
            double[] d = adjoints.get(gradient.adjoints().get(name));
            for (int i = 0; i < v.length; i++) expected += d[i] * v[i];
        }
        double actual = Evaluate.run(forward.program(), Map.of(), with)
                .get(forward.tangents().get("L"))[0];
        assertEquals(expected, actual, 1e-12 * Math.max(1, Math.abs(expected)));
    }

    private double difference(Program program, String name, int i, double h) {
        return (loss(program, name, i, h) - loss(program, name, i, -h)) / (2 * h);
    }

    private double loss(Program program, String name, int i, double h) {
        Map<String, double[]> moved = new HashMap<>(values);
        double[] x = values.get(name).clone();
        x[i] += h;
        moved.put(name, x);
        return Evaluate.run(program, Map.of(), moved).get("L")[0];
    }

    @Test
    void aTwoLayerSoftmaxNet() {
        Tensor x = input("x", 4, 3);
        Tensor w = input("W", 5, 3);
        Tensor v = input("V", 3, 5);
        Tensor y = ints("y", 3, 2, 0, 1, 2);
        Tensor h = tensor("h", Type.REAL, 4, 5);
        Tensor s = reduce(
                tensor("s", Type.REAL, 4, 5),
                "b,j",
                Reduction.SUM,
                List.of(to("i", 3)),
                Expr.TRUE,
                Build.mul(r(w, p("j"), p("i")), r(x, p("b"), p("i"))));
        point(h, "b,j", f(Primitive.TANH, r(s, p("b"), p("j"))));
        Tensor z = reduce(
                tensor("z", Type.REAL, 4, 3),
                "b,k",
                Reduction.SUM,
                List.of(to("j", 5)),
                Expr.TRUE,
                Build.mul(r(v, p("k"), p("j")), r(h, p("b"), p("j"))));
        Tensor e = reduce(
                tensor("e", Type.REAL, 4),
                "b",
                Reduction.SUM,
                List.of(to("l", 3)),
                Expr.TRUE,
                f(Primitive.EXP, r(z, p("b"), p("l"))));
        Tensor q = point(
                tensor("p", Type.REAL, 4, 3), "b,k", Build.div(f(Primitive.EXP, r(z, p("b"), p("k"))), r(e, p("b"))));
        Tensor nll = point(tensor("nll", Type.REAL, 4), "b", Build.neg(f(Primitive.LOG, r(q, p("b"), r(y, p("b"))))));
        Gradient g = check(nll, "x", "W", "V");
        assertTrue(g.program().equations().stream()
                .noneMatch(q2 -> q2.body()
                        .any(a -> a.is(Primitive.LOG) && a.children().get(0).reads(q))));
    }

    @Test
    void aStridedDilatedConvolutionWithPadding() {
        Tensor x = input("x", 2, 11);
        Tensor k = input("k", 3, 2, 3);
        Expr at = Build.sub(Build.add(Build.mul(c(2), p("p")), Build.mul(c(3), p("r"))), c(2));
        Tensor y = reduce(
                tensor("y", Type.REAL, 3, 5),
                "o,p",
                Reduction.SUM,
                List.of(to("c", 2), to("r", 3)),
                Expr.TRUE,
                Build.mul(r(k, p("o"), p("c"), p("r")), d(x, Expr.real(0), p("c"), at)));
        check(y, "x", "k");
    }

    @Test
    void maxPoolingHasOneWinner() {
        Tensor x = input("x", 7, 6);
        Expr at1 = Build.add(Build.mul(c(2), p("p")), p("r"));
        Expr at2 = Build.add(Build.mul(c(2), p("q")), p("s"));
        Tensor y = reduce(
                tensor("y", Type.REAL, 3, 3),
                "p,q",
                Reduction.MAX,
                List.of(to("r", 3), to("s", 2)),
                Expr.TRUE,
                f(Primitive.SIN, r(x, at1, at2)));
        check(y, "x");
    }

    @Test
    void aMinThatMayBeEmpty() {
        Tensor x = input("x", 5);
        Tensor m = reduce(
                tensor("m", Type.REAL, 5),
                "i",
                Reduction.MIN,
                List.of(to("j", 5)),
                Build.lt(p("j"), p("i")),
                r(x, p("j")));
        Tensor y =
                point(tensor("y", Type.REAL, 5), "i", Build.select(Build.lt(c(0), p("i")), r(m, p("i")), Expr.real(0)));
        check(y, "x");
    }

    @Test
    void aRecurrenceOfTwoEquations() {
        Tensor a = input("a", 6, 2);
        Tensor u = input("U", 2, 2);
        Tensor h0 = input("h0", 2);
        Tensor h = tensor("h", Type.REAL, 6, 2);
        Tensor s = reduce(
                tensor("s", Type.REAL, 6, 2),
                "t,j",
                Reduction.SUM,
                List.of(to("k", 2)),
                Expr.TRUE,
                Build.mul(r(u, p("j"), p("k")), d(h, r(h0, p("k")), Build.sub(p("t"), c(1)), p("k"))));
        point(h, "t,j", f(Primitive.TANH, Build.add(r(a, p("t"), p("j")), r(s, p("t"), p("j")))));
        check(h, "a", "U", "h0");
    }

    @Test
    void aProductWithZeros() {
        Tensor x = input("x", 3, 4);
        values.get("x")[1] = 0;
        values.get("x")[5] = 0;
        values.get("x")[7] = 0;
        Tensor y = reduce(
                tensor("y", Type.REAL, 3), "i", Reduction.PROD, List.of(to("k", 4)), Expr.TRUE, r(x, p("i"), p("k")));
        check(y, "x");
    }

    @Test
    void gatherDiagonalAndReversal() {
        Tensor e = input("E", 4, 2);
        Tensor m = input("m", 3, 3);
        Tensor tok = ints("tok", 4, 3, 1, 3);
        Expr back = Build.sub(c(2), p("i"));
        Tensor y = point(
                tensor("y", Type.REAL, 3),
                "i",
                Build.add(Build.mul(r(e, r(tok, p("i")), c(1)), r(m, p("i"), p("i"))), r(m, back, c(0))));
        check(y, "E", "m");
    }

    @Test
    void aNormAndItsZero() {
        Tensor x = input("x", 2, 3);
        Tensor s = reduce(
                tensor("s", Type.REAL, 2),
                "i",
                Reduction.SUM,
                List.of(to("k", 3)),
                Expr.TRUE,
                f(Primitive.SQUARE, r(x, p("i"), p("k"))));
        Tensor n = point(tensor("n", Type.REAL, 2), "i", f(Primitive.SQRT, r(s, p("i"))));
        Gradient g = check(n, "x");
        values.put("x", new double[6]);
        double[] d =
                Evaluate.run(g.program(), Map.of(), values).get(g.adjoints().get("x"));
        for (double v : d) assertEquals(0, v);
    }

    @Test
    void anUntakenBranchContributesNothing() {
        Tensor x = input("x", 4);
        Tensor y = point(
                tensor("y", Type.REAL, 4),
                "i",
                Build.select(Build.lt(Expr.real(0), r(x, p("i"))), f(Primitive.LOG, r(x, p("i"))), Expr.real(0)));
        Gradient g = check(y, "x");
        values.put("x", new double[] {0, -1, Double.NaN, 2});
        double[] d =
                Evaluate.run(g.program(), Map.of(), values).get(g.adjoints().get("x"));
        assertEquals(0, d[0]);
        assertEquals(0, d[1]);
        assertEquals(0, d[2]);
    }

    @Test
    void whatNothingDependsOnHasZeros() {
        Tensor x = input("x", 2);
        input("z", 3);
        Tensor y = point(tensor("y", Type.REAL, 2), "i", r(x, p("i")));
        check(y, "x", "z");
    }

    @Test
    void theGradientCanBeDifferentiatedAgain() {
        Tensor x = input("x", 3);
        Tensor s = reduce(
                tensor("s", Type.REAL),
                "",
                Reduction.SUM,
                List.of(to("i", 3)),
                Expr.TRUE,
                f(Primitive.EXP, Build.mul(r(x, p("i")), r(x, Build.sub(c(2), p("i"))))));
        Tensor y = point(tensor("y", Type.REAL), "", f(Primitive.SIN, r(s)));
        Gradient first = check(y, "x");
        inputs.clear();
        inputs.addAll(first.program().inputs());
        equations.clear();
        equations.addAll(first.program().equations().stream()
                .filter(q -> !q.target().name().equals("L"))
                .toList());
        check(first.program().tensors().get(first.adjoints().get("x")), "x");
    }

    @Test
    void aValueNamedUnderOneConditionIsNotReadUnderAnother() {
        Tensor x = input("x", 5);
        Tensor z = input("z", 5);
        Expr power = f(Primitive.POW, Build.add(Expr.real(2), f(Primitive.COS, r(z, p("i")))), c(-2));
        Tensor y = point(
                tensor("y", Type.REAL, 5),
                "i",
                Build.select(Build.lt(Expr.real(0.1), r(x, p("i"))), power, Build.mul(r(x, p("i")), power)));
        check(y, "x", "z");
    }

    @Test
    void theLogOfAProductOfNegativeFactorsStays() {
        Tensor x = input("x", 2, 2);
        values.put("x", new double[] {-0.5, -0.7, 1.5, 0.7});
        Tensor t = reduce(
                tensor("t", Type.REAL, 2), "i", Reduction.PROD, List.of(to("k", 2)), Expr.TRUE, r(x, p("i"), p("k")));
        Tensor y = point(tensor("y", Type.REAL, 2), "i", f(Primitive.LOG, r(t, p("i"))));
        check(y, "x");
    }
}
