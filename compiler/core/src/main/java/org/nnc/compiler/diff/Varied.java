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
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * One name behind {@code wrt}: a tensor, or all trainable parameters in one flat array, in the order of their memory.
 *
 * @param name as it is written
 * @param parts the tensors
 * @param isFlat whether they are seen as one array {@code [size]}
 */
record Varied(String name, List<Tensor> parts, boolean isFlat) {
    static Varied of(Program program, String name) {
        if (!name.equals("params"))
            return new Varied(name, List.of(program.tensors().get(name)), false);
        List<Tensor> parts = new ArrayList<>();
        for (Program.Param p : program.paramsInMemory()) if (!p.frozen()) parts.add(p.tensor());
        return new Varied(name, List.copyOf(parts), true);
    }

    static List<Varied> all(Program program, List<String> names) {
        return names.stream().distinct().map(n -> of(program, n)).toList();
    }

    /** The names of all tensors behind some names, each once. */
    static List<String> tensors(List<Varied> all) {
        return all.stream()
                .flatMap(v -> v.parts.stream())
                .map(Tensor::name)
                .distinct()
                .toList();
    }

    Dim size() {
        Dim size = Dim.ZERO;
        for (Tensor t : parts) size = size.plus(t.size());
        return size;
    }

    List<Dim> shape() {
        return isFlat ? List.of(size()) : parts.get(0).shape();
    }

    /** The places of the parts in the flat array. */
    private Map<Tensor, Dim> offsets() {
        Map<Tensor, Dim> offsets = new LinkedHashMap<>();
        Dim offset = Dim.ZERO;
        for (Tensor t : parts) {
            offsets.put(t, offset);
            offset = offset.plus(t.size());
        }
        return offsets;
    }

    /** {@code part[u] = flat[offset + u]} for each part, in tensors of the given names. */
    List<Equation> cut(Tensor flat, Map<String, Tensor> into) {
        List<Equation> cut = new ArrayList<>();
        offsets().forEach((t, offset) -> {
            Tensor part = into.get(t.name());
            List<Index> u = Differentiate.freshIndices(part);
            Expr at = Build.add(row(u, part.shape()), Expr.size(offset));
            cut.add(Equation.pointwise(part, u, Expr.read(flat, List.of(at)), ""));
        });
        return cut;
    }

    /**
     * {@code flat[i, p] = sum(u where p == offset + u) part[i, u]}, summed over the parts.
     *
     * @param outer the shape that the parts have before their own
     * @param parts by the name of a part, the tensor {@code [outer, part]}
     * @param made takes the equations
     */
    Tensor joined(String base, List<Dim> outer, Map<String, Tensor> parts, Names names, List<Equation> made) {
        List<Dim> shape = new ArrayList<>(outer);
        shape.add(size());
        Tensor flat = new Tensor(names.fresh(base), Type.REAL, shape);
        List<Tensor> summands = new ArrayList<>();
        Map<Tensor, Dim> offsets = offsets();
        boolean isOne = offsets.size() == 1;
        offsets.forEach((t, offset) -> {
            Tensor part = parts.get(t.name());
            Tensor summand = isOne ? flat : new Tensor(names.fresh(base), Type.REAL, shape);
            made.add(placed(summand, part, outer.size(), offset));
            summands.add(summand);
        });
        List<Index> indices = Differentiate.freshIndices(flat);
        Expr sum = Expr.real(0);
        for (Tensor s : summands) sum = Build.add(sum, Expr.read(s, NormalForm.positions(indices)));
        if (!isOne) made.add(Equation.pointwise(flat, indices, sum, ""));
        return flat;
    }

    /** {@code wide[i, p] = sum(u where p == offset + u) part[i, u]}. */
    static Equation placed(Tensor wide, Tensor part, int outer, Dim offset) {
        List<Index> all = Differentiate.freshIndices(part);
        List<Index> own = all.subList(outer, all.size());
        List<Dim> shape = part.shape().subList(outer, part.rank());
        Index p = new Index("p");
        List<Index> left = new ArrayList<>(all.subList(0, outer));
        left.add(p);
        List<Loop> binders = new ArrayList<>();
        for (int d = 0; d < own.size(); d++) binders.add(Loop.upTo(own.get(d), shape.get(d)));
        Expr at = Build.add(row(own, shape), Expr.size(offset));
        Expr where = Build.eq(Expr.position(p), at);
        Expr body = Expr.read(part, NormalForm.positions(all));
        return binders.isEmpty()
                ? Equation.pointwise(wide, left, Build.select(where, body, Expr.real(0)), "")
                : Equation.reduce(wide, left, Reduction.SUM, binders, where, body, "");
    }

    /** The row-major position of indices in a shape. */
    static Expr row(List<Index> u, List<Dim> shape) {
        return row(NormalForm.positions(u), shape, Optional.empty());
    }

    static Expr row(List<Expr> at, List<Dim> shape, Optional<Expr> start) {
        Expr sum = start.orElse(Expr.constant(0));
        for (int d = 0; d < at.size(); d++) {
            Dim stride = Dim.ONE;
            for (Dim later : shape.subList(d + 1, shape.size())) stride = stride.times(later);
            sum = Build.add(sum, Build.mul(at.get(d), Expr.size(stride)));
        }
        return sum;
    }
}
