package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** The values that have names inside one loop, or outside of it: of expressions, of cells, of variables. */
final class Known {
    final Known outer;
    final Index loop;
    final List<Code> out = new ArrayList<>();
    final Map<Expr, Expr> cells = new LinkedHashMap<>();
    final Map<String, Expr> variables = new HashMap<>();

    /** What memory is to hold at the end, by cell, and whether that is added to what it holds. */
    final Map<Expr, Boolean> adds = new LinkedHashMap<>();

    final Map<Expr, Tensor> sums = new LinkedHashMap<>();

    /** What was read of the statements around: it must not change. */
    final Set<Expr> seen = new HashSet<>();

    /** Tensors that the loop has written where nothing is known of it any more. */
    final Set<String> changed = new HashSet<>();

    final Set<String> own = new HashSet<>();
    private final Map<Expr, Expr> numbered = new HashMap<>();
    private final Set<String> written;
    private final Locals locals;

    /**
     * @param outer around the loop, or null
     * @param written the tensors that the statements write
     */
    Known(Known outer, Index loop, Set<String> written, Locals locals) {
        this.outer = outer;
        this.loop = loop;
        this.written = written;
        this.locals = locals;
    }

    /** Thrown where the statements are not of this kind. */
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unfit() {
            super(null, null, false, false);
        }
    }

    /** The cells of one tensor must be the same or known to be others. */
    void checkApart(Expr cell) {
        Tensor t = ((Expr.Read) cell).tensor();
        List<Expr> at = ((Expr.Read) cell).at();
        for (Known s = this; s != null; s = s.outer) {
            List<Expr> all = new ArrayList<>(s.cells.keySet());
            all.addAll(s.sums.keySet());
            for (Expr other : all) {
                Expr.Read r = (Expr.Read) other;
                if (!r.tensor().name().equals(t.name()) || other.equals(cell)) continue;
                boolean isApart = false;
                for (int d = 0; d < at.size(); d++) isApart |= isOther(at.get(d), r.at().get(d));
                if (!isApart) throw new Unfit();
            }
        }
    }

    private static boolean isOther(Expr a, Expr b) {
        Optional<Affine> difference = Affine.of(a).flatMap(x -> Affine.of(b).map(x::minus));
        return difference.isPresent()
                && difference.get().isConstant()
                && difference.get().constant().isConstant()
                && !difference.get().constant().equals(Dim.ZERO);
    }

    /** The value of a variable. */
    Expr variable(String name) {
        for (Known s = this; s != null; s = s.outer) {
            Expr v = s.variables.get(name);
            if (v == null) continue;
            if (s != this) seen.add(Expr.read(new Tensor(name, v.type(), List.of()), List.of()));
            return v;
        }
        throw new Unfit();
    }

    /** The value of a cell, or null. */
    Expr cell(Expr cell) {
        for (Known s = this; s != null; s = s.outer) {
            if (s.sums.containsKey(cell)) throw new Unfit();
            Expr v = s.cells.get(cell);
            if (s != this || v == null) seen.add(cell);
            if (v != null) return v;
        }
        return null;
    }

    /** A value as one of the type. */
    Expr typed(Expr e, Type type, boolean sure) {
        if (e.type() == type) return e;
        if (e.isConst()) return Expr.of(type, ((Expr.Const) e).value());
        if (!sure) return Build.mul(Expr.real(1), e);
        Tensor local = locals.local("c", type);
        out.add(new Code.Local(local, e, false));
        own.add(local.name());
        return Expr.read(local, List.of());
    }

    /** The name of an expression that has one, else itself. */
    Expr numbered(Expr e) {
        for (Known s = this; s != null; s = s.outer) {
            Expr v = s.numbered.get(e);
            if (v != null) return v;
        }
        return e;
    }

    /** The name of an expression, given now where it has none. */
    Expr named(Expr e) {
        if (e.isConst() || e instanceof Expr.Size || e instanceof Expr.Position) return e;
        if (e instanceof Expr.Read r
                && r.at().isEmpty()
                && !written.contains(r.tensor().name())) return e;
        // A sign goes with whatever takes the value.
        if (e.is(Primitive.NEG) && e.type() == Type.REAL)
            return Build.neg(named(e.children().get(0)));
        if (e instanceof Expr.Apply && e.type() == Type.INT) return e;
        Expr known = numbered(e);
        if (known != e) return known;
        String base = e instanceof Expr.Read r ? r.tensor().name() : "c";
        Tensor local = locals.local(base, e.type());
        out.add(new Code.Local(local, e, false));
        own.add(local.name());
        Expr v = Expr.read(local, List.of());
        numbered.put(e, v);
        return v;
    }
}
