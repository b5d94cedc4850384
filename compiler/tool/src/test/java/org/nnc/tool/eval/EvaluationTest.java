package org.nnc.tool.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.tool.data.Json;

/** {@code dim N; input x : real[N]; input k : int in 0..9; param a : real ~ 2; h[i] = a*x[i]*x[i]; output y[i] = h[i]*x[i]; loss L = sum(i) y[i]}. */
public class EvaluationTest {
    private static final Index I = new Index("i");
    private static final Dim N = Dim.variable("N");

    public static Program program(boolean loss) {
        Tensor x = new Tensor("x", Type.REAL, List.of(N));
        Tensor k = new Tensor("k", Type.INT, List.of());
        Tensor a = new Tensor("a", Type.REAL, List.of());
        Tensor h = new Tensor("h", Type.REAL, List.of(N));
        Tensor y = new Tensor("y", Type.REAL, List.of(N));
        Tensor l = new Tensor("L", Type.REAL, List.of());
        Expr xi = Expr.read(x, List.of(Expr.position(I)));
        Expr hi = Expr.read(h, List.of(Expr.position(I)));
        return new Program(
                "Cubic",
                "",
                List.of(new Program.Dimension("N", OptionalLong.empty())),
                List.of(
                        new Program.Input(x, Optional.empty()),
                        new Program.Input(k, Optional.of(new Program.Range(Dim.ZERO, Dim.of(9))))),
                List.of(new Program.Param(a, new Program.Initialiser(Program.Initialiser.Kind.CONSTANT, 2, 0), false)),
                List.of(),
                List.of(
                        Equation.pointwise(h, List.of(I), Build.mul(Expr.read(a, List.of()), Build.mul(xi, xi)), ""),
                        Equation.pointwise(y, List.of(I), Build.mul(hi, xi), ""),
                        Equation.reduce(
                                l,
                                List.of(),
                                Reduction.SUM,
                                List.of(Loop.upTo(I, N)),
                                Expr.TRUE,
                                Expr.read(y, List.of(Expr.position(I))),
                                "")),
                List.of("y"),
                loss ? List.of("L") : List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** By the interpreter and by emitted Java, which must agree to the last bit on numbers as small as these. */
    private static String run(boolean loss, String request) {
        String interpreted = run(loss, request, new Interpreter());
        assertEquals(interpreted, run(loss, request, new CompiledEngine(true, List.of())));
        return interpreted;
    }

    private static String run(boolean loss, String request, Engine engine) {
        Evaluation e = new Evaluation(program(loss), false, engine);
        Evaluation.Case c = e.prepare(Json.read("in.json", 1, request));
        engine.finish();
        return Json.write(c.answer());
    }

    private static final String X =
            "\"inputs\":{\"x\":{\"shape\":[2],\"data\":[1,3]},\"k\":{\"shape\":[],\"data\":[4]}}";

    private static String vector(double... v) {
        return "{\"shape\":[" + v.length + "],\"data\":"
                + java.util.Arrays.toString(v).replace(" ", "") + "}";
    }

    private static String scalar(double v) {
        return "{\"shape\":[],\"data\":[" + v + "]}";
    }

    @Test
    void theOnlyLossIsDifferentiatedByInputsAndParameters() {
        // L = 2 (1 + 27) = 56; dL/dx = 3 a x^2 = 6, 54; dL/da = sum x^3 = 28.
        assertEquals(
                "{\"outputs\":{\"y\":" + vector(2, 54) + ",\"L\":" + scalar(56) + "},\"gradients\":{\"x\":"
                        + vector(6, 54) + ",\"a\":" + scalar(28) + "},\"states\":{}}",
                run(true, "{" + X + "}"));
    }

    @Test
    void withoutAScalarThereAreNoGradientsAndNoError() {
        assertEquals(
                "{\"outputs\":{\"y\":" + vector(2, 54) + "},\"gradients\":{},\"states\":{}}",
                run(false, "{" + X + "}"));
    }

    @Test
    void cotangentsReplaceTheLossAndWrtNamesIntermediates() {
        // <c, y> with c = (1, -1): by h it is c x = 1, -3.
        assertEquals(
                "{\"gradients\":{\"h\":" + vector(1, -3) + "}}",
                run(
                        true,
                        "{" + X + ",\"cotangents\":{\"y\":" + vector(1, -1)
                                + "},\"wrt\":[\"h\"],\"want\":[\"gradients\"]}"));
        assertEquals(
                "{\"gradients\":{\"x\":" + vector(0, 0) + "}}",
                run(true, "{" + X + ",\"cotangents\":{},\"wrt\":[\"x\"],\"want\":[\"gradients\"]}"));
    }

    @Test
    void derivativesAlongDirections() {
        // Along x = (1, 2): dy = 3 a x^2 v = 6, 108; dL = 114. d(dL/dx) = 6 a x v = 12, 72; d(dL/da) = sum 3 x^2 v =
        // 57.
        assertEquals(
                "{\"jvp\":{\"y\":" + vector(6, 108) + ",\"L\":" + scalar(114) + "},\"hvp\":{\"x\":" + vector(12, 72)
                        + ",\"a\":" + scalar(57) + "}}",
                run(true, "{" + X + ",\"directions\":{\"x\":" + vector(1, 2) + "},\"want\":[\"jvp\",\"hvp\"]}"));
        assertTrue(run(true, "{" + X + ",\"directions\":{\"a\":" + scalar(1) + "}}")
                .contains("\"hvp\""));
    }

    @Test
    void matrices() {
        // dy/dx = diag(6, 54), dy/da = (1, 27); Hessian: d2/dx2 = diag(12, 36), d2/dxda = (3, 27), d2/da2 = 0.
        assertEquals(
                "{\"jacobian\":{\"y\":{\"x\":{\"shape\":[2,2],\"data\":[6.0,0.0,0.0,54.0]},\"a\":" + vector(1, 27)
                        + "},\"L\":{\"x\":" + vector(6, 54) + ",\"a\":" + scalar(28) + "}},\"hessian\":{\"x\":{"
                        + "\"x\":{\"shape\":[2,2],\"data\":[12.0,0.0,0.0,36.0]},\"a\":" + vector(3, 27)
                        + "},\"a\":{\"x\":" + vector(3, 27) + ",\"a\":" + scalar(0) + "}}}",
                run(true, "{" + X + ",\"want\":[\"jacobian\",\"hessian\"]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"inputs\":{}}| the input x : real[N] is missing",
                "{X,\"dims\":{\"N\":3}}| the dim N is 3 by \"dims\" and 2 by the shape of x",
                "{X,\"dims\":{\"M\":3}}| has no run-time dim M",
                "{\"inputs\":{\"xx\":{\"shape\":[],\"data\":[1]}}}| has no input, parameter or state xx; did you mean x?",
                "{X,\"wrt\":[\"z\"]}| has no tensor z",
                "{X,\"wrt\":[\"k\"]}| \"wrt\": k : int is not real",
                "{X,\"cotangents\":{\"h\":{\"shape\":[],\"data\":[1]}}}| has no real output or loss h",
                "{X,\"cotangents\":{\"y\":{\"shape\":[1],\"data\":[1]}}}| is given the shape [1]; it has [2]",
                "{X,\"want\":[\"jvp\"]}| jvp and hvp need \"directions\"",
                "{X,\"directions\":{\"h\":{\"shape\":[2],\"data\":[1,1]}}}| has no input or parameter h",
                "{\"inputs\":{\"x\":{\"shape\":[1,1],\"data\":[1]},\"k\":{\"shape\":[],\"data\":[1]}}}| of another rank",
                "{\"inputs\":{\"x\":{\"shape\":[1],\"data\":[1]},\"k\":{\"shape\":[],\"data\":[1.5]}}}| is given 1.5",
                "{\"inputs\":{\"x\":{\"shape\":[1],\"data\":[1]},\"k\":{\"shape\":[],\"data\":[9]}}}| 9",
            })
    void mistakes(String request, String message) {
        String m = assertThrows(CaseException.class, () -> run(true, request.replace("X", X)))
                .getMessage();
        assertTrue(m.contains(message), m);
    }
}
