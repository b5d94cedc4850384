package org.nnc.compiler.schedule;

import java.util.List;
import java.util.stream.Stream;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Tensor;

/** Tells whether the statements of a block may write a tensor over another one, each cell once it has been read. */
final class InPlace {
    private InPlace() {}

    /**
     * Where the block is one nest and its last statement writes the cell that alone is read; functions that are taken out
     * of loops would move what comes before what. Or where one starts from the other.
     *
     * @param old is not needed after the block
     * @param made is first written there
     */
    static boolean fits(List<Code> code, Tensor old, Tensor made) {
        return isNest(code, old, made) || isStart(code, old, made);
    }

    /**
     * Whether the old tensor is only what the other one starts from, before more is added: each of its cells is read once, in
     * order to be copied to the same cell, and until then nothing is written there.
     */
    private static boolean isStart(List<Code> code, Tensor old, Tensor made) {
        int[] copies = {0};
        boolean[] fits = {true};
        Code.forEach(code, c -> {
            boolean isCopy = c instanceof Code.Store s
                    && is(s.target(), made)
                    && !s.add()
                    && s.value() instanceof Expr.Read r
                    && is(r.tensor(), old)
                    && r.at().equals(s.at())
                    && r.otherwise().isEmpty();
            if (isCopy) {
                copies[0]++;
                return;
            }
            boolean isRead =
                    c.expressions().stream().anyMatch(e -> e.any(x -> x instanceof Expr.Read r && is(r.tensor(), old)));
            boolean isFactor =
                    c instanceof Code.Gemm g && Stream.of(g.a(), g.b()).anyMatch(m -> is(m.tensor(), old));
            boolean isAdded = c instanceof Code.Store s && s.add()
                    || c instanceof Code.Gemm g && g.accumulate().equals(Expr.TRUE);
            boolean isWritten = c.written().contains(old.name()) || c.written().contains(made.name()) && !isAdded;
            fits[0] &= !isRead && !isFactor && !isWritten;
        });
        return fits[0] && copies[0] == 1;
    }

    /** By name, since statements for a batch of one see a tensor smaller. */
    private static boolean is(Tensor t, Tensor other) {
        return t.name().equals(other.name());
    }

    private static boolean isNest(List<Code> code, Tensor old, Tensor made) {
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
