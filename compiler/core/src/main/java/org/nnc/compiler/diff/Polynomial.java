package org.nnc.compiler.diff;

import java.util.Optional;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Type;

/**
 * A polynomial in one cell, whose coefficients stand in the text: its slope is one polynomial in Horner's form, where the
 * chain rule would give a product for every occurrence of the cell.
 *
 * <p>Only sums of different powers and products with a single power are taken for one. {@code (x - 1)*(x - 2)} is left alone:
 * multiplied out it loses the digits that its factors keep.
 */
final class Polynomial {
    /** Squares of squares of squares grow faster than the chain rule's products. */
    private static final int LONGEST = 33;

    private Expr.Read x;
    private double[] coefficients;

    private Polynomial() {}

    /** The expression as a polynomial of degree two or more. */
    static Optional<Polynomial> of(Expr e) {
        Polynomial p = new Polynomial();
        p.coefficients = p.parse(e);
        return p.coefficients != null && p.coefficients.length > 2 ? Optional.of(p) : Optional.empty();
    }

    Expr.Read cell() {
        return x;
    }

    /** By the cell. */
    Expr slope() {
        int degree = coefficients.length - 1;
        double top = degree * coefficients[degree];
        Expr slope = Build.mul(constant(Math.abs(top)), x);
        if (top < 0) slope = Build.neg(slope);
        for (int k = degree - 1; k > 0; k--) {
            if (k < degree - 1) slope = Build.mul(x, slope);
            double c = k * coefficients[k];
            slope = c < 0 ? Build.sub(slope, constant(-c)) : Build.add(constant(c), slope);
        }
        return slope;
    }

    /** Written without a fraction where it has none. */
    private static Expr constant(double value) {
        return value == Math.rint(value) && value < 1e9 ? Expr.constant((long) value) : Expr.real(value);
    }

    /** The coefficients of the powers from 0, the last not 0 where there are several; null where it is no polynomial. */
    private double[] parse(Expr e) {
        if (e instanceof Expr.Const c) return new double[] {c.value()};
        if (e instanceof Expr.Read r) {
            if (x == null && r.otherwise().isEmpty() && r.type() == Type.REAL) x = r;
            return r.equals(x) ? new double[] {0, 1} : null;
        }
        if (!(e instanceof Expr.Apply a) || !isArithmetic(a.op())) return null;
        // The last first: in a long sum of other things it tells at once.
        double[] last = parse(a.arg(a.args().size() - 1));
        double[] first = last == null || a.args().size() == 1 ? last : parse(a.arg(0));
        if (first == null) return null;
        return switch (a.op()) {
            case NEG -> product(last, new double[] {-1});
            case ADD -> sum(first, last);
            case SUB -> sum(first, product(last, new double[] {-1}));
            default -> product(first, last);
        };
    }

    private static boolean isArithmetic(Primitive op) {
        return switch (op) {
            case NEG, ADD, SUB, MUL, SQUARE -> true;
            default -> false;
        };
    }

    private static double[] sum(double[] p, double[] q) {
        if (p == null || q == null) return null;
        double[] sum = new double[Math.max(p.length, q.length)];
        for (int k = 0; k < sum.length; k++) {
            double a = k < p.length ? p[k] : 0;
            double b = k < q.length ? q[k] : 0;
            if (a != 0 && b != 0) return null;
            sum[k] = a + b;
        }
        return sum;
    }

    private static double[] product(double[] p, double[] q) {
        if (!isPower(p) && !isPower(q) || p.length + q.length > LONGEST) return null;
        double[] product = new double[p.length + q.length - 1];
        for (int i = 0; i < p.length; i++) {
            for (int k = 0; k < q.length; k++) {
                if (p[i] == 0 || q[k] == 0) continue;
                product[i + k] = p[i] * q[k];
                if (!isUsual(product[i + k]) && Math.abs(p[i]) != 1 && Math.abs(q[k]) != 1) return null;
            }
        }
        return product[product.length - 1] == 0 ? null : product;
    }

    /** Whether a constant that nobody wrote stays finite and precise in single precision, too. */
    private static boolean isUsual(double c) {
        return Math.abs(c) >= 1e-18 && Math.abs(c) <= 1e18;
    }

    /** Whether all coefficients but the last are 0. */
    private static boolean isPower(double[] p) {
        for (int k = 0; k < p.length - 1; k++) if (p[k] != 0) return false;
        return true;
    }
}
