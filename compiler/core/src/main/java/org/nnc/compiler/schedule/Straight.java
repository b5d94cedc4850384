package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;

/**
 * Writes the loops over a few cells out, inside one loop and around it: every cell becomes a value that has a name and is
 * computed once, sums over the loop are accumulated in variables, and memory is written once, at the end.
 */
final class Straight {
    /** A loop of more rounds is not written out. */
    private static final long ROUNDS = 16;

    private final Set<String> memory;
    private final Set<String> sliced;
    private final boolean isDerivative;
    private final Locals locals;
    private final Set<String> written = new HashSet<>();

    /** The conditions above the part of an expression at hand, and whether they hold there. */
    private final Map<Expr, Expr> facts = new HashMap<>();

    private Known scope;

    private Straight(Set<String> memory, Set<String> sliced, boolean isDerivative, Locals locals) {
        this.memory = memory;
        this.sliced = sliced;
        this.isDerivative = isDerivative;
        this.locals = locals;
    }

    /**
     * The statements without loops but the ones over more rounds than a few; empty where they cannot be written so.
     *
     * @param memory the tensors whose cells are needed before or behind these statements
     * @param sliced the tensors of which one slice exists at a time, in the loop
     * @param isDerivative whether what is 0 was left out of a derivative: a product with it is 0
     */
    static Optional<List<Code>> of(
            List<Code> code, Set<String> memory, Set<String> sliced, boolean isDerivative, Locals locals) {
        Straight s = new Straight(memory, sliced, isDerivative, locals);
        Code.forEach(code, c -> {
            if (c instanceof Code.Store x) s.written.add(x.target().name());
        });
        try {
            s.scope = new Known(null, null, s.written, locals);
            s.list(code, Map.of());
            s.writeBack();
            return Optional.of(Once.of(Arms.of(s.scope.out, locals), s.written));
        } catch (Known.Unfit e) {
            return Optional.empty();
        }
    }

    // ---- statements ---------------------------------------------------------------------------------------------

    private void list(List<Code> code, Map<Index, Expr> by) {
        for (Code c : code) {
            if (c instanceof Code.For f) loop(f, by);
            else if (c instanceof Code.If i) branch(i, by);
            else if (c instanceof Code.Local l) variable(l, by);
            else if (c instanceof Code.Set s) set(s, by);
            else if (c instanceof Code.Store s) store(s, by);
            else throw new Known.Unfit();
        }
    }

    private void loop(Code.For f, Map<Index, Expr> by) {
        Optional<List<Expr>> rounds = rounds(f, by);
        if (rounds.isPresent()) {
            for (Expr i : rounds.get()) list(f.body(), with(by, f.index(), i));
            return;
        }
        if (scope.outer != null || f.down()) throw new Known.Unfit();
        Expr lo = value(f.lo(), by, true);
        Expr hi = value(f.hi(), by, true);
        Known before = scope;
        scope = new Known(before, f.index(), written, locals);
        list(f.body(), by);
        writeBack();
        Known inside = scope;
        scope = before;
        before.out.add(new Code.For(f.index(), lo, hi, false, inside.out));
        inside.cells
                .keySet()
                .forEach(c -> before.changed.add(((Expr.Read) c).tensor().name()));
        inside.sums.forEach((cell, sum) -> known(cell, Expr.read(sum, List.of())));
    }

    /** The values of the index of a loop of a few rounds. */
    private Optional<List<Expr>> rounds(Code.For f, Map<Index, Expr> by) {
        Expr lo = value(f.lo(), by, false);
        Expr hi = value(f.hi(), by, false);
        if (!lo.isConst() || !hi.isConst()) return Optional.empty();
        long from = (long) ((Expr.Const) lo).value();
        long to = (long) ((Expr.Const) hi).value();
        if (to - from > ROUNDS) return Optional.empty();
        List<Expr> rounds = new ArrayList<>();
        for (long i = from; i < to; i++) rounds.add(Expr.constant(f.down() ? to - 1 - (i - from) : i));
        return Optional.of(rounds);
    }

    private static Map<Index, Expr> with(Map<Index, Expr> by, Index index, Expr value) {
        Map<Index, Expr> more = new HashMap<>(by);
        more.put(index, value);
        return more;
    }

    private void variable(Code.Local l, Map<Index, Expr> by) {
        Expr value = scope.typed(value(l.value(), by, true), l.tensor().type(), true);
        scope.variables.put(l.tensor().name(), value);
        scope.own.add(l.tensor().name());
    }

    private void set(Code.Set s, Map<Index, Expr> by) {
        Expr value = value(s.value(), by, true);
        Expr cell = Expr.read(s.local(), List.of());
        if (scope.own.contains(s.local().name())) {
            Expr old = scope.variables.get(s.local().name());
            Expr sum = s.add() ? scope.named(apply(Primitive.ADD, List.of(old, value))) : value;
            scope.variables.put(s.local().name(), scope.typed(sum, s.local().type(), true));
        } else {
            sum(cell, s.local(), value, s.add());
        }
    }

    private void store(Code.Store s, Map<Index, Expr> by) {
        Tensor t = s.target();
        Expr cell = Expr.read(t, s.at().stream().map(p -> value(p, by, true)).toList());
        Expr value = value(s.value(), by, true);
        boolean isOutside = scope.outer != null && !sliced.contains(t.name()) && !moves(cell);
        if (isOutside) {
            sum(cell, t, value, s.add());
            return;
        }
        scope.checkApart(cell);
        Expr old = scope.cell(cell);
        boolean adds = s.add() && old == null;
        if (adds && !memory.contains(t.name())) throw new Known.Unfit();
        // What is added to unknown memory stays an addition, and so does what is added to that.
        boolean more = s.add() && old != null && scope.adds.getOrDefault(cell, false);
        Expr sum = s.add() && old != null ? apply(Primitive.ADD, List.of(old, value)) : value;
        known(cell, scope.typed(scope.named(sum), t.type(), true));
        if (memory.contains(t.name())) scope.adds.put(cell, adds || more);
    }

    private void known(Expr cell, Expr value) {
        Tensor t = ((Expr.Read) cell).tensor();
        if (Code.isLocal(t)) {
            scope.variables.put(t.name(), value);
            return;
        }
        scope.cells.put(cell, value);
        if (memory.contains(t.name())) scope.adds.putIfAbsent(cell, false);
    }

    /** Whether a cell is another one in every round of the loop around. */
    private boolean moves(Expr cell) {
        return cell.any(x -> x instanceof Expr.Position p && p.index().equals(scope.loop)
                || x instanceof Expr.Read r && scope.own.contains(r.tensor().name()));
    }

    /** Adds to a cell or variable outside the loop. */
    private void sum(Expr cell, Tensor t, Expr value, boolean add) {
        if (!add || scope.cells.containsKey(cell) || scope.seen.contains(cell)) throw new Known.Unfit();
        Tensor sum = scope.sums.get(cell);
        if (sum == null) {
            Known inside = scope;
            scope = scope.outer;
            scope.checkApart(cell);
            Expr start = Code.isLocal(t) ? scope.variables.get(t.name()) : scope.cell(cell);
            if (start == null && !memory.contains(t.name())) throw new Known.Unfit();
            sum = locals.local(Locals.base(t.name()), t.type());
            scope.out.add(new Code.Local(sum, start == null ? cell : start, true));
            scope = inside;
            scope.sums.put(cell, sum);
        }
        scope.out.add(new Code.Set(sum, value, true));
    }

    private void writeBack() {
        scope.adds.forEach((cell, add) -> {
            Expr.Read r = (Expr.Read) cell;
            scope.out.add(new Code.Store(r.tensor(), r.at(), scope.cells.get(cell), add));
        });
    }

    // ---- branches -----------------------------------------------------------------------------------------------

    private void branch(Code.If i, Map<Index, Expr> by) {
        Expr condition = value(i.condition(), by, true);
        if (condition.isConst()) {
            list(condition.isConst(0) ? i.otherwise() : i.then(), by);
            return;
        }
        Set<String> set = new LinkedHashSet<>();
        Set<String> inside = new HashSet<>();
        Code.forEach(List.of(i), c -> {
            if (c instanceof Code.Set s) set.add(s.local().name());
            if (c instanceof Code.Local l) inside.add(l.tensor().name());
        });
        set.removeAll(inside);
        for (String name : set) {
            if (!scope.own.contains(name)) throw new Known.Unfit();
            Expr start = scope.variables.get(name);
            Tensor changing = locals.local(Locals.base(name), start.type());
            scope.out.add(new Code.Local(changing, start, true));
            scope.own.add(changing.name());
            scope.variables.put(name, Expr.read(changing, List.of()));
        }
        scope.out.add(new Code.If(condition, unnamed(i.then(), by), unnamed(i.otherwise(), by)));
    }

    /** Statements under a condition: variables are set, cells only read. */
    private List<Code> unnamed(List<Code> code, Map<Index, Expr> by) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) {
                for (Expr i : rounds(f, by).orElseThrow(Known.Unfit::new)) {
                    done.addAll(unnamed(f.body(), with(by, f.index(), i)));
                }
            } else if (c instanceof Code.If i) {
                Expr condition = value(i.condition(), by, false);
                done.add(new Code.If(condition, unnamed(i.then(), by), unnamed(i.otherwise(), by)));
            } else if (c instanceof Code.Local l) {
                Expr value = value(l.value(), by, false);
                Tensor own =
                        locals.local(Locals.base(l.tensor().name()), l.tensor().type());
                done.add(new Code.Local(own, value, true));
                scope.variables.put(l.tensor().name(), Expr.read(own, List.of()));
                scope.own.add(own.name());
            } else if (c instanceof Code.Set s) {
                Expr value = value(s.value(), by, false);
                Expr.Read to = (Expr.Read) scope.variable(s.local().name());
                done.add(new Code.Set(to.tensor(), value, s.add()));
            } else {
                throw new Known.Unfit();
            }
        }
        return done;
    }

    // ---- values -------------------------------------------------------------------------------------------------

    /**
     * The value of an expression, named unless it is a name, a constant, or an int.
     *
     * @param sure whether it is evaluated in any case: what a condition leaves out is not computed in front of it
     */
    private Expr value(Expr e, Map<Index, Expr> by, boolean sure) {
        if (e instanceof Expr.Position p) return by.getOrDefault(p.index(), e);
        if (e instanceof Expr.Read r) return read(r, by, sure);
        if (!(e instanceof Expr.Apply a)) return e;
        boolean decides = a.op() == Primitive.SELECT || a.op().form() == Primitive.Form.LOGIC;
        List<Expr> args = new ArrayList<>();
        args.add(value(a.arg(0), by, sure));
        Expr first = facts.getOrDefault(args.get(0), args.get(0));
        if (a.op() == Primitive.SELECT && first.isConst()) {
            return scope.typed(value(a.arg(first.isConst(0) ? 2 : 1), by, sure), e.type(), sure);
        }
        for (int i = 1; i < a.args().size(); i++) {
            if (a.op() == Primitive.SELECT) facts.put(first, Expr.bool(i == 1));
            args.add(value(a.arg(i), by, sure && !decides));
        }
        if (a.op() == Primitive.SELECT) facts.remove(first);
        Expr whole = apply(a.op(), args);
        return sure ? scope.named(whole) : scope.numbered(whole);
    }

    private Expr read(Expr.Read r, Map<Index, Expr> by, boolean sure) {
        if (Code.isLocal(r.tensor())) return scope.variable(r.tensor().name());
        List<Expr> at = r.at().stream().map(p -> value(p, by, sure)).toList();
        if (r.otherwise().isPresent()) {
            Optional<Boolean> inside = isInside(at, r.tensor());
            if (inside.isEmpty()) {
                if (written.contains(r.tensor().name())) throw new Known.Unfit();
                Expr otherwise = value(r.otherwise().get(), by, false);
                Expr whole = Expr.read(r.tensor(), at, Optional.of(otherwise));
                return sure ? scope.named(whole) : scope.numbered(whole);
            }
            if (!inside.get()) return value(r.otherwise().get(), by, sure);
        }
        Expr cell = Expr.read(r.tensor(), at);
        Expr v = scope.cell(cell);
        if (v != null) return v;
        if (written.contains(r.tensor().name())) {
            boolean isThere = memory.contains(r.tensor().name())
                    && !scope.changed.contains(r.tensor().name());
            if (!isThere) throw new Known.Unfit();
            scope.checkApart(cell);
        }
        return sure ? scope.named(cell) : scope.numbered(cell);
    }

    /** Whether positions are inside a shape, where that is known. */
    private static Optional<Boolean> isInside(List<Expr> at, Tensor t) {
        for (int d = 0; d < at.size(); d++) {
            Dim extent = t.shape().get(d);
            if (!at.get(d).isConst() || !extent.isConstant()) return Optional.empty();
            double p = ((Expr.Const) at.get(d)).value();
            if (p < 0 || p >= extent.constant().getAsLong()) return Optional.of(false);
        }
        return Optional.of(true);
    }

    private Expr apply(Primitive op, List<Expr> args) {
        if (isDerivative
                && (op == Primitive.MUL && args.get(1).isConst(0)
                        || isProduct(op) && args.get(0).isConst(0))) {
            return Expr.of(Expr.apply(op, args).type(), 0);
        }
        return Build.apply(op, args);
    }

    private static boolean isProduct(Primitive op) {
        return op == Primitive.MUL || op == Primitive.DIV;
    }
}
