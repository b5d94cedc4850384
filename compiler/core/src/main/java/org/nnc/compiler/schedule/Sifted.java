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
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
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
        Map<String, Equation> before = new HashMap<>();
        Names names = new Names(program.names());
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
            Optional<Expr> won = won(program, sum, condition);
            if (won.isPresent()) {
                Tensor points = pointsOf((Expr.Read) sum.body(), names.fresh(name + "_won"));
                Expr value = Build.select(won.get(), sum.body(), Expr.real(0));
                List<Index> indices = new ArrayList<>();
                for (Expr at : ((Expr.Read) sum.body()).at()) indices.add(((Expr.Position) at).index());
                before.put(e.target().name(), Equation.pointwise(points, indices, value, ""));
                Expr read = Expr.read(points, ((Expr.Read) sum.body()).at());
                sifted.put(
                        e.target().name(),
                        Equation.reduce(
                                e.target(), sum.indices(), Reduction.SUM, sum.binders(), sum.guard(), read, e.note()));
                gone.add(name);
                continue;
            }
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
        if (sifted.isEmpty()) return program;
        List<Equation> all = new ArrayList<>();
        for (Equation e : program.equations()) {
            String name = e.target().name();
            if (before.containsKey(name)) all.add(before.get(name));
            if (!gone.contains(name)) all.add(sifted.getOrDefault(name, e));
        }
        return program.withEquations(all);
    }

    /**
     * The condition asked of a greatest value in place of the cell that has it: what is scattered goes to the winners of windows
     * over the very tensor that the condition reads, in the cell, and nothing else.
     */
    private static Optional<Expr> won(Program program, Equation sum, Expr condition) {
        if (!(sum.body() instanceof Expr.Read d) || d.otherwise().isPresent()) return Optional.empty();
        Set<Index> own = new HashSet<>();
        for (Expr at : d.at()) {
            if (!(at instanceof Expr.Position p) || !own.add(p.index())) return Optional.empty();
        }
        List<Expr.Read> cells = new ArrayList<>();
        condition.forEach(x -> {
            if (x instanceof Expr.Read r) cells.add(r);
        });
        if (cells.size() != 1 || !Unit.isIdentity(cells.get(0).at(), sum.indices())) return Optional.empty();
        List<Expr.Read> places = new ArrayList<>();
        sum.guard().forEach(x -> {
            if (x instanceof Expr.Read r && !places.contains(r)) places.add(r);
        });
        if (places.size() != 1 || !places.get(0).at().equals(d.at())) return Optional.empty();
        Equation place = program.definitions().get(places.get(0).tensor().name());
        if (place == null
                || !Winners.isPlace(place)
                || !goesToWinners(sum, place, cells.get(0).tensor(), places.get(0))) return Optional.empty();
        for (Equation value : program.equations()) {
            if (!Winners.isValue(value) || Winners.over(value, place).isEmpty()) continue;
            Expr greatest = Expr.read(value.target(), d.at());
            return Optional.of(replaced(condition, cells.get(0), greatest));
        }
        return Optional.empty();
    }

    /** Whether each point is added to the cell that the place names in the window of that point. */
    private static boolean goesToWinners(Equation sum, Equation place, Tensor cells, Expr.Read at) {
        if (!(place.body() instanceof Expr.Read window)
                || !window.tensor().equals(cells)
                || window.otherwise().isPresent()) return false;
        Map<Index, Expr> by = new HashMap<>();
        for (int d = 0; d < place.indices().size(); d++)
            by.put(place.indices().get(d), at.at().get(d));
        // The position in the window, from the last binder to the first.
        Expr rest = at;
        for (int b = place.binders().size() - 1; b >= 0; b--) {
            Loop l = place.binders().get(b);
            if (!l.lo().isConst(0) || !l.hi().isConst()) return false;
            by.put(l.index(), b == 0 ? rest : Build.apply(Primitive.MOD, rest, l.hi()));
            rest = Build.apply(Primitive.IDIV, rest, l.hi());
        }
        Set<Expr> expected = new HashSet<>();
        for (int d = 0; d < sum.indices().size(); d++) {
            Expr u = Expr.position(sum.indices().get(d));
            Expr position = window.at().get(d).substitute(by);
            if (!position.equals(u)) expected.add(Build.eq(u, position));
        }
        return expected.equals(new HashSet<>(Build.conjuncts(sum.guard())));
    }

    private static Expr replaced(Expr e, Expr.Read old, Expr by) {
        return e.equals(old) ? by : e.mapChildren(c -> replaced(c, old, by));
    }

    private static Tensor pointsOf(Expr.Read d, String name) {
        return new Tensor(name, Type.REAL, d.tensor().shape());
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
