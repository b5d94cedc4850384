package org.nnc.runtime;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * A generated model whose real numbers are {@code float}s: what optimisers, {@link Weights} and adapters use.
 *
 * <p>The arrays are live and flat: writing to {@link #parameters} changes the model, the next backward pass overwrites
 * {@link #gradient}. They are the same objects for the life of the instance. Parameters come in the order of the
 * model's text with the frozen ones after all others, so the trainable ones are the first {@link #trainableCount}.
 */
public interface FloatModel {
    /** All parameters, trainable and then frozen. */
    float[] parameters();

    /**
     * The gradient that the last backward pass left, one value for each trainable parameter: its length is
     * {@link #trainableCount}, element i belongs to {@code parameters()[i]}.
     */
    float[] gradient();

    /** All state, such as running means; not trained, saved with the weights. Empty if the model has none. */
    float[] state();

    /** How many leading elements of {@link #parameters} are trained; optimisers leave the others alone. */
    int trainableCount();

    /** Name, kind, place and shape of each parameter and state tensor; parameters first, as in their array. */
    List<Segment> segments();

    /** Identifies names, shapes, order and number type: {@link Segment#fingerprint} of "F32" and the segments. */
    default String fingerprint() {
        return Segment.fingerprint("F32", segments());
    }

    /**
     * Lets large contractions use so many threads, the calling one among them; 1 ends that. The results are the same bits
     * for any number. Nothing happens in a model without contractions. An instance still belongs to one caller at a time.
     *
     * @param executor runs all but one part of a contraction; not shut down here
     * @throws IllegalArgumentException if threads is less than 1
     */
    default void workers(Executor executor, int threads) {}
}
