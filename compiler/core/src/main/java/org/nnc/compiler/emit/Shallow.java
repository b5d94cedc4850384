package org.nnc.compiler.emit;

import java.util.ArrayList;
import java.util.List;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.schedule.Code;
import org.nnc.compiler.schedule.Locals;

/**
 * Cuts deep expressions into local variables, since javac recurses on them, and names what the Java form of an operator
 * mentions twice. What is evaluated only under a condition stays under it.
 */
final class Shallow {
    /** Well below the 32 that are promised: a level may take a cast and a pair of parentheses more. */
    private static final int DEEPEST = 14;

    private final Locals locals;

    private Shallow(Locals locals) {
        this.locals = locals;
    }

    static List<Code> of(List<Code> code, Locals locals) {
        return new Shallow(locals).list(code);
    }

    /** One value; what it needs first is added to {@code before}. */
    static Expr value(Expr e, List<Code> before, Locals locals) {
        return new Shallow(locals).cut(e, before);
    }

    private record Cut(Expr e, int depth) {}

    private List<Code> list(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) {
                Expr lo = cut(f.lo(), done);
                done.add(new Code.For(f.index(), lo, cut(f.hi(), done), f.down(), list(f.body())));
            } else if (c instanceof Code.If i) {
                done.add(new Code.If(cut(i.condition(), done), list(i.then()), list(i.otherwise())));
            } else if (c instanceof Code.Local l) {
                done.add(new Code.Local(l.tensor(), cut(l.value(), done), l.mutable()));
            } else if (c instanceof Code.Set s) {
                done.add(new Code.Set(s.local(), cut(s.value(), done), s.add()));
            } else if (c instanceof Code.Store s) {
                List<Expr> at = new ArrayList<>();
                for (Expr e : s.at()) at.add(cut(e, done));
                done.add(new Code.Store(s.target(), at, cut(s.value(), done), s.add()));
            } else {
                done.add(c);
            }
        }
        return done;
    }

    private Expr cut(Expr e, List<Code> before) {
        return visit(e, before).e;
    }

    private Cut visit(Expr e, List<Code> before) {
        if (e instanceof Expr.Read r && r.tensor().rank() > 0) {
            List<Expr> at = new ArrayList<>();
            int depth = 0;
            for (Expr x : r.at()) {
                Cut c = limited(visit(x, before), before);
                at.add(c.e);
                depth = Math.max(depth, c.depth);
            }
            return new Cut(Expr.read(r.tensor(), at), depth + 1);
        }
        if (!(e instanceof Expr.Apply a)) return new Cut(e, 0);
        Cut first = limited(visit(a.arg(0), before), before);
        if (a.op() == Primitive.SELECT) return select(a, first, before);
        if (a.op() == Primitive.AND || a.op() == Primitive.OR) return logic(a, first, before);
        if (mentionsTwice(a.op()) && first.depth > 0) first = new Cut(named(first.e, before), 0);
        List<Expr> args = new ArrayList<>(List.of(first.e));
        int depth = first.depth;
        for (int i = 1; i < a.args().size(); i++) {
            Cut c = limited(visit(a.arg(i), before), before);
            args.add(c.e);
            depth = Math.max(depth, c.depth);
        }
        return new Cut(Expr.apply(a.op(), args), depth + 1);
    }

    /** Whether the Java form computes its first argument twice. */
    private static boolean mentionsTwice(Primitive op) {
        return op.java().indexOf("{a}") != op.java().lastIndexOf("{a}");
    }

    private Cut limited(Cut c, List<Code> before) {
        return c.depth < DEEPEST ? c : new Cut(named(c.e, before), 0);
    }

    private Expr named(Expr e, List<Code> before) {
        Tensor local = locals.local("t", e.type());
        before.add(new Code.Local(local, e, false));
        return Expr.read(local, List.of());
    }

    private Cut select(Expr.Apply a, Cut condition, List<Code> before) {
        List<Code> then = new ArrayList<>();
        List<Code> otherwise = new ArrayList<>();
        Cut b = limited(visit(a.arg(1), then), then);
        Cut c = limited(visit(a.arg(2), otherwise), otherwise);
        if (then.isEmpty() && otherwise.isEmpty()) {
            int depth = Math.max(condition.depth, Math.max(b.depth, c.depth));
            return new Cut(Expr.apply(Primitive.SELECT, condition.e, b.e, c.e), depth + 1);
        }
        Tensor local = start(Expr.of(a.type(), 0), before);
        then.add(new Code.Set(local, b.e, false));
        otherwise.add(new Code.Set(local, c.e, false));
        before.add(new Code.If(condition.e, then, otherwise));
        return new Cut(Expr.read(local, List.of()), 0);
    }

    private Cut logic(Expr.Apply a, Cut first, List<Code> before) {
        List<Code> then = new ArrayList<>();
        Cut second = limited(visit(a.arg(1), then), then);
        if (then.isEmpty()) {
            return new Cut(Expr.apply(a.op(), first.e, second.e), Math.max(first.depth, second.depth) + 1);
        }
        Tensor local = start(first.e, before);
        Expr read = Expr.read(local, List.of());
        then.add(new Code.Set(local, second.e, false));
        before.add(new Code.If(a.op() == Primitive.AND ? read : Build.not(read), then, List.of()));
        return new Cut(read, 0);
    }

    private Tensor start(Expr value, List<Code> before) {
        Tensor local = locals.local("t", value.type());
        before.add(new Code.Local(local, value, true));
        return local;
    }
}
