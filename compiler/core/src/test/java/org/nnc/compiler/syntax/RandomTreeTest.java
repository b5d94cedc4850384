package org.nnc.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.syntax.Tree.Expr;

/** Any expression tree that the parser could build is printed so that it is read back as the same tree. */
class RandomTreeTest {
    private static final Span NOWHERE = new Span(new Source("-", ""), 0, 0);

    private final Random random = new Random(11);

    @Test
    void printThenParseIsTheIdentityOnTenThousandExpressions() {
        for (int round = 0; round < 10_000; round++) {
            Expr tree = expr(1 + random.nextInt(4));
            String printed = Print.expr(tree);
            Parse.ExprResult parsed = Parse.parseExpr(new Source("-", printed));
            assertEquals(
                    Spanless.of(tree),
                    Spanless.of(
                            parsed.expr().orElseThrow(() -> new AssertionError(printed + "\n" + parsed.diagnostics()))),
                    printed);
        }
    }

    private Expr expr(int depth) {
        if (depth == 0)
            return random.nextBoolean() ? name() : new Tree.Num(NOWHERE, pick("0", "1", "2.5", ".5", "1e-3"));
        int d = depth - 1;
        return switch (random.nextInt(16)) {
            case 0 -> chain(d, "or");
            case 1 -> chain(d, "and");
            case 2, 3 -> chain(d, "+", "-");
            case 4, 5 -> chain(d, "*", "/", "div", "mod");
            case 6 -> new Tree.Chain(NOWHERE, List.of(expr(d), expr(d)), List.of("^"));
            case 7 -> chain(d, "|>");
            case 8 -> {
                int n = 2 + random.nextInt(2);
                yield new Tree.Compare(
                        NOWHERE, some(n, () -> expr(d)), some(n - 1, () -> pick("<", "<=", ">", ">=", "==", "!=")));
            }
            case 9 -> new Tree.Unary(NOWHERE, pick("-", "-", "not"), expr(d));
            case 10, 11 -> reduce(d);
            case 12 -> new Tree.If(NOWHERE, expr(d), expr(d), expr(d));
            case 13 ->
                new Tree.Let(
                        NOWHERE, some(1 + random.nextInt(2), () -> new Tree.LetItem(NOWHERE, id(), expr(d))), expr(d));
            case 14 ->
                new Tree.Case(
                        NOWHERE, some(random.nextInt(3), () -> new Tree.CaseArm(NOWHERE, expr(d), expr(d))), expr(d));
            default -> leafed(d);
        };
    }

    private Expr leafed(int d) {
        Optional<Tree.Id> named = random.nextBoolean() ? Optional.of(id()) : Optional.empty();
        return switch (random.nextInt(3)) {
            case 0 -> new Tree.Array(NOWHERE, some(1 + random.nextInt(3), () -> expr(d)));
            case 1 ->
                new Tree.Call(NOWHERE, qname(), some(random.nextInt(3), () -> new Tree.Arg(NOWHERE, named, expr(d))));
            default ->
                new Tree.Access(NOWHERE, qname(), some(1 + random.nextInt(3), () -> index(d)), maybe(() -> expr(d)));
        };
    }

    private Tree.IndexExpr index(int d) {
        return switch (random.nextInt(6)) {
            case 0 -> new Tree.Dots(NOWHERE);
            case 1 ->
                new Tree.Group(NOWHERE, some(2 + random.nextInt(2), () -> new Tree.LhsName(NOWHERE, id(), range(d))));
            default -> expr(d);
        };
    }

    private Expr reduce(int d) {
        String op = pick(
                "sum", "prod", "max", "min", "mean", "argmax", "argmin", "logsumexp", "norm", "any", "all", "count");
        List<Tree.Binder> binders = some(
                1 + random.nextInt(2),
                () -> random.nextInt(5) == 0
                        ? new Tree.BinderDots(NOWHERE)
                        : new Tree.BinderName(NOWHERE, id(), range(d)));
        Optional<Expr> body = op.equals("count") ? Optional.empty() : Optional.of(expr(d));
        return new Tree.Reduce(NOWHERE, op, binders, maybe(() -> expr(d)), body);
    }

    private Optional<Tree.Range> range(int d) {
        return maybe(() -> new Tree.Range(NOWHERE, expr(d), expr(d)));
    }

    private Expr chain(int d, String... operators) {
        int n = 2 + random.nextInt(3);
        return new Tree.Chain(NOWHERE, some(n, () -> expr(d)), some(n - 1, () -> pick(operators)));
    }

    private Tree.Name name() {
        return new Tree.Name(NOWHERE, qname());
    }

    private Tree.QName qname() {
        return new Tree.QName(NOWHERE, some(random.nextInt(5) == 0 ? 2 : 1, this::id));
    }

    private Tree.Id id() {
        return new Tree.Id(NOWHERE, pick("a", "b", "x", "i", "W1", "wrt", "when", "input", "deriv"));
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? Optional.of(value.get()) : Optional.empty();
    }

    private static <T> List<T> some(int n, Supplier<T> value) {
        return IntStream.range(0, n).mapToObj(i -> value.get()).toList();
    }
}
