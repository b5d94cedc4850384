package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Lets forward save what a slope needs beside a function's value, where both come from one exponential: with
 * {@code s = sigmoid(z)} goes its twin {@code sigmoid(-z)}, with {@code tanh(z)} goes {@code 1/cosh(z)}, so that backward takes no
 * exponential again. The twin mostly takes the place of z, which backward does not need any more.
 */
final class Twins {
    private final Program program;
    private final Map<String, List<Value>> values = new HashMap<>();
    private final Set<String> forward = new HashSet<>();
    private final Map<String, Tensor> twins = new LinkedHashMap<>();
    private Names names;

    private Twins(Program program) {
        this.program = program;
    }

    /** The program with twins that later phases ask for as tensors of their own, each behind the function's value. */
    static Program of(Program program) {
        Twins all = new Twins(program);
        for (Equation e : new Phases(program.equations(), program.definitions()).take(program.results())) {
            all.forward.add(e.target().name());
            if (isValue(e)) {
                Expr twin = twin(e);
                all.values.computeIfAbsent(key(twin), k -> new ArrayList<>()).add(new Value(e, twin));
            }
        }
        return all.values.isEmpty() ? program : all.named();
    }

    /** A function's value and the formula of its twin. */
    private record Value(Equation equation, Expr twin) {}

    /** Formulas that say the same have the same: what they read first, or nothing. */
    private static String key(Expr formula) {
        if (formula instanceof Expr.Read r) return r.tensor().name();
        for (Expr c : formula.children()) {
            String first = key(c);
            if (!first.isEmpty()) return first;
        }
        return "";
    }

    /** Whether an equation is one function of one argument that has a twin. */
    private static boolean isValue(Equation e) {
        return !e.isReduction()
                && e.target().rank() > 0
                && e.target().type() == Type.REAL
                && e.body() instanceof Expr.Apply f
                && f.op().twin(f.arg(0)).isPresent()
                && e.indices().stream().allMatch(f::mentions);
    }

    private static Expr twin(Equation value) {
        Expr.Apply f = (Expr.Apply) value.body();
        return f.op().twin(f.arg(0)).orElseThrow();
    }

    private Program named() {
        names = new Names(program.names());
        Map<String, Equation> later = new HashMap<>();
        for (Equation e : program.equations()) {
            if (forward.contains(e.target().name()) || e.call().isPresent()) continue;
            Map<Index, Dim> full = new HashMap<>();
            for (Loop l : e.loops()) if (l.lo().isConst(0)) full.put(l.index(), Build.dim(l.hi()));
            later.put(e.target().name(), e.map(x -> replaced(x, full)));
        }
        List<Equation> all = new ArrayList<>();
        for (Equation e : program.equations()) {
            all.add(later.getOrDefault(e.target().name(), e));
            Tensor t = twins.get(e.target().name());
            if (t != null) all.add(Equation.pointwise(t, e.indices(), twin(e), e.note()));
        }
        return twins.isEmpty() ? program : program.withEquations(all);
    }

    /** @param full the indices that run from 0, with their ends */
    private Expr replaced(Expr x, Map<Index, Dim> full) {
        if (x instanceof Expr.Apply && x.type() == Type.REAL) {
            for (Value v : values.getOrDefault(key(x), List.of())) {
                Equation value = v.equation;
                Map<Index, Expr> by = new HashMap<>();
                if (!match(v.twin, x, value, full, by)) continue;
                Tensor like = value.target();
                Tensor t = twins.computeIfAbsent(
                        like.name(), n -> new Tensor(names.fresh(n + "_twin"), like.type(), like.shape()));
                return Expr.read(t, value.indices().stream().map(by::get).toList());
            }
        }
        return x.mapChildren(c -> replaced(c, full));
    }

    /** Whether an expression is a pattern with other indices, all of which stay inside the shape of the value. */
    private static boolean match(Expr pattern, Expr x, Equation value, Map<Index, Dim> full, Map<Index, Expr> by) {
        if (pattern instanceof Expr.Position p) {
            if (by.containsKey(p.index())) return by.get(p.index()).equals(x);
            Dim extent = value.target().shape().get(value.indices().indexOf(p.index()));
            boolean isInside = x instanceof Expr.Position q && extent.equals(full.get(q.index()));
            if (isInside) by.put(p.index(), x);
            return isInside;
        }
        if (pattern instanceof Expr.Apply a) {
            if (!(x instanceof Expr.Apply b) || a.op() != b.op()) return false;
        } else if (pattern instanceof Expr.Read r) {
            if (!(x instanceof Expr.Read q) || !r.tensor().equals(q.tensor())) return false;
        } else {
            return pattern.equals(x);
        }
        List<Expr> parts = pattern.children();
        List<Expr> others = x.children();
        boolean isSame = parts.size() == others.size();
        for (int i = 0; isSame && i < parts.size(); i++) isSame = match(parts.get(i), others.get(i), value, full, by);
        return isSame;
    }

    /** Whether an equation gives the twin of a function's value, cell by cell. */
    static boolean isTwin(Equation value, Equation e) {
        return !e.isReduction() && isValue(value) && cell(value, twin(value)).equals(cell(e, e.body()));
    }

    /** The values among some equations, by the shape and the formula of their twins. */
    private static Map<List<?>, Equation> byTwin(List<Equation> among) {
        Map<List<?>, Equation> values = new HashMap<>();
        for (Equation e : among) if (isValue(e)) values.putIfAbsent(cell(e, twin(e)), e);
        return values;
    }

    /** The value whose twin an equation gives. */
    private static Optional<Equation> value(Equation e, Map<List<?>, Equation> byTwin) {
        if (byTwin.isEmpty() || e.isReduction() || !(e.body() instanceof Expr.Apply)) return Optional.empty();
        return Optional.ofNullable(byTwin.get(cell(e, e.body())));
    }

    /** What a formula says of a cell, whatever the names of an equation's indices. */
    private static List<?> cell(Equation e, Expr formula) {
        Map<Index, Expr> by = new HashMap<>();
        List<Index> numbered = Unit.numbered(e.indices().size());
        for (int d = 0; d < numbered.size(); d++) by.put(e.indices().get(d), Expr.position(numbered.get(d)));
        return List.of(e.target().shape(), formula.substitute(by));
    }

    /**
     * Puts the twins that later phases ask for behind their values in an earlier phase.
     *
     * @param moved receives the twins that later phases need not compute any more
     */
    static List<Equation> saved(List<Equation> earlier, List<List<Equation>> later, Set<Equation> moved) {
        Map<Equation, List<Equation>> behind = new HashMap<>();
        Map<List<?>, Equation> values = byTwin(earlier);
        for (List<Equation> phase : later) {
            for (Equation e : phase) {
                if (moved.contains(e)) continue;
                value(e, values).ifPresent(v -> {
                    moved.add(e);
                    behind.computeIfAbsent(v, x -> new ArrayList<>()).add(e);
                });
            }
        }
        List<Equation> all = new ArrayList<>();
        for (Equation e : earlier) {
            all.add(e);
            all.addAll(behind.getOrDefault(e, List.of()));
        }
        return all;
    }

    /** The names of the twins among some equations that none of these reads. */
    static Set<String> unread(List<Equation> equations) {
        Set<String> twins = new HashSet<>();
        Map<List<?>, Equation> values = byTwin(equations);
        for (Equation e : equations)
            if (value(e, values).isPresent()) twins.add(e.target().name());
        for (Equation e : equations) e.reads().forEach(t -> twins.remove(t.name()));
        return twins;
    }

    /** With each twin in the recurrence that computes its value: nothing in it needs the twin, so that no order puts it there. */
    static List<Order.Step> joined(List<Order.Step> steps) {
        List<Equation> inside = new ArrayList<>();
        for (Order.Step s : steps) if (s instanceof Order.Recurrence r) inside.addAll(r.equations());
        Map<List<?>, Equation> values = byTwin(inside);
        if (values.isEmpty()) return steps;
        Map<Equation, Equation> joined = new HashMap<>();
        List<Order.Step> left = new ArrayList<>();
        for (Order.Step s : steps) {
            Optional<Equation> value = s instanceof Order.Single one ? value(one.equation(), values) : Optional.empty();
            if (value.isPresent()) joined.put(value.get(), ((Order.Single) s).equation());
            else left.add(s);
        }
        return joined.isEmpty() ? steps : with(left, joined);
    }

    private static List<Order.Step> with(List<Order.Step> steps, Map<Equation, Equation> joined) {
        List<Order.Step> all = new ArrayList<>();
        for (Order.Step s : steps) {
            if (s instanceof Order.Recurrence r) {
                Map<String, Integer> positions = new LinkedHashMap<>(r.positions());
                for (Equation e : r.equations()) {
                    Equation twin = joined.get(e);
                    if (twin != null)
                        positions.put(
                                twin.target().name(), positions.get(e.target().name()));
                }
                all.add(new Order.Recurrence(
                        r.extent(), r.backwards(), positions, r.parents(), with(r.steps(), joined)));
                continue;
            }
            all.add(s);
            Equation twin = joined.get(((Order.Single) s).equation());
            if (twin != null) all.add(new Order.Single(twin));
        }
        return all;
    }

    /** The statements without what they store in some tensors, which they do not read. */
    static List<Code> without(List<Code> code, Set<String> names) {
        List<Code> left = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) {
                List<Code> body = without(f.body(), names);
                if (!body.isEmpty()) left.add(f.with(body));
            } else if (c instanceof Code.If i) {
                List<Code> then = without(i.then(), names);
                List<Code> otherwise = without(i.otherwise(), names);
                if (!then.isEmpty() || !otherwise.isEmpty()) left.add(new Code.If(i.condition(), then, otherwise));
            } else if (!(c instanceof Code.Store s)
                    || !names.contains(s.target().name())) {
                left.add(c);
            }
        }
        return left;
    }
}
