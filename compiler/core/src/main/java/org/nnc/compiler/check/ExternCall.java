package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.LayerErrors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Extern;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Print;
import org.nnc.compiler.syntax.Tree;

/** One call of an extern function, or of its reverse derivative: an equation for each result. */
final class ExternCall {
    private static final String VJP = ".vjp";

    private final Convert convert;
    private final Report report;
    private final Tree.Call call;
    private final Calls.Callee callee;
    private final Env env;
    private final Tree.ExternDecl decl;

    ExternCall(Convert convert, Tree.Call call, Calls.Callee callee, Env env) {
        this.convert = convert;
        this.report = convert.report;
        this.call = call;
        this.callee = callee;
        this.env = env.closed();
        this.decl = (Tree.ExternDecl) callee.decl().decl();
    }

    /** {@code f.vjp} as a declaration: over arguments, results and cotangents of {@code f}; its results are the adjoints. */
    static Optional<Tree.ExternDecl> vjp(Tree.ExternDecl f) {
        if (f.vjp().isEmpty()) return Optional.empty();
        List<Tree.Formal> params = new ArrayList<>(f.params());
        params.addAll(f.results());
        for (Tree.Formal r : f.results()) if (r instanceof Tree.TensorFormal t) params.add(adjoint(t));
        List<Tree.Formal> results = new ArrayList<>();
        for (Tree.Formal p : f.params()) {
            if (p instanceof Tree.TensorFormal t && Declare.type(t.decl().type().base()) == Type.REAL)
                results.add(adjoint(t));
        }
        Tree.Id name = new Tree.Id(f.name().span(), f.name().text() + VJP);
        return Optional.of(new Tree.ExternDecl(f.span(), f.doc(), name, params, results, f.vjp()));
    }

    private static Tree.TensorFormal adjoint(Tree.TensorFormal t) {
        Tree.QName name = t.decl().name();
        Tree.Id id = new Tree.Id(name.span(), "d_" + name.text());
        Tree.TensorDecl d = new Tree.TensorDecl(
                t.decl().span(),
                new Tree.QName(name.span(), List.of(id)),
                t.decl().type());
        return new Tree.TensorFormal(t.span(), d, Optional.empty());
    }

    /** @param wanted the tensors that take the results, or null for tensors named after its own */
    List<Symbol> run(List<Symbol> wanted) {
        // A declaration with a mistake was reported where it stands.
        boolean isSound = decl.results().stream().allMatch(f -> f instanceof Tree.TensorFormal)
                && decl.vjp().filter(Tree.QName::isSimple).isEmpty();
        if (!isSound) return List.of();
        if (!convert.model.expand()) {
            convert.model.tooLarge(call.span());
            return List.of();
        }
        String name = decl.name().text();
        Scope inner = new Scope(callee.decl().file(), env.scope.prefix + name.replace('.', '_') + ".", false);
        if (!new Arguments(convert, call, callee, env, inner).bind()) return List.of();
        List<Tensor> args = new ArrayList<>();
        List<Dim> dims = new ArrayList<>();
        for (Tree.Formal f : decl.params()) {
            if (f instanceof Tree.TensorFormal t) args.add(argument(t, inner));
        }
        for (Scope.Entry e : inner.entries().values()) {
            if (e instanceof Scope.Size s) {
                Dim d = convert.dim(s, call.span());
                if (d == null) return List.of();
                dims.add(d);
            }
        }
        List<Symbol> results = new ArrayList<>();
        int count = decl.results().size();
        if (wanted != null && wanted.size() != count) {
            report.add(LayerErrors.resultCount(call.span(), name, count, wanted.size()));
            return List.of();
        }
        Extern extern = extern();
        for (Tree.Formal f : decl.results()) {
            Tree.TensorFormal t = (Tree.TensorFormal) f;
            Symbol s = wanted != null
                    ? wanted.get(results.size())
                    : convert.model.symbol(inner.prefix + t.decl().name().text(), Symbol.Role.TARGET, call.span());
            List<Dim> shape = shape(t, inner);
            if (shape == null) return List.of();
            s.type = Type.REAL;
            s.declared = true;
            s.shape(shape);
            Equation e = Equation.call(s.tensor(), extern, isVjp(), results.size(), dims, args);
            convert.model.definitions.put(s.name, e);
            convert.statement.equations.add(e);
            results.add(s);
        }
        return results;
    }

    private boolean isVjp() {
        return decl.name().text().endsWith(VJP);
    }

    private Extern extern() {
        Tree.ExternDecl f = decl;
        if (isVjp()) {
            String name = decl.name().text();
            f = callee.decl().file().extern(call.span(), name.substring(0, name.length() - VJP.length()));
        }
        List<Type> types = new ArrayList<>();
        for (Tree.Formal p : f.params()) {
            if (p instanceof Tree.TensorFormal t)
                types.add(Declare.type(t.decl().type().base()));
        }
        String owner = callee.decl().file().externOwner();
        Optional<String> vjp = Optional.empty();
        if (f.vjp().isPresent()) {
            String all = f.vjp().get().text();
            owner = all.substring(0, all.lastIndexOf('.'));
            vjp = Optional.of(all.substring(all.lastIndexOf('.') + 1));
        }
        return new Extern(
                f.name().text(),
                owner,
                vjp,
                Print.decl(f).strip(),
                types,
                f.results().size());
    }

    /** A number known at compile time becomes a tensor, too. */
    private Tensor argument(Tree.TensorFormal f, Scope inner) {
        String name = f.decl().name().text();
        if (inner.get(name) instanceof Symbol s) {
            s.used = true;
            return s.tensor();
        }
        Scope.Constant c = (Scope.Constant) inner.get(name);
        Symbol s = convert.model.symbol(inner.prefix + name, Symbol.Role.TARGET, call.span());
        s.type = Declare.type(f.decl().type().base());
        s.declared = true;
        s.shape(c.shape());
        List<Index> indices = new ArrayList<>();
        for (int d = 0; d < c.shape().size(); d++) indices.add(new Index("u" + (d == 0 ? "" : d + 1)));
        Expr value = s.type == Type.REAL && c.value() instanceof Expr.Const n ? Expr.real(n.value()) : c.value();
        Equation e = Equation.pointwise(s.tensor(), indices, value, "");
        convert.model.definitions.put(s.name, e);
        convert.statement.equations.add(e);
        return s.tensor();
    }

    private List<Dim> shape(Tree.TensorFormal t, Scope inner) {
        List<Dim> shape = new ArrayList<>();
        Convert own =
                new Convert(convert.model, convert.statement, callee.decl().name());
        for (Tree.Shape sh : t.decl().type().shape()) {
            if (sh instanceof Tree.ShapeDots d) {
                if (inner.dots == null) {
                    report.add(RoleErrors.dotsUnbound(d.span()));
                    return null;
                }
                shape.addAll(inner.dots);
                continue;
            }
            Dim d = own.size(((Tree.ShapeExpr) sh).expr(), Env.of(inner));
            if (d == null) return null;
            String message = "a dimension of the result `" + t.decl().name().text() + "` of `"
                    + decl.name().text() + "` must not be negative: " + d;
            if (!convert.model.requireAlways(d, message)) {
                report.add(RoleErrors.badSize(sh.span(), "this dimension", d.toString()));
                return null;
            }
            shape.add(d);
        }
        Symbol probe = new Symbol(t.decl().name().text(), Symbol.Role.TARGET, call.span());
        probe.shape(shape);
        return Define.fits(convert.model, probe) ? shape : null;
    }
}
