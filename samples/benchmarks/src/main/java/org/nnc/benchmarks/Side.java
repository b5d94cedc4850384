package org.nnc.benchmarks;

/** One of the two that are compared: does the work of one call, and shows what came out of it. */
public interface Side extends AutoCloseable {
    /** One call: forward and backward, or inference; the loss, or the first output. */
    double call();

    /** The gradient by all parameters, or all outputs, of the last call, in the order of the model's text. */
    double[] result();

    @Override
    default void close() {}
}
