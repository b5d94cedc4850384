package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Type;

/**
 * Finds loops along rows that HotSpot does not vectorise and the runtime has kernels for: a sum of neighbours, numbers that are
 * passed on where others are positive (the slope of relu), a copy that turns a matrix.
 */
final class RowCalls {
    /** Shorter rows are as fast in a loop. */
    private static final long SHORT = 16;

    private RowCalls() {}

    /** @param code over flat arrays */
    static List<Code> of(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) done.add(loop(f));
            else if (c instanceof Code.If i) done.add(new Code.If(i.condition(), of(i.then()), of(i.otherwise())));
            else done.add(c);
        }
        return done;
    }

    private static Code loop(Code.For f) {
        Optional<Code> call = f.down() || f.body().size() != 1 || isShort(f) ? Optional.empty() : call(f);
        return call.orElseGet(() -> f.with(of(f.body())));
    }

    private static boolean isShort(Code.For f) {
        Dim rounds = Build.dim(Build.sub(f.hi(), f.lo()));
        return rounds == null || rounds.isConstant() && rounds.constant().getAsLong() < SHORT;
    }

    private static Optional<Code> call(Code.For f) {
        Code only = f.body().get(0);
        if (only instanceof Code.Set s && s.add() && s.local().type() == Type.REAL && isRow(s.value(), f.index()))
            return Optional.of(new Code.Total(s.local(), rounds(f), start(s.value(), f)));
        if (only instanceof Code.Store s
                && !s.add()
                && s.target().rank() > 0
                && s.target().type() == Type.REAL) return gate(f, s);
        if (only instanceof Code.For inner && !inner.down() && inner.body().size() == 1 && !isShort(inner))
            return inner.body().get(0) instanceof Code.Store s ? turned(f, inner, s) : Optional.empty();
        return Optional.empty();
    }

    private static Expr rounds(Code.For f) {
        return Build.sub(f.hi(), f.lo());
    }

    private static Expr.Read start(Expr read, Code.For f) {
        Expr.Read r = (Expr.Read) read;
        return Expr.read(r.tensor(), List.of(r.at().get(0).substitute(Map.of(f.index(), f.lo()))));
    }

    /** Whether neighbouring rounds read neighbours of an array. */
    private static boolean isRow(Expr e, Index i) {
        return e instanceof Expr.Read r
                && r.type() == Type.REAL
                && r.tensor().rank() > 0
                && steps(r, i).equals(Dim.ONE);
    }

    /** How far a cell moves from round to round; 0 where nobody knows. */
    private static Dim steps(Expr.Read r, Index i) {
        return Affine.of(r.at().get(0)).map(a -> a.coefficient(i)).orElse(Dim.ZERO);
    }

    private static Optional<Code> gate(Code.For f, Code.Store s) {
        if (!s.value().is(Primitive.SELECT)) return Optional.empty();
        List<Expr> args = s.value().children();
        Expr condition = args.get(0);
        Expr.Read y = Expr.read(s.target(), s.at());
        boolean fits = condition.is(Primitive.GT)
                && condition.children().get(1).isConst(0)
                && args.get(2).isConst(0)
                && isRow(condition.children().get(0), f.index())
                && isRow(args.get(1), f.index())
                && isRow(y, f.index());
        if (!fits) return Optional.empty();
        Expr.Read x = (Expr.Read) condition.children().get(0);
        Expr.Read d = (Expr.Read) args.get(1);
        // What is written is read in its place only.
        for (Expr.Read r : List.of(x, d)) {
            if (r.tensor().name().equals(y.tensor().name()) && !r.equals(y)) return Optional.empty();
        }
        return Optional.of(new Code.Gate(rounds(f), start(x, f), start(d, f), start(y, f)));
    }

    private static Optional<Code> turned(Code.For outer, Code.For inner, Code.Store s) {
        if (s.add()
                || s.target().rank() == 0
                || s.target().type() != Type.REAL
                || !(s.value() instanceof Expr.Read x)
                || x.type() != Type.REAL
                || x.tensor().rank() == 0
                || x.tensor().name().equals(s.target().name())
                || inner.lo().mentions(outer.index())
                || inner.hi().mentions(outer.index())) return Optional.empty();
        Expr.Read y = Expr.read(s.target(), s.at());
        for (boolean isTurned : new boolean[] {false, true}) {
            Code.For column = isTurned ? inner : outer;
            Code.For row = isTurned ? outer : inner;
            boolean fits = steps(x, column.index()).equals(Dim.ONE)
                    && steps(y, row.index()).equals(Dim.ONE)
                    && !steps(x, row.index()).equals(Dim.ZERO)
                    && !steps(y, column.index()).equals(Dim.ZERO)
                    && !steps(x, row.index()).equals(Dim.ONE);
            if (!fits) continue;
            return Optional.of(new Code.Turned(
                    rounds(row),
                    rounds(column),
                    start(start(x, inner), outer),
                    steps(x, row.index()),
                    start(start(y, inner), outer),
                    steps(y, column.index())));
        }
        return Optional.empty();
    }
}
