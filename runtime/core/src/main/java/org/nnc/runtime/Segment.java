package org.nnc.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** One named tensor inside a model's flat array: where it starts and how it is shaped, row-major. */
public final class Segment {
    /** Which array of the model holds a segment, and whether it is trained. */
    public enum Kind {
        /** Trained, in {@code parameters()}. */
        PARAMETER,
        /** Not trained, in {@code parameters()} after all trained ones. */
        FROZEN,
        /** In {@code state()}. */
        STATE
    }

    private final String name;
    private final Kind kind;
    private final int offset;
    private final int[] shape;
    private final int size;

    /**
     * A segment of {@code shape[0] * shape[1] * ..} elements from {@code offset} on; a scalar has no dimension.
     *
     * @throws IllegalArgumentException if the offset or a dimension is negative, or the end is beyond an int
     */
    public Segment(String name, Kind kind, int offset, int... shape) {
        this.name = Objects.requireNonNull(name, "name");
        this.kind = Objects.requireNonNull(kind, "kind");
        this.offset = offset;
        this.shape = shape.clone();
        this.size = Checks.product(name, this.shape);
        if (offset < 0 || (long) offset + size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    name + ": offset " + offset + " with " + size + " elements is outside one Java array");
        }
    }

    /** The name in the model's text, with the names of the layers around it: {@code enc.linear1.W}. */
    public String name() {
        return name;
    }

    /** Which array holds it. */
    public Kind kind() {
        return kind;
    }

    /** Its first index in {@code parameters()}, or in {@code state()} for {@link Kind#STATE}. */
    public int offset() {
        return offset;
    }

    /** A copy of its dimensions, outermost first; empty for a scalar. */
    public int[] shape() {
        return shape.clone();
    }

    /** How many elements it has. */
    public int size() {
        return size;
    }

    /**
     * Identifies a list of segments by name, shape and order and the type of their numbers: {@code "nnc1-"} and the
     * first 128 bits of a SHA-256 digest in hexadecimal.
     *
     * @param type the safetensors name of the number type, {@code "F32"} or {@code "F64"}
     */
    public static String fingerprint(String type, List<Segment> segments) {
        StringBuilder text = new StringBuilder(type).append('\n');
        for (Segment s : segments) {
            text.append(s.kind == Kind.STATE ? "state " : "param ").append(s.name);
            text.append(Arrays.toString(s.shape)).append('\n');
        }
        byte[] digest = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
        StringBuilder hex = new StringBuilder("nnc1-");
        for (int i = 0; i < 16; i++) {
            hex.append(Character.forDigit(digest[i] >> 4 & 15, 16)).append(Character.forDigit(digest[i] & 15, 16));
        }
        return hex.toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform is required to have it.
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Segment)) {
            return false;
        }
        Segment s = (Segment) other;
        return name.equals(s.name) && kind == s.kind && offset == s.offset && Arrays.equals(shape, s.shape);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + offset;
    }

    /** For people: {@code W1 PARAMETER [128, 784] at 0}. */
    @Override
    public String toString() {
        return name + " " + kind + " " + Arrays.toString(shape) + " at " + offset;
    }
}
