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
import org.nnc.compiler.ir.Type;

/**
 * Finds loops that add the rows of a matrix to one row, such as those of a bias's gradient: the runtime's kernel keeps the sums
 * where the loops would read and write them for every row.
 */
final class ColumnSums {
    /** Fewer columns are as fast in a loop. */
    private static final long NARROW = 16;

    private ColumnSums() {}

    /** @param code over flat arrays */
    static List<Code> of(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) done.add(sums(f).map(x -> (Code) x).orElseGet(() -> f.with(of(f.body()))));
            else if (c instanceof Code.If i) done.add(new Code.If(i.condition(), of(i.then()), of(i.otherwise())));
            else done.add(c);
        }
        return done;
    }

    private static Optional<Code.Columns> sums(Code.For rows) {
        if (rows.down() || rows.body().size() != 1 || !(rows.body().get(0) instanceof Code.For columns))
            return Optional.empty();
        if (columns.down() || columns.body().size() != 1 || !(columns.body().get(0) instanceof Code.Store s))
            return Optional.empty();
        if (!s.add()
                || !(s.value() instanceof Expr.Read r)
                || s.target().rank() == 0
                || r.tensor().rank() == 0) return Optional.empty();
        if (s.target().type() != Type.REAL
                || r.type() != Type.REAL
                || r.tensor().name().equals(s.target().name())) return Optional.empty();
        if (columns.lo().mentions(rows.index()) || columns.hi().mentions(rows.index())) return Optional.empty();
        Dim width = Build.dim(Build.sub(columns.hi(), columns.lo()));
        if (width == null || width.isConstant() && width.constant().getAsLong() < NARROW) return Optional.empty();
        Optional<Affine> to = Affine.of(s.at().get(0));
        Optional<Affine> from = Affine.of(r.at().get(0));
        if (to.isEmpty() || from.isEmpty()) return Optional.empty();
        boolean isRow = to.get().coefficient(rows.index()).equals(Dim.ZERO)
                && to.get().coefficient(columns.index()).equals(Dim.ONE)
                && from.get().coefficient(columns.index()).equals(Dim.ONE);
        if (!isRow) return Optional.empty();
        Map<Index, Expr> start = Map.of(rows.index(), rows.lo(), columns.index(), columns.lo());
        return Optional.of(new Code.Columns(
                Build.sub(rows.hi(), rows.lo()),
                Expr.size(width),
                r.tensor(),
                r.at().get(0).substitute(start),
                from.get().coefficient(rows.index()),
                s.target(),
                s.at().get(0).substitute(start)));
    }
}
