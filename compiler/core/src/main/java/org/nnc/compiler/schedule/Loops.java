package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Build;
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
 * One equation as loops.
 *
 * <p>A sum is accumulated in memory where it is scattered, or where that lets the innermost loop run along the rows of
 * what it reads; any other reduction is accumulated in a local variable, cell by cell.
 */
final class Loops {
    /** A reduction over fewer points than this is not worth a loop of its own innermost. */
    private static final long SHORT = 16;

    /** A sum of at most so many terms may be written out, in so many chains, each term of at most so many nodes. */
    private static final long STRAIGHT = 32;

    private static final int CHAINS = 4;

    static final int SIMPLE = 24;

    /** Outside this range a sum of squares may have lost digits, in float or double: the norm is then scaled. */
    private static final double TINY = 1e-30;

    private static final double HUGE = 1e37;

    private final Context context;
    private final Map<String, Program.Range> ranges;
    private final Locals locals;

    Loops(Context context) {
        this.context = context;
        this.ranges = context.ranges();
        this.locals = context.locals();
    }

    /**
     * @param add whether the value is added to what the target holds; for sums and pointwise equations
     * @param around the loops of the recurrence around the equation; their indices stand in it
     */
    List<Code> of(Equation e, boolean add, List<Loop> around) {
        Set<Index> fixed = new HashSet<>();
        around.forEach(l -> fixed.add(l.index()));
        Cases cases = new Cases(context);
        Optional<Cases.Split> split = cases.split(List.of(e), around).or(() -> cases.alternative(e, around));
        if (split.isPresent()) {
            Cases.Split s = split.get();
            return List.of(new Code.If(
                    s.condition(),
                    of(s.then().get(0), add, around),
                    of(s.otherwise().get(0), add, around)));
        }
        if (e.reduction().isEmpty()) return pointwise(e, add, around, fixed);
        if (isNothing(e)) return add ? List.of() : zeros(e, around);
        Optional<List<Code>> contraction = contraction(e, add, around, cases);
        if (contraction.isPresent()) return contraction.get();
        Space space = Space.of(e, fixed, locals);
        if (space.isScattered()) return scattered(e, space, add, around);
        Reduction r = e.reduction().get();
        Optional<List<Code>> windows = around.isEmpty() && r == Reduction.MAX && !add
                ? new Places(context).rows(e, Optional.empty(), space)
                : Optional.empty();
        if (windows.isPresent()) return windows.get();
        if (r == Reduction.SUM && prefersRows(e, space)) return rows(e, space, add, around);
        return cells(e, space, add, around);
    }

    /** A sum of products on top of what the target starts from, if the kernel can do both in one. */
    Optional<List<Code>> of(Equation e, Equation start) {
        Cases cases = new Cases(context);
        boolean isWhole = cases.split(List.of(e), List.of()).isEmpty()
                && cases.alternative(e, List.of()).isEmpty()
                && cases.ranges(e, List.of()).isEmpty();
        return isWhole && e.isReduction() && !isNothing(e) ? new Contraction(context).of(e, start) : Optional.empty();
    }

    /** Whether an equation sums products with the constant 0, which stands for a default. */
    private static boolean isNothing(Equation e) {
        return e.reduction().get() == Reduction.SUM
                && e.body().is(Primitive.MUL)
                && e.body().children().stream().anyMatch(f -> f.isConst(0));
    }

    private Optional<List<Code>> contraction(Equation e, boolean add, List<Loop> around, Cases cases) {
        Optional<List<Equation>> pieces = cases.ranges(e, around);
        if (pieces.isPresent() && Contraction.isOne(pieces.get().get(0), context)) {
            List<Code> code = new ArrayList<>();
            for (Equation p : pieces.get()) code.addAll(of(p, add || !code.isEmpty(), around));
            return Optional.of(code);
        }
        return new Contraction(context).of(e, add, around);
    }

    private List<Code> pointwise(Equation e, boolean add, List<Loop> around, Set<Index> fixed) {
        // A value under an equality that decides a left-hand index is written where it goes, not looked for.
        if (e.body() instanceof Expr.Apply s
                && s.op() == Primitive.SELECT
                && s.arg(2).isConst(0)
                && s.type() == Type.REAL) {
            Equation sum =
                    Equation.reduce(e.target(), e.indices(), Reduction.SUM, List.of(), s.arg(0), s.arg(1), e.note());
            Space space = Space.of(sum, fixed, locals);
            if (space.isScattered()) return scattered(sum, space, add, around);
        }
        Space space = Space.of(e, fixed, locals);
        List<Code> leaf = List.of(new Code.Store(e.target(), space.at(), e.body(), add));
        return new Nest(space, ranges).around(around, space.left(), leaf);
    }

    private List<Code> scattered(Equation e, Space space, boolean add, List<Loop> around) {
        Optional<List<Code>> spread = around.isEmpty() ? new Spreads(context).of(e, add) : Optional.empty();
        if (spread.isPresent()) return spread.get();
        List<Code> code = new ArrayList<>();
        List<Loop> loops = scatterOrder(space);
        boolean fills = new Nest(space, ranges).isUnconditional(around, loops)
                && Access.fills(e.target(), space.at(), around, loops);
        if (!add && !fills) code.addAll(zeros(e, around));
        Expr value = e.reduction().get() == Reduction.COUNT ? Expr.constant(1) : space.body();
        Terms all = new Terms(withBestInnermost(space, loops, value), value);
        Terms terms = Terms.of(all.loops(), value, space.at(), space).orElse(all);
        List<Code> leaf = List.of(new Code.Store(e.target(), space.at(), terms.value(), add || !fills));
        code.addAll(new Nest(space, ranges).around(around, terms.loops(), leaf));
        return code;
    }

    /** What a table sends elsewhere is outermost: it is looked up once, and from there the target's rows are run along. */
    private static List<Loop> scatterOrder(Space space) {
        List<Loop> first = new ArrayList<>();
        for (Loop b : space.binders()) {
            boolean isSent = space.lets().stream()
                    .anyMatch(l -> space.depends(l.value(), b.index())
                            && space.left().stream().noneMatch(u -> space.depends(l.value(), u.index())));
            boolean isFree = space.left().stream().noneMatch(l -> space.dependsOn(b, l))
                    && space.binders().stream().allMatch(o -> first.contains(o) || !space.dependsOn(b, o));
            if (isSent && isFree) first.add(b);
        }
        List<Loop> loops = new ArrayList<>(first);
        loops.addAll(space.left());
        for (Loop b : space.binders()) if (!first.contains(b)) loops.add(b);
        return loops;
    }

    /** Moves the loop innermost along which reads and the target are smooth. */
    private List<Loop> withBestInnermost(Space space, List<Loop> loops, Expr value) {
        Loop best = null;
        int least = Integer.MAX_VALUE;
        for (Loop l : loops) {
            if (loops.stream().anyMatch(o -> o != l && space.dependsOn(o, l))) continue;
            int jumps = 2 * Access.jumps(value, l.index()) + (Access.isSmooth(space.at(), l.index()) ? 0 : 2);
            if (Access.isShort(l, SHORT)) jumps++;
            if (jumps <= least) {
                least = jumps;
                best = l;
            }
        }
        List<Loop> ordered = new ArrayList<>(loops);
        if (best != null) {
            ordered.remove(best);
            ordered.add(best);
        }
        return ordered;
    }

    /** Loops that set the target to zero. */
    List<Code> zeros(Equation e, List<Loop> around) {
        return fill(e, around, e.target().type() == Type.REAL ? Expr.real(0) : Expr.constant(0));
    }

    private List<Code> fill(Equation e, List<Loop> around, Expr value) {
        List<Expr> at = new ArrayList<>();
        List<Loop> free = new ArrayList<>();
        for (int d = 0; d < e.indices().size(); d++) {
            Index own = e.indices().get(d);
            Index i = own;
            if (around.stream().noneMatch(l -> l.index().equals(own))) {
                i = locals.index(own);
                free.add(Loop.upTo(i, e.target().shape().get(d)));
            }
            at.add(Expr.position(i));
        }
        return inside(free, List.of(new Code.Store(e.target(), at, value, false)));
    }

    private boolean prefersRows(Equation e, Space space) {
        if (space.left().isEmpty() || space.binders().isEmpty()) return false;
        Loop row = space.left().get(space.left().size() - 1);
        Loop last = innermostBinder(space).get(space.binders().size() - 1);
        if (!Access.isSmooth(space.at(), row.index()) || !e.body().mentions(row.index())) return false;
        if (space.binders().stream().anyMatch(k -> space.dependsOn(k, row))) return false;
        if (Access.isShort(row, SHORT) && !Access.isShort(last, SHORT)) return false;
        return Access.jumps(space.body(), row.index()) == 0
                && (Access.jumps(space.body(), last.index()) > 0 || Access.isShort(last, SHORT));
    }

    /** The target's rows are accumulated in memory, the innermost loop running along them. */
    private List<Code> rows(Equation e, Space space, boolean add, List<Loop> around) {
        List<Code> code = new ArrayList<>();
        List<Loop> loops = new ArrayList<>(space.left());
        Loop row = loops.remove(loops.size() - 1);
        loops.addAll(space.binders());
        loops.add(row);
        Terms all = new Terms(loops, space.body());
        Terms terms = Terms.of(loops, space.body(), space.at(), space).orElse(all);
        // Where that was all there is to sum, every cell is written once.
        boolean isWhole = terms.loops().size() == space.left().size()
                && space.conditions().isEmpty();
        if (!add && !isWhole) code.addAll(zeros(e, around));
        List<Code> leaf = List.of(new Code.Store(e.target(), space.at(), terms.value(), add || !isWhole));
        code.addAll(new Nest(space, ranges).around(around, terms.loops(), leaf));
        return code;
    }

    private List<Loop> innermostBinder(Space space) {
        return withBestInnermost(space, space.binders(), space.body());
    }

    /** Each cell of the target is reduced into a local variable. */
    private List<Code> cells(Equation e, Space space, boolean add, List<Loop> around) {
        List<Code> cell = new ArrayList<>();
        List<Loop> outer = new ArrayList<>(around);
        outer.addAll(space.left());
        Expr value = reduced(e, space, outer, cell);
        cell.add(new Code.Store(e.target(), space.at(), value, add));
        return inside(space.left(), cell);
    }

    static List<Code> inside(List<Loop> loops, List<Code> body) {
        List<Code> code = body;
        for (int i = loops.size() - 1; i >= 0; i--) {
            Loop l = loops.get(i);
            code = List.of(new Code.For(l.index(), l.lo(), l.hi(), false, code));
        }
        return code;
    }

    private Expr reduced(Equation e, Space space, List<Loop> outer, List<Code> code) {
        Reduction r = e.reduction().get();
        Expr body = space.body();
        Type type = r.type(body.type());
        switch (r) {
            case SUM -> {
                if (space.binders().isEmpty()
                        && space.conditions().isEmpty()
                        && space.lets().isEmpty()) return body;
                return sum(e, space, outer, code, body);
            }
            case COUNT -> {
                return sum(e, space, outer, code, Expr.constant(1));
            }
            case NORM -> {
                return norm(e, space, outer, code);
            }
            case ARGMAX, ARGMIN -> {
                return new Places(context).find(e, space, outer, code).place();
            }
            default -> {
                Tensor acc = declare(e, type, Places.empty(r, type), code);
                Expr old = Expr.read(acc, List.of());
                Primitive op = switch (r) {
                    case PROD -> Primitive.MUL;
                    case MAX -> Primitive.MAX;
                    case MIN -> Primitive.MIN;
                    case ANY -> Primitive.OR;
                    default -> Primitive.AND;
                };
                List<Map<Index, Expr>> points =
                        r == Reduction.MAX || r == Reduction.MIN ? Places.points(e, space) : List.of();
                for (Map<Index, Expr> p : points) {
                    // The first is the greatest so far, whatever it is.
                    Expr here = body.substitute(p);
                    if (p == points.get(0)) code.set(code.size() - 1, new Code.Local(acc, here, true));
                    else code.add(new Code.Set(acc, Expr.apply(op, old, here), false));
                }
                if (!points.isEmpty()) return old;
                List<Code> leaf = List.of(new Code.Set(acc, Expr.apply(op, old, body), false));
                code.addAll(new Nest(space, ranges).around(outer, space.binders(), leaf));
                return old;
            }
        }
    }

    private Tensor declare(Equation e, Type type, Expr start, List<Code> code) {
        Tensor acc = locals.local(e.reduction().get().toString(), type);
        code.add(new Code.Local(acc, start, true));
        return acc;
    }

    private Expr sum(Equation e, Space space, List<Loop> outer, List<Code> code, Expr value) {
        if (isStraight(space, value)) return straight(e, space.binders().get(0), code, value);
        Tensor acc = declare(e, value.type(), Expr.of(value.type(), 0), code);
        List<Code> leaf = List.of(new Code.Set(acc, value, true));
        code.addAll(new Nest(space, ranges).around(outer, innermostBinder(space), leaf));
        return Expr.read(acc, List.of());
    }

    /** A sum of a few simple terms is written out: the chains of additions run side by side. */
    private static boolean isStraight(Space space, Expr value) {
        if (space.binders().size() != 1
                || !space.conditions().isEmpty()
                || !space.lets().isEmpty()) return false;
        Loop l = space.binders().get(0);
        return value.type() == Type.REAL
                && Unit.size(value) <= SIMPLE
                && Unit.cost(value) <= 2
                && Access.isShort(l, STRAIGHT + 1)
                && !Access.isShort(l, 2 * CHAINS);
    }

    private Expr straight(Equation e, Loop l, List<Code> code, Expr value) {
        long from = (long) ((Expr.Const) l.lo()).value();
        long to = (long) ((Expr.Const) l.hi()).value();
        List<Expr> chains = new ArrayList<>();
        for (long i = from; i < to; i++) {
            Expr term = value.substitute(Map.of(l.index(), Expr.constant(i)));
            if (chains.size() < CHAINS) {
                chains.add(Expr.read(declare(e, Type.REAL, term, code), List.of()));
            } else {
                Expr.Read chain = (Expr.Read) chains.get((int) ((i - from) % CHAINS));
                code.add(new Code.Set(chain.tensor(), term, true));
            }
        }
        Expr left = Expr.apply(Primitive.ADD, chains.get(0), chains.get(1));
        return Expr.apply(Primitive.ADD, left, Expr.apply(Primitive.ADD, chains.get(2), chains.get(3)));
    }

    /** The root of the sum of squares; where that may have left the range of the type, scaled by the largest value. */
    private Expr norm(Equation e, Space space, List<Loop> outer, List<Code> code) {
        Expr body = space.body();
        Expr squares = sum(e, space, outer, code, Expr.apply(Primitive.SQUARE, body));
        Tensor result = declare(e, Type.REAL, Expr.apply(Primitive.SQRT, squares), code);
        List<Code> scaled = new ArrayList<>();
        Tensor largest = locals.local("largest", Type.REAL);
        Expr most = Expr.read(largest, List.of());
        scaled.add(new Code.Local(largest, Expr.real(0), true));
        Expr larger = Expr.apply(Primitive.MAX, most, Expr.apply(Primitive.ABS, body));
        List<Code> leaf = List.of(new Code.Set(largest, larger, false));
        scaled.addAll(new Nest(space, ranges).around(outer, space.binders(), leaf));
        scaled.add(new Code.Set(result, most, false));
        List<Code> finite = new ArrayList<>();
        Expr ratio = Expr.apply(Primitive.DIV, body, most);
        Expr rest = sum(e, space, outer, finite, Expr.apply(Primitive.SQUARE, ratio));
        finite.add(new Code.Set(result, Expr.apply(Primitive.MUL, most, Expr.apply(Primitive.SQRT, rest)), false));
        Expr isFinite = Build.and(Build.lt(Expr.real(0), most), Build.lt(most, Expr.real(Double.POSITIVE_INFINITY)));
        scaled.add(new Code.If(isFinite, finite, List.of()));
        Expr isSafe = Build.and(Build.lt(Expr.real(TINY), squares), Build.lt(squares, Expr.real(HUGE)));
        code.add(new Code.If(Expr.apply(Primitive.NOT, isSafe), scaled, List.of()));
        return Expr.read(result, List.of());
    }
}
