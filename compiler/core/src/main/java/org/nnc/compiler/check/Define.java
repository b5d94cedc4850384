package org.nnc.compiler.check;

import java.util.List;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Type;

/** Brings one tensor from its term to its equations: ranges, type, lowering. */
final class Define {
    private final Model model;
    private final List<Equation> out;

    Define(Model model, List<Equation> out) {
        this.model = model;
        this.out = out;
    }

    /** All at once, where everything that the value reads is known; false after a report. */
    boolean now(Symbol target, List<Var> indices, Term value) {
        if (value instanceof Term.Poison) {
            target.poisoned = true;
            return false;
        }
        Left left = Left.of(indices);
        Ranges ranges = new Ranges(model, target, left, value);
        while (ranges.step()) {}
        if (!ranges.finish() || !type(target, value)) {
            target.poisoned = true;
            return false;
        }
        return lower(target, left, value);
    }

    /** Finds the type of the target, or checks it against the one declared; false where it is not known yet. */
    boolean type(Symbol target, Term value) {
        Type found = Types.of(value);
        boolean rounds = Types.rounds(value);
        target.rounded = rounds;
        if (target.declared) return true;
        if (rounds && target.indexes) found = Type.INT;
        target.type = found;
        return found != null;
    }

    boolean lower(Symbol target, Left left, Term value) {
        int before = model.report.errors();
        if (target.letters.isEmpty()) target.letters = letters(left);
        new Lower(model, target, left, out).run(value);
        if (model.report.errors() == before) return true;
        target.poisoned = true;
        return false;
    }

    private static List<String> letters(Left left) {
        return left.groups().isEmpty() ? left.vars().stream().map(v -> v.name).toList() : List.of();
    }

    /** Whether the tensor fits into an array; sizes that are not known yet are checked when they are. */
    static boolean fits(Model model, Symbol s) {
        try {
            Dim size = Dim.ONE;
            boolean empty = s.dims().contains(Dim.ZERO);
            for (Dim d : s.dims()) if (d != null) size = size.times(d);
            if (empty || !size.isConstant() || size.constant().getAsLong() <= Integer.MAX_VALUE) return true;
            model.report.add(Errors.dimensionOverflow(s.span(), s.name, size.toString()));
        } catch (ArithmeticException e) {
            String product = s.dims().stream().map(Dim::toString).collect(java.util.stream.Collectors.joining("*"));
            model.report.add(Errors.dimensionOverflow(s.span(), s.name, product));
        }
        return false;
    }
}
