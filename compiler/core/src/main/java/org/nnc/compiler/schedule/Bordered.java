package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Affine;
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
 * Copies what a convolution reads with a default of 0 around it into a tensor with a border of zeros, so that its windows are the
 * same everywhere, and adds up the adjoint of that with its border, which is left out at the end:
 * {@code sum(r,s) K[r,s]*x[n,p+r-1,q+s-1 | 0]} reads {@code b[n,p+r,q+s]}.
 */
final class Bordered {
    /** How many cells stand in front of a tensor and behind it, along each dimension. */
    private record Border(Tensor tensor, long[] before, long[] after) {
        static Border none(Tensor t) {
            return new Border(t, new long[t.rank()], new long[t.rank()]);
        }

        boolean isNone() {
            for (int d = 0; d < before.length; d++) if (before[d] + after[d] > 0) return false;
            return true;
        }

        /** Widened so that a position is inside, where that is known. */
        boolean admits(int d, Affine at, Map<Index, Loop> loops) {
            Dim extent = tensor.shape().get(d);
            if (!extent.isConstant() || !at.constant().isConstant()) return false;
            long least = at.constant().constant().getAsLong();
            long greatest = least;
            for (Index i : at.indices()) {
                Loop l = loops.get(i);
                if (l == null
                        || !l.lo().isConst()
                        || !l.hi().isConst()
                        || !at.coefficient(i).isConstant()) return false;
                long step = at.coefficient(i).constant().getAsLong();
                long first = step * (long) ((Expr.Const) l.lo()).value();
                long last = step * ((long) ((Expr.Const) l.hi()).value() - 1);
                least += Math.min(first, last);
                greatest += Math.max(first, last);
            }
            before[d] = Math.max(before[d], -least);
            after[d] = Math.max(after[d], greatest - extent.constant().getAsLong() + 1);
            return before[d] <= extent.constant().getAsLong()
                    && after[d] <= extent.constant().getAsLong();
        }

        Tensor wide(String name) {
            List<Dim> shape = new ArrayList<>();
            for (int d = 0; d < before.length; d++)
                shape.add(tensor.shape().get(d).plus(before[d] + after[d]));
            return new Tensor(name, Type.REAL, shape);
        }

        List<Expr> moved(List<Expr> at, int sign) {
            List<Expr> moved = new ArrayList<>();
            for (int d = 0; d < before.length; d++) {
                Expr e = before[d] == 0 ? at.get(d) : Build.add(at.get(d), Expr.constant(sign * before[d]));
                moved.add(Affine.of(e).map(Affine::toExpr).orElse(e));
            }
            return moved;
        }
    }

    private final Names names;
    private final Map<String, Border> borders = new LinkedHashMap<>();
    private final Map<String, Tensor> wide = new HashMap<>();

    private Bordered(Program program) {
        names = new Names(program.names());
        for (Equation e : program.equations()) {
            for (Expr.Read r : reads(e))
                if (slides(e, r)) borders.put(r.tensor().name(), Border.none(r.tensor()));
        }
        for (Equation e : program.equations()) {
            for (Expr.Read r : reads(e)) {
                Border b = borders.get(r.tensor().name());
                if (b != null && !admits(b, e, r)) borders.remove(r.tensor().name());
            }
        }
        borders.values().removeIf(Border::isNone);
        borders.forEach((name, b) -> wide.put(name, b.wide(names.fresh(name + "_bordered"))));
    }

    static Program of(Program program) {
        Bordered all = new Bordered(program);
        if (all.borders.isEmpty()) return program;
        List<Equation> equations = new ArrayList<>();
        // Inputs have no equation that comes before.
        all.borders.forEach((name, b) -> {
            if (!program.definitions().containsKey(name)) equations.add(all.copy(b));
        });
        for (Equation e : program.equations()) {
            Optional<Border> sum = all.isAdjoint(e) ? scattered(e) : Optional.empty();
            if (sum.isPresent()) equations.addAll(all.around(e, sum.get()));
            else equations.add(reads(e).isEmpty() ? e : e.map(all::read));
            Border own = all.borders.get(e.target().name());
            if (own != null) equations.add(all.copy(own));
        }
        return program.withEquations(equations);
    }

    /** What a sum of products, or a tensor of the windows that go into one, reads with a default of 0. */
    private static List<Expr.Read> reads(Equation e) {
        List<Expr> found = List.of();
        if (e.reduction().filter(r -> r == Reduction.SUM).isPresent()
                && e.body().is(Primitive.MUL)) found = e.body().children();
        else if (!e.isReduction()
                && e.body() instanceof Expr.Read r
                && r.tensor().rank() < e.target().rank()) found = List.of(r);
        List<Expr.Read> reads = new ArrayList<>();
        for (Expr x : found) {
            boolean isOne = x instanceof Expr.Read r
                    && r.type() == Type.REAL
                    && r.tensor().rank() > 2
                    && r.otherwise().filter(o -> o.isConst(0)).isPresent();
            if (isOne) reads.add((Expr.Read) x);
        }
        return reads;
    }

    /** Whether windows that are stretches of memory move over the examples of a batch. */
    private static boolean slides(Equation e, Expr.Read r) {
        if (e.target().rank() < 3
                || !Lanes.isBatched(e, r)
                || e.target().shape().get(0).isConstant()) return false;
        Optional<Affine> at = Affine.of(r.at().get(r.at().size() - 1));
        return at.isPresent()
                && at.get().indices().size() > 1
                && at.get().indices().stream()
                        .allMatch(i -> at.get().coefficient(i).equals(Dim.ONE));
    }

    private static boolean admits(Border b, Equation e, Expr.Read r) {
        Map<Index, Loop> loops = new HashMap<>();
        e.loops().forEach(l -> loops.put(l.index(), l));
        for (int d = 0; d < r.at().size(); d++) {
            Optional<Affine> at = Affine.of(r.at().get(d));
            Expr end = Expr.size(r.tensor().shape().get(d));
            boolean isWhole = at.flatMap(Affine::bare)
                    .map(loops::get)
                    .filter(l -> l.lo().isConst(0) && l.hi().equals(end))
                    .isPresent();
            if (!isWhole && (at.isEmpty() || !b.admits(d, at.get(), loops))) return false;
        }
        return true;
    }

    private Equation copy(Border b) {
        Tensor to = wide.get(b.tensor.name());
        Expr value = Expr.read(b.tensor, b.moved(Schedule.positions(to), -1), Optional.of(Expr.real(0)));
        return Equation.pointwise(to, Schedule.indices(to), value, "");
    }

    private Expr read(Expr x) {
        if (x instanceof Expr.Read r
                && borders.containsKey(r.tensor().name())
                && r.otherwise().isPresent()) {
            Border b = borders.get(r.tensor().name());
            return Expr.read(wide.get(r.tensor().name()), b.moved(r.at(), 1));
        }
        return x.mapChildren(this::read);
    }

    /** Whether a tensor has the shape of one that gets a border, as its adjoint has. */
    private boolean isAdjoint(Equation e) {
        return borders.values().stream()
                .anyMatch(b -> b.tensor.shape().equals(e.target().shape()));
    }

    /** The border of a tensor over which windows are added up, where each position is a sum of indices. */
    private static Optional<Border> scattered(Equation e) {
        if (e.reduction().filter(r -> r == Reduction.SUM).isEmpty()
                || e.target().type() != Type.REAL) return Optional.empty();
        Border b = Border.none(e.target());
        Map<Index, Loop> loops = new HashMap<>();
        e.binders().forEach(l -> loops.put(l.index(), l));
        for (Expr c : Build.conjuncts(e.guard())) {
            if (!c.is(Primitive.EQ) || !(c.children().get(0) instanceof Expr.Position u)) return Optional.empty();
            int d = e.indices().indexOf(u.index());
            Optional<Affine> at = Affine.of(c.children().get(1));
            if (d < 0 || at.isEmpty() || !b.admits(d, at.get(), loops)) return Optional.empty();
        }
        return b.isNone() ? Optional.empty() : Optional.of(b);
    }

    private List<Equation> around(Equation e, Border b) {
        Tensor to = b.wide(names.fresh(e.target().name() + "_bordered"));
        List<Expr> guard = new ArrayList<>();
        for (Expr c : Build.conjuncts(e.guard())) {
            Expr.Position u = (Expr.Position) c.children().get(0);
            long by = b.before[e.indices().indexOf(u.index())];
            Expr at = Build.add(c.children().get(1), Expr.constant(by));
            guard.add(Build.eq(u, Affine.of(at).map(Affine::toExpr).orElse(at)));
        }
        Equation sum =
                Equation.reduce(to, e.indices(), Reduction.SUM, e.binders(), Build.all(guard), e.body(), e.note());
        Tensor t = e.target();
        Expr inner = Expr.read(to, b.moved(Schedule.positions(t), 1));
        return List.of(sum, Equation.pointwise(t, Schedule.indices(t), inner, ""));
    }
}
