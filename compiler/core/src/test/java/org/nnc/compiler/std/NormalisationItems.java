package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Normalisation, against means and variances in two passes over the values named in the formula. */
final class NormalisationItems {
    private static final String[] IMAGES = {
        "N=1 C=1 W=2",
        "N=2 C=3 W=4",
        "N=1 C=4 W=1",
        "N=4 C=1 W=2",
        "N=3 C=2 W=3",
        "N=1 C=5 W=2",
        "N=2 C=2 W=5",
        "N=2 C=4 W=3"
    };
    private static final String[] WINDOWS = {
        "N=1 C=2 H=1 W=1 R=1 S=1",
        "N=2 C=2 H=3 W=4 R=3 S=3",
        "N=1 C=3 H=4 W=2 R=3 S=1",
        "N=1 C=1 H=5 W=5 R=1 S=3",
        "N=2 C=1 H=2 W=2 R=3 S=3",
        "N=1 C=2 H=1 W=4 R=3 S=3",
        "N=3 C=2 H=3 W=3 R=1 S=3",
        "N=1 C=1 H=3 W=6 R=3 S=5"
    };

    private NormalisationItems() {}

    static List<Item> all() {
        return List.of(
                batchNorm(),
                of("LayerNorm")
                        .model(
                                "dim A, B",
                                "input x : real[A, B, $D]",
                                "output y = LayerNorm(x, elementwise_affine=$affine)")
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
                            return affine(p, "layernorm1", i[2], n);
                        }),
                of("GroupNorm")
                        .model(
                                "dim N, W",
                                "input x : real[N, $C, W]",
                                "output y = GroupNorm(x, groups=$G, affine=$affine)")
                        .cases(
                                "N=1 C=1 W=2 G=1 affine=true",
                                "N=2 C=4 W=3 G=2 affine=true",
                                "N=2 C=4 W=3 G=2 affine=false",
                                "N=1 C=6 W=2 G=3 affine=true",
                                "N=3 C=6 W=1 G=2 affine=true",
                                "N=2 C=3 W=4 G=3 affine=false",
                                "N=1 C=4 W=5 G=1 affine=true",
                                "N=2 C=2 W=2 G=1 affine=false")
                        .value("y", "N C W", (p, i) -> {
                            int size = p.dim("C") / p.dim("G");
                            int first = i[1] / size * size;
                            int w = p.dim("W");
                            double n = normal(p.at("x", i), size * w, k -> p.at("x", i[0], first + k / w, k % w), 1e-5);
                            return affine(p, "groupnorm1", i[1], n);
                        }),
                of("InstanceNorm")
                        .model("dim N, W", "input x : real[N, $C, W]", "output y = InstanceNorm(x, affine=$affine)")
                        .cases(with(" affine=true", 0, 4))
                        .cases(with(" affine=false", 4, 8))
                        .value(
                                "y",
                                "N C W",
                                (p, i) -> affine(
                                        p,
                                        "instancenorm1",
                                        i[1],
                                        normal(p.at("x", i), p.dim("W"), w -> p.at("x", i[0], i[1], w), 1e-5))),
                of("MVN")
                        .model(
                                "dim N, C, W",
                                "input x : real[N, C, W]",
                                "output y = MVN(x, normalize_variance=$variance, across_channels=$across)")
                        .cases(
                                "N=1 C=2 W=3 variance=true across=true",
                                "N=2 C=3 W=4 variance=true across=false",
                                "N=2 C=3 W=4 variance=true across=true",
                                "N=2 C=3 W=4 variance=false across=false",
                                "N=1 C=1 W=1 variance=false across=true",
                                "N=3 C=1 W=5 variance=true across=false",
                                "N=1 C=4 W=1 variance=true across=true",
                                "N=2 C=2 W=6 variance=false across=true")
                        .value("y", "N C W", NormalisationItems::mvn),
                of("LocalResponseNorm")
                        .model(
                                "dim N, C, W",
                                "input x : real[N, C, W]",
                                "output y = LocalResponseNorm(x, size=$size, alpha=0.5, k=$k)")
                        .cases(
                                "N=1 C=1 W=1 size=1 k=1",
                                "N=2 C=5 W=3 size=3 k=1",
                                "N=1 C=3 W=2 size=5 k=1",
                                "N=2 C=4 W=1 size=2 k=2",
                                "N=1 C=6 W=2 size=4 k=1",
                                "N=3 C=2 W=2 size=3 k=2",
                                "N=1 C=7 W=1 size=5 k=2",
                                "N=2 C=1 W=4 size=3 k=1")
                        .value("y", "N C W", (p, i) -> {
                            int n = p.dim("size");
                            double sum = 0;
                            for (int c = i[1] - n / 2; c < i[1] - n / 2 + n; c++)
                                sum += Math.pow(p.at(0, "x", i[0], c, i[2]), 2);
                            return p.at("x", i) / Math.pow(p.number("k") + 0.5 / n * sum, 0.75);
                        }),
                of("LocalResponseNormWithin")
                        .model(
                                "dim N, C, H, W",
                                "input x : real[N, C, H, W]",
                                "output y = LocalResponseNormWithin(x, size=$size)")
                        .cases(
                                "N=1 C=1 H=1 W=1 size=1",
                                "N=2 C=2 H=3 W=4 size=3",
                                "N=1 C=1 H=5 W=2 size=5",
                                "N=1 C=3 H=2 W=2 size=3",
                                "N=2 C=1 H=4 W=4 size=3",
                                "N=1 C=2 H=6 W=1 size=5",
                                "N=3 C=1 H=1 W=3 size=3",
                                "N=1 C=1 H=3 W=3 size=1")
                        .value("y", "N C H W", (p, i) -> {
                            int n = p.dim("size");
                            double sum = 0;
                            for (int h = i[2] - n / 2; h <= i[2] + n / 2; h++)
                                for (int w = i[3] - n / 2; w <= i[3] + n / 2; w++)
                                    sum += Math.pow(p.at(0, "x", i[0], i[1], h, w), 2);
                            return p.at("x", i) / Math.pow(1 + sum / (n * n), 0.75);
                        }),
                window("SpatialSubtractiveNormalization")
                        .value("y", "N C H W", (p, i) -> subtracted(p, i[0], i[1], i[2], i[3])),
                window("SpatialDivisiveNormalization")
                        .value(
                                "y",
                                "N C H W",
                                (p, i) ->
                                        p.at("x", i) / deviation(p, i[2], i[3], (c, h, w) -> p.at("x", i[0], c, h, w))),
                window("SpatialContrastiveNormalization")
                        .value(
                                "y",
                                "N C H W",
                                (p, i) -> subtracted(p, i[0], i[1], i[2], i[3])
                                        / deviation(p, i[2], i[3], (c, h, w) -> subtracted(p, i[0], c, h, w))),
                of("weight_norm")
                        .model(
                                "dim O, A, B",
                                "input v : real[O, A, B]; input g : real[O]",
                                "output w = weight_norm(v, g)")
                        .cases(
                                "O=1 A=1 B=1",
                                "O=2 A=3 B=2",
                                "O=1 A=4 B=1",
                                "O=3 A=1 B=5",
                                "O=4 A=2 B=2",
                                "O=1 A=1 B=6",
                                "O=2 A=2 B=3",
                                "O=5 A=3 B=1")
                        .draw("v", 0.2, 2)
                        .value(
                                "w",
                                "O A B",
                                (p, i) -> p.at("g", i[0])
                                        * p.at("v", i)
                                        / Math.sqrt(p.sum(
                                                "A", a -> p.sum("B", b -> Math.pow(p.at("v", i[0], a, b), 2))))),
                of("WeightNormLinear")
                        .model("dim B", "input x : real[B, $I]", "output z = WeightNormLinear(x, O=$O, bias=$bias)")
                        .cases(
                                "B=1 I=1 O=1 bias=true",
                                "B=2 I=3 O=2 bias=true",
                                "B=2 I=3 O=2 bias=false",
                                "B=1 I=4 O=1 bias=true",
                                "B=4 I=2 O=3 bias=false",
                                "B=1 I=2 O=5 bias=true",
                                "B=3 I=5 O=1 bias=true",
                                "B=5 I=2 O=2 bias=false")
                        .draw("weightnormlinear1.v", 0.2, 2)
                        .value("z", "B O", (p, i) -> {
                            String layer = "weightnormlinear1";
                            double length = Math.sqrt(p.sum("I", k -> Math.pow(p.at(layer + ".v", i[1], k), 2)));
                            double z = p.sum(
                                    "I",
                                    k -> p.at(layer + ".g", i[1])
                                            * p.at(layer + ".v", i[1], k)
                                            / length
                                            * p.at("x", i[0], k));
                            return p.has(layer + ".b") ? z + p.at(layer + ".b", i[1]) : z;
                        }));
    }

    private static Item batchNorm() {
        return of("BatchNorm")
                .model("dim N, W", "input x : real[N, $C, W]", "output y = BatchNorm(x, affine=$affine)")
                .cases(with(" affine=true training=false", 0, 2))
                .cases(with(" affine=true training=true", 0, 4))
                .cases(with(" affine=false training=true", 4, 8))
                .cases(with(" affine=false training=false", 5, 7))
                .draw("batchnorm1.running_var", 0.2, 2)
                .value("y", "N C W", (p, i) -> {
                    double mean = p.flag("training") ? mean(p, i[1]) : p.at("batchnorm1.running_mean", i[1]);
                    double var = p.flag("training") ? variance(p, i[1]) : p.at("batchnorm1.running_var", i[1]);
                    return affine(p, "batchnorm1", i[1], (p.at("x", i) - mean) / Math.sqrt(var + 1e-5));
                })
                .state(
                        "batchnorm1.running_mean",
                        "C",
                        (p, i) -> 0.9 * p.at("batchnorm1.running_mean", i) + 0.1 * mean(p, i[0]))
                .state("batchnorm1.running_var", "C", (p, i) -> {
                    double n = p.dim("N") * p.dim("W");
                    return 0.9 * p.at("batchnorm1.running_var", i) + 0.1 * variance(p, i[0]) * n / Math.max(n - 1, 1);
                });
    }

    private static String[] with(String more, int from, int to) {
        String[] cases = java.util.Arrays.copyOfRange(IMAGES, from, to);
        for (int k = 0; k < cases.length; k++) cases[k] += more;
        return cases;
    }

    private static Item window(String name) {
        return of(name).model(
                        "dim N, C, H, W, R, S",
                        "input x : real[N, C, H, W]; input k : real[R, S]",
                        "output y = " + name + "(x, k)")
                .cases(WINDOWS)
                .draw("k", 0.2, 2)
                .draw("x", 0.2, 2);
    }

    // ---- by the formulas ---------------------------------------------------------------------------------------

    private static double affine(Point p, String layer, int c, double n) {
        return p.has(layer + ".w") ? p.at(layer + ".w", c) * n + p.at(layer + ".b", c) : n;
    }

    /** x less the mean, over the deviation, of n values. */
    private static double normal(double x, int n, IntToDoubleFunction values, double eps) {
        double mean = Point.sum(n, values) / n;
        double var = Point.sum(n, k -> Math.pow(values.applyAsDouble(k) - mean, 2)) / n;
        return (x - mean) / Math.sqrt(var + eps);
    }

    private static double mean(Point p, int c) {
        return p.sum("N", n -> p.sum("W", w -> p.at("x", n, c, w))) / (p.dim("N") * p.dim("W"));
    }

    private static double variance(Point p, int c) {
        double mean = mean(p, c);
        return p.sum("N", n -> p.sum("W", w -> Math.pow(p.at("x", n, c, w) - mean, 2))) / (p.dim("N") * p.dim("W"));
    }

    private static double mvn(Point p, int[] i) {
        int w = p.dim("W");
        boolean across = p.flag("across");
        int n = across ? p.dim("C") * w : w;
        IntToDoubleFunction values = k -> across ? p.at("x", i[0], k / w, k % w) : p.at("x", i[0], i[1], k);
        double mean = Point.sum(n, values) / n;
        double var = Point.sum(n, k -> Math.pow(values.applyAsDouble(k) - mean, 2)) / n;
        return (p.at("x", i) - mean) / (p.flag("variance") ? Math.sqrt(var) + 1e-9 : 1);
    }

    private interface Place {
        double at(int c, int h, int w);
    }

    /** The sum over the window around a place, of what lies inside of the image, weighted by the kernel. */
    private static double window(Point p, int h, int w, Place f) {
        double sum = 0;
        for (int r = 0; r < p.dim("R"); r++) {
            for (int s = 0; s < p.dim("S"); s++) {
                int y = h + r - p.dim("R") / 2;
                int x = w + s - p.dim("S") / 2;
                if (y < 0 || y >= p.dim("H") || x < 0 || x >= p.dim("W")) continue;
                for (int c = 0; c < p.dim("C"); c++) sum += p.at("k", r, s) * f.at(c, y, x);
            }
        }
        return sum;
    }

    private static double subtracted(Point p, int n, int c, int h, int w) {
        double mean = window(p, h, w, (d, y, x) -> p.at("x", n, d, y, x)) / window(p, h, w, (d, y, x) -> 1);
        return p.at("x", n, c, h, w) - mean;
    }

    private static double deviation(Point p, int h, int w, Place f) {
        double kernel = p.sumOver("k", k -> p.data("k")[k]) * p.dim("C");
        double std = Math.sqrt(window(p, h, w, (c, y, x) -> Math.pow(f.at(c, y, x), 2)) / kernel);
        double coefficient = window(p, h, w, (c, y, x) -> 1) / kernel;
        double d = std / coefficient;
        return d > 1e-4 ? d : 1e-4;
    }
}
