package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;
import static org.nnc.compiler.std.Item.pointwise;

import java.util.List;

/** Activations that are built into the language: operators of its table, and softmax. */
final class BuiltInItems {
    private BuiltInItems() {}

    static List<Item> all() {
        return List.of(
                pointwise("exp", "exp(x)", Math::exp)
                        .builtIn("e^x. Aliases: Exp (Caffe), nn.Exp (Torch), torch.exp (PyTorch)."),
                pointwise("log", "log(x)", Math::log)
                        .draw("x", 0.3, 3)
                        .builtIn("The natural logarithm. Aliases: Log (Caffe), nn.Log (Torch), torch.log (PyTorch)."),
                pointwise("abs", "abs(x)", x -> x < 0 ? -x : x)
                        .draw("x", -2, 2, 0)
                        .builtIn("|x|, slope 0 at 0. Aliases: AbsVal (Caffe), nn.Abs (Torch), torch.abs (PyTorch)."),
                pointwise("sigmoid", "sigmoid(x)", x -> 1 / (1 + Math.exp(-x)))
                        .builtIn("1/(1 + e^-x). Aliases: Sigmoid (Caffe), nn.Sigmoid (Torch, PyTorch)."),
                pointwise("tanh", "tanh(x)", x -> (Math.exp(x) - Math.exp(-x)) / (Math.exp(x) + Math.exp(-x)))
                        .builtIn("(e^x - e^-x)/(e^x + e^-x). Aliases: TanH (Caffe), nn.Tanh (Torch, PyTorch)."),
                pointwise("relu", "relu(x)", x -> x > 0 ? x : 0)
                        .draw("x", -2, 2, 0)
                        .builtIn("max(0, x), slope 0 at 0. Aliases: ReLU (Caffe), nn.ReLU (Torch, PyTorch)."),
                pointwise("softplus", "softplus(x)", x -> Math.log(1 + Math.exp(x)))
                        .builtIn("log(1 + e^x). Aliases: BNLL (Caffe), nn.SoftPlus (Torch), nn.Softplus (PyTorch)."),
                over("softmax", (p, i) -> Math.exp(p.at("x", i)) / p.sum("C", k -> Math.exp(p.at("x", i[0], i[1], k))))
                        .builtIn(
                                "e^x[k] / sum(l) e^x[l], over the last dimension of a whole tensor. Aliases: Softmax (Caffe),"
                                        + " nn.SoftMax (Torch), nn.Softmax (PyTorch)."),
                over(
                                "log_softmax",
                                (p, i) -> p.at("x", i) - Math.log(p.sum("C", k -> Math.exp(p.at("x", i[0], i[1], k)))))
                        .builtIn("x[k] - log(sum(l) e^x[l]), over the last dimension of a whole tensor. Aliases:"
                                + " nn.LogSoftMax (Torch), nn.LogSoftmax (PyTorch)."));
    }

    /** An item that looks at a whole row of its input. */
    static Item over(String name, Item.Cell f) {
        return of(name).model("dim A, B, C", "input x : real[A, B, C]", "output y = " + name + "(x)")
                .shapes()
                .value("y", "A B C", f);
    }
}
