package org.nnc.runtime.vector;

import org.nnc.runtime.Scratch;

/**
 * How a contraction is cut into tiles, for either element type {@code T}, an array.
 *
 * <p>Elements of A are broadcast, rows of B and C are vectors; a table says where each row of B begins. Where the columns
 * of B are not adjacent, one operand is transposed, the smallest, or the sums go along adjacent elements of both: whichever
 * takes least. An element is summed in the order of k, or by lanes in that last case and in products with a vector; which,
 * depends on the sizes and strides only. Nothing here is in an inner loop.
 */
abstract class Contraction<T> extends Tiles<T> {
    /** Rows of B that a packed panel holds: with the widest tile it stays in the first-level cache. */
    private static final int DEPTH = 256;

    /** From this many elements of B on it does not stay in the second-level cache and is packed, if used often enough. */
    private static final int LARGE = 1 << 18;

    /** What the sum over the lanes of a vector costs, and the transposition of an element, in multiplications of vectors. */
    private static final int LANE_SUM = 24;

    private static final int MOVE = 4;

    /** Below this many multiplications both factors are never copied. */
    private static final int SMALL = 1 << 15;

    /** So many elements of B stay in the first-level cache. */
    private static final int CACHED = 1 << 13;

    /** From so many rows of C on, columns that fill no two vectors are copied. */
    private static final int COPIED_ODD = 64;

    /** Below so many rows of C the tiles of a panel do not pay for a B that stays in that cache: a call of them takes longer. */
    private static final int FEW = 32;

    /** From so many rows of C on, rows of B by a table are copied where there are few registers. */
    private static final int COPIED_ROWS = 16;

    /** Groups of columns narrower than so many vectors are one product. */
    private static final int NARROW = 8;

    /** What the copy of a vector from several groups costs, in multiplications of vectors. */
    private static final int COPY = 4;

    /** From so many rows of C on; fewer would meet the copies too seldom. */
    private static final int TOGETHER = 4;

    private final int lanes;

    /** Columns of the widest tile: four vectors where there are registers for sixteen sums, else two. */
    private final int wide;

    private final int[] panelRows;

    /** Whether there are registers for more than twelve sums. */
    private final boolean many;

    private final Panels<T> panels;

    Contraction(int lanes, Panels<T> panels) {
        this.lanes = lanes;
        this.panels = panels;
        this.many = panels.many();
        this.wide = (many ? 4 : 2) * lanes;
        panelRows = new int[DEPTH];
        for (int p = 0; p < DEPTH; p++) panelRows[p] = p * wide;
    }

    /**
     * {@code C[i,j] = sum(p) A[i,p]*B[p,j]}, or {@code +=}.
     *
     * @param first what is added to every row of C besides, {@code first[fo + j]}, or null; C is not added to then
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
            Scratch scratch) {
        if (m <= 0 || n <= 0) return;
        if (k == 1 && bc == 1) {
            if (first != null) addRows(m, n, first, fo, 0, c, co, cr, false);
            outer(m, n, a, ao, ar, b, bo, c, co, cr, add || first != null);
            return;
        }
        long straight = (long) k * n * MOVE + vectors(n) * m * k;
        long turned = (2L * m * n + (ar == 1 ? 0 : (long) m * k)) * MOVE + vectors(m) * n * k;
        // Both as measured.
        long along = ac == 1 && br == 1
                ? (long) m * n * (many ? k / lanes * 3 / 4 + LANE_SUM / 2 : k / lanes * 3 / 2 + LANE_SUM)
                : Long.MAX_VALUE;
        long least = bc == 1 ? vectors(n) * m * k : Math.min(along, Math.min(straight, turned));
        // The columns of A and the rows of B are adjacent: a copy of A would meet one strip of B.
        boolean upright = many && ar == 1 && bc == 1 && n <= wide;
        // What a panel does not do better; for it columns that fill no two vectors are copied.
        boolean unfit = m < FEW || n <= lanes || n % (2 * lanes) > 0 && m < COPIED_ODD;
        boolean small = (long) m * n * k < SMALL || many && bc == 1 && (long) k * n <= CACHED && unfit;
        boolean large = !small && !upright;
        long copied = large ? panels.cost(m, n, k, ar, ac, br, bc) : Long.MAX_VALUE;
        long over = large && bc != 1 ? panels.turned(m, n, k, ar, ac, br, bc) : Long.MAX_VALUE;
        if (copied < least && copied <= over) {
            panels.gemm(m, n, k, a, ao, ar, ac, b, bo, br, bc, first, fo, c, co, cr, add, scratch, 0);
            return;
        }
        if (first != null) addRows(m, n, first, fo, 0, c, co, cr, false);
        boolean more = add || first != null;
        if (over < least) {
            T work = array(scratch, n * m + panels.size(n, m, k, ac, ar));
            panels.gemm(n, m, k, b, bo, bc, br, a, ao, ac, ar, null, 0, work, 0, m, false, scratch, n * m);
            addTransposed(m, n, work, 0, m, c, co, cr, more);
        } else if (n == 1 && ac == 1 && br == 1) {
            dots(1, m, k, b, bo, 0, a, scratch.rows(m, ar), ao, c, co, 0, cr, more);
        } else if (bc == 1) {
            upright(m, n, k, a, ao, ar, ac, b, scratch.rows(k, br), bo, br, c, co, cr, more, scratch, 0);
        } else {
            if (along <= Math.min(straight, turned)) {
                dots(m, n, k, a, ao, ar, b, scratch.rows(n, bc), bo, c, co, cr, 1, more);
            } else if (straight <= turned) {
                T packed = array(scratch, k * n + edge(m, k));
                transpose(k, n, b, bo, br, bc, packed, 0, n);
                upright(m, n, k, a, ao, ar, ac, packed, scratch.rows(k, n), 0, n, c, co, cr, more, scratch, k * n);
            } else {
                turned(m, n, k, a, ao, ar, ac, b, bo, br, bc, c, co, cr, more, scratch);
            }
        }
    }

    /** {@code C[i,g,j] = sum(p) A[i,p]*b[bo + g*bg + rows[p] + j]}, or {@code +=}. */
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
            int bo,
            int bg,
            int[] rows,
            T c,
            int co,
            int cg,
            int cr,
            boolean add,
            Scratch scratch) {
        if (m <= 0 || n <= 0) return;
        boolean isRow = groups > 1 && cg == n;
        // A tile of a single vector loads as much as it multiplies.
        long direct = vectors(n) * groups * m * (n <= lanes ? 3 : 2) / 2;
        boolean isOne = isRow
                && n < NARROW * lanes
                && m >= TOGETHER
                && k > 0
                && (!many && m >= COPIED_ROWS || direct > vectors(groups * n) * (m + COPY));
        boolean isCopied = isOne || !many && m >= COPIED_ROWS && n >= 2 * lanes && k > 0;
        if (many && isRow && n % lanes > 0 && n < NARROW * lanes && m >= TOGETHER && k > 1) {
            Chains chains = Chains.of(k, rows, bg, groups, n, scratch);
            int copies = chains == null ? 0 : chains.starts.length;
            long chained = vectors(groups * n) * m * k + copies * vectors(n) * COPY;
            if (copies > 0 && chained < Math.min(direct, vectors(groups * n) * (m + COPY)) * k) {
                int used = copies * n + lanes;
                T work = array(scratch, used + edge(m, k));
                panels.copyEach(copies, n, b, bo, chains.starts, work);
                upright(m, groups * n, k, a, ao, ar, ac, work, chains.rows, 0, 0, c, co, cr, add, scratch, used);
                return;
            }
        }
        if (isCopied) {
            for (int g = 0; g < groups; g += isOne ? groups : 1) {
                int bi = bo + g * bg;
                int ci = co + g * cg;
                panels.gemm(isOne ? groups : 1, m, n, k, a, ao, ar, ac, b, rows, bi, bg, c, ci, cr, add, scratch);
            }
            return;
        }
        int whole = (int) vectors(n) * lanes;
        // What of whole vectors is too much, the next groups write over, so far as B has it.
        int over = isRow && !add ? groups - (whole + n - 1) / n : -1;
        int room = length(b) - whole - bo;
        for (int p = 0; p < k && over >= 0; p++) room = Math.min(room, length(b) - whole - bo - rows[p]);
        for (int g = 0; g < groups; g++) {
            int columns = g <= over && g * bg <= room ? whole : n;
            upright(m, columns, k, a, ao, ar, ac, b, rows, bo + g * bg, 0, c, co + g * cg, cr, add, scratch, 0);
        }
    }

    /** {@code C[i,j] = sum(p) a[ao + i*ar + p]*b[bo + rows[j] + p]}, or {@code +=}. */
    final void dots(
            int m,
            int n,
            int k,
            T a,
            int ao,
            int ar,
            T b,
            int[] rows,
            int bo,
            T c,
            int co,
            int cr,
            int cc,
            boolean add) {
        int i = 0;
        for (; i + 4 <= m; i += 4) {
            int j = 0;
            for (; j + 2 <= n; j += 2) {
                dots4x2(k, a, ao + i * ar, ar, b, bo + rows[j], bo + rows[j + 1], c, co + i * cr + j * cc, cr, cc, add);
            }
            for (; j < n; j++) {
                for (int r = i; r < i + 4; r++)
                    dots1x1(k, a, ao + r * ar, b, bo + rows[j], c, co + r * cr + j * cc, add);
            }
        }
        for (; i < m; i++) {
            int j = 0;
            if (!add && k % lanes == 0) {
                j = n - n % 4;
                dotsWhole(j, k, a, ao + i * ar, b, bo, rows, c, co + i * cr, cc);
            }
            for (; j + 4 <= n; j += 4) dots1x4(k, a, ao + i * ar, b, bo, rows, j, c, co + i * cr + j * cc, cc, add);
            for (; j < n; j++) dots1x1(k, a, ao + i * ar, b, bo + rows[j], c, co + i * cr + j * cc, add);
        }
    }

    private long vectors(int n) {
        return (n + lanes - 1) / lanes;
    }

    /** The transposed product: C' = B' A', whose columns are those of A' and are made adjacent where they are not. */
    private void turned(
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
        int used = n * m + (ar == 1 ? 0 : k * m);
        T work = array(scratch, used + edge(n, k));
        if (ar == 1) {
            upright(n, m, k, b, bo, bc, br, a, scratch.rows(k, ac), ao, ac, work, 0, m, false, scratch, used);
        } else {
            transpose(k, m, a, ao, ac, ar, work, n * m, m);
            upright(n, m, k, b, bo, bc, br, work, scratch.rows(k, m), n * m, m, work, 0, m, false, scratch, used);
        }
        addTransposed(m, n, work, 0, m, c, co, cr, add);
    }

    /** The elements that {@link #rows} may need beyond what its caller uses. */
    private int edge(int m, int k) {
        return Math.max((many ? lanes : 2 * lanes) * (k + m), DEPTH * wide);
    }

    /** By several threads, each with rows of its own, where the scratch memory has them and the work is large. */
    private void upright(
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
            int br,
            T c,
            int co,
            int cr,
            boolean add,
            Scratch scratch,
            int used) {
        if (scratch.shares(m, (long) m * n * k)) {
            scratch.share(m, (from, to, own) -> {
                int rowsOfA = ao + from * ar;
                int rowsOfC = co + from * cr;
                rows(to - from, n, k, a, rowsOfA, ar, ac, b, rows, bo, br, c, rowsOfC, cr, add, own, 0);
            });
            return;
        }
        rows(m, n, k, a, ao, ar, ac, b, rows, bo, br, c, co, cr, add, scratch, used);
    }

    /**
     * @param br the distance of the rows of B if it is the same everywhere, else 0
     * @param used elements of the scratch array that are in use already
     */
    private void rows(
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
            int br,
            T c,
            int co,
            int cr,
            boolean add,
            Scratch scratch,
            int used) {
        int j = 0;
        if (m == 1) {
            for (; j + 8 * lanes <= n; j += 8 * lanes) {
                tile1x8(k, a, ao, ar, ac, b, rows, bo + j, c, co + j, cr, add);
            }
        } else if (br > 0 && (long) k * n >= LARGE && m >= 64) {
            T panel = array(scratch, used + edge(m, k));
            for (; j + wide <= n; j += wide) {
                for (int p = 0; p < k; p += DEPTH) {
                    int depth = Math.min(DEPTH, k - p);
                    for (int q = 0; q < depth; q++) {
                        System.arraycopy(b, bo + rows[p + q] + j, panel, used + q * wide, wide);
                    }
                    boolean more = add || p > 0;
                    block(m, depth, a, ao + p * ac, ar, ac, panel, panelRows, used, c, co + j, cr, more);
                }
            }
        }
        // Nine sums instead of eight, and no strip of a single vector.
        if (m % 3 == 0 && (n - j) / lanes % 2 > 0 && n - j > 2 * lanes) {
            for (int i = 0; i < m; i += 3)
                tile3x3(k, a, ao + i * ar, ar, ac, b, rows, bo + j, c, co + i * cr + j, cr, add);
            j += 3 * lanes;
        }
        for (; j + wide <= n; j += wide) block(m, k, a, ao, ar, ac, b, rows, bo + j, c, co + j, cr, add);
        for (; j + 2 * lanes <= n; j += 2 * lanes) two(m, k, a, ao, ar, ac, b, rows, bo + j, c, co + j, cr, add);
        // Two vectors at once, though the second is not full, are faster where a tile of one has too few sums.
        if (many || j + lanes == n) {
            for (; j + lanes <= n; j += lanes) one(m, k, a, ao, ar, ac, b, rows, bo + j, c, co + j, cr, add);
        }
        if (j < n) rest(m, n - j, k, a, ao, ar, ac, b, rows, bo + j, c, co + j, cr, add, scratch, used);
    }

    /**
     * Fewer columns than a vector, or two, has lanes: the tile reads beyond them, which does no harm, and writes to a stand-in of C.
     * Only rows of B whose reading would leave the array are copied.
     */
    private void rest(
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
            T c,
            int co,
            int cr,
            boolean add,
            Scratch scratch,
            int used) {
        T work = array(scratch, used + edge(m, k));
        int width = n > lanes ? 2 * lanes : lanes;
        int last = length(b) - width - bo;
        int inside = 0;
        while (inside < k && rows[inside] <= last) inside++;
        int copies = used + width * m;
        if (inside > 0 || k == 0) {
            columns(width, m, inside, a, ao, ar, ac, b, rows, bo, work, used, false);
        }
        if (inside < k) {
            int[] packed = scratch.laneRows(k - inside, width);
            for (int p = inside; p < k; p++) {
                System.arraycopy(b, bo + rows[p], work, copies + (p - inside) * width, n);
            }
            columns(width, m, k - inside, a, ao + inside * ac, ar, ac, work, packed, copies, work, used, inside > 0);
        }
        addRows(m, n, work, used, width, c, co, cr, add);
    }

    private void columns(
            int width, int m, int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, boolean add) {
        if (width == lanes) one(m, k, a, ao, ar, ac, b, rows, bo, c, co, width, add);
        else two(m, k, a, ao, ar, ac, b, rows, bo, c, co, width, add);
    }

    private void block(
            int m, int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add) {
        if (wide == 2 * lanes) {
            two(m, k, a, ao, ar, ac, b, rows, bo, c, co, cr, add);
            return;
        }
        int i = 0;
        if (m % 4 == 2 && m > 2) {
            tile6x4(k, a, ao, ar, ac, b, rows, bo, c, co, cr, add);
            i = 6;
        }
        for (; i + 4 <= m; i += 4) tile4x4(k, a, ao + i * ar, ar, ac, b, rows, bo, c, co + i * cr, cr, add);
        for (; i + 2 <= m; i += 2) tile2x4(k, a, ao + i * ar, ar, ac, b, rows, bo, c, co + i * cr, cr, add);
        for (; i < m; i++) tile1x4(k, a, ao + i * ar, ar, ac, b, rows, bo, c, co + i * cr, cr, add);
    }

    private void two(
            int m, int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add) {
        int i = 0;
        // Eight rows are twice four; where there are many registers six are for what fours leave.
        for (; i + 6 <= m && (many ? (m - i) % 4 == 2 : i + 8 != m); i += 6) {
            tile6x2(k, a, ao + i * ar, ar, ac, b, rows, bo, c, co + i * cr, cr, add);
        }
        for (; i + 4 <= m; i += 4) tile4x2(k, a, ao + i * ar, ar, ac, b, rows, bo, c, co + i * cr, cr, add);
        for (; i < m; i++) tile1x2(k, a, ao + i * ar, ar, ac, b, rows, bo, c, co + i * cr, cr, add);
    }

    private void one(
            int m, int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add) {
        int i = 0;
        for (; i + 8 <= m; i += 8) tile8x1(k, a, ao + i * ar, ar, ac, b, rows, bo, c, co + i * cr, cr, add);
        for (; i + 4 <= m; i += 4) tile4x1(k, a, ao + i * ar, ar, ac, b, rows, bo, c, co + i * cr, cr, add);
        for (; i < m; i++) tile1x1(k, a, ao + i * ar, ar, ac, b, rows, bo, c, co + i * cr, cr, add);
    }
}
