package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;

/**
 * An expression whose names are resolved, with reductions inside it; functions are expanded, whole tensors have their
 * indices. Ranges and types are found on terms, then they are lowered to equations.
 */
sealed interface Term {
    /** A literal or a size. */
    record Value(Expr expr) implements Term {}

    record Idx(Span span, Var var) implements Term {}

    record Access(Span span, Symbol symbol, List<Term> at, Optional<Term> otherwise) implements Term {}

    /** Several indices in one position. */
    record Group(Grouped of) implements Term {}

    record Apply(Span span, Primitive op, List<Term> args) implements Term {}

    /**
     * {@code uniform()} or {@code normal()} as it stands in the text.
     *
     * @param site which one it is in the model: each draws on its own
     * @param around the indices in whose scope it stands, beside the free ones: a draw for each of their values
     */
    record Draw(Span span, Primitive op, int site, List<Var> around) implements Term {}

    /** {@code op} is the word of the language; no body for {@code count}. */
    record Reduce(Span span, String op, List<Var> binders, Optional<Term> where, Optional<Term> body) implements Term {}

    /** A value that the text names: computed once where it is used more than once. */
    final class Shared implements Term {
        final Span span;
        final Term value;
        int uses;

        Shared(Span span, Term value) {
            this.span = span;
            this.value = value;
        }
    }

    /** {@code edge}, {@code wrap} or {@code reflect} in the place of a default. */
    record Border(String mode) implements Term {}

    /** Stands where an error was reported. */
    record Poison() implements Term {}

    Term POISON = new Poison();

    /** The immediate parts in order of the text. */
    default List<Term> parts() {
        List<Term> parts = new ArrayList<>();
        if (this instanceof Access a) {
            parts.addAll(a.at);
            a.otherwise.ifPresent(parts::add);
        } else if (this instanceof Group g) {
            g.of.members.forEach(m -> parts.add(new Idx(m.span, m.var)));
        } else if (this instanceof Apply a) {
            parts.addAll(a.args);
        } else if (this instanceof Reduce r) {
            for (Var v : r.binders) {
                v.from.ifPresent(parts::add);
                v.to.ifPresent(parts::add);
            }
            r.where.ifPresent(parts::add);
            r.body.ifPresent(parts::add);
        } else if (this instanceof Shared s) {
            parts.add(s.value);
        }
        return parts;
    }

    /** What stands behind names that are used once. */
    default Term bare() {
        Term t = this;
        while (t instanceof Shared s && (s.uses <= 1 || isLeaf(s.value))) t = s.value;
        return t;
    }

    /** Whether a copy costs nothing. */
    static boolean isLeaf(Term t) {
        if (t instanceof Value || t instanceof Idx || t instanceof Poison || t instanceof Shared) return true;
        if (t instanceof Access a)
            return a.otherwise.isEmpty() && a.at.stream().allMatch(p -> p instanceof Value || p instanceof Idx);
        return isShort(t, new int[] {8});
    }

    /** Whether it is arithmetic on indices and numbers only, of a few operations. */
    private static boolean isShort(Term t, int[] left) {
        if (--left[0] < 0) return false;
        if (t instanceof Value || t instanceof Idx) return true;
        boolean plain = t instanceof Apply a
                && (a.op.form() == Primitive.Form.SUM
                        || a.op.form() == Primitive.Form.PRODUCT
                        || a.op == Primitive.NEG);
        return plain && t.parts().stream().allMatch(p -> isShort(p, left));
    }
}
