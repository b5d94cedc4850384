package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import org.nnc.compiler.ir.Dim;

/** The indices on the left of an equation, by position: one each, or several in a group. */
final class Left {
    /** A {@link Var} or a {@link Grouped}. */
    private final List<Object> positions;

    private Left(List<Object> positions) {
        this.positions = positions;
    }

    static Left of(List<Var> vars) {
        return new Left(List.copyOf(vars));
    }

    static Left empty() {
        return new Left(new ArrayList<>());
    }

    void add(Object position) {
        positions.add(position);
    }

    int rank() {
        return positions.size();
    }

    /** All indices, those of groups among them. */
    List<Var> vars() {
        List<Var> vars = new ArrayList<>();
        for (Object p : positions) {
            if (p instanceof Grouped g) g.members.forEach(m -> vars.add(m.var));
            else vars.add((Var) p);
        }
        return vars;
    }

    List<Grouped> groups() {
        return positions.stream()
                .filter(p -> p instanceof Grouped)
                .map(p -> (Grouped) p)
                .toList();
    }

    /** The group at a position, or null. */
    Grouped group(int position) {
        return positions.get(position) instanceof Grouped g ? g : null;
    }

    /** The only index at a position, or null. */
    Var var(int position) {
        return positions.get(position) instanceof Var v ? v : null;
    }

    /** How far a position runs, null where that is not known. */
    Dim size(int position) {
        Grouped g = group(position);
        return g == null ? var(position).hi : g.size();
    }

    /** Gives a position the size that was declared; a group's open member gets what remains. */
    void declare(int position, Dim size) {
        Var v = var(position);
        if (v == null) return;
        if (v.hi == null) v.resolve(Dim.ZERO, size);
        v.explicit = true;
    }
}
