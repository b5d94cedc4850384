package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
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

/**
 * Statements over flat arrays: every access has one position, its address; a default becomes a condition, and the
 * innermost loop is split so that its interior has none.
 */
public final class Lower {
    private final Map<String, Program.Range> ranges;
    private final Plan plan;
    private final Locals locals;
    private final Map<String, Expr> lets = new HashMap<>();
    private final Map<String, Integer> depths = new HashMap<>();

    private Lower(Plan plan, Map<String, Program.Range> ranges, Locals locals) {
        this.plan = plan;
        this.ranges = ranges;
        this.locals = locals;
    }

    /** By name of an int tensor, the range in which all its values are known to lie. */
    public static Map<String, Program.Range> ranges(Program program) {
        Map<String, Program.Range> ranges = new HashMap<>();
        for (Program.Input i : program.inputs())
            i.range().ifPresent(r -> ranges.put(i.tensor().name(), r));
        for (Program.ValueRange r : program.ranges()) ranges.put(r.tensor(), r.range());
        Winners.ranges(program).forEach(ranges::putIfAbsent);
        return ranges;
    }

    /**
     * The statements of a block over flat arrays.
     *
     * @param ranges those of the program
     * @param extents sizes that are never negative
     * @param target what the Java is for
     */
    public static List<Code> block(
            Plan plan,
            List<Code> code,
            Map<String, Program.Range> ranges,
            Set<Dim> extents,
            Locals locals,
            Target target) {
        Lower lower = new Lower(plan, ranges, locals);
        List<Code> split = Split.of(code, lower.ranges, locals);
        List<Code> flat = lower.list(split, List.of());
        List<Code> collapsed = Collapse.of(flat, extents, locals);
        List<Code> calls = RowCalls.of(ColumnSums.of(collapsed));
        List<Code> strips = Strips.of(calls, extents, locals, target);
        List<Code> chains = Chains.of(Alongside.of(Rows.of(strips, locals), locals), locals);
        return Hoist.addresses(target.hasGroups() ? Beside.of(chains) : chains, locals);
    }

    private List<Code> list(List<Code> code, List<Loop> around) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            Code one = one(c, around);
            boolean isEmpty = one instanceof Code.For f
                    && f.body().isEmpty()
                    && !((Code.For) c).body().isEmpty();
            if (!isEmpty && !isItself(one)) done.add(one);
        }
        return done;
    }

    /** Whether a statement copies a cell to where it is: tensors may share memory. */
    private boolean isItself(Code c) {
        return c instanceof Code.Store s
                && !s.add()
                && s.value() instanceof Expr.Read r
                && r.at().equals(s.at())
                && plan.places().get(s.target().name()) instanceof Plan.InBuffer to
                && plan.places().get(r.tensor().name()) instanceof Plan.InBuffer from
                && to.buffer().equals(from.buffer());
    }

    private Code one(Code c, List<Loop> around) {
        if (c instanceof Code.For f) {
            List<Loop> inner = new ArrayList<>(around);
            inner.add(new Loop(f.index(), f.lo(), f.hi()));
            return new Code.For(f.index(), flat(f.lo(), around), flat(f.hi(), around), f.down(), list(f.body(), inner));
        }
        if (c instanceof Code.If i) {
            return new Code.If(flat(i.condition(), around), list(i.then(), around), list(i.otherwise(), around));
        }
        if (c instanceof Code.Local l) {
            depths.put(l.tensor().name(), around.size());
            if (!l.mutable()) lets.put(l.tensor().name(), l.value());
            return new Code.Local(l.tensor(), flat(l.value(), around), l.mutable());
        }
        if (c instanceof Code.Set s) return new Code.Set(s.local(), flat(s.value(), around), s.add());
        if (c instanceof Code.Store s) {
            if (isVariable(s.target())) return new Code.Store(s.target(), List.of(), flat(s.value(), around), s.add());
            List<Expr> at = List.of(address(s.target(), s.at(), around));
            return new Code.Store(flat(s.target()), at, flat(s.value(), around), s.add());
        }
        if (c instanceof Code.Foreign) return c;
        if (c instanceof Code.Spread s) {
            Code.Matrix x = flat(s.x(), around);
            Code.Matrix place = flat(s.place(), around);
            return new Code.Spread(s.m(), s.n(), x, place, flat(s.table()), flat(s.y(), around), s.add());
        }
        if (c instanceof Code.Greatest g) {
            Code.Matrix x = flat(g.x(), around);
            return new Code.Greatest(
                    g.m(),
                    g.n(),
                    x,
                    flat(g.table()),
                    flat(g.y(), around),
                    g.place().map(p -> flat(p, around)));
        }
        Code.Gemm g = (Code.Gemm) c;
        Code.Matrix a = flat(g.a(), around);
        Code.Matrix b = flat(g.b(), around);
        Optional<Code.Taps> taps = g.taps().map(t -> new Code.Taps(flat(t.table()), t.blocks()));
        Optional<Code.Matrix> start = g.start().map(s -> flat(s, around));
        return new Code.Gemm(g.m(), g.n(), g.k(), a, b, flat(g.c(), around), g.accumulate(), start, taps, g.apart());
    }

    private Code.Matrix flat(Code.Matrix m, List<Loop> around) {
        List<Expr> at = List.of(address(m.tensor(), m.at(), around));
        return new Code.Matrix(flat(m.tensor()), at, m.row(), m.column());
    }

    private static Tensor flat(Tensor t) {
        return new Tensor(t.name(), t.type(), List.of(t.size()));
    }

    private long offset(Tensor t) {
        Plan.Place place = plan.places().get(t.name());
        if (place instanceof Plan.InParameters p) return p.offset();
        if (place instanceof Plan.InState s) return s.offset();
        return place instanceof Plan.InGradient g ? g.offset() : 0;
    }

    /** The expression with flat reads; a read with a default under the conditions that are not proved. */
    private Expr flat(Expr e, List<Loop> around) {
        if (!(e instanceof Expr.Read r)) return e.mapChildren(x -> flat(x, around));
        if (isVariable(r.tensor())) return r;
        Expr read = Expr.read(flat(r.tensor()), List.of(address(r.tensor(), r.at(), around)));
        if (r.otherwise().isEmpty()) return read;
        Domain domain = new Domain(around, ranges, lets);
        List<Expr> inside = new ArrayList<>();
        for (int d = 0; d < r.at().size(); d++) {
            Expr at = r.at().get(d);
            Expr end = Expr.size(r.tensor().shape().get(d));
            Expr flat = flat(at, around);
            if (!domain.isAtLeast(at, Expr.constant(0))) inside.add(Build.le(Expr.constant(0), flat));
            if (!domain.isBelow(at, end)) inside.add(Build.lt(flat, end));
        }
        if (inside.isEmpty()) return read;
        return Expr.apply(
                Primitive.SELECT, Build.all(inside), read, flat(r.otherwise().get(), around));
    }

    /** Whether a tensor is a variable, not a cell of some array. */
    private boolean isVariable(Tensor t) {
        if (t.rank() > 0) return false;
        Plan.Place place = plan.places().get(t.name());
        return Code.isLocal(t) || place instanceof Plan.InVariable || place instanceof Plan.InArgument;
    }

    /**
     * The sum of positions times strides, what the outermost loops move first, so that it can be moved out of the
     * rest.
     */
    private Expr address(Tensor t, List<Expr> at, List<Loop> around) {
        List<Dim> strides = Access.strides(t.shape());
        Affine sum = Affine.constant(Dim.of(offset(t)));
        List<Expr> opaque = new ArrayList<>();
        for (int d = 0; d < at.size(); d++) {
            Optional<Affine> position = Affine.of(at.get(d));
            if (position.isPresent()) {
                sum = sum.plus(position.get().times(strides.get(d)));
            } else {
                opaque.add(Build.mul(flat(at.get(d), around), Expr.size(strides.get(d))));
            }
        }
        Map<Integer, Expr> byDepth = new java.util.TreeMap<>();
        for (Index i : sum.indices()) {
            Expr term = Build.mul(Expr.size(sum.coefficient(i)), Expr.position(i));
            byDepth.merge(depth(Expr.position(i), around), term, Build::add);
        }
        for (Expr e : opaque) byDepth.merge(depth(e, around), e, Build::add);
        Expr constant = Expr.size(sum.constant());
        Expr address = null;
        for (Expr term : byDepth.values()) {
            // The constant joins the outermost part, unless there is only one.
            address = address == null
                    ? (byDepth.size() > 1 ? Build.add(term, constant) : term)
                    : Build.add(address, term);
        }
        if (address == null) return constant;
        return byDepth.size() > 1 ? address : Build.add(address, constant);
    }

    /** The number of loops outside which an expression is not known. */
    private int depth(Expr e, List<Loop> around) {
        int[] depth = {0};
        e.forEach(x -> {
            if (x instanceof Expr.Position p) {
                for (int i = 0; i < around.size(); i++) {
                    if (around.get(i).index().equals(p.index())) depth[0] = Math.max(depth[0], i + 1);
                }
            }
            if (x instanceof Expr.Read r)
                depth[0] = Math.max(depth[0], depths.getOrDefault(r.tensor().name(), 0));
        });
        return depth[0];
    }
}
