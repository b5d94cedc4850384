package org.nnc.compiler.diagnostics;

import java.util.ArrayList;
import java.util.List;

/**
 * One message about one place of a source.
 *
 * @param code stable, {@code NN021}; {@code nnc explain NN021} prints its page
 * @param title a few words without a full stop: what is wrong
 * @param span where; empty spans point at a place between characters
 * @param message full sentences: what was found and why that is a problem; may be empty where the title says it all
 * @param related other places that take part, in reading order
 * @param hints next steps, each a sentence
 */
public record Diagnostic(
        Severity severity,
        String code,
        String title,
        Span span,
        String message,
        List<Related> related,
        List<String> hints) {

    /** How bad it is: nothing is written where there is an error. */
    public enum Severity {
        ERROR("error"),
        WARNING("warning");

        private final String label;

        Severity(String label) {
            this.label = label;
        }

        /** The word as rendered. */
        @Override
        public String toString() {
            return label;
        }
    }

    /** Another place and what it has to do with the message. */
    public record Related(Span span, String label) {}

    public Diagnostic {
        related = List.copyOf(related);
        hints = List.copyOf(hints);
    }

    /** An error without related places and hints. */
    public static Diagnostic error(String code, String title, Span span, String message) {
        return new Diagnostic(Severity.ERROR, code, title, span, message, List.of(), List.of());
    }

    /** A warning without related places and hints. */
    public static Diagnostic warning(String code, String title, Span span, String message) {
        return new Diagnostic(Severity.WARNING, code, title, span, message, List.of(), List.of());
    }

    /** The same with one more place. */
    public Diagnostic with(Span place, String label) {
        List<Related> more = new ArrayList<>(related);
        more.add(new Related(place, label));
        return new Diagnostic(severity, code, title, span, message, more, hints);
    }

    /** The same about another place; what was its place is the first of those that take part. */
    public Diagnostic at(Span place, String label) {
        List<Related> more = new ArrayList<>(List.of(new Related(span, label)));
        more.addAll(related);
        return new Diagnostic(severity, code, title, place, message, more, hints);
    }

    /** The same with one more next step; an empty one is left out. */
    public Diagnostic hint(String hint) {
        if (hint.isEmpty()) return this;
        List<String> more = new ArrayList<>(hints);
        more.add(hint);
        return new Diagnostic(severity, code, title, span, message, related, more);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }
}
