package org.nnc.tool.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * NumPy's {@code .npy} format, versions 1 to 3: C order and plain numbers only; never pickles.
 *
 * <p>Format: NumPy Enhancement Proposal 1 and {@code numpy.lib.format}. The header is a Python literal, read by a parser
 * of its own that knows three keys.
 */
final class Npy {
    /** NumPy's own cap, against headers made to exhaust a parser. */
    private static final int HEADER_LIMIT = 10_000;

    private final ByteSource in;
    private final String header;
    private int at;
    private String descr;
    private Boolean fortran;
    private List<Long> shape;

    private Npy(ByteSource in, String header) {
        this.in = in;
        this.header = header;
    }

    static boolean matches(byte[] head) {
        return head.length >= 6
                && (head[0] & 0xff) == 0x93
                && new String(head, 1, 5, StandardCharsets.US_ASCII).equals("NUMPY");
    }

    static DataArray read(ByteSource in, String origin) {
        byte[] magic = in.bytes(8, "the .npy header");
        if (!matches(magic)) throw in.error("not a .npy file", "write it with numpy.save");
        int major = magic[6];
        if (major < 1 || major > 3) throw in.error("version " + major + " of .npy", "versions 1 to 3 are known");
        ByteBuffer length = in.array(major == 1 ? 2 : 4, "the .npy header").order(ByteOrder.LITTLE_ENDIAN);
        long count = major == 1 ? length.getShort(0) & 0xffff : length.getInt(0) & 0xffffffffL;
        if (count > HEADER_LIMIT) {
            throw in.error("a header of " + count + " bytes, over the limit of " + HEADER_LIMIT, "write plain numbers");
        }
        String text = new String(
                in.bytes((int) count, "the .npy header"),
                major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        Npy npy = new Npy(in, text);
        npy.parse();
        return npy.data(origin);
    }

    private DataArray data(String origin) {
        ElementType type = type();
        if (fortran && shape.size() > 1) {
            throw in.error(
                    "the array is stored in Fortran order", "save numpy.ascontiguousarray(a) instead: C order is read");
        }
        ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer data = in.array(in.byteCount(shape, type), "an array of shape " + shape)
                .order(order);
        in.end();
        return new DataArray(origin, type, shape.stream().map(Long::intValue).toList(), data, List.of());
    }

    private ElementType type() {
        ElementType type = switch (descr.length() == 3 ? descr.substring(1) : "") {
            case "b1", "u1" -> ElementType.U1;
            case "i1" -> ElementType.I1;
            case "u2" -> ElementType.U2;
            case "i2" -> ElementType.I2;
            case "u4" -> ElementType.U4;
            case "i4" -> ElementType.I4;
            case "u8" -> ElementType.U8;
            case "i8" -> ElementType.I8;
            case "f4" -> ElementType.F4;
            case "f8" -> ElementType.F8;
            default -> null;
        };
        boolean order = "<>".indexOf(descr.isEmpty() ? ' ' : descr.charAt(0)) >= 0
                || type != null && type.bytes() == 1 && "|=".indexOf(descr.charAt(0)) >= 0;
        if (type == null || !order) {
            throw in.error(
                    "elements of type '" + descr + "'",
                    "convert them to float32, float64 or an integer type (a.astype('<f4'))");
        }
        return type;
    }

    // ---- the header: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } -----------------------------------

    private void parse() {
        expect('{');
        while (!accept('}')) {
            String key = string();
            expect(':');
            switch (key) {
                case "descr" -> {
                    if (descr != null) throw broken("'descr' twice");
                    descr = string();
                }
                case "fortran_order" -> {
                    if (fortran != null) throw broken("'fortran_order' twice");
                    fortran = bool();
                }
                case "shape" -> {
                    if (shape != null) throw broken("'shape' twice");
                    shape = tuple();
                }
                default -> throw broken("unknown key '" + key + "'");
            }
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        blanks();
        if (at != header.length()) throw broken("text after the closing brace");
        if (descr == null || fortran == null || shape == null) {
            throw broken("one of 'descr', 'fortran_order', 'shape' is missing");
        }
    }

    private List<Long> tuple() {
        List<Long> sizes = new ArrayList<>();
        expect('(');
        while (!accept(')')) {
            sizes.add(number());
            if (sizes.size() > 32) throw broken("more than 32 dimensions");
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return sizes;
    }

    private long number() {
        blanks();
        int start = at;
        while (at < header.length() && header.charAt(at) >= '0' && header.charAt(at) <= '9') at++;
        if (at == start || at - start > 18) throw broken("a size was expected");
        return Long.parseLong(header.substring(start, at));
    }

    private String string() {
        blanks();
        char quote = at < header.length() ? header.charAt(at) : ' ';
        int end = quote == '\'' || quote == '"' ? header.indexOf(quote, at + 1) : -1;
        if (end < 0) {
            throw broken(
                    header.startsWith("[", at)
                            ? "a structured type: only plain numbers are read"
                            : "a string expected");
        }
        String text = header.substring(at + 1, end);
        at = end + 1;
        return text;
    }

    private boolean bool() {
        blanks();
        for (String word : List.of("True", "False")) {
            if (header.startsWith(word, at)) {
                at += word.length();
                return word.equals("True");
            }
        }
        throw broken("True or False was expected");
    }

    private boolean accept(char c) {
        blanks();
        if (at >= header.length() || header.charAt(at) != c) return false;
        at++;
        return true;
    }

    private void expect(char c) {
        if (!accept(c)) throw broken("'" + c + "' was expected");
    }

    private void blanks() {
        while (at < header.length() && " \n\t\r".indexOf(header.charAt(at)) >= 0) at++;
    }

    private DataException broken(String problem) {
        return in.error("the .npy header is not well formed at its character " + at + ": " + problem, "save it again");
    }
}
