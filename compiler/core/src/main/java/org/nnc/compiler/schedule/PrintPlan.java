package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Tensor;

/** A plan as text for people: memory, costs, then the statements of each phase under their equations. */
final class PrintPlan {
    /** Where a number is asked for, every size that is bound at run time counts as this. */
    private static final long USUAL = 32;

    private final Plan plan;
    private final boolean realIsDouble;
    private final Function<Equation, String> describe;
    private final StringBuilder text = new StringBuilder();

    PrintPlan(Plan plan, boolean realIsDouble, Function<Equation, String> describe) {
        this.plan = plan;
        this.realIsDouble = realIsDouble;
        this.describe = describe;
    }

    String text() {
        text.append("plan ").append(plan.program().name()).append('\n');
        line(1, "workspace: " + plan.workspace(realIsDouble) + " bytes");
        for (Plan.Buffer b : plan.buffers()) {
            Dim bytes = b.size().times(Plan.bytes(b.type(), realIsDouble));
            StringBuilder holds = new StringBuilder();
            plan.places().forEach((name, place) -> {
                if (place instanceof Plan.InBuffer in && in.buffer().equals(b)) {
                    holds.append(holds.isEmpty() ? "" : ", ").append(name);
                }
            });
            line(2, b.name() + ": " + bytes + " bytes" + (holds.toString().equals(b.name()) ? "" : " for " + holds));
        }
        line(
                1,
                "operations: forward " + Cost.forward(plan)
                        + (plan.hasBackward() ? ", backward " + Cost.backward(plan) : ""));
        for (int d = 0; d < plan.derived().size(); d++) {
            line(2, plan.derived().get(d).derivative().method() + " " + Cost.derivative(plan, d));
        }
        List<Plan.Block> forward = new ArrayList<>(plan.predict());
        forward.addAll(plan.loss());
        String perByte = "operations per byte that the statements pass over, each run-time size " + USUAL + ": ";
        line(
                1,
                perByte + "forward " + perByte(Cost.forward(plan), forward)
                        + (plan.hasBackward() ? ", backward " + perByte(Cost.backward(plan), plan.backward()) : ""));
        phase("predict", plan.predict());
        phase("loss", plan.loss());
        phase(
                "backward"
                        + (plan.shared().isPresent() ? " (lossAndGradient runs its pass instead of the loss's)" : ""),
                plan.backward());
        for (Plan.Derived d : plan.derived()) {
            String how = d.derivative().how();
            phase(d.derivative().method() + (how.isEmpty() ? "" : " (" + how + ")"), d.blocks());
        }
        return text.toString();
    }

    /** Every tensor counts once for each block that touches it: a low number says that memory is the limit. */
    private String perByte(Dim operations, List<Plan.Block> blocks) {
        Dim bytes = Dim.ZERO;
        for (Plan.Block b : blocks) {
            for (Tensor t : Storage.touched(b)) bytes = bytes.plus(t.size().times(Plan.bytes(t.type(), realIsDouble)));
        }
        double moved = bytes.evaluate(v -> USUAL);
        return moved == 0 ? "-" : String.format(Locale.ROOT, "%.1f", operations.evaluate(v -> USUAL) / moved);
    }

    private void phase(String name, List<Plan.Block> blocks) {
        if (blocks.isEmpty()) return;
        line(1, name);
        for (Plan.Block b : blocks) {
            for (Equation e : b.equations()) line(2, "// " + describe.apply(e).replaceAll("\\s+", " "));
            list(2, b.code());
        }
    }

    private void list(int depth, List<Code> code) {
        for (Code c : code) {
            if (c instanceof Code.For f) {
                line(
                        depth,
                        "for " + name(f.index().name()) + " in " + plain(f.lo()) + ".." + plain(f.hi())
                                + (f.down() ? " down" : ""));
                list(depth + 1, f.body());
            } else if (c instanceof Code.If i) {
                line(depth, "if " + plain(i.condition()));
                list(depth + 1, i.then());
                if (!i.otherwise().isEmpty()) {
                    line(depth, "else");
                    list(depth + 1, i.otherwise());
                }
            } else if (c instanceof Code.Local l) {
                line(depth, "let " + name(l.tensor().name()) + " = " + plain(l.value()));
            } else if (c instanceof Code.Set s) {
                line(depth, name(s.local().name()) + (s.add() ? " += " : " = ") + plain(s.value()));
            } else if (c instanceof Code.Store s) {
                line(depth, plain(Expr.read(s.target(), s.at())) + (s.add() ? " += " : " = ") + plain(s.value()));
            } else if (c instanceof Code.Foreign f) {
                line(
                        depth,
                        f.owner() + "." + f.method() + ": "
                                + String.join(
                                        ", ",
                                        f.results().stream().map(Tensor::name).toList()) + " from "
                                + String.join(
                                        ", ",
                                        f.arguments().stream().map(Tensor::name).toList()));
            } else if (c instanceof Code.Spread s) {
                String size = "spread m=" + s.m() + " n=" + s.n() + ": ";
                String from = matrix(s.x()) + " to " + matrix(s.place()) + " by "
                        + s.table().name();
                line(depth, size + matrix(s.y()) + (s.add() ? " += " : " = ") + from);
            } else if (c instanceof Code.Greatest g) {
                String size = "greatest m=" + g.m() + " n=" + g.n() + ": ";
                String results =
                        matrix(g.y()) + g.place().map(p -> ", " + matrix(p)).orElse("");
                line(
                        depth,
                        size + results + " of " + matrix(g.x()) + " by "
                                + g.table().name());
            } else {
                Code.Gemm g = (Code.Gemm) c;
                line(
                        depth,
                        "gemm m=" + g.m() + " n=" + g.n() + " k=" + g.k() + ": " + matrix(g.c())
                                + (g.accumulate().isConst(0) ? " = " : " += ")
                                + g.start().map(s -> matrix(s) + " + ").orElse("") + matrix(g.a()) + " * "
                                + matrix(g.b())
                                + g.taps().map(t -> " by " + t.table().name()).orElse(""));
            }
        }
    }

    private static String matrix(Code.Matrix m) {
        Tensor t = m.tensor();
        Expr start = Access.address(t, m.at()).orElseThrow().toExpr();
        return t.name() + "{" + plain(start) + ", " + m.row() + ", " + m.column() + "}";
    }

    private static String name(String n) {
        return Locals.base(n);
    }

    /** Without the marks of local variables and the numbers that keep names apart. */
    private static String plain(Expr e) {
        return e.toString().replaceAll(Code.Local.MARK + "?([A-Za-z_][A-Za-z0-9_.]*)#[0-9]+", "$1");
    }

    private void line(int depth, String s) {
        text.append("  ".repeat(depth)).append(s).append('\n');
    }
}
