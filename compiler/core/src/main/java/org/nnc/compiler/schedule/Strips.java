package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * Takes transcendental functions out of loops over flat arrays: the loop is cut in front of and behind them, and the
 * runtime's kernel computes a whole range at once, many times faster than call by call. Values between the pieces stand
 * in the target where they are stored anyway, else in short rows of scratch. Loops over arrays at different places are cut
 * into strips as well, which {@link Aligned} brings to one place.
 */
final class Strips {
    /** The elements of a row: several fit the first-level cache. */
    static final int LENGTH = 512;

    /** Fewer rounds are as fast call by call. */
    private static final long SHORT = 16;

    /** So many rounds are when calls are quick. */
    private static final long FEW = 24;

    private final Locals locals;
    private final Set<Dim> extents;
    private final Target target;
    private int depth;
    private int rows;

    private Strips(Set<Dim> extents, Locals locals, Target target) {
        this.extents = extents;
        this.locals = locals;
        this.target = target;
    }

    static List<Code> of(List<Code> code, Set<Dim> extents, Locals locals, Target target) {
        return new Strips(extents, locals, target).list(code);
    }

    private List<Code> list(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) {
                Optional<List<Code>> whole = whole(f);
                if (whole.isPresent()) {
                    for (Code w : whole.get()) done.addAll(w instanceof Code.For g ? list(List.of(g)) : List.of(w));
                } else if (isPlain(f.body())) {
                    done.addAll(cut(f));
                } else {
                    depth++;
                    done.add(f.with(list(f.body())));
                    depth--;
                }
            } else if (c instanceof Code.If i) {
                done.add(new Code.If(i.condition(), list(i.then()), list(i.otherwise())));
            } else {
                done.add(c);
            }
        }
        return done;
    }

    // ---- a nest that fills a range with one function ------------------------------------------------------------

    /** A nest whose only statement stores a function's value to neighbouring cells: the argument, then the function. */
    private Optional<List<Code>> whole(Code.For outer) {
        List<Code.For> nest = new ArrayList<>();
        Code inner = outer;
        while (inner instanceof Code.For f) {
            int last = f.body().size() - 1;
            boolean hasLocals =
                    f.body().subList(0, last).stream().allMatch(c -> c instanceof Code.Local l && !l.mutable());
            if (!hasLocals || f.down() || !f.lo().isConst(0)) return Optional.empty();
            nest.add(f);
            inner = f.body().get(last);
        }
        // What an innermost loop names is cut there.
        if (nest.get(nest.size() - 1).body().size() > 1) return Optional.empty();
        if (!(inner instanceof Code.Store s) || s.add() || s.target().rank() == 0) return Optional.empty();
        if (!isRanged(s.value()) || Code.isLocal(s.target())) return Optional.empty();
        Optional<Affine> address = Affine.of(s.at().get(0));
        if (address.isEmpty()) return Optional.empty();
        Affine start = address.get();
        Dim length = Dim.ONE;
        for (int i = nest.size() - 1; i >= 0; i--) {
            Dim extent = Build.dim(nest.get(i).hi());
            if (extent == null || !Access.isCount(extent, extents)) return Optional.empty();
            if (!start.coefficient(nest.get(i).index()).equals(length)) return Optional.empty();
            start = start.without(nest.get(i).index());
            length = length.times(extent);
        }
        if (length.isConstant() && length.constant().getAsLong() < SHORT) return Optional.empty();
        Expr.Apply value = (Expr.Apply) s.value();
        Expr argument = value.arg(0);
        boolean readsTarget = argument.any(x ->
                x instanceof Expr.Read r && r.tensor().name().equals(s.target().name()));
        if (readsTarget) return Optional.empty();
        Expr at = start.toExpr();
        Expr n = Expr.size(length);
        if (argument instanceof Expr.Read r
                && r.tensor().rank() > 0
                && r.at().get(0).equals(s.at().get(0))) {
            return Optional.of(List.of(new Code.Range(value.op(), n, r.tensor(), at, s.target(), at)));
        }
        List<Code> code = List.of(new Code.Store(s.target(), s.at(), argument, false));
        for (int i = nest.size() - 1; i >= 0; i--) {
            List<Code> body = new ArrayList<>(nest.get(i).body());
            body.remove(body.size() - 1);
            body.addAll(code);
            code = List.of(nest.get(i).with(body));
        }
        return Optional.of(List.of(code.get(0), new Code.Range(value.op(), n, s.target(), at, s.target(), at)));
    }

    private static boolean isRanged(Expr e) {
        return e instanceof Expr.Apply a
                && a.op().hasRange()
                && a.type() == Type.REAL
                && a.arg(0).type() == Type.REAL;
    }

    // ---- an innermost loop with functions inside ----------------------------------------------------------------

    private static boolean isPlain(List<Code> body) {
        return body.stream()
                .noneMatch(c -> c instanceof Code.For
                        || c instanceof Code.If
                        || c.isCall()
                        || c instanceof Code.Local l
                                && (l.mutable() || l.tensor().type() != Type.REAL)
                        || c instanceof Code.Store s && s.target().rank() == 0);
    }

    private List<Code> cut(Code.For f) {
        Dim lo = Build.dim(f.lo());
        Dim hi = Build.dim(f.hi());
        if (f.down() || lo == null || hi == null || !Separable.isOne(f)) return List.of(f);
        Dim length = hi.minus(lo);
        if (length.isConstant() && length.constant().getAsLong() < SHORT) return List.of(f);
        Pieces pieces = new Pieces(f, length);
        boolean[] any = {false};
        for (Code c : f.body()) for (Expr e : values(c)) any[0] |= pieces.hasWork(e);
        if (!any[0]) return Aligned.helps(f, length, target.isDouble()) ? pieces.code() : List.of(f);
        List<Code> strips = pieces.code();
        // A loop that runs once may be long; what is inside another, step by step and row by row, often is not.
        if (depth == 0 || length.isConstant() || !hasQuickCalls(f)) return strips;
        Expr isShort = Build.apply(Primitive.LT, Expr.size(length), Expr.constant(FEW));
        return List.of(new Code.If(isShort, List.of(f), strips));
    }

    private boolean hasQuickCalls(Code.For f) {
        return target.hasQuickCalls()
                && f.body().stream()
                        .flatMap(c -> values(c).stream())
                        .noneMatch(v ->
                                v.any(e -> isRanged(e) && !((Expr.Apply) e).op().hasQuickCall()));
    }

    private static List<Expr> values(Code c) {
        if (c instanceof Code.Local l) return List.of(l.value());
        if (c instanceof Code.Set s) return List.of(s.value());
        return List.of(((Code.Store) c).value());
    }

    /** One loop in pieces. */
    private final class Pieces {
        private final Code.For loop;
        private final Dim length;
        private final Index j;
        private final Index strip;
        private final boolean isWhole;
        private final Expr from;
        private final Expr rounds;
        private final Map<Index, Expr> moved;
        private final Map<Index, Expr> started;
        private final List<Code> out = new ArrayList<>();
        private List<Code> pending = new ArrayList<>();
        private final Map<String, Expr> known = new HashMap<>();
        /** Functions by their arguments as renamed, and twins as the loop has them. */
        private final Map<Expr, Expr> computed = new LinkedHashMap<>();

        /** By variable, the cell that moves by one and to which it is stored as it is. */
        private final Map<String, Expr.Read> homes = new HashMap<>();

        /** By variable, the last statement that reads it. */
        private final Map<String, Integer> last = new HashMap<>();

        private final Set<String> own = new HashSet<>();
        private final Set<String> changing = new HashSet<>();
        private int at;

        Pieces(Code.For loop, Dim length) {
            this.loop = loop;
            this.length = length;
            j = locals.index(loop.index());
            strip = locals.index(new Index("strip"));
            isWhole = length.isConstant() && length.constant().getAsLong() <= LENGTH;
            Expr start = Build.mul(Expr.constant(LENGTH), Expr.position(strip));
            from = isWhole ? loop.lo() : Build.add(loop.lo(), start);
            Tensor n = locals.local("n", Type.INT);
            rounds = isWhole ? Expr.size(length) : Expr.read(n, List.of());
            if (!isWhole) {
                Expr rest = Build.sub(Expr.size(length), start);
                out.add(new Code.Local(n, Build.apply(Primitive.MIN, Expr.constant(LENGTH), rest), false));
            }
            moved = Map.of(loop.index(), Build.add(from, Expr.position(j)));
            started = Map.of(loop.index(), from);
            for (int i = 0; i < loop.body().size(); i++) {
                Code c = loop.body().get(i);
                if (c instanceof Code.Local l) own.add(l.tensor().name());
                if (c instanceof Code.Set s) changing.add(s.local().name());
                if (c instanceof Code.Store s
                        && !s.add()
                        && s.value() instanceof Expr.Read r
                        && r.tensor().rank() == 0
                        && isStream(s.at().get(0))) {
                    homes.putIfAbsent(r.tensor().name(), Expr.read(s.target(), s.at()));
                }
                int number = i;
                for (Expr v : values(c))
                    v.forEach(x -> {
                        if (x instanceof Expr.Read r && r.tensor().rank() == 0)
                            last.put(r.tensor().name(), number);
                    });
            }
        }

        /** Whether a function of something that moves with the loop stands in an expression, evaluated in any case. */
        boolean hasWork(Expr e) {
            if (isRanged(e) && moves(e)) return true;
            if (e.is(Primitive.SELECT) || e instanceof Expr.Apply a && a.op().form() == Primitive.Form.LOGIC) {
                return hasWork(e.children().get(0));
            }
            return !(e instanceof Expr.Read) && e.children().stream().anyMatch(this::hasWork);
        }

        private boolean moves(Expr e) {
            boolean isFree = !e.any(x ->
                    x instanceof Expr.Read r && changing.contains(r.tensor().name()));
            return isFree
                    && e.any(x -> x instanceof Expr.Position p && p.index().equals(loop.index())
                            || x instanceof Expr.Read r
                                    && own.contains(r.tensor().name()));
        }

        List<Code> code() {
            for (at = 0; at < loop.body().size(); at++) {
                Code c = loop.body().get(at);
                if (c instanceof Code.Local l) {
                    Expr value = renamed(value(l.value(), home(l)));
                    if (isComputed(value)) known.put(l.tensor().name(), value);
                    else pending.add(new Code.Local(l.tensor(), value, false));
                } else if (c instanceof Code.Set s) {
                    Expr value = renamed(value(s.value(), null));
                    pending.add(new Code.Set(s.local(), value, s.add()));
                } else {
                    Code.Store s = (Code.Store) c;
                    Expr value = renamed(value(s.value(), s.add() ? null : Expr.read(s.target(), s.at())));
                    boolean isThere = !s.add() && value.equals(Expr.read(s.target(), s.at()));
                    if (!isThere) pending.add(new Code.Store(s.target(), s.at(), value, s.add()));
                }
            }
            flush();
            if (isWhole) return out;
            Expr count = Build.apply(
                    Primitive.IDIV, Build.add(Expr.size(length), Expr.constant(LENGTH - 1)), Expr.constant(LENGTH));
            return List.of(new Code.For(strip, Expr.constant(0), count, false, out));
        }

        private boolean isComputed(Expr e) {
            return e instanceof Expr.Read && computed.containsValue(e);
        }

        /** The cell to which a local variable is stored as it is, if there is one that moves by one. */
        private Expr.Read home(Code.Local l) {
            return homes.get(l.tensor().name());
        }

        private boolean isStream(Expr address) {
            return Affine.of(address)
                    .filter(a -> a.coefficient(loop.index()).equals(Dim.ONE))
                    .isPresent();
        }

        /**
         * The expression with functions replaced by reads of what kernels have computed.
         *
         * @param home where the value will be stored as it is, or null
         */
        private Expr value(Expr e, Expr.Read home) {
            if (e instanceof Expr.Read r) {
                return r.tensor().rank() == 0 ? known.getOrDefault(r.tensor().name(), r) : r;
            }
            if (computed.containsKey(e)) return computed.get(e);
            if (isRanged(e) && moves(e)) return function((Expr.Apply) e, home);
            if (e.is(Primitive.SELECT) || e instanceof Expr.Apply a && a.op().form() == Primitive.Form.LOGIC) {
                // What a condition may leave out stays where it is.
                boolean[] isFirst = {true};
                return e.mapChildren(c -> {
                    boolean first = isFirst[0];
                    isFirst[0] = false;
                    return first ? value(c, null) : renamed(c);
                });
            }
            return e.mapChildren(c -> value(c, null));
        }

        /** The expression with variables that a cut has stored meanwhile read from there. */
        private Expr renamed(Expr e) {
            if (e instanceof Expr.Read r && r.tensor().rank() == 0)
                return known.getOrDefault(r.tensor().name(), r);
            return e.mapChildren(this::renamed);
        }

        private Expr function(Expr.Apply e, Expr.Read home) {
            Expr argument = renamed(value(e.arg(0), null));
            Expr key = Expr.apply(e.op(), argument);
            Expr done = computed.get(key);
            if (done != null) return done;
            boolean isHome = home != null && isStream(home.at().get(0)) && !isMentioned(home.tensor());
            Expr.Read to = isHome ? home : Expr.read(Code.row(++rows, LENGTH), List.of(Expr.position(j)));
            if (argument instanceof Expr.Read l && l.tensor().rank() == 0 && isStored(l)) {
                flush();
                argument = known.getOrDefault(l.tensor().name(), l);
            }
            boolean isDirect = argument instanceof Expr.Read r
                    && r.tensor().rank() > 0
                    && (Code.isRow(r.tensor()) || isStream(r.at().get(0)));
            if (!isDirect) {
                pending.add(new Code.Store(to.tensor(), to.at(), argument, false));
                flush();
                out.add(range(e.op(), to, to));
            } else {
                Expr.Read source = (Expr.Read) argument;
                if (isPending(source.tensor())) flush();
                Optional<Expr.Read> twin = isHome ? twin(e) : Optional.empty();
                out.add(new Code.Range(
                        e.op(),
                        rounds,
                        source.tensor(),
                        start(source),
                        to.tensor(),
                        start(to),
                        twin.map(this::started)));
                if (twin.isPresent()) computed.put(e.op().twin(e.arg(0)).orElseThrow(), twin.get());
            }
            computed.put(key, to);
            return to;
        }

        /** Whether a tensor is read or written before the statement at hand, or not in its place by it. */
        private boolean isMentioned(Tensor t) {
            for (int i = 0; i < loop.body().size(); i++) {
                Code c = loop.body().get(i);
                if (i > at && c instanceof Code.Store s && s.target().equals(t)) continue;
                for (Expr v : values(c)) if (v.reads(t) && i <= at) return true;
                if (i < at && c instanceof Code.Store s && s.target().equals(t)) return true;
            }
            return false;
        }

        /** Whether the loop that is gathering stores a local variable as it is. */
        private boolean isStored(Expr.Read local) {
            return pending.stream()
                    .anyMatch(c -> c instanceof Code.Store s
                            && !s.add()
                            && s.value().equals(local)
                            && isStream(s.at().get(0)));
        }

        private boolean isPending(Tensor t) {
            return pending.stream()
                    .anyMatch(
                            c -> c instanceof Code.Store s && s.target().name().equals(t.name()));
        }

        /** The cell that a later statement gives the twin of a function, where nothing else mentions it. */
        private Optional<Expr.Read> twin(Expr.Apply e) {
            Expr twin = e.op().twin(e.arg(0)).orElse(null);
            if (twin == null) return Optional.empty();
            for (int i = at + 1; i < loop.body().size(); i++) {
                if (!(loop.body().get(i) instanceof Code.Store s)
                        || s.add()
                        || !s.value().equals(twin)) continue;
                boolean isAlone = isStream(s.at().get(0))
                        && loop.body().stream()
                                .noneMatch(c -> c != s
                                                && c instanceof Code.Store o
                                                && o.target().equals(s.target())
                                        || values(c).stream().anyMatch(v -> v.reads(s.target())));
                if (isAlone) return Optional.of(Expr.read(s.target(), s.at()));
            }
            return Optional.empty();
        }

        private Expr.Read started(Expr.Read r) {
            return Expr.read(r.tensor(), List.of(start(r)));
        }

        private Code.Range range(Primitive op, Expr.Read x, Expr.Read y) {
            return new Code.Range(op, rounds, x.tensor(), start(x), y.tensor(), start(y));
        }

        private Expr start(Expr.Read r) {
            return Code.isRow(r.tensor()) ? Expr.constant(0) : r.at().get(0).substitute(started);
        }

        /** Emits the loop over what has gathered; what is needed behind it is stored. */
        private void flush() {
            if (pending.isEmpty()) return;
            List<Code> body = new ArrayList<>();
            for (Code c : pending) {
                body.add(c);
                if (!(c instanceof Code.Local l) || !isNeeded(l.tensor())) continue;
                Expr.Read home = home(l);
                boolean isStored = home != null
                        && pending.stream()
                                .anyMatch(x -> x instanceof Code.Store s
                                        && s.value().equals(Expr.read(l.tensor(), List.of()))
                                        && s.target().equals(home.tensor())
                                        && s.at().equals(home.at()));
                Expr.Read to = isStored ? home : Expr.read(Code.row(++rows, LENGTH), List.of(Expr.position(j)));
                if (!isStored) body.add(new Code.Store(to.tensor(), to.at(), Expr.read(l.tensor(), List.of()), false));
                known.put(l.tensor().name(), to);
            }
            pending = new ArrayList<>();
            List<Code> flat =
                    body.stream().map(c -> Collapse.substituted(c, moved)).toList();
            Code.For whole = new Code.For(j, Expr.constant(0), rounds, false, flat);
            out.addAll(Aligned.of(whole, length, target.isDouble(), locals));
        }

        /** Whether a statement from the one at hand on reads a local variable. */
        private boolean isNeeded(Tensor local) {
            return last.getOrDefault(local.name(), -1) >= at;
        }
    }
}
