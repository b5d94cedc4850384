package org.nnc.tool.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** NumPy's {@code .npz}: a zip of {@code .npy} arrays, each named by its entry; folders of entries are ignored. */
final class Npz {
    private static final int ENTRY_LIMIT = 10_000;

    private Npz() {}

    static boolean matches(byte[] head) {
        return head.length >= 4 && head[0] == 'P' && head[1] == 'K' && (head[2] == 3 || head[2] == 5);
    }

    /** The arrays whose names are wanted; others are not even unpacked. */
    static Map<String, DataArray> read(Path path, Collection<String> wanted) {
        String file = path.toString();
        ByteSource.checkReadable(path);
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        Map<String, DataArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(path.toFile())) {
            if (zip.size() > ENTRY_LIMIT) {
                throw new DataException(file, "", zip.size() + " entries, over the limit of " + ENTRY_LIMIT, "");
            }
            for (ZipEntry e : zip.stream().toList()) {
                if (e.isDirectory()) continue;
                String name = name(e.getName());
                if (entries.put(name, e) != null) {
                    throw new DataException(file, "", "two arrays of the name " + name, "rename one of them");
                }
            }
            for (String name : wanted) {
                ZipEntry e = entries.get(name);
                if (e == null) continue;
                String origin = file + " (" + name + ")";
                try (InputStream s = zip.getInputStream(e);
                        ByteSource in = ByteSource.of(origin, s)) {
                    arrays.put(name, Npy.read(in, origin));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new DataException(file, "", "not a readable .npz file (" + e.getMessage() + ")", "save it again");
        }
        return arrays;
    }

    /** Never used as a path: only what stands after the last separator, without {@code .npy}. */
    private static String name(String entry) {
        String last = entry.substring(Math.max(entry.lastIndexOf('/'), entry.lastIndexOf('\\')) + 1);
        return last.endsWith(".npy") ? last.substring(0, last.length() - 4) : last;
    }
}
