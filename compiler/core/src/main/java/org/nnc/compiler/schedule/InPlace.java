package org.nnc.compiler.schedule;

import java.util.List;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Tensor;

/** Tells whether the statements of a block may write a tensor over another one, each cell once it has been read. */
final class InPlace {
    private InPlace() {}

    /**
     * Only where the block is one nest and its last statement writes the cell that alone is read; functions that are taken out
     * of loops would move what comes before what.
     *
     * @param old is not needed after the block
     * @param made is first written there
     */
    static boolean fits(List<Code> code, Tensor old, Tensor made) {
        if (code.size() != 1 || !(code.get(0) instanceof Code.For f)) return false;
        Code.For inner = f;
        while (inner.body().size() == 1 && inner.body().get(0) instanceof Code.For g) inner = g;
        List<Code> body = inner.body();
        if (f.down()
                || !(body.get(body.size() - 1) instanceof Code.Store s)
                || !s.target().equals(made)
                || s.add()) return false;
        boolean[] fits = {true};
        for (Code c : body) {
            boolean isPlain = c == s || c instanceof Code.Local l && !l.mutable();
            fits[0] &= isPlain;
            for (Expr e : c.expressions()) {
                e.forEach(x -> {
                    if (x instanceof Expr.Apply a) fits[0] &= !a.op().hasRange();
                    if (!(x instanceof Expr.Read r)) return;
                    boolean isOther = !r.tensor().equals(old) && !r.tensor().equals(made);
                    boolean isCell = r.tensor().equals(old)
                            && r.at().equals(s.at())
                            && r.otherwise().isEmpty();
                    fits[0] &= isOther || isCell;
                });
            }
        }
        return fits[0];
    }
}
