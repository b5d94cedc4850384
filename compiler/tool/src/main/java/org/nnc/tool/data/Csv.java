package org.nnc.tool.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table in the format of RFC 4180: commas, quotes, one header row, UTF-8, every row as long as the header.
 *
 * <p>Empty cells and {@code NA} are missing values; whoever reads a column decides that they are errors.
 */
final class Csv {
    private static final int CELL_LIMIT = 1 << 20;
    private static final int COLUMN_LIMIT = 100_000;

    private final String file;
    private final Reader in;
    private int line = 1;
    private int next;
    private int row;
    private List<String> header = List.of();
    private final Map<String, List<String>> columns = new LinkedHashMap<>();
    private final List<Integer> lines = new ArrayList<>();

    private Csv(String file, Reader in) {
        this.file = file;
        this.in = in;
    }

    /** Reads the columns wanted; the others are checked for their count only. */
    static Csv read(ByteSource source, Collection<String> wanted) {
        Reader in = new BufferedReader(
                new InputStreamReader(
                        source.stream(),
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)),
                1 << 16);
        Csv csv = new Csv(source.file(), in);
        try {
            csv.readAll(wanted);
        } catch (CharacterCodingException e) {
            throw csv.error("not UTF-8 text", "save the table as UTF-8, or check that it is a CSV file at all");
        } catch (IOException e) {
            throw source.failure(e);
        }
        return csv;
    }

    int rows() {
        return lines.size();
    }

    /** The header. */
    List<String> names() {
        return header;
    }

    /** A numeric column. A missing value, a text or a value that is not finite is an error at its line. */
    double[] numbers(String name) {
        List<String> cells = column(name);
        double[] values = new double[cells.size()];
        for (int i = 0; i < values.length; i++) values[i] = number(name, i, cells.get(i));
        return values;
    }

    /** Whether the column holds a text that is no number. Missing values do not count. */
    boolean isText(String name) {
        return column(name).stream().anyMatch(c -> !isMissing(c) && !Numbers.isDecimal(c.strip()));
    }

    /** A text column; a missing value is an error at its line. */
    List<String> texts(String name) {
        List<String> cells = column(name);
        for (int i = 0; i < cells.size(); i++) {
            if (isMissing(cells.get(i))) throw missing(name, i);
        }
        return cells;
    }

    /** The place of a cell, as messages show it. */
    String place(int row, String name) {
        return "line " + lines.get(row) + ", column \"" + name + "\"";
    }

    private double number(String name, int row, String cell) {
        if (isMissing(cell)) throw missing(name, row);
        String text = cell.strip();
        if (!Numbers.isDecimal(text)) {
            throw new DataException(
                    file,
                    place(row, name),
                    "\"" + Numbers.excerpt(cell) + "\" is not a number",
                    "mend or drop the row");
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new DataException(
                    file, place(row, name), text + " is too large for a double", "mend or drop the row");
        }
        return value;
    }

    private List<String> column(String name) {
        List<String> cells = columns.get(name);
        if (cells == null) throw new IllegalArgumentException("column " + name + " was not asked for");
        return cells;
    }

    private DataException missing(String name, int row) {
        return new DataException(
                file, place(row, name), "the value is missing", "fill it in, drop the row or leave the column out");
    }

    static boolean isMissing(String cell) {
        String text = cell.strip();
        return text.isEmpty() || text.equals("NA");
    }

    // ---- rows --------------------------------------------------------------------------------------------------

    private void readAll(Collection<String> wanted) throws IOException {
        next = in.read();
        if (next == '\uFEFF') next = in.read();
        if (next < 0) throw error("the file is empty", "a table begins with a header row");
        header = readRow();
        Set<String> names = new LinkedHashSet<>();
        for (String name : header) {
            if (!names.add(name) && !name.isEmpty()) {
                throw new DataException(file, "line 1", "two columns of the name \"" + name + "\"", "rename one");
            }
        }
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new DataException(
                        file, "line 1", "no column \"" + name + "\"", "the columns are " + String.join(", ", header));
            }
            columns.put(name, new ArrayList<>());
        }
        while (next >= 0) {
            row = line;
            List<String> cells = readRow();
            if (cells.size() == 1 && cells.get(0).isEmpty() && (next < 0 || header.size() > 1)) {
                if (restIsBlank()) return;
            }
            if (cells.size() != header.size()) {
                throw new DataException(
                        file,
                        "line " + row,
                        cells.size() + (cells.size() == 1 ? " cell" : " cells") + " where the header has "
                                + header.size(),
                        "mend the row; a comma inside a cell needs quotes around the cell");
            }
            lines.add(row);
            for (int c = 0; c < cells.size(); c++) {
                List<String> column = columns.get(header.get(c));
                if (column != null) column.add(cells.get(c));
            }
        }
    }

    private boolean restIsBlank() throws IOException {
        while (next == '\n' || next == '\r') advance();
        return next < 0;
    }

    private List<String> readRow() throws IOException {
        row = line;
        List<String> cells = new ArrayList<>();
        while (true) {
            cells.add(next == '"' ? quoted() : plain());
            if (cells.size() > COLUMN_LIMIT) throw error("more than " + COLUMN_LIMIT + " columns", "is it a CSV file?");
            if (next == ',') {
                advance();
                continue;
            }
            if (next == '\r') advance();
            if (next == '\n') advance();
            return cells;
        }
    }

    private String plain() throws IOException {
        StringBuilder cell = new StringBuilder();
        while (next >= 0 && next != ',' && next != '\n' && next != '\r') {
            if (next == '"') throw error("a quote in the middle of a cell", "put the whole cell in quotes, \" as \"\"");
            if (next == 0) throw error("a zero byte", "this is not a text file");
            add(cell);
        }
        return cell.toString();
    }

    private String quoted() throws IOException {
        int start = line;
        StringBuilder cell = new StringBuilder();
        advance();
        while (true) {
            if (next < 0) {
                throw new DataException(file, "line " + start, "a quoted cell has no end", "close its quotes");
            }
            if (next == '"') {
                advance();
                if (next != '"') break;
            }
            add(cell);
        }
        if (next >= 0 && next != ',' && next != '\n' && next != '\r') {
            throw error("text after the closing quote of a cell", "put a comma there, or double the quote");
        }
        return cell.toString();
    }

    private void add(StringBuilder cell) throws IOException {
        if (cell.length() >= CELL_LIMIT) throw error("a cell of more than a million characters", "is it a CSV file?");
        cell.append((char) next);
        advance();
    }

    private void advance() throws IOException {
        int before = next;
        next = in.read();
        if (before == '\n' || before == '\r' && next != '\n') line++;
    }

    private DataException error(String problem, String advice) {
        return new DataException(file, "line " + line, problem, advice);
    }
}
