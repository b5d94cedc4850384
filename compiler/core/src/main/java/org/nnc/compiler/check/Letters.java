package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.nnc.compiler.syntax.Tree;

/** Names for the indices that sugar leaves unwritten. */
final class Letters {
    private static final String FREE = "ijklmnpqrstuvwabcdefgh";

    private Letters() {}

    /** So many distinct names: those wished for as far as they go, then letters. */
    static List<String> of(List<String> wished, int count) {
        List<String> names = new ArrayList<>();
        for (String w : wished.subList(0, Math.min(count, wished.size()))) if (!names.contains(w)) names.add(w);
        while (names.size() < count) names.add(another(names));
        return names;
    }

    /** A letter that is not among the taken ones. */
    static String another(Collection<String> taken) {
        for (int n = 1; ; n++) {
            for (char c : FREE.toCharArray()) {
                String name = n == 1 ? String.valueOf(c) : c + String.valueOf(n);
                if (!taken.contains(name)) return name;
            }
        }
    }

    /** Index names after the dims of a declared shape: {@code real[B, D]} gives b, d. */
    static List<String> ofShape(List<Tree.Shape> shape) {
        List<String> names = new ArrayList<>();
        for (Tree.Shape s : shape) {
            boolean named = s instanceof Tree.ShapeExpr e
                    && e.expr() instanceof Tree.Name n
                    && n.name().isSimple();
            String name = named
                    ? ((Tree.Name) ((Tree.ShapeExpr) s).expr()).name().text().toLowerCase(Locale.ROOT)
                    : "";
            names.add(name.isEmpty() || names.contains(name) ? another(names) : name);
        }
        return names;
    }
}
