package org.nnc.compiler.simplify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Puts textbook formulas into the form that a careful numerical analyst would write, before anything is differentiated:
 * the algebra table, softmax and the log of a sum of exponentials shifted by their maximum, the log of a probability that
 * another equation defines, the norm.
 *
 * <p>An output keeps its own equation; what reads it may be rewritten through it. A stage (a tensor asked for by
 * {@code wrt}) is never looked through.
 */
final class Stabilise {
    /** The tensors that replace a sum of exponentials: the finite maximum, and the sum shifted by it. */
    private record Shifted(Tensor shift, Tensor sum, Tensor max) {}

    private final Program program;
    private final Set<String> stages;
    private final boolean strict;
    private final Names names;
    private final Set<String> inLoop = new HashSet<>();
    private final Map<String, Equation> defined = new LinkedHashMap<>();
    private final Map<String, Shifted> shifted = new HashMap<>();
    private final Map<String, Tensor> logs = new HashMap<>();
    private final List<Equation> added = new ArrayList<>();
    private final List<Simplify.Fired> fired = new ArrayList<>();
    private final Algebra algebra;
    private String target = "";

    private Stabilise(Program program, Set<String> stages, boolean strict) {
        this.program = program;
        this.stages = stages;
        this.strict = strict;
        this.names = new Names(program.names());
        this.algebra = new Algebra(strict, r -> note(r.left() + " => " + r.right(), r.reason()));
    }

    /**
     * @param stages names of tensors that must stay what they are and are not looked through
     * @param strict leaves out what changes NaN or infinities
     */
    static Simplify.Result run(Program program, Set<String> stages, boolean strict) {
        return new Stabilise(program, stages, strict).run();
    }

    private Simplify.Result run() {
        for (Order.Step s : Order.steps(program.equations())) {
            if (s instanceof Order.Recurrence r)
                r.equations().forEach(e -> inLoop.add(e.target().name()));
        }
        List<Equation> plain = new ArrayList<>();
        for (Equation e : program.equations()) {
            target = e.target().name();
            Equation rewritten = e.map(algebra::rewrite);
            defined.put(target, rewritten);
            plain.add(rewritten);
        }
        List<Equation> result = new ArrayList<>();
        for (Equation e : plain) {
            target = e.target().name();
            Equation stable = strict || inLoop.contains(target) ? e : norm(e.map(this::stable));
            result.add(stable);
        }
        result.addAll(added);
        return new Simplify.Result(program.withEquations(result), List.copyOf(fired));
    }

    private void note(String what, String reason) {
        Simplify.Fired f = new Simplify.Fired(target, what, reason);
        if (!fired.contains(f)) fired.add(f);
    }

    private Expr stable(Expr e) {
        if (e.type() != Type.REAL) return e;
        if (e.is(Primitive.LOG)) {
            Optional<Expr> log = logOf(e.children().get(0));
            if (log.isPresent()) {
                note("the log is taken of the formula, not of its rounded value", "the value under- or overflows");
                return algebra.rewrite(log.get()).mapChildren(this::stable);
            }
        }
        if (e.is(Primitive.LOG1P) && e.children().get(0).is(Primitive.NEG)) {
            Optional<Expr> log = logOfRest(e.children().get(0).children().get(0));
            if (log.isPresent()) {
                note("log(1 - s) of a sigmoid => -softplus", "s rounds to 1 from 37 on");
                return log.get();
            }
        }
        if (e instanceof Expr.Apply a && a.op() == Primitive.DIV) {
            Optional<Expr> softmax = softmax(a.arg(0), a.arg(1));
            if (softmax.isPresent()) {
                note("softmax shifted by its maximum", "exp overflows from 710 on");
                return softmax.get();
            }
        }
        return e.mapChildren(this::stable);
    }

    /** The body of the pointwise equation that a read names, at the read's positions; empty where it must not be seen. */
    private Optional<Expr> definition(Expr e) {
        if (!(e instanceof Expr.Read r)
                || r.otherwise().isPresent()
                || stages.contains(r.tensor().name())) {
            return Optional.empty();
        }
        Equation d = defined.get(r.tensor().name());
        if (d == null || d.isReduction() || inLoop.contains(r.tensor().name())) return Optional.empty();
        return Optional.of(d.body().substitute(at(d, r)));
    }

    private static Map<Index, Expr> at(Equation d, Expr.Read r) {
        Map<Index, Expr> values = new HashMap<>();
        for (int i = 0; i < d.indices().size(); i++) values.put(d.indices().get(i), r.at().get(i));
        return values;
    }

    /** The log of an expression where a better form than {@code log(e)} is known; the expression is then positive. */
    private Optional<Expr> logOf(Expr e) {
        if (e instanceof Expr.Read r) {
            Optional<Expr> sum = logOfSum(r);
            return sum.isPresent() ? sum : definition(r).flatMap(this::logOf);
        }
        if (!(e instanceof Expr.Apply a)) return Optional.empty();
        return switch (a.op()) {
            case EXP -> Optional.of(a.arg(0));
            case SIGMOID -> Optional.of(Build.neg(Build.apply(Primitive.SOFTPLUS, Build.neg(a.arg(0)))));
            case MUL -> logOfPair(a, Primitive.ADD);
            case DIV -> logOfPair(a, Primitive.SUB);
            case SQRT -> logOf(a.arg(0)).map(l -> Build.mul(Expr.real(0.5), l));
            case POW -> logOf(a.arg(0)).map(l -> Build.mul(a.arg(1), l));
            case SQUARE -> logOf(a.arg(0)).map(l -> Build.mul(Expr.real(2), l));
            case SUB -> a.arg(0).isConst(1) ? logOfRest(a.arg(1)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** {@code log(1 - s)} where s is a sigmoid that another equation defines. */
    private Optional<Expr> logOfRest(Expr s) {
        return definition(s)
                .filter(d -> d.is(Primitive.SIGMOID))
                .map(d -> Build.neg(Build.apply(Primitive.SOFTPLUS, d.children().get(0))));
    }

    private Optional<Expr> logOfPair(Expr.Apply a, Primitive combine) {
        Optional<Expr> left = logOf(a.arg(0));
        Optional<Expr> right = logOf(a.arg(1));
        if (left.isEmpty() && right.isEmpty()) return Optional.empty();
        return Optional.of(
                Build.apply(combine, left.orElseGet(() -> log(a.arg(0))), right.orElseGet(() -> log(a.arg(1)))));
    }

    private static Expr log(Expr e) {
        return Build.apply(Primitive.LOG, e);
    }

    /** The log of a sum of exponentials, or of a product, that another equation defines. */
    private Optional<Expr> logOfSum(Expr.Read r) {
        Equation d = defined.get(r.tensor().name());
        if (d == null || r.otherwise().isPresent() || inLoop.contains(r.tensor().name())) return Optional.empty();
        if (stages.contains(r.tensor().name())) return Optional.empty();
        if (d.reduction().equals(Optional.of(Reduction.PROD))) {
            // Two negative factors have a product with a log, and no logs of their own.
            Optional<Expr> factor = logOf(d.body());
            if (factor.isEmpty()) return Optional.empty();
            Tensor sum = logs.computeIfAbsent(r.tensor().name(), n -> {
                Tensor t = new Tensor(
                        names.fresh("log_" + n), Type.REAL, d.target().shape());
                Expr body = algebra.rewrite(factor.get());
                added.add(Equation.reduce(t, d.indices(), Reduction.SUM, d.binders(), d.guard(), body, d.note()));
                return t;
            });
            return Optional.of(Expr.read(sum, r.at()));
        }
        if (exponent(d).isEmpty()) return Optional.empty();
        Tensor log = logs.computeIfAbsent(r.tensor().name(), n -> logSumExp(d));
        return Optional.of(Expr.read(log, r.at()));
    }

    /** The u of {@code sum(k) exp(u)}. */
    private Optional<Expr> exponent(Equation d) {
        if (!d.reduction().equals(Optional.of(Reduction.SUM))) return Optional.empty();
        Expr body = d.body();
        if (body instanceof Expr.Read r && definition(r).isPresent())
            body = definition(r).get();
        if (!body.is(Primitive.EXP) || isShifted(body.children().get(0))) return Optional.empty();
        return Optional.of(body.children().get(0));
    }

    /** Whether an exponent has a stopped value taken off already: the mark that a shift leaves. */
    private boolean isShifted(Expr u) {
        if (!(u instanceof Expr.Apply a) || a.op() != Primitive.SUB || !(a.arg(1) instanceof Expr.Read r)) return false;
        Equation d = defined.get(r.tensor().name());
        return d != null && d.body().is(Primitive.STOP);
    }

    private Shifted shifted(Equation d) {
        return shifted.computeIfAbsent(d.target().name(), n -> {
            Expr u = exponent(d).orElseThrow();
            List<Expr> at = d.indices().stream().map(Expr::position).toList();
            Tensor max =
                    new Tensor(names.fresh(n + "_max"), Type.REAL, d.target().shape());
            added.add(Equation.reduce(max, d.indices(), Reduction.MAX, d.binders(), d.guard(), u, d.note()));
            Tensor shift =
                    new Tensor(names.fresh(n + "_shift"), Type.REAL, d.target().shape());
            Expr m = Expr.read(max, at);
            Expr isFinite = Build.lt(Build.apply(Primitive.ABS, m), Expr.real(Double.POSITIVE_INFINITY));
            // The shift cancels out of the value, so no derivative passes it.
            Expr finite = Build.apply(Primitive.STOP, Build.select(isFinite, m, Expr.real(0)));
            added.add(Equation.pointwise(shift, d.indices(), finite, d.note()));
            Tensor sum =
                    new Tensor(names.fresh(n + "_sum"), Type.REAL, d.target().shape());
            Expr term = Build.apply(Primitive.EXP, Build.sub(u, Expr.read(shift, at)));
            added.add(Equation.reduce(sum, d.indices(), Reduction.SUM, d.binders(), d.guard(), term, d.note()));
            return new Shifted(shift, sum, max);
        });
    }

    private Tensor logSumExp(Equation d) {
        Shifted s = shifted(d);
        List<Expr> at = d.indices().stream().map(Expr::position).toList();
        Tensor t = new Tensor(
                names.fresh("log_" + d.target().name()), Type.REAL, d.target().shape());
        Expr minusInf = Expr.real(Double.NEGATIVE_INFINITY);
        Expr value = Build.select(
                Build.eq(Expr.read(s.max, at), minusInf),
                minusInf,
                Build.add(Expr.read(s.shift, at), log(Expr.read(s.sum, at))));
        added.add(Equation.pointwise(t, d.indices(), value, d.note()));
        return t;
    }

    /** {@code exp(v)/s} where s sums exp over a range that v is one point of. */
    private Optional<Expr> softmax(Expr numerator, Expr denominator) {
        if (!(denominator instanceof Expr.Read r) || r.otherwise().isPresent()) return Optional.empty();
        Equation d = defined.get(r.tensor().name());
        if (d == null
                || stages.contains(r.tensor().name())
                || inLoop.contains(r.tensor().name())) return Optional.empty();
        Expr top = definition(numerator).filter(x -> x.is(Primitive.EXP)).orElse(numerator);
        Optional<Expr> u = exponent(d);
        if (u.isEmpty() || !top.is(Primitive.EXP)) return Optional.empty();
        Expr v = top.children().get(0);
        Map<Index, Expr> point = new HashMap<>(at(d, r));
        Set<Index> open = new HashSet<>();
        d.binders().forEach(l -> open.add(l.index()));
        if (!isPointOf(u.get(), v, open, point)) return Optional.empty();
        Shifted s = shifted(d);
        Expr shiftedTop = Build.apply(Primitive.EXP, Build.sub(v, Expr.read(s.shift, r.at())));
        return Optional.of(Build.div(shiftedTop, Expr.read(s.sum, r.at())));
    }

    /** Whether v is u with its binders replaced by some int expressions, which are then in {@code point}. */
    private static boolean isPointOf(Expr u, Expr v, Set<Index> open, Map<Index, Expr> point) {
        if (u instanceof Expr.Position p) {
            if (!open.contains(p.index()))
                return point.getOrDefault(p.index(), u).equals(v);
            Expr known = point.putIfAbsent(p.index(), v);
            return known == null || known.equals(v);
        }
        if (u instanceof Expr.Read r) {
            return v instanceof Expr.Read w
                    && w.tensor().equals(r.tensor())
                    && w.otherwise().isPresent() == r.otherwise().isPresent()
                    && areParts(u, v, open, point);
        }
        if (u instanceof Expr.Apply a) {
            return v instanceof Expr.Apply b && b.op() == a.op() && areParts(u, v, open, point);
        }
        return u.equals(v);
    }

    private static boolean areParts(Expr u, Expr v, Set<Index> open, Map<Index, Expr> point) {
        List<Expr> us = u.children();
        List<Expr> vs = v.children();
        for (int i = 0; i < us.size(); i++) if (!isPointOf(us.get(i), vs.get(i), open, point)) return false;
        return true;
    }

    /** {@code sqrt(sum e^2)} as the reduction norm, scaled against overflow, with gradient 0 at 0. */
    private Equation norm(Equation e) {
        if (e.isReduction() || !e.body().is(Primitive.SQRT)) return e;
        if (!(e.body().children().get(0) instanceof Expr.Read r)
                || r.otherwise().isPresent()) return e;
        Equation d = defined.get(r.tensor().name());
        if (d == null
                || stages.contains(r.tensor().name())
                || inLoop.contains(r.tensor().name())) return e;
        List<Expr> left = e.indices().stream().map(Expr::position).toList();
        if (!d.reduction().equals(Optional.of(Reduction.SUM))
                || !d.body().is(Primitive.SQUARE)
                || !r.at().equals(left)) {
            return e;
        }
        note("sqrt(sum e^2) => norm e", "the squares overflow; slope 0 at 0");
        Map<Index, Expr> renamed = at(d, r);
        if (d.binders().stream().anyMatch(l -> e.indices().contains(l.index()))) return e;
        List<org.nnc.compiler.ir.Loop> binders = d.binders().stream()
                .map(l ->
                        new org.nnc.compiler.ir.Loop(l.index(), l.lo().substitute(renamed), l.hi().substitute(renamed)))
                .toList();
        return Equation.reduce(
                e.target(),
                e.indices(),
                Reduction.NORM,
                binders,
                d.guard().substitute(renamed),
                d.body().children().get(0).substitute(renamed),
                e.note());
    }
}
