package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.List;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/** Replaces the derivatives that a model's own equations read by their equations; what results is a program as any other. */
public final class WriteOut {
    private WriteOut() {}

    /** @param all each after those that its {@code of} needs */
    public static Program of(Program program, List<Inner> all) {
        Program p = program;
        for (Inner i : all) {
            List<Program.Input> inputs = new ArrayList<>(p.inputs());
            inputs.removeIf(x -> x.tensor().equals(i.target()));
            p = i.direction().isPresent() ? along(p, i, inputs) : gradient(p, i, inputs);
        }
        return p;
    }

    private static Program gradient(Program p, Inner inner, List<Program.Input> inputs) {
        Gradient g = Differentiate.ofLoss(p, inner.of(), List.of(inner.wrt()));
        Program whole = g.program();
        return defined(whole, inner, inputs, whole.tensors().get(g.adjoints().get(inner.wrt())));
    }

    private static Program along(Program p, Inner inner, List<Program.Input> inputs) {
        Tangent.Result t = Tangent.of(p, List.of(inner.of()), List.of(inner.wrt()));
        String direction = t.directions().get(inner.wrt());
        Tensor v = p.tensors().get(inner.direction().orElseThrow());
        List<Equation> all = t.program().equations().stream()
                .map(e -> e.map(x -> reading(x, direction, v)))
                .toList();
        Program whole = t.program().withEquations(all);
        return defined(whole, inner, inputs, whole.tensors().get(t.tangents().get(inner.of())));
    }

    private static Expr reading(Expr e, String name, Tensor instead) {
        Expr inner = e.mapChildren(x -> reading(x, name, instead));
        if (!(inner instanceof Expr.Read r) || !r.tensor().name().equals(name)) return inner;
        return Expr.read(instead, r.at(), r.otherwise());
    }

    private static Program defined(Program p, Inner inner, List<Program.Input> inputs, Tensor value) {
        List<Index> u = Differentiate.freshIndices(value);
        List<Equation> all = new ArrayList<>(p.equations());
        all.add(Equation.pointwise(inner.target(), u, Expr.read(value, NormalForm.positions(u)), ""));
        return p.withInputsAndEquations(inputs, all);
    }

    /** The names of the tensors that must keep their own equations for this. */
    public static List<String> stages(List<Inner> all) {
        List<String> stages = new ArrayList<>();
        for (Inner i : all) {
            stages.add(i.of());
            stages.add(i.wrt());
            i.direction().ifPresent(stages::add);
        }
        return stages;
    }
}
