package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.LayerErrors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.Suggest;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Tree;

/** The statements of a model, or of one expansion of a layer: declares their names, then has them defined in an order. */
final class Block {
    enum Kind {
        MODEL,
        LAYER,
        /** A model used as a layer: inputs are arguments, outputs results, losses ignored. */
        CALLED_MODEL
    }

    final Model model;
    final Scope scope;
    private final Report report;
    private final List<Tree.Stmt> body;
    private final Kind kind;
    private final List<Statement> statements = new ArrayList<>();
    private final Set<Symbol> defined = new HashSet<>();
    final List<Symbol> inputs = new ArrayList<>();

    Block(Model model, Scope scope, List<Tree.Stmt> body, Kind kind) {
        this.model = model;
        this.report = model.report;
        this.scope = scope;
        this.body = body;
        this.kind = kind;
    }

    List<Statement> statements() {
        return statements;
    }

    boolean defines(Symbol s) {
        return defined.contains(s);
    }

    List<Equation> equations() {
        return statements.stream().flatMap(s -> s.equations.stream()).toList();
    }

    List<Program.Table> tables() {
        return statements.stream().flatMap(s -> s.tables.stream()).toList();
    }

    List<Program.Param> params() {
        List<Program.Param> all = new ArrayList<>();
        for (Statement s : statements) s.params.values().forEach(all::addAll);
        return all;
    }

    // ---- names -------------------------------------------------------------------------------------------------

    void declareDims() {
        for (Tree.Stmt s : body) {
            if (!(s instanceof Tree.DimDecl d)) continue;
            for (Tree.DimItem item : d.items()) {
                Scope.Size size = new Scope.Size(item.name().text(), item.name().span(), item.value(), scope);
                size.open = kind == Kind.CALLED_MODEL && item.value().isEmpty();
                put(item.name(), item.name().text(), size);
                if (kind == Kind.LAYER && item.value().isEmpty()) {
                    report.add(
                            RoleErrors.dimWithoutValue(item.span(), item.name().text()));
                    size.failed = true;
                }
            }
        }
    }

    private boolean put(Tree place, String name, Scope.Entry entry) {
        Scope.Entry before = scope.get(name);
        if (before != null) {
            report.add(Errors.alreadyDefined(place.span(), name, before.span()));
            return false;
        }
        scope.put(name, entry);
        return true;
    }

    void declare() {
        Map<Tree.UpdateStmt, Statement> updates = new LinkedHashMap<>();
        for (Tree.Stmt s : body) {
            Statement statement = new Statement(s instanceof Tree.UpdateStmt u ? States.equation(u) : s);
            statements.add(statement);
            declare(statement);
            if (s instanceof Tree.UpdateStmt u) updates.put(u, statement);
        }
        numberAnonymous();
        markIndexes();
        for (Scope.Entry e : List.copyOf(scope.entries().values())) {
            if (e instanceof Scope.Size s && s.scope == scope && !s.open)
                new Convert(model, null, s.name).dim(s, s.span());
        }
        for (Statement s : statements) fillIn(s);
        updates.forEach((u, s) -> model.states.update(u, s.targets.get(0), scope, report));
    }

    private boolean refused(Tree.Stmt s, String word) {
        if (kind == Kind.LAYER) report.add(LayerErrors.notInLayer(s.span(), word));
        return kind == Kind.LAYER;
    }

    private void declare(Statement statement) {
        Tree.Stmt s = statement.tree;
        if (s instanceof Tree.InputStmt i) {
            if (kind == Kind.CALLED_MODEL) return;
            if (refused(s, "input")) {
                Symbol wrong = new Symbol(
                        i.decl().name().text(),
                        Symbol.Role.INPUT,
                        i.decl().name().span());
                wrong.poisoned = true;
                put(i.decl().name(), wrong.name, wrong);
                return;
            }
            Symbol t = symbol(i.decl().name(), Symbol.Role.INPUT);
            if (put(i.decl().name(), i.decl().name().text(), t)) {
                inputs.add(t);
                statement.targets.add(t);
            }
        } else if (s instanceof Tree.ParamStmt p) {
            param(p, statement);
        } else if (s instanceof Tree.StateStmt st) {
            Symbol t = symbol(st.decl().name(), Symbol.Role.STATE);
            if (put(st.decl().name(), st.decl().name().text(), t)) statement.targets.add(t);
        } else if (s instanceof Tree.InstanceStmt i) {
            instance(i, statement);
        } else if (s instanceof Tree.OutputEquation o) {
            refused(s, "output");
            target(o.target(), statement, false);
        } else if (s instanceof Tree.OutputNames) {
            refused(s, "output");
        } else if (s instanceof Tree.LossStmt l) {
            if (kind == Kind.CALLED_MODEL || refused(s, "loss")) return;
            target(
                    new Tree.Lhs(l.name().span(), new Tree.QName(l.name().span(), List.of(l.name())), false, List.of()),
                    statement,
                    false);
        } else if (s instanceof Tree.DeriveStmt) {
            refused(s, "derive");
        } else if (s instanceof Tree.EquationStmt e) {
            for (Tree.Lhs l : e.targets()) target(l, statement, e.value() instanceof Tree.Array);
        }
    }

    private Symbol symbol(Tree.QName name, Symbol.Role role) {
        return model.symbol(scope.prefix + name.text(), role, name.span());
    }

    private void param(Tree.ParamStmt p, Statement statement) {
        String name = p.decl().name().text();
        Symbol known = model.params.get(scope.prefix + name);
        boolean exists = new Declare(model, scope, statement, name).exists(p);
        Symbol s = known != null ? known : symbol(p.decl().name(), exists ? Symbol.Role.PARAM : Symbol.Role.ABSENT);
        if (put(p.decl().name(), name, s)) statement.targets.add(s);
    }

    private void instance(Tree.InstanceStmt i, Statement statement) {
        Optional<Catalog.Callable> callee = scope.file.callable(i.layer());
        if (callee.isEmpty() || !callee.get().hasBlock()) {
            if (callee.isPresent())
                report.add(LayerErrors.notALayer(i.layer().span(), i.layer().text()));
            else if (Catalog.standard().contains(i.layer().text()))
                report.add(Errors.notImported(i.layer().span(), i.layer().text()));
            else
                report.add(Errors.unknownName(
                        i.layer().span(),
                        "layer",
                        i.layer().text(),
                        Suggest.nearest(i.layer().text(), scope.file.callables())));
            Symbol s = new Symbol(i.name().text(), Symbol.Role.TARGET, i.name().span());
            s.poisoned = true;
            put(i.name(), i.name().text(), s);
            return;
        }
        put(
                i.name(),
                i.name().text(),
                new Scope.Instance(i.name().text(), i.name().span(), callee.get(), i.args(), i.frozen(), statement));
    }

    private void target(Tree.Lhs l, Statement statement, boolean table) {
        String name = l.name().text();
        Scope.Entry before = scope.get(name);
        if (before instanceof Symbol result
                && result.role == Symbol.Role.TARGET
                && isResult(result)
                && defined.add(result)) {
            statement.targets.add(result);
            return;
        }
        if (before == null
                && !l.name().isSimple()
                && kind == Kind.MODEL
                && model.named(name).isPresent()) {
            report.add(Errors.alreadyDefined(
                    l.name().span(), name, model.named(name).get().span()));
            return;
        }
        boolean plain = l.brackets() && l.indices().stream().allMatch(i -> i instanceof Tree.LhsName);
        Symbol s = before == null
                ? symbol(l.name(), table ? Symbol.Role.TABLE : Symbol.Role.TARGET)
                : new Symbol(name, Symbol.Role.TARGET, l.span());
        if (!put(l.name(), name, s)) {
            // It is checked all the same, under a name that nobody reads.
            s.poisoned = true;
        }
        // Known before the right side is looked at: others of a recurrence read it meanwhile.
        if (plain || statement.tree instanceof Tree.LossStmt)
            s.shape = new Dim[l.indices().size()];
        statement.targets.add(s);
        defined.add(s);
    }

    /** Declared before the block's own statements, which must define it. */
    private boolean isResult(Symbol s) {
        return kind != Kind.MODEL && !defined.contains(s) && statements.stream().noneMatch(x -> x.targets.contains(s));
    }

    // ---- what the text says about anonymous calls and indices ----------------------------------------------------

    private void numberAnonymous() {
        Map<Integer, String> layers = new TreeMap<>();
        for (Statement s : statements) {
            for (Tree.Expr e : Dependencies.expressions(s.tree)) {
                Parts.forEach(e, x -> {
                    if (x instanceof Tree.Call c) anonymous(c.name(), layers);
                    if (x instanceof Tree.Chain c && c.operators().get(0).equals("|>")) {
                        for (Tree.Expr step :
                                c.operands().subList(1, c.operands().size())) {
                            if (step instanceof Tree.Name n) anonymous(n.name(), layers);
                        }
                    }
                });
            }
        }
        Map<String, Integer> numbers = new HashMap<>();
        layers.forEach((place, layer) -> {
            String name;
            do {
                name = layer + numbers.merge(layer, 1, Integer::sum);
            } while (scope.get(name) != null);
            scope.anonymous.put(place, name);
        });
    }

    private void anonymous(Tree.QName name, Map<Integer, String> layers) {
        if (scope.get(name.text()) instanceof Scope.Instance) return;
        scope.file
                .callable(name)
                .filter(Catalog.Callable::hasBlock)
                .ifPresent(c -> layers.put(name.span().start(), c.name().toLowerCase(Locale.ROOT)));
    }

    private void markIndexes() {
        for (Statement s : statements) {
            for (Tree.Expr e : Dependencies.expressions(s.tree)) {
                Parts.forEach(e, x -> {
                    if (x instanceof Tree.Reduce r) {
                        for (Tree.Binder b : r.binders()) {
                            if (!(b instanceof Tree.BinderName n) || n.range().isEmpty()) continue;
                            Parts.forEach(n.range().get().lo(), this::markIndex);
                            Parts.forEach(n.range().get().hi(), this::markIndex);
                        }
                    }
                    if (!(x instanceof Tree.Access a)) return;
                    for (Tree.IndexExpr i : a.indices()) {
                        if (i instanceof Tree.Expr position) Parts.forEach(position, this::markIndex);
                    }
                });
            }
        }
    }

    private void markIndex(Tree.Expr e) {
        Tree.QName name = e instanceof Tree.Name n ? n.name() : e instanceof Tree.Access a ? a.name() : null;
        if (name != null && scope.get(name.text()) instanceof Symbol s) s.indexes = true;
    }

    /** Shapes of inputs and parameters. */
    private void fillIn(Statement statement) {
        if (statement.targets.isEmpty()) return;
        Symbol s = statement.targets.get(0);
        if (statement.tree instanceof Tree.InputStmt i) {
            new Declare(model, scope, statement, s.name).tensor(s, i.decl());
        } else if (statement.tree instanceof Tree.StateStmt st) {
            Declare declare = new Declare(model, scope, statement, s.name);
            model.states.declare(s, st, declare, new Convert(model, null, s.name), Env.of(scope), report);
        } else if (statement.tree instanceof Tree.ParamStmt p && s.role == Symbol.Role.PARAM) {
            String name = scope.prefix + p.decl().name().text();
            Declare declare = new Declare(model, scope, statement, s.name);
            if (model.params.containsKey(name)) {
                Symbol again = new Symbol(s.name, Symbol.Role.PARAM, s.span());
                declare.param(again, p);
                if (!again.poisoned && !s.poisoned && !again.dims().equals(s.dims())) {
                    report.add(LayerErrors.sharedShape(
                            report.innermost(s.span()), s.name, s.shapeText(), again.shapeText(), s.span()));
                    s.poisoned = true;
                }
                return;
            }
            declare.param(s, p);
            model.params.put(name, s);
            if (s.poisoned) return;
            Program.Initialiser start = declare.initialiser(s, p);
            statement.paramsAt(0).add(new Program.Param(s.tensor(), start, p.frozen() || scope.frozen));
        }
    }

    // ---- definitions -------------------------------------------------------------------------------------------

    void run() {
        List<Statement> work = statements.stream()
                .filter(s -> !s.targets.isEmpty()
                        && !(s.tree instanceof Tree.InputStmt)
                        && !(s.tree instanceof Tree.ParamStmt)
                        && !(s.tree instanceof Tree.StateStmt))
                .toList();
        Dependencies dependencies = new Dependencies(scope, work);
        List<List<Integer>> needs = new ArrayList<>();
        for (int i = 0; i < work.size(); i++) needs.add(dependencies.of(i));
        for (List<Integer> group : Groups.of(needs)) {
            List<Statement> members = new ArrayList<>();
            group.forEach(i -> members.add(work.get(i)));
            boolean cyclic = members.size() > 1 || needs.get(group.get(0)).contains(group.get(0));
            new DefineGroup(model, scope, members, cyclic ? new LinkedHashSet<>(group) : Set.of()).run();
        }
    }
}
