package org.nnc.runtime.vector;

import org.nnc.runtime.Scratch;

/**
 * Large contractions for either element type {@code T}, an array: blocks of both factors are copied, so that a tile of eight
 * rows by three vectors reads one element after the other of either.
 *
 * <p>Where B has adjacent columns and few rows of A meet it, it is read as it lies: copying it would take longer than it saves.
 *
 * <p>A strip of B stays in the first-level cache while it meets all rows of a block of A; the strides inside a tile are
 * constants, which spares it all checks of bounds. Every element is summed in the order of k, whatever the blocks.
 */
abstract class Panels<T> {
    /** Rows of a tile. */
    static final int ROWS = 8;

    /** Vectors of the widest tile; with {@link #ROWS} rows, as many sums as 32 registers hold beside the factors. */
    private static final int WIDE = 3;

    /** At most so many k at once: a strip of three vectors of floats takes 42 KB, and less where k is cut evenly. */
    private static final int DEPTH = 224;

    /** At most so many rows of A at once. */
    private static final int HEIGHT = 128;

    /** At most so many vectors of B at once: with them, half of a small second-level cache is taken. */
    private static final int WIDTH = 33;

    /** Up to so many rows of A, B is not copied if its columns are adjacent; up to twice as many if its rows are short. */
    private static final int FEW = 64;

    /** Vectors of a short row. */
    private static final int SHORT = 8;

    /** At most so many k at once where B is not copied. */
    private static final int LONG = 400;

    private final int lanes;

    Panels(int lanes) {
        this.lanes = lanes;
    }

    /** Whether B is read as it lies; four vectors are two narrow strips, which gain nothing. */
    final boolean straight(int m, int n, int bc) {
        if (bc != 1 || n > 3 * lanes && n <= 4 * lanes) return false;
        return m <= FEW || m <= 2 * FEW && n <= SHORT * lanes;
    }

    /** {@code C[i,j] = sum(p) A[i,p]*B[p,j]}, or {@code +=}; no size is 0. */
    final void gemm(
            int m,
            int n,
            int k,
            T a,
            int ao,
            int ar,
            int ac,
            T b,
            int bo,
            int br,
            int bc,
            T c,
            int co,
            int cr,
            boolean add,
            Scratch scratch) {
        boolean straight = straight(m, n, bc);
        int depth = part(k, straight ? LONG : DEPTH);
        int height = whole(part(m, HEIGHT), ROWS);
        int width = whole(part((n + lanes - 1) / lanes, WIDTH), WIDE) * lanes;
        int copyOfA = depth * (straight ? WIDE * lanes : width);
        int corner = copyOfA + depth * height;
        T work = array(scratch, corner + ROWS * WIDE * lanes);
        for (int j = 0; j < n; j += width) {
            int columns = Math.min(width, n - j);
            for (int p = 0; p < k; p += depth) {
                int steps = Math.min(depth, k - p);
                int from = bo + p * br + j * bc;
                copyB(columns, steps, b, from, br, bc, work, straight);
                for (int i = 0; i < m; i += height) {
                    int rows = Math.min(height, m - i);
                    copyA(rows, steps, a, ao + i * ar + p * ac, ar, ac, work, copyOfA);
                    boolean more = add || p > 0;
                    tiles(
                            rows,
                            columns,
                            steps,
                            b,
                            from,
                            straight ? br : 0,
                            work,
                            copyOfA,
                            corner,
                            c,
                            co + i * cr + j,
                            cr,
                            more);
                }
            }
        }
    }

    /** The size of the parts if a size is cut evenly into as few as the limit allows. */
    private static int part(int size, int limit) {
        int parts = (size + limit - 1) / limit;
        return (size + parts - 1) / parts;
    }

    private static int whole(int size, int unit) {
        return (size + unit - 1) / unit * unit;
    }

    /** Columns of the next strip: four vectors are twice two. */
    private int strip(int columns) {
        int vectors = (columns + lanes - 1) / lanes;
        return (vectors == 4 ? 2 : Math.min(vectors, WIDE)) * lanes;
    }

    private void copyA(int rows, int steps, T a, int ao, int ar, int ac, T to, int at) {
        for (int i = 0; i < rows; i += ROWS) {
            interleave(Math.min(ROWS, rows - i), steps, a, ao + i * ar, ar, ac, to, at + i * steps, ROWS);
        }
    }

    /** Read as it lies is a strip of several whole vectors; of others there is one at most, the last. */
    private boolean direct(boolean straight, int wide, int used) {
        return straight && used == wide && wide > lanes;
    }

    private void copyB(int columns, int steps, T b, int bo, int br, int bc, T to, boolean straight) {
        int at = 0;
        for (int j = 0; j < columns; ) {
            int wide = strip(columns - j);
            int used = Math.min(wide, columns - j);
            if (direct(straight, wide, used)) {
                j += wide;
                continue;
            }
            if (bc == 1 && used == wide) {
                copyStrip(steps, wide / lanes, b, bo + j, br, to, at);
            } else if (bc == 1) {
                copyRows(steps, used, b, bo + j, br, to, at, wide);
            } else {
                for (int q = 0; q < used; q += ROWS) {
                    interleave(Math.min(ROWS, used - q), steps, b, bo + (j + q) * bc, bc, br, to, at + q, wide);
                }
            }
            at += steps * wide;
            j += wide;
        }
    }

    /** @param br the distance of the rows of B where it is read as it lies, else 0 */
    private void tiles(
            int rows,
            int columns,
            int steps,
            T b,
            int bo,
            int br,
            T work,
            int copyOfA,
            int corner,
            T c,
            int co,
            int cr,
            boolean add) {
        int strip = 0;
        for (int j = 0; j < columns; ) {
            int wide = strip(columns - j);
            int used = Math.min(wide, columns - j);
            boolean direct = direct(br > 0, wide, used);
            T from = direct ? b : work;
            int at = direct ? bo + j : strip;
            int row = direct ? br : 0;
            for (int i = 0; i < rows; i += ROWS) {
                int high = Math.min(ROWS, rows - i);
                int to = co + i * cr + j;
                if (high == ROWS && used == wide) {
                    tile(wide, steps, work, copyOfA + i * steps, from, at, row, c, to, cr, add);
                    continue;
                }
                // At an edge a stand-in of C takes the whole tile, what is beyond the edge with it.
                if (add) copyRows(high, used, c, to, cr, work, corner, wide);
                tile(wide, steps, work, copyOfA + i * steps, from, at, row, work, corner, wide, add);
                copyRows(high, used, work, corner, wide, c, to, cr);
            }
            if (!direct) strip += steps * wide;
            j += wide;
        }
    }

    private void tile(int wide, int k, T a, int ao, T b, int bo, int br, T c, int co, int cr, boolean add) {
        if (br > 0 && wide == WIDE * lanes) straight8x3(k, a, ao, b, bo, br, c, co, cr, add);
        else if (br > 0) straight8x2(k, a, ao, b, bo, br, c, co, cr, add);
        else if (wide == WIDE * lanes) tile8x3(k, a, ao, b, bo, c, co, cr, add);
        else if (wide == 2 * lanes) tile8x2(k, a, ao, b, bo, c, co, cr, add);
        else tile8x1(k, a, ao, b, bo, c, co, cr, add);
    }

    // ---- what knows the type: {@code C[i,j] = sum(p) a[ao + 8*p + i]*b[bo + p*width + j]}, or {@code +=}; copies ----

    abstract void tile8x3(int k, T a, int ao, T b, int bo, T c, int co, int cr, boolean add);

    abstract void tile8x2(int k, T a, int ao, T b, int bo, T c, int co, int cr, boolean add);

    abstract void tile8x1(int k, T a, int ao, T b, int bo, T c, int co, int cr, boolean add);

    /** The same of rows of B that are {@code br} apart. */
    abstract void straight8x3(int k, T a, int ao, T b, int bo, int br, T c, int co, int cr, boolean add);

    abstract void straight8x2(int k, T a, int ao, T b, int bo, int br, T c, int co, int cr, boolean add);

    abstract T array(Scratch scratch, int size);

    /** {@code to[at + p*toRow + i] = from[offset + i*row + p*step]} for at most eight i and so many p. */
    abstract void interleave(int rows, int steps, T from, int offset, int row, int step, T to, int at, int toRow);

    /** {@code to[at + p*vectors*lanes + j] = from[offset + p*row + j]} for the columns of one, two or three vectors. */
    abstract void copyStrip(int steps, int vectors, T from, int offset, int row, T to, int at);

    /** {@code to[at + i*toRow + j] = from[offset + i*row + j]}. */
    abstract void copyRows(int rows, int columns, T from, int offset, int row, T to, int at, int toRow);
}
