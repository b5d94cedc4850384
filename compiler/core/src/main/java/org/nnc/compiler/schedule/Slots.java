package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Tensor;

/**
 * Statements over tensors of which only some slots along one dimension exist at a time.
 *
 * @param positions by tensor, that dimension
 * @param extent its size in the program
 * @param names the tensors
 * @param size the number of slots
 * @param slot the slot in which a position of the program lies
 * @param steps what stands for an index everywhere else
 */
record Slots(
        Map<String, Integer> positions,
        Dim extent,
        Set<String> names,
        Dim size,
        UnaryOperator<Expr> slot,
        Map<Index, Expr> steps) {
    /** One slot, for the step that runs. */
    static Slots one(Pass pass) {
        return new Slots(pass.positions(), pass.extent(), pass.sliced(), Dim.ONE, at -> Expr.constant(0), Map.of());
    }

    List<Code> of(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) {
                done.add(new Code.For(f.index(), of(f.lo()), of(f.hi()), f.down(), of(f.body())));
            } else if (c instanceof Code.If i) {
                done.add(new Code.If(of(i.condition()), of(i.then()), of(i.otherwise())));
            } else if (c instanceof Code.Local l) {
                done.add(new Code.Local(l.tensor(), of(l.value()), l.mutable()));
            } else if (c instanceof Code.Set s) {
                done.add(new Code.Set(s.local(), of(s.value()), s.add()));
            } else if (c instanceof Code.Store s) {
                done.add(new Code.Store(of(s.target()), at(s.target(), s.at()), of(s.value()), s.add()));
            } else {
                Code.Gemm g = (Code.Gemm) c;
                done.add(new Code.Gemm(
                        g.m(),
                        g.n(),
                        g.k(),
                        of(g.a()),
                        of(g.b()),
                        of(g.c()),
                        of(g.accumulate()),
                        g.start().map(this::of),
                        g.taps(),
                        g.apart()));
            }
        }
        return done;
    }

    /** The tensor as it lies in memory. */
    Tensor of(Tensor t) {
        if (!names.contains(t.name())) return t;
        List<Dim> shape = new ArrayList<>(t.shape());
        shape.set(positions.get(t.name()), size);
        return new Tensor(t.name(), t.type(), shape);
    }

    private Code.Matrix of(Code.Matrix m) {
        return new Code.Matrix(
                of(m.tensor()), at(m.tensor(), m.at()), stride(m.tensor(), m.row()), stride(m.tensor(), m.column()));
    }

    /** A distance along a dimension before the slots has the size of their dimension as a factor. */
    private Dim stride(Tensor t, Dim stride) {
        if (!names.contains(t.name())) return stride;
        int position = positions.get(t.name());
        Dim all = Access.strides(t.shape()).get(position);
        return position == 0
                ? stride
                : stride.exact(all.times(extent))
                        .map(rest -> rest.times(all).times(size))
                        .orElse(stride);
    }

    private Expr of(Expr e) {
        if (e instanceof Expr.Position p) return steps.getOrDefault(p.index(), e);
        if (!(e instanceof Expr.Read r) || !names.contains(r.tensor().name())) return e.mapChildren(this::of);
        Expr.Read there = Expr.read(of(r.tensor()), at(r.tensor(), r.at()));
        if (r.otherwise().isEmpty()) return there;
        // Outside is what is outside in the program.
        List<Expr> inside = new ArrayList<>();
        for (int d = 0; d < r.at().size(); d++) {
            Expr at = of(r.at().get(d));
            inside.add(Build.le(Expr.constant(0), at));
            inside.add(Build.lt(at, Expr.size(r.tensor().shape().get(d))));
        }
        return Build.select(Build.all(inside), there, of(r.otherwise().get()));
    }

    private List<Expr> at(Tensor t, List<Expr> at) {
        List<Expr> moved = new ArrayList<>();
        for (Expr e : at) moved.add(of(e));
        if (names.contains(t.name())) {
            int position = positions.get(t.name());
            moved.set(position, slot.apply(at.get(position)));
        }
        return moved;
    }
}
