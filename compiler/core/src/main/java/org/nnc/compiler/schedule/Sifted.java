package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/**
 * Asks the condition on the cells of a scattered sum of the points that are scattered, where those are fewer: behind a
 * pooling, {@code if u[n,i] > 0 then sum(p where i == at[n,p]) d[n,p] else 0} is {@code sum(p where i == at[n,p] and u[n,i] > 0)
 * d[n,p]}, one pass less over all cells.
 */
final class Sifted {
    private Sifted() {}

    /** @param kept tensors that somebody else reads */
    static Program of(Program program, Set<String> kept) {
        Map<String, Equation> definitions = program.definitions();
        Map<String, Integer> reads = Unit.reads(program.equations());
        Map<String, Equation> sifted = new HashMap<>();
        Set<String> gone = new HashSet<>();
        for (Equation e : program.equations()) {
            Optional<Expr.Read> masked = masked(e);
            if (masked.isEmpty()) continue;
            String name = masked.get().tensor().name();
            Equation sum = definitions.get(name);
            if (sum == null || kept.contains(name) || reads.get(name) != 1 || !isFewer(sum)) continue;
            Map<Index, Expr> by = new HashMap<>();
            for (int d = 0; d < e.indices().size(); d++) {
                by.put(e.indices().get(d), Expr.position(sum.indices().get(d)));
            }
            Expr condition = e.body().children().get(0).substitute(by);
            if (sum.binders().stream().anyMatch(l -> condition.mentions(l.index()))) continue;
            sifted.put(
                    e.target().name(),
                    Equation.reduce(
                            e.target(),
                            sum.indices(),
                            Reduction.SUM,
                            sum.binders(),
                            Build.and(sum.guard(), condition),
                            sum.body(),
                            e.note()));
            gone.add(name);
        }
        return sifted.isEmpty() ? program : program.with(sifted, gone);
    }

    /** The tensor whose cells an equation passes on under a condition, 0 in place of the others. */
    private static Optional<Expr.Read> masked(Equation e) {
        if (e.isReduction() || !e.body().is(Primitive.SELECT) || e.target().type() != Type.REAL)
            return Optional.empty();
        List<Expr> args = e.body().children();
        boolean isMask = args.get(2).isConst(0)
                && args.get(1) instanceof Expr.Read r
                && r.otherwise().isEmpty()
                && Unit.isIdentity(r.at(), e.indices())
                && Unit.cost(args.get(0)) <= 2;
        return isMask ? Optional.of((Expr.Read) args.get(1)) : Optional.empty();
    }

    /** Whether a sum is scattered, over no more points than it has cells. */
    private static boolean isFewer(Equation sum) {
        if (sum.reduction().filter(r -> r == Reduction.SUM).isEmpty()) return false;
        Space space = Space.of(sum, Set.of(), new Locals());
        if (!space.isScattered()) return false;
        Dim points = Dim.ONE;
        List<Loop> loops = new ArrayList<>(space.left());
        loops.addAll(space.binders());
        for (Loop l : loops) {
            Dim lo = Build.dim(l.lo());
            Dim hi = Build.dim(l.hi());
            if (lo == null || hi == null) return false;
            points = points.times(hi.minus(lo).max(Dim.ZERO));
        }
        return sum.target().size().minus(points).isNonNegative();
    }
}
