package org.nnc.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import org.nnc.benchmarks.Side;
import org.nnc.benchmarks.Workloads.Workload;

/** DJL on PyTorch: parameters and data stay in its tensors, a call is forward, backward and reading the loss. */
public final class Djl implements Side {
    private final Workload w;
    private final NDManager manager = NDManager.newBaseManager();
    private final NDArray[] p;
    private final NDArray x;
    private final NDArray y;
    private final NDArray zero;
    private final boolean inference;
    private double[] output;

    private Djl(Workload w) {
        this.w = w;
        inference = w.name().startsWith("W7");
        long[][] shapes = shapes();
        boolean lstm = w.name().equals("W6");
        p = new NDArray[lstm ? 4 : shapes.length];
        int at = 0;
        for (int i = 0; i < shapes.length; i++) {
            Shape shape = new Shape(shapes[i]);
            int n = (int) shape.size();
            float[] values = java.util.Arrays.copyOfRange(w.parameters(), at, at += n);
            p[i] = manager.create(values, shape);
        }
        if (lstm) p[3] = manager.zeros(new Shape(256));
        if (lstm) x = manager.create(w.x(), new Shape(32, 16, 32));
        else if (layer()) x = manager.create(w.x(), new Shape(shapes[1]));
        else if (convolutional()) x = manager.create(w.x(), new Shape(w.rows(), 1, 28, 28));
        else x = manager.create(w.x(), new Shape(w.rows(), w.sizes()[0]));
        zero = manager.zeros(new Shape(1, w.rows(), 64));
        if (w.y() == null) {
            y = null;
        } else {
            long[] labels = new long[w.y().length];
            for (int i = 0; i < labels.length; i++) labels[i] = w.y()[i];
            y = manager.create(labels).expandDims(1);
        }
        if (!inference) for (NDArray parameter : p) parameter.setRequiresGradient(true);
    }

    /** Null where the workload is a scalar function. */
    public static Side of(Workload workload) {
        return workload.name().startsWith("W8") ? null : new Djl(workload);
    }

    private boolean convolutional() {
        return w.sizes().length == 10;
    }

    /** One convolution, of images that count as parameters. */
    private boolean layer() {
        return w.name().startsWith("conv");
    }

    private long[][] shapes() {
        int[] s = w.sizes();
        if (layer()) return new long[][] {{s[0], s[1], 3, 3}, {w.rows(), s[1], s[2], s[2]}};
        if (w.name().equals("W6")) return new long[][] {{256, 32}, {256, 64}, {256}};
        if (s.length == 10) {
            return new long[][] {{6, 1, 5, 5}, {6}, {16, 6, 5, 5}, {16}, {120, 256}, {120}, {84, 120}, {84}, {10, 84}, {10}};
        }
        if (s.length == 1) return new long[][] {{1, s[0]}, {1}};
        long[][] shapes = new long[2 * s.length - 2][];
        for (int l = 0; l + 1 < s.length; l++) {
            shapes[2 * l] = new long[] {s[l + 1], s[l]};
            shapes[2 * l + 1] = new long[] {s[l + 1]};
        }
        return shapes;
    }

    private NDArray linear(NDArray in, int k) {
        return Linear.linear(in, p[k], p[k + 1]).singletonOrThrow();
    }

    private NDArray convolution(NDArray in, int k) {
        Shape one = new Shape(1, 1);
        Shape two = new Shape(2, 2);
        Shape none = new Shape(0, 0);
        NDArray z = Conv2d.conv2d(in, p[k], p[k + 1], one, none, one, 1).singletonOrThrow();
        return Pool.maxPool2d(Activation.relu(z), two, two, none, false);
    }

    private NDArray logits() {
        NDArray h = x;
        int k = 0;
        if (convolutional()) {
            h = convolution(convolution(h, 0), 2).reshape(-1, 256);
            k = 4;
        }
        for (; k < p.length; k += 2) {
            h = linear(h, k);
            if (k + 2 < p.length) h = Activation.relu(h);
        }
        return h;
    }

    private NDArray loss() {
        if (w.name().startsWith("W1")) return Activation.softPlus(linear(x, 0).neg()).sum();
        if (layer()) {
            Shape one = new Shape(1, 1);
            return Conv2d.conv2d(p[1], p[0], null, one, one, one, 1).singletonOrThrow().mul(x).sum();
        }
        if (w.name().equals("W6")) {
            NDList state = new NDList(zero, zero);
            NDList weights = new NDList(p[0], p[1], p[2], p[3]);
            NDArray last = x.getNDArrayInternal()
                    .lstm(x, state, weights, true, 1, 0, true, false, false)
                    .get(1);
            return last.mul(last).sum().mul(0.5f / w.rows());
        }
        return logits().logSoftmax(1).gather(y, 1).sum().mul(-1f / w.rows());
    }

    @Override
    public double call() {
        if (inference) {
            try (NDManager inner = manager.newSubManager()) {
                x.attach(inner);
                float[] z = logits().toFloatArray();
                x.attach(manager);
                output = new double[z.length];
                for (int i = 0; i < z.length; i++) output[i] = z[i];
                return z[0];
            }
        }
        try (NDManager inner = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            // Gradients accumulate: set to zero in place.
            for (NDArray parameter : p) {
                if (parameter.hasGradient()) {
                    try (NDArray gradient = parameter.getGradient()) {
                        gradient.subi(gradient);
                    }
                }
            }
            x.attach(inner);
            NDArray loss = loss();
            collector.backward(loss);
            double value = loss.getFloat();
            x.attach(manager);
            return value;
        }
    }

    @Override
    public double[] result() {
        if (inference) return output;
        double[] all = new double[w.parameters().length];
        int at = 0;
        for (int i = 0; i < p.length && at < all.length; i++) {
            for (float value : p[i].getGradient().toFloatArray()) all[at++] = value;
        }
        return all;
    }

    @Override
    public void close() {
        manager.close();
    }
}
