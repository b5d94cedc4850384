package org.nnc.runtime.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The greatest of a few rows of {@code float}, element by element, which row has it, and the way back there. */
final class FloatGreatest {
    private static final VectorSpecies<Float> S = Width.FLOATS;
    private static final VectorSpecies<Integer> I = Width.INTS;
    private static final int L = S.length();

    /** Both halves of such a vector are the even, or the odd, places. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(S, l -> 2 * l % L);

    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(S, l -> 2 * l % L + 1);

    private static final VectorMask<Float> SECOND = VectorMask.fromArray(S, FloatPanels.LAST, L / 2);

    /** Whole numbers behind this one differ by one in their last bits. */
    private static final float COUNT = 8388608f;

    private FloatGreatest() {}

    /** Four points, in whole vectors; the rest, and where a NaN may be, one by one. */
    static void four(int m, int n, float[] x, int xo, int xr, int[] at, float[] y, int yo, int yr, int[] places) {
        int x1 = at[1] - at[0];
        int x2 = at[2] - at[0];
        int x3 = at[3] - at[0];
        int end = n - n % L;
        for (int i = 0; i < m; i++) {
            int from = xo + at[0] + i * xr;
            int to = yo + i * yr;
            if (places == null) {
                values(end, x, from, from + x1, from + x2, from + x3, y, to);
                for (int j = end; j < n; j++) {
                    int p = from + j;
                    y[to + j] = Math.max(Math.max(x[p], x[p + x1]), Math.max(x[p + x2], x[p + x3]));
                }
                continue;
            }
            boolean isSure = row(end, x, from, from + x1, from + x2, from + x3, y, to, places);
            for (int j = isSure ? end : 0; j < n; j++) one(x, from + j, x1, x2, x3, y, places, to + j);
        }
    }

    private static void values(int end, float[] x, int p0, int p1, int p2, int p3, float[] y, int to) {
        for (int j = 0; j < end; j += L) {
            FloatVector ab = FloatVector.fromArray(S, x, p0 + j).max(FloatVector.fromArray(S, x, p1 + j));
            FloatVector cd = FloatVector.fromArray(S, x, p2 + j).max(FloatVector.fromArray(S, x, p3 + j));
            ab.max(cd).intoArray(y, to + j);
        }
    }

    /** Whether the windows are two pairs of neighbours, and no place is asked for. */
    static boolean arePairs(int points, int[] at, int[] places) {
        return points == 4 && at[1] == at[0] + 1 && at[3] == at[2] + 1 && places == null;
    }

    /**
     * Windows next to each other, of two pairs of neighbours each: the two rows first, then the even places and the odd ones.
     * Half a vector a step; what it writes beyond its row, the next row writes over.
     */
    static void pairs(int m, int n, float[] x, int xo, int xr, int[] at, float[] y, int yo, int yr) {
        int steps = (2 * n + L - 1) / L;
        int last = yo + (m - 1) * yr + n;
        int whole = 0;
        if (yr == n && n > 0 && xr > 0) {
            int inX = x.length - (xo + Math.max(at[0], at[2]) + steps * L);
            int inY = last - (yo + (steps + 1) * L / 2);
            whole = Math.min(inX, inY) < 0 ? 0 : Math.min(m, 1 + Math.min(inX / xr, inY / yr));
        }
        if (steps == 1) pairs(whole, x, xo + at[0], xo + at[2], xr, y, yo, yr);
        else if (steps == 2) doubled(whole, x, xo + at[0], xo + at[2], xr, y, yo, yr);
        else
            for (int i = 0; i < whole; i++) {
                int from = xo + i * xr;
                pairs(steps, x, from + at[0], from + at[2], L, y, yo + i * yr, L / 2);
            }
        for (int i = whole; i < m; i++) {
            int p0 = xo + i * xr + at[0];
            int p1 = xo + i * xr + at[2];
            for (int j = 0; j < n; j++) {
                int q = 2 * j;
                y[yo + i * yr + j] = Math.max(Math.max(x[p0 + q], x[p0 + q + 1]), Math.max(x[p1 + q], x[p1 + q + 1]));
            }
        }
    }

    private static void pairs(int m, float[] x, int p0, int p1, int xr, float[] y, int to, int yr) {
        for (int i = 0; i < m; i++) {
            int at = i * xr;
            FloatVector rows = FloatVector.fromArray(S, x, p0 + at).max(FloatVector.fromArray(S, x, p1 + at));
            rows.rearrange(EVEN).max(rows.rearrange(ODD)).intoArray(y, to + i * yr);
        }
    }

    /** Two vectors of a row at once. */
    private static void doubled(int m, float[] x, int p0, int p1, int xr, float[] y, int to, int yr) {
        for (int i = 0; i < m; i++) {
            int at = i * xr;
            FloatVector u = FloatVector.fromArray(S, x, p0 + at).max(FloatVector.fromArray(S, x, p1 + at));
            FloatVector v = FloatVector.fromArray(S, x, p0 + at + L).max(FloatVector.fromArray(S, x, p1 + at + L));
            FloatVector even = u.rearrange(EVEN).blend(v.rearrange(EVEN), SECOND);
            FloatVector odd = u.rearrange(ODD).blend(v.rearrange(ODD), SECOND);
            even.max(odd).intoArray(y, to + i * yr);
        }
    }

    private static boolean row(int end, float[] x, int p0, int p1, int p2, int p3, float[] y, int to, int[] places) {
        FloatVector one = FloatVector.broadcast(S, COUNT + 1);
        FloatVector two = FloatVector.broadcast(S, COUNT + 2);
        FloatVector three = FloatVector.broadcast(S, COUNT + 3);
        FloatVector none = FloatVector.broadcast(S, COUNT);
        FloatVector sums = FloatVector.zero(S);
        for (int j = 0; j < end; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, p0 + j);
            FloatVector b = FloatVector.fromArray(S, x, p1 + j);
            VectorMask<Float> isB = b.compare(VectorOperators.GT, a);
            FloatVector ab = a.max(b);
            FloatVector place = none.blend(one, isB);
            FloatVector c = FloatVector.fromArray(S, x, p2 + j);
            VectorMask<Float> isC = c.compare(VectorOperators.GT, ab);
            FloatVector abc = ab.max(c);
            place = place.blend(two, isC);
            FloatVector d = FloatVector.fromArray(S, x, p3 + j);
            VectorMask<Float> isD = d.compare(VectorOperators.GT, abc);
            FloatVector all = abc.max(d);
            place = place.blend(three, isD);
            all.intoArray(y, to + j);
            place.reinterpretAsInts().lanewise(VectorOperators.AND, 3).intoArray(places, to + j);
            // Not a number if one of them is not.
            sums = sums.add(all.mul(0f));
        }
        return !sums.compare(VectorOperators.NE, sums).anyTrue();
    }

    private static void one(float[] x, int from, int x1, int x2, int x3, float[] y, int[] places, int to) {
        float greatest = x[from];
        int place = 0;
        float b = x[from + x1];
        place = b > greatest ? 1 : place;
        greatest = Math.max(greatest, b);
        float c = x[from + x2];
        place = c > greatest ? 2 : place;
        greatest = Math.max(greatest, c);
        float d = x[from + x3];
        place = d > greatest ? 3 : place;
        greatest = Math.max(greatest, d);
        if (greatest != greatest) place = x[from] != x[from] ? 0 : b != b ? 1 : c != c ? 2 : 3;
        y[to] = greatest;
        places[to] = place;
    }

    /** The inverse for four points, each row of windows apart from the others. */
    static void spread(
            int m, int n, float[] x, int xo, int xr, int[] places, int[] at, float[] y, int yo, int yr, boolean add) {
        int end = n - n % L;
        for (int i = 0; i < m; i++) {
            int from = xo + i * xr;
            int to = yo + i * yr;
            if (add) add(end, x, places, from, y, to + at[0], to + at[1], to + at[2], to + at[3]);
            else set(end, x, places, from, y, to + at[0], to + at[1], to + at[2], to + at[3]);
            for (int j = end; j < n; j++) {
                for (int p = 0; p < 4 && !add; p++) y[to + at[p] + j] = 0;
                y[to + at[places[from + j]] + j] += x[from + j];
            }
        }
    }

    private static void set(int end, float[] x, int[] places, int from, float[] y, int y0, int y1, int y2, int y3) {
        IntVector none = IntVector.zero(I);
        for (int j = 0; j < end; j += L) {
            IntVector v = FloatVector.fromArray(S, x, from + j).reinterpretAsInts();
            IntVector place = IntVector.fromArray(I, places, from + j);
            none.blend(v, place.compare(VectorOperators.EQ, 0))
                    .reinterpretAsFloats()
                    .intoArray(y, y0 + j);
            none.blend(v, place.compare(VectorOperators.EQ, 1))
                    .reinterpretAsFloats()
                    .intoArray(y, y1 + j);
            none.blend(v, place.compare(VectorOperators.EQ, 2))
                    .reinterpretAsFloats()
                    .intoArray(y, y2 + j);
            none.blend(v, place.compare(VectorOperators.EQ, 3))
                    .reinterpretAsFloats()
                    .intoArray(y, y3 + j);
        }
    }

    private static void add(int end, float[] x, int[] places, int from, float[] y, int y0, int y1, int y2, int y3) {
        IntVector none = IntVector.zero(I);
        for (int j = 0; j < end; j += L) {
            IntVector v = FloatVector.fromArray(S, x, from + j).reinterpretAsInts();
            IntVector place = IntVector.fromArray(I, places, from + j);
            FloatVector a = none.blend(v, place.compare(VectorOperators.EQ, 0)).reinterpretAsFloats();
            a.add(FloatVector.fromArray(S, y, y0 + j)).intoArray(y, y0 + j);
            FloatVector b = none.blend(v, place.compare(VectorOperators.EQ, 1)).reinterpretAsFloats();
            b.add(FloatVector.fromArray(S, y, y1 + j)).intoArray(y, y1 + j);
            FloatVector c = none.blend(v, place.compare(VectorOperators.EQ, 2)).reinterpretAsFloats();
            c.add(FloatVector.fromArray(S, y, y2 + j)).intoArray(y, y2 + j);
            FloatVector d = none.blend(v, place.compare(VectorOperators.EQ, 3)).reinterpretAsFloats();
            d.add(FloatVector.fromArray(S, y, y3 + j)).intoArray(y, y3 + j);
        }
    }
}
