package org.nnc.compiler.verify;

import java.util.List;
import org.nnc.compiler.verify.RandomPrograms.Construct;
import org.nnc.compiler.verify.RandomPrograms.Size;
import org.nnc.compiler.verify.RandomPrograms.Var;

/** Random equations by what they reduce, the stable forms and guarded values among them. */
final class RandomReductions extends RandomTerms {
    RandomReductions(RandomPrograms p) {
        super(p);
    }

    void contraction() {
        Size m = p.size();
        Size n = p.size();
        Size k = p.size();
        Var a = p.real(m, k);
        Var b = p.real(n, k);
        String where = one("", "", " where k <= i", " where i + k != j");
        String body = one(at(a, "i", "k") + "*" + at(b, "j", "k"), wrapped(mix(at(a, "i", "k"), at(b, "j", "k"))));
        p.define("i,j", List.of(m, n), "sum(k" + where + ") " + body + one("", " + " + at(p.real(n), "j")));
    }

    void product() {
        p.constructs.add(Construct.PROD);
        Size m = p.size();
        Size n = p.size();
        Var a = p.real(m, n);
        String where = one("", "", " where k != i", " where " + at(a, "i", "k") + " < 0.9");
        p.define("i", List.of(m), "prod(k" + where + ") " + one(at(a, "i", "k"), wrapped(at(a, "i", "k") + " + 0.5")));
    }

    void largest() {
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

    void position() {
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

    void nested() {
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

    void thrice() {
        p.constructs.add(Construct.USED_THREE_TIMES);
        Size n = p.size();
        Var a = p.real(n);
        p.define("i", List.of(n), at(a, "i") + "*" + at(a, "i") + " + " + tame(at(a, "i")) + "*" + at(p.real(n), "i"));
    }

    void softmax() {
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

    void stable() {
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

    void strongZero() {
        p.constructs.add(Construct.STRONG_ZERO);
        Size n = p.size();
        Var a = p.real(n);
        String x = at(a, "i");
        switch (random.nextInt(5)) {
            case 0 -> p.define("i", List.of(n), "if " + x + " > 0.2 then log(" + x + ") else 0.1*" + x);
            case 3 -> {
                String log = p.fresh("m");
                p.statement(log + "[i] = log(" + x + ")");
                p.define("i", List.of(n), "if " + x + " > 0.2 then " + log + "[i] else 0.1*" + x);
            }
            case 4 -> {
                Var b = p.real(n, n);
                String s = p.fresh("m");
                p.statement(s + "[i] = sum(k) " + at(b, "i", "k") + "*log(" + x + ")");
                p.define("i", List.of(n), "if " + x + " > 0.2 then " + s + "[i] else " + at(b, "i", "i"));
            }
            case 1 -> p.define("", List.of(), "sum(i where " + x + " > 0.2) sqrt(" + x + ")*" + at(p.real(n), "i"));
            default -> {
                p.constructs.add(Construct.BOOL);
                String mask = p.fresh("m");
                p.statement(mask + "[i] = " + x + " > 0.2 and not (" + x + " > 1.0)");
                p.define("i", List.of(n), "if " + mask + "[i] then 1/" + x + " else square(" + x + ")");
            }
        }
    }

    void reductions() {
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

    /** Ranges that depend on int tensors, or on each other. */
    void ragged() {
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
