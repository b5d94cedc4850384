package org.nnc.runtime;

/**
 * A learning rate over time, as a factor on the optimiser's own rate: {@code factor(0)} belongs to its first step.
 *
 * <p>Schedules compose: {@code Schedule.warmUp(500, 0.01).then(500, Schedule.cosine(10_000, 0.1))}.
 */
public interface Schedule {
    /** The factor for the step after {@code step} others. */
    double factor(long step);

    /** Always 1. */
    static Schedule constant() {
        return step -> 1;
    }

    /** Multiplied by gamma after every {@code every} steps. */
    static Schedule step(long every, double gamma) {
        positive("every", every);
        return step -> Math.pow(gamma, step / every);
    }

    /** Multiplied by gamma after each step. */
    static Schedule exponential(double gamma) {
        return step -> Math.pow(gamma, step);
    }

    /** Half a cosine from 1 down to {@code floor} over {@code steps} steps, then {@code floor}. */
    static Schedule cosine(long steps, double floor) {
        positive("steps", steps);
        return step ->
                step >= steps ? floor : floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * step / (double) steps));
    }

    /** A straight line from {@code start} up to 1 over {@code steps} steps, then 1. */
    static Schedule warmUp(long steps, double start) {
        positive("steps", steps);
        return step -> step >= steps ? 1 : start + (1 - start) * step / steps;
    }

    /** This schedule for the first {@code steps} steps, then the other one from its own beginning. */
    default Schedule then(long steps, Schedule other) {
        return step -> step < steps ? factor(step) : other.factor(step - steps);
    }

    /** The product of both. */
    default Schedule times(Schedule other) {
        return step -> factor(step) * other.factor(step);
    }

    /** Rejects a count of steps below 1. */
    static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": expected 1 or more, got " + value);
        }
    }
}
