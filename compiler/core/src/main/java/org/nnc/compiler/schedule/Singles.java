package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Tensor;

/**
 * Makes local variables of tensors that have one cell inside a loop: HotSpot cannot tell that the arrays of one cell are
 * different ones, reads each again after every store, and makes no vectors.
 */
final class Singles {
    private final Set<String> names;
    private final Locals locals;
    private final Map<String, Expr> values = new HashMap<>();
    private final Set<String> steady = new HashSet<>();

    private Singles(Set<String> names, Locals locals) {
        this.names = names;
        this.locals = locals;
    }

    /**
     * @param body of a loop
     * @param own the tensors that only one round uses
     */
    static List<Code> of(List<Code> body, Set<String> own, Locals locals) {
        Map<String, Integer> stores = new LinkedHashMap<>();
        Set<String> others = new HashSet<>();
        for (Code c : body) {
            if (c instanceof Code.Store s && !s.add() && isSingle(s.target())) {
                stores.merge(s.target().name(), 1, Integer::sum);
            } else {
                Code.forEach(List.of(c), x -> exclude(x, others));
            }
        }
        Set<String> names = new HashSet<>();
        stores.forEach((name, count) -> {
            if (count == 1 && own.contains(name) && !others.contains(name)) names.add(name);
        });
        return names.isEmpty() ? body : new Singles(names, locals).list(body);
    }

    private static boolean isSingle(Tensor t) {
        return t.rank() > 0 && t.shape().stream().allMatch(d -> d.equals(Dim.ONE));
    }

    /** What is written otherwise than once and as a whole, and what calls are handed. */
    private static void exclude(Code c, Set<String> others) {
        if (c instanceof Code.Store s) others.add(s.target().name());
        if (c.isCall()) Storage.touched(List.of(c)).forEach(t -> others.add(t.name()));
    }

    private List<Code> list(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.Store s && names.contains(s.target().name())) {
                Expr value = value(s.value());
                if (value.type() == s.target().type() && isSteady(value)) {
                    values.put(s.target().name(), value);
                    continue;
                }
                Tensor t = locals.local(s.target().name(), s.target().type());
                done.add(new Code.Local(t, value, false));
                steady.add(t.name());
                values.put(s.target().name(), Expr.read(t, List.of()));
                continue;
            }
            if (c instanceof Code.Local l && !l.mutable()) steady.add(l.tensor().name());
            done.add(c.map(this::value));
        }
        return done;
    }

    /** Whether a value has a name already that nothing changes. */
    private boolean isSteady(Expr e) {
        return e.isConst()
                || e instanceof Expr.Read r && steady.contains(r.tensor().name());
    }

    private Expr value(Expr e) {
        if (e instanceof Expr.Read r && names.contains(r.tensor().name())) {
            return values.get(r.tensor().name());
        }
        return e.mapChildren(this::value);
    }
}
