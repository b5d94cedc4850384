package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.List;
import org.nnc.runtime.Philox;

/**
 * Regularisation by chance, in training at step 0 of seed 0: which cells are left out follows from the random numbers
 * themselves, at the place and cell that the language's page tells.
 */
final class RegularisationItems {
    private static final double LOW = 1.0507009873554805 * 1.6732632423543772;

    private RegularisationItems() {}

    static List<Item> all() {
        return List.of(
                pointwise("Dropout", (p, x, u) -> u < p ? 0 : x / (1 - p), false),
                of("ChannelDropout")
                        .model("dim A, B, C", "input x : real[A, B, C]", "output y = ChannelDropout(x, p=$p)")
                        .cases(cases())
                        .value("y", "A B C", (p, i) -> {
                            if (!p.flag("training")) return p.at("x", i);
                            double u = Philox.uniform(0, 0, 0, i[0] * p.dim("B") + i[1]);
                            return u < p.number("p") ? 0 : p.at("x", i) / (1 - p.number("p"));
                        }),
                pointwise(
                        "AlphaDropout",
                        (p, x, u) -> {
                            double q = 1 - p;
                            double a = Math.pow(q + LOW * LOW * q * (1 - q), -0.5);
                            double b = a * (1 - q) * LOW;
                            return a * (u < p ? -LOW : x) + b;
                        },
                        false),
                pointwise("GaussianNoise", (s, x, z) -> x + s * z, true),
                pointwise("GaussianDropout", (p, x, z) -> x * (1 + Math.sqrt(p / (1 - p)) * z), true),
                of("RReLU")
                        .model("dim A, B, C", "input x : real[A, B, C]", "output y = RReLU(x, upper=$p)")
                        .cases(cases())
                        .draw("x", -2, 2, 0)
                        .value("y", "A B C", (p, i) -> {
                            double upper = p.number("p");
                            double u = p.flag("training") ? Philox.uniform(0, 0, 0, cell(p, i)) : 0.5;
                            return p.at("x", i) > 0 ? p.at("x", i) : (0.125 + (upper - 0.125) * u) * p.at("x", i);
                        }));
    }

    private interface Rule {
        double of(double setting, double x, double random);
    }

    private static String[] cases() {
        return new String[] {
            "A=1 B=1 C=1 p=0.25 training=true",
            "A=2 B=3 C=4 p=0.25 training=true",
            "A=2 B=3 C=4 p=0.25 training=false",
            "A=1 B=7 C=1 p=0.75 training=true",
            "A=5 B=1 C=3 p=0.5 training=true",
            "A=1 B=1 C=9 p=0.5 training=false",
            "A=4 B=4 C=1 p=0.125 training=true",
            "A=3 B=2 C=2 p=0 training=true"
        };
    }

    private static int cell(Point p, int[] i) {
        return (i[0] * p.dim("B") + i[1]) * p.dim("C") + i[2];
    }

    private static Item pointwise(String name, Rule rule, boolean normal) {
        String setting = name.equals("GaussianNoise") ? "sigma" : "p";
        return of(name).model(
                        "dim A, B, C", "input x : real[A, B, C]", "output y = " + name + "(x, " + setting + "=$p)")
                .cases(cases())
                .value("y", "A B C", (p, i) -> {
                    if (!p.flag("training")) return p.at("x", i);
                    int cell = cell(p, i);
                    double random = normal ? Philox.normal(0, 0, 0, cell) : Philox.uniform(0, 0, 0, cell);
                    return rule.of(p.number("p"), p.at("x", i), random);
                });
    }
}
