package org.nnc.compiler.simplify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Formula;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * The algebra table: directed rewrites of scalar expressions, one a line, over the pattern variables {@code x} and
 * {@code z}. Sums and products match in either order.
 */
public final class Algebra {
    /**
     * @param changesNan whether the two sides differ at NaN or infinities (they agree wherever the left side is finite and
     *     exact); such a rule is left out by {@code --strict}
     */
    public record Rule(String left, String right, String reason, boolean changesNan) {}

    /** In order of application: the first that matches wins. */
    public static final List<Rule> RULES = List.of(
            // @formatter:off
            rule("log(1 + exp(x))", "softplus(x)", "exp overflows from 710 on", true),
            rule("log1p(exp(x))", "softplus(x)", "exp overflows from 710 on", true),
            rule("log(1 + x)", "log1p(x)", "1 + x rounds x away", false),
            rule("log(1 - x)", "log1p(-x)", "1 - x rounds x away", false),
            rule("exp(x) - 1", "expm1(x)", "exp(x) - 1 cancels near 0", false),
            rule("1/(1 + exp(-x))", "sigmoid(x)", "one function, exact on both sides", false),
            rule("1/(1 + exp(x))", "sigmoid(-x)", "one function, exact on both sides", false),
            rule("exp(x)/(1 + exp(x))", "sigmoid(x)", "exp overflows from 710 on", true),
            rule("1 - sigmoid(x)", "sigmoid(-x)", "1 - s cancels for large x", false),
            rule("log(sigmoid(x))", "-softplus(-x)", "sigmoid underflows from -745 on", true),
            rule("log1p(-sigmoid(x))", "-softplus(x)", "1 - s cancels for large x", true),
            rule("log(exp(x))", "x", "exp overflows and underflows", true),
            rule("log(sqrt(x))", "0.5*log(x)", "log of a power", false),
            rule("sqrt(square(x))", "abs(x)", "the square overflows; slope 0 at 0", true),
            rule("sqrt(square(x) + square(z))", "hypot(x, z)", "the squares overflow; slope 0 at 0", true),
            rule("x^2", "square(x)", "a product", false));
    // @formatter:on

    private static final Tensor X = new Tensor("?x", Type.REAL, List.of());
    private static final Tensor Z = new Tensor("?z", Type.REAL, List.of());

    private record Compiled(Rule rule, Expr left, Expr right) {}

    private static final List<Compiled> COMPILED = RULES.stream()
            .map(r -> new Compiled(r, pattern(r.left), pattern(r.right)))
            .toList();

    private final boolean strict;
    private final Consumer<Rule> fired;

    /**
     * @param strict leaves out the rules that change NaN or infinities
     * @param fired is told of each rule applied
     */
    Algebra(boolean strict, Consumer<Rule> fired) {
        this.strict = strict;
        this.fired = fired;
    }

    private static Rule rule(String left, String right, String reason, boolean changesNan) {
        return new Rule(left, right, reason, changesNan);
    }

    private static Expr pattern(String text) {
        return Formula.parse(text, n -> n.equals("x") ? variable(X) : n.equals("z") ? variable(Z) : null);
    }

    private static Expr variable(Tensor t) {
        return Expr.read(t, List.of());
    }

    /** The expression with every rule applied, innermost first, until none matches. */
    Expr rewrite(Expr e) {
        Expr inner = e.mapChildren(this::rewrite);
        for (Compiled c : COMPILED) {
            if (strict && c.rule.changesNan) continue;
            Map<String, Expr> found = new HashMap<>();
            if (!matches(c.left, inner, found)) continue;
            fired.accept(c.rule);
            return rewrite(fill(c.right, found));
        }
        return inner;
    }

    private static boolean matches(Expr pattern, Expr e, Map<String, Expr> found) {
        if (pattern instanceof Expr.Read v) {
            // Int arithmetic stays as written: an index is not a real.
            Expr known = found.putIfAbsent(v.tensor().name(), e);
            return known == null || known.equals(e);
        }
        if (pattern instanceof Expr.Const c) return e.isConst(c.value());
        Expr.Apply p = (Expr.Apply) pattern;
        if (!(e instanceof Expr.Apply a) || a.op() != p.op() || a.type() != Type.REAL) return false;
        if (p.args().size() == 1) return matches(p.arg(0), a.arg(0), found);
        Map<String, Expr> before = new HashMap<>(found);
        if (matches(p.arg(0), a.arg(0), found) && matches(p.arg(1), a.arg(1), found)) return true;
        found.clear();
        found.putAll(before);
        boolean commutes = p.op() == Primitive.ADD || p.op() == Primitive.MUL;
        return commutes && matches(p.arg(0), a.arg(1), found) && matches(p.arg(1), a.arg(0), found);
    }

    private static Expr fill(Expr pattern, Map<String, Expr> values) {
        if (pattern instanceof Expr.Read v) return values.get(v.tensor().name());
        if (!(pattern instanceof Expr.Apply a)) return pattern;
        return Build.apply(a.op(), a.args().stream().map(x -> fill(x, values)).toList());
    }
}
