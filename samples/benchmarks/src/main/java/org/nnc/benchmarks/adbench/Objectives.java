package org.nnc.benchmarks.adbench;

import adbench.Numbers;
import bundle.Bundle;
import gmm.Gmm;
import hand.DenseHand;
import hand.DenseHandSurface;
import hand.Hand;
import hand.HandSurface;
import hand.Inputs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lstm.Lstm;

/** ADBench's cases over generated classes, for the input files in a folder. */
final class Objectives {
    private final Path data;
    private final List<Objective> all = new ArrayList<>();

    private Objectives(Path data) {
        this.data = data;
    }

    static List<Objective> in(Path data) {
        Objectives o = new Objectives(data);
        for (String c : List.of("d2_K5", "d10_K25", "d20_K50", "d32_K25", "d64_K10")) o.mixture("gmm_" + c);
        o.bundle("ba1_n49_m7776_p31843");
        for (String c : List.of("l2_c1024", "l4_c1024")) o.lstm("lstm_" + c);
        for (String size : List.of("small", "big")) {
            for (boolean dense : new boolean[] {false, true}) {
                o.hand("simple", size, dense);
                o.hand("complicated", size, dense);
            }
        }
        return o.all;
    }

    private void add(String name, String kind, Path file, String folder, Runnable value, Runnable derivative) {
        all.add(new Objective(name, kind, file.toString(), folder, value, derivative));
    }

    private void mixture(String name) {
        Path file = data.resolve("gmm/" + name + ".txt");
        if (!Files.exists(file)) return;
        Numbers in = Numbers.of(file.toString());
        int d = in.whole();
        int k = in.whole();
        int n = in.whole();
        double[] alpha = in.reals(k);
        double[] mu = in.reals(k * d);
        double[] icf = in.reals(k * d * (d + 1) / 2);
        double[] x = in.reals(n * d);
        double gamma = in.real();
        int m = in.whole();
        Gmm value = new Gmm();
        Gmm both = new Gmm();
        add(
                name,
                "gmm",
                file,
                "",
                () -> value.forward(n, d, k, alpha, mu, icf, x, gamma, m),
                () -> both.lossAndGradient(n, d, k, alpha, mu, icf, x, gamma, m));
    }

    private void bundle(String name) {
        Path file = data.resolve("ba/" + name + ".txt");
        if (!Files.exists(file)) return;
        Numbers in = Numbers.of(file.toString());
        int c = in.whole();
        int m = in.whole();
        int p = in.whole();
        double[] cams = Numbers.repeated(in.reals(11), c);
        double[] points = Numbers.repeated(in.reals(3), m);
        double[] w = Numbers.repeated(in.reals(1), p);
        double[] feat = Numbers.repeated(in.reals(2), p);
        int[] ci = new int[p];
        int[] pi = new int[p];
        for (int o = 0; o < p; o++) {
            ci[o] = o % c;
            pi[o] = o % m;
        }
        Bundle value = new Bundle();
        Bundle both = new Bundle();
        double[] values = new double[30 * p];
        int[] columns = new int[30 * p];
        int[] starts = new int[2 * p + 1];
        double[] weights = new double[p];
        add(
                name,
                "ba",
                file,
                "",
                () -> value.predict(c, m, p, cams, points, w, ci, pi, feat),
                () -> {
                    both.forward(c, m, p, cams, points, w, ci, pi, feat);
                    both.jacobianErrValues(values);
                    both.jacobianWerrValues(weights);
                });
        // As the other tools do it: the pattern made anew in every call.
        add(
                name + " with pattern",
                "ba",
                file,
                "",
                () -> value.predict(c, m, p, cams, points, w, ci, pi, feat),
                () -> {
                    both.forward(c, m, p, cams, points, w, ci, pi, feat);
                    both.jacobianErrRowStarts(starts);
                    both.jacobianErrColumns(columns);
                    both.jacobianErrValues(values);
                    both.jacobianWerrValues(weights);
                });
    }

    private void lstm(String name) {
        Path file = data.resolve("lstm/" + name + ".txt");
        if (!Files.exists(file)) return;
        Numbers in = Numbers.of(file.toString());
        int layers = in.whole();
        int characters = in.whole();
        int bits = in.whole();
        double[] main = in.reals(layers * 8 * bits);
        double[] extra = in.reals(3 * bits);
        double[] state = in.reals(layers * 2 * bits);
        double[] seq = in.reals(characters * bits);
        Lstm value = new Lstm();
        Lstm both = new Lstm();
        add(
                name,
                "lstm",
                file,
                "",
                () -> value.forward(layers, characters, bits, main, extra, state, seq),
                () -> both.lossAndGradient(layers, characters, bits, main, extra, state, seq));
    }

    /** @param dense with all vertices and the weight of every bone, as the other tools have it */
    private void hand(String kind, String size, boolean dense) {
        boolean isSurface = kind.equals("complicated");
        Path file = data.resolve("hand/" + kind + "_" + size + "/hand1_t26_c100.txt");
        Path folder = data.resolve("hand/model_" + size);
        if (!Files.exists(file)) return;
        Inputs in = Inputs.of(folder.toString(), file.toString(), isSurface, dense);
        String name = "hand_" + kind.charAt(0) + size.charAt(0) + "_c100" + (dense ? " dense" : " sparse");
        if (isSurface && dense) {
            DenseHandSurface value = new DenseHandSurface();
            DenseHandSurface both = new DenseHandSurface();
            Runnable forward = () -> value.predict(
                    in.points, in.vertices, in.turn, in.shift, in.finger, in.u, in.base, in.inverse, in.rest, in.at,
                    in.point);
            add(name, "handc", file, folder + "/", forward, () -> {
                both.forward(
                        in.points, in.vertices, in.turn, in.shift, in.finger, in.u, in.base, in.inverse, in.rest, in.at,
                        in.point);
                both.jacobianErrBlocks();
            });
        } else if (isSurface) {
            HandSurface value = new HandSurface();
            HandSurface both = new HandSurface();
            Runnable forward = () -> value.predict(
                    in.points, in.vertices, in.of.length, in.turn, in.shift, in.finger, in.u, in.base, in.inverse,
                    in.of, in.bone, in.rest, in.at, in.point);
            add(name, "handc", file, folder + "/", forward, () -> {
                both.forward(
                        in.points, in.vertices, in.of.length, in.turn, in.shift, in.finger, in.u, in.base, in.inverse,
                        in.of, in.bone, in.rest, in.at, in.point);
                both.jacobianErrBlocks();
            });
        } else if (dense) {
            DenseHand value = new DenseHand();
            DenseHand both = new DenseHand();
            Runnable forward = () -> value.predict(
                    in.points, in.vertices, in.turn, in.shift, in.finger, in.base, in.inverse, in.rest, in.at,
                    in.point);
            add(name, "hand", file, folder + "/", forward, () -> {
                both.forward(
                        in.points, in.vertices, in.turn, in.shift, in.finger, in.base, in.inverse, in.rest, in.at,
                        in.point);
                both.jacobianErr();
            });
        } else {
            Hand value = new Hand();
            Hand both = new Hand();
            Runnable forward = () -> value.predict(
                    in.points, in.vertices, in.of.length, in.turn, in.shift, in.finger, in.base, in.inverse, in.of,
                    in.bone, in.rest, in.at, in.point);
            add(name, "hand", file, folder + "/", forward, () -> {
                both.forward(
                        in.points, in.vertices, in.of.length, in.turn, in.shift, in.finger, in.base, in.inverse, in.of,
                        in.bone, in.rest, in.at, in.point);
                both.jacobianErr();
            });
        }
    }
}
