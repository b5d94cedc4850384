package org.nnc.compiler.std;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.Derived;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.schedule.Code;
import org.nnc.compiler.schedule.Locals;
import org.nnc.compiler.schedule.Plan;

/**
 * The form of the plans of two nets, so that a change of the schedule shows what it does to them: which loops and kernels
 * stand for which equations. It says nothing about values; {@code -Dgolden=update} writes it anew.
 */
class PlanFormsTest {
    @ParameterizedTest
    @ValueSource(strings = {"lenet", "lstm"})
    void isTheRecordedOne(String name) throws IOException {
        Source model = new Source(name + ".nn", Repository.read("samples/benchmarks/src/main/nn/" + name + ".nn"));
        Checked checked = Compiler.check(model, n -> Optional.empty());
        Plan plan = Derived.of(checked.programs().get(0), false).plan();
        StringBuilder text = new StringBuilder();
        phase("predict", plan.predict(), text);
        phase("loss", plan.loss(), text);
        phase("backward", plan.backward(), text);
        Repository.verifyGenerated("compiler/core/src/test/resources/plans/" + name + ".txt", text.toString());
    }

    private static void phase(String name, List<Plan.Block> blocks, StringBuilder text) {
        text.append(name).append('\n');
        for (Plan.Block b : blocks) {
            String targets = b.equations().stream()
                    .map(Equation::target)
                    .map(t -> t.name())
                    .collect(Collectors.joining(", "));
            text.append("  ").append(targets).append('\n');
            list(b.code(), "    ", text);
        }
    }

    private static void list(List<Code> code, String indent, StringBuilder text) {
        for (Code c : code) {
            if (c instanceof Code.For f) {
                text.append(indent)
                        .append("for ")
                        .append(Locals.base(f.index().name()))
                        .append('\n');
                list(f.body(), indent + "  ", text);
            } else if (c instanceof Code.If i) {
                text.append(indent).append("if\n");
                list(i.then(), indent + "  ", text);
                list(i.otherwise(), indent + "  ", text);
            } else if (c instanceof Code.Store s) {
                text.append(indent).append(s.target().name()).append(s.add() ? " +=\n" : " =\n");
            } else if (c instanceof Code.Gemm g) {
                text.append(indent).append("gemm " + g.m() + " " + g.n() + " " + g.k() + "\n");
            }
        }
    }
}
