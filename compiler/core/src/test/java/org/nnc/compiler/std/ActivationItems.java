package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;
import static org.nnc.compiler.std.Item.pointwise;

import java.util.List;

/** Gates and activations. */
final class ActivationItems {
    private static final String TWO = "input a : real[A, B, C]; input b : real[A, B, C]";

    private ActivationItems() {}

    static List<Item> all() {
        return List.of(
                two("add", "add(a, b)", (p, i) -> p.at("a", i) + p.at("b", i)),
                two("mul", "mul(a, b)", (p, i) -> p.at("a", i) * p.at("b", i)),
                two("maximum", "maximum(a, b)", (p, i) -> p.at("a", i) > p.at("b", i) ? p.at("a", i) : p.at("b", i))
                        .draw("a", -2, 2, -1.5, -0.5, 0.5, 1.5)
                        .prepare(p -> apart(p, "a", "b")),
                pointwise("copy", "copy(x)", x -> x),
                pointwise("reciprocal", "reciprocal(x)", x -> 1 / x).draw("x", 0.4, 3),
                pointwise("pow", "pow(x, p)", "p", (p, i) -> Math.exp(p.at("p") * Math.log(p.at("x", i))))
                        .draw("x", 0.3, 3),
                pointwise(
                                "Power",
                                "Power(x, power=e, scale=a, shift=s)",
                                "e a s",
                                (p, i) -> Math.exp(p.at("e") * Math.log(p.at("s") + p.at("a") * p.at("x", i))))
                        .draw("x", 0.3, 2)
                        .draw("a", 0.5, 2)
                        .draw("s", 0, 1),
                pointwise(
                                "Exp",
                                "Exp(x, rate=r, scale=a, shift=s)",
                                "r a s",
                                (p, i) -> Math.pow(Math.exp(p.at("r")), p.at("s") + p.at("a") * p.at("x", i)))
                        .draw("r", 0.2, 1),
                pointwise(
                                "Log",
                                "Log(x, rate=r, scale=a, shift=s)",
                                "r a s",
                                (p, i) -> Math.log10(p.at("s") + p.at("a") * p.at("x", i))
                                        / Math.log10(Math.exp(p.at("r"))))
                        .draw("r", 0.4, 2)
                        .draw("x", 0.3, 2)
                        .draw("a", 0.5, 2)
                        .draw("s", 0, 1),
                pointwise("relu6", "x |> relu6", x -> x < 0 ? 0 : x > 6 ? 6 : x).draw("x", -3, 9, 0, 6),
                pointwise(
                                "leaky_relu",
                                "x |> leaky_relu(a)",
                                "a",
                                (p, i) -> p.at("x", i) * (p.at("x", i) > 0 ? 1 : p.at("a")))
                        .draw("x", -2, 2, 0),
                pointwise("LeakyReLU", "LeakyReLU(x)", x -> x > 0 ? x : 0.01 * x)
                        .draw("x", -2, 2, 0),
                of("PReLU")
                        .model("dim A, B", "input x : real[A, $C, B]", "output y = PReLU(x, channel_shared=$shared)")
                        .cases(
                                "A=1 C=1 B=1 shared=true",
                                "A=2 C=3 B=4 shared=true",
                                "A=1 C=1 B=1 shared=false",
                                "A=2 C=3 B=4 shared=false",
                                "A=4 C=3 B=1 shared=false",
                                "A=1 C=5 B=2 shared=false",
                                "A=7 C=1 B=1 shared=false",
                                "A=1 C=5 B=3 shared=true")
                        .draw("x", -2, 2, 0)
                        .value("y", "A C B", (p, i) -> {
                            double a = p.flag("shared") ? p.at("prelu1.a") : p.at("prelu1.w", i[1]);
                            return Math.max(p.at("x", i), 0) + a * Math.min(p.at("x", i), 0);
                        }),
                pointwise("rrelu", "rrelu(x, l, u)", "l u", (p, i) -> {
                            double x = p.at("x", i);
                            return x > 0 ? x : 0.5 * (p.at("l") + p.at("u")) * x;
                        })
                        .draw("x", -2, 2, 0),
                pointwise(
                                "elu",
                                "elu(x, a)",
                                "a",
                                (p, i) -> p.at("x", i) > 0 ? p.at("x", i) : p.at("a") * (Math.exp(p.at("x", i)) - 1))
                        .draw("x", -4, 4, 0),
                pointwise("ELU", "ELU(x)", x -> x > 0 ? x : Math.exp(x) - 1).draw("x", -4, 4, 0),
                pointwise(
                                "celu",
                                "celu(x, a)",
                                "a",
                                (p, i) -> Math.max(0, p.at("x", i))
                                        + Math.min(0, p.at("a") * (Math.exp(p.at("x", i) / p.at("a")) - 1)))
                        .draw("x", -4, 4, 0)
                        .draw("a", 0.5, 2),
                pointwise("CELU", "CELU(x, alpha=2)", x -> x > 0 ? x : 2 * (Math.exp(x / 2) - 1))
                        .draw("x", -4, 4, 0),
                pointwise(
                                "selu",
                                "selu(x)",
                                x -> 1.0507009873554805
                                        * (Math.max(0, x) + Math.min(0, 1.6732632423543772 * (Math.exp(x) - 1))))
                        .draw("x", -4, 4, 0),
                pointwise("gelu", "gelu(x)", x -> x * (0.5 + phiIntegral(x))).draw("x", -4, 4),
                pointwise(
                                "gelu_tanh",
                                "gelu_tanh(x)",
                                x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))))
                        .draw("x", -4, 4),
                pointwise("silu", "silu(x)", x -> x / (1 + Math.exp(-x))).draw("x", -6, 6),
                pointwise(
                        "swish",
                        "swish(x, b)",
                        "b",
                        (p, i) -> p.at("x", i) / (1 + Math.exp(-p.at("b") * p.at("x", i)))),
                pointwise("mish", "mish(x)", x -> x * Math.tanh(Math.log(1 + Math.exp(x))))
                        .draw("x", -6, 6),
                pointwise("squareplus", "squareplus(x, b)", "b", (p, i) -> {
                            double x = p.at("x", i);
                            return 0.5 * (x + Math.sqrt(x * x + p.at("b")));
                        })
                        .draw("b", 0.5, 4),
                pointwise(
                                "Softplus",
                                "Softplus(x, beta=b)",
                                "b",
                                (p, i) -> Math.log(1 + Math.exp(p.at("b") * p.at("x", i))) / p.at("b"))
                        .draw("b", 0.5, 3),
                pointwise("bnll", "bnll(x)", x -> Math.log(1 + Math.exp(x))).draw("x", -6, 6),
                pointwise("logsigmoid", "logsigmoid(x)", x -> Math.log(1 / (1 + Math.exp(-x))))
                        .draw("x", -6, 6),
                pointwise("softsign", "softsign(x)", x -> x / (1 + Math.abs(x))).draw("x", -6, 6, 0),
                pointwise(
                                "hardtanh",
                                "hardtanh(x, l, h)",
                                "l h",
                                (p, i) -> p.at("x", i) < p.at("l")
                                        ? p.at("l")
                                        : p.at("x", i) > p.at("h") ? p.at("h") : p.at("x", i))
                        .draw("l", -1, -0.9)
                        .draw("h", 1, 1.1)
                        .draw("x", -3, 3, -0.9, -0.95, -1, 1, 1.05, 1.1),
                pointwise("Hardtanh", "Hardtanh(x)", x -> x < -1 ? -1 : x > 1 ? 1 : x)
                        .draw("x", -3, 3, -1, 1),
                pointwise("hardsigmoid", "hardsigmoid(x)", x -> x <= -3 ? 0 : x >= 3 ? 1 : x / 6 + 0.5)
                        .draw("x", -5, 5, -3, 3),
                pointwise("hardswish", "hardswish(x)", x -> x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6)
                        .draw("x", -5, 5, -3, 3),
                pointwise(
                                "hardshrink",
                                "hardshrink(x, l)",
                                "l",
                                (p, i) -> Math.abs(p.at("x", i)) > p.at("l") ? p.at("x", i) : 0)
                        .draw("l", 0.5, 0.6)
                        .draw("x", -2, 2, -0.6, -0.55, -0.5, 0.5, 0.55, 0.6),
                pointwise("Hardshrink", "Hardshrink(x)", x -> Math.abs(x) > 0.5 ? x : 0)
                        .draw("x", -2, 2, -0.5, 0.5),
                pointwise("softshrink", "softshrink(x, l)", "l", (p, i) -> {
                            double x = p.at("x", i);
                            return x > p.at("l") ? x - p.at("l") : x < -p.at("l") ? x + p.at("l") : 0;
                        })
                        .draw("l", 0.5, 0.6)
                        .draw("x", -2, 2, -0.6, -0.55, -0.5, 0.5, 0.55, 0.6),
                pointwise("Softshrink", "Softshrink(x)", x -> Math.signum(x) * Math.max(0, Math.abs(x) - 0.5))
                        .draw("x", -2, 2, -0.5, 0.5),
                pointwise("tanhshrink", "tanhshrink(x)", x -> x - Math.tanh(x)),
                pointwise(
                                "threshold",
                                "threshold(x, t, v)",
                                "t v",
                                (p, i) -> p.at("x", i) > p.at("t") ? p.at("x", i) : p.at("v"))
                        .draw("t", 0.1, 0.2)
                        .draw("x", -2, 2, 0.1, 0.15, 0.2),
                of("Maxout")
                        .model("dim B", "input x : real[B, $I]", "output y = Maxout(x, O=$O, K=$K)")
                        .cases(
                                "B=1 I=1 O=1 K=1",
                                "B=1 I=1 O=1 K=3",
                                "B=2 I=3 O=4 K=2",
                                "B=5 I=3 O=4 K=2",
                                "B=3 I=2 O=1 K=5",
                                "B=1 I=6 O=2 K=2",
                                "B=4 I=1 O=3 K=2",
                                "B=2 I=5 O=2 K=1")
                        .value("y", "B O", (p, i) -> {
                            double best = Double.NEGATIVE_INFINITY;
                            for (int k = 0; k < p.dim("K"); k++) {
                                int piece = k;
                                double z = p.at("maxout1.b", i[1], k)
                                        + p.sum("I", j -> p.at("maxout1.W", i[1], piece, j) * p.at("x", i[0], j));
                                best = Math.max(best, z);
                            }
                            return best;
                        }),
                of("glu")
                        .model("dim A, B", "input x : real[A, B, $D]", "output y = glu(x)")
                        .cases(
                                "A=1 B=1 D=2",
                                "A=2 B=3 D=4",
                                "A=1 B=3 D=2",
                                "A=3 B=1 D=2",
                                "A=1 B=1 D=8",
                                "A=2 B=2 D=6",
                                "A=4 B=1 D=4",
                                "A=1 B=5 D=6")
                        .value(
                                "y",
                                p -> new int[] {p.dim("A"), p.dim("B"), p.dim("D") / 2},
                                (p, i) -> p.at("x", i) / (1 + Math.exp(-p.at("x", i[0], i[1], i[2] + p.dim("D") / 2)))),
                BuiltInItems.over(
                        "softmin",
                        (p, i) -> Math.exp(-p.at("x", i)) / p.sum("C", k -> Math.exp(-p.at("x", i[0], i[1], k)))),
                BuiltInItems.over(
                        "Softmax2d",
                        (p, i) -> Math.exp(p.at("x", i)) / p.sum("B", k -> Math.exp(p.at("x", i[0], k, i[2])))),
                BuiltInItems.over(
                        "LogSoftmax2d",
                        (p, i) -> p.at("x", i) - Math.log(p.sum("B", k -> Math.exp(p.at("x", i[0], k, i[2]))))));
    }

    private static Item two(String name, String call, Item.Cell f) {
        return of(name).model("dim A, B, C", TWO, "output y = " + call).shapes().value("y", "A B C", f);
    }

    /** Moves b away from where it ties with a. */
    private static void apart(Point p, String a, String b) {
        for (int k = 0; k < p.data(a).length; k++) {
            if (Math.abs(p.data(a)[k] - p.data(b)[k]) < 0.1) p.data(b)[k] += 0.3;
        }
    }

    /** The normal distribution from 0 to x, by its power series. */
    private static double phiIntegral(double x) {
        double term = x;
        double sum = 0;
        for (int n = 0; n < 200; n++) {
            sum += term / (2 * n + 1);
            term *= -x * x / (2 * (n + 1));
        }
        return sum / Math.sqrt(2 * Math.PI);
    }
}
