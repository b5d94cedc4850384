package org.nnc.runtime;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Working memory of the contraction kernels: one object belongs to each generated instance and is passed to every call,
 * so that after the first call of a size nothing is allocated. Not for use by two threads at once.
 */
public final class Scratch {
    /** Columns of a panel: the rows of results and factors of a step, six in all, stay in the first-level cache. */
    static final int COLUMNS = 256;

    /** Rows of a panel: with {@link #COLUMNS} it fits the second-level cache. */
    static final int DEPTH = 256;

    private static final int RESULTS = 4;

    // An array has 16 bytes before its elements: with these, rows that are made in turn are whole cache lines apart,
    // and a loop that HotSpot aligns for one of them is aligned for all.
    private static final int FLOATS = COLUMNS + 12;
    private static final int DOUBLES = COLUMNS + 6;

    private float[][] floatPanel = new float[0][];
    private double[][] doublePanel = new double[0][];
    private float[][] floatResults;
    private double[][] doubleResults;
    private float[] floats = new float[0];
    private double[] doubles = new double[0];
    private int[] rows = new int[0];
    private int rowDistance;
    private int[] laneRows = new int[0];
    private int laneDistance;
    private int[] places = new int[0];
    private Workers workers;
    private Object memo;

    /**
     * Lets large contractions use so many threads, the calling one among them; 1 ends that. The results are the same bits for
     * any number.
     *
     * @param executor runs all but one part of a contraction; not shut down here
     * @throws IllegalArgumentException if threads is less than 1
     */
    public void workers(Executor executor, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads + " is less than 1");
        }
        workers = threads == 1 ? null : new Workers(Objects.requireNonNull(executor, "executor"), threads);
    }

    /** Whether the caller gave threads and this work is worth cutting into pieces for them. */
    public boolean shares(int rows, long multiplications) {
        return workers != null && workers.pays(rows, multiplications);
    }

    /** Runs the piece for all rows on the threads; only where {@link #shares} says so. */
    public void share(int rows, Workers.Piece piece) {
        workers.run(rows, piece);
    }

    /** At least {@code rows} rows of at least {@link #COLUMNS} elements. */
    float[][] floatPanel(int rows) {
        if (floatPanel.length < rows) {
            float[][] larger = new float[rows][];
            System.arraycopy(floatPanel, 0, larger, 0, floatPanel.length);
            for (int i = floatPanel.length; i < rows; i++) {
                larger[i] = new float[FLOATS];
            }
            floatPanel = larger;
        }
        return floatPanel;
    }

    /** At least {@code rows} rows of at least {@link #COLUMNS} elements. */
    double[][] doublePanel(int rows) {
        if (doublePanel.length < rows) {
            double[][] larger = new double[rows][];
            System.arraycopy(doublePanel, 0, larger, 0, doublePanel.length);
            for (int i = doublePanel.length; i < rows; i++) {
                larger[i] = new double[DOUBLES];
            }
            doublePanel = larger;
        }
        return doublePanel;
    }

    /** Four rows of at least {@link #COLUMNS} elements. */
    float[][] floatResults() {
        if (floatResults == null) {
            floatResults = new float[RESULTS][FLOATS];
        }
        return floatResults;
    }

    /** Four rows of at least {@link #COLUMNS} elements. */
    double[][] doubleResults() {
        if (doubleResults == null) {
            doubleResults = new double[RESULTS][DOUBLES];
        }
        return doubleResults;
    }

    /** At least {@code size} elements of any content, kept until the next request: for other kernel sets too. */
    public float[] floats(int size) {
        if (floats.length < size) {
            floats = new float[size];
        }
        return floats;
    }

    /** At least {@code size} elements of any content, kept until the next request: for other kernel sets too. */
    public double[] doubles(int size) {
        if (doubles.length < size) {
            doubles = new double[size];
        }
        return doubles;
    }

    /** Where at least {@code size} rows at this distance begin; kept until a request with another distance. */
    public int[] rows(int size, int distance) {
        if (rows.length < size || rowDistance != distance) {
            rows = fill(rows, size, distance);
            rowDistance = distance;
        }
        return rows;
    }

    /** A second such table. */
    public int[] laneRows(int size, int distance) {
        if (laneRows.length < size || laneDistance != distance) {
            laneRows = fill(laneRows, size, distance);
            laneDistance = distance;
        }
        return laneRows;
    }

    /** A table of any content, kept until the next request. */
    public int[] places(int size) {
        if (places.length < size) {
            places = new int[size];
        }
        return places;
    }

    /** What a kernel set keeps here from call to call, made at its first request. */
    public Object memo(Supplier<Object> make) {
        if (memo == null) {
            memo = make.get();
        }
        return memo;
    }

    private static int[] fill(int[] table, int size, int distance) {
        int[] filled = table.length < size ? new int[size] : table;
        for (int i = 0; i < filled.length; i++) {
            filled[i] = i * distance;
        }
        return filled;
    }
}
