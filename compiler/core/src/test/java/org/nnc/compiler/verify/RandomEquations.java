package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nnc.compiler.verify.RandomPrograms.Construct;
import org.nnc.compiler.verify.RandomPrograms.Size;
import org.nnc.compiler.verify.RandomPrograms.Var;

/** The kinds of equations that random models are made of; each adds at least one tensor. */
final class RandomEquations {
    private final RandomPrograms p;
    private final Random random;
    private final List<Runnable> kinds;

    RandomEquations(RandomPrograms p) {
        this.p = p;
        this.random = p.random;
        kinds = List.of(
                this::pointwise,
                this::contraction,
                this::window,
                this::window,
                this::padded,
                this::backwardsRead,
                this::diagonal,
                this::gather,
                this::scatter,
                this::shifted,
                this::recurrenceOfTwo,
                this::backwardsRecurrence,
                this::product,
                this::largest,
                this::position,
                this::nested,
                this::thrice,
                this::softmax,
                this::stable,
                this::strongZero,
                this::reductions,
                this::places,
                this::joined,
                this::layer,
                this::grouped,
                this::ragged,
                this::draws,
                this::ownSlopes);
    }

    void add() {
        kinds.get(random.nextInt(kinds.size())).run();
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String at(Var v, String... indices) {
        return v.rank() == 0 ? v.name() : v.name() + "[" + String.join(",", indices) + "]";
    }

    /** A function whose domain holds any number, of moderate slope. */
    private String tame(String x) {
        return one(
                "tanh(" + x + ")",
                "sin(" + x + ")",
                "sigmoid(" + x + ")",
                "softplus(" + x + ")",
                "relu(" + x + " + 0.05)",
                "exp(0.3*" + wrapped(x) + ")",
                "sqrt(0.5 + square(" + x + "))",
                "log(1.5 + square(" + x + "))",
                "erf(" + x + ")",
                "abs(" + x + ")",
                "clamp(" + x + ", -0.8, 0.9)",
                "atan(" + x + ")",
                "square(" + x + ")/(1 + square(" + x + "))",
                "log1p(square(" + x + "))",
                "cbrt(2 + cos(" + x + "))",
                "asinh(" + x + ")",
                "normcdf(" + x + ")",
                "(2 + sin(" + x + "))^1.5",
                "(" + x + ")^3/8",
                "(2 + cos(" + x + "))^-2");
    }

    private static String wrapped(String x) {
        return "(" + x + ")";
    }

    /** An expression over all of the given reads. */
    private String mix(String... reads) {
        String e = reads[0];
        for (int i = 1; i < reads.length; i++) {
            String b = random.nextInt(3) == 0 ? tame(reads[i]) : reads[i];
            e = switch (random.nextInt(11)) {
                case 0 -> wrapped(e) + "*" + wrapped(b);
                case 1 -> e + " - " + wrapped(b);
                case 2 -> wrapped(e) + "/(2 + square(" + b + "))";
                case 3 -> "max(" + e + ", " + b + ")";
                case 4 -> "min(" + e + ", " + b + ")";
                case 5 -> "atan2(" + e + ", 2.5 + tanh(" + b + "))";
                case 6 -> "(if " + e + " > 0.1 then " + b + " else " + wrapped(e) + "*" + wrapped(b) + ")";
                case 7 -> "(let q = " + e + " in q*sin(q + " + b + "))";
                case 8 -> "hypot(1.1 + square(" + e + "), " + b + ")";
                case 9 -> "logaddexp(" + e + ", " + b + ")";
                default -> e + " + " + wrapped(b);
            };
        }
        return random.nextBoolean() ? tame(e) : e;
    }

    private void pointwise() {
        Size m = p.size();
        Size n = p.size();
        Var a = p.real(m, n);
        Var b = p.real(n);
        Var c = p.real();
        p.define("i,j", List.of(m, n), mix(at(a, "i", "j"), at(b, "j"), at(c)));
    }

    private void contraction() {
        Size m = p.size();
        Size n = p.size();
        Size k = p.size();
        Var a = p.real(m, k);
        Var b = p.real(n, k);
        String where = one("", "", " where k <= i", " where i + k != j");
        String body = one(at(a, "i", "k") + "*" + at(b, "j", "k"), wrapped(mix(at(a, "i", "k"), at(b, "j", "k"))));
        p.define("i,j", List.of(m, n), "sum(k" + where + ") " + body + one("", " + " + at(p.real(n), "j")));
    }

    /** A window without padding: its range is the largest that stays inside. */
    private void window() {
        int stride = 1 + random.nextInt(3);
        int dilation = 1 + random.nextInt(2);
        int taps = 2 + random.nextInt(2);
        int reach = dilation * (taps - 1) + 1;
        Size length = RandomPrograms.constant(reach + random.nextInt(5));
        if (stride > 1) p.constructs.add(Construct.STRIDED);
        if (dilation > 1) p.constructs.add(Construct.DILATED);
        Var x = p.given(List.of(length));
        Var k = p.real(RandomPrograms.constant(taps));
        Size out = RandomPrograms.constant((length.value() - reach) / stride + 1);
        String position = (stride > 1 ? stride + "*u" : "u") + " + " + (dilation > 1 ? dilation + "*r" : "r");
        p.define("u", List.of(out), one("sum", "sum", "sum", "max") + "(r) " + at(k, "r") + "*" + at(x, position));
    }

    /** Windows with padding over channels, their width bound at run time. */
    private void padded() {
        int stride = 1 + random.nextInt(2);
        int dilation = 1 + random.nextInt(2);
        int pad = random.nextInt(3);
        if (stride > 1) p.constructs.add(Construct.STRIDED);
        if (dilation > 1) p.constructs.add(Construct.DILATED);
        Size b = p.size();
        Size c = p.size();
        Size n = p.size();
        Size taps = RandomPrograms.constant(2 + random.nextInt(2));
        Var x = p.real(b, c, n);
        Var k = p.real(c, taps);
        String otherwise = "0";
        if (random.nextInt(3) == 0) {
            otherwise = at(p.real(c), "c");
            p.constructs.add(Construct.DEFAULT_WITH_ADJOINT);
        }
        String position = (stride > 1 ? stride + "*u" : "u") + " + " + (dilation > 1 ? dilation + "*r" : "r")
                + (pad > 0 ? " - " + pad : "");
        p.define(
                "b, u in 0.." + n.text(),
                List.of(b, n),
                "sum(c,r) " + at(k, "c", "r") + "*x_".replace("x_", x.name()) + "[b, c, " + position + " | " + otherwise
                        + "]");
    }

    private void backwardsRead() {
        p.constructs.add(Construct.NEGATIVE_COEFFICIENT);
        Size n = p.size();
        Var x = p.real(n);
        switch (random.nextInt(3)) {
            case 0 ->
                p.define("i in 0.." + n.text(), List.of(n), at(x, n.text() + " - 1 - i") + "*" + at(p.real(n), "i"));
            case 1 -> p.define("i in 0..3", List.of(RandomPrograms.constant(3)), tame(x.name() + "[4 - 2*i | 0.5]"));
            default -> {
                Size taps = RandomPrograms.constant(2);
                Var k = p.real(taps);
                p.define(
                        "u in 0.." + n.text() + " + 1",
                        List.of(new Size(
                                n.isConstant() ? Integer.toString(n.value() + 1) : n.text() + " + 1", n.value() + 1)),
                        "sum(r) " + at(k, "r") + "*" + x.name() + "[u - r | 0]");
            }
        }
    }

    private void diagonal() {
        p.constructs.add(Construct.DIAGONAL);
        Size n = p.size();
        Var a = p.real(n, n);
        switch (random.nextInt(3)) {
            case 0 -> p.define("", List.of(), "sum(i) " + at(a, "i", "i"));
            case 1 -> p.define("i", List.of(n), mix(at(a, "i", "i"), at(p.real(n), "i")));
            default ->
                p.define(
                        "i", List.of(n), "sum(j) " + at(a, "i", "j") + "*" + at(a, "j", "i") + " - " + at(a, "i", "i"));
        }
    }

    private void gather() {
        p.constructs.add(Construct.GATHER);
        Size b = p.size();
        Size n = p.size();
        Size v = RandomPrograms.constant(2 + random.nextInt(3));
        String ix = p.indices(b, v.value());
        if (random.nextBoolean()) {
            Var e = p.real(v, n);
            p.define("b,j", List.of(b, n), mix(e.name() + "[" + ix + "[b], j]", at(p.real(b), "b")));
        } else {
            Var e = p.real(v);
            p.define("b", List.of(b), e.name() + "[" + ix + "[b] - 1 | " + at(p.real()) + "]");
            p.constructs.add(Construct.DEFAULT_WITH_ADJOINT);
        }
    }

    private void scatter() {
        p.constructs.add(Construct.SCATTER_GUARD);
        if (random.nextBoolean()) {
            Size b = p.size();
            Size v = RandomPrograms.constant(3);
            String ix = p.indices(b, 4);
            p.define("u in 0..3", List.of(v), "sum(b where " + ix + "[b] == u) " + tame(at(p.real(b), "b")));
        } else {
            int stride = 1 + random.nextInt(2);
            if (stride > 1) p.constructs.add(Construct.STRIDED);
            Size n = p.size();
            Size taps = RandomPrograms.constant(3);
            p.define(
                    "u in 0..5",
                    List.of(RandomPrograms.constant(5)),
                    "sum(h,r where " + (stride > 1 ? "2*h" : "h") + " + r - 1 == u) " + at(p.real(taps), "r") + "*"
                            + at(p.real(n), "h"));
        }
    }

    private void shifted() {
        p.constructs.add(Construct.DEFAULT_WITH_ADJOINT);
        Size n = p.size();
        Var x = p.real(n);
        String by = one("i - 1", "i + 1", "i - 2", "2*i - 1");
        if (by.startsWith("2")) p.constructs.add(Construct.STRIDED);
        String otherwise = random.nextBoolean() ? tame(at(p.real(n), "i")) : at(p.real()) + "*" + at(p.real());
        p.define(
                "i in 0.." + n.text(),
                List.of(n),
                mix(x.name() + "[" + by + " | " + otherwise + "]", at(p.real(n), "i")));
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

    private void product() {
        p.constructs.add(Construct.PROD);
        Size m = p.size();
        Size n = p.size();
        Var a = p.real(m, n);
        String where = one("", "", " where k != i", " where " + at(a, "i", "k") + " < 0.9");
        p.define("i", List.of(m), "prod(k" + where + ") " + one(at(a, "i", "k"), wrapped(at(a, "i", "k") + " + 0.5")));
    }

    private void largest() {
        boolean max = random.nextInt(3) > 0;
        p.constructs.add(max ? Construct.MAX : Construct.MIN);
        Size m = p.size();
        Size n = p.positive();
        Size k = p.positive();
        String op = max ? "max" : "min";
        if (random.nextBoolean()) {
            Var a = p.real(m, n, k);
            p.define("i", List.of(m), op + "(j,k) " + at(a, "i", "j", "k"));
        } else {
            Var a = p.real(m, n);
            Var b = p.real(n);
            String where = one("", " where k <= i");
            p.define("i", List.of(m), op + "(k" + where + ") " + wrapped(mix(at(a, "i", "k"), at(b, "k"))));
        }
    }

    private void position() {
        p.constructs.add(Construct.ARGMAX);
        p.constructs.add(Construct.GATHER);
        Size m = p.size();
        Size n = p.positive();
        Var a = p.real(m, n);
        String at = p.fresh("m");
        p.statement(at + "[i] = " + one("argmax", "argmax", "argmin") + "(k) "
                + one(at(a, "i", "k"), "square(" + at(a, "i", "k") + ")"));
        p.define("i", List.of(m), mix(a.name() + "[i, " + at + "[i]]", at(p.real(m), "i")));
    }

    private void nested() {
        p.constructs.add(Construct.NESTED_REDUCTIONS);
        Size m = p.size();
        Size n = p.positive();
        Size k = p.positive();
        String[] ops = one(
                        "sum max",
                        "max sum",
                        "sum prod",
                        "prod sum",
                        "mean min",
                        "sum norm",
                        "logsumexp max",
                        "min sum")
                .split(" ");
        for (String op : ops) {
            if (op.equals("max")) p.constructs.add(Construct.MAX);
            if (op.equals("prod")) p.constructs.add(Construct.PROD);
        }
        Var a = p.real(m, n, k);
        String factor = random.nextBoolean() ? at(p.real(n), "j") + " * " : "";
        p.define("i", List.of(m), ops[0] + "(j) " + factor + ops[1] + "(k) " + at(a, "i", "j", "k"));
    }

    private void thrice() {
        p.constructs.add(Construct.USED_THREE_TIMES);
        Size n = p.size();
        Var a = p.real(n);
        p.define("i", List.of(n), at(a, "i") + "*" + at(a, "i") + " + " + tame(at(a, "i")) + "*" + at(p.real(n), "i"));
    }

    private void softmax() {
        p.constructs.add(Construct.STABLE_FORM);
        Size m = p.size();
        Size n = p.positive();
        Var a = p.real(m, n);
        Var s = p.define("i,k", List.of(m, n), "exp(" + at(a, "i", "k") + ") / sum(l) exp(" + at(a, "i", "l") + ")");
        if (random.nextInt(3) == 0) {
            p.constructs.add(Construct.GATHER);
            String y = p.indices(m, n.isConstant() ? n.value() : 1);
            p.use(s);
            // The bound of the labels must be proved below the size, which only constants show.
            String k = n.isConstant() ? y + "[i]" : y + "[i] | 0.5";
            p.define("", List.of(), "-sum(i) log(" + s.name() + "[i, " + k + "])");
        }
    }

    private void stable() {
        p.constructs.add(Construct.STABLE_FORM);
        Size m = p.size();
        Size n = p.positive();
        Var a = p.real(m, n);
        String x = at(a, "i", "k");
        String form = one(
                "log(1 + exp(" + x + "))",
                "1/(1 + exp(-" + x + "))",
                "-log(1 - sigmoid(" + x + "))",
                "log(sigmoid(" + x + "))",
                "log(1 + square(" + x + "))",
                "exp(" + x + ") - 1",
                "sqrt(" + x + "^2 + 0.3)",
                "log(sum(l) exp(" + at(a, "i", "l") + ")) - " + x,
                "sqrt(0.1 + sum(l) " + at(a, "i", "l") + "^2) + " + x,
                "log(exp(" + x + ")*3)");
        if (random.nextInt(4) == 0) {
            p.constructs.add(Construct.FUNCTION);
            p.layers.add("fun f" + p.layers.size() + "(v) = v*sigmoid(1.7*v)");
            form = "f" + (p.layers.size() - 1) + "(" + form + ")";
        }
        p.define("i,k", List.of(m, n), form);
    }

    private void strongZero() {
        p.constructs.add(Construct.STRONG_ZERO);
        Size n = p.size();
        Var a = p.real(n);
        String x = at(a, "i");
        switch (random.nextInt(3)) {
            case 0 -> p.define("i", List.of(n), "if " + x + " > 0.2 then log(" + x + ") else 0.1*" + x);
            case 1 -> p.define("", List.of(), "sum(i where " + x + " > 0.2) sqrt(" + x + ")*" + at(p.real(n), "i"));
            default -> {
                p.constructs.add(Construct.BOOL);
                String mask = p.fresh("m");
                p.statement(mask + "[i] = " + x + " > 0.2 and not (" + x + " > 1.0)");
                p.define("i", List.of(n), "if " + mask + "[i] then 1/" + x + " else square(" + x + ")");
            }
        }
    }

    private void reductions() {
        Size m = p.size();
        Size n = p.positive();
        Var a = p.real(m, n);
        String op = one("mean", "norm", "logsumexp");
        p.constructs.add(Construct.valueOf(op.toUpperCase(java.util.Locale.ROOT)));
        String x = at(a, "i", "k");
        if (random.nextInt(3) == 0) {
            p.define(
                    "i",
                    List.of(m),
                    "sum(k) " + x + "*(if any(l) (" + at(a, "i", "l") + " > 0.5) then 2 else count(l where "
                            + at(a, "i", "l") + " < 0))");
            p.constructs.remove(Construct.valueOf(op.toUpperCase(java.util.Locale.ROOT)));
        } else {
            p.define("i", List.of(m), op + "(k) " + one(x, wrapped(tame(x))));
        }
    }

    private void places() {
        p.constructs.add(Construct.INDEX_ARITHMETIC);
        Size n = p.size();
        Size three = RandomPrograms.constant(3);
        Var a = p.real(n, three);
        if (random.nextBoolean()) {
            p.define(
                    "i, j in 0..3",
                    List.of(n, three),
                    a.name() + "[i, (j + 1) mod 3]*" + a.name() + "[i, (j + 2) mod 3] - i/(j + 1.5)");
        } else {
            p.constructs.add(Construct.TABLE);
            String table = p.fresh("m");
            p.statement(table + " = [2, 0, 1, 1]");
            p.define("i,k", List.of(n, RandomPrograms.constant(4)), a.name() + "[i, " + table + "[k]]*sin(0.5*k)");
        }
    }

    private void joined() {
        p.constructs.add(Construct.CASE);
        Size n = p.size();
        Size m = p.size();
        Var a = p.real(n);
        Var b = p.real(m);
        boolean constant = n.isConstant() && m.isConstant();
        String sum = constant ? Integer.toString(n.value() + m.value()) : n.text() + " + " + m.text();
        p.define(
                "j in 0.." + sum,
                List.of(new Size(sum, n.value() + m.value())),
                "case { j < " + n.text() + " : " + at(a, "j") + "; else : " + tame(at(b, "j - " + n.text())) + " }");
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

    /** Several indices in one position, written and read, one of them what remains. */
    private void grouped() {
        p.constructs.add(Construct.GROUPED);
        Size m = p.size();
        Size n = p.size();
        Size k = p.positive();
        Var a = p.real(m, n, k);
        Size both = new Size("(" + n.text() + ")*(" + k.text() + ")", n.value() * k.value());
        boolean isSwapped = random.nextBoolean();
        String group = isSwapped ? "(k j)" : "(j k)";
        Var v = p.define("i," + group, List.of(m, both), mix(at(a, "i", "j", "k"), at(p.real(k), "k")));
        if (random.nextBoolean()) return;
        p.use(v);
        String read = random.nextBoolean()
                ? group.replace("k", "k in 0.." + k.text()).replace("j", "j in 0.." + n.text())
                : group;
        p.define(
                "i,j in 0.." + n.text(),
                List.of(m, n),
                "sum(k" + (read.equals(group) ? " in 0.." + k.text() : "") + ") " + v.name() + "[i," + read + "]*"
                        + at(p.real(k), "k"));
    }

    /** Ranges that depend on int tensors, or on each other. */
    private void ragged() {
        p.constructs.add(Construct.RAGGED);
        if (random.nextBoolean()) {
            Size m = p.size();
            Size n = RandomPrograms.constant(2 + random.nextInt(2));
            Var a = p.real(m, n);
            String len = p.indices(m, n.value());
            String op = one("sum", "prod", "max", "min", "norm", "logsumexp", "mean");
            String range = random.nextBoolean() ? "0.." + len + "[i] + 1" : len + "[i].." + n.text();
            String body = mix(at(a, "i", "t"), at(p.real(n), "t"));
            p.define("i", List.of(m), op + "(t in " + range + ") " + wrapped(body));
        } else {
            Size n = p.positive();
            Var a = p.real(n, n);
            String op = one("sum", "prod", "max", "min", "norm", "logsumexp", "mean");
            String range = random.nextBoolean() ? "0..i + 1" : "i.." + n.text();
            p.define(
                    "", List.of(), op + "(i, j in " + range + ") " + wrapped(mix(at(a, "i", "j"), at(p.real(n), "j"))));
        }
    }
}
