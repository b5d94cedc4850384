package org.nnc.compiler.emit;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the length of every method's code from a class file (JVMS 4). */
final class CodeLengths {
    private CodeLengths() {}

    static Map<String, Integer> of(byte[] file) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file))) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> read(DataInputStream in) throws IOException {
        in.skipBytes(8);
        int pool = in.readUnsignedShort();
        String[] utf = new String[pool];
        for (int i = 1; i < pool; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> utf[i] = in.readUTF();
                case 5, 6 -> {
                    in.skipBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> in.skipBytes(2);
                case 15 -> in.skipBytes(3);
                default -> in.skipBytes(4);
            }
        }
        in.skipBytes(6);
        in.skipBytes(2 * in.readUnsignedShort());
        members(in, utf, new LinkedHashMap<>());
        Map<String, Integer> lengths = new LinkedHashMap<>();
        members(in, utf, lengths);
        return lengths;
    }

    private static void members(DataInputStream in, String[] utf, Map<String, Integer> lengths) throws IOException {
        int count = in.readUnsignedShort();
        for (int m = 0; m < count; m++) {
            in.skipBytes(2);
            String name = utf[in.readUnsignedShort()] + utf[in.readUnsignedShort()];
            int attributes = in.readUnsignedShort();
            for (int a = 0; a < attributes; a++) {
                String attribute = utf[in.readUnsignedShort()];
                int length = in.readInt();
                if (attribute.equals("Code")) {
                    in.skipBytes(4);
                    lengths.put(name, in.readInt());
                    length -= 8;
                }
                while (length > 0) length -= in.skipBytes(length);
            }
        }
    }
}
