package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Bounds;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;

/** Accesses as reads that stay in bounds: proved, or checked once when the sizes are bound, or once a computed index. */
final class Accesses {
    private final Lower lower;

    Accesses(Lower lower) {
        this.lower = lower;
    }

    /** The loops of some of the indices around; one that is taken over from outside runs over all that it may. */
    static List<Loop> loops(List<Var> vars, Lower lower, Path path) {
        List<Loop> loops = new ArrayList<>();
        for (Var v : vars) {
            if (v.hi == null && path.vars.indexOf(v) < path.free) {
                loops.add(new Loop(v.index, Expr.size(lower.lift.low(v, path)), Expr.size(lower.lift.high(v, path))));
            } else {
                loops.add(lower.loop(v, path));
            }
        }
        return loops;
    }

    /** What is known here. */
    Bounds bounds(Path path, boolean outer) {
        Bounds b = Bounds.of(loops(path.vars, lower, path), lower::values);
        for (Path.Condition c : path.own) b = b.with(c.expr);
        if (outer) for (Path.Condition c : path.outer) b = b.with(c.expr);
        if (outer) for (Path.Condition c : path.weak) b = b.with(c.expr);
        return b;
    }

    Expr access(Term.Access a, Path path) {
        List<Expr> at = new ArrayList<>();
        for (int d = 0; d < a.at().size(); d++) at.add(position(a, d, path));
        for (int d = 0; d < a.at().size(); d++) if (a.at().get(d) instanceof Term.Group g) within(a, d, g.of(), path);
        Symbol s = a.symbol();
        if (a.otherwise().isPresent() && a.otherwise().get() instanceof Term.Border b) {
            for (int d = 0; d < at.size(); d++)
                at.set(d, bounded(a, d, mapped(at.get(d), s.shape[d], b.mode(), path), path));
            return Expr.read(s.tensor(), at);
        }
        if (a.otherwise().isPresent()) {
            Path outside = outside(s, at, path);
            Expr otherwise = lower.expr(a.otherwise().get(), outside);
            if ((otherwise.type() == Type.BOOL) != (s.type == Type.BOOL)
                    || s.type == Type.INT && otherwise.type() == Type.REAL) {
                lower.report.add(Errors.typeMismatch(
                        Lower.span(a.otherwise().get(), a.span()),
                        s.type.toString(),
                        otherwise.type().toString()));
                return Expr.of(s.type, 0);
            }
            return Expr.read(s.tensor(), at, Optional.of(typed(otherwise, s.type)));
        }
        for (int d = 0; d < at.size(); d++) {
            // The members of a group fill the dimension.
            if (!(a.at().get(d) instanceof Term.Group)) at.set(d, bounded(a, d, at.get(d), path));
        }
        return Expr.read(s.tensor(), at);
    }

    /** The position that a border mode reads instead; {@code reflect} does not repeat the border and bounces once. */
    private Expr mapped(Expr p, Dim size, String mode, Path path) {
        if (proved(p, size, path)) return p;
        Expr last = Expr.size(size.minus(1));
        return switch (mode) {
            case "edge" -> Build.apply(Primitive.CLAMP, p, Expr.constant(0), last);
            case "wrap" -> Build.apply(Primitive.MOD, p, Expr.size(size));
            default -> Build.sub(last, Build.apply(Primitive.ABS, Build.sub(last, Build.apply(Primitive.ABS, p))));
        };
    }

    /** Each member of a group stays in its own extent. */
    private void within(Term.Access a, int d, Grouped group, Path path) {
        for (Grouped.Member m : group.members) {
            Expr i = Expr.position(m.var.index);
            if (proved(i, m.extent, path)) continue;
            Bounds here = bounds(path, true);
            Affine map = here.affine(i);
            List<Dim> below = here.lowerBounds(map);
            List<Dim> above =
                    here.lowerBounds(Affine.constant(m.extent.minus(1)).minus(map));
            if (checkedBySizes(a, d, below, above, path)) continue;
            lower.report.add(Errors.outOfBounds(
                    m.span, a.symbol().name, d + 1, reach(below, above, m.extent), m.extent.toString()));
        }
    }

    private static Expr typed(Expr e, Type type) {
        return e instanceof Expr.Const c && c.type() != type ? Expr.of(type, c.value()) : e;
    }

    private Expr position(Term.Access a, int d, Path path) {
        Term t = a.at().get(d);
        Expr e = lower.expr(t, path);
        if (t instanceof Term.Group) return e;
        if (e.type() == Type.INT) {
            Optional<Affine> map = Affine.of(e);
            if (map.isPresent()
                    && map.get().indices().stream()
                            .anyMatch(i -> !map.get().coefficient(i).isConstant())) {
                lower.report.add(RoleErrors.strideNotConstant(
                        Lower.span(t, a.span()), a.span().text()));
            }
            return e;
        }
        if (e.type() == Type.REAL && Types.rounds(t)) {
            Path inner = lower.lifted(path, List.of());
            return lower.lift.index(lower.expr(t, inner), inner);
        }
        lower.report.add(
                Errors.typeMismatch(Lower.span(t, a.span()), "int", e.type().toString()));
        return Expr.constant(0);
    }

    /** The place of a default: where only one border can be crossed, that it was crossed is a fact. */
    private Path outside(Symbol s, List<Expr> at, Path path) {
        Bounds here = bounds(path, true);
        List<Expr> crossed = new ArrayList<>();
        for (int d = 0; d < at.size(); d++) {
            Expr size = Expr.size(s.shape[d]);
            if (!here.provablyNonNegative(at.get(d))) crossed.add(Build.lt(at.get(d), Expr.constant(0)));
            if (!here.provablyNonNegative(
                    here.affine(size).minus(here.affine(at.get(d))).plus(Dim.of(-1)))) {
                crossed.add(Build.le(size, at.get(d)));
            }
        }
        return crossed.size() == 1 && crossed.get(0).type() == Type.BOOL ? path.assume(crossed.get(0)) : path;
    }

    // ---- proofs ------------------------------------------------------------------------------------------------

    private Expr bounded(Term.Access a, int d, Expr p, Path path) {
        Dim size = a.symbol().shape[d];
        if (proved(p, size, path)) return p;
        Bounds here = bounds(path, true);
        Affine map = here.affine(p);
        List<Dim> below = here.lowerBounds(map);
        List<Dim> above = here.lowerBounds(Affine.constant(size.minus(1)).minus(map));
        Optional<Expr> read = p instanceof Expr.Read ? Optional.of(p) : Optional.empty();
        boolean computed = p.any(e -> e instanceof Expr.Read);
        boolean input = read.isPresent() && role(read.get()) == Symbol.Role.INPUT;
        if (input && lower.values(((Expr.Read) p).tensor()).isEmpty()) {
            Symbol s = lower.model.named(((Expr.Read) p).tensor().name()).orElseThrow();
            lower.report.add(
                    RoleErrors.inputWithoutRange(Lower.span(a.at().get(d), a.span()), s.name, "0.." + size, s.span()));
            return p;
        }
        if ((!computed || input) && checkedBySizes(a, d, below, above, path)) return p;
        boolean affine = Affine.of(p).isPresent();
        if (affine || input || p.isConst()) {
            if (input) {
                Symbol s = lower.model.named(((Expr.Read) p).tensor().name()).orElseThrow();
                String has = s.range.orElseThrow().lo() + ".."
                        + s.range.orElseThrow().hi();
                lower.report.add(RoleErrors.rangeTooWide(
                        Lower.span(a.at().get(d), a.span()), s.name, has, "0.." + size, s.span()));
                return p;
            }
            String reach = reach(below, above, size);
            lower.report.add(Errors.outOfBounds(a.span(), a.symbol().name, d + 1, reach, size.toString()));
            return p;
        }
        String message = "position " + (d + 1) + " of `" + a.symbol().name + "` in the equation of `"
                + lower.target.name + "` must stay in 0.." + size;
        Program.Range range = new Program.Range(Dim.ZERO, size);
        boolean unconditional = path.own.isEmpty() && path.outer.isEmpty() && path.weak.isEmpty();
        if (read.isPresent()
                && role(p) == Symbol.Role.TARGET
                && ((Expr.Read) p).otherwise().isEmpty()
                && (unconditional || isGuarded(p))) {
            lower.model.valueRange(((Expr.Read) p).tensor().name(), range, message);
            return p;
        }
        Path inner = lower.lifted(path, List.of());
        for (Path.Condition c : inner.outer) inner.needs.add(c.expr);
        for (Path.Condition c : path.weak) c.used = true;
        Expr index = lower.lift.index(p, inner);
        if (index instanceof Expr.Read r) lower.model.valueRange(r.tensor().name(), range, message);
        return index;
    }

    /** Whether the tensor read is 0 where it is not meant to be an index, as the tensors made here are. */
    private boolean isGuarded(Expr read) {
        Equation e = lower.model.definitions.get(((Expr.Read) read).tensor().name());
        return e != null
                && !e.isReduction()
                && e.body().is(Primitive.SELECT)
                && e.body().children().get(2).isConst(0);
    }

    private Symbol.Role role(Expr read) {
        return lower.model
                .named(((Expr.Read) read).tensor().name())
                .map(s -> s.role)
                .orElse(Symbol.Role.TARGET);
    }

    /** Tries with what the equation itself says, then with conditions around it, as few as possible. */
    private boolean proved(Expr p, Dim size, Path path) {
        Bounds own = bounds(path, false);
        if (own.provablyWithin(p, size)) return true;
        List<Path.Condition> more = new ArrayList<>(path.weak);
        more.addAll(path.outer);
        for (Path.Condition c : more) {
            if (own.with(c.expr).provablyWithin(p, size)) {
                use(c, path);
                return true;
            }
        }
        Bounds all = own;
        for (Path.Condition c : more) all = all.with(c.expr);
        if (more.size() < 2 || !all.provablyWithin(p, size)) return false;
        more.forEach(c -> use(c, path));
        return true;
    }

    private static void use(Path.Condition c, Path path) {
        c.used = true;
        if (path.outer.contains(c)) path.needs.add(c.expr);
    }

    /** Whether a condition on the sizes alone is all that is missing; it is noted. */
    private boolean checkedBySizes(Term.Access a, int d, List<Dim> below, List<Dim> above, Path path) {
        Optional<Dim> low = candidate(below);
        Optional<Dim> high = candidate(above);
        if (low.isEmpty() || high.isEmpty()) return false;
        // The proof of the candidate may have used any condition around.
        for (Path.Condition c : path.outer) use(c, path);
        for (Path.Condition c : path.weak) c.used = true;
        for (Dim need : List.of(low.get(), high.get())) {
            String message = "`" + a.span().text() + "` in the equation of `" + lower.target.name + "` leaves `"
                    + a.symbol().name + "` at position " + (d + 1) + ": " + need + " must not be negative";
            lower.model.require(need, message);
        }
        return true;
    }

    /** A bound that holds, or else one that may hold. */
    private static Optional<Dim> candidate(List<Dim> bounds) {
        Optional<Dim> proved = bounds.stream().filter(Dim::isNonNegative).findFirst();
        return proved.isPresent()
                ? proved
                : bounds.stream()
                        .filter(b -> !b.isConstant() && !b.negate().isPositive())
                        .findFirst();
    }

    private static String reach(List<Dim> below, List<Dim> above, Dim size) {
        boolean low = below.stream().noneMatch(Dim::isNonNegative) && !below.isEmpty();
        if (low) return below.get(0).toString();
        return above.isEmpty()
                ? "values that nothing bounds"
                : size.minus(1).minus(above.get(0)).toString();
    }
}
