package org.nnc.compiler.syntax;

import java.util.List;
import java.util.Optional;
import org.nnc.compiler.syntax.Tree.Expr;

/** Writes expressions with as few parentheses as the grammar allows: the levels below are its rules. */
final class PrintExpr {
    private static final int EXPR = 0;
    private static final int OR = 1;
    private static final int AND = 2;
    private static final int NOT = 3;
    private static final int COMPARE = 4;
    private static final int ADD = 5;
    private static final int PRODUCT = 6;
    /** A product that does not begin with a minus: what may follow {@code sum(i)}. */
    private static final int BODY = 7;
    /** One operand of a product after its first. */
    private static final int FACTOR = 8;
    /** What may follow {@code ^}. */
    private static final int EXPONENT = 9;

    private static final int POWER = 10;
    private static final int ATOM = 11;

    private final StringBuilder out;

    PrintExpr(StringBuilder out) {
        this.out = out;
    }

    /** Where any expression may stand. */
    void expr(Expr e) {
        write(e, EXPR);
    }

    void range(Tree.Range range) {
        write(range.lo(), ADD);
        out.append("..");
        write(range.hi(), ADD);
    }

    private static int level(Expr e) {
        if (e instanceof Tree.If || e instanceof Tree.Let || e instanceof Tree.Case) return EXPR;
        if (e instanceof Tree.Compare) return COMPARE;
        if (e instanceof Tree.Reduce) return BODY;
        if (e instanceof Tree.Unary u) return u.op().equals("not") ? NOT : PRODUCT;
        if (e instanceof Tree.Chain c) return level(c.operators().get(0));
        return ATOM;
    }

    private static int level(String operator) {
        return switch (operator) {
            case "|>" -> EXPR;
            case "or" -> OR;
            case "and" -> AND;
            case "+", "-" -> ADD;
            case "^" -> POWER;
            default -> BODY;
        };
    }

    /** Writes {@code e} where the grammar asks for the rule of level {@code least}. */
    private void write(Expr e, int least) {
        boolean negation = e instanceof Tree.Unary u && u.op().equals("-");
        boolean fits = negation ? least <= PRODUCT || least == FACTOR || least == EXPONENT : level(e) >= least;
        if (!fits) {
            out.append('(');
            write(e, EXPR);
            out.append(')');
        } else if (negation) {
            out.append('-');
            write(((Tree.Unary) e).operand(), Math.max(least, PRODUCT));
        } else {
            bare(e);
        }
    }

    private void bare(Expr e) {
        if (e instanceof Tree.Num n) out.append(n.text());
        else if (e instanceof Tree.Name n) out.append(n.name().text());
        else if (e instanceof Tree.Access a) access(a);
        else if (e instanceof Tree.Call c) call(c);
        else if (e instanceof Tree.Unary u) not(u);
        else if (e instanceof Tree.Chain c) chain(c);
        else if (e instanceof Tree.Compare c) compare(c);
        else if (e instanceof Tree.Reduce r) reduce(r);
        else if (e instanceof Tree.If i) conditional(i);
        else if (e instanceof Tree.Let l) let(l);
        else if (e instanceof Tree.Case c) cases(c);
        else array((Tree.Array) e);
    }

    private void not(Tree.Unary u) {
        out.append("not ");
        write(u.operand(), NOT);
    }

    private void chain(Tree.Chain chain) {
        int level = level(chain);
        int last = chain.operands().size() - 1;
        for (int i = 0; i <= last; i++) {
            Expr operand = chain.operands().get(i);
            if (i > 0) operator(chain.operators().get(i - 1), operand);
            if (level == POWER) write(operand, i == 0 ? ATOM : EXPONENT);
            else if (level == BODY)
                write(operand, i == 0 ? POWER : i == last && operand instanceof Tree.Reduce ? BODY : FACTOR);
            else write(operand, level + 1);
        }
    }

    /** Products are tight, {@code W[o,i]*x[i]}, unless a reduction follows. */
    private void operator(String operator, Expr right) {
        boolean tight = operator.equals("^")
                || (operator.equals("*") || operator.equals("/")) && !(right instanceof Tree.Reduce);
        out.append(tight ? operator : " " + operator + " ");
    }

    private void compare(Tree.Compare compare) {
        for (int i = 0; i < compare.operands().size(); i++) {
            if (i > 0) out.append(' ').append(compare.operators().get(i - 1)).append(' ');
            write(compare.operands().get(i), ADD);
        }
    }

    private void reduce(Tree.Reduce reduce) {
        out.append(reduce.op()).append('(');
        String separator = "";
        boolean ranges = reduce.binders().stream()
                .anyMatch(b -> b instanceof Tree.BinderName n && n.range().isPresent());
        for (Tree.Binder binder : reduce.binders()) {
            out.append(separator);
            separator = ranges ? ", " : ",";
            if (binder instanceof Tree.BinderName n) index(n.name(), n.range());
            else out.append("..");
        }
        reduce.where().ifPresent(w -> {
            out.append(" where ");
            write(w, OR);
        });
        out.append(')');
        reduce.body().ifPresent(b -> {
            out.append(' ');
            write(b, BODY);
        });
    }

    private void conditional(Tree.If e) {
        out.append("if ");
        expr(e.condition());
        out.append(" then ");
        expr(e.then());
        out.append(" else ");
        expr(e.otherwise());
    }

    private void let(Tree.Let e) {
        String separator = "let ";
        for (Tree.LetItem item : e.items()) {
            out.append(separator).append(item.name().text()).append(" = ");
            expr(item.value());
            separator = ", ";
        }
        out.append(" in ");
        expr(e.body());
    }

    private void cases(Tree.Case e) {
        out.append("case { ");
        for (Tree.CaseArm arm : e.arms()) {
            expr(arm.condition());
            out.append(" : ");
            expr(arm.value());
            out.append("; ");
        }
        out.append("else : ");
        expr(e.otherwise());
        out.append(" }");
    }

    private void array(Tree.Array e) {
        String separator = "[";
        for (Expr element : e.elements()) {
            out.append(separator);
            expr(element);
            separator = ", ";
        }
        out.append(']');
    }

    private void call(Tree.Call call) {
        out.append(call.name().text()).append('(');
        args(call.args());
        out.append(')');
    }

    void args(List<Tree.Arg> args) {
        String separator = "";
        for (Tree.Arg arg : args) {
            out.append(separator);
            separator = ", ";
            arg.name().ifPresent(n -> out.append(n.text()).append('='));
            expr(arg.value());
        }
    }

    private void access(Tree.Access access) {
        boolean plain = access.indices().stream().noneMatch(PrintExpr::isCompound);
        String separator = "";
        out.append(access.name().text()).append('[');
        for (Tree.IndexExpr index : access.indices()) {
            out.append(separator);
            separator = plain ? "," : ", ";
            if (index instanceof Expr e) expr(e);
            else if (index instanceof Tree.Group g) group(g.members());
            else out.append("..");
        }
        access.otherwise().ifPresent(e -> {
            out.append(" | ");
            expr(e);
        });
        out.append(']');
    }

    private static boolean isCompound(Tree.IndexExpr index) {
        return index instanceof Tree.Group
                || index instanceof Expr && !(index instanceof Tree.Name) && !(index instanceof Tree.Num);
    }

    void group(List<Tree.LhsName> members) {
        String separator = "(";
        for (Tree.LhsName member : members) {
            out.append(separator);
            separator = " ";
            index(member.name(), member.range());
        }
        out.append(')');
    }

    void index(Tree.Id name, Optional<Tree.Range> range) {
        out.append(name.text());
        range.ifPresent(r -> {
            out.append(" in ");
            range(r);
        });
    }
}
