package org.nnc.compiler.schedule;

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

/**
 * Gives single steps tensors of their own: what reads {@code h[T-1,b]} reads {@code h_at[b] = sum(t where t == T-1) h[t,b]}, so
 * that not all steps need be there for it.
 */
final class Picks {
    private record Step(Tensor tensor, Expr at) {}

    private final Dim extent;
    private final Names names;
    private final Map<Step, Tensor> picked = new LinkedHashMap<>();

    private Picks(Dim extent, Names names) {
        this.extent = extent;
        this.names = names;
    }

    /** @param extent the size of the dimension of steps */
    static Program of(Program program, Dim extent) {
        Picks p = new Picks(extent, new Names(program.names()));
        Map<String, Equation> definitions = program.definitions();
        List<Equation> all = new ArrayList<>();
        for (Equation e : program.equations()) all.add(e.map(x -> p.of(x, definitions)));
        p.picked.forEach((s, t) -> all.add(p.equation(s, t)));
        return program.withEquations(all);
    }

    private Expr of(Expr e, Map<String, Equation> definitions) {
        Expr inner = e.mapChildren(x -> of(x, definitions));
        if (!(inner instanceof Expr.Read r)
                || !definitions.containsKey(r.tensor().name())) return inner;
        int position = Pass.position(r.tensor(), extent);
        if (position < 0) return inner;
        Expr at = r.at().get(position);
        if (at.any(x -> x instanceof Expr.Position || x instanceof Expr.Read)) return inner;
        Tensor t = picked.computeIfAbsent(new Step(r.tensor(), at), this::tensor);
        List<Expr> rest = new ArrayList<>(r.at());
        rest.remove(position);
        Optional<Expr> otherwise = rest.isEmpty() ? Optional.empty() : r.otherwise();
        Expr read = Expr.read(t, rest, otherwise);
        if (r.otherwise().isEmpty()) return read;
        Expr inside = Build.and(Build.le(Expr.constant(0), at), Build.lt(at, Expr.size(extent)));
        return Build.select(inside, read, r.otherwise().get());
    }

    private Tensor tensor(Step s) {
        List<Dim> shape = new ArrayList<>(s.tensor.shape());
        shape.remove(Pass.position(s.tensor, extent));
        return new Tensor(names.fresh(s.tensor.name() + "_at"), s.tensor.type(), shape);
    }

    private Equation equation(Step s, Tensor t) {
        int position = Pass.position(s.tensor, extent);
        Index step = new Index("t");
        List<Index> left = new ArrayList<>();
        List<Expr> at = new ArrayList<>();
        for (int d = 0; d < t.rank(); d++) {
            left.add(new Index("u" + (d == 0 ? "" : d + 1)));
            at.add(Expr.position(left.get(d)));
        }
        at.add(position, Expr.position(step));
        return Equation.reduce(
                t,
                left,
                Reduction.SUM,
                List.of(Loop.upTo(step, extent)),
                Build.eq(Expr.position(step), s.at),
                Expr.read(s.tensor, at),
                "");
    }
}
