package org.nnc.compiler.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Tensor;

/**
 * Finds equations that can run in one pass over a size bound at run time, an observation at a time: of every tensor that
 * only the pass uses, one slice exists, and backward computes the slices of forward again instead of keeping them.
 *
 * <p>Where a contraction runs over that size, whole tensors are better, and nothing is found.
 */
final class Slices {
    /** Fewer cells an observation are not worth it. */
    private static final long FEWEST = 32;

    /** So many cells an observation are worth it where there are products, for which many observations at once are better. */
    private static final long MANY = 512;

    /** So many operations a cell are so few that products wait for memory. */
    private static final long FEW = 16;

    final Dim extent;
    private final Pass forward;
    private final Pass backward;

    /** The equations of forward that backward runs again. */
    private final List<Equation> again = new ArrayList<>();

    private final Context context;
    private boolean isAlone;
    private boolean isShared;
    private boolean hasProducts;

    /** Whether only a call knows how many operations a cell some product has. */
    private boolean hasOpen;

    private Slices(Dim extent, Context context) {
        this.extent = extent;
        this.context = context;
        forward = new Pass(extent);
        backward = new Pass(extent);
    }

    /**
     * @param kept tensors that are asked for, or that the phases before the loss leave
     * @param isJoint whether loss and gradient are asked for together
     */
    static Optional<Slices> of(
            List<Equation> loss, List<Equation> backward, Set<String> kept, boolean isJoint, Context context) {
        Set<Dim> extents = new LinkedHashSet<>();
        for (Equation e : loss) for (Dim d : e.target().shape()) if (!d.isConstant()) extents.add(d);
        for (Dim d : extents) {
            Slices s = new Slices(d, context);
            s.isShared = isJoint;
            if (s.find(loss, backward, kept)) return Optional.of(s);
        }
        return Optional.empty();
    }

    /**
     * The pass that one phase is by itself: an observation at a time, each in a few cells.
     *
     * @param kept tensors that are needed elsewhere
     */
    static Optional<Pass> alone(List<Equation> phase, Set<String> kept, Context context) {
        Set<Dim> extents = new LinkedHashSet<>();
        for (Equation e : phase) {
            for (Loop l : e.loops()) {
                Dim d = Build.dim(l.hi());
                if (d != null && !d.isConstant() && l.lo().isConst(0)) extents.add(d);
            }
        }
        for (Dim d : extents) {
            Slices s = new Slices(d, context);
            Pass pass = s.forward;
            s.isAlone = true;
            if (!s.collect(phase, pass, Map.of())) continue;
            pass.sliced().addAll(pass.positions().keySet());
            pass.sliced().removeAll(kept);
            for (Equation e : phase)
                if (!pass.has(e)) e.reads().forEach(t -> pass.sliced().remove(t.name()));
            return Optional.of(pass);
        }
        return Optional.empty();
    }

    /** Whether there are products: then the pass is one of blocks of observations. */
    boolean hasProducts() {
        return hasProducts;
    }

    /** Whether backward's pass computes all of forward's, so that one pass gives the loss and its gradient. */
    boolean isShared() {
        return isShared;
    }

    /** What of forward runs in one pass. */
    Pass forward() {
        return forward;
    }

    Pass backward() {
        return backward;
    }

    List<Equation> again() {
        return again;
    }

    private boolean find(List<Equation> loss, List<Equation> later, Set<String> kept) {
        if (!collect(loss, forward, Map.of()) || !collect(later, backward, forward.positions())) return false;
        Set<String> stored = new HashSet<>(kept);
        for (Equation e : loss) if (!forward.has(e)) e.reads().forEach(t -> stored.add(t.name()));
        for (Equation e : later) if (!backward.has(e)) e.reads().forEach(t -> stored.add(t.name()));
        forward.sliced().addAll(forward.positions().keySet());
        forward.sliced().removeAll(stored);
        backward.sliced().addAll(backward.positions().keySet());
        backward.sliced().removeAll(stored);
        long cells = cells(loss, forward.sliced()) + cells(later, backward.sliced());
        if (cells < (hasProducts ? MANY : FEWEST)) return false;
        if (hasOpen && !grows(loss)) return false;
        isShared &= isShared(loss, later);
        repeat(loss, later);
        return !hasProducts
                || extent.isNonNegative()
                        && Blocked.outside(loss, forward).isPresent()
                        && Blocked.outside(again, backward).isPresent()
                        && Blocked.outside(later, backward).isPresent();
    }

    /** Whether backward's pass needs nothing that is known only behind forward's. */
    private boolean isShared(List<Equation> loss, List<Equation> later) {
        Pass both = new Pass(extent);
        for (Pass p : List.of(forward, backward)) {
            both.positions().putAll(p.positions());
            both.totals().putAll(p.totals());
        }
        List<Equation> all = new ArrayList<>(loss);
        all.addAll(later);
        return isOnePass(all, both);
    }

    /** What backward computes of forward again: all of its pass, or what it needs of the slices, and what that needs. */
    private void repeat(List<Equation> loss, List<Equation> later) {
        if (isShared) {
            for (Equation e : loss) if (forward.has(e)) again.add(e);
            backward.positions().putAll(forward.positions());
            backward.totals().putAll(forward.totals());
            backward.sliced().addAll(forward.sliced());
            return;
        }
        Map<String, Equation> definitions = new HashMap<>();
        for (Equation e : loss) definitions.put(e.target().name(), e);
        Set<String> needed = new HashSet<>();
        Deque<Equation> open = new ArrayDeque<>();
        for (Equation e : later) if (backward.has(e)) open.add(e);
        while (!open.isEmpty()) {
            for (Tensor t : open.pop().reads()) {
                if (!forward.sliced().contains(t.name()) || !needed.add(t.name())) continue;
                open.add(definitions.get(t.name()));
            }
        }
        for (Equation e : loss) {
            String name = e.target().name();
            if (!needed.contains(name)) continue;
            again.add(e);
            backward.positions().put(name, forward.positions().get(name));
            backward.sliced().add(name);
        }
    }

    /** Whether an observation takes more memory the larger the sizes of a call, however little is read of it. */
    private boolean grows(List<Equation> loss) {
        int read = 0;
        for (Equation e : loss) {
            if (!forward.has(e)) continue;
            for (Tensor t : e.reads()) {
                boolean isOutside = !forward.positions().containsKey(t.name()) && Pass.position(t, extent) >= 0;
                if (isOutside) read = Math.max(read, open(t));
            }
        }
        int made = 0;
        for (Equation e : loss)
            if (forward.sliced().contains(e.target().name())) made = Math.max(made, open(e.target()));
        return made > read;
    }

    /** How many sizes of one observation only a call knows. */
    private int open(Tensor t) {
        return (int) t.shape().stream()
                .filter(d -> !d.isConstant() && !d.equals(extent))
                .count();
    }

    /** The cells of one observation. */
    private long cells(List<Equation> equations, Set<String> names) {
        long cells = 0;
        for (Equation e : equations) {
            if (!names.contains(e.target().name())) continue;
            long own = 1;
            for (Dim d : e.target().shape()) {
                if (d.equals(extent)) continue;
                own *= d.isConstant() ? d.constant().getAsLong() : FEWEST;
            }
            cells += own;
        }
        return cells;
    }

    // ---- the equations of one phase -----------------------------------------------------------------------------

    /**
     * Collects the pass of a phase; false where there is none.
     *
     * @param before the tensors of an earlier pass that may be computed again
     */
    private boolean collect(List<Equation> equations, Pass pass, Map<String, Integer> before) {
        pass.collect(equations);
        // Rows of a length that only a call knows are not a few cells: they stay outside.
        if (isAlone) {
            for (Equation e : equations) {
                boolean isLong = e.target().shape().stream().anyMatch(d -> !d.isConstant() && !d.equals(extent));
                if (isLong && pass.positions().containsKey(e.target().name())) pass.remove(e);
            }
        }
        for (boolean again = true; again; ) {
            again = false;
            for (Equation e : equations) {
                if (!pass.has(e) || followsOwn(e, pass, before)) continue;
                pass.remove(e);
                again = true;
            }
        }
        if (pass.positions().isEmpty() && (!isAlone || pass.totals().isEmpty())) return false;
        for (Equation e : equations) {
            boolean runsOver = pass.has(e) || mentionsExtent(e);
            if (!runsOver || !isContraction(e, pass)) continue;
            if (isAlone || !pass.has(e) || !isSmall(e, pass)) return false;
            hasProducts = true;
        }
        for (Order.Step s : Order.steps(equations)) {
            if (s instanceof Order.Recurrence r && r.equations().stream().anyMatch(this::mentionsExtent)) return false;
        }
        return isOnePass(equations, pass);
    }

    /** Whether whole tensors are better; for a phase by itself, whether one observation is a matrix product. */
    private boolean isContraction(Equation e, Pass pass) {
        if (!isAlone || !pass.has(e)) return Contraction.isOne(e, context);
        return new Contraction(context.trial())
                .of(e, false, List.of(Loop.upTo(pass.own(e), extent)))
                .isPresent();
    }

    /** Whether a product of one observation does little with each number that it reads or writes, all of them in a row. */
    private boolean isSmall(Equation e, Pass pass) {
        if (context.lanes().examples(e).isPresent()) return false;
        long operations = 1;
        boolean isOpen = false;
        for (Loop l : e.loops()) {
            if (l.index().equals(pass.own(e))) continue;
            Dim rounds = Build.dim(Build.sub(l.hi(), l.lo()));
            if (rounds == null) return false;
            isOpen |= !rounds.isConstant();
            if (rounds.isConstant()) operations *= rounds.constant().getAsLong();
        }
        Set<Tensor> own = new LinkedHashSet<>();
        if (pass.positions().containsKey(e.target().name())) own.add(e.target());
        boolean[] isPlain = {true};
        e.forEach(x -> {
            if (!(x instanceof Expr.Read r)) return;
            isPlain[0] &= r.at().stream().allMatch(p -> p instanceof Expr.Position || p.isConst());
            if (Pass.position(r.tensor(), extent) >= 0) own.add(r.tensor());
        });
        long cells = 0;
        for (Tensor t : own) {
            long size = 1;
            for (Dim d : t.shape()) {
                if (d.equals(extent)) continue;
                isOpen |= !d.isConstant();
                if (d.isConstant()) size *= d.constant().getAsLong();
            }
            cells += size;
        }
        hasOpen |= isOpen;
        return isPlain[0] && (isOpen || operations <= FEW * cells);
    }

    private boolean mentionsExtent(Equation e) {
        return e.loops().stream().anyMatch(l -> l.hi().equals(Expr.size(extent)));
    }

    /** Whether all that an equation reads of the pass is at its own observation. */
    private static boolean followsOwn(Equation e, Pass pass, Map<String, Integer> before) {
        Index n = pass.own(e);
        boolean[] follows = {true};
        e.forEach(x -> {
            if (!(x instanceof Expr.Read r)) return;
            Integer position = pass.positions()
                    .getOrDefault(r.tensor().name(), before.get(r.tensor().name()));
            if (position == null) return;
            follows[0] &= r.otherwise().isEmpty() && r.at().get(position).equals(Expr.position(n));
        });
        return follows[0];
    }

    /** Whether nothing in the pass needs what is known only behind it. */
    private static boolean isOnePass(List<Equation> equations, Pass pass) {
        Set<String> behind = pass.behind(equations);
        for (Equation e : equations) {
            if (pass.has(e) && e.reads().stream().anyMatch(t -> behind.contains(t.name()))) return false;
        }
        return true;
    }
}
