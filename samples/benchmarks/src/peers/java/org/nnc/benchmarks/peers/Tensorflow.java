package org.nnc.benchmarks.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nnc.benchmarks.Side;
import org.nnc.benchmarks.Workloads.Workload;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** TensorFlow's graphs with gradients added to them; parameters and data are tensors that stay and are fed to each call. */
public final class Tensorflow implements Side {
    private final Workload w;
    private final boolean inference;
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final List<Placeholder<TFloat32>> p = new ArrayList<>();
    private final List<TFloat32> values = new ArrayList<>();
    private final Placeholder<TFloat32> x;
    private final TFloat32 data;
    private final Operand<TFloat32> answer;
    private final Output<?>[] gradients;
    private final Session session;
    private double[] result;

    private Tensorflow(Workload w) {
        this.w = w;
        inference = w.name().startsWith("W7");
        long[][] shapes = shapes();
        int at = 0;
        for (int i = 0; i < shapes.length; i++) {
            Shape shape = Shape.of(shapes[i]);
            float[] v = Arrays.copyOfRange(w.parameters(), at, at += (int) shape.size());
            values.add(tensor(convolutional() ? permute(i, v, false) : v, shape));
            p.add(tf.placeholder(TFloat32.class, Placeholder.shape(shape)));
        }
        Shape in = w.name().equals("W6")
                ? Shape.of(32, 16, 32)
                : convolutional() ? Shape.of(w.rows(), 28, 28, 1) : Shape.of(w.rows(), w.sizes()[0]);
        data = tensor(w.x(), in);
        x = tf.placeholder(TFloat32.class, Placeholder.shape(in));
        answer = w.name().equals("W6") ? recurrent() : inference ? logits() : loss();
        Output<?>[] by = new Output<?>[p.size()];
        for (int i = 0; i < by.length; i++) by[i] = p.get(i).output();
        gradients = inference ? new Output<?>[0] : graph.addGradients(answer.asOutput(), by);
        session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(1)
                        .setInterOpParallelismThreads(1)
                        .build());
    }

    /** Null where the workload is a scalar function. */
    public static Side of(Workload workload) {
        return workload.name().startsWith("W8") || workload.name().startsWith("conv") ? null : new Tensorflow(workload);
    }

    private boolean convolutional() {
        return w.sizes().length == 10;
    }

    /** Filters as [height, width, in, out], as it wants them. */
    private long[][] shapes() {
        int[] s = w.sizes();
        if (w.name().equals("W6")) return new long[][] {{256, 32}, {256, 64}, {256}};
        if (s.length == 10) {
            return new long[][] {{5, 5, 1, 6}, {6}, {5, 5, 6, 16}, {16}, {120, 256}, {120}, {84, 120}, {84}, {10, 84}, {10}};
        }
        if (s.length == 1) return new long[][] {{1, s[0]}, {1}};
        long[][] shapes = new long[2 * s.length - 2][];
        for (int l = 0; l + 1 < s.length; l++) {
            shapes[2 * l] = new long[] {s[l + 1], s[l]};
            shapes[2 * l + 1] = new long[] {s[l + 1]};
        }
        return shapes;
    }

    /** Between [out, in, height, width] and its own order of filters, and of the columns after the flattening. */
    private static float[] permute(int k, float[] v, boolean back) {
        if (k != 0 && k != 2 && k != 4) return v;
        float[] to = new float[v.length];
        int out = k == 0 ? 6 : k == 2 ? 16 : 120;
        int in = k == 0 ? 1 : k == 2 ? 6 : 16;
        int places = k == 4 ? 16 : 25;
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int q = 0; q < places; q++) {
                    int ours = (o * in + i) * places + q;
                    int theirs = k == 4 ? (o * places + q) * in + i : (q * in + i) * out + o;
                    if (back) to[ours] = v[theirs];
                    else to[theirs] = v[ours];
                }
            }
        }
        return to;
    }

    private static TFloat32 tensor(float[] values, Shape shape) {
        return TFloat32.tensorOf(shape, DataBuffers.of(values));
    }

    private Operand<TFloat32> linear(Operand<TFloat32> in, int k) {
        return tf.nn.biasAdd(tf.linalg.matMul(in, p.get(k), MatMul.transposeB(true)), p.get(k + 1));
    }

    private Operand<TFloat32> convolution(Operand<TFloat32> in, int k) {
        Operand<TFloat32> z = tf.nn.conv2d(in, p.get(k), List.of(1L, 1L, 1L, 1L), "VALID");
        Operand<TFloat32> window = tf.nn.relu(tf.nn.biasAdd(z, p.get(k + 1)));
        var two = tf.constant(new int[] {1, 2, 2, 1});
        return tf.nn.maxPool(window, two, two, "VALID");
    }

    private Operand<TFloat32> logits() {
        Operand<TFloat32> h = x;
        int k = 0;
        if (convolutional()) {
            h = tf.reshape(convolution(convolution(h, 0), 2), tf.constant(new int[] {-1, 256}));
            k = 4;
        }
        for (; k < p.size(); k += 2) {
            h = linear(h, k);
            if (k + 2 < p.size()) h = tf.nn.relu(h);
        }
        return h;
    }

    private Operand<TFloat32> loss() {
        if (w.name().startsWith("W1")) {
            return tf.sum(tf.math.softplus(tf.math.neg(linear(x, 0))), tf.constant(new int[] {0, 1}));
        }
        int n = w.rows();
        float[] hot = new float[n * 10];
        for (int i = 0; i < n; i++) hot[i * 10 + w.y()[i]] = 1;
        Operand<TFloat32> labels = tf.constant(Shape.of(n, 10), DataBuffers.of(hot));
        return tf.math.mean(
                tf.nn.softmaxCrossEntropyWithLogits(logits(), labels).loss(), tf.constant(0));
    }

    private Operand<TFloat32> recurrent() {
        int rows = w.rows();
        Operand<TFloat32> h = tf.constant(new float[rows][64]);
        Operand<TFloat32> c = h;
        var size = tf.constant(new int[] {rows, 32});
        for (Output<TFloat32> step : tf.split(tf.constant(0), x, 32L).output()) {
            Operand<TFloat32> in = tf.linalg.matMul(tf.reshape(step, size), p.get(0), MatMul.transposeB(true));
            Operand<TFloat32> own = tf.linalg.matMul(h, p.get(1), MatMul.transposeB(true));
            Operand<TFloat32> z = tf.nn.biasAdd(tf.math.add(in, own), p.get(2));
            List<Output<TFloat32>> g = tf.split(tf.constant(1), z, 4L).output();
            Operand<TFloat32> kept = tf.math.mul(tf.math.sigmoid(g.get(1)), c);
            c = tf.math.add(kept, tf.math.mul(tf.math.sigmoid(g.get(0)), tf.math.tanh(g.get(2))));
            h = tf.math.mul(tf.math.sigmoid(g.get(3)), tf.math.tanh(c));
        }
        Operand<TFloat32> squares = tf.sum(tf.math.square(h), tf.constant(new int[] {0, 1}));
        return tf.math.mul(squares, tf.constant(0.5f / rows));
    }

    private Session.Runner runner() {
        Session.Runner runner = session.runner().feed(x, data).fetch(answer);
        for (int i = 0; i < p.size(); i++) runner.feed(p.get(i), values.get(i));
        for (Output<?> gradient : gradients) runner.fetch(gradient);
        return runner;
    }

    @Override
    public double call() {
        try (Result run = runner().run()) {
            TFloat32 first = (TFloat32) run.get(0);
            if (!inference) return first.getFloat();
            float[] z = host(first);
            result = new double[z.length];
            for (int i = 0; i < z.length; i++) result[i] = z[i];
            return z[0];
        }
    }

    private static float[] host(TFloat32 tensor) {
        float[] values = new float[(int) tensor.size()];
        tensor.copyTo(DataBuffers.of(values));
        return values;
    }

    @Override
    public double[] result() {
        if (inference) return result;
        double[] all = new double[w.parameters().length];
        int at = 0;
        try (Result run = runner().run()) {
            for (int i = 0; i < gradients.length; i++) {
                float[] v = host((TFloat32) run.get(i + 1));
                for (float value : convolutional() ? permute(i, v, true) : v) all[at++] = value;
            }
        }
        return all;
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
