package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Bounds;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Type;

/** The term of one equation to equations of the normal form: at most one reduction each, every access in bounds. */
final class Lower {
    /** What a named value became, and the outer conditions under which alone it is that value. */
    private record Named(Expr read, Set<Expr> needs) {}

    final Model model;
    final Report report;
    final Symbol target;
    final List<Equation> out;
    final Lift lift;
    private final Accesses accesses;
    private final LowerReduce reduce;
    private final Left left;
    private final Map<Var, Loop> loops = new IdentityHashMap<>();
    private final Map<Term.Shared, Named> shared = new IdentityHashMap<>();

    Lower(Model model, Symbol target, Left left, List<Equation> out) {
        this.model = model;
        this.report = model.report;
        this.target = target;
        this.left = left;
        this.out = out;
        this.lift = new Lift(this);
        this.accesses = new Accesses(this);
        this.reduce = new LowerReduce(this);
    }

    void run(Term value) {
        model.owner = target.name;
        int before = report.errors();
        List<Var> indices = left.vars();
        Path path = Path.of(indices);
        Term t = value.bare();
        if (t instanceof Term.Reduce r && reduce.isDirect(r)) {
            LowerReduce.Parts p = reduce.parts(r, path.bound(r.binders()));
            if (report.errors() == before && fits(p.op().type(p.body().type()), p.body(), Term.POISON))
                lift.define(target, left, p);
        } else {
            Expr e = expr(t, path);
            if (report.errors() == before && fits(e.type(), e, t)) lift.define(target, left, e);
        }
    }

    private boolean fits(Type found, Expr body, Term value) {
        boolean rounds = target.type == Type.INT && Types.rounds(value);
        if (found == target.type || target.type == Type.REAL && found == Type.INT || rounds) return true;
        report.add(Errors.typeMismatch(target.declaredAt(), target.type.toString(), found.toString()));
        return false;
    }

    Expr expr(Term t, Path path) {
        if (t instanceof Term.Value v) return v.expr();
        if (t instanceof Term.Idx i) return Expr.position(i.var().index);
        if (t instanceof Term.Group g) return g.of().position();
        if (t instanceof Term.Access a) return accesses.access(a, path);
        if (t instanceof Term.Apply a) return apply(a, path);
        if (t instanceof Term.Draw d) return draw(d, path);
        if (t instanceof Term.Reduce r) return reduce.reduce(r, path);
        if (t instanceof Term.Shared s) return shared(s, path);
        return Expr.real(0);
    }

    /** The draw at the row-major place among all values of the indices around it. */
    private Expr draw(Term.Draw d, Path path) {
        try {
            return Build.apply(d.op(), Expr.constant(d.site()), cell(d, path));
        } catch (ArithmeticException e) {
            report.add(RoleErrors.intOverflow(d.span()));
            return Expr.real(0);
        }
    }

    private Expr cell(Term.Draw d, Path path) {
        Affine cell = Affine.constant(Dim.ZERO);
        Dim cells = Dim.ONE;
        boolean areStored = true;
        for (Var v : path.vars) {
            if (!left.vars().contains(v) && !d.around().contains(v)) continue;
            Dim lo = lift.low(v, path);
            Dim extent =
                    v.hi != null ? v.extent() : lift.high(v, path).minus(lo).max(Dim.ZERO);
            cells = cells.times(extent);
            cell = cell.times(extent).plus(Affine.index(v.index)).plus(lo.negate());
            areStored &= left.vars().contains(v);
        }
        // The target itself has not more cells than an int can count; over binders there may be more.
        String message = "the draw in the equation of `" + target.name + "` has " + cells + " numbers, more than "
                + Integer.MAX_VALUE;
        if (!areStored && !model.require(Dim.of(Integer.MAX_VALUE).minus(cells), message)) {
            report.add(Errors.dimensionOverflow(d.span(), target.name, cells.toString()));
        }
        return cell.toExpr();
    }

    private Expr shared(Term.Shared s, Path path) {
        if (s.uses <= 1 || Term.isLeaf(s.value)) return expr(s.value, path);
        Named known = shared.get(s);
        if (known != null && known.needs.stream().allMatch(path::holds)) {
            path.needs.addAll(known.needs.stream()
                    .filter(c -> path.outer.stream().anyMatch(o -> o.expr.equals(c)))
                    .toList());
            return known.read;
        }
        if (s.value.bare() instanceof Term.Reduce) {
            // A reduction is an equation of its own anyway.
            Expr e = expr(s.value, path);
            if (Lift.isCheap(e)) {
                shared.put(s, new Named(e, Set.of()));
                return e;
            }
        }
        Path inner = lifted(path, List.of());
        Expr body = expr(s.value, inner);
        Expr read = lift.pointwise(body, inner);
        shared.put(s, new Named(read, Set.copyOf(inner.needs)));
        return read;
    }

    /** How an index runs; bounds that are not sizes are lowered where they are first met, outside of the index itself. */
    Loop loop(Var v, Path path) {
        if (v.hi != null) return new Loop(v.index, Expr.size(v.lo), Expr.size(v.hi));
        Loop known = loops.get(v);
        if (known != null) return known;
        Path outside = path.before(v);
        Loop loop = new Loop(v.index, bound(v.from.orElseThrow(), outside), bound(v.to.orElseThrow(), outside));
        loops.put(v, loop);
        return loop;
    }

    private Expr bound(Term t, Path path) {
        Expr e = expr(t, path);
        if (e.type() == Type.INT) return e;
        if (e.type() == Type.REAL && Types.rounds(t)) {
            Path inner = lifted(path, List.of());
            return lift.index(expr(t, inner), inner);
        }
        report.add(Errors.typeMismatch(span(t, target.span()), "int", e.type().toString()));
        return Expr.constant(0);
    }

    /** The place of a part that becomes an equation of its own, over more indices. */
    Path lifted(Path path, List<Var> binders) {
        List<Path.Condition> ranges = new ArrayList<>();
        for (Var v : path.vars.subList(path.free, path.vars.size())) {
            if (v.hi != null) continue;
            Expr i = Expr.position(v.index);
            Loop l = loop(v, path);
            Expr within = Build.and(Build.le(l.lo(), i), Build.lt(i, l.hi()));
            ranges.add(new Path.Condition(within));
        }
        return path.lifted(binders, ranges);
    }

    // ---- operators ---------------------------------------------------------------------------------------------

    private Expr apply(Term.Apply a, Path path) {
        return switch (a.op()) {
            case SELECT -> select(a, path);
            case AND, OR -> logic(a, path);
            default -> plain(a, path);
        };
    }

    private Expr plain(Term.Apply a, Path path) {
        List<Expr> args = new ArrayList<>();
        for (Term t : a.args()) args.add(expr(t, path));
        Primitive op = a.op();
        boolean logical = op == Primitive.NOT;
        boolean equality = op == Primitive.EQ || op == Primitive.NE;
        boolean bools = args.stream().allMatch(e -> e.type() == Type.BOOL);
        for (int i = 0; i < args.size(); i++) {
            if (op.isDraw() && args.get(i).type() != Type.INT) {
                report.add(Errors.typeMismatch(
                        span(a.args().get(i), a.span()),
                        "int",
                        args.get(i).type().toString()));
                return Expr.real(0);
            }
            boolean bool = args.get(i).type() == Type.BOOL;
            if (bool == logical || equality && bools || op == Primitive.STOP) continue;
            report.add(Errors.typeMismatch(
                    span(a.args().get(i), a.span()),
                    logical ? "bool" : "real",
                    args.get(i).type().toString()));
            // A value of the type that the operator gives, so that nothing around it is reported as well.
            return logical || op.form() == Primitive.Form.COMPARE ? Expr.TRUE : Expr.real(0);
        }
        try {
            return Build.apply(op, args);
        } catch (ArithmeticException e) {
            report.add(RoleErrors.intOverflow(a.span()));
            return Expr.real(0);
        }
    }

    private Expr condition(Term t, Path path, Span around) {
        Expr c = expr(t, path);
        if (c.type() == Type.BOOL) return c;
        report.add(Errors.typeMismatch(span(t, around), "bool", c.type().toString()));
        return Expr.TRUE;
    }

    /** {@code a and b}: the right side is read only where the left holds, which may keep it in bounds. */
    private Expr logic(Term.Apply a, Path path) {
        boolean and = a.op() == Primitive.AND;
        Expr left = condition(a.args().get(0), path, a.span());
        Path.Condition seen = new Path.Condition(and ? left : Build.not(left));
        Expr right = condition(a.args().get(1), path.assumeWeakly(seen), a.span());
        if (!seen.used) return Build.apply(a.op(), left, right);
        Optional<Boolean> decided = decided(left, path);
        if (decided.isPresent()) return decided.get() == and ? right : Expr.bool(!and);
        return and ? Build.select(left, right, Expr.FALSE) : Build.select(left, Expr.TRUE, right);
    }

    private Expr select(Term.Apply a, Path path) {
        Expr c = condition(a.args().get(0), path, a.span());
        Optional<Boolean> decided = decided(c, path);
        if (decided.isPresent()) {
            String index = path.vars.stream()
                    .filter(v -> c.mentions(v.index))
                    .map(v -> v.name)
                    .findFirst()
                    .orElse("i");
            report.add(RoleErrors.armNeverHolds(span(a.args().get(0), a.span()), !decided.get(), index));
        }
        Expr then = expr(a.args().get(1), path.assume(c));
        Expr otherwise = expr(a.args().get(2), path.assume(Build.not(c)));
        if ((then.type() == Type.BOOL) != (otherwise.type() == Type.BOOL)) {
            report.add(Errors.typeMismatch(
                    span(a.args().get(2), a.span()),
                    then.type().toString(),
                    otherwise.type().toString()));
            return Expr.real(0);
        }
        return Build.select(c, then, otherwise);
    }

    /** Whether a condition on indices alone holds at all points, or at none. */
    Optional<Boolean> decided(Expr c, Path path) {
        boolean onIndices = c.any(e -> e instanceof Expr.Position) && !c.any(e -> e instanceof Expr.Read);
        if (!onIndices) return Optional.empty();
        Bounds here = accesses.bounds(path, true);
        if (here.contradicts(c)) return Optional.of(false);
        return here.contradicts(Build.not(c)) ? Optional.of(true) : Optional.empty();
    }

    static Span span(Term t, Span otherwise) {
        if (t instanceof Term.Idx i) return i.span();
        if (t instanceof Term.Access a) return a.span();
        if (t instanceof Term.Apply a) return a.span();
        if (t instanceof Term.Reduce r) return r.span();
        if (t instanceof Term.Draw d) return d.span();
        if (t instanceof Term.Shared s) return s.span;
        return otherwise;
    }

    /** What is known of the values of an int tensor. */
    Optional<org.nnc.compiler.ir.Program.Range> values(org.nnc.compiler.ir.Tensor t) {
        return model.named(t.name()).flatMap(s -> s.range);
    }
}
