package org.nnc.compiler.schedule;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Tensor;

/** Tells whether the statements of a block may write a tensor over another one, each cell once it has been read. */
final class InPlace {
    private InPlace() {}

    /** By the name of a tensor that a block makes, those that it may be written over, if {@link #fits} says so: a quick first look. */
    static Map<String, Set<String>> candidates(List<Code> code) {
        Map<String, Set<String>> all = new HashMap<>();
        Code.forEach(code, c -> {
            if (c instanceof Code.Store s && s.value() instanceof Expr.Read r)
                all.computeIfAbsent(s.target().name(), n -> new HashSet<>())
                        .add(r.tensor().name());
        });
        List<Code> body = innermost(code);
        if (body.isEmpty() || !(body.get(body.size() - 1) instanceof Code.Store last)) return all;
        Set<String> read = all.computeIfAbsent(last.target().name(), n -> new HashSet<>());
        for (Code c : body) {
            for (Expr e : c.expressions()) {
                e.forEach(x -> {
                    if (x instanceof Expr.Read r) read.add(r.tensor().name());
                });
            }
        }
        return all;
    }

    /** The body of a block that is one nest, else nothing. */
    private static List<Code> innermost(List<Code> code) {
        if (code.size() != 1 || !(code.get(0) instanceof Code.For f)) return List.of();
        Code.For inner = f;
        while (inner.body().size() == 1 && inner.body().get(0) instanceof Code.For g) inner = g;
        return inner.body();
    }

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
        List<Code> body = innermost(code);
        if (body.isEmpty()
                || ((Code.For) code.get(0)).down()
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
