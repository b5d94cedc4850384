package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.List;
import java.util.function.Function;

/** Recurrent layers, against loops over time written from the formulas of their papers. */
final class RecurrentItems {
    private static final String[] SIZES = {
        "T=1 B=1 I=1 H=1",
        "T=3 B=2 I=3 H=2",
        "T=4 B=1 I=2 H=3",
        "T=2 B=3 I=1 H=2",
        "T=1 B=2 I=2 H=2",
        "T=5 B=1 I=1 H=1",
        "T=3 B=2 I=2 H=3",
        "T=6 B=2 I=3 H=2"
    };

    private RecurrentItems() {}

    static List<Item> all() {
        return List.of(
                cell("RNNCell", "h", "y")
                        .value(
                                "y",
                                "B H",
                                (p, i) -> rnn(p, "rnncell1", row(p, i[0]), start(p, "h", i[0]), false)[i[1]]),
                cell("LSTMCell", "h c", "y m")
                        .value("y", "B H", (p, i) -> lstmStep(p, i[0])[0][i[1]])
                        .value("m", "B H", (p, i) -> lstmStep(p, i[0])[1][i[1]]),
                cell("GRUCell", "h", "y")
                        .value("y", "B H", (p, i) -> gru(p, "grucell1", row(p, i[0]), start(p, "h", i[0]))[i[1]]),
                layer("RNN", "h0", "rectified=$rectified, reverse=$reverse")
                        .cases(with("rectified=false reverse=false", 0, 3))
                        .cases(with("rectified=false reverse=true", 3, 4))
                        .cases(with("rectified=true reverse=false", 4, 6))
                        .cases(with("rectified=true reverse=true", 6, 8))
                        .value(
                                "y",
                                "T B H",
                                (p, i) -> recurrence(
                                        p, i[1], p.flag("reverse"), new double[][] {start(p, "h0", i[1])}, (x, s) ->
                                                new double[][] {rnn(p, "rnn1", x, s[0], p.flag("rectified"))})[i[0]][
                                        i[2]]),
                layer("LSTM", "h0 c0", "peepholes=$peepholes, reverse=$reverse")
                        .cases(with("peepholes=false reverse=false", 0, 3))
                        .cases(with("peepholes=false reverse=true", 3, 4))
                        .cases(with("peepholes=true reverse=false", 4, 6))
                        .cases(with("peepholes=true reverse=true", 6, 8))
                        .value("y", "T B H", (p, i) -> lstm(p, "lstm1", i[1], p.flag("reverse"), true)[i[0]][i[2]]),
                of("LSTMState")
                        .model(
                                "dim T, B",
                                "input x : real[T, B, $I]; input h0 : real[B, $H]; input c0 : real[B, $H]",
                                "h, c = LSTMState(x, h0, c0)",
                                "output y[t,b,j] = h[t,b,j]; output last[b,j] = c[T-1,b,j]")
                        .cases(SIZES)
                        .value("y", "T B H", (p, i) -> lstm(p, "lstmstate1", i[1], false, true)[i[0]][i[2]])
                        .value("last", "B H", RecurrentItems::lastCell),
                layer("GRU", "h0", "reverse=$reverse")
                        .cases(with("reverse=false", 0, 5))
                        .cases(with("reverse=true", 5, 8))
                        .value(
                                "y",
                                "T B H",
                                (p, i) -> recurrence(
                                        p, i[1], p.flag("reverse"), new double[][] {start(p, "h0", i[1])}, (x, s) ->
                                                new double[][] {gru(p, "gru1", x, s[0])})[i[0]][i[2]]),
                both("BiRNN", "rectified=$rectified")
                        .cases(with("rectified=false", 0, 5))
                        .cases(with("rectified=true", 5, 8))
                        .value(
                                "y",
                                p -> p.shape("T B " + 2 * p.dim("H")),
                                (p, i) -> half(
                                        p,
                                        i,
                                        reverse -> recurrence(p, i[1], reverse, zeros(p, 1), (x, s) -> new double[][] {
                                            rnn(p, "birnn1.rnn" + (reverse ? 2 : 1), x, s[0], p.flag("rectified"))
                                        }))),
                both("BiLSTM", "peepholes=$peepholes")
                        .cases(with("peepholes=false", 0, 5))
                        .cases(with("peepholes=true", 5, 8))
                        .value(
                                "y",
                                p -> p.shape("T B " + 2 * p.dim("H")),
                                (p, i) -> half(
                                        p,
                                        i,
                                        reverse -> lstm(p, "bilstm1.lstm" + (reverse ? 2 : 1), i[1], reverse, false))),
                both("BiGRU", "")
                        .cases(SIZES)
                        .value(
                                "y",
                                p -> p.shape("T B " + 2 * p.dim("H")),
                                (p, i) -> half(
                                        p,
                                        i,
                                        reverse -> recurrence(p, i[1], reverse, zeros(p, 1), (x, s) ->
                                                new double[][] {gru(p, "bigru1.gru" + (reverse ? 2 : 1), x, s[0])}))),
                of("StackedLSTM")
                        .model("dim T, B", "input x : real[T, B, $I]", "output y = StackedLSTM(x, H=$H, L=$L)")
                        .cases(with("L=2", 0, 4))
                        .cases(with("L=3", 4, 8))
                        .value("y", "T B H", (p, i) -> stacked(p, i[1])[i[0]][i[2]]));
    }

    private static String[] with(String more, int from, int to) {
        String[] cases = java.util.Arrays.copyOfRange(SIZES, from, to);
        for (int k = 0; k < cases.length; k++) cases[k] += " " + more;
        return cases;
    }

    private static Item cell(String name, String states, String results) {
        StringBuilder inputs = new StringBuilder("input x : real[B, $I]");
        for (String s : states.split(" ")) inputs.append("; input ").append(s).append(" : real[B, $H]");
        String[] out = results.split(" ");
        String call = name + "(x, " + states.replace(" ", ", ") + ")";
        String[] lines = out.length == 1
                ? new String[] {"output y = " + call}
                : new String[] {String.join(", ", out) + " = " + call, "output " + String.join(", ", out)};
        return of(name).model("dim B", inputs.toString(), String.join("\n", lines))
                .cases(
                        "B=1 I=1 H=1",
                        "B=2 I=3 H=2",
                        "B=1 I=2 H=4",
                        "B=3 I=1 H=2",
                        "B=2 I=5 H=1",
                        "B=4 I=2 H=2",
                        "B=1 I=4 H=3",
                        "B=5 I=3 H=2");
    }

    private static Item layer(String name, String starts, String settings) {
        StringBuilder inputs = new StringBuilder("input x : real[T, B, $I]");
        StringBuilder given = new StringBuilder();
        for (String s : starts.split(" ")) {
            inputs.append("; input ").append(s).append(" : real[B, $H]");
            given.append(s).append('=').append(s).append(", ");
        }
        return of(name).model(
                        "dim T, B", inputs.toString(), "output y = " + name + "(x, H=$H, " + given + settings + ")");
    }

    private static Item both(String name, String settings) {
        String more = settings.isEmpty() ? "" : ", " + settings;
        return of(name).model("dim T, B", "input x : real[T, B, $I]", "output y = " + name + "(x, H=$H" + more + ")");
    }

    // ---- one step ----------------------------------------------------------------------------------------------

    /** The new states, the visible one first, from an input row and the old states. */
    private interface Step {
        double[][] of(double[] x, double[][] states);
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** W x, a row of a weight tensor for each result; {@code at} leads to the gate. */
    private static double[] times(Point p, String weight, double[] x, int... at) {
        int[] shape = p.shapeOf(weight);
        double[] y = new double[shape[at.length]];
        int[] place = java.util.Arrays.copyOf(at, at.length + 2);
        for (int j = 0; j < y.length; j++) {
            for (int i = 0; i < x.length; i++) {
                place[at.length] = j;
                place[at.length + 1] = i;
                y[j] += p.at(weight, place) * x[i];
            }
        }
        return y;
    }

    private static double[] rnn(Point p, String layer, double[] x, double[] h, boolean rectified) {
        double[] wx = times(p, layer + ".W", x);
        double[] uh = times(p, layer + ".U", h);
        double[] y = new double[h.length];
        for (int j = 0; j < y.length; j++) {
            double z = wx[j] + uh[j] + p.at(layer + ".b", j);
            y[j] = rectified ? Math.max(0, z) : Math.tanh(z);
        }
        return y;
    }

    static double[][] lstm(Point p, String layer, double[] x, double[][] states) {
        double[] h = states[0];
        double[] c = states[1];
        boolean peep = p.has(layer + ".P");
        double[][] z = new double[4][];
        for (int g = 0; g < 4; g++) {
            z[g] = times(p, layer + ".W", x, g);
            double[] uh = times(p, layer + ".U", h, g);
            for (int j = 0; j < h.length; j++) z[g][j] += uh[j] + p.at(layer + ".b", g, j);
        }
        double[][] next = new double[2][h.length];
        for (int j = 0; j < h.length; j++) {
            double in = sigmoid(z[0][j] + (peep ? p.at(layer + ".P", 0, j) * c[j] : 0));
            double forget = sigmoid(z[1][j] + (peep ? p.at(layer + ".P", 1, j) * c[j] : 0));
            next[1][j] = forget * c[j] + in * Math.tanh(z[2][j]);
            double out = sigmoid(z[3][j] + (peep ? p.at(layer + ".P", 2, j) * next[1][j] : 0));
            next[0][j] = out * Math.tanh(next[1][j]);
        }
        return next;
    }

    private static double[] gru(Point p, String layer, double[] x, double[] h) {
        double[][] a = new double[3][];
        double[][] v = new double[3][];
        for (int g = 0; g < 3; g++) {
            a[g] = times(p, layer + ".W", x, g);
            v[g] = times(p, layer + ".U", h, g);
        }
        double[] y = new double[h.length];
        for (int j = 0; j < y.length; j++) {
            double r = sigmoid(a[0][j] + p.at(layer + ".b", 0, j) + v[0][j]);
            double z = sigmoid(a[1][j] + p.at(layer + ".b", 1, j) + v[1][j]);
            double n = Math.tanh(a[2][j] + p.at(layer + ".b", 2, j) + r * (v[2][j] + p.at(layer + ".d", j)));
            y[j] = (1 - z) * n + z * h[j];
        }
        return y;
    }

    // ---- over time ---------------------------------------------------------------------------------------------

    private static double[] row(Point p, int b) {
        double[] x = new double[p.dim("I")];
        for (int i = 0; i < x.length; i++) x[i] = p.at("x", b, i);
        return x;
    }

    private static double[] start(Point p, String name, int b) {
        double[] s = new double[p.dim("H")];
        for (int j = 0; j < s.length; j++) s[j] = p.at(name, b, j);
        return s;
    }

    private static double[][] zeros(Point p, int states) {
        return new double[states][p.dim("H")];
    }

    private static double[][] inputs(Point p, int b) {
        double[][] x = new double[p.dim("T")][p.dim("I")];
        for (int t = 0; t < x.length; t++) for (int i = 0; i < x[t].length; i++) x[t][i] = p.at("x", t, b, i);
        return x;
    }

    private static double[][] recurrence(Point p, int b, boolean reverse, double[][] start, Step step) {
        return recurrence(inputs(p, b), reverse, start, step)[0];
    }

    /** By state, time and cell. */
    private static double[][][] recurrence(double[][] x, boolean reverse, double[][] start, Step step) {
        double[][][] all = new double[start.length][x.length][];
        double[][] states = start;
        for (int n = 0; n < x.length; n++) {
            int t = reverse ? x.length - 1 - n : n;
            states = step.of(x[t], states);
            for (int s = 0; s < states.length; s++) all[s][t] = states[s];
        }
        return all;
    }

    private static double[][] lstm(Point p, String layer, int b, boolean reverse, boolean given) {
        double[][] start = given ? new double[][] {start(p, "h0", b), start(p, "c0", b)} : zeros(p, 2);
        return recurrence(p, b, reverse, start, (x, s) -> lstm(p, layer, x, s));
    }

    private static double[][] lstmStep(Point p, int b) {
        return lstm(p, "lstmcell1", row(p, b), new double[][] {start(p, "h", b), start(p, "c", b)});
    }

    private static double lastCell(Point p, int[] i) {
        double[][] start = {start(p, "h0", i[0]), start(p, "c0", i[0])};
        return recurrence(inputs(p, i[0]), false, start, (x, s) -> lstm(p, "lstmstate1", x, s))[1][p.dim("T") - 1][
                i[1]];
    }

    private static double half(Point p, int[] i, Function<Boolean, double[][]> direction) {
        boolean reverse = i[2] >= p.dim("H");
        return direction.apply(reverse)[i[0]][i[2] - (reverse ? p.dim("H") : 0)];
    }

    /** Layer above layer: each an ordinary LSTM whose weights are cut out of the stacked ones. */
    private static double[][] stacked(Point p, int b) {
        double[][] x = inputs(p, b);
        int h = p.dim("H");
        for (int l = 0; l < p.dim("L"); l++) {
            Point one = new Point("");
            int below = x[0].length;
            double[] w = new double[4 * h * below];
            for (int k = 0; k < w.length; k++) {
                int g = k / (h * below);
                int j = k / below % h;
                w[k] = l == 0
                        ? p.at("stackedlstm1.W0", g, j, k % below)
                        : p.at("stackedlstm1.W", l - 1, g, j, k % below);
            }
            one.put("lstm.W", new int[] {4, h, below}, w);
            one.put("lstm.U", new int[] {4, h, h}, slice(p, "stackedlstm1.U", l, 4 * h * h));
            one.put("lstm.b", new int[] {4, h}, slice(p, "stackedlstm1.b", l, 4 * h));
            x = recurrence(x, false, new double[2][h], (in, s) -> lstm(one, "lstm", in, s))[0];
        }
        return x;
    }

    private static double[] slice(Point p, String tensor, int l, int size) {
        return java.util.Arrays.copyOfRange(p.data(tensor), l * size, (l + 1) * size);
    }
}
