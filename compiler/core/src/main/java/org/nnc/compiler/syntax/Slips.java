package org.nnc.compiler.syntax;

import static org.nnc.grammar.NnLexer.*;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.diagnostics.Suggest;
import org.nnc.compiler.diagnostics.SyntaxErrors;

/** The usual slips of the notation, recognised from the token that does not fit and its neighbours. */
final class Slips {
    private final Source source;
    private final List<Token> tokens;
    private final int at;
    private final Explain.Kind kind;
    private final int type;
    private final int before;

    Slips(Source source, List<Token> tokens, int at, Explain.Kind kind) {
        this.source = source;
        this.tokens = tokens;
        this.at = at;
        this.kind = kind;
        this.type = type(at);
        this.before = type(at - 1);
    }

    private int type(int i) {
        return i < 0 || i >= tokens.size() ? Token.EOF : tokens.get(i).getType();
    }

    private String text(int i) {
        return i < 0 || i >= tokens.size() ? "" : tokens.get(i).getText();
    }

    /** What stands there, in quotes. */
    String found() {
        String text = text(at);
        return type == NL ? "end of the line" : "`" + (text.length() > 40 ? text.substring(0, 40) + ".." : text) + "`";
    }

    /** A message of its own where the slip is known. */
    Optional<Diagnostic> find(Set<Integer> expected) {
        Span span = Scan.span(source, tokens.get(at));
        boolean operandExpected = expected.contains(NUM);
        boolean nameExpected = expected.contains(ID) && !operandExpected;
        int head = reductionBefore(at);
        if (type == MINUS && head >= 0 && operandExpected) {
            return Optional.of(SyntaxErrors.minusInBody(span, text(head), inside(head + 1, at - 1)));
        }
        if (type == IF || type == LET || type == CASE) {
            if (operandExpected) return Optional.of(SyntaxErrors.conditionalInside(span, text(at)));
        }
        if (Words.REDUCTIONS.contains(type) && operandExpected) {
            return Optional.of(SyntaxErrors.reductionInside(span, text(at)));
        }
        if (head >= 0 && type(head) == COUNT) {
            if (beginsOperand()) return Optional.of(SyntaxErrors.countBody(span));
            if (Words.PRODUCTS.contains(type) || type == CARET) {
                return Optional.of(SyntaxErrors.reductionInside(Scan.span(source, tokens.get(head)), text(head)));
            }
        }
        boolean defined = at > 0 || type(1) == ASSIGN || type(1) == LBRACK;
        if (Words.isReserved(type) && nameExpected && defined) {
            return Optional.of(SyntaxErrors.reserved(span, text(at)));
        }
        if (type == EQ && expected.contains(ASSIGN)) return Optional.of(SyntaxErrors.equals(span, true));
        if (type == ASSIGN && expected.contains(EQ)) return Optional.of(SyntaxErrors.equals(span, false));
        boolean choice = expected.contains(THEN) && !comes(THEN) || expected.contains(ELSE) && !comes(ELSE);
        if (expected.contains(STAR) && beginsOperand() && Words.endsOperand(before) && !choice) {
            return Optional.of(SyntaxErrors.missingOperator(span, product(), found()));
        }
        return Optional.empty();
    }

    /** One next step for a token that simply does not fit. */
    String hint(Set<Integer> expected) {
        int next = type(at + 1);
        String word = startMeant();
        if (!word.isEmpty()) return "Did you mean `" + word + "`?";
        if (type == BAR && next == BAR) return "Write `or` for the alternative of two conditions.";
        if (type == STAR && before == STAR) return "Write `^` for a power.";
        if (next == ASSIGN && (type == PLUS || type == MINUS || type == STAR || type == SLASH)) {
            return "Each tensor is defined once, by one `=`; write the whole sum on its right.";
        }
        if (type == ASSIGN && expected.contains(IN)) return "Give an index its range with `in`: `i in 0..N`.";
        if (type == COLON && next == ASSIGN) return "A definition is written with `=` alone.";
        if (type == DOTS) return "A range stands only behind `in`, as in `i in 0..N`.";
        if (expected.contains(DOTS) && expected.contains(PLUS)) {
            return "A range has two ends and excludes the second: `0..N`.";
        }
        if (before == ID && type == LBRACK && expected.contains(COLON)) {
            return "A declaration is written `" + text(at - 1) + " : real[..]`, with the shape after the type.";
        }
        if (expected.contains(COLON) && kind == Explain.Kind.STMT && type != COLON && declares()) {
            return "Give it a type: `" + text(0) + " " + text(1) + " : real[..]`.";
        }
        if (type == LBRACE && type(0) == FUN) return "A function is one expression: `fun f(x) = x*x`.";
        if (type(0) == LAYER && expected.contains(ARROW))
            return "A layer names its result: `layer L(x : real[N]) -> y : real[N] { .. }`.";
        if (type(0) == LET && kind == Explain.Kind.STMT) {
            return "An equation of a block needs no `let`: write `" + text(1) + " = ..`.";
        }
        if (text(0).equals("for") || text(0).equals("while")) {
            return "There are no loops: an equation holds for all values of its indices, `y[i in 0..N] = ..`.";
        }
        if (at == 1 && type == COLON && kind == Explain.Kind.STMT) {
            return "Say what it is: `input " + text(0) + " : ..`, `param " + text(0) + " : ..` or `state " + text(0)
                    + " : ..`.";
        }
        if (at == 1 && type == LPAREN) {
            return "The indices of a tensor stand in brackets, `" + text(0)
                    + "[i] = ..`; a function is a `fun` outside the model.";
        }
        if (expected.contains(RBRACK) && expected.contains(IN) && kind == Explain.Kind.STMT) {
            return "On the left of `=` an index stands alone; shift it on the right: `y[i] = x[i+1]`.";
        }
        if (expected.contains(THEN)) return "A choice is written `if c then a else b`.";
        if (expected.contains(ELSE) || type == RBRACE && inCase()) {
            return "Every `if` and `case` has an `else`: an expression always has a value.";
        }
        if (type == LBRACK && Words.REDUCTIONS.contains(before)) {
            return "Indices of a reduction stand in parentheses: `" + text(at - 1) + "(i) x[i]`.";
        }
        boolean binders = before == LPAREN && Words.REDUCTIONS.contains(type(at - 2));
        if (binders || Words.REDUCTIONS.contains(before) && expected.contains(LPAREN)) {
            return "A reduction names its indices: `" + text(binders ? at - 2 : at - 1) + "(i) x[i]`.";
        }
        int head = reductionBefore(at);
        if (head >= 0 && expected.contains(NUM)) {
            return "`" + text(head) + "` needs a body: `" + text(head) + "(" + inside(head + 1, at - 1) + ") x[..]`.";
        }
        if (type == RBRACK && before == LBRACK) return "A scalar is written without brackets.";
        if (type == RPAREN && before == COMMA || type == RBRACK && before == COMMA) return "Take out the comma.";
        if (type == LBRACE || type == RBRACE) return "Braces belong to `model`, `layer` and `case` only.";
        if (type == ID && expected.contains(ASSIGN) && at == 1) {
            return "A statement is an equation such as `y[i] = ..`, or begins with a word such as `input` or `param`.";
        }
        return "";
    }

    private boolean declares() {
        return type(0) == INPUT || type(0) == PARAM || type(0) == STATE;
    }

    private boolean beginsOperand() {
        return type == NUM
                || type == INF
                || type == LPAREN
                || type == LBRACK
                || Words.isName(type)
                || Words.REDUCTIONS.contains(type);
    }

    /** Whether a token of a type comes later in the statement. */
    private boolean comes(int later) {
        return tokens.subList(at, tokens.size()).stream().anyMatch(t -> t.getType() == later);
    }

    /** Whether the innermost open brace belongs to a {@code case}. */
    private boolean inCase() {
        int depth = 0;
        for (int i = at - 1; i >= 0; i--) {
            if (type(i) == RBRACE) depth++;
            if (type(i) == LBRACE && depth-- == 0) return type(i - 1) == CASE;
        }
        return false;
    }

    /** The word that a misspelt first word is near to, where two words side by side show that one was meant. */
    private String startMeant() {
        boolean first = at == 0 || at == 1 && (Words.isName(type) || Words.isReserved(type));
        if (!first || type(0) != ID) return "";
        List<String> words = kind == Explain.Kind.STMT
                ? List.of("input", "param", "state", "update", "output", "loss", "derive", "layer", "dim")
                : List.of("package", "use", "dim", "fun", "extern", "layer", "model");
        return Suggest.nearest(text(0), words).orElse("");
    }

    private String product() {
        if (at == 0 || before == RPAREN || before == RBRACK || type == LPAREN || type == LBRACK) return "";
        String left = text(at - 1);
        return left.length() + text(at).length() > 40 ? "" : left + "*" + text(at);
    }

    /** The index of the reduction word whose {@code (..)} ends right before a token, or -1. */
    private int reductionBefore(int end) {
        int i = end - 1;
        if (type(i) != RPAREN) return -1;
        int depth = 0;
        for (; i >= 0; i--) {
            if (type(i) == RPAREN) depth++;
            if (type(i) == LPAREN && --depth == 0) break;
        }
        return i > 0 && Words.REDUCTIONS.contains(type(i - 1)) ? i - 1 : -1;
    }

    /** The text between an opening and a closing bracket, shortened. */
    private String inside(int open, int close) {
        int from = tokens.get(open).getStopIndex() + 1;
        int to = tokens.get(close).getStartIndex();
        String text = source.text().substring(from, Math.max(from, to)).replaceAll("\\s+", " ");
        return text.length() > 30 ? text.substring(0, 30) + ".." : text;
    }
}
