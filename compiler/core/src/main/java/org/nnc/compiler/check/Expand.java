package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import org.nnc.compiler.diagnostics.LayerErrors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.syntax.Tree;

/** One call of a layer, or of a model as a layer: its block with the arguments put in becomes equations of the caller. */
final class Expand {
    private final Convert convert;
    private final Report report;
    private final Tree.Call call;
    private final Calls.Callee callee;
    private final Env env;

    Expand(Convert convert, Tree.Call call, Calls.Callee callee, Env env) {
        this.convert = convert;
        this.report = convert.report;
        this.call = call;
        this.callee = callee;
        this.env = env.closed();
    }

    List<Symbol> run(List<Symbol> wanted) {
        String name = callee.decl().name();
        Model model = convert.model;
        if (model.expanding.contains(name)) {
            report.add(LayerErrors.recursive(
                    call.name().span(), name, callee.decl().id().span()));
            return List.of();
        }
        if (!model.expand()) {
            model.tooLarge(call.span());
            return List.of();
        }
        Scope.Instance instance = callee.instance();
        int place = call.name().span().start();
        String own = instance != null ? instance.name : env.scope.anonymous.get(place);
        if (own == null) {
            report.add(LayerErrors.layerInFunction(call.name().span(), name));
            return List.of();
        }
        boolean frozen = env.scope.frozen || instance != null && instance.frozen;
        Scope inner = new Scope(callee.decl().file(), env.scope.prefix + own + ".", frozen);
        boolean isModel = callee.decl().decl() instanceof Tree.ModelDecl;
        List<Tree.Stmt> body = isModel
                ? ((Tree.ModelDecl) callee.decl().decl()).body()
                : ((Tree.LayerDecl) callee.decl().decl()).body();
        Block block = new Block(model, inner, body, isModel ? Block.Kind.CALLED_MODEL : Block.Kind.LAYER);
        List<Symbol> results = List.of();
        int before = report.errors();
        if (isModel) block.declareDims();
        if (new Arguments(convert, call, callee, env, inner).bind()) {
            report.enter(name, call.span());
            model.expanding.add(name);
            if (!isModel) block.declareDims();
            results = isModel ? outputs(inner, wanted) : results(inner, wanted);
            boolean fits = wanted == null || wanted.size() == results.size();
            if (!fits) {
                report.leave();
                report.add(LayerErrors.resultCount(call.span(), name, results.size(), wanted.size()));
                report.enter(name, call.span());
            } else {
                block.declare();
                shapes(inner, results);
                block.run();
                for (Symbol r : results) {
                    if (!block.defines(r)) report.add(LayerErrors.resultUndefined(r.formal, r.formal.text(), name));
                }
            }
            report.leave();
            model.expanding.remove(model.expanding.size() - 1);
        }
        if (report.errors() > before) return List.of();
        convert.statement.equations.addAll(block.equations());
        convert.statement.tables.addAll(block.tables());
        if (instance == null) convert.statement.paramsAt(place).addAll(block.params());
        else instance.statement.paramsAt(0).addAll(block.params());
        return results;
    }

    /** The tensors of the layer's results, their shapes not yet known. */
    private List<Symbol> results(Scope inner, List<Symbol> wanted) {
        List<Symbol> found = new ArrayList<>();
        for (Tree.Formal f : ((Tree.LayerDecl) callee.decl().decl()).results()) {
            if (f instanceof Tree.TensorFormal t) found.add(result(t.decl().name(), inner, wanted, found.size()));
        }
        return found;
    }

    private List<Symbol> outputs(Scope inner, List<Symbol> wanted) {
        List<Symbol> found = new ArrayList<>();
        for (Tree.Stmt s : ((Tree.ModelDecl) callee.decl().decl()).body()) {
            if (s instanceof Tree.OutputEquation o) {
                found.add(result(o.target().name(), inner, wanted, found.size()));
            } else if (s instanceof Tree.OutputNames o) {
                for (Tree.Id id : o.names()) {
                    found.add(result(new Tree.QName(id.span(), List.of(id)), inner, wanted, found.size()));
                }
            }
        }
        return found;
    }

    private Symbol result(Tree.QName name, Scope inner, List<Symbol> wanted, int i) {
        Scope.Entry before = inner.get(name.text());
        if (before != null)
            report.add(org.nnc.compiler.diagnostics.Errors.alreadyDefined(name.span(), name.text(), before.span()));
        Symbol s = wanted != null && i < wanted.size()
                ? wanted.get(i)
                : convert.model.symbol(inner.prefix + name.text(), Symbol.Role.TARGET, name.span());
        s.formal = name.span();
        inner.put(name.text(), s);
        return s;
    }

    /** What a layer's {@code ->} declares of its results. */
    private void shapes(Scope inner, List<Symbol> results) {
        if (!(callee.decl().decl() instanceof Tree.LayerDecl layer)) return;
        Convert own =
                new Convert(convert.model, convert.statement, callee.decl().name());
        int i = 0;
        for (Tree.Formal f : layer.results()) {
            if (!(f instanceof Tree.TensorFormal t)) continue;
            Symbol s = results.get(i++);
            Tree.Type type = t.decl().type();
            s.type = Declare.type(type.base());
            report.states(type, t.decl().name().text());
            s.declared = true;
            List<Dim> shape = new ArrayList<>();
            boolean fine = true;
            for (Tree.Shape sh : type.shape()) {
                if (sh instanceof Tree.ShapeDots d) {
                    if (inner.dots == null) report.add(RoleErrors.dotsUnbound(d.span()));
                    else shape.addAll(inner.dots);
                    continue;
                }
                Span span = sh.span();
                Dim d = own.size(((Tree.ShapeExpr) sh).expr(), Env.of(inner));
                if (d != null
                        && !convert.model.requireAlways(
                                d,
                                "a dimension of the result `" + t.decl().name().text() + "` of `"
                                        + callee.decl().name() + "` must not be negative: " + d)) {
                    report.add(RoleErrors.badSize(span, "this dimension", d.toString()));
                    d = null;
                }
                fine &= d != null;
                shape.add(d);
            }
            if (fine) s.shape(shape);
            else s.poisoned = true;
        }
    }
}
