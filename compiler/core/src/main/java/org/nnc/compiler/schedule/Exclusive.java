package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Makes one choice of a sum of tensors that are 0 but at different values of one index: the adjoint of {@code z[n,g,j]} that
 * is read as {@code z[n,0,j]}, {@code z[n,1,j]} and so on is written gate by gate, where the parts would have been added to
 * zeros one after the other.
 */
final class Exclusive {
    /** A value that takes no more work is computed where it is needed, rather than stored for it. */
    private static final int CHEAP = 4;

    private final Set<String> kept;
    private final Map<String, Equation> definitions;
    private final Map<String, Integer> reads;
    private final Map<String, Equation> chosen = new HashMap<>();
    private final Set<String> gone = new HashSet<>();

    private Exclusive(Program program, Set<String> kept) {
        this.kept = kept;
        definitions = program.definitions();
        reads = Unit.reads(program.equations());
    }

    /** @param kept tensors that somebody else reads */
    static Program of(Program program, Set<String> kept) {
        Exclusive all = null;
        for (Equation e : program.equations()) {
            List<Expr.Read> parts = parts(e);
            if (parts.size() < 2) continue;
            if (all == null) all = new Exclusive(program, kept);
            if (all.gone.contains(e.target().name())) continue;
            Set<String> taken = new HashSet<>();
            Optional<Expr> choice = all.choice(e, parts, taken);
            if (choice.isEmpty()) continue;
            all.chosen.put(e.target().name(), Equation.pointwise(e.target(), e.indices(), choice.get(), e.note()));
            for (Expr.Read p : parts) taken.add(p.tensor().name());
            all.gone.addAll(taken);
        }
        if (all == null || all.chosen.isEmpty()) return program;
        return program.with(all.chosen, all.gone);
    }

    /** The tensors whose sum, cell by cell, an equation is; none where it is anything else. */
    private static List<Expr.Read> parts(Equation e) {
        if (e.isReduction() || e.target().type() != Type.REAL || !e.body().is(Primitive.ADD)) return List.of();
        List<Expr.Read> parts = new ArrayList<>();
        List<Expr> at = e.indices().stream().map(Expr::position).toList();
        Expr rest = e.body();
        while (rest.is(Primitive.ADD)) {
            if (!(rest.children().get(1) instanceof Expr.Read r) || !r.at().equals(at)) return List.of();
            parts.add(0, r);
            rest = rest.children().get(0);
        }
        if (!(rest instanceof Expr.Read first) || !first.at().equals(at)) return List.of();
        parts.add(0, first);
        return parts;
    }

    /** @param taken receives the tensors whose values stand in the choice */
    private Optional<Expr> choice(Equation e, List<Expr.Read> parts, Set<String> taken) {
        List<Equation> terms = new ArrayList<>();
        for (Expr.Read p : parts) {
            Equation part = definitions.get(p.tensor().name());
            Tensor t = p.tensor();
            if (part == null || part.isReduction() || kept.contains(t.name()) || reads.get(t.name()) != 1)
                return Optional.empty();
            if (!part.body().is(Primitive.SELECT)
                    || !part.body().children().get(2).isConst(0)) return Optional.empty();
            Map<Index, Expr> by = new HashMap<>();
            for (int d = 0; d < part.indices().size(); d++) {
                by.put(part.indices().get(d), Expr.position(e.indices().get(d)));
            }
            terms.add(Equation.pointwise(t, e.indices(), part.body().substitute(by), ""));
        }
        for (Index i : e.indices()) {
            Set<Expr> values = new HashSet<>();
            Set<String> own = new HashSet<>();
            Expr choice = Expr.real(0);
            for (int k = terms.size() - 1; k >= 0; k--) {
                List<Expr> select = terms.get(k).body().children();
                Optional<Expr> only = only(select.get(0), i);
                if (only.isEmpty() || !values.add(only.get())) break;
                Expr here = Build.eq(Expr.position(i), only.get());
                Expr value = inlined(select.get(1), own);
                List<Expr> others = new ArrayList<>(Build.conjuncts(select.get(0)));
                others.remove(here);
                choice = Build.select(here, Build.select(Build.all(others), value, Expr.real(0)), choice);
            }
            if (values.size() == terms.size()) {
                taken.addAll(own);
                return Optional.of(choice);
            }
        }
        return Optional.empty();
    }

    /** With the value of what only this expression reads in place of the read. */
    private Expr inlined(Expr x, Set<String> taken) {
        if (x instanceof Expr.Read r && r.otherwise().isEmpty()) {
            Equation e = definitions.get(r.tensor().name());
            boolean isOwn = e != null
                    && !e.isReduction()
                    && !kept.contains(r.tensor().name())
                    && !chosen.containsKey(r.tensor().name())
                    && reads.get(r.tensor().name()) == 1
                    && e.target().type() == Type.REAL
                    && Unit.cost(e.body()) <= CHEAP;
            if (isOwn) {
                Map<Index, Expr> by = new HashMap<>();
                for (int d = 0; d < e.indices().size(); d++) by.put(e.indices().get(d), r.at().get(d));
                taken.add(r.tensor().name());
                return e.body().substitute(by);
            }
        }
        return x.mapChildren(c -> inlined(c, taken));
    }

    /** The constant that an index must be for a condition to hold. */
    private static Optional<Expr> only(Expr condition, Index i) {
        return Build.conjuncts(condition).stream()
                .filter(c -> c.is(Primitive.EQ)
                        && c.children().get(0).equals(Expr.position(i))
                        && c.children().get(1).isConst())
                .map(c -> c.children().get(1))
                .findFirst();
    }
}
