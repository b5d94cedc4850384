package org.nnc.tool.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The front door to data files: tells formats apart by their first bytes and reads arrays, archives and tables. */
public final class DataFiles {
    private DataFiles() {}

    /** A format, told by content. */
    public enum Kind {
        IDX,
        NPY,
        NPZ,
        /** Anything else that has no zero byte near its beginning. */
        CSV
    }

    /** The format of a file, plain or gzipped. */
    public static Kind kind(Path path) {
        try (ByteSource in = ByteSource.open(path)) {
            byte[] head = in.peek(256);
            if (head.length == 0) throw new DataException(in.file(), "", "the file is empty", "check the path");
            if (Npy.matches(head)) return Kind.NPY;
            if (Npz.matches(head)) return Kind.NPZ;
            if (Idx.matches(head)) return Kind.IDX;
            for (byte b : head) {
                if (b == 0) {
                    throw new DataException(
                            in.file(), "byte 0", "unknown format", "known are IDX, .npy, .npz and CSV, also gzipped");
                }
            }
            return Kind.CSV;
        }
    }

    /** The one array of an IDX or {@code .npy} file. */
    public static DataArray array(Path path) {
        Kind kind = kind(path);
        try (ByteSource in = ByteSource.open(path)) {
            return switch (kind) {
                case IDX -> Idx.read(in);
                case NPY -> Npy.read(in, in.file());
                case NPZ ->
                    throw new DataException(
                            in.file(), "", "an archive of several arrays", "bind it by names: --data " + in.file());
                case CSV ->
                    throw new DataException(
                            in.file(),
                            "",
                            "a table, not an array",
                            "bind its columns: --data " + in.file() + " --columns INPUT=COLUMN,..");
            };
        }
    }

    /** The arrays of a {@code .npz} file that have one of the names. */
    public static Map<String, DataArray> archive(Path path, Collection<String> names) {
        return Npz.read(path, names);
    }

    /** Which columns of a table make an input. */
    public record Columns(String input, List<String> columns, boolean integers, List<String> knownLabels) {
        public Columns {
            columns = List.copyOf(columns);
            knownLabels = List.copyOf(knownLabels);
        }
    }

    /**
     * Arrays from the columns of a CSV file: one column gives shape [rows], several give [rows, columns]. A text column
     * of an integer input becomes 0..K-1 in sorted order of its labels, or in the order of labels that are already known.
     */
    public static Map<String, DataArray> table(Path path, List<Columns> wanted) {
        Set<String> names = new LinkedHashSet<>();
        for (Columns c : wanted) names.addAll(c.columns());
        Csv csv;
        try (ByteSource in = ByteSource.open(path)) {
            csv = Csv.read(in, names);
        }
        if (csv.rows() == 0) {
            throw new DataException(path.toString(), "line 1", "the table has a header and no rows", "check the file");
        }
        Map<String, DataArray> arrays = new LinkedHashMap<>();
        for (Columns c : wanted) arrays.put(c.input(), columns(csv, path.toString(), c));
        return arrays;
    }

    private static DataArray columns(Csv csv, String file, Columns c) {
        String origin = file + " (" + String.join(", ", c.columns()) + ")";
        if (c.integers() && c.columns().size() == 1) {
            String column = c.columns().get(0);
            if (!c.knownLabels().isEmpty() || csv.isText(column)) {
                return labels(csv, file, origin, column, c.knownLabels());
            }
        }
        int rows = csv.rows();
        int width = c.columns().size();
        if ((long) rows * width * 8 > ByteSource.LIMIT) {
            throw new DataException(file, "", "the columns take more than 2 GB", "split the file");
        }
        ByteBuffer data = ByteBuffer.allocate(rows * width * 8).order(ByteOrder.nativeOrder());
        for (int j = 0; j < width; j++) {
            double[] values = csv.numbers(c.columns().get(j));
            for (int i = 0; i < rows; i++) {
                if (c.integers() && values[i] != Math.rint(values[i])) {
                    throw new DataException(
                            file,
                            csv.place(i, c.columns().get(j)),
                            values[i] + " is not an integer",
                            "the input " + c.input() + " takes integers");
                }
                data.putDouble(8 * (i * width + j), values[i]);
            }
        }
        return new DataArray(
                origin, ElementType.F8, width == 1 ? List.of(rows) : List.of(rows, width), data, List.of());
    }

    private static DataArray labels(Csv csv, String file, String origin, String column, List<String> known) {
        List<String> texts = csv.texts(column);
        List<String> labels = known.isEmpty() ? new ArrayList<>(new TreeSet<>(texts)) : known;
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (String label : labels) numbers.put(label, numbers.size());
        int[] classes = new int[texts.size()];
        for (int i = 0; i < classes.length; i++) {
            Integer k = numbers.get(texts.get(i));
            if (k == null) {
                throw new DataException(
                        file,
                        csv.place(i, column),
                        "the label \"" + Numbers.excerpt(texts.get(i)) + "\" was not among those trained with",
                        "known are " + String.join(", ", labels));
            }
            classes[i] = k;
        }
        return DataArray.ofLabels(origin, classes, Collections.unmodifiableList(labels));
    }
}
