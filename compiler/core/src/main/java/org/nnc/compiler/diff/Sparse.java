package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Derivative;
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
 * A sparse Jacobian in the forms that solvers take: the blocks by themselves, and compressed rows. Every row has as many
 * cells as every other, so the starts are a formula; the columns are a formula of the index tensors.
 */
final class Sparse {
    private final Tensor r;
    private final List<Blocks> blocks;
    private final String method;
    private final List<Derivative> derivatives = new ArrayList<>();
    private final List<Equation> made = new ArrayList<>();
    private final Names names;
    private Program program;

    Sparse(Program program, String method, Tensor r, List<Blocks> blocks) {
        this.program = program;
        this.method = method;
        this.r = r;
        this.blocks = blocks;
        this.names = new Names(program.names());
        blocks();
        rows();
        List<Equation> all = new ArrayList<>(program.equations());
        made.forEach(e -> all.add(Domain.decided(e)));
        this.program = program.withEquations(all);
    }

    Program program() {
        return program;
    }

    List<Derivative> derivatives() {
        return derivatives;
    }

    private void blocks() {
        List<Derivative.Result> results = new ArrayList<>();
        for (Blocks b : blocks) {
            String doc = "The cells of the Jacobian that can differ from 0, " + b.formula(r) + ": "
                    + Blocks.list(b.values().shape().stream().map(Dim::toString).toList())
                    + ", row-major. Valid until the next call.";
            results.add(new Derivative.Result(
                    b.x().name().replace('.', '_'), b.values().name(), doc));
        }
        String doc = blocks.size() == 1
                ? results.get(0).doc()
                : "The blocks of the Jacobian of " + r.name()
                        + " at the arguments of the last forward: see what is named" + " after this.";
        StringBuilder how = new StringBuilder("pattern: ");
        for (Blocks b : blocks) how.append(how.length() > 9 ? "; " : "").append(b.formula(r));
        derivatives.add(new Derivative(method + "Blocks", List.of(), results, doc, how.toString()));
    }

    private void rows() {
        Dim width = Dim.ZERO;
        Dim columns = Dim.ZERO;
        for (Blocks b : blocks) {
            width = width.plus(b.width());
            columns = columns.plus(b.x().size());
        }
        String matrix = "[" + r.size() + ", " + columns + "]";
        List<Dim> shape = new ArrayList<>(r.shape());
        shape.add(width);
        Tensor values = joined(shape, false);
        Tensor positions = joined(shape, true);
        Tensor starts =
                new Tensor(names.fresh("starts"), Type.INT, List.of(r.size().plus(Dim.ONE)));
        Index row = new Index("row");
        made.add(Equation.pointwise(starts, List.of(row), Build.mul(Expr.position(row), Expr.size(width)), ""));
        String at = " of the Jacobian " + matrix + " of " + r.name() + " in compressed rows";
        derivatives.add(into(
                "Values",
                values,
                "The values" + at + ", " + width + " for each row, written into the array of the caller."));
        derivatives.add(into(
                "Columns",
                positions,
                "The columns" + at + ", as they are for the arguments of the last forward, written into the array of"
                        + " the caller. They change only with index tensors and sizes."));
        derivatives.add(into(
                "RowStarts",
                starts,
                "Where the rows" + at + " start, and where the last one ends, written into the"
                        + " array of the caller."));
    }

    private Derivative into(String suffix, Tensor t, String doc) {
        return new Derivative(
                method + suffix, List.of(), List.of(new Derivative.Result("", t.name(), doc)), doc, "", true);
    }

    /** The values, or the columns, of all blocks side by side. */
    private Tensor joined(List<Dim> shape, boolean positions) {
        Type type = positions ? Type.INT : Type.REAL;
        String name = positions ? "columns" : "values";
        Tensor whole = new Tensor(names.fresh(name), type, shape);
        List<Tensor> parts = new ArrayList<>();
        Dim start = Dim.ZERO;
        Dim base = Dim.ZERO;
        for (Blocks b : blocks) {
            Tensor part = blocks.size() == 1 ? whole : new Tensor(names.fresh(name), type, shape);
            parts.add(part);
            made.add(positions ? columns(part, b, start, base) : Varied.placed(part, b.values(), r.rank(), start));
            start = start.plus(b.width());
            base = base.plus(b.x().size());
        }
        if (parts.size() == 1) return whole;
        List<Index> indices = Differentiate.freshIndices(whole);
        Expr sum = positions ? Expr.constant(0) : Expr.real(0);
        for (Tensor p : parts) sum = Build.add(sum, Expr.read(p, NormalForm.positions(indices)));
        made.add(Equation.pointwise(whole, indices, sum, ""));
        return whole;
    }

    private Equation columns(Tensor part, Blocks b, Dim start, Dim base) {
        Map<Index, Expr> by = new HashMap<>();
        List<Index> left = new ArrayList<>();
        List<Loop> rows = new ArrayList<>();
        for (int d = 0; d < r.rank(); d++) {
            left.add(new Index("u" + (d == 0 ? "" : d + 1)));
            by.put(b.rows().get(d), Expr.position(left.get(d)));
            rows.add(Loop.upTo(left.get(d), r.shape().get(d)));
        }
        List<Loop> binders = new ArrayList<>();
        List<Index> open = new ArrayList<>();
        List<Dim> shape = new ArrayList<>();
        List<Expr> at = new ArrayList<>();
        for (int d = 0; d < b.x().rank(); d++) {
            if (b.at().get(d).isPresent()) {
                Expr position = b.at().get(d).get().substitute(by);
                at.add(inside(position, b.x().shape().get(d), rows));
                continue;
            }
            Index m = new Index("m" + d);
            binders.add(Loop.upTo(m, b.x().shape().get(d)));
            open.add(m);
            shape.add(b.x().shape().get(d));
            at.add(Expr.position(m));
        }
        Index p = new Index("p");
        left.add(p);
        Expr where = Build.eq(Expr.position(p), Build.add(Varied.row(open, shape), Expr.size(start)));
        Expr column = Varied.row(at, b.x().shape(), Optional.of(Expr.size(base)));
        return binders.isEmpty()
                ? Equation.pointwise(part, left, Build.select(where, column, Expr.constant(0)), "")
                : Equation.reduce(part, left, Reduction.SUM, binders, where, column, "");
    }

    /** A row that depends on no cell, like b's rows of a concat by a, holds a 0 in a column that is there. */
    private Expr inside(Expr position, Dim extent, List<Loop> rows) {
        if (Footprint.isInside(program, position, extent, rows)) return position;
        return Build.apply(Primitive.CLAMP, position, Expr.constant(0), Expr.size(extent.minus(Dim.ONE)));
    }
}
