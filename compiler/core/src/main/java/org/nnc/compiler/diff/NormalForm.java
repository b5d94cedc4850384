package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.HashMap;
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
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Names what the partials will mention, so that a derivative refers to an intermediate instead of copying it.
 *
 * <p>An active argument that a partial mentions, and an active result that its own partial mentions, becomes an equation
 * over the whole iteration space. Cheap expressions (at most {@link #COPY} units) are left to be copied: reading a stored
 * value costs as much.
 */
final class NormalForm {
    private static final int COPY = 2;

    private final Activity activity;
    private final Names names;
    private final List<Equation> done = new ArrayList<>();

    private Equation current;
    private Map<Expr, Expr> named;

    private NormalForm(Activity activity, Names names) {
        this.activity = activity;
        this.names = names;
    }

    static Program of(Program program, Activity activity, Names names) {
        NormalForm form = new NormalForm(activity, names);
        for (Equation e : program.equations()) form.add(e);
        return program.withEquations(form.done.stream().map(Domain::decided).toList());
    }

    private void add(Equation e) {
        if (!activity.isActive(e.body())
                || !activity.isActive(e.target())
                || e.call().isPresent()) {
            done.add(e);
            return;
        }
        current = e;
        named = new HashMap<>();
        Expr body = visit(e.body(), Expr.TRUE, !e.isReduction());
        Reduction r = e.reduction().orElse(Reduction.SUM);
        if (r == Reduction.PROD) {
            done.add(product(e, body));
            return;
        }
        // The winner of a max evaluates its body again; the norm's gradient divides it. A read costs what reading its
        // copy
        // would.
        boolean isRepeated = r == Reduction.MAX || r == Reduction.MIN || r == Reduction.NORM;
        if (isRepeated && !isCell(body) && cost(body) > COPY) body = name(body, Expr.TRUE);
        done.add(new Equation(e.target(), e.indices(), e.reduction(), e.binders(), e.guard(), body, e.note()));
    }

    /**
     * @param condition what holds where this expression is evaluated, beside the guard
     * @param isRoot whether the value is the target's itself, which has a name already
     */
    private Expr visit(Expr e, Expr condition, boolean isRoot) {
        if (!activity.isActive(e)) return e;
        if (e instanceof Expr.Read r) {
            if (r.otherwise().isEmpty()) return r;
            Expr otherwise =
                    visit(r.otherwise().get(), Build.and(condition, new Domain(current.loops()).outside(r)), false);
            return Expr.read(r.tensor(), r.at(), Optional.of(otherwise));
        }
        // Its slope mentions nothing but the cell.
        if (Polynomial.of(e).isPresent()) return e;
        Expr.Apply a = (Expr.Apply) e;
        List<Expr> args = new ArrayList<>();
        for (int i = 0; i < a.args().size(); i++) {
            Expr inner = condition;
            if (a.op() == Primitive.SELECT && i > 0) {
                inner = Build.and(condition, i == 1 ? a.arg(0) : Build.not(a.arg(0)));
            }
            Expr arg = visit(a.arg(i), inner, isRoot && a.op() == Primitive.SELECT);
            boolean mentioned = activity.isActive(a.arg(i)) && mentions(a, "abc".charAt(i));
            args.add(mentioned && cost(arg) > COPY ? name(arg, inner) : arg);
        }
        Expr result = Build.apply(a.op(), args);
        return !isRoot && mentions(a, 'y') && cost(result) > COPY ? name(result, condition) : result;
    }

    /** Whether the partial of some active argument mentions a letter of the table. */
    private boolean mentions(Expr.Apply a, char letter) {
        for (int i = 0; i < a.args().size(); i++) {
            if (a.op().moves(i)
                    && activity.isActive(a.arg(i))
                    && a.op().partialText(i).matches(".*\\b" + letter + "\\b.*")) {
                return a.op() != Primitive.SELECT;
            }
        }
        return false;
    }

    static int cost(Expr e) {
        int sum = e instanceof Expr.Apply a ? Math.max(1, a.op().cost()) : 0;
        for (Expr c : e.children()) sum += cost(c);
        return sum;
    }

    /** A read that has nothing to compute but its positions. */
    private static boolean isCell(Expr e) {
        return e instanceof Expr.Read r && r.otherwise().map(Expr::isConst).orElse(true);
    }

    /** The read of a new equation that holds this expression over the loops that it depends on. */
    private Expr name(Expr e, Expr condition) {
        Expr where = Build.and(current.guard(), condition);
        // A value named under another condition is 0 where this one is read.
        Expr key = Build.select(where, e, Expr.real(0));
        Expr known = named.get(key);
        if (known != null) return known;
        List<Index> indices = new ArrayList<>();
        List<Dim> shape = new ArrayList<>();
        for (Loop l : current.loops()) {
            if (!e.mentions(l.index()) && !where.mentions(l.index())) continue;
            Optional<Dim> extent = Domain.extent(l);
            // A range that depends on outer indices has no rectangle of constant size: copied instead.
            if (extent.isEmpty()) return e;
            indices.add(l.index());
            shape.add(extent.get());
            if (!l.lo().isConst(0)) where = Build.and(where, Build.le(l.lo(), Expr.position(l.index())));
        }
        Tensor target = new Tensor(names.fresh(current.target().name() + "_v"), Type.REAL, shape);
        done.add(Equation.pointwise(target, indices, Build.select(where, e, Expr.real(0)), current.note()));
        Expr read = Expr.read(target, indices.stream().map(Expr::position).toList());
        named.put(key, read);
        return read;
    }

    /** A product over one binder from 0, its factors named: the form that the prefix products of the adjoint need. */
    private Equation product(Equation e, Expr body) {
        if (e.binders().size() != 1) throw new IllegalArgumentException("prod over several binders: " + e);
        Loop loop = e.binders().get(0);
        Dim lo = Build.dim(loop.lo());
        Dim hi = Build.dim(loop.hi());
        if (lo == null || hi == null) throw new IllegalArgumentException("prod over a dependent range: " + e);
        Dim extent = hi.minus(lo).max(Dim.ZERO);
        Expr shifted = Build.add(Expr.position(loop.index()), Expr.size(lo));
        Expr factor = Build.select(e.guard(), body, Expr.real(1)).substitute(Map.of(loop.index(), shifted));
        List<Index> indices = new ArrayList<>(e.indices());
        indices.add(loop.index());
        List<Dim> shape = new ArrayList<>(e.target().shape());
        shape.add(extent);
        boolean isNamed = factor instanceof Expr.Read r && r.at().equals(positions(indices));
        Expr read = factor;
        if (!isNamed) {
            Tensor target = new Tensor(names.fresh(e.target().name() + "_v"), Type.REAL, shape);
            done.add(Equation.pointwise(target, indices, factor, e.note()));
            read = Expr.read(target, positions(indices));
        }
        Loop from0 = Loop.upTo(loop.index(), extent);
        return Equation.reduce(e.target(), e.indices(), Reduction.PROD, List.of(from0), Expr.TRUE, read, e.note());
    }

    static List<Expr> positions(List<Index> indices) {
        return indices.stream().map(Expr::position).toList();
    }
}
