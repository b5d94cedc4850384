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
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Stores a contraction with what is added to it, where it is read in no other way: the kernel then starts from the addend,
 * and every reader, forward and backward, is spared the addition. {@code relu(s[n,j] + b[j])} becomes {@code relu(t[n,j])}
 * with {@code t[n,j] = s[n,j] + b[j]}.
 */
final class Addends {
    private final Program program;
    private final Map<String, Equation> definitions;

    /** By contraction, what is added to it everywhere, over the indices {@link Unit#numbered}. */
    private final Map<String, Expr> found = new LinkedHashMap<>();

    private final Set<String> failed = new HashSet<>();

    private Addends(Program program) {
        this.program = program;
        this.definitions = program.definitions();
    }

    /** @param kept tensors that are asked for */
    static Program of(Program program, Set<String> kept, Context context) {
        return new Addends(program).run(kept, context);
    }

    private Program run(Set<String> kept, Context context) {
        failed.addAll(kept);
        failed.addAll(program.results());
        program.ranges().forEach(r -> failed.add(r.tensor()));
        for (Equation e : program.equations()) {
            String name = e.target().name();
            if (e.reduction().isEmpty() || e.target().rank() == 0 || !Contraction.isOne(e, context)) failed.add(name);
        }
        if (failed.containsAll(definitions.keySet())) return program;
        for (Equation e : program.equations()) {
            e.binders().forEach(l -> List.of(l.lo(), l.hi()).forEach(x -> visit(x, e)));
            visit(e.guard(), e);
            // A value that is nothing but this sum is stored with its addend already.
            Optional<Occurrence> whole = e.isReduction() ? Optional.empty() : occurrence(e.body(), e);
            whole.filter(o -> o.rest.isEmpty())
                    .ifPresent(o -> failed.add(o.read.tensor().name()));
            visit(e.body(), e);
        }
        found.keySet().removeAll(failed);
        if (found.isEmpty()) return program;
        Names names = new Names(program.names());
        Map<String, Tensor> stored = new HashMap<>();
        List<Equation> all = new ArrayList<>();
        for (Equation e : program.equations()) {
            Equation changed = e.map(x -> replaced(x, e, stored, names));
            all.add(changed);
            Tensor t = e.target();
            Expr addend = found.get(t.name());
            if (addend == null) continue;
            Map<Index, Expr> by = new HashMap<>();
            List<Expr> at = e.indices().stream().map(Expr::position).toList();
            for (int d = 0; d < at.size(); d++) by.put(Unit.numbered(t.rank()).get(d), at.get(d));
            Expr body = Build.add(Expr.read(t, at), addend.substitute(by));
            all.add(Equation.pointwise(stored(t, stored, names), e.indices(), body, e.note()));
        }
        return program.withEquations(all);
    }

    private static Tensor stored(Tensor t, Map<String, Tensor> stored, Names names) {
        return stored.computeIfAbsent(t.name(), n -> new Tensor(names.fresh(n + "_plus"), t.type(), t.shape()));
    }

    /**
     * A contraction in a sum.
     *
     * @param addend what can be added to it at the start, over its indices as numbered
     * @param rest the other terms
     */
    private record Occurrence(Expr.Read read, Expr addend, List<Expr> rest) {}

    private void visit(Expr e, Equation around) {
        if (failed.size() == definitions.size()) return;
        Optional<Occurrence> o = occurrence(e, around);
        if (o.isPresent()) {
            String name = o.get().read.tensor().name();
            Expr before = found.putIfAbsent(name, o.get().addend);
            if (before != null && !before.equals(o.get().addend)) failed.add(name);
            o.get().rest.forEach(x -> visit(x, around));
            return;
        }
        if (e instanceof Expr.Read r && definitions.containsKey(r.tensor().name()))
            failed.add(r.tensor().name());
        e.children().forEach(x -> visit(x, around));
    }

    private Expr replaced(Expr e, Equation around, Map<String, Tensor> stored, Names names) {
        Optional<Occurrence> o = occurrence(e, around)
                .filter(x -> found.containsKey(x.read.tensor().name()));
        if (o.isEmpty()) return e.mapChildren(x -> replaced(x, around, stored, names));
        Expr.Read r = o.get().read;
        Expr sum = Expr.read(stored(r.tensor(), stored, names), r.at());
        for (Expr x : o.get().rest) sum = Build.add(sum, replaced(x, around, stored, names));
        return sum;
    }

    private Optional<Occurrence> occurrence(Expr e, Equation around) {
        if (!e.is(Primitive.ADD)) return Optional.empty();
        List<Expr> terms = new ArrayList<>();
        terms(e, terms);
        for (Expr t : terms) {
            if (!(t instanceof Expr.Read r) || failed.contains(r.tensor().name()) || !isWhole(r, around)) continue;
            if (!definitions.containsKey(r.tensor().name())) continue;
            Map<Index, Expr> by = new HashMap<>();
            for (int d = 0; d < r.at().size(); d++) {
                by.put(
                        ((Expr.Position) r.at().get(d)).index(),
                        Expr.position(Unit.numbered(r.at().size()).get(d)));
            }
            Expr addend = null;
            List<Expr> rest = new ArrayList<>();
            for (Expr other : terms) {
                if (other == t) continue;
                if (isGiven(other, by.keySet())) {
                    Expr moved = other.substitute(by);
                    addend = addend == null ? moved : Build.add(addend, moved);
                } else {
                    rest.add(other);
                }
            }
            // What is the same along a row is not worth it: loops over a row know it beforehand.
            if (addend == null || !addend.mentions(Unit.numbered(r.at().size()).get(r.at().size() - 1))) continue;
            return Optional.of(new Occurrence(r, addend, rest));
        }
        return Optional.empty();
    }

    private static void terms(Expr e, List<Expr> terms) {
        if (e.is(Primitive.ADD)) e.children().forEach(x -> terms(x, terms));
        else terms.add(e);
    }

    /** Whether a term is an element of what a caller gives, at indices that the contraction has too. */
    private boolean isGiven(Expr term, Set<Index> indices) {
        if (!(term instanceof Expr.Read r) || r.otherwise().isPresent() || r.type() != Type.REAL) return false;
        if (definitions.containsKey(r.tensor().name())) return false;
        return r.at().stream().allMatch(at -> at instanceof Expr.Position p && indices.contains(p.index()));
    }

    /** Whether an equation reads every cell of a tensor, each dimension by an index of its own. */
    private static boolean isWhole(Expr.Read r, Equation e) {
        if (r.otherwise().isPresent() || r.tensor().rank() == 0) return false;
        Set<Index> seen = new HashSet<>();
        for (int d = 0; d < r.at().size(); d++) {
            if (!(r.at().get(d) instanceof Expr.Position p) || !seen.add(p.index())) return false;
            if (!extent(p.index(), e).equals(Optional.of(r.tensor().shape().get(d)))) return false;
        }
        return true;
    }

    private static Optional<Dim> extent(Index i, Equation e) {
        for (Loop l : e.loops()) {
            if (l.index().equals(i) && l.lo().isConst(0)) return Optional.ofNullable(Build.dim(l.hi()));
        }
        return Optional.empty();
    }
}
