package org.nnc.compiler.ir;

import java.util.List;
import java.util.Optional;
import org.nnc.runtime.Philox;
import org.nnc.runtime.Special;

/**
 * The operator table: everything the compiler knows of a scalar operator stands in its row, and nowhere else.
 *
 * <p>A row is: notation; how it is written; number of arguments; cost in units (one for an add, multiply or compare, 8 for
 * a division, root or transcendental); the value; the Java expression over {@code {a} {b} {c}} (a float class casts the
 * result of a {@code Math} call); the interval on which its derivative is tested; one partial per argument, in the
 * language over {@code a b c} and the result {@code y}. {@code -} for a partial says that the result does not move with
 * that argument (a condition, an integer, a step). The kinks are declared by the partials: {@code max} gives the first
 * operand at a tie, {@code relu} has slope 0 at 0, {@code clamp} slope 0 at both ends, {@code abs'(0) = 0}.
 */
public enum Primitive {
    // @formatter:off
    ADD("+", Form.SUM, 2, 1, (a, b, c) -> a + b, "{a} + {b}", -3, 3, "1", "1"),
    SUB("-", Form.SUM, 2, 1, (a, b, c) -> a - b, "{a} - {b}", -3, 3, "1", "-1"),
    MUL("*", Form.PRODUCT, 2, 1, (a, b, c) -> a * b, "{a} * {b}", -3, 3, "b", "a"),
    DIV("/", Form.PRODUCT, 2, 8, (a, b, c) -> a / b, "{a} / {b}", 0.5, 3, "1/b", "-y/b"),
    IDIV("div", Form.PRODUCT, 2, 8, (a, b, c) -> Special.floorDiv(a, b), "Special.floorDiv({a}, {b})", 1, 3, "-", "-"),
    MOD("mod", Form.PRODUCT, 2, 8, (a, b, c) -> Special.floorMod(a, b), "Special.floorMod({a}, {b})", 1, 3, "1", "-floor(a/b)"),
    POW("^", Form.POWER, 2, 8, (a, b, c) -> Math.pow(a, b), "Math.pow({a}, {b})", 0.5, 3,
            "if b == 0 then 0 else b*a^(b - 1)", "if a == 0 and b >= 0 then 0 else y*log(a)"),
    NEG("-", Form.PREFIX, 1, 1, (a, b, c) -> -a, "-{a}", -3, 3, "-1"),
    LT("<", Form.COMPARE, 2, 1, (a, b, c) -> bit(a < b), "{a} < {b}", -3, 3, "-", "-"),
    LE("<=", Form.COMPARE, 2, 1, (a, b, c) -> bit(a <= b), "{a} <= {b}", -3, 3, "-", "-"),
    GT(">", Form.COMPARE, 2, 1, (a, b, c) -> bit(a > b), "{a} > {b}", -3, 3, "-", "-"),
    GE(">=", Form.COMPARE, 2, 1, (a, b, c) -> bit(a >= b), "{a} >= {b}", -3, 3, "-", "-"),
    EQ("==", Form.COMPARE, 2, 1, (a, b, c) -> bit(a == b), "{a} == {b}", -3, 3, "-", "-"),
    NE("!=", Form.COMPARE, 2, 1, (a, b, c) -> bit(a != b), "{a} != {b}", -3, 3, "-", "-"),
    AND("and", Form.LOGIC, 2, 1, (a, b, c) -> bit(a != 0 && b != 0), "{a} && {b}", 0, 1, "-", "-"),
    OR("or", Form.LOGIC, 2, 1, (a, b, c) -> bit(a != 0 || b != 0), "{a} || {b}", 0, 1, "-", "-"),
    NOT("not", Form.PREFIX, 1, 1, (a, b, c) -> bit(a == 0), "!{a}", 0, 1, "-"),
    /** {@code if a then b else c}; only the branch taken is evaluated, and only it moves the result. */
    SELECT("if", Form.IF, 3, 1, (a, b, c) -> a != 0 ? b : c, "{a} ? {b} : {c}", 0, 1,
            "-", "if a then 1 else 0", "if a then 0 else 1"),
    MAX("max", Form.CALL, 2, 1, (a, b, c) -> Math.max(a, b), "Math.max({a}, {b})", -3, 3,
            "if a >= b then 1 else 0", "if a >= b then 0 else 1"),
    MIN("min", Form.CALL, 2, 1, (a, b, c) -> Math.min(a, b), "Math.min({a}, {b})", -3, 3,
            "if a <= b then 1 else 0", "if a <= b then 0 else 1"),
    CLAMP("clamp", Form.CALL, 3, 2, (a, b, c) -> Math.min(Math.max(a, b), c), "Math.min(Math.max({a}, {b}), {c})", -3, 3,
            "if b < a and a < c then 1 else 0", "if a <= b and b < c then 1 else 0", "if a < c and b < c then 0 else 1"),
    EXP("exp", Form.CALL, 1, 8, (a, b, c) -> Math.exp(a), "Special.exp({a})", -3, 3, "y"),
    EXP2("exp2", Form.CALL, 1, 8, (a, b, c) -> Special.exp2(a), "Special.exp2({a})", -3, 3, "y*log(2)"),
    EXPM1("expm1", Form.CALL, 1, 8, (a, b, c) -> Math.expm1(a), "Math.expm1({a})", -3, 3, "exp(a)"),
    LOG("log", Form.CALL, 1, 8, (a, b, c) -> Math.log(a), "Math.log({a})", 0.2, 3, "1/a"),
    LOG2("log2", Form.CALL, 1, 8, (a, b, c) -> Special.log2(a), "Special.log2({a})", 0.2, 3, "1/(a*log(2))"),
    LOG10("log10", Form.CALL, 1, 8, (a, b, c) -> Math.log10(a), "Math.log10({a})", 0.2, 3, "1/(a*log(10))"),
    LOG1P("log1p", Form.CALL, 1, 8, (a, b, c) -> Math.log1p(a), "Math.log1p({a})", -0.8, 3, "1/(1 + a)"),
    SQRT("sqrt", Form.CALL, 1, 8, (a, b, c) -> Math.sqrt(a), "Math.sqrt({a})", 0.2, 3, "0.5/y"),
    CBRT("cbrt", Form.CALL, 1, 8, (a, b, c) -> Math.cbrt(a), "Math.cbrt({a})", 0.2, 3, "1/(3*square(y))"),
    HYPOT("hypot", Form.CALL, 2, 8, (a, b, c) -> Math.hypot(a, b), "Math.hypot({a}, {b})", 0.2, 3,
            "if y == 0 then 0 else a/y", "if y == 0 then 0 else b/y"),
    SIN("sin", Form.CALL, 1, 8, (a, b, c) -> Math.sin(a), "Special.sin({a})", -3, 3, "cos(a)"),
    COS("cos", Form.CALL, 1, 8, (a, b, c) -> Math.cos(a), "Special.cos({a})", -3, 3, "-sin(a)"),
    TAN("tan", Form.CALL, 1, 8, (a, b, c) -> Math.tan(a), "Math.tan({a})", -1.2, 1.2, "1 + square(y)"),
    ASIN("asin", Form.CALL, 1, 8, (a, b, c) -> Math.asin(a), "Math.asin({a})", -0.9, 0.9, "1/sqrt((1 - a)*(1 + a))"),
    ACOS("acos", Form.CALL, 1, 8, (a, b, c) -> Math.acos(a), "Math.acos({a})", -0.9, 0.9, "-1/sqrt((1 - a)*(1 + a))"),
    ATAN("atan", Form.CALL, 1, 8, (a, b, c) -> Math.atan(a), "Math.atan({a})", -3, 3, "1/(1 + square(a))"),
    ATAN2("atan2", Form.CALL, 2, 8, (a, b, c) -> Math.atan2(a, b), "Math.atan2({a}, {b})", 0.2, 3,
            "b/hypot(a, b)/hypot(a, b)", "-(a/hypot(a, b))/hypot(a, b)"),
    SINH("sinh", Form.CALL, 1, 8, (a, b, c) -> Math.sinh(a), "Math.sinh({a})", -3, 3, "cosh(a)"),
    COSH("cosh", Form.CALL, 1, 8, (a, b, c) -> Math.cosh(a), "Special.cosh({a})", -3, 3, "sinh(a)"),
    TANH("tanh", Form.CALL, 1, 8, (a, b, c) -> Math.tanh(a), "Special.tanh({a})", -3, 3, "square(sech(a))"),
    /** {@code 1/cosh(a)} with a derivative that never overflows: all those of tanh are finite. */
    SECH("sech", Form.CALL, 1, 8, (a, b, c) -> Special.sech(a), "Special.sech({a})", -3, 3, "-y*tanh(a)"),
    ASINH("asinh", Form.CALL, 1, 8, (a, b, c) -> Special.asinh(a), "Special.asinh({a})", -3, 3, "1/hypot(1, a)"),
    ACOSH("acosh", Form.CALL, 1, 8, (a, b, c) -> Special.acosh(a), "Special.acosh({a})", 1.3, 3, "1/(sqrt(a - 1)*sqrt(a + 1))"),
    ATANH("atanh", Form.CALL, 1, 8, (a, b, c) -> Special.atanh(a), "Special.atanh({a})", -0.8, 0.8, "1/((1 - a)*(1 + a))"),
    ERF("erf", Form.CALL, 1, 8, (a, b, c) -> Special.erf(a), "Special.erf({a})", -3, 3, "2/sqrt(pi)*exp(-square(a))"),
    ERFC("erfc", Form.CALL, 1, 8, (a, b, c) -> Special.erfc(a), "Special.erfc({a})", -3, 3, "-2/sqrt(pi)*exp(-square(a))"),
    LGAMMA("lgamma", Form.CALL, 1, 8, (a, b, c) -> Special.lgamma(a), "Special.lgamma({a})", 0.3, 4, "digamma(a)"),
    DIGAMMA("digamma", Form.CALL, 1, 8, (a, b, c) -> Special.digamma(a), "Special.digamma({a})", 0.3, 4, "polygamma(1, a)"),
    /** {@code polygamma(n, x)}: the n-th derivative of digamma; closes the table under differentiation. */
    POLYGAMMA("polygamma", Form.CALL, 2, 8, (a, b, c) -> Special.polygamma((int) a, b), "Special.polygamma({a}, {b})", 0.3, 4,
            "-", "polygamma(a + 1, b)"),
    ABS("abs", Form.CALL, 1, 1, (a, b, c) -> Math.abs(a), "Math.abs({a})", -3, 3, "sign(a)"),
    SIGN("sign", Form.CALL, 1, 1, (a, b, c) -> Math.signum(a), "Math.signum({a})", -3, 3, "-"),
    FLOOR("floor", Form.CALL, 1, 1, (a, b, c) -> Math.floor(a), "Math.floor({a})", -3, 3, "-"),
    CEIL("ceil", Form.CALL, 1, 1, (a, b, c) -> Math.ceil(a), "Math.ceil({a})", -3, 3, "-"),
    /** Half to even. */
    ROUND("round", Form.CALL, 1, 1, (a, b, c) -> Math.rint(a), "Math.rint({a})", -3, 3, "-"),
    XLOGY("xlogy", Form.CALL, 2, 8, (a, b, c) -> Special.xlogy(a, b), "Special.xlogy({a}, {b})", 0.2, 3,
            "if a == 0 and b == 0 then 0 else log(b)", "if a == 0 then 0 else a/b"),
    LOGADDEXP("logaddexp", Form.CALL, 2, 8, (a, b, c) -> Special.logaddexp(a, b), "Special.logaddexp({a}, {b})", -3, 3,
            "sigmoid(a - b)", "sigmoid(b - a)"),
    NORMCDF("normcdf", Form.CALL, 1, 8, (a, b, c) -> Special.normcdf(a), "Special.normcdf({a})", -3, 3, "1/sqrt(2*pi)*exp(-0.5*square(a))"),
    NORMQUANTILE("normquantile", Form.CALL, 1, 8, (a, b, c) -> Special.normquantile(a), "Special.normquantile({a})", 0.1, 0.9,
            "sqrt(2*pi)*exp(0.5*square(y))"),
    RELU("relu", Form.CALL, 1, 1, (a, b, c) -> Math.max(a, 0), "Math.max({a}, 0)", -3, 3, "if y > 0 then 1 else 0"),
    SIGMOID("sigmoid", Form.CALL, 1, 8, (a, b, c) -> Special.sigmoid(a), "Special.sigmoid({a})", -3, 3, "y*sigmoid(-a)"),
    SOFTPLUS("softplus", Form.CALL, 1, 8, (a, b, c) -> Special.softplus(a), "Special.softplus({a})", -3, 3, "sigmoid(a)"),
    SQUARE("square", Form.CALL, 1, 1, (a, b, c) -> a * a, "{a} * {a}", -3, 3, "2*a"),
    /** The value of its argument, which no derivative passes. */
    STOP("stop", Form.CALL, 1, 0, (a, b, c) -> a, "{a}", -3, 3, "-"),
    /**
     * {@code with_slope(v, x, d)}: the value v, whose derivative with respect to x has d added. What a {@code deriv} clause
     * stands for; d is not evaluated for the value.
     */
    WITH_SLOPE("with_slope", Form.CALL, 3, 0, (a, b, c) -> a, "{a}", -3, 3, "1", "c", "-"),
    /** {@code uniform_at(site, cell)}: what {@code uniform()} stands for; the seed and the step come from the stream. */
    UNIFORM_AT("uniform_at", 32, Philox::uniform, "Philox.uniform{Float}(seed, step, {a}, {b})"),
    /** {@code normal_at(site, cell)}, likewise. */
    NORMAL_AT("normal_at", 80, Philox::normal, "Philox.normal{Float}(seed, step, {a}, {b})");
    // @formatter:on

    /** How an operator is written. */
    public enum Form {
        SUM,
        PRODUCT,
        POWER,
        PREFIX,
        COMPARE,
        LOGIC,
        IF,
        CALL
    }

    /** The value of an operator; arguments beyond its arity are 0. */
    @FunctionalInterface
    public interface Value {
        double of(double a, double b, double c);
    }

    /** A random number: a function of the stream and of where it is drawn. */
    @FunctionalInterface
    public interface Draw {
        double of(long seed, long step, int site, int cell);
    }

    private final String notation;
    private final Form form;
    private final int arity;
    private final int cost;
    private final Value value;
    private final Draw draw;
    private final String java;
    private final double testLo;
    private final double testHi;
    private final List<String> partials;

    Primitive(
            String notation,
            Form form,
            int arity,
            int cost,
            Value value,
            String java,
            double testLo,
            double testHi,
            String... partials) {
        this(notation, form, arity, cost, value, null, java, testLo, testHi, partials);
    }

    /** A draw over site and cell, constant to every derivative. */
    Primitive(String notation, int cost, Draw draw, String java) {
        this(notation, Form.CALL, 2, cost, null, draw, java, 0, 3, "-", "-");
    }

    Primitive(
            String notation,
            Form form,
            int arity,
            int cost,
            Value value,
            Draw draw,
            String java,
            double testLo,
            double testHi,
            String... partials) {
        this.notation = notation;
        this.form = form;
        this.arity = arity;
        this.cost = cost;
        this.value = value;
        this.draw = draw;
        this.java = java;
        this.testLo = testLo;
        this.testHi = testHi;
        this.partials = List.of(partials);
        if (partials.length != arity) throw new IllegalStateException(notation + ": one partial per argument");
    }

    private static double bit(boolean b) {
        return b ? 1 : 0;
    }

    /** The operator or function name of the language. */
    public String notation() {
        return notation;
    }

    public Form form() {
        return form;
    }

    public int arity() {
        return arity;
    }

    /** Units of work: one for an add, multiply or compare, 8 for a division, root or transcendental. */
    public int cost() {
        return cost;
    }

    public double value(double a, double b, double c) {
        if (isDraw()) throw new UnsupportedOperationException(notation + " has a value only in a stream");
        return value.of(a, b, c);
    }

    /** Whether the value is a random number, which depends on the stream as well. */
    public boolean isDraw() {
        return draw != null;
    }

    /** The value of a draw. */
    public double draw(long seed, long step, double site, double cell) {
        return draw.of(seed, step, (int) site, (int) cell);
    }

    /** Whether the derivative is said by the author and need not be that of the value. */
    public boolean isDeclared() {
        return this == STOP || this == WITH_SLOPE;
    }

    /** What is computed in the place of an application once no derivative is to follow. */
    public Optional<Expr> plain(List<Expr> args) {
        return switch (this) {
            case STOP, WITH_SLOPE -> Optional.of(args.get(0));
            case SECH -> Optional.of(Formula.parse("1/cosh(a)", args, null));
            default -> Optional.empty();
        };
    }

    /**
     * What slopes need beside the value and forward has at hand while it computes that: the twin of the function. The runtime computes
     * both over whole ranges at once, by a kernel of the plural's name.
     */
    public Optional<Expr> twin(Expr a) {
        return switch (this) {
            case SIGMOID -> Optional.of(Formula.parse("sigmoid(-a)", List.of(a), null));
            case TANH -> Optional.of(Formula.parse("1/cosh(a)", List.of(a), null));
            default -> Optional.empty();
        };
    }

    /** Whether the value, as rounded too, never falls while this argument grows. */
    public boolean rises(int argument) {
        return switch (this) {
            case ADD, MAX, MIN, RELU -> true;
            case SUB -> argument == 0;
            default -> false;
        };
    }

    /** Whether constant arguments make the value a constant that may take the place of the application. */
    public boolean folds() {
        return this != STOP && !isDraw();
    }

    /** Whether the argument is an int whatever the result is: the order of a polygamma, where a draw stands. */
    public boolean takesInt(int argument) {
        return isDraw() || this == POLYGAMMA && argument == 0;
    }

    /** Whether the runtime computes whole ranges by a kernel of this name. */
    public boolean hasRange() {
        return switch (this) {
            case EXP, EXPM1, LOG, COSH, TANH, ERF, SIGMOID, SOFTPLUS -> true;
            default -> false;
        };
    }

    /** Whether a processor has the operation for whole vectors, so that HotSpot makes such of a loop. */
    public boolean hasVectors() {
        return switch (this) {
            case ADD, SUB, MUL, DIV, NEG, SQUARE, MAX, MIN, ABS, SQRT, RELU, CLAMP -> true;
            default -> false;
        };
    }

    /** Whether a call of the double function takes no longer than an element of a short range. */
    public boolean hasQuickCall() {
        return switch (this) {
            case EXP, COSH, TANH, SIGMOID -> true;
            default -> false;
        };
    }

    /**
     * The Java expression, with {@code {a} {b} {c}} for the arguments, and {@code {Float}} for that word in a float class
     * and nothing in a double one.
     */
    public String java() {
        return java;
    }

    public double testLo() {
        return testLo;
    }

    public double testHi() {
        return testHi;
    }

    /** Whether the result moves with the argument at all. */
    public boolean moves(int argument) {
        return !partials.get(argument).equals("-");
    }

    /** The text of the partial with respect to an argument, over {@code a b c} and the result {@code y}. */
    public String partialText(int argument) {
        return partials.get(argument);
    }

    /**
     * The partial with respect to an argument at the given arguments and result.
     *
     * @param y an expression for the result, so that the partial can name it instead of computing it again
     */
    public Expr partial(int argument, List<Expr> args, Expr y) {
        return Formula.parse(partials.get(argument), args, y);
    }

    /** The type of the result. */
    public Type type(List<Type> args) {
        return switch (form) {
            case COMPARE, LOGIC -> Type.BOOL;
            case IF -> args.get(1) == args.get(2) ? args.get(1) : Type.REAL;
            case SUM, PRODUCT, PREFIX, CALL ->
                this == NOT ? Type.BOOL : this != DIV && keepsInt() && allInt(args) ? Type.INT : Type.REAL;
            case POWER -> Type.REAL;
        };
    }

    private static boolean allInt(List<Type> args) {
        return args.stream().allMatch(t -> t == Type.INT);
    }

    /** Whether ints give an int. */
    private boolean keepsInt() {
        return switch (this) {
            case ADD, SUB, MUL, IDIV, MOD, NEG, MAX, MIN, CLAMP, ABS, SIGN, SQUARE, STOP, RELU -> true;
            default -> false;
        };
    }

    /** The function of this name, or null. */
    public static Primitive function(String name) {
        return FUNCTIONS.get(name);
    }

    /** The names of all functions, in order of the table. */
    public static java.util.Set<String> functions() {
        return FUNCTIONS.keySet();
    }

    private static final java.util.Map<String, Primitive> FUNCTIONS = new java.util.LinkedHashMap<>();

    static {
        for (Primitive p : values()) if (p.form == Form.CALL) FUNCTIONS.put(p.notation, p);
    }
}
