package org.nnc.compiler.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Type;

/** Expressions and sizes of a program as trees; what needs parentheses is the printer's matter. */
final class UnparseExpr {
    /** Nothing that is made here stands in a text. */
    static final Span NOWHERE = new Span(new Source("", ""), 0, 0);

    private final List<Loop> loops;

    /** @param loops those of the equation in which the expressions stand */
    UnparseExpr(List<Loop> loops) {
        this.loops = loops;
    }

    static Tree.Id id(String text) {
        return new Tree.Id(NOWHERE, text);
    }

    /** {@code enc.W} has two parts. */
    static Tree.QName qname(String name) {
        List<Tree.Id> parts = new ArrayList<>();
        for (String part : name.split("\\.")) parts.add(id(part));
        return new Tree.QName(NOWHERE, parts);
    }

    static Tree.Expr name(String name) {
        return new Tree.Name(NOWHERE, qname(name));
    }

    Tree.Expr of(Expr e) {
        return e.match(
                c -> constant(c.type(), c.value()),
                s -> of(s.dim()),
                p -> name(p.index().name()),
                this::read,
                this::apply,
                UnparseExpr::call);
    }

    /** A size, in the text's own notation already. */
    static Tree.Expr of(Dim d) {
        if (d.isConstant()) return constant(Type.INT, d.constant().getAsLong());
        if (d.variables().contains(d.toString())) return name(d.toString());
        Source text = new Source("size", d.toString());
        return Parse.parseExpr(text).expr().orElseThrow(() -> new IllegalStateException("no size: " + d));
    }

    static Tree.Expr constant(Type type, double value) {
        if (type == Type.BOOL) return name(value != 0 ? "true" : "false");
        // 0/0 is folded where it is read.
        if (Double.isNaN(value)) return chain("/", constant(type, 0), constant(type, 0));
        if (value < 0 || 1 / value < 0) return new Tree.Unary(NOWHERE, "-", constant(type, -value));
        if (Double.isInfinite(value)) return name("inf");
        return new Tree.Num(NOWHERE, type == Type.INT ? Long.toString((long) value) : Double.toString(value));
    }

    private Tree.Expr read(Expr.Read r) {
        if (r.at().isEmpty()) return name(r.tensor().name());
        List<Tree.IndexExpr> at = new ArrayList<>();
        r.at().forEach(e -> at.add(position(e)));
        Optional<Tree.Expr> otherwise = r.otherwise().map(this::of);
        return new Tree.Access(NOWHERE, qname(r.tensor().name()), at, otherwise);
    }

    /** Sizes follow from the shapes. */
    private static Tree.Expr call(Expr.Call c) {
        List<Tree.Arg> args = new ArrayList<>();
        for (Expr.Read r : c.args())
            args.add(new Tree.Arg(NOWHERE, Optional.empty(), name(r.tensor().name())));
        return new Tree.Call(NOWHERE, qname(c.extern().notation(c.isVjp())), args);
    }

    /** A position; one in which a run-time dim is the factor of an index can only be a group. */
    private Tree.IndexExpr position(Expr e) {
        Optional<Affine> map = Affine.of(e);
        boolean isGroup = map.isPresent()
                && map.get().indices().stream()
                        .anyMatch(i -> !map.get().coefficient(i).isConstant());
        List<Tree.LhsName> members = isGroup ? members(map.get()) : List.of();
        return members.isEmpty() ? of(e) : new Tree.Group(NOWHERE, members);
    }

    /** The indices of a row-major position, the one that steps by one last; none where it is no such position. */
    private List<Tree.LhsName> members(Affine map) {
        List<Index> left = new ArrayList<>(map.indices());
        List<Tree.LhsName> members = new ArrayList<>();
        Dim stride = Dim.ONE;
        while (!left.isEmpty()) {
            Index next = null;
            for (Index i : left) if (map.coefficient(i).equals(stride)) next = i;
            Dim extent = next == null ? null : extent(next);
            if (extent == null) return List.of();
            left.remove(next);
            members.add(0, new Tree.LhsName(NOWHERE, id(next.name()), Optional.empty()));
            stride = stride.times(extent);
        }
        return map.constant().equals(Dim.ZERO) ? members : List.of();
    }

    private Dim extent(Index i) {
        for (Loop l : loops) if (l.index().equals(i) && l.lo().isConst(0)) return org.nnc.compiler.ir.Build.dim(l.hi());
        return null;
    }

    private Tree.Expr apply(Expr.Apply a) {
        String op = a.op().notation();
        return switch (a.op().form()) {
            case SUM, PRODUCT, LOGIC -> flat(a);
            case POWER -> chain(op, of(a.arg(0)), of(a.arg(1)));
            case COMPARE -> new Tree.Compare(NOWHERE, List.of(of(a.arg(0)), of(a.arg(1))), List.of(op));
            case PREFIX -> new Tree.Unary(NOWHERE, op, of(a.arg(0)));
            case IF -> new Tree.If(NOWHERE, of(a.arg(0)), of(a.arg(1)), of(a.arg(2)));
            case CALL -> {
                List<Tree.Arg> args = new ArrayList<>();
                a.args().forEach(e -> args.add(new Tree.Arg(NOWHERE, Optional.empty(), of(e))));
                yield new Tree.Call(NOWHERE, qname(op), args);
            }
        };
    }

    private static Tree.Expr chain(String op, Tree.Expr left, Tree.Expr right) {
        return new Tree.Chain(NOWHERE, List.of(left, right), List.of(op));
    }

    /** {@code (a + b) - c} as one chain: operators of one level apply from left to right. */
    private Tree.Expr flat(Expr.Apply last) {
        List<Tree.Expr> operands = new ArrayList<>();
        List<String> operators = new ArrayList<>();
        Expr e = last;
        while (e instanceof Expr.Apply a && isSameLevel(a.op(), last.op())) {
            operands.add(0, of(a.arg(1)));
            operators.add(0, a.op().notation());
            e = a.arg(0);
        }
        operands.add(0, of(e));
        return new Tree.Chain(NOWHERE, operands, operators);
    }

    private static boolean isSameLevel(Primitive a, Primitive b) {
        return a.form() == b.form() && (a.form() != Primitive.Form.LOGIC || a == b);
    }
}
