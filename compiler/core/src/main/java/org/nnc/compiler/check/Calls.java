package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.LayerErrors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.RuleErrors;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Tree;

/** Calls: built-in functions, functions of the file written out in place, layers expanded. */
final class Calls {
    /** What a name before parentheses can mean. */
    record Callee(Catalog.Callable decl, Scope.Instance instance) {}

    private record Expansion(Tree.Decl function, List<Term> args) {}

    private final Convert convert;
    private final Report report;
    private final Map<Expansion, Term> expanded = new HashMap<>();

    Calls(Convert convert) {
        this.convert = convert;
        this.report = convert.report;
    }

    Term call(Tree.Call c, Env env) {
        if (convert.entry(c.name(), env) instanceof Symbol s && s.poisoned) return Term.POISON;
        Optional<Callee> callee = callee(c, env);
        if (callee.isPresent() && callee.get().decl.isLayer()) {
            List<Symbol> results = layer(c, callee.get(), env, null);
            if (results.isEmpty()) return Term.POISON;
            if (results.size() > 1) {
                report.add(LayerErrors.severalResults(c.span(), c.name().text(), results.size()));
                return Term.POISON;
            }
            return convert.whole(c.span(), results.get(0), env);
        }
        if (callee.isPresent()) return function(c, callee.get().decl, env);
        String name = c.name().text();
        if (name.isEmpty()) {
            report.add(LayerErrors.notCallable(c.name().span()));
            return Term.POISON;
        }
        if (Operators.WHOLE.contains(name)) return softmax(c, env);
        Optional<Primitive> draw = Operators.draw(name);
        if (draw.isPresent()) return draw(c, draw.get(), env);
        if (name.equals("grad") || name.equals("jvp")) return new Derivatives(convert, this).of(c, env);
        Primitive op = Primitive.function(name);
        if (op == null) {
            if (convert.entry(c.name(), env) instanceof Symbol s && s.poisoned) return Term.POISON;
            // Names before `=` are right or wrong only once the function is known.
            for (Tree.Arg a : c.args()) convert.term(a.value(), env);
            if (env.scope.file.isIncomplete()) return Term.POISON;
            report.add(Operators.unknownFunction(c.name(), env));
            return Term.POISON;
        }
        return builtIn(c, op, env);
    }

    /** What the name of a call means, where it is not built in. */
    Optional<Callee> callee(Tree.Call c, Env env) {
        if (convert.entry(c.name(), env) instanceof Scope.Instance i) return Optional.of(new Callee(i.callee, i));
        return env.scope.file.callable(c.name()).map(d -> new Callee(d, null));
    }

    private List<Term> arguments(Tree.Call c, Env env) {
        List<Term> args = new ArrayList<>();
        for (Tree.Arg a : c.args()) {
            if (a.name().isPresent())
                report.add(LayerErrors.namedArgument(
                        a.name().get().span(), c.name().text()));
            args.add(convert.term(a.value(), env));
        }
        return args;
    }

    private Term builtIn(Tree.Call c, Primitive op, Env env) {
        List<Term> args = arguments(c, env);
        boolean folds = op == Primitive.MAX || op == Primitive.MIN;
        if (folds ? args.size() < 2 : args.size() != op.arity()) {
            String wanted = folds ? "at least 2" : Integer.toString(op.arity());
            report.add(Errors.wrongArity(c.span(), c.name().text(), wanted, args.size()));
            return Term.POISON;
        }
        if (!folds) return Fold.apply(report, c.span(), op, args);
        Term all = args.get(0);
        for (Term t : args.subList(1, args.size())) all = convert.apply(c.span(), op, all, t);
        return all;
    }

    /** A random number for each value of the indices around. */
    private Term draw(Tree.Call c, Primitive op, Env env) {
        if (!c.args().isEmpty()) {
            arguments(c, env);
            report.add(RuleErrors.drawArguments(c.span(), c.name().text()));
            return Term.POISON;
        }
        env.around.forEach(v -> v.used = true);
        return new Term.Draw(c.span(), op, convert.model.draw(), env.around);
    }

    // ---- functions ---------------------------------------------------------------------------------------------

    private Term function(Tree.Call c, Catalog.Callable callee, Env env) {
        List<Term> args = new ArrayList<>();
        for (Term t : arguments(c, env)) args.add(Convert.shared(c.span(), t));
        if (!(callee.decl() instanceof Tree.FunDecl f)) return Term.POISON;
        if (args.size() != f.params().size()) {
            report.add(Errors.wrongArity(
                    c.span(), f.name().text(), Integer.toString(f.params().size()), args.size()));
            return Term.POISON;
        }
        if (args.contains(Term.POISON)) return Term.POISON;
        if (env.functions.contains(f.name().text())) {
            report.add(LayerErrors.recursive(
                    c.name().span(), f.name().text(), f.name().span()));
            return Term.POISON;
        }
        Expansion key = new Expansion(f, args);
        Term known = expanded.get(key);
        if (known == null) {
            if (!convert.model.expand()) {
                convert.model.tooLarge(c.span());
                return Term.POISON;
            }
            Env body = env.function(f.name().text(), new Scope(callee.file(), "", false));
            int before = report.errors();
            int draws = convert.model.draws();
            report.enter(f.name().text(), c.span());
            known = Convert.shared(c.span(), new Rules(convert, f, args, body, c.span()).value());
            report.leave();
            if (report.errors() > before) known = Term.POISON;
            // A call that draws draws anew each time.
            if (convert.model.draws() == draws) expanded.put(key, known);
        }
        if (known instanceof Term.Shared s) s.uses++;
        return known;
    }

    // ---- whole tensors -----------------------------------------------------------------------------------------

    /**
     * {@code softmax(z)} is {@code exp(z[.., k]) / sum(l) exp(z[.., l])}, {@code log_softmax(z)} is
     * {@code z[.., k] - logsumexp(l) z[.., l]}.
     */
    private Term softmax(Tree.Call c, Env env) {
        String name = c.name().text();
        if (c.args().size() != 1) {
            arguments(c, env);
            report.add(Errors.wrongArity(c.span(), name, "1", c.args().size()));
            return Term.POISON;
        }
        if (env.region == null) {
            report.add(LayerErrors.wholeOnly(c.span(), name));
            return Term.POISON;
        }
        Object given = argument(c.args().get(0).value(), env, convert.target + "_1");
        if (given == null) return Term.POISON;
        if (!(given instanceof Symbol s) || s.rank() == 0) {
            report.add(Errors.shapeMismatch(
                    c.args().get(0).span(),
                    "the argument of `" + name + "`",
                    "a tensor",
                    "a scalar",
                    Optional.empty()));
            return Term.POISON;
        }
        if (!env.region.join(c.span(), s)) return Term.POISON;
        List<Term> here = env.region.positions(c.span());
        Var last = env.region.vars.get(s.rank() - 1);
        Var l = convert.model.var(
                Letters.another(env.region.vars.stream().map(v -> v.name).toList()), c.span());
        l.used = true;
        l.lo = last.lo;
        l.hi = last.hi;
        List<Term> there = new ArrayList<>(here.subList(0, s.rank() - 1));
        there.add(new Term.Idx(c.span(), l));
        Term mine = new Term.Access(c.span(), s, here, Optional.empty());
        Term each = new Term.Access(c.span(), s, there, Optional.empty());
        if (name.equals("log_softmax")) {
            Term all = new Term.Reduce(c.span(), "logsumexp", List.of(l), Optional.empty(), Optional.of(each));
            return convert.apply(c.span(), Primitive.SUB, mine, all);
        }
        Term exp = convert.apply(c.span(), Primitive.EXP, each);
        Term all = new Term.Reduce(c.span(), "sum", List.of(l), Optional.empty(), Optional.of(exp));
        return convert.apply(c.span(), Primitive.DIV, convert.apply(c.span(), Primitive.EXP, mine), all);
    }

    /**
     * An argument as a whole tensor: a {@link Symbol}, a {@link Term.Value} where it is a constant, a {@link
     * Scope.Constant} where all its cells are, or null after a report.
     *
     * @param name for the equation that it needs where it is more than a name
     */
    Object argument(Tree.Expr e, Env env, String name) {
        if (e instanceof Tree.Name n
                && convert.entry(n.name(), env) instanceof Scope.Constant c
                && !c.shape().isEmpty()) return c;
        Region region = new Region(convert.model);
        Term t = convert.term(Parts.unpiped(e), env.closed().with(region));
        if (t instanceof Term.Poison) return null;
        if (t instanceof Term.Value) return t;
        List<Var> vars = region.vars == null ? List.of() : region.vars;
        if (t instanceof Term.Access a && a.otherwise().isEmpty() && isAll(a.at(), vars)) {
            if (a.symbol().hasShape() && a.symbol().type != null) return a.symbol();
            report.add(Errors.cyclicEquations(
                    List.of(new Errors.Named(a.symbol().name, a.symbol().span()))));
            return null;
        }
        Symbol s = convert.model.symbol(name, Symbol.Role.TARGET, e.span());
        s.shape = new Dim[vars.size()];
        return new Define(convert.model, convert.statement.equations).now(s, vars, t) ? s : null;
    }

    private static boolean isAll(List<Term> at, List<Var> vars) {
        if (at.size() != vars.size()) return false;
        for (int d = 0; d < at.size(); d++) {
            if (!(at.get(d) instanceof Term.Idx i) || i.var() != vars.get(d)) return false;
        }
        return true;
    }

    /**
     * Expands a call of a layer or model.
     *
     * @param wanted the tensors that take its results, or null for tensors named after the layer's own
     * @return its results, or none after a report
     */
    List<Symbol> layer(Tree.Call c, Callee callee, Env env, List<Symbol> wanted) {
        return callee.decl.decl() instanceof Tree.ExternDecl
                ? new ExternCall(convert, c, callee, env).run(wanted)
                : new Expand(convert, c, callee, env).run(wanted);
    }

    // ---- constant tensors --------------------------------------------------------------------------------------

    Term array(Tree.Array a, Env env) {
        Symbol s = convert.model.symbol(convert.target + "_1", Symbol.Role.TABLE, a.span());
        return table(a, s, env) ? convert.whole(a.span(), s, env) : Term.POISON;
    }

    /** Makes the tensor a table of the values. */
    boolean table(Tree.Array a, Symbol s, Env env) {
        List<Expr> values = new ArrayList<>();
        List<Dim> shape = new ArrayList<>();
        for (Tree.Expr e = a;
                e instanceof Tree.Array level;
                e = level.elements().get(0)) {
            shape.add(Dim.of(level.elements().size()));
        }
        if (!cells(a, 0, shape, values, env.closed())) {
            s.poisoned = true;
            return false;
        }
        boolean real = values.stream().anyMatch(v -> v.type() == Type.REAL);
        boolean bool = values.get(0).type() == Type.BOOL;
        if (values.stream().anyMatch(v -> (v.type() == Type.BOOL) != bool)) {
            report.add(Errors.typeMismatch(a.span(), bool ? "bool" : "real", bool ? "real" : "bool"));
            s.poisoned = true;
            return false;
        }
        s.type = bool ? Type.BOOL : real ? Type.REAL : Type.INT;
        s.shape(shape);
        List<Double> numbers =
                values.stream().map(v -> ((Expr.Const) v).value()).toList();
        if (s.type == Type.INT) {
            long lo = (long) numbers.stream().mapToDouble(d -> d).min().orElse(0);
            long hi = (long) numbers.stream().mapToDouble(d -> d).max().orElse(0);
            s.range = Optional.of(new Program.Range(Dim.of(lo), Dim.of(hi + 1)));
        }
        convert.statement.tables.add(new Program.Table(s.tensor(), numbers));
        return true;
    }

    private boolean cells(Tree.Array a, int depth, List<Dim> shape, List<Expr> values, Env env) {
        if (depth >= shape.size()
                || !shape.get(depth).equals(Dim.of(a.elements().size()))) {
            report.add(RoleErrors.raggedArray(a.span()));
            return false;
        }
        for (Tree.Expr e : a.elements()) {
            if (e instanceof Tree.Array inner) {
                if (!cells(inner, depth + 1, shape, values, env)) return false;
                continue;
            }
            if (depth != shape.size() - 1) {
                report.add(RoleErrors.raggedArray(a.span()));
                return false;
            }
            Term t = convert.term(e, env);
            if (t instanceof Term.Value v && v.expr().isConst()) {
                values.add(v.expr());
            } else {
                if (!(t instanceof Term.Poison))
                    report.add(RoleErrors.notConstant(e.span(), "an element of a constant tensor"));
                return false;
            }
        }
        return true;
    }
}
