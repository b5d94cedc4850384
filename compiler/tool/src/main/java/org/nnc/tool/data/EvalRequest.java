package org.nnc.tool.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One case for {@code nnc eval}: what to run and what to answer.
 *
 * @param model the model of the file; may be absent where there is only one
 * @param dims run-time dims by name, where the shapes of the inputs do not tell them
 * @param inputs inputs, parameters and states by name
 * @param cotangents weights of outputs and losses in the differentiated scalar; absent: the only loss or scalar output
 * @param directions of jvp and hvp
 * @param wrt what to differentiate by; absent: every real input and trainable parameter
 * @param want what to answer; absent: outputs and gradients, with directions also jvp and hvp
 * @param seed of initialisers and random numbers
 * @param training whether the model runs in training mode
 */
public record EvalRequest(
        Optional<String> model,
        Map<String, Integer> dims,
        Map<String, Tensor> inputs,
        Optional<Map<String, Tensor>> cotangents,
        Optional<Map<String, Tensor>> directions,
        Optional<List<String>> wrt,
        Optional<List<Want>> want,
        long seed,
        boolean training) {

    /** What a case may ask for; {@code OUTPUTS} is {@code "outputs"} in JSON, and so on. */
    public enum Want {
        OUTPUTS,
        GRADIENTS,
        JVP,
        HVP,
        JACOBIAN,
        HESSIAN;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public EvalRequest {
        dims = Collections.unmodifiableMap(new LinkedHashMap<>(dims));
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    /** What to answer, with the default filled in. */
    public List<Want> wanted() {
        return want.orElse(
                directions.isPresent()
                        ? List.of(Want.OUTPUTS, Want.GRADIENTS, Want.JVP, Want.HVP)
                        : List.of(Want.OUTPUTS, Want.GRADIENTS));
    }
}
