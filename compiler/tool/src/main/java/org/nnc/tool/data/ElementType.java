package org.nnc.tool.data;

import java.nio.ByteBuffer;

/** The types that numbers have in data files; a buffer's own byte order applies. */
public enum ElementType {
    U1("unsigned byte", 1),
    I1("byte", 1),
    U2("unsigned short", 2),
    I2("short", 2),
    U4("unsigned int", 4),
    I4("int", 4),
    U8("unsigned long", 8),
    I8("long", 8),
    F4("float", 4),
    F8("double", 8);

    private final String words;
    private final int bytes;

    ElementType(String words, int bytes) {
        this.words = words;
        this.bytes = bytes;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloating() {
        return this == F4 || this == F8;
    }

    /** Element {@code i} as a double; integers beyond 2^53 are rounded. */
    double read(ByteBuffer b, int i) {
        return switch (this) {
            case U1 -> b.get(i) & 0xff;
            case I1 -> b.get(i);
            case U2 -> b.getShort(2 * i) & 0xffff;
            case I2 -> b.getShort(2 * i);
            case U4 -> b.getInt(4 * i) & 0xffffffffL;
            case I4 -> b.getInt(4 * i);
            case U8 -> unsigned(b.getLong(8 * i));
            case I8 -> b.getLong(8 * i);
            case F4 -> b.getFloat(4 * i);
            case F8 -> b.getDouble(8 * i);
        };
    }

    private static double unsigned(long v) {
        // Halving keeps the dropped bit as sticky, so that the conversion still rounds correctly.
        return v >= 0 ? v : 2.0 * ((v >>> 1) | (v & 1));
    }

    @Override
    public String toString() {
        return words;
    }
}
