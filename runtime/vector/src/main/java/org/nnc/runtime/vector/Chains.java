package org.nnc.runtime.vector;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.nnc.runtime.Scratch;

/**
 * Rows of B by a table, each in groups of columns at one distance, of which some are others, a group further on: the rows of a
 * window. Copied group by group such rows lie in one another, so that every group is copied once and the columns of all groups
 * are adjacent. Made once for a table.
 */
final class Chains {
    private static final int[] NONE = {};

    /** So many tables an array may hold by turns; of more nothing is remembered, and none has chains. */
    private static final int MOST = 8;

    private final int[] table;
    private final int distance;
    private final int groups;
    private final int columns;

    /** Another table that the same array held. */
    private final Chains next;

    /** Where each row begins in the copy. */
    final int[] rows;

    /** Where each group of the copy is from; empty if no row is another. */
    final int[] starts;

    private Chains(int[] table, int distance, int groups, int columns, Chains next) {
        this.next = next;
        this.table = table;
        this.distance = distance;
        this.groups = groups;
        this.columns = columns;
        rows = new int[table.length];
        starts = starts();
    }

    /** Null where an array has held too many tables. */
    static Chains of(int k, int[] table, int distance, int groups, int columns, Scratch scratch) {
        @SuppressWarnings("unchecked")
        Map<int[], Chains> all = (Map<int[], Chains>) scratch.memo(IdentityHashMap::new);
        Chains first = all.get(table);
        int tables = 0;
        for (Chains c = first; c != null; c = c.next) {
            if (c.distance == distance
                    && c.groups == groups
                    && c.columns == columns
                    && Arrays.equals(c.table, 0, c.table.length, table, 0, k)) return c;
            tables++;
        }
        if (tables >= MOST) return null;
        Chains made = new Chains(Arrays.copyOf(table, k), distance, groups, columns, first);
        all.put(table, made);
        return made;
    }

    private int[] starts() {
        int k = table.length;
        int lag = 1;
        while (lag < k && table[lag] - table[0] != distance) lag++;
        if (lag >= k) return NONE;
        int[] followers = new int[k];
        int all = 0;
        for (int p = k - 1; p >= 0; p--) {
            if (p + lag < k && isFollower(p + lag, lag)) followers[p] = followers[p + lag] + 1;
            if (p < lag || !isFollower(p, lag)) all += groups + followers[p];
        }
        int[] from = new int[all];
        int at = 0;
        for (int p = 0; p < k; p++) {
            if (p >= lag && isFollower(p, lag)) {
                rows[p] = rows[p - lag] + columns;
                continue;
            }
            rows[p] = at * columns;
            for (int i = 0; i < groups + followers[p]; i++) from[at++] = table[p] + i * distance;
        }
        return from;
    }

    private boolean isFollower(int p, int lag) {
        return table[p] - table[p - lag] == distance;
    }
}
