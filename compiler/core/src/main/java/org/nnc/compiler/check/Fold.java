package org.nnc.compiler.check;

import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Type;

/** Arithmetic on what is known at compile time: literals and sizes; branches on them are decided. */
final class Fold {
    private Fold() {}

    static Term apply(Report report, Span span, Primitive op, List<Term> args) {
        if (args.contains(Term.POISON)) return Term.POISON;
        Term first = args.get(0);
        if (op == Primitive.SELECT && isBool(first)) return args.get(isTrue(first) ? 1 : 2);
        if (op == Primitive.AND || op == Primitive.OR) {
            // The word that decides: false for and, true for or.
            for (int i = 0; i < 2; i++) {
                if (isBool(args.get(i)))
                    return isTrue(args.get(i)) == (op == Primitive.OR) ? args.get(i) : args.get(1 - i);
            }
        }
        if (op == Primitive.NOT && isBool(first)) return new Term.Value(Expr.bool(!isTrue(first)));
        if (!args.stream().allMatch(a -> a instanceof Term.Value)) return new Term.Apply(span, op, args);
        List<Expr> values = args.stream().map(a -> ((Term.Value) a).expr()).toList();
        if (values.stream().anyMatch(v -> v.type() == Type.BOOL)) return new Term.Apply(span, op, args);
        if ((op == Primitive.IDIV || op == Primitive.MOD) && values.get(1).isConst(0)) {
            report.add(RoleErrors.divisionByZero(span));
            return Term.POISON;
        }
        try {
            Expr decided = compared(op, values);
            Expr folded = decided != null ? decided : Build.apply(op, values);
            if (!folded.isConst() && !(folded instanceof Expr.Size)) return new Term.Apply(span, op, args);
            if (folded instanceof Expr.Const c && c.type() == Type.INT && Math.abs(c.value()) > Integer.MAX_VALUE) {
                report.add(RoleErrors.intOverflow(span));
                return Term.POISON;
            }
            return new Term.Value(folded);
        } catch (ArithmeticException e) {
            report.add(RoleErrors.intOverflow(span));
            return Term.POISON;
        }
    }

    private static boolean isBool(Term t) {
        return t instanceof Term.Value v && v.expr().isConst() && v.expr().type() == Type.BOOL;
    }

    /** What a condition is, where the settings decide it. */
    static Optional<Boolean> decided(Term condition) {
        return isBool(condition) ? Optional.of(isTrue(condition)) : Optional.empty();
    }

    private static boolean isTrue(Term t) {
        return ((Term.Value) t).expr().equals(Expr.TRUE);
    }

    /** A comparison of sizes that holds, or fails, whatever the run-time dims are; else null. */
    private static Expr compared(Primitive op, List<Expr> values) {
        if (op.form() != Primitive.Form.COMPARE) return null;
        Dim x = Build.dim(values.get(0));
        Dim y = Build.dim(values.get(1));
        if (x == null || y == null) return null;
        Dim up = y.minus(x);
        Dim down = x.minus(y);
        boolean less = up.isPositive();
        boolean lessOrEqual = up.isNonNegative();
        boolean greater = down.isPositive();
        boolean greaterOrEqual = down.isNonNegative();
        boolean equal = up.equals(Dim.ZERO);
        return switch (op) {
            case LT -> decided(less, greaterOrEqual);
            case LE -> decided(lessOrEqual, greater);
            case GT -> decided(greater, lessOrEqual);
            case GE -> decided(greaterOrEqual, less);
            case EQ -> decided(equal, less || greater);
            default -> decided(less || greater, equal);
        };
    }

    private static Expr decided(boolean yes, boolean no) {
        return yes ? Expr.TRUE : no ? Expr.FALSE : null;
    }

    /** The size that a term is, or null after a report that it is none. */
    static Dim size(Report report, Span span, Term t) {
        if (t instanceof Term.Poison) return null;
        Dim d = t instanceof Term.Value v ? Build.dim(v.expr()) : null;
        if (d != null) return d;
        if (t instanceof Term.Value v && v.expr().type() == Type.REAL
                || t instanceof Term.Apply a && a.op() == Primitive.DIV) {
            report.add(RoleErrors.sizeNotInt(span));
        } else if (t instanceof Term.Value) {
            report.add(Errors.typeMismatch(span, "int", "bool"));
        } else {
            report.add(RoleErrors.notASize(span));
        }
        return null;
    }
}
