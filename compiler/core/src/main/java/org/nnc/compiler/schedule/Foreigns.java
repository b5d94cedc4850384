package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/** Calls of extern functions: all results of one call at once, and arguments that are arrays of their own. */
final class Foreigns {
    private final List<Equation> equations;
    private final Set<String> done = new LinkedHashSet<>();

    Foreigns(List<Equation> equations) {
        this.equations = equations;
    }

    /** What lies inside a larger array, a parameter or a state, is copied out before a call is given it. */
    static Program apart(Program program) {
        Map<String, Tensor> inside = new HashMap<>();
        for (Program.Param p : program.params()) inside.put(p.tensor().name(), p.tensor());
        for (Program.State s : program.states()) inside.put(s.tensor().name(), s.tensor());
        Map<String, Tensor> copies = new LinkedHashMap<>();
        Names names = new Names(program.names());
        List<Equation> all = new ArrayList<>();
        for (Equation e : program.equations()) {
            e.call()
                    .ifPresent(c -> c.args().forEach(r -> {
                        if (!inside.containsKey(r.tensor().name())) return;
                        copies.computeIfAbsent(r.tensor().name(), n -> {
                            Tensor t = r.tensor();
                            Tensor copy = new Tensor(names.fresh(n + "_array"), t.type(), t.shape());
                            List<Index> u = new ArrayList<>();
                            for (int d = 0; d < t.rank(); d++) u.add(new Index("u" + (d == 0 ? "" : d + 1)));
                            List<Expr> at = u.stream().map(Expr::position).toList();
                            all.add(Equation.pointwise(copy, u, Expr.read(t, at), ""));
                            return copy;
                        });
                    }));
            all.add(e.call().isEmpty() ? e : e.map(x -> reading(x, copies)));
        }
        return copies.isEmpty() ? program : program.withEquations(all);
    }

    private static Expr reading(Expr e, Map<String, Tensor> copies) {
        if (e instanceof Expr.Read r && copies.containsKey(r.tensor().name()))
            return Expr.read(copies.get(r.tensor().name()), r.at());
        return e.mapChildren(x -> reading(x, copies));
    }

    /** The tensors that calls read and fill: each is an array of its own. */
    static Set<String> tensors(List<Equation> equations) {
        Set<String> found = new LinkedHashSet<>();
        for (Equation e : equations) {
            if (e.call().isEmpty()) continue;
            found.add(e.target().name());
            e.reads().forEach(t -> found.add(t.name()));
        }
        return found;
    }

    /** The equations that the call of one of them fills, in order of the results; none where that was done before. */
    List<Equation> group(Equation e) {
        Expr.Call call = e.call().orElseThrow();
        if (done.contains(e.target().name())) return List.of();
        Map<Integer, Equation> byResult = new java.util.TreeMap<>();
        byResult.put(call.result(), e);
        for (Equation o : equations) {
            o.call()
                    .filter(c -> c.key().equals(call.key())
                            && !done.contains(o.target().name()))
                    .ifPresent(c -> byResult.putIfAbsent(c.result(), o));
        }
        byResult.values().forEach(o -> done.add(o.target().name()));
        return List.copyOf(byResult.values());
    }

    /** The call that fills a group. */
    static Code code(List<Equation> group) {
        Expr.Call c = group.get(0).call().orElseThrow();
        return new Code.Foreign(
                c.extern().owner(),
                c.extern().method(c.isVjp()),
                c.dims(),
                c.args().stream().map(Expr.Read::tensor).toList(),
                group.stream().map(Equation::target).toList());
    }
}
