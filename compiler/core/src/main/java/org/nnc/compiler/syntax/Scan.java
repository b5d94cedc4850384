package org.nnc.compiler.syntax;

import static org.nnc.grammar.NnLexer.*;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.diagnostics.SyntaxErrors;
import org.nnc.grammar.NnLexer;

/** Cuts a source into all its tokens, blanks and comments too, and reports the characters and numbers that are none. */
final class Scan {
    /** A longer literal is a slip or an attack; no double needs more digits. */
    static final int LONGEST_NUMBER = 1000;

    /** More than this is data, not a model. */
    static final int LONGEST_TEXT = 4_000_000;

    private Scan() {}

    /**
     * @param tokens everything but a byte order mark and stray characters, ending with EOF
     * @param stray the offsets at which something was left out
     */
    record Tokens(List<Token> tokens, List<Integer> stray, List<Diagnostic> diagnostics, boolean usable) {}

    static Tokens scan(Source source) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        String text = source.text();
        if (text.length() > LONGEST_TEXT) {
            diagnostics.add(SyntaxErrors.tooLong(new Span(source, 0, 0), text.length(), LONGEST_TEXT));
            return new Tokens(List.of(), List.of(), diagnostics, false);
        }
        for (int i = 0; i < text.length(); i++) {
            if (isBinary(text.charAt(i))) {
                diagnostics.add(SyntaxErrors.notText(new Span(source, i, i + 1), text.charAt(i)));
                return new Tokens(List.of(), List.of(), diagnostics, false);
            }
        }
        NnLexer lexer = new NnLexer(new Characters(source));
        lexer.removeErrorListeners();
        List<Token> tokens = new ArrayList<>();
        List<Integer> stray = new ArrayList<>();
        Token token;
        do {
            token = lexer.nextToken();
            if (token.getType() == STRAY) {
                report(source, token, stray, diagnostics);
            } else {
                if (token.getType() == NUM) checkNumber(source, token, diagnostics);
                if (token.getType() == STAR && opensComment(tokens, token)) {
                    stray.add(token.getStartIndex());
                    Span span = new Span(source, token.getStartIndex() - 1, token.getStartIndex() + 1);
                    diagnostics.add(SyntaxErrors.blockComment(span));
                    int end = text.indexOf("*/", token.getStopIndex() + 1);
                    if (end >= 0) {
                        // What was meant as a comment is not read as anything else.
                        tokens.remove(tokens.size() - 1);
                        while (token.getType() != Token.EOF && token.getStartIndex() < end + 1)
                            token = lexer.nextToken();
                        continue;
                    }
                }
                tokens.add(token);
            }
        } while (token.getType() != Token.EOF);
        return new Tokens(tokens, stray, diagnostics, true);
    }

    /** Where a token stands. */
    static Span span(Source source, Token token) {
        return new Span(source, token.getStartIndex(), Math.max(token.getStartIndex(), token.getStopIndex() + 1));
    }

    /** Control characters that no text editor writes; a NUL above all. */
    private static boolean isBinary(char c) {
        return c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f';
    }

    private static void report(Source source, Token token, List<Integer> stray, List<Diagnostic> diagnostics) {
        int at = token.getStartIndex();
        String text = source.text();
        if (at == 0 && text.charAt(0) == '\uFEFF') {
            diagnostics.add(SyntaxErrors.byteOrderMark(new Span(source, 0, 1)));
            return;
        }
        // One message a line for a character: `"text"` has one, and an emoji none for its second half.
        boolean repeated = Character.isLowSurrogate(text.charAt(at)) && follows(stray, at);
        for (int i = stray.size() - 1; i >= 0 && !repeated && sameLine(text, stray.get(i), at); i--) {
            repeated = text.charAt(stray.get(i)) == text.charAt(at);
        }
        stray.add(at);
        if (repeated || diagnostics.size() > Parse.MOST) return;
        int point = text.codePointAt(at);
        diagnostics.add(SyntaxErrors.strayCharacter(new Span(source, at, at + Character.charCount(point)), point));
    }

    private static boolean follows(List<Integer> stray, int at) {
        return !stray.isEmpty() && stray.get(stray.size() - 1) == at - 1;
    }

    /** Looks back a little only: a line of a million stray characters must not cost a million looks each. */
    private static boolean sameLine(String text, int from, int to) {
        return to - from <= 200 && text.substring(from, to).indexOf('\n') < 0;
    }

    private static boolean opensComment(List<Token> tokens, Token star) {
        if (tokens.isEmpty()) return false;
        Token last = tokens.get(tokens.size() - 1);
        return last.getType() == SLASH && last.getStopIndex() + 1 == star.getStartIndex();
    }

    private static void checkNumber(Source source, Token token, List<Diagnostic> diagnostics) {
        Span span = span(source, token);
        String text = span.text();
        if (text.length() > LONGEST_NUMBER) {
            diagnostics.add(SyntaxErrors.numberTooLong(span, text.length(), LONGEST_NUMBER));
            return;
        }
        double value = Double.parseDouble(text);
        boolean integer = text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (Double.isInfinite(value)) {
            diagnostics.add(SyntaxErrors.numberTooLarge(span));
        } else if (value == 0 && mantissa(text).chars().anyMatch(c -> c >= '1' && c <= '9')) {
            diagnostics.add(SyntaxErrors.numberTooSmall(span));
        } else if (integer && value > Integer.MAX_VALUE) {
            diagnostics.add(SyntaxErrors.integerTooLarge(span));
        }
    }

    private static String mantissa(String number) {
        return number.split("[eE]", 2)[0];
    }
}
