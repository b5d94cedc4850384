package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.Comparator;
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
 * Adds a long sum up in several chains: an addition waits for the one before it, so that one chain takes as long as the
 * additions of four. The order is fixed.
 */
final class Chains {
    private static final int CHAINS = 4;

    /** Fewer terms than this are not worth it. */
    private static final long SHORT = 16;

    /** Larger terms keep the processor busy by themselves. */
    private static final int SIMPLE = 24;

    private final Locals locals;

    private Chains(Locals locals) {
        this.locals = locals;
    }

    /** @param code over flat arrays */
    static List<Code> of(List<Code> code, Locals locals) {
        return new Chains(locals).list(code);
    }

    private List<Code> list(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (Code c : code) {
            if (c instanceof Code.For f) {
                Optional<Code.Set> sum = sum(f);
                if (sum.isPresent()) done.addAll(chains(f, sum.get()));
                else done.add(f.with(list(f.body())));
            } else if (c instanceof Code.If i) {
                done.add(new Code.If(i.condition(), list(i.then()), list(i.otherwise())));
            } else {
                done.add(c);
            }
        }
        return done;
    }

    /** The only thing that a loop does, beside naming and storing values: it adds up reals. */
    private static Optional<Code.Set> sum(Code.For f) {
        int last = f.body().size() - 1;
        boolean namesOnly = f.body().subList(0, last).stream()
                .allMatch(c -> c instanceof Code.Local l && !l.mutable() || c instanceof Code.Store s && !s.add());
        if (!namesOnly || f.down() || !(f.body().get(last) instanceof Code.Set s)) return Optional.empty();
        if (!s.add() || s.local().type() != Type.REAL || !isLong(f)) return Optional.empty();
        int size = 0;
        for (Code c : f.body()) for (Expr e : c.expressions()) size += Unit.size(e) + Unit.cost(e);
        boolean readsItself =
                f.body().stream().anyMatch(c -> c.expressions().stream().anyMatch(e -> e.reads(s.local())));
        return size <= 2 * SIMPLE && !readsItself ? Optional.of(s) : Optional.empty();
    }

    private static boolean isLong(Code.For f) {
        Dim rounds = Build.dim(Build.sub(f.hi(), f.lo()));
        return rounds == null || !rounds.isConstant() || rounds.constant().getAsLong() >= SHORT;
    }

    private List<Code> chains(Code.For f, Code.Set sum) {
        List<Code> code = new ArrayList<>();
        Expr rounds = Build.sub(f.hi(), f.lo());
        Expr some = Build.apply(Primitive.IDIV, rounds, Expr.constant(CHAINS));
        Dim size = Build.dim(rounds);
        // A range may end before it starts.
        boolean isCount = size != null && size.isNonNegative();
        Expr quarter = named("rounds", isCount ? some : Build.apply(Primitive.MAX, some, Expr.constant(0)), code);
        Expr whole = Build.add(f.lo(), Build.mul(Expr.constant(CHAINS), quarter));
        List<Tensor> chains = new ArrayList<>(List.of(sum.local()));
        while (chains.size() < CHAINS) {
            Tensor chain = locals.local(Locals.base(sum.local().name()), Type.REAL);
            code.add(new Code.Local(chain, Expr.real(0), true));
            chains.add(chain);
        }
        Index j = locals.index(f.index());
        Expr first = Build.add(f.lo(), Build.mul(Expr.constant(CHAINS), Expr.position(j)));
        List<Code> body = new ArrayList<>();
        for (int c = 0; c < CHAINS; c++) {
            body.addAll(round(f, Build.add(first, Expr.constant(c)), chains.get(c)));
        }
        code.add(new Code.For(j, Expr.constant(0), quarter, false, readFirst(body)));
        if (Expr.constant(1).equals(Build.sub(f.hi(), whole))) code.addAll(round(f, whole, sum.local()));
        else if (!whole.equals(f.hi())) code.add(new Code.For(f.index(), whole, f.hi(), false, f.body()));
        Expr right =
                Expr.apply(Primitive.ADD, Expr.read(chains.get(2), List.of()), Expr.read(chains.get(3), List.of()));
        Expr rest = Expr.apply(Primitive.ADD, Expr.read(chains.get(1), List.of()), right);
        code.add(new Code.Set(sum.local(), rest, true));
        return code;
    }

    /** One round with local variables of its own. */
    private List<Code> round(Code.For f, Expr at, Tensor chain) {
        Map<String, Tensor> own = new HashMap<>();
        List<Code> code = new ArrayList<>();
        for (Code c : f.body()) {
            Code moved = Collapse.substituted(c, Map.of(f.index(), at));
            if (moved instanceof Code.Local l) {
                Tensor t =
                        locals.local(Locals.base(l.tensor().name()), l.tensor().type());
                code.add(new Code.Local(t, renamed(l.value(), own), false));
                own.put(l.tensor().name(), t);
            } else if (moved instanceof Code.Store s) {
                List<Expr> cell = s.at().stream().map(e -> renamed(e, own)).toList();
                code.add(new Code.Store(s.target(), cell, renamed(s.value(), own), false));
            } else {
                code.add(new Code.Set(chain, renamed(((Code.Set) moved).value(), own), true));
            }
        }
        return code;
    }

    /** What is read more than once is read in front of all stores: after a store, Java reads it again. */
    private List<Code> readFirst(List<Code> body) {
        Set<String> stored = new HashSet<>();
        for (Code c : body) if (c instanceof Code.Store s) stored.add(s.target().name());
        Map<Cell, Integer> reads = new LinkedHashMap<>();
        for (Code c : body)
            for (Expr e : c.expressions())
                e.forEach(x -> Cell.of(x, stored).ifPresent(cell -> reads.merge(cell, 1, Integer::sum)));
        Set<Cell> sure = new HashSet<>();
        for (Code c : body) for (Expr e : c.expressions()) sure(e, stored, sure);
        reads.keySet().removeIf(c -> reads.get(c) == 1 || !sure.contains(c));
        if (stored.isEmpty() || reads.isEmpty()) return body;
        List<Code> code = new ArrayList<>();
        Map<Cell, Expr> names = new HashMap<>();
        for (Cell c : reads.keySet().stream().sorted(Cell.ORDER).toList()) {
            Tensor t = locals.local("t", c.tensor().type());
            code.add(new Code.Local(t, Expr.read(c.tensor(), List.of(c.at().toExpr())), false));
            names.put(c, Expr.read(t, List.of()));
        }
        for (Code c : body) code.add(c.map(e -> read(e, stored, names)));
        return code;
    }

    /** Adds the cells that are read in any case: one that a condition leaves out may not exist. */
    private static void sure(Expr e, Set<String> stored, Set<Cell> cells) {
        Cell.of(e, stored).ifPresent(cells::add);
        boolean decides = e.is(Primitive.SELECT) || e instanceof Expr.Apply a && a.op().form() == Primitive.Form.LOGIC;
        List<Expr> children = decides ? e.children().subList(0, 1) : e.children();
        for (Expr c : children) sure(c, stored, cells);
    }

    /** A cell of an array that a loop only reads. */
    private record Cell(Tensor tensor, Affine at) {
        static final Comparator<Cell> ORDER = Comparator.comparing((Cell c) -> c.tensor.name())
                .thenComparing(c -> c.at.constant().constant().orElse(0));

        static Optional<Cell> of(Expr e, Set<String> stored) {
            if (!(e instanceof Expr.Read r)
                    || r.tensor().rank() == 0
                    || stored.contains(r.tensor().name())) return Optional.empty();
            return Affine.of(r.at().get(0)).map(at -> new Cell(r.tensor(), at));
        }
    }

    private static Expr read(Expr e, Set<String> stored, Map<Cell, Expr> names) {
        Expr name = Cell.of(e, stored).map(names::get).orElse(null);
        return name != null ? name : e.mapChildren(x -> read(x, stored, names));
    }

    private static Expr renamed(Expr e, Map<String, Tensor> own) {
        if (e instanceof Expr.Read r && own.containsKey(r.tensor().name()))
            return Expr.read(own.get(r.tensor().name()), List.of());
        return e.mapChildren(x -> renamed(x, own));
    }

    private Expr named(String base, Expr value, List<Code> code) {
        if (value.isConst() || value instanceof Expr.Size) return value;
        Tensor local = locals.local(base, Type.INT);
        code.add(new Code.Local(local, value, false));
        return Expr.read(local, List.of());
    }
}
