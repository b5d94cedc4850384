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
 * Lets an innermost loop over ranges that begin at different places run over rows of scratch that all begin at 0: what it
 * reads is copied there, what it writes is copied back. HotSpot vectorises a loop only where all arrays have one index; the
 * copies take a twentieth of what a loop without vectors takes for as many elements.
 */
final class Aligned {
    /** Shorter ranges are done before the copies are. */
    private static final int FEW = 128;

    /** More rows than this crowd each other out of the first-level cache, and more streams are not vectorised. */
    private static final int MOST = 8;

    /** A range of a tensor: where it begins. */
    private record Place(Tensor tensor, Affine start) {}

    private final Code.For loop;
    private final Map<Place, Tensor> rows = new LinkedHashMap<>();
    private final Set<Place> read = new LinkedHashSet<>();
    private final Set<Place> written = new LinkedHashSet<>();

    private Aligned(Code.For loop) {
        this.loop = loop;
    }

    /**
     * Whether a loop is one that would be vectorised if only its arrays began at one place.
     *
     * @param length of the loop, or of the one of which it is a strip
     */
    static boolean helps(Code.For f, Dim length) {
        if (f.down() || length.isConstant() && length.constant().getAsLong() < FEW) return false;
        Set<Place> places = new LinkedHashSet<>();
        boolean isWork = f.body().size() > 1;
        for (Code c : f.body()) {
            if (c instanceof Code.Store s) {
                boolean isStream = s.target().type() == Type.REAL && add(s.target(), s.at().get(0), f.index(), places);
                if (!isStream) return false;
                isWork |= s.add() || !(s.value() instanceof Expr.Read);
                if (!isArithmetic(s.value(), f.index(), places)) return false;
            } else if (!(c instanceof Code.Local l) || l.mutable() || !isArithmetic(l.value(), f.index(), places)) {
                return false;
            }
        }
        return isWork && places.size() <= MOST && isScattered(places);
    }

    /** Adds the place where a range begins; false where neighbours in the loop are none in memory. */
    private static boolean add(Tensor t, Expr at, Index i, Set<Place> places) {
        Optional<Affine> address = Affine.of(at);
        if (address.isEmpty() || !address.get().coefficient(i).equals(Dim.ONE)) return false;
        places.add(new Place(t, address.get().without(i)));
        return true;
    }

    /** Whether an expression consists of operations that vectors have, over ranges and what is the same in every round. */
    private static boolean isArithmetic(Expr e, Index i, Set<Place> places) {
        if (e.type() != Type.REAL) return !e.mentions(i) && !(e instanceof Expr.Apply);
        if (e instanceof Expr.Read r) {
            if (r.tensor().rank() == 0 || !r.mentions(i)) return true;
            return add(r.tensor(), r.at().get(0), i, places);
        }
        if (e instanceof Expr.Apply a) {
            return a.op().hasVectors() && e.children().stream().allMatch(c -> isArithmetic(c, i, places));
        }
        return !e.mentions(i);
    }

    private static boolean isScattered(Set<Place> places) {
        if (places.isEmpty()) return false;
        Affine first = places.iterator().next().start();
        return places.stream().anyMatch(p -> {
            Affine apart = p.start().minus(first);
            return !apart.isConstant() || !apart.constant().isConstant();
        });
    }

    /**
     * The loop over rows between copies where that helps, else the loop.
     *
     * @param f a loop from 0 over at most {@link Strips#LENGTH} elements, whose ranges are the same or do not overlap
     * @param length of the loop of which it is a strip
     */
    static List<Code> of(Code.For f, Dim length) {
        if (!helps(f, length)) return List.of(f);
        List<Code> aligned = new Aligned(f).code();
        if (Build.dim(f.hi()) != null) return aligned;
        Expr isFew = Build.apply(Primitive.LT, f.hi(), Expr.constant(FEW));
        return List.of(new Code.If(isFew, List.of(f), aligned));
    }

    private List<Code> code() {
        List<Code> body = new ArrayList<>();
        for (Code c : loop.body()) {
            if (c instanceof Code.Local l) {
                body.add(new Code.Local(l.tensor(), value(l.value()), false));
                continue;
            }
            Code.Store s = (Code.Store) c;
            Expr value = value(s.value());
            Expr.Read cell = row(s.target(), s.at().get(0), s.add());
            if (!Code.isRow(s.target())) written.add(place(s.target(), s.at().get(0)));
            body.add(new Code.Store(cell.tensor(), cell.at(), value, s.add()));
        }
        List<Code> code = new ArrayList<>();
        for (Place p : read) {
            code.add(copy(p.tensor(), p.start().toExpr(), rows.get(p), Expr.constant(0)));
        }
        code.add(loop.with(body));
        for (Place p : written) {
            code.add(copy(rows.get(p), Expr.constant(0), p.tensor(), p.start().toExpr()));
        }
        return code;
    }

    private Expr value(Expr e) {
        if (e instanceof Expr.Read r && r.tensor().rank() > 0 && r.mentions(loop.index())) {
            return row(r.tensor(), r.at().get(0), true);
        }
        return e.mapChildren(this::value);
    }

    private Place place(Tensor t, Expr at) {
        return new Place(t, Affine.of(at).orElseThrow().without(loop.index()));
    }

    /** The cell of the row that stands for a range; what is read before it is written is copied in. */
    private Expr.Read row(Tensor t, Expr at, boolean isRead) {
        if (Code.isRow(t)) return Expr.read(t, List.of(at));
        Place p = place(t, at);
        Tensor row = rows.computeIfAbsent(p, x -> Code.copy(rows.size() + 1, Strips.LENGTH));
        if (isRead && !written.contains(p)) read.add(p);
        return Expr.read(row, List.of(Expr.position(loop.index())));
    }

    private Code copy(Tensor from, Expr fromAt, Tensor to, Expr toAt) {
        return new Code.Range(Primitive.STOP, loop.hi(), from, fromAt, to, toAt);
    }
}
