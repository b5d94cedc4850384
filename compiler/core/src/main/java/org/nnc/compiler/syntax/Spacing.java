package org.nnc.compiler.syntax;

import static org.nnc.grammar.NnLexer.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/**
 * Which tokens of one line a blank separates in formatted text.
 *
 * <p>Where good style differs from place to place the author's choice is kept and made even: {@code + - * /} and the
 * {@code =} of an argument have blanks on both sides if they had one on either; the commas of a bracket are followed by
 * blanks if one of them was.
 */
final class Spacing {
    private static final Set<Integer> ALWAYS = Set.of(LT, LE, GT, GE, EQ, NE, PIPE, BAR, ARROW, TILDE, COLON);
    private static final Set<Integer> AS_WRITTEN = Set.of(PLUS, MINUS, STAR, SLASH);

    private final List<Token> tokens;
    private final boolean[] unary;
    private final boolean[] wide;

    /**
     * @param tokens the tokens that are written, without blanks, newlines and comments
     */
    Spacing(List<Token> tokens) {
        this.tokens = tokens;
        this.unary = new boolean[tokens.size()];
        this.wide = new boolean[tokens.size()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            int type = type(i);
            if (type == MINUS) unary[i] = i == 0 || !Words.endsOperand(type(i - 1)) || isWhen(i - 1);
            if (type == LPAREN || type == LBRACK || type == LBRACE) open.push(i);
            if (type == RPAREN || type == RBRACK || type == RBRACE) open.pop();
            if (type == COMMA && gapAfter(i) && !open.isEmpty()) wide[open.peek()] = true;
            if (ALWAYS.contains(type)) wide[i] = true;
            if (AS_WRITTEN.contains(type)) wide[i] = !unary[i] && (gapAfter(i) || gapAfter(i - 1));
            if (type == ASSIGN)
                wide[i] = open.isEmpty() || type(open.peek()) == LBRACE || gapAfter(i) || gapAfter(i - 1);
        }
        spreadCommas();
    }

    /** A comma has what its bracket was found to have. */
    private void spreadCommas() {
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            int type = type(i);
            if (type == LPAREN || type == LBRACK || type == LBRACE) open.push(i);
            if (type == RPAREN || type == RBRACK || type == RBRACE) open.pop();
            if (type == COMMA) wide[i] = open.isEmpty() || type(open.peek()) == LBRACE || wide[open.peek()];
        }
    }

    /** Whether a blank stands between token {@code i - 1} and token {@code i} when they share a line. */
    boolean before(int i) {
        int left = type(i - 1);
        int right = type(i);
        if (right == COMMA || right == SEMI || right == RPAREN || right == RBRACK) return false;
        if (left == LPAREN || left == LBRACK) return false;
        if (left == DOTS && right == BAR) return true;
        if (left == DOT || right == DOT || left == DOTS || right == DOTS && left != COMMA)
            return left == COMMA && wide[i - 1];
        if (left == CARET || right == CARET) return false;
        if (left == MINUS && unary[i - 1]) return false;
        if (left == COMMA || left == ASSIGN || AS_WRITTEN.contains(left)) return wide[i - 1];
        if (right == ASSIGN || AS_WRITTEN.contains(right) && !unary[i]) return wide[i];
        if (right == LPAREN || right == LBRACK) return !isHead(i - 1);
        return true;
    }

    /** Whether a bracket after this token belongs to it: a call, an access, a type, the binders of a reduction. */
    private boolean isHead(int i) {
        int type = type(i);
        return Words.isName(type) && !isWhen(i) || Words.REDUCTIONS.contains(type) || Words.BASES.contains(type);
    }

    /** The {@code when} of a param, as against a name. */
    private boolean isWhen(int i) {
        int left = i == 0 ? NL : type(i - 1);
        return type(i) == WHEN && (Words.endsOperand(left) || Words.BASES.contains(left));
    }

    private boolean gapAfter(int i) {
        return i >= 0
                && i + 1 < tokens.size()
                && tokens.get(i + 1).getStartIndex() > tokens.get(i).getStopIndex() + 1;
    }

    private int type(int i) {
        return tokens.get(i).getType();
    }
}
