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
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * A Jacobian in reverse mode: the adjoints of every cell of r by itself, which are the rows.
 *
 * <p>{@code R_y[i,u]} is the derivative of {@code r[i]} by the cell of y that the open dimensions u pick; the other
 * dimensions of y follow from i (see {@link Footprint}), so that a batch costs no more than its examples.
 */
final class Rows {
    private final Program program;
    private final Activity activity;
    private final Names names;
    private final Equation r;
    private final List<Index> rows = new ArrayList<>();
    private final Map<String, List<Optional<Expr>>> footprint = new HashMap<>();
    private final Map<String, Tensor> adjoint = new LinkedHashMap<>();
    private final Map<String, List<Equation>> parts = new LinkedHashMap<>();
    private final List<Equation> made = new ArrayList<>();

    Rows(Program program, Activity activity, Names names, Equation r) {
        this.program = program;
        this.activity = activity;
        this.names = names;
        this.r = r;
        Map<Index, Expr> fresh = new HashMap<>();
        for (Index i : r.indices()) {
            Index row = new Index(names.fresh(i.name()));
            rows.add(row);
            fresh.put(i, Expr.position(row));
        }
        Footprint.under(program, activity, r)
                .forEach((name, at) -> footprint.put(
                        name,
                        at.stream().map(p -> p.map(q -> q.substitute(fresh))).toList()));
    }

    List<Equation> made() {
        return made;
    }

    List<Index> rows() {
        return rows;
    }

    /** The dimensions of a tensor that do not follow from the row. */
    List<Integer> open(Tensor t) {
        List<Integer> open = new ArrayList<>();
        List<Optional<Expr>> at = footprint.get(t.name());
        for (int d = 0; d < t.rank(); d++) if (at == null || at.get(d).isEmpty()) open.add(d);
        return open;
    }

    /** The position of a dimension that is not open, over {@link #rows}. */
    Expr position(Tensor t, int dim) {
        return footprint.get(t.name()).get(dim).orElseThrow();
    }

    /** By name, the tensors {@code [rows, open dimensions]}, whose equations are {@link #made}. */
    Map<String, Tensor> of(List<Tensor> wrt) {
        List<Tensor> all = new ArrayList<>(wrt);
        for (Equation e : program.equations()) if (activity.isActive(e.target())) all.add(e.target());
        all.forEach(t -> adjoint.put(t.name(), new Tensor(names.fresh("R_" + t.name()), Type.REAL, shape(t))));
        if (activity.isActive(r.target())) {
            for (Equation e : program.equations()) {
                if (activity.isActive(e.target())
                        && footprint.containsKey(e.target().name())) propagate(e);
            }
        }
        Map<String, Tensor> result = new LinkedHashMap<>();
        for (Tensor t : all) total(t);
        wrt.forEach(t -> result.put(t.name(), adjoint.get(t.name())));
        return result;
    }

    private List<Dim> shape(Tensor t) {
        List<Dim> shape = new ArrayList<>(r.target().shape());
        for (int d : open(t)) shape.add(t.shape().get(d));
        return shape;
    }

    private void propagate(Equation e) {
        Local local = Local.of(e, names);
        made.addAll(local.needs());
        Map<Index, Expr> by = new HashMap<>();
        List<Index> left = new ArrayList<>(rows);
        for (int d = 0; d < e.indices().size(); d++) {
            Index i = e.indices().get(d);
            Optional<Expr> known = footprint.get(e.target().name()).get(d);
            if (known.isPresent()) by.put(i, known.get());
            else left.add(i);
        }
        Equation o = local.over();
        List<Loop> binders = new ArrayList<>();
        for (Loop l : o.binders()) binders.add(new Loop(l.index(), l.lo().substitute(by), l.hi().substitute(by)));
        Tensor d = adjoint.get(e.target().name());
        Equation over = new Equation(
                d,
                left,
                o.reduction(),
                binders,
                o.guard().substitute(by),
                o.body().substitute(by),
                o.note());
        Expr y = Expr.read(e.target(), NormalForm.positions(e.indices())).substitute(by);
        Expr upstream = Expr.read(d, NormalForm.positions(left));
        Expr condition = Build.and(over.guard(), local.condition().substitute(by));
        Flow flow =
                new Flow(activity, new Domain(over.loops()), over, condition, (f, w) -> named(over, e.target(), f, w));
        flow.run(Build.mul(upstream, local.partial().substitute(by)), y);
        for (Contribution c : flow.contributions()) {
            Tensor to = c.read().tensor();
            Tensor part = new Tensor(names.fresh(adjoint.get(to.name()).name() + "_1"), Type.REAL, shape(to));
            parts.computeIfAbsent(to.name(), n -> new ArrayList<>()).add(c.equation(part, rows.size(), open(to)));
        }
    }

    /** A factor that goes several ways is computed once. */
    private Optional<Expr> named(Equation over, Tensor of, Expr factor, Expr where) {
        if (over.isReduction() || NormalForm.cost(factor) + NormalForm.cost(where) == 0) return Optional.empty();
        Tensor t = new Tensor(
                names.fresh("R_" + of.name() + "_v"), Type.REAL, over.target().shape());
        Expr value = new Domain(over.loops()).decided(Build.select(where, factor, Expr.real(0)));
        made.add(Equation.pointwise(t, over.indices(), value, over.note()));
        return Optional.of(Expr.read(t, NormalForm.positions(over.indices())));
    }

    private void total(Tensor t) {
        Tensor d = adjoint.get(t.name());
        List<Equation> all = new ArrayList<>(parts.getOrDefault(t.name(), List.of()));
        if (t.equals(r.target())) {
            List<Index> indices = Differentiate.freshIndices(d);
            Expr same = Expr.TRUE;
            List<Integer> open = open(t);
            for (int k = 0; k < open.size(); k++) {
                same = Build.and(
                        same,
                        Build.eq(Expr.position(indices.get(rows.size() + k)), Expr.position(indices.get(open.get(k)))));
            }
            Tensor seed = new Tensor(names.fresh(d.name() + "_1"), Type.REAL, d.shape());
            all.add(Equation.pointwise(seed, indices, Build.select(same, Expr.real(1), Expr.real(0)), ""));
        }
        if (all.size() == 1) {
            Equation e = all.get(0);
            made.add(new Equation(d, e.indices(), e.reduction(), e.binders(), e.guard(), e.body(), e.note()));
            return;
        }
        List<Index> indices = Differentiate.freshIndices(d);
        Expr sum = Expr.real(0);
        for (Equation p : all) sum = Build.add(sum, Expr.read(p.target(), NormalForm.positions(indices)));
        made.addAll(all);
        made.add(Equation.pointwise(d, indices, sum, ""));
    }
}
