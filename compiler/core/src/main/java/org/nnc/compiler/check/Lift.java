package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.diagnostics.RangeErrors;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Bounds;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** Makes equations, those of parts that need one of their own among them; equal parts of one equation share theirs. */
final class Lift {
    /** An equation up to the name of its target. */
    private record Key(
            List<Var> free,
            List<Dim> shape,
            Optional<Reduction> op,
            List<Loop> binders,
            Expr guard,
            Expr body,
            Type type) {}

    private final Lower lower;
    private final Map<Key, Expr> made = new HashMap<>();
    private int count;

    Lift(Lower lower) {
        this.lower = lower;
    }

    static boolean isCheap(Expr e) {
        return !(e instanceof Expr.Apply);
    }

    void define(Symbol target, Left left, Expr body) {
        Symbol t = left.groups().isEmpty() ? target : ungrouped(target, left);
        List<Var> indices = left.vars();
        Map<Index, Index> names = names(indices, List.of());
        add(t, Equation.pointwise(t.tensor(), renamed(indices, names), renamed(body, names), ""));
        if (t != target) group(target, left, t);
    }

    void define(Symbol target, Left left, LowerReduce.Parts p) {
        Symbol t = left.groups().isEmpty() ? target : ungrouped(target, left);
        List<Var> indices = left.vars();
        Map<Index, Index> names = names(indices, p.binders());
        Equation e = Equation.reduce(
                t.tensor(),
                renamed(indices, names),
                p.op(),
                p.binders().stream().map(l -> renamed(l, names)).toList(),
                renamed(p.guard(), names),
                renamed(p.body(), names),
                "");
        add(t, e);
        if (t != target) group(target, left, t);
    }

    private void add(Symbol s, Equation e) {
        lower.out.add(e);
        describe(s, e);
    }

    /** The tensor of the same values with one dimension for each index of a group. */
    private Symbol ungrouped(Symbol target, Left left) {
        Symbol s = lower.model.symbol(target.name + "_" + ++count, Symbol.Role.TARGET, target.span());
        s.type = target.type;
        s.shape(left.vars().stream().map(v -> v.hi).toList());
        s.letters = left.vars().stream().map(v -> v.name).toList();
        return s;
    }

    /** {@code v[b,u] = sum(c,h where u == H*c + h) v_1[b,c,h]}: every cell has one point. */
    private void group(Symbol target, Left left, Symbol from) {
        List<Var> free = new ArrayList<>();
        List<Loop> binders = new ArrayList<>();
        Expr guard = Expr.TRUE;
        for (int d = 0; d < left.rank(); d++) {
            Grouped g = left.group(d);
            if (g == null) {
                free.add(left.var(d));
                continue;
            }
            Var u = lower.model.var("u", g.span);
            free.add(u);
            for (Grouped.Member m : g.members) binders.add(Loop.upTo(m.var.index, m.var.hi));
            guard = Build.and(guard, Build.eq(Expr.position(u.index), g.position()));
        }
        Map<Index, Index> names = names(free, binders);
        Expr value = Expr.read(
                from.tensor(),
                left.vars().stream().map(v -> Expr.position(v.index)).toList());
        add(
                target,
                Equation.reduce(
                        target.tensor(),
                        renamed(free, names),
                        target.type == Type.BOOL ? Reduction.ANY : Reduction.SUM,
                        binders.stream().map(l -> renamed(l, names)).toList(),
                        renamed(guard, names),
                        renamed(value, names),
                        ""));
        target.range = from.range;
    }

    /** The value as a tensor over the indices that it depends on, 0 where the conditions that it needs do not hold. */
    Expr pointwise(Expr body, Path path) {
        Expr needed = needed(path);
        Expr zero = body.type() == Type.BOOL ? Expr.FALSE : Expr.of(body.type(), 0);
        return make(path, Optional.empty(), List.of(), Expr.TRUE, Build.select(needed, body, zero), body.type());
    }

    /** The conditions that the equation takes over, those left out that hold at all of its points. */
    private Expr needed(Path path) {
        List<Expr> all = new ArrayList<>();
        for (Expr c : path.needs) {
            Optional<Boolean> decided = lower.decided(c, path.unconditional());
            all.add(decided.isPresent() ? Expr.bool(decided.get()) : c);
        }
        return Build.all(all);
    }

    /** A real expression that rounds, or an int one, as an int tensor. */
    Expr index(Expr body, Path path) {
        Expr needed = needed(path);
        if (needed.equals(Expr.TRUE) || body.type() == Type.INT) {
            Expr guarded = Build.select(needed, body, Expr.constant(0));
            return make(path, Optional.empty(), List.of(), Expr.TRUE, guarded, Type.INT);
        }
        Expr rounded = make(path, Optional.empty(), List.of(), Expr.TRUE, body, Type.INT);
        return make(
                path,
                Optional.empty(),
                List.of(),
                Expr.TRUE,
                Build.select(needed, rounded, Expr.constant(0)),
                Type.INT);
    }

    Expr reduction(LowerReduce.Parts p, Path path) {
        List<Expr> guards = new ArrayList<>(path.needs);
        guards.add(p.guard());
        Type type = p.op().type(p.body().type());
        return make(path, Optional.of(p.op()), p.binders(), Build.all(guards), p.body(), type);
    }

    private Expr make(Path path, Optional<Reduction> op, List<Loop> binders, Expr guard, Expr body, Type type) {
        Set<Index> mentioned = new LinkedHashSet<>();
        List<Expr> all = new ArrayList<>(List.of(guard, body));
        for (Loop l : binders) all.addAll(List.of(l.lo(), l.hi()));
        for (Expr e : all) {
            e.forEach(x -> {
                if (x instanceof Expr.Position p) mentioned.add(p.index());
            });
        }
        List<Var> free = new ArrayList<>();
        List<Dim> shape = new ArrayList<>();
        Map<Index, Expr> shifted = new HashMap<>();
        List<Expr> at = new ArrayList<>();
        Set<Index> own = new HashSet<>();
        binders.forEach(l -> own.add(l.index()));
        for (Var v : path.vars) {
            if (!mentioned.contains(v.index) || own.contains(v.index)) continue;
            free.add(v);
            Dim lo = low(v, path);
            shape.add(v.hi != null ? v.extent() : high(v, path).minus(lo).max(Dim.ZERO));
            at.add(Build.sub(Expr.position(v.index), Expr.size(lo)));
            if (!lo.equals(Dim.ZERO)) shifted.put(v.index, Build.add(Expr.position(v.index), Expr.size(lo)));
        }
        Map<Index, Index> names = names(free, binders);
        List<Loop> loops = new ArrayList<>();
        for (Loop l : binders) {
            loops.add(renamed(new Loop(l.index(), l.lo().substitute(shifted), l.hi().substitute(shifted)), names));
        }
        Expr where = renamed(guard.substitute(shifted), names);
        Expr value = renamed(body.substitute(shifted), names);
        Key key = new Key(free, shape, op, loops, where, value, type);
        Expr known = made.get(key);
        if (known != null) return known;
        Symbol s = lower.model.symbol(lower.target.name + "_" + ++count, Symbol.Role.TARGET, lower.target.span());
        s.type = type;
        s.shape(shape);
        s.letters = free.stream().map(v -> v.name).toList();
        List<Index> left = renamed(free, names);
        Tensor t = s.tensor();
        Equation e = op.isPresent()
                ? Equation.reduce(t, left, op.get(), loops, where, value, "")
                : Equation.pointwise(t, left, value, "");
        add(s, e);
        Expr read = Expr.read(t, at);
        made.put(key, read);
        return read;
    }

    /** The least that the lower bound of an index can be; 0 where it is never less. */
    Dim low(Var v, Path path) {
        if (v.hi != null) return v.lo;
        Bounds b = bounds(v, path);
        Optional<Dim> least = least(b, b.affine(lower.loop(v, path).lo()));
        if (least.isEmpty()) return unbounded(v, Dim.ZERO);
        boolean isZero = least.get().isNonNegative() && !least.get().isPositive();
        return isZero ? Dim.ZERO : least.get();
    }

    /** The most that the upper bound of an index can be, where it is not a size itself. */
    Dim high(Var v, Path path) {
        if (v.hi != null) return v.hi;
        Bounds b = bounds(v, path);
        return least(b, b.affine(lower.loop(v, path).hi()).times(Dim.of(-1)))
                .map(Dim::negate)
                .orElseGet(() -> unbounded(v, Dim.ONE));
    }

    /** A size that the map never falls below, also through ranges that depend on each other. */
    private static Optional<Dim> least(Bounds b, Affine map) {
        return b.lower(map).or(() -> b.lowerBounds(map).stream().findFirst());
    }

    private Bounds bounds(Var v, Path path) {
        return Bounds.of(Accesses.loops(path.vars.subList(0, path.vars.indexOf(v)), lower, path), lower::values);
    }

    private Dim unbounded(Var v, Dim instead) {
        lower.report.addOnce(RangeErrors.unbounded(v.span, v.name));
        return instead;
    }

    /** What the values of an int equation can be, as far as its body tells. */
    private void describe(Symbol s, Equation e) {
        lower.model.definitions.put(s.name, e);
        if (s.type != Type.INT) return;
        Bounds b = Bounds.of(e.loops(), lower::values);
        if (!e.isReduction()) {
            if (e.body().type() != Type.INT) return;
            Optional<Dim> lo = b.lower(b.affine(e.body()));
            Optional<Dim> hi = b.upper(b.affine(e.body()));
            if (lo.isPresent() && hi.isPresent())
                s.range = Optional.of(new Program.Range(lo.get(), hi.get().plus(1)));
            return;
        }
        Reduction op = e.reduction().get();
        if (op != Reduction.ARGMAX && op != Reduction.ARGMIN && op != Reduction.COUNT) return;
        Dim n = Dim.ONE;
        boolean depends = false;
        for (Loop l : e.binders()) {
            Expr extent = Build.sub(l.hi(), l.lo());
            Dim d = Build.dim(extent);
            if (d == null) {
                // A range that depends on other values is at most so long, and may be empty.
                Optional<Dim> most = b.upper(b.affine(extent));
                if (most.isEmpty() || e.binders().size() > 1) return;
                depends = true;
                d = most.get().max(Dim.ZERO);
            }
            n = n.times(d);
        }
        boolean wins = e.guard().equals(Expr.TRUE) && !depends;
        Dim least = op == Reduction.COUNT || wins ? Dim.ZERO : Dim.of(-1);
        s.range = Optional.of(new Program.Range(least, op == Reduction.COUNT ? n.plus(1) : n));
    }

    // ---- names of indices --------------------------------------------------------------------------------------

    /** Names that are unique in the equation and no run-time dim's. */
    private Map<Index, Index> names(List<Var> left, List<Loop> binders) {
        Map<Index, Index> names = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>(lower.model.runtime);
        List<Index> all = new ArrayList<>(left.stream().map(v -> v.index).toList());
        binders.forEach(l -> all.add(l.index()));
        for (Index i : all) {
            String base = i.name().substring(0, i.name().indexOf('#'));
            String name = base;
            for (int n = 2; !taken.add(name); n++) name = base + "_" + n;
            names.put(i, new Index(name));
        }
        return names;
    }

    private static List<Index> renamed(List<Var> vars, Map<Index, Index> names) {
        return vars.stream().map(v -> names.get(v.index)).toList();
    }

    private static Loop renamed(Loop l, Map<Index, Index> names) {
        return new Loop(names.get(l.index()), renamed(l.lo(), names), renamed(l.hi(), names));
    }

    private static Expr renamed(Expr e, Map<Index, Index> names) {
        Map<Index, Expr> values = new HashMap<>();
        names.forEach((from, to) -> values.put(from, Expr.position(to)));
        return e.substitute(values);
    }
}
