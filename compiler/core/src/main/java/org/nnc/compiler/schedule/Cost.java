package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Type;

/**
 * The operations of a plan on numbers: one unit for an add, multiply or compare, 8 for a division, root or
 * transcendental.
 *
 * <p>Arithmetic on indices is not counted. A branch counts with its larger side, a loop whose range depends on outer
 * indices with its largest range, a condition as if it held.
 */
public final class Cost {
    private final Map<Index, Expr> least = new HashMap<>();
    private final Map<Index, Expr> greatest = new HashMap<>();

    private Cost() {}

    /** Outputs and losses: the primal. */
    public static Dim forward(Plan plan) {
        return of(plan.predict()).plus(of(plan.loss()));
    }

    /** The adjoints, beyond what forward computes. */
    public static Dim backward(Plan plan) {
        return of(plan.backward());
    }

    /** A further derivative, beyond what forward computes. */
    public static Dim derivative(Plan plan, int number) {
        return of(plan.derived().get(number).blocks());
    }

    public static long forward(Plan plan, ToLongFunction<String> sizes) {
        return forward(plan).evaluate(sizes);
    }

    public static long backward(Plan plan, ToLongFunction<String> sizes) {
        return backward(plan).evaluate(sizes);
    }

    static Dim of(List<Plan.Block> blocks) {
        Dim sum = Dim.ZERO;
        for (Plan.Block b : blocks) sum = sum.plus(new Cost().list(b.code()));
        return sum;
    }

    private Dim list(List<Code> code) {
        Dim sum = Dim.ZERO;
        for (Code c : code) sum = sum.plus(one(c));
        return sum;
    }

    private Dim one(Code c) {
        if (c instanceof Code.For f) {
            least.put(f.index(), f.lo());
            greatest.put(f.index(), Build.sub(f.hi(), Expr.constant(1)));
            return rounds(f).times(list(f.body()));
        }
        if (c instanceof Code.If i)
            return Dim.of(units(i.condition())).plus(larger(list(i.then()), list(i.otherwise())));
        if (c instanceof Code.Local l) return Dim.of(units(l.value()));
        if (c instanceof Code.Set s) return Dim.of(units(s.value()) + (s.add() ? 1 : 0));
        if (c instanceof Code.Store s) return Dim.of(units(s.value()) + (s.add() ? 1 : 0));
        // What the author's Java costs nobody knows.
        if (c instanceof Code.Foreign) return Dim.ZERO;
        if (c instanceof Code.Greatest g)
            return g.m().times(g.n()).times(g.table().size().minus(Dim.ONE));
        if (c instanceof Code.Spread s) return s.m().times(s.n());
        Code.Gemm g = (Code.Gemm) c;
        Dim blocks = g.taps().flatMap(Code.Taps::blocks).orElse(Dim.ONE);
        return g.m().times(g.n()).times(g.k()).times(blocks).times(2);
    }

    private static Dim larger(Dim a, Dim b) {
        return b.minus(a).isNonNegative() ? b : a;
    }

    /** The number of rounds, at most. */
    private Dim rounds(Code.For f) {
        Dim length = null;
        for (Expr hi : parts(f.hi(), Primitive.MIN)) {
            for (Expr lo : parts(f.lo(), Primitive.MAX)) {
                Optional<Dim> most = length(lo, hi);
                if (most.isPresent() && (length == null || isLess(most.get(), length))) length = most.get();
            }
        }
        return length == null ? Dim.ONE : length.max(Dim.ZERO);
    }

    /** Of two bounds the one to take: a number rather than a size, which is hardly ever 0. */
    private static boolean isLess(Dim a, Dim b) {
        return a.isConstant() && !b.isConstant() || b.minus(a).isNonNegative();
    }

    /** The greatest difference of two ends, which may be rounded quotients by one and the same number. */
    private Optional<Dim> length(Expr lo, Expr hi) {
        long by = Math.max(divisor(lo), divisor(hi));
        Optional<Affine> difference =
                times(by, hi, true).flatMap(h -> times(by, lo, false).map(h::minus));
        return difference.flatMap(this::greatest).map(d -> d.div(Dim.of(by)));
    }

    private static long divisor(Expr e) {
        long[] by = {1};
        e.forEach(x -> {
            if (x.is(Primitive.IDIV) && x.children().get(1) instanceof Expr.Const c) by[0] = (long) c.value();
        });
        return by[0];
    }

    /** A map that {@code by*e} is never above, or never below. */
    private static Optional<Affine> times(long by, Expr e, boolean above) {
        Optional<Affine> exact = Affine.of(e).map(a -> a.times(Dim.of(by)));
        if (exact.isPresent() || !(e instanceof Expr.Apply a)) return exact;
        return switch (a.op()) {
            case ADD ->
                times(by, a.arg(0), above)
                        .flatMap(x -> times(by, a.arg(1), above).map(x::plus));
            case SUB ->
                times(by, a.arg(0), above)
                        .flatMap(x -> times(by, a.arg(1), !above).map(x::minus));
            case NEG -> times(by, a.arg(0), !above).map(x -> x.times(Dim.of(-1)));
            case IDIV ->
                a.arg(1).isConst(by)
                        ? Affine.of(a.arg(0)).map(x -> above ? x : x.plus(Dim.of(1 - by)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Optional<Dim> greatest(Affine a) {
        Affine most = a;
        for (int limit = 0; !most.isConstant() && limit < 20; limit++) {
            List<Index> open = new ArrayList<>(most.indices());
            Index last = open.get(open.size() - 1);
            Dim c = most.coefficient(last);
            boolean up = c.isNonNegative();
            Expr end = up ? greatest.get(last) : least.get(last);
            if (end == null) return Optional.empty();
            Affine rest = most;
            Optional<Affine> value =
                    Affine.of(parts(end, up ? Primitive.MIN : Primitive.MAX).get(0));
            if (value.isEmpty()) return Optional.empty();
            most = rest.substitute(last, value.get());
        }
        return most.isConstant() ? Optional.of(most.constant()) : Optional.empty();
    }

    private static List<Expr> parts(Expr e, Primitive op) {
        if (!e.is(op)) return List.of(e);
        List<Expr> all = new ArrayList<>();
        for (Expr c : e.children()) all.addAll(parts(c, op));
        return all;
    }

    /** The units of one evaluation. */
    static int units(Expr e) {
        if (e instanceof Expr.Read r) return r.otherwise().map(Cost::units).orElse(0);
        if (!(e instanceof Expr.Apply a)) return 0;
        boolean isNumber =
                a.type() != Type.INT && !(a.type() == Type.BOOL && a.arg(0).type() == Type.INT);
        int own = isNumber ? a.op().cost() : 0;
        if (a.op() == Primitive.SELECT) return own + units(a.arg(0)) + Math.max(units(a.arg(1)), units(a.arg(2)));
        for (Expr c : a.args()) own += units(c);
        return own;
    }
}
