package org.nnc.compiler.check;

import java.util.Optional;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Index;

/** An index of one equation: where it is bound, and how far it runs once that is known. */
final class Var {
    final String name;
    final Span span;
    /** Unique in the whole program, so that expansions never capture each other's indices. */
    final Index index;
    /** Whether something in its scope reads it. */
    boolean used;
    /** Whether the text says how far it runs. */
    boolean explicit;

    Dim lo;
    Dim hi;
    /** Bounds that are not sizes; both present or both empty. */
    Optional<Term> from = Optional.empty();

    Optional<Term> to = Optional.empty();

    Var(String name, Span span, int number) {
        this.name = name;
        this.span = span;
        this.index = new Index(name + "#" + number);
    }

    boolean isResolved() {
        return hi != null || to.isPresent();
    }

    void resolve(Dim low, Dim high) {
        lo = low;
        hi = high;
    }

    /** {@code hi - lo}, not below 0. */
    Dim extent() {
        Dim n = hi.minus(lo);
        return lo.equals(Dim.ZERO) ? n : n.max(Dim.ZERO);
    }
}
