package org.nnc.tool.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The IDX format of the MNIST files: two zero bytes, a type, a rank, big-endian sizes, then the elements.
 *
 * <p>Format: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
 */
final class Idx {
    private Idx() {}

    static boolean matches(byte[] head) {
        return head.length >= 4 && head[0] == 0 && head[1] == 0 && type(head[2]) != null && head[3] >= 0;
    }

    static DataArray read(ByteSource in) {
        byte[] head = in.bytes(4, "the IDX header");
        if (head[0] != 0 || head[1] != 0) throw in.error("not an IDX file", "an IDX file begins with two zero bytes");
        ElementType type = type(head[2]);
        if (type == null) {
            throw in.error(
                    "unknown IDX element type " + String.format("0x%02X", head[2]),
                    "expected 08 (unsigned byte), 09, 0B, 0C, 0D (float) or 0E (double)");
        }
        int rank = head[3] & 0xff;
        if (rank == 0 || rank > 16) {
            throw in.error("an IDX array of rank " + rank, "expected between 1 and 16 dimensions");
        }
        List<Long> sizes = new ArrayList<>();
        ByteBuffer header = in.array(4L * rank, "the IDX header").order(ByteOrder.BIG_ENDIAN);
        for (int d = 0; d < rank; d++) sizes.add(header.getInt(4 * d) & 0xffffffffL);
        ByteBuffer data = in.array(in.byteCount(sizes, type), "an array of shape " + sizes)
                .order(ByteOrder.BIG_ENDIAN);
        in.end();
        return new DataArray(in.file(), type, sizes.stream().map(Long::intValue).toList(), data, List.of());
    }

    private static ElementType type(byte code) {
        return switch (code) {
            case 0x08 -> ElementType.U1;
            case 0x09 -> ElementType.I1;
            case 0x0B -> ElementType.I2;
            case 0x0C -> ElementType.I4;
            case 0x0D -> ElementType.F4;
            case 0x0E -> ElementType.F8;
            default -> null;
        };
    }
}
