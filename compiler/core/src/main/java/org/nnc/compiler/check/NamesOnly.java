package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.Suggest;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.syntax.Tree;

/**
 * Looks for names without a meaning in functions and layers whether some model calls them or not, and in branches that a
 * call's settings leave out. Everything else about them depends on the shapes of a call.
 */
final class NamesOnly {
    private static final Set<String> ELSEWHERE =
            Set.of("training", "uniform", "normal", "grad", "jvp", "edge", "wrap", "reflect");

    private final Report report;
    private final Catalog.FileScope file;
    private String target = "";

    NamesOnly(Report report, Catalog.FileScope file) {
        this.report = report;
        this.file = file;
    }

    void check(Tree.Decl decl) {
        Set<String> names = new HashSet<>(file.dims().keySet());
        if (decl instanceof Tree.FunDecl f) {
            f.params().forEach(p -> names.add(p.text()));
            target = f.name().text();
            names(f.body(), names, false);
            names.add(Rules.RESULT);
            f.derivs().forEach(d -> names(d.value(), names, false));
        } else if (decl instanceof Tree.LayerDecl l) {
            layer(l, names);
        }
    }

    private void layer(Tree.LayerDecl l, Set<String> names) {
        List<Tree.Formal> formals = new ArrayList<>(l.params());
        formals.addAll(l.results());
        for (Tree.Formal f : formals) {
            if (f instanceof Tree.DimFormal d) names.add(d.name().text());
            if (!(f instanceof Tree.TensorFormal t)) continue;
            names.add(t.decl().name().text());
            for (Tree.Shape s : t.decl().type().shape()) {
                // A name alone in the shape of an argument declares a dim.
                if (l.params().contains(f) && s instanceof Tree.ShapeExpr e && e.expr() instanceof Tree.Name n) {
                    names.add(n.name().text());
                }
            }
        }
        for (Tree.Stmt s : l.body()) {
            if (s instanceof Tree.DimDecl d)
                d.items().forEach(i -> names.add(i.name().text()));
            if (s instanceof Tree.ParamStmt p) names.add(p.decl().name().text());
            if (s instanceof Tree.StateStmt p) names.add(p.decl().name().text());
            if (s instanceof Tree.InputStmt p) names.add(p.decl().name().text());
            if (s instanceof Tree.InstanceStmt i) names.add(i.name().text());
            Dependencies.targets(s).forEach(t -> names.add(t.name().text()));
        }
        for (Tree.Formal f : l.results())
            if (f instanceof Tree.TensorFormal t) shape(t.decl().type(), names);
        for (Tree.Stmt s : l.body()) statement(s, names);
    }

    private void shape(Tree.Type type, Set<String> names) {
        for (Tree.Shape s : type.shape()) if (s instanceof Tree.ShapeExpr e) names(e.expr(), names, false);
    }

    private void statement(Tree.Stmt s, Set<String> names) {
        if (s instanceof Tree.DimDecl d) d.items().forEach(i -> i.value().ifPresent(v -> names(v, names, false)));
        if (s instanceof Tree.ParamStmt p) {
            shape(p.decl().type(), names);
            p.when().ifPresent(w -> names(w, names, false));
        }
        if (s instanceof Tree.InstanceStmt i) {
            Optional<Catalog.Callable> callee = file.callable(i.layer());
            if (callee.isEmpty()) {
                report.addOnce(Errors.unknownName(
                        i.layer().span(),
                        "layer",
                        i.layer().text(),
                        Suggest.nearest(i.layer().text(), file.callables())));
            }
            i.args().forEach(a -> names(a.value(), names, false));
        }
        Set<String> inner = new HashSet<>(names);
        for (Tree.Lhs l : Dependencies.targets(s)) {
            target = l.name().text();
            Dependencies.indices(l).forEach(n -> inner.add(n.name().text()));
        }
        for (Tree.Expr e : Dependencies.expressions(s)) names(e, inner, false);
    }

    /** @param position whether the expression is a position of an access, where an unknown name is an unbound index */
    private void names(Tree.Expr e, Set<String> names, boolean position) {
        if (e instanceof Tree.Name n) {
            bare(n.name(), names, position);
            return;
        }
        if (e instanceof Tree.Access a && isUnknown(a.name(), names)) {
            report.addOnce(
                    Errors.unknownName(a.name().span(), "tensor", a.name().text(), nearest(a.name(), names)));
        }
        if (e instanceof Tree.Access a) {
            for (Tree.IndexExpr i : a.indices()) {
                if (!(i instanceof Tree.Group g)) continue;
                for (Tree.LhsName n : g.members()) {
                    if (!names.contains(n.name().text()))
                        report.addOnce(
                                Errors.unboundIndex(n.name().span(), n.name().text(), target, false));
                }
            }
        }
        if (e instanceof Tree.Call c) callee(c.name(), names);
        Set<String> inner = names;
        if (e instanceof Tree.Reduce r) {
            inner = new HashSet<>(names);
            for (Tree.Binder b : r.binders())
                if (b instanceof Tree.BinderName n) inner.add(n.name().text());
        } else if (e instanceof Tree.Let l) {
            inner = new HashSet<>(names);
            for (Tree.LetItem i : l.items()) inner.add(i.name().text());
        }
        List<Tree.Expr> parts = Parts.of(e);
        boolean pipe = e instanceof Tree.Chain c && c.operators().get(0).equals("|>");
        for (int i = 0; i < parts.size(); i++) {
            Tree.Expr part = parts.get(i);
            if (pipe && i > 0 && part instanceof Tree.Name n) callee(n.name(), names);
            else names(part, inner, e instanceof Tree.Access a && a.indices().contains(part));
        }
    }

    private boolean isUnknown(Tree.QName q, Set<String> names) {
        return q.isSimple() && !names.contains(q.text());
    }

    private void bare(Tree.QName q, Set<String> names, boolean position) {
        String name = q.text();
        boolean known = !isUnknown(q, names) || Operators.constant(name).isPresent() || ELSEWHERE.contains(name);
        if (known || file.callable(q).isPresent() || Operators.isFunction(name)) return;
        report.addOnce(
                position
                        ? Errors.unboundIndex(q.span(), name, target, false)
                        : Errors.unknownName(q.span(), "name", name, nearest(q, names)));
    }

    private void callee(Tree.QName q, Set<String> names) {
        String name = q.text();
        boolean known = !isUnknown(q, names) || Operators.isFunction(name) || ELSEWHERE.contains(name);
        if (known || file.callable(q).isPresent()) return;
        List<String> candidates = new ArrayList<>(file.callables());
        candidates.addAll(Primitive.functions());
        candidates.addAll(Operators.WHOLE);
        report.addOnce(Errors.unknownName(q.span(), "function", name, Suggest.nearest(name, candidates)));
    }

    private static Optional<String> nearest(Tree.QName q, Set<String> names) {
        return Suggest.nearest(q.text(), new TreeSet<>(names));
    }
}
