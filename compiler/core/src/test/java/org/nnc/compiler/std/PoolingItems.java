package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;
import static org.nnc.compiler.std.Windows.each;
import static org.nnc.compiler.std.Windows.join;
import static org.nnc.compiler.std.Windows.moreText;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.std.Windows.Window;
import org.nnc.runtime.Philox;

/** Pooling by windows, its references by loops over places and taps. */
final class PoolingItems {
    private PoolingItems() {}

    static List<Item> all() {
        return List.of(
                of("pool_size")
                        .model(
                                "dim N; input x : real[N]",
                                "n = sum(i) x[i]; m = pool_size(N, $K, $S, $P, $D, $ceil)",
                                "output y = n*m")
                        .cases(
                                "N=1 K=1 S=1 P=0 D=1 ceil=false",
                                "N=6 K=3 S=2 P=0 D=1 ceil=false",
                                "N=6 K=3 S=2 P=0 D=1 ceil=true",
                                "N=7 K=3 S=2 P=0 D=1 ceil=true",
                                "N=5 K=1 S=3 P=0 D=1 ceil=true",
                                "N=5 K=2 S=2 P=1 D=1 ceil=true",
                                "N=6 K=2 S=2 P=1 D=1 ceil=true",
                                "N=8 K=2 S=3 P=1 D=2 ceil=true")
                        .value("y", "", (p, i) -> {
                            Window w = new Window(p.dim("K"), p.dim("S"), p.dim("P"), p.dim("D"));
                            return p.sumOver("x", k -> p.data("x")[k]) * places(w, p.dim("N"), p.flag("ceil"));
                        }),
                of("pool_count")
                        .model(
                                "dim N",
                                "input x : real[N, $L]",
                                "output y[n,f] = x[n,f]/pool_count(f - $P, $L, $K, $P, $pad)")
                        .cases(
                                "N=1 L=1 K=1 P=0 pad=true",
                                "N=2 L=5 K=3 P=1 pad=true",
                                "N=2 L=5 K=3 P=1 pad=false",
                                "N=1 L=4 K=2 P=1 pad=false",
                                "N=3 L=4 K=4 P=2 pad=true",
                                "N=3 L=4 K=4 P=2 pad=false",
                                "N=1 L=2 K=5 P=2 pad=true",
                                "N=1 L=2 K=5 P=2 pad=false")
                        .value("y", "N L", (p, i) -> {
                            int pad = p.flag("pad") ? p.dim("P") : 0;
                            int count = 0;
                            for (int r = 0; r < p.dim("K"); r++) {
                                int at = i[1] - p.dim("P") + r;
                                if (at >= -pad && at < p.dim("L") + pad) count++;
                            }
                            return p.at("x", i) / count;
                        }),
                greatest("MaxPool1d", 1)
                        .cases(
                                "A=1 L=1 K=1 more=",
                                "A=2 L=6 K=2 more=",
                                "A=1 L=3 K=2 more=",
                                "A=3 L=6 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=1 L=5 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=2 L=7 K=2 more=,stride=1,dilation=3",
                                "A=2 L=8 K=2 more=,stride=3,ceil_mode=true",
                                "A=1 L=4 K=3 more=,stride=1,padding=1"),
                greatest("MaxPool2d", 2)
                        .cases(
                                "A=1 H=1 W=1 K=1 more=",
                                "A=2 H=4 W=5 K=2 more=",
                                "A=1 H=2 W=3 K=2 more=",
                                "A=2 H=4 W=5 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=1 H=3 W=2 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=2 H=5 W=3 K=2 more=,stride=1,dilation=2",
                                "A=3 H=4 W=6 K=1 more=,KW=3,stride_w=2,padding_w=1",
                                "A=1 H=6 W=4 K=3 more=,stride=1,padding=1"),
                greatest("MaxPool3d", 3)
                        .cases(
                                "A=1 D=1 H=1 W=1 K=1 more=",
                                "A=2 D=2 H=3 W=4 K=2 more=",
                                "A=1 D=3 H=2 W=2 K=2 more=",
                                "A=1 D=3 H=4 W=2 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=2 D=2 H=1 W=3 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=1 D=4 H=3 W=3 K=2 more=,stride=1,dilation=2",
                                "A=1 D=2 H=3 W=5 K=1 more=,KH=2,KW=3,stride_h=1,padding_w=1",
                                "A=2 D=3 H=3 W=3 K=2 more=,stride=3,ceil_mode=true"),
                mean("AvgPool1d", 1)
                        .cases(
                                "A=1 L=1 K=1 more=",
                                "A=2 L=6 K=2 more=",
                                "A=1 L=3 K=2 more=",
                                "A=3 L=6 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=1 L=5 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=2 L=6 K=3 more=,stride=2,padding=1,ceil_mode=true,count_include_pad=false",
                                "A=2 L=8 K=2 more=,stride=3,ceil_mode=true",
                                "A=1 L=4 K=3 more=,stride=1,padding=1,count_include_pad=false"),
                mean("AvgPool2d", 2)
                        .cases(
                                "A=1 H=1 W=1 K=1 more=",
                                "A=2 H=4 W=5 K=2 more=",
                                "A=1 H=2 W=3 K=2 more=",
                                "A=2 H=4 W=5 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=1 H=3 W=2 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=2 H=4 W=5 K=3 more=,stride=2,padding=1,ceil_mode=true,count_include_pad=false",
                                "A=3 H=4 W=6 K=1 more=,KW=3,stride_w=2,padding_w=1",
                                "A=1 H=6 W=4 K=3 more=,stride=1,padding=1,count_include_pad=false"),
                mean("AvgPool3d", 3)
                        .cases(
                                "A=1 D=1 H=1 W=1 K=1 more=",
                                "A=2 D=2 H=3 W=4 K=2 more=",
                                "A=1 D=3 H=2 W=2 K=2 more=",
                                "A=1 D=3 H=4 W=2 K=3 more=,stride=2,padding=1,ceil_mode=true",
                                "A=2 D=2 H=1 W=3 K=3 more=,stride=2,padding=1,ceil_mode=true,count_include_pad=false",
                                "A=1 D=4 H=3 W=3 K=2 more=,stride=1",
                                "A=1 D=2 H=3 W=5 K=1 more=,KH=2,KW=3,stride_h=1,padding_w=1",
                                "A=2 D=3 H=3 W=3 K=2 more=,stride=3,ceil_mode=true"),
                norm("LPPool1d", 1)
                        .cases(
                                "A=1 L=1 K=1 more=",
                                "A=2 L=6 K=2 more=",
                                "A=1 L=3 K=2 more=",
                                "A=3 L=6 K=3 more=,p=3,stride=2,ceil_mode=true",
                                "A=1 L=5 K=3 more=,p=3,stride=2,ceil_mode=true",
                                "A=2 L=4 K=3 more=,p=1.5,stride=1",
                                "A=2 L=7 K=2 more=,stride=3,ceil_mode=true",
                                "A=1 L=4 K=4 more=,p=1"),
                norm("LPPool2d", 2)
                        .cases(
                                "A=1 H=1 W=1 K=1 more=",
                                "A=2 H=4 W=5 K=2 more=",
                                "A=1 H=2 W=3 K=2 more=",
                                "A=2 H=4 W=5 K=3 more=,p=3,stride=2,ceil_mode=true",
                                "A=1 H=3 W=3 K=3 more=,p=3,stride=2,ceil_mode=true",
                                "A=2 H=3 W=4 K=2 more=,p=1.5,stride=1",
                                "A=3 H=4 W=6 K=1 more=,KW=3,stride_w=2",
                                "A=1 H=5 W=4 K=3 more=,stride=2,ceil_mode=true"),
                norm("LPPool3d", 3)
                        .cases(
                                "A=1 D=1 H=1 W=1 K=1 more=",
                                "A=2 D=2 H=3 W=4 K=2 more=",
                                "A=1 D=3 H=2 W=2 K=2 more=",
                                "A=1 D=3 H=4 W=3 K=3 more=,p=3,stride=2,ceil_mode=true",
                                "A=2 D=3 H=3 W=3 K=3 more=,p=3,stride=2,ceil_mode=true",
                                "A=1 D=2 H=3 W=2 K=2 more=,p=1.5,stride=1",
                                "A=1 D=2 H=3 W=5 K=1 more=,KH=2,KW=3,stride_h=1",
                                "A=2 D=3 H=3 W=3 K=2 more=,stride=2,ceil_mode=true"),
                of("FeatureLPPooling")
                        .model("dim N, C, L", "input x : real[N, C, L]", "output y = FeatureLPPooling(x, K=$K$more)")
                        .cases(
                                "N=1 C=1 L=1 K=1 more=",
                                "N=2 C=4 L=3 K=2 more=",
                                "N=1 C=5 L=2 K=2 more=",
                                "N=2 C=4 L=1 K=3 more=,stride=1",
                                "N=1 C=6 L=2 K=3 more=,stride=1",
                                "N=3 C=5 L=2 K=2 more=,stride=1,p=3",
                                "N=1 C=2 L=4 K=2 more=,stride=1,p=3",
                                "N=2 C=7 L=2 K=3 more=,stride=2,p=1.5")
                        .draw("x", 0.5, 2)
                        .value(
                                "y",
                                p -> new int[] {p.dim("N"), windows(p, 1)[0].places(p.dim("C")), p.dim("L")},
                                (p, i) -> {
                                    double power = Double.parseDouble(moreText(p, "p", "2"));
                                    double sum = 0;
                                    for (int j = 0; j < p.dim("K"); j++) {
                                        int channel = windows(p, 1)[0].at(i[1], j);
                                        sum += Math.pow(p.at("x", i[0], channel, i[2]), power);
                                    }
                                    return Math.pow(sum, 1 / power);
                                }),
                pool("StochasticPool2d", 2)
                        .cases(
                                "A=1 H=1 W=1 K=1 more= training=true",
                                "A=2 H=4 W=5 K=2 more= training=true",
                                "A=2 H=4 W=5 K=2 more= training=false",
                                "A=1 H=2 W=3 K=2 more= training=true",
                                "A=3 H=3 W=6 K=3 more= training=true",
                                "A=1 H=5 W=3 K=3 more= training=false",
                                "A=2 H=4 W=3 K=2 more=,stride=1 training=true",
                                "A=1 H=3 W=3 K=2 more=,stride=1 training=false")
                        .draw("x", 0.25, 2)
                        .value("y", p -> shape(p, 2), PoolingItems::drawn));
    }

    // ---- models ------------------------------------------------------------------------------------------------

    private static Item pool(String name, int rank) {
        String sizes = rank == 1 ? "L" : rank == 2 ? "H, W" : "D, H, W";
        return of(name).model(
                        "dim A, " + sizes, "input x : real[A, " + sizes + "]", "output y = " + name + "(x, K=$K$more)");
    }

    private static Item greatest(String name, int rank) {
        return pool(name, rank).prepare(p -> spread(p, "x")).value("y", p -> shape(p, rank), (p, i) -> {
            double[] best = {Double.NEGATIVE_INFINITY};
            under(p, i, at -> best[0] = Math.max(best[0], p.at(Double.NEGATIVE_INFINITY, "x", at)));
            return best[0];
        });
    }

    private static Item mean(String name, int rank) {
        return pool(name, rank).value("y", p -> shape(p, rank), (p, i) -> {
            boolean padded = moreText(p, "count_include_pad", "true").equals("true");
            Window[] w = windows(p, rank);
            double[] sum = {0, 0};
            under(p, i, at -> {
                boolean counts = true;
                for (int d = 0; d < rank; d++) {
                    int pad = padded ? w[d].padding() : 0;
                    counts &= at[d + 1] >= -pad && at[d + 1] < p.shapeOf("x")[d + 1] + pad;
                }
                sum[0] += p.at(0.0, "x", at);
                sum[1] += counts ? 1 : 0;
            });
            return sum[0] / sum[1];
        });
    }

    private static Item norm(String name, int rank) {
        return pool(name, rank).draw("x", 0.5, 2).value("y", p -> shape(p, rank), (p, i) -> {
            double power = Double.parseDouble(moreText(p, "p", "2"));
            double[] sum = {0};
            under(p, i, at -> sum[0] += Math.pow(p.at(0.0, "x", at), power));
            return Math.pow(sum[0], 1 / power);
        });
    }

    /** The value at which the sum of a window passes its random share; in evaluation the mean by shares. */
    private static double drawn(Point p, int[] i) {
        double[] sums = {0, 0};
        under(p, i, at -> {
            sums[0] += p.at("x", at);
            sums[1] += p.at("x", at) * p.at("x", at);
        });
        if (!p.flag("training")) return sums[1] / sums[0];
        int[] shape = shape(p, 2);
        double share = Philox.uniform(0, 0, 0, (i[0] * shape[1] + i[1]) * shape[2] + i[2]) * sums[0];
        double[] found = {0, Double.NaN};
        under(p, i, at -> {
            found[0] += p.at("x", at);
            if (Double.isNaN(found[1]) && found[0] > share) found[1] = p.at("x", at);
        });
        return found[1];
    }

    // ---- references --------------------------------------------------------------------------------------------

    /** The windows of pooling: as far apart as they are long. */
    static Window[] windows(Point p, int rank) {
        return Windows.of(p, rank, Map.of("stride", p.dim("K")));
    }

    /** Counted: every place that begins early enough. */
    static int places(Window w, int length, boolean ceil) {
        int n = w.places(length);
        if (!ceil) return n;
        // One place more that is not whole, if it begins in the length or in the padding before it.
        boolean rest = (n - 1) * w.stride() + w.dilation() * (w.k() - 1) + 1 < length + 2 * w.padding();
        return rest && w.at(n, 0) < length ? n + 1 : n;
    }

    static int[] shape(Point p, int rank) {
        boolean ceil = moreText(p, "ceil_mode", "false").equals("true");
        Window[] w = windows(p, rank);
        int[] lengths = Windows.last(p, "x", rank);
        int[] shape = {p.dim("A")};
        for (int d = 0; d < rank; d++) shape = join(shape, places(w[d], lengths[d], ceil));
        return shape;
    }

    /** What lies under the taps of the window of a cell of the result, in order. */
    static void under(Point p, int[] i, java.util.function.Consumer<int[]> visit) {
        Window[] w = windows(p, i.length - 1);
        int[] place = Arrays.copyOfRange(i, 1, i.length);
        each(Windows.extents(w), tap -> visit.accept(join(new int[] {i[0]}, Windows.under(w, place, tap))));
    }

    /** The same order of values, all wider apart than the steps of the differences: no winner changes. */
    static void spread(Point p, String tensor) {
        double[] data = p.data(tensor);
        double[] sorted = data.clone();
        Arrays.sort(sorted);
        for (int k = 0; k < data.length; k++) {
            data[k] = 0.25 * (Arrays.binarySearch(sorted, data[k]) - data.length / 2);
        }
    }
}
