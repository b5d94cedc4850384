package org.nnc.compiler.diff;

import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Program;

/**
 * A program together with the equations of its adjoints.
 *
 * @param program every equation of the primal program, unchanged in name, and those of the adjoints; the cotangents are
 *     inputs after the primal's own
 * @param adjoints by the name of a tensor asked for (or of a parameter), the name of the tensor that holds its adjoint;
 *     what nothing depends on has an adjoint of zeros
 * @param cotangents the inputs that carry the cotangent of an output, by the name of the output; empty where a loss is
 *     differentiated
 */
public record Gradient(Program program, Map<String, String> adjoints, Map<String, String> cotangents) {
    public Gradient {
        adjoints = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(adjoints));
        cotangents = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(cotangents));
    }

    /** The names of all adjoints asked for, in order. */
    public List<String> results() {
        return List.copyOf(adjoints.values());
    }
}
