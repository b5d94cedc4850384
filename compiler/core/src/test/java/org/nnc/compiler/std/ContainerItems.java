package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/** What Torch's containers do, composed of ordinary calls in a sample. */
final class ContainerItems {
    private ContainerItems() {}

    static List<Item> all() {
        return List.of(
                container("Sequential")
                        .value(
                                "y",
                                "B 2",
                                (p, i) -> linear(
                                        p,
                                        "linear2",
                                        i[1],
                                        4,
                                        j -> Math.tanh(linear(p, "linear1", j, 3, k -> p.at("x", i[0], k))))),
                container("Parallel")
                        .value(
                                "y",
                                "B 5",
                                (p, i) -> i[1] < 2
                                        ? linear(p, "linear1", i[1], 3, k -> p.at("x", i[0], 0, k))
                                        : linear(p, "linear2", i[1] - 2, 3, k -> p.at("x", i[0], 1, k))),
                container("Concat")
                        .value(
                                "y",
                                "B 6",
                                (p, i) -> i[1] < 2
                                        ? linear(p, "linear1", i[1], 3, k -> p.at("x", i[0], k))
                                        : Math.max(0, linear(p, "linear2", i[1] - 2, 3, k -> p.at("x", i[0], k)))),
                container("ConcatTable")
                        .value("p", "B 2", (p, i) -> linear(p, "linear1", i[1], 3, k -> p.at("x", i[0], k)))
                        .value("q", "B 4", (p, i) -> sigmoid(linear(p, "linear2", i[1], 3, k -> p.at("x", i[0], k)))),
                container("ParallelTable")
                        .value("p", "B 2", (p, i) -> linear(p, "linear1", i[1], 3, k -> p.at("x", i[0], k)))
                        .value("q", "B 4", (p, i) -> Math.tanh(linear(p, "linear2", i[1], 2, k -> p.at("y", i[0], k)))),
                container("CAddTable")
                        .value(
                                "y",
                                "B 3",
                                (p, i) -> p.at("x", i)
                                        + linear(
                                                p,
                                                "linear2",
                                                i[1],
                                                4,
                                                j -> Math.tanh(linear(p, "linear1", j, 3, k -> p.at("x", i[0], k))))),
                container("CMulTable")
                        .value(
                                "y",
                                "B 4",
                                (p, i) -> linear(p, "linear1", i[1], 3, k -> p.at("x", i[0], k))
                                        * sigmoid(linear(p, "linear2", i[1], 3, k -> p.at("x", i[0], k)))),
                container("JoinTable")
                        .value("z", "B 5", (p, i) -> i[1] < 3 ? p.at("x", i) : p.at("y", i[0], i[1] - 3)));
    }

    private static Item container(String name) {
        return of(name).sample("samples/lectures/containers.nn")
                .cases("B=1", "B=2", "B=3", "B=4", "B=5", "B=7", "B=8", "B=11");
    }

    private static double linear(Point p, String layer, int o, int n, IntToDoubleFunction x) {
        return p.at(layer + ".b", o) + Point.sum(n, k -> p.at(layer + ".W", o, k) * x.applyAsDouble(k));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
