package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleBiFunction;

/** Losses of rows: classes, labels, vectors. */
final class ClassLossItems {
    private static final String[] ROWS = {
        "B=1 K=1 set=true",
        "B=1 K=3 set=false",
        "B=4 K=3 set=true",
        "B=3 K=5 set=false",
        "B=7 K=2 set=true",
        "B=1 K=9 set=true",
        "B=5 K=4 set=false",
        "B=2 K=2 set=true"
    };

    private ClassLossItems() {}

    static List<Item> all() {
        return List.of(
                rows("cross_entropy", "cross_entropy(z, y, size_average=$set)", false, ClassLossItems::crossEntropy),
                rows("nll_loss", "nll_loss(z, y, size_average=$set)", false, (p, n) -> -p.at("z", n, p.intAt("y", n))),
                rows("nll", "nll(z, y)", true, (p, n) -> -p.at("z", n, p.intAt("y", n))),
                weighted("cross_entropy_weighted", ClassLossItems::crossEntropy),
                weighted("nll_loss_weighted", (p, n) -> -p.at("z", n, p.intAt("y", n))),
                of("cross_entropy_soft")
                        .model(
                                "dim B, K",
                                "input z : real[B, K]; input t : real[B, K]",
                                "loss l = cross_entropy_soft(z, t, size_average=$set)")
                        .cases(ROWS)
                        .draw("t", 0, 1)
                        .value(
                                "l",
                                "",
                                (p, i) -> mean(
                                        p,
                                        !p.flag("set"),
                                        n -> p.sum("K", k -> -p.at("t", n, k) * Math.log(softmax(p, n, k))))),
                of("nll_loss2d")
                        .model(
                                "dim B, K, H, W",
                                "input z : real[B, K, H, W]; input y : int[B, H, W] in 0..K",
                                "loss l = nll_loss2d(z, y, size_average=$set)")
                        .cases(
                                "B=1 K=1 H=1 W=1 set=true",
                                "B=2 K=3 H=2 W=3 set=true",
                                "B=2 K=3 H=2 W=3 set=false",
                                "B=1 K=4 H=3 W=1 set=true",
                                "B=3 K=2 H=1 W=2 set=false",
                                "B=1 K=5 H=2 W=2 set=true",
                                "B=4 K=2 H=1 W=1 set=true",
                                "B=1 K=2 H=1 W=7 set=false")
                        .value("l", "", ClassLossItems::places),
                of("infogain_loss")
                        .model(
                                "dim B, K",
                                "input z : real[B, K]; input y : int[B] in 0..K; input H : real[K, K]",
                                "loss l = infogain_loss(z, y, H)")
                        .cases(ROWS)
                        .draw("z", 0.1, 0.9)
                        .value(
                                "l",
                                "",
                                (p, i) -> mean(
                                        p,
                                        false,
                                        n -> -p.sum(
                                                "K", k -> p.at("H", p.intAt("y", n), k) * Math.log(p.at("z", n, k))))),
                rows(
                                "hinge_loss",
                                "hinge_loss(z, y, squared=$set)",
                                true,
                                (p, n) -> p.sum("K", k -> {
                                    double h = Math.max(0, 1 - (k == p.intAt("y", n) ? 1 : -1) * p.at("z", n, k));
                                    return p.flag("set") ? h * h : h;
                                }))
                        .draw("z", -2, 2, -1, 1),
                rows(
                                "multi_margin_loss",
                                "multi_margin_loss(z, y, margin=0.9, squared=$set)",
                                true,
                                (p, n) -> p.sum("K", k -> {
                                    double h = k == p.intAt("y", n)
                                            ? 0
                                            : Math.max(0, 0.9 - p.at("z", n, p.intAt("y", n)) + p.at("z", n, k));
                                    return (p.flag("set") ? h * h : h) / p.dim("K");
                                }))
                        .prepare(p -> spread(p, 0.9)),
                rows(
                                "svm_loss",
                                "svm_loss(z, y)",
                                true,
                                (p, n) -> p.sum(
                                        "K",
                                        k -> k == p.intAt("y", n)
                                                ? 0
                                                : Math.max(0, p.at("z", n, k) - p.at("z", n, p.intAt("y", n)) + 1)))
                        .prepare(p -> spread(p, 1)),
                multilabelMargin(),
                of("multilabel_soft_margin_loss")
                        .model(
                                "dim B, K",
                                "input z : real[B, K]; input t : real[B, K]; input w : real[K]",
                                "loss l = multilabel_soft_margin_loss(z, t, w, size_average=$set)")
                        .cases(ROWS)
                        .draw("t", 0, 1)
                        .value(
                                "l",
                                "",
                                (p, i) -> mean(
                                        p,
                                        !p.flag("set"),
                                        n -> p.sum("K", k -> {
                                            double s = 1 / (1 + Math.exp(-p.at("z", n, k)));
                                            double t = p.at("t", n, k);
                                            return -p.at("w", k)
                                                    * (t * Math.log(s) + (1 - t) * Math.log(1 - s))
                                                    / p.dim("K");
                                        }))),
                of("margin_ranking_loss")
                        .model(
                                "dim B, K",
                                "input a : real[B, K]; input b : real[B, K]; input t : real[B, K]",
                                "loss l = margin_ranking_loss(a, b, t, margin=0.3, size_average=$set)")
                        .cases(ROWS)
                        .prepare(LossItems::signs)
                        .prepare(p -> {
                            for (int k = 0; k < p.data("a").length; k++) {
                                double d = p.data("t")[k] * (p.data("a")[k] - p.data("b")[k]) - 0.3;
                                if (Math.abs(d) < 0.1) p.data("a")[k] += 0.3;
                            }
                        })
                        .value("l", "", (p, i) -> {
                            double sum = p.sumOver(
                                    "a", k -> Math.max(0, -p.data("t")[k] * (p.data("a")[k] - p.data("b")[k]) + 0.3));
                            return p.flag("set") ? sum / p.data("a").length : sum;
                        }),
                vectors(
                        "cosine_embedding_loss",
                        "cosine_embedding_loss(a, b, t, margin=-0.5, size_average=$set)",
                        (p, n) -> {
                            double c = LinearItems.cosine(p.dim("K"), k -> p.at("a", n, k), k -> p.at("b", n, k));
                            return p.at("t", n) == 1 ? 1 - c : Math.max(0, c + 0.5);
                        }),
                of("triplet_margin_loss")
                        .model(
                                "dim B, K",
                                "input a : real[B, K]; input b : real[B, K]; input c : real[B, K]",
                                "loss l = triplet_margin_loss(a, b, c, margin=2, swap=$swap)")
                        .cases(
                                "B=1 K=1 swap=false",
                                "B=1 K=3 swap=false",
                                "B=4 K=3 swap=true",
                                "B=3 K=5 swap=true",
                                "B=7 K=2 swap=false",
                                "B=1 K=9 swap=true",
                                "B=5 K=4 swap=false",
                                "B=2 K=2 swap=true")
                        .draw("a", 0.2, 2)
                        .draw("b", -2, -0.2)
                        .draw("c", 2.2, 3)
                        .value(
                                "l",
                                "",
                                (p, i) -> mean(p, false, n -> {
                                    double far = distance(p, "a", "c", n, 1e-6);
                                    if (p.flag("swap")) far = Math.min(far, distance(p, "b", "c", n, 1e-6));
                                    return Math.max(0, distance(p, "a", "b", n, 1e-6) - far + 2);
                                })),
                of("contrastive_loss")
                        .model(
                                "dim B, K",
                                "input a : real[B, K]; input b : real[B, K]; input t : real[B]",
                                "loss l = contrastive_loss(a, b, t, margin=4, legacy=$set)")
                        .cases(ROWS)
                        .draw("a", 0.2, 0.6)
                        .draw("b", -0.6, -0.2)
                        .prepare(p -> {
                            for (int n = 0; n < p.dim("B"); n++) p.set("t", p.at("t", n) > 0 ? 1 : 0, n);
                        })
                        .value(
                                "l",
                                "",
                                (p, i) -> mean(p, false, n -> {
                                    double d = distance(p, "a", "b", n, 0);
                                    double apart =
                                            p.flag("set") ? Math.max(0, 4 - d * d) : Math.pow(Math.max(0, 4 - d), 2);
                                    return 0.5 * (p.at("t", n) * d * d + (1 - p.at("t", n)) * apart);
                                })));
    }

    private static double mean(Point p, boolean sum, IntToDoubleFunction row) {
        return p.sum("B", row) / (sum ? 1 : p.dim("B"));
    }

    private static double softmax(Point p, int n, int k) {
        return Math.exp(p.at("z", n, k)) / p.sum("K", c -> Math.exp(p.at("z", n, c)));
    }

    private static double crossEntropy(Point p, int n) {
        return -Math.log(softmax(p, n, p.intAt("y", n)));
    }

    private static double distance(Point p, String a, String b, int n, double eps) {
        return Math.sqrt(p.sum("K", k -> Math.pow(p.at(a, n, k) - p.at(b, n, k) + eps, 2)));
    }

    /** A loss of scores and labels, by rows; {@code always} takes the mean whatever {@code set} says. */
    private static Item rows(String name, String call, boolean always, ToDoubleBiFunction<Point, Integer> row) {
        return of(name).model("dim B, K", "input z : real[B, K]; input y : int[B] in 0..K", "loss l = " + call)
                .cases(ROWS)
                .value("l", "", (p, i) -> mean(p, !always && !p.flag("set"), n -> row.applyAsDouble(p, n)));
    }

    private static Item weighted(String name, ToDoubleBiFunction<Point, Integer> row) {
        return of(name).model(
                        "dim B, K",
                        "input z : real[B, K]; input y : int[B] in -1..K; input w : real[K]",
                        "loss l = " + name + "(z, y, w, size_average=$set)")
                .cases(ROWS)
                .draw("w", 0.2, 2)
                .prepare(p -> p.set("y", 0, 0))
                .value("l", "", (p, i) -> {
                    double weights = p.sum("B", n -> p.intAt("y", n) < 0 ? 0 : p.at("w", p.intAt("y", n)));
                    double sum = p.sum(
                            "B", n -> p.intAt("y", n) < 0 ? 0 : p.at("w", p.intAt("y", n)) * row.applyAsDouble(p, n));
                    return p.flag("set") ? sum / weights : sum;
                });
    }

    private static double places(Point p, int[] i) {
        double sum = 0;
        for (int n = 0; n < p.dim("B"); n++) {
            for (int h = 0; h < p.dim("H"); h++) {
                for (int w = 0; w < p.dim("W"); w++) sum -= p.at("z", n, p.intAt("y", n, h, w), h, w);
            }
        }
        return p.flag("set") ? sum / (p.dim("B") * p.dim("H") * p.dim("W")) : sum;
    }

    private static Item vectors(String name, String call, ToDoubleBiFunction<Point, Integer> row) {
        return of(name).model(
                        "dim B, K", "input a : real[B, K]; input b : real[B, K]; input t : real[B]", "loss l = " + call)
                .cases(ROWS)
                .draw("a", 0.2, 2)
                .draw("b", -2, 2, 0)
                .prepare(LossItems::signs)
                .value("l", "", (p, i) -> mean(p, !p.flag("set"), n -> row.applyAsDouble(p, n)));
    }

    /** Moves scores that stand close to the margin from the score of the label. */
    private static void spread(Point p, double margin) {
        for (int n = 0; n < p.dim("B"); n++) {
            for (int k = 0; k < p.dim("K"); k++) {
                double d = p.at("z", n, k) - p.at("z", n, p.intAt("y", n)) + margin;
                if (Math.abs(d) < 0.1) p.set("z", p.at("z", n, k) + 0.3, n, k);
            }
        }
    }

    private static Item multilabelMargin() {
        return of("multilabel_margin_loss")
                .model(
                        "dim B, K",
                        "input z : real[B, K]; input y : int[B, K] in -1..K",
                        "loss l = multilabel_margin_loss(z, y, size_average=$set)")
                .cases(ROWS)
                .prepare(p -> {
                    // Distinct labels, some rows with none; scores on a grid whose differences keep away from 1.
                    for (int n = 0; n < p.dim("B"); n++) {
                        for (int k = 0; k < p.dim("K"); k++) {
                            p.set("y", k < n % (p.dim("K") + 1) ? (k + n) % p.dim("K") : -1, n, k);
                            p.set("z", 0.25 * Math.rint(4 * p.at("z", n, k)) + 0.1 * k / p.dim("K"), n, k);
                        }
                    }
                })
                .value(
                        "l",
                        "",
                        (p, i) -> mean(p, !p.flag("set"), n -> {
                            boolean[] isLabel = new boolean[p.dim("K")];
                            int labels = 0;
                            while (labels < p.dim("K") && p.intAt("y", n, labels) >= 0)
                                isLabel[p.intAt("y", n, labels++)] = true;
                            double sum = 0;
                            for (int j = 0; j < labels; j++) {
                                for (int k = 0; k < p.dim("K"); k++) {
                                    if (!isLabel[k])
                                        sum += Math.max(0, 1 - p.at("z", n, p.intAt("y", n, j)) + p.at("z", n, k));
                                }
                            }
                            return sum / p.dim("K");
                        }));
    }
}
