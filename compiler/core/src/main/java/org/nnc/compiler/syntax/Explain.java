package org.nnc.compiler.syntax;

import static org.nnc.grammar.NnLexer.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.diagnostics.SyntaxErrors;
import org.nnc.grammar.NnParser;

/**
 * Says what is wrong with one statement: where its tokens stop making sense, what could have stood there (found by
 * trying every kind of token), and the usual slip behind it.
 */
final class Explain {
    /** What a part is to be read as. */
    enum Kind {
        DECL,
        HEAD,
        STMT,
        EXPR
    }

    /** In longer statements the expected words are not tried out. */
    private static final int TRIED = 1000;

    private static final Set<Integer> OPERATORS = Set.of(PLUS, MINUS, STAR, SLASH, LT, EQ, AND, OR);

    private final Source source;
    private final List<Token> tokens;
    private final Kind kind;

    private Explain(Source source, List<Token> tokens, Kind kind) {
        this.source = source;
        this.tokens = tokens;
        this.kind = kind;
    }

    /**
     * What is wrong with a part.
     *
     * @param resume where the next statement begins if two lines ran into one, else -1
     */
    record Fault(Diagnostic diagnostic, int resume) {}

    /** The fault of a part that ends with EOF; empty where it parses. */
    static Optional<Fault> fault(Source source, List<Token> tokens, Kind kind) {
        Explain explain = new Explain(source, tokens, kind);
        int at = explain.fault(tokens);
        if (at < 0) return Optional.empty();
        int next = kind == Kind.STMT ? explain.runOn(at) : -1;
        return Optional.of(next < 0 ? new Fault(explain.explain(at), -1) : new Fault(explain.unfinished(next), next));
    }

    /** Where a line begins that can only be a statement of its own, after a line that wants to go on; else -1. */
    private int runOn(int at) {
        if (at == 0) return -1;
        boolean word = Words.STARTS.contains(tokens.get(at - 1).getType()) && Words.isName(tokens.get(at));
        if (word && at > 1 && brokenBefore(at - 1)) return at - 1;
        if (tokens.get(at).getType() != ASSIGN) return -1;
        int first = at;
        while (first > 0 && !brokenBefore(first)) first--;
        boolean name = Words.isName(tokens.get(first));
        boolean whole = first == at - 1 || tokens.get(at - 1).getType() == RBRACK;
        return first > 0 && first < at && name && whole ? first : -1;
    }

    private boolean brokenBefore(int i) {
        String gap = source.text()
                .substring(tokens.get(i - 1).getStopIndex() + 1, tokens.get(i).getStartIndex());
        return gap.indexOf('\n') >= 0 || gap.indexOf('\r') >= 0;
    }

    private Diagnostic unfinished(int next) {
        Token last = tokens.get(next - 1);
        Span end = new Span(source, last.getStopIndex() + 1, last.getStopIndex() + 1);
        return SyntaxErrors.incomplete(end, tail(next), words(expected(next)))
                .hint("Complete the line: after `" + last.getText() + "` it goes on, and the next line belongs to it.");
    }

    /** The index of the first token that does not fit, or -1. */
    private int fault(List<Token> part) {
        NnParser parser = Parse.parser(part);
        try {
            switch (kind) {
                case DECL -> parser.oneDecl();
                case HEAD -> parser.oneHead();
                case STMT -> parser.oneStmt();
                case EXPR -> parser.oneExpr();
            }
            return -1;
        } catch (ParseCancellationException e) {
            return ((RecognitionException) e.getCause()).getOffendingToken().getTokenIndex();
        }
    }

    private Diagnostic explain(int at) {
        Slips slips = new Slips(source, tokens, at, kind);
        Set<Integer> expected = expected(at);
        Optional<Diagnostic> slip = slips.find(expected);
        if (slip.isPresent()) return slip.get();
        List<String> words = words(expected);
        String after = at == 0 ? "" : tail(at);
        Token found = tokens.get(at);
        Span span = Scan.span(source, found);
        Diagnostic error = found.getType() == Token.EOF
                ? SyntaxErrors.incomplete(span, after, words)
                : SyntaxErrors.unexpected(span, slips.found(), after, words);
        String hint = slips.hint(expected);
        return error.hint(hint.isEmpty() ? plainHint(found, words) : hint);
    }

    private static String plainHint(Token found, List<String> words) {
        boolean end = found.getType() == Token.EOF;
        if (words.size() == 1 && words.get(0).equals("an expression")) {
            return "Write a value here, such as `2`, `x[i]` or `f(x)`.";
        }
        if (words.contains("a statement")) {
            return "A statement is an equation such as `y[i] = ..`, or begins with a word such as `input` or `param`.";
        }
        if (words.size() == 1) return (end ? "Add " : "Write ") + words.get(0) + (end ? "." : " here.");
        return end
                ? "Complete it; a statement goes on in the next line after an operator or inside brackets."
                : "Take it out, or write what is missing before it.";
    }

    /** The types of token with which the statement could go on; EOF among them where it could end. */
    private Set<Integer> expected(int at) {
        Set<Integer> fitting = new TreeSet<>();
        if (at > TRIED) return fitting;
        List<Token> part = new ArrayList<>(tokens.subList(0, at));
        Token end = tokens.get(tokens.size() - 1);
        part.add(end);
        if (fault(part) < 0) fitting.add(Token.EOF);
        for (int type = PACKAGE; type <= ID; type++) {
            CommonToken candidate = new CommonToken(end);
            candidate.setType(type);
            part.set(at, candidate);
            part.add(end);
            int fault = fault(part);
            if (fault < 0 || fault > at) fitting.add(type);
            part.remove(at + 1);
        }
        return fitting;
    }

    /** The fitting types in the language's words: {@code an expression}, {@code an operator}, {@code `)`}. */
    private static List<String> words(Set<Integer> fitting) {
        Set<Integer> rest = new TreeSet<>(fitting);
        List<String> words = new ArrayList<>();
        if (rest.contains(NUM) && rest.contains(ID)) {
            words.add("an expression");
            rest.removeIf(t -> t == NUM
                    || t == INF
                    || t == MINUS
                    || t == NOT
                    || t == LPAREN
                    || t == LBRACK
                    || t == IF
                    || t == LET
                    || t == CASE
                    || Words.isName(t)
                    || Words.REDUCTIONS.contains(t));
        } else if (rest.contains(ID) && rest.contains(PARAM) && rest.contains(DIM)) {
            words.add("a statement");
            rest.removeIf(t -> t == DIM || Words.isName(t));
        } else if (rest.contains(ID)) {
            words.add("a name");
            rest.removeIf(Words::isName);
        }
        if (rest.containsAll(Words.BASES)) {
            words.add("a type such as `real`");
            rest.removeAll(Words.BASES);
        }
        // What merely lengthens the name before it is not worth a word.
        if (rest.size() > 1) rest.remove(DOT);
        if (rest.contains(PLUS)) rest.removeAll(Set.of(LPAREN, LBRACK));
        for (int type : rest) {
            boolean operator = Words.PRODUCTS.contains(type)
                    || Words.COMPARISONS.contains(type)
                    || OPERATORS.contains(type)
                    || type == CARET
                    || type == PIPE;
            if (!operator && type != Token.EOF) words.add(Words.show(type));
        }
        if (rest.contains(PLUS)) words.add("an operator");
        if (rest.contains(Token.EOF)) words.add("the end of the statement");
        return words;
    }

    /** The last words before a token, as written. */
    private String tail(int at) {
        int from = at - 1;
        int end = tokens.get(at - 1).getStopIndex() + 1;
        while (from > 0 && at - from < 8 && end - tokens.get(from - 1).getStartIndex() <= 24) from--;
        return source.text()
                .substring(tokens.get(from).getStartIndex(), end)
                .strip()
                .replaceAll("\\s+", " ");
    }
}
