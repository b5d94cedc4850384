package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Forward mode from the same partials: {@code t_y[i] = sum(k where G) (sum over occurrences of F * t_x[A(i,k)])}.
 */
public final class Tangent {
    /**
     * A program together with the equations of its tangents.
     *
     * @param directions by the name of what is varied, the input that holds its direction
     * @param tangents by the name of a result, the tensor that holds its derivative along the directions
     */
    public record Result(Program program, Map<String, String> directions, Map<String, String> tangents) {}

    private final Activity activity;
    private final Names names;
    private final Map<String, Tensor> tangent = new LinkedHashMap<>();
    private final List<Equation> made = new ArrayList<>();

    private Tangent(Activity activity, Names names) {
        this.activity = activity;
        this.names = names;
    }

    /**
     * The derivative of real tensors along directions of inputs and parameters.
     *
     * @param of names of results
     * @param along names of real tensors; each gets an input {@code t_} and its name, also where it is computed
     */
    public static Result of(Program program, Collection<String> of, Collection<String> along) {
        Names names = new Names(program.names());
        Program normal = NormalForm.of(program, new Activity(program, of, along), names);
        return new Tangent(new Activity(normal, of, along), names).run(normal, of, along);
    }

    private Result run(Program program, Collection<String> of, Collection<String> along) {
        Map<String, Tensor> tensors = program.tensors();
        List<Program.Input> inputs = new ArrayList<>(program.inputs());
        Map<String, String> directions = new LinkedHashMap<>();
        for (String name : along) {
            Tensor t = named(tensors.get(name));
            inputs.add(new Program.Input(t, Optional.empty()));
            directions.put(name, t.name());
        }
        for (Equation e : program.equations()) if (activity.isActive(e.target())) named(e.target());
        for (Equation e : program.equations()) {
            if (activity.isActive(e.target()) && !along.contains(e.target().name())) push(e);
        }
        Map<String, String> tangents = new LinkedHashMap<>();
        for (String name : of) {
            if (!tangent.containsKey(name)) made.add(zero(named(tensors.get(name))));
            tangents.put(name, tangent.get(name).name());
        }
        List<Equation> all = new ArrayList<>(program.equations());
        made.forEach(e -> all.add(Domain.decided(e)));
        return new Result(program.withInputs(inputs).withEquations(all), directions, tangents);
    }

    private Tensor named(Tensor t) {
        return tangent.computeIfAbsent(t.name(), n -> new Tensor(names.fresh("t_" + n), Type.REAL, t.shape()));
    }

    private static Equation zero(Tensor t) {
        return Equation.pointwise(t, Differentiate.freshIndices(t), Expr.real(0), "");
    }

    private void push(Equation e) {
        if (e.call().isPresent()) {
            throw new IllegalArgumentException("`" + e.call().get().extern().name()
                    + "` has no derivative in forward mode: an extern function is derived by its `vjp`, once");
        }
        Local local = Local.of(e, names);
        made.addAll(local.needs());
        Equation over = local.over();
        Tensor target = tangent.get(e.target().name());
        Flow flow = new Flow(activity, new Domain(over.loops()), over, Expr.TRUE, (f, w) -> Optional.empty());
        flow.run(local.partial(), Expr.read(e.target(), NormalForm.positions(e.indices())));
        Factored sum = new Factored();
        Expr apart = Expr.real(0);
        for (Contribution c : flow.contributions()) {
            Expr.Read r = c.read();
            Expr direction = Expr.read(
                    tangent.get(r.tensor().name()), r.at(), r.otherwise().map(x -> Expr.real(0)));
            // Inside a sum a product stays by itself: as such it is a contraction.
            boolean isProduct = over.isReduction() && !c.factor().isConst();
            if (!isProduct) sum.add(c.guard(), c.factor(), direction);
            else apart = Build.add(apart, Build.select(c.guard(), Factored.times(c.factor(), direction), Expr.real(0)));
        }
        Expr all = Build.add(apart, sum.sum());
        if (!over.isReduction()) {
            Expr body = Build.select(local.condition(), all, Expr.real(0));
            made.add(Equation.pointwise(target, over.indices(), body, e.note()));
        } else {
            made.add(Equation.reduce(
                    target, over.indices(), Reduction.SUM, over.binders(), over.guard(), all, e.note()));
        }
    }
}
