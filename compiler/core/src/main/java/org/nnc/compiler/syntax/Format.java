package org.nnc.compiler.syntax;

import static org.nnc.grammar.NnLexer.*;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;

/**
 * The formatter: works on tokens, so that every comment stays and nothing changes its meaning. Line breaks and single
 * empty lines are the author's; indentation, blanks, and the column of comments behind the code are the formatter's.
 * Formatting twice is formatting once.
 */
public final class Format {
    private static final int BLOCK = 2;
    private static final int CONTINUED = 4;

    /** Comments behind longer lines are not lined up with those around them. */
    private static final int ALIGNED = 80;

    /**
     * @param text present exactly where no diagnostic is an error
     * @param diagnostics why there is none
     */
    public record Result(Optional<String> text, List<Diagnostic> diagnostics) {}

    /** An open bracket: the indentation of the line that it stands on, and of the lines in it. */
    private record Open(boolean brace, int line, int inner) {}

    private record Line(int indent, String code, String comment) {}

    private final List<Token> scanned;
    private final Set<Integer> ends = new HashSet<>();
    private final List<Token> written;
    private final Spacing spacing;
    private final List<Line> lines = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private final StringBuilder code = new StringBuilder();
    private int indent;

    private Format(Source source) {
        scanned = Scan.scan(source).tokens();
        for (Token token : Layout.of(source, scanned).tokens()) {
            if (token.getType() == NL) ends.add(token.getStartIndex());
        }
        List<Token> visible = scanned.stream()
                .filter(t -> t.getChannel() == Token.DEFAULT_CHANNEL)
                .toList();
        written = new ArrayList<>();
        for (int i = 0; i < visible.size(); i++) {
            int type = visible.get(i).getType();
            boolean kept = type != SEMI || separates(visible, i);
            if (kept && type != NL && type != Token.EOF) written.add(visible.get(i));
        }
        spacing = new Spacing(written);
    }

    /** Formats a text that parses; any other text stays as it is, with the reasons why. */
    public static Result format(Source source) {
        Parse.Result parsed = Parse.parse(source);
        if (parsed.file().isEmpty()) return new Result(Optional.empty(), parsed.diagnostics());
        return new Result(Optional.of(new Format(source).run()), parsed.diagnostics());
    }

    /** A semicolon stays only between two statements of one line. */
    private static boolean separates(List<Token> visible, int i) {
        int after = visible.get(i + 1).getType();
        if (after == NL || after == SEMI || after == RBRACE || after == Token.EOF) return false;
        int before = i;
        while (before >= 0 && visible.get(before).getType() == SEMI) before--;
        return before >= 0
                && visible.get(before).getType() != NL
                && visible.get(before).getType() != LBRACE;
    }

    private String run() {
        int next = 0;
        int breaks = 0;
        boolean ended = true;
        for (Token token : scanned) {
            int type = token.getType();
            if (type == NL) {
                breaks++;
                ended = ended || ends.contains(token.getStartIndex());
            } else if (type == COMMENT) {
                String text = token.getText().stripTrailing();
                if (breaks == 0) {
                    flush(text);
                } else {
                    flush("");
                    emptyLine(breaks, ended, false);
                    lines.add(new Line(indentOf(false, ended), "", text));
                }
                breaks = 0;
            } else if (next < written.size() && token == written.get(next)) {
                write(next, breaks, ended);
                next++;
                breaks = 0;
                ended = false;
            }
        }
        flush("");
        return text();
    }

    private void write(int i, int breaks, boolean ended) {
        Token token = written.get(i);
        int type = token.getType();
        boolean closes = type == RPAREN || type == RBRACK || type == RBRACE;
        boolean starts = breaks > 0 || code.length() == 0;
        if (starts) {
            flush("");
            emptyLine(breaks, ended, closes);
            indent = indentOf(closes, ended);
        } else if (spacing.before(i)) {
            code.append(' ');
        }
        code.append(token.getText());
        if (closes) {
            open.pop();
        } else if (type == LPAREN || type == LBRACK) {
            open.push(new Open(false, indent, indent + CONTINUED));
        } else if (type == LBRACE) {
            open.push(new Open(true, indent, indent + BLOCK));
        }
    }

    private int indentOf(boolean closes, boolean ended) {
        if (open.isEmpty()) return ended ? 0 : CONTINUED;
        if (closes) return open.peek().line;
        return open.peek().inner + (open.peek().brace && !ended ? CONTINUED : 0);
    }

    /** Ends the line of code that is being written, with the comment behind it. */
    private void flush(String comment) {
        if (code.length() > 0) lines.add(new Line(indent, code.toString(), comment));
        else if (!comment.isEmpty()) lines.add(new Line(indent, "", comment));
        code.setLength(0);
    }

    /** Keeps one empty line between statements; none at the edges of a block. */
    private void emptyLine(int breaks, boolean ended, boolean closes) {
        if (breaks < 2 || !ended || closes || lines.isEmpty()) return;
        Line last = lines.get(lines.size() - 1);
        if (!last.code.endsWith("{")) lines.add(new Line(0, "", ""));
    }

    private String text() {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < lines.size()) {
            int end = i;
            int width = 0;
            while (end < lines.size() && behind(lines.get(end))) {
                int w = lines.get(end).indent + lines.get(end).code.length();
                if (w <= ALIGNED) width = Math.max(width, w);
                end++;
            }
            if (end == i) end++;
            for (; i < end; i++) append(lines.get(i), width, out);
        }
        return out.toString();
    }

    private static boolean behind(Line line) {
        return !line.code.isEmpty() && !line.comment.isEmpty();
    }

    private static void append(Line line, int width, StringBuilder out) {
        String text = " ".repeat(line.indent) + line.code;
        if (behind(line)) text += " ".repeat(Math.max(0, width - text.length()) + 2);
        out.append((text + line.comment).stripTrailing()).append('\n');
    }
}
