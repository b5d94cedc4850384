package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;
import static org.nnc.compiler.std.Windows.each;
import static org.nnc.compiler.std.Windows.join;
import static org.nnc.compiler.std.Windows.more;

import java.util.Arrays;
import java.util.List;
import org.nnc.compiler.std.Windows.Window;

/** Convolutions of every kind, their references by loops over places and taps. */
final class ConvolutionItems {

    private ConvolutionItems() {}

    static List<Item> all() {
        return List.of(
                sizes(
                        "conv_size",
                        "conv_size(N, $K, $S, $P, $D)",
                        p -> new Window(p.dim("K"), p.dim("S"), p.dim("P"), p.dim("D")).places(p.dim("N"))),
                sizes(
                        "conv_transpose_size",
                        "conv_transpose_size(N, $K, $S, $P, $D, 0)",
                        p -> transposed(new Window(p.dim("K"), p.dim("S"), p.dim("P"), p.dim("D")), p.dim("N"), 0)),
                convolution("Conv1d", 1, false)
                        .cases(
                                "N=1 C=1 L=1 O=1 K=1 more=",
                                "N=2 C=3 L=5 O=2 K=3 more=",
                                "N=1 C=3 L=3 O=2 K=3 more=",
                                "N=2 C=2 L=6 O=3 K=3 more=,stride=2,padding=1",
                                "N=3 C=2 L=1 O=3 K=3 more=,stride=2,padding=1",
                                "N=1 C=1 L=9 O=2 K=3 more=,dilation=3,padding=2,bias=false",
                                "N=2 C=4 L=6 O=6 K=2 more=,groups=2,stride=3",
                                "N=1 C=4 L=2 O=6 K=2 more=,groups=2,stride=3",
                                "N=2 C=3 L=4 O=3 K=4 more=,groups=3,padding=3,dilation=2"),
                convolution("Conv2d", 2, false)
                        .cases(
                                "N=1 C=1 H=1 W=1 O=1 K=1 more=",
                                "N=2 C=2 H=4 W=3 O=3 K=3 more=",
                                "N=1 C=2 H=3 W=5 O=3 K=3 more=",
                                "N=2 C=2 H=5 W=4 O=2 K=3 more=,stride=2,padding=1",
                                "N=1 C=2 H=1 W=2 O=2 K=3 more=,stride=2,padding=1",
                                "N=1 C=1 H=5 W=6 O=2 K=2 more=,dilation=3,padding=1,padding_w=0,bias=false",
                                "N=2 C=4 H=3 W=4 O=6 K=2 more=,groups=2",
                                "N=1 C=3 H=4 W=4 O=3 K=3 more=,groups=3,padding=1",
                                "N=2 C=1 H=4 W=7 O=2 K=1 more=,KW=4,stride_w=3,dilation_w=2,padding_w=2"),
                convolution("Conv3d", 3, false)
                        .cases(
                                "N=1 C=1 D=1 H=1 W=1 O=1 K=1 more=",
                                "N=2 C=1 D=2 H=3 W=2 O=2 K=2 more=",
                                "N=1 C=1 D=3 H=2 W=4 O=2 K=2 more=",
                                "N=1 C=2 D=3 H=2 W=4 O=2 K=3 more=,stride=2,padding=1",
                                "N=2 C=2 D=1 H=1 W=1 O=2 K=3 more=,stride=2,padding=1",
                                "N=1 C=4 D=2 H=2 W=3 O=2 K=1 more=,groups=2,KH=2,KW=3,bias=false",
                                "N=1 C=1 D=3 H=4 W=5 O=1 K=2 more=,dilation=2,stride_h=1,padding_w=1",
                                "N=1 C=2 D=2 H=3 W=3 O=2 K=2 more=,groups=2,stride_w=2,dilation_h=2"),
                convolution("ConvTranspose1d", 1, true)
                        .cases(
                                "N=1 C=1 L=1 O=1 K=1 more=",
                                "N=2 C=3 L=3 O=2 K=3 more=",
                                "N=1 C=3 L=1 O=2 K=3 more=",
                                "N=2 C=2 L=4 O=3 K=3 more=,stride=2,padding=1",
                                "N=1 C=2 L=2 O=3 K=3 more=,stride=2,padding=1,output_padding=1",
                                "N=1 C=1 L=3 O=2 K=2 more=,stride=3,bias=false",
                                "N=2 C=4 L=3 O=6 K=2 more=,groups=2,dilation=2",
                                "N=2 C=3 L=4 O=3 K=3 more=,groups=3,padding=2,dilation=2,stride=2"),
                convolution("ConvTranspose2d", 2, true)
                        .cases(
                                "N=1 C=1 H=1 W=1 O=1 K=1 more=",
                                "N=2 C=2 H=2 W=3 O=3 K=2 more=",
                                "N=1 C=2 H=3 W=1 O=3 K=2 more=",
                                "N=2 C=2 H=3 W=2 O=2 K=3 more=,stride=2,padding=1",
                                "N=1 C=2 H=2 W=3 O=2 K=3 more=,stride=2,padding=1,output_padding=1",
                                "N=1 C=1 H=2 W=2 O=2 K=2 more=,stride=3,bias=false,output_padding_w=2",
                                "N=1 C=4 H=2 W=2 O=6 K=2 more=,groups=2,dilation=2",
                                "N=2 C=2 H=2 W=3 O=2 K=1 more=,groups=2,KW=3,stride_w=2,padding_w=1,dilation_w=2"),
                convolution("ConvTranspose3d", 3, true)
                        .cases(
                                "N=1 C=1 D=1 H=1 W=1 O=1 K=1 more=",
                                "N=2 C=2 D=2 H=1 W=2 O=1 K=2 more=",
                                "N=1 C=2 D=1 H=2 W=1 O=1 K=2 more=",
                                "N=1 C=1 D=2 H=1 W=2 O=2 K=3 more=,stride=2,padding=1",
                                "N=1 C=1 D=1 H=2 W=2 O=2 K=3 more=,stride=2,padding=1,output_padding=1",
                                "N=1 C=2 D=1 H=2 W=2 O=2 K=1 more=,groups=2,KH=2,KW=3,bias=false",
                                "N=1 C=1 D=2 H=2 W=1 O=1 K=2 more=,dilation=2,stride_h=3,padding_w=1,output_padding_h=1",
                                "N=1 C=1 D=2 H=1 W=2 O=1 K=2 more=,stride_w=2,dilation_h=2"),
                of("DepthwiseConv2d")
                        .model("dim N, H, W", "input x : real[N, $C, H, W]", "output y = DepthwiseConv2d(x, K=$K$more)")
                        .cases(
                                "N=1 C=1 H=1 W=1 K=1 more=",
                                "N=2 C=3 H=3 W=4 K=2 more=",
                                "N=1 C=3 H=5 W=2 K=2 more=",
                                "N=1 C=2 H=4 W=3 K=3 more=,M=2,padding=1",
                                "N=2 C=2 H=1 W=2 K=3 more=,M=2,padding=1",
                                "N=1 C=2 H=5 W=4 K=2 more=,M=3,stride=2,bias=false",
                                "N=1 C=1 H=5 W=5 K=2 more=,dilation=2,padding=1",
                                "N=2 C=2 H=2 W=4 K=1 more=,KW=3,stride_w=2,padding_w=1")
                        .value(
                                "y",
                                p -> shape(p, p.dim("C") * more(p, "M", 1), 2),
                                (p, i) -> depthwise(p, "depthwiseconv2d1.", more(p, "M", 1), i)
                                        + bias(p, "depthwiseconv2d1.b", i[1])),
                of("SeparableConv2d")
                        .model(
                                "dim N, H, W",
                                "input x : real[N, $C, H, W]",
                                "output y = SeparableConv2d(x, O=$O, K=$K$more)")
                        .cases(
                                "N=1 C=1 H=1 W=1 O=1 K=1 more=",
                                "N=2 C=3 H=3 W=4 O=2 K=2 more=",
                                "N=1 C=3 H=5 W=2 O=2 K=2 more=",
                                "N=1 C=2 H=4 W=3 O=3 K=3 more=,M=2,padding=1",
                                "N=2 C=2 H=1 W=2 O=3 K=3 more=,M=2,padding=1",
                                "N=1 C=2 H=5 W=4 O=1 K=2 more=,M=3,stride=2,bias=false",
                                "N=1 C=1 H=5 W=5 O=2 K=2 more=,dilation=2,padding=1",
                                "N=3 C=1 H=3 W=3 O=2 K=2 more=,dilation=2,padding=1")
                        .value(
                                "y",
                                p -> shape(p, p.dim("O"), 2),
                                (p, i) -> Point.sum(
                                                p.dim("C") * more(p, "M", 1),
                                                c -> p.at("separableconv2d1.conv2d1.k", i[1], c, 0, 0)
                                                        * depthwise(
                                                                p,
                                                                "separableconv2d1.depthwiseconv2d1.",
                                                                more(p, "M", 1),
                                                                new int[] {i[0], c, i[2], i[3]}))
                                        + bias(p, "separableconv2d1.conv2d1.b", i[1])),
                local("LocallyConnected1d", 1)
                        .cases(
                                "N=1 C=1 L=1 O=1 K=1 more=",
                                "N=2 C=3 L=5 O=2 K=3 more=",
                                "N=1 C=3 L=5 O=2 K=3 more=",
                                "N=2 C=2 L=6 O=3 K=3 more=,stride=2,padding=1",
                                "N=3 C=2 L=1 O=3 K=3 more=,stride=2,padding=1",
                                "N=1 C=1 L=7 O=2 K=3 more=,bias=false",
                                "N=4 C=2 L=4 O=1 K=4 more=,padding=2",
                                "N=1 C=4 L=6 O=2 K=2 more=,stride=3"),
                local("LocallyConnected2d", 2)
                        .cases(
                                "N=1 C=1 H=1 W=1 O=1 K=1 more=",
                                "N=2 C=2 H=3 W=4 O=3 K=2 more=",
                                "N=1 C=2 H=3 W=4 O=3 K=2 more=",
                                "N=2 C=1 H=4 W=3 O=2 K=3 more=,stride=2,padding=1",
                                "N=1 C=2 H=1 W=2 O=2 K=3 more=,stride=2,padding=1",
                                "N=1 C=2 H=3 W=3 O=1 K=2 more=,bias=false",
                                "N=3 C=1 H=2 W=5 O=2 K=1 more=,KW=3,stride_w=2",
                                "N=1 C=1 H=2 W=3 O=2 K=2 more=,padding_w=2"),
                of("ConvMap2d")
                        .model(
                                "dim N, H, W",
                                "input x : real[N, $C, H, W]; input from : int[$J] in 0..$C; input to : int[$J] in 0..$O",
                                "output y = ConvMap2d(x, from, to, O=$O, K=$K$more)")
                        .cases(
                                "N=1 C=1 H=1 W=1 O=1 K=1 J=1 more=",
                                "N=2 C=3 H=3 W=4 O=2 K=2 J=4 more=",
                                "N=1 C=3 H=4 W=2 O=2 K=2 J=4 more=",
                                "N=2 C=2 H=5 W=4 O=3 K=3 J=5 more=,stride=2",
                                "N=1 C=2 H=3 W=3 O=3 K=3 J=5 more=,stride=2",
                                "N=1 C=4 H=3 W=3 O=4 K=1 J=2 more=,KW=2",
                                "N=3 C=1 H=2 W=5 O=2 K=2 J=3 more=,KW=1,stride_w=3",
                                "N=1 C=2 H=3 W=2 O=5 K=2 J=1 more=")
                        .value("y", p -> shape(p, p.dim("O"), 2), ConvolutionItems::mapped),
                of("TemporalConvolution")
                        .model(
                                "dim A, T",
                                "input x : real[A, T, $I]",
                                "output y = TemporalConvolution(x, O=$O, K=$K$more)")
                        .cases(time())
                        .value(
                                "y",
                                p -> new int[] {p.dim("A"), Windows.of(p, 1)[0].places(p.dim("T")), p.dim("O")},
                                (p, i) -> p.at("temporalconvolution1.b", i[2])
                                        + p.sum(
                                                "K",
                                                r -> p.sum(
                                                        "I",
                                                        c -> p.at("temporalconvolution1.k", i[2], r, c)
                                                                * p.at(
                                                                        "x",
                                                                        i[0],
                                                                        Windows.of(p, 1)[0].at(i[1], r),
                                                                        c)))),
                of("TemporalRowConvolution")
                        .model(
                                "dim A, T",
                                "input x : real[A, T, $I]",
                                "output y = TemporalRowConvolution(x, K=$K$more)")
                        .cases(time())
                        .cases("A=2 T=4 I=3 O=0 K=2 more=,bias=false")
                        .value(
                                "y",
                                p -> new int[] {p.dim("A"), Windows.of(p, 1)[0].places(p.dim("T")), p.dim("I")},
                                (p, i) -> bias(p, "temporalrowconvolution1.b", i[2])
                                        + p.sum(
                                                "K",
                                                r -> p.at("temporalrowconvolution1.k", i[2], r)
                                                        * p.at("x", i[0], Windows.of(p, 1)[0].at(i[1], r), i[2]))),
                of("Unfold")
                        .model("dim N, H, W", "input x : real[N, $C, H, W]", "output y = Unfold(x, K=$K$more)")
                        .cases(columns())
                        .value("y", ConvolutionItems::columnShape, (p, i) -> {
                            Window[] w = Windows.of(p, 2);
                            int k = w[0].k();
                            int width = Windows.places(p, w)[1];
                            return p.at(
                                    0.0,
                                    "x",
                                    i[0],
                                    i[1] / (k * k),
                                    w[0].at(i[2] / width, i[1] / k % k),
                                    w[1].at(i[2] % width, i[1] % k));
                        }),
                Folded.item(columns()));
    }

    // ---- models ------------------------------------------------------------------------------------------------

    private static Item sizes(String name, String call, java.util.function.ToIntFunction<Point> value) {
        return of(name).model("dim N; input x : real[N]", "n = sum(i) x[i]; m = " + call, "output y = n*m")
                .cases(
                        "N=1 K=1 S=1 P=0 D=1",
                        "N=9 K=3 S=1 P=0 D=1",
                        "N=5 K=3 S=1 P=0 D=1",
                        "N=9 K=3 S=2 P=1 D=1",
                        "N=8 K=3 S=2 P=1 D=1",
                        "N=7 K=3 S=1 P=0 D=2",
                        "N=6 K=2 S=3 P=1 D=4",
                        "N=11 K=4 S=3 P=2 D=2")
                .value("y", "", (p, i) -> p.sumOver("x", k -> p.data("x")[k]) * value.applyAsInt(p));
    }

    private static String spatial(int rank) {
        return rank == 1 ? "L" : rank == 2 ? "H, W" : "D, H, W";
    }

    private static Item convolution(String name, int rank, boolean transposed) {
        String layer = name.toLowerCase(java.util.Locale.ROOT) + "1.";
        return of(name).model(
                        "dim N, " + spatial(rank),
                        "input x : real[N, $C, " + spatial(rank) + "]",
                        "output y = " + name + "(x, O=$O, K=$K$more)")
                .value(
                        "y",
                        p -> transposed ? transposedShape(p, rank) : shape(p, p.dim("O"), rank),
                        (p, i) -> bias(p, layer + "b", i[1])
                                + (transposed ? scattered(p, layer, i) : gathered(p, layer, i)));
    }

    private static Item local(String name, int rank) {
        String layer = name.toLowerCase(java.util.Locale.ROOT) + "1.";
        String sizes = rank == 1 ? "$L" : "$H, $W";
        return of(name).model(
                        "dim N", "input x : real[N, $C, " + sizes + "]", "output y = " + name + "(x, O=$O, K=$K$more)")
                .value("y", p -> shape(p, p.dim("O"), rank), (p, i) -> {
                    Window[] w = Windows.of(p, rank);
                    int[] place = Arrays.copyOfRange(i, 2, i.length);
                    double[] sum = {p.has(layer + "b") ? p.at(layer + "b", Arrays.copyOfRange(i, 1, i.length)) : 0};
                    each(Windows.extents(w), tap -> {
                        for (int c = 0; c < p.dim("C"); c++) {
                            sum[0] += p.at(layer + "k", join(join(place, i[1], c), tap))
                                    * p.at(0.0, "x", join(new int[] {i[0], c}, Windows.under(w, place, tap)));
                        }
                    });
                    return sum[0];
                });
    }

    private static String[] time() {
        return new String[] {
            "A=1 T=1 I=1 O=1 K=1 more=",
            "A=2 T=5 I=3 O=2 K=3 more=",
            "A=1 T=3 I=3 O=2 K=3 more=",
            "A=1 T=9 I=2 O=4 K=3 more=,stride=2",
            "A=3 T=4 I=2 O=4 K=3 more=,stride=2",
            "A=4 T=7 I=1 O=3 K=2 more=,stride=5",
            "A=1 T=6 I=5 O=1 K=6 more=",
            "A=2 T=3 I=1 O=1 K=1 more=,stride=2"
        };
    }

    private static String[] columns() {
        return new String[] {
            "N=1 C=1 H=1 W=1 K=1 more=",
            "N=2 C=3 H=3 W=4 K=2 more=",
            "N=1 C=3 H=4 W=2 K=2 more=",
            "N=2 C=1 H=5 W=4 K=3 more=,stride=2,padding=1",
            "N=1 C=1 H=1 W=1 K=3 more=,stride=2,padding=1",
            "N=1 C=2 H=5 W=6 K=2 more=,dilation=3",
            "N=3 C=2 H=4 W=4 K=2 more=,stride=2",
            "N=1 C=4 H=2 W=5 K=1 more=,stride=3,padding=1"
        };
    }

    // ---- references --------------------------------------------------------------------------------------------

    static double bias(Point p, String name, int at) {
        return p.has(name) ? p.at(name, at) : 0;
    }

    private static int[] shape(Point p, int channels, int rank) {
        return join(new int[] {p.dim("N"), channels}, Windows.places(p, Windows.of(p, rank)));
    }

    /** Each place asks its taps. */
    private static double gathered(Point p, String layer, int[] i) {
        int rank = i.length - 2;
        Window[] w = Windows.of(p, rank);
        int groups = more(p, "groups", 1);
        int own = p.dim("C") / groups;
        int first = i[1] / (p.dim("O") / groups) * own;
        int[] place = Arrays.copyOfRange(i, 2, i.length);
        double[] sum = {0};
        each(Windows.extents(w), tap -> {
            for (int c = 0; c < own; c++) {
                sum[0] += p.at(layer + "k", join(new int[] {i[1], c}, tap))
                        * p.at(0.0, "x", join(new int[] {i[0], first + c}, Windows.under(w, place, tap)));
            }
        });
        return sum[0];
    }

    /** Each cell of x adds its kernel; what falls on the place asked for is kept. */
    private static double scattered(Point p, String layer, int[] i) {
        int rank = i.length - 2;
        Window[] w = Windows.of(p, rank);
        int groups = more(p, "groups", 1);
        int own = p.dim("C") / groups;
        int results = p.dim("O") / groups;
        int[] wanted = Arrays.copyOfRange(i, 2, i.length);
        double[] sum = {0};
        each(
                Windows.last(p, "x", rank),
                at -> each(Windows.extents(w), tap -> {
                    if (!Arrays.equals(wanted, Windows.under(w, at, tap))) return;
                    for (int c = 0; c < own; c++) {
                        int channel = i[1] / results * own + c;
                        sum[0] += p.at(layer + "k", join(new int[] {channel, i[1] % results}, tap))
                                * p.at("x", join(new int[] {i[0], channel}, at));
                    }
                }));
        return sum[0];
    }

    private static int[] transposedShape(Point p, int rank) {
        Window[] w = Windows.of(p, rank);
        int[] lengths = Windows.last(p, "x", rank);
        String[] tails = rank == 3 ? new String[] {"", "_h", "_w"} : new String[] {"", "_w"};
        int[] sizes = new int[rank];
        int extra = 0;
        for (int d = 0; d < rank; d++) {
            extra = more(p, "output_padding" + tails[d], extra);
            sizes[d] = transposed(w[d], lengths[d], extra);
        }
        return join(new int[] {p.dim("N"), p.dim("O")}, sizes);
    }

    /** One behind the last place that a tap can reach if nothing is cut off behind, less what is, and the extra. */
    private static int transposed(Window w, int length, int extra) {
        return w.at(length - 1, w.k() - 1) + 1 - w.padding() + extra;
    }

    private static double depthwise(Point p, String layer, int kernels, int[] i) {
        Window[] w = Windows.of(p, 2);
        double[] sum = {0};
        each(
                Windows.extents(w),
                tap -> sum[0] += p.at(layer + "k", i[1], 0, tap[0], tap[1])
                        * p.at(0.0, "x", i[0], i[1] / kernels, w[0].at(i[2], tap[0]), w[1].at(i[3], tap[1])));
        return sum[0];
    }

    private static double mapped(Point p, int[] i) {
        Window[] w = Windows.of(p, 2);
        double[] sum = {p.at("convmap2d1.b", i[1])};
        for (int j = 0; j < p.dim("J"); j++) {
            int kernel = j;
            if (p.intAt("to", j) != i[1]) continue;
            each(
                    Windows.extents(w),
                    tap -> sum[0] += p.at("convmap2d1.k", kernel, tap[0], tap[1])
                            * p.at("x", i[0], p.intAt("from", kernel), w[0].at(i[2], tap[0]), w[1].at(i[3], tap[1])));
        }
        return sum[0];
    }

    private static int[] columnShape(Point p) {
        Window[] w = Windows.of(p, 2);
        int[] places = Windows.places(p, w);
        return new int[] {p.dim("N"), p.dim("C") * w[0].k() * w[0].k(), places[0] * places[1]};
    }

    /** Columns laid back: the sum of all cells that Unfold would have taken from a place. */
    private static final class Folded {
        private Folded() {}

        static Item item(String... cases) {
            // The number of columns is part of the text: it must be that of the image.
            List<String> whole = Arrays.stream(cases).map(Folded::counted).toList();
            return of("Fold")
                    .model("dim N", "input x : real[N, $R, $L]", "output y = Fold(x, H=$H, W=$W, K=$K$more)")
                    .cases(whole.toArray(String[]::new))
                    .value("y", "N C H W", (p, i) -> {
                        Window[] w = Windows.of(p, 2);
                        int k = w[0].k();
                        int width = w[1].places(p.dim("W"));
                        double[] sum = {0};
                        each(p.shape("R L"), cell -> {
                            boolean here = cell[0] / (k * k) == i[1]
                                    && w[0].at(cell[1] / width, cell[0] / k % k) == i[2]
                                    && w[1].at(cell[1] % width, cell[0] % k) == i[3];
                            if (here) sum[0] += p.at("x", i[0], cell[0], cell[1]);
                        });
                        return sum[0];
                    });
        }

        private static String counted(String text) {
            Point p = new Point(text);
            Window[] w = Windows.of(p, 2);
            int columns = w[0].places(p.dim("H")) * w[1].places(p.dim("W"));
            return text + " R=" + p.dim("C") * p.dim("K") * p.dim("K") + " L=" + columns;
        }
    }
}
