package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Computes once, under its condition, what several values need only under that: the sine that a value and its derivatives
 * take where an angle is not 0.
 */
final class Arms {
    /** Cheaper work is not worth a variable. */
    private static final int EXPENSIVE = 8;

    private final Locals locals;

    private Arms(Locals locals) {
        this.locals = locals;
    }

    /** @param code statements in which every variable is set once before it is read */
    static List<Code> of(List<Code> code, Locals locals) {
        return new Arms(locals).list(code);
    }

    /** An expression under a condition that holds, or does not. */
    private record Arm(Expr condition, boolean holds, Expr value) {
        Expr whole() {
            Expr none = Expr.of(value.type(), 0);
            return holds ? Build.select(condition, value, none) : Build.select(condition, none, value);
        }
    }

    private List<Code> list(List<Code> code) {
        List<Code> all = new ArrayList<>();
        for (Code c : code) all.add(c instanceof Code.For f ? f.with(list(f.body())) : c);
        for (Arm shared = best(all); shared != null; shared = best(all)) all = sharing(all, shared);
        return all;
    }

    /** The largest part that stands in several arms of one condition, or null. */
    private static Arm best(List<Code> code) {
        Map<Arm, Integer> counts = new LinkedHashMap<>();
        for (Code c : code) if (isPlain(c)) for (Expr e : c.expressions()) count(e, null, counts);
        Arm best = null;
        for (Map.Entry<Arm, Integer> e : counts.entrySet()) {
            Arm a = e.getKey();
            if (e.getValue() > 1 && (best == null || Unit.size(a.value) > Unit.size(best.value))) best = a;
        }
        return best;
    }

    private static boolean isPlain(Code c) {
        return c instanceof Code.Local || c instanceof Code.Set || c instanceof Code.Store;
    }

    private static void count(Expr e, Arm in, Map<Arm, Integer> counts) {
        if (e.is(Primitive.SELECT) && in != null) return;
        boolean isOne = in != null && e.type() == Type.REAL && e instanceof Expr.Apply a && a.op().cost() >= EXPENSIVE;
        if (isOne) counts.merge(new Arm(in.condition, in.holds, e), 1, Integer::sum);
        if (!e.is(Primitive.SELECT)) {
            e.children().forEach(c -> count(c, in, counts));
            return;
        }
        List<Expr> args = e.children();
        count(args.get(0), null, counts);
        if (!(args.get(0) instanceof Expr.Read)) return;
        count(args.get(1), new Arm(args.get(0), true, null), counts);
        count(args.get(2), new Arm(args.get(0), false, null), counts);
    }

    private List<Code> sharing(List<Code> code, Arm shared) {
        Tensor local = locals.local("c", shared.value.type());
        Expr read = Expr.read(local, List.of());
        List<Code> done = new ArrayList<>();
        boolean isKnown = false;
        for (Code c : code) {
            Code changed = isPlain(c) ? changed(c, shared, read) : c;
            if (!isKnown && changed != c) {
                done.add(new Code.Local(local, shared.whole(), false));
                isKnown = true;
            }
            done.add(changed);
        }
        return done;
    }

    private static Code changed(Code c, Arm shared, Expr read) {
        if (c instanceof Code.Local l) {
            Expr value = changed(l.value(), shared, read, false);
            return value == l.value() ? c : new Code.Local(l.tensor(), value, l.mutable());
        }
        if (c instanceof Code.Set s) {
            Expr value = changed(s.value(), shared, read, false);
            return value == s.value() ? c : new Code.Set(s.local(), value, s.add());
        }
        Code.Store s = (Code.Store) c;
        Expr value = changed(s.value(), shared, read, false);
        return value == s.value() ? c : new Code.Store(s.target(), s.at(), value, s.add());
    }

    private static Expr changed(Expr e, Arm shared, Expr read, boolean isInside) {
        if (isInside && e.equals(shared.value)) return read;
        if (e.is(Primitive.SELECT)) {
            if (isInside) return e;
            List<Expr> args = new ArrayList<>(e.children());
            boolean isSame = args.get(0).equals(shared.condition);
            args.set(0, changed(args.get(0), shared, read, false));
            int arm = shared.holds ? 1 : 2;
            if (isSame) args.set(arm, changed(args.get(arm), shared, read, true));
            return args.equals(e.children()) ? e : Build.apply(Primitive.SELECT, args);
        }
        return e.mapChildren(x -> changed(x, shared, read, isInside));
    }
}
