package org.nnc.compiler.diagnostics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class Suggest {
    /** Longer names are compared by their beginning only. */
    private static final int LONGEST = 200;

    private Suggest() {}

    /**
     * The candidate nearest to a name, where one is near enough: at most one slip in three letters (a letter changed,
     * lost, added, or two neighbours swapped; capitals count less), the first of equals.
     */
    public static Optional<String> nearest(String name, Collection<String> candidates) {
        String best = null;
        double least = limit(name);
        for (String candidate : candidates) {
            if (candidate.equals(name) || Math.abs(candidate.length() - name.length()) > least) continue;
            double distance = distance(name, candidate);
            if (distance < least || distance == least && best == null) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The candidates most like a name, however far: first those that hold it or stand in it, then by slips. */
    public static List<String> likest(String name, Collection<String> candidates, int most) {
        String lower = name.toLowerCase(Locale.ROOT);
        List<String> all = new ArrayList<>(candidates);
        all.sort(Comparator.comparing((String c) -> {
                    String other = c.toLowerCase(Locale.ROOT);
                    return !other.contains(lower) && !lower.contains(other);
                })
                .thenComparing(c -> distance(name, c)));
        return all.subList(0, Math.min(most, all.size()));
    }

    private static double limit(String name) {
        // One letter names are indices: b for d is no likelier than any other, only B for b is.
        if (name.length() == 1) return 0.5;
        return Math.max(1, name.length() / 3);
    }

    /** Damerau-Levenshtein (optimal string alignment) plus half a slip for names that differ in capitals only. */
    private static double distance(String a, String b) {
        if (a.equalsIgnoreCase(b)) return 0.5;
        return slips(shorten(a).toLowerCase(Locale.ROOT), shorten(b).toLowerCase(Locale.ROOT));
    }

    private static String shorten(String name) {
        return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    }

    private static int slips(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) d[i][0] = i;
        for (int j = 0; j <= b.length(); j++) d[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
        return d[a.length()][b.length()];
    }
}
