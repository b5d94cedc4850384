package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;

/**
 * Writes a loop of very few rounds around other loops out where its index decides branches inside them: every copy has the
 * branch that it takes, and no condition.
 */
final class Unswitch {
    private static final long ROUNDS = 4;

    /** Larger nests are not worth the copies. */
    private static final int LARGEST = 600;

    private Unswitch() {}

    static List<Code> of(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) {
                Code.For inner = f.with(of(f.body()));
                if (isWorthIt(inner)) done.addAll(copies(inner));
                else done.add(inner);
            } else if (c instanceof Code.If i) {
                done.add(new Code.If(i.condition(), of(i.then()), of(i.otherwise())));
            } else {
                done.add(c);
            }
        }
        return done;
    }

    private static boolean isWorthIt(Code.For f) {
        if (!f.lo().isConst() || !f.hi().isConst()) return false;
        double rounds = ((Expr.Const) f.hi()).value() - ((Expr.Const) f.lo()).value();
        if (rounds < 1 || rounds > ROUNDS) return false;
        boolean[] has = new boolean[3];
        int[] size = {0};
        for (Code c : f.body()) has[0] |= c instanceof Code.Local;
        Code.forEach(f.body(), c -> {
            has[0] |= c.isCall();
            has[1] |= c instanceof Code.For;
            for (Expr top : c.expressions()) {
                top.forEach(e -> {
                    size[0]++;
                    has[2] |= e.is(Primitive.SELECT)
                            && decides(f.index(), e.children().get(0));
                });
            }
        });
        return !has[0] && has[1] && has[2] && size[0] * rounds <= LARGEST;
    }

    /** Whether a condition is over an index and nothing else. */
    private static boolean decides(Index index, Expr condition) {
        return condition.mentions(index)
                && !condition.any(x -> x instanceof Expr.Read
                        || x instanceof Expr.Size
                        || x instanceof Expr.Position p && !p.index().equals(index));
    }

    private static List<Code> copies(Code.For f) {
        List<Code> all = new ArrayList<>();
        long lo = (long) ((Expr.Const) f.lo()).value();
        long hi = (long) ((Expr.Const) f.hi()).value();
        for (long i = lo; i < hi; i++) {
            Map<Index, Expr> by = Map.of(f.index(), Expr.constant(f.down() ? hi - 1 - (i - lo) : i));
            for (Code c : f.body()) all.add(Collapse.substituted(c, by));
        }
        return all;
    }
}
