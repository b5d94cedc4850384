package org.nnc.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Saves and loads the parameters and state of a model as a safetensors file: one named tensor for each segment, frozen
 * ones and state included, F32 for float models and F64 for double models.
 *
 * <p>A file is written beside its place, synchronised and moved there in one go: a reader sees the old or the new one.
 * A file is read only if everything about it fits: names, shapes, number type, and the fingerprint if it has one (files
 * of other programs have none). Otherwise a {@link WeightsException} says what is wrong, and nothing in the model has
 * changed. F32 values are widened for a double model, which is exact; F64 values are rounded for a float model only by
 * {@link #loadRounded}.
 */
public final class Weights {
    /** The metadata entry that holds the model's fingerprint. */
    public static final String FINGERPRINT = "nnc.fingerprint";

    private static final int CHUNK = 1 << 18;

    private Weights() {}

    /** Saves a model. */
    public static void save(Path path, FloatModel model) throws IOException {
        save(path, model, Collections.<String, String>emptyMap());
    }

    /** Saves a model. */
    public static void save(Path path, DoubleModel model) throws IOException {
        save(path, model, Collections.<String, String>emptyMap());
    }

    /** Saves a model and texts of the caller, such as how its inputs are scaled; names may not begin with nnc. */
    public static void save(Path path, FloatModel model, Map<String, String> metadata) throws IOException {
        Tensors tensors = new Tensors(model.segments(), model.parameters(), model.state());
        write(path, tensors, model.fingerprint(), metadata);
    }

    /** Saves a model and texts of the caller, such as how its inputs are scaled; names may not begin with nnc. */
    public static void save(Path path, DoubleModel model, Map<String, String> metadata) throws IOException {
        Tensors tensors = new Tensors(model.segments(), model.parameters(), model.state());
        write(path, tensors, model.fingerprint(), metadata);
    }

    /** Loads a whole model. */
    public static void load(Path path, FloatModel model) throws IOException {
        read(path, new Tensors(model.segments(), model.parameters(), model.state()), null, model.fingerprint(), false);
    }

    /** Loads a whole model; an F32 file is widened. */
    public static void load(Path path, DoubleModel model) throws IOException {
        read(path, new Tensors(model.segments(), model.parameters(), model.state()), null, model.fingerprint(), false);
    }

    /**
     * Loads a pretrained part: the tensors of the file into the segments whose names begin with the prefix, all of
     * those and no others. With {@code "enc."} the file's {@code W} becomes the model's {@code enc.W}; of a file that a
     * larger model saved, the {@code enc.W} in it does, and what does not begin with {@code enc.} is left. The file's
     * fingerprint, which is that of another model, is not compared; so an empty prefix loads a file with tensors in
     * another order.
     */
    public static void load(Path path, FloatModel model, String prefix) throws IOException {
        read(path, new Tensors(model.segments(), model.parameters(), model.state()), prefix, null, false);
    }

    /** Loads a pretrained part; see the method for float models. */
    public static void load(Path path, DoubleModel model, String prefix) throws IOException {
        read(path, new Tensors(model.segments(), model.parameters(), model.state()), prefix, null, false);
    }

    /** Loads a whole model from a file of either type, rounding F64 values to the nearest float. */
    public static void loadRounded(Path path, FloatModel model) throws IOException {
        read(path, new Tensors(model.segments(), model.parameters(), model.state()), null, model.fingerprint(), true);
    }

    /** The texts saved with a model, its fingerprint among them, in order; the file is checked but for its names. */
    public static Map<String, String> metadata(Path path) throws IOException {
        try (FileChannel file = open(path)) {
            return Collections.unmodifiableMap(Safetensors.read(path, file).metadata);
        }
    }

    private static FileChannel open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new WeightsException(path + " is a folder; give the weights file in it");
        }
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new WeightsException(path + " does not exist; check the path, or save a model there first", e);
        }
    }

    private static void read(Path path, Tensors tensors, String prefix, String fingerprint, boolean round)
            throws IOException {
        try (FileChannel file = open(path)) {
            read(path, file, tensors, prefix, fingerprint, round);
        }
    }

    /** Without a prefix (null) the whole model. */
    static void read(
            Path path, SeekableByteChannel file, Tensors tensors, String prefix, String fingerprint, boolean round)
            throws IOException {
        Safetensors header = Safetensors.read(path, file);
        Map<Segment, Safetensors.Entry> plan = match(header, tensors, prefix == null ? "" : prefix, round);
        if (prefix == null) {
            same(header, tensors, fingerprint);
        }
        Tensors copy = tensors.copy();
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (Map.Entry<Segment, Safetensors.Entry> e : plan.entrySet()) {
            Safetensors.Entry entry = e.getValue();
            int width = entry.dtype.equals("F32") ? 4 : 8;
            int done = 0;
            for (long at = entry.begin; at < entry.end; at += buffer.limit()) {
                buffer.clear().limit((int) Math.min(CHUNK, entry.end - at));
                Safetensors.fill(file, buffer, at, path);
                buffer.flip();
                copy.get(e.getKey(), done, buffer, width);
                done += buffer.limit() / width;
            }
        }
        // Everything was read and fits; from here on nothing fails.
        tensors.take(copy);
    }

    private static Map<Segment, Safetensors.Entry> match(
            Safetensors header, Tensors tensors, String prefix, boolean round) throws WeightsException {
        boolean inside = isInside(header, tensors, prefix);
        Map<Segment, Safetensors.Entry> plan = new LinkedHashMap<>();
        Map<String, Safetensors.Entry> rest = new LinkedHashMap<>(header.entries);
        if (inside) {
            rest.keySet().removeIf(name -> !name.startsWith(prefix));
        }
        List<String> missing = new ArrayList<>();
        int wanted = 0;
        for (Segment s : tensors.segments) {
            if (!s.name().startsWith(prefix)) {
                continue;
            }
            wanted++;
            String name = inside ? s.name() : s.name().substring(prefix.length());
            Safetensors.Entry entry = rest.remove(name);
            if (entry == null) {
                missing.add(name);
            } else {
                fits(header, s, entry, tensors.width() == 4 && !round);
                plan.put(s, entry);
            }
        }
        if (wanted == 0 && !prefix.isEmpty()) {
            throw header.wrong("was not loaded: no tensor of the model begins with " + prefix
                    + (prefix.endsWith(".") ? "" : "; the name of a layer ends with a dot, as in " + prefix + "."));
        }
        if (!missing.isEmpty()) {
            throw header.wrong("lacks " + some(missing) + ", which the model has"
                    + (rest.isEmpty() ? "" : ", and has " + some(rest.keySet()) + " instead")
                    + "; load the file of this model, or a part with load(path, model, \"layer.\")");
        }
        if (!rest.isEmpty()) {
            throw header.wrong(
                    "has " + some(rest.keySet()) + ", which the model lacks; load it into the model that saved it");
        }
        return plan;
    }

    /** Whether a file holds a part under the part's name in a larger model, and not by itself. */
    private static boolean isInside(Safetensors header, Tensors tensors, String prefix) {
        Set<String> alone = new HashSet<>();
        for (Segment s : tensors.segments) {
            if (s.name().startsWith(prefix)) {
                alone.add(s.name().substring(prefix.length()));
            }
        }
        if (prefix.isEmpty() || header.entries.keySet().equals(alone)) {
            return false;
        }
        for (String name : header.entries.keySet()) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static void fits(Safetensors header, Segment s, Safetensors.Entry entry, boolean narrow)
            throws WeightsException {
        boolean same = entry.shape.length == s.shape().length;
        for (int i = 0; same && i < entry.shape.length; i++) {
            same = entry.shape[i] == s.shape()[i];
        }
        if (!same) {
            throw header.wrong("has " + entry.name + Arrays.toString(entry.shape) + ", but the model has " + s.name()
                    + Arrays.toString(s.shape()) + "; it was saved by a model of other sizes");
        }
        if (narrow && entry.dtype.equals("F64")) {
            throw header.wrong("holds " + entry.name + " as F64, and the model computes in float;"
                    + " use loadRounded(path, model) to accept the rounding");
        }
    }

    /** Names and shapes fit already, so a difference can only be the order, or a fingerprint that was tampered with. */
    private static void same(Safetensors header, Tensors tensors, String fingerprint) throws WeightsException {
        String found = header.metadata.get(FINGERPRINT);
        if (found != null
                && !found.equals(fingerprint)
                && !found.equals(Segment.fingerprint("F32", tensors.segments))
                && !found.equals(Segment.fingerprint("F64", tensors.segments))) {
            throw header.wrong("was saved by another model (fingerprint " + Json.shown(found) + ", this one has "
                    + fingerprint + ") whose tensors have the same names and shapes; if that is meant,"
                    + " load(path, model, \"\") loads them by name");
        }
    }

    /** The first few names of many. */
    private static String some(Collection<String> names) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (String name : names) {
            if (++count > 5) {
                return text + " and " + (names.size() - 5) + " more";
            }
            text.append(count == 1 ? "" : ", ").append(Json.shown(name));
        }
        return text.toString();
    }

    private static void write(Path path, Tensors tensors, String fingerprint, Map<String, String> metadata)
            throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(FINGERPRINT, fingerprint);
        for (Map.Entry<String, String> e : metadata.entrySet()) {
            if (e.getKey().startsWith("nnc.")) {
                throw new IllegalArgumentException("metadata: " + e.getKey() + " begins with nnc., which is reserved");
            }
            if (!Json.whole(e.getKey()) || !Json.whole(e.getValue())) {
                throw new IllegalArgumentException("metadata: " + Json.shown(e.getKey()) + " has half a character");
            }
            entries.put(e.getKey(), e.getValue());
        }
        ByteBuffer header =
                Safetensors.header(tensors.segments, tensors.width() == 4 ? "F32" : "F64", tensors.width(), entries);
        if (header.limit() - 8 > Safetensors.HEADER_LIMIT) {
            throw new IllegalArgumentException("metadata: the header would have " + (header.limit() - 8)
                    + " bytes, over the limit of " + Safetensors.HEADER_LIMIT);
        }
        // Through a link to the file that it names, whose folder then holds the temporary file too.
        Path place = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new WeightsException(path + " is a folder; give the name of a file in it");
        }
        if (!Files.isDirectory(place.getParent())) {
            throw new WeightsException(path + ": its folder does not exist; make it first");
        }
        Path temporary =
                place.resolveSibling("." + place.getFileName() + "." + Long.toHexString(System.nanoTime()) + ".tmp");
        try {
            try (FileChannel file =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                put(file, header);
                ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
                for (Segment s : tensors.segments) {
                    int step = CHUNK / tensors.width();
                    for (int done = 0; done < s.size(); done += step) {
                        buffer.clear();
                        tensors.put(s, done, Math.min(step, s.size() - done), buffer);
                        buffer.flip();
                        put(file, buffer);
                    }
                }
                file.force(true);
            }
            move(temporary, place);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void put(FileChannel file, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
