package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Tensor;

/** An equation as it is where a size is 1: a batch of one example has no lanes to fill, and other loops are best for it. */
final class Ones {
    private Ones() {}

    /** @param size the name of a size that is bound at run time */
    static Equation of(Equation e, String size) {
        Map<String, Dim> one = Map.of(size, Dim.ONE);
        List<Loop> binders = new ArrayList<>();
        for (Loop l : e.binders()) binders.add(new Loop(l.index(), of(l.lo(), one), of(l.hi(), one)));
        return new Equation(
                of(e.target(), one),
                e.indices(),
                e.reduction(),
                binders,
                of(e.guard(), one),
                of(e.body(), one),
                e.note());
    }

    /** The statements without loops of one step around plain ones. */
    static List<Code> unwrapped(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (!(c instanceof Code.For f)) {
                done.add(c);
                continue;
            }
            List<Code> body = unwrapped(f.body());
            boolean isPlain = body.stream()
                    .allMatch(x -> x instanceof Code.Local || x instanceof Code.Set || x instanceof Code.Store);
            if (isPlain && f.lo().isConst(0) && f.hi().isConst(1)) {
                Map<Index, Expr> first = Map.of(f.index(), Expr.constant(0));
                for (Code x : body) done.add(Collapse.substituted(x, first));
            } else {
                done.add(f.with(body));
            }
        }
        return done;
    }

    private static Tensor of(Tensor t, Map<String, Dim> one) {
        return new Tensor(
                t.name(),
                t.type(),
                t.shape().stream().map(d -> d.substitute(one)).toList());
    }

    private static Expr of(Expr e, Map<String, Dim> one) {
        Expr inner = e.mapChildren(c -> of(c, one));
        if (inner instanceof Expr.Size s) return Expr.size(s.dim().substitute(one));
        if (inner instanceof Expr.Read r) return Expr.read(of(r.tensor(), one), r.at(), r.otherwise());
        return inner;
    }
}
