package org.nnc.compiler.syntax;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;
import org.nnc.compiler.diagnostics.Source;

/**
 * A source as ANTLR reads it, counted in UTF-16 units as {@code Span} does (ANTLR's own streams count code points,
 * which would shift every place after an emoji in a comment).
 */
final class Characters implements CharStream {
    private final Source source;
    private int at;

    Characters(Source source) {
        this.source = source;
    }

    @Override
    public void consume() {
        if (at == size()) throw new IllegalStateException("cannot consume EOF");
        at++;
    }

    @Override
    public int LA(int i) {
        int index = at + (i > 0 ? i - 1 : i);
        return index < 0 || index >= size() ? IntStream.EOF : source.text().charAt(index);
    }

    @Override
    public int mark() {
        return -1;
    }

    @Override
    public void release(int marker) {
        // The whole text stays in memory: there is nothing to release.
    }

    @Override
    public int index() {
        return at;
    }

    @Override
    public void seek(int index) {
        at = Math.min(index, size());
    }

    @Override
    public int size() {
        return source.text().length();
    }

    @Override
    public String getSourceName() {
        return source.name();
    }

    @Override
    public String getText(Interval interval) {
        int end = Math.min(interval.b + 1, size());
        return interval.a >= end ? "" : source.text().substring(interval.a, end);
    }
}
