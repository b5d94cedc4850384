package org.nnc.compiler.emit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Programs from a small notation with every range written out, so that equations reach the schedule just as a test
 * says: {@code h[b:B, j:H] = sum(i in 0..D where i != j) W[j,i]*x[b,i-1 | 0]}.
 */
final class Mini {
    private static final Pattern TOKEN = Pattern.compile("\\s*([0-9]+\\.\\.|[0-9]+(?:\\.[0-9]+)?(?:e-?[0-9]+)?"
            + "|[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)*"
            + "|\\.\\.|<=|>=|==|!=|[-+*/^(),<>\\[\\]|:=])");

    private final Map<String, Dim> dims = new LinkedHashMap<>();
    private final List<Program.Dimension> declared = new ArrayList<>();
    private final List<Program.Input> inputs = new ArrayList<>();
    private final List<Program.Param> params = new ArrayList<>();
    private final List<Program.Table> tables = new ArrayList<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<Equation> equations = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private final List<Program.SizeCheck> checks = new ArrayList<>();
    private final List<Program.ValueRange> ranges = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private Set<String> bound = new HashSet<>();
    private int at;

    static Program program(String name, String text) {
        Mini m = new Mini();
        // Targets first: the order of equations is free.
        for (String line : text.split("\n")) if (!line.isBlank()) m.line(line.strip(), true);
        for (String line : text.split("\n")) if (!line.isBlank()) m.line(line.strip(), false);
        return new Program(
                name,
                "",
                m.declared,
                m.inputs,
                m.params,
                m.tables,
                m.equations,
                m.outputs,
                m.losses,
                List.of(),
                m.checks,
                m.ranges);
    }

    private void line(String line, boolean isFirst) {
        tokens.clear();
        at = 0;
        Matcher matcher = TOKEN.matcher(line);
        while (matcher.lookingAt()) {
            String t = matcher.group(1);
            // "0.." is a number and a range.
            if (t.matches("[0-9]+\\.\\.")) {
                tokens.add(t.substring(0, t.length() - 2));
                tokens.add("..");
            } else {
                tokens.add(t);
            }
            matcher.region(matcher.end(), line.length());
        }
        if (!line.substring(matcher.regionStart()).isBlank()) throw new IllegalArgumentException("what is " + line);
        tokens.add("");
        String word = peek();
        switch (word) {
            case "dim" -> {
                at++;
                String d = next();
                OptionalLong value = take("=") ? OptionalLong.of(Long.parseLong(next())) : OptionalLong.empty();
                if (isFirst) declared.add(new Program.Dimension(d, value));
                dims.put(d, value.isPresent() ? Dim.of(value.getAsLong()) : Dim.variable(d));
            }
            case "input", "param", "frozen", "table" -> {
                at++;
                Tensor t = declaration();
                if (isFirst) role(word, t);
            }
            case "output" -> {
                at++;
                if (isFirst) outputs.add(next());
            }
            case "loss" -> {
                at++;
                if (isFirst) losses.add(next());
            }
            case "check" -> {
                at++;
                if (!isFirst) checks.add(new Program.SizeCheck(dim(), "the sizes do not fit"));
            }
            case "range" -> {
                at++;
                String t = next();
                if (!isFirst) ranges.add(new Program.ValueRange(t, range(), t + " is an index"));
            }
            default -> equation(isFirst);
        }
    }

    private Tensor declaration() {
        String name = next();
        List<Dim> shape = new ArrayList<>();
        if (take("[")) {
            do shape.add(dim());
            while (take(","));
            expect("]");
        }
        Tensor t = new Tensor(name, type(), shape);
        tensors.put(name, t);
        return t;
    }

    private Type type() {
        return take(":") ? Type.valueOf(next().toUpperCase(java.util.Locale.ROOT)) : Type.REAL;
    }

    private void role(String word, Tensor t) {
        switch (word) {
            case "input" -> inputs.add(new Program.Input(t, take("in") ? Optional.of(range()) : Optional.empty()));
            case "table" -> {
                expect("=");
                List<Double> values = new ArrayList<>();
                do values.add(take("-") ? -Double.parseDouble(next()) : Double.parseDouble(next()));
                while (take(","));
                tables.add(new Program.Table(t, values));
            }
            default -> {
                var kind = peek().isEmpty() ? "ZEROS" : next().toUpperCase(java.util.Locale.ROOT);
                params.add(new Program.Param(
                        t,
                        new Program.Initialiser(Program.Initialiser.Kind.valueOf(kind), 0.25, 0.5),
                        word.equals("frozen")));
            }
        }
    }

    private Program.Range range() {
        Dim lo = dim();
        expect("..");
        return new Program.Range(lo, dim());
    }

    private Dim dim() {
        Set<String> outer = bound;
        bound = new HashSet<>();
        Dim d = Build.dim(sum());
        bound = outer;
        return d;
    }

    private void equation(boolean isFirst) {
        bound = new HashSet<>();
        String name = next();
        List<Index> indices = new ArrayList<>();
        List<Dim> shape = new ArrayList<>();
        if (take("[")) {
            do {
                indices.add(new Index(next()));
                expect(":");
                shape.add(dim());
            } while (take(","));
            expect("]");
        }
        Tensor target = new Tensor(name, type(), shape);
        tensors.put(name, target);
        if (isFirst) return;
        indices.forEach(i -> bound.add(i.name()));
        expect("=");
        Reduction reduction = null;
        for (Reduction r : Reduction.values()) {
            if (peek().equals(r.toString())
                    && tokens.get(at + 1).equals("(")
                    && tokens.get(at + 3).equals("in")) reduction = r;
        }
        if (reduction == null) {
            equations.add(Equation.pointwise(target, indices, whole(), ""));
            return;
        }
        at += 2;
        List<Loop> binders = new ArrayList<>();
        do {
            String i = next();
            expect("in");
            Expr lo = sum();
            expect("..");
            binders.add(new Loop(new Index(i), lo, sum()));
            bound.add(i);
        } while (take(","));
        Expr guard = take("where") ? expr() : Expr.TRUE;
        expect(")");
        Expr body = reduction == Reduction.COUNT ? Expr.TRUE : whole();
        equations.add(Equation.reduce(target, indices, reduction, binders, guard, body, ""));
    }

    private Expr whole() {
        Expr e = expr();
        if (!peek().isEmpty()) throw new IllegalArgumentException("left over: " + tokens.subList(at, tokens.size()));
        return e;
    }

    private String peek() {
        return tokens.get(at);
    }

    private String next() {
        return tokens.get(at++);
    }

    private boolean take(String token) {
        boolean found = peek().equals(token);
        if (found) at++;
        return found;
    }

    private void expect(String token) {
        if (!take(token))
            throw new IllegalArgumentException("expected " + token + " at " + tokens.subList(at, tokens.size()));
    }

    private Expr expr() {
        if (take("if")) {
            Expr c = expr();
            expect("then");
            Expr a = expr();
            expect("else");
            return Build.select(c, a, expr());
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
        if (take("not")) return Build.not(not());
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
            else if (take("div")) left = Build.apply(Primitive.IDIV, left, factor());
            else if (take("mod")) left = Build.apply(Primitive.MOD, left, factor());
            else return left;
        }
    }

    private Expr factor() {
        if (take("-")) return Build.neg(factor());
        Expr base = atom();
        return take("^") ? Build.apply(Primitive.POW, base, factor()) : base;
    }

    private Expr atom() {
        String token = next();
        if (token.equals("(")) {
            Expr e = expr();
            expect(")");
            return e;
        }
        if (Character.isDigit(token.charAt(0))) {
            return token.matches("[0-9]+")
                    ? Expr.constant(Long.parseLong(token))
                    : Expr.real(Double.parseDouble(token));
        }
        switch (token) {
            case "inf" -> {
                return Expr.real(Double.POSITIVE_INFINITY);
            }
            case "true" -> {
                return Expr.TRUE;
            }
            case "false" -> {
                return Expr.FALSE;
            }
            default -> {}
        }
        if (take("(")) {
            List<Expr> args = new ArrayList<>();
            do args.add(expr());
            while (take(","));
            expect(")");
            return Build.apply(Primitive.function(token), args);
        }
        if (take("[")) {
            List<Expr> positions = new ArrayList<>();
            do positions.add(expr());
            while (take(","));
            Optional<Expr> otherwise = take("|") ? Optional.of(expr()) : Optional.empty();
            expect("]");
            return Expr.read(tensors.get(token), positions, otherwise);
        }
        if (bound.contains(token)) return Expr.position(new Index(token));
        if (dims.containsKey(token)) return Expr.size(dims.get(token));
        return Expr.read(tensors.get(token), List.of());
    }
}
