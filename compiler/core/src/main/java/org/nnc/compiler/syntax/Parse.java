package org.nnc.compiler.syntax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.SyntaxErrors;
import org.nnc.grammar.NnParser;

/**
 * Text to tree. Never throws because of what the text says: whatever is wrong with it becomes diagnostics, all of one
 * file in one run.
 */
public final class Parse {
    /** How many problems of one file are reported. */
    static final int MOST = 50;

    private Parse() {}

    /**
     * @param file present exactly where no diagnostic is an error
     * @param diagnostics in order of the text
     */
    public record Result(Optional<Tree.File> file, List<Diagnostic> diagnostics) {}

    /**
     * @param expr present exactly where no diagnostic is an error
     * @param diagnostics in order of the text
     */
    public record ExprResult(Optional<Tree.Expr> expr, List<Diagnostic> diagnostics) {}

    /** Parses a whole file; an empty one is a file without declarations. */
    public static Result parse(Source source) {
        Attempt<Tree.File> attempt = new Attempt<>();
        attempt.run(source, (build, parser) -> build.file(parser.file()), Recover::file);
        return new Result(attempt.value, attempt.diagnostics);
    }

    /** Parses a single expression, such as a row of a table that is written in the language. */
    public static ExprResult parseExpr(Source source) {
        Attempt<Tree.Expr> attempt = new Attempt<>();
        attempt.run(source, (build, parser) -> build.expr(parser.oneExpr().expr()), Recover::expr);
        return new ExprResult(attempt.value, attempt.diagnostics);
    }

    /** A parser over tokens that end with EOF; it stops at the first fault by throwing. */
    static NnParser parser(List<Token> tokens) {
        NnParser parser = new NnParser(new CommonTokenStream(new ListTokenSource(tokens)));
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        return parser;
    }

    private interface Entry<T> {
        T parse(Build build, NnParser parser);
    }

    private interface Faults {
        List<Diagnostic> find(Recover recover);
    }

    private static final class Attempt<T> {
        private Optional<T> value = Optional.empty();
        private List<Diagnostic> diagnostics = new ArrayList<>();

        private void run(Source source, Entry<T> entry, Faults faults) {
            Scan.Tokens scanned = Scan.scan(source);
            diagnostics.addAll(scanned.diagnostics());
            if (scanned.usable()) parse(source, scanned, entry, faults);
            diagnostics.sort(Comparator.comparingInt(d -> d.span().start()));
            if (diagnostics.size() > MOST) {
                Diagnostic cut = diagnostics.get(MOST);
                diagnostics = new ArrayList<>(diagnostics.subList(0, MOST));
                diagnostics.add(SyntaxErrors.tooMany(cut.span(), MOST));
            }
            if (diagnostics.stream().anyMatch(Diagnostic::isError)) value = Optional.empty();
            diagnostics = List.copyOf(diagnostics);
        }

        private void parse(Source source, Scan.Tokens scanned, Entry<T> entry, Faults faults) {
            Layout.Lines lines = Layout.of(source, scanned.tokens());
            Optional<Token> deep = Nesting.tooDeep(lines.tokens());
            if (deep.isPresent()) {
                // Brackets that were opened a thousand times are not also reported as unclosed.
                diagnostics.add(SyntaxErrors.tooDeep(Scan.span(source, deep.get()), Nesting.LIMIT));
                return;
            }
            diagnostics.addAll(lines.diagnostics());
            try {
                if (lines.diagnostics().isEmpty() && scanned.stray().isEmpty()) {
                    Build build = new Build(source, scanned.tokens());
                    value = Optional.of(entry.parse(build, parser(lines.tokens())));
                    diagnostics.addAll(build.diagnostics);
                    return;
                }
            } catch (ParseCancellationException e) {
                // Some statement is wrong; which ones and why is found statement by statement below.
                value = Optional.empty();
            }
            diagnostics.addAll(faults.find(new Recover(source, lines, scanned.stray())));
            if (diagnostics.stream().noneMatch(Diagnostic::isError)) {
                // Each statement parses alone and yet the whole does not: at least the place is known.
                Token first = lines.tokens().get(0);
                diagnostics.add(SyntaxErrors.unexpected(
                        Scan.span(source, first), "`" + first.getText() + "`", "", List.of("a declaration")));
            }
        }
    }
}
