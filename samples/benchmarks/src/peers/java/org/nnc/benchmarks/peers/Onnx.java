package org.nnc.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.nnc.benchmarks.Side;
import org.nnc.benchmarks.Workloads.Workload;

/** Inference by ONNX Runtime, into tensors that were allocated before: its quickest way. */
public final class Onnx implements Side {
    private final OrtSession session;
    private final OnnxTensor in;
    private final OnnxTensor out;
    private final FloatBuffer inBuffer;
    private final FloatBuffer outBuffer;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private final float[] x;
    private final float[] z = new float[10];

    private Onnx(Workload w) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        environment.setTelemetry(false);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        boolean convolutional = w.sizes().length == 10;
        long[] shape = convolutional ? new long[] {1, 1, 28, 28} : new long[] {1, 784};
        session = environment.createSession(convolutional ? lenet(w) : dense(w), options);
        x = w.x();
        inBuffer = direct(x.length);
        outBuffer = direct(10);
        in = OnnxTensor.createTensor(environment, inBuffer, shape);
        out = OnnxTensor.createTensor(environment, outBuffer, new long[] {1, 10});
        inputs = Map.of("x", in);
        outputs = Map.of("z", out);
    }

    /** Null where the workload is not inference. */
    public static Side of(Workload workload) throws OrtException {
        return workload.name().startsWith("W7") ? new Onnx(workload) : null;
    }

    private static FloatBuffer direct(int n) {
        return ByteBuffer.allocateDirect(4 * n).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private static byte[] dense(Workload w) {
        OnnxModel model = new OnnxModel();
        layers(model, w.parameters(), 0, "x", 784, 128, 10);
        return model.bytes("x", new long[] {1, 784}, "z", new long[] {1, 10});
    }

    private static byte[] lenet(Workload w) {
        float[] p = w.parameters();
        OnnxModel model = new OnnxModel();
        model.tensor("k1", Arrays.copyOfRange(p, 0, 150), 6, 1, 5, 5);
        model.tensor("c1", Arrays.copyOfRange(p, 150, 156), 6);
        model.tensor("k2", Arrays.copyOfRange(p, 156, 2556), 16, 6, 5, 5);
        model.tensor("c2", Arrays.copyOfRange(p, 2556, 2572), 16);
        long[] two = {2, 2};
        model.node("Conv", "a1", new String[] {"x", "k1", "c1"}, "kernel_shape", new long[] {5, 5});
        model.node("Relu", "r1", new String[] {"a1"});
        model.node("MaxPool", "p1", new String[] {"r1"}, "kernel_shape", two, "strides", two);
        model.node("Conv", "a2", new String[] {"p1", "k2", "c2"}, "kernel_shape", new long[] {5, 5});
        model.node("Relu", "r2", new String[] {"a2"});
        model.node("MaxPool", "p2", new String[] {"r2"}, "kernel_shape", two, "strides", two);
        model.node("Flatten", "f", new String[] {"p2"}, "axis", 1);
        layers(model, p, 2572, "f", 256, 120, 84, 10);
        return model.bytes("x", new long[] {1, 1, 28, 28}, "z", new long[] {1, 10});
    }

    private static void layers(OnnxModel model, float[] p, int from, String input, int... sizes) {
        String h = input;
        int at = from;
        for (int l = 0; l + 1 < sizes.length; l++) {
            boolean last = l + 2 == sizes.length;
            model.tensor("w" + l, Arrays.copyOfRange(p, at, at += sizes[l] * sizes[l + 1]), sizes[l + 1], sizes[l]);
            model.tensor("b" + l, Arrays.copyOfRange(p, at, at += sizes[l + 1]), sizes[l + 1]);
            String z = last ? "z" : "z" + l;
            model.node("Gemm", z, new String[] {h, "w" + l, "b" + l}, "transB", 1);
            if (!last) model.node("Relu", "h" + l, new String[] {z});
            h = "h" + l;
        }
    }

    @Override
    public double call() {
        try {
            inBuffer.put(0, x);
            session.run(inputs, Set.of(), outputs).close();
            outBuffer.get(0, z);
            return z[0];
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public double[] result() {
        double[] result = new double[z.length];
        for (int i = 0; i < result.length; i++) result[i] = z[i];
        return result;
    }

    @Override
    public void close() {
        try {
            in.close();
            out.close();
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
