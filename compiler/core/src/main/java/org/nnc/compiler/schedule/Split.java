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
        Code.forEach(f.body(), c -> {
            if (c instanceof Code.If i) choices.addAll(Build.conjuncts(i.condition()));
            c.expressions()
                    .forEach(top -> top.forEach(e -> {
                        size[0]++;
                        if (e instanceof Expr.Read r && r.otherwise().isPresent()) choices.add(e);
                        if (e.is(Primitive.SELECT))
                            choices.addAll(Build.conjuncts(e.children().get(0)));
                    }));
        });
        Expr lo = f.lo();
        Expr hi = f.hi();
        Expr condition = Expr.TRUE;
        Set<Expr> split = new LinkedHashSet<>();
        for (Expr choice : choices) {
            List<Affine> inside = choice instanceof Expr.Read r && r.otherwise().isPresent()
                    ? inside(r, domain)
                    : chosen(choice, f.index(), domain);
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
        return new Parts(f, inner, split).code(lo, hi, condition);
    }

    /** What must hold for a comparison by the index, as a map that is not negative; null where the index does not decide. */
    private static List<Affine> chosen(Expr comparison, Index index, Domain domain) {
        List<Affine> maps = Nest.nonNegative(comparison);
        boolean decides = maps.size() == 1
                && !maps.get(0).coefficient(index).equals(Dim.ZERO)
                && !domain.isNonNegative(maps.get(0));
        return decides ? maps : null;
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

    /** One loop in its parts. */
    private final class Parts {
        private final Code.For loop;
        private final List<Loop> around;
        private final Set<Expr> split;
        private final List<Code> code = new ArrayList<>();
        /** Reads with defaults that need none, and comparisons that hold, in the part at hand. */
        private Set<Expr> sure;

        private Domain domain;
        private Map<String, Tensor> renamed;

        Parts(Code.For loop, List<Loop> inner, Set<Expr> split) {
            this.loop = loop;
            this.around = inner.subList(0, inner.size() - 1);
            this.split = split;
        }

        List<Code> code(Expr lo, Expr hi, Expr condition) {
            Expr first = Build.apply(Primitive.MIN, Build.apply(Primitive.MAX, loop.lo(), lo), loop.hi());
            Expr from = named("from", first);
            Expr end = Build.apply(Primitive.MAX, from, hi);
            if (!condition.equals(Expr.TRUE)) end = Build.select(condition, end, from);
            Expr to = named("to", end);
            // What is known of the bounds themselves, for proofs.
            Expr last = Build.apply(Primitive.MAX, first, hi);
            List<List<Code>> parts = new ArrayList<>();
            parts.add(part(loop.lo(), from, new Loop(loop.index(), loop.lo(), first), Set.of()));
            parts.add(part(from, to, new Loop(loop.index(), first, loop.hi()), split));
            Expr behind = condition.equals(Expr.TRUE) ? last : first;
            parts.add(part(to, loop.hi(), new Loop(loop.index(), behind, loop.hi()), Set.of()));
            if (loop.down()) Collections.reverse(parts);
            parts.forEach(code::addAll);
            return code;
        }

        private Expr named(String base, Expr value) {
            if (value.isConst() || value instanceof Expr.Size) return value;
            Tensor local = locals.local(base, Type.INT);
            code.add(new Code.Local(local, value, false));
            return Expr.read(local, List.of());
        }

        /** Some rounds; none and one are known where the bounds are. */
        private List<Code> part(Expr from, Expr to, Loop known, Set<Expr> sure) {
            List<Loop> inner = new ArrayList<>(around);
            inner.add(known);
            this.domain = new Domain(inner, ranges, lets);
            this.sure = sure;
            this.renamed = new HashMap<>();
            Dim rounds = Build.dim(Build.sub(to, from));
            if (rounds != null && rounds.negate().isNonNegative()) return List.of();
            List<Code> body = copied(loop.body());
            if (!Dim.ONE.equals(rounds)) return List.of(new Code.For(loop.index(), from, to, loop.down(), body));
            return body.stream()
                    .map(c -> Collapse.substituted(c, Map.of(loop.index(), from)))
                    .toList();
        }

        /** With local variables of its own, and what is decided in this part. */
        private List<Code> copied(List<Code> code) {
            List<Code> copy = new ArrayList<>();
            for (Code c : code) {
                if (c instanceof Code.Local l) {
                    Expr value = copied(l.value());
                    Tensor own = locals.local(
                            Locals.base(l.tensor().name()), l.tensor().type());
                    renamed.put(l.tensor().name(), own);
                    copy.add(new Code.Local(own, value, l.mutable()));
                } else if (c instanceof Code.Set s) {
                    Tensor to = renamed.getOrDefault(s.local().name(), s.local());
                    copy.add(new Code.Set(to, copied(s.value()), s.add()));
                } else if (c instanceof Code.Store s) {
                    List<Expr> at = s.at().stream().map(this::copied).toList();
                    copy.add(new Code.Store(s.target(), at, copied(s.value()), s.add()));
                } else if (c instanceof Code.If i) {
                    Expr condition = decided(i.condition());
                    if (condition.equals(Expr.TRUE)) copy.addAll(copied(i.then()));
                    else if (condition.equals(Expr.FALSE)) copy.addAll(copied(i.otherwise()));
                    else copy.add(new Code.If(condition, copied(i.then()), copied(i.otherwise())));
                } else {
                    copy.add(c);
                }
            }
            return copy;
        }

        /** A condition without the comparisons that hold; false where one never does. */
        private Expr decided(Expr condition) {
            Expr left = Expr.TRUE;
            for (Expr c : Build.conjuncts(condition)) {
                // A flag whose default is not needed may still be false.
                if (isComparison(c) && (sure.contains(c) || Nest.holds(c, domain))) continue;
                if (isComparison(c) && Nest.holds(Build.not(c), domain)) return Expr.FALSE;
                left = Build.and(left, copied(c));
            }
            return left;
        }

        private static boolean isComparison(Expr c) {
            return Nest.nonNegative(c).size() == 1;
        }

        private Expr copied(Expr e) {
            if (e instanceof Expr.Read r) {
                if (renamed.containsKey(r.tensor().name()))
                    return Expr.read(renamed.get(r.tensor().name()), List.of());
                if (sure.contains(e)) {
                    return Expr.read(
                            r.tensor(), r.at().stream().map(this::copied).toList());
                }
            }
            if (e.is(Primitive.SELECT)) {
                Expr condition = decided(e.children().get(0));
                if (condition.isConst()) return typed(copied(e.children().get(condition.isConst(1) ? 1 : 2)), e.type());
                return Expr.apply(
                        Primitive.SELECT,
                        condition,
                        copied(e.children().get(1)),
                        copied(e.children().get(2)));
            }
            return e.mapChildren(this::copied);
        }

        private static Expr typed(Expr e, Type type) {
            return e.type() == type ? e : Build.mul(Expr.real(1), e);
        }
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
