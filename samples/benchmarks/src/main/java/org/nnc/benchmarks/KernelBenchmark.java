package org.nnc.benchmarks;

import java.util.concurrent.TimeUnit;
import org.nnc.benchmarks.models.Convolution;
import org.nnc.runtime.Kernels;
import org.nnc.runtime.Scratch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The kernels alone: products of matrices in all orientations, elementary functions, and a convolution of a large net. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
    /** A product; the name is m x n x k and the orientation of A and B, N as stored or T transposed. */
    @State(Scope.Thread)
    public static class Product {
        /** The shape. */
        @Param({
            "64x64x64 NN", "128x128x128 NN", "256x256x256 NN", "512x512x512 NN", "1024x1024x1024 NN", "128x128x784 NN",
            "128x128x784 NT", "128x784x128 TN", "1x128x784 NN", "1x128x784 NT", "32x10x128 NN", "32x10x128 NT"
        })
        public String shape;

        private int m;
        private int n;
        private int k;
        private boolean aTurned;
        private boolean bTurned;
        private float[] a;
        private float[] b;
        private float[] c;
        private final Scratch scratch = new Scratch();

        /** Fills the matrices. */
        @Setup
        public void build() {
            String[] parts = shape.split("[x ]");
            m = Integer.parseInt(parts[0]);
            n = Integer.parseInt(parts[1]);
            k = Integer.parseInt(parts[2]);
            aTurned = parts[3].charAt(0) == 'T';
            bTurned = parts[3].charAt(1) == 'T';
            a = Data.uniform(1, m * k, -1, 1);
            b = Data.uniform(2, k * n, -1, 1);
            c = new float[m * n];
        }

        void run() {
            int ar = aTurned ? 1 : k;
            int ac = aTurned ? m : 1;
            int br = bTurned ? 1 : n;
            int bc = bTurned ? k : 1;
            Kernels.gemm(m, n, k, a, 0, ar, ac, b, 0, br, bc, c, 0, n, false, scratch);
        }
    }

    /** A thousand numbers. */
    @State(Scope.Thread)
    public static class Range {
        /** The function. */
        @Param({"exp", "log", "tanh", "sigmoid", "softplus", "erf"})
        public String function;

        private final float[] x = Data.uniform(3, 1000, 0.1, 5);
        private final float[] y = new float[1000];
        private final Scratch scratch = new Scratch();

        void run() {
            switch (function) {
                case "exp" -> Kernels.exp(1000, x, 0, y, 0, scratch);
                case "log" -> Kernels.log(1000, x, 0, y, 0, scratch);
                case "tanh" -> Kernels.tanh(1000, x, 0, y, 0, scratch);
                case "sigmoid" -> Kernels.sigmoid(1000, x, 0, y, 0, scratch);
                case "softplus" -> Kernels.softplus(1000, x, 0, y, 0, scratch);
                default -> Kernels.erf(1000, x, 0, y, 0, scratch);
            }
        }
    }

    /** Sixteen images of 64 channels, a 3x3 convolution to 64 channels, forward and backward. */
    @State(Scope.Thread)
    public static class Layer {
        private final Convolution model = new Convolution(0);
        private final float[] x = Data.uniform(4, 16 * 64 * 784, -1, 1);
        private final float[] t = Data.uniform(5, 16 * 64 * 784, -1, 1);
    }

    /** A product of matrices. */
    @Benchmark
    public float[] product(Product p) {
        p.run();
        return p.c;
    }

    /** A function of a range. */
    @Benchmark
    public float[] range(Range r) {
        r.run();
        return r.y;
    }

    /** The convolution with its gradient. */
    @Benchmark
    public float convolution(Layer l) {
        return l.model.lossAndGradient(16, l.x, l.t);
    }
}
