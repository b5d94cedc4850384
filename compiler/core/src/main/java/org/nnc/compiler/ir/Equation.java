package org.nnc.compiler.ir;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One loop nest: {@code target[indices] = reduction(binders where guard) body}, with at most one reduction.
 *
 * <p>The left-hand indices run over the whole shape of the target, one index a dimension. Without a reduction there are
 * no binders and the guard is true. A sum whose guard has a conjunct {@code u == e} for a left-hand index u adds to one
 * cell a point: such equations are not searched but scattered or solved for a binder when they are scheduled.
 *
 * @param note where the equation comes from, shown as a comment in the emitted Java, or empty
 */
public record Equation(
        Tensor target,
        List<Index> indices,
        Optional<Reduction> reduction,
        List<Loop> binders,
        Expr guard,
        Expr body,
        String note) {
    public Equation {
        indices = List.copyOf(indices);
        binders = List.copyOf(binders);
        require(indices.size() == target.rank(), "one index a dimension of " + target);
        require(reduction.isPresent() || binders.isEmpty() && guard.equals(Expr.TRUE), "binders need a reduction");
        require(guard.type() == Type.BOOL, "a guard is a condition");
        Type value = reduction.map(r -> r.type(body.type())).orElse(body.type());
        require(
                value == target.type() || target.type() == Type.REAL && value == Type.INT || isCast(target, body),
                "a value of type " + value + " for " + target);
        Set<Index> bound = new HashSet<>();
        for (Index i : indices) require(bound.add(i), "index " + i + " bound twice");
        for (Loop l : binders) {
            checkBound(l.lo(), bound);
            checkBound(l.hi(), bound);
            require(bound.add(l.index()), "index " + l.index() + " bound twice");
        }
        checkBound(guard, bound);
        checkBound(body, bound);
    }

    /** An int tensor may be defined by a real expression that rounds. */
    private static boolean isCast(Tensor target, Expr body) {
        return target.type() == Type.INT
                && (body.is(Primitive.FLOOR) || body.is(Primitive.CEIL) || body.is(Primitive.ROUND));
    }

    private static void checkBound(Expr e, Set<Index> bound) {
        e.forEach(x -> {
            if (x instanceof Expr.Position p)
                require(bound.contains(p.index()), "index " + p.index() + " is not bound");
        });
    }

    private static void require(boolean condition, String what) {
        if (!condition) throw new IllegalArgumentException("ill-formed equation: " + what);
    }

    /** {@code target[indices] = body}. */
    public static Equation pointwise(Tensor target, List<Index> indices, Expr body, String note) {
        return new Equation(target, indices, Optional.empty(), List.of(), Expr.TRUE, body, note);
    }

    /** {@code target[indices] = reduction(binders where guard) body}. */
    public static Equation reduce(
            Tensor target,
            List<Index> indices,
            Reduction reduction,
            List<Loop> binders,
            Expr guard,
            Expr body,
            String note) {
        return new Equation(target, indices, Optional.of(reduction), binders, guard, body, note);
    }

    /** The call of an extern function that this is, where it is one. */
    public Optional<Expr.Call> call() {
        return body instanceof Expr.Call c ? Optional.of(c) : Optional.empty();
    }

    /**
     * {@code target = result of an extern function}, with a binder for each dimension of each argument.
     *
     * @param args whole tensors
     */
    public static Equation call(
            Tensor target, Extern extern, boolean isVjp, int result, List<Dim> dims, List<Tensor> args) {
        List<Index> indices = new ArrayList<>();
        for (int d = 0; d < target.rank(); d++) indices.add(new Index("u" + (d == 0 ? "" : d + 1)));
        List<Loop> binders = new ArrayList<>();
        List<Expr.Read> reads = new ArrayList<>();
        for (Tensor t : args) {
            List<Expr> at = new ArrayList<>();
            for (Dim d : t.shape()) {
                Index v = new Index("v" + (binders.isEmpty() ? "" : binders.size() + 1));
                binders.add(Loop.upTo(v, d));
                at.add(Expr.position(v));
            }
            reads.add(Expr.read(t, at));
        }
        Expr body = Expr.call(extern, isVjp, result, dims, reads);
        return reduce(target, indices, Reduction.CALL, binders, Expr.TRUE, body, "");
    }

    public boolean isReduction() {
        return reduction.isPresent();
    }

    /** All loops: the left-hand indices over the shape, then the binders. */
    public List<Loop> loops() {
        List<Loop> loops = new ArrayList<>();
        for (int d = 0; d < indices.size(); d++)
            loops.add(Loop.upTo(indices.get(d), target.shape().get(d)));
        loops.addAll(binders);
        return loops;
    }

    /** Calls {@code visit} on every expression of the equation, outermost first: bounds, guard, body. */
    public void forEach(Consumer<Expr> visit) {
        for (Loop l : binders) {
            l.lo().forEach(visit);
            l.hi().forEach(visit);
        }
        guard.forEach(visit);
        body.forEach(visit);
    }

    /** The tensors read, in order of first occurrence. */
    public Set<Tensor> reads() {
        Set<Tensor> tensors = new java.util.LinkedHashSet<>();
        forEach(e -> {
            if (e instanceof Expr.Read r) tensors.add(r.tensor());
        });
        return tensors;
    }

    /** This equation with every top expression (bounds, guard, body) replaced. */
    public Equation map(UnaryOperator<Expr> f) {
        List<Loop> loops = new ArrayList<>();
        for (Loop l : binders) loops.add(new Loop(l.index(), f.apply(l.lo()), f.apply(l.hi())));
        return new Equation(target, indices, reduction, loops, f.apply(guard), f.apply(body), note);
    }

    @Override
    public String toString() {
        String left = target.name() + (indices.isEmpty() ? "" : indices.toString());
        if (reduction.isEmpty()) return left + " = " + body;
        return left + " = " + reduction.get() + binders + (guard.equals(Expr.TRUE) ? "" : " where " + guard) + " "
                + body;
    }
}
