package org.nnc.compiler.verify;

import java.util.List;
import org.nnc.compiler.verify.RandomPrograms.Construct;
import org.nnc.compiler.verify.RandomPrograms.Size;
import org.nnc.compiler.verify.RandomPrograms.Var;

/** Random equations by how they read: windows, defaults, gathers and scatters, positions of every kind. */
final class RandomAccesses extends RandomTerms {
    RandomAccesses(RandomPrograms p) {
        super(p);
    }

    void pointwise() {
        Size m = p.size();
        Size n = p.size();
        Var a = p.real(m, n);
        Var b = p.real(n);
        Var c = p.real();
        p.define("i,j", List.of(m, n), mix(at(a, "i", "j"), at(b, "j"), at(c)));
    }

    /** A window without padding: its range is the largest that stays inside. */
    void window() {
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
    void padded() {
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

    void backwardsRead() {
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

    void diagonal() {
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

    void gather() {
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

    void scatter() {
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

    void shifted() {
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

    void places() {
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

    void joined() {
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

    /** Several indices in one position, written and read, one of them what remains. */
    void grouped() {
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
}
