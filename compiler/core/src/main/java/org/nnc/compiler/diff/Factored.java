package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;

/**
 * A sum of products under conditions in which what several have in common from the front stands once: a slope times the
 * differential of its argument, {@code f'*(x*t_w + w*t_x)}, instead of {@code f'*x*t_w + f'*w*t_x}.
 */
final class Factored {
    private record Term(List<Expr> factors, boolean isNegative, Expr last) {}

    private final Map<Expr, List<Term>> terms = new LinkedHashMap<>();

    void add(Expr condition, Expr factor, Expr last) {
        List<Expr> factors = new ArrayList<>();
        boolean isNegative = split(factor, factors);
        terms.computeIfAbsent(condition, c -> new ArrayList<>()).add(new Term(factors, isNegative, last));
    }

    Expr sum() {
        Expr sum = Expr.real(0);
        for (Map.Entry<Expr, List<Term>> t : terms.entrySet()) {
            sum = Build.add(sum, Build.select(t.getKey(), sum(t.getValue(), 0), Expr.real(0)));
        }
        return sum;
    }

    /** The factors of a product from the left; whether it is the negative of their product. */
    private static boolean split(Expr e, List<Expr> factors) {
        if (e.is(Primitive.NEG)) return !split(e.children().get(0), factors);
        if (e.is(Primitive.MUL)) {
            boolean isNegative = split(e.children().get(0), factors);
            factors.add(e.children().get(1));
            return isNegative;
        }
        if (e.isConst(-1)) return true;
        if (!e.isConst(1)) factors.add(e);
        return false;
    }

    private static Expr sum(List<Term> terms, int from) {
        // What has no further factor is not like anything else.
        Map<Object, List<Term>> alike = new LinkedHashMap<>();
        for (Term t : terms) {
            Object key = from < t.factors.size() ? t.factors.get(from) : new Object();
            alike.computeIfAbsent(key, k -> new ArrayList<>()).add(t);
        }
        Expr sum = null;
        for (List<Term> group : alike.values()) {
            Term first = group.get(0);
            boolean isOne = group.size() == 1;
            Expr e = isOne
                    ? times(product(first.factors, from), first.last)
                    : times(first.factors.get(from), sum(group, from + 1));
            boolean isMinus = isOne && first.isNegative;
            if (sum == null) sum = isMinus ? Build.neg(e) : e;
            else sum = isMinus ? Build.sub(sum, e) : Build.add(sum, e);
        }
        return Objects.requireNonNull(sum);
    }

    private static Expr product(List<Expr> factors, int from) {
        Expr product = Expr.real(1);
        for (Expr f : factors.subList(from, factors.size())) product = Build.mul(product, f);
        return product;
    }

    /** {@code (1/b)*t} as {@code t/b}. */
    static Expr times(Expr factor, Expr last) {
        boolean isReciprocal =
                factor.is(Primitive.DIV) && factor.children().get(0).isConst(1);
        return isReciprocal ? Build.div(last, factor.children().get(1)) : Build.mul(factor, last);
    }
}
