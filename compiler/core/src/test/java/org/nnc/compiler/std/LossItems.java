package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Losses of numbers against numbers, and penalties. */
final class LossItems {
    private static final String[] SHAPES = {
        "A=1 B=1", "A=1 B=2", "A=3 B=4", "A=4 B=3", "A=1 B=9", "A=7 B=1", "A=2 B=2", "A=5 B=3"
    };

    private LossItems() {}

    static List<Item> all() {
        List<Item> all = new ArrayList<>(List.of(
                pairs("mse_loss", "mse_loss(a, t, size_average=$mean)", (a, t) -> (a - t) * (a - t)),
                always("mse", 1, (a, t) -> (a - t) * (a - t)),
                always("sse", 0, (a, t) -> (a - t) * (a - t)),
                always("euclidean_loss", 0, (a, t) -> (a - t) * (a - t))
                        .value("l", "", (p, i) -> total(p, (a, t) -> (a - t) * (a - t)) / (2 * p.dim("A"))),
                pairs("l1_loss", "l1_loss(a, t, size_average=$mean)", (a, t) -> Math.abs(a - t))
                        .prepare(p -> apart(p, 0)),
                pairs("smooth_l1_loss", "smooth_l1_loss(a, t, beta=0.8, size_average=$mean)", (a, t) -> {
                            double d = Math.abs(a - t);
                            return d < 0.8 ? d * d / 1.6 : d - 0.4;
                        })
                        .prepare(p -> apart(p, 0, 0.8)),
                pairs("huber_loss", "huber_loss(a, t, delta=0.8, size_average=$mean)", (a, t) -> {
                            double d = Math.abs(a - t);
                            return d < 0.8 ? d * d / 2 : 0.8 * d - 0.32;
                        })
                        .prepare(p -> apart(p, 0, 0.8)),
                poisson(),
                gaussian(),
                pairs(
                                "binary_cross_entropy",
                                "binary_cross_entropy(a, t, size_average=$mean)",
                                (a, t) -> -t * Math.log(a) - (1 - t) * Math.log(1 - a))
                        .draw("a", 0.1, 0.9)
                        .draw("t", 0, 1),
                pairs(
                                "binary_cross_entropy_with_logits",
                                "binary_cross_entropy_with_logits(a, t, size_average=$mean)",
                                (a, t) -> {
                                    double s = 1 / (1 + Math.exp(-a));
                                    return -t * Math.log(s) - (1 - t) * Math.log(1 - s);
                                })
                        .draw("t", 0, 1)
                        .draw("a", -4, 4),
                always("bce_with_logits", 1, (a, t) -> {
                            double s = 1 / (1 + Math.exp(-a));
                            return -t * Math.log(s) - (1 - t) * Math.log(1 - s);
                        })
                        .draw("t", 0, 1)
                        .draw("a", -4, 4),
                pairs(
                                "soft_margin_loss",
                                "soft_margin_loss(a, t, size_average=$mean)",
                                (a, t) -> Math.log(1 + Math.exp(-t * a)))
                        .prepare(LossItems::signs),
                pairs(
                                "margin_loss",
                                "margin_loss(a, t, margin=0.7, size_average=$mean)",
                                (a, t) -> Math.max(0, 0.7 - t * a))
                        .draw("a", -2, 2, 0.7, -0.7)
                        .prepare(LossItems::signs),
                pairs(
                                "squared_margin_loss",
                                "squared_margin_loss(a, t, size_average=$mean)",
                                (a, t) -> Math.pow(Math.max(0, 1 - t * a), 2))
                        .draw("a", -2, 2, 1, -1)
                        .prepare(LossItems::signs),
                pairs(
                                "hinge_embedding_loss",
                                "hinge_embedding_loss(a, t, size_average=$mean)",
                                (a, t) -> t == 1 ? a : Math.max(0, 1 - a))
                        .draw("a", -2, 2, 1)
                        .prepare(LossItems::signs),
                divergence(),
                penalty("l1_penalty", "l1_penalty(w, strength=s)", Math::abs),
                penalty("l2_penalty", "l2_penalty(w, strength=s)", w -> w * w)));
        return all;
    }

    private static double total(Point p, DoubleBinaryOperator f) {
        return p.sumOver("a", k -> f.applyAsDouble(p.data("a")[k], p.data("t")[k]));
    }

    private static String[] both() {
        String[] cases = SHAPES.clone();
        for (int k = 0; k < cases.length; k++) cases[k] += k % 2 == 0 ? " mean=true" : " mean=false";
        return cases;
    }

    /** A loss of two tensors that is a mean or a sum of f. */
    private static Item pairs(String name, String call, DoubleBinaryOperator f) {
        return of(name).model("dim A, B", "input a : real[A, B]; input t : real[A, B]", "loss l = " + call)
                .cases(both())
                .value("l", "", (p, i) -> total(p, f) / (p.flag("mean") ? p.dim("A") * p.dim("B") : 1));
    }

    /** The same without a choice; {@code mean} is 1 for the mean, 0 for the sum. */
    private static Item always(String name, int mean, DoubleBinaryOperator f) {
        return of(name).model("dim A, B", "input a : real[A, B]; input t : real[A, B]", "loss l = " + name + "(a, t)")
                .cases(SHAPES)
                .value("l", "", (p, i) -> total(p, f) / (mean == 1 ? p.dim("A") * p.dim("B") : 1));
    }

    /** Moves a away from where |a - t| is one of the kinks. */
    private static void apart(Point p, double... kinks) {
        for (int k = 0; k < p.data("a").length; k++) {
            for (boolean moved = true; moved; ) {
                moved = false;
                for (double kink : kinks) {
                    if (Math.abs(Math.abs(p.data("a")[k] - p.data("t")[k]) - kink) < 0.1) {
                        p.data("a")[k] += 0.15;
                        moved = true;
                    }
                }
            }
        }
    }

    /** Targets of 1 and -1. */
    static void signs(Point p) {
        double[] t = p.data("t");
        for (int k = 0; k < t.length; k++) t[k] = t[k] > 0 ? 1 : -1;
    }

    private static Item poisson() {
        return of("poisson_nll_loss")
                .model(
                        "dim A, B",
                        "input a : real[A, B]; input t : real[A, B]",
                        "loss l = poisson_nll_loss(a, t, log_input=$log, full=$full, size_average=$mean)")
                .cases(
                        "A=1 B=1 log=true full=false mean=true",
                        "A=3 B=4 log=true full=false mean=true",
                        "A=4 B=3 log=false full=false mean=true",
                        "A=1 B=9 log=true full=true mean=true",
                        "A=7 B=1 log=false full=true mean=true",
                        "A=2 B=2 log=true full=false mean=false",
                        "A=5 B=3 log=true full=true mean=true",
                        "A=1 B=1 log=false full=true mean=false")
                .draw("a", 0.3, 2)
                .draw("t", 0.1, 5, 1)
                .value(
                        "l",
                        "",
                        (p, i) -> total(p, (a, t) -> {
                                    double rate = p.flag("log") ? Math.exp(a) : a;
                                    double e = rate - t * Math.log(p.flag("log") ? rate : rate + 1e-8);
                                    return p.flag("full") && t > 1
                                            ? e + t * Math.log(t) - t + 0.5 * Math.log(2 * Math.PI * t)
                                            : e;
                                })
                                / (p.flag("mean") ? p.dim("A") * p.dim("B") : 1));
    }

    private static Item gaussian() {
        return of("gaussian_nll_loss")
                .model(
                        "dim A, B",
                        "input a : real[A, B]; input t : real[A, B]; input v : real[A, B]",
                        "loss l = gaussian_nll_loss(a, t, v, full=$full, size_average=$mean)")
                .cases(
                        "A=1 B=1 full=false mean=true",
                        "A=3 B=4 full=false mean=true",
                        "A=4 B=3 full=true mean=true",
                        "A=1 B=9 full=true mean=false",
                        "A=7 B=1 full=false mean=false",
                        "A=2 B=2 full=true mean=true",
                        "A=5 B=3 full=false mean=true",
                        "A=1 B=2 full=true mean=false")
                .draw("v", 0.3, 2)
                .value(
                        "l",
                        "",
                        (p, i) -> p.sumOver("a", k -> {
                                    double v = p.data("v")[k];
                                    double e = 0.5 * (Math.log(v) + Math.pow(p.data("a")[k] - p.data("t")[k], 2) / v);
                                    return p.flag("full") ? e + 0.5 * Math.log(2 * Math.PI) : e;
                                })
                                / (p.flag("mean") ? p.dim("A") * p.dim("B") : 1));
    }

    private static Item divergence() {
        return of("kl_div")
                .model(
                        "dim A, B",
                        "input a : real[A, B]; input t : real[A, B]",
                        "loss l = kl_div(a, t, size_average=$mean, batchmean=$batch)")
                .cases(
                        "A=1 B=1 mean=true batch=false",
                        "A=3 B=4 mean=true batch=false",
                        "A=4 B=3 mean=false batch=false",
                        "A=1 B=9 mean=false batch=true",
                        "A=7 B=1 mean=true batch=true",
                        "A=2 B=2 mean=true batch=false",
                        "A=5 B=3 mean=true batch=true",
                        "A=3 B=1 mean=false batch=false")
                .draw("a", -3, -0.1)
                .draw("t", 0.05, 0.9)
                .value(
                        "l",
                        "",
                        (p, i) -> total(p, (a, t) -> t * (Math.log(t) - a))
                                / (p.flag("batch") ? p.dim("A") : p.flag("mean") ? p.dim("A") * p.dim("B") : 1));
    }

    private static Item penalty(String name, String call, java.util.function.DoubleUnaryOperator f) {
        return of(name).model("dim A, B", "input w : real[A, B]; input s : real", "loss l = " + call)
                .cases(SHAPES)
                .draw("w", -2, 2, 0)
                .value("l", "", (p, i) -> p.at("s") * p.sumOver("w", k -> f.applyAsDouble(p.data("w")[k])));
    }
}
