package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Expr;

/** Leaves out variables that nothing reads, and writes those that are read once where they are read. */
final class Once {
    private final Set<String> written;
    private final Map<String, Integer> uses = new HashMap<>();

    private Once(Set<String> written) {
        this.written = written;
    }

    /** @param written tensors that the statements write: what is read of them stays in front of that */
    static List<Code> of(List<Code> code, Set<String> written) {
        Once once = new Once(written);
        List<Code> used = once.used(code);
        return once.placed(used);
    }

    private void count(Expr e) {
        e.forEach(x -> {
            if (x instanceof Expr.Read r && Code.isLocal(r.tensor()))
                uses.merge(r.tensor().name(), 1, Integer::sum);
        });
    }

    /** From the end: a variable is needed where something behind it reads it. */
    private List<Code> used(List<Code> code) {
        List<Code> kept = new ArrayList<>();
        for (int i = code.size() - 1; i >= 0; i--) {
            Code c = code.get(i);
            if (c instanceof Code.Local l && !uses.containsKey(l.tensor().name())) continue;
            if (c instanceof Code.Set s && !uses.containsKey(s.local().name())) continue;
            if (c instanceof Code.For f) {
                c = f.with(used(f.body()));
            } else if (c instanceof Code.If x) {
                List<Code> otherwise = used(x.otherwise());
                c = new Code.If(x.condition(), used(x.then()), otherwise);
            }
            c.expressions().forEach(this::count);
            kept.add(0, c);
        }
        return kept;
    }

    private List<Code> placed(List<Code> code) {
        Map<String, Integer> here = new HashMap<>();
        visitLevel(code, here);
        Map<String, Expr> waiting = new HashMap<>();
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.Local l) {
                Expr value = placed(l.value(), waiting);
                String name = l.tensor().name();
                boolean isOnce = uses.getOrDefault(name, 0) == 1 && here.getOrDefault(name, 0) == 1;
                boolean isStable = !value.any(x ->
                        x instanceof Expr.Read r && written.contains(r.tensor().name()));
                if (!l.mutable()
                        && isOnce
                        && isStable
                        && value.type() == l.tensor().type()) {
                    waiting.put(name, value);
                } else {
                    done.add(new Code.Local(l.tensor(), value, l.mutable()));
                }
            } else {
                done.add(placed(c, waiting));
            }
        }
        return done;
    }

    /** How often the statements of one level, and those under its conditions, read each variable. */
    private static void visitLevel(List<Code> code, Map<String, Integer> here) {
        for (Code c : code) {
            for (Expr e : c.expressions()) {
                e.forEach(x -> {
                    if (x instanceof Expr.Read r && Code.isLocal(r.tensor()))
                        here.merge(r.tensor().name(), 1, Integer::sum);
                });
            }
            if (c instanceof Code.If i) {
                visitLevel(i.then(), here);
                visitLevel(i.otherwise(), here);
            }
        }
    }

    private Code placed(Code c, Map<String, Expr> waiting) {
        if (c instanceof Code.For f) {
            return new Code.For(
                    f.index(), placed(f.lo(), waiting), placed(f.hi(), waiting), f.down(), placed(f.body()));
        }
        if (c instanceof Code.If i) {
            return new Code.If(
                    placed(i.condition(), waiting),
                    i.then().stream().map(x -> placed(x, waiting)).toList(),
                    i.otherwise().stream().map(x -> placed(x, waiting)).toList());
        }
        if (c instanceof Code.Local l) return new Code.Local(l.tensor(), placed(l.value(), waiting), l.mutable());
        if (c instanceof Code.Set s) return new Code.Set(s.local(), placed(s.value(), waiting), s.add());
        Code.Store s = (Code.Store) c;
        List<Expr> at = s.at().stream().map(p -> placed(p, waiting)).toList();
        return new Code.Store(s.target(), at, placed(s.value(), waiting), s.add());
    }

    private static Expr placed(Expr e, Map<String, Expr> waiting) {
        if (e instanceof Expr.Read r && Code.isLocal(r.tensor())) {
            return waiting.getOrDefault(r.tensor().name(), e);
        }
        return e.mapChildren(x -> placed(x, waiting));
    }
}
