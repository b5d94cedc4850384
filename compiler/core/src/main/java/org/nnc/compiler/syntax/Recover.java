package org.nnc.compiler.syntax;

import static org.nnc.grammar.NnLexer.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.SyntaxErrors;

/**
 * Finds every faulty statement of a file that does not parse: cuts the tokens into statements at separators and braces,
 * and parses each by itself, so that one mistake costs one message.
 */
final class Recover {
    private static final Set<Integer> DECLARATIONS = Set.of(PACKAGE, USE, FUN, EXTERN, MODEL);
    private static final Set<Integer> STATEMENTS = Set.of(INPUT, PARAM, STATE, UPDATE, OUTPUT, LOSS, DERIVE);

    private final Source source;
    private final List<Token> tokens;
    private final Set<Integer> faulty;
    private final List<Integer> stray;
    private final List<Diagnostic> found = new ArrayList<>();
    private int at;
    private String openHead = "";

    Recover(Source source, Layout.Lines lines, List<Integer> stray) {
        this.source = source;
        this.tokens = lines.tokens();
        this.faulty = lines.faulty();
        this.stray = stray;
    }

    /** The faults of an expression that stands for itself. */
    List<Diagnostic> expr() {
        check(0, tokens.size() - 1, Explain.Kind.EXPR);
        return found;
    }

    /** The faults of a whole file. */
    List<Diagnostic> file() {
        while (type() != Token.EOF && found.size() <= Parse.MOST) declaration();
        return found;
    }

    private void declaration() {
        if (separator()) {
            at++;
            return;
        }
        int start = at;
        toEnd(true);
        int first = tokens.get(start).getType();
        if (type() == LBRACE) {
            boolean orphan = at == start && !openHead.isEmpty();
            if (orphan) found.add(SyntaxErrors.braceOnNextLine(Scan.span(source, tokens.get(at)), openHead));
            // A function has no block: its brace is the fault.
            else if (first == FUN) check(start, at + 1, Explain.Kind.DECL);
            // A line that goes on by mistake swallowed the head of the block.
            else if (first == PACKAGE || first == USE || first == DIM) check(start, at, Explain.Kind.DECL);
            else check(start, Math.max(at, start + 1), Explain.Kind.HEAD);
            openHead = "";
            if (first == FUN) skipBlock();
            else block();
            trailing();
            return;
        }
        boolean head = first == MODEL || first == LAYER;
        if (head && nextIsBlock()) {
            openHead = tokens.get(start).getText();
            check(start, at, Explain.Kind.HEAD);
        } else if (at == start) {
            // A closing brace that fits nothing was reported with the brackets.
            at++;
        } else if (statementAtTop(start)) {
            found.add(SyntaxErrors.misplaced(
                    Scan.span(source, tokens.get(start)), tokens.get(start).getText(), false));
        } else {
            check(start, at, Explain.Kind.DECL);
        }
    }

    private boolean statementAtTop(int start) {
        int first = tokens.get(start).getType();
        int second = tokens.get(start + 1).getType();
        if (STATEMENTS.contains(first) && Words.isName(second)) return true;
        return Words.isName(first) && (second == LBRACK || second == ASSIGN);
    }

    /** Whether after this line comes a {@code \{} that was meant for it. */
    private boolean nextIsBlock() {
        int i = at;
        while (tokens.get(i).getType() == NL) i++;
        return i > at && tokens.get(i).getType() == LBRACE;
    }

    private void block() {
        at++;
        while (type() != RBRACE && type() != Token.EOF && found.size() <= Parse.MOST) {
            if (separator()) {
                at++;
                continue;
            }
            int start = at;
            toEnd(true);
            Token first = tokens.get(start);
            boolean nested = type() == LBRACE;
            boolean named = Words.isName(tokens.get(start + 1));
            boolean head =
                    first.getType() == LAYER && named && tokens.get(start + 2).getType() == LPAREN;
            if (DECLARATIONS.contains(first.getType()) && (first.getType() == FUN || named) || head) {
                found.add(SyntaxErrors.misplaced(Scan.span(source, first), first.getText(), true));
                if (nested) skipBlock();
            } else if (nested) {
                skipBlock();
                check(start, at, Explain.Kind.STMT);
            } else {
                check(start, at, Explain.Kind.STMT);
            }
            if (type() != RBRACE && type() != Token.EOF && !separator() && at == start) at++;
        }
        if (type() == RBRACE) at++;
    }

    private void skipBlock() {
        int depth = 0;
        do {
            if (type() == LBRACE) depth++;
            if (type() == RBRACE) depth--;
            at++;
        } while (depth > 0 && type() != Token.EOF);
        toEnd(false);
    }

    /** What stands between a closing brace and the end of its line. */
    private void trailing() {
        int start = at;
        toEnd(true);
        if (at > start && !tainted(start, at)) {
            Token first = tokens.get(start);
            found.add(SyntaxErrors.unexpected(
                            Scan.span(source, first), "`" + first.getText() + "`", "}", List.of("the end of the line"))
                    .hint("Begin a new line after the `}`."));
        }
        if (type() == LBRACE) block();
    }

    /**
     * Moves to the next separator, closing brace or, where {@code stopAtBlock}, block; a {@code case} is passed over.
     */
    private void toEnd(boolean stopAtBlock) {
        int depth = 0;
        while (type() != Token.EOF) {
            int type = type();
            boolean arms = type == LBRACE && at > 0 && tokens.get(at - 1).getType() == CASE;
            if (depth == 0 && (separator() || type == RBRACE || stopAtBlock && type == LBRACE && !arms)) return;
            if (type == LBRACE) depth++;
            if (type == RBRACE) depth--;
            at++;
        }
    }

    private int type() {
        return tokens.get(at).getType();
    }

    private boolean separator() {
        return type() == NL || type() == SEMI;
    }

    /** The tokens of a part with an end of its own, at the place where the part ends. */
    private List<Token> part(int from, int to) {
        List<Token> part = new ArrayList<>(tokens.subList(from, to));
        CommonToken end = new CommonToken(Token.EOF, "");
        int offset = to == 0 ? 0 : tokens.get(to - 1).getStopIndex() + 1;
        end.setStartIndex(offset);
        end.setStopIndex(offset - 1);
        part.add(end);
        return part;
    }

    /** Whether something in this part, or a stray character beside it, was reported already. */
    private boolean tainted(int from, int to) {
        int start = from == 0 ? 0 : tokens.get(from - 1).getStopIndex();
        int place = Collections.binarySearch(stray, start);
        int first = place < 0 ? -place - 1 : place;
        return first < stray.size() && stray.get(first) < tokens.get(to).getStartIndex()
                || tokens.subList(from, to).stream().anyMatch(t -> faulty.contains(t.getStartIndex()));
    }

    private void check(int from, int to, Explain.Kind kind) {
        int start = from;
        while (!tainted(start, to)) {
            Optional<Explain.Fault> fault = Explain.fault(source, part(start, to), kind);
            fault.ifPresent(f -> found.add(f.diagnostic()));
            if (fault.isEmpty() || fault.get().resume() < 0) return;
            start += fault.get().resume();
        }
    }
}
