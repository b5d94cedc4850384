package org.nnc.tool.cli;

import java.util.List;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.syntax.Unparse;

/** A plan for reading: the workspace as a formula in the run-time dims, its buffers, and the equations of each phase. */
final class PlanText {
    private PlanText() {}

    static String of(Plan plan, boolean realIsDouble) {
        StringBuilder text = new StringBuilder("plan " + plan.program().name() + "\n");
        text.append("  workspace ").append(plan.workspace(realIsDouble)).append(" bytes\n");
        for (Plan.Buffer b : plan.buffers()) {
            text.append("    ").append(b.name()).append(" : ").append(b.type());
            text.append('[')
                    .append(b.size())
                    .append(']')
                    .append(b.isResult() ? " result" : "")
                    .append('\n');
        }
        phase(text, "predict", plan.predict());
        phase(text, "loss", plan.loss());
        phase(text, "backward", plan.backward());
        for (Plan.Derived d : plan.derived()) {
            String how = d.derivative().how();
            phase(text, d.derivative().method() + (how.isEmpty() ? "" : " (" + how + ")"), d.blocks());
        }
        return text.toString();
    }

    private static void phase(StringBuilder text, String name, List<Plan.Block> blocks) {
        if (blocks.isEmpty()) return;
        text.append("  ").append(name).append('\n');
        for (Plan.Block b : blocks) {
            String lead = "    - ";
            for (Equation e : b.equations()) {
                text.append(lead).append(Unparse.equation(e).strip()).append('\n');
                lead = "      ";
            }
        }
    }
}
