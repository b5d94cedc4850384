package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.syntax.Tree;

/** Walks over expressions of the tree. */
final class Parts {
    private Parts() {}

    /** The immediate subexpressions in order of the text, ranges of binders included. */
    static List<Tree.Expr> of(Tree.Expr e) {
        List<Tree.Expr> parts = new ArrayList<>();
        if (e instanceof Tree.Access a) {
            for (Tree.IndexExpr i : a.indices()) {
                if (i instanceof Tree.Expr x) parts.add(x);
                if (i instanceof Tree.Group g)
                    g.members().forEach(m -> m.range().ifPresent(x -> range(x, parts)));
            }
            a.otherwise().ifPresent(parts::add);
        } else if (e instanceof Tree.Call c) {
            c.args().forEach(a -> parts.add(a.value()));
        } else if (e instanceof Tree.Unary u) {
            parts.add(u.operand());
        } else if (e instanceof Tree.Chain c) {
            parts.addAll(c.operands());
        } else if (e instanceof Tree.Compare c) {
            parts.addAll(c.operands());
        } else if (e instanceof Tree.Reduce r) {
            for (Tree.Binder b : r.binders())
                if (b instanceof Tree.BinderName n) n.range().ifPresent(x -> range(x, parts));
            r.where().ifPresent(parts::add);
            r.body().ifPresent(parts::add);
        } else if (e instanceof Tree.If i) {
            parts.addAll(List.of(i.condition(), i.then(), i.otherwise()));
        } else if (e instanceof Tree.Let l) {
            l.items().forEach(i -> parts.add(i.value()));
            parts.add(l.body());
        } else if (e instanceof Tree.Case c) {
            c.arms().forEach(a -> parts.addAll(List.of(a.condition(), a.value())));
            parts.add(c.otherwise());
        } else if (e instanceof Tree.Array a) {
            parts.addAll(a.elements());
        }
        return parts;
    }

    private static void range(Tree.Range r, List<Tree.Expr> parts) {
        parts.add(r.lo());
        parts.add(r.hi());
    }

    static void forEach(Tree.Expr e, Consumer<Tree.Expr> visit) {
        visit.accept(e);
        for (Tree.Expr p : of(e)) forEach(p, visit);
    }

    /** {@code a |> f(b) |> g} as {@code g(f(a, b))}; an operand that is no call stays a pipe and is reported as such. */
    static Tree.Expr pipe(Tree.Chain c) {
        Tree.Expr value = c.operands().get(0);
        for (Tree.Expr step : c.operands().subList(1, c.operands().size())) {
            Span span = value.span().to(step.span());
            Tree.Arg first = new Tree.Arg(value.span(), Optional.empty(), value);
            if (step instanceof Tree.Name n) {
                value = new Tree.Call(span, n.name(), List.of(first));
            } else if (step instanceof Tree.Call call) {
                List<Tree.Arg> args = new ArrayList<>();
                args.add(first);
                args.addAll(call.args());
                value = new Tree.Call(span, call.name(), args);
            } else {
                Tree.Id nothing = new Tree.Id(step.span(), "");
                value = new Tree.Call(span, new Tree.QName(step.span(), List.of(nothing)), List.of(first));
            }
        }
        return value;
    }

    /** The expression with a pipe written as calls. */
    static Tree.Expr unpiped(Tree.Expr e) {
        return e instanceof Tree.Chain c && c.operators().get(0).equals("|>") ? pipe(c) : e;
    }
}
