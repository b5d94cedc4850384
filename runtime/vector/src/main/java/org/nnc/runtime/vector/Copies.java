package org.nnc.runtime.vector;

import org.nnc.runtime.Scratch;

/** How the factors of a contraction are copied so that a tile reads one element after the other, for an array type {@code T}. */
abstract class Copies<T> {
    /** Rows of a tile. */
    static final int ROWS = 4;

    /** So many lines are interleaved at once. */
    static final int LINES = 8;

    /** Elements of a vector. */
    final int lanes;

    /** So many rows of A are interleaved: the elements of a vector, but at least the rows of a tile. */
    final int block;

    Copies(int lanes) {
        this.lanes = lanes;
        this.block = block(lanes);
    }

    static int block(int lanes) {
        return Math.max(lanes, ROWS);
    }

    /** {@code to[at + i/block*block*steps + p*block + i%block] = A[i,p]}. */
    final void copyA(int m, int steps, T a, int ao, int ar, int ac, T to, int at) {
        for (int i = 0, there; i < m; i += there) {
            there = Math.min(block, m - i);
            int from = ao + i * ar;
            int start = at + i * steps;
            if (ar == 1 && there == lanes && block == lanes) {
                // Rows of several blocks at once, which lie side by side.
                int blocks = Math.min(4, (m - i) / lanes);
                copyStrip(blocks, steps, a, from, ac, to, start, lanes, lanes * steps);
                there = blocks * lanes;
            } else if (ar == 1) {
                copyRows(steps, there, a, from, ac, to, start, block);
            } else {
                for (int q = 0; q < there; q += LINES) {
                    interleave(Math.min(LINES, there - q), steps, a, from + q * ar, ar, ac, to, start + q, block);
                }
            }
        }
    }

    /**
     * {@code to[at + p*toRow + i] = B[p, first + i]} for so many columns of a B whose rows begin where a table says, and whose
     * columns lie in groups, each {@code bg} behind the one before.
     */
    final void copyGroups(
            int first,
            int columns,
            int steps,
            T b,
            int bo,
            int bg,
            int group,
            int[] table,
            int from,
            T to,
            int at,
            int toRow) {
        if (columns == toRow && columns > lanes) {
            int one = place(first, bo, bg, group);
            int two = place(first + lanes, bo, bg, group);
            int three = place(first + Math.min(2 * lanes, columns - lanes), bo, bg, group);
            int four = place(first + columns - lanes, bo, bg, group);
            if (one >= 0 && two >= 0 && three >= 0 && four >= 0) {
                copyStrip(columns / lanes, steps, b, one, two, three, four, table, from, to, at);
                return;
            }
        }
        int last = table[from];
        int least = table[from];
        for (int p = from; p < from + steps; p++) {
            last = Math.max(last, table[p]);
            least = Math.min(least, table[p]);
        }
        for (int i = 0, there; i < columns; i += there) {
            int column = (first + i) % group;
            int offset = bo + (first + i) / group * bg + column;
            int left = group - column;
            int next = bo + ((first + i) / group + 1) * bg - left;
            there = Math.min(Math.min(left, columns - i), lanes);
            boolean isTwo = left < lanes && lanes <= Math.min(left + group, columns - i);
            if (isTwo && Math.max(offset, next) + last + lanes <= length(b) && next + least >= 0) {
                copyTwo(steps, b, offset, next, left, table, from, to, at + i, toRow);
                there = lanes;
                continue;
            }
            // A whole vector where the row has room for it; what is too much the next one writes over.
            if (i + lanes <= toRow && offset + last + lanes <= length(b)) {
                copyTaps(steps, b, offset, table, from, to, at + i, toRow);
            } else {
                for (int p = 0; p < steps; p++) {
                    copyRows(1, there, b, offset + table[from + p], 0, to, at + i + p * toRow, toRow);
                }
            }
        }
    }

    /** Where the vector that begins with a column lies, from the start of its row; negative where a group ends within it. */
    private int place(int column, int bo, int bg, int group) {
        return column % group + lanes > group ? -1 : bo + column / group * bg + column % group;
    }

    /** Read as it lies is a strip of two or four whole vectors; of others there is one at most, the last. */
    final boolean direct(boolean straight, int wide, int used) {
        return straight && used == wide && wide % (2 * lanes) == 0;
    }

    /**
     * Copies B strip by strip, each behind the one before.
     *
     * @param straight whether B is read as it lies where it can be
     * @param late whether the first tile of a strip copies it, where there is such a tile
     */
    final void copyB(
            int columns,
            int steps,
            T b,
            int bo,
            int br,
            int bc,
            T to,
            int first,
            int most,
            boolean straight,
            boolean late) {
        int at = first;
        for (int j = 0; j < columns; ) {
            int wide = strip(columns - j, most, straight);
            int used = Math.min(wide, columns - j);
            if (direct(straight, wide, used)) {
                j += wide;
                continue;
            }
            if (bc != 1) {
                for (int q = 0; q < used; q += LINES) {
                    interleave(Math.min(LINES, used - q), steps, b, bo + (j + q) * bc, bc, br, to, at + q, wide);
                }
            } else if (used < wide) {
                copyRows(steps, used, b, bo + j, br, to, at, wide);
            } else if (!late || !copies(wide / lanes)) {
                copyStrip(wide / lanes, steps, b, bo + j, br, to, at, wide, lanes);
            }
            at += steps * wide;
            j += wide;
        }
    }

    /** The same where a table says where the rows of B begin. */
    final void copyTable(
            int first,
            int columns,
            int steps,
            T b,
            int bo,
            int bg,
            int group,
            int[] table,
            int from,
            T to,
            int at,
            int most) {
        int strip = at;
        for (int j = 0; j < columns; ) {
            int wide = strip(columns - j, most, false);
            int used = Math.min(wide, columns - j);
            copyGroups(first + j, used, steps, b, bo, bg, group, table, from, to, strip, wide);
            strip += steps * wide;
            j += wide;
        }
    }

    /** Columns of the next strip, so many at most. */
    abstract int strip(int columns, int most, boolean straight);

    /** Whether there is a tile of so many vectors that copies what it reads of B. */
    abstract boolean copies(int vectors);

    // ---- what knows the type ----

    abstract T array(Scratch scratch, int size);

    abstract int length(T array);

    /** {@code to[at + p*toRow + i] = from[offset + i*row + p*step]} for at most eight i and so many p. */
    abstract void interleave(int rows, int steps, T from, int offset, int row, int step, T to, int at, int toRow);

    /** {@code to[at + p*toRow + q*gap + j] = from[offset + p*row + q*lanes + j]} for q of one to four vectors. */
    abstract void copyStrip(int vectors, int steps, T from, int offset, int row, T to, int at, int toRow, int gap);

    /**
     * {@code to[at + p*vectors*lanes + j] = from[.. + table[first + p] + j]} for the columns of two, three or four vectors, each
     * of which has a place of its own; beyond the last it stands for none.
     */
    abstract void copyStrip(
            int vectors,
            int steps,
            T from,
            int first0,
            int first1,
            int first2,
            int first3,
            int[] table,
            int first,
            T to,
            int at);

    /** {@code to[i*columns + j] = from[offset + starts[i] + j]} for so many groups, with what is beyond the last column of any content. */
    abstract void copyEach(int groups, int columns, T from, int offset, int[] starts, T to);

    /** {@code to[at + p*toRow + j] = from[offset + table[first + p] + j]} for the columns of a vector. */
    abstract void copyTaps(int steps, T from, int offset, int[] table, int first, T to, int at, int toRow);

    /** The same for the columns of a vector of which so many lie in one place, the others in the next. */
    abstract void copyTwo(
            int steps, T from, int offset, int next, int left, int[] table, int first, T to, int at, int toRow);

    /** {@code to[at + i*toRow + j] = from[offset + i*row + j]}. */
    abstract void copyRows(int rows, int columns, T from, int offset, int row, T to, int at, int toRow);
}
