package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * A Jacobian in forward mode: the tangents for all unit directions of one tensor at once, which are the columns.
 *
 * <p>{@code D_y[i,q] = sum(k) (sum over occurrences of F * D_z[A(i,k),q])}, and where x itself is read, F at the point where
 * {@code A(i,k) == q}. Only the dimensions of x that do not follow from the cell of y are in q (see {@link Footprint}): what
 * depends on one row of x has one row of columns, and counts where {@code q} is that row.
 */
final class Columns {
    private final Program program;
    private final Activity activity;
    private final Names names;
    private final Tensor x;
    private final List<Integer> dims;
    private final Map<Integer, Index> columns = new LinkedHashMap<>();
    private final Map<String, List<Optional<Expr>>> footprint;
    private final Map<String, Equation> definitions;
    private final Map<String, Tensor> known = new LinkedHashMap<>();
    private final List<Equation> made = new ArrayList<>();
    private Tensor result;

    /** @param dims the dimensions of x that are columns of the result */
    Columns(Program program, Activity activity, Names names, Tensor x, List<Integer> dims) {
        this.program = program;
        this.activity = activity;
        this.names = names;
        this.x = x;
        this.dims = dims;
        for (int d : dims) columns.put(d, new Index(names.fresh("q")));
        this.definitions = program.definitions();
        this.footprint = Footprint.of(program, activity, x);
    }

    List<Equation> made() {
        return made;
    }

    /** The tensor {@code [rows of r, columns]}, whose equations are {@link #made}. */
    Tensor of(Tensor r) {
        result = r;
        for (Equation e : program.equations()) {
            if (activity.isActive(e.target())) known.put(e.target().name(), wide("D_", e.target()));
        }
        if (!known.containsKey(r.name())) {
            Tensor zero = wide("D_", r);
            made.add(Equation.pointwise(zero, Differentiate.freshIndices(zero), Expr.real(0), ""));
            return zero;
        }
        for (Equation e : program.equations()) if (activity.isActive(e.target())) push(e);
        return known.get(r.name());
    }

    /** The dimensions of x that are columns of a tensor. */
    private List<Integer> open(Tensor t) {
        return dims.stream().filter(d -> position(t, d).isEmpty()).toList();
    }

    /** The only position of a dimension of x that a cell can depend on, over the indices of its equation. */
    private Optional<Expr> position(Tensor t, int dim) {
        List<Optional<Expr>> at = footprint.get(t.name());
        if (at == null || t.equals(result)) return Optional.empty();
        return at.get(dim).filter(p -> isSafe(p, definitions.get(t.name())));
    }

    /** Whether a position can be evaluated for every cell: the text may read its tables under a condition only. */
    private boolean isSafe(Expr position, Equation e) {
        List<Loop> cells =
                Equation.pointwise(e.target(), e.indices(), Expr.real(0), "").loops();
        return !position.any(x -> {
            if (!(x instanceof Expr.Read r)) return false;
            for (int d = 0; d < r.at().size(); d++) {
                Dim extent = r.tensor().shape().get(d);
                if (!Footprint.isInside(program, r.at().get(d), extent, cells)) return true;
            }
            return false;
        });
    }

    private Tensor wide(String prefix, Tensor t) {
        List<Dim> shape = new ArrayList<>(t.shape());
        for (int d : open(t)) shape.add(x.shape().get(d));
        return new Tensor(names.fresh(prefix + t.name()), Type.REAL, shape);
    }

    private void push(Equation e) {
        Local local = Local.of(e, names);
        made.addAll(local.needs());
        Equation over = local.over();
        Flow flow = new Flow(activity, new Domain(over.loops()), over, Expr.TRUE, (f, w) -> Optional.empty());
        flow.run(local.partial(), Expr.read(e.target(), NormalForm.positions(e.indices())));
        List<Integer> open = open(e.target());
        Expr always = Build.and(over.guard(), local.condition());
        Expr sum = Expr.real(0);
        boolean through = false;
        List<Contribution> apart = new ArrayList<>();
        for (Contribution c : flow.contributions()) {
            Expr inside = c.read().otherwise().isPresent() ? new Domain(over.loops()).inside(c.read()) : Expr.TRUE;
            if (c.read().tensor().equals(x)) {
                Expr guard = Build.and(Build.and(always, c.guard()), inside);
                apart.add(new Contribution(c.read(), over.loops(), guard, c.factor()));
                continue;
            }
            Expr value = Build.mul(c.factor(), column(e, c.read()));
            Map<Integer, Expr> only = only(e, c.read());
            if (only.isEmpty() || !over.isReduction()) {
                Expr where = c.guard();
                if (!only.isEmpty()) where = Build.and(where, inside);
                for (int d : only.keySet())
                    where = Build.and(where, Build.eq(Expr.position(columns.get(d)), only.get(d)));
                sum = Build.add(sum, Build.select(where, value, Expr.real(0)));
                through = true;
                continue;
            }
            List<Loop> loops = new ArrayList<>(over.loops());
            List<Expr> at = new ArrayList<>();
            for (int d = 0; d < x.rank(); d++) {
                boolean isColumn = open.contains(d) && !only.containsKey(d);
                if (isColumn) loops.add(Loop.upTo(columns.get(d), x.shape().get(d)));
                at.add(isColumn ? Expr.position(columns.get(d)) : only.getOrDefault(d, Expr.constant(0)));
            }
            Expr guard = Build.and(Build.and(always, c.guard()), inside);
            apart.add(new Contribution(Expr.read(x, at), loops, guard, value));
        }
        add(e, local, sum, through, apart);
    }

    /** The tangents of what is read, in the columns of the equation. */
    private Expr column(Equation e, Expr.Read r) {
        List<Expr> at = new ArrayList<>(r.at());
        boolean isInside = r.otherwise().isEmpty();
        for (int d : open(r.tensor())) {
            Optional<Expr> own = position(e.target(), d);
            at.add(own.orElse(Expr.position(columns.get(d))));
            isInside &= own.isEmpty();
        }
        return Expr.read(known.get(r.tensor().name()), at, isInside ? Optional.empty() : Optional.of(Expr.real(0)));
    }

    /** By dimension, the only column of the equation where what is read is not 0. */
    private Map<Integer, Expr> only(Equation e, Expr.Read r) {
        List<Index> own = definitions.get(r.tensor().name()).indices();
        Map<Index, Expr> by = new HashMap<>();
        for (int i = 0; i < own.size(); i++) by.put(own.get(i), r.at().get(i));
        Map<Integer, Expr> only = new LinkedHashMap<>();
        for (int d : open(e.target())) {
            position(r.tensor(), d).ifPresent(p -> only.put(d, p.substitute(by)));
        }
        return only;
    }

    /** @param apart contributions whose column follows from where they are read */
    private void add(Equation e, Local local, Expr sum, boolean through, List<Contribution> apart) {
        Equation over = local.over();
        Tensor target = known.get(e.target().name());
        List<Integer> open = open(e.target());
        List<Equation> parts = new ArrayList<>();
        boolean isOne = apart.size() + (through ? 1 : 0) == 1;
        List<Index> left = new ArrayList<>(over.indices());
        open.forEach(d -> left.add(columns.get(d)));
        if (through) {
            Tensor part = isOne ? target : wide("D_", e.target());
            Expr body = Build.select(local.condition(), sum, Expr.real(0));
            parts.add(
                    over.isReduction()
                            ? Equation.reduce(part, left, Reduction.SUM, over.binders(), over.guard(), body, e.note())
                            : Equation.pointwise(part, left, body, e.note()));
        }
        for (Contribution c : apart) {
            Tensor part = isOne ? target : wide("D_", e.target());
            parts.add(c.equation(part, over.indices().size(), open));
        }
        made.addAll(parts);
        if (isOne) return;
        List<Index> indices = Differentiate.freshIndices(target);
        Expr total = Expr.real(0);
        for (Equation p : parts) total = Build.add(total, Expr.read(p.target(), NormalForm.positions(indices)));
        made.add(Equation.pointwise(target, indices, total, ""));
    }
}
