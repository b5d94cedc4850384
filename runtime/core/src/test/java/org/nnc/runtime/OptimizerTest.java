package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Optimisers against the formulas of their papers, written out one scalar at a time, and numbers worked by hand. */
class OptimizerTest {
    /** The history of one parameter: from its value, all gradients so far and the step's rate to the next value. */
    private interface Rule {
        double next(double p, double g, double lr, int t);
    }

    /** What is tested: an optimiser for any target, and a fresh scalar rule for each parameter. */
    private record Case(Function<Object, Optimizer<?>> optimizer, Supplier<Rule> rule, double lr) {}

    private static final Map<String, Case> CASES = new LinkedHashMap<>();

    private static Optimizer<?> of(
            Object target, Function<FloatModel, Optimizer<?>> floats, Function<DoubleModel, Optimizer<?>> doubles) {
        return target instanceof FloatModel model ? floats.apply(model) : doubles.apply((DoubleModel) target);
    }

    private static Rule sgd(double decay, double momentum, double dampening, boolean nesterov) {
        double[] buffer = {Double.NaN};
        return (p, g, lr, t) -> {
            double d = g + decay * p;
            if (momentum != 0) {
                buffer[0] = t == 1 ? d : momentum * buffer[0] + (1 - dampening) * d;
                d = nesterov ? d + momentum * buffer[0] : buffer[0];
            }
            return p - lr * d;
        };
    }

    private static Rule adagrad(double decay, double lrDecay, double start, double eps) {
        double[] sum = {start};
        return (p, g, lr, t) -> {
            double d = g + decay * p;
            sum[0] += d * d;
            return p - lr / (1 + (t - 1) * lrDecay) * d / (Math.sqrt(sum[0]) + eps);
        };
    }

    private static Rule rmsProp(double decay, double alpha, double eps, double momentum, boolean centered) {
        double[] memory = new double[3];
        return (p, g, lr, t) -> {
            double d = g + decay * p;
            memory[0] = alpha * memory[0] + (1 - alpha) * d * d;
            memory[1] = alpha * memory[1] + (1 - alpha) * d;
            double root = Math.sqrt(centered ? memory[0] - memory[1] * memory[1] : memory[0]) + eps;
            memory[2] = momentum * memory[2] + d / root;
            return p - lr * memory[2];
        };
    }

    private static Rule adam(double decay, double b1, double b2, double eps, boolean decoupled) {
        double[] memory = new double[2];
        return (p, g, lr, t) -> {
            double d = decoupled ? g : g + decay * p;
            double q = decoupled ? p - lr * decay * p : p;
            memory[0] = b1 * memory[0] + (1 - b1) * d;
            memory[1] = b2 * memory[1] + (1 - b2) * d * d;
            double mean = memory[0] / (1 - Math.pow(b1, t));
            double square = memory[1] / (1 - Math.pow(b2, t));
            return q - lr * mean / (Math.sqrt(square) + eps);
        };
    }

    static {
        CASES.put("sgd, defaults", new Case(o -> of(o, Sgd::of, Sgd::of), () -> sgd(0, 0, 0, false), 1e-3));
        CASES.put(
                "sgd, decay",
                new Case(
                        o -> of(
                                o,
                                m -> Sgd.of(m).lr(.1).weightDecay(.3),
                                m -> Sgd.of(m).lr(.1).weightDecay(.3)),
                        () -> sgd(.3, 0, 0, false),
                        .1));
        CASES.put(
                "sgd, momentum",
                new Case(
                        o -> of(
                                o,
                                m -> Sgd.of(m).momentum(.9).weightDecay(.1),
                                m -> Sgd.of(m).momentum(.9).weightDecay(.1)),
                        () -> sgd(.1, .9, 0, false),
                        1e-3));
        CASES.put(
                "sgd, dampening",
                new Case(
                        o -> of(
                                o,
                                m -> Sgd.of(m).momentum(.8).dampening(.4),
                                m -> Sgd.of(m).momentum(.8).dampening(.4)),
                        () -> sgd(0, .8, .4, false),
                        1e-3));
        CASES.put(
                "sgd, nesterov",
                new Case(
                        o -> of(
                                o,
                                m -> Sgd.of(m).momentum(.9).nesterov(true),
                                m -> Sgd.of(m).momentum(.9).nesterov(true)),
                        () -> sgd(0, .9, 0, true),
                        1e-3));
        CASES.put(
                "adagrad, defaults",
                new Case(o -> of(o, Adagrad::of, Adagrad::of), () -> adagrad(0, 0, 0, 1e-10), 1e-2));
        CASES.put(
                "adagrad, all",
                new Case(
                        o -> of(
                                o,
                                m -> Adagrad.of(m)
                                        .weightDecay(.1)
                                        .lrDecay(.2)
                                        .initialAccumulator(.5)
                                        .eps(1e-3),
                                m -> Adagrad.of(m)
                                        .weightDecay(.1)
                                        .lrDecay(.2)
                                        .initialAccumulator(.5)
                                        .eps(1e-3)),
                        () -> adagrad(.1, .2, .5, 1e-3),
                        1e-2));
        CASES.put(
                "rmsprop, defaults",
                new Case(o -> of(o, RmsProp::of, RmsProp::of), () -> rmsProp(0, .99, 1e-8, 0, false), 1e-2));
        CASES.put(
                "rmsprop, all",
                new Case(
                        o -> of(
                                o,
                                m -> RmsProp.of(m)
                                        .weightDecay(.1)
                                        .alpha(.8)
                                        .momentum(.5)
                                        .eps(1e-3)
                                        .centered(true),
                                m -> RmsProp.of(m)
                                        .weightDecay(.1)
                                        .alpha(.8)
                                        .momentum(.5)
                                        .eps(1e-3)
                                        .centered(true)),
                        () -> rmsProp(.1, .8, 1e-3, .5, true),
                        1e-2));
        CASES.put(
                "adam, defaults", new Case(o -> of(o, Adam::of, Adam::of), () -> adam(0, .9, .999, 1e-8, false), 1e-3));
        CASES.put(
                "adam, all",
                new Case(
                        o -> of(
                                o,
                                m -> Adam.of(m)
                                        .lr(.1)
                                        .weightDecay(.1)
                                        .beta1(.5)
                                        .beta2(.7)
                                        .eps(1e-2),
                                m -> Adam.of(m)
                                        .lr(.1)
                                        .weightDecay(.1)
                                        .beta1(.5)
                                        .beta2(.7)
                                        .eps(1e-2)),
                        () -> adam(.1, .5, .7, 1e-2, false),
                        .1));
        CASES.put(
                "adamw, defaults",
                new Case(o -> of(o, AdamW::of, AdamW::of), () -> adam(1e-2, .9, .999, 1e-8, true), 1e-3));
        CASES.put(
                "adamw, all",
                new Case(
                        o -> of(
                                o,
                                m -> AdamW.of(m).lr(.1).weightDecay(.5).beta1(.5),
                                m -> AdamW.of(m).lr(.1).weightDecay(.5).beta1(.5)),
                        () -> adam(.5, .5, .999, 1e-8, true),
                        .1));
    }

    @TestFactory
    Iterable<DynamicTest> formulas() {
        return CASES.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> follow(e.getValue())))
                .toList();
    }

    private static void follow(Case c) {
        Example.Doubles doubles = new Example.Doubles(-1.25);
        Example.Floats floats = new Example.Floats(-1.25f);
        double[] want = doubles.parameters.clone();
        Rule[] rules = new Rule[Example.TRAINABLE];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = c.rule.get();
        }
        Optimizer<?> d = c.optimizer.apply(doubles);
        Optimizer<?> f = c.optimizer.apply(floats);
        Random random = new Random(11);
        for (int t = 1; t <= 12; t++) {
            for (int i = 0; i < rules.length; i++) {
                double g = random.nextGaussian();
                doubles.gradient[i] = g;
                floats.gradient[i] = (float) g;
                want[i] = rules[i].next(want[i], g, c.lr, t);
            }
            d.step();
            f.step();
            // The frozen ones, at the end, must not move at all.
            assertArrayEquals(want, doubles.parameters, 1e-13, "step " + t);
            assertEquals(want[9], doubles.parameters[9]);
            assertEquals(-1.25f + 3f, floats.parameters[9]);
            for (int i = 0; i < want.length; i++) {
                assertEquals(want[i], floats.parameters[i], 2e-6, "float, step " + t);
            }
        }
        assertEquals(12, d.steps());
    }

    @Test
    void numbersWorkedByHand() {
        double[] x = {1};
        double[] g = {0.5};
        Sgd sgd = Sgd.of(x).lr(0.1).momentum(0.9);
        DoubleEvaluation feval = (at, gradient) -> {
            gradient[0] = g[0];
            return 7;
        };
        // v = 0.5, then 0.95.
        assertEquals(0.95, sgd.advance(x, feval).x()[0], 1e-15);
        assertEquals(0.855, sgd.advance(x, feval).x()[0], 1e-15);

        // Adam: gradients 1 and -1: the first step is lr; then m = -0.01/0.19, v = 1.
        double[] y = {0};
        Adam adam = Adam.of(y).lr(0.1).eps(0);
        g[0] = 1;
        adam.advance(y, feval);
        assertEquals(-0.1, y[0], 1e-15);
        g[0] = -1;
        adam.advance(y, feval);
        assertEquals(-0.1 + 0.1 / 19, y[0], 1e-15);

        // Adagrad: gradients 3 and 4: 3/3, then 4/5.
        double[] z = {0};
        Adagrad adagrad = Adagrad.of(z).lr(1).eps(0);
        g[0] = 3;
        adagrad.advance(z, feval);
        g[0] = 4;
        adagrad.advance(z, feval);
        assertEquals(-1.8, z[0], 1e-15);
    }

    /** f(x) = (x0 - 3)^2 + 10 (x1 + 1)^2, as the lectures call optim.sgd. */
    @Test
    void closureForm() {
        double[] x = {0, 0};
        DoubleEvaluation feval = (at, gradient) -> {
            gradient[0] = 2 * (at[0] - 3);
            gradient[1] = 20 * (at[1] + 1);
            return (at[0] - 3) * (at[0] - 3) + 10 * (at[1] + 1) * (at[1] + 1);
        };
        DoublePoint first = Sgd.step(x, feval);
        assertSame(x, first.x());
        assertEquals(19, first.loss());
        assertArrayEquals(new double[] {0.006, -0.02}, x, 1e-15);
        for (int i = 0; i < 400; i++) {
            Sgd.step(x, feval, 0.05);
        }
        assertArrayEquals(new double[] {3, -1}, x, 1e-9);

        float[] y = {1};
        FloatPoint point = Sgd.step(
                y,
                (at, gradient) -> {
                    gradient[0] = 4;
                    return 2.5f;
                },
                0.25);
        assertEquals(2.5f, point.loss());
        assertArrayEquals(new float[] {0}, point.x());
        Adam adam = Adam.of(y);
        assertThrows(IllegalArgumentException.class, () -> adam.advance(new float[1], (at, g) -> 0));
        assertThrows(IllegalArgumentException.class, () -> adam.advance(new double[1], (at, g) -> 0));
    }

    @Test
    void settingsThatMakeNoSense() {
        Example.Floats model = new Example.Floats(0);
        assertThrows(IllegalArgumentException.class, () -> Adam.of(model).lr(-1));
        assertThrows(IllegalArgumentException.class, () -> Adam.of(model).lr(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Adam.of(model).beta1(1));
        assertThrows(IllegalArgumentException.class, () -> Adam.of(model).eps(Double.POSITIVE_INFINITY));
        assertThrows(
                IllegalArgumentException.class,
                () -> Sgd.of(model).nesterov(true).step());
        assertThrows(NullPointerException.class, () -> Sgd.of(model).schedule(null));
    }

    @Test
    void noAllocationAfterTheFirstStep() {
        Example.Floats model = new Example.Floats(0);
        Optimizer<?>[] all = {
            Sgd.of(model).momentum(.9),
            Adagrad.of(model),
            RmsProp.of(model).centered(true),
            Adam.of(model),
            AdamW.of(model).schedule(Schedule.warmUp(10, 0).then(10, Schedule.cosine(100, 0)))
        };
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                for (Optimizer<?> o : all) {
                    o.step();
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, 64, "bytes in 500 steps");
    }

    @Test
    void schedules() {
        assertEquals(1, Schedule.constant().factor(12345));
        Schedule step = Schedule.step(30, 0.1);
        assertEquals(1, step.factor(29));
        assertEquals(0.1, step.factor(30), 1e-15);
        assertEquals(0.01, step.factor(60), 1e-15);
        assertEquals(0.729, Schedule.exponential(0.9).factor(3), 1e-15);
        Schedule cosine = Schedule.cosine(100, 0.2);
        assertEquals(1, cosine.factor(0));
        assertEquals(0.6, cosine.factor(50), 1e-15);
        assertEquals(0.2, cosine.factor(100));
        assertEquals(0.2, cosine.factor(1000));
        Schedule warm = Schedule.warmUp(4, 0.2);
        assertArrayEquals(
                new double[] {0.2, 0.4, 0.6, 0.8, 1, 1},
                new double[] {
                    warm.factor(0), warm.factor(1), warm.factor(2), warm.factor(3), warm.factor(4), warm.factor(9)
                },
                1e-15);
        Schedule both = warm.then(4, cosine);
        assertEquals(0.8, both.factor(3), 1e-15);
        assertEquals(1, both.factor(4));
        assertEquals(0.6, both.factor(54), 1e-15);
        assertEquals(0.6 * 0.1, cosine.times(Schedule.step(50, 0.1)).factor(50), 1e-15);
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(0, 1));

        Example.Doubles model = new Example.Doubles(0);
        Sgd sgd = Sgd.of(model).lr(0.5).schedule(Schedule.step(1, 0.5));
        model.gradient[0] = 1;
        sgd.step();
        sgd.step();
        assertEquals(-0.75, model.parameters[0]);
        assertEquals(0.125, sgd.rate());
    }

    @Test
    void clippingByNorm() {
        Example.Doubles d = new Example.Doubles(0);
        d.gradient[0] = 3;
        d.gradient[7] = -4;
        assertEquals(5, Clip.norm(d, 10));
        assertEquals(3, d.gradient[0]);
        assertEquals(5, Clip.norm(d, 1));
        assertEquals(0.6, d.gradient[0], 1e-15);
        assertEquals(-0.8, d.gradient[7], 1e-15);
        // Squares that overflow and underflow.
        for (double scale : new double[] {1e200, 1e-200, 1e-310, 1e307}) {
            d.gradient[0] = 3 * scale;
            d.gradient[7] = -4 * scale;
            assertEquals(1, Clip.norm(d, scale / 2) / (5 * scale), 1e-12);
            assertEquals(0.3, d.gradient[0] / scale, 1e-12);
        }
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            d.gradient[0] = bad;
            d.gradient[7] = 4;
            assertEquals(bad, Clip.norm(d, 1));
            assertEquals(4, d.gradient[7]);
        }
        Example.Floats f = new Example.Floats(0);
        f.gradient[0] = 3e30f;
        f.gradient[7] = -4e30f;
        assertEquals(5e30, Clip.norm(f, 1), 1e24);
        assertEquals(0.6f, f.gradient[0], 1e-6f);
        f.gradient[1] = Float.NaN;
        f.gradient[2] = 9;
        Clip.value(f, 0.5);
        assertEquals(0.5f, f.gradient[0]);
        assertEquals(-0.5f, f.gradient[7]);
        assertEquals(Float.NaN, f.gradient[1]);
        Clip.value(d, 0.5);
        assertEquals(0.5, d.gradient[7]);
        assertThrows(IllegalArgumentException.class, () -> Clip.norm(f, -1));
        assertThrows(IllegalArgumentException.class, () -> Clip.value(f, Double.NaN));
        f.gradient[1] = 0;
        assertThrows(IllegalArgumentException.class, () -> Clip.norm(f, Double.NaN));
    }
}
