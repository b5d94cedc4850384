package org.nnc.compiler.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * A size as a polynomial in the run-time dims, in canonical form: two sizes that are the same polynomial are equal.
 *
 * <p>{@code div}, {@code mod}, {@code min}, {@code max} and roots of non-constant sizes are atoms of the polynomial. Arithmetic
 * is exact; an overflow of {@code long} throws {@link ArithmeticException}.
 */
public final class Dim implements Comparable<Dim> {
    /** An indivisible factor: a variable, or an operation that the polynomial cannot look into. */
    private record Atom(String op, String name, List<Dim> args) implements Comparable<Atom> {
        @Override
        public int compareTo(Atom other) {
            return toString().compareTo(other.toString());
        }

        long evaluate(ToLongFunction<String> sizes) {
            if (op.isEmpty()) return sizes.applyAsLong(name);
            return apply(op, args.get(0).evaluate(sizes), args.get(1).evaluate(sizes));
        }

        boolean isNonNegative() {
            return switch (op) {
                case "" -> true;
                case "div" -> args.get(0).isNonNegative() && args.get(1).isPositive();
                case "mod" -> args.get(1).isPositive();
                case "max" -> args.get(0).isNonNegative() || args.get(1).isNonNegative();
                default -> args.get(0).isNonNegative() && args.get(1).isNonNegative();
            };
        }

        @Override
        public String toString() {
            if (op.isEmpty()) return name;
            String a = args.get(0).toString();
            if (op.equals("root")) return "ceil(sqrt(" + a + "))";
            String b = args.get(1).toString();
            return op.startsWith("m") && !op.equals("mod")
                    ? op + "(" + a + ", " + b + ")"
                    : "((" + a + ") " + op + " (" + b + "))";
        }
    }

    /** A product of atoms, sorted; empty for the constant term. */
    private record Monomial(List<Atom> atoms) implements Comparable<Monomial> {
        static final Monomial ONE = new Monomial(List.of());

        Monomial times(Monomial other) {
            List<Atom> all = new ArrayList<>(atoms);
            all.addAll(other.atoms);
            Collections.sort(all);
            return new Monomial(List.copyOf(all));
        }

        /** Higher degrees first, the constant last: the order in which people write polynomials. */
        @Override
        public int compareTo(Monomial other) {
            int byDegree = Integer.compare(other.atoms.size(), atoms.size());
            return byDegree != 0 ? byDegree : atoms.toString().compareTo(other.atoms.toString());
        }
    }

    public static final Dim ZERO = new Dim(new TreeMap<>());
    public static final Dim ONE = of(1);

    private final TreeMap<Monomial, Long> terms;

    private Dim(TreeMap<Monomial, Long> terms) {
        this.terms = terms;
    }

    public static Dim of(long value) {
        TreeMap<Monomial, Long> terms = new TreeMap<>();
        if (value != 0) terms.put(Monomial.ONE, value);
        return new Dim(terms);
    }

    /** A dim that is bound at run time; never negative. */
    public static Dim variable(String name) {
        return atom(new Atom("", name, List.of()));
    }

    private static Dim atom(Atom atom) {
        TreeMap<Monomial, Long> terms = new TreeMap<>();
        terms.put(new Monomial(List.of(atom)), 1L);
        return new Dim(terms);
    }

    public Dim plus(Dim other) {
        return combine(other, 1);
    }

    public Dim plus(long value) {
        return plus(of(value));
    }

    public Dim minus(Dim other) {
        return combine(other, -1);
    }

    public Dim minus(long value) {
        return minus(of(value));
    }

    public Dim negate() {
        return ZERO.minus(this);
    }

    private Dim combine(Dim other, long sign) {
        TreeMap<Monomial, Long> sum = new TreeMap<>(terms);
        other.terms.forEach((m, c) -> add(sum, m, Math.multiplyExact(sign, c)));
        return new Dim(sum);
    }

    private static void add(TreeMap<Monomial, Long> sum, Monomial m, long c) {
        long total = Math.addExact(sum.getOrDefault(m, 0L), c);
        if (total == 0) sum.remove(m);
        else sum.put(m, total);
    }

    public Dim times(Dim other) {
        TreeMap<Monomial, Long> product = new TreeMap<>();
        for (Map.Entry<Monomial, Long> a : terms.entrySet()) {
            for (Map.Entry<Monomial, Long> b : other.terms.entrySet()) {
                add(product, a.getKey().times(b.getKey()), Math.multiplyExact(a.getValue(), b.getValue()));
            }
        }
        return new Dim(product);
    }

    public Dim times(long value) {
        return times(of(value));
    }

    /** Floor division. The divisor must not be the constant 0. */
    public Dim div(Dim divisor) {
        OptionalLong d = divisor.constant();
        if (d.isPresent()) {
            if (d.getAsLong() == 1) return this;
            long by = d.getAsLong();
            if (terms.values().stream().allMatch(c -> c % by == 0)) {
                TreeMap<Monomial, Long> exact = new TreeMap<>();
                terms.forEach((m, c) -> exact.put(m, c / by));
                return new Dim(exact);
            }
        }
        Optional<Dim> exact = exact(divisor);
        if (exact.isPresent()) return exact.get();
        return operation("div", divisor);
    }

    /** The quotient, where the divisor is one product and divides every term. */
    public Optional<Dim> exact(Dim divisor) {
        if (divisor.terms.size() != 1) return Optional.empty();
        Map.Entry<Monomial, Long> by = divisor.terms.firstEntry();
        TreeMap<Monomial, Long> quotient = new TreeMap<>();
        for (Map.Entry<Monomial, Long> t : terms.entrySet()) {
            List<Atom> atoms = new ArrayList<>(t.getKey().atoms);
            for (Atom a : by.getKey().atoms) if (!atoms.remove(a)) return Optional.empty();
            if (t.getValue() % by.getValue() != 0) return Optional.empty();
            quotient.put(new Monomial(atoms), t.getValue() / by.getValue());
        }
        return Optional.of(new Dim(quotient));
    }

    /** Floor remainder; has the sign of the divisor. */
    public Dim mod(Dim divisor) {
        if (exact(divisor).isPresent()) return ZERO;
        return operation("mod", divisor);
    }

    public Dim min(Dim other) {
        if (other.minus(this).isNonNegative()) return this;
        if (minus(other).isNonNegative()) return other;
        return operation("min", other);
    }

    public Dim max(Dim other) {
        if (other.minus(this).isNonNegative()) return other;
        if (minus(other).isNonNegative()) return this;
        return operation("max", other);
    }

    /** The least whole number whose square is at least this size, which must not be negative. */
    public Dim root() {
        return operation("root", of(2));
    }

    private Dim operation(String op, Dim other) {
        if (isConstant() && other.isConstant()) {
            return of(apply(op, constant().getAsLong(), other.constant().getAsLong()));
        }
        return atom(new Atom(op, "", List.of(this, other)));
    }

    private static long apply(String op, long a, long b) {
        return switch (op) {
            case "div" -> Math.floorDiv(a, b);
            case "mod" -> Math.floorMod(a, b);
            case "min" -> Math.min(a, b);
            case "root" -> (long) Math.ceil(Math.sqrt(a));
            default -> Math.max(a, b);
        };
    }

    public boolean isConstant() {
        return terms.isEmpty() || terms.size() == 1 && terms.containsKey(Monomial.ONE);
    }

    public OptionalLong constant() {
        return isConstant() ? OptionalLong.of(terms.getOrDefault(Monomial.ONE, 0L)) : OptionalLong.empty();
    }

    /** Whether the value is at least 0 for every size of the dims: sufficient, not necessary. */
    public boolean isNonNegative() {
        return isNonNegative(4);
    }

    private boolean isNonNegative(int depth) {
        return isNonNegativeByTerms() || depth > 0 && isNonNegativeByCases(depth);
    }

    /** Looks into one quotient, remainder, minimum or maximum that is a term by itself. */
    private boolean isNonNegativeByCases(int depth) {
        for (Map.Entry<Monomial, Long> t : terms.entrySet()) {
            if (t.getKey().atoms.size() != 1 || t.getKey().atoms.get(0).op.isEmpty()) continue;
            Atom a = t.getKey().atoms.get(0);
            boolean positive = t.getValue() > 0;
            Dim c = of(t.getValue());
            Dim rest = minus(atom(a).times(c));
            Dim x = a.args.get(0);
            Dim y = a.args.get(1);
            boolean constant = y.isConstant() && y.isPositive();
            if (constant && a.op.equals("div")) {
                // s*(x div s) lies between x - (s - 1) and x.
                return rest.times(y)
                        .plus(c.times(positive ? x.minus(y).plus(1) : x))
                        .isNonNegative(depth - 1);
            }
            if (constant && a.op.equals("mod")) {
                return (positive ? rest : rest.plus(c.times(y.minus(1)))).isNonNegative(depth - 1);
            }
            if (a.op.equals("min") || a.op.equals("max")) {
                boolean first = rest.plus(c.times(x)).isNonNegative(depth - 1);
                boolean second = rest.plus(c.times(y)).isNonNegative(depth - 1);
                return a.op.equals("max") == positive ? first || second : first && second;
            }
        }
        return false;
    }

    private boolean isNonNegativeByTerms() {
        long constant = 0;
        for (Map.Entry<Monomial, Long> t : terms.entrySet()) {
            if (t.getKey().atoms.isEmpty()) constant = t.getValue();
            else if (t.getValue() < 0 || !t.getKey().atoms.stream().allMatch(Atom::isNonNegative)) return false;
        }
        return constant >= 0;
    }

    /** Whether the value is at least 1 for every size of the dims: sufficient, not necessary. */
    public boolean isPositive() {
        return minus(1).isNonNegative();
    }

    public long evaluate(ToLongFunction<String> sizes) {
        long sum = 0;
        for (Map.Entry<Monomial, Long> t : terms.entrySet()) {
            long product = t.getValue();
            for (Atom a : t.getKey().atoms) product = Math.multiplyExact(product, a.evaluate(sizes));
            sum = Math.addExact(sum, product);
        }
        return sum;
    }

    /** The run-time dims that occur, in order of first occurrence. */
    public Set<String> variables() {
        Set<String> found = new LinkedHashSet<>();
        for (Monomial m : terms.keySet()) {
            for (Atom a : m.atoms) {
                if (a.op.isEmpty()) found.add(a.name);
                a.args.forEach(d -> found.addAll(d.variables()));
            }
        }
        return found;
    }

    /** This size with a variable replaced, for instance when a layer is expanded at its call. */
    public Dim substitute(Map<String, Dim> values) {
        Dim sum = ZERO;
        for (Map.Entry<Monomial, Long> t : terms.entrySet()) {
            Dim product = of(t.getValue());
            for (Atom a : t.getKey().atoms) {
                product = product.times(a.op.isEmpty() ? values.getOrDefault(a.name, atom(a)) : rebuilt(a, values));
            }
            sum = sum.plus(product);
        }
        return sum;
    }

    private static Dim rebuilt(Atom a, Map<String, Dim> values) {
        Dim left = a.args.get(0).substitute(values);
        Dim right = a.args.get(1).substitute(values);
        return switch (a.op) {
            case "div" -> left.div(right);
            case "mod" -> left.mod(right);
            case "min" -> left.min(right);
            case "root" -> left.root();
            default -> left.max(right);
        };
    }

    /** An operation of {@link #fold}: {@code + - * div mod min max root} by name. */
    @FunctionalInterface
    public interface Operation<R> {
        R apply(String op, R left, R right);
    }

    /** This size built anew from constants, variables and operations of another kind; a sum of products, in order. */
    public <R> R fold(
            java.util.function.LongFunction<R> constant,
            java.util.function.Function<String, R> variable,
            Operation<R> operation) {
        R sum = null;
        for (Map.Entry<Monomial, Long> t : terms.entrySet()) {
            boolean minus = t.getValue() < 0 && sum != null;
            long c = minus ? Math.negateExact(t.getValue()) : t.getValue();
            R product = c == 1 && !t.getKey().atoms.isEmpty() ? null : constant.apply(c);
            for (Atom a : t.getKey().atoms) {
                R factor = a.op.isEmpty()
                        ? variable.apply(a.name)
                        : operation.apply(
                                a.op,
                                a.args.get(0).fold(constant, variable, operation),
                                a.args.get(1).fold(constant, variable, operation));
                product = product == null ? factor : operation.apply("*", product, factor);
            }
            sum = sum == null ? product : operation.apply(minus ? "-" : "+", sum, product);
        }
        return sum == null ? constant.apply(0) : sum;
    }

    @Override
    public int compareTo(Dim other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dim d && terms.equals(d.terms);
    }

    @Override
    public int hashCode() {
        return terms.hashCode();
    }

    /** In the notation of the language, which is also Java's but for {@code div}, {@code mod}, {@code min}, {@code max}. */
    @Override
    public String toString() {
        if (terms.isEmpty()) return "0";
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Monomial, Long> t : terms.entrySet()) {
            long c = t.getValue();
            text.append(text.isEmpty() ? (c < 0 ? "-" : "") : (c < 0 ? " - " : " + "));
            long size = Math.abs(c);
            List<String> factors = new ArrayList<>();
            if (size != 1 || t.getKey().atoms.isEmpty()) factors.add(Long.toString(size));
            t.getKey().atoms.forEach(a -> factors.add(a.toString()));
            text.append(String.join("*", factors));
        }
        return text.toString();
    }
}
