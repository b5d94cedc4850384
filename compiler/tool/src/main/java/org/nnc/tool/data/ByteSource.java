package org.nnc.tool.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The bytes of a data file, unpacked where it is gzipped, counted, with every failure located. */
final class ByteSource implements AutoCloseable {
    /** The longest array that a buffer can hold. */
    static final long LIMIT = Integer.MAX_VALUE - 16;

    private final String file;
    private final InputStream in;
    private final boolean packed;
    private long position;

    private ByteSource(String file, InputStream in, boolean packed) {
        this.file = file;
        this.in = in;
        this.packed = packed;
    }

    /** Opens a file, gzipped or plain: told by its first bytes, never by its name. */
    static ByteSource open(Path path) {
        String file = path.toString();
        checkReadable(path);
        try {
            InputStream in = new BufferedInputStream(Files.newInputStream(path));
            in.mark(2);
            byte[] magic = in.readNBytes(2);
            in.reset();
            boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
            return gzip
                    ? new ByteSource(file, new BufferedInputStream(new GZIPInputStream(in, 1 << 16)), true)
                    : new ByteSource(file, in, false);
        } catch (IOException e) {
            throw new DataException(file, "", "cannot be read (" + reason(e) + ")", "check the file");
        }
    }

    /** A stream that is already open, such as an entry of a zip file. */
    static ByteSource of(String file, InputStream in) {
        return new ByteSource(file, new BufferedInputStream(in), true);
    }

    static void checkReadable(Path path) {
        String file = path.toString();
        if (Files.isDirectory(path)) throw new DataException(file, "", "is a directory", "name a data file");
        if (!Files.exists(path)) throw new DataException(file, "", "no such file", "check the path");
        if (!Files.isReadable(path)) throw new DataException(file, "", "cannot be read", "check its permissions");
    }

    String file() {
        return file;
    }

    InputStream stream() {
        return in;
    }

    long position() {
        return position;
    }

    DataException error(String problem, String next) {
        return new DataException(file, "byte " + position, problem, next);
    }

    /** Reads at most {@code count} bytes without consuming them. */
    byte[] peek(int count) {
        try {
            in.mark(count);
            byte[] b = in.readNBytes(count);
            in.reset();
            return b;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** The next bytes, all of them; {@code what} names them in the message for a file that is too short. */
    byte[] bytes(int count, String what) {
        return array(count, what).array();
    }

    /**
     * Exactly {@code count} bytes. The buffer grows with what really arrives, so that a header that promises gigabytes
     * costs nothing when the file holds a hundred bytes.
     */
    ByteBuffer array(long count, String what) {
        if (count > LIMIT) {
            throw error(what + " would take " + count + " bytes, over the limit of 2 GB", "split the file");
        }
        byte[] b = new byte[(int) Math.min(count, 1 << 16)];
        int have = 0;
        try {
            while (have < count) {
                if (have == b.length) b = Arrays.copyOf(b, (int) Math.min(count, 2L * b.length));
                int n = in.read(b, have, b.length - have);
                if (n < 0) {
                    position += have;
                    throw error(
                            "the file ends " + (count - have) + " bytes early, in " + what,
                            "it is truncated or its header is wrong: fetch it again");
                }
                have += n;
            }
        } catch (IOException e) {
            position += have;
            throw failure(e);
        }
        position += have;
        return ByteBuffer.wrap(b);
    }

    /** Checks that nothing follows; at the end of a gzip stream this checks its sum too. */
    void end() {
        try {
            if (in.read() >= 0) {
                throw error("bytes follow after the last element", "the header's sizes do not match the file");
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** The located form of an input failure: a truncated gzip stream, a wrong sum, a disk error. */
    DataException failure(IOException e) {
        if (e instanceof EOFException && packed) {
            return error("the compressed data ends early", "the file is truncated: fetch it again");
        }
        if (e instanceof ZipException) {
            return error("the compressed data is damaged (" + reason(e) + ")", "fetch the file again");
        }
        return error("cannot be read (" + reason(e) + ")", "check the file");
    }

    /** The sizes of an array as a count of bytes, checked. */
    long byteCount(List<Long> shape, ElementType type) {
        return DataArray.product(shape)
                .map(n -> (long) n * type.bytes())
                .filter(n -> n <= LIMIT)
                .orElseThrow(() -> error(
                        "an array of shape " + shape + " and type " + type + " is over the limit of 2 GB",
                        "split the file"));
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) return "no such file";
        if (e instanceof EOFException) return "it ends too early";
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
