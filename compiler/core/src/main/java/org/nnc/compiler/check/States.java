package org.nnc.compiler.check;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.Suggest;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Tree;

/**
 * The states of a model and their updates: {@code update s[i] = e} defines a tensor {@code s_next} of the state's shape,
 * which the state takes over at the end of a training forward.
 */
final class States {
    private static final String NEXT = "_next";

    private final Map<String, Program.State> all = new LinkedHashMap<>();

    List<Program.State> all() {
        return List.copyOf(all.values());
    }

    /** The update as the equation of the new value. */
    static Tree.EquationStmt equation(Tree.UpdateStmt u) {
        List<Tree.Id> parts = new java.util.ArrayList<>(u.target().name().parts());
        Tree.Id last = parts.remove(parts.size() - 1);
        parts.add(new Tree.Id(last.span(), last.text() + NEXT));
        Tree.QName name = new Tree.QName(u.target().name().span(), parts);
        Tree.Lhs next = new Tree.Lhs(
                u.target().span(), name, u.target().brackets(), u.target().indices());
        return new Tree.EquationStmt(u.span(), List.of(next), u.value());
    }

    /** Gives a state its shape and first value. */
    void declare(Symbol s, Tree.StateStmt tree, Declare declare, Convert convert, Env env, Report report) {
        declare.constantTensor(s, tree.decl());
        if (s.poisoned) return;
        double initial = 0;
        if (tree.initial().isPresent()) {
            Term value = convert.term(tree.initial().get(), env);
            if (value instanceof Term.Value v && v.expr() instanceof Expr.Const c && c.type() != Type.BOOL) {
                initial = c.value();
            } else {
                if (!(value instanceof Term.Poison)) {
                    report.add(RoleErrors.notConstant(tree.initial().get().span(), "the first value of a state"));
                }
                s.poisoned = true;
                return;
            }
        }
        all.put(s.name, new Program.State(s.tensor(), initial, Optional.empty()));
    }

    /** Ties the new value to its state, whose shape it has. */
    void update(Tree.UpdateStmt u, Symbol next, Scope scope, Report report) {
        String name = u.target().name().text();
        if (!(scope.get(name) instanceof Symbol s) || s.role != Symbol.Role.STATE) {
            Map<String, Scope.Entry> states = new HashMap<>(scope.entries());
            states.values().removeIf(e -> !(e instanceof Symbol t) || t.role != Symbol.Role.STATE);
            report.add(Errors.unknownName(
                    u.target().name().span(), "state", name, Suggest.nearest(name, states.keySet())));
            next.poisoned = true;
            return;
        }
        if (s.poisoned) {
            next.poisoned = true;
            return;
        }
        Program.State state = all.get(s.name);
        if (state.next().isPresent()) {
            report.add(Errors.alreadyDefined(u.target().span(), "update " + name, s.span()));
            next.poisoned = true;
            return;
        }
        next.type = Type.REAL;
        next.declared = true;
        next.formal = s.span();
        next.shape(s.dims());
        all.put(s.name, new Program.State(state.tensor(), state.initial(), Optional.of(next.name)));
    }
}
