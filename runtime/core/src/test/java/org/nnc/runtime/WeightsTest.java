package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Safetensors files: round trips, the format byte by byte, and every kind of bad file refused without a trace. */
class WeightsTest {
    private static final String GOOD = "{'lin.W':{'dtype':'F32','shape':[2,3],'data_offsets':[0,24]},"
            + "'lin.b':{'dtype':'F32','shape':[2],'data_offsets':[24,32]},"
            + "'F':{'dtype':'F32','shape':[2],'data_offsets':[32,40]},"
            + "'s':{'dtype':'F32','shape':[],'data_offsets':[40,44]}}";

    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("w.safetensors");
    }

    private static byte[] file(byte[] header, int data) {
        ByteBuffer b = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(header.length).put(header);
        for (int i = 0; i < data / 4; i++) {
            b.putFloat(100 + i);
        }
        return b.array();
    }

    private static byte[] file(String header, int data) {
        return file(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), data);
    }

    @Test
    void roundTripOfFloats() throws IOException {
        Example.Floats one = new Example.Floats(1);
        one.parameters[3] = Float.NaN;
        one.parameters[4] = -0f;
        one.parameters[5] = Float.MIN_VALUE;
        one.state[0] = Float.NEGATIVE_INFINITY;
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("scale \"x\"", "255\n\u00e9\ud83d\ude00\\");
        metadata.put("a", "");
        Weights.save(path(), one, metadata);
        Example.Floats two = new Example.Floats(7);
        float[] array = two.parameters;
        Weights.load(path(), two);
        assertArrayEquals(one.parameters, array);
        assertArrayEquals(one.state, two.state);
        Map<String, String> read = Weights.metadata(path());
        assertEquals(List.of("nnc.fingerprint", "scale \"x\"", "a"), new ArrayList<>(read.keySet()));
        assertEquals(metadata.get("scale \"x\""), read.get("scale \"x\""));
        assertEquals(one.fingerprint(), read.get("nnc.fingerprint"));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(path()), files.toList(), "no temporary file stays");
        }
    }

    @Test
    void theFormatByteByByte() throws IOException {
        Example.Floats model = new Example.Floats(1);
        Weights.save(path(), model);
        byte[] bytes = Files.readAllBytes(path());
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) b.getLong();
        assertEquals(0, length % 8);
        assertEquals(8 + length + 44, bytes.length);
        String header = new String(bytes, 8, length, StandardCharsets.US_ASCII).trim();
        String start = "{'__metadata__':{'nnc.fingerprint':'" + model.fingerprint() + "'},";
        assertEquals((start + GOOD.substring(1)).replace('\'', '"'), header);
        for (int i = 0; i < 10; i++) {
            assertEquals(model.parameters[i], b.getFloat(8 + length + 4 * i));
        }
        assertEquals(model.state[0], b.getFloat(8 + length + 40));
        byte[] again = bytes;
        Weights.save(path(), model);
        assertArrayEquals(again, Files.readAllBytes(path()), "same model, same bytes");
    }

    @Test
    void filesOfOtherProgramsInAnyOrder() throws IOException {
        String header = "{ 'F':{'shape':[2],'dtype':'F32','data_offsets':[0,8]} ,\n"
                + "'s':{'dtype':'F32','shape':[],'data_offsets':[8,12]},"
                + "'lin.b':{'dtype':'F32','shape':[2],'data_offsets':[36,44]},"
                + "'\\u006cin.W':{'dtype':'F32','shape':[2,3],'data_offsets':[12,36]},"
                + "'__metadata__':{'format':'pt'}}    ";
        Files.write(path(), file(header, 44));
        Example.Floats model = new Example.Floats(1);
        Weights.load(path(), model);
        assertArrayEquals(new float[] {103, 104, 105, 106, 107, 108, 109, 110, 100, 101}, model.parameters);
        assertArrayEquals(new float[] {102}, model.state);
        assertEquals(Map.of("format", "pt"), Weights.metadata(path()));
    }

    @Test
    void typesAreWidenedAndRoundedOnlyOnRequest() throws IOException {
        Example.Floats floats = new Example.Floats(1);
        Weights.save(path(), floats);
        Example.Doubles doubles = new Example.Doubles(5);
        Weights.load(path(), doubles);
        for (int i = 0; i < 10; i++) {
            assertEquals((double) floats.parameters[i], doubles.parameters[i]);
        }
        doubles = new Example.Doubles(0.1);
        Weights.save(path(), doubles);
        Example.Doubles again = new Example.Doubles(3);
        Weights.load(path(), again);
        assertArrayEquals(doubles.parameters, again.parameters);
        refused(path(), "holds lin.W as F64", "loadRounded");
        Weights.loadRounded(path(), floats);
        for (int i = 0; i < 10; i++) {
            assertEquals((float) doubles.parameters[i], floats.parameters[i]);
        }
        assertEquals(-0.1f, floats.state[0]);
    }

    @Test
    void moreThanOneBuffer() throws IOException {
        int n = 200_003;
        float[] first = new float[n];
        float[] second = new float[n];
        for (int i = 0; i < n; i++) {
            first[i] = i;
        }
        List<Segment> segments = List.of(
                new Segment("a", Segment.Kind.PARAMETER, 0, 1),
                new Segment("b", Segment.Kind.PARAMETER, 1, n - 1),
                new Segment("none", Segment.Kind.PARAMETER, n, 0, 4));
        Weights.save(path(), flat(segments, first));
        Weights.load(path(), flat(segments, second));
        assertArrayEquals(first, second);
    }

    private static FloatModel flat(List<Segment> segments, float[] parameters) {
        return new FloatModel() {
            @Override
            public float[] parameters() {
                return parameters;
            }

            @Override
            public float[] gradient() {
                return parameters;
            }

            @Override
            public float[] state() {
                return new float[0];
            }

            @Override
            public int trainableCount() {
                return parameters.length;
            }

            @Override
            public List<Segment> segments() {
                return segments;
            }
        };
    }

    @Test
    void pretrainedParts() throws IOException {
        float[] part = {1, 2, 3, 4, 5, 6, 7, 8};
        Weights.save(
                path(),
                flat(
                        List.of(
                                new Segment("W", Segment.Kind.PARAMETER, 0, 2, 3),
                                new Segment("b", Segment.Kind.PARAMETER, 6, 2)),
                        part));
        Example.Floats model = new Example.Floats(1);
        float[] before = model.parameters.clone();
        Weights.load(path(), model, "lin.");
        assertArrayEquals(part, Arrays.copyOf(model.parameters, 8));
        assertEquals(before[8], model.parameters[8]);
        assertEquals(-1, model.state[0]);
        Example.Doubles doubles = new Example.Doubles(1);
        Weights.load(path(), doubles, "lin.");
        assertEquals(8, doubles.parameters[7]);

        String message = assertThrows(WeightsException.class, () -> Weights.load(path(), model, "enc"))
                .getMessage();
        assertTrue(message.contains("no tensor of the model begins with enc") && message.contains("enc."), message);
        message = assertThrows(WeightsException.class, () -> Weights.load(path(), model, ""))
                .getMessage();
        assertTrue(message.contains("lacks lin.W"), message);
    }

    @Test
    void aPartOfTheFileOfAWholeModel() throws IOException {
        Example.Floats saved = new Example.Floats(3);
        Weights.save(path(), saved);
        Example.Floats model = new Example.Floats(1);
        float[] before = model.parameters.clone();
        Weights.load(path(), model, "lin.");
        assertArrayEquals(Arrays.copyOf(saved.parameters, 8), Arrays.copyOf(model.parameters, 8));
        assertEquals(before[8], model.parameters[8]);
        assertEquals(-1, model.state[0]);

        // A part that has a part of the same name is still a part by itself.
        Weights.save(
                path(),
                flat(
                        List.of(
                                new Segment("W", Segment.Kind.PARAMETER, 0, 2, 3),
                                new Segment("b", Segment.Kind.PARAMETER, 6, 2),
                                new Segment("lin.W", Segment.Kind.PARAMETER, 8, 1)),
                        new float[9]));
        String message = assertThrows(WeightsException.class, () -> Weights.load(path(), model, "lin."))
                .getMessage();
        assertTrue(message.contains("lin.W"), message);
    }

    /** Loading must fail, speak of all the given texts and the path, and leave the model as it was. */
    private static void refused(Path path, String... texts) {
        Example.Floats model = new Example.Floats(1);
        Example.Floats same = new Example.Floats(1);
        WeightsException e = assertThrows(WeightsException.class, () -> Weights.load(path, model), texts[0]);
        for (String text : texts) {
            assertTrue(e.getMessage().contains(text), e.getMessage() + " lacks " + text);
        }
        assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
        assertArrayEquals(same.parameters, model.parameters);
        assertArrayEquals(same.state, model.state);
    }

    private void refused(byte[] bytes, String... texts) throws IOException {
        Files.write(path(), bytes);
        refused(path(), texts);
    }

    @Test
    void theGoodFileOfThisTestIsGood() throws IOException {
        Files.write(path(), file(GOOD, 44));
        Example.Floats model = new Example.Floats(1);
        Weights.load(path(), model);
        assertEquals(110, model.state[0]);
    }

    @Test
    void badFiles() throws IOException {
        refused(folder.resolve("none"), "does not exist");
        refused(folder, "is a folder");
        refused(new byte[0], "0 bytes", "truncated or foreign");
        refused(new byte[7], "7 bytes");
        refused("PK\3\4zip file here".getBytes(StandardCharsets.ISO_8859_1), "no safetensors file");
        byte[] huge = file(GOOD, 44);
        Arrays.fill(huge, 0, 8, (byte) 0xff);
        refused(huge, "header length of 18446744073709551615");
        refused(file("", 44), "header length of 0");
        refused(Arrays.copyOf(file(GOOD, 44), 30), "is truncated: its header needs");
        refused(file(GOOD, 40), "is truncated: its tensors end at");
        refused(file(GOOD, 48), "has 4 bytes after its last tensor");
        refused(file(" " + GOOD, 44), "no JSON object");
        refused(file("[1,2]", 44), "no JSON object");
        byte[] header = GOOD.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xC3;
        refused(file(header, 44), "not UTF-8");
    }

    /** Each: what to replace in the good header, by what, and what the message must say. */
    @Test
    void badHeaders() throws IOException {
        String[][] rows = {
            {"'lin.W'", "'lin.V'", "lacks lin.W", "has lin.V instead"},
            {"'lin.W':{'dtype':'F32','shape':[2,3],'data_offsets':[0,24]},", "", "leaves a gap", "lin.b"},
            {"[2,3]", "[3,2]", "has lin.W[3, 2]", "model has lin.W[2, 3]"},
            {"[2,3]", "[6]", "has lin.W[6]"},
            {"[2,3]", "[2,4]", "occupies 24 bytes", "needs 32"},
            {"[2,3]", "[2147483648,2147483648,4]", "beyond all bounds"},
            {"[2,3]", "[2.0,3]", "not whole"},
            {"[2,3]", "[2,-3]", "damaged header", "expected"},
            {"[2,3]", "[2,'3']", "more than whole numbers"},
            {"[2,3]", "6", "shape that is no array"},
            {"[2,3]", "[02,3]", "leading 0"},
            {"[2,3]", "[1234567890123456789,3]", "18 digits"},
            {"[2,3]", "[[[2]]]", "nested deeper"},
            {"'F32','shape':[2,3]", "'BF16','shape':[2,3]", "holds lin.W as BF16", "only F32 and F64"},
            {"'F32','shape':[2,3]", "32,'shape':[2,3]", "dtype that is no string"},
            {"[0,24]", "[24,0]", "no range"},
            {"[0,24]", "[0,24,48]", "no range"},
            {"[0,24]", "[0,25]", "occupies 25 bytes"},
            {"[24,32]", "[16,24]", "overlaps"},
            {"[24,32]", "[0,8]", "overlaps"},
            {"[40,44]", "[48,52]", "leaves a gap before it"},
            {"[0,24]", "[999999999999,1000000000023]", "damaged"},
            {"'lin.b'", "'lin.W'", "the key lin.W stands twice"},
            {"'dtype':'F32','shape':[2,3]", "'dtype':'F32','dtype':'F32','shape':[2,3]", "dtype stands twice"},
            {"'dtype':'F32','shape':[2,3]", "'shape':[2,3]", "needs exactly"},
            {"'dtype':'F32','shape':[2,3]", "'dtype':'F32','more':1,'shape':[2,3]", "needs exactly"},
            {"'F':{", "'F':3,'G':{", "F needs exactly"},
            {"'s':{'dtype':'F32'", "'s':{'dtype':'F32',", "expected a key in quotes"},
            {"'s':{'dtype'", "'s':{'dtype", "damaged header"},
            {"[40,44]}}", "[40,44]}", "ends too early"},
            {"[40,44]}}", "[40,44]}}}", "after the end"},
            {"[40,44]}}", "[40,44]},}", "expected a key in quotes"},
            {"[40,44]}}", "[40,44]},'__metadata__':3}", "__metadata__ is no object"},
            {"[40,44]}}", "[40,44]},'__metadata__':{'a':1}}", "no string: a"},
            {"[40,44]}}", "[40,44]},'__metadata__':{'nnc.fingerprint':'nnc1-0'}}", "saved by another model", "by name"},
            {"[40,44]}}", "[40,44]},'t':{'dtype':'F32','shape':[0],'data_offsets':[44,44]}}", "has t, which the model"},
            {"lin.W", "lin\\uD800W", "half a character"},
            {"lin.W", "lin\\x57", "unknown escape"},
            {"lin.W", "lin\\u00g0", "hexadecimal"},
            {"lin.W", "lin\tW", "control character"},
            {"lin.W", "lin.W\\n" + "x".repeat(200), "instead"},
        };
        for (String[] row : rows) {
            String header = GOOD.replace(row[0], row[1]);
            assertTrue(!header.equals(GOOD), row[0]);
            refused(file(header, 44), Arrays.copyOfRange(row, 2, row.length));
        }
        refused(file(GOOD.substring(0, GOOD.length() - 1) + ",'z':null}", 44), "expected an object");
        refused(file("{" + "'a':{".repeat(100_000), 44), "nested deeper");
        refused(file("{}", 0), "lacks lin.W, lin.b, F, s");
    }

    @Test
    void anotherOrderIsAnotherModelUnlessLoadedByName() throws IOException {
        Example.Floats model = new Example.Floats(1);
        Example.Floats turned = new Example.Floats(5);
        turned.segments = new ArrayList<>(turned.segments);
        Collections.swap(turned.segments, 0, 1);
        Weights.save(path(), turned);
        refused(path(), "saved by another model", "load(path, model, \"\")");
        Weights.load(path(), model, "");
        assertArrayEquals(turned.parameters, model.parameters);
    }

    @Test
    void anyDamagedByteIsRefusedOrHarmless() throws IOException {
        Weights.save(path(), new Example.Floats(3));
        byte[] good = Files.readAllBytes(path());
        Random random = new Random(1);
        int refusals = 0;
        for (int i = 0; i < 600; i++) {
            byte[] bad = good.clone();
            int at = i < good.length ? i : random.nextInt(good.length);
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(path(), bad);
            Example.Floats model = new Example.Floats(1);
            float[] before = model.parameters.clone();
            try {
                Weights.load(path(), model);
            } catch (WeightsException e) {
                refusals++;
                assertArrayEquals(before, model.parameters);
            }
        }
        for (int length = 0; length < good.length; length++) {
            refused(Arrays.copyOf(good, length), "");
        }
        assertTrue(refusals > 350, "refused " + refusals);
    }

    /** A file whose last bytes cannot be read: a disk or a network that fails in the middle. */
    @Test
    void aReadThatFailsInTheMiddleChangesNothing() throws IOException {
        byte[] good = file(GOOD, 44);
        for (boolean shorter : new boolean[] {true, false}) {
            SeekableByteChannel broken = new SeekableByteChannel() {
                private long at;

                @Override
                public int read(ByteBuffer to) throws IOException {
                    if (at >= good.length - 4) {
                        if (shorter) {
                            return -1;
                        }
                        throw new IOException("disk");
                    }
                    int count = Math.min(to.remaining(), 3);
                    to.put(good, (int) at, count);
                    at += count;
                    return count;
                }

                @Override
                public SeekableByteChannel position(long position) {
                    at = position;
                    return this;
                }

                @Override
                public long position() {
                    return at;
                }

                @Override
                public long size() {
                    return good.length;
                }

                @Override
                public int write(ByteBuffer from) {
                    return 0;
                }

                @Override
                public SeekableByteChannel truncate(long size) {
                    return this;
                }

                @Override
                public boolean isOpen() {
                    return true;
                }

                @Override
                public void close() {}
            };
            Example.Floats model = new Example.Floats(1);
            float[] before = model.parameters.clone();
            Tensors tensors = new Tensors(model.segments, model.parameters, model.state);
            IOException e = assertThrows(
                    IOException.class, () -> Weights.read(path(), broken, tensors, null, model.fingerprint(), false));
            assertTrue(e.getMessage().contains(shorter ? "became shorter" : "disk"), e.getMessage());
            assertArrayEquals(before, model.parameters);
        }
    }

    @Test
    void savingIsAllOrNothing() throws IOException {
        Example.Floats model = new Example.Floats(1);
        Weights.save(path(), model);
        byte[] good = Files.readAllBytes(path());
        assertThrows(
                IllegalArgumentException.class, () -> Weights.save(path(), model, Map.of("nnc.fingerprint", "mine")));
        assertThrows(IllegalArgumentException.class, () -> Weights.save(path(), model, Map.of("a", "\ud800")));
        assertThrows(
                IllegalArgumentException.class, () -> Weights.save(path(), model, Map.of("a", "x".repeat(17 << 20))));
        assertArrayEquals(good, Files.readAllBytes(path()));
        assertThrows(WeightsException.class, () -> Weights.save(folder, model));
        assertThrows(WeightsException.class, () -> Weights.save(folder.resolve("no/such/w"), model));
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, path());
        Weights.save(link, new Example.Floats(2));
        assertTrue(Files.isSymbolicLink(link));
        Weights.load(path(), model);
        assertEquals(2, model.parameters[0]);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count(), "no temporary file stays");
        }
    }
}
