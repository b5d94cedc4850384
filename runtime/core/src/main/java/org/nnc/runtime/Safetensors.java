package org.nnc.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, read with every rule of the format checked: 8 bytes of length, JSON, then the data
 * of the tensors without gap, overlap or rest.
 */
final class Safetensors {
    /** Longest header that is read: some hundred thousand tensors. */
    static final int HEADER_LIMIT = 16 << 20;

    private static final String DAMAGED = " has a damaged header: ";
    private static final String MEND = "; copy or save it again";
    private static final String METADATA = "__metadata__";
    private static final List<String> ENTRY = Arrays.asList("dtype", "shape", "data_offsets");

    /** One tensor as the header describes it; begin and end count from the start of the file. */
    static final class Entry {
        final String name;
        final String dtype;
        final long[] shape;
        final long begin;
        final long end;

        Entry(String name, String dtype, long[] shape, long begin, long end) {
            this.name = name;
            this.dtype = dtype;
            this.shape = shape;
            this.begin = begin;
            this.end = end;
        }
    }

    final Map<String, Entry> entries = new LinkedHashMap<>();
    final Map<String, String> metadata = new LinkedHashMap<>();
    private final Path path;

    private Safetensors(Path path) {
        this.path = path;
    }

    /** Reads and checks the header of an open file. */
    static Safetensors read(Path path, SeekableByteChannel file) throws IOException {
        Safetensors result = new Safetensors(path);
        long size = file.size();
        if (size < 8) {
            throw result.wrong("has " + size + " bytes, too few for a safetensors file; it is truncated or foreign");
        }
        ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        fill(file, buffer, 0, path);
        long length = buffer.getLong(0);
        if (length < 2 || length > HEADER_LIMIT) {
            throw result.wrong("starts with a header length of " + Long.toUnsignedString(length) + " bytes, outside 2.."
                    + HEADER_LIMIT + "; it is no safetensors file");
        }
        if (8 + length > size) {
            throw result.wrong("is truncated: its header needs " + (8 + length) + " bytes, the file has " + size
                    + "; copy it again");
        }
        ByteBuffer header = ByteBuffer.allocate((int) length);
        fill(file, header, 8, path);
        header.flip();
        result.parse(header, 8 + length, size);
        return result;
    }

    /** Reads until the buffer is full. */
    static void fill(SeekableByteChannel file, ByteBuffer buffer, long position, Path path) throws IOException {
        file.position(position);
        while (buffer.hasRemaining()) {
            if (file.read(buffer) < 0) {
                throw new WeightsException(path + " became shorter while it was read; nothing was changed, try again");
            }
        }
    }

    private void parse(ByteBuffer header, long start, long size) throws WeightsException {
        Object value;
        try {
            // A new decoder reports malformed bytes.
            String text = StandardCharsets.UTF_8.newDecoder().decode(header).toString();
            if (text.charAt(0) != '{') {
                throw wrong("has a header that is no JSON object; it is no safetensors file");
            }
            value = Json.read(text);
        } catch (CharacterCodingException e) {
            throw new WeightsException(path + " has a header that is not UTF-8; it is damaged or foreign", e);
        } catch (ParseException e) {
            throw new WeightsException(path + DAMAGED + e.getMessage() + MEND, e);
        }
        for (Map.Entry<?, ?> e : ((Map<?, ?>) value).entrySet()) {
            String name = (String) e.getKey();
            if (name.equals(METADATA)) {
                metadata(e.getValue());
            } else {
                entries.put(name, entry(name, e.getValue(), start));
            }
        }
        contiguous(start, size);
    }

    private void metadata(Object value) throws WeightsException {
        if (!(value instanceof Map)) {
            throw damaged(METADATA, "is no object");
        }
        for (Map.Entry<?, ?> e : ((Map<?, ?>) value).entrySet()) {
            if (!(e.getValue() instanceof String)) {
                throw damaged(METADATA, "has an entry that is no string: " + Json.shown((String) e.getKey()));
            }
            metadata.put((String) e.getKey(), (String) e.getValue());
        }
    }

    private Entry entry(String name, Object value, long start) throws WeightsException {
        if (!(value instanceof Map)
                || !((Map<?, ?>) value).keySet().containsAll(ENTRY)
                || ((Map<?, ?>) value).size() != ENTRY.size()) {
            throw damaged(name, "needs exactly " + ENTRY);
        }
        Map<?, ?> map = (Map<?, ?>) value;
        if (!(map.get("dtype") instanceof String)) {
            throw damaged(name, "has a dtype that is no string");
        }
        String dtype = (String) map.get("dtype");
        long[] shape = numbers(name, "shape", map.get("shape"));
        long[] offsets = numbers(name, "data_offsets", map.get("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw damaged(name, "has data_offsets that are no range: " + Arrays.toString(offsets));
        }
        long bytes = dtype.equals("F32") ? 4 : dtype.equals("F64") ? 8 : 0;
        if (bytes == 0) {
            throw wrong("holds " + Json.shown(name) + " as " + Json.shown(dtype)
                    + ", and only F32 and F64 are read; convert it to F32 first");
        }
        for (long d : shape) {
            if (d != 0 && bytes > Long.MAX_VALUE / 4 / d) {
                throw damaged(name, "has a shape beyond all bounds: " + Arrays.toString(shape));
            }
            bytes *= d;
        }
        if (offsets[1] - offsets[0] != bytes) {
            throw damaged(
                    name,
                    "occupies " + (offsets[1] - offsets[0]) + " bytes, but " + dtype + Arrays.toString(shape)
                            + " needs " + bytes);
        }
        return new Entry(name, dtype, shape, start + offsets[0], start + offsets[1]);
    }

    private long[] numbers(String name, String key, Object value) throws WeightsException {
        if (!(value instanceof List)) {
            throw damaged(name, "has a " + key + " that is no array");
        }
        List<?> list = (List<?>) value;
        long[] result = new long[list.size()];
        for (int i = 0; i < result.length; i++) {
            if (!(list.get(i) instanceof Long)) {
                throw damaged(name, "has a " + key + " that holds more than whole numbers");
            }
            result[i] = (Long) list.get(i);
        }
        return result;
    }

    private void contiguous(long start, long size) throws WeightsException {
        List<Entry> order = new ArrayList<>(entries.values());
        order.sort(Comparator.<Entry>comparingLong(e -> e.begin).thenComparingLong(e -> e.end));
        long at = start;
        for (Entry e : order) {
            if (e.begin != at) {
                throw damaged(e.name, e.begin < at ? "overlaps the tensor before it" : "leaves a gap before it");
            }
            at = e.end;
        }
        if (at > size) {
            throw wrong("is truncated: its tensors end at byte " + at + ", the file at " + size + "; copy it again");
        }
        if (at < size) {
            throw wrong("has " + (size - at) + " bytes after its last tensor; it is damaged, copy or save it again");
        }
    }

    private WeightsException damaged(String name, String what) {
        return new WeightsException(path + DAMAGED + Json.shown(name) + " " + what + MEND);
    }

    WeightsException wrong(String what) {
        return new WeightsException(path + " " + what);
    }

    /** The bytes before the data: length, JSON and blanks up to a multiple of 8. Null-free maps, ASCII only. */
    static ByteBuffer header(List<Segment> segments, String dtype, int width, Map<String, String> metadata) {
        StringBuilder json = new StringBuilder("{\"" + METADATA + "\":{");
        String comma = "";
        for (Map.Entry<String, String> e : metadata.entrySet()) {
            json.append(comma);
            Json.quote(json, e.getKey());
            json.append(':');
            Json.quote(json, e.getValue());
            comma = ",";
        }
        json.append('}');
        long at = 0;
        for (Segment s : segments) {
            long end = at + (long) s.size() * width;
            json.append(',');
            Json.quote(json, s.name());
            json.append(":{\"dtype\":\"").append(dtype).append("\",\"shape\":[");
            for (int i = 0; i < s.shape().length; i++) {
                json.append(i == 0 ? "" : ",").append(s.shape()[i]);
            }
            json.append("],\"data_offsets\":[")
                    .append(at)
                    .append(',')
                    .append(end)
                    .append("]}");
            at = end;
        }
        json.append('}');
        while (json.length() % 8 != 0) {
            json.append(' ');
        }
        byte[] bytes = json.toString().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer header = ByteBuffer.allocate(8 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(bytes.length).put(bytes).flip();
        return header;
    }
}
