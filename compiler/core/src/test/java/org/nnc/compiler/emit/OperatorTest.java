package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.verify.Evaluate;

/** Every row of the operator table in every combination of types that it takes, on ordinary and on special numbers. */
class OperatorTest {
    private static final double[] REALS = {
        0.5,
        -0.25,
        1,
        -1,
        2,
        0,
        -0.0,
        3,
        1e10,
        -1e10,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.75,
        2.5
    };
    private static final double[] INTS = {0, 1, -1, 2, -3, 7, 100, -100, 5, 4, 3, 6, -2, 8, 9};

    private final List<Equation> equations = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();

    private Tensor input(Type type, int number) {
        String name = "" + type + number;
        return inputs.computeIfAbsent(name, n -> new Tensor("v_" + n, type, List.of(Dim.variable("N"))));
    }

    private void add(Primitive op, Type... types) {
        Index i = new Index("i");
        List<Expr> args = new ArrayList<>();
        for (int k = 0; k < types.length; k++) args.add(Expr.read(input(types[k], k), List.of(Expr.position(i))));
        // A division of ints by 0 is an error, not a value.
        if ((op == Primitive.IDIV || op == Primitive.MOD) && types[1] == Type.INT) {
            args.set(1, Expr.apply(Primitive.MAX, args.get(1), Expr.constant(1)));
        }
        Expr body = Expr.apply(op, args);
        Tensor target =
                new Tensor(op.name().toLowerCase() + "_" + outputs.size(), body.type(), List.of(Dim.variable("N")));
        equations.add(Equation.pointwise(target, List.of(i), body, ""));
        outputs.add(target.name());
        // Inside another expression parentheses matter.
        if (body.type() == Type.REAL) {
            Tensor nested = new Tensor("in_" + target.name(), Type.REAL, target.shape());
            Expr around = Expr.apply(
                    Primitive.SUB, Expr.real(-1.5), Expr.apply(Primitive.DIV, body, Expr.apply(Primitive.NEG, body)));
            equations.add(Equation.pointwise(nested, List.of(i), around, ""));
            outputs.add(nested.name());
        }
    }

    @Test
    void everyOperator() throws ReflectiveOperationException {
        for (Primitive op : Primitive.values()) {
            switch (op.form()) {
                case LOGIC -> add(op, Type.BOOL, Type.BOOL);
                case IF -> {
                    add(op, Type.BOOL, Type.REAL, Type.REAL);
                    add(op, Type.BOOL, Type.INT, Type.INT);
                    add(op, Type.BOOL, Type.INT, Type.REAL);
                    add(op, Type.BOOL, Type.BOOL, Type.BOOL);
                }
                default -> {
                    if (op == Primitive.NOT) {
                        add(op, Type.BOOL);
                        continue;
                    }
                    if (op == Primitive.POLYGAMMA || op.isDraw()) {
                        continue;
                    }
                    for (int ints = 0; ints < 1 << op.arity(); ints++) {
                        Type[] types = new Type[op.arity()];
                        for (int k = 0; k < types.length; k++) types[k] = (ints >> k & 1) == 1 ? Type.INT : Type.REAL;
                        add(op, types);
                    }
                }
            }
        }
        List<Program.Input> declared = new ArrayList<>();
        inputs.values().forEach(t -> declared.add(new Program.Input(t, Optional.empty())));
        Program program = new Program(
                "Operators",
                "",
                List.of(new Program.Dimension("N", java.util.OptionalLong.empty())),
                declared,
                List.of(),
                List.of(),
                equations,
                outputs,
                List.of(),
                List.of(),
                List.of(),
                List.of());
        Batch batch = new Batch();
        batch.add("gen.D", Emit.java(program, Optional.empty(), new EmitOptions(true, "gen", "D")));
        batch.add("gen.F", Emit.java(program, Optional.empty(), new EmitOptions(false, "gen", "F")));
        ClassLoader loader = batch.compile();
        Map<String, double[]> values = new LinkedHashMap<>();
        int n = REALS.length * 3;
        for (Program.Input in : declared) {
            int shift = in.tensor().name().charAt(in.tensor().name().length() - 1) - '0';
            double[] v = new double[n];
            for (int k = 0; k < n; k++) {
                int at = (k + shift * (1 + k / REALS.length)) % REALS.length;
                v[k] = in.tensor().type() == Type.REAL ? REALS[at] : in.tensor().type() == Type.INT ? INTS[at] : at % 2;
            }
            values.put(in.tensor().name(), v);
        }
        Map<String, double[]> expected = Evaluate.run(program, Map.of("N", (long) n), values);
        for (boolean isDouble : new boolean[] {true, false}) {
            Object model = loader.loadClass(isDouble ? "gen.D" : "gen.F")
                    .getConstructor()
                    .newInstance();
            Object[] args = new Object[declared.size() + 1];
            args[0] = n;
            for (int k = 0; k < declared.size(); k++) {
                args[k + 1] = Emitted.array(
                        declared.get(k).tensor(),
                        values.get(declared.get(k).tensor().name()),
                        isDouble);
            }
            for (Method m : model.getClass().getMethods())
                if (m.getName().equals("forward") && m.getParameterCount() == args.length) m.invoke(model, args);
            for (String o : outputs) {
                double[] actual = Emitted.doubles(model.getClass().getMethod(o).invoke(model));
                for (int k = 0; k < n; k++) {
                    double e = expected.get(o)[k];
                    String what = o + " at " + k + " " + isDouble;
                    // Beyond the range of a float the two classes may differ.
                    if (!isDouble
                            && (Math.abs(e) > 1e18
                                    || Math.abs(actual[k]) > 1e18
                                    || Math.abs(e) < 1e-6
                                    || isFar(values, k))) continue;
                    assertEquals(Double.isNaN(e), Double.isNaN(actual[k]), what);
                    double tolerance = (isDouble ? 1e-12 : 1e-4) * Math.max(1, Math.abs(e));
                    if (!Double.isNaN(e))
                        assertTrue(
                                e == actual[k] || Math.abs(e - actual[k]) <= tolerance,
                                what + ": " + e + " " + actual[k]);
                }
            }
        }
    }

    /** Whether some operand is so large that a float's rounding shows. */
    private static boolean isFar(Map<String, double[]> values, int k) {
        return values.values().stream().anyMatch(v -> Math.abs(v[k]) > 50 && !Double.isInfinite(v[k]));
    }
}
