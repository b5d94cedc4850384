package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;
import static org.nnc.compiler.std.Item.pointwise;

import java.util.List;

/** Layers that are linear in their parameters, tables, and distances. */
final class LinearItems {
    private static final String[] MAPS = {
        "B=1 I=1 O=1 bias=true", "B=1 I=1 O=1 bias=false", "B=3 I=4 O=2 bias=true", "B=3 I=4 O=2 bias=false",
        "B=1 I=5 O=3 bias=true", "B=4 I=1 O=3 bias=true", "B=2 I=3 O=1 bias=false", "B=7 I=4 O=2 bias=true"
    };
    private static final String[] PAIRS = {
        "B=1 I=1 O=1",
        "B=1 I=4 O=1",
        "B=3 I=4 O=2",
        "B=2 I=2 O=5",
        "B=5 I=3 O=1",
        "B=1 I=6 O=3",
        "B=4 I=2 O=2",
        "B=2 I=7 O=1"
    };
    private static final String[] CHANNELS = {
        "A=1 C=1 B=1",
        "A=2 C=3 B=4",
        "A=1 C=5 B=1",
        "A=4 C=1 B=2",
        "A=3 C=3 B=1",
        "A=1 C=2 B=6",
        "A=2 C=2 B=2",
        "A=1 C=1 B=5"
    };

    private LinearItems() {}

    static List<Item> all() {
        return List.of(
                of("Linear")
                        .model("dim B", "input x : real[B, $I]", "output z = Linear(x, O=$O, bias=$bias)")
                        .cases(MAPS)
                        .cases("B=3 I=8 O=17 bias=true")
                        .value(
                                "z",
                                "B O",
                                (p, i) -> bias(p, "linear1.b", i[1])
                                        + p.sum("I", k -> p.at("linear1.W", i[1], k) * p.at("x", i[0], k))),
                of("Bilinear")
                        .model(
                                "dim B",
                                "input x : real[B, $I]; input y : real[B, $J]",
                                "output z = Bilinear(x, y, O=$O, bias=$bias)")
                        .cases(
                                "B=1 I=1 J=1 O=1 bias=true",
                                "B=3 I=4 J=2 O=2 bias=true",
                                "B=3 I=4 J=2 O=2 bias=false",
                                "B=1 I=2 J=5 O=3 bias=true",
                                "B=4 I=1 J=3 O=2 bias=true",
                                "B=2 I=3 J=1 O=1 bias=false",
                                "B=2 I=3 J=3 O=4 bias=true",
                                "B=6 I=4 J=2 O=2 bias=true")
                        .value(
                                "z",
                                "B O",
                                (p, i) -> bias(p, "bilinear1.b", i[1])
                                        + p.sum(
                                                "I",
                                                k -> p.sum(
                                                        "J",
                                                        m -> p.at("bilinear1.W", i[1], k, m)
                                                                * p.at("x", i[0], k)
                                                                * p.at("y", i[0], m)))),
                of("Bias")
                        .model("dim A, B", "input x : real[A, $C, B]", "output y = Bias(x)")
                        .cases(CHANNELS)
                        .value("y", "A C B", (p, i) -> p.at("x", i) + p.at("bias1.b", i[1])),
                of("Scale")
                        .model("dim A, B", "input x : real[A, $C, B]", "output y = Scale(x, bias=$bias)")
                        .cases(
                                "A=1 C=1 B=1 bias=true",
                                "A=2 C=3 B=4 bias=true",
                                "A=2 C=3 B=4 bias=false",
                                "A=1 C=5 B=1 bias=true",
                                "A=4 C=1 B=2 bias=false",
                                "A=3 C=3 B=1 bias=true",
                                "A=1 C=2 B=6 bias=false",
                                "A=2 C=2 B=2 bias=true")
                        .value(
                                "y",
                                "A C B",
                                (p, i) -> p.at("scale1.w", i[1]) * p.at("x", i) + bias(p, "scale1.b", i[1])),
                pointwise("Mul", "Mul(x)", x -> x).value("y", "A B C", (p, i) -> p.at("mul1.w") * p.at("x", i)),
                pointwise("MulConstant", "x |> MulConstant(c)", "c", (p, i) -> p.at("x", i) * p.at("c")),
                pointwise("AddConstant", "x |> AddConstant(c)", "c", (p, i) -> p.at("x", i) + p.at("c")),
                pointwise("Identity", "Identity(x)", x -> x),
                of("Embedding")
                        .model("dim B, T", "input t : int[B, T] in 0..$V", "output y = Embedding(t, V=$V, D=$D)")
                        .cases(
                                "B=1 T=1 V=1 D=1",
                                "B=2 T=3 V=5 D=4",
                                "B=1 T=7 V=2 D=3",
                                "B=4 T=1 V=9 D=1",
                                "B=3 T=3 V=4 D=2",
                                "B=1 T=1 V=6 D=6",
                                "B=5 T=2 V=3 D=5",
                                "B=2 T=6 V=5 D=4")
                        .value("y", "B T D", (p, i) -> p.at("embedding1.W", p.intAt("t", i[0], i[1]), i[2])),
                of("EmbeddingBag")
                        .model(
                                "dim B, J",
                                "input t : int[B, J] in 0..$V",
                                "output y = EmbeddingBag(t, V=$V, D=$D, size_average=$mean)")
                        .cases(
                                "B=1 J=1 V=1 D=1 mean=true",
                                "B=2 J=3 V=5 D=4 mean=true",
                                "B=2 J=3 V=5 D=4 mean=false",
                                "B=1 J=7 V=2 D=3 mean=true",
                                "B=4 J=1 V=9 D=1 mean=false",
                                "B=3 J=3 V=4 D=2 mean=true",
                                "B=1 J=1 V=6 D=6 mean=false",
                                "B=5 J=2 V=3 D=5 mean=true")
                        .value(
                                "y",
                                "B D",
                                (p, i) -> p.sum("J", j -> p.at("embeddingbag1.W", p.intAt("t", i[0], j), i[1]))
                                        / (p.flag("mean") ? p.dim("J") : 1)),
                of("IndexLinear")
                        .model(
                                "dim B, J",
                                "input key : int[B, J] in 0..$I; input value : real[B, J]",
                                "output z = IndexLinear(key, value, I=$I, O=$O, bias=$bias)")
                        .cases(
                                "B=1 J=1 I=1 O=1 bias=true",
                                "B=3 J=2 I=4 O=2 bias=true",
                                "B=3 J=2 I=4 O=2 bias=false",
                                "B=1 J=5 I=5 O=3 bias=true",
                                "B=4 J=1 I=7 O=3 bias=true",
                                "B=2 J=6 I=3 O=1 bias=false",
                                "B=7 J=3 I=4 O=2 bias=true",
                                "B=1 J=2 I=9 O=4 bias=true")
                        .value("z", "B O", IndexedLinear::cell),
                of("Euclidean")
                        .model("dim B", "input x : real[B, $I]", "output y = Euclidean(x, O=$O)")
                        .cases(PAIRS)
                        .value(
                                "y",
                                "B O",
                                (p, i) -> Math.sqrt(p.sum(
                                        "I", k -> Math.pow(p.at("x", i[0], k) - p.at("euclidean1.W", i[1], k), 2)))),
                of("Cosine")
                        .model("dim B", "input x : real[B, $I]", "output y = Cosine(x, O=$O)")
                        .cases(PAIRS)
                        .draw("x", -2, 2, 0)
                        .draw("cosine1.W", -2, 2, 0)
                        .value(
                                "y",
                                "B O",
                                (p, i) -> cosine(p.dim("I"), k -> p.at("x", i[0], k), k -> p.at("cosine1.W", i[1], k))),
                vectors(
                        "pairwise_distance",
                        (p, i) -> Math.sqrt(p.sum(
                                "D", k -> Math.pow(p.at("a", i[0], i[1], k) - p.at("b", i[0], i[1], k) + 1e-6, 2)))),
                vectors(
                        "cosine_similarity",
                        (p, i) -> cosine(p.dim("D"), k -> p.at("a", i[0], i[1], k), k -> p.at("b", i[0], i[1], k))),
                vectors("DotProduct", (p, i) -> p.sum("D", k -> p.at("a", i[0], i[1], k) * p.at("b", i[0], i[1], k))));
    }

    private static double bias(Point p, String name, int o) {
        return p.has(name) ? p.at(name, o) : 0;
    }

    private static Item vectors(String name, Item.Cell f) {
        return of(name).model(
                        "dim A, B, D",
                        "input a : real[A, B, D]; input b : real[A, B, D]",
                        "output y = " + name + "(a, b)")
                .cases(
                        "A=1 B=1 D=1",
                        "A=2 B=3 D=4",
                        "A=1 B=7 D=2",
                        "A=5 B=1 D=3",
                        "A=1 B=1 D=9",
                        "A=4 B=4 D=2",
                        "A=3 B=2 D=2",
                        "A=1 B=2 D=5")
                .draw("a", 0.2, 2)
                .draw("b", -2, -0.2)
                .value("y", "A B", f);
    }

    static double cosine(int n, java.util.function.IntToDoubleFunction a, java.util.function.IntToDoubleFunction b) {
        double dot = Point.sum(n, k -> a.applyAsDouble(k) * b.applyAsDouble(k));
        double na = Math.sqrt(Point.sum(n, k -> a.applyAsDouble(k) * a.applyAsDouble(k)));
        double nb = Math.sqrt(Point.sum(n, k -> b.applyAsDouble(k) * b.applyAsDouble(k)));
        return dot / (na * nb);
    }

    /** A sparse row made dense, and then an ordinary affine map. */
    private static final class IndexedLinear {
        private IndexedLinear() {}

        static double cell(Point p, int[] i) {
            double[] dense = new double[p.dim("I")];
            for (int j = 0; j < p.dim("J"); j++) dense[p.intAt("key", i[0], j)] += p.at("value", i[0], j);
            return bias(p, "indexlinear1.b", i[1]) + p.sum("I", k -> p.at("indexlinear1.W", i[1], k) * dense[k]);
        }
    }
}
