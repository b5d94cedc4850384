package org.nnc.compiler.check;

import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.RangeErrors;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Program;

/** What a recurrence through a table needs: a start, and values that can and do lie before their own place. */
final class Recurrences {
    private final Model model;
    private final List<Program.Table> tables;

    Recurrences(Model model, List<Program.Table> tables) {
        this.model = model;
        this.tables = tables;
    }

    void check(List<Order.Step> steps) {
        for (Order.Step s : steps) {
            if (!(s instanceof Order.Recurrence r)) continue;
            for (Order.Parent p : r.parents()) check(p, r);
            check(r.steps());
        }
    }

    private void check(Order.Parent p, Order.Recurrence r) {
        Symbol table = model.named(p.table().name()).orElseThrow();
        for (Equation e : r.equations()) {
            Symbol reader = model.named(e.target().name()).orElseThrow();
            e.forEach(x -> {
                boolean steps = x instanceof Expr.Read read
                        && r.positions().containsKey(read.tensor().name())
                        && read.otherwise().isEmpty()
                        && isPlace(read.at().get(r.positions().get(read.tensor().name())), p);
                if (steps) model.report.addOnce(RangeErrors.noStart(reader.span(), reader.name, table.name));
            });
        }
        if (table.role == Symbol.Role.INPUT) {
            Optional<Dim> least = table.range.map(Program.Range::lo);
            if (least.filter(Dim::isNonNegative).isPresent())
                model.report.addOnce(
                        RangeErrors.noRoot(table.span(), table.name, least.get().toString()));
        }
        for (Program.Table t : tables) if (t.tensor().equals(p.table())) values(t, p.dimension());
    }

    private static boolean isPlace(Expr e, Order.Parent p) {
        return Affine.of(e).isEmpty() && e instanceof Expr.Read r && r.tensor().equals(p.table());
    }

    private void values(Program.Table t, int dimension) {
        long width = 1;
        for (Dim d : t.tensor().shape().subList(dimension + 1, t.tensor().rank()))
            width *= d.constant().orElseThrow();
        long extent = t.tensor().shape().get(dimension).constant().orElseThrow();
        for (int i = 0; i < t.values().size(); i++) {
            long own = i / width % extent;
            if (t.values().get(i) < own) continue;
            Symbol s = model.named(t.tensor().name()).orElseThrow();
            model.report.addOnce(RangeErrors.notBefore(
                    s.span(), s.name, i, (long) (double) t.values().get(i), own));
            return;
        }
    }
}
