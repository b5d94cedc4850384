package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Gives an innermost loop the form of which HotSpot makes vectors: all of its arrays at one index, few operations. What is
 * read at another place is copied to a row of scratch, what is written there is copied back, and a loop of many operations
 * is cut in {@link Parts}.
 */
final class Aligned {
    /** Shorter ranges are done before the copies are. */
    private static final int FEW = 128;

    /** More rows than this crowd each other out of the first-level cache, and more streams are not vectorised. */
    private static final int MOST = 8;

    /** A loop of so many operations is worth cutting although all of its arrays must be copied for that. */
    private static final int HEAVY = 40;

    /** Longer bodies are left whole: their parts would need more rows than any cache holds near, and much text. */
    private static final int LONGEST = 1000;

    /**
     * What copying costs, in the time that a processor takes for a third of an operation without vectors: for any range,
     * and for each number of four bytes.
     */
    private static final int CALL = 200;

    private static final int NUMBER = 2;

    /** A range of a tensor: where it begins. */
    private record Place(Tensor tensor, Affine start) {}

    private final Code.For loop;
    private final Locals locals;
    private final Affine home;
    private final Map<Place, Tensor> rows = new LinkedHashMap<>();
    private final Set<Place> read = new LinkedHashSet<>();
    private final Set<Place> written = new LinkedHashSet<>();

    private Aligned(Code.For loop, Affine home, Locals locals) {
        this.loop = loop;
        this.home = home;
        this.locals = locals;
    }

    // ---- whether it helps ---------------------------------------------------------------------------------------

    /** What a loop reads and writes, where all of it is ranges of reals and operations that vectors have. */
    private static final class Streams {
        private final Index index;
        private final Set<Place> places = new LinkedHashSet<>();
        private boolean isWork;
        private boolean hasSum;
        private int operations;

        private Streams(Index index) {
            this.index = index;
        }

        static Optional<Streams> of(Code.For f) {
            Streams s = new Streams(f.index());
            s.isWork = f.body().size() > 1;
            boolean fits = !f.down();
            for (Code c : f.body()) fits = fits && s.statement(c);
            return fits && !s.places.isEmpty() ? Optional.of(s) : Optional.empty();
        }

        private boolean statement(Code c) {
            if (c instanceof Code.Store s) {
                isWork |= s.add() || !(s.value() instanceof Expr.Read);
                operations += s.add() ? 1 : 0;
                return s.target().type() == Type.REAL && range(s.target(), s.at().get(0)) && value(s.value());
            }
            if (c instanceof Code.Set s) {
                hasSum = true;
                return s.add() && s.local().type() == Type.REAL && value(s.value());
            }
            return c instanceof Code.Local l && !l.mutable() && value(l.value());
        }

        /** Adds the place where a range begins; false where neighbours in the loop are none in memory. */
        private boolean range(Tensor t, Expr at) {
            Optional<Affine> address = Affine.of(at);
            if (address.isEmpty() || !address.get().coefficient(index).equals(Dim.ONE)) return false;
            places.add(new Place(t, address.get().without(index)));
            return true;
        }

        /** Whether an expression consists of operations that vectors have, over ranges and what is the same in every round. */
        private boolean value(Expr e) {
            if (e.type() != Type.REAL) return !e.mentions(index) && !(e instanceof Expr.Apply);
            if (e instanceof Expr.Read r) {
                if (r.tensor().rank() == 0 || !r.mentions(index)) return true;
                return range(r.tensor(), r.at().get(0));
            }
            if (e instanceof Expr.Apply a) {
                operations++;
                return a.op().hasVectors() && e.children().stream().allMatch(this::value);
            }
            return !e.mentions(index);
        }

        /** Whether two ranges begin at different places, so far apart as only a call knows. */
        boolean isScattered() {
            Affine first = places.iterator().next().start();
            return places.stream().anyMatch(p -> {
                Affine apart = p.start().minus(first);
                return !apart.isConstant() || !apart.constant().isConstant();
            });
        }

        /** Whether two ranges begin at different places. */
        boolean isShifted() {
            return places.stream().map(Place::start).distinct().count() > 1;
        }

        /** The place at which the loop runs: where most ranges begin, if rows of scratch can begin there too, else 0. */
        Affine home(Code.For f, Dim length) {
            Affine zero = Affine.constant(Dim.ZERO);
            Optional<Affine> lo = Affine.of(f.lo());
            boolean hasRows = places.stream().anyMatch(p -> Code.isRow(p.tensor()));
            if (hasRows || lo.isEmpty() || !isWhole(length)) return zero;
            Map<Affine, Integer> counts = new LinkedHashMap<>();
            for (Place p : places) counts.merge(p.start(), 1, Integer::sum);
            Affine most = zero;
            for (Affine a : counts.keySet()) if (counts.get(a) > counts.getOrDefault(most, 0)) most = a;
            Affine first = most.plus(lo.get());
            if (!first.isConstant() || !first.constant().isConstant()) return zero;
            long at = first.constant().constant().getAsLong();
            return at >= 0 && at + length.constant().getAsLong() <= Strips.LENGTH ? most : zero;
        }
    }

    private static boolean isWhole(Dim length) {
        return length.isConstant() && length.constant().getAsLong() <= Strips.LENGTH;
    }

    private static boolean isShort(Dim length) {
        return length.isConstant() && length.constant().getAsLong() < FEW;
    }

    /**
     * Whether a loop is one that would be vectorised if only its arrays began at one place, or if it did less.
     *
     * @param length of the loop, or of the one of which it is a strip
     * @param isDouble whether a real is a double
     */
    static boolean helps(Code.For f, Dim length, boolean isDouble) {
        Optional<Streams> streams = Streams.of(f);
        if (streams.isEmpty()) return false;
        Streams s = streams.get();
        if (s.isScattered() && !s.hasSum) return s.isWork && s.places.size() <= MOST && !isShort(length);
        boolean isMuch = Parts.isMuch(s.operations, s.places.size());
        if (s.isScattered() || !s.isShifted() && !isMuch || s.operations > LONGEST) return false;
        Affine home = s.home(f, length);
        long copies = s.places.stream()
                .filter(p -> !Code.isRow(p.tensor())
                        && !(isWhole(length) && p.start().equals(home)))
                .count();
        if (copies > MOST || copies > 0 && !s.isShifted() && s.operations < HEAVY) return false;
        return pays(s, copies, length, isDouble);
    }

    private static boolean pays(Streams s, long copies, Dim length, boolean isDouble) {
        long loops = copies + Parts.count(s.operations, s.places.size(), s.hasSum) - 1;
        long number = isDouble ? 2 * NUMBER : NUMBER;
        long without = 3L * s.operations;
        if (!length.isConstant()) return without > loops * number;
        long n = length.constant().getAsLong();
        return without * n > loops * (CALL + number * n);
    }

    // ---- the loop -----------------------------------------------------------------------------------------------

    /**
     * The loop over rows between copies where that helps, else the loop.
     *
     * @param f a loop from 0 over at most {@link Strips#LENGTH} elements, whose ranges are the same or do not overlap
     * @param length of the loop of which it is a strip
     */
    static List<Code> of(Code.For f, Dim length, boolean isDouble, Locals locals) {
        if (!helps(f, length, isDouble)) return List.of(f);
        Affine home = Streams.of(f).orElseThrow().home(f, length);
        List<Code> aligned = new Aligned(f, home, locals).code();
        if (Build.dim(f.hi()) != null) return aligned;
        Expr isFew = Build.apply(Primitive.LT, f.hi(), Expr.constant(FEW));
        return List.of(new Code.If(isFew, List.of(f), aligned));
    }

    private List<Code> code() {
        List<Code> body = new ArrayList<>();
        for (Code c : loop.body()) {
            if (c instanceof Code.Local l) {
                body.add(new Code.Local(l.tensor(), value(l.value()), false));
            } else if (c instanceof Code.Set s) {
                body.add(new Code.Set(s.local(), value(s.value()), true));
            } else {
                Code.Store s = (Code.Store) c;
                Expr value = value(s.value());
                Expr.Read cell = cell(s.target(), s.at().get(0), s.add());
                if (rows.containsKey(place(s.target(), s.at().get(0)))) {
                    written.add(place(s.target(), s.at().get(0)));
                }
                body.add(new Code.Store(cell.tensor(), cell.at(), value, s.add()));
            }
        }
        List<Code> code = new ArrayList<>();
        for (Place p : read) code.add(copy(p.tensor(), p.start().toExpr(), rows.get(p), home.toExpr()));
        Expr end = Build.add(home.toExpr(), loop.hi());
        code.addAll(Parts.of(new Code.For(loop.index(), home.toExpr(), end, false, body), locals));
        for (Place p : written)
            code.add(copy(rows.get(p), home.toExpr(), p.tensor(), p.start().toExpr()));
        return code;
    }

    private Expr value(Expr e) {
        if (e instanceof Expr.Read r && r.tensor().rank() > 0 && r.mentions(loop.index())) {
            return cell(r.tensor(), r.at().get(0), true);
        }
        return e.mapChildren(this::value);
    }

    private Place place(Tensor t, Expr at) {
        return new Place(t, Affine.of(at).orElseThrow().without(loop.index()));
    }

    /** The address at which all arrays are: the loop begins where they do. */
    private Expr here() {
        return Expr.position(loop.index());
    }

    /** A cell, or that of the row which stands for its range; what is read before it is written is copied in. */
    private Expr.Read cell(Tensor t, Expr at, boolean isRead) {
        Place p = place(t, at);
        if (Code.isRow(t) || p.start().equals(home)) return Expr.read(t, List.of(here()));
        Tensor row = rows.computeIfAbsent(p, x -> Code.copy(rows.size() + 1, Strips.LENGTH));
        if (isRead && !written.contains(p)) read.add(p);
        return Expr.read(row, List.of(here()));
    }

    private Code copy(Tensor from, Expr fromAt, Tensor to, Expr toAt) {
        return new Code.Range(Primitive.STOP, loop.hi(), from, fromAt, to, toAt);
    }
}
