package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Tensor;

/**
 * A pass with small products, a block of observations at a time: the products stay products of matrices, and of what only
 * the pass uses there are slots for one block, which stay in the cache. The statements stand there twice, for whole blocks
 * and for the observations that are left.
 */
final class Blocked {
    /** The observations of a block: of 32, 64 and 128 the best in plain Java, and a twentieth behind 64 on vectors. */
    private static final int ROWS = 128;

    private final Pass pass;
    private final Context context;
    private final Phase phase;
    private final Map<String, Tensor> sums;

    /** By tensor of the pass that is needed outside as well, its slots. */
    private final Map<String, String> copies = new LinkedHashMap<>();

    private final Map<String, Integer> positions = new HashMap<>();

    /** @param sums the variables in which sums of rank 0 are accumulated */
    Blocked(Pass pass, Context context, Phase phase, Map<String, Tensor> sums) {
        this.pass = pass;
        this.context = context;
        this.phase = phase;
        this.sums = sums;
        positions.putAll(pass.positions());
        pass.positions().forEach((name, position) -> {
            if (pass.sliced().contains(name)) return;
            String own = context.names().fresh(name + "_rows");
            copies.put(name, own);
            positions.put(own, position);
        });
    }

    /** The loops; empty where a statement is none that blocks may have. */
    Optional<List<Code>> of(List<Equation> equations) {
        Optional<Map<String, Integer>> found = outside(equations, pass);
        if (found.isEmpty()) return Optional.empty();
        Map<String, Integer> outside = new HashMap<>(found.get());
        copies.keySet().forEach(name -> outside.put(name, pass.positions().get(name)));
        Index block = context.locals().index(new Index("block"));
        Dim whole = pass.extent().div(Dim.of(ROWS));
        Loop loop = Loop.upTo(block, whole);
        Expr first = Build.mul(Expr.constant(ROWS), Expr.position(block));
        Expr last = Expr.size(whole.times(ROWS));
        Dim left = pass.extent().mod(Dim.of(ROWS));
        List<Code> inside = version(equations, Dim.of(ROWS));
        List<Code> rest = version(equations, left);
        boolean[] fits = {true};
        Code.forEach(inside, c -> fits[0] &= !c.isCall() || c instanceof Code.Gemm);
        Code.forEach(rest, c -> fits[0] &= !c.isCall() || c instanceof Code.Gemm);
        if (!fits[0]) return Optional.empty();
        Set<String> names = new HashSet<>(pass.sliced());
        names.addAll(copies.values());
        // For fewer observations less: an observation may be large where only a call knows its sizes.
        boolean isOpen = equations.stream()
                .flatMap(e -> e.target().shape().stream())
                .anyMatch(d -> !d.isConstant() && !d.equals(pass.extent()));
        Dim most = isOpen ? pass.extent().min(Dim.of(ROWS)) : Dim.of(ROWS);
        List<Code> code = new ArrayList<>();
        List<Code> round = started(slots(Dim.of(ROWS), names, most).of(inside), outside, first);
        Code.For blocks = new Code.For(block, loop.lo(), loop.hi(), false, round);
        // Before the loop there may be no room for a block.
        code.addAll(isOpen ? List.of(blocks) : Invariants.of(blocks));
        code.addAll(started(slots(left, names, most).of(rest), outside, last));
        return Optional.of(code);
    }

    private Slots slots(Dim rows, Set<String> names, Dim most) {
        return new Slots(positions, rows, names, most, UnaryOperator.identity(), Map.of());
    }

    /**
     * The tensors that a pass reads of what lies outside, by the dimension that it runs over; empty if an observation reads
     * another one's, or its number.
     */
    static Optional<Map<String, Integer>> outside(List<Equation> equations, Pass pass) {
        Map<String, Integer> outside = new HashMap<>();
        boolean[] fits = {true};
        for (Equation e : equations) {
            if (!pass.has(e)) continue;
            Index n = pass.own(e);
            for (Loop l : e.binders()) fits[0] &= !l.lo().mentions(n) && !l.hi().mentions(n);
            e.forEach(x -> {
                if (!(x instanceof Expr.Apply) && !(x instanceof Expr.Read)) return;
                if (!(x instanceof Expr.Read r)) {
                    fits[0] &= x.children().stream().noneMatch(c -> c.equals(Expr.position(n)));
                    return;
                }
                int own = Pass.position(r.tensor(), pass.extent());
                for (int d = 0; d < r.at().size(); d++) {
                    boolean isOwn = r.at().get(d).equals(Expr.position(n));
                    fits[0] &= isOwn == (d == own) && (isOwn || !r.at().get(d).mentions(n));
                }
                fits[0] &= r.otherwise().isEmpty() || own < 0;
                if (own >= 0 && !pass.positions().containsKey(r.tensor().name()))
                    outside.put(r.tensor().name(), own);
            });
            fits[0] &= !e.body().equals(Expr.position(n));
        }
        return fits[0] ? Optional.of(outside) : Optional.empty();
    }

    /** The statements with everything from outside counted from the start of a block. */
    private List<Code> started(List<Code> code, Map<String, Integer> outside, Expr start) {
        return new Slots(outside, pass.extent(), outside.keySet(), pass.extent(), at -> Build.add(start, at), Map.of())
                .of(code);
    }

    private List<Code> version(List<Equation> equations, Dim rows) {
        List<Equation> own = new ArrayList<>();
        for (Equation e : equations) own.add(equation(e, rows));
        List<Code> code = new ArrayList<>();
        for (Unit u : phase.units(Order.steps(own), copies.values())) {
            boolean isTotal = u.single() != null && pass.isTotal(u.single());
            Unit unit = isTotal ? u.with(u.single(), true, List.of()) : u;
            code.addAll(phase.code(unit, Map.of(), List.of()));
        }
        for (Equation e : equations) {
            if (copies.containsKey(e.target().name())) code.add(copy(e.target(), rows));
        }
        return Phase.summed(code, sums);
    }

    private Equation equation(Equation e, Dim rows) {
        Index n = pass.own(e);
        List<Loop> binders = e.binders().stream()
                .map(l -> l.index().equals(n) ? Loop.upTo(n, rows) : l)
                .toList();
        return new Equation(
                slots(e.target(), rows),
                e.indices(),
                e.reduction(),
                binders,
                slots(e.guard(), rows),
                slots(e.body(), rows),
                e.note());
    }

    private Expr slots(Expr e, Dim rows) {
        if (!(e instanceof Expr.Read r)) return e.mapChildren(x -> slots(x, rows));
        List<Expr> at = r.at().stream().map(x -> slots(x, rows)).toList();
        return Expr.read(slots(r.tensor(), rows), at, r.otherwise().map(x -> slots(x, rows)));
    }

    /** The tensor of which only the rows of a block exist; others are themselves. */
    private Tensor slots(Tensor t, Dim rows) {
        Integer position = pass.positions().get(t.name());
        if (position == null) return t;
        List<Dim> shape = new ArrayList<>(t.shape());
        shape.set(position, rows);
        return new Tensor(copies.getOrDefault(t.name(), t.name()), t.type(), shape);
    }

    /** Brings the rows of a block to where they are needed. */
    private Code copy(Tensor t, Dim rows) {
        int position = pass.positions().get(t.name());
        List<Index> indices = new ArrayList<>();
        for (Index i : Schedule.indices(t)) indices.add(context.locals().index(i));
        List<Expr> at = indices.stream().map(Expr::position).toList();
        Code code = new Code.Store(t, at, Expr.read(slots(t, rows), at), false);
        for (int d = t.rank() - 1; d >= 0; d--) {
            Dim extent = d == position ? rows : t.shape().get(d);
            code = new Code.For(indices.get(d), Expr.constant(0), Expr.size(extent), false, List.of(code));
        }
        return code;
    }
}
