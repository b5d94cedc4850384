package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Type;

/** The type of a term as far as the types of the tensors that it reads are known; mistakes are reported when lowering. */
final class Types {
    private final Map<Term, Type> shared = new IdentityHashMap<>();

    private Types() {}

    /** Null where it is not known yet. */
    static Type of(Term t) {
        return new Types().type(t);
    }

    /** Whether the outermost operation rounds: such a real may be an index. */
    static boolean rounds(Term t) {
        Term u = t;
        while (u instanceof Term.Shared s) u = s.value;
        return u instanceof Term.Apply a
                && (a.op() == Primitive.FLOOR || a.op() == Primitive.CEIL || a.op() == Primitive.ROUND);
    }

    private Type type(Term t) {
        if (t instanceof Term.Value v) return v.expr().type();
        if (t instanceof Term.Idx || t instanceof Term.Group) return Type.INT;
        if (t instanceof Term.Access a) {
            Type own = a.symbol().type;
            return a.otherwise().isEmpty() || a.otherwise().get() instanceof Term.Border || own == null
                    ? own
                    : joined(own, type(a.otherwise().get()));
        }
        if (t instanceof Term.Shared s) {
            if (!shared.containsKey(t)) shared.put(t, type(s.value));
            return shared.get(t);
        }
        if (t instanceof Term.Reduce r) return reduced(r);
        if (!(t instanceof Term.Apply a)) return Type.REAL;
        if (a.op() == Primitive.SELECT)
            return joined(type(a.args().get(1)), type(a.args().get(2)));
        List<Type> types = new ArrayList<>();
        for (Term arg : a.args()) {
            Type one = type(arg);
            if (one != null) types.add(one);
        }
        // What is unknown is in the same recurrence: it takes the type of the rest.
        while (types.size() < a.args().size()) {
            if (types.isEmpty()) return null;
            types.add(types.get(0));
        }
        return a.op().type(types);
    }

    private static Type joined(Type a, Type b) {
        if (a == null || b == null) return a == null ? b : a;
        return a == b ? a : Type.REAL;
    }

    private Type reduced(Term.Reduce r) {
        return switch (r.op()) {
            case "argmax", "argmin", "count" -> Type.INT;
            case "any", "all" -> Type.BOOL;
            case "mean", "norm", "logsumexp" -> Type.REAL;
            default -> type(r.body().orElseThrow());
        };
    }
}
