package org.nnc.tool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong files and wrong data through the real command: one message that names them, states 1 or 2, nothing written. */
class BadInputTest {
    private static final String MODEL = """
            model Soft {
              dim B; input x : real[B, 2]; input y : int[B] in 0..2
              param W : real[2, 2] ~ glorot
              z[b,k] = sum(j) W[k,j]*x[b,j]
              output p[b,k] = exp(z[b,k]) / sum(l) exp(z[b,l])
              loss nll = -mean(b) log(p[b, y[b]])
            }
            """;

    @TempDir
    Path dir;

    private String model;
    private List<Path> before;

    @BeforeEach
    void files() throws IOException {
        model = Files.writeString(dir.resolve("soft.nn"), MODEL).toString();
        write("good.csv", "a,b,k\n1,2,0\n3,4,1\n5,6,0\n");
        write("ragged.csv", "a,b,k\n1,2,0\n3,4\n5,6,0\n");
        write("long.csv", "a,b,k\n1,2,0\n3,4,1,9\n");
        write("nan.csv", "a,b,k\n1,2,0\nNaN,4,1\n");
        write("words.csv", "a,b,k\n1,2,0\nthree,4,1\n");
        write("blank.csv", "a,b,k\n1,2,0\n,4,1\n");
        write("labels.csv", "a,b,k\n1,2,0\n3,4,1\n5,6,2\n");
        write("header.csv", "a,b,k\n");
        write("empty.csv", "");
        write("quote.csv", "a,b,k\n1,2,\"0\n3,4,1\n");
        byte[] images = idx(0x0D, new int[] {3, 2}, floats(1, 2, 3, 4, 5, 6));
        byte[] labels = idx(0x08, new int[] {3}, new byte[] {0, 1, 0});
        write("x.idx", images);
        write("y.idx", labels);
        write("y4.idx", idx(0x08, new int[] {4}, new byte[] {0, 1, 0, 1}));
        write("y7.idx", idx(0x08, new int[] {3}, new byte[] {0, 7, 0}));
        write("xnan.idx", idx(0x0D, new int[] {3, 2}, floats(1, 2, Float.NaN, 4, 5, 6)));
        write("xwide.idx", idx(0x0D, new int[] {2, 3}, floats(1, 2, 3, 4, 5, 6)));
        write("xshort.idx", Arrays.copyOf(images, images.length - 3));
        write("xmore.idx", Arrays.copyOf(images, images.length + 3));
        byte[] huge = images.clone();
        huge[4] = 0x7F;
        write("xhuge.idx", huge);
        byte[] packed = gzip(images);
        write("x.idx.gz", packed);
        write("xcut.idx.gz", Arrays.copyOf(packed, packed.length - 9));
        byte[] damaged = packed.clone();
        damaged[packed.length - 6] ^= 1;
        write("xcrc.idx.gz", damaged);
        write("xno.idx.gz", images);
        write("noise.bin", new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        write("bad.npy", "\u0093NUMPY");
        before = listed();
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(dir.resolve(name), bytes);
    }

    private static byte[] idx(int type, int[] shape, byte[] data) {
        ByteBuffer b = ByteBuffer.allocate(4 + 4 * shape.length + data.length);
        b.put((byte) 0).put((byte) 0).put((byte) type).put((byte) shape.length);
        for (int n : shape) b.putInt(n);
        return b.put(data).array();
    }

    private static byte[] floats(float... values) {
        ByteBuffer b = ByteBuffer.allocate(4 * values.length);
        for (float v : values) b.putFloat(v);
        return b.array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gz = new GZIPOutputStream(out)) {
            gz.write(bytes);
        }
        return out.toByteArray();
    }

    private List<Path> listed() throws IOException {
        try (Stream<Path> all = Files.walk(dir)) {
            return all.sorted().toList();
        }
    }

    // ---- data for train ----------------------------------------------------------------------------------------

    /** Arguments after {@code train MODEL}, then words that the message must hold. */
    static Stream<String> data() {
        String csv = " --columns x=a,b --columns y=k | ";
        return Stream.of(
                "--data ragged.csv" + csv + "ragged.csv; line 3; 2; 3",
                "--data long.csv" + csv + "long.csv; line 3; 4; 3",
                "--data nan.csv" + csv + "nan.csv; line 3; NaN",
                "--data words.csv" + csv + "words.csv; line 3; three",
                "--data blank.csv" + csv + "blank.csv; line 3",
                "--data labels.csv" + csv + "y; 0..2",
                "--data header.csv" + csv + "header.csv",
                "--data empty.csv" + csv + "empty.csv",
                "--data quote.csv" + csv + "quote.csv",
                "--data missing.csv" + csv + "missing.csv; no such file",
                "--data good.csv --columns x=a --columns y=k | x",
                "--data good.csv --columns x=a,c --columns y=k | c; good.csv",
                "--data good.csv --columns x=a,b | y",
                "--data good.csv --columns x=a,b --columns q=k | q",
                "--data good.csv | columns",
                "--data x=x.idx | y",
                "--data x=x.idx --data y=y4.idx | 3; 4",
                "--data x=x.idx --data y=y7.idx | y; 7; 0..2",
                "--data x=xnan.idx --data y=y.idx | x; NaN",
                "--data x=xwide.idx --data y=y.idx | x; 3",
                "--data x=xshort.idx --data y=y.idx | xshort.idx",
                "--data x=xmore.idx --data y=y.idx | xmore.idx",
                "--data x=xhuge.idx --data y=y.idx | xhuge.idx",
                "--data x=xcut.idx.gz --data y=y.idx | xcut.idx.gz",
                "--data x=xcrc.idx.gz --data y=y.idx | xcrc.idx.gz",
                "--data x=noise.bin --data y=y.idx | noise.bin",
                "--data x=bad.npy --data y=y.idx | bad.npy",
                "--data x=. --data y=y.idx | directory",
                "--data x=x.idx --data x=x.idx --data y=y.idx | x",
                "--data x=x.idx --data y=y.idx --data q=y.idx | q",
                "--data x=x.idx --data y=y.idx --scale x=0 | 0",
                "--data x=x.idx --data y=y.idx --scale q=2 | q",
                "--data x=x.idx --data y=y.idx --standardize y | y",
                "--data x=x.idx --data y=y.idx --load noise.bin | noise.bin",
                "--data x=x.idx --data y=y.idx --batch 0 | --batch",
                "--data x=x.idx --data y=y.idx --lr NaN | lr");
    }

    @ParameterizedTest
    @MethodSource("data")
    void badDataIsRefusedAndNothingIsWritten(String line) throws IOException {
        String[] parts = line.split(" \\| ");
        List<String> args = new ArrayList<>(List.of("train", model));
        for (String a : parts[0].split(" ")) {
            String name = a.contains("=") ? a.substring(a.indexOf('=') + 1) : a;
            boolean file = name.contains(".") && !a.startsWith("--");
            args.add(
                    !file
                            ? a
                            : a.contains("=")
                                    ? a.substring(0, a.indexOf('=') + 1) + dir.resolve(name)
                                    : dir.resolve(name).toString());
        }
        args.addAll(
                List.of("--epochs", "1", "--save", dir.resolve("w.safetensors").toString()));
        Shell s = Shell.run(args.toArray(new String[0]));
        assertTrue(s.status == Exit.MODEL || s.status == Exit.USAGE, parts[0] + "\n" + s);
        assertOneMessage(s);
        for (String word : parts[1].split("; ")) assertTrue(s.err.contains(word), word + " is not in\n" + s.err);
        assertEquals(before, listed(), "nothing is written");
    }

    @Test
    void theSameDataWithoutTheFaultTrains() {
        for (String[] data : new String[][] {
            {"--data", dir.resolve("good.csv").toString(), "--columns", "x=a,b", "--columns", "y=k"},
            {"--data", "x=" + dir.resolve("x.idx"), "--data", "y=" + dir.resolve("y.idx")},
            {"--data", "x=" + dir.resolve("x.idx.gz"), "--data", "y=" + dir.resolve("y.idx")}
        }) {
            List<String> args = new ArrayList<>(List.of("train", model, "--epochs", "1"));
            args.addAll(List.of(data));
            Shell s = Shell.run(args.toArray(new String[0]));
            assertEquals(Exit.FINE, s.status, s.toString());
        }
    }

    private static void assertOneMessage(Shell s) {
        assertFalse(s.err.isBlank(), s.toString());
        assertFalse(s.err.contains("\tat ") || s.err.contains("Exception"), s.err);
    }

    // ---- model files -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compile FILE -d OUT",
                "check FILE",
                "grad FILE",
                "eval FILE --in CASE",
                "train FILE --data x=CASE",
                "explain FILE"
            })
    void filesThatAreNoModels(String command) throws IOException {
        Path in = Files.writeString(dir.resolve("case.json"), "{\"inputs\":{}}");
        Files.createFile(dir.resolve("empty.nn"));
        Files.write(dir.resolve("binary.nn"), new byte[] {'m', 0, 1});
        Files.write(
                dir.resolve("latin.nn"),
                "model M { output y = 1 } // caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.createDirectory(dir.resolve("folder.nn"));
        try (RandomAccessFile f = new RandomAccessFile(dir.resolve("huge.nn").toFile(), "rw")) {
            f.setLength(50L << 20);
        }
        List<Path> there = listed();
        for (String name : List.of("empty.nn", "binary.nn", "latin.nn", "folder.nn", "huge.nn", "missing.nn")) {
            List<String> args = new ArrayList<>();
            for (String a : command.split(" ")) {
                args.add(a.replace("FILE", dir.resolve(name).toString())
                        .replace("OUT", dir.resolve("out").toString())
                        .replace("CASE", in.toString()));
            }
            Shell s = Shell.run(args.toArray(new String[0]));
            assertTrue(s.status == Exit.MODEL || s.status == Exit.USAGE, command + " " + name + "\n" + s);
            assertOneMessage(s);
            assertTrue((s.out + s.err).contains(name), s.toString());
            assertEquals(there, listed(), "nothing is written");
        }
    }

    /** Nothing of a model with an error is written, whatever the command; all its problems are told in one run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "compile FILE -d OUT",
                "compile FILE --emit java",
                "check FILE",
                "grad FILE",
                "explain FILE",
                "train FILE --data x=FILE"
            })
    void aModelWithErrors(String command) throws IOException {
        Path bad = Files.writeString(
                dir.resolve("bad.nn"),
                MODEL.replace("W[k,j]*x[b,j]", "V[k,j]*x[b]").replace("glorot", "xavier"));
        List<Path> there = listed();
        Shell s = Shell.run(command.replace("FILE", bad.toString())
                .replace("OUT", dir.resolve("out").toString())
                .split(" "));
        assertEquals(Exit.MODEL, s.status, s.toString());
        assertEquals("", s.out);
        for (String code : List.of("NN040", "NN124", "NN167"))
            assertTrue(s.err.contains(bad + ":") && s.err.contains(code), s.err);
        assertEquals(there, listed());
    }
}
