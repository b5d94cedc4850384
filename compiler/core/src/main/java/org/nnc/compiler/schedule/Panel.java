package org.nnc.compiler.schedule;

import java.util.List;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Tensor;

/**
 * A factor or the result of a contraction.
 *
 * @param at the cell at the indices of the contraction
 * @param address the same as one map, or null where it has none
 * @param value what is read there, with its default; null for the result
 */
record Panel(Tensor tensor, List<Expr> at, Affine address, Expr value) {
    boolean mentions(Index index) {
        if (address != null) return !address.coefficient(index).equals(org.nnc.compiler.ir.Dim.ZERO);
        return value.mentions(index);
    }
}
