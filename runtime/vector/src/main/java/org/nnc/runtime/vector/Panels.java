package org.nnc.runtime.vector;

import org.nnc.runtime.Scratch;

/**
 * Large contractions for either element type {@code T}, an array: blocks of the factors are copied, so that a tile reads one
 * element after the other of either. It has four rows by four vectors where there are 32 registers, and by three where there are
 * 16; rows of A are read as they lie if their elements are adjacent, else interleaved.
 *
 * <p>Where B has adjacent columns and few rows of A meet it, it is read as it lies: copying it would take longer than it saves.
 *
 * <p>A strip of B stays in the first-level cache while it meets all rows of a block of A; the steps inside a tile are
 * constants, which spares it most checks of bounds. Every element is summed in the order of k, whatever the blocks.
 */
abstract class Panels<T> extends Copies<T> {
    /** Rows of the highest tile: where neither factor is copied and there are few registers. */
    private static final int SIX = 6;

    /** What the transposition of an element costs in multiplications of vectors where those are short. */
    private static final long TURN = 2;

    /** Up to so many rows of A, B is not copied if its columns are adjacent. */
    private static final int FEW = 64;

    /** The same where its rows take each other's place in the first-level cache. */
    private static final int FEWER = 31;

    /** So many rows of a strip at most stay in that cache, if no two of them have the same place. */
    private static final int CACHED = 128;

    /** Fewer at once do not pay for the sums that are loaded and stored for them. */
    private static final int LEAST_DEPTH = 64;

    /** The same where there are few registers: tiles of copies are faster there by more. */
    private static final int VERY_FEW = 24;

    /** Vectors of the widest tile, which has no more sums than the registers hold beside the factors. */
    private final int wide;

    /** At most so many k at once: a strip of B that deep takes less than the first-level cache, and less where k is cut evenly. */
    private final int depth;

    /** The same where B is not copied. */
    private final int straightDepth;

    /** At most so many rows of A at once: in that depth they take part of the second-level cache. */
    private final int height;

    /** At most so many vectors of B at once. */
    private final int width;

    Panels(int lanes, int wide, int depth, int straightDepth, int height, int width) {
        super(lanes);
        this.wide = wide;
        this.depth = depth;
        this.straightDepth = straightDepth;
        this.height = height;
        this.width = width;
    }

    /** Whether there are registers for 16 sums, else for 12. */
    final boolean many() {
        return wide > 3;
    }

    /**
     * The rows of the next tile. Where there are few registers six pay only where neither factor is copied: sixteen are two of six
     * and one of four.
     */
    private int high(int left, boolean straight, boolean asItLies) {
        return many() || !straight || !asItLies || left <= 4 || left == 7 || left == 8 ? ROWS : SIX;
    }

    /** Vectors of the widest tile: with few registers three are for copies of B. */
    private int wide(boolean straight) {
        return many() || !straight ? wide : wide - 1;
    }

    private static boolean asItLies(int ar, int ac) {
        return ac == 1 && ar > 0;
    }

    /** Whether B is read as it lies. */
    private boolean straight(int m, int br, int bc) {
        return bc == 1 && br > 0 && m <= (!many() ? VERY_FEW : cached(br) < LEAST_DEPTH ? FEWER : FEW);
    }

    /** Rows of a strip of a B as it lies that stay in the first-level cache: distances of great powers of two share places. */
    private int cached(int br) {
        return CACHED / Math.max(1, Integer.lowestOneBit(br) / (wide * lanes));
    }

    /** At most so many k at once of a B as it lies; rows without a gap follow each other quickly enough, however many. */
    private int straightDepth(int br) {
        int cached = cached(br);
        return many() && br != wide * lanes && cached >= LEAST_DEPTH ? cached : straightDepth;
    }

    /**
     * What a contraction costs in multiplications of vectors by a plain tile, which a tile of a panel does in half of the time
     * or little less, and the copies.
     */
    final long cost(int m, int n, int k, int ar, int ac, int br, int bc) {
        long vectors = (n + lanes - 1L) / lanes;
        long elements = (long) k * n;
        long copyOfA = ac == 1 ? 0 : (long) m * k * (ar == 1 ? 1 : 4) / 2;
        if (!straight(m, br, bc)) {
            return vectors * whole(m, ROWS) * k / 2 + copyOfA + (bc == 1 ? elements / 2 : TURN * elements);
        }
        if (many()) return vectors * whole(m, ROWS) * k / 2 + copyOfA;
        // Six rows as they lie, four interleaved.
        return vectors * (ac == 1 ? Math.max(4, whole(m, 2)) * 4 : whole(m, 4) * 5) * k / 6 + copyOfA;
    }

    /**
     * What it costs if instead the transposed product is made, C' = B' A', and copied into C. It pays where rows of a large B
     * become those of A, which are read as they lie.
     */
    final long turned(int m, int n, int k, int ar, int ac, int br, int bc) {
        return br != 1 ? Long.MAX_VALUE : cost(n, m, k, bc, br, ac, ar) + TURN * m * n;
    }

    /** Elements of the scratch array that {@link #gemm} takes. */
    final int size(int m, int n, int k, int br, int bc) {
        int deep = part(k, straight(m, br, bc) ? straightDepth(br) : depth);
        return deep * (across(n) + rowsAtOnce(m)) + SIX * wide * lanes;
    }

    /**
     * {@code C[i,j] = sum(p) A[i,p]*B[p,j]}, or {@code +=}; no size is 0. By several threads where that pays.
     *
     * @param first what is added to every row of C besides, {@code first[fo + j]}, or null; C is not added to then
     * @param used elements of the scratch array that are in use already
     */
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
            T first,
            int fo,
            T c,
            int co,
            int cr,
            boolean add,
            Scratch scratch,
            int used) {
        shared(m, n, k, a, ao, ar, ac, b, null, n, bo, br, bc, first, fo, c, co, cr, add, scratch, used);
    }

    /** {@code C[i,g*n + j] = sum(p) A[i,p]*b[bo + g*bg + rows[p] + j]}, or {@code +=}; the same otherwise. */
    final void gemm(
            int groups,
            int m,
            int n,
            int k,
            T a,
            int ao,
            int ar,
            int ac,
            T b,
            int[] rows,
            int bo,
            int bg,
            T c,
            int co,
            int cr,
            boolean add,
            Scratch scratch) {
        shared(m, groups * n, k, a, ao, ar, ac, b, rows, n, bo, bg, 1, null, 0, c, co, cr, add, scratch, 0);
    }

    private void shared(
            int m,
            int n,
            int k,
            T a,
            int ao,
            int ar,
            int ac,
            T b,
            int[] rows,
            int group,
            int bo,
            int br,
            int bc,
            T first,
            int fo,
            T c,
            int co,
            int cr,
            boolean add,
            Scratch scratch,
            int used) {
        if (!scratch.shares(m, (long) m * n * k)) {
            part(m, n, k, a, ao, ar, ac, b, rows, group, bo, br, bc, first, fo, c, co, cr, add, scratch, used);
            return;
        }
        scratch.share(m, (from, to, own) -> {
            int rowsOfA = ao + from * ar;
            int rowsOfC = co + from * cr;
            part(
                    to - from, n, k, a, rowsOfA, ar, ac, b, rows, group, bo, br, bc, first, fo, c, rowsOfC, cr, add,
                    own, 0);
        });
    }

    /**
     * @param table where the rows of B begin if they are no distance apart, else null
     * @param group with a table, how many columns lie side by side
     * @param br the distance of the rows of B; with a table, of its groups of columns
     */
    private void part(
            int m,
            int n,
            int k,
            T a,
            int ao,
            int ar,
            int ac,
            T b,
            int[] table,
            int group,
            int bo,
            int br,
            int bc,
            T first,
            int fo,
            T c,
            int co,
            int cr,
            boolean add,
            Scratch scratch,
            int used) {
        boolean straight = table == null && straight(m, br, bc);
        boolean asItLies = asItLies(ar, ac);
        boolean late = table == null && br > 0 && bc == 1 && !straight;
        int most = wide(straight) * lanes;
        int deep = part(k, straight ? straightDepth(br) : depth);
        int high = rowsAtOnce(m);
        int across = across(n);
        int copyOfA = used + deep * (straight ? wide * lanes : across);
        int corner = copyOfA + deep * high;
        int rowOfB = straight ? br : 0;
        T start = first == null ? zeros() : first;
        T work = array(scratch, corner + SIX * wide * lanes);
        for (int j = 0; j < n; j += across) {
            int columns = Math.min(across, n - j);
            for (int p = 0; p < k; p += deep) {
                int steps = Math.min(deep, k - p);
                int from = bo + p * br + j * bc;
                if (table == null) copyB(columns, steps, b, from, br, bc, work, used, most, straight, late);
                else copyTable(j, columns, steps, b, bo, br, group, table, p, work, used, most);
                for (int i = 0; i < m; i += high) {
                    int many = Math.min(high, m - i);
                    if (!asItLies) copyA(many, steps, a, ao + i * ar + p * ac, ar, ac, work, copyOfA);
                    // The rows of A as a tile reads them, and what its sums start from.
                    T u = asItLies ? a : work;
                    int uo = asItLies ? ao + i * ar + p : copyOfA;
                    int ur = asItLies ? ar : 0;
                    int later = late && i == 0 ? br : 0;
                    int to = co + i * cr + j;
                    boolean more = add || p > 0;
                    T s = more ? c : start;
                    int so = more ? to : fo + j;
                    int sr = more ? cr : 0;
                    tiles(
                            most, many, columns, steps, u, uo, ur, b, from, rowOfB, later, work, used, corner, s, so,
                            sr, c, to, cr);
                }
            }
        }
    }

    /** A multiple of the rows of every tile. */
    private int rowsAtOnce(int m) {
        return whole(part(m, height), 3 * block);
    }

    private int across(int n) {
        return whole(part((n + lanes - 1) / lanes, width), many() ? wide : 2 * wide) * lanes;
    }

    /** The size of the parts if a size is cut evenly into as few as the limit allows. */
    private static int part(int size, int limit) {
        int parts = (size + limit - 1) / limit;
        return (size + parts - 1) / parts;
    }

    private static int whole(int size, int unit) {
        return (size + unit - 1) / unit * unit;
    }

    /** Columns of the next strip, so many at most; of copies no single vector is left, of a B as it lies few registers have one tile. */
    @Override
    final int strip(int columns, int most, boolean straight) {
        if (straight && !many()) return most;
        int whole = whole(columns, lanes);
        return !straight && whole == most + lanes ? most - lanes : Math.min(whole, most);
    }

    @Override
    final boolean copies(int vectors) {
        return vectors == wide;
    }

    /**
     * @param most columns of a tile
     * @param ar the distance of the rows of A where they are read as they lie, else 0
     * @param br the distance of the rows of B where it is read as it lies, else 0
     * @param later the same where the first tile of a strip copies it, else 0
     * @param s what the sums start from, {@code s[so + i*sr + j]}, or zeros
     */
    private void tiles(
            int most,
            int m,
            int columns,
            int steps,
            T a,
            int ao,
            int ar,
            T b,
            int bo,
            int br,
            int later,
            T work,
            int strip,
            int corner,
            T s,
            int so,
            int sr,
            T c,
            int co,
            int cr) {
        boolean isZero = s == zeros();
        for (int j = 0; j < columns; ) {
            int wide = strip(columns - j, most, br > 0);
            int vectors = wide / lanes;
            int used = Math.min(wide, columns - j);
            boolean direct = direct(br > 0, wide, used);
            T from = direct ? b : work;
            int at = direct ? bo + j : strip;
            int distance = direct ? br : br > 0 && !many() ? wide : 0;
            for (int i = 0, high; i < m; i += high) {
                high = high(m - i, br > 0, ar > 0);
                int row = ao + (ar > 0 ? i * ar : i / block * block * steps + i % block);
                int there = Math.min(high, m - i);
                int to = co + i * cr + j;
                int start = isZero ? 0 : so + i * sr + j;
                if (i == 0 && later > 0 && used == wide && copies(vectors)) {
                    copying(
                            steps,
                            a,
                            row,
                            ar > 0 ? ar : 1,
                            ar > 0 ? 1 : block,
                            b,
                            bo + j,
                            later,
                            work,
                            strip,
                            c,
                            to,
                            cr,
                            s,
                            start,
                            sr);
                    continue;
                }
                if (there == high && used == wide) {
                    tile(high, there, vectors, steps, a, row, ar, from, at, distance, c, to, cr, s, start, sr);
                    continue;
                }
                // At an edge a stand-in of C takes the whole tile, what is beyond the edge with it.
                T t = isZero ? s : work;
                int tr = isZero ? 0 : wide;
                if (!isZero) {
                    copyRows(there, used, s, start, sr, work, corner, wide);
                    start = corner;
                }
                tile(high, there, vectors, steps, a, row, ar, from, at, distance, work, corner, wide, t, start, tr);
                copyRows(there, used, work, corner, wide, c, to, cr);
            }
            if (!direct) strip += steps * wide;
            j += wide;
        }
    }

    /**
     * {@code C[i,j] = s[so + i*sr + j] + sum(p) A[i,p]*b[bo + p*vectors*lanes + j]}; A[i,p] is at {@code ao + ar*i + p}, or if A
     * is interleaved at {@code ao + high*p + i}.
     *
     * @param there rows that A has; another one stands in for what is beyond
     * @param ar the distance of the rows of A if they are read as they lie, else 0
     * @param br the distance of the rows of B if it is read as it lies, else 0
     */
    abstract void tile(
            int high,
            int there,
            int vectors,
            int k,
            T a,
            int ao,
            int ar,
            T b,
            int bo,
            int br,
            T c,
            int co,
            int cr,
            T s,
            int so,
            int sr);

    /** Zeros for every vector of a tile. */
    abstract T zeros();

    /**
     * The widest tile, which also copies its strip of B to {@code to[at + p*vectors*lanes + j]}.
     *
     * @param ar from a row of A to the next
     * @param step from an element of a row of A to the next
     */
    abstract void copying(
            int k,
            T a,
            int ao,
            int ar,
            int step,
            T b,
            int bo,
            int br,
            T to,
            int at,
            T c,
            int co,
            int cr,
            T s,
            int so,
            int sr);
}
