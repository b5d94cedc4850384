package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Tree;

/**
 * A call of a function with {@code deriv} clauses: its value with the arguments that have one held fast, and the slopes
 * that the clauses say. {@code fun f(x) = e deriv x: d} at a is {@code with_slope(e(stop(a)), a, d(a))}.
 */
final class Rules {
    /** What a clause calls the result. */
    static final String RESULT = "y";

    private final Convert convert;
    private final Tree.FunDecl function;
    private final List<Term> args;
    private final Env env;
    private final Span call;

    /** @param env of the function's body, before its parameters are bound */
    Rules(Convert convert, Tree.FunDecl function, List<Term> args, Env env, Span call) {
        this.convert = convert;
        this.function = function;
        this.args = args;
        this.env = env;
        this.call = call;
    }

    Term value() {
        // A clause about nothing was reported where it stands.
        if (function.derivs().stream().anyMatch(d -> parameter(d) < 0)) return Term.POISON;
        int before = convert.report.errors();
        int site = convert.model.draws();
        List<Term> held = new ArrayList<>(args);
        for (Tree.Deriv d : function.derivs()) {
            int i = parameter(d);
            if (moves(args.get(i))) held.set(i, convert.apply(call, Primitive.STOP, use(args.get(i))));
        }
        Term value = Convert.shared(call, convert.term(function.body(), bound(held)));
        if (convert.report.errors() > before) return Term.POISON;
        if (!readsResult()) return sloped(value, bound(args));
        // What the result in a clause moves by, is for the first derivative of the clause itself the clause; beyond
        // that it
        // is the formula of the function.
        convert.model.redraw(site);
        Term plain = Convert.shared(call, convert.term(function.body(), bound(args)));
        Term result = Convert.shared(call, sloped(value, bound(args).bind(RESULT, plain)));
        return sloped(value, bound(args).bind(RESULT, result));
    }

    private Term sloped(Term value, Env clauses) {
        Term sum = use(value);
        for (Tree.Deriv d : function.derivs()) {
            Term arg = args.get(parameter(d));
            Term slope = convert.term(d.value(), clauses);
            if (moves(arg)) sum = convert.apply(call, Primitive.WITH_SLOPE, sum, use(arg), slope);
        }
        return sum;
    }

    /** Whether an argument has a derivative at all. */
    private static boolean moves(Term arg) {
        Type type = Types.of(arg);
        return !(arg instanceof Term.Value) && (type == null || type == Type.REAL);
    }

    private Env bound(List<Term> values) {
        Env body = env;
        for (int i = 0; i < values.size(); i++)
            body = body.bind(function.params().get(i).text(), values.get(i));
        return body;
    }

    private int parameter(Tree.Deriv d) {
        return names().indexOf(d.param().text());
    }

    private List<String> names() {
        return function.params().stream().map(Tree.Id::text).toList();
    }

    private boolean readsResult() {
        // A parameter of that name hides the result.
        if (names().contains(RESULT)) return false;
        Set<String> read = new HashSet<>();
        for (Tree.Deriv d : function.derivs()) {
            Parts.forEach(d.value(), e -> {
                if (e instanceof Tree.Name n) read.add(n.name().text());
            });
        }
        return read.contains(RESULT);
    }

    private static Term use(Term t) {
        if (t instanceof Term.Shared s) s.uses++;
        return t;
    }
}
