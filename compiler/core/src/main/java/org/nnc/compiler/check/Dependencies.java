package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.syntax.Tree;

/** Which statements of a block need which others: by the names of the tensors that they read. */
final class Dependencies {
    private final Scope scope;
    private final List<Statement> statements;
    /** By name of a tensor, or of an instance, the statements that define it, or call it. */
    private final Map<String, List<Integer>> definers = new HashMap<>();

    Dependencies(Scope scope, List<Statement> statements) {
        this.scope = scope;
        this.statements = statements;
        for (int i = 0; i < statements.size(); i++) {
            int number = i;
            for (Tree.Lhs l : targets(statements.get(i).tree)) define(l.name().text(), i);
            for (Tree.Expr e : expressions(statements.get(i).tree)) {
                Parts.forEach(e, x -> {
                    if (x instanceof Tree.Call c) calls(c.name(), number);
                    if (x instanceof Tree.Chain c && c.operators().get(0).equals("|>")) {
                        c.operands().forEach(o -> {
                            if (o instanceof Tree.Name n) calls(n.name(), number);
                        });
                    }
                });
            }
        }
    }

    private void calls(Tree.QName name, int statement) {
        String anonymous = scope.anonymous.get(name.span().start());
        if (scope.get(name.text()) instanceof Scope.Instance) define(name.text(), statement);
        else if (anonymous != null) define(anonymous, statement);
    }

    private void define(String name, int statement) {
        definers.computeIfAbsent(name, n -> new ArrayList<>()).add(statement);
    }

    /** The statements that statement i reads from, itself included where it does. */
    List<Integer> of(int i) {
        Set<Integer> found = new LinkedHashSet<>();
        for (Tree.QName q : reads(statements.get(i).tree)) {
            if (definers.containsKey(q.text()) && !(scope.get(q.text()) instanceof Scope.Instance)) {
                found.addAll(definers.get(q.text()));
            } else if (!q.isSimple()) {
                found.addAll(definers.getOrDefault(q.parts().get(0).text(), List.of()));
            }
        }
        return new ArrayList<>(found);
    }

    static List<Tree.Lhs> targets(Tree.Stmt s) {
        if (s instanceof Tree.EquationStmt e) return e.targets();
        if (s instanceof Tree.OutputEquation o) return List.of(o.target());
        if (s instanceof Tree.LossStmt l) {
            Tree.QName name = new Tree.QName(l.name().span(), List.of(l.name()));
            return List.of(new Tree.Lhs(l.name().span(), name, false, List.of()));
        }
        return List.of();
    }

    /** The named indices on the left, those of groups among them. */
    static List<Tree.LhsName> indices(Tree.Lhs l) {
        List<Tree.LhsName> all = new ArrayList<>();
        for (Tree.LhsIndex i : l.indices()) {
            if (i instanceof Tree.LhsName n) all.add(n);
            if (i instanceof Tree.LhsGroup g) all.addAll(g.members());
        }
        return all;
    }

    /** The right side, and the ranges on the left. */
    static List<Tree.Expr> expressions(Tree.Stmt s) {
        List<Tree.Expr> all = new ArrayList<>();
        for (Tree.Lhs l : targets(s)) {
            for (Tree.LhsName n : indices(l)) {
                if (n.range().isPresent()) {
                    all.add(n.range().get().lo());
                    all.add(n.range().get().hi());
                }
            }
        }
        if (s instanceof Tree.EquationStmt e) all.add(e.value());
        if (s instanceof Tree.OutputEquation o) all.add(o.value());
        if (s instanceof Tree.LossStmt l) all.add(l.value());
        return all;
    }

    /** Names that may be tensors: accesses, and bare names that no index or local name of the statement hides. */
    static List<Tree.QName> reads(Tree.Stmt s) {
        Set<String> hidden = new HashSet<>();
        for (Tree.Lhs l : targets(s)) {
            indices(l).forEach(n -> hidden.add(n.name().text()));
        }
        List<Tree.QName> found = new ArrayList<>();
        for (Tree.Expr e : expressions(s)) reads(e, hidden, found);
        return found;
    }

    private static void reads(Tree.Expr e, Set<String> hidden, List<Tree.QName> found) {
        if (e instanceof Tree.Access a) found.add(a.name());
        if (e instanceof Tree.Name n && !hidden.contains(n.name().text())) found.add(n.name());
        Set<String> inner = hidden;
        if (e instanceof Tree.Reduce r) {
            inner = new HashSet<>(hidden);
            for (Tree.Binder b : r.binders())
                if (b instanceof Tree.BinderName n) inner.add(n.name().text());
        } else if (e instanceof Tree.Let l) {
            inner = new HashSet<>(hidden);
            for (Tree.LetItem i : l.items()) inner.add(i.name().text());
            for (Tree.LetItem i : l.items()) reads(i.value(), hidden, found);
        }
        for (Tree.Expr p : Parts.of(e)) reads(p, inner, found);
    }
}
