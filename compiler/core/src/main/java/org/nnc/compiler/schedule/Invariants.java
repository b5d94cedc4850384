package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Expr;

/** Moves nests in front of a loop whose every round would fill the same tensor with the same values. */
final class Invariants {
    private final Code.For loop;
    private final Map<String, Integer> writes = new HashMap<>();
    private final List<Code> before = new ArrayList<>();

    private Invariants(Code.For loop) {
        this.loop = loop;
        Code.forEach(loop.body(), c -> {
            c.written().forEach(name -> writes.merge(name, 1, Integer::sum));
        });
    }

    static List<Code> of(Code.For loop) {
        Invariants i = new Invariants(loop);
        List<Code> body = i.list(loop.body());
        List<Code> all = new ArrayList<>(i.before);
        all.add(loop.with(body));
        return all;
    }

    private List<Code> list(List<Code> code) {
        List<Code> rest = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.If i) {
                rest.add(new Code.If(i.condition(), list(i.then()), list(i.otherwise())));
            } else if (c instanceof Code.For f && isSame(f)) {
                before.add(f);
            } else {
                rest.add(c);
            }
        }
        return rest;
    }

    /** A nest of plain stores, the only ones to their tensors, of what no round changes. */
    private boolean isSame(Code.For nest) {
        boolean[] same = {true};
        Code.forEach(List.of(nest), c -> {
            same[0] &= c instanceof Code.For
                    || c instanceof Code.Store s
                            && !s.add()
                            && writes.get(s.target().name()) == 1;
            for (Expr e : c.expressions()) same[0] &= !e.any(this::changes);
        });
        return same[0];
    }

    private boolean changes(Expr e) {
        if (e instanceof Expr.Position p) return p.index().equals(loop.index());
        return e instanceof Expr.Read r
                && (Code.isLocal(r.tensor())
                        || r.otherwise().isPresent()
                        || writes.containsKey(r.tensor().name()));
    }
}
