package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.ir.Derivative;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** A {@code derive} statement of another kind than the gradient becomes equations of the program. */
public final class Extend {
    /** The longer program, and what its new equations are for. */
    public record Result(Program program, List<Derivative> derivatives) {}

    private static final String UNTIL = " Valid until the next call.";

    private final Program.Derive asked;
    private final boolean forward;
    private final String method;
    private Program program;

    private Extend(Program program, Program.Derive asked, boolean forward) {
        this.program = program;
        this.asked = asked;
        this.forward = forward;
        this.method = method(asked);
    }

    /** Kind and tensor: {@code jvpZ}. */
    public static String method(Program.Derive asked) {
        String of = asked.of().replace('.', '_');
        return asked.base() + Character.toUpperCase(of.charAt(0)) + of.substring(1);
    }

    /** @param forward the mode of a matrix: columns by tangents, else rows by adjoints */
    public static Result of(Program program, Program.Derive asked, boolean forward) {
        Extend e = new Extend(program, asked, forward);
        List<Derivative> made = switch (asked.base()) {
            case "vjp" -> e.vjp();
            case "jvp" -> e.jvp();
            case "hvp" -> e.hvp();
            case "jacobian" -> e.jacobian();
            case "hessian" -> e.hessian();
            default -> throw new IllegalArgumentException("derive " + asked.kind());
        };
        return new Result(e.program, made);
    }

    private Tensor tensor(String name) {
        return program.tensors().get(name);
    }

    private static String shape(List<Dim> shape) {
        return Blocks.list(shape.stream().map(Dim::toString).toList());
    }

    private static List<Dim> joined(List<Dim> a, List<Dim> b) {
        List<Dim> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private void add(List<Equation> made) {
        List<Equation> all = new ArrayList<>(program.equations());
        made.forEach(e -> all.add(Domain.decided(e)));
        program = program.withEquations(all);
    }

    // ---- along directions --------------------------------------------------------------------------------------

    private List<Derivative> jvp() {
        List<Varied> wrt = Varied.all(program, asked.wrt());
        Tangent.Result t = Tangent.of(program, List.of(asked.of()), Varied.tensors(wrt));
        program = t.program();
        List<String> arguments = directions(wrt, t.directions());
        Tensor z = tensor(asked.of());
        String doc = "The derivative of " + z.name() + " along a direction of " + String.join(", ", asked.wrt())
                + ", at the arguments of the last forward: " + shaped(z.shape()) + "." + UNTIL;
        return List.of(new Derivative(
                method,
                arguments,
                List.of(new Derivative.Result("", t.tangents().get(asked.of()), doc)),
                doc,
                "forward mode"));
    }

    private List<Derivative> hvp() {
        List<Varied> wrt = Varied.all(program, asked.wrt());
        List<String> names = Varied.tensors(wrt);
        Gradient g = Differentiate.ofLoss(program, asked.of(), names);
        Tangent.Result t = Tangent.of(g.program(), g.results(), names);
        program = t.program();
        List<String> arguments = directions(wrt, t.directions());
        Map<String, String> products = new LinkedHashMap<>();
        g.adjoints().forEach((name, d) -> products.put(name, t.tangents().get(d)));
        String what = "The Hessian of " + asked.of() + " times the direction";
        String doc = "The Hessian of " + asked.of() + " by " + String.join(", ", asked.wrt())
                + " times a direction, at the arguments of the last forward: " + only(wrt);
        return List.of(new Derivative(
                method, arguments, parts(wrt, products, "H_", what), doc, "forward mode over reverse mode"));
    }

    private List<Derivative> vjp() {
        List<Varied> wrt = Varied.all(program, asked.wrt());
        Gradient g = Differentiate.ofOutputs(program, List.of(asked.of()), Varied.tensors(wrt));
        program = g.program();
        List<String> arguments = List.copyOf(g.cotangents().values());
        String what = "The adjoint for a cotangent of " + asked.of();
        String doc = "The adjoint of " + String.join(", ", asked.wrt()) + " for a cotangent of " + asked.of()
                + ", at the arguments of the last forward: " + only(wrt);
        return List.of(new Derivative(method, arguments, parts(wrt, g.adjoints(), "d_", what), doc, "reverse mode"));
    }

    private static String only(List<Varied> wrt) {
        return wrt.size() == 1 ? shaped(wrt.get(0).shape()) + "." + UNTIL : "see what is named after this.";
    }

    /** A result for each of what is varied, those of all parameters in one array. */
    private List<Derivative.Result> parts(List<Varied> wrt, Map<String, String> tensors, String prefix, String what) {
        List<Derivative.Result> results = new ArrayList<>();
        for (Varied v : wrt) {
            Map<String, Tensor> parts = new LinkedHashMap<>();
            for (Tensor p : v.parts()) parts.put(p.name(), tensor(tensors.get(p.name())));
            Tensor whole = v.isFlat()
                    ? flat(v, prefix + v.name(), List.of(), parts)
                    : parts.values().iterator().next();
            String doc = what + ", its part for " + v.name() + ": " + shaped(v.shape()) + "." + UNTIL;
            results.add(new Derivative.Result(suffix(v), whole.name(), doc));
        }
        return results;
    }

    /** The directions as arguments: those of all parameters in one array. */
    private List<String> directions(List<Varied> wrt, Map<String, String> directions) {
        List<String> arguments = new ArrayList<>();
        for (Varied v : wrt) {
            if (!v.isFlat()) {
                arguments.add(directions.get(v.name()));
                continue;
            }
            Names names = new Names(program.names());
            Tensor flat = new Tensor(names.fresh("t_" + v.name()), Type.REAL, v.shape());
            Map<String, Tensor> into = new LinkedHashMap<>();
            List<Program.Input> inputs = new ArrayList<>(program.inputs());
            for (Tensor p : v.parts()) {
                Tensor direction = tensor(directions.get(p.name()));
                into.put(p.name(), direction);
                inputs.removeIf(i -> i.tensor().equals(direction));
            }
            inputs.add(new Program.Input(flat, Optional.empty()));
            List<Equation> all = new ArrayList<>(v.cut(flat, into));
            all.addAll(program.equations());
            program = program.withInputsAndEquations(inputs, all);
            arguments.add(flat.name());
        }
        return arguments;
    }

    private Tensor flat(Varied v, String base, List<Dim> outer, Map<String, Tensor> parts) {
        List<Equation> made = new ArrayList<>();
        Tensor whole = v.joined(base, outer, parts, new Names(program.names()), made);
        add(made);
        return whole;
    }

    private static String suffix(Varied v) {
        return v.name().replace('.', '_');
    }

    private static String shaped(List<Dim> shape) {
        return shape.isEmpty() ? "a number" : shape(shape) + ", row-major";
    }

    // ---- matrices ----------------------------------------------------------------------------------------------

    private List<Derivative> jacobian() {
        List<Varied> wrt = Varied.all(program, asked.wrt());
        List<Blocks> blocks = blocks(asked.of(), wrt);
        Tensor r = tensor(asked.of());
        List<Derivative.Result> results = new ArrayList<>();
        for (Varied v : wrt) {
            List<Dim> shape = joined(r.shape(), v.shape());
            String doc = "The Jacobian of " + r.name() + " by " + v.name() + ", [output, input]: " + shaped(shape) + "."
                    + UNTIL;
            results.add(
                    new Derivative.Result(suffix(v), whole(v, r.shape(), blocks).name(), doc));
        }
        String doc = "The Jacobian of " + r.name() + " by " + String.join(", ", asked.wrt())
                + ", at the arguments of the last forward, [output, input]: "
                + (wrt.size() == 1
                        ? shaped(joined(r.shape(), wrt.get(0).shape())) + "." + UNTIL
                        : "see what is named after this.");
        List<Derivative> all = new ArrayList<>();
        all.add(new Derivative(method, List.of(), results, doc, ""));
        boolean flat = wrt.stream().anyMatch(Varied::isFlat);
        if (!flat && blocks.stream().anyMatch(b -> !b.isDense())) {
            Sparse sparse = new Sparse(program, method, r, blocks);
            all.addAll(sparse.derivatives());
            program = sparse.program();
        }
        return all;
    }

    private List<Derivative> hessian() {
        List<Varied> wrt = Varied.all(program, asked.wrt());
        Gradient g = Differentiate.ofLoss(program, asked.of(), Varied.tensors(wrt));
        program = g.program();
        List<Derivative.Result> results = new ArrayList<>();
        List<Derivative> all = new ArrayList<>();
        for (Varied a : wrt) {
            Map<String, List<Blocks>> byRow = new LinkedHashMap<>();
            for (Tensor p : a.parts()) byRow.put(p.name(), blocks(g.adjoints().get(p.name()), wrt));
            for (Varied b : wrt) {
                Map<String, Tensor> rows = new LinkedHashMap<>();
                for (Tensor p : a.parts()) rows.put(p.name(), whole(b, p.shape(), byRow.get(p.name())));
                Tensor whole = a.isFlat()
                        ? stacked(a, b, rows)
                        : rows.values().iterator().next();
                List<Dim> shape = joined(a.shape(), b.shape());
                String doc = "The second derivative of " + asked.of() + " by " + a.name() + " and " + b.name() + ": "
                        + shaped(shape) + "." + UNTIL;
                results.add(new Derivative.Result(suffix(a) + "_" + suffix(b), whole.name(), doc));
            }
            boolean sparse = wrt.size() == 1
                    && !a.isFlat()
                    && byRow.get(a.name()).stream().anyMatch(x -> !x.isDense());
            if (sparse) {
                Sparse s = new Sparse(program, method, tensor(g.adjoints().get(a.name())), byRow.get(a.name()));
                all.addAll(s.derivatives());
                program = s.program();
            }
        }
        String doc = "The Hessian of " + asked.of() + " by " + String.join(", ", asked.wrt())
                + ", at the arguments of the last forward: "
                + (wrt.size() == 1
                        ? shaped(joined(wrt.get(0).shape(), wrt.get(0).shape())) + "." + UNTIL
                        : "see what is named after this.");
        all.add(0, new Derivative(method, List.of(), results, doc, ""));
        return all;
    }

    private List<Blocks> blocks(String of, List<Varied> wrt) {
        List<String> dense = wrt.stream()
                .filter(Varied::isFlat)
                .flatMap(v -> v.parts().stream())
                .map(Tensor::name)
                .toList();
        Program[] made = new Program[1];
        List<Blocks> blocks = Blocks.of(program, of, Varied.tensors(wrt), dense, forward, made);
        program = made[0];
        return blocks;
    }

    /** The dense matrix {@code [outer, varied]}. */
    private Tensor whole(Varied v, List<Dim> outer, List<Blocks> blocks) {
        Map<String, Tensor> parts = new LinkedHashMap<>();
        List<Equation> made = new ArrayList<>();
        Names names = new Names(program.names());
        for (Blocks b : blocks) {
            if (v.parts().contains(b.x())) parts.put(b.x().name(), b.dense(names, made));
        }
        add(made);
        return v.isFlat()
                ? flat(v, "J_" + v.name(), outer, parts)
                : parts.values().iterator().next();
    }

    /** The rows of several parameters under each other. */
    private Tensor stacked(Varied a, Varied b, Map<String, Tensor> rows) {
        List<Equation> made = new ArrayList<>();
        Names names = new Names(program.names());
        // Rows are joined like columns: with the outer dimensions behind.
        Map<String, Tensor> turned = new LinkedHashMap<>();
        rows.forEach((name, t) -> turned.put(name, Turn.front(t, tensor(name).rank(), b.shape(), names, made)));
        add(made);
        Tensor joined = flat(a, "J_" + a.name(), b.shape(), turned);
        List<Equation> back = new ArrayList<>();
        Tensor whole = Turn.front(joined, b.shape().size(), List.of(a.size()), new Names(program.names()), back);
        add(back);
        return whole;
    }
}
