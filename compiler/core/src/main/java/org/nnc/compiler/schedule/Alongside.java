package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Takes a short sum into the loop before it that stores what it adds up: a loop of a few rounds costs more to enter than vectors
 * save in it, and the sum has its values in registers.
 */
public final class Alongside {
    /** From so many rounds on, a loop without a sum in it has earned its vectors. */
    private static final long ROUNDS = 64;

    /** What costs this much is a division or a function, which vectors take many at a time. */
    private static final int COSTLY = 8;

    private final Locals locals;

    private Alongside(Locals locals) {
        this.locals = locals;
    }

    /** Blocks with those in one that have such a loop at the end, and the sum at the start. */
    public static List<Plan.Block> blocks(List<Plan.Block> blocks) {
        List<Plan.Block> done = new ArrayList<>();
        for (Plan.Block b : blocks) {
            Plan.Block before = done.isEmpty() ? null : done.get(done.size() - 1);
            if (before == null || !isFollowed(before, b)) {
                done.add(b);
                continue;
            }
            List<Equation> equations = new ArrayList<>(before.equations());
            equations.addAll(b.equations());
            List<Code> code = new ArrayList<>(before.code());
            code.addAll(b.code());
            done.set(done.size() - 1, new Plan.Block(equations, Set.of(), code));
        }
        return done;
    }

    private static boolean isFollowed(Plan.Block first, Plan.Block second) {
        boolean arePlain = first.added().isEmpty()
                && second.added().isEmpty()
                && first.alone().isEmpty()
                && second.alone().isEmpty()
                && !first.code().isEmpty();
        if (!arePlain || !(first.code().get(first.code().size() - 1) instanceof Code.For f)) return false;
        Code.Store stored = stored(f);
        int at = 0;
        while (stored != null
                && at < second.code().size()
                && isApart(second.code().get(at), stored.target())) at++;
        return stored != null
                && at < second.code().size()
                && second.code().get(at) instanceof Code.For s
                && isSum(s, f, stored);
    }

    /** @param code over flat arrays */
    static List<Code> of(List<Code> code, Locals locals) {
        return new Alongside(locals).list(code);
    }

    private List<Code> list(List<Code> code) {
        List<Code> done = new ArrayList<>();
        for (int i = 0; i < code.size(); i++) {
            Code c = code.get(i);
            if (c instanceof Code.If x) {
                done.add(new Code.If(x.condition(), list(x.then()), list(x.otherwise())));
                continue;
            }
            if (!(c instanceof Code.For f)) {
                done.add(c);
                continue;
            }
            Code.Store stored = stored(f);
            int next = i + 1;
            // Variables between the two, such as the sum itself, may as well stand in front.
            while (stored != null && next < code.size() && isApart(code.get(next), stored.target())) next++;
            if (stored != null && next < code.size() && code.get(next) instanceof Code.For s && isSum(s, f, stored)) {
                done.addAll(code.subList(i + 1, next));
                done.add(joined(f, stored, s));
                i = next;
            } else {
                done.add(f.with(list(f.body())));
            }
        }
        return done;
    }

    /** The only thing that a short loop does beside naming values: it stores a cheap one; or null. */
    private static Code.Store stored(Code.For f) {
        Dim rounds = Build.dim(f.hi());
        boolean isShort = f.lo().isConst(0)
                && rounds != null
                && rounds.isConstant()
                && rounds.constant().getAsLong() < ROUNDS;
        if (!isShort
                || f.down()
                || f.body().isEmpty()
                || !(f.body().get(f.body().size() - 1) instanceof Code.Store s)) return null;
        if (s.add() || s.target().type() != Type.REAL || Code.isRow(s.target())) return null;
        int cost = 0;
        for (Code c : f.body()) {
            if (c != s && !(c instanceof Code.Local l && !l.mutable())) return null;
            for (Expr e : c.expressions()) cost += Unit.cost(e);
        }
        return cost < COSTLY ? s : null;
    }

    private static boolean isApart(Code c, Tensor stored) {
        return c instanceof Code.Local l && !l.value().reads(stored);
    }

    /** Whether a loop over the same rounds only adds up, and reads of what is stored the round's own cell. */
    private static boolean isSum(Code.For s, Code.For f, Code.Store stored) {
        if (s.down()
                || !s.lo().equals(f.lo())
                || !s.hi().equals(f.hi())
                || s.body().isEmpty()) return false;
        boolean reads = false;
        for (int i = 0; i < s.body().size(); i++) {
            Code c = s.body().get(i);
            boolean isLast = i == s.body().size() - 1;
            boolean adds = c instanceof Code.Set x && x.add() && x.local().type() == Type.REAL;
            if (isLast ? !adds : !(c instanceof Code.Local l && !l.mutable())) return false;
            for (Expr e : c.expressions()) {
                reads |= e.reads(stored.target());
                boolean isElsewhere = e.any(x -> x instanceof Expr.Read r
                        && r.tensor().equals(stored.target())
                        && !(r.otherwise().isEmpty()
                                && own(r.at(), s.index(), f.index()).equals(stored.at())));
                if (isElsewhere || Unit.cost(e) >= COSTLY) return false;
            }
        }
        return reads;
    }

    private static List<Expr> own(List<Expr> at, Index from, Index to) {
        return at.stream()
                .map(e -> e.substitute(Map.of(from, Expr.position(to))))
                .toList();
    }

    private Code joined(Code.For f, Code.Store stored, Code.For sum) {
        List<Code> body = new ArrayList<>(f.body().subList(0, f.body().size() - 1));
        Tensor value = locals.local(Locals.base(stored.target().name()), Type.REAL);
        body.add(new Code.Local(value, stored.value(), false));
        Expr read = Expr.read(value, List.of());
        body.add(new Code.Store(stored.target(), stored.at(), read, false));
        for (Code c : sum.body()) {
            Code moved = Collapse.substituted(c, Map.of(sum.index(), Expr.position(f.index())));
            body.add(
                    moved instanceof Code.Local l
                            ? new Code.Local(l.tensor(), replaced(l.value(), stored.target(), read), false)
                            : new Code.Set(
                                    ((Code.Set) moved).local(),
                                    replaced(((Code.Set) moved).value(), stored.target(), read),
                                    true));
        }
        return f.with(body);
    }

    private static Expr replaced(Expr e, Tensor stored, Expr value) {
        if (e instanceof Expr.Read r && r.tensor().equals(stored)) return value;
        return e.mapChildren(x -> replaced(x, stored, value));
    }
}
