package org.nnc.compiler.emit;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Precision;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Code;
import org.nnc.compiler.schedule.Plan;

/** What the tensors and sizes of a plan are called in the generated class. */
final class Fields {
    private final Plan plan;
    private final JavaNames names;
    private final boolean isDouble;
    private final Map<String, String> buffers = new LinkedHashMap<>();
    private final Map<Dim, String> sizes = new LinkedHashMap<>();
    private final Map<String, String> rows = new LinkedHashMap<>();
    private final Map<String, Dim> lengths = new HashMap<>();
    private boolean usesScratch;
    private final Map<String, Program.ValueRange> checked = new HashMap<>();

    Fields(Plan plan, JavaNames names, boolean isDouble) {
        this.plan = plan;
        this.names = names;
        this.isDouble = isDouble;
        for (Plan.Buffer b : plan.buffers()) buffers.put(b.name(), names.of(b.name()));
        for (Program.ValueRange r : plan.program().ranges()) checked.put(r.tensor(), r);
    }

    boolean isDouble() {
        return isDouble;
    }

    String type(Type type) {
        return switch (type) {
            case REAL -> isDouble ? "double" : "float";
            case INT -> "int";
            case BOOL -> "boolean";
        };
    }

    /** The type of an input's numbers in the caller's hands. */
    String type(Program.Input i) {
        return i.stored().map(Precision::toString).orElse(type(i.tensor().type()));
    }

    /** Whether the caller's numbers are stored in another precision than that of the class. */
    boolean isConverted(Program.Input i) {
        return !type(i).equals(type(i.tensor().type()));
    }

    boolean isTaken(String name) {
        return names.isTaken(name);
    }

    /** A name that nothing else in the class has. */
    String fresh(String base) {
        return names.fresh(base);
    }

    /** The Java name of a scalar. */
    String variable(Tensor scalar) {
        return names.of(scalar.name());
    }

    /** The Java name of the array that holds a tensor. */
    String array(Tensor t) {
        if (Code.isRow(t)) {
            lengths.put(t.name(), t.size());
            return rows.computeIfAbsent(t.name(), n -> names.fresh(n.substring(Code.ROW.length())));
        }
        Plan.Place place = plan.places().get(t.name());
        if (place == null) throw new IllegalStateException(t + " has no place");
        if (place instanceof Plan.InParameters) return "parameters";
        if (place instanceof Plan.InGradient) return "gradient";
        if (place instanceof Plan.InState) return "state";
        return names.of(t.name());
    }

    /** The field of that array: tensors that share memory have names of their own in the code. */
    String home(Tensor t) {
        return plan.places().get(t.name()) instanceof Plan.InBuffer b
                ? buffers.get(b.buffer().name())
                : array(t);
    }

    String arrayType(Tensor t) {
        return type(t.type()) + "[]";
    }

    /** Whether the array is a constant of the class. */
    boolean isStatic(Tensor t) {
        return plan.places().get(t.name()) instanceof Plan.InTable;
    }

    /** The field of a size that is not constant: the dim itself, or one of a formula. */
    String size(Dim dim) {
        String text = dim.toString();
        if (plan.program().runtimeDims().contains(text)) return names.of(text);
        return sizes.computeIfAbsent(dim, d -> names.fresh("size" + (sizes.size() + 1)));
    }

    /** The rows of scratch that were named, with their lengths. */
    Map<String, Dim> rows() {
        Map<String, Dim> all = new LinkedHashMap<>();
        rows.forEach((tensor, name) -> all.put(name, lengths.get(tensor)));
        return all;
    }

    /** Notes that some call needs the kernels' working memory. */
    void useScratch() {
        usesScratch = true;
    }

    boolean usesScratch() {
        return usesScratch;
    }

    /** The sizes that are formulas, with their names, in order of first use. */
    Map<Dim, String> sizes() {
        return sizes;
    }

    boolean isChecked(Tensor t) {
        return checked.containsKey(t.name());
    }

    /** The value of an int that is used as an index, under the check of its range. */
    String checked(Tensor t, String value) {
        Program.ValueRange r = checked.get(t.name());
        if (r == null) return value;
        return Text.CHECKS + ".index(" + Escape.string(t.name()) + ", " + value + ", "
                + bound(r.range().lo()) + ", " + bound(r.range().hi()) + ")";
    }

    private String bound(Dim d) {
        return d.isConstant() ? Numerals.integer(d.constant().getAsLong()) : "this." + size(d);
    }
}
