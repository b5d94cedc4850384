package org.nnc.runtime;

import java.util.Objects;

/**
 * Minimises a smooth function by the limited-memory BFGS method: the two-loop recursion over the last moves (Nocedal,
 * Math. Comp. 35, 1980), steps by a line search for the strong Wolfe conditions (Nocedal and Wright, Numerical
 * Optimization, algorithms 3.5 and 3.6) with c1 = 1e-4 and c2 = 0.9.
 *
 * <p>For functions that give the same value at the same point: a whole data set, not a sample of it. A point where the
 * function is not finite counts as too far. Not for several threads at once.
 */
public final class Lbfgs {
    private static final double DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final int TRIALS = 40;

    private int memory = 10;
    private int most = 1000;
    private double tolerance = 1e-10;
    private int iterations;
    private int evaluations;

    private double[] at;
    private double[] trial;
    private double[] gradient;
    private double[] direction;
    private double value;
    private double slope;

    /** How many of the last moves are kept, 1 or more; 10 by default. */
    public Lbfgs memory(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("memory: expected 1 or more, got " + value);
        }
        memory = value;
        return this;
    }

    /** How many moves are made at most; 1000 by default. */
    public Lbfgs most(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("most: expected 0 or more, got " + value);
        }
        most = value;
        return this;
    }

    /** Ends where no component of the gradient is larger than this times {@code max(1, |loss|)}; 1e-10 by default. */
    public Lbfgs tolerance(double value) {
        tolerance = Optimizer.notNegative("tolerance", value);
        return this;
    }

    /** How many moves the last call made. */
    public int iterations() {
        return iterations;
    }

    /** How often the last call evaluated the function. */
    public int evaluations() {
        return evaluations;
    }

    /**
     * Moves x to a minimum near it. Ends earlier where no step along the direction makes the loss smaller: that is as
     * close as the function's rounding allows.
     *
     * @param x the start, changed in place
     * @param f gives the loss at a point and its gradient
     * @return x and the loss there
     * @throws IllegalArgumentException where the function is not finite at the start
     */
    public DoublePoint minimize(double[] x, DoubleEvaluation f) {
        Objects.requireNonNull(f, "f");
        int n = x.length;
        at = x;
        trial = new double[n];
        gradient = new double[n];
        direction = new double[n];
        double[] before = new double[n];
        double[][] moves = new double[memory][];
        double[][] changes = new double[memory][];
        double[] weights = new double[memory];
        double[] factors = new double[memory];
        int kept = 0;
        iterations = 0;
        evaluations = 1;
        value = f.evaluate(x, gradient);
        if (!isFinite(value)) {
            throw new IllegalArgumentException("the loss at the start is " + value + "; start where it is finite");
        }
        while (iterations < most && largest(gradient) > tolerance * Math.max(1, Math.abs(value))) {
            direction(moves, changes, weights, factors, kept);
            if (dot(gradient, direction) >= 0) {
                // What is remembered does not fit here: forget it.
                kept = 0;
                direction(moves, changes, weights, factors, 0);
            }
            System.arraycopy(gradient, 0, before, 0, n);
            double step = kept == 0 ? Math.min(1, 1 / Math.sqrt(dot(direction, direction))) : 1;
            double length = search(f, step);
            if (length == 0) {
                if (kept == 0) {
                    break;
                }
                // The steepest way may still lead down.
                kept = 0;
                System.arraycopy(before, 0, gradient, 0, n);
                continue;
            }
            iterations++;
            if (kept == memory) {
                double[] oldMove = moves[0];
                double[] oldChange = changes[0];
                System.arraycopy(moves, 1, moves, 0, memory - 1);
                System.arraycopy(changes, 1, changes, 0, memory - 1);
                System.arraycopy(weights, 1, weights, 0, memory - 1);
                moves[memory - 1] = oldMove;
                changes[memory - 1] = oldChange;
                kept--;
            }
            double[] move = moves[kept] == null ? new double[n] : moves[kept];
            double[] change = changes[kept] == null ? new double[n] : changes[kept];
            for (int i = 0; i < n; i++) {
                move[i] = length * direction[i];
                change[i] = gradient[i] - before[i];
            }
            moves[kept] = move;
            changes[kept] = change;
            double curvature = dot(move, change);
            if (curvature > 1e-10 * dot(change, change)) {
                weights[kept++] = 1 / curvature;
            }
        }
        DoublePoint point = new DoublePoint(x);
        point.loss = value;
        return point;
    }

    /** The two-loop recursion: minus the gradient times the approximate inverse of the Hessian. */
    private void direction(double[][] moves, double[][] changes, double[] weights, double[] factors, int kept) {
        for (int i = 0; i < direction.length; i++) {
            direction[i] = -gradient[i];
        }
        for (int k = kept - 1; k >= 0; k--) {
            factors[k] = weights[k] * dot(moves[k], direction);
            add(-factors[k], changes[k]);
        }
        if (kept > 0) {
            double scale = 1 / (weights[kept - 1] * dot(changes[kept - 1], changes[kept - 1]));
            for (int i = 0; i < direction.length; i++) {
                direction[i] *= scale;
            }
        }
        for (int k = 0; k < kept; k++) {
            add(factors[k] - weights[k] * dot(changes[k], direction), moves[k]);
        }
    }

    private void add(double factor, double[] v) {
        for (int i = 0; i < direction.length; i++) {
            direction[i] += factor * v[i];
        }
    }

    /** Moves to a point of the line that is good enough; gives how far along, 0 where there is none. */
    private double search(DoubleEvaluation f, double first) {
        double start = value;
        double down = dot(gradient, direction);
        double low = 0;
        double lowValue = start;
        double lowSlope = down;
        double high = Double.POSITIVE_INFINITY;
        double step = first;
        double best = 0;
        for (int t = 0; t < TRIALS; t++) {
            double now = evaluate(f, step);
            boolean tooFar = !isFinite(now) || now > start + DECREASE * step * down || low > 0 && now >= lowValue;
            if (!tooFar && Math.abs(slope) <= -CURVATURE * down) {
                return accept(step, now);
            }
            if (tooFar || slope >= 0) {
                high = step;
            }
            if (!tooFar) {
                if (slope < 0) {
                    low = step;
                    lowValue = now;
                    lowSlope = slope;
                }
                best = step;
            }
            step = next(low, lowValue, lowSlope, high, step, now, tooFar);
            if (!(Math.abs(high - low) > 1e-16 * Math.max(1, high)) || step == low) {
                break;
            }
        }
        // Good enough in value, if not in slope.
        if (best == 0 && low > 0) {
            best = low;
        }
        if (best > 0) {
            double now = evaluate(f, best);
            if (now < start) {
                return accept(best, now);
            }
        }
        return 0;
    }

    /** The least point of the parabola through the lower end, kept away from both ends; without an upper end, twice as far. */
    private static double next(
            double low, double lowValue, double lowSlope, double high, double step, double now, boolean tooFar) {
        if (high == Double.POSITIVE_INFINITY) {
            return 2 * step;
        }
        double width = high - low;
        double guess = low + width / 2;
        if (tooFar && isFinite(now) && step == high) {
            double bend = now - lowValue - lowSlope * width;
            if (bend > 0) {
                guess = low - lowSlope * width * width / (2 * bend);
            }
        }
        return Math.min(Math.max(guess, low + 0.1 * width), high - 0.1 * width);
    }

    private double evaluate(DoubleEvaluation f, double step) {
        double[] x = trial;
        for (int i = 0; i < x.length; i++) {
            x[i] = Fma.of(step, direction[i], at[i]);
        }
        evaluations++;
        double now = f.evaluate(x, gradient);
        slope = dot(gradient, direction);
        return isFinite(slope) ? now : Double.NaN;
    }

    private double accept(double step, double now) {
        System.arraycopy(trial, 0, at, 0, at.length);
        value = now;
        return step;
    }

    private static boolean isFinite(double v) {
        return Math.abs(v) <= Double.MAX_VALUE;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double largest(double[] v) {
        double most = 0;
        for (double x : v) {
            // Written so that NaN counts as large.
            most = Math.abs(x) <= most ? most : Math.abs(x);
        }
        return most;
    }
}
