package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.List;

/** The parts of a Neural Turing Machine, against loops over the rows of the memory. */
final class MemoryItems {
    private static final String[] SIZES = {
        "B=1 N=1 M=1",
        "B=2 N=3 M=2",
        "B=1 N=5 M=3",
        "B=3 N=2 M=1",
        "B=2 N=4 M=4",
        "B=1 N=3 M=6",
        "B=4 N=6 M=2",
        "B=2 N=7 M=3"
    };

    private MemoryItems() {}

    static List<Item> all() {
        return List.of(
                of("content_addressing")
                        .model(
                                "dim B, N, M",
                                "input k : real[B, M]; input beta : real[B]; input m : real[B, N, M]",
                                "output w = content_addressing(k, beta, m)")
                        .cases(SIZES)
                        .draw("m", 0.2, 2)
                        .draw("k", -2, -0.2)
                        .draw("beta", 0.1, 3)
                        .value(
                                "w",
                                "B N",
                                (p, i) -> content(row(p, "k", i[0]), p.at("beta", i[0]), memory(p, i[0]))[i[1]]),
                of("interpolation")
                        .model(
                                "dim B, N",
                                "input w : real[B, N]; input before : real[B, N]; input g : real[B]",
                                "output y = interpolation(w, before, g)")
                        .cases(SIZES)
                        .value(
                                "y",
                                "B N",
                                (p, i) -> p.at("g", i[0]) * p.at("w", i) + (1 - p.at("g", i[0])) * p.at("before", i)),
                of("circular_shift")
                        .model(
                                "dim B, N, S",
                                "input w : real[B, N]; input s : real[B, S]",
                                "output y = circular_shift(w, s)")
                        .cases(
                                "B=1 N=1 S=1",
                                "B=2 N=5 S=3",
                                "B=1 N=3 S=3",
                                "B=2 N=4 S=5",
                                "B=3 N=6 S=2",
                                "B=1 N=1 S=3",
                                "B=2 N=2 S=5",
                                "B=1 N=8 S=7")
                        .value("y", "B N", (p, i) -> shifted(row(p, "w", i[0]), row(p, "s", i[0]))[i[1]]),
                of("sharpening")
                        .model(
                                "dim B, N",
                                "input w : real[B, N]; input gamma : real[B]",
                                "output y = sharpening(w, gamma)")
                        .cases(SIZES)
                        .draw("w", 0.1, 1)
                        .draw("gamma", 1.1, 3)
                        .value("y", "B N", (p, i) -> sharp(row(p, "w", i[0]), p.at("gamma", i[0]))[i[1]]),
                of("memory_read")
                        .model(
                                "dim B, N, M",
                                "input w : real[B, N]; input m : real[B, N, M]",
                                "output r = memory_read(w, m)")
                        .cases(SIZES)
                        .value("r", "B M", (p, i) -> p.sum("N", n -> p.at("w", i[0], n) * p.at("m", i[0], n, i[1]))),
                of("memory_write")
                        .model(
                                "dim B, N, M",
                                "input m : real[B, N, M]; input w : real[B, N]",
                                "input e : real[B, M]; input a : real[B, M]",
                                "output y = memory_write(m, w, e, a)")
                        .cases(SIZES)
                        .value(
                                "y",
                                "B N M",
                                (p, i) -> p.at("m", i) * (1 - p.at("w", i[0], i[1]) * p.at("e", i[0], i[2]))
                                        + p.at("w", i[0], i[1]) * p.at("a", i[0], i[2])),
                of("NTMHead")
                        .model(
                                "dim B, N",
                                "input h : real[B, $H]; input m : real[B, N, $M]; input before : real[B, N]",
                                "output w = NTMHead(h, m, before, S=$S)")
                        .cases(
                                "B=1 N=1 M=1 H=1 S=1",
                                "B=2 N=3 M=2 H=3 S=3",
                                "B=1 N=5 M=3 H=2 S=3",
                                "B=3 N=4 M=2 H=1 S=3",
                                "B=2 N=6 M=1 H=4 S=5",
                                "B=1 N=3 M=4 H=2 S=2",
                                "B=2 N=2 M=2 H=2 S=3",
                                "B=1 N=7 M=3 H=5 S=1")
                        .draw("m", 0.2, 2)
                        .draw("before", 0.1, 0.9)
                        .value("w", "B N", MemoryItems::head),
                of("NTM")
                        .model(
                                "dim T, B",
                                "input x : real[T, B, $I]",
                                "output y = NTM(x, O=$O, H=$H, N=$N, M=$M, S=$S)")
                        .cases(
                                "T=1 B=1 I=1 O=1 H=1 N=1 M=1 S=1",
                                "T=3 B=2 I=2 O=2 H=3 N=4 M=2 S=3",
                                "T=4 B=1 I=3 O=1 H=2 N=3 M=3 S=3",
                                "T=2 B=3 I=1 O=2 H=2 N=5 M=1 S=3",
                                "T=1 B=2 I=2 O=3 H=3 N=4 M=2 S=3",
                                "T=5 B=1 I=2 O=2 H=3 N=4 M=2 S=3",
                                "T=2 B=1 I=2 O=1 H=4 N=6 M=3 S=5",
                                "T=3 B=1 I=1 O=1 H=1 N=2 M=2 S=2")
                        .draw("ntm1.m0", 0.2, 1)
                        .value("y", "T B O", (p, i) -> machine(p, i[1])[i[0]][i[2]]));
    }

    /** The whole machine, step by step, from the parts above. */
    private static double[][] machine(Point p, int b) {
        int hs = p.dim("H");
        double[][] y = new double[p.dim("T")][p.dim("O")];
        double[][] states = new double[2][hs];
        double[] read = new double[p.dim("M")];
        double[][] m = new double[p.dim("N")][p.dim("M")];
        for (int n = 0; n < m.length; n++) for (int q = 0; q < read.length; q++) m[n][q] = p.at("ntm1.m0", n, q);
        double[][] w = {softmax(row(p, "ntm1.w0", 0)), softmax(row(p, "ntm1.w0", 1))};
        for (int t = 0; t < y.length; t++) {
            // The LSTM sees the input and what was read as one vector.
            double[] in = new double[p.dim("I") + read.length];
            for (int k = 0; k < in.length; k++) in[k] = k < p.dim("I") ? p.at("x", t, b, k) : read[k - p.dim("I")];
            states = RecurrentItems.lstm(controller(p, in.length), "lstm", in, states);
            double[] h = states[0];
            for (int v = 0; v < 2; v++) {
                double[] k = affine(p, "ntm1.K", "ntm1.kb", v, h);
                double[] s = affine(p, "ntm1.A", "ntm1.ab", v, h);
                double[] f = softmax(affine(p, "ntm1.F", "ntm1.fb", v, h));
                double[] mixed = content(k, Math.log1p(Math.exp(s[0])), m);
                double g = RecurrentItems.sigmoid(s[1]);
                for (int n = 0; n < mixed.length; n++) mixed[n] = g * mixed[n] + (1 - g) * w[v][n];
                w[v] = sharp(shifted(mixed, f), 1 + Math.log1p(Math.exp(s[2])));
            }
            double[] erase = affine(p, "ntm1.E", "ntm1.eb", 0, h);
            double[] add = affine(p, "ntm1.E", "ntm1.eb", 1, h);
            double[][] next = new double[m.length][read.length];
            read = new double[read.length];
            for (int n = 0; n < m.length; n++) {
                for (int q = 0; q < read.length; q++) {
                    read[q] += w[0][n] * m[n][q];
                    next[n][q] =
                            m[n][q] * (1 - w[1][n] * RecurrentItems.sigmoid(erase[q])) + w[1][n] * Math.tanh(add[q]);
                }
            }
            m = next;
            for (int o = 0; o < y[t].length; o++) {
                y[t][o] = p.at("ntm1.b", o);
                for (int j = 0; j < hs; j++) y[t][o] += p.at("ntm1.V", o, j) * h[j];
                for (int q = 0; q < read.length; q++) y[t][o] += p.at("ntm1.Q", o, q) * read[q];
            }
        }
        return y;
    }

    /** The weights of the controller for both of its inputs side by side. */
    private static Point controller(Point p, int width) {
        int hs = p.dim("H");
        double[] w = new double[4 * hs * width];
        for (int k = 0; k < w.length; k++) {
            int g = k / (hs * width);
            int j = k / width % hs;
            int i = k % width;
            w[k] = i < p.dim("I") ? p.at("ntm1.W", g, j, i) : p.at("ntm1.R", g, j, i - p.dim("I"));
        }
        Point one = new Point("");
        one.put("lstm.W", new int[] {4, hs, width}, w);
        one.put("lstm.U", new int[] {4, hs, hs}, p.data("ntm1.U"));
        one.put("lstm.b", new int[] {4, hs}, p.data("ntm1.d"));
        return one;
    }

    private static double[] affine(Point p, String weight, String bias, int v, double[] h) {
        double[] y = new double[p.shapeOf(weight)[1]];
        for (int q = 0; q < y.length; q++) {
            y[q] = p.at(bias, v, q);
            for (int j = 0; j < h.length; j++) y[q] += p.at(weight, v, q, j) * h[j];
        }
        return y;
    }

    private static double[] row(Point p, String tensor, int b) {
        double[] row = new double[p.shapeOf(tensor)[1]];
        for (int k = 0; k < row.length; k++) row[k] = p.at(tensor, b, k);
        return row;
    }

    private static double[][] memory(Point p, int b) {
        double[][] m = new double[p.shapeOf("m")[1]][p.shapeOf("m")[2]];
        for (int n = 0; n < m.length; n++) for (int j = 0; j < m[n].length; j++) m[n][j] = p.at("m", b, n, j);
        return m;
    }

    private static double[] softmax(double[] z) {
        double[] y = new double[z.length];
        double total = Point.sum(z.length, k -> Math.exp(z[k]));
        for (int k = 0; k < z.length; k++) y[k] = Math.exp(z[k]) / total;
        return y;
    }

    private static double[] content(double[] k, double beta, double[][] m) {
        double[] s = new double[m.length];
        for (int n = 0; n < s.length; n++) {
            double[] row = m[n];
            s[n] = beta * LinearItems.cosine(k.length, j -> k[j], j -> row[j]);
        }
        return softmax(s);
    }

    private static double[] shifted(double[] w, double[] s) {
        double[] y = new double[w.length];
        // The share s[j] of each weight goes j - S/2 rows further.
        for (int n = 0; n < w.length; n++)
            for (int j = 0; j < s.length; j++) y[Math.floorMod(n + j - s.length / 2, w.length)] += s[j] * w[n];
        return y;
    }

    private static double[] sharp(double[] w, double gamma) {
        double[] y = new double[w.length];
        double total = Point.sum(w.length, n -> Math.pow(w[n], gamma));
        for (int n = 0; n < w.length; n++) y[n] = Math.pow(w[n], gamma) / total;
        return y;
    }

    private static double head(Point p, int[] i) {
        double[] h = row(p, "h", i[0]);
        double[] k = AttentionItems.affine(p, "ntmhead1.k", h);
        double beta = Math.log1p(Math.exp(AttentionItems.affine(p, "ntmhead1.beta", h)[0]));
        double g = RecurrentItems.sigmoid(AttentionItems.affine(p, "ntmhead1.g", h)[0]);
        double[] s = softmax(AttentionItems.affine(p, "ntmhead1.s", h));
        double gamma = 1 + Math.log1p(Math.exp(AttentionItems.affine(p, "ntmhead1.gamma", h)[0]));
        double[] w = content(k, beta, memory(p, i[0]));
        for (int n = 0; n < w.length; n++) w[n] = g * w[n] + (1 - g) * p.at("before", i[0], n);
        return sharp(shifted(w, s), gamma)[i[1]];
    }
}
