package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;

/** What names mean at one place of an expression: indices and local names above the block's own. */
final class Env {
    /** An index or a named value, and what was bound before it. */
    private record Local(String name, Object meaning, Local outer) {}

    final Scope scope;
    private final Local locals;
    /** Where whole tensors take their indices from; null where indices are written. */
    final Region region;
    /** What {@code ..} stands for here; null where it stands for nothing. */
    final List<Var> dots;
    /** The functions that are being expanded, outermost first. */
    final List<String> functions;
    /** The indices bound around this place, outermost first, functions looked through. */
    final List<Var> around;

    private Env(Scope scope, Local locals, Region region, List<Var> dots, List<String> functions, List<Var> around) {
        this.around = around;
        this.scope = scope;
        this.locals = locals;
        this.region = region;
        this.dots = dots;
        this.functions = functions;
    }

    static Env of(Scope scope) {
        return new Env(scope, null, null, null, List.of(), List.of());
    }

    Env bind(String name, Var var) {
        return new Env(scope, new Local(name, var, locals), region, dots, functions, plus(List.of(var)));
    }

    Env bind(String name, Term value) {
        return new Env(scope, new Local(name, value, locals), region, dots, functions, around);
    }

    Env with(Region whole) {
        return new Env(scope, locals, whole, dots, functions, around);
    }

    Env dots(List<Var> vars) {
        return new Env(scope, locals, region, vars, functions, plus(vars));
    }

    private List<Var> plus(List<Var> more) {
        List<Var> all = new ArrayList<>(around);
        all.addAll(more);
        return all;
    }

    /** The body of a function: its file's names only. */
    Env function(String name, Scope file) {
        List<String> names = new ArrayList<>(functions);
        names.add(name);
        return new Env(file, null, null, null, names, around);
    }

    /** The same place without any local name: where a layer's arguments are whole tensors. */
    Env closed() {
        return new Env(scope, null, null, null, functions, List.of());
    }

    /** The {@link Var} or {@link Term} of a local name, or null. */
    Object local(String name) {
        for (Local l = locals; l != null; l = l.outer) if (l.name.equals(name)) return l.meaning;
        return null;
    }

    /** The index of that name, or null. */
    Var index(String name) {
        return local(name) instanceof Var v ? v : null;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Local l = locals; l != null; l = l.outer) names.add(l.name);
        return names;
    }
}
