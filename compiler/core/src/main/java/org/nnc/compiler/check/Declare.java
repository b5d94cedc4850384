package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.LayerErrors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Precision;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Program.Initialiser;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Tree;

/** Inputs and parameters: declared types, shapes, value ranges, starting values. */
final class Declare {
    private final Model model;
    private final Report report;
    private final Scope scope;
    private final Convert convert;
    private final Env env;

    Declare(Model model, Scope scope, Statement statement, String name) {
        this.model = model;
        this.report = model.report;
        this.scope = scope;
        this.convert = new Convert(model, statement, name);
        this.env = Env.of(scope);
    }

    /** {@code float} and {@code double} are real: a class computes in one precision. */
    static Type type(String base) {
        return switch (base) {
            case "int" -> Type.INT;
            case "bool" -> Type.BOOL;
            default -> Type.REAL;
        };
    }

    /** The precision that a type names; none for {@code real} and what is whole. */
    static Optional<Precision> precision(Tree.Type type) {
        return Arrays.stream(Precision.values())
                .filter(p -> p.toString().equals(type.base()))
                .findFirst();
    }

    /** Gives an input or parameter what its declaration says. */
    void tensor(Symbol s, Tree.TensorDecl decl) {
        Tree.Type type = decl.type();
        s.type = type(type.base());
        s.declared = true;
        s.letters = Letters.ofShape(type.shape());
        if (s.role == Symbol.Role.INPUT) s.stored = precision(type);
        else report.states(type, s.name);
        List<Dim> shape = new ArrayList<>();
        for (Tree.Shape sh : type.shape()) {
            if (sh instanceof Tree.ShapeDots d) {
                if (scope.dots == null) {
                    report.add(RoleErrors.dotsUnbound(d.span()));
                    s.poisoned = true;
                } else {
                    shape.addAll(scope.dots);
                }
                continue;
            }
            Dim d = convert.size(((Tree.ShapeExpr) sh).expr(), env);
            String message = "a dimension of `" + s.name + "` must not be negative: " + d;
            if (d != null && !model.requireAlways(d, message)) {
                report.add(RoleErrors.badSize(sh.span(), "this dimension", d.toString()));
                d = null;
            }
            if (d == null) s.poisoned = true;
            shape.add(d);
        }
        s.shape(shape);
        if (!s.poisoned && !Define.fits(model, s)) s.poisoned = true;
        type.range().ifPresent(r -> range(s, r));
    }

    private void range(Symbol s, Tree.Range r) {
        if (s.type != Type.INT) {
            report.add(RoleErrors.rangeOfReal(r.span(), s.type.toString()));
            return;
        }
        Dim lo = convert.size(r.lo(), env);
        Dim hi = convert.size(r.hi(), env);
        if (lo == null || hi == null) s.poisoned = true;
        else s.range = Optional.of(new Program.Range(lo, hi));
    }

    /** Whether a parameter is there at all. */
    boolean exists(Tree.ParamStmt p) {
        if (p.when().isEmpty()) return true;
        Tree.Expr when = p.when().get();
        if (readsTensor(when)) {
            report.add(RoleErrors.notConstant(when.span(), "the condition of a parameter"));
            return true;
        }
        Term t = convert.term(when, env);
        if (t instanceof Term.Value v && v.expr().isConst() && v.expr().type() == Type.BOOL)
            return v.expr().equals(Expr.TRUE);
        if (!(t instanceof Term.Poison))
            report.add(RoleErrors.notConstant(when.span(), "the condition of a parameter"));
        return true;
    }

    /** Tensors have no shape yet when it is asked which parameters there are. */
    private boolean readsTensor(Tree.Expr e) {
        boolean[] found = {false};
        Parts.forEach(e, x -> {
            Tree.QName name = x instanceof Tree.Name n ? n.name() : x instanceof Tree.Access a ? a.name() : null;
            found[0] |= name != null && scope.get(name.text()) instanceof Symbol;
        });
        return found[0];
    }

    void param(Symbol s, Tree.ParamStmt p) {
        constantTensor(s, p.decl());
    }

    /** What lies in a flat array of the instance: real, and of constant shape. */
    void constantTensor(Symbol s, Tree.TensorDecl decl) {
        tensor(s, decl);
        if (s.type != Type.REAL) {
            report.add(Errors.paramType(decl.type().span(), s.name, s.type.toString()));
            s.poisoned = true;
        }
        if (s.poisoned) return;
        for (int d = 0; d < s.rank(); d++) {
            if (s.shape[d].isConstant()) continue;
            report.add(RoleErrors.paramShape(
                    decl.type()
                            .shape()
                            .get(Math.min(d, decl.type().shape().size() - 1))
                            .span(),
                    s.name,
                    s.shape[d].toString(),
                    s.shape[d].variables().iterator().next()));
            s.poisoned = true;
            return;
        }
    }

    /** How a parameter starts; matrices without an initialiser take glorot, all else zeros. */
    Initialiser initialiser(Symbol s, Tree.ParamStmt p) {
        if (p.initialiser().isEmpty()) {
            return new Initialiser(s.rank() >= 2 ? Initialiser.Kind.GLOROT : Initialiser.Kind.ZEROS, 0, 0);
        }
        Tree.Expr e = p.initialiser().get();
        if (e instanceof Tree.Name n && env.scope.find(n.name().text()) == null) {
            switch (n.name().text()) {
                case "zeros":
                    return new Initialiser(Initialiser.Kind.ZEROS, 0, 0);
                case "ones":
                    return new Initialiser(Initialiser.Kind.ONES, 0, 0);
                case "he":
                    return matrix(Initialiser.Kind.HE, s, e, 1);
                case "glorot":
                    return matrix(Initialiser.Kind.GLOROT, s, e, 1);
                case "orthogonal":
                    return matrix(Initialiser.Kind.ORTHOGONAL, s, e, 2);
                default:
                    if (Operators.constant(n.name().text()).isEmpty()) {
                        report.add(LayerErrors.unknownInitialiser(
                                e.span(), n.name().text()));
                        return new Initialiser(Initialiser.Kind.ZEROS, 0, 0);
                    }
                    break;
            }
        }
        if (e instanceof Tree.Call c
                && (c.name().text().equals("uniform") || c.name().text().equals("normal"))) {
            boolean uniform = c.name().text().equals("uniform");
            if (c.args().size() != 2) {
                report.add(Errors.wrongArity(
                        c.span(), c.name().text(), "2", c.args().size()));
                return new Initialiser(Initialiser.Kind.ZEROS, 0, 0);
            }
            double a = number(c.args().get(0).value());
            double b = number(c.args().get(1).value());
            if (uniform ? a > b : b < 0) report.add(LayerErrors.badInitialiser(c.span(), uniform));
            return new Initialiser(uniform ? Initialiser.Kind.UNIFORM : Initialiser.Kind.NORMAL, a, b);
        }
        if (e instanceof Tree.Call c
                && convert.calls().callee(c, env).isEmpty()
                && !Operators.isFunction(c.name().text())) {
            report.add(LayerErrors.unknownInitialiser(e.span(), c.name().text()));
            return new Initialiser(Initialiser.Kind.ZEROS, 0, 0);
        }
        return new Initialiser(Initialiser.Kind.CONSTANT, number(e), 0);
    }

    private Initialiser matrix(Initialiser.Kind kind, Symbol s, Tree.Expr e, int rank) {
        if (s.rank() < rank)
            report.add(LayerErrors.initialiserRank(
                    e.span(), kind.name().toLowerCase(java.util.Locale.ROOT), s.name, rank));
        return new Initialiser(kind, 0, 0);
    }

    private double number(Tree.Expr e) {
        Term t = convert.term(e, env);
        if (t instanceof Term.Value v && v.expr() instanceof Expr.Const c && c.type() != Type.BOOL) return c.value();
        if (t instanceof Term.Value v && v.expr().type() == Type.BOOL)
            report.add(Errors.typeMismatch(e.span(), "real", "bool"));
        else if (!(t instanceof Term.Poison)) report.add(RoleErrors.notConstant(e.span(), "a starting value"));
        return 0;
    }
}
