package org.nnc.compiler.diagnostics;

/** A half-open stretch {@code start..end} of characters of a source. */
public record Span(Source source, int start, int end) {
    /** The smallest span that holds both. */
    public Span to(Span other) {
        return new Span(source, Math.min(start, other.start), Math.max(end, other.end));
    }

    public int line() {
        return source.line(start);
    }

    public int column() {
        return source.column(start);
    }

    /** The characters covered. */
    public String text() {
        return source.text().substring(start, Math.min(end, source.text().length()));
    }

    /** {@code name:line:column}, as diagnostics print it. */
    @Override
    public String toString() {
        return source.name() + ":" + line() + ":" + column();
    }
}
