package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;

/** What all blocks of one model share while it becomes a program. */
final class Model {
    /** So many expansions of functions and layers are more than any model needs. */
    private static final int EXPANSIONS = 100_000;

    final Report report;
    final Names names = new Names(Set.of());
    final Map<String, Symbol> symbols = new LinkedHashMap<>();
    /** Parameters by name: later calls of the instance that they belong to find them here. */
    final Map<String, Symbol> params = new LinkedHashMap<>();

    final States states = new States();
    /** Derivatives that equations read, each after those that it needs. */
    final List<Inner> inner = new ArrayList<>();
    /** What each computed tensor is. */
    final Map<String, Equation> definitions = new LinkedHashMap<>();

    final List<Program.SizeCheck> checks = new ArrayList<>();
    /** By size, the tensors whose equations need its condition; an empty name for what belongs to none. */
    private final Map<Dim, Set<String>> needing = new LinkedHashMap<>();
    /** The tensor whose equation is being looked at. */
    String owner = "";

    final List<Program.ValueRange> ranges = new ArrayList<>();
    /** Dims of the file that the model needs. */
    final Set<Scope.Size> fileDims = new LinkedHashSet<>();
    /** Names of dims bound at run time: no index may be called so. */
    final Set<String> runtime = new LinkedHashSet<>();
    /** The layers and models that are being expanded, outermost first. */
    final List<String> expanding = new ArrayList<>();

    /** The dims whose values are being found, outermost first. */
    final List<String> sizing = new ArrayList<>();

    private int vars;
    private int draws;
    private int expansions;
    private boolean large;

    Model(Report report) {
        this.report = report;
    }

    Var var(String name, Span span) {
        return new Var(name, span, ++vars);
    }

    /** The number of one more draw. */
    int draw() {
        return draws++;
    }

    /** Goes back to a number: what follows is the same text as before. */
    void redraw(int site) {
        draws = site;
    }

    /** How many draws there are so far. */
    int draws() {
        return draws;
    }

    /** A tensor of its own name, or of that name with a number. */
    Symbol symbol(String name, Symbol.Role role, Span span) {
        Symbol s = new Symbol(names.fresh(name), role, span);
        symbols.put(s.name, s);
        return s;
    }

    /** The conditions on sizes, with whether the outputs need them: those whose equations are among the given tensors. */
    List<Program.SizeCheck> checks(Set<String> forOutputs) {
        List<Program.SizeCheck> all = new ArrayList<>();
        for (Program.SizeCheck c : checks) {
            boolean needed = needing.get(c.value()).stream().anyMatch(o -> o.isEmpty() || forOutputs.contains(o));
            all.add(new Program.SizeCheck(c.value(), c.message(), needed));
        }
        return all;
    }

    /** A condition on the sizes, checked once they are known; false where it cannot hold. */
    boolean require(Dim value, String message) {
        if (value.isNonNegative()) return true;
        if (value.isConstant()) return false;
        if (checks.stream().noneMatch(c -> c.value().equals(value))) checks.add(new Program.SizeCheck(value, message));
        needing.computeIfAbsent(value, v -> new java.util.HashSet<>()).add(owner);
        return true;
    }

    /** The same of what belongs to no equation. */
    boolean requireAlways(Dim value, String message) {
        String before = owner;
        owner = "";
        boolean fits = require(value, message);
        owner = before;
        return fits;
    }

    void valueRange(String tensor, Program.Range range, String message) {
        boolean known = ranges.stream()
                .anyMatch(r -> r.tensor().equals(tensor) && r.range().equals(range));
        if (!known) ranges.add(new Program.ValueRange(tensor, range, message));
    }

    /** Counts one more expansion; false when there are too many. */
    boolean expand() {
        return ++expansions <= EXPANSIONS;
    }

    /** Reports once, at the model's own call, that there were too many. */
    void tooLarge(Span call) {
        if (!large) report.add(org.nnc.compiler.diagnostics.LayerErrors.tooManyExpansions(report.outermost(call)));
        large = true;
        report.fail();
    }

    Optional<Symbol> named(String name) {
        return Optional.ofNullable(symbols.get(name));
    }
}
