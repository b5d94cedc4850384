package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Leaves out tensors that need not be stored: the summands of a sum are accumulated into it, a pointwise value that
 * is read once is computed where it is read, and pointwise equations over the same indices run in one nest.
 */
final class Combine {
    /** Larger expressions are left apart: a reader should follow them, and HotSpot vectorise them. */
    private static final int LARGEST = 60;

    /** More arrays than this in one loop run slower than two loops. */
    private static final int STREAMS = 8;

    private final Context context;
    private final Map<String, Integer> over;
    private final Map<String, Integer> reads;
    private final Set<String> kept;
    private final Map<String, Integer> at = new HashMap<>();
    private final Set<String> partial = new HashSet<>();
    private List<Unit> units;

    /**
     * @param reads how often each tensor is read in the whole program
     * @param kept tensors that are asked for or that another phase reads
     * @param over by tensor, the position that a recurrence around runs over
     */
    private Combine(
            List<Order.Step> steps,
            Map<String, Integer> reads,
            Set<String> kept,
            Context context,
            Map<String, Integer> over) {
        this.context = context;
        this.over = over;
        this.units = new ArrayList<>();
        this.reads = reads;
        this.kept = kept;
        for (Order.Step s : steps) units.add(Unit.of(s));
    }

    static List<Unit> of(
            List<Order.Step> steps,
            Map<String, Integer> reads,
            Set<String> kept,
            Context context,
            Map<String, Integer> over) {
        Combine c = new Combine(steps, reads, kept, context, over);
        c.accumulate();
        c.pair();
        c.scale();
        c.inline();
        return c.fuse();
    }

    private void number() {
        at.clear();
        for (int i = 0; i < units.size(); i++) {
            Unit u = units.get(i);
            if (u == null || u.single() == null) continue;
            if (!partial.contains(u.single().target().name()))
                at.put(u.single().target().name(), i);
        }
    }

    /** Whether a tensor exists only for one read. */
    private boolean isTemporary(Tensor t) {
        return !kept.contains(t.name()) && reads.getOrDefault(t.name(), 0) == 1 && at.containsKey(t.name());
    }

    // ---- d = d_1 + d_2 -----------------------------------------------------------------------------------------

    private void accumulate() {
        number();
        Map<Integer, List<Unit>> after = new HashMap<>();
        for (int i = 0; i < units.size(); i++) {
            Equation e = units.get(i).single();
            if (e == null
                    || e.isReduction()
                    || e.target().rank() == 0
                    || e.target().type() != Type.REAL) continue;
            List<Expr> terms = new ArrayList<>();
            terms(e.body(), terms);
            List<Expr> rest = new ArrayList<>();
            List<Integer> parts = new ArrayList<>();
            for (Expr t : terms) {
                if (terms.size() > 1 && isPart(t, e))
                    parts.add(at.get(((Expr.Read) t).tensor().name()));
                else rest.add(t);
            }
            if (parts.isEmpty()) continue;
            partial.add(e.target().name());
            boolean isFirst = rest.isEmpty();
            Unit whole = units.get(i);
            for (int p : parts) {
                Equation part = units.get(p).single();
                Unit moved = units.get(p)
                        .with(onto(part, e.target()), !isFirst, rest.isEmpty() ? whole.origins() : List.of());
                after.computeIfAbsent(i, n -> new ArrayList<>()).add(moved);
                units.set(p, null);
                isFirst = false;
            }
            if (rest.isEmpty()) {
                units.set(i, null);
                continue;
            }
            Expr sum = rest.get(0);
            for (Expr t : rest.subList(1, rest.size())) sum = Build.add(sum, t);
            units.set(i, whole.with(Equation.pointwise(e.target(), e.indices(), sum, e.note()), false, List.of()));
        }
        List<Unit> ordered = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            if (units.get(i) != null) ordered.add(units.get(i));
            ordered.addAll(after.getOrDefault(i, List.of()));
        }
        units = ordered;
    }

    private static void terms(Expr e, List<Expr> terms) {
        if (e.is(Primitive.ADD)) e.children().forEach(c -> terms(c, terms));
        else terms.add(e);
    }

    private boolean isPart(Expr term, Equation whole) {
        if (!(term instanceof Expr.Read r) || r.otherwise().isPresent() || !Unit.isIdentity(r.at(), whole.indices()))
            return false;
        if (!isTemporary(r.tensor())
                || !r.tensor().shape().equals(whole.target().shape())) return false;
        Unit u = units.get(at.get(r.tensor().name()));
        if (u == null) return false;
        Equation part = u.single();
        boolean isSum = part.reduction().filter(x -> x == Reduction.SUM).isPresent();
        return r.type() == Type.REAL && (isSum || Unit.isScattered(part));
    }

    private static Equation onto(Equation e, Tensor target) {
        return new Equation(target, e.indices(), e.reduction(), e.binders(), e.guard(), e.body(), e.note());
    }

    // ---- a value and its place -----------------------------------------------------------------------------------

    /** A maximum and the place of its winner read the same: both stand where the first of them stood. */
    private void pair() {
        List<Integer> values = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            Equation e = units.get(i).single();
            if (e == null || units.get(i).add()) continue;
            if (Winners.isValue(e)) values.add(i);
            if (Winners.isPlace(e)) places.add(i);
        }
        for (int p : places) {
            Unit place = units.get(p);
            for (int v : values) {
                Unit value = units.get(v);
                if (value == null || value.single() == null || !runsAlike(value, place.single())) continue;
                Optional<Equation> over = Winners.over(value.single(), place.single());
                if (over.isEmpty()) continue;
                List<Equation> origins = new ArrayList<>(value.origins());
                origins.addAll(place.origins());
                units.set(v, null);
                units.set(p, null);
                units.set(Math.min(v, p), new Unit(null, List.of(value.single(), over.get()), false, origins));
                break;
            }
        }
        units.removeIf(u -> u == null);
    }

    // ---- a number times a cell -------------------------------------------------------------------------------------

    /** A number times a cell that stays stored costs no more than a read: it is computed where it is read. */
    private void scale() {
        number();
        Map<String, List<Integer>> readers = new HashMap<>();
        Set<String> made = new HashSet<>();
        for (int i = 0; i < units.size(); i++) {
            for (Equation e : units.get(i).equations()) {
                made.add(e.target().name());
                for (Tensor t : e.reads())
                    readers.computeIfAbsent(t.name(), n -> new ArrayList<>()).add(i);
            }
        }
        for (int i = 0; i < units.size(); i++) {
            Unit u = units.get(i);
            Equation e = u.single();
            String name = e == null ? "" : e.target().name();
            if (u.add() || kept.contains(name) || !at.containsKey(name) || !readers.containsKey(name)) continue;
            Optional<Equation> scaled = Scaled.of(e, t -> kept.contains(t.name()) || !made.contains(t.name()));
            int from = i;
            if (scaled.isEmpty()
                    || !readers.get(name).stream().allMatch(j -> j > from && isScaledIn(units.get(j), e.target())))
                continue;
            for (int j : readers.get(name)) {
                Unit reader = units.get(j);
                Equation changed = reader.single().map(x -> Scaled.gathered(substituted(x, scaled.get())));
                Unit with = reader.with(changed, reader.add(), List.of());
                units.set(j, j == readers.get(name).get(0) ? with.before(u.origins()) : with);
            }
            units.set(i, null);
        }
        units.removeIf(u -> u == null);
    }

    private boolean isScaledIn(Unit reader, Tensor t) {
        Equation e = reader.single();
        return e != null
                && !e.isReduction()
                && e.call().isEmpty()
                && !Unit.isScattered(e)
                && !e.guard().reads(t)
                && !e.body()
                        .any(x -> x instanceof Expr.Read r
                                && (r.tensor().equals(t) && r.otherwise().isPresent()
                                        || r.at().stream().anyMatch(a -> a.reads(t))));
    }

    // ---- values read once --------------------------------------------------------------------------------------

    private void inline() {
        number();
        Map<String, Integer> reader = new HashMap<>();
        for (int i = 0; i < units.size(); i++) {
            for (Equation e : units.get(i).equations()) for (Tensor t : e.reads()) reader.put(t.name(), i);
        }
        for (int i = 0; i < units.size(); i++) {
            Equation e = units.get(i).single();
            if (e == null || units.get(i).add() || e.target().rank() == 0) continue;
            Integer to = reader.get(e.target().name());
            if (!isTemporary(e.target()) || to == null || to <= i) continue;
            Equation consumer = units.get(to).single();
            if (consumer == null) continue;
            Optional<Equation> nested = Nested.of(e, consumer).filter(n -> keepsProduct(e, n));
            if (nested.isEmpty() && (e.isReduction() || !isWorthIt(e, consumer))) continue;
            Equation joined = nested.orElseGet(() -> consumer.map(x -> Scaled.gathered(substituted(x, e))));
            units.set(
                    to,
                    units.get(to)
                            .with(joined, units.get(to).add(), List.of())
                            .before(units.get(i).origins()));
            units.set(i, null);
            for (Tensor t : e.reads()) reader.put(t.name(), to);
        }
        units.removeIf(u -> u == null);
    }

    /** Whether a sum for the matrix kernel stays one where it is taken into another sum. */
    private boolean keepsProduct(Equation e, Equation joined) {
        return !Contraction.isOne(e, context) || Contraction.isOne(joined, context);
    }

    private boolean isWorthIt(Equation e, Equation consumer) {
        if (consumer.call().isPresent()) return false;
        if (Unit.size(e.body()) + Unit.size(consumer.body()) > LARGEST || Unit.isScattered(e)) return false;
        if (e.target().type() != e.body().type()) return false;
        Expr.Read[] read = {null};
        consumer.body().forEach(x -> {
            if (x instanceof Expr.Read r && r.tensor().equals(e.target())) read[0] = r;
        });
        // In a bound or a guard the value decides which points run: it stays stored.
        if (read[0] == null || read[0].otherwise().isPresent()) return false;
        boolean isCopy = e.body() instanceof Expr.Read || e.body().isConst();
        if (isCopy) return true;
        if (Contraction.isOne(consumer, context)) return false;
        Set<Index> loops = new LinkedHashSet<>();
        consumer.loops().forEach(l -> loops.add(l.index()));
        boolean runsTwice =
                consumer.reduction().filter(r -> r == Reduction.NORM).isPresent();
        return Unit.isInjective(read[0].at(), loops) && !runsTwice || Unit.cost(e.body()) <= 1;
    }

    private static Expr substituted(Expr x, Equation e) {
        if (x instanceof Expr.Read r && r.tensor().equals(e.target())) {
            Map<Index, Expr> by = new HashMap<>();
            for (int d = 0; d < e.indices().size(); d++) by.put(e.indices().get(d), substituted(r.at().get(d), e));
            return e.body().substitute(by);
        }
        return x.mapChildren(c -> substituted(c, e));
    }

    // ---- one nest ----------------------------------------------------------------------------------------------

    private List<Unit> fuse() {
        List<Unit> fused = new ArrayList<>();
        Map<String, Integer> writer = new HashMap<>();
        Map<List<?>, Integer> open = new HashMap<>();
        for (Unit u : units) {
            Equation e = u.single();
            boolean isPlain = e != null
                    && !u.add()
                    && !e.isReduction()
                    && e.target().rank() > 0
                    && !Unit.isScattered(e)
                    && !isStart(e);
            Integer to = isPlain ? open.get(e.target().shape()) : null;
            if (to != null && runsAlike(fused.get(to), e) && fits(fused.get(to), to, e, writer)) {
                fused.set(to, joined(fused.get(to), u));
            } else {
                to = fused.size();
                fused.add(u);
                if (isPlain) open.put(e.target().shape(), to);
            }
            for (Equation w : u.equations()) writer.put(w.target().name(), to);
        }
        return fused;
    }

    /** Whether an equation only copies what a sum starts from: by itself that is a copy of whole rows. */
    private boolean isStart(Equation e) {
        return partial.contains(e.target().name()) && e.body() instanceof Expr.Read;
    }

    private boolean runsAlike(Unit group, Equation e) {
        String first = group.parts().get(0).target().name();
        return Objects.equals(over.get(first), over.get(e.target().name()));
    }

    private boolean fits(Unit group, int at, Equation e, Map<String, Integer> writer) {
        boolean[] fits = {true};
        Set<String> streams = new HashSet<>();
        int[] size = {Unit.size(e.body())};
        for (Equation p : group.parts()) {
            size[0] += Unit.size(p.body());
            if (group.parts().stream().noneMatch(v -> Twins.isTwin(v, p)))
                streams.add(p.target().name());
            p.reads().forEach(t -> streams.add(t.name()));
        }
        if (group.parts().stream().noneMatch(v -> Twins.isTwin(v, e)))
            streams.add(e.target().name());
        e.forEach(x -> {
            if (!(x instanceof Expr.Read r)) return;
            streams.add(r.tensor().name());
            if (isEarlier(r, e)) return;
            Integer by = writer.get(r.tensor().name());
            boolean isInside = by != null && by == at;
            fits[0] &= by == null
                    || by < at
                    || isInside
                            && Unit.isIdentity(r.at(), e.indices())
                            && r.otherwise().isEmpty();
        });
        return fits[0] && streams.size() <= STREAMS && size[0] <= 2 * LARGEST;
    }

    /** Whether a read stands at another round of the recurrence around, which is over by then. */
    private boolean isEarlier(Expr.Read r, Equation e) {
        Integer position = over.get(r.tensor().name());
        if (position == null) return false;
        Index t = e.indices().get(over.get(e.target().name()));
        Optional<Affine> distance = Affine.of(r.at().get(position)).map(a -> a.minus(Affine.index(t)));
        return distance.isPresent()
                && distance.get().isConstant()
                && !distance.get().constant().equals(Dim.ZERO);
    }

    private static Unit joined(Unit group, Unit u) {
        List<Equation> parts = new ArrayList<>(group.parts());
        List<Index> indices = parts.get(0).indices();
        Equation e = u.single();
        Map<Index, Expr> by = new LinkedHashMap<>();
        for (int d = 0; d < indices.size(); d++) by.put(e.indices().get(d), Expr.position(indices.get(d)));
        parts.add(Equation.pointwise(e.target(), indices, e.body().substitute(by), e.note()));
        List<Equation> origins = new ArrayList<>(group.origins());
        origins.addAll(u.origins());
        return new Unit(null, parts, false, origins);
    }

    /**
     * The statements of several pointwise equations in one nest; what is read only here is not stored.
     *
     * @param around the loops of recurrences around
     */
    static List<Code> nest(
            List<Equation> parts, Map<String, Integer> reads, Set<String> kept, Locals locals, List<Loop> around) {
        List<Index> indices = parts.get(0).indices();
        Map<String, Integer> inside = new HashMap<>();
        for (Equation e : parts) {
            e.forEach(x -> {
                if (x instanceof Expr.Read r && isOwn(r, indices))
                    inside.merge(r.tensor().name(), 1, Integer::sum);
            });
        }
        Map<String, Expr> values = new HashMap<>();
        List<Code> body = new ArrayList<>();
        for (Equation e : parts) {
            Expr value = named(e.body(), values, indices);
            String name = e.target().name();
            boolean isStored = kept.contains(name) || reads.getOrDefault(name, 0) > inside.getOrDefault(name, 0);
            if (inside.containsKey(name)) {
                Tensor local = locals.local(name, e.target().type());
                body.add(new Code.Local(local, value, false));
                value = Expr.read(local, List.of());
                values.put(name, value);
            }
            List<Expr> cell = indices.stream().map(Expr::position).toList();
            if (isStored || !inside.containsKey(name)) body.add(new Code.Store(e.target(), cell, value, false));
        }
        List<Code> code = body;
        List<Loop> loops = new ArrayList<>(parts.get(0).loops());
        loops.removeIf(l -> around.stream().anyMatch(a -> a.index().equals(l.index())));
        for (int i = loops.size() - 1; i >= 0; i--) {
            code = List.of(new Code.For(
                    loops.get(i).index(), loops.get(i).lo(), loops.get(i).hi(), false, code));
        }
        return code;
    }

    /** Whether a read is of the cell of the nest itself. */
    private static boolean isOwn(Expr.Read r, List<Index> indices) {
        return r.otherwise().isEmpty() && Unit.isIdentity(r.at(), indices);
    }

    private static Expr named(Expr x, Map<String, Expr> values, List<Index> indices) {
        if (x instanceof Expr.Read r && values.containsKey(r.tensor().name()) && isOwn(r, indices))
            return values.get(r.tensor().name());
        return x.mapChildren(c -> named(c, values, indices));
    }
}
