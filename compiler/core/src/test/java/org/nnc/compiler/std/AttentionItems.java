package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.List;

/** Attention and the parts of a Neural Turing Machine, against loops over rows written from their papers. */
final class AttentionItems {
    private AttentionItems() {}

    static List<Item> all() {
        return List.of(
                of("scaled_dot_product_attention")
                        .model(
                                "dim B, T, S",
                                "input q : real[B, T, $E]; input k : real[B, S, $E]; input v : real[B, S, $D]",
                                "$mask",
                                "output o = scaled_dot_product_attention(q, k, v$given, is_causal=$causal)")
                        .cases(
                                "B=1 T=1 S=1 E=1 D=1 causal=false mask=// given=",
                                "B=2 T=3 S=4 E=3 D=2 causal=false mask=// given=",
                                "B=1 T=5 S=2 E=2 D=3 causal=false mask=// given=",
                                "B=2 T=3 S=3 E=2 D=2 causal=true mask=// given=",
                                "B=1 T=2 S=5 E=1 D=2 causal=true mask=// given=",
                                "B=2 T=3 S=4 E=3 D=2 causal=false mask=input\tm:bool[B,T,S] given=,mask=m",
                                "B=3 T=1 S=2 E=2 D=1 causal=false mask=input\tm:bool[B,T,S] given=,mask=m",
                                "B=2 T=4 S=4 E=2 D=2 causal=true mask=input\tm:bool[B,T,S] given=,mask=m")
                        .prepare(AttentionItems::openFirst)
                        .value("o", "B T D", AttentionItems::plain),
                of("MultiheadAttention")
                        .model(
                                "dim B, T, S",
                                "input q : real[B, T, $E]; input k : real[B, S, $C]; input v : real[B, S, $C]",
                                "$mask",
                                "output o = MultiheadAttention(q, k, v, N=$N$given, is_causal=$causal, bias=$bias)")
                        .cases(
                                "B=1 T=1 S=1 E=1 C=1 N=1 causal=false bias=true mask=// given=",
                                "B=2 T=2 S=3 E=4 C=3 N=2 causal=false bias=true mask=// given=",
                                "B=2 T=2 S=3 E=4 C=3 N=2 causal=false bias=false mask=// given=",
                                "B=1 T=3 S=3 E=6 C=2 N=3 causal=true bias=true mask=// given=",
                                "B=2 T=4 S=2 E=2 C=2 N=1 causal=false bias=true mask=// given=",
                                "B=2 T=3 S=3 E=4 C=4 N=4 causal=true bias=false mask=// given=",
                                "B=2 T=2 S=3 E=4 C=3 N=2 causal=false bias=true mask=input\tm:bool[B,T,S] given=,mask=m",
                                "B=1 T=3 S=3 E=4 C=2 N=2 causal=true bias=true mask=input\tm:bool[B,T,S] given=,mask=m")
                        .prepare(AttentionItems::openFirst)
                        .value(
                                "o",
                                "B T E",
                                (p, i) -> heads(
                                        p,
                                        "multiheadattention1",
                                        rows(p, "q", i[0]),
                                        rows(p, "k", i[0]),
                                        rows(p, "v", i[0]),
                                        (t, s) -> allowed(p, i[0], t, s))[i[1]][i[2]]),
                of("PositionalEncoding")
                        .model("dim B, T", "input x : real[B, T, $E]", "output y = PositionalEncoding(x)")
                        .cases(
                                "B=1 T=1 E=1",
                                "B=2 T=3 E=4",
                                "B=1 T=9 E=2",
                                "B=3 T=1 E=5",
                                "B=1 T=4 E=7",
                                "B=2 T=2 E=2",
                                "B=4 T=3 E=4",
                                "B=1 T=6 E=8")
                        .value(
                                "y",
                                "B T E",
                                (p, i) -> p.at("x", i)
                                        + (i[2] % 2 == 0
                                                ? Math.sin(i[1] / Math.pow(10000, (double) i[2] / p.dim("E")))
                                                : Math.cos(i[1] / Math.pow(10000, (i[2] - 1.0) / p.dim("E"))))),
                of("TransformerEncoderLayer")
                        .model(
                                "dim B, T",
                                "input x : real[B, T, $E]",
                                "$mask",
                                "output y = TransformerEncoderLayer(x, N=$N, F=$F$given, is_causal=$causal, norm_first=$first, dropout=$drop)")
                        .cases(
                                "B=1 T=1 E=2 N=1 F=1 causal=false first=false drop=0 mask=// given=",
                                "B=2 T=3 E=4 N=2 F=3 causal=false first=false drop=0 mask=// given=",
                                "B=2 T=3 E=4 N=2 F=3 causal=false first=true drop=0 mask=// given=",
                                "B=1 T=4 E=3 N=3 F=2 causal=true first=false drop=0 mask=// given=",
                                "B=1 T=2 E=4 N=1 F=5 causal=true first=true drop=0 mask=// given=",
                                "B=3 T=1 E=4 N=2 F=3 causal=false first=false drop=0 mask=// given=",
                                "B=2 T=3 E=4 N=2 F=3 causal=false first=false drop=0 mask=input\tm:bool[B,T,T] given=,mask=m",
                                "B=1 T=3 E=2 N=2 F=2 causal=true first=true drop=0 mask=input\tm:bool[B,T,T] given=,mask=m",
                                "B=2 T=2 E=4 N=2 F=3 causal=false first=false drop=0.5 mask=// given= training=true",
                                "B=1 T=3 E=2 N=1 F=4 causal=false first=true drop=0.25 mask=// given= training=true",
                                "B=1 T=3 E=2 N=1 F=4 causal=false first=true drop=0.25 mask=// given= training=false")
                        .prepare(AttentionItems::openFirst)
                        .value("y", "B T E", (p, i) -> encoder(p, i[0])[i[1]][i[2]]));
    }

    // ---- attention ---------------------------------------------------------------------------------------------

    @FunctionalInterface
    private interface Mask {
        boolean allows(int t, int s);
    }

    /** Every place may look at the first: a row of nothing is NaN by definition. */
    private static void openFirst(Point p) {
        if (!p.has("m")) return;
        int[] shape = p.shapeOf("m");
        for (int b = 0; b < shape[0]; b++) for (int t = 0; t < shape[1]; t++) p.set("m", 1, b, t, 0);
    }

    private static boolean allowed(Point p, int b, int t, int s) {
        return (!p.flag("causal") || s <= t) && (!p.has("m") || p.at("m", b, t, s) != 0);
    }

    private static double[][] rows(Point p, String tensor, int b) {
        int[] shape = p.shapeOf(tensor);
        double[][] rows = new double[shape[1]][shape[2]];
        for (int t = 0; t < shape[1]; t++) for (int e = 0; e < shape[2]; e++) rows[t][e] = p.at(tensor, b, t, e);
        return rows;
    }

    private static double[][] attention(double[][] q, double[][] k, double[][] v, Mask mask) {
        double[][] o = new double[q.length][v[0].length];
        for (int t = 0; t < q.length; t++) {
            double[] weight = new double[k.length];
            double total = 0;
            for (int s = 0; s < k.length; s++) {
                if (!mask.allows(t, s)) continue;
                double dot = 0;
                for (int e = 0; e < q[t].length; e++) dot += q[t][e] * k[s][e];
                weight[s] = Math.exp(dot / Math.sqrt(q[t].length));
                total += weight[s];
            }
            for (int s = 0; s < k.length; s++)
                for (int d = 0; d < v[s].length; d++) o[t][d] += weight[s] / total * v[s][d];
        }
        return o;
    }

    private static double plain(Point p, int[] i) {
        double[][] o =
                attention(rows(p, "q", i[0]), rows(p, "k", i[0]), rows(p, "v", i[0]), (t, s) -> allowed(p, i[0], t, s));
        return o[i[1]][i[2]];
    }

    private static double[][] heads(Point p, String layer, double[][] q, double[][] k, double[][] v, Mask mask) {
        int e = q[0].length;
        int heads = p.dim("N");
        int d = e / heads;
        double[][] o = new double[q.length][e];
        for (int n = 0; n < heads; n++) {
            double[][] r = attention(
                    projected(p, layer, "q", n, d, q),
                    projected(p, layer, "k", n, d, k),
                    projected(p, layer, "v", n, d, v),
                    mask);
            for (int t = 0; t < o.length; t++)
                for (int f = 0; f < e; f++)
                    for (int j = 0; j < d; j++) o[t][f] += p.at(layer + ".Wo", f, n, j) * r[t][j];
        }
        if (p.has(layer + ".bo")) for (double[] row : o) for (int f = 0; f < e; f++) row[f] += p.at(layer + ".bo", f);
        return o;
    }

    private static double[][] projected(Point p, String layer, String which, int n, int d, double[][] x) {
        double[][] y = new double[x.length][d];
        for (int t = 0; t < x.length; t++) {
            for (int j = 0; j < d; j++) {
                y[t][j] = p.has(layer + ".b" + which) ? p.at(layer + ".b" + which, n, j) : 0;
                for (int c = 0; c < x[t].length; c++) y[t][j] += p.at(layer + ".W" + which, n, j, c) * x[t][c];
            }
        }
        return y;
    }

    // ---- encoder -----------------------------------------------------------------------------------------------

    private static double[][] encoder(Point p, int b) {
        String layer = "transformerencoderlayer1";
        double[][] x = rows(p, "x", b);
        boolean first = p.flag("first");
        Mask mask = (t, s) -> allowed(p, b, t, s);
        double[][] u = first ? normed(p, layer + ".norm1", x) : x;
        double[][] h = plus(x, dropped(p, 0, b, heads(p, layer + ".attend", u, u, u, mask)));
        if (!first) h = normed(p, layer + ".norm1", h);
        double[][] v = first ? normed(p, layer + ".norm2", h) : h;
        double[][] f = each(v, row -> affine(p, layer + ".linear1", row));
        for (double[] row : f) for (int j = 0; j < row.length; j++) row[j] = Math.max(0, row[j]);
        f = dropped(p, 2, b, each(dropped(p, 1, b, f), row -> affine(p, layer + ".linear2", row)));
        double[][] y = plus(h, f);
        return first ? y : normed(p, layer + ".norm2", y);
    }

    /** The n-th dropout of the model, in training. */
    private static double[][] dropped(Point p, int site, int b, double[][] x) {
        if (p.number("drop") == 0 || !p.flag("training")) return x;
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int e = 0; e < y[t].length; e++) {
                double u = org.nnc.runtime.Philox.uniform(0, 0, site, (b * x.length + t) * y[t].length + e);
                y[t][e] = u < p.number("drop") ? 0 : x[t][e] / (1 - p.number("drop"));
            }
        }
        return y;
    }

    private static double[][] each(double[][] x, java.util.function.UnaryOperator<double[]> f) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) y[t] = f.apply(x[t]);
        return y;
    }

    static double[] affine(Point p, String layer, double[] x) {
        double[] y = new double[p.shapeOf(layer + ".b")[0]];
        for (int o = 0; o < y.length; o++) {
            y[o] = p.at(layer + ".b", o);
            for (int i = 0; i < x.length; i++) y[o] += p.at(layer + ".W", o, i) * x[i];
        }
        return y;
    }

    private static double[][] plus(double[][] a, double[][] b) {
        double[][] c = new double[a.length][a[0].length];
        for (int t = 0; t < a.length; t++) for (int e = 0; e < a[t].length; e++) c[t][e] = a[t][e] + b[t][e];
        return c;
    }

    private static double[][] normed(Point p, String layer, double[][] x) {
        return each(x, row -> {
            double mean = Point.sum(row.length, d -> row[d]) / row.length;
            double var = Point.sum(row.length, d -> (row[d] - mean) * (row[d] - mean)) / row.length;
            double[] y = new double[row.length];
            for (int d = 0; d < y.length; d++)
                y[d] = (row[d] - mean) / Math.sqrt(var + 1e-5) * p.at(layer + ".w", d) + p.at(layer + ".b", d);
            return y;
        });
    }
}
