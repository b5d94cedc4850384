package org.nnc.compiler.emit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.schedule.Code;
import org.nnc.compiler.schedule.Locals;

/**
 * Cuts parts of very long expressions out into methods of their own, whose parameters are the indices and
 * variables.
 */
final class Outline {
    /** The nodes of an expression that is left whole. */
    private static final int WHOLE = 300;

    /** The nodes of a part. */
    private static final int PART = 120;

    /** A method has at most 255 slots for parameters, a double takes two. */
    private static final int PARAMETERS = 120;

    private final Locals locals;
    private final Map<String, Call> calls;

    /**
     * A call that stands for a value.
     *
     * @param value what the method returns
     * @param arguments the indices, local variables and scalars in it
     */
    record Call(Tensor result, Expr value, List<Expr> arguments) {}

    private Outline(Locals locals, Map<String, Call> calls) {
        this.locals = locals;
        this.calls = calls;
    }

    /** @param calls receives the calls by the name of the variable that stands for each */
    static List<Code> of(List<Code> code, Locals locals, Map<String, Call> calls) {
        return new Outline(locals, calls).list(code);
    }

    private List<Code> list(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) done.add(f.with(list(f.body())));
            else if (c instanceof Code.If i)
                done.add(new Code.If(whole(i.condition()), list(i.then()), list(i.otherwise())));
            else if (c instanceof Code.Local l) done.add(new Code.Local(l.tensor(), whole(l.value()), l.mutable()));
            else if (c instanceof Code.Set s) done.add(new Code.Set(s.local(), whole(s.value()), s.add()));
            else if (c instanceof Code.Store s) done.add(new Code.Store(s.target(), s.at(), whole(s.value()), s.add()));
            else done.add(c);
        }
        return done;
    }

    private Expr whole(Expr e) {
        int[] size = {0};
        e.forEach(x -> size[0]++);
        return size[0] <= WHOLE ? e : cut(e, new int[1]);
    }

    /** @param size receives the nodes that are left */
    private Expr cut(Expr e, int[] size) {
        size[0] = 1;
        Expr mapped = e.mapChildren(c -> {
            int[] below = new int[1];
            Expr x = cut(c, below);
            size[0] += below[0];
            return x;
        });
        if (size[0] < PART) return mapped;
        Set<Expr> arguments = new LinkedHashSet<>();
        mapped.forEach(x -> {
            if (x instanceof Expr.Position) arguments.add(x);
            if (x instanceof Expr.Read r && r.tensor().rank() == 0) {
                if (calls.containsKey(r.tensor().name()))
                    arguments.addAll(calls.get(r.tensor().name()).arguments);
                else arguments.add(x);
            }
        });
        if (arguments.size() > PARAMETERS) return mapped;
        Tensor result = locals.local("part", e.type());
        calls.put(result.name(), new Call(result, mapped, List.copyOf(arguments)));
        size[0] = 1;
        return Expr.read(result, List.of());
    }

    static Map<String, Call> none() {
        return new LinkedHashMap<>();
    }
}
