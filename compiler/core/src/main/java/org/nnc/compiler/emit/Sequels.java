package org.nnc.compiler.emit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Derivative;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.schedule.Plan;

/** The public methods of what {@code derive} asks for beside the gradient, each at the arguments of the last forward. */
final class Sequels {
    private final Plan plan;
    private final Fields fields;
    private final JavaNames names;
    private final Calls calls;
    private final boolean hasTraining;
    private final String className;
    private final Map<Derivative, String> methods = new LinkedHashMap<>();

    Sequels(Plan plan, Fields fields, JavaNames names, Calls calls, boolean hasTraining, String className) {
        this.plan = plan;
        this.fields = fields;
        this.names = names;
        this.calls = calls;
        this.hasTraining = hasTraining;
        this.className = className;
        // Two statements may ask for the same.
        for (Plan.Derived d : plan.derived()) {
            methods.put(d.derivative(), names.fresh(d.derivative().method()));
        }
    }

    /** The length checks of the arguments of one method and the reads of its results, for the sizes that they mention. */
    String texts(Entry running, int number) {
        Derivative d = plan.derived().get(number).derivative();
        StringBuilder text = new StringBuilder(checks(running, d));
        if (d.ofLoss().isEmpty()) for (Derivative.Result r : d.results()) text.append(value(r));
        return text.toString();
    }

    /**
     * @param steps by derivative, the methods that compute it
     * @param sizes by derivative, the sizes that forward does not know
     * @param grow by derivative, the statements that enlarge its memory
     */
    void add(Entry running, List<List<String>> steps, List<Set<String>> sizes, List<String> grow) {
        for (int i = 0; i < plan.derived().size(); i++) {
            String before = running.later(sizes.get(i));
            one(running, plan.derived().get(i).derivative(), steps.get(i), before, grow.get(i));
        }
    }

    private void one(Entry running, Derivative d, List<String> steps, String sizes, String grow) {
        String method = methods.get(d);
        List<String> parameters = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (Tensor t : taken(d)) {
            String name = names.of(t.name());
            parameters.add((t.rank() == 0 ? fields.type(t.type()) : fields.arrayType(t)) + " " + name);
            arguments.add(name);
        }
        boolean returns = d.results().size() == 1 && !d.into() && d.ofLoss().isEmpty();
        Derivative.Result first = d.results().get(0);
        String give = returns ? "return " + value(first) + ";\n" : "";
        String early = className + "." + method + "() needs a forward first: call forward(..)";
        StringBuilder body = new StringBuilder(
                "if (!ready) {\n    throw new IllegalStateException(" + Escape.string(early) + ");\n}\n");
        body.append(sizes).append(checks(running, d));
        if (hasTraining) {
            String inner = "training." + method + "(" + String.join(", ", arguments) + ");\n";
            body.append("if (inTraining) {\n    ")
                    .append(returns ? "return " + inner : inner + "    return;\n")
                    .append("}\n");
        }
        for (String a : arguments)
            body.append("this.").append(a).append(" = ").append(a).append(";\n");
        body.append(grow);
        steps.forEach(s -> body.append(s).append("();\n"));
        body.append(give);
        if (d.ofLoss().isPresent()) d.results().forEach(r -> body.append(taken(r)));
        calls.method(
                method,
                returns ? type(first) : "void",
                String.join(", ", parameters),
                Calls.guarded(body.toString()),
                d.doc());
        if (d.results().size() == 1 || d.ofLoss().isPresent()) return;
        for (Derivative.Result r : d.results()) {
            String name = method + "_" + r.suffix();
            String value = (hasTraining ? "inTraining ? training." + name + "() : " : "") + value(r);
            calls.method(name, type(r), "", "return " + value + ";\n", r.doc());
        }
    }

    /** A forward, then a backward pass of one loss of several. */
    void losses(Entry running, java.util.Optional<String> derived) {
        String forward = hasTraining ? "forwardTraining(" : "forward(";
        for (Map.Entry<Derivative, String> e : methods.entrySet()) {
            if (e.getKey().ofLoss().isEmpty()) continue;
            String loss = e.getKey().ofLoss().get();
            String name = names.fresh(Derivative.methodOfLoss("lossAndGradient", loss));
            String both =
                    forward + running.arguments() + ");\n" + e.getValue() + "();\nreturn " + names.of(loss) + "();\n";
            String real = fields.type(org.nnc.compiler.ir.Type.REAL);
            String doc = "A forward, then a backward pass of " + loss + ", which is returned";
            calls.method(name, real, running.parameters(true), both, doc + ".");
            derived.ifPresent(d -> calls.method(
                    name,
                    real,
                    running.parameters(false),
                    d + "return " + name + "(" + running.arguments() + ");\n",
                    doc + "; the dims follow from the lengths."));
        }
    }

    /** The gradient with respect to what is no parameter changes places with that of {@code backward}. */
    private String taken(Derivative.Result r) {
        String given = plan.adjoints().get(r.suffix());
        if (given == null) return "";
        Tensor from = tensor(r.tensor());
        Tensor to = tensor(given);
        if (from.rank() == 0) return fields.variable(to) + " = " + fields.variable(from) + ";\n";
        String old = "old_" + fields.home(to);
        return "final " + fields.arrayType(to) + " " + old + " = " + fields.home(to) + ";\n" + fields.home(to) + " = "
                + fields.home(from) + ";\n" + fields.home(from) + " = " + old + ";\n";
    }

    /** The arguments: directions, or the array that takes the result. */
    private List<Tensor> taken(Derivative d) {
        List<Tensor> taken = new ArrayList<>();
        for (String a : d.arguments()) taken.add(tensor(a));
        if (d.into()) taken.add(tensor(d.results().get(0).tensor()));
        return taken;
    }

    private String checks(Entry running, Derivative d) {
        StringBuilder checks = new StringBuilder();
        for (Tensor t : taken(d)) if (t.rank() > 0) checks.append(running.length(t));
        return checks.toString();
    }

    private Tensor tensor(String name) {
        return plan.tensors().get(name);
    }

    private String type(Derivative.Result r) {
        Tensor t = tensor(r.tensor());
        return t.rank() == 0 ? fields.type(t.type()) : fields.arrayType(t);
    }

    private String value(Derivative.Result r) {
        return calls.value(tensor(r.tensor()));
    }

    /** The tensors that are fields of the class because the caller hands them in after forward. */
    static List<Tensor> fields(Plan plan) {
        List<Tensor> all = new ArrayList<>();
        for (Plan.Derived d : plan.derived()) {
            if (d.derivative().into())
                all.add(plan.tensors().get(d.derivative().tensors().get(0)));
        }
        return all;
    }

    /** The names of scalars that results are. */
    static List<String> results(Plan plan) {
        List<String> all = new ArrayList<>();
        plan.derived().forEach(d -> all.addAll(d.derivative().tensors()));
        return all;
    }
}
