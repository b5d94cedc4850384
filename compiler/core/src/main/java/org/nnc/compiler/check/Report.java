package org.nnc.compiler.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.syntax.Tree;

/** Collects the problems of a file; a mistake inside a layer is reported once, with the first call that leads there. */
final class Report {
    /** A call whose expansion is being checked. */
    private record Site(String callee, Span span) {
        String label() {
            return "in this call of `" + callee + "`";
        }
    }

    private record Key(String code, Span span, String message) {}

    private final Map<Key, Diagnostic> found = new LinkedHashMap<>();
    private final Deque<Site> sites = new ArrayDeque<>();
    private final Map<Span, Stated> stated = new LinkedHashMap<>();
    private final Map<String, Span> checkpoints = new LinkedHashMap<>();
    private int errors;

    void add(Diagnostic d) {
        if (d.isError()) errors++;
        else if (!sites.isEmpty()) return;
        if (!sites.isEmpty() && isElsewhere(d.span())) {
            addAtCall(d);
            return;
        }
        Diagnostic placed = d;
        for (Site s : sites) if (!s.span.equals(d.span())) placed = placed.with(s.span, s.label());
        found.putIfAbsent(new Key(d.code(), d.span(), d.message()), placed);
    }

    /** Whether a place is in another file than the model: its author cannot mend what stands there. */
    private boolean isElsewhere(Span span) {
        return !span.source().equals(sites.peekLast().span.source());
    }

    /** At the call of the layer in the model's own file; one mistake in its sizes is often several in the layer. */
    private void addAtCall(Diagnostic d) {
        Site call = sites.stream().filter(s -> !isElsewhere(s.span)).findFirst().orElseThrow();
        boolean isKnown = found.keySet().stream()
                .anyMatch(k -> k.code.equals(d.code()) && k.span.equals(call.span) && !k.message.equals(d.message()));
        if (isKnown) return;
        Diagnostic placed = d.at(call.span, "in `" + sites.peek().callee + "`");
        for (Site s : sites) if (isElsewhere(s.span)) placed = placed.with(s.span, s.label());
        found.putIfAbsent(new Key(d.code(), call.span, d.message()), placed);
    }

    /** Notes the precision that the declared type of something names, if it names one. */
    void states(Tree.Type type, String name) {
        Declare.precision(type).ifPresent(p -> stated.putIfAbsent(type.span(), new Stated(type.span(), name, p)));
    }

    /** The precisions that the text states, in order of their first use. */
    List<Stated> stated() {
        return new ArrayList<>(stated.values());
    }

    /** Notes where a model asks for a checkpoint. */
    void checkpoint(String model, Span place) {
        checkpoints.put(model, place);
    }

    /** By model, where it asks for a checkpoint. */
    Map<String, Span> checkpoints() {
        return checkpoints;
    }

    /** Reports what a call that led there has not reported already, perhaps in other words. */
    void addOnce(Diagnostic d) {
        if (found.keySet().stream().noneMatch(k -> k.code.equals(d.code()) && k.span.equals(d.span()))) add(d);
    }

    /** Errors reported so far, repetitions included: a stage fails if it raised this. */
    int errors() {
        return errors;
    }

    /** A mistake that was reported before. */
    void fail() {
        errors++;
    }

    /** The call in the model itself that led here, or the place given. */
    Span outermost(Span place) {
        return sites.isEmpty() ? place : sites.peekLast().span;
    }

    /** The call that is being expanded, or the place given. */
    Span innermost(Span place) {
        return sites.isEmpty() ? place : sites.peek().span;
    }

    void enter(String callee, Span call) {
        sites.push(new Site(callee, call));
    }

    void leave() {
        sites.pop();
    }

    List<Diagnostic> diagnostics() {
        return new ArrayList<>(found.values());
    }
}
