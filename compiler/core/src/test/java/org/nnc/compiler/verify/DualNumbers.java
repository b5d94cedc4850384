package org.nnc.compiler.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.runtime.Special;

/**
 * A second opinion on values and derivatives: forward mode on pairs (value, tangent), every cell on demand, every guard by
 * search, every derivative written here by hand. Shares nothing with {@code diff}, the partials of the operator table,
 * {@link Evaluate} or the order of equations.
 */
final class DualNumbers {
    record Dual(double value, double tangent) {
        static Dual of(double value) {
            return new Dual(value, 0);
        }
    }

    private final Program program;
    private final Map<String, Long> dims;
    private final Map<String, double[]> values;
    private final Map<String, double[]> directions;
    private final Map<String, Equation> definitions;
    private final Map<String, Dual[]> cells = new HashMap<>();

    /** @param directions the tangent of inputs and parameters; none is 0 */
    DualNumbers(
            Program program, Map<String, Long> dims, Map<String, double[]> values, Map<String, double[]> directions) {
        this.program = program;
        this.dims = dims;
        this.values = values;
        this.directions = directions;
        this.definitions = program.definitions();
    }

    /** All cells of a tensor. */
    Dual[] tensor(String name) {
        Tensor t = program.tensors().get(name);
        Dual[] all = new Dual[(int) size(t.size())];
        for (int i = 0; i < all.length; i++) all[i] = cell(t, i);
        return all;
    }

    private long size(Dim d) {
        return d.evaluate(dims::get);
    }

    private Dual cell(Tensor t, int offset) {
        double[] given = values.get(t.name());
        Equation e = definitions.get(t.name());
        if (e == null && given != null) {
            double[] direction = directions.get(t.name());
            return new Dual(given[offset], direction == null ? 0 : direction[offset]);
        }
        for (Program.Table table : program.tables()) {
            if (table.tensor().name().equals(t.name()))
                return Dual.of(table.values().get(offset));
        }
        Dual[] memo = cells.computeIfAbsent(t.name(), n -> new Dual[(int) size(t.size())]);
        if (memo[offset] == null) {
            Map<Index, Long> at = new HashMap<>();
            int rest = offset;
            for (int d = t.rank() - 1; d >= 0; d--) {
                int extent = (int) size(t.shape().get(d));
                at.put(e.indices().get(d), (long) (rest % extent));
                rest /= extent;
            }
            Dual result = e.reduction().isEmpty() ? eval(e.body(), at) : reduce(e, at);
            memo[offset] = t.type() == Type.INT ? Dual.of((int) result.value) : result;
        }
        return memo[offset];
    }

    // ---- reductions --------------------------------------------------------------------------------------------

    /** What a reduction has gathered. */
    private static final class Gathered {
        private double value;
        private double tangent;
        private double best;
        private long winner = -1;
        private double squares;
    }

    private Dual reduce(Equation e, Map<Index, Long> at) {
        Reduction op = e.reduction().get();
        Gathered g = new Gathered();
        g.value = op == Reduction.PROD || op == Reduction.ALL ? 1 : 0;
        points(e, at, 0, 0, g);
        return switch (op) {
            case SUM, PROD -> new Dual(g.value, g.tangent);
            case ANY, ALL, COUNT -> Dual.of(g.value);
            case ARGMAX, ARGMIN -> Dual.of(g.winner);
            case CALL -> throw new IllegalArgumentException("what an extern function computes nobody knows: " + e);
            case NORM -> new Dual(Math.sqrt(g.squares), g.squares == 0 ? 0 : g.tangent / Math.sqrt(g.squares));
            case MAX, MIN -> {
                double sign = op == Reduction.MAX ? 1 : -1;
                double none = e.target().type() == Type.INT
                        ? (op == Reduction.MAX ? Integer.MIN_VALUE : Integer.MAX_VALUE)
                        : -sign * Double.POSITIVE_INFINITY;
                yield g.winner < 0 ? Dual.of(none) : new Dual(g.best, g.tangent);
            }
        };
    }

    private void points(Equation e, Map<Index, Long> at, int depth, long position, Gathered g) {
        if (depth < e.binders().size()) {
            Loop l = e.binders().get(depth);
            long lo = (long) eval(l.lo(), at).value;
            long hi = (long) eval(l.hi(), at).value;
            for (long i = lo; i < hi; i++) {
                at.put(l.index(), i);
                points(e, at, depth + 1, position * (hi - lo) + i - lo, g);
            }
            at.remove(l.index());
            return;
        }
        if (eval(e.guard(), at).value == 0) return;
        Dual x = eval(e.body(), at);
        double v = x.value;
        switch (e.reduction().get()) {
            case SUM -> {
                g.value += v;
                g.tangent += x.tangent;
            }
            case PROD -> {
                g.tangent = g.tangent * v + g.value * x.tangent;
                g.value *= v;
            }
            case NORM -> {
                g.squares += v * v;
                g.tangent += v * x.tangent;
            }
            case COUNT -> g.value += 1;
            case ANY -> g.value = g.value + v > 0 ? 1 : 0;
            case ALL -> g.value = g.value * v;
            case MAX, ARGMAX -> take(g, x, position, v > g.best);
            case MIN, ARGMIN -> take(g, x, position, v < g.best);
        }
    }

    private static void take(Gathered g, Dual x, long position, boolean better) {
        if (g.winner >= 0 && (Double.isNaN(g.best) || !better && !Double.isNaN(x.value))) return;
        g.winner = position;
        g.best = x.value;
        g.tangent = x.tangent;
    }

    // ---- expressions -------------------------------------------------------------------------------------------

    private Dual eval(Expr e, Map<Index, Long> at) {
        if (e instanceof Expr.Const c) return Dual.of(c.value());
        if (e instanceof Expr.Size s) return Dual.of(size(s.dim()));
        if (e instanceof Expr.Position p) return Dual.of(at.get(p.index()));
        if (e instanceof Expr.Read r) {
            long offset = 0;
            boolean inside = true;
            for (int d = 0; d < r.at().size() && inside; d++) {
                long p = (long) eval(r.at().get(d), at).value;
                long extent = size(r.tensor().shape().get(d));
                inside = p >= 0 && p < extent;
                offset = offset * extent + p;
            }
            return inside ? cell(r.tensor(), (int) offset) : eval(r.otherwise().orElseThrow(), at);
        }
        Expr.Apply a = (Expr.Apply) e;
        List<Expr> args = a.args();
        Dual x = eval(args.get(0), at);
        switch (a.op()) {
            case SELECT:
                return eval(args.get(x.value != 0 ? 1 : 2), at);
            case AND:
                return x.value == 0 ? Dual.of(0) : Dual.of(eval(args.get(1), at).value);
            case OR:
                return x.value != 0 ? Dual.of(1) : Dual.of(eval(args.get(1), at).value);
            default:
                Dual y = args.size() > 1 ? eval(args.get(1), at) : x;
                Dual z = args.size() > 2 ? eval(args.get(2), at) : x;
                return apply(a, x, y, z);
        }
    }

    private static Dual chain(double value, double slope, Dual x) {
        return new Dual(value, x.tangent == 0 ? 0 : slope * x.tangent);
    }

    private static Dual bit(boolean b) {
        return Dual.of(b ? 1 : 0);
    }

    private static Dual apply(Expr.Apply e, Dual x, Dual y, Dual z) {
        double a = x.value;
        double b = y.value;
        double da = x.tangent;
        double db = y.tangent;
        return switch (e.op()) {
            case ADD -> new Dual(a + b, da + db);
            case SUB -> new Dual(a - b, da - db);
            case MUL -> new Dual(a * b, da * b + a * db);
            case DIV -> new Dual(a / b, (da * b - a * db) / (b * b));
            case NEG -> new Dual(-a, -da);
            case IDIV -> Dual.of(Math.floor(a / b));
            case MOD -> new Dual(a - b * Math.floor(a / b), da - db * Math.floor(a / b));
            case POW -> power(x, y);
            case LT -> bit(a < b);
            case LE -> bit(a <= b);
            case GT -> bit(a > b);
            case GE -> bit(a >= b);
            case EQ -> bit(a == b);
            case NE -> bit(a != b);
            case NOT -> bit(a == 0);
            case MAX -> a >= b || Double.isNaN(a) ? x : y;
            case MIN -> a <= b || Double.isNaN(a) ? x : y;
            case CLAMP -> y.value >= z.value || a >= z.value ? z : a <= y.value ? y : x;
            case ABS -> new Dual(Math.abs(a), a > 0 ? da : a < 0 ? -da : 0);
            case SIGN -> Dual.of(Math.signum(a));
            case FLOOR -> Dual.of(Math.floor(a));
            case CEIL -> Dual.of(Math.ceil(a));
            case ROUND -> Dual.of(Math.rint(a));
            case RELU -> a > 0 ? x : Dual.of(a == 0 ? 0 : Double.isNaN(a) ? a : 0);
            case SQUARE -> new Dual(a * a, 2 * a * da);
            case STOP -> Dual.of(a);
            case WITH_SLOPE -> new Dual(a, da + z.value * db);
            case HYPOT ->
                new Dual(Math.sqrt(a * a + b * b), a == 0 && b == 0 ? 0 : (a * da + b * db) / Math.sqrt(a * a + b * b));
            case ATAN2 -> new Dual(Math.atan2(a, b), (da * b - a * db) / (a * a + b * b));
            case XLOGY ->
                new Dual(a == 0 ? 0 : a * Math.log(b), (da == 0 ? 0 : da * Math.log(b)) + (a == 0 ? 0 : a / b * db));
            case LOGADDEXP -> {
                double m = Math.max(a, b);
                double p = Math.exp(a - m);
                double q = Math.exp(b - m);
                yield new Dual(m + Math.log(p + q), (p * da + q * db) / (p + q));
            }
            case UNIFORM_AT, NORMAL_AT -> Dual.of(e.op().draw(0, 0, a, b));
            case POLYGAMMA -> chain(Special.polygamma((int) a, b), Special.polygamma((int) a + 1, b), y);
            default -> function(e, x);
        };
    }

    private static Dual power(Dual x, Dual y) {
        double value = Math.pow(x.value, y.value);
        double byBase = x.tangent == 0 || y.value == 0 ? 0 : y.value * Math.pow(x.value, y.value - 1) * x.tangent;
        double byExponent = y.tangent == 0 || x.value == 0 && y.value >= 0 ? 0 : value * Math.log(x.value) * y.tangent;
        return new Dual(value, byBase + byExponent);
    }

    private static Dual function(Expr.Apply e, Dual x) {
        double a = x.value;
        double ln2 = Math.log(2);
        return switch (e.op()) {
            case EXP -> chain(Math.exp(a), Math.exp(a), x);
            case EXP2 -> chain(Math.pow(2, a), ln2 * Math.pow(2, a), x);
            case EXPM1 -> chain(Math.expm1(a), Math.exp(a), x);
            case LOG -> chain(Math.log(a), 1 / a, x);
            case LOG2 -> chain(Math.log(a) / ln2, 1 / a / ln2, x);
            case LOG10 -> chain(Math.log10(a), 1 / a / Math.log(10), x);
            case LOG1P -> chain(Math.log1p(a), 1 / (1 + a), x);
            case SQRT -> chain(Math.sqrt(a), 1 / (2 * Math.sqrt(a)), x);
            case CBRT -> chain(Math.cbrt(a), Math.cbrt(a) / (3 * a), x);
            case SIN -> chain(Math.sin(a), Math.cos(a), x);
            case COS -> chain(Math.cos(a), -Math.sin(a), x);
            case TAN -> chain(Math.tan(a), 1 / (Math.cos(a) * Math.cos(a)), x);
            case ASIN -> chain(Math.asin(a), 1 / Math.sqrt(1 - a * a), x);
            case ACOS -> chain(Math.acos(a), -1 / Math.sqrt(1 - a * a), x);
            case ATAN -> chain(Math.atan(a), 1 / (1 + a * a), x);
            case SINH -> chain(Math.sinh(a), Math.cosh(a), x);
            case COSH -> chain(Math.cosh(a), Math.sinh(a), x);
            case TANH -> chain(Math.tanh(a), (1 - Math.tanh(a)) * (1 + Math.tanh(a)), x);
            case SECH -> chain(1 / Math.cosh(a), -Math.sinh(a) / (Math.cosh(a) * Math.cosh(a)), x);
            case ASINH -> chain(Special.asinh(a), 1 / Math.sqrt(a * a + 1), x);
            case ACOSH -> chain(Special.acosh(a), 1 / Math.sqrt(a * a - 1), x);
            case ATANH -> chain(Special.atanh(a), 1 / (1 - a * a), x);
            case ERF -> chain(Special.erf(a), 2 / Math.sqrt(Math.PI) * Math.exp(-a * a), x);
            case ERFC -> chain(Special.erfc(a), -2 / Math.sqrt(Math.PI) * Math.exp(-a * a), x);
            case LGAMMA -> chain(Special.lgamma(a), Special.digamma(a), x);
            case DIGAMMA -> chain(Special.digamma(a), Special.trigamma(a), x);
            case NORMCDF -> chain(Special.normcdf(a), Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI), x);
            case NORMQUANTILE -> {
                double y = Special.normquantile(a);
                yield chain(y, Math.sqrt(2 * Math.PI) * Math.exp(y * y / 2), x);
            }
            case SIGMOID -> {
                double s = 1 / (1 + Math.exp(-a));
                yield chain(s, s * (1 - s), x);
            }
            case SOFTPLUS -> chain(Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))), 1 / (1 + Math.exp(-a)), x);
            default -> throw new AssertionError("no formula for " + e.op());
        };
    }
}
