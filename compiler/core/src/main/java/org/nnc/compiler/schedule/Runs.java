package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Tensor;

/** Joins a loop over observations with the blocks of a few cells next to it into one block without other loops. */
final class Runs {
    /** Longer code, in bytes, is left in loops: a method must stay short enough for HotSpot. */
    private static final int LONGEST = 6000;

    /** So many functions that the runtime computes over whole ranges are worth that. */
    private static final int FUNCTIONS = 4;

    private Runs() {}

    /**
     * @param kept tensors that are needed outside the phase
     * @param sliced the tensors of which one slice exists at a time, in the loop
     */
    static Optional<List<Plan.Block>> of(
            List<Plan.Block> first,
            Plan.Block loop,
            List<Plan.Block> last,
            Set<String> kept,
            Set<String> sliced,
            boolean isDerivative,
            Context context) {
        int from = first.size();
        while (from > 0 && isShort(first.get(from - 1))) from--;
        int to = 0;
        while (to < last.size() && isShort(last.get(to))) to++;
        List<Plan.Block> joined = new ArrayList<>(first.subList(from, first.size()));
        joined.add(loop);
        joined.addAll(last.subList(0, to));
        List<Plan.Block> apart = new ArrayList<>(first.subList(0, from));
        apart.addAll(last.subList(to, last.size()));
        List<Code> code = new ArrayList<>();
        Set<Equation> equations = new LinkedHashSet<>();
        for (Plan.Block b : joined) {
            code.addAll(b.code());
            equations.addAll(b.equations());
        }
        Set<String> memory = new HashSet<>(kept);
        for (Plan.Block b : apart) for (Tensor t : Storage.touched(b)) memory.add(t.name());
        Optional<List<Code>> straight = Straight.of(code, memory, sliced, isDerivative, context.locals());
        if (straight.isEmpty() || isLong(straight.get())) return Optional.empty();
        List<Code> hoisted = Hoist.values(straight.get(), context.ranges(), context.locals());
        List<Plan.Block> blocks = new ArrayList<>(first.subList(0, from));
        blocks.add(new Plan.Block(List.copyOf(equations), Set.of(), hoisted));
        blocks.addAll(last.subList(to, last.size()));
        return Optional.of(blocks);
    }

    /** Whether a block is a few plain statements. */
    private static boolean isShort(Plan.Block b) {
        long[] rounds = {0};
        boolean[] fits = {true};
        Code.forEach(b.code(), c -> {
            if (c instanceof Code.For f) {
                fits[0] &= f.lo().isConst() && f.hi().isConst();
                if (fits[0]) rounds[0] += (long) (((Expr.Const) f.hi()).value() - ((Expr.Const) f.lo()).value());
            }
            fits[0] &= !c.isCall();
            fits[0] &= !(c instanceof Code.If);
        });
        return fits[0] && rounds[0] <= 16;
    }

    private static boolean isLong(List<Code> code) {
        int[] bytes = {0};
        int[] functions = {0};
        Code.forEach(code, c -> {
            bytes[0] += c instanceof Code.For || c instanceof Code.If ? 12 : 3;
            if (c instanceof Code.Store) bytes[0] += 4;
            for (Expr e : c.expressions()) {
                bytes[0] += bytes(e);
                e.forEach(x -> {
                    if (x instanceof Expr.Apply a && a.op().hasRange()) functions[0]++;
                });
            }
        });
        return bytes[0] > LONGEST || functions[0] > FUNCTIONS;
    }

    /** About the bytes that the virtual machine's code of an expression takes. */
    private static int bytes(Expr e) {
        int bytes = 2;
        if (e instanceof Expr.Const) bytes = 3;
        if (e instanceof Expr.Read r) bytes = r.at().isEmpty() ? 2 : 3 + 3 * (r.at().size() - 1);
        if (e instanceof Expr.Apply a) {
            bytes = switch (a.op().form()) {
                case SUM, PRODUCT, PREFIX -> 1;
                case COMPARE -> 5;
                case LOGIC, IF -> 6;
                default -> 3;
            };
        }
        for (Expr c : e.children()) bytes += bytes(c);
        return bytes;
    }
}
