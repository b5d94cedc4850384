package org.nnc.compiler.emit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Order;
import org.nnc.compiler.ir.Precision;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.schedule.Code;
import org.nnc.compiler.schedule.Plan;

/**
 * The arguments of one public method: which dims and inputs it takes, what it checks of them, and how it keeps
 * them.
 */
final class Entry {
    private final Plan plan;
    private final Fields fields;
    private final JavaNames names;
    private final List<String> dims;
    private final List<Program.Input> inputs;
    /** Only the conditions that the outputs need are checked. */
    private final boolean isPrediction;

    private Entry(
            Plan plan,
            Fields fields,
            JavaNames names,
            List<String> dims,
            List<Program.Input> inputs,
            boolean isPrediction) {
        this.plan = plan;
        this.fields = fields;
        this.names = names;
        this.dims = dims;
        this.inputs = inputs;
        this.isPrediction = isPrediction;
    }

    /** What some blocks need: the inputs that they read, the dims that they or those inputs mention. */
    static Entry reading(Plan plan, Fields fields, JavaNames names, List<Plan.Block> blocks) {
        Set<String> read = new LinkedHashSet<>();
        Set<String> used = new LinkedHashSet<>();
        for (Plan.Block b : blocks) {
            b.equations().forEach(e -> {
                use(used, e.target());
                e.reads().forEach(t -> read.add(t.name()));
                e.reads().forEach(t -> use(used, t));
                e.forEach(x -> {
                    if (x instanceof Expr.Size s) used.addAll(s.dim().variables());
                });
            });
        }
        return of(plan, fields, names, read, used, true);
    }

    private static void use(Set<String> used, Tensor t) {
        t.shape().forEach(d -> used.addAll(d.variables()));
    }

    private static Entry of(
            Plan plan, Fields fields, JavaNames names, Set<String> read, Set<String> used, boolean isPrediction) {
        List<Program.Input> inputs = new ArrayList<>();
        for (Program.Input i : plan.program().inputs()) {
            if (!read.contains(i.tensor().name())
                    || plan.late().contains(i.tensor().name())) continue;
            inputs.add(i);
            use(used, i.tensor());
            i.range().ifPresent(r -> {
                used.addAll(r.lo().variables());
                used.addAll(r.hi().variables());
            });
        }
        List<String> dims =
                plan.program().runtimeDims().stream().filter(used::contains).toList();
        return new Entry(plan, fields, names, dims, inputs, isPrediction);
    }

    /** All dims and all inputs of the model, in order of declaration. */
    static Entry all(Plan plan, Fields fields, JavaNames names) {
        Set<String> read = new LinkedHashSet<>();
        plan.program().inputs().forEach(i -> read.add(i.tensor().name()));
        return of(plan, fields, names, read, new LinkedHashSet<>(plan.program().runtimeDims()), false);
    }

    boolean takesSame(Entry other) {
        return dims.equals(other.dims) && inputs.equals(other.inputs);
    }

    List<String> dims() {
        return dims;
    }

    /** The declarations of the parameters, and the same as arguments. */
    String parameters(boolean withDims) {
        List<String> all = new ArrayList<>();
        if (withDims) dims.forEach(d -> all.add("int " + names.of(d)));
        for (Program.Input i : inputs)
            all.add(fields.type(i) + (i.tensor().rank() == 0 ? "" : "[]") + " "
                    + names.of(i.tensor().name()));
        return String.join(", ", all);
    }

    String type(Tensor t) {
        return fields.type(t.type()) + (t.rank() == 0 ? "" : "[]");
    }

    String arguments() {
        List<String> all = new ArrayList<>();
        dims.forEach(d -> all.add(names.of(d)));
        for (Program.Input i : inputs) all.add(names.of(i.tensor().name()));
        return String.join(", ", all);
    }

    /**
     * The checks, then the fields that keep the arguments.
     *
     * @param sizes the names of the size fields that are needed
     */
    String bind(Set<String> sizes) {
        StringBuilder text = new StringBuilder();
        for (String d : dims) {
            text.append(Text.CHECKS)
                    .append(".dim(")
                    .append(Escape.string(d))
                    .append(", ")
                    .append(names.of(d))
                    .append(");\n");
        }
        for (Program.SizeCheck c : plan.program().checks()) {
            if (!dims.containsAll(c.value().variables()) || isPrediction && !c.forOutputs()) continue;
            text.append("if (")
                    .append(Sizes.exact(c.value(), names::of))
                    .append(" < 0) {\n    throw new IllegalArgumentException(");
            text.append(Escape.string(c.message())).append(");\n}\n");
        }
        Map<Dim, String> named = named();
        List<String> kept = new ArrayList<>();
        List<String> lengths = new ArrayList<>();
        for (Program.Input i : inputs) lengths.add(i.tensor().rank() == 0 ? "" : length(i.tensor()));
        fields.sizes().forEach((dim, name) -> {
            if (!sizes.contains(name) && lengths.stream().noneMatch(l -> l.contains(name))) return;
            text.append("final int ").append(name).append(" = ");
            text.append(Sizes.checked(named.getOrDefault(dim, dim.toString()), dim, names::of))
                    .append(";\n");
            kept.add(name);
        });
        lengths.forEach(text::append);
        for (Program.Input i : inputs) i.range().ifPresent(r -> text.append(range(i.tensor(), r)));
        for (Order.Parent p : Order.parents(Order.steps(plan.program().equations()))) {
            if (inputs.stream().anyMatch(i -> i.tensor().equals(p.table()))) text.append(parents(p));
        }
        for (String d : dims) kept.add(names.of(d));
        for (Program.Input i : inputs)
            if (!fields.isConverted(i)) kept.add(names.of(i.tensor().name()));
        for (String k : kept)
            text.append("this.").append(k).append(" = ").append(k).append(";\n");
        for (Program.Input i : inputs) if (fields.isConverted(i)) text.append(converted(i));
        return text.toString();
    }

    /** A copy of what the caller stores in another precision than the class computes in. */
    private String converted(Program.Input i) {
        String name = names.of(i.tensor().name());
        String real = fields.type(i.tensor().type());
        if (i.tensor().rank() == 0) return "this." + name + " = (" + real + ") " + name + ";\n";
        // An extern function is given arrays of exactly the size.
        String own = isGivenAway(i.tensor())
                ? "this." + name + ".length == " + name + ".length ? this." + name + " : new " + real + "[0]"
                : "this." + name;
        return "this." + name + " = " + Text.CONVERT + ".of(" + name + ", " + own + ");\n";
    }

    private boolean isGivenAway(Tensor t) {
        return plan.blocks().stream()
                .flatMap(b -> b.code().stream())
                .anyMatch(c -> c instanceof Code.Foreign f && f.arguments().contains(t));
    }

    /** Statements that put sizes into their fields, once the dims are bound. */
    String later(Set<String> sizes) {
        StringBuilder text = new StringBuilder();
        Map<Dim, String> named = named();
        fields.sizes().forEach((dim, name) -> {
            if (!sizes.contains(name)) return;
            String what = named.getOrDefault(dim, dim.toString());
            text.append(name)
                    .append(" = ")
                    .append(Sizes.checked(what, dim, names::of))
                    .append(";\n");
        });
        return text.toString();
    }

    /** By size, the first tensor that has it. */
    private Map<Dim, String> named() {
        Map<Dim, String> named = new LinkedHashMap<>();
        for (Tensor t : plan.program().tensors().values()) named.putIfAbsent(t.size(), t.name());
        return named;
    }

    /** The check of one array's length, with its shape for the message. */
    String length(Tensor t) {
        List<String> shape = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Dim d : t.shape()) {
            shape.add(d.isConstant() ? d.toString() : d + "=#");
            if (!d.isConstant()) values.add(fields.size(d));
        }
        String size =
                t.size().isConstant() ? Numerals.integer(t.size().constant().getAsLong()) : fields.size(t.size());
        String name = Escape.string(t.name());
        String actual = Text.CHECKS + ".size(" + name + ", " + names.of(t.name()) + ")";
        String call = Text.CHECKS + ".length(" + name + ", " + actual + ", " + size;
        if (values.size() > 4) return call + ");\n";
        String text = declared(t) + shape.stream().collect(Collectors.joining(", ", "[", "]"));
        values.add(0, Escape.string(text));
        return call + ", " + String.join(", ", values) + ");\n";
    }

    private String declared(Tensor t) {
        return plan.program().inputs().stream()
                .filter(i -> i.tensor().equals(t))
                .findFirst()
                .flatMap(Program.Input::stored)
                .map(Precision::toString)
                .orElse(t.type().toString());
    }

    /** The check that every entry of a table points before its own place along a dimension. */
    private String parents(Order.Parent p) {
        List<Dim> shape = p.table().shape();
        Dim width = Dim.ONE;
        for (Dim d : shape.subList(p.dimension() + 1, shape.size())) width = width.times(d);
        String name = Escape.string(p.table().name());
        String array = names.of(p.table().name());
        String rows = bound(shape.get(p.dimension()));
        if (p.dimension() == 0) {
            return Text.CHECKS + ".earlier(" + name + ", " + array + ", " + bound(width) + ", 1, " + rows + ");\n";
        }
        String own = "i / " + bound(width) + " % " + rows;
        return "for (int i = 0; i < " + array + ".length; i++) {\n    if (" + array + "[i] >= " + own
                + ") {\n        throw new IllegalArgumentException("
                + Escape.string(p.table().name() + "[") + " + i + \"] = \" + "
                + array + "[i] + \" must point before \" + " + own + ");\n    }\n}\n";
    }

    private String range(Tensor t, Program.Range r) {
        return Text.CHECKS + ".range(" + Escape.string(t.name()) + ", " + names.of(t.name()) + ", " + bound(r.lo())
                + ", " + bound(r.hi()) + ");\n";
    }

    private String bound(Dim d) {
        return d.isConstant()
                ? Numerals.integer(d.constant().getAsLong())
                : plan.program().runtimeDims().contains(d.toString())
                        ? names.of(d.toString())
                        : Text.MATH + ".toIntExact(" + Sizes.exact(d, names::of) + ")";
    }

    /**
     * The statements that find the dims from the lengths of the inputs; empty where those do not determine them all, or
     * there is nothing to determine.
     */
    Optional<String> derived() {
        if (dims.isEmpty()) return Optional.empty();
        Set<String> known = new LinkedHashSet<>();
        StringBuilder text = new StringBuilder();
        for (boolean again = true; again; ) {
            again = false;
            for (Program.Input i : inputs) {
                String dim = unknown(i.tensor(), known);
                if (dim == null) continue;
                Dim unit = Dim.ONE;
                for (Dim d : i.tensor().shape()) if (!d.toString().equals(dim)) unit = unit.times(d);
                String x = names.of(i.tensor().name());
                String name = Escape.string(i.tensor().name());
                text.append("final int ")
                        .append(names.of(dim))
                        .append(" = ")
                        .append(Text.CHECKS)
                        .append(".quotient(");
                text.append(name)
                        .append(", ")
                        .append(Text.CHECKS)
                        .append(".size(")
                        .append(name)
                        .append(", ")
                        .append(x);
                text.append("), ")
                        .append(Sizes.checked(i.tensor().name(), unit, names::of))
                        .append(", ");
                text.append(Escape.string(dim)).append(");\n");
                known.add(dim);
                again = true;
            }
        }
        return known.containsAll(dims) ? Optional.of(text.toString()) : Optional.empty();
    }

    /** The only dim of a shape that is not known, where it stands there once and alone; else null. */
    private static String unknown(Tensor t, Set<String> known) {
        String found = null;
        for (Dim d : t.shape()) {
            if (known.containsAll(d.variables())) continue;
            if (found != null
                    || d.variables().size() != 1
                    || !d.equals(Dim.variable(d.variables().iterator().next()))) {
                return null;
            }
            found = d.toString();
        }
        return found;
    }
}
