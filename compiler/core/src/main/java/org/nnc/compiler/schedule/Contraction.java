package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
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
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Type;

/**
 * Finds sums of products whose indices fall into batch, M (in the first factor), N (in the second) and K (summed): calls
 * of the runtime's matrix kernel inside loops over what is left.
 *
 * <p>Equalities are solved first, so adjoints that add to a computed cell are found too. A factor that is no matrix over
 * the indices of a call (the windows of a convolution, what is read with a default) is copied into a panel that is one; a
 * result that is none is computed in a panel and added from there.
 */
final class Contraction {
    /** Below this in every extent plain loops are as fast. */
    private static final long SMALL = 16;

    private final Context context;

    Contraction(Context context) {
        this.context = context;
    }

    /** Whether an equation would become calls of the kernel. */
    static boolean isOne(Equation e, Context context) {
        return new Contraction(context.trial()).of(e, false, List.of()).isPresent()
                || new Cases(context).alternative(e, List.of()).isPresent();
    }

    /**
     * @param add whether the value is added to what the target holds
     * @param around the loops of recurrences around the equation; their indices stand in it
     */
    Optional<List<Code>> of(Equation e, boolean add, List<Loop> around) {
        return of(e, add, Optional.empty(), around);
    }

    /** A sum of products that is added to one row for all rows of the result, so that this need not be copied to each. */
    Optional<List<Code>> of(Equation e, Equation start) {
        return of(e, false, Optional.of(start), List.of());
    }

    private Optional<List<Code>> of(Equation e, boolean add, Optional<Equation> start, List<Loop> around) {
        if (e.reduction().filter(r -> r == Reduction.SUM).isEmpty()
                || e.target().type() != Type.REAL) return Optional.empty();
        if (!(e.body() instanceof Expr.Apply p) || p.op() != Primitive.MUL) return Optional.empty();
        if (!(p.arg(0) instanceof Expr.Read r) || !(p.arg(1) instanceof Expr.Read q)) return Optional.empty();
        if (r.type() != Type.REAL || q.type() != Type.REAL) return Optional.empty();
        Set<Index> fixed = new LinkedHashSet<>();
        around.forEach(l -> fixed.add(l.index()));
        Space space = Space.of(e, fixed, context.locals());
        if (!space.lets().isEmpty() || !(space.body() instanceof Expr.Apply body)) return Optional.empty();
        List<Loop> loops = new ArrayList<>(space.left());
        loops.addAll(space.binders());
        for (Loop l : loops) if (Build.dim(l.lo()) == null || Build.dim(l.hi()) == null) return Optional.empty();
        List<Loop> all = new ArrayList<>(around);
        all.addAll(loops);
        Domain domain = new Domain(all, context.ranges(), Map.of());
        Panel x = factor((Expr.Read) body.arg(0), domain);
        Panel y = factor((Expr.Read) body.arg(1), domain);
        Panel c = new Panel(
                e.target(), space.at(), Access.address(e.target(), space.at()).orElse(null), null);
        if (c.address() == null) return Optional.empty();
        List<Expr> open = new ArrayList<>();
        List<Expr> outer = new ArrayList<>();
        for (Expr condition : space.conditions()) {
            if (Nest.holds(condition, domain)) continue;
            boolean isOuter = loops.stream().noneMatch(l -> condition.mentions(l.index()));
            (isOuter ? outer : open).add(condition);
        }
        Optional<Tiling> tiling = tiling(loops, x, y, c, space, open, fixed);
        if (tiling.isEmpty()) return Optional.empty();
        // A panel of the result is added to the cells where it belongs.
        boolean adds = tiling.get().sumsOutside() || tiling.get().packsC();
        boolean fills = !add && (space.isScattered() || !outer.isEmpty() || adds);
        Optional<Panel> row = start.flatMap(s -> row(s, space, tiling.get()));
        if (start.isPresent() && (fills || row.isEmpty())) return Optional.empty();
        List<Code> calls = new Tiled(context, tiling.get(), space, open, add || fills, row, all).code();
        List<Code> code = new ArrayList<>();
        // Summed over several calls: started from zero, since an empty sum makes no call.
        if (fills) code.addAll(new Loops(context).zeros(e, around));
        if (outer.isEmpty()) code.addAll(calls);
        else code.add(new Code.If(Build.all(outer), calls, List.of()));
        return Optional.of(code);
    }

    /** What a result of several rows starts from, if that lies in a row like those of the result and is the same for all of a call. */
    private static Optional<Panel> row(Equation start, Space space, Tiling tiling) {
        if (!(start.body() instanceof Expr.Read r)
                || r.otherwise().isPresent()
                || tiling.taps() != Tiling.Taps.NONE
                || tiling.m().isEmpty()
                || tiling.n().isEmpty()) return Optional.empty();
        Map<Index, Expr> cell = new HashMap<>();
        for (int d = 0; d < space.at().size(); d++)
            cell.put(start.indices().get(d), space.at().get(d));
        List<Expr> at = r.at().stream().map(x -> x.substitute(cell)).toList();
        Optional<Affine> address = Access.address(r.tensor(), at);
        if (address.isEmpty()) return Optional.empty();
        for (Axis a : tiling.m()) if (!address.get().coefficient(a.index()).equals(Dim.ZERO)) return Optional.empty();
        Dim step = Dim.ONE;
        for (int i = tiling.n().size() - 1; i >= 0; i--) {
            Axis a = tiling.n().get(i);
            if (!address.get().coefficient(a.index()).equals(step)) return Optional.empty();
            step = step.times(a.extent());
        }
        return Optional.of(new Panel(r.tensor(), at, address.get(), r));
    }

    private static Panel factor(Expr.Read r, Domain domain) {
        Expr.Read sure =
                r.otherwise().isPresent() && domain.within(r.at(), r.tensor().shape())
                        ? Expr.read(r.tensor(), r.at())
                        : r;
        Affine address = sure.otherwise().isPresent()
                ? null
                : Access.address(sure.tensor(), sure.at()).orElse(null);
        return new Panel(sure.tensor(), sure.at(), address, sure);
    }

    private Optional<Tiling> tiling(
            List<Loop> loops, Panel x, Panel y, Panel c, Space space, List<Expr> open, Set<Index> fixed) {
        List<Axis> batch = new ArrayList<>();
        List<Axis> m = new ArrayList<>();
        List<Axis> n = new ArrayList<>();
        List<Axis> k = new ArrayList<>();
        for (Loop l : loops) {
            boolean inX = x.mentions(l.index());
            boolean inY = y.mentions(l.index());
            boolean inC = c.mentions(l.index());
            if (!inX && !inY || !inC && !(inX && inY)) return Optional.empty();
            (!inC ? k : inX && inY ? batch : inX ? m : n).add(Axis.of(l));
        }
        if (k.isEmpty() || m.isEmpty() && n.isEmpty()) return Optional.empty();
        for (Expr condition : open) {
            if (k.stream().anyMatch(a -> condition.mentions(a.index()))) return Optional.empty();
        }
        Tiling best = null;
        for (List<Axis> rows : orders(m, space, open.isEmpty())) {
            for (List<Axis> columns : orders(n, space, open.isEmpty())) {
                List<Tiling> all = tilings(batch, rows, columns, k, x, y, c, open.isEmpty(), fixed);
                all.addAll(tilings(batch, columns, rows, k, y, x, c, open.isEmpty(), fixed));
                for (Tiling t : all) {
                    if (t.isPossible(space.isScattered()) && (best == null || t.cost() < best.cost())) best = t;
                }
            }
        }
        if (best == null || best.isBelow(SMALL) || best.packs() && best.cost() > best.plain()) return Optional.empty();
        return Optional.of(best);
    }

    /** The ways to divide it with these indices in the rows of the result and those in its columns. */
    private List<Tiling> tilings(
            List<Axis> batch,
            List<Axis> m,
            List<Axis> n,
            List<Axis> k,
            Panel x,
            Panel y,
            Panel c,
            boolean isFree,
            Set<Index> fixed) {
        List<Tiling> all = new ArrayList<>();
        boolean areMatrices = x.address() != null && y.address() != null;
        if (areMatrices && isFree) {
            Tiling.byRows(batch, m, n, k, x, y, c, context.extents(), fixed).ifPresent(all::add);
            Tiling.byColumns(batch, m, n, k, x, y, c, context.extents(), fixed).ifPresent(all::add);
        }
        for (int pack = 0; pack < 8; pack++) {
            boolean packsX = (pack & 1) != 0;
            boolean packsY = (pack & 2) != 0;
            boolean packsC = (pack & 4) != 0;
            if (x.address() == null && !packsX || y.address() == null && !packsY || !isFree && !packsC) continue;
            all.add(Tiling.of(batch, m, n, k, x, y, c, packsX, packsY, packsC, context.extents(), fixed));
        }
        return all;
    }

    /** The indices in their order; where the result is scattered, also with each of them innermost. */
    private static List<List<Axis>> orders(List<Axis> axes, Space space, boolean isFree) {
        List<List<Axis>> orders = new ArrayList<>();
        orders.add(axes);
        if (!space.isScattered() || !isFree) return orders;
        for (Axis a : axes) {
            List<Axis> last = new ArrayList<>(axes);
            last.remove(a);
            last.add(a);
            if (!last.equals(axes)) orders.add(last);
        }
        return orders;
    }
}
