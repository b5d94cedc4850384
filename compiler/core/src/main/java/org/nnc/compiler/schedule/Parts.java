package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Cuts an innermost loop of many operations in several, since HotSpot makes vectors of short ones only; values between them
 * stand in rows of scratch. A sum is added up in a loop of its own.
 *
 * <p>Of random bodies without such cuts nearly all were vectorised up to 12 operations, half at 16, few at 24; the others
 * took five to fifteen times as long. Where the whole would have been vectorised, parts of 8 took up to 1.8 times as long.
 */
final class Parts {
    /** More operations than this are cut. */
    private static final int MANY = 12;

    /** More ranges than this are cut, if there is more than copying to do. */
    private static final int MOST = 7;

    /** The operations of one part. */
    private static final int SOME = 8;

    /** Arrays in one part; with eight, loops are vectorised rarely. */
    private static final int STREAMS = 6;

    private final Code.For loop;
    private final Locals locals;
    private final Map<String, Expr> homes = new HashMap<>();
    private final Set<String> variables = new HashSet<>();

    /** By variable, the last part that reads it. */
    private final Map<String, Integer> last = new HashMap<>();

    /** By tensor, how many statements store to it. */
    private final Map<String, Integer> stores = new HashMap<>();

    private final Set<Tensor> own = new LinkedHashSet<>();
    private final List<Tensor> idle = new ArrayList<>();

    private Parts(Code.For loop, Locals locals) {
        this.loop = loop;
        this.locals = locals;
    }

    /** Whether a loop does more, or reads and writes more ranges, than one that is vectorised. */
    static boolean isMuch(int operations, int ranges) {
        return operations > MANY || ranges > MOST;
    }

    /** About how many loops become of one. */
    static int count(int operations, int ranges, boolean hasSum) {
        int parts = isMuch(operations, ranges) ? (operations + SOME - 1) / SOME : 1;
        return hasSum ? parts + 1 : parts;
    }

    /**
     * The loops, one or more.
     *
     * @param loop over ranges of reals, all at its index, whose statements may run one after the other over the whole range
     */
    static List<Code> of(Code.For loop, Locals locals) {
        boolean hasSum = loop.body().stream().anyMatch(c -> c instanceof Code.Set);
        Parts parts = new Parts(loop, locals);
        int operations = loop.body().stream().mapToInt(Parts::operations).sum();
        Set<String> ranges = new HashSet<>();
        for (Code c : loop.body()) ranges.addAll(parts.streams(c));
        ranges.removeIf(name -> name.startsWith(Code.Local.MARK));
        return hasSum || isMuch(operations, ranges.size()) ? parts.loops() : List.of(loop);
    }

    private List<Code> loops() {
        List<Code> single = new ArrayList<>();
        List<Code> sums = new ArrayList<>();
        for (Code c : loop.body()) {
            if (c instanceof Code.Local l) variables.add(l.tensor().name());
            if (c instanceof Code.Store s) stores.merge(s.target().name(), 1, Integer::sum);
        }
        for (Code c : loop.body()) {
            if (c instanceof Code.Local l) {
                single.add(new Code.Local(l.tensor(), light(l.value(), single), false));
            } else if (c instanceof Code.Set s) {
                // Also a cell is read where it stands: a later store may be to its memory.
                Expr value = light(s.value(), single);
                boolean isNamed = value instanceof Expr.Read r && r.tensor().rank() == 0;
                sums.add(new Code.Set(s.local(), isNamed ? value : named(value, single), true));
            } else {
                Code.Store s = (Code.Store) c;
                single.add(new Code.Store(s.target(), s.at(), light(s.value(), single), s.add()));
            }
        }
        List<List<Code>> parts = grouped(single);
        if (!sums.isEmpty()) parts.add(sums);
        List<Code> loops = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            for (Code c : parts.get(i)) for (String name : names(c)) last.put(name, i);
        }
        for (int i = 0; i < parts.size(); i++) loops.add(loop.with(part(parts.get(i), i)));
        return loops;
    }

    private static int operations(Code c) {
        int add = c instanceof Code.Store s && s.add() ? 1 : 0;
        return add + operations(value(c));
    }

    private static int operations(Expr e) {
        if (e instanceof Expr.Read) return 0;
        int own = e instanceof Expr.Apply && e.type() == Type.REAL ? 1 : 0;
        return own + e.children().stream().mapToInt(Parts::operations).sum();
    }

    private static Expr value(Code c) {
        if (c instanceof Code.Local l) return l.value();
        return c instanceof Code.Set s ? s.value() : ((Code.Store) c).value();
    }

    /** The expression of at most some operations, with the heaviest of its parts named before it. */
    private Expr light(Expr e, List<Code> before) {
        if (!(e instanceof Expr.Apply a) || e.type() != Type.REAL) return e;
        List<Expr> args = new ArrayList<>();
        for (Expr x : a.args()) args.add(light(x, before));
        Expr whole = Expr.apply(a.op(), args);
        while (operations(whole) > SOME || streams(whole).size() >= STREAMS) {
            int heaviest = 0;
            for (int i = 1; i < args.size(); i++) {
                if (operations(args.get(i)) > operations(args.get(heaviest))) heaviest = i;
            }
            Expr part = args.get(heaviest);
            Expr name = named(part, before);
            args.replaceAll(x -> x.equals(part) ? name : x);
            whole = Expr.apply(a.op(), args);
        }
        return whole;
    }

    private Expr named(Expr value, List<Code> before) {
        Tensor t = locals.local("part", Type.REAL);
        before.add(new Code.Local(t, value, false));
        variables.add(t.name());
        return Expr.read(t, List.of());
    }

    private List<List<Code>> grouped(List<Code> statements) {
        List<List<Code>> parts = new ArrayList<>();
        List<Code> part = new ArrayList<>();
        Set<String> streams = new HashSet<>();
        int operations = 0;
        for (Code c : statements) {
            operations += operations(c);
            Set<String> more = new HashSet<>(streams);
            more.addAll(streams(c));
            if (!part.isEmpty() && (operations > SOME || more.size() > STREAMS)) {
                parts.add(part);
                part = new ArrayList<>();
                operations = operations(c);
                more = streams(c);
            }
            part.add(c);
            streams = more;
        }
        if (!part.isEmpty()) parts.add(part);
        return parts;
    }

    /** The arrays of a statement; a variable of the loop will be one if it is made or needed in another part. */
    private Set<String> streams(Code c) {
        Set<String> all = streams(value(c));
        if (c instanceof Code.Store s) all.add(s.target().name());
        if (c instanceof Code.Local l) all.add(l.tensor().name());
        return all;
    }

    private Set<String> streams(Expr value) {
        Set<String> all = new HashSet<>();
        value.forEach(x -> {
            if (x instanceof Expr.Read r
                    && (r.tensor().rank() > 0 || variables.contains(r.tensor().name())))
                all.add(r.tensor().name());
        });
        return all;
    }

    /** The statements of one part: what a later one needs is stored, what an earlier one has named is read there. */
    private List<Code> part(List<Code> part, int number) {
        List<Code> body = new ArrayList<>();
        Map<String, Expr> before = new HashMap<>(homes);
        Set<String> here = new HashSet<>();
        for (Code c : part) names(c).forEach(here::add);
        for (Code c : part) {
            Code moved = c.map(e -> renamed(e, before));
            if (!(moved instanceof Code.Local l) || last.getOrDefault(l.tensor().name(), -1) <= number) {
                body.add(moved);
                continue;
            }
            Optional<Expr> home = l.value().isConst() ? Optional.of(l.value()) : stored(l.tensor(), part);
            boolean isHere = here.contains(l.tensor().name());
            if (home.isPresent() || isHere) body.add(moved);
            if (home.isEmpty()) {
                Expr.Read row = Expr.read(free(), List.of(Expr.position(loop.index())));
                Expr value = isHere ? Expr.read(l.tensor(), List.of()) : l.value();
                body.add(new Code.Store(row.tensor(), row.at(), value, false));
                home = Optional.of(row);
            }
            homes.put(l.tensor().name(), home.get());
        }
        for (String name : here) {
            boolean isOver = before.containsKey(name) && last.get(name) == number;
            if (isOver && homes.remove(name) instanceof Expr.Read r && own.contains(r.tensor())) idle.add(r.tensor());
        }
        return body;
    }

    /** The variables that a statement reads. */
    private static Set<String> names(Code c) {
        Set<String> all = new LinkedHashSet<>();
        value(c).forEach(x -> {
            if (x instanceof Expr.Read r && r.tensor().rank() == 0)
                all.add(r.tensor().name());
        });
        return all;
    }

    /** A row that holds nothing which is still needed: the fewer there are, the nearer they stay. */
    private Tensor free() {
        if (!idle.isEmpty()) return idle.remove(idle.size() - 1);
        Tensor row = Code.part(own.size() + 1, Strips.LENGTH);
        own.add(row);
        return row;
    }

    /** The cell to which a part stores a variable as it is, if it is stored to once. */
    private Optional<Expr> stored(Tensor local, List<Code> part) {
        for (Code c : part) {
            boolean isIt = c instanceof Code.Store s && !s.add() && s.value().equals(Expr.read(local, List.of()));
            if (!isIt || stores.get(((Code.Store) c).target().name()) > 1) continue;
            return Optional.of(Expr.read(((Code.Store) c).target(), ((Code.Store) c).at()));
        }
        return Optional.empty();
    }

    private static Expr renamed(Expr e, Map<String, Expr> by) {
        if (e instanceof Expr.Read r && r.tensor().rank() == 0)
            return by.getOrDefault(r.tensor().name(), r);
        return e.mapChildren(x -> renamed(x, by));
    }
}
