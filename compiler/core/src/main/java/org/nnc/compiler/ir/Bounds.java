package org.nnc.compiler.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What can be proved about int expressions inside a loop nest under conditions: bounds of affine maps by elimination of
 * the indices, each through its loop or through a condition.
 *
 * <p>Sufficient, not necessary: what is proved holds for every size of the run-time dims and at every point of the nest.
 * An int expression that is not affine (a read, {@code div}, {@code mod}, {@code min}, ..) is an index of its own, about
 * which its operation tells what it can. Immutable to its users.
 */
public final class Bounds {
    /** Beyond this many tries a proof is given up: nested conditions would otherwise cost exponential time. */
    private static final int TRIES = 400;

    private static final int DEPTH = 7;

    private final Function<Tensor, Optional<Program.Range>> values;
    private final Map<Index, Dim> lo;
    private final Map<Index, Dim> last;
    private final List<Affine> facts;
    /** By part that is not affine, the loop indices that it mentions. */
    private final Map<Index, Set<Index>> atoms;
    /** Quotients by what they divide: one that a condition keeps from being negative is not negative either. */
    private final Map<Index, Expr> quotients = new HashMap<>();

    private Bounds(
            Function<Tensor, Optional<Program.Range>> values,
            Map<Index, Dim> lo,
            Map<Index, Dim> last,
            List<Affine> facts,
            Map<Index, Set<Index>> atoms) {
        this.values = values;
        this.lo = lo;
        this.last = last;
        this.facts = facts;
        this.atoms = atoms;
    }

    /**
     * Inside the given loops.
     *
     * @param values the half-open range in which all values of an int tensor lie, where one is known
     */
    public static Bounds of(List<Loop> loops, Function<Tensor, Optional<Program.Range>> values) {
        Bounds b = new Bounds(values, new HashMap<>(), new HashMap<>(), new ArrayList<>(), new HashMap<>());
        for (Loop l : loops) {
            Affine i = Affine.index(l.index());
            Affine from = b.atomized(l.lo());
            Affine to = b.atomized(l.hi());
            if (from.isConstant()) b.lo.put(l.index(), from.constant());
            else b.facts.add(i.minus(from));
            if (to.isConstant()) b.last.put(l.index(), to.constant().minus(1));
            else b.facts.add(to.minus(i).plus(Dim.of(-1)));
        }
        return b;
    }

    /** Inside the given loops, with nothing known of the values of tensors. */
    public static Bounds of(List<Loop> loops) {
        return of(loops, t -> Optional.empty());
    }

    /** The same where a condition holds besides. */
    public Bounds with(Expr condition) {
        Bounds b = copy();
        b.assume(condition, true);
        b.quotients.forEach(b::notNegative);
        return b;
    }

    /** The same where a condition does not hold. */
    public Bounds without(Expr condition) {
        Bounds b = copy();
        b.assume(condition, false);
        b.quotients.forEach(b::notNegative);
        return b;
    }

    private Bounds copy() {
        Bounds b = new Bounds(
                values, new HashMap<>(lo), new HashMap<>(last), new ArrayList<>(facts), new HashMap<>(atoms));
        b.quotients.putAll(quotients);
        return b;
    }

    // ---- conditions --------------------------------------------------------------------------------------------

    private void assume(Expr e, boolean holds) {
        if (e.is(Primitive.NOT)) {
            assume(e.children().get(0), !holds);
        } else if (e.is(holds ? Primitive.AND : Primitive.OR)) {
            e.children().forEach(c -> assume(c, holds));
        } else if (e.is(Primitive.SELECT) && e.children().get(2).equals(Expr.FALSE) && holds) {
            assume(e.children().get(0), true);
            assume(e.children().get(1), true);
        } else {
            for (Affine f : comparison(e, holds)) facts.add(f);
            if (isUnequal(e, holds)) sharpen(e);
        }
    }

    private static boolean isUnequal(Expr e, boolean holds) {
        return e.is(holds ? Primitive.NE : Primitive.EQ) && areInts(e);
    }

    private static boolean areInts(Expr e) {
        return e.children().get(0).type() == Type.INT && e.children().get(1).type() == Type.INT;
    }

    /** {@code a != b} says something where one side is known not to be below the other. */
    private void sharpen(Expr e) {
        Affine difference =
                atomized(e.children().get(0)).minus(atomized(e.children().get(1)));
        Affine opposite = difference.times(Dim.of(-1));
        if (provablyNonNegative(difference)) facts.add(difference.plus(Dim.of(-1)));
        else if (provablyNonNegative(opposite)) facts.add(opposite.plus(Dim.of(-1)));
    }

    /** The maps that are at least 0 where the comparison holds, or does not hold. */
    private List<Affine> comparison(Expr e, boolean holds) {
        if (!(e instanceof Expr.Apply a) || a.op().form() != Primitive.Form.COMPARE || !areInts(e)) return List.of();
        Affine up = atomized(a.arg(1)).minus(atomized(a.arg(0)));
        Affine down = up.times(Dim.of(-1));
        return switch (a.op()) {
            case LT -> holds ? List.of(up.plus(Dim.of(-1))) : List.of(down);
            case LE -> holds ? List.of(up) : List.of(down.plus(Dim.of(-1)));
            case GT -> holds ? List.of(down.plus(Dim.of(-1))) : List.of(up);
            case GE -> holds ? List.of(down) : List.of(up.plus(Dim.of(-1)));
            case EQ -> holds ? List.of(up, down) : List.of();
            case NE -> holds ? List.of() : List.of(up, down);
            default -> List.of();
        };
    }

    /** Whether the condition can hold at no point at all. */
    public boolean contradicts(Expr condition) {
        Bounds b = with(condition);
        for (Affine f : b.facts.subList(facts.size(), b.facts.size())) {
            if (f.isConstant()
                    && f.constant().isConstant()
                    && f.constant().constant().getAsLong() < 0) return true;
            if (provablyNonNegative(f.times(Dim.of(-1)).plus(Dim.of(-1)))) return true;
        }
        return false;
    }

    // ---- proofs ------------------------------------------------------------------------------------------------

    /** The affine form of an int expression; parts that are not affine are indices of their own. */
    public Affine affine(Expr e) {
        return atomized(e);
    }

    public boolean provablyNonNegative(Expr e) {
        return provablyNonNegative(atomized(e));
    }

    /** Whether the map is at least 0 at every point. */
    public boolean provablyNonNegative(Affine a) {
        return new Search(a).prove(a, DEPTH);
    }

    /**
     * Where a point is looked at, the loops of its indices are not empty: a size that such a loop runs up to is at least 1.
     */
    private Map<String, Dim> notEmpty(Affine a) {
        Set<Index> mentioned = new HashSet<>();
        for (Index i : a.indices()) mentioned.addAll(atoms.getOrDefault(i, Set.of(i)));
        Map<String, Dim> atLeastOne = new HashMap<>();
        for (Index i : mentioned) {
            if (!last.containsKey(i) || !Dim.ZERO.equals(lo.get(i))) continue;
            Dim size = last.get(i).plus(1);
            for (String name : size.variables()) {
                if (size.equals(Dim.variable(name))) atLeastOne.put(name, size.plus(1));
            }
        }
        return atLeastOne;
    }

    /** Whether the expression lies in {@code 0..size} at every point. */
    public boolean provablyWithin(Expr e, Dim size) {
        Affine a = atomized(e);
        return provablyNonNegative(a)
                && provablyNonNegative(Affine.constant(size.minus(1)).minus(a));
    }

    /** The least value of the map over the loops, conditions left aside; exact where no index occurs twice. */
    public Optional<Dim> lower(Affine a) {
        Affine rest = a;
        for (Index i : List.copyOf(a.indices())) {
            Dim c = a.coefficient(i);
            Dim extreme = c.isNonNegative() ? lo.get(i) : c.negate().isNonNegative() ? last.get(i) : null;
            if (extreme == null) return Optional.empty();
            rest = rest.substitute(i, Affine.constant(extreme));
        }
        return rest.isConstant() ? Optional.of(rest.constant()) : Optional.empty();
    }

    /** The greatest value of the map over the loops, conditions left aside. */
    public Optional<Dim> upper(Affine a) {
        return lower(a.times(Dim.of(-1))).map(Dim::negate);
    }

    /**
     * Sizes that the map never falls below, the conditions used or not: if one of them is at least 0 once the run-time
     * dims are bound, so is the map. In order of the search, without repetition.
     */
    public List<Dim> lowerBounds(Affine a) {
        Search search = new Search(a);
        search.prove(a, DEPTH);
        return List.copyOf(search.found.keySet());
    }

    /** One proof: eliminates index after index, each in all ways known. */
    private final class Search {
        private final Map<Dim, Boolean> found = new LinkedHashMap<>();
        private final Map<String, Dim> notEmpty;
        private int tries;

        Search(Affine a) {
            notEmpty = notEmpty(a);
        }

        boolean prove(Affine a, int depth) {
            if (a.isConstant()) {
                boolean proved = a.constant().substitute(notEmpty).isNonNegative();
                found.put(proved ? Dim.ZERO : a.constant(), true);
                return proved;
            }
            if (depth == 0 || ++tries > TRIES) return false;
            Index i = a.indices().iterator().next();
            Dim c = a.coefficient(i);
            boolean up = c.isNonNegative();
            if (!up && !c.negate().isNonNegative()) return false;
            Dim extreme = up ? lo.get(i) : last.get(i);
            if (extreme != null && prove(a.substitute(i, Affine.constant(extreme)), depth)) return true;
            for (Affine f : facts) {
                Optional<Affine> rest = eliminated(a, c, f, f.coefficient(i));
                if (rest.isPresent() && prove(rest.get(), depth - 1)) return true;
            }
            // The conditions may contradict each other among themselves, or need an index that is not in the map.
            return false;
        }

        /**
         * {@code a - (c/k) f} with {@code f >= 0}, which is free of the index; scaled up where k does not divide c. Of a
         * whole number, {@code k*a + k - 1 >= 0} proves {@code a >= 0}.
         */
        private Optional<Affine> eliminated(Affine a, Dim c, Affine f, Dim k) {
            if (k.equals(Dim.ZERO)) return Optional.empty();
            if (c.equals(k)) return Optional.of(a.minus(f));
            boolean up = isPositive(c) && isPositive(k);
            if (!up && !(isPositive(c.negate()) && isPositive(k.negate()))) return Optional.empty();
            Dim by = up ? k : k.negate();
            return Optional.of(a.times(by).minus(f.times(up ? c : c.negate())).plus(by.minus(1)));
        }

        private boolean isPositive(Dim d) {
            return d.substitute(notEmpty).isPositive();
        }
    }

    // ---- parts that are not affine -----------------------------------------------------------------------------

    private Affine atomized(Expr e) {
        Dim d = Build.dim(e);
        if (d != null) return Affine.constant(d);
        if (e instanceof Expr.Position p) return Affine.index(p.index());
        if (e instanceof Expr.Apply a && a.type() == Type.INT) {
            switch (a.op()) {
                case NEG:
                    return atomized(a.arg(0)).times(Dim.of(-1));
                case ADD:
                    return atomized(a.arg(0)).plus(atomized(a.arg(1)));
                case SUB:
                    return atomized(a.arg(0)).minus(atomized(a.arg(1)));
                case STOP:
                    return atomized(a.arg(0));
                case MUL:
                    Affine x = atomized(a.arg(0));
                    Affine y = atomized(a.arg(1));
                    if (x.isConstant()) return y.times(x.constant());
                    if (y.isConstant()) return x.times(y.constant());
                    break;
                default:
                    break;
            }
        }
        return Affine.index(atom(e));
    }

    private Index atom(Expr e) {
        Index i = new Index("{" + e + "}");
        if (!atoms.containsKey(i)) {
            Set<Index> mentioned = new HashSet<>();
            e.forEach(x -> {
                if (x instanceof Expr.Position p) mentioned.add(p.index());
            });
            atoms.put(i, mentioned);
            describe(e, i);
        }
        return i;
    }

    private void describe(Expr e, Index i) {
        Affine self = Affine.index(i);
        if (e instanceof Expr.Read r) {
            values.apply(r.tensor()).ifPresent(range -> {
                if (r.otherwise().isPresent()) return;
                lo.put(i, range.lo());
                last.put(i, range.hi().minus(1));
            });
            return;
        }
        if (!(e instanceof Expr.Apply a) || a.type() != Type.INT) return;
        switch (a.op()) {
            case MOD -> {
                Affine m = atomized(a.arg(1));
                if (m.isConstant() && m.constant().substitute(notEmpty(self)).isPositive()) {
                    lo.put(i, Dim.ZERO);
                    last.put(i, m.constant().minus(1));
                }
            }
            case IDIV -> {
                Affine m = atomized(a.arg(1));
                if (!m.isConstant() || !m.constant().substitute(notEmpty(self)).isPositive()) return;
                Affine rest = atomized(a.arg(0)).minus(self.times(m.constant()));
                facts.add(rest);
                facts.add(Affine.constant(m.constant().minus(1)).minus(rest));
                quotients.put(i, a.arg(0));
                // Rounded down, which the two facts are not; floor((q*m - 1)/m) is q - 1.
                upper(atomized(a.arg(0))).ifPresent(most -> {
                    Dim q = most.plus(1).div(m.constant());
                    boolean isExact = q.times(m.constant()).equals(most.plus(1));
                    last.put(i, isExact ? q.minus(1) : most.div(m.constant()));
                });
                lower(atomized(a.arg(0))).ifPresent(least -> lo.put(i, least.div(m.constant())));
                notNegative(i, a.arg(0));
            }
            case MIN -> extreme(a, i, self, -1);
            case MAX -> extreme(a, i, self, 1);
            case CLAMP -> {
                lower(atomized(a.arg(1))).ifPresent(d -> lo.put(i, d));
                upper(atomized(a.arg(2))).ifPresent(d -> last.put(i, d));
            }
            case SQUARE -> lo.put(i, Dim.ZERO);
            case ABS -> {
                lo.put(i, Dim.ZERO);
                Affine x = atomized(a.arg(0));
                Optional<Dim> p = upper(x);
                Optional<Dim> q = lower(x);
                if (p.isPresent() && q.isPresent())
                    last.put(i, p.get().max(q.get().negate()).max(Dim.ZERO));
            }
            case RELU -> {
                lo.put(i, Dim.ZERO);
                facts.add(self.minus(atomized(a.arg(0))));
            }
            case SIGN -> {
                lo.put(i, Dim.of(-1));
                last.put(i, Dim.ONE);
            }
            case SELECT -> {
                Bounds then = with(a.arg(0));
                Bounds otherwise = without(a.arg(0));
                Optional<Dim> x = then.lower(then.atomized(a.arg(1)));
                Optional<Dim> y = otherwise.lower(otherwise.atomized(a.arg(2)));
                if (x.isPresent() && y.isPresent()) lo.put(i, x.get().min(y.get()));
                x = then.upper(then.atomized(a.arg(1)));
                y = otherwise.upper(otherwise.atomized(a.arg(2)));
                if (x.isPresent() && y.isPresent()) last.put(i, x.get().max(y.get()));
            }
            case MUL -> {
                if (provablyNonNegative(atomized(a.arg(0))) && provablyNonNegative(atomized(a.arg(1))))
                    lo.put(i, Dim.ZERO);
                Optional<Dim> x = upper(atomized(a.arg(0)));
                Optional<Dim> y = upper(atomized(a.arg(1)));
                if (lo.containsKey(i) && x.isPresent() && y.isPresent())
                    last.put(i, x.get().times(y.get()));
            }
            default -> {}
        }
    }

    private void notNegative(Index quotient, Expr divided) {
        Dim known = lo.get(quotient);
        if (known != null && known.isNonNegative()) return;
        if (provablyNonNegative(atomized(divided))) lo.put(quotient, Dim.ZERO);
    }

    /** A maximum is at least both its arguments, and at most the greater of their upper bounds; a minimum likewise. */
    private void extreme(Expr.Apply a, Index i, Affine self, int sign) {
        Affine x = atomized(a.arg(0));
        Affine y = atomized(a.arg(1));
        facts.add(self.minus(x).times(Dim.of(sign)));
        facts.add(self.minus(y).times(Dim.of(sign)));
        Optional<Dim> p = sign > 0 ? upper(x) : lower(x);
        Optional<Dim> q = sign > 0 ? upper(y) : lower(y);
        if (p.isEmpty() || q.isEmpty()) return;
        if (sign > 0) last.put(i, p.get().max(q.get()));
        else lo.put(i, p.get().min(q.get()));
    }
}
