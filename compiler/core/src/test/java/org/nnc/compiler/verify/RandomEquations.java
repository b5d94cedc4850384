package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.List;
import org.nnc.compiler.verify.RandomPrograms.Construct;
import org.nnc.compiler.verify.RandomPrograms.Size;
import org.nnc.compiler.verify.RandomPrograms.Var;

/** The kinds of equations that random models are made of; each adds at least one tensor. */
final class RandomEquations extends RandomTerms {
    private final List<Runnable> kinds;

    RandomEquations(RandomPrograms p) {
        super(p);
        RandomAccesses accesses = new RandomAccesses(p);
        RandomReductions reductions = new RandomReductions(p);
        kinds = List.of(
                accesses::pointwise,
                reductions::contraction,
                accesses::window,
                accesses::window,
                accesses::padded,
                accesses::backwardsRead,
                accesses::diagonal,
                accesses::gather,
                accesses::scatter,
                accesses::shifted,
                this::recurrenceOfTwo,
                this::backwardsRecurrence,
                reductions::product,
                reductions::largest,
                reductions::position,
                reductions::nested,
                reductions::thrice,
                reductions::softmax,
                reductions::stable,
                reductions::strongZero,
                reductions::reductions,
                accesses::places,
                accesses::joined,
                this::layer,
                accesses::grouped,
                reductions::ragged,
                this::draws,
                this::ownSlopes);
    }

    void add() {
        kinds.get(random.nextInt(kinds.size())).run();
    }

    private void recurrenceOfTwo() {
        p.constructs.add(Construct.RECURRENCE_OF_TWO);
        boolean back = random.nextInt(3) == 0;
        if (back) p.constructs.add(Construct.BACKWARDS_RECURRENCE);
        String beside = back ? "t + 1" : "t - 1";
        Size steps = p.size();
        Size n = p.size();
        Var a = p.real(steps, n);
        Var u = p.real(n, n);
        String h = p.fresh("t");
        String c = p.fresh("t");
        String start = at(p.real(n), "j");
        if (!start.isEmpty()) p.constructs.add(Construct.DEFAULT_WITH_ADJOINT);
        Var hidden = p.define(
                h,
                "t,j",
                List.of(steps, n),
                "tanh(" + at(a, "t", "j") + " + sum(k) " + at(u, "j", "k") + "*" + c + "[" + beside + ",k | 0.3])");
        Var cell = p.define(
                c,
                "t,j",
                List.of(steps, n),
                "sigmoid(" + at(hidden, "t", "j") + ")*" + c + "[" + beside + ",j | " + start + "] + 0.5*" + h
                        + "[t,j]");
        if (random.nextBoolean()) p.use(hidden);
        else p.use(cell);
    }

    private void backwardsRecurrence() {
        p.constructs.add(Construct.BACKWARDS_RECURRENCE);
        p.constructs.add(Construct.DEFAULT_WITH_ADJOINT);
        Size steps = p.size();
        Size n = p.size();
        String h = p.fresh("t");
        int ahead = 1 + random.nextInt(2);
        p.define(
                h,
                "t,j",
                List.of(steps, n),
                tame(at(p.real(steps, n), "t", "j") + " + 0.6*" + h + "[t + " + ahead + ",j | " + at(p.real(n), "j")
                        + "]"));
    }

    /** Masks, noise, one draw for each value of a binder, one that is named. */
    private void draws() {
        p.constructs.add(Construct.DRAW);
        Size m = p.size();
        Size n = p.size();
        String x = at(p.real(m, n), "i", "j");
        switch (random.nextInt(4)) {
            case 0 -> p.define("i,j", List.of(m, n), "if uniform() < 0.4 then 0 else 1.5*" + x);
            case 1 -> p.define("i,j", List.of(m, n), x + " + 0.2*normal()*" + tame(x));
            case 2 -> p.define("i", List.of(m), "sum(j) " + x + "*uniform()");
            default -> p.define("i,j", List.of(m, n), "let r = normal() in r*" + tame(x) + " + max(r, " + x + ")");
        }
    }

    /** Functions with slopes of their own, true ones and others, of which some read the result. */
    private void ownSlopes() {
        p.constructs.add(Construct.OWN_SLOPE);
        Size m = p.size();
        Size n = p.size();
        String x = at(p.real(m, n), "i", "j");
        String k = at(p.real(n), "j");
        String f = "g" + p.layers.size();
        boolean takesTwo = random.nextBoolean();
        String rule = takesTwo
                ? one(
                        "(v, k) = v*sin(k) deriv v : y + k*v",
                        "(v, k) = v*k deriv v : k deriv k : tanh(v)",
                        "(v, k) = tanh(v*k) + k deriv v : k*(1 - square(tanh(v*k)))")
                : one(
                        "(v) = floor(2*v)/2 deriv v : 1/(1 + square(v))",
                        "(v) = exp(0.3*v) deriv v : 0.3*y",
                        "(v) = square(v) deriv v : if abs(v) <= 1 then v else 0",
                        "(v) = stop(v)*sin(v) deriv v : cos(y)");
        p.layers.add("fun " + f + rule);
        String call = f + "(" + (random.nextBoolean() ? x : tame(x)) + (takesTwo ? ", " + k : "") + ")";
        p.define("i,j", List.of(m, n), random.nextBoolean() ? call : call + "*" + k);
    }

    private void layer() {
        p.constructs.add(Construct.LAYER);
        Size b = p.size();
        Size i = RandomPrograms.constant(2 + random.nextInt(2));
        Size o = RandomPrograms.constant(2 + random.nextInt(2));
        String name = "Dense" + p.layers.size();
        List<String> body = new ArrayList<>();
        body.add("  param W : real[O, I] ~ glorot");
        body.add("  param b : real[O] ~ normal(0.0, 0.3)");
        body.add("  z[.., o] = sum(i) W[o,i]*x[..,i] + b[o]");
        p.layers.add(
                "layer " + name + "(x : real[.., I], dim O) -> z : real[.., O] {\n" + String.join("\n", body) + "\n}");
        Var x = p.real(b, i);
        p.define(
                "",
                List.of(b, o),
                one("", "tanh(").isEmpty()
                        ? name + "(" + x.name() + ", O=" + o.text() + ")"
                        : x.name() + " |> " + name + "(O=" + o.text() + ") |> tanh");
    }
}
