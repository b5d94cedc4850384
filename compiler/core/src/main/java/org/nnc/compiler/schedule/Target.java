package org.nnc.compiler.schedule;

/**
 * What the Java of a plan is for.
 *
 * @param isDouble whether a real is a double
 * @param isReproducible whether its results must have the same bits everywhere
 */
public record Target(boolean isDouble, boolean isReproducible) {
    /** Whether some functions are quicker call by call than in a short range. */
    boolean hasQuickCalls() {
        return isDouble && !isReproducible;
    }

    /** Whether the kernels have several products in one call. */
    boolean hasGroups() {
        return !isReproducible;
    }
}
