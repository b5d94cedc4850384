package org.nnc.tool.data;

import java.util.Map;
import java.util.Optional;

/** The answer to one case of {@code nnc eval}: a failure, or the parts that were asked for. */
public sealed interface EvalResult {
    /** Why a case has no answer. {@code code} is a diagnostic's, or {@code input} for a mistake in the case itself. */
    record Failure(String code, String message) implements EvalResult {}

    /**
     * The parts of an answer, in order; tensors by name. Jacobians are by output, then by what they are taken with
     * respect to, of shape output + wrt; Hessians by both.
     */
    record Answer(
            Optional<Map<String, Tensor>> outputs,
            Optional<Map<String, Tensor>> gradients,
            Optional<Map<String, Tensor>> states,
            Optional<Map<String, Tensor>> jvp,
            Optional<Map<String, Tensor>> hvp,
            Optional<Map<String, Map<String, Tensor>>> jacobian,
            Optional<Map<String, Map<String, Tensor>>> hessian)
            implements EvalResult {
        /** Outputs, gradients and states only. */
        public static Answer of(
                Map<String, Tensor> outputs, Map<String, Tensor> gradients, Map<String, Tensor> states) {
            return new Answer(
                    Optional.of(outputs),
                    Optional.of(gradients),
                    Optional.of(states),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }
}
