package org.nnc.compiler.check;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.nnc.compiler.diagnostics.RangeErrors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;

/**
 * {@code (c h w)}: several indices that share one dimension, row-major. Their extents have the product of that dimension;
 * one of them may be what the others leave.
 */
final class Grouped {
    /** One index of a group. */
    static final class Member {
        final Span span;
        final Var var;
        /** The text says how far this part runs. */
        final boolean given;
        /** Null until known. */
        Dim extent;

        Member(Span span, Var var, Dim extent) {
            this.span = span;
            this.var = var;
            this.given = extent != null;
            this.extent = extent;
        }
    }

    final Span span;
    final List<Member> members;

    Grouped(Span span, List<Member> members) {
        this.span = span;
        this.members = members;
    }

    boolean isComplete() {
        return members.stream().allMatch(m -> m.extent != null);
    }

    /** Takes extents from ranges that are known, and gives ranges where the text gives extents; whether either happened. */
    boolean step() {
        boolean progress = false;
        for (Member m : members) {
            if (m.given && !m.var.isResolved()) {
                m.var.resolve(Dim.ZERO, m.extent);
                progress = true;
            } else if (m.extent == null && m.var.hi != null && m.var.lo.equals(Dim.ZERO)) {
                m.extent = m.var.hi;
                progress = true;
            }
        }
        return progress;
    }

    /** The only member that is left open has what remains of the dimension; false where that is not so. */
    boolean remainder(Model model, Dim size) {
        List<Member> open = members.stream().filter(m -> m.extent == null).toList();
        if (open.size() != 1 || size == null) return false;
        Dim others = product(open.get(0));
        // An error by itself, which the comparison with the size reports.
        if (others.equals(Dim.ZERO)) return false;
        String what = "the size of `" + open.get(0).var.name + "` in `" + span.text() + "`";
        model.require(others.minus(1), what + " is what " + others + " leaves: that must be positive");
        open.get(0).extent = size.div(others);
        if (!open.get(0).var.isResolved()) open.get(0).var.resolve(Dim.ZERO, open.get(0).extent);
        return true;
    }

    /** The product of all extents but one. */
    private Dim product(Member but) {
        Dim product = Dim.ONE;
        for (Member m : members) if (m != but) product = product.times(m.extent);
        return product;
    }

    /** How far all members run together, null where that is not known. */
    Dim size() {
        return isComplete() ? product(null) : null;
    }

    /** Whether the members fill a dimension; sizes bound at run time are compared once they are known. */
    boolean fills(Model model, String tensor, Dim size) {
        Dim product = size();
        if (product == null) {
            Member open =
                    members.stream().filter(m -> m.extent == null).findFirst().orElseThrow();
            model.report.add(RangeErrors.groupOpen(open.span, open.var.name, span.text()));
            return false;
        }
        Dim difference = size.minus(product);
        String extents = members.stream().map(m -> factor(m.extent)).collect(Collectors.joining("*"));
        String message =
                "`" + span.text() + "` must fill its dimension of `" + tensor + "`: " + extents + " must be " + size;
        if (model.require(difference, message) && model.require(difference.negate(), message)) return true;
        model.report.add(RangeErrors.groupSize(span, extents, tensor, size.toString()));
        return false;
    }

    private static String factor(Dim d) {
        String text = d.toString();
        return text.contains(" ") && !text.startsWith("(") ? "(" + text + ")" : text;
    }

    /** The position: the sum of the members, each times all extents behind it. */
    Expr position() {
        Expr sum = Expr.constant(0);
        Dim stride = product(null);
        for (Member m : members) {
            if (!stride.equals(Dim.ZERO)) stride = behind(m);
            sum = Build.add(sum, Build.mul(Expr.size(stride), Expr.position(m.var.index)));
        }
        return sum;
    }

    private Dim behind(Member of) {
        Dim stride = Dim.ONE;
        for (Member m : members.subList(members.indexOf(of) + 1, members.size())) stride = stride.times(m.extent);
        return stride;
    }

    Set<Var> vars() {
        return members.stream().map(m -> m.var).collect(Collectors.toSet());
    }
}
