package org.nnc.tool;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Classes written by hand to the contract of generated classes, as source text, so that tests depend on no compiler. */
public final class HandWritten {
    private static final Map<String, Class<?>> CLASSES = new ConcurrentHashMap<>();

    private HandWritten() {}

    /**
     * Softmax regression: {@code z[b,k] = sum(d) W[k,d]*x[b,d] + c[k]; p = softmax(z); loss nll = -mean(b) log(p[b,y[b]])}.
     *
     * @param real {@code float} or {@code double}
     */
    public static String softmax(String name, String real, int inputs, int classes) {
        String type = real.equals("float") ? "Float" : "Double";
        return """
                package demo;

                import java.util.Arrays;
                import java.util.List;
                import org.nnc.runtime.Segment;

                public final class NAME implements org.nnc.runtime.TYPEModel {
                    public static final int D = DIM, K = CLASSES, PARAMETER_COUNT = K * D + K;
                    private final REAL[] parameters;
                    private final REAL[] gradient = new REAL[PARAMETER_COUNT];
                    private REAL[] p = new REAL[0];
                    private int B = -1;
                    private REAL[] x;
                    private int[] y;

                    public NAME() { this(0); }

                    public NAME(long seed) {
                        parameters = new REAL[PARAMETER_COUNT];
                        java.util.Random random = new java.util.Random(seed);
                        for (int i = 0; i < K * D; i++) parameters[i] = (REAL) (0.01 * random.nextGaussian());
                    }

                    public NAME(REAL[] parameters) { this.parameters = parameters; }

                    public REAL[] parameters() { return parameters; }
                    public REAL[] gradient() { return gradient; }
                    public REAL[] state() { return new REAL[0]; }
                    public int trainableCount() { return PARAMETER_COUNT; }
                    public List<Segment> segments() {
                        return Arrays.asList(
                                new Segment("W", Segment.Kind.PARAMETER, 0, K, D),
                                new Segment("c", Segment.Kind.PARAMETER, K * D, K));
                    }

                    public void predict(int B, REAL[] x) {
                        if (x.length != B * D) throw new IllegalArgumentException("x: expected " + B * D + " values");
                        this.B = B;
                        this.x = x;
                        p = new REAL[B * K];
                        for (int b = 0; b < B; b++) {
                            double max = Double.NEGATIVE_INFINITY;
                            double[] z = new double[K];
                            for (int k = 0; k < K; k++) {
                                double sum = parameters[K * D + k];
                                for (int d = 0; d < D; d++) sum += (double) parameters[k * D + d] * x[b * D + d];
                                z[k] = sum;
                                max = Math.max(max, sum);
                            }
                            double total = 0;
                            for (int k = 0; k < K; k++) total += Math.exp(z[k] - max);
                            for (int k = 0; k < K; k++) p[b * K + k] = (REAL) (Math.exp(z[k] - max) / total);
                        }
                    }

                    public REAL forward(REAL[] x, int[] y) { return forward(y.length, x, y); }

                    public REAL forward(int B, REAL[] x, int[] y) {
                        for (int label : y) {
                            if (label < 0 || label >= K) throw new IllegalArgumentException("y: " + label);
                        }
                        predict(B, x);
                        this.y = y;
                        double loss = 0;
                        for (int b = 0; b < B; b++) loss -= Math.log(p[b * K + y[b]]);
                        return (REAL) (loss / B);
                    }

                    public void backward() {
                        if (B < 0) throw new IllegalStateException("backward before forward");
                        Arrays.fill(gradient, 0);
                        for (int b = 0; b < B; b++) {
                            for (int k = 0; k < K; k++) {
                                REAL dz = (p[b * K + k] - (y[b] == k ? 1 : 0)) / B;
                                gradient[K * D + k] += dz;
                                for (int d = 0; d < D; d++) gradient[k * D + d] += dz * x[b * D + d];
                            }
                        }
                    }

                    public REAL lossAndGradient(int B, REAL[] x, int[] y) {
                        REAL loss = forward(B, x, y);
                        backward();
                        return loss;
                    }

                    public REAL[] p() { return p; }
                }
                """.replace("NAME", name)
                .replace("TYPE", type)
                .replace("REAL", real)
                .replace("DIM", Integer.toString(inputs))
                .replace("CLASSES", Integer.toString(classes));
    }

    /** What the compiler would say of {@link #softmax}. */
    public static ModelInfo softmaxInfo(String name, int inputs, int classes) {
        ModelInfo.Size b = ModelInfo.Size.of("B");
        return new ModelInfo(
                name,
                "demo." + name,
                List.of("B"),
                List.of(
                        new ModelInfo.Input(
                                "x", ModelInfo.Element.REAL, List.of(b, ModelInfo.Size.of(inputs)), List.of()),
                        new ModelInfo.Input(
                                "y",
                                ModelInfo.Element.INT,
                                List.of(b),
                                List.of(ModelInfo.Size.of(0), ModelInfo.Size.of(classes)))),
                List.of(new ModelInfo.Output("p", ModelInfo.Element.REAL, List.of(b, ModelInfo.Size.of(classes)))),
                List.of("nll"));
    }

    /** Compiles and instantiates {@link #softmax}. */
    public static GeneratedClass newSoftmax(String real, int inputs, int classes, long seed) {
        return GeneratedClass.create(
                CLASSES.computeIfAbsent(real + inputs + "," + classes, k -> compiled(real, inputs, classes)), seed);
    }

    private static Class<?> compiled(String real, int inputs, int classes) {
        try {
            return InMemoryJavac.compile(Map.of("demo.Soft", softmax("Soft", real, inputs, classes)), List.of())
                    .loadClass("demo.Soft");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
