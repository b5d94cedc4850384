package org.nnc.compiler.ir;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An index position of the form {@code c1*i1 + c2*i2 + .. + c0} with sizes as coefficients.
 *
 * <p>Immutable; indices with coefficient 0 are left out, so equal maps are equal objects.
 */
public final class Affine {
    private final Map<Index, Dim> coefficients;
    private final Dim constant;

    private Affine(Map<Index, Dim> coefficients, Dim constant) {
        this.coefficients = coefficients;
        this.constant = constant;
    }

    /** The affine form of an int expression, where it has one. */
    public static Optional<Affine> of(Expr e) {
        Dim d = Build.dim(e);
        if (d != null) return Optional.of(new Affine(Map.of(), d));
        if (e instanceof Expr.Position p) return Optional.of(new Affine(Map.of(p.index(), Dim.ONE), Dim.ZERO));
        if (!(e instanceof Expr.Apply a) || a.type() != Type.INT) return Optional.empty();
        return switch (a.op()) {
            case NEG -> of(a.arg(0)).map(x -> x.times(Dim.of(-1)));
            case ADD -> of(a.arg(0)).flatMap(x -> of(a.arg(1)).map(x::plus));
            case SUB -> of(a.arg(0)).flatMap(x -> of(a.arg(1)).map(y -> x.plus(y.times(Dim.of(-1)))));
            case MUL -> of(a.arg(0)).flatMap(x -> of(a.arg(1)).flatMap(y -> product(x, y)));
            default -> Optional.empty();
        };
    }

    private static Optional<Affine> product(Affine x, Affine y) {
        if (x.coefficients.isEmpty()) return Optional.of(y.times(x.constant));
        return y.coefficients.isEmpty() ? Optional.of(x.times(y.constant)) : Optional.empty();
    }

    public static Affine constant(Dim constant) {
        return new Affine(Map.of(), constant);
    }

    public static Affine index(Index index) {
        return new Affine(Map.of(index, Dim.ONE), Dim.ZERO);
    }

    public Affine plus(Affine other) {
        Map<Index, Dim> sum = new LinkedHashMap<>(coefficients);
        other.coefficients.forEach((i, c) -> {
            Dim total = sum.getOrDefault(i, Dim.ZERO).plus(c);
            if (total.equals(Dim.ZERO)) sum.remove(i);
            else sum.put(i, total);
        });
        return new Affine(sum, constant.plus(other.constant));
    }

    public Affine minus(Affine other) {
        return plus(other.times(Dim.of(-1)));
    }

    public Affine plus(Dim value) {
        return new Affine(coefficients, constant.plus(value));
    }

    public Affine times(Dim factor) {
        if (factor.equals(Dim.ZERO)) return constant(Dim.ZERO);
        Map<Index, Dim> scaled = new LinkedHashMap<>();
        coefficients.forEach((i, c) -> scaled.put(i, c.times(factor)));
        return new Affine(scaled, constant.times(factor));
    }

    /** This map without the term of one index. */
    public Affine without(Index index) {
        Map<Index, Dim> rest = new LinkedHashMap<>(coefficients);
        rest.remove(index);
        return new Affine(rest, constant);
    }

    /** This map with an index replaced by a map. */
    public Affine substitute(Index index, Affine value) {
        return without(index).plus(value.times(coefficient(index)));
    }

    /** The indices that occur, in order. */
    public Set<Index> indices() {
        return coefficients.keySet();
    }

    public Dim coefficient(Index index) {
        return coefficients.getOrDefault(index, Dim.ZERO);
    }

    public Dim constant() {
        return constant;
    }

    public boolean isConstant() {
        return coefficients.isEmpty();
    }

    /** The index, where the map is that index alone. */
    public Optional<Index> bare() {
        return constant.equals(Dim.ZERO)
                        && coefficients.size() == 1
                        && coefficients.values().iterator().next().equals(Dim.ONE)
                ? Optional.of(coefficients.keySet().iterator().next())
                : Optional.empty();
    }

    /** As an int expression: terms in order, then the constant. */
    public Expr toExpr() {
        Expr sum = Expr.constant(0);
        for (Map.Entry<Index, Dim> t : coefficients.entrySet()) {
            sum = Build.add(sum, Build.mul(Expr.size(t.getValue()), Expr.position(t.getKey())));
        }
        if (constant.isConstant() && constant.constant().getAsLong() < 0) {
            return Build.sub(sum, Expr.size(constant.negate()));
        }
        return Build.add(sum, Expr.size(constant));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Affine a && a.constant.equals(constant) && a.coefficients.equals(coefficients);
    }

    @Override
    public int hashCode() {
        return 31 * coefficients.hashCode() + constant.hashCode();
    }

    @Override
    public String toString() {
        return toExpr().toString();
    }
}
