package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * A Jacobian in forward mode: the tangents for all unit directions of one tensor at once, which are the columns.
 *
 * <p>{@code D_y[i,q] = sum(k) (sum over occurrences of F * D_z[A(i,k),q])}, and where x itself is read, F at the point where
 * {@code A(i,k) == q}. Only the dimensions of x that do not follow from the row are in q.
 */
final class Columns {
    private final Program program;
    private final Activity activity;
    private final Names names;
    private final Tensor x;
    private final List<Integer> dims;
    private final List<Index> columns = new ArrayList<>();
    private final Map<String, Tensor> known = new LinkedHashMap<>();
    private final List<Equation> made = new ArrayList<>();

    /** @param dims the dimensions of x that are columns */
    Columns(Program program, Activity activity, Names names, Tensor x, List<Integer> dims) {
        this.program = program;
        this.activity = activity;
        this.names = names;
        this.x = x;
        this.dims = dims;
        for (int d = 0; d < dims.size(); d++) columns.add(new Index(names.fresh("q")));
    }

    List<Equation> made() {
        return made;
    }

    /** The tensor {@code [rows of r, columns]}, whose equations are {@link #made}. */
    Tensor of(Tensor r) {
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

    private Tensor wide(String prefix, Tensor t) {
        List<Dim> shape = new ArrayList<>(t.shape());
        for (int d : dims) shape.add(x.shape().get(d));
        return new Tensor(names.fresh(prefix + t.name()), Type.REAL, shape);
    }

    private void push(Equation e) {
        Local local = Local.of(e, names);
        made.addAll(local.needs());
        Equation over = local.over();
        Flow flow = new Flow(activity, new Domain(over.loops()), over, Expr.TRUE, (f, w) -> Optional.empty());
        flow.run(local.partial(), Expr.read(e.target(), NormalForm.positions(e.indices())));
        Expr sum = Expr.real(0);
        boolean through = false;
        List<Contribution> direct = new ArrayList<>();
        for (Contribution c : flow.contributions()) {
            Expr.Read r = c.read();
            if (r.tensor().equals(x)) {
                direct.add(c);
                continue;
            }
            List<Expr> at = new ArrayList<>(r.at());
            at.addAll(NormalForm.positions(columns));
            Expr column =
                    Expr.read(known.get(r.tensor().name()), at, r.otherwise().map(d -> Expr.real(0)));
            sum = Build.add(sum, Build.select(c.guard(), Build.mul(c.factor(), column), Expr.real(0)));
            through = true;
        }
        Tensor target = known.get(e.target().name());
        List<Equation> parts = new ArrayList<>();
        boolean isOne = direct.size() + (through ? 1 : 0) == 1;
        List<Index> left = new ArrayList<>(over.indices());
        left.addAll(columns);
        if (through) {
            Tensor part = isOne ? target : wide("D_", e.target());
            Expr body = Build.select(local.condition(), sum, Expr.real(0));
            parts.add(
                    over.isReduction()
                            ? Equation.reduce(part, left, Reduction.SUM, over.binders(), over.guard(), body, e.note())
                            : Equation.pointwise(part, left, body, e.note()));
        }
        Expr always = Build.and(over.guard(), local.condition());
        for (Contribution c : direct) {
            Tensor part = isOne ? target : wide("D_", e.target());
            Expr inside = c.read().otherwise().isPresent() ? new Domain(over.loops()).inside(c.read()) : Expr.TRUE;
            Expr guard = Build.and(Build.and(always, c.guard()), inside);
            parts.add(new Contribution(c.read(), over.loops(), guard, c.factor())
                    .equation(part, over.indices().size(), dims));
        }
        made.addAll(parts);
        if (isOne) return;
        List<Index> indices = Differentiate.freshIndices(target);
        Expr total = Expr.real(0);
        for (Equation p : parts) total = Build.add(total, Expr.read(p.target(), NormalForm.positions(indices)));
        made.add(Equation.pointwise(target, indices, total, ""));
    }
}
