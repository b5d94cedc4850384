package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.LayerErrors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Tree;

/** Binds the formals of a layer to the arguments of a call; sizes that the signature only names are found from shapes. */
final class Arguments {
    private final Convert convert;
    private final Report report;
    private final Tree.Call call;
    private final Calls.Callee callee;
    private final Env env;
    private final Scope inner;
    private final Convert own;
    private boolean fine = true;

    Arguments(Convert convert, Tree.Call call, Calls.Callee callee, Env env, Scope inner) {
        this.convert = convert;
        this.report = convert.report;
        this.call = call;
        this.callee = callee;
        this.env = env;
        this.inner = inner;
        this.own = new Convert(convert.model, convert.statement, callee.decl().name());
    }

    private List<Tree.Formal> formals() {
        if (callee.decl().decl() instanceof Tree.LayerDecl l) return l.params();
        if (callee.decl().decl() instanceof Tree.ExternDecl e) return e.params();
        Tree.ModelDecl m = (Tree.ModelDecl) callee.decl().decl();
        List<Tree.Formal> formals = new ArrayList<>(m.params());
        for (Tree.Stmt s : m.body()) {
            if (s instanceof Tree.InputStmt i) formals.add(new Tree.TensorFormal(i.span(), i.decl(), Optional.empty()));
        }
        return formals;
    }

    private static Tree.Id name(Tree.Formal f) {
        if (f instanceof Tree.DimFormal d) return d.name();
        return ((Tree.TensorFormal) f).decl().name().parts().get(0);
    }

    boolean bind() {
        List<Tree.Formal> formals = formals();
        Map<String, Tree.Expr> given = new LinkedHashMap<>();
        List<Tree.Arg> args = new ArrayList<>(callee.instance() == null ? List.of() : callee.instance().args);
        args.addAll(call.args());
        List<String> names = formals.stream().map(f -> name(f).text()).toList();
        for (Tree.Arg a : args) {
            if (a.name().isEmpty()) continue;
            Tree.Id id = a.name().get();
            if (!names.contains(id.text())) {
                report.add(LayerErrors.unknownArgument(id.span(), callee.decl().name(), id.text(), names));
                fine = false;
            } else if (given.put(id.text(), a.value()) != null) {
                report.add(LayerErrors.argumentTwice(id.span(), id.text()));
                fine = false;
            }
        }
        List<String> open = new ArrayList<>(names);
        open.removeAll(given.keySet());
        int position = 0;
        for (Tree.Arg a : args) {
            if (a.name().isPresent()) continue;
            if (position == open.size()) {
                report.add(Errors.wrongArity(call.span(), callee.decl().name(), arity(formals), args.size()));
                return false;
            }
            given.put(open.get(position++), a.value());
        }
        if (!fine) return false;
        for (Tree.Formal f : formals)
            if (f instanceof Tree.DimFormal d) dim(d, given.get(d.name().text()));
        for (Tree.Formal f : formals) {
            // A size that a wrong argument should have told is not also reported as unknown.
            if (!fine) return false;
            if (!(f instanceof Tree.TensorFormal t)) continue;
            Tree.Expr value = given.get(name(t).text());
            if (value != null) {
                tensor(t, convert.calls().argument(value, env, inner.prefix + name(t).text()), value.span(), false);
            } else if (t.value().isPresent()) {
                tensor(
                        t,
                        own.calls().argument(t.value().get(), Env.of(inner), inner.prefix + name(t).text()),
                        t.span(),
                        true);
            } else {
                report.add(
                        LayerErrors.missingArgument(call.span(), callee.decl().name(), name(t).text(), t.span()));
                fine = false;
            }
        }
        for (Tree.Formal f : formals) {
            if (fine && f instanceof Tree.DimFormal d && inner.get(d.name().text()) instanceof Scope.Size s && s.open) {
                report.add(LayerErrors.missingArgument(
                        call.span(), callee.decl().name(), d.name().text(), d.span()));
                fine = false;
            }
        }
        return fine;
    }

    private static String arity(List<Tree.Formal> formals) {
        long least = formals.stream()
                .filter(f -> f instanceof Tree.DimFormal d
                        ? d.value().isEmpty()
                        : ((Tree.TensorFormal) f).value().isEmpty())
                .count();
        return least == formals.size() ? Long.toString(least) : least + " to " + formals.size();
    }

    private void declare(Tree.Id id, Scope.Entry entry) {
        Scope.Entry before = inner.get(id.text());
        if (before != null) {
            report.add(Errors.alreadyDefined(id.span(), id.text(), before.span()));
            fine = false;
        }
        inner.put(id.text(), entry);
    }

    private void dim(Tree.DimFormal f, Tree.Expr value) {
        String name = f.name().text();
        if (value != null) {
            Dim d = convert.size(value, env);
            if (d != null && d.isConstant() && d.constant().getAsLong() < 0) {
                report.add(RoleErrors.badSize(value.span(), "`" + name + "`", d.toString()));
                d = null;
            }
            fine &= d != null;
            declare(f.name(), new Scope.Size(name, f.name().span(), d == null ? Dim.ONE : d));
            return;
        }
        Scope.Size s = new Scope.Size(name, f.name().span(), f.value(), inner);
        s.open = f.value().isEmpty();
        declare(f.name(), s);
    }

    // ---- tensors -----------------------------------------------------------------------------------------------

    private void tensor(Tree.TensorFormal f, Object given, Span place, boolean isDefault) {
        if (given == null) {
            fine = false;
            return;
        }
        Tree.Type type = f.decl().type();
        Type wanted = Declare.type(type.base());
        // The inputs of a model are stored as they say only where a caller hands them over.
        if (!(callee.decl().decl() instanceof Tree.ModelDecl))
            report.states(type, f.decl().name().text());
        if (given instanceof Term.Value v) {
            List<Dim> shape = isDefault ? shape(type) : List.of();
            if (shape == null) fine = false;
            else constant(f, v.expr(), wanted, place, shape);
            return;
        }
        List<Dim> has = given instanceof Symbol s ? s.dims() : ((Scope.Constant) given).shape();
        List<String> letters = Letters.of(given instanceof Symbol s ? s.letters : List.of(), has.size());
        if (!unify(type, has, letters)) {
            List<String> shape = new ArrayList<>();
            for (Tree.Shape sh : type.shape()) shape.add(shown(sh));
            shape.removeIf(String::isEmpty);
            String want = shape.isEmpty() ? "a scalar" : "[" + String.join(", ", shape) + "]";
            report.add(Errors.shapeMismatch(
                    place,
                    "`" + name(f).text() + "` of `" + callee.decl().name() + "`",
                    want,
                    Symbol.text(has),
                    Optional.of(f.span())));
            fine = false;
            return;
        }
        if (given instanceof Scope.Constant c) {
            constant(f, c.value(), wanted, place, has);
            return;
        }
        Symbol s = (Symbol) given;
        Symbol fitting = typed(s, wanted, f, place);
        if (fitting == null) {
            fine = false;
            return;
        }
        if (type.range().isPresent() && !inRange(fitting, type.range().get(), f, place)) fine = false;
        declare(name(f), fitting);
    }

    /** The shape of an argument by what is known before it, or null after a report. */
    private List<Dim> shape(Tree.Type type) {
        List<Dim> shape = new ArrayList<>();
        for (Tree.Shape sh : type.shape()) {
            if (sh instanceof Tree.ShapeExpr e) shape.add(own.size(e.expr(), Env.of(inner)));
            else if (inner.dots != null) shape.addAll(inner.dots);
        }
        return shape.contains(null) ? null : shape;
    }

    /** One number: a scalar or, with a shape, what all cells of a tensor are. */
    private void constant(Tree.TensorFormal f, Expr value, Type wanted, Span place, List<Dim> shape) {
        if (shape.isEmpty() && !f.decl().type().shape().stream().allMatch(s -> s instanceof Tree.ShapeDots)) {
            report.add(Errors.shapeMismatch(
                    place,
                    "`" + name(f).text() + "` of `" + callee.decl().name() + "`",
                    "a tensor",
                    "a scalar",
                    Optional.of(f.span())));
            fine = false;
            return;
        }
        boolean fits = wanted == value.type() || wanted == Type.REAL && value.type() == Type.INT;
        if (!fits) {
            report.add(
                    Errors.typeMismatch(place, wanted.toString(), value.type().toString()));
            fine = false;
            return;
        }
        Expr typed = wanted == Type.REAL && value instanceof Expr.Const c ? Expr.real(c.value()) : value;
        declare(name(f), new Scope.Constant(name(f).span(), typed, shape));
    }

    private String shown(Tree.Shape sh) {
        if (sh instanceof Tree.ShapeDots) {
            List<String> leading = inner.dots == null
                    ? List.of("..")
                    : inner.dots.stream().map(Dim::toString).toList();
            return String.join(", ", leading);
        }
        Tree.Expr e = ((Tree.ShapeExpr) sh).expr();
        if (e instanceof Tree.Name n && inner.get(n.name().text()) instanceof Scope.Size s && s.value != null) {
            return n.name().text() + " = " + s.value;
        }
        return org.nnc.compiler.syntax.Print.expr(e);
    }

    private boolean unify(Tree.Type type, List<Dim> has, List<String> letters) {
        int fixed = (int)
                type.shape().stream().filter(sh -> sh instanceof Tree.ShapeExpr).count();
        boolean open = fixed < type.shape().size();
        if (open ? has.size() < fixed : has.size() != fixed) return false;
        int at = 0;
        for (Tree.Shape sh : type.shape()) {
            if (sh instanceof Tree.ShapeDots) {
                int n = has.size() - fixed;
                List<Dim> leading = has.subList(at, at + n);
                if (inner.dots == null) {
                    inner.dots = List.copyOf(leading);
                    inner.dotLetters = letters.subList(at, at + n);
                } else if (!inner.dots.equals(leading)) {
                    return false;
                }
                at += n;
                continue;
            }
            if (!unify(((Tree.ShapeExpr) sh).expr(), has.get(at++))) return false;
        }
        return true;
    }

    private boolean unify(Tree.Expr e, Dim actual) {
        if (e instanceof Tree.Name n && n.name().isSimple()) {
            Scope.Entry entry = inner.find(n.name().text());
            if (entry == null) {
                inner.put(n.name().text(), new Scope.Size(n.name().text(), n.span(), actual));
                return true;
            }
            if (entry instanceof Scope.Size s && s.open) {
                s.open = false;
                s.value = actual;
                return true;
            }
        }
        Dim wanted = own.size(e, Env.of(inner));
        if (wanted == null) fine = false;
        return wanted == null || wanted.equals(actual);
    }

    /** The tensor with the type asked for: ints become real, rounded reals become ints, in an equation of their own. */
    private Symbol typed(Symbol s, Type wanted, Tree.TensorFormal f, Span place) {
        if (s.type == wanted) return s;
        boolean rounds = wanted == Type.INT && s.rounded;
        if (!(wanted == Type.REAL && s.type == Type.INT) && !rounds) {
            report.add(Errors.typeMismatch(place, wanted.toString(), s.type.toString()));
            return null;
        }
        Symbol copy = convert.model.symbol(inner.prefix + name(f).text(), Symbol.Role.TARGET, place);
        copy.type = wanted;
        copy.declared = true;
        copy.shape(s.dims());
        copy.letters = s.letters;
        Region region = new Region(convert.model);
        region.join(place, s);
        List<Var> vars = region.vars;
        Term value = new Term.Access(place, s, region.positions(place), Optional.empty());
        if (rounds) value = new Term.Apply(place, Primitive.FLOOR, List.of(value));
        return new Define(convert.model, convert.statement.equations).now(copy, vars, value) ? copy : null;
    }

    private boolean inRange(Symbol s, Tree.Range range, Tree.TensorFormal f, Span place) {
        Dim lo = own.size(range.lo(), Env.of(inner));
        Dim hi = own.size(range.hi(), Env.of(inner));
        if (lo == null || hi == null) return false;
        String message = "the values of `" + s.name + "` must lie in " + lo + ".." + hi;
        if (s.range.isPresent()) {
            Program.Range has = s.range.get();
            if (convert.model.requireAlways(has.lo().minus(lo), message)
                    && convert.model.requireAlways(hi.minus(has.hi()), message)) return true;
            report.add(RoleErrors.rangeTooWide(place, s.name, has.lo() + ".." + has.hi(), lo + ".." + hi, s.span()));
            return false;
        }
        if (s.role == Symbol.Role.INPUT) {
            report.add(RoleErrors.inputWithoutRange(place, s.name, lo + ".." + hi, s.span()));
            return false;
        }
        convert.model.valueRange(s.name, new Program.Range(lo, hi), message);
        return true;
    }
}
