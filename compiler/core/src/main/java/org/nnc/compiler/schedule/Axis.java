package org.nnc.compiler.schedule;

import java.util.HashMap;
import java.util.Map;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;

/** One index of a contraction with its start and number of values. */
record Axis(Index index, Expr lo, Dim extent) {
    /** What an extent that is bound at run time counts as where costs are compared. */
    private static final long USUAL = 32;

    static Axis of(Loop l) {
        Dim lo = Build.dim(l.lo());
        return new Axis(l.index(), l.lo(), Build.dim(l.hi()).minus(lo));
    }

    Loop loop() {
        return new Loop(index, lo, Build.add(lo, Expr.size(extent)));
    }

    double size() {
        return size(extent);
    }

    static double size(Dim extent) {
        if (extent.isConstant()) return extent.constant().getAsLong();
        Map<String, Dim> usual = new HashMap<>();
        for (String v : extent.variables()) usual.put(v, Dim.of(USUAL));
        Dim size = extent.substitute(usual);
        return size.isConstant() ? size.constant().getAsLong() : USUAL;
    }
}
