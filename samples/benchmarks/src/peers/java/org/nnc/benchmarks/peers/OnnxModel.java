package org.nnc.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the few parts of an ONNX model that the inference workloads need; field numbers are those of onnx.proto. */
final class OnnxModel {
    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

    /** A constant tensor. */
    void tensor(String name, float[] values, long... shape) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (long size : shape) number(tensor, 1, size);
        number(tensor, 2, 1);
        bytes(tensor, 8, name.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        bytes(tensor, 9, raw.array());
        bytes(graph, 5, tensor.toByteArray());
    }

    /** An operation; its attributes are lists of whole numbers, or one number where {@code single}. */
    void node(String type, String output, String[] inputs, Object... attributes) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        for (String input : inputs) bytes(node, 1, input.getBytes(StandardCharsets.US_ASCII));
        bytes(node, 2, output.getBytes(StandardCharsets.US_ASCII));
        bytes(node, 4, type.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < attributes.length; i += 2) {
            ByteArrayOutputStream attribute = new ByteArrayOutputStream();
            bytes(attribute, 1, ((String) attributes[i]).getBytes(StandardCharsets.US_ASCII));
            if (attributes[i + 1] instanceof long[] list) {
                for (long value : list) number(attribute, 8, value);
                number(attribute, 20, 7);
            } else {
                number(attribute, 3, (Integer) attributes[i + 1]);
                number(attribute, 20, 2);
            }
            bytes(node, 5, attribute.toByteArray());
        }
        bytes(graph, 1, node.toByteArray());
    }

    /** The model as a file holds it. */
    byte[] bytes(String input, long[] inputShape, String output, long[] outputShape) {
        bytes(graph, 2, "net".getBytes(StandardCharsets.US_ASCII));
        bytes(graph, 11, value(input, inputShape));
        bytes(graph, 12, value(output, outputShape));
        ByteArrayOutputStream opset = new ByteArrayOutputStream();
        number(opset, 2, 13);
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        number(model, 1, 8);
        bytes(model, 7, graph.toByteArray());
        bytes(model, 8, opset.toByteArray());
        return model.toByteArray();
    }

    private static byte[] value(String name, long[] shape) {
        ByteArrayOutputStream sizes = new ByteArrayOutputStream();
        for (long size : shape) {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            number(one, 1, size);
            bytes(sizes, 1, one.toByteArray());
        }
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        number(tensor, 1, 1);
        bytes(tensor, 2, sizes.toByteArray());
        ByteArrayOutputStream type = new ByteArrayOutputStream();
        bytes(type, 1, tensor.toByteArray());
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        bytes(value, 1, name.getBytes(StandardCharsets.US_ASCII));
        bytes(value, 2, type.toByteArray());
        return value.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        varint(out, (long) field << 3);
        varint(out, value);
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        varint(out, (long) field << 3 | 2);
        varint(out, value.length);
        out.write(value, 0, value.length);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
