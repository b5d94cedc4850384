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
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Moves what a loop computes anew in every round, with the same result, in front of it.
 *
 * <p>Values are moved before tensors are flat: only a read whose positions are proved inside the loops around may be
 * evaluated although the loop has no round. Afterwards address arithmetic is moved, which is safe anywhere.
 */
final class Hoist {
    private final boolean addresses;
    private final Map<String, Program.Range> ranges;
    private final Locals locals;
    private final Map<String, Expr> lets = new HashMap<>();

    private Hoist(boolean addresses, Map<String, Program.Range> ranges, Locals locals) {
        this.addresses = addresses;
        this.ranges = ranges;
        this.locals = locals;
    }

    /** Moves values. */
    static List<Code> values(List<Code> code, Map<String, Program.Range> ranges, Locals locals) {
        return new Hoist(false, ranges, locals).list(code, List.of());
    }

    /** Moves arithmetic of ints out of loops over flat tensors. */
    static List<Code> addresses(List<Code> code, Locals locals) {
        return new Hoist(true, Map.of(), locals).list(code, List.of());
    }

    private List<Code> list(List<Code> code, List<Loop> around) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.Local l && !l.mutable()) lets.put(l.tensor().name(), l.value());
            if (c instanceof Code.For f) {
                List<Loop> inner = new ArrayList<>(around);
                inner.add(new Loop(f.index(), f.lo(), f.hi()));
                done.addAll(new Round(f.with(list(f.body(), inner)), new Domain(around, ranges, lets)).code());
            } else if (c instanceof Code.If i) {
                done.add(new Code.If(i.condition(), list(i.then(), around), list(i.otherwise(), around)));
            } else {
                done.add(c);
            }
        }
        return done;
    }

    /** One loop: what of its body is the same in every round. */
    private final class Round {
        private final Code.For loop;
        private final Domain outside;
        private final Set<String> changing = new HashSet<>();
        private final Map<Expr, Expr> moved = new LinkedHashMap<>();
        private final List<Code> before = new ArrayList<>();

        Round(Code.For loop, Domain outside) {
            this.loop = loop;
            this.outside = outside;
            Code.forEach(loop.body(), c -> {
                changing.addAll(c.written());
                if (c instanceof Code.For f) changing.add("index " + f.index().name());
            });
            changing.add("index " + loop.index().name());
        }

        List<Code> code() {
            List<Code> body = body(loop.body());
            List<Code> all = new ArrayList<>(before);
            all.add(loop.with(body));
            return all;
        }

        private List<Code> body(List<Code> code) {
            List<Code> body = new ArrayList<>();
            for (Code c : code) {
                if (c instanceof Code.Local l && !l.mutable() && isMovable(l.value())) {
                    Expr known = moved.get(l.value());
                    if (known == null) {
                        before.add(l);
                        moved.put(l.value(), Expr.read(l.tensor(), List.of()));
                    } else {
                        before.add(new Code.Local(l.tensor(), known, false));
                    }
                    changing.remove(l.tensor().name());
                } else {
                    body.add(mapped(c));
                }
            }
            return body;
        }

        private Code mapped(Code c) {
            if (c instanceof Code.For f) {
                return new Code.For(
                        f.index(), out(f.lo()), out(f.hi()), f.down(), addresses ? body(f.body()) : f.body());
            }
            if (c instanceof Code.If i) {
                return addresses
                        ? new Code.If(out(i.condition()), body(i.then()), body(i.otherwise()))
                        : new Code.If(out(i.condition()), i.then(), i.otherwise());
            }
            if (c instanceof Code.Local l) return new Code.Local(l.tensor(), out(l.value()), l.mutable());
            if (c instanceof Code.Set s) return new Code.Set(s.local(), out(s.value()), s.add());
            if (c instanceof Code.Store s) {
                return new Code.Store(s.target(), s.at().stream().map(this::out).toList(), out(s.value()), s.add());
            }
            return c;
        }

        /** The expression with its largest movable parts replaced by local variables in front of the loop. */
        private Expr out(Expr e) {
            if (isMovable(e)) {
                Expr known = moved.get(e);
                if (known != null) return known;
                Tensor local = locals.local(name(e), e.type());
                before.add(new Code.Local(local, e, false));
                lets.put(local.name(), e);
                Expr read = Expr.read(local, List.of());
                moved.put(e, read);
                return read;
            }
            if (addresses) return e.mapChildren(this::out);
            // What may not be evaluated in this round stays where it is.
            if (e instanceof Expr.Apply a && (a.op() == Primitive.SELECT || a.op().form() == Primitive.Form.LOGIC)) {
                List<Expr> args = new ArrayList<>(a.args());
                args.set(0, out(a.arg(0)));
                return Build.apply(a.op(), args);
            }
            if (e instanceof Expr.Read r && r.otherwise().isPresent()) return e;
            return e.mapChildren(this::out);
        }

        private boolean isMovable(Expr e) {
            if (addresses) {
                return e.type() == Type.INT && e instanceof Expr.Apply && isSame(e) && !e.any(Hoist::mayFail);
            }
            boolean isWork = e instanceof Expr.Apply a && a.type() == Type.REAL && a.op().cost() > 0
                    || e instanceof Expr.Read r && r.tensor().rank() > 0;
            return isWork && isSame(e) && !e.any(x -> !isSafe(x));
        }

        private boolean isSame(Expr e) {
            return !e.any(x -> x instanceof Expr.Position p
                            && changing.contains("index " + p.index().name())
                    || x instanceof Expr.Read r && changing.contains(r.tensor().name()));
        }

        private boolean isSafe(Expr e) {
            if (!(e instanceof Expr.Read r)) return !mayFail(e) || isConstantDivision(e);
            return r.otherwise().isEmpty() && outside.within(r.at(), r.tensor().shape());
        }
    }

    private static boolean isConstantDivision(Expr e) {
        return (e.is(Primitive.IDIV) || e.is(Primitive.MOD))
                && e.children().get(1).isConst()
                && !e.children().get(1).isConst(0);
    }

    /** Whether the evaluation itself may throw. */
    private static boolean mayFail(Expr e) {
        if (e instanceof Expr.Read r) return r.tensor().rank() > 0;
        return (e.is(Primitive.IDIV) || e.is(Primitive.MOD)) && !isConstantDivision(e);
    }

    private static String name(Expr e) {
        if (e.type() == Type.INT && !(e instanceof Expr.Read)) return "at";
        Optional<Expr> read = Optional.of(e).filter(x -> x instanceof Expr.Read);
        return read.map(r -> ((Expr.Read) r).tensor().name()).orElse("c");
    }
}
