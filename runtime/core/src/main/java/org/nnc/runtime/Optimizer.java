package org.nnc.runtime;

import java.util.Arrays;
import java.util.Objects;

/**
 * What all optimisers share: the arrays they work on, the learning rate with its schedule, weight decay, the step.
 *
 * <p>Each optimiser is made for one model, or one point of the closure form, and changes its trainable parameters in
 * place at each {@link #step}; frozen ones are left alone. The formulas, names and defaults are PyTorch's. The numbers
 * are those of the model: an optimiser of floats computes in floats. After the first step nothing is allocated.
 *
 * @param <T> the optimiser itself, so that settings chain
 */
public abstract class Optimizer<T extends Optimizer<T>> {
    private final float[] floats;
    private final float[] floatGradient;
    private final double[] doubles;
    private final double[] doubleGradient;
    private final int count;
    private final FloatPoint floatPoint;
    private final DoublePoint doublePoint;
    private double lr;
    private double weightDecay;
    private Schedule schedule = Schedule.constant();
    private long steps;

    Optimizer(Object target, double lr) {
        this.lr = lr;
        if (target instanceof FloatModel) {
            FloatModel model = (FloatModel) target;
            floats = model.parameters();
            floatGradient = model.gradient();
            count = model.trainableCount();
        } else {
            floats = target instanceof float[] ? (float[]) target : null;
            floatGradient = floats == null ? null : new float[floats.length];
            count = target instanceof DoubleModel
                    ? ((DoubleModel) target).trainableCount()
                    : floats != null ? floats.length : ((double[]) target).length;
        }
        if (floats == null) {
            boolean model = target instanceof DoubleModel;
            doubles = model ? ((DoubleModel) target).parameters() : (double[]) target;
            doubleGradient = model ? ((DoubleModel) target).gradient() : new double[doubles.length];
        } else {
            doubles = null;
            doubleGradient = null;
        }
        floatPoint = floats == null ? null : new FloatPoint(floats);
        doublePoint = doubles == null ? null : new DoublePoint(doubles);
    }

    /** The optimiser with its own type. */
    abstract T self();

    /** One update of the first {@code n} parameters; {@code step} counts from 1. */
    abstract void update(float[] p, float[] g, int n, double rate, long step);

    /** One update of the first {@code n} parameters; {@code step} counts from 1. */
    abstract void update(double[] p, double[] g, int n, double rate, long step);

    /** Rejects settings that do not go together; called before each step. */
    void check() {}

    /** The learning rate, 0 or more, before the schedule's factor. */
    public T lr(double value) {
        lr = notNegative("lr", value);
        return self();
    }

    /** The factor on the parameters that the rule adds to the gradient, or shrinks them by (AdamW). */
    public T weightDecay(double value) {
        weightDecay = notNegative("weightDecay", value);
        return self();
    }

    /** The factor on the learning rate over time; constant by default. */
    public T schedule(Schedule value) {
        schedule = Objects.requireNonNull(value, "schedule");
        return self();
    }

    /** The learning rate that the next step will use. */
    public double rate() {
        return lr * schedule.factor(steps);
    }

    /** How many steps were made. */
    public long steps() {
        return steps;
    }

    /** Moves the parameters by the gradient that the last backward pass left. */
    public void step() {
        check();
        double rate = rate();
        steps++;
        if (floats != null) {
            update(floats, floatGradient, count, rate, steps);
        } else {
            update(doubles, doubleGradient, count, rate, steps);
        }
    }

    /**
     * The closure form with this optimiser's settings and memory: evaluates {@code feval} at x, then moves x.
     *
     * @param x the very array that the optimiser was made for
     * @return x, moved in place, and the loss before the move; the same object each time
     */
    public FloatPoint advance(float[] x, FloatEvaluation feval) {
        if (x != floats || x == null) {
            throw foreign();
        }
        floatPoint.loss = feval.evaluate(x, floatGradient);
        step();
        return floatPoint;
    }

    /**
     * The closure form with this optimiser's settings and memory: evaluates {@code feval} at x, then moves x.
     *
     * @param x the very array that the optimiser was made for
     * @return x, moved in place, and the loss before the move; the same object each time
     */
    public DoublePoint advance(double[] x, DoubleEvaluation feval) {
        if (x != doubles || x == null) {
            throw foreign();
        }
        doublePoint.loss = feval.evaluate(x, doubleGradient);
        step();
        return doublePoint;
    }

    private static IllegalArgumentException foreign() {
        return new IllegalArgumentException("x is not the array that this optimiser was made for; its memory belongs to"
                + " one point: make another optimiser with of(x)");
    }

    final double weightDecay() {
        return weightDecay;
    }

    static double notNegative(String name, double value) {
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a number of 0 or more, got " + value);
        }
        return value;
    }

    static double belowOne(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + ": expected 0 or more and below 1, got " + value);
        }
        return value;
    }

    /** The memory of one quantity: made at the first step, kept then. */
    static float[] memory(float[] old, int n, double value) {
        if (old != null) {
            return old;
        }
        float[] fresh = new float[n];
        Arrays.fill(fresh, (float) value);
        return fresh;
    }

    /** The memory of one quantity: made at the first step, kept then. */
    static double[] memory(double[] old, int n, double value) {
        if (old != null) {
            return old;
        }
        double[] fresh = new double[n];
        Arrays.fill(fresh, value);
        return fresh;
    }
}
