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

/**
 * Makes a loop of products that have one factor in common, such as those of the gates of a recurrent layer with its state, or of
 * a kernel with the rows of windows in an image, one call: the kernel then sees how long the rows of all together are.
 */
final class Beside {
    private Beside() {}

    static List<Code> of(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) done.add(call(f).orElseGet(() -> f.with(of(f.body()))));
            else if (c instanceof Code.If i) done.add(new Code.If(i.condition(), of(i.then()), of(i.otherwise())));
            else done.add(c);
        }
        return done;
    }

    private static Optional<Code> call(Code.For f) {
        if (f.body().size() != 1 || !(f.body().get(0) instanceof Code.Gemm g)) return Optional.empty();
        if (f.down()
                || g.apart().filter(f.index()::equals).isEmpty()
                || g.accumulate().mentions(f.index())) return Optional.empty();
        Dim a = step(g.a(), f.index());
        Dim b = step(g.b(), f.index());
        Dim c = step(g.c(), f.index());
        Dim start = g.start().map(s -> step(s, f.index())).orElse(Dim.ZERO);
        if (a == null
                || b == null
                || c == null
                || start == null
                || c.equals(Dim.ZERO)
                || a.equals(Dim.ZERO) == b.equals(Dim.ZERO)) return Optional.empty();
        // A table of places is for several second factors.
        if (g.taps().isPresent() && !a.equals(Dim.ZERO)) return Optional.empty();
        Code.Gemm first = new Code.Gemm(
                g.m(),
                g.n(),
                g.k(),
                first(g.a(), f),
                first(g.b(), f),
                first(g.c(), f),
                g.accumulate(),
                g.start().map(s -> first(s, f)),
                g.taps(),
                Optional.empty());
        return Optional.of(new Code.Beside(Build.sub(f.hi(), f.lo()), first, a, b, start, c));
    }

    /** How far it is in memory from one value of an index to the next; null if not always the same. */
    private static Dim step(Code.Matrix m, Index i) {
        return Affine.of(m.at().get(0)).map(at -> at.coefficient(i)).orElse(null);
    }

    private static Code.Matrix first(Code.Matrix m, Code.For f) {
        Expr at = m.at().get(0).substitute(Map.of(f.index(), f.lo()));
        return new Code.Matrix(m.tensor(), List.of(at), m.row(), m.column());
    }
}
