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
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * How the value of one equation moves with its body: {@code dy = sum over the loops of partial * d(body)}, the part that
 * both modes share.
 *
 * @param over the equation whose body moves the value: the equation itself, or its body at the winner of a max or min
 * @param partial of the value with respect to the body, over the loops
 * @param condition under which the body counts, beside the guard
 * @param needs equations that the partial reads: winners, products of the other factors
 */
record Local(Equation over, Expr partial, Expr condition, List<Equation> needs) {
    static Local of(Equation e, Names names) {
        Expr y = Expr.read(e.target(), NormalForm.positions(e.indices()));
        return switch (e.reduction().orElse(Reduction.SUM)) {
            case NORM -> {
                Expr isZero = Build.eq(y, Expr.real(0));
                yield new Local(e, Build.select(isZero, Expr.real(0), Build.div(e.body(), y)), Expr.TRUE, List.of());
            }
            case PROD -> product(e, names);
            case MAX, MIN -> winner(e, names);
            default -> new Local(e, Expr.real(1), Expr.TRUE, List.of());
        };
    }

    /** The product of all factors but the one at the binder, exact with zeros: prefixes times suffixes. */
    private static Local product(Equation e, Names names) {
        List<Equation> needs = new ArrayList<>();
        Expr before = scan(e, -1, names.fresh(e.target().name() + "_before"), needs);
        Expr after = scan(e, 1, names.fresh(e.target().name() + "_after"), needs);
        return new Local(e, Build.mul(before, after), Expr.TRUE, needs);
    }

    /** {@code s[i,k] = s[i,k+step | 1] * factor}; gives the read of the neighbour, which leaves out cell k. */
    private static Expr scan(Equation e, int step, String name, List<Equation> needs) {
        Loop loop = e.binders().get(0);
        List<Index> indices = new ArrayList<>(e.indices());
        indices.add(loop.index());
        List<Dim> shape = new ArrayList<>(e.target().shape());
        shape.add(Domain.extent(loop).orElseThrow());
        Tensor s = new Tensor(name, Type.REAL, shape);
        List<Expr> at = new ArrayList<>(NormalForm.positions(indices));
        at.set(at.size() - 1, Build.add(Expr.position(loop.index()), Expr.constant(step)));
        Expr rest = Expr.read(s, at, Optional.of(Expr.real(1)));
        needs.add(Equation.pointwise(s, indices, Build.mul(rest, e.body()), e.note()));
        return rest;
    }

    /** Only the first winner of a max or min moves it: its position is saved, and the binders are read off it. */
    private static Local winner(Equation e, Names names) {
        Reduction arg = e.reduction().get() == Reduction.MAX ? Reduction.ARGMAX : Reduction.ARGMIN;
        Tensor w = new Tensor(
                names.fresh(e.target().name() + "_at"), Type.INT, e.target().shape());
        Equation saved = Equation.reduce(w, e.indices(), arg, e.binders(), e.guard(), e.body(), e.note());
        Expr position = Expr.read(w, NormalForm.positions(e.indices()));
        Map<Index, Expr> digits = new LinkedHashMap<>();
        Dim stride = Dim.ONE;
        for (int b = e.binders().size() - 1; b >= 0; b--) {
            Loop l = e.binders().get(b);
            Expr digit = Build.apply(Primitive.IDIV, position, Expr.size(stride));
            if (b > 0) {
                Dim length = Domain.length(l).orElseThrow();
                digit = Build.apply(Primitive.MOD, digit, Expr.size(length));
                stride = stride.times(length);
            }
            digits.put(l.index(), digit);
        }
        Map<Index, Expr> values = new LinkedHashMap<>();
        // A range may start at outer indices, whose values come first.
        for (Loop l : e.binders()) {
            values.put(l.index(), Build.add(digits.get(l.index()), l.lo().substitute(values)));
        }
        boolean canBeEmpty = !e.guard().equals(Expr.TRUE)
                || e.binders().stream()
                        .anyMatch(l -> !Domain.length(l).map(Dim::isPositive).orElse(false));
        Expr exists = canBeEmpty ? Build.le(Expr.constant(0), position) : Expr.TRUE;
        Equation at = Equation.pointwise(e.target(), e.indices(), e.body().substitute(values), e.note());
        return new Local(at, Expr.real(1), exists, List.of(saved));
    }
}
