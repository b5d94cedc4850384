package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;

/**
 * Makes one loop of two where every address moves through the inner one's whole range in one step of the outer one, so
 * that a pointwise nest is one loop over all its cells.
 */
final class Collapse {
    private final Set<Dim> extents;
    private final Locals locals;

    private Collapse(Set<Dim> extents, Locals locals) {
        this.extents = extents;
        this.locals = locals;
    }

    /** @param extents sizes that are never negative */
    static List<Code> of(List<Code> code, Set<Dim> extents, Locals locals) {
        return new Collapse(extents, locals).list(code);
    }

    private List<Code> list(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) done.add(loop(f.with(list(f.body()))));
            else if (c instanceof Code.If i) {
                done.add(new Code.If(i.condition(), list(i.then()), list(i.otherwise())));
            } else done.add(c);
        }
        return done;
    }

    private Code loop(Code.For outer) {
        if (outer.body().size() != 1 || !(outer.body().get(0) instanceof Code.For inner)) return outer;
        Dim rows = Build.dim(outer.hi());
        Dim columns = Build.dim(inner.hi());
        if (rows == null
                || columns == null
                || !outer.lo().isConst(0)
                || !inner.lo().isConst(0)) return outer;
        if (!Access.isCount(rows, extents) || !Access.isCount(columns, extents)) return outer;
        if (outer.down() || inner.down()) return outer;
        boolean[] fits = {true};
        Code.forEach(inner.body(), c -> {
            if (c instanceof Code.Store s) {
                for (Expr e : s.at()) fits[0] &= isFlat(e, outer.index(), inner.index(), columns, true);
                fits[0] &= isFlat(s.value(), outer.index(), inner.index(), columns, false);
            } else {
                for (Expr e : c.expressions()) fits[0] &= isFlat(e, outer.index(), inner.index(), columns, false);
            }
            fits[0] &= !c.isCall();
        });
        if (!fits[0]) return outer;
        Index both = locals.index(inner.index());
        Map<Index, Expr> by = Map.of(outer.index(), Expr.constant(0), inner.index(), Expr.position(both));
        List<Code> body = inner.body().stream().map(c -> substituted(c, by)).toList();
        return new Code.For(both, outer.lo(), Expr.size(rows.times(columns)), false, body);
    }

    /** Whether the indices occur in addresses only, the outer one with the inner one's coefficient times its extent. */
    private static boolean isFlat(Expr e, Index outer, Index inner, Dim columns, boolean isAddress) {
        if (isAddress) {
            Optional<Affine> a = Affine.of(e);
            if (a.isPresent())
                return a.get()
                        .coefficient(outer)
                        .equals(a.get().coefficient(inner).times(columns));
            // A row that a table names, and from there on as affine as ever.
            if (e.is(Primitive.ADD) || e.is(Primitive.SUB)) {
                List<Expr> others = new ArrayList<>();
                Affine sum = affine(e, others);
                return sum.coefficient(outer).equals(sum.coefficient(inner).times(columns))
                        && others.stream().allMatch(x -> isFlat(x, outer, inner, columns, false));
            }
        }
        if (e instanceof Expr.Position p)
            return !p.index().equals(outer) && !p.index().equals(inner);
        if (e instanceof Expr.Read r) {
            return r.at().stream().allMatch(x -> isFlat(x, outer, inner, columns, true));
        }
        return e.children().stream().allMatch(x -> isFlat(x, outer, inner, columns, false));
    }

    /** The sum of the affine terms of an address; the others are collected. */
    private static Affine affine(Expr e, List<Expr> others) {
        Optional<Affine> whole = Affine.of(e);
        if (whole.isPresent()) return whole.get();
        if (e.is(Primitive.ADD) || e.is(Primitive.SUB)) {
            Affine left = affine(e.children().get(0), others);
            Affine right = affine(e.children().get(1), others);
            return e.is(Primitive.ADD) ? left.plus(right) : left.minus(right);
        }
        others.add(e);
        return Affine.constant(Dim.ZERO);
    }

    static Code substituted(Code c, Map<Index, Expr> by) {
        return c.map(e -> e.substitute(by));
    }
}
