package org.nnc.compiler.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Code;
import org.nnc.compiler.schedule.Plan;

/** The public methods that run the model, and those that give out its results. */
final class Calls {
    private static final Pattern SIZE = Pattern.compile("\\bsize[0-9_]+\\b");

    /** So many statements of a kind surely fit one method. */
    static final int PER_METHOD = 100;

    private final Map<String, String> grown = new HashMap<>();
    /** The arrays that forward enlarges. */
    private final Set<Plan.Buffer> enlarged = new LinkedHashSet<>();

    private final Plan plan;
    private final Program program;
    private final Fields fields;
    private final JavaNames names;
    private final EmitOptions options;
    private final TypeSpec.Builder type;
    private final boolean hasTraining;
    private final RandomStream random;

    /** @param hasTraining whether a nested class runs the model in training */
    Calls(
            Plan plan,
            Fields fields,
            JavaNames names,
            EmitOptions options,
            TypeSpec.Builder type,
            boolean hasTraining,
            RandomStream random) {
        this.hasTraining = hasTraining;
        this.random = random;
        this.plan = plan;
        this.program = plan.program();
        this.fields = fields;
        this.names = names;
        this.options = options;
        this.type = type;
    }

    private String real() {
        return fields.type(Type.REAL);
    }

    /** @param results the rendered blocks by phase, for the sizes that they use */
    void add(
            Methods.Called predict,
            List<List<String>> loss,
            List<List<String>> backward,
            List<List<String>> sequels,
            Map<String, List<Statements.Result>> results) {
        List<Plan.Block> forwardBlocks = new ArrayList<>(plan.predict());
        forwardBlocks.addAll(plan.loss());
        Entry predicting = Entry.reading(plan, fields, names, plan.predict());
        Entry running = Entry.all(plan, fields, names);
        String growPredict = grow("predict", plan.predict());
        String growLoss = grow("loss", plan.loss());
        String growBackward = grow("backward", plan.backward());
        Set<String> predictSizes = sizes(results.get("predict"), grown.get("predict"));
        Set<String> allSizes = new LinkedHashSet<>(predictSizes);
        allSizes.addAll(sizes(results.get("loss"), grown.get("loss")));
        allSizes.addAll(sizes(results.get("backward"), grown.get("backward")));
        List<String> growSequels = new ArrayList<>();
        List<Set<String>> sizesOfSequels = new ArrayList<>();
        Sequels further = new Sequels(plan, fields, names, this, hasTraining, options.className());
        for (int i = 0; i < plan.derived().size(); i++) {
            String phase = plan.derived().get(i).derivative().method();
            growSequels.add(grow(phase, plan.derived().get(i).blocks()));
            Set<String> own = sizes(results.get(ClassText.sequel(i)), grown.get(phase));
            own.addAll(mentioned(further.texts(running, i)));
            sizesOfSequels.add(own);
        }
        // Lengths and cotangents mention sizes of their own, which are given names here.
        String cotangents = cotangentChecks(running);
        String outputs = outputsText();
        allSizes.addAll(mentioned(cotangents + outputs + adjointsText()));
        // A matrix that nobody asks for may be larger than any array: its size is computed where it is asked for.
        sizesOfSequels.forEach(own -> own.removeAll(allSizes));
        predictSizes.addAll(mentioned(outputs));

        boolean hasLoss = program.losses().size() == 1;
        String bindForward = names.fresh("bindForward");
        String bindPredict = names.fresh("bindPredict");
        if (!program.outputs().isEmpty()) {
            String body = bindPredict + "(" + predicting.arguments() + ");\n" + inTraining(false)
                    + (plan.hasSequel() ? "ready = false;\n" : "") + random.evaluating() + growPredict
                    + calls(predict.alone());
            method("predict", "void", predicting.parameters(true), guarded(body), "The outputs.");
            predicting
                    .derived()
                    .ifPresent(d -> method(
                            "predict",
                            "void",
                            predicting.parameters(false),
                            d + "predict(" + predicting.arguments() + ");\n",
                            "The outputs; the dims follow from the lengths."));
        }
        String body = bindForward + "(" + running.arguments() + ");\n" + inTraining(false)
                + (plan.hasSequel() ? "ready = false;\n" : "") + random.evaluating()
                + growPredict + growLoss + calls(predict.all()) + calls(joined(loss))
                + (plan.hasSequel() ? "ready = true;\n" : "")
                + (hasLoss ? "return " + names.of(program.losses().get(0)) + ";\n" : "");
        String result = hasLoss ? real() : "void";
        String doc = hasLoss ? "The outputs and the loss." : "The outputs.";
        method("forward", result, running.parameters(true), guarded(body), doc);
        Optional<String> derived = running.derived();
        derived.ifPresent(d -> method(
                "forward",
                result,
                running.parameters(false),
                d + (hasLoss ? "return " : "") + "forward(" + running.arguments() + ");\n",
                doc.replace(".", "; the dims follow from the lengths.")));
        if (hasTraining) forwardTraining(running, bindForward, result, derived);
        if (plan.hasBackward()) backward(running, joined(backward), growBackward, cotangents);
        further.add(running, sequels, sizesOfSequels, growSequels);
        further.losses(running, derived);
        if (plan.hasBackward() && hasLoss && plan.cotangents().isEmpty()) {
            String before = bindForward + "(" + running.arguments() + ");\nready = false;\n" + random.evaluating()
                    + growPredict + growLoss + growBackward + calls(predict.all());
            lossAndGradient(running, before, loss, backward);
        }
        if (!program.outputs().isEmpty()) {
            privately(bindPredict, predicting.parameters(true), predicting.bind(predictSizes));
        }
        privately(bindForward, running.parameters(true), running.bind(allSizes));
        privately(
                "begin",
                "",
                "if (busy) {\n    throw " + Text.CHECKS + ".busy(" + Escape.string(options.className())
                        + ");\n}\nbusy = true;\n");
    }

    private String inTraining(boolean now) {
        return hasTraining ? "inTraining = " + now + ";\n" : "";
    }

    /**
     * One call after the other, or one pass for both.
     *
     * @param before what stands before the loss
     */
    private void lossAndGradient(Entry running, String before, List<List<String>> loss, List<List<String>> backward) {
        boolean isShared = plan.shared().isPresent() && !hasTraining;
        String body = isShared
                ? guarded(before + calls(loss.get(0)) + calls(backward.get(0)) + calls(backward.get(1))
                        + calls(loss.get(2)) + calls(backward.get(2)) + "ready = true;\nreturn "
                        + names.of(program.losses().get(0)) + ";\n")
                : "final " + real() + " loss_ = " + (hasTraining ? "forwardTraining(" : "forward(")
                        + running.arguments() + ");\nbackward();\nreturn loss_;\n";
        String doc = isShared
                ? "The loss, and the gradient in the same pass over the observations"
                : "A forward, then a backward pass";
        method("lossAndGradient", real(), running.parameters(true), body, doc + (isShared ? "." : "; the loss."));
        running.derived()
                .ifPresent(d -> method(
                        "lossAndGradient",
                        real(),
                        running.parameters(false),
                        d + "return lossAndGradient(" + running.arguments() + ");\n",
                        doc + "; the dims follow from the lengths."));
    }

    /** The nested class does the work; the arguments are checked before anything moves. */
    private void forwardTraining(Entry running, String bind, String result, Optional<String> derived) {
        boolean gives = !result.equals("void");
        String body = bind + "(" + running.arguments() + ");\n" + (plan.hasSequel() ? "ready = false;\n" : "")
                + random.training()
                + (gives ? "final " + real() + " loss_ = " : "") + "training.forward(" + running.arguments() + ");\n"
                + random.trained() + inTraining(true) + (plan.hasSequel() ? "ready = true;\n" : "")
                + (gives ? "return loss_;\n" : "");
        String doc = "A step of training: outputs" + (gives ? " and loss" : "")
                + " with the training flag set; states move.";
        method("forwardTraining", result, running.parameters(true), guarded(body), doc);
        derived.ifPresent(d -> method(
                "forwardTraining",
                result,
                running.parameters(false),
                d + (gives ? "return " : "") + "forwardTraining(" + running.arguments() + ");\n",
                doc.replace("; states move.", "; states move; the dims follow from the lengths.")));
    }

    private void backward(Entry running, List<String> methods, String grow, String checks) {
        List<String> parameters = new ArrayList<>();
        StringBuilder keep = new StringBuilder();
        for (String d : plan.cotangents().values()) {
            Tensor t = program.tensors().get(d);
            parameters.add(running.type(t) + " " + names.of(d));
            keep.append("this.")
                    .append(names.of(d))
                    .append(" = ")
                    .append(names.of(d))
                    .append(";\n");
        }
        List<String> arguments = new ArrayList<>();
        plan.cotangents().values().forEach(d -> arguments.add(names.of(d)));
        String trained = hasTraining
                ? "if (inTraining) {\n    training.backward(" + String.join(", ", arguments) + ");\n    return;\n}\n"
                : "";
        String body = "if (!ready) {\n    throw " + Text.CHECKS + ".noForward(" + Escape.string(options.className())
                + ");\n}\n" + checks + trained + keep + grow + calls(methods);
        method(
                "backward",
                "void",
                String.join(", ", parameters),
                guarded(body),
                "The gradient at the arguments of the last forward; overwrites the one before.");
    }

    private String cotangentChecks(Entry running) {
        StringBuilder checks = new StringBuilder();
        for (String d : plan.cotangents().values()) {
            Tensor t = program.tensors().get(d);
            if (t.rank() > 0) checks.append(running.length(t));
        }
        return checks.toString();
    }

    private static List<String> joined(List<List<String>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    private static String calls(List<String> methods) {
        StringBuilder text = new StringBuilder();
        for (String m : methods) text.append(m).append("();\n");
        return text.toString();
    }

    static String guarded(String body) {
        return "begin();\ntry {\n" + body.indent(4) + "} finally {\n    busy = false;\n}\n";
    }

    private Set<String> sizes(List<Statements.Result> results, String grow) {
        Set<String> sizes = mentioned(grow);
        for (Statements.Result r : results) {
            sizes.addAll(r.sizes());
            sizes.addAll(mentioned(r.text()));
        }
        sizes.retainAll(fields.sizes().values());
        return sizes;
    }

    /** The fields of sizes whose names stand in a text. */
    private Set<String> mentioned(String text) {
        Set<String> found = new LinkedHashSet<>();
        Matcher m = SIZE.matcher(text);
        while (m.find()) if (fields.sizes().containsValue(m.group())) found.add(m.group());
        return found;
    }

    /** Statements that enlarge the arrays of some blocks where they are too small for this call. */
    private String grow(String phase, List<Plan.Block> blocks) {
        Set<String> exact = exact();
        Set<Plan.Buffer> used = new LinkedHashSet<>();
        for (Plan.Block b : blocks) {
            Code.forEach(b.code(), c -> {
                if (c instanceof Code.Store s) use(used, s.target());
                if (c instanceof Code.Gemm g) use(used, g.c().tensor());
                for (Expr top : c.expressions()) {
                    top.forEach(e -> {
                        if (e instanceof Expr.Read r) use(used, r.tensor());
                    });
                }
            });
        }
        // What comes after forward finds forward's arrays large enough.
        used.removeAll(enlarged);
        if (phase.equals("predict") || phase.equals("loss")) enlarged.addAll(used);
        List<String> parts = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        for (Plan.Buffer b : used) {
            if (!ClassText.grows(b.size())) continue;
            String name = names.of(b.name());
            String size = fields.size(b.size());
            // An extern function is given arrays of exactly the size.
            String differs = exact.contains(b.name()) ? ".length != " : ".length < ";
            String part = "if (" + name + differs + size + ") {\n    " + name + " = new " + fields.type(b.type()) + "["
                    + size + "];\n}\n";
            parts.add(part);
            all.append(part);
        }
        grown.put(phase, all.toString());
        StringBuilder calls = new StringBuilder();
        for (int from = 0; from < parts.size(); from += PER_METHOD) {
            String body = String.join("", parts.subList(from, Math.min(from + PER_METHOD, parts.size())));
            String method = names.fresh(phase + "Memory" + (from == 0 ? "" : from / PER_METHOD + 1));
            privately(method, "", body);
            calls.append(method).append("();\n");
        }
        return calls.toString();
    }

    private Set<String> exact() {
        Set<String> exact = new LinkedHashSet<>();
        for (Plan.Block b : plan.blocks()) {
            Code.forEach(b.code(), c -> {
                if (!(c instanceof Code.Foreign f)) return;
                List<Tensor> all = new ArrayList<>(f.arguments());
                all.addAll(f.results());
                for (Tensor t : all) {
                    if (plan.places().get(t.name()) instanceof Plan.InBuffer p)
                        exact.add(p.buffer().name());
                }
            });
        }
        return exact;
    }

    private void use(Set<Plan.Buffer> used, Tensor t) {
        if (plan.places().get(t.name()) instanceof Plan.InBuffer b) used.add(b.buffer());
    }

    // ---- results -----------------------------------------------------------------------------------------------

    void accessors() {
        for (String o : program.outputs()) {
            accessor(
                    names.of(o),
                    program.tensors().get(o),
                    "The output " + o + " of the last call; valid until the next.");
        }
        if (program.losses().size() > 1) {
            for (String l : program.losses())
                accessor(names.of(l), program.tensors().get(l), "The loss " + l + ".");
        }
        Set<String> taken = new LinkedHashSet<>(
                program.tensors().keySet().stream().map(names::of).toList());
        plan.adjoints().values().forEach(d -> taken.remove(names.of(d)));
        plan.adjoints().forEach((of, d) -> {
            String name = "d_" + of.replace('.', '_');
            while (!taken.add(name)) name += "_";
            String doc = "The gradient with respect to " + of + ", from the last backward.";
            accessor(name, program.tensors().get(d), doc);
        });
    }

    private void accessor(String name, Tensor t, String doc) {
        // What follows the condition may be a condition itself: it associates to the right.
        String value = (hasTraining ? "inTraining ? training." + name + "() : " : "") + value(t);
        method(name, t.rank() == 0 ? fields.type(t.type()) : fields.arrayType(t), "", "return " + value + ";\n", doc);
    }

    String value(Tensor t) {
        if (t.rank() == 0) return fields.variable(t);
        String array = fields.home(t);
        if (t.size().isConstant() || !(plan.places().get(t.name()) instanceof Plan.InBuffer)) return array;
        String size = fields.size(t.size());
        return array + ".length == " + size + " ? " + array + " : " + Text.ARRAYS + ".copyOf(" + array + ", " + size
                + ")";
    }

    private String outputsText() {
        StringBuilder text = new StringBuilder();
        for (String o : program.outputs()) text.append(value(program.tensors().get(o)));
        return text.toString();
    }

    private String adjointsText() {
        StringBuilder text = new StringBuilder();
        for (String d : plan.adjoints().values())
            text.append(value(program.tensors().get(d)));
        return text.toString();
    }

    // ---- methods -----------------------------------------------------------------------------------------------

    void method(String name, String result, String parameters, String body, String doc) {
        MethodSpec.Builder m =
                MethodSpec.methodBuilder(name).addModifiers(Modifier.PUBLIC).returns(typeOf(result));
        m.addJavadoc("$L\n", Escape.javadoc(doc));
        parameters(m, parameters);
        type.addMethod(m.addCode(Text.block(body, options.reproducible())).build());
    }

    private void privately(String name, String parameters, String body) {
        privately(name, "void", parameters, body);
    }

    void privately(String name, String result, String parameters, String body) {
        MethodSpec.Builder m =
                MethodSpec.methodBuilder(name).addModifiers(Modifier.PRIVATE).returns(typeOf(result));
        parameters(m, parameters);
        type.addMethod(m.addCode(Text.block(body, options.reproducible())).build());
    }

    private static void parameters(MethodSpec.Builder m, String parameters) {
        if (parameters.isEmpty()) return;
        for (String p : parameters.split(", ")) {
            int space = p.indexOf(' ');
            m.addParameter(typeOf(p.substring(0, space)), p.substring(space + 1));
        }
    }

    private static TypeName typeOf(String text) {
        if (text.endsWith("[]")) return ArrayTypeName.of(typeOf(text.substring(0, text.length() - 2)));
        return switch (text) {
            case "void" -> TypeName.VOID;
            case "double" -> TypeName.DOUBLE;
            case "float" -> TypeName.FLOAT;
            case "int" -> TypeName.INT;
            default -> TypeName.BOOLEAN;
        };
    }
}
