package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.List;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Tensor;

/** The transposition of a tensor that has two groups of dimensions. */
final class Turn {
    private Turn() {}

    /**
     * The last dimensions before the first.
     *
     * @param first how many dimensions the first group has
     * @param last the sizes of the second
     */
    static Tensor front(Tensor t, int first, List<Dim> last, Names names, List<Equation> made) {
        List<Dim> shape = new ArrayList<>(last);
        shape.addAll(t.shape().subList(0, first));
        Tensor turned = new Tensor(names.fresh(t.name()), t.type(), shape);
        List<Index> left = Differentiate.freshIndices(turned);
        List<Expr> at = new ArrayList<>(NormalForm.positions(left.subList(last.size(), left.size())));
        at.addAll(NormalForm.positions(left.subList(0, last.size())));
        made.add(Equation.pointwise(turned, left, Expr.read(t, at), ""));
        return turned;
    }
}
