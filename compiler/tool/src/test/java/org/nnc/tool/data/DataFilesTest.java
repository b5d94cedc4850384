package org.nnc.tool.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data files that are right, and each way in which they can be wrong. */
class DataFilesTest {
    @TempDir
    Path dir;

    /** {@code numpy.save} of [[1.5, -2, 3], [4, 5, 6.25]] as float32, by NumPy 2.4. */
    private static final String NPY =
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsI"
                    + "DMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwAAAQEAAAIBAAA"
                    + "CgQAAAyEA=";
    /** {@code numpy.savez_compressed} of x = [[1, 2], [3, 4]] as big-endian int32 and y = [250, 7] as uint8. */
    private static final String NPZ =
            "UEsDBC0AAAAIAAAAIQBMAVM5//////////8FABQAeC5ucHkBABAAkAAAAAAAAABSAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6XaaKuo6Ce"
                    + "ll9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CkaaOgq1CmQDLgYGBkYgZgJiZiBmAQBQSwMELQAAAAgAAAAhAJvOR9j//////////wUAF"
                    + "AB5Lm5weQEAEACCAAAAAAAAAEYAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAv"
                    + "kaRjqaOgq1ChQArl/sAFBLAQItAy0AAAAIAAAAIQBMAVM5UgAAAJAAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLAQItAy0AAAAIAAAAIQC"
                    + "bzkfYRgAAAIIAAAAFAAAAAAAAAAAAAACAAYkAAAB5Lm5weVBLBQYAAAAAAgACAGYAAAAGAQAAAAA=";

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(dir.resolve(name), bytes);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream g = new GZIPOutputStream(out)) {
            g.write(bytes);
        }
        return out.toByteArray();
    }

    private static double[] values(DataArray a) {
        double[] v = new double[a.size()];
        for (int i = 0; i < v.length; i++) v[i] = a.get(i);
        return v;
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "0000 08 02 00000002 00000003 01 02 03 fd fe ff, '[2, 3]', 1 2 3 253 254 255",
        "0000 09 01 00000002 80 7f, [2], -128 127",
        "0000 0b 01 00000002 8000 0102, [2], -32768 258",
        "0000 0c 01 00000001 fffffffe, [1], -2",
        "0000 0d 01 00000001 3fc00000, [1], 1.5",
        "0000 0e 01 00000001 c002000000000000, [1], -2.25",
    })
    void idx(String bytes, String shape, String expected) throws IOException {
        byte[] b = hex(bytes);
        for (Path p : List.of(file("plain", b), file("packed", gzip(b)))) {
            DataArray a = DataFiles.array(p);
            assertEquals(shape, a.shape().toString());
            assertArrayEquals(numbers(expected), values(a));
        }
    }

    @Test
    void npyAndNpz() throws IOException {
        DataArray a = DataFiles.array(file("a.npy", Base64.getDecoder().decode(NPY)));
        assertEquals(List.of(2, 3), a.shape());
        assertArrayEquals(new double[] {1.5, -2, 3, 4, 5, 6.25}, values(a));
        Path npz = file("d.npz", Base64.getDecoder().decode(NPZ));
        assertEquals(DataFiles.Kind.NPZ, DataFiles.kind(npz));
        Map<String, DataArray> arrays = DataFiles.archive(npz, List.of("x", "y", "z"));
        assertEquals(List.of("x", "y"), List.copyOf(arrays.keySet()));
        assertArrayEquals(new double[] {1, 2, 3, 4}, values(arrays.get("x")));
        assertArrayEquals(new double[] {250, 7}, values(arrays.get("y")));
    }

    private static byte[] npy(int major, String header, String dataHex) {
        byte[] h = header.getBytes(StandardCharsets.ISO_8859_1);
        byte[] data = hex(dataHex);
        byte[] all = new byte[8 + (major == 1 ? 2 : 4) + h.length + data.length];
        all[0] = (byte) 0x93;
        System.arraycopy("NUMPY".getBytes(StandardCharsets.US_ASCII), 0, all, 1, 5);
        all[6] = (byte) major;
        all[8] = (byte) h.length;
        all[9] = (byte) (h.length >> 8);
        int start = all.length - h.length - data.length;
        System.arraycopy(h, 0, all, start, h.length);
        System.arraycopy(data, 0, all, start + h.length, data.length);
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1; {'descr': '<u2', 'fortran_order': False, 'shape': (2,)}; 0100 ffff; 1 65535",
                "2; {'shape': (1,), 'descr': '>i8', 'fortran_order': False, }; fffffffffffffffe; -2",
                "3; {'descr': '|b1', 'fortran_order': True, 'shape': (2,)}; 00 01; 0 1",
                "1; {'descr': '<u8', 'fortran_order': False, 'shape': (1,)}; ffffffffffffffff; 18446744073709551616",
                "1; {'descr': '<u4', 'fortran_order': False, 'shape': ()}; ffffffff; 4294967295",
            })
    void npyVersionsAndTypes(int major, String header, String data, String expected) throws IOException {
        assertArrayEquals(numbers(expected), values(DataFiles.array(file("a.npy", npy(major, header, data)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1)}; 0000000000000000; Fortran order",
                "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}; 00; elements of type '|O'",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}; 00000000; structured type",
                "{'descr': '<f2', 'fortran_order': False, 'shape': (1,)}; 0000; convert them",
                "{'descr': '<f4', 'fortran_order': False}; ''; missing",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}; 00000000; 'descr' twice",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}; ''; a size was expected",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}; 00000000; ends 4 bytes early",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}; 0000000000; bytes follow",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (46341, 46341)}; 00; limit of 2 GB",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (500000000,)}; 00; ends 1999999999 bytes early",
                "{'descr': '<f4', 'fortran_order': __import__('os'), 'shape': (1,)}; 00; True or False",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x; 00000000; after the closing brace",
            })
    void npyMistakes(String header, String data, String message) throws IOException {
        Path p = file("a.npy", npy(1, header, data.replace("'", "")));
        DataException e = assertThrows(DataException.class, () -> DataFiles.array(p));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.place().startsWith("byte "), e.place());
    }

    @Test
    void npyHeaderIsCapped() throws IOException {
        Path p = file("a.npy", npy(2, "{" + " ".repeat(20_000), ""));
        DataException e = assertThrows(DataException.class, () -> DataFiles.array(p));
        assertTrue(e.getMessage().contains("a header of 20001 bytes, over the limit"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "0000 08 01 00000003 01 02, byte 10: the file ends 1 bytes early",
        "0000 08 01 00000001 01 02, bytes follow after the last element",
        "0000 08 02 00000001, the file ends 4 bytes early",
        "0000 08 00 01, rank 0",
        "0000 0d 02 ffffffff ffffffff 00, over the limit of 2 GB",
        "0000 08 01 7fffffef, ends 2147483631 bytes early",
        "0000 0f 01 00000001 00, unknown format",
        "'', the file is empty",
        "1f8b, it ends too early",
    })
    void idxMistakes(String bytes, String message) throws IOException {
        Path p = file("a.idx", hex(bytes));
        DataException e = assertThrows(DataException.class, () -> DataFiles.array(p));
        assertTrue(e.getMessage().startsWith(p + ": ") && e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void truncatedAndDamagedGzip() throws IOException {
        byte[] data = new byte[8 + 5000];
        System.arraycopy(hex("0000 08 01 00001388"), 0, data, 0, 8);
        new java.util.Random(1).nextBytes(data);
        System.arraycopy(hex("0000 08 01 00001388"), 0, data, 0, 8);
        byte[] packed = gzip(data);
        for (int cut : new int[] {11, 30, packed.length / 2, packed.length - 9, packed.length - 1}) {
            Path p = file("cut.gz", Arrays.copyOf(packed, cut));
            DataException e = assertThrows(DataException.class, () -> DataFiles.array(p), "cut at " + cut);
            assertTrue(e.getMessage().contains("truncated"), e.getMessage());
        }
        packed[packed.length - 6] ^= 1;
        Path p = file("damaged.gz", packed);
        DataException e = assertThrows(DataException.class, () -> DataFiles.array(p));
        assertTrue(e.getMessage().contains("damaged"), e.getMessage());
    }

    @Test
    void missingFileDirectoryAndDamagedZip() throws IOException {
        assertTrue(assertThrows(DataException.class, () -> DataFiles.array(dir.resolve("no")))
                .getMessage()
                .contains("no such file"));
        assertTrue(assertThrows(DataException.class, () -> DataFiles.kind(dir))
                .getMessage()
                .contains("is a directory"));
        byte[] npz = Base64.getDecoder().decode(NPZ);
        Path cut = file("cut.npz", Arrays.copyOf(npz, 200));
        assertTrue(assertThrows(DataException.class, () -> DataFiles.archive(cut, List.of("x")))
                .getMessage()
                .contains("not a readable .npz"));
    }

    // ---- tables ------------------------------------------------------------------------------------------------

    private Map<String, DataArray> table(String text, DataFiles.Columns... columns) throws IOException {
        return DataFiles.table(file("t.csv", text.getBytes(StandardCharsets.UTF_8)), List.of(columns));
    }

    private static DataFiles.Columns real(String input, String... columns) {
        return new DataFiles.Columns(input, List.of(columns), false, List.of());
    }

    private static DataFiles.Columns integer(String input, String column, String... known) {
        return new DataFiles.Columns(input, List.of(column), true, List.of(known));
    }

    @Test
    void columnsQuotesAndLabels() throws IOException {
        String text = "\uFEFFa,\"b \"\"q\"\", x\",kind\r\n1,2.5e1,\"zebra\r\nfoal\"\r\n-.5,3,ape\r\n\r\n";
        Map<String, DataArray> t = table(text, real("x", "b \"q\", x", "a"), integer("y", "kind"));
        assertEquals(List.of(2, 2), t.get("x").shape());
        assertArrayEquals(new double[] {25, 1, 3, -0.5}, values(t.get("x")));
        assertEquals(List.of("ape", "zebra\r\nfoal"), t.get("y").labels());
        assertArrayEquals(new double[] {1, 0}, values(t.get("y")));
        assertEquals(List.of(2), table("a\n3\n4\n", real("x", "a")).get("x").shape());
        assertArrayEquals(
                new double[] {2, 0},
                values(table("k\nb\na\n", integer("y", "k", "a", "x", "b")).get("y")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b/1,2/3| line 3: 1 cell where the header has 2",
                "a,b/1,2//3,4/| line 3: 1 cell where",
                "a,b/1,2/3,4,5| line 3: 3 cells where the header has 2",
                "a,b/1,2/,4| line 3, column \"a\": the value is missing",
                "a,b/1,2/NA,4| line 3, column \"a\": the value is missing",
                "a,b/\"1/\",2/x,4| line 4, column \"a\": \"x\" is not a number",
                "a,b/1d,2| \"1d\" is not a number",
                "a,b/NaN,2| \"NaN\" is not a number",
                "a,b/0x10,2| is not a number",
                "a,b/1e999,2| too large for a double",
                "c,b/1,2| line 1: no column \"a\"; the columns are c, b",
                "a,a/1,2| two columns of the name",
                "a,b/1,\"2| line 2: a quoted cell has no end",
                "a,b/1,\"2\"3| text after the closing quote",
                "a,b/1,2\"3| a quote in the middle",
                "a| has a header and no rows",
            })
    void tableMistakes(String text, String message) {
        DataException e = assertThrows(DataException.class, () -> table(text.replace('/', '\n'), real("x", "a")));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void tableMistakesOfIntegersEncodingAndLabels() throws IOException {
        assertTrue(assertThrows(DataException.class, () -> table("a\n1\n2.5\n", integer("y", "a")))
                .getMessage()
                .contains("line 3, column \"a\": 2.5 is not an integer"));
        assertTrue(assertThrows(DataException.class, () -> table("a\nq\n", integer("y", "a", "p", "r")))
                .getMessage()
                .contains("known are p, r"));
        Path latin = file("l.csv", "a\n\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(assertThrows(DataException.class, () -> DataFiles.table(latin, List.of(integer("y", "a"))))
                .getMessage()
                .contains("not UTF-8"));
        assertTrue(assertThrows(
                        DataException.class,
                        () -> DataFiles.array(file("t.csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8))))
                .getMessage()
                .contains("--columns"));
    }
}
