package org.nnc.compiler.syntax;

import static org.nnc.grammar.NnLexer.*;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.SyntaxErrors;

/**
 * The filter between lexer and parser: leaves out blanks, comments and the newlines that end nothing, and matches the
 * brackets on the way.
 *
 * <p>A newline is dropped when the innermost open bracket is {@code (} or {@code [}; after and before the words of
 * {@link Words#GOES_ON_AFTER} and {@link Words#GOES_ON_BEFORE}; and before {@code else} outside a {@code case}. The
 * words that are names elsewhere count only where they are not: {@code deriv} and {@code vjp} outside braces,
 * {@code wrt} within a {@code derive}.
 */
final class Layout {
    /**
     * @param tokens what the parser reads, ending with EOF
     * @param faulty the start offsets of the brackets that were reported, so that nothing else is said about them
     */
    record Lines(List<Token> tokens, Set<Integer> faulty, List<Diagnostic> diagnostics) {}

    /** An open bracket; {@code arms}: the braces of a {@code case}. */
    private record Open(Token token, boolean arms) {
        boolean joins() {
            return token.getType() != LBRACE;
        }
    }

    private final Source source;
    private final List<Token> visible;
    private final boolean guess;
    private final List<Token> out = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();
    private final Set<Integer> faulty = new HashSet<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private Layout(Source source, List<Token> visible, boolean guess) {
        this.source = source;
        this.visible = visible;
        this.guess = guess;
    }

    static Lines of(Source source, List<Token> scanned) {
        List<Token> visible = scanned.stream()
                .filter(t -> t.getChannel() == Token.DEFAULT_CHANNEL)
                .toList();
        Layout plain = new Layout(source, visible, false);
        plain.run();
        if (plain.diagnostics.isEmpty()) return plain.lines();
        // A bracket is not closed: now a line that can only begin a statement ends the bracket, to keep the damage
        // small.
        Layout guessing = new Layout(source, visible, true);
        guessing.run();
        return guessing.lines();
    }

    private Lines lines() {
        return new Lines(out, faulty, diagnostics);
    }

    private void run() {
        for (int i = 0; i < visible.size(); i++) {
            Token token = visible.get(i);
            switch (token.getType()) {
                case NL -> i = newlines(i) - 1;
                case LPAREN, LBRACK, LBRACE -> {
                    open.add(new Open(token, token.getType() == LBRACE && previousType() == CASE));
                    out.add(token);
                }
                case RPAREN, RBRACK, RBRACE -> {
                    close(token);
                    out.add(token);
                }
                case Token.EOF -> {
                    unclosed(0, token);
                    out.add(token);
                }
                default -> out.add(token);
            }
        }
    }

    /** Keeps or drops the newlines from here to the next word, whose place is returned. */
    private int newlines(int i) {
        int next = i + 1;
        while (visible.get(next).getType() == NL) next++;
        if (guess && inParentheses() && beginsStatement(next)) {
            int keep = open.size();
            while (keep > 0 && open.get(keep - 1).joins()) keep--;
            unclosed(keep, visible.get(next));
        }
        if (!isDropped(next)) out.addAll(visible.subList(i, next));
        return next;
    }

    private boolean isDropped(int next) {
        if (inParentheses()) return true;
        int before = previousType();
        int after = visible.get(next).getType();
        if (Words.GOES_ON_AFTER.contains(before) || Words.GOES_ON_BEFORE.contains(after)) return true;
        return switch (after) {
            case ELSE -> open.isEmpty() || !open.get(open.size() - 1).arms;
            case DERIV, VJP -> open.isEmpty();
            case WRT -> derives(out.size());
            default -> before == WRT && derives(out.size() - 1);
        };
    }

    /** Whether the three tokens before {@code end} are {@code derive kind name} and begin a statement. */
    private boolean derives(int end) {
        if (end < 3) return false;
        int before = end == 3 ? NL : out.get(end - 4).getType();
        return (before == NL || before == SEMI || before == LBRACE)
                && out.get(end - 3).getType() == DERIVE
                && Words.isName(out.get(end - 2))
                && Words.isName(out.get(end - 1));
    }

    private boolean inParentheses() {
        return !open.isEmpty() && open.get(open.size() - 1).joins();
    }

    private int previousType() {
        return out.isEmpty() ? NL : out.get(out.size() - 1).getType();
    }

    private void close(Token token) {
        int opener = token.getType() == RPAREN ? LPAREN : token.getType() == RBRACK ? LBRACK : LBRACE;
        int match = open.size() - 1;
        while (match >= 0 && open.get(match).token.getType() != opener) {
            // A wrong ) or ] never reaches out of a block.
            if (opener != LBRACE && open.get(match).token.getType() == LBRACE) match = 0;
            match--;
        }
        if (match >= 0) {
            unclosed(match + 1, token);
            open.remove(open.size() - 1);
            return;
        }
        faulty.add(token.getStartIndex());
        if (opener != LBRACE && inParentheses()) {
            Open wrong = open.remove(open.size() - 1);
            faulty.add(wrong.token.getStartIndex());
            diagnostics.add(SyntaxErrors.wrongCloser(Scan.span(source, token), Scan.span(source, wrong.token)));
        } else {
            diagnostics.add(SyntaxErrors.closesNothing(Scan.span(source, token)));
        }
    }

    /** Everything open from {@code keep} on ends here without its bracket; the innermost is reported. */
    private void unclosed(int keep, Token at) {
        if (open.size() > keep) {
            Token opener = open.get(open.size() - 1).token;
            diagnostics.add(SyntaxErrors.unclosed(
                    Scan.span(source, opener), Scan.span(source, at), at.getText(), at.getType() == Token.EOF));
        }
        while (open.size() > keep) faulty.add(open.remove(open.size() - 1).token.getStartIndex());
    }

    /** A line that cannot go on inside parentheses: {@code input x}, {@code fun}, {@code y[i] =}, {@code y =}. */
    private boolean beginsStatement(int i) {
        int type = visible.get(i).getType();
        int next = i + 1 < visible.size() ? visible.get(i + 1).getType() : Token.EOF;
        int before = previousType();
        boolean fresh = before != LPAREN && before != LBRACK && before != COMMA;
        if (type == FUN || type == DIM) return fresh || type == FUN;
        if (Words.STARTS.contains(type) && (Words.isName(next) || next == FUN)) return true;
        if (!Words.isName(type)) return false;
        int depth = 0;
        for (int j = i; j < visible.size(); j++) {
            int t = visible.get(j).getType();
            if (t == NL || t == Token.EOF) return false;
            if (t == LBRACK || t == LPAREN) depth++;
            if (t == RBRACK || t == RPAREN) depth--;
            if (depth < 0 || depth == 0 && t == COMMA) return false;
            if (depth == 0 && t == ASSIGN) return fresh || visible.get(j - 1).getType() == RBRACK;
        }
        return false;
    }
}
