package org.nnc.runtime;

import java.nio.ByteBuffer;
import java.util.List;

/** The segments of a model and the arrays that they lie in, of either number type, for {@link Weights}. */
final class Tensors {
    final List<Segment> segments;
    private final float[][] floats;
    private final double[][] doubles;

    Tensors(List<Segment> segments, float[] parameters, float[] state) {
        this.segments = segments;
        this.floats = new float[][] {parameters, state};
        this.doubles = null;
    }

    Tensors(List<Segment> segments, double[] parameters, double[] state) {
        this.segments = segments;
        this.floats = null;
        this.doubles = new double[][] {parameters, state};
    }

    /** Bytes of a number. */
    int width() {
        return floats == null ? 8 : 4;
    }

    /** The same values in arrays of their own. */
    Tensors copy() {
        return floats == null
                ? new Tensors(segments, doubles[0].clone(), doubles[1].clone())
                : new Tensors(segments, floats[0].clone(), floats[1].clone());
    }

    /** Overwrites all values with those of a copy. */
    void take(Tensors copy) {
        for (int i = 0; i < 2; i++) {
            Object from = floats == null ? copy.doubles[i] : copy.floats[i];
            Object to = floats == null ? doubles[i] : floats[i];
            System.arraycopy(from, 0, to, 0, floats == null ? doubles[i].length : floats[i].length);
        }
    }

    /** Appends {@code count} values of a segment, from its element {@code from} on. */
    void put(Segment s, int from, int count, ByteBuffer buffer) {
        int array = s.kind() == Segment.Kind.STATE ? 1 : 0;
        if (floats == null) {
            buffer.asDoubleBuffer().put(doubles[array], s.offset() + from, count);
        } else {
            buffer.asFloatBuffer().put(floats[array], s.offset() + from, count);
        }
        buffer.position(count * width());
    }

    /** Reads all values of a buffer, each of {@code bytes} bytes, into a segment from its element {@code to} on. */
    void get(Segment s, int to, ByteBuffer buffer, int bytes) {
        int array = s.kind() == Segment.Kind.STATE ? 1 : 0;
        int count = buffer.limit() / bytes;
        int at = s.offset() + to;
        if (bytes == 4 && floats != null) {
            buffer.asFloatBuffer().get(floats[array], at, count);
        } else if (bytes == 8 && floats == null) {
            buffer.asDoubleBuffer().get(doubles[array], at, count);
        } else if (floats == null) {
            for (int i = 0; i < count; i++) {
                doubles[array][at + i] = buffer.getFloat(4 * i);
            }
        } else {
            for (int i = 0; i < count; i++) {
                floats[array][at + i] = (float) buffer.getDouble(8 * i);
            }
        }
    }
}
