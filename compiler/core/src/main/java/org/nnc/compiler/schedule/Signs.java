package org.nnc.compiler.schedule;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/** Sums with the sign that is wanted: {@code y[i] = -s[i]} of a sum that nothing else reads needs no pass of its own. */
final class Signs {
    private Signs() {}

    /**
     * @param kept tensors that somebody else reads
     * @param context of the program; a sum that a matrix kernel computes stays a product
     */
    static Program of(Program program, Set<String> kept, Context context) {
        Map<String, Equation> definitions = program.definitions();
        Map<String, Integer> reads = Unit.reads(program.equations());
        Map<String, Equation> signed = new HashMap<>();
        Set<String> gone = new HashSet<>();
        for (Equation e : program.equations()) {
            if (e.isReduction() || !e.body().is(Primitive.NEG) || e.target().type() != Type.REAL) continue;
            if (!(e.body().children().get(0) instanceof Expr.Read r)
                    || r.otherwise().isPresent()
                    || !Unit.isIdentity(r.at(), e.indices())) continue;
            String name = r.tensor().name();
            Equation sum = definitions.get(name);
            boolean isOwn = sum != null
                    && sum.reduction().filter(x -> x == Reduction.SUM).isPresent()
                    && !kept.contains(name)
                    && reads.get(name) == 1
                    && r.tensor().rank() > 0;
            if (!isOwn || Unit.isScattered(sum) || Contraction.isOne(sum, context.trial())) continue;
            Map<Index, Expr> by = new HashMap<>();
            for (int d = 0; d < sum.indices().size(); d++) {
                by.put(sum.indices().get(d), Expr.position(e.indices().get(d)));
            }
            if (sum.binders().stream().anyMatch(l -> e.indices().contains(l.index()))) continue;
            Equation renamed = sum.map(x -> x.substitute(by));
            signed.put(
                    e.target().name(),
                    Equation.reduce(
                            e.target(),
                            e.indices(),
                            Reduction.SUM,
                            renamed.binders(),
                            renamed.guard(),
                            Build.neg(renamed.body()),
                            e.note()));
            gone.add(name);
        }
        return signed.isEmpty() ? program : program.with(signed, gone);
    }
}
