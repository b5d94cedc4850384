package org.nnc.compiler.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.RuleErrors;
import org.nnc.compiler.diagnostics.Suggest;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Tree;

/** {@code derive checkpoint h wrt t}: a recurrence of which not every step is kept for backward. */
final class Checkpoints {
    private final Report report;
    private final List<Tree.DeriveStmt> asked;

    /** @param all the {@code derive} statements of a model */
    Checkpoints(Report report, List<Tree.DeriveStmt> all) {
        this.report = report;
        this.asked = all.stream().filter(Checkpoints::isOne).toList();
    }

    static boolean isOne(Tree.DeriveStmt d) {
        return d.kind().text().equals(Program.Derive.CHECKPOINT);
    }

    /** Adds what is asked for, or reports that it is no recurrence. */
    void check(String model, Scope scope, List<Order.Step> steps, List<Program.Derive> derives) {
        Map<String, String> recurrences = new LinkedHashMap<>();
        for (Order.Step s : steps) {
            if (!(s instanceof Order.Recurrence r)) continue;
            r.equations().forEach(e -> {
                int position = r.positions().get(e.target().name());
                recurrences.put(e.target().name(), e.indices().get(position).name());
            });
        }
        for (Tree.DeriveStmt d : asked) {
            String of = d.of().text();
            if (!(scope.get(of) instanceof Symbol s)) {
                report.add(Errors.unknownName(d.of().span(), "tensor", of, Suggest.nearest(of, recurrences.keySet())));
                continue;
            }
            String step = recurrences.get(s.name);
            if (d.wrt().size() != 1 || !d.wrt().get(0).text().equals(step)) {
                Map<String, String> known = new LinkedHashMap<>(recurrences);
                known.keySet().removeIf(n -> !(scope.get(n) instanceof Symbol));
                report.add(RuleErrors.noRecurrence(
                        d.wrt().get(0).span(), of, d.wrt().get(0).text(), known));
                continue;
            }
            if (d != asked.get(0)) {
                report.add(RuleErrors.secondCheckpoint(d.span(), asked.get(0).span()));
                continue;
            }
            derives.add(new Program.Derive(Program.Derive.CHECKPOINT, s.name, List.of(step)));
            report.checkpoint(model, d.of().span());
        }
    }
}
