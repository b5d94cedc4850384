package org.nnc.compiler.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Adds up a long sum of scalars while its terms are made: few of them live at any time, and no expression mentions more
 * than a method may have parameters.
 */
final class Sums {
    /** So many terms are added at once. */
    private static final int TERMS = 16;

    private Sums() {}

    static Program of(Program program, Names names) {
        List<Equation> all = program.equations();
        if (all.stream().noneMatch(Sums::isLong)) return program;
        Map<String, Integer> made = new HashMap<>();
        for (int i = 0; i < all.size(); i++) made.put(all.get(i).target().name(), i);
        Map<Integer, List<Equation>> after = new TreeMap<>();
        List<Equation> changed = new ArrayList<>();
        for (Equation e : all) {
            if (!isLong(e)) {
                changed.add(e);
                continue;
            }
            List<Expr> terms = terms(e.body());
            while (terms.size() > TERMS) {
                List<Expr> fewer = new ArrayList<>();
                for (int from = 0; from < terms.size(); from += TERMS) {
                    List<Expr> some = terms.subList(from, Math.min(from + TERMS, terms.size()));
                    Tensor part = new Tensor(names.fresh(e.target().name() + "_part"), Type.REAL, List.of());
                    Equation sum = Equation.pointwise(part, List.of(), total(some), e.note());
                    int at = sum.reads().stream()
                            .mapToInt(t -> made.getOrDefault(t.name(), -1))
                            .max()
                            .orElse(-1);
                    made.put(part.name(), at);
                    after.computeIfAbsent(at, n -> new ArrayList<>()).add(sum);
                    fewer.add(Expr.read(part, List.of()));
                }
                terms = fewer;
            }
            changed.add(Equation.pointwise(e.target(), List.of(), total(terms), e.note()));
        }
        List<Equation> ordered = new ArrayList<>(after.getOrDefault(-1, List.of()));
        for (int i = 0; i < changed.size(); i++) {
            ordered.add(changed.get(i));
            ordered.addAll(after.getOrDefault(i, List.of()));
        }
        return program.withEquations(ordered);
    }

    private static boolean isLong(Equation e) {
        return e.target().rank() == 0
                && e.target().type() == Type.REAL
                && !e.isReduction()
                && e.body().is(Primitive.ADD)
                && terms(e.body()).size() > TERMS;
    }

    /** The terms of nested additions, in order; a chain may be thousands deep. */
    private static List<Expr> terms(Expr e) {
        List<Expr> terms = new ArrayList<>();
        Deque<Expr> open = new ArrayDeque<>(List.of(e));
        while (!open.isEmpty()) {
            Expr x = open.pop();
            if (!x.is(Primitive.ADD) || x.type() != Type.REAL) {
                terms.add(x);
                continue;
            }
            open.push(x.children().get(1));
            open.push(x.children().get(0));
        }
        return terms;
    }

    private static Expr total(List<Expr> terms) {
        Expr sum = terms.get(0);
        for (Expr t : terms.subList(1, terms.size())) sum = Build.add(sum, t);
        return sum;
    }
}
