package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Finds sums whose terms go to one of a few cells each, which a tensor of places names, such as the adjoint of a pooling: where
 * terms and cells lie next to each other in rows, a row is a call of the runtime's kernel.
 */
final class Spreads {
    /** Shorter rows are no work for a kernel. */
    private static final double ROW = 16;

    /** Among more cells looking is slower than going there. */
    private static final long POINTS = 16;

    private final Context context;

    Spreads(Context context) {
        this.context = context;
    }

    /** @param add whether the terms are added to what the target holds */
    Optional<List<Code>> of(Equation e, boolean add) {
        if (e.reduction().filter(r -> r == Reduction.SUM).isEmpty()
                || e.target().type() != Type.REAL
                || !(e.body() instanceof Expr.Read d)
                || d.type() != Type.REAL
                || d.otherwise().isPresent()) return Optional.empty();
        Set<Expr.Read> named = new HashSet<>();
        e.guard().forEach(x -> {
            if (x instanceof Expr.Read r) named.add(r);
        });
        if (named.size() != 1) return Optional.empty();
        Expr.Read place = named.iterator().next();
        Program.Range range = context.ranges().get(place.tensor().name());
        if (range == null
                || !range.lo().equals(Dim.ZERO)
                || !range.hi().isConstant()
                || range.hi().constant().getAsLong() > POINTS
                || !place.at().equals(d.at())
                || !place.tensor().shape().equals(d.tensor().shape())
                || place.tensor().rank() == 0) return Optional.empty();
        List<Space> spaces = new ArrayList<>();
        for (long v = 0; v < range.hi().constant().getAsLong(); v++) {
            Expr value = Expr.constant(v);
            Equation at = Equation.reduce(
                    e.target(), e.indices(), Reduction.SUM, e.binders(), with(e.guard(), place, value), d, e.note());
            Space s = Space.of(at, Set.of(), context.trial().locals());
            boolean isSure = s.isScattered()
                    && s.lets().isEmpty()
                    && loops(s).stream().allMatch(l -> Build.dim(l.lo()) != null && Build.dim(l.hi()) != null)
                    && new Nest(s, context.ranges()).isUnconditional(List.of(), loops(s));
            if (!isSure || !spaces.isEmpty() && !loops(s).equals(loops(spaces.get(0)))) return Optional.empty();
            spaces.add(s);
        }
        return spaces.isEmpty() ? Optional.empty() : rows(e, place.tensor(), spaces, add);
    }

    private static List<Loop> loops(Space s) {
        List<Loop> loops = new ArrayList<>(s.left());
        loops.addAll(s.binders());
        return loops;
    }

    private static Expr with(Expr e, Expr.Read place, Expr value) {
        if (e.equals(place)) return value;
        Expr inner = e.mapChildren(c -> with(c, place, value));
        // Quotients and rests of the constant are numbers, so that the position is affine.
        if (inner instanceof Expr.Apply a
                && (a.op() == Primitive.IDIV || a.op() == Primitive.MOD)
                && a.arg(0).isConst()
                && a.arg(1).isConst()) {
            long x = (long) ((Expr.Const) a.arg(0)).value();
            long y = (long) ((Expr.Const) a.arg(1)).value();
            if (y > 0) return Expr.constant(a.op() == Primitive.IDIV ? Math.floorDiv(x, y) : Math.floorMod(x, y));
        }
        return inner;
    }

    private Optional<List<Code>> rows(Equation e, Tensor place, List<Space> spaces, boolean add) {
        Space first = spaces.get(0);
        Expr.Read d = (Expr.Read) first.body();
        Optional<Affine> from = Access.address(d.tensor(), d.at());
        List<Affine> to = new ArrayList<>();
        for (Space s : spaces) Access.address(e.target(), s.at()).ifPresent(to::add);
        if (from.isEmpty() || to.size() < spaces.size()) return Optional.empty();
        Loop n = null;
        for (Loop l : loops(first)) {
            boolean isRow = from.get().coefficient(l.index()).equals(Dim.ONE)
                    && to.get(0).coefficient(l.index()).equals(Dim.ONE);
            if (isRow && Axis.of(l).size() >= ROW) n = l;
        }
        List<Loop> outer = new ArrayList<>(loops(first));
        outer.remove(n);
        if (n == null || outer.isEmpty()) return Optional.empty();
        Loop m = outer.remove(outer.size() - 1);
        List<Affine> distances = to.stream().map(a -> a.minus(to.get(0))).toList();
        if (!distances.stream().allMatch(Affine::isConstant)) return Optional.empty();
        boolean isAll = !add && fills(e.target(), spaces);
        List<Code> code = new ArrayList<>();
        if (!add && !isAll) code.addAll(new Loops(context).zeros(e, List.of()));
        Tensor table = new Places(context).table(e.target(), distances, code);
        Map<Index, Expr> starts = new HashMap<>();
        for (Loop l : List.of(m, n)) starts.put(l.index(), l.lo());
        List<Expr> at = d.at().stream().map(x -> x.substitute(starts)).toList();
        Dim row = from.get().coefficient(m.index());
        Code call = new Code.Spread(
                Axis.of(m).extent(),
                Axis.of(n).extent(),
                new Code.Matrix(d.tensor(), at, row, Dim.ONE),
                new Code.Matrix(place, at, row, Dim.ONE),
                table,
                new Code.Matrix(
                        e.target(),
                        first.at().stream().map(x -> x.substitute(starts)).toList(),
                        to.get(0).coefficient(m.index()),
                        Dim.ONE),
                !isAll);
        code.addAll(Loops.inside(outer, List.of(call)));
        return Optional.of(code);
    }

    /** Whether every cell is one of the cells of one point: windows that lie side by side. */
    private static boolean fills(Tensor t, List<Space> spaces) {
        Set<List<Dim>> distances = new HashSet<>();
        long cells = 1;
        Set<Index> used = new HashSet<>();
        for (int d = 0; d < t.rank(); d++) {
            Optional<Affine> at = Affine.of(spaces.get(0).at().get(d));
            if (at.isEmpty() || at.get().indices().size() != 1) return false;
            Index i = at.get().indices().iterator().next();
            Dim step = at.get().coefficient(i);
            Loop l = loops(spaces.get(0)).stream()
                    .filter(x -> x.index().equals(i))
                    .findFirst()
                    .orElseThrow();
            boolean isWhole = step.isConstant()
                    && step.constant().getAsLong() > 0
                    && l.lo().isConst(0)
                    && used.add(i)
                    && Axis.of(l).extent().times(step).equals(t.shape().get(d));
            if (!isWhole) return false;
            cells *= step.constant().getAsLong();
            for (Space s : spaces) {
                Optional<Affine> other = Affine.of(s.at().get(d));
                Dim c = other.map(Affine::constant).orElse(Dim.of(-1));
                boolean isInside = c.isConstant()
                        && c.constant().getAsLong() >= 0
                        && c.constant().getAsLong() < step.constant().getAsLong();
                if (!isInside) return false;
            }
        }
        for (Space s : spaces)
            distances.add(s.at().stream()
                    .map(x -> Affine.of(x).orElseThrow().constant())
                    .toList());
        return distances.size() == spaces.size()
                && cells == spaces.size()
                && used.size() == loops(spaces.get(0)).size();
    }
}
