package org.nnc.compiler.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.diagnostics.SyntaxErrors;
import org.nnc.compiler.syntax.Tree.Expr;
import org.nnc.grammar.NnParser;

/** Makes expressions of the tree from what ANTLR parsed: parentheses go, chains of one level become flat. */
class BuildExpr {
    final Source source;
    final List<Diagnostic> diagnostics = new ArrayList<>();

    BuildExpr(Source source) {
        this.source = source;
    }

    Span span(ParserRuleContext context) {
        return Scan.span(source, context.start).to(Scan.span(source, context.stop));
    }

    Tree.Id id(NnParser.IdContext context) {
        return new Tree.Id(span(context), context.start.getText());
    }

    List<Tree.Id> ids(List<NnParser.IdContext> contexts) {
        return contexts.stream().map(this::id).toList();
    }

    Tree.QName qname(NnParser.QnameContext context) {
        return new Tree.QName(span(context), ids(context.id()));
    }

    Tree.Range range(NnParser.RangeContext context) {
        return new Tree.Range(span(context), add(context.add(0)), add(context.add(1)));
    }

    Optional<Tree.Range> optionalRange(NnParser.RangeContext context) {
        return Optional.ofNullable(context).map(this::range);
    }

    Optional<Expr> optional(NnParser.ExprContext context) {
        return Optional.ofNullable(context).map(this::expr);
    }

    // ---- from the loosest level to the tightest -----------------------------------------------------------------

    Expr expr(NnParser.ExprContext context) {
        Span span = span(context);
        if (context instanceof NnParser.IfExprContext c) {
            return new Tree.If(span, expr(c.expr(0)), expr(c.expr(1)), expr(c.expr(2)));
        }
        if (context instanceof NnParser.LetExprContext c) {
            List<Tree.LetItem> items = c.letItem().stream()
                    .map(i -> new Tree.LetItem(span(i), id(i.id()), expr(i.expr())))
                    .toList();
            return new Tree.Let(span, items, expr(c.expr()));
        }
        if (context instanceof NnParser.CaseExprContext c) {
            List<Tree.CaseArm> arms = c.arm().stream()
                    .map(a -> new Tree.CaseArm(span(a), expr(a.expr(0)), expr(a.expr(1))))
                    .toList();
            return new Tree.Case(span, arms, expr(c.expr()));
        }
        return chain(context);
    }

    Expr add(NnParser.AddContext context) {
        return chain(context);
    }

    Expr or(NnParser.OrContext context) {
        return chain(context);
    }

    /** Any level of the form {@code operand (operator operand)*}. */
    private Expr chain(ParserRuleContext context) {
        if (context.getChildCount() == 1) return operand(context.getChild(0));
        List<Expr> operands = new ArrayList<>();
        List<String> operators = new ArrayList<>();
        for (ParseTree child : context.children) {
            if (child instanceof TerminalNode || child instanceof NnParser.MulopContext) {
                operators.add(child.getText());
                if (child.getText().equals("-")) checkMinus(operands.get(operands.size() - 1));
            } else {
                operands.add(operand(child));
            }
        }
        return context instanceof NnParser.CmpContext
                ? new Tree.Compare(span(context), List.copyOf(operands), List.copyOf(operators))
                : new Tree.Chain(span(context), List.copyOf(operands), List.copyOf(operators));
    }

    private Expr operand(ParseTree tree) {
        // A level that adds nothing is passed through without a call each, which keeps the stack shallow.
        ParseTree at = tree;
        while (at.getChildCount() == 1
                && !(at instanceof NnParser.AtomContext)
                && !(at instanceof NnParser.RedContext)) {
            at = at.getChild(0);
        }
        if (at instanceof NnParser.AtomContext c) return atom(c);
        if (at instanceof NnParser.RedContext c) return reduce(c);
        ParserRuleContext context = (ParserRuleContext) at;
        boolean prefixed = context instanceof NnParser.NotContext
                || context instanceof NnParser.MulContext
                || context instanceof NnParser.FactorContext
                || context instanceof NnParser.PrhsContext;
        if (prefixed) {
            return new Tree.Unary(span(context), context.getChild(0).getText(), operand(context.getChild(1)));
        }
        return context instanceof NnParser.ExprContext c ? expr(c) : chain(context);
    }

    private Expr reduce(NnParser.RedContext context) {
        NnParser.BindersContext head = context.binders();
        String op = context.start.getText();
        List<Tree.Binder> binders = head.binder().stream().map(this::binder).toList();
        Optional<Expr> where = Optional.ofNullable(head.or()).map(this::or);
        ParseTree last = context.getChild(context.getChildCount() - 1);
        Optional<Expr> body = last instanceof ParserRuleContext ? Optional.of(operand(last)) : Optional.empty();
        return new Tree.Reduce(span(context), op, binders, where, body);
    }

    private Tree.Binder binder(NnParser.BinderContext context) {
        if (context.gidx() == null) return new Tree.BinderDots(span(context));
        Tree.LhsName name = member(context.gidx());
        return new Tree.BinderName(name.span(), name.name(), name.range());
    }

    Tree.LhsName member(NnParser.GidxContext context) {
        return new Tree.LhsName(span(context), id(context.id()), optionalRange(context.range()));
    }

    private Expr atom(NnParser.AtomContext context) {
        Span span = span(context);
        if (context instanceof NnParser.NumberContext) return new Tree.Num(span, context.getText());
        if (context instanceof NnParser.InfinityContext) {
            return new Tree.Name(span, new Tree.QName(span, List.of(new Tree.Id(span, context.getText()))));
        }
        if (context instanceof NnParser.MinMaxCallContext c) {
            Span op = Scan.span(source, c.start);
            return new Tree.Call(span, new Tree.QName(op, List.of(new Tree.Id(op, op.text()))), args(c.args()));
        }
        if (context instanceof NnParser.ArrayContext c) {
            return new Tree.Array(span, c.expr().stream().map(this::expr).toList());
        }
        if (context instanceof NnParser.GroupedContext c) return expr(c.expr());
        NnParser.NamedContext c = (NnParser.NamedContext) context;
        Tree.QName name = qname(c.qname());
        if (c.getChildCount() == 1) return new Tree.Name(span, name);
        if (c.idx().isEmpty()) return new Tree.Call(span, name, args(c.args()));
        return new Tree.Access(span, name, c.idx().stream().map(this::index).toList(), optional(c.expr()));
    }

    /** {@code max(i) -x[i]} parses as a call minus a value; nobody means that. */
    private void checkMinus(Expr left) {
        Expr last = left;
        while (!(last instanceof Tree.Call)) {
            if (last instanceof Tree.Chain c)
                last = c.operands().get(c.operands().size() - 1);
            else if (last instanceof Tree.Unary u) last = u.operand();
            else if (last instanceof Tree.Reduce r && r.body().isPresent())
                last = r.body().get();
            else return;
        }
        Tree.Call call = (Tree.Call) last;
        String op = call.name().text();
        boolean one = call.args().size() == 1 && call.args().get(0).name().isEmpty();
        if (one && (op.equals("max") || op.equals("min")) && call.args().get(0).value() instanceof Tree.Name only) {
            diagnostics.add(
                    SyntaxErrors.maxCallMinus(call.span(), op, only.name().text()));
        }
    }

    List<Tree.Arg> args(NnParser.ArgsContext context) {
        if (context == null) return List.of();
        return context.arg().stream()
                .map(a -> new Tree.Arg(span(a), Optional.ofNullable(a.id()).map(this::id), expr(a.expr())))
                .toList();
    }

    private Tree.IndexExpr index(NnParser.IdxContext context) {
        if (context.expr() != null) return expr(context.expr());
        if (context.group() != null) return new Tree.Group(span(context), members(context.group()));
        return new Tree.Dots(span(context));
    }

    List<Tree.LhsName> members(NnParser.GroupContext context) {
        return context.gidx().stream().map(this::member).toList();
    }
}
