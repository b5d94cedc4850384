package org.nnc.compiler.emit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.schedule.Code;

/** Questions about statements that decide how they are written. */
final class Shape {
    private Shape() {}

    /** Whether a statement changes and declares no variable that is seen outside it. */
    static boolean canMove(Code c) {
        if (!(c instanceof Code.For) && !(c instanceof Code.If)) return false;
        Set<String> own = new HashSet<>();
        boolean[] can = {true};
        Code.forEach(List.of(c), x -> {
            if (x instanceof Code.Local l) own.add(l.tensor().name());
            if (x instanceof Code.Set s) can[0] &= own.contains(s.local().name());
            if (x instanceof Code.Total t) can[0] &= own.contains(t.local().name());
            if (x instanceof Code.Store s) can[0] &= s.target().rank() > 0;
        });
        return can[0];
    }

    /** Whether text declares a local variable. */
    static boolean declares(String code, String name) {
        for (String type : List.of("int", "boolean", "float", "double"))
            if (code.contains(type + " " + name + " = ")) return true;
        return false;
    }

    /** Whether an address is the index, or the index added to what does not mention it. */
    static boolean isRow(Expr address, Index i) {
        if (address.equals(Expr.position(i))) return true;
        if (!address.is(Primitive.ADD)) return false;
        Expr left = address.children().get(0);
        Expr right = address.children().get(1);
        return !right.mentions(i) ? isRow(left, i) : !left.mentions(i) && isRow(right, i);
    }

    /** Whether the bound of a loop is read again at no cost. */
    static boolean isPlain(Expr hi) {
        return hi.isConst()
                || hi instanceof Expr.Size
                || hi instanceof Expr.Read r && r.tensor().rank() == 0;
    }
}
