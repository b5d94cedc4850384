package org.nnc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.nnc.benchmarks.hand.BlackScholes;
import org.nnc.benchmarks.hand.BlackScholesExact;
import org.nnc.benchmarks.hand.Dense;
import org.nnc.benchmarks.hand.LeNet;
import org.nnc.benchmarks.hand.Logistic;
import org.nnc.benchmarks.hand.Lstm;
import org.nnc.benchmarks.hand.Rosenbrock;
import org.nnc.benchmarks.models.Logistic2;
import org.nnc.benchmarks.models.Logistic20;
import org.nnc.benchmarks.models.Mlp;
import org.nnc.benchmarks.models.MlpRows;
import org.nnc.benchmarks.models.Rosenbrock10;
import org.nnc.benchmarks.models.Rosenbrock50;
import org.nnc.benchmarks.models.Softmax;
import org.nnc.benchmarks.models.WideMlp;

/** The workloads: what the generated class does, and the same by hand, on the same parameters and data. */
public final class Workloads {
    /**
     * A workload: its name, what a peer needs to build it (the arguments of a scalar function are its point), the generated
     * class and the hand-written one.
     */
    public record Workload(
            String name,
            int rows,
            int[] sizes,
            float[] x,
            int[] y,
            float[] parameters,
            double[] point,
            Supplier<Side> nnc,
            Supplier<Side> hand) {}

    private Workloads() {}

    /** All of them, in the order of the table. */
    public static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        all.add(logistic(2));
        all.add(logistic(20));
        for (int rows : new int[] {1, 32, 128}) all.add(dense("W2", rows, false, 784, 10));
        for (int rows : new int[] {1, 32, 128}) all.add(dense("W3", rows, false, 784, 128, 10));
        for (int rows : new int[] {1, 32, 128}) all.add(dense("W3rows", rows, false, 784, 128, 10));
        all.add(dense("W4", 128, false, 784, 512, 512, 10));
        for (int rows : new int[] {1, 32}) all.add(lenet("W5", rows, false));
        all.add(lstm());
        all.add(dense("W7.mlp", 1, true, 784, 128, 10));
        all.add(dense("W7rows.mlp", 1, true, 784, 128, 10));
        all.add(lenet("W7.cnn", 1, true));
        all.add(blackScholes(false));
        all.add(blackScholes(true));
        all.add(rosenbrock(10));
        all.add(rosenbrock(50));
        all.add(convolution());
        return all;
    }

    private static Workload logistic(int n) {
        float[] x = Data.uniform(12, n, -1, 1);
        float[] p = Data.parameters(11, new int[] {n, 1}, new int[] {n, n});
        Supplier<Side> nnc = () -> {
            if (n == 2) {
                Logistic2 model = new Logistic2(p);
                return side(() -> model.lossAndGradient(x), () -> Data.doubles(model.gradient()));
            }
            Logistic20 model = new Logistic20(p);
            return side(() -> model.lossAndGradient(x), () -> Data.doubles(model.gradient()));
        };
        return new Workload("W1.d" + n, 1, new int[] {n}, x, null, p, null, nnc, () -> new Logistic(x, p));
    }

    private static Workload dense(String name, int rows, boolean inference, int... sizes) {
        int layers = sizes.length - 1;
        int[] segments = new int[2 * layers];
        int[] fan = new int[2 * layers];
        for (int l = 0; l < layers; l++) {
            segments[2 * l] = sizes[l] * sizes[l + 1];
            segments[2 * l + 1] = sizes[l + 1];
            fan[2 * l] = sizes[l];
            fan[2 * l + 1] = sizes[l];
        }
        float[] x = Data.uniform(21, rows * sizes[0], 0, 1);
        int[] y = Data.labels(22, rows, sizes[layers]);
        float[] p = Data.parameters(layers == 3 ? 130 : 30, segments, fan);
        Supplier<Side> nnc = () -> {
            if (layers == 1) {
                Softmax model = new Softmax(p);
                return side(() -> model.lossAndGradient(rows, x, y), () -> Data.doubles(model.gradient()));
            }
            if (layers == 3) {
                WideMlp model = new WideMlp(p);
                return side(() -> model.lossAndGradient(rows, x, y), () -> Data.doubles(model.gradient()));
            }
            if (name.contains("rows")) {
                MlpRows model = new MlpRows(p);
                if (inference) return outputs(() -> model.predict(rows, x), model::z);
                return side(() -> model.lossAndGradient(rows, x, y), () -> Data.doubles(model.gradient()));
            }
            // This model has its first weights the other way round, and so has their gradient.
            Mlp model = new Mlp(Data.turned(sizes[1], sizes[0], p));
            if (inference) return outputs(() -> model.predict(rows, x), model::z);
            return side(
                    () -> model.lossAndGradient(rows, x, y),
                    () -> Data.doubles(Data.turned(sizes[0], sizes[1], model.gradient())));
        };
        return new Workload(
                inference ? name : name + ".b" + rows,
                rows,
                sizes,
                x,
                y,
                p,
                null,
                nnc,
                () -> new Dense(rows, x, y, p, inference, sizes));
    }

    private static Workload lenet(String name, int images, boolean inference) {
        float[] x = Data.uniform(21, images * 784, 0, 1);
        int[] y = Data.labels(22, images, 10);
        int[] sizes = {150, 6, 2400, 16, 30720, 120, 10080, 84, 840, 10};
        float[] p = Data.parameters(70, sizes, new int[] {25, 25, 150, 150, 256, 256, 120, 120, 84, 84});
        Supplier<Side> nnc = () -> {
            org.nnc.benchmarks.models.LeNet model = new org.nnc.benchmarks.models.LeNet(p);
            if (!inference) return side(() -> model.lossAndGradient(images, x, y), () -> Data.doubles(model.gradient()));
            return outputs(() -> model.predict(images, x), model::z);
        };
        return new Workload(
                inference ? name : name + ".b" + images,
                images,
                sizes,
                x,
                y,
                p,
                null,
                nnc,
                () -> new LeNet(images, x, y, p, inference));
    }

    private static Workload lstm() {
        int steps = 32;
        int rows = 16;
        float[] x = Data.uniform(94, steps * rows * 32, -1, 1);
        float[] p = Data.parameters(91, new int[] {256 * 32, 256 * 64, 256}, new int[] {64, 64, 64});
        Supplier<Side> nnc = () -> {
            org.nnc.benchmarks.models.Lstm model = new org.nnc.benchmarks.models.Lstm(p);
            return side(() -> model.lossAndGradient(steps, rows, x), () -> Data.doubles(model.gradient()));
        };
        return new Workload(
                "W6", rows, new int[] {steps, 32, 64}, x, null, p, null, nnc, () -> new Lstm(steps, rows, 32, 64, x, p));
    }

    /** The normal distribution by a polynomial, as many write it, or to the last bit. */
    private static Workload blackScholes(boolean exact) {
        double[] in = {100, 95, 0.03, 0.25, 0.75};
        Supplier<Side> nnc = () -> {
            if (exact) {
                org.nnc.benchmarks.models.BlackScholesExact m = new org.nnc.benchmarks.models.BlackScholesExact();
                return side(
                        () -> m.lossAndGradient(in[0], in[1], in[2], in[3], in[4]),
                        () -> new double[] {m.d_s(), m.d_k(), m.d_r(), m.d_v(), m.d_t()});
            }
            org.nnc.benchmarks.models.BlackScholes m = new org.nnc.benchmarks.models.BlackScholes();
            return side(
                    () -> m.lossAndGradient(in[0], in[1], in[2], in[3], in[4]),
                    () -> new double[] {m.d_s(), m.d_k(), m.d_r(), m.d_v(), m.d_t()});
        };
        Supplier<Side> hand = () -> exact ? new BlackScholesExact(in) : new BlackScholes(in);
        return new Workload(exact ? "W8.exact" : "W8.call", 1, new int[] {5}, null, null, null, in, nnc, hand);
    }

    private static Workload rosenbrock(int n) {
        double[] x = Data.doubles(Data.uniform(5, n, -1.5, 1.5));
        Supplier<Side> nnc = () -> {
            if (n == 10) {
                Rosenbrock10 model = new Rosenbrock10();
                return side(() -> model.lossAndGradient(x), model::d_x);
            }
            Rosenbrock50 model = new Rosenbrock50();
            return side(() -> model.lossAndGradient(x), model::d_x);
        };
        return new Workload("W8.r" + n, 1, new int[] {n}, null, null, null, x, nnc, () -> new Rosenbrock(x));
    }

    /** A layer of large nets: its gradient by the weights and by the images, which count as parameters. */
    private static Workload convolution() {
        int images = 16;
        int channels = 64;
        int size = 28;
        float[] t = Data.uniform(5, images * channels * size * size, -1, 1);
        float[] p = Data.parameters(
                101, new int[] {channels * channels * 9, images * channels * size * size}, new int[] {channels * 9, 1});
        int weights = channels * channels * 9;
        float[] x = java.util.Arrays.copyOfRange(p, weights, p.length);
        Supplier<Side> nnc = () -> {
            org.nnc.benchmarks.models.Convolution model =
                    new org.nnc.benchmarks.models.Convolution(java.util.Arrays.copyOf(p, weights));
            return side(() -> model.lossAndGradient(images, x, t), () -> {
                double[] all = java.util.Arrays.copyOf(Data.doubles(model.gradient()), p.length);
                System.arraycopy(Data.doubles(model.d_x()), 0, all, weights, x.length);
                return all;
            });
        };
        return new Workload(
                "conv.b16",
                images,
                new int[] {channels, channels, size},
                t,
                null,
                p,
                null,
                nnc,
                () -> new org.nnc.benchmarks.hand.Convolution(images, channels, size, t, p));
    }

    private static Side outputs(Runnable predict, Supplier<float[]> z) {
        return side(
                () -> {
                    predict.run();
                    return z.get()[0];
                },
                () -> Data.doubles(z.get()));
    }

    static Side side(DoubleSupplier call, Supplier<double[]> result) {
        return new Side() {
            @Override
            public double call() {
                return call.getAsDouble();
            }

            @Override
            public double[] result() {
                return result.get();
            }
        };
    }
}
