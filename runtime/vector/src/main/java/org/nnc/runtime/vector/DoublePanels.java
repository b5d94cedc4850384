package org.nnc.runtime.vector;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.nnc.runtime.Scratch;

/** Copies of large contractions for {@code double}; the twin for the other type is the same text. */
abstract class DoublePanels extends Panels<double[]> {
    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final int L = S.length();

    /** Where the mask of so many last lanes begins. */
    static final boolean[] LAST = new boolean[2 * L];

    static {
        Arrays.fill(LAST, L, 2 * L, true);
    }

    /** What the sums of a tile start from, each from a zero of its own: HotSpot may keep one vector that all share on the stack. */
    static final double[] ZEROS = new double[24 * L];

    DoublePanels(int wide, int depth, int straightDepth, int height, int width) {
        super(L, wide, depth, straightDepth, height, width);
    }

    @Override
    final double[] zeros() {
        return ZEROS;
    }

    @Override
    final int length(double[] array) {
        return array.length;
    }

    @Override
    double[] array(Scratch scratch, int size) {
        return scratch.doubles(size);
    }

    @Override
    void interleave(int rows, int steps, double[] from, int offset, int row, int step, double[] to, int at, int toRow) {
        if (rows < 8) {
            for (int i = 0; i < rows; i++) {
                for (int p = 0; p < steps; p++) to[at + p * toRow + i] = from[offset + i * row + p * step];
            }
        } else if (step == 1) {
            along(steps, from, offset, row, to, at, toRow);
        } else {
            int t = at;
            for (int p = 0; p < steps; p++) {
                int f = offset + p * step;
                to[t] = from[f];
                to[t + 1] = from[f + row];
                to[t + 2] = from[f + 2 * row];
                to[t + 3] = from[f + 3 * row];
                to[t + 4] = from[f + 4 * row];
                to[t + 5] = from[f + 5 * row];
                to[t + 6] = from[f + 6 * row];
                to[t + 7] = from[f + 7 * row];
                t += toRow;
            }
        }
    }

    /** Eight rows that are stored one element after the other: their bounds are checked before the loop. */
    private static void along(int steps, double[] from, int offset, int row, double[] to, int at, int toRow) {
        int f1 = offset + row;
        int f2 = offset + 2 * row;
        int f3 = offset + 3 * row;
        int f4 = offset + 4 * row;
        int f5 = offset + 5 * row;
        int f6 = offset + 6 * row;
        int f7 = offset + 7 * row;
        int t = at;
        for (int p = 0; p < steps; p++) {
            to[t] = from[offset + p];
            to[t + 1] = from[f1 + p];
            to[t + 2] = from[f2 + p];
            to[t + 3] = from[f3 + p];
            to[t + 4] = from[f4 + p];
            to[t + 5] = from[f5 + p];
            to[t + 6] = from[f6 + p];
            to[t + 7] = from[f7 + p];
            t += toRow;
        }
    }

    @Override
    void copyStrip(
            int vectors, int steps, double[] from, int offset, int row, double[] to, int at, int toRow, int gap) {
        if (vectors == 4) copy4(steps, from, offset, row, to, at, toRow, gap);
        else if (vectors == 3) copy3(steps, from, offset, row, to, at, toRow, gap);
        else if (vectors == 2) copy2(steps, from, offset, row, to, at, toRow, gap);
        else copy1(steps, from, offset, row, to, at, toRow);
    }

    private static void copy4(int steps, double[] from, int offset, int row, double[] to, int at, int toRow, int gap) {
        int f = offset;
        int t = at;
        for (int p = 0; p < steps; p++) {
            DoubleVector.fromArray(S, from, f).intoArray(to, t);
            DoubleVector.fromArray(S, from, f + L).intoArray(to, t + gap);
            DoubleVector.fromArray(S, from, f + 2 * L).intoArray(to, t + 2 * gap);
            DoubleVector.fromArray(S, from, f + 3 * L).intoArray(to, t + 3 * gap);
            f += row;
            t += toRow;
        }
    }

    private static void copy3(int steps, double[] from, int offset, int row, double[] to, int at, int toRow, int gap) {
        int f = offset;
        int t = at;
        for (int p = 0; p < steps; p++) {
            DoubleVector.fromArray(S, from, f).intoArray(to, t);
            DoubleVector.fromArray(S, from, f + L).intoArray(to, t + gap);
            DoubleVector.fromArray(S, from, f + 2 * L).intoArray(to, t + 2 * gap);
            f += row;
            t += toRow;
        }
    }

    private static void copy2(int steps, double[] from, int offset, int row, double[] to, int at, int toRow, int gap) {
        int f = offset;
        int t = at;
        for (int p = 0; p < steps; p++) {
            DoubleVector.fromArray(S, from, f).intoArray(to, t);
            DoubleVector.fromArray(S, from, f + L).intoArray(to, t + gap);
            f += row;
            t += toRow;
        }
    }

    private static void copy1(int steps, double[] from, int offset, int row, double[] to, int at, int toRow) {
        int f = offset;
        int t = at;
        for (int p = 0; p < steps; p++) {
            DoubleVector.fromArray(S, from, f).intoArray(to, t);
            f += row;
            t += toRow;
        }
    }

    @Override
    void copyStrip(
            int vectors,
            int steps,
            double[] from,
            int first0,
            int first1,
            int first2,
            int first3,
            int[] table,
            int first,
            double[] to,
            int at) {
        int p = first;
        if (vectors == 2) {
            int end = at + steps * 2 * L;
            for (int t = at; t < end; t += 2 * L) {
                int row = table[p];
                DoubleVector.fromArray(S, from, first0 + row).intoArray(to, t);
                DoubleVector.fromArray(S, from, first1 + row).intoArray(to, t + L);
                p++;
            }
            return;
        }
        if (vectors == 4) {
            int end = at + steps * 4 * L;
            for (int t = at; t < end; t += 4 * L) {
                int row = table[p];
                DoubleVector.fromArray(S, from, first0 + row).intoArray(to, t);
                DoubleVector.fromArray(S, from, first1 + row).intoArray(to, t + L);
                DoubleVector.fromArray(S, from, first2 + row).intoArray(to, t + 2 * L);
                DoubleVector.fromArray(S, from, first3 + row).intoArray(to, t + 3 * L);
                p++;
            }
            return;
        }
        int end = at + steps * 3 * L;
        for (int t = at; t < end; t += 3 * L) {
            int row = table[p];
            DoubleVector.fromArray(S, from, first0 + row).intoArray(to, t);
            DoubleVector.fromArray(S, from, first1 + row).intoArray(to, t + L);
            DoubleVector.fromArray(S, from, first2 + row).intoArray(to, t + 2 * L);
            p++;
        }
    }

    @Override
    void copyEach(int groups, int columns, double[] from, int offset, int[] starts, double[] to) {
        // Whole vectors where there is room for them: what is too much, the next group writes over.
        int last = from.length - (columns + L - 1) / L * L - offset;
        int pairs = 2 * columns == L ? pairs(groups / 2, columns, from, offset, starts, to) : 0;
        int t = pairs * L;
        for (int i = 2 * pairs; i < groups; i++) {
            int start = starts[i];
            int f = offset + start;
            if (start > last) {
                System.arraycopy(from, f, to, t, columns);
            } else {
                DoubleVector.fromArray(S, from, f).intoArray(to, t);
                if (columns > L) DoubleVector.fromArray(S, from, f + L).intoArray(to, t + L);
                for (int j = 2 * L; j < columns; j += L) {
                    DoubleVector.fromArray(S, from, f + j).intoArray(to, t + j);
                }
            }
            t += columns;
        }
    }

    /** Two groups that fill a vector at once, as far as there is room to read one before and after them; how many. */
    private static int pairs(int pairs, int columns, double[] from, int offset, int[] starts, double[] to) {
        VectorMask<Double> second = VectorMask.fromArray(S, LAST, L - columns);
        int last = from.length - L - offset;
        int i = 0;
        for (; i < pairs; i++) {
            int one = starts[2 * i];
            int two = starts[2 * i + 1] - columns;
            if (one > last || two > last || two + offset < 0) return i;
            DoubleVector v = DoubleVector.fromArray(S, from, offset + one);
            v.blend(DoubleVector.fromArray(S, from, offset + two), second).intoArray(to, i * L);
        }
        return i;
    }

    @Override
    void copyTaps(int steps, double[] from, int offset, int[] table, int first, double[] to, int at, int toRow) {
        int t = at;
        for (int p = 0; p < steps; p++) {
            DoubleVector.fromArray(S, from, offset + table[first + p]).intoArray(to, t);
            t += toRow;
        }
    }

    @Override
    void copyTwo(
            int steps,
            double[] from,
            int offset,
            int next,
            int left,
            int[] table,
            int first,
            double[] to,
            int at,
            int toRow) {
        VectorMask<Double> last = VectorMask.fromArray(S, LAST, L - left);
        int t = at;
        for (int p = 0; p < steps; p++) {
            int row = table[first + p];
            DoubleVector v = DoubleVector.fromArray(S, from, offset + row);
            v.blend(DoubleVector.fromArray(S, from, next + row), last).intoArray(to, t);
            t += toRow;
        }
    }

    @Override
    void copyRows(int rows, int columns, double[] from, int offset, int row, double[] to, int at, int toRow) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(from, offset + i * row, to, at + i * toRow, columns);
        }
    }
}
