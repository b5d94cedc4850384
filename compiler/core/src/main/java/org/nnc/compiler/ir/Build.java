package org.nnc.compiler.ir;

import java.util.ArrayList;
import java.util.List;

/**
 * Constructors of expressions that fold constants and neutral elements on the way, so that no pass leaves {@code 1*x + 0}
 * behind.
 *
 * <p>Only identities that hold for every value, NaN and infinities included, are applied: {@code 0*x} stays. (Signed zero
 * is not kept: {@code x + 0} is {@code x}.)
 */
public final class Build {
    private Build() {}

    public static Expr add(Expr a, Expr b) {
        return apply(Primitive.ADD, a, b);
    }

    public static Expr sub(Expr a, Expr b) {
        return apply(Primitive.SUB, a, b);
    }

    public static Expr mul(Expr a, Expr b) {
        return apply(Primitive.MUL, a, b);
    }

    public static Expr div(Expr a, Expr b) {
        return apply(Primitive.DIV, a, b);
    }

    public static Expr neg(Expr a) {
        return apply(Primitive.NEG, a);
    }

    public static Expr and(Expr a, Expr b) {
        return apply(Primitive.AND, a, b);
    }

    public static Expr or(Expr a, Expr b) {
        return apply(Primitive.OR, a, b);
    }

    public static Expr not(Expr a) {
        return apply(Primitive.NOT, a);
    }

    public static Expr select(Expr condition, Expr then, Expr otherwise) {
        return apply(Primitive.SELECT, condition, then, otherwise);
    }

    public static Expr lt(Expr a, Expr b) {
        return apply(Primitive.LT, a, b);
    }

    public static Expr le(Expr a, Expr b) {
        return apply(Primitive.LE, a, b);
    }

    public static Expr eq(Expr a, Expr b) {
        return apply(Primitive.EQ, a, b);
    }

    /** The conjunction of all; true where there is none. */
    public static Expr all(List<Expr> conditions) {
        Expr all = Expr.TRUE;
        for (Expr c : conditions) all = and(all, c);
        return all;
    }

    /** The conjuncts of a condition, in order; none for true. */
    public static List<Expr> conjuncts(Expr condition) {
        List<Expr> found = new ArrayList<>();
        collect(condition, found);
        return found;
    }

    private static void collect(Expr e, List<Expr> found) {
        if (e.is(Primitive.AND)) e.children().forEach(c -> collect(c, found));
        else if (!e.equals(Expr.TRUE)) found.add(e);
    }

    public static Expr apply(Primitive op, Expr... args) {
        return apply(op, List.of(args));
    }

    /** The application, or what it is equal to. */
    public static Expr apply(Primitive op, List<Expr> args) {
        Expr simpler = simpler(op, args);
        return simpler != null ? simpler : Expr.apply(op, args);
    }

    private static Expr simpler(Primitive op, List<Expr> args) {
        Expr a = args.get(0);
        Expr b = args.size() > 1 ? args.get(1) : null;
        Type type = op.type(args.stream().map(Expr::type).toList());
        if (op.folds() && args.stream().allMatch(Expr::isConst)) return folded(op, args, type);
        Expr dims = type == Type.INT && b != null ? sizes(op, a, b) : null;
        if (dims != null) return dims;
        return switch (op) {
            case ADD ->
                a.isConst(0)
                        ? typed(b, type)
                        : b.isConst(0)
                                ? typed(a, type)
                                : b.is(Primitive.NEG) ? sub(a, b.children().get(0)) : null;
            case SUB ->
                b.isConst(0)
                        ? typed(a, type)
                        : a.isConst(0)
                                ? neg(typed(b, type))
                                : b.is(Primitive.NEG) ? add(a, b.children().get(0)) : null;
            case MUL -> product(a, b, type);
            case DIV ->
                b.isConst(1)
                        ? typed(a, type)
                        : b.isConst(-1)
                                ? neg(typed(a, type))
                                : a.is(Primitive.NEG) ? neg(div(a.children().get(0), b)) : null;
            case IDIV -> b.isConst(1) ? typed(a, type) : null;
            case NEG ->
                a.is(Primitive.NEG)
                        ? a.children().get(0)
                        : a instanceof Expr.Size s ? Expr.size(s.dim().negate()) : null;
            case WITH_SLOPE -> b.isConst() || args.get(2).isConst(0) ? typed(a, type) : null;
            case POW -> b.isConst(1) ? typed(a, type) : b.isConst(0) ? Expr.real(1) : null;
            case AND -> a.isConst(0) || b.isConst(1) ? a : a.isConst(1) || b.isConst(0) ? b : null;
            case OR -> a.isConst(1) || b.isConst(0) ? a : a.isConst(0) || b.isConst(1) ? b : null;
            case NOT -> a.is(Primitive.NOT) ? a.children().get(0) : negated(a);
            case SELECT -> a.isConst() ? typed(a.isConst(0) ? args.get(2) : b, type) : b.equals(args.get(2)) ? b : null;
            default -> null;
        };
    }

    private static Expr product(Expr a, Expr b, Type type) {
        if (a.isConst(1)) return typed(b, type);
        if (b.isConst(1)) return typed(a, type);
        if (a.isConst(-1)) return neg(typed(b, type));
        if (b.isConst(-1)) return neg(typed(a, type));
        if (a.is(Primitive.NEG)) return neg(mul(a.children().get(0), b));
        if (b.is(Primitive.NEG)) return neg(mul(a, b.children().get(0)));
        if (type == Type.INT && (a.isConst(0) || b.isConst(0))) return Expr.constant(0);
        return null;
    }

    /** Comparisons of ints have exact opposites; those of reals do not, because of NaN. */
    private static Expr negated(Expr e) {
        if (!(e instanceof Expr.Apply a)
                || a.args().size() != 2
                || a.arg(0).type() != Type.INT
                || a.arg(1).type() != Type.INT) {
            return null;
        }
        return switch (a.op()) {
            case LT -> apply(Primitive.GE, a.args());
            case LE -> apply(Primitive.GT, a.args());
            case GT -> apply(Primitive.LE, a.args());
            case GE -> apply(Primitive.LT, a.args());
            case EQ -> apply(Primitive.NE, a.args());
            case NE -> apply(Primitive.EQ, a.args());
            default -> null;
        };
    }

    private static Expr folded(Primitive op, List<Expr> args, Type type) {
        double[] v = new double[3];
        for (int i = 0; i < args.size(); i++) v[i] = ((Expr.Const) args.get(i)).value();
        // A fold of an int division by 0 stays as written: it is reported where the sizes are checked.
        if ((op == Primitive.IDIV || op == Primitive.MOD) && v[1] == 0) return null;
        return Expr.of(type, op.value(v[0], v[1], v[2]));
    }

    /** Arithmetic on sizes stays a size, so that equal sizes are equal expressions. */
    private static Expr sizes(Primitive op, Expr a, Expr b) {
        Dim x = dim(a);
        Dim y = dim(b);
        if (x == null || y == null) return null;
        return switch (op) {
            case ADD -> Expr.size(x.plus(y));
            case SUB -> Expr.size(x.minus(y));
            case MUL -> Expr.size(x.times(y));
            case IDIV -> y.equals(Dim.ZERO) ? null : Expr.size(x.div(y));
            case MOD -> y.equals(Dim.ZERO) ? null : Expr.size(x.mod(y));
            case MIN -> Expr.size(x.min(y));
            case MAX -> Expr.size(x.max(y));
            default -> null;
        };
    }

    /** The size that an int expression without indices and reads is, or null. */
    public static Dim dim(Expr e) {
        if (e instanceof Expr.Size s) return s.dim();
        return e instanceof Expr.Const c && c.type() == Type.INT ? Dim.of((long) c.value()) : null;
    }

    /** The expression as one of the type: an int literal becomes a real one, any other int {@code 1.0*e}. */
    private static Expr typed(Expr e, Type type) {
        if (e.type() == type) return e;
        if (e instanceof Expr.Const c) return Expr.of(type, c.value());
        return type == Type.REAL ? Expr.apply(Primitive.MUL, Expr.real(1), e) : e;
    }
}
