package org.nnc.compiler.check;

import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.InnerErrors;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Tree;

/** {@code grad(L, x)} and {@code jvp(y, x, v)}: whole tensors, whose equations are written out after the check. */
final class Derivatives {
    private final Convert convert;
    private final Calls calls;
    private final Report report;

    Derivatives(Convert convert, Calls calls) {
        this.convert = convert;
        this.calls = calls;
        this.report = convert.report;
    }

    Term of(Tree.Call c, Env env) {
        String name = c.name().text();
        boolean isGradient = name.equals("grad");
        int arity = isGradient ? 2 : 3;
        if (c.args().size() != arity) {
            report.add(Errors.wrongArity(
                    c.span(), name, Integer.toString(arity), c.args().size()));
            return Term.POISON;
        }
        Symbol of = tensor(c.args().get(0).value(), env, isGradient);
        Symbol wrt = named(c.args().get(1).value(), env);
        if (of == null || wrt == null) return Term.POISON;
        Optional<String> direction = Optional.empty();
        if (!isGradient) {
            Tree.Expr given = c.args().get(2).value();
            Symbol v = tensor(given, env, false);
            if (v == null) return Term.POISON;
            if (!v.dims().equals(wrt.dims())) {
                report.add(Errors.shapeMismatch(
                        given.span(), "the direction", wrt.shapeText(), v.shapeText(), Optional.of(wrt.span())));
                return Term.POISON;
            }
            direction = Optional.of(v.name);
        }
        Symbol like = isGradient ? wrt : of;
        Symbol s = convert.model.symbol(convert.target + "_1", Symbol.Role.TARGET, c.span());
        s.type = Type.REAL;
        s.shape = like.shape.clone();
        s.letters = like.letters;
        convert.model.inner.add(new Inner(s.tensor(), of.name, wrt.name, direction));
        return convert.whole(c.span(), s, env);
    }

    /** A real tensor, an expression under a name of its own. */
    private Symbol tensor(Tree.Expr e, Env env, boolean scalar) {
        Object given = calls.argument(e, env, convert.target + "_1");
        if (given == null) return null;
        if (given instanceof Term.Value v) {
            if (scalar) {
                report.add(InnerErrors.nothingVaries(e.span()));
                return null;
            }
            Symbol s = convert.model.symbol(convert.target + "_1", Symbol.Role.TARGET, e.span());
            s.shape = new Dim[0];
            return new Define(convert.model, convert.statement.equations).now(s, List.of(), v) && isReal(s, e)
                    ? s
                    : null;
        }
        Symbol s = (Symbol) given;
        if (!isReal(s, e)) return null;
        if (scalar && s.rank() > 0) {
            report.add(InnerErrors.gradOfTensor(e.span(), s.name, s.shapeText()));
            return null;
        }
        return s;
    }

    private boolean isReal(Symbol s, Tree.Expr e) {
        if (s.type == Type.REAL) return true;
        report.add(Errors.typeMismatch(e.span(), "real", s.type.toString()));
        return false;
    }

    /** What is varied has a name: a new expression of it would be a tensor that nothing depends on. */
    private Symbol named(Tree.Expr e, Env env) {
        if (!(e instanceof Tree.Name n)) {
            report.add(InnerErrors.unnamed(e.span()));
            return null;
        }
        Object given = calls.argument(n, env, convert.target + "_1");
        if (given == null) return null;
        if (!(given instanceof Symbol s)) {
            report.add(InnerErrors.unnamed(e.span()));
            return null;
        }
        if (s.type != Type.REAL) {
            report.add(Errors.deriveType(e.span(), s.name, s.type.toString()));
            return null;
        }
        return s;
    }
}
