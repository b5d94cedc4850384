package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;
import static org.nnc.compiler.std.Windows.each;
import static org.nnc.compiler.std.Windows.join;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Pooling over parts that are asked for, and the way back. */
final class RegionItems {
    private static final String[] NAMES = {"M", "P", "Q"};

    private RegionItems() {}

    static List<Item> all() {
        return List.of(
                adaptive("AdaptiveAvgPool1d", 1).cases(lines()).value("y", RegionItems::partsShape, RegionItems::mean),
                adaptive("AdaptiveAvgPool2d", 2).cases(images()).value("y", RegionItems::partsShape, RegionItems::mean),
                adaptive("AdaptiveAvgPool3d", 3)
                        .cases(volumes())
                        .value("y", RegionItems::partsShape, RegionItems::mean),
                adaptive("AdaptiveMaxPool1d", 1)
                        .cases(lines())
                        .prepare(p -> PoolingItems.spread(p, "x"))
                        .value("y", RegionItems::partsShape, RegionItems::greatest),
                adaptive("AdaptiveMaxPool2d", 2)
                        .cases(images())
                        .prepare(p -> PoolingItems.spread(p, "x"))
                        .value("y", RegionItems::partsShape, RegionItems::greatest),
                adaptive("AdaptiveMaxPool3d", 3)
                        .cases(volumes())
                        .prepare(p -> PoolingItems.spread(p, "x"))
                        .value("y", RegionItems::partsShape, RegionItems::greatest),
                global("GlobalAvgPool")
                        .value(
                                "y",
                                "A B",
                                (p, i) -> p.sum("C", h -> p.sum("D", w -> p.at("x", i[0], i[1], h, w)))
                                        / (p.dim("C") * p.dim("D"))),
                global("GlobalMaxPool")
                        .prepare(p -> PoolingItems.spread(p, "x"))
                        .value("y", "A B", (p, i) -> {
                            double[] best = {Double.NEGATIVE_INFINITY};
                            each(p.shape("C D"), at -> best[0] = Math.max(best[0], p.at("x", join(i, at))));
                            return best[0];
                        }),
                of("SpatialPyramidPooling")
                        .model(
                                "dim N, C, H, W",
                                "input x : real[N, C, H, W]",
                                "output y = SpatialPyramidPooling(x$more)")
                        .cases(
                                "N=1 C=1 H=1 W=1 more=",
                                "N=2 C=1 H=5 W=4 more=",
                                "N=1 C=3 H=2 W=6 more=",
                                "N=1 C=2 H=7 W=3 more=",
                                "N=2 C=2 H=4 W=4 more=",
                                "N=1 C=2 H=5 W=6 more=,P2=3,P3=2",
                                "N=2 C=1 H=3 W=3 more=,P2=3,P3=2",
                                "N=3 C=2 H=2 W=5 more=,P2=1,P3=3")
                        .prepare(p -> PoolingItems.spread(p, "x"))
                        .value(
                                "y",
                                p -> new int[] {
                                    p.dim("N"),
                                    p.dim("C")
                                            * (1 + square(Windows.more(p, "P2", 2)) + square(Windows.more(p, "P3", 4)))
                                },
                                RegionItems::pyramid),
                fractional("FractionalMaxPool2d", 2)
                        .cases(sized(
                                2,
                                "A=1 H=1 W=1 P=1 Q=1 K=1 more=",
                                "A=2 H=5 W=4 P=3 Q=2 K=2 more=",
                                "A=1 H=3 W=6 P=2 Q=4 K=2 more=",
                                "A=3 H=2 W=2 P=1 Q=1 K=2 more=",
                                "A=1 H=4 W=4 P=2 Q=2 K=3 more=",
                                "A=2 H=5 W=3 P=3 Q=1 K=3 more=",
                                "A=2 H=3 W=5 P=3 Q=2 K=1 more=,KW=3",
                                "A=1 H=6 W=3 P=4 Q=1 K=1 more=,KW=3")),
                fractional("FractionalMaxPool3d", 3)
                        .cases(sized(
                                3,
                                "A=1 D=1 H=1 W=1 M=1 P=1 Q=1 K=1 more=",
                                "A=2 D=3 H=4 W=3 M=2 P=3 Q=2 K=2 more=",
                                "A=1 D=2 H=3 W=5 M=1 P=2 Q=4 K=2 more=",
                                "A=3 D=2 H=2 W=2 M=1 P=1 Q=1 K=2 more=",
                                "A=1 D=4 H=2 W=3 M=2 P=1 Q=2 K=2 more=",
                                "A=1 D=2 H=2 W=4 M=2 P=2 Q=2 K=1 more=",
                                "A=2 D=2 H=3 W=4 M=2 P=2 Q=2 K=1 more=,KH=2,KW=3",
                                "A=1 D=1 H=2 W=3 M=1 P=1 Q=1 K=1 more=,KH=2,KW=3")),
                indices("MaxPool1dWithIndices", 1)
                        .cases(
                                "A=1 L=1 K=1 more=",
                                "A=2 L=6 K=2 more=",
                                "A=1 L=3 K=2 more=",
                                "A=3 L=6 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=1 L=5 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=2 L=7 K=2 more=,stride=1,dilation=3",
                                "A=1 L=9 K=2 more=,stride=1,dilation=3",
                                "A=2 L=4 K=4 more="),
                indices("MaxPool2dWithIndices", 2)
                        .cases(
                                "A=1 H=1 W=1 K=1 more=",
                                "A=2 H=4 W=5 K=2 more=",
                                "A=1 H=2 W=3 K=2 more=",
                                "A=2 H=4 W=5 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=1 H=3 W=2 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=2 H=5 W=3 K=2 more=,stride=1,dilation=2",
                                "A=1 H=3 W=6 K=2 more=,stride=1,dilation=2",
                                "A=3 H=2 W=2 K=2 more="),
                indices("MaxPool3dWithIndices", 3)
                        .cases(
                                "A=1 D=1 H=1 W=1 K=1 more=",
                                "A=2 D=2 H=3 W=4 K=2 more=",
                                "A=1 D=3 H=2 W=2 K=2 more=",
                                "A=1 D=3 H=4 W=2 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=2 D=2 H=1 W=3 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=1 D=4 H=3 W=3 K=2 more=,stride=1,dilation=2",
                                "A=2 D=3 H=3 W=4 K=2 more=,stride=1,dilation=2",
                                "A=1 D=2 H=2 W=2 K=2 more="),
                unpool("MaxUnpool1d", "L")
                        .cases(
                                "A=1 P=1 L=1",
                                "A=2 P=3 L=7",
                                "A=1 P=4 L=4",
                                "A=3 P=2 L=9",
                                "A=1 P=5 L=2",
                                "A=2 P=1 L=6",
                                "A=4 P=4 L=1",
                                "A=1 P=2 L=3"),
                unpool("MaxUnpool2d", "H W")
                        .cases(
                                "A=1 P=1 Q=1 H=1 W=1",
                                "A=2 P=2 Q=3 H=5 W=4",
                                "A=1 P=3 Q=1 H=2 W=6",
                                "A=3 P=1 Q=2 H=4 W=1",
                                "A=1 P=2 Q=2 H=3 W=3",
                                "A=2 P=4 Q=2 H=1 W=5",
                                "A=1 P=1 Q=4 H=2 W=2",
                                "A=2 P=3 Q=3 H=4 W=7"),
                unpool("MaxUnpool3d", "D H W")
                        .cases(
                                "A=1 M=1 P=1 Q=1 D=1 H=1 W=1",
                                "A=2 M=2 P=2 Q=3 D=3 H=5 W=4",
                                "A=1 M=1 P=3 Q=1 D=2 H=2 W=6",
                                "A=3 M=2 P=1 Q=2 D=2 H=4 W=1",
                                "A=1 M=3 P=2 Q=2 D=5 H=3 W=3",
                                "A=2 M=1 P=4 Q=2 D=1 H=1 W=5",
                                "A=1 M=2 P=1 Q=2 D=2 H=2 W=2",
                                "A=2 M=1 P=2 Q=3 D=3 H=4 W=2"));
    }

    private static String sizes(int rank) {
        return rank == 1 ? "L" : rank == 2 ? "H, W" : "D, H, W";
    }

    private static int square(int n) {
        return n * n;
    }

    // ---- parts -------------------------------------------------------------------------------------------------

    private static Item adaptive(String name, int rank) {
        StringBuilder asked = new StringBuilder();
        for (int d = 0; d < rank; d++) {
            String n = parts(rank)[d];
            asked.append(", ").append(n).append("=$").append(n);
        }
        return of(name).model(
                        "dim A, " + sizes(rank),
                        "input x : real[A, " + sizes(rank) + "]",
                        "output y = " + name + "(x" + asked + ")");
    }

    private static String[] parts(int rank) {
        return Arrays.copyOfRange(NAMES, rank == 3 ? 0 : 1, rank == 1 ? 2 : 3);
    }

    private static String[] lines() {
        return new String[] {
            "A=1 L=1 P=1",
            "A=2 L=6 P=3",
            "A=1 L=7 P=3",
            "A=3 L=2 P=3",
            "A=2 L=5 P=1",
            "A=1 L=5 P=4",
            "A=2 L=9 P=4",
            "A=1 L=3 P=4"
        };
    }

    private static String[] images() {
        return new String[] {
            "A=1 H=1 W=1 P=1 Q=1",
            "A=2 H=4 W=6 P=2 Q=3",
            "A=1 H=5 W=7 P=2 Q=3",
            "A=3 H=1 W=2 P=2 Q=3",
            "A=1 H=5 W=4 P=3 Q=2",
            "A=2 H=3 W=3 P=3 Q=2",
            "A=2 H=6 W=2 P=4 Q=1",
            "A=1 H=3 W=5 P=4 Q=1"
        };
    }

    private static String[] volumes() {
        return new String[] {
            "A=1 D=1 H=1 W=1 M=1 P=1 Q=1",
            "A=2 D=2 H=4 W=3 M=2 P=2 Q=3",
            "A=1 D=3 H=5 W=4 M=2 P=2 Q=3",
            "A=1 D=1 H=1 W=2 M=2 P=2 Q=3",
            "A=1 D=4 H=3 W=2 M=3 P=1 Q=2",
            "A=2 D=2 H=2 W=5 M=3 P=1 Q=2",
            "A=2 D=3 H=3 W=3 M=1 P=3 Q=2",
            "A=1 D=2 H=5 W=2 M=1 P=3 Q=2"
        };
    }

    private static int[] partsShape(Point p) {
        int rank = p.shapeOf("x").length - 1;
        return p.shape("A " + String.join(" ", parts(rank)));
    }

    /** The cells whose share of the part is not empty: cell i is [i, i + 1), part p of P is [p*L/P, (p + 1)*L/P). */
    private static void cells(int[] lengths, int[] parts, int[] part, Consumer<int[]> visit) {
        each(lengths, at -> {
            boolean shares = true;
            for (int d = 0; d < at.length; d++) {
                shares &=
                        (at[d] + 1) * parts[d] > part[d] * lengths[d] && at[d] * parts[d] < (part[d] + 1) * lengths[d];
            }
            if (shares) visit.accept(at);
        });
    }

    private static void cells(Point p, int[] i, Consumer<int[]> visit) {
        int rank = i.length - 1;
        int[] parts = p.shape(String.join(" ", parts(rank)));
        cells(
                Windows.last(p, "x", rank),
                parts,
                Arrays.copyOfRange(i, 1, i.length),
                at -> visit.accept(join(new int[] {i[0]}, at)));
    }

    private static double mean(Point p, int[] i) {
        double[] sum = {0, 0};
        cells(p, i, at -> {
            sum[0] += p.at("x", at);
            sum[1]++;
        });
        return sum[0] / sum[1];
    }

    private static double greatest(Point p, int[] i) {
        double[] best = {Double.NEGATIVE_INFINITY};
        cells(p, i, at -> best[0] = Math.max(best[0], p.at("x", at)));
        return best[0];
    }

    private static Item global(String name) {
        return of(name).model("dim A, B, C, D", "input x : real[A, B, C, D]", "output y = " + name + "(x)")
                .cases(
                        "A=1 B=1 C=1 D=1",
                        "A=2 B=3 C=4 D=2",
                        "A=1 B=5 C=1 D=3",
                        "A=4 B=1 C=2 D=1",
                        "A=3 B=3 C=1 D=1",
                        "A=1 B=2 C=6 D=2",
                        "A=2 B=2 C=2 D=2",
                        "A=1 B=1 C=5 D=7");
    }

    private static double pyramid(Point p, int[] i) {
        int[] sides = {1, Windows.more(p, "P2", 2), Windows.more(p, "P3", 4)};
        int rest = i[1];
        for (int side : sides) {
            int here = p.dim("C") * side * side;
            if (rest >= here) {
                rest -= here;
                continue;
            }
            int channel = rest / (side * side);
            double[] best = {Double.NEGATIVE_INFINITY};
            int[] part = {rest / side % side, rest % side};
            cells(
                    Windows.last(p, "x", 2),
                    new int[] {side, side},
                    part,
                    at -> best[0] = Math.max(best[0], p.at("x", i[0], channel, at[0], at[1])));
            return best[0];
        }
        throw new AssertionError("no part " + i[1]);
    }

    // ---- regions and places ------------------------------------------------------------------------------------

    private static Item fractional(String name, int rank) {
        String[] starts = rank == 2 ? new String[] {"rows", "cols"} : new String[] {"slices", "rows", "cols"};
        String[] lengths = sizes(rank).split(", ");
        StringBuilder inputs = new StringBuilder();
        for (int d = 0; d < rank; d++) {
            // The range of the input has the size of the window, which is part of the text.
            inputs.append("; input ").append(starts[d]).append(" : int[").append(parts(rank)[d]);
            inputs.append("] in 0..")
                    .append(lengths[d])
                    .append(" - $S")
                    .append(d)
                    .append(" + 1");
        }
        return of(name).model(
                        "dim A, " + sizes(rank) + ", " + String.join(", ", parts(rank)),
                        "input x : real[A, " + sizes(rank) + "]" + inputs,
                        "output y = " + name + "(x, " + String.join(", ", starts) + ", K=$K$more)")
                .prepare(p -> PoolingItems.spread(p, "x"))
                .value("y", RegionItems::partsShape, (p, i) -> {
                    double[] best = {Double.NEGATIVE_INFINITY};
                    each(Windows.extents(Windows.of(p, rank)), tap -> {
                        int[] at = {i[0]};
                        for (int d = 0; d < rank; d++) at = join(at, p.intAt(starts[d], i[d + 1]) + tap[d]);
                        best[0] = Math.max(best[0], p.at("x", at));
                    });
                    return best[0];
                });
    }

    /** The sides of the window, by name: the ranges of the inputs need them. */
    private static String[] sized(int rank, String... cases) {
        return Arrays.stream(cases)
                .map(c -> {
                    StringBuilder whole = new StringBuilder(c);
                    int[] sides = Windows.extents(Windows.of(new Point(c), rank));
                    for (int d = 0; d < rank; d++)
                        whole.append(" S").append(d).append('=').append(sides[d]);
                    return whole.toString();
                })
                .toArray(String[]::new);
    }

    private static Item indices(String name, int rank) {
        return of(name).model(
                        "dim A, " + sizes(rank),
                        "input x : real[A, " + sizes(rank) + "]",
                        "y, at = " + name + "(x, K=$K$more)",
                        "output y",
                        "output at")
                .prepare(p -> PoolingItems.spread(p, "x"))
                .value("y", p -> PoolingItems.shape(p, rank), (p, i) -> winner(p, i)[0])
                .value("at", p -> PoolingItems.shape(p, rank), (p, i) -> winner(p, i)[1]);
    }

    /** The greatest value of a window, and its place in x. */
    private static double[] winner(Point p, int[] i) {
        double[] best = {Double.NEGATIVE_INFINITY, -1};
        int[] lengths = Windows.last(p, "x", i.length - 1);
        PoolingItems.under(p, i, at -> {
            double v = p.at(Double.NEGATIVE_INFINITY, "x", at);
            if (v <= best[0]) return;
            int place = 0;
            for (int d = 0; d < lengths.length; d++) place = place * lengths[d] + at[d + 1];
            best[0] = v;
            best[1] = place;
        });
        return best;
    }

    private static Item unpool(String name, String sizes) {
        String[] lengths = sizes.split(" ");
        String from = String.join(", ", parts(lengths.length));
        StringBuilder asked = new StringBuilder();
        for (String l : lengths) asked.append(", ").append(l).append("=").append(l);
        return of(name).model(
                        "dim A, " + from + ", " + String.join(", ", lengths),
                        "input x : real[A, " + from + "]; input at : int[A, " + from + "] in 0.."
                                + String.join("*", lengths),
                        "output y = " + name + "(x, at" + asked + ")")
                .value("y", "A " + sizes, (p, i) -> {
                    int place = 0;
                    for (int d = 0; d < lengths.length; d++) place = place * p.dim(lengths[d]) + i[d + 1];
                    int wanted = place;
                    int each = p.data("x").length / p.dim("A");
                    return Point.sum(
                            each, k -> p.data("at")[i[0] * each + k] == wanted ? p.data("x")[i[0] * each + k] : 0);
                });
    }
}
