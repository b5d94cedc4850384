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
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * The Jacobian of one tensor by another as it is stored: for each row the cells that can differ from 0.
 *
 * @param x what is varied
 * @param values {@code [rows, open dimensions of x]}
 * @param rows the indices over which the positions are formulas
 * @param at for each dimension of x its position, empty where it is open
 */
record Blocks(Tensor x, Tensor values, List<Index> rows, List<Optional<Expr>> at) {
    boolean isDense() {
        return at.stream().allMatch(Optional::isEmpty);
    }

    List<Integer> open() {
        List<Integer> open = new ArrayList<>();
        for (int d = 0; d < at.size(); d++) if (at.get(d).isEmpty()) open.add(d);
        return open;
    }

    /** The number of cells of a row. */
    Dim width() {
        Dim width = Dim.ONE;
        for (int d : open()) width = width.times(x.shape().get(d));
        return width;
    }

    /**
     * The blocks of r by each of several tensors.
     *
     * @param dense names of tensors all of whose dimensions stay open
     * @param made takes the new program
     */
    static List<Blocks> of(
            Program program, String r, List<String> wrt, List<String> dense, boolean forward, Program[] made) {
        Names names = new Names(program.names());
        Program normal = NormalForm.of(program, new Activity(program, List.of(r), wrt), names);
        Map<String, Tensor> tensors = normal.tensors();
        Equation of = normal.definitions().get(r);
        List<Equation> all = new ArrayList<>(normal.equations());
        Activity both = new Activity(normal, List.of(r), wrt);
        Rows rows = forward ? null : new Rows(normal, both, names, of);
        Map<String, Tensor> adjoints =
                forward ? Map.of() : rows.of(wrt.stream().map(tensors::get).toList());
        if (!forward) rows.made().forEach(e -> all.add(Domain.decided(e)));
        List<Blocks> found = new ArrayList<>();
        for (String name : wrt) {
            Tensor x = tensors.get(name);
            Activity activity = new Activity(normal, List.of(r), List.of(name));
            List<Optional<Expr>> at = dense.contains(name)
                    ? null
                    : Footprint.of(normal, activity, x).get(r);
            if (at == null)
                at = x.shape().stream().map(d -> Optional.<Expr>empty()).toList();
            Blocks b;
            if (forward) {
                b = new Blocks(x, null, of.indices(), at);
                Columns columns = new Columns(normal, activity, names, x, b.open());
                b = new Blocks(x, columns.of(of.target()), of.indices(), at);
                columns.made().forEach(e -> all.add(Domain.decided(e)));
            } else {
                b = picked(rows, of, x, adjoints.get(name), at, dense.contains(name), names, all);
            }
            found.add(b);
        }
        made[0] = normal.withEquations(all);
        return found;
    }

    /** What reverse mode leaves open and forward mode does not is read where it is known to be, and the other way round. */
    private static Blocks picked(
            Rows rows,
            Equation of,
            Tensor x,
            Tensor adjoint,
            List<Optional<Expr>> at,
            boolean dense,
            Names names,
            List<Equation> all) {
        Map<Index, Expr> by = new HashMap<>();
        for (int d = 0; d < of.indices().size(); d++)
            by.put(of.indices().get(d), Expr.position(rows.rows().get(d)));
        List<Optional<Expr>> known = new ArrayList<>();
        List<Integer> inner = rows.open(x);
        for (int d = 0; d < x.rank(); d++) {
            Optional<Expr> outer = at.get(d).map(p -> p.substitute(by));
            known.add(outer.isPresent() || inner.contains(d) ? outer : Optional.of(rows.position(x, d)));
        }
        if (dense) {
            Blocks b = new Blocks(x, adjoint, rows.rows(), known);
            return b.isDense() ? b : new Blocks(x, b.dense(names, all), rows.rows(), at);
        }
        if (known.stream().filter(Optional::isEmpty).count() == inner.size())
            return new Blocks(x, adjoint, rows.rows(), known);
        List<Index> left = new ArrayList<>(rows.rows());
        List<Dim> shape = new ArrayList<>(of.target().shape());
        List<Expr> read = new ArrayList<>(NormalForm.positions(rows.rows()));
        for (int d : inner) {
            if (known.get(d).isPresent()) {
                read.add(known.get(d).get());
                continue;
            }
            Index u = new Index(names.fresh("u"));
            left.add(u);
            shape.add(x.shape().get(d));
            read.add(Expr.position(u));
        }
        Tensor values = new Tensor(names.fresh(adjoint.name()), Type.REAL, shape);
        // The only cell that a row could depend on may lie outside: c of a[c] for the rows of a concat that are b's.
        all.add(Equation.pointwise(values, left, Expr.read(adjoint, read, Optional.of(Expr.real(0))), ""));
        return new Blocks(x, values, rows.rows(), known);
    }

    /** The tensor {@code [rows, x]}, zeros written out. */
    Tensor dense(Names names, List<Equation> made) {
        if (isDense()) return values;
        List<Dim> shape = new ArrayList<>(values.shape().subList(0, rows.size()));
        shape.addAll(x.shape());
        Tensor dense = new Tensor(names.fresh(values.name()), Type.REAL, shape);
        List<Index> left = new ArrayList<>(rows);
        List<Expr> read = new ArrayList<>(NormalForm.positions(rows));
        Expr where = Expr.TRUE;
        for (int d = 0; d < at.size(); d++) {
            Index u = new Index(names.fresh("u"));
            left.add(u);
            if (at.get(d).isEmpty()) read.add(Expr.position(u));
            else where = Build.and(where, Build.eq(Expr.position(u), at.get(d).get()));
        }
        made.add(Equation.pointwise(dense, left, Build.select(where, Expr.read(values, read), Expr.real(0)), ""));
        return dense;
    }

    /** The pattern for people: {@code err[o,j] by cam[ci[o], m]}, open dimensions as their range. */
    String formula(Tensor r) {
        List<String> positions = new ArrayList<>();
        for (int d = 0; d < at.size(); d++) {
            positions.add(at.get(d).map(Expr::toString).orElse("0.." + x.shape().get(d)));
        }
        return r.name() + list(rows.stream().map(Index::toString).toList()) + " by " + x.name() + list(positions);
    }

    static String list(List<String> all) {
        return all.isEmpty() ? "" : "[" + String.join(", ", all) + "]";
    }
}
