package org.nnc.compiler.syntax;

import static org.nnc.grammar.NnLexer.*;

import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.nnc.grammar.NnLexer;

/** The classes of words of the language, as token types. */
final class Words {
    private Words() {}

    static final Set<Integer> REDUCTIONS =
            Set.of(SUM, PROD, MAX, MIN, MEAN, ARGMAX, ARGMIN, LOGSUMEXP, NORM, ANY, ALL, COUNT);

    static final Set<Integer> COMPARISONS = Set.of(LT, LE, GT, GE, EQ, NE);

    static final Set<Integer> PRODUCTS = Set.of(STAR, SLASH, DIV, MOD);

    static final Set<Integer> BASES = Set.of(REAL, FLOAT, DOUBLE, INT, BOOL);

    /** A newline after one of these ends nothing. {@code wrt} is treated apart: it may be a name. */
    static final Set<Integer> GOES_ON_AFTER = Set.of(
            PLUS, MINUS, STAR, SLASH, CARET, ASSIGN, LT, LE, GT, GE, EQ, NE, OR, AND, NOT, THEN, ELSE, IN, WHERE, TILDE,
            COMMA, PIPE, DIV, MOD, BAR, COLON, ARROW, LPAREN, LBRACK);

    /** A newline before one of these ends nothing. {@code deriv vjp wrt else} are treated apart. */
    static final Set<Integer> GOES_ON_BEFORE = Set.of(
            PIPE, PLUS, MINUS, STAR, SLASH, CARET, LT, LE, GT, GE, EQ, NE, ASSIGN, AND, OR, THEN, DIV, MOD, ARROW,
            TILDE, BAR);

    /** Words that begin a statement or a declaration when a name follows. */
    static final Set<Integer> STARTS =
            Set.of(PACKAGE, USE, EXTERN, LAYER, MODEL, INPUT, PARAM, STATE, UPDATE, OUTPUT, LOSS, DERIVE);

    /** A plain name, or a word that is a name where the grammar does not ask for it. */
    static boolean isName(int type) {
        return type == ID || type >= PACKAGE && type <= WHEN;
    }

    static boolean isName(Token token) {
        return isName(token.getType());
    }

    /** A word that can never be a name. */
    static boolean isReserved(int type) {
        return type >= DIM && type <= COUNT;
    }

    /** Whether an operand can end with this token: a minus after it subtracts. */
    static boolean endsOperand(int type) {
        return type == NUM || type == INF || type == RPAREN || type == RBRACK || type == RBRACE || isName(type);
    }

    /** How a token type is written in messages: {@code `)`}, {@code `then`}, or a description. */
    static String show(int type) {
        return switch (type) {
            case NUM -> "a number";
            case ID -> "a name";
            case NL -> "the end of the line";
            case Token.EOF -> "the end of the statement";
            default -> {
                String literal = NnLexer.VOCABULARY.getLiteralName(type);
                yield literal == null ? NnLexer.VOCABULARY.getDisplayName(type) : literal.replace('\'', '`');
            }
        };
    }
}
