package org.nnc.compiler.schedule;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;

/** Tells whether a loop over flat arrays may be cut between its statements: no round needs what another one stores. */
final class Separable {
    private Separable() {}

    /** Whether the statements may run one after the other over the whole range: what is stored is read only there. */
    static boolean isOne(Code.For f) {
        Map<String, Expr> stored = new HashMap<>();
        for (Code c : f.body()) {
            if (!(c instanceof Code.Store s)) continue;
            Expr before = stored.put(s.target().name(), s.at().get(0));
            if (before != null && !before.equals(s.at().get(0))) return false;
        }
        boolean[] safe = {true};
        for (Code c : f.body()) {
            for (Expr e : c.expressions()) {
                e.forEach(x -> {
                    if (!(x instanceof Expr.Read r) || r.tensor().rank() == 0) return;
                    Expr at = stored.get(r.tensor().name());
                    safe[0] &= at == null || isApart(at, r.at().get(0), f);
                });
            }
        }
        return safe[0];
    }

    /** Whether a cell is the very one that its round stores, or one that no round stores. */
    private static boolean isApart(Expr stored, Expr read, Code.For f) {
        Optional<Affine> to = Affine.of(stored);
        Optional<Affine> from = Affine.of(read);
        if (to.isEmpty() || from.isEmpty()) return false;
        Dim step = to.get().coefficient(f.index());
        if (stored.equals(read)) return !step.equals(Dim.ZERO);
        Affine distance = to.get().minus(from.get());
        if (!step.equals(Dim.ONE) || !distance.isConstant()) return false;
        // Where a cell exists, no extent is 0.
        Map<String, Dim> least = new HashMap<>();
        for (String v : distance.constant().variables())
            least.put(v, Dim.variable(v).plus(1));
        Dim apart = distance.constant().substitute(least);
        Dim length = Build.dim(f.hi()).minus(Build.dim(f.lo())).substitute(least);
        return apart.minus(length).isNonNegative()
                || apart.negate().minus(length).isNonNegative();
    }
}
