package org.nnc.compiler.check;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.diagnostics.RuleErrors;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;

/** Whether every derivative that a model asks for can pass its extern functions: backwards, and once. */
final class ExternDerivatives {
    private final Model model;
    private final List<Equation> equations;
    private final Map<String, Equation> byName = new HashMap<>();
    private final Set<String> said = new HashSet<>();

    ExternDerivatives(Model model, List<Equation> equations) {
        this.model = model;
        this.equations = equations;
        equations.forEach(e -> byName.put(e.target().name(), e));
    }

    /** @param trainable names of the parameters that are not frozen */
    void check(Collection<String> trainable, List<String> outputs, List<String> losses, List<Program.Derive> derives) {
        if (equations.stream().noneMatch(e -> e.call().isPresent())) return;
        Set<String> wrt = new LinkedHashSet<>(trainable);
        for (Program.Derive d : derives) if (isFirst(d.kind())) wrt.addAll(wrt(d, trainable));
        between(wrt, losses.isEmpty() ? outputs : losses, false);
        for (Program.Derive d : derives) {
            between(wrt(d, trainable), List.of(d.of()), !isFirst(d.kind()));
        }
        for (Inner i : model.inner) between(List.of(i.wrt()), List.of(i.of()), true);
    }

    private static boolean isFirst(String kind) {
        return kind.equals("grad") || kind.equals("vjp");
    }

    private static Set<String> wrt(Program.Derive d, Collection<String> trainable) {
        Set<String> wrt = new LinkedHashSet<>();
        for (String n : d.wrt()) {
            if (n.equals("params")) wrt.addAll(trainable);
            else wrt.add(n);
        }
        return wrt;
    }

    /** @param again whether the derivative is of another kind than one backward pass */
    private void between(Collection<String> wrt, Collection<String> of, boolean again) {
        if (wrt.isEmpty()) return;
        Set<String> moved = new HashSet<>(wrt);
        for (boolean grows = true; grows; ) {
            grows = false;
            for (Equation e : equations) {
                if (moves(e.body(), moved)) grows |= moved.add(e.target().name());
            }
        }
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(of);
        while (!open.isEmpty()) {
            String name = open.poll();
            if (!seen.add(name) || !byName.containsKey(name)) continue;
            Equation e = byName.get(name);
            movers(e.body(), open);
            if (e.call().isPresent() && moved.contains(name)) refuse(e, e.call().get(), again);
        }
    }

    private static boolean moves(Expr body, Set<String> moved) {
        Set<String> movers = new HashSet<>();
        movers(body, movers);
        return movers.stream().anyMatch(moved::contains);
    }

    /** The real tensors with which a value moves. */
    private static void movers(Expr e, Collection<String> found) {
        if (e.type() != Type.REAL) return;
        if (e instanceof Expr.Read r) {
            found.add(r.tensor().name());
            r.otherwise().ifPresent(d -> movers(d, found));
        } else if (e instanceof Expr.Apply a) {
            for (int i = 0; i < a.args().size(); i++) if (a.op().moves(i)) movers(a.arg(i), found);
        } else {
            e.children().forEach(x -> movers(x, found));
        }
    }

    private void refuse(Equation e, Expr.Call c, boolean again) {
        boolean hasNone = c.extern().vjp().isEmpty() || c.isVjp();
        if (!hasNone && !again || !said.add(c.key())) return;
        Symbol s = model.named(e.target().name()).orElseThrow();
        model.report.add(RuleErrors.externDerivative(s.span(), c.extern().notation(c.isVjp()), hasNone));
    }
}
