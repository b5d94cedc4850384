package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** What moves values to other places or picks some of them: each cell against the place that it comes from. */
final class ShapeItems {
    private static final int[][] SIZES = {
        {1, 1, 1, 1, 1},
        {2, 3, 2, 4, 2},
        {1, 4, 3, 1, 2},
        {3, 1, 2, 2, 1},
        {2, 2, 5, 1, 3},
        {1, 3, 1, 6, 2},
        {4, 2, 2, 2, 1},
        {1, 5, 2, 3, 1}
    };

    private ShapeItems() {}

    static List<Item> all() {
        List<Item> all = new ArrayList<>(reshaping());
        all.addAll(parts());
        all.addAll(reductions());
        all.addAll(examples());
        return all;
    }

    /** Eight cases of sizes for the names given. */
    private static String[] sizes(String names, String... settings) {
        String[] cases = new String[SIZES.length];
        String[] name = names.split(" ");
        for (int k = 0; k < cases.length; k++) {
            StringBuilder text = new StringBuilder();
            for (int d = 0; d < name.length; d++)
                text.append(d > 0 ? " " : "").append(name[d]).append('=').append(SIZES[k][d]);
            if (settings.length > 0) text.append(' ').append(settings[k % settings.length]);
            cases[k] = text.toString();
        }
        return cases;
    }

    private static List<Item> reshaping() {
        return List.of(
                of("Flatten")
                        .model("dim N, C, H, W", "input x : real[N, C, H, W]", "output y = Flatten(x)")
                        .cases(sizes("N C H W"))
                        .value("y", p -> p.shape("N " + p.dim("C") * p.dim("H") * p.dim("W")), (p, i) -> {
                            int w = p.dim("W");
                            int h = p.dim("H");
                            return p.at("x", i[0], i[1] / (h * w), i[1] / w % h, i[1] % w);
                        }),
                of("Flatten1d")
                        .model("dim N, C, L", "input x : real[N, C, L]", "output y = Flatten1d(x)")
                        .cases(sizes("N C L"))
                        .value(
                                "y",
                                p -> p.shape("N " + p.dim("C") * p.dim("L")),
                                (p, i) -> p.at("x", i[0], i[1] / p.dim("L"), i[1] % p.dim("L"))),
                of("Flatten3d")
                        .model("dim N, C, D, H, W", "input x : real[N, C, D, H, W]", "output y = Flatten3d(x)")
                        .cases(sizes("N C D H W"))
                        .value(
                                "y",
                                p -> p.shape("N " + p.dim("C") * p.dim("D") * p.dim("H") * p.dim("W")),
                                (p, i) -> p.data("x")[i[0] * p.data("x").length / p.dim("N") + i[1]]),
                of("Unflatten")
                        .model("dim N", "input x : real[N, $C*$H*$W]", "output y = Unflatten(x, C=$C, H=$H, W=$W)")
                        .cases(sizes("N C H W"))
                        .value(
                                "y",
                                "N C H W",
                                (p, i) -> p.at("x", i[0], (i[1] * p.dim("H") + i[2]) * p.dim("W") + i[3])),
                of("reshape")
                        .model("dim N, C", "input x : real[N, C, $A*$B]", "output y = reshape(x, A=$A, B=$B)")
                        .cases(sizes("N C A B"))
                        .value("y", "N C A B", (p, i) -> p.at("x", i[0], i[1], i[2] * p.dim("B") + i[3])),
                moved("transpose", "N A B", "N B A", 0, 2, 1),
                moved("transpose_first", "A B C", "B A C", 1, 0, 2),
                moved("channels_last", "N C H W", "N H W C", 0, 3, 1, 2),
                moved("channels_first", "N H W C", "N C H W", 0, 2, 3, 1));
    }

    /** @param from for each dimension of x, which of y it is */
    private static Item moved(String name, String x, String y, int... from) {
        String dims = x.replace(" ", ", ");
        return of(name).model("dim " + dims, "input x : real[" + dims + "]", "output y = " + name + "(x)")
                .cases(sizes(x))
                .value("y", y, (p, i) -> {
                    int[] at = new int[from.length];
                    for (int d = 0; d < at.length; d++) at[d] = i[from[d]];
                    return p.at("x", at);
                });
    }

    private static List<Item> parts() {
        return List.of(
                of("concat")
                        .model(
                                "dim N, A, B, H, W",
                                "input a : real[N, A, H, W]; input b : real[N, B, H, W]",
                                "output y = concat(a, b)")
                        .cases(sizes("N A B H W"))
                        .value(
                                "y",
                                p -> p.shape("N " + (p.dim("A") + p.dim("B")) + " H W"),
                                (p, i) -> i[1] < p.dim("A")
                                        ? p.at("a", i)
                                        : p.at("b", i[0], i[1] - p.dim("A"), i[2], i[3])),
                of("concat_first")
                        .model(
                                "dim A, B, C",
                                "input a : real[A, C]; input b : real[B, C]",
                                "output y = concat_first(a, b)")
                        .cases(sizes("A B C"))
                        .value(
                                "y",
                                p -> p.shape(p.dim("A") + p.dim("B") + " C"),
                                (p, i) -> i[0] < p.dim("A") ? p.at("a", i) : p.at("b", i[0] - p.dim("A"), i[1])),
                of("concat_last")
                        .model(
                                "dim N, A, B",
                                "input a : real[N, A]; input b : real[N, B]",
                                "output y = concat_last(a, b)")
                        .cases(sizes("N A B"))
                        .value(
                                "y",
                                p -> p.shape("N " + (p.dim("A") + p.dim("B"))),
                                (p, i) -> i[1] < p.dim("A") ? p.at("a", i) : p.at("b", i[0], i[1] - p.dim("A"))),
                of("slice")
                        .model(
                                "dim N, W",
                                "input x : real[N, $C, W]",
                                "output y = slice(x, start=$from, length=$length)")
                        .cases(
                                "N=1 C=1 W=1 from=0 length=1",
                                "N=2 C=5 W=3 from=1 length=3",
                                "N=1 C=4 W=2 from=3 length=1",
                                "N=3 C=4 W=1 from=0 length=4",
                                "N=2 C=6 W=2 from=2 length=2",
                                "N=1 C=3 W=5 from=1 length=2",
                                "N=4 C=2 W=1 from=1 length=1",
                                "N=2 C=7 W=2 from=0 length=5")
                        .value("y", "N length W", (p, i) -> p.at("x", i[0], i[1] + p.dim("from"), i[2])),
                of("slice_last")
                        .model(
                                "dim N",
                                "input x : real[N, $D]",
                                "output y = slice_last(x, start=$from, length=$length)")
                        .cases(
                                "N=1 D=1 from=0 length=1",
                                "N=2 D=5 from=1 length=3",
                                "N=1 D=4 from=3 length=1",
                                "N=3 D=4 from=0 length=4",
                                "N=2 D=6 from=2 length=2",
                                "N=1 D=3 from=1 length=2",
                                "N=4 D=2 from=1 length=1",
                                "N=2 D=7 from=0 length=5")
                        .value("y", "N length", (p, i) -> p.at("x", i[0], i[1] + p.dim("from"))),
                of("split")
                        .model("dim N, W", "input x : real[N, $C, W]", "a, b = split(x, A=$A)", "output a, b")
                        .cases(
                                "N=1 C=2 W=1 A=1",
                                "N=2 C=5 W=3 A=2",
                                "N=1 C=4 W=2 A=3",
                                "N=3 C=4 W=1 A=1",
                                "N=2 C=6 W=2 A=3",
                                "N=1 C=3 W=5 A=2",
                                "N=4 C=2 W=2 A=1",
                                "N=1 C=7 W=1 A=4")
                        .value("a", "N A W", (p, i) -> p.at("x", i))
                        .value(
                                "b",
                                p -> p.shape("N " + (p.dim("C") - p.dim("A")) + " W"),
                                (p, i) -> p.at("x", i[0], i[1] + p.dim("A"), i[2])),
                of("crop")
                        .model(
                                "dim N, C",
                                "input x : real[N, C, $H, $W]",
                                "output y = crop(x, height=$OH, width=$OW, top=$top, left=$left)")
                        .cases(
                                "N=1 C=1 H=1 W=1 OH=1 OW=1 top=0 left=0",
                                "N=2 C=2 H=4 W=5 OH=2 OW=3 top=1 left=2",
                                "N=1 C=2 H=3 W=3 OH=3 OW=1 top=0 left=1",
                                "N=1 C=1 H=6 W=2 OH=1 OW=2 top=5 left=0",
                                "N=3 C=1 H=2 W=4 OH=2 OW=2 top=0 left=1",
                                "N=2 C=1 H=5 W=5 OH=3 OW=3 top=1 left=1",
                                "N=1 C=3 H=4 W=4 OH=2 OW=2 top=2 left=2",
                                "N=1 C=2 H=2 W=7 OH=1 OW=6 top=1 left=0")
                        .value(
                                "y",
                                "N C OH OW",
                                (p, i) -> p.at("x", i[0], i[1], i[2] + p.dim("top"), i[3] + p.dim("left"))),
                repeated("tile", "tiles", (c, channels, times) -> c % channels),
                repeated("repeat_interleave", "times", (c, channels, times) -> c / times));
    }

    private interface Source {
        int of(int c, int channels, int times);
    }

    private static Item repeated(String name, String setting, Source source) {
        return of(name).model(
                        "dim N, C, W", "input x : real[N, C, W]", "output y = " + name + "(x, " + setting + "=$times)")
                .cases(sizes("N C W times"))
                .value(
                        "y",
                        p -> p.shape("N " + p.dim("C") * p.dim("times") + " W"),
                        (p, i) -> p.at("x", i[0], source.of(i[1], p.dim("C"), p.dim("times")), i[2]));
    }

    private static List<Item> reductions() {
        return List.of(
                reduction("reduction_sum", v -> v, false),
                reduction("reduction_asum", Math::abs, false).draw("x", -2, 2, 0),
                reduction("reduction_sumsq", v -> v * v, false),
                reduction("reduction_mean", v -> v, true),
                of("eltwise_sum")
                        .model(
                                "dim A, B, C",
                                "input a : real[A, B, C]; input b : real[A, B, C]",
                                "output y = eltwise_sum(a, b, 2, -0.5)")
                        .shapes()
                        .value("y", "A B C", (p, i) -> 2 * p.at("a", i) - 0.5 * p.at("b", i)));
    }

    private static Item reduction(String name, java.util.function.DoubleUnaryOperator f, boolean mean) {
        return of(name).model("dim N, H, W", "input x : real[N, H, W]", "output y = " + name + "(x, coeff=$coeff)")
                .cases(sizes("N H W", "coeff=1", "coeff=-2.5"))
                .value("y", "N", (p, i) -> {
                    IntToDoubleFunction cell = k -> f.applyAsDouble(p.at("x", i[0], k / p.dim("W"), k % p.dim("W")));
                    int n = p.dim("H") * p.dim("W");
                    return p.number("coeff") * Point.sum(n, cell) / (mean ? n : 1);
                });
    }

    private static List<Item> examples() {
        return List.of(
                of("batch_reindex")
                        .model(
                                "dim N, M, C",
                                "input x : real[N, C]; input t : int[M] in 0..N",
                                "output y = batch_reindex(x, t)")
                        .cases(sizes("N M C"))
                        .value("y", "M C", (p, i) -> p.at("x", p.intAt("t", i[0]), i[1])),
                of("filter")
                        .model(
                                "dim N, C",
                                "input x : real[N, C]; input keep : bool[N]",
                                "y, n = filter(x, keep)",
                                "output y, n")
                        .cases("N=1 C=1", "N=4 C=2", "N=2 C=3", "N=7 C=1", "N=5 C=2", "N=3 C=4", "N=8 C=1", "N=6 C=3")
                        .value("y", "N C", (p, i) -> {
                            List<Integer> kept = kept(p);
                            return i[0] < kept.size() ? p.at("x", kept.get(i[0]), i[1]) : 0;
                        })
                        .value("n", "", (p, i) -> kept(p).size()),
                of("ArgMax")
                        .model("dim A, B, K", "input x : real[A, B, K]", "output y = ArgMax(x)")
                        .cases(sizes("A B K"))
                        .value("y", "A B", (p, i) -> {
                            int best = 0;
                            for (int k = 1; k < p.dim("K"); k++)
                                if (p.at("x", i[0], i[1], k) > p.at("x", i[0], i[1], best)) best = k;
                            return best;
                        }),
                of("accuracy")
                        .model(
                                "dim N",
                                "input z : real[N, $K]; input y : int[N] in 0..$K",
                                "output a = accuracy(z, y, top_k=$top)")
                        .cases(
                                "N=1 K=1 top=1",
                                "N=5 K=3 top=1",
                                "N=8 K=2 top=1",
                                "N=6 K=4 top=2",
                                "N=7 K=5 top=3",
                                "N=1 K=6 top=1",
                                "N=9 K=3 top=2",
                                "N=4 K=2 top=2")
                        .value("a", "", (p, i) -> p.sum("N", n -> rank(p, n) <= p.dim("top") ? 1 : 0) / p.dim("N")));
    }

    private static List<Integer> kept(Point p) {
        List<Integer> kept = new ArrayList<>();
        for (int n = 0; n < p.dim("N"); n++) if (p.at("keep", n) != 0) kept.add(n);
        return kept;
    }

    private static double rank(Point p, int n) {
        return p.sum("K", k -> p.at("z", n, k) >= p.at("z", n, p.intAt("y", n)) ? 1 : 0);
    }
}
