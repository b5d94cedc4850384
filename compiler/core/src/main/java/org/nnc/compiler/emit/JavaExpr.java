package org.nnc.compiler.emit;

import java.util.List;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** Expressions as Java text, with the parentheses that they need and no cast that they do not. */
final class JavaExpr {
    /** What the names of an expression are called where it stands. */
    interface Scope {
        String variable(Tensor scalar);

        String array(Tensor tensor);

        String index(Index index);

        String size(Dim dim);
    }

    private static final int TERNARY = 2;
    private static final int OR = 3;
    private static final int AND = 4;
    private static final int EQUALITY = 8;
    private static final int RELATION = 9;
    private static final int BIT = 7;
    private static final int SHIFT = 10;
    private static final int SUM = 11;
    private static final int PRODUCT = 12;
    private static final int UNARY = 14;
    private static final int ATOM = 16;

    private final boolean isDouble;
    private final Scope scope;

    JavaExpr(boolean isDouble, Scope scope) {
        this.isDouble = isDouble;
        this.scope = scope;
    }

    private record Piece(String text, int precedence) {
        String in(int least) {
            return precedence >= least ? text : "(" + text + ")";
        }
    }

    /** The expression as a value of the type. */
    String of(Expr e, Type type) {
        return as(e, type).text;
    }

    /** The Java type of a tensor's elements. */
    String type(Type type) {
        return switch (type) {
            case REAL -> isDouble ? "double" : "float";
            case INT -> "int";
            case BOOL -> "boolean";
        };
    }

    private Piece as(Expr e, Type type) {
        if (e.type() == type || type == Type.BOOL) return piece(e);
        if (type == Type.REAL) {
            if (e instanceof Expr.Const c) return number(Numerals.real(c.value(), isDouble));
            return new Piece("(" + type(Type.REAL) + ") " + piece(e).in(UNARY), UNARY);
        }
        // Of a rounding function the double is taken as it is: a float would be narrowed twice.
        if (e instanceof Expr.Apply a && isMathCall(a.op())) return new Piece("(int) " + call(a), UNARY);
        return new Piece("(int) " + piece(e).in(UNARY), UNARY);
    }

    private static Piece number(String text) {
        return new Piece(text, text.startsWith("-") ? UNARY : ATOM);
    }

    private Piece piece(Expr e) {
        return e.match(
                c -> switch (c.type()) {
                    case REAL -> number(Numerals.real(c.value(), isDouble));
                    case INT -> number(Numerals.integer(c.value()));
                    case BOOL -> new Piece(c.value() != 0 ? "true" : "false", ATOM);
                },
                s -> new Piece(scope.size(s.dim()), ATOM),
                p -> new Piece(scope.index(p.index()), ATOM),
                r -> r.tensor().rank() == 0
                        ? new Piece(scope.variable(r.tensor()), ATOM)
                        : new Piece(scope.array(r.tensor()) + "[" + piece(r.at().get(0)).text + "]", ATOM),
                this::apply,
                x -> {
                    throw new IllegalStateException("a call of an extern function is a statement: " + x);
                });
    }

    private Piece apply(Expr.Apply a) {
        List<Expr> args = a.args();
        Type type = a.type();
        switch (a.op()) {
            case ADD, SUB -> {
                return binary(a, SUM, SUM, SUM + 1, type);
            }
            case MUL, DIV, SQUARE -> {
                return binary(a, PRODUCT, PRODUCT, PRODUCT + 1, type);
            }
            case IDIV, MOD -> {
                return quotient(a);
            }
            case EQ, NE, LT, LE, GT, GE -> {
                boolean isReal = args.stream().anyMatch(x -> x.type() == Type.REAL);
                Type common = isReal ? Type.REAL : args.get(0).type();
                int level = a.op() == Primitive.EQ || a.op() == Primitive.NE ? EQUALITY : RELATION;
                return binary(a, level, SUM, SUM, common);
            }
            case AND -> {
                return binary(a, AND, AND, AND + 1, Type.BOOL);
            }
            case OR -> {
                return binary(a, OR, OR, OR + 1, Type.BOOL);
            }
            case NEG, NOT -> {
                String arg = as(args.get(0), type).in(UNARY);
                String sign = a.op() == Primitive.NOT ? "!" : "-";
                return new Piece(sign + (arg.startsWith(sign) ? "(" + arg + ")" : arg), UNARY);
            }
            case SELECT -> {
                if (isMask(a)) {
                    String mask = piece(args.get(0)).text + ", " + as(args.get(1), type).text;
                    return new Piece(Text.MASK + ".of(" + mask + ")", ATOM);
                }
                String text = piece(args.get(0)).in(OR) + " ? "
                        + as(args.get(1), type).in(OR) + " : "
                        + as(args.get(2), type).in(OR);
                return new Piece(text, TERNARY);
            }
            case STOP, WITH_SLOPE -> {
                return as(args.get(0), type);
            }
            default -> {
                boolean narrows = type == Type.REAL && !isDouble && isMathCall(a.op()) && !keepsFloat(a.op());
                return narrows ? new Piece("(float) " + call(a), UNARY) : new Piece(call(a), ATOM);
            }
        }
    }

    /**
     * Whether a value is cheap and may be computed although its condition does not hold: a condition on reals proves no
     * access. A branch that follows the data costs more than all of it.
     */
    private static boolean isMask(Expr.Apply a) {
        return a.type() == Type.REAL
                && a.arg(2).isConst(0)
                && !a.arg(1).isConst()
                && isOnReals(a.arg(0))
                && !a.arg(1).any(x -> x instanceof Expr.Apply y && !isCheap(y.op()));
    }

    private static boolean isOnReals(Expr condition) {
        if (!(condition instanceof Expr.Apply c)) return false;
        if (c.op().form() == Primitive.Form.COMPARE) {
            return c.args().stream().anyMatch(x -> x.type() == Type.REAL)
                    && !c.any(x -> x instanceof Expr.Apply y && !isCheap(y.op()));
        }
        boolean joins = c.op() == Primitive.NOT || c.op().form() == Primitive.Form.LOGIC;
        return joins && c.args().stream().allMatch(JavaExpr::isOnReals);
    }

    private static boolean isCheap(Primitive op) {
        return op.cost() <= 1 && op != Primitive.SELECT;
    }

    private Piece binary(Expr.Apply a, int level, int left, int right, Type type) {
        boolean isSquare = a.op() == Primitive.SQUARE;
        String x = as(a.arg(0), type).in(isSquare ? right : left);
        String y = isSquare ? x : as(a.arg(1), type).in(right);
        String operator =
                isSquare ? "*" : a.op().java().substring(4, a.op().java().length() - 4);
        return new Piece(x + " " + operator + " " + y, level);
    }

    /** Rounded down as the language does; by a power of two that is a shift, also of what is negative. */
    private Piece quotient(Expr.Apply a) {
        boolean isPower = a.type() == Type.INT
                && a.arg(1) instanceof Expr.Const c
                && c.value() > 0
                && c.value() <= 1 << 30
                && Long.bitCount((long) c.value()) == 1;
        if (!isPower) return new Piece(call(a), ATOM);
        int by = (int) ((Expr.Const) a.arg(1)).value();
        String x = as(a.arg(0), Type.INT).in(SUM);
        if (a.op() == Primitive.MOD) return new Piece(x + " & " + Numerals.integer(by - 1), BIT);
        return new Piece(x + " >> " + Integer.numberOfTrailingZeros(by), SHIFT);
    }

    private static boolean isMathCall(Primitive op) {
        return op.java().startsWith("Math.");
    }

    /** The functions of Math that exist for floats and ints. */
    private static boolean keepsFloat(Primitive op) {
        return op.java().matches("Math\\.(max|min|abs|signum)\\(.*");
    }

    private String call(Expr.Apply a) {
        String template = a.op() == Primitive.SIGN && a.type() == Type.INT
                ? Text.type("java.lang.Integer") + ".signum({a})"
                : a.op().java()
                        .replace("Math.", Text.MATH + ".")
                        .replace("Special.", Text.SPECIAL + ".")
                        .replace("Philox.", Text.PHILOX + ".")
                        .replace("{Float}", isDouble ? "" : "Float");
        String[] args = new String[a.args().size()];
        for (int i = 0; i < args.length; i++) {
            args[i] = as(a.arg(i), a.op().takesInt(i) ? Type.INT : a.type()).text;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '{') {
                text.append(args[template.charAt(i + 1) - 'a']);
                i += 2;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** {@code a*b + c} as the runtime's fused form. */
    String fused(Expr a, Expr b, String c) {
        return Text.FMA + ".of(" + as(a, Type.REAL).text + ", " + as(b, Type.REAL).text + ", " + c + ")";
    }
}
