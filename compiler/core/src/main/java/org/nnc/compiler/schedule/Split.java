package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Splits an innermost loop into the part before, inside and behind the range in which its reads with defaults need none,
 * and its choices by the index are made (Fourier-Motzkin elimination of one variable).
 */
final class Split {
    /** Larger bodies are not worth three copies. */
    private static final int LIMIT = 120;

    private final Map<String, Program.Range> ranges;
    private final Locals locals;
    private final Map<String, Expr> lets = new HashMap<>();

    private Split(Map<String, Program.Range> ranges, Locals locals) {
        this.ranges = ranges;
        this.locals = locals;
    }

    static List<Code> of(List<Code> code, Map<String, Program.Range> ranges, Locals locals) {
        return new Split(ranges, locals).list(code, List.of());
    }

    private List<Code> list(List<Code> code, List<Loop> around) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.Local l && !l.mutable()) lets.put(l.tensor().name(), l.value());
            if (c instanceof Code.For f) {
                List<Loop> inner = new ArrayList<>(around);
                inner.add(new Loop(f.index(), f.lo(), f.hi()));
                boolean[] isInnermost = {true};
                Code.forEach(f.body(), x -> isInnermost[0] &= !(x instanceof Code.For));
                if (isInnermost[0]) done.addAll(innermost(f, inner));
                else done.add(f.with(list(f.body(), inner)));
            } else if (c instanceof Code.If i) {
                done.add(new Code.If(i.condition(), list(i.then(), around), list(i.otherwise(), around)));
            } else {
                done.add(c);
            }
        }
        return done;
    }

    private List<Code> innermost(Code.For f, List<Loop> inner) {
        Domain domain = new Domain(inner, ranges, lets);
        Set<Expr> choices = new LinkedHashSet<>();
        int[] size = {0};
        Code.forEach(
                f.body(),
                c -> c.expressions()
                        .forEach(top -> top.forEach(e -> {
                            size[0]++;
                            boolean hasDefault =
                                    e instanceof Expr.Read r && r.otherwise().isPresent();
                            if (hasDefault || e.is(Primitive.SELECT)) choices.add(e);
                        })));
        Expr lo = f.lo();
        Expr hi = f.hi();
        Expr condition = Expr.TRUE;
        Set<Expr> split = new LinkedHashSet<>();
        for (Expr choice : choices) {
            List<Affine> inside = choice instanceof Expr.Read r ? inside(r, domain) : chosen(choice, f.index(), domain);
            if (inside == null
                    || inside.stream().anyMatch(a -> !a.coefficient(f.index()).isConstant())) continue;
            split.add(choice);
            for (Affine a : inside) {
                long by = a.coefficient(f.index()).constant().getAsLong();
                Affine rest = a.without(f.index());
                if (by == 0) {
                    condition = Build.and(condition, Build.le(Expr.constant(0), rest.toExpr()));
                } else if (by > 0) {
                    lo = higher(lo, Build.neg(floor(rest, by)));
                } else {
                    hi = lower(hi, Build.add(floor(rest, -by), Expr.constant(1)));
                }
            }
        }
        if (split.isEmpty() || size[0] > LIMIT) return List.of(f);
        return parts(f, lo, hi, condition, split);
    }

    /** What must hold for the first of two values, as maps that are not negative; null where the index does not decide. */
    private static List<Affine> chosen(Expr choice, Index index, Domain domain) {
        List<Affine> all = new ArrayList<>();
        for (Expr c : Build.conjuncts(choice.children().get(0))) {
            List<Affine> maps = Nest.nonNegative(c);
            if (maps.size() != 1) return null;
            if (!domain.isNonNegative(maps.get(0))) all.add(maps.get(0));
        }
        return all.stream().anyMatch(a -> !a.coefficient(index).equals(Dim.ZERO)) ? all : null;
    }

    /** All comparisons that must hold, as maps that are not negative; null where a position is not affine. */
    private static List<Affine> inside(Expr.Read r, Domain domain) {
        List<Affine> all = new ArrayList<>();
        for (int d = 0; d < r.at().size(); d++) {
            Expr at = r.at().get(d);
            Dim extent = r.tensor().shape().get(d);
            boolean isLow = domain.isAtLeast(at, Expr.constant(0));
            boolean isHigh = domain.isBelow(at, Expr.size(extent));
            if (isLow && isHigh) continue;
            Optional<Affine> position = Affine.of(at);
            if (position.isEmpty()) return null;
            if (!isLow) all.add(position.get());
            if (!isHigh) all.add(Affine.constant(extent.minus(1)).minus(position.get()));
        }
        return all;
    }

    private List<Code> parts(Code.For f, Expr lo, Expr hi, Expr condition, Set<Expr> split) {
        List<Code> code = new ArrayList<>();
        Expr from = named("from", Build.apply(Primitive.MIN, Build.apply(Primitive.MAX, f.lo(), lo), f.hi()), code);
        Expr end = Build.apply(Primitive.MAX, from, hi);
        if (!condition.equals(Expr.TRUE)) end = Build.select(condition, end, from);
        Expr to = named("to", end, code);
        List<List<Code>> parts = new ArrayList<>();
        parts.add(part(f, f.lo(), from, Set.of()));
        parts.add(part(f, from, to, split));
        parts.add(part(f, to, f.hi(), Set.of()));
        if (f.down()) Collections.reverse(parts);
        parts.forEach(code::addAll);
        return code;
    }

    /** Some rounds; none and one are known where the bounds are. */
    private List<Code> part(Code.For f, Expr from, Expr to, Set<Expr> sure) {
        List<Code> body = copied(f, sure);
        Dim rounds = from.isConst() && to.isConst() ? Build.dim(Build.sub(to, from)) : null;
        if (rounds != null && !rounds.isPositive()) return List.of();
        if (!Dim.ONE.equals(rounds)) return List.of(new Code.For(f.index(), from, to, f.down(), body));
        return body.stream()
                .map(c -> Collapse.substituted(c, Map.of(f.index(), from)))
                .toList();
    }

    private Expr named(String base, Expr value, List<Code> code) {
        if (value.isConst()) return value;
        Tensor local = locals.local(base, Type.INT);
        code.add(new Code.Local(local, value, false));
        return Expr.read(local, List.of());
    }

    /** The body with local variables of its own, and without the defaults of the given reads. */
    private List<Code> copied(Code.For f, Set<Expr> sure) {
        Map<String, Tensor> renamed = new HashMap<>();
        return copied(f.body(), sure, renamed);
    }

    private List<Code> copied(List<Code> code, Set<Expr> sure, Map<String, Tensor> renamed) {
        List<Code> copy = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.Local l) {
                Expr value = copied(l.value(), sure, renamed);
                Tensor own =
                        locals.local(Locals.base(l.tensor().name()), l.tensor().type());
                renamed.put(l.tensor().name(), own);
                copy.add(new Code.Local(own, value, l.mutable()));
            } else if (c instanceof Code.Set s) {
                Tensor to = renamed.getOrDefault(s.local().name(), s.local());
                copy.add(new Code.Set(to, copied(s.value(), sure, renamed), s.add()));
            } else if (c instanceof Code.Store s) {
                List<Expr> at =
                        s.at().stream().map(e -> copied(e, sure, renamed)).toList();
                copy.add(new Code.Store(s.target(), at, copied(s.value(), sure, renamed), s.add()));
            } else if (c instanceof Code.If i) {
                copy.add(new Code.If(
                        copied(i.condition(), sure, renamed),
                        copied(i.then(), sure, renamed),
                        copied(i.otherwise(), sure, renamed)));
            } else {
                copy.add(c);
            }
        }
        return copy;
    }

    private static Expr copied(Expr e, Set<Expr> sure, Map<String, Tensor> renamed) {
        if (e instanceof Expr.Read r) {
            if (renamed.containsKey(r.tensor().name()))
                return Expr.read(renamed.get(r.tensor().name()), List.of());
            if (sure.contains(e)) {
                return Expr.read(
                        r.tensor(),
                        r.at().stream().map(x -> copied(x, sure, renamed)).toList());
            }
        }
        if (e.is(Primitive.SELECT) && sure.contains(e)) {
            Expr taken = copied(e.children().get(1), sure, renamed);
            return taken.type() == e.type() ? taken : Build.mul(Expr.real(1), taken);
        }
        return e.mapChildren(x -> copied(x, sure, renamed));
    }

    private static Expr higher(Expr lo, Expr bound) {
        return lo.equals(bound) ? lo : Build.apply(Primitive.MAX, lo, bound);
    }

    private static Expr lower(Expr hi, Expr bound) {
        return hi.equals(bound) ? hi : Build.apply(Primitive.MIN, hi, bound);
    }

    private static Expr floor(Affine a, long by) {
        return Build.apply(Primitive.IDIV, a.toExpr(), Expr.constant(by));
    }
}
