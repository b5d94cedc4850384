package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Dim;

/** The indices that the whole tensors of one pointwise expression share: all have one shape. */
final class Region {
    private final Model model;
    /** Null until the first whole tensor was met. */
    List<Var> vars;

    private List<Dim> shape;
    private Symbol first;

    Region(Model model) {
        this.model = model;
    }

    /** Takes part with a tensor; false where its shape differs from the one met first. */
    boolean join(Span span, Symbol s) {
        if (vars == null) {
            first = s;
            shape = s.dims();
            vars = new ArrayList<>();
            List<String> letters = Letters.of(s.letters, s.rank());
            for (int d = 0; d < s.rank(); d++) {
                Var v = model.var(letters.get(d), span);
                v.used = true;
                if (shape.get(d) != null) v.resolve(Dim.ZERO, shape.get(d));
                vars.add(v);
            }
            return true;
        }
        boolean same = s.rank() == shape.size();
        for (int d = 0; same && d < s.rank(); d++) {
            same = s.shape[d] == null || shape.get(d) == null || s.shape[d].equals(shape.get(d));
        }
        if (same) return true;
        model.report.add(Errors.shapeMismatch(
                span,
                "`" + s.name + "`",
                Symbol.text(shape) + " like `" + first.name + "`",
                s.shapeText(),
                java.util.Optional.of(first.span())));
        return false;
    }

    List<Term> positions(Span span) {
        return vars.stream().<Term>map(v -> new Term.Idx(span, v)).toList();
    }
}
