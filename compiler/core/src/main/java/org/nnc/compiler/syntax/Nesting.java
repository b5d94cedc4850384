package org.nnc.compiler.syntax;

import static org.nnc.grammar.NnLexer.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * How deeply the rules of a text nest, found on the tokens before a recursive parser or any walker of the tree can run
 * out of stack. An operator-precedence scan: the stack holds what is open, so its height is the nesting.
 */
final class Nesting {
    /** The greatest nesting that is accepted. */
    static final int LIMIT = 200;

    // What an open form gives way to: an operator of a level closes all forms above that level.
    private static final int BRACKET = -1;
    private static final int CONDITIONAL = 0;
    private static final int PIPE_LEVEL = 1;
    private static final int OR_LEVEL = 2;
    private static final int AND_LEVEL = 3;
    private static final int NOT_LEVEL = 4;
    private static final int COMPARE_LEVEL = 5;
    private static final int ADD_LEVEL = 6;
    private static final int PRODUCT_LEVEL = 7;
    private static final int FACTOR_LEVEL = 8;
    private static final int POWER_LEVEL = 9;

    /** One open form; {@code awaits}: what an {@code if} or {@code let} still needs, or that a body follows; else 0. */
    private record Open(int level, int awaits) {}

    private final List<Open> open = new ArrayList<>();
    private int previous = NL;
    private int unaryLevel = PRODUCT_LEVEL;

    private Nesting() {}

    /** The first token at which the nesting is too deep. */
    static Optional<Token> tooDeep(List<Token> tokens) {
        Nesting nesting = new Nesting();
        for (Token token : tokens) {
            nesting.step(token.getType());
            if (nesting.open.size() > LIMIT) return Optional.of(token);
        }
        return Optional.empty();
    }

    private void step(int type) {
        boolean unary = type == MINUS && !Words.endsOperand(previous);
        switch (type) {
            case LPAREN, LBRACK, LBRACE -> push(BRACKET, Words.REDUCTIONS.contains(previous) ? type : 0);
            case RPAREN, RBRACK, RBRACE -> {
                closeAbove(BRACKET);
                Open bracket = open.isEmpty() ? new Open(BRACKET, 0) : open.remove(open.size() - 1);
                if (bracket.awaits != 0) push(PRODUCT_LEVEL, 0);
            }
            case IF -> push(CONDITIONAL, THEN);
            case THEN -> progress(THEN, ELSE);
            case ELSE -> progress(ELSE, 0);
            case LET -> push(CONDITIONAL, IN);
            case IN -> {
                if (awaiting(IN) >= 0) progress(IN, 0);
            }
            case COMMA -> {
                int let = awaiting(IN);
                if (let < 0) closeAbove(BRACKET);
                else shorten(let + 1);
            }
            case NL, SEMI, COLON, BAR, WHERE, TILDE -> closeAbove(BRACKET);
            case DOTS, PIPE -> closeAbove(PIPE_LEVEL);
            case OR -> closeAbove(OR_LEVEL);
            case AND -> closeAbove(AND_LEVEL);
            case NOT -> push(NOT_LEVEL, 0);
            case LT, LE, GT, GE, EQ, NE -> closeAbove(COMPARE_LEVEL);
            case PLUS -> closeAbove(ADD_LEVEL);
            case MINUS -> {
                if (unary) push(unaryLevel, 0);
                else closeAbove(ADD_LEVEL);
            }
            case STAR, SLASH, DIV, MOD -> closeAbove(PRODUCT_LEVEL);
            case CARET -> push(POWER_LEVEL, 0);
            default -> {
                // Nothing nests here.
            }
        }
        previous = type;
        // A minus belongs to what stands before it: in a * -b it is a factor, in a ^ -b an exponent.
        if (!unary) {
            unaryLevel = type == CARET ? POWER_LEVEL : Words.PRODUCTS.contains(type) ? FACTOR_LEVEL : PRODUCT_LEVEL;
        }
    }

    private void push(int level, int awaits) {
        open.add(new Open(level, awaits));
    }

    private void closeAbove(int level) {
        int size = open.size();
        while (size > 0 && open.get(size - 1).level > level) size--;
        shorten(size);
    }

    /** The form that {@code then}, {@code else} or {@code in} belongs to moves on; without one the stretch ends. */
    private void progress(int awaited, int next) {
        int at = awaiting(awaited);
        if (at < 0) {
            closeAbove(BRACKET);
        } else {
            shorten(at);
            push(CONDITIONAL, next);
        }
    }

    private int awaiting(int type) {
        for (int i = open.size() - 1; i >= 0 && open.get(i).level > BRACKET; i--) {
            if (open.get(i).awaits == type) return i;
        }
        return -1;
    }

    private void shorten(int size) {
        open.subList(size, open.size()).clear();
    }
}
