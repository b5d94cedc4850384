package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;

/**
 * Lets an innermost loop run over addresses instead of columns where all of its arrays move together:
 * {@code y[row + j] = x[row + j]} for j from 0 becomes {@code y[i] = x[i]} for i from row. HotSpot vectorises only
 * that.
 */
final class Rows {
    private Rows() {}

    static List<Code> of(List<Code> code, Locals locals) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) done.add(isInnermost(f) ? loop(f, locals) : f.with(of(f.body(), locals)));
            else if (c instanceof Code.If i) {
                done.add(new Code.If(i.condition(), of(i.then(), locals), of(i.otherwise(), locals)));
            } else done.add(c);
        }
        return done;
    }

    private static boolean isInnermost(Code.For f) {
        boolean[] isInnermost = {true};
        Code.forEach(f.body(), c -> isInnermost[0] &= !(c instanceof Code.For) && !c.isCall());
        return isInnermost[0];
    }

    private static Code loop(Code.For f, Locals locals) {
        Index v = f.index();
        List<Affine> addresses = new ArrayList<>();
        boolean[] fits = {false};
        Code.forEach(f.body(), c -> {
            if (c instanceof Code.Store s) fits[0] |= s.at().stream().anyMatch(a -> a.mentions(v));
        });
        if (!fits[0] || f.down()) return f;
        Code.forEach(f.body(), c -> {
            if (c instanceof Code.Store s) {
                for (Expr a : s.at()) fits[0] &= collect(a, v, addresses, true);
                fits[0] &= collect(s.value(), v, addresses, false);
            } else {
                for (Expr e : c.expressions()) fits[0] &= collect(e, v, addresses, false);
            }
        });
        if (!fits[0]) return f;
        Affine row = addresses.get(0).without(v);
        if (row.isConstant()
                || !addresses.stream()
                        .allMatch(a -> a.without(v).minus(row).isConstant()
                                && a.without(v).minus(row).constant().isConstant())) return f;
        // The least offset is the start, so that the others are added to it.
        Affine start = row;
        for (Affine a : addresses) {
            if (a.without(v).minus(start).constant().constant().getAsLong() < 0) start = a.without(v);
        }
        Index moved = locals.index(v);
        Expr column = Affine.index(moved).minus(start).toExpr();
        Map<Index, Expr> by = Map.of(v, column);
        List<Code> body = f.body().stream()
                .map(c -> Collapse.substituted(c, by))
                .map(Rows::tidy)
                .toList();
        return new Code.For(moved, Build.add(start.toExpr(), f.lo()), Build.add(start.toExpr(), f.hi()), false, body);
    }

    /** Adds the addresses that move with the index; false where it occurs otherwise, or does not step by one. */
    private static boolean collect(Expr e, Index v, List<Affine> addresses, boolean isAddress) {
        if (!e.mentions(v)) return true;
        if (isAddress) {
            Optional<Affine> a = Affine.of(e);
            if (a.isEmpty() || !a.get().coefficient(v).equals(Dim.ONE)) return false;
            addresses.add(a.get());
            return true;
        }
        if (e instanceof Expr.Position) return false;
        boolean isRead = e instanceof Expr.Read;
        return e.children().stream().allMatch(c -> collect(c, v, addresses, isRead));
    }

    /** Puts the terms of addresses together again: {@code 10*b + (i - 10*b)} is i. */
    private static Code tidy(Code c) {
        if (c instanceof Code.If i) {
            return new Code.If(
                    tidy(i.condition()),
                    i.then().stream().map(Rows::tidy).toList(),
                    i.otherwise().stream().map(Rows::tidy).toList());
        }
        if (c instanceof Code.Local l) return new Code.Local(l.tensor(), tidy(l.value()), l.mutable());
        if (c instanceof Code.Set s) return new Code.Set(s.local(), tidy(s.value()), s.add());
        if (c instanceof Code.Store s) {
            return new Code.Store(s.target(), s.at().stream().map(Rows::address).toList(), tidy(s.value()), s.add());
        }
        return c;
    }

    private static Expr tidy(Expr e) {
        if (e instanceof Expr.Read r && r.tensor().rank() > 0) {
            return Expr.read(r.tensor(), r.at().stream().map(Rows::address).toList());
        }
        return e.mapChildren(Rows::tidy);
    }

    private static Expr address(Expr e) {
        return Affine.of(e).map(Affine::toExpr).orElseGet(() -> e.mapChildren(Rows::tidy));
    }
}
