package org.nnc.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the one-line scalar formulas of the operator table: the expression part of the language without tensors, over
 * given names.
 */
public final class Formula {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*([0-9.]+|[A-Za-z_][A-Za-z0-9_]*|<=|>=|==|!=|[-+*/^(),<>])");

    private final List<String> tokens = new ArrayList<>();
    private final Function<String, Expr> names;
    private int at;

    private Formula(String text, Function<String, Expr> names) {
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.lookingAt()) {
            tokens.add(matcher.group(1));
            matcher.region(matcher.end(), text.length());
        }
        tokens.add("");
        this.names = names;
    }

    /** A partial of the operator table over the arguments {@code a b c} and the result {@code y}. */
    static Expr parse(String text, List<Expr> args, Expr y) {
        return parse(text, name -> switch (name) {
            case "a" -> args.get(0);
            case "b" -> args.get(1);
            case "c" -> args.get(2);
            case "y" -> y;
            default -> null;
        });
    }

    /**
     * A formula over names.
     *
     * @param names the meaning of each name that is neither a function nor {@code pi} nor {@code inf}
     * @throws IllegalArgumentException where the text is no formula: a mistake in a table of the compiler
     */
    public static Expr parse(String text, Function<String, Expr> names) {
        Formula f = new Formula(text, names);
        Expr e = f.expr();
        if (!f.peek().isEmpty()) throw new IllegalArgumentException("left over in formula: " + text);
        return e;
    }

    private String peek() {
        return tokens.get(at);
    }

    private boolean take(String token) {
        boolean found = peek().equals(token);
        if (found) at++;
        return found;
    }

    private void expect(String token) {
        if (!take(token)) throw new IllegalArgumentException("expected " + token + " at " + peek() + " in " + tokens);
    }

    private Expr expr() {
        if (take("if")) {
            Expr condition = expr();
            expect("then");
            Expr then = expr();
            expect("else");
            return Build.select(condition, then, expr());
        }
        Expr left = and();
        while (take("or")) left = Build.or(left, and());
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (take("and")) left = Build.and(left, not());
        return left;
    }

    private Expr not() {
        return take("not") ? Build.not(not()) : comparison();
    }

    private Expr comparison() {
        Expr left = sum();
        for (Primitive p : Primitive.values()) {
            if (p.form() == Primitive.Form.COMPARE && take(p.notation())) return Build.apply(p, left, sum());
        }
        return left;
    }

    private Expr sum() {
        Expr left = product();
        while (true) {
            if (take("+")) left = Build.add(left, product());
            else if (take("-")) left = Build.sub(left, product());
            else return left;
        }
    }

    private Expr product() {
        Expr left = factor();
        while (true) {
            if (take("*")) left = Build.mul(left, factor());
            else if (take("/")) left = Build.div(left, factor());
            else return left;
        }
    }

    private Expr factor() {
        if (take("-")) return Build.neg(factor());
        Expr base = atom();
        return take("^") ? Build.apply(Primitive.POW, base, factor()) : base;
    }

    private Expr atom() {
        String token = peek();
        at++;
        if (token.equals("(")) {
            Expr e = expr();
            expect(")");
            return e;
        }
        if (Character.isDigit(token.charAt(0))) {
            return token.contains(".") ? Expr.real(Double.parseDouble(token)) : Expr.constant(Long.parseLong(token));
        }
        Expr named = names.apply(token);
        if (named != null) return named;
        if (token.equals("pi")) return Expr.real(Math.PI);
        if (token.equals("inf")) return Expr.real(Double.POSITIVE_INFINITY);
        Primitive function = Primitive.function(token);
        if (function == null) throw new IllegalArgumentException("unknown name in formula: " + token);
        expect("(");
        List<Expr> args = new ArrayList<>();
        do args.add(expr());
        while (take(","));
        expect(")");
        return Build.apply(function, args);
    }
}
