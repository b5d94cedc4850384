package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.List;

/** Normalisation, against means and variances in two passes. */
final class NormalisationItems {
    private NormalisationItems() {}

    static List<Item> all() {
        return List.of(of("LayerNorm")
                .model("dim A, B", "input x : real[A, B, $D]", "output y = LayerNorm(x, elementwise_affine=$affine)")
                .cases(
                        "A=1 B=1 D=2 affine=true",
                        "A=1 B=1 D=1 affine=true",
                        "A=2 B=3 D=4 affine=true",
                        "A=2 B=3 D=4 affine=false",
                        "A=1 B=5 D=3 affine=false",
                        "A=3 B=1 D=7 affine=true",
                        "A=2 B=2 D=5 affine=false",
                        "A=1 B=2 D=9 affine=true")
                .value("y", "A B D", (p, i) -> {
                    double n = normal(p.at("x", i), p.dim("D"), d -> p.at("x", i[0], i[1], d), 1e-5);
                    return p.flag("affine") ? p.at("layernorm1.w", i[2]) * n + p.at("layernorm1.b", i[2]) : n;
                }));
    }

    /** x less the mean, over the deviation, of n values. */
    private static double normal(double x, int n, java.util.function.IntToDoubleFunction values, double eps) {
        double mean = Point.sum(n, values) / n;
        double var = Point.sum(n, k -> Math.pow(values.applyAsDouble(k) - mean, 2)) / n;
        return (x - mean) / Math.sqrt(var + eps);
    }
}
